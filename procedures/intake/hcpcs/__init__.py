"""What does a CMS HCPCS release say? Bytes in, records out; pure Python, no Django, nothing is written.

`read_release` takes what CMS publishes (zip, fixed-width text or workbook) and answers a `Release`, or raises
one `ReleaseError` naming the place and the way out. A file is taken whole or refused whole.
"""

from procedures.intake.hcpcs.errors import Place, ReleaseError
from procedures.intake.hcpcs.reading import read_release
from procedures.intake.hcpcs.records import CodeRecord, Layout, Release

__all__ = ["CodeRecord", "Layout", "Place", "Release", "ReleaseError", "read_release"]
