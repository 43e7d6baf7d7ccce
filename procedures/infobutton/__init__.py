"""HL7 Infobutton: another system sends a code with a little context, and gets links to what we say about it.

`request` reads what was asked (pure), `answer` finds what fits, `languages` in which language, `formats` writes it as
Atom or JSON, `limit` counts. What of the standard is met, and what on purpose is not, stands in docs/integrate.md.
"""

from .answer import answer, only_address
from .formats import as_json, as_xml
from .limit import seconds_to_wait
from .request import Malformed, Request, read

__all__ = ["Malformed", "Request", "answer", "as_json", "as_xml", "only_address", "read", "seconds_to_wait"]
