"""What kind of file is this, and which part of it is the release? Bytes of any kind in, one Release out."""

import hashlib
import io
import zipfile
from collections.abc import Callable

from procedures.intake.hcpcs.assembly import assemble
from procedures.intake.hcpcs.errors import ForeignFileError, Place, ReleaseError
from procedures.intake.hcpcs.layout import RawRecord, Source
from procedures.intake.hcpcs.records import Release
from procedures.intake.hcpcs.text import read_text
from procedures.intake.hcpcs.workbook import read_workbook

type Reading = tuple[Source, list[RawRecord]]
type Reader = Callable[[bytes, str], Reading]

#: A release is 5 MB of text. This much is read, or unpacked from one zip, and no more.
MAX_BYTES = 64 * 2**20
#: CMS packs six or seven documents.
MAX_MEMBERS = 1000
ENCRYPTED = 0x1

#: How well-known files of other kinds begin. What they are is told from their bytes, never from their name.
FOREIGN = (
    (b"%PDF", "it is a PDF document"),
    (b"\x89PNG", "it is a picture"),
    (b"\xff\xd8\xff", "it is a picture"),
    (b"GIF8", "it is a picture"),
    (b"\xd0\xcf\x11\xe0", "it is an old (.xls, .doc) or password-protected Office document"),
    (b"MZ", "it is a program; CMS's self-extracting archives must be unpacked first"),
    (b"\x1f\x8b", "it is packed with gzip"),
    (b"\xff\xfe", "it is text in UTF-16; CMS's layout needs one byte for each column"),
    (b"\xfe\xff", "it is text in UTF-16; CMS's layout needs one byte for each column"),
)
WEB_PAGE = (b"<!doctype", b"<html", b"<?xml", b"<head")


def read_release(data: bytes, filename: str) -> Release:
    """Read a HCPCS Level II release as CMS publishes it, whole, or refuse it whole.

    `data` is a zip (the release is found in it by content; layouts and notes beside it are ignored), the
    fixed-width text (293 or 320 columns, disclaimer lines before it or not, trailing blanks trimmed or not,
    CP1252 or UTF-8, CRLF or LF) or the workbook. `filename` only serves messages. Source of the layout: CMS,
    HCPCS contractor record, 2019 record layout.

    Cleaned: byte order mark, final Ctrl-Z, hard blanks, runs of blanks. Refused with ReleaseError, and no
    other exception, are: empty, foreign, damaged, mixed, encrypted, oversized or cut files; NUL and control
    characters; impossible dates; orphaned or disordered continuations; one code with two sets of facts; CPT
    and dental codes. A text cut exactly between two records can't be told from a shorter one: compare counts
    before applying.
    """
    if len(data) > MAX_BYTES:
        raise ForeignFileError(Place(filename), f"it is larger than {MAX_BYTES // 2**20} MiB")
    source, records = _reader_of(data, filename)(data, filename)
    codes, modifiers = assemble(source, records)
    digest = hashlib.sha256(data).hexdigest()
    return Release(codes, modifiers, source.layout, source.file, len(records), digest)


def _reader_of(data: bytes, filename: str) -> Reader:
    """Tell from the first bytes who can read the file."""
    if not data.strip():
        raise ForeignFileError(Place(filename), "the file is empty")
    for beginning, reason in FOREIGN:
        if data.startswith(beginning):
            raise ForeignFileError(Place(filename), reason)
    if data[:200].lstrip().lower().startswith(WEB_PAGE):
        raise ForeignFileError(Place(filename), "it is a web page, perhaps an error page saved as the download")
    if data.startswith(b"PK"):
        return _read_package
    return read_text


def _read_package(data: bytes, filename: str) -> Reading:
    """Read a zip of documents, or the zip that a workbook is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            _check_size(members, filename)
            if "xl/workbook.xml" in names:
                return read_workbook(data, filename)
            if "[Content_Types].xml" in names:
                raise ForeignFileError(Place(filename), "it is an Office document, but no workbook")
            return _choose(package, members, filename)
    except ReleaseError:
        raise
    except Exception as trouble:
        # A damaged zip makes zipfile raise over a dozen unrelated errors; to staff all mean the same.
        raise ReleaseError("Damaged zip", Place(filename), f"it can't be unpacked ({trouble})") from trouble


def _check_size(members: list[zipfile.ZipInfo], filename: str) -> None:
    # zipfile never unpacks more of a member than it declares, so the declared sizes bound the work.
    if len(members) > MAX_MEMBERS:
        raise ForeignFileError(Place(filename), f"it holds more than {MAX_MEMBERS:,} files")
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise ForeignFileError(Place(filename), f"unpacked it is larger than {MAX_BYTES // 2**20} MiB")


def _choose(package: zipfile.ZipFile, members: list[zipfile.ZipInfo], filename: str) -> Reading:
    """Find the release among the documents of a zip; the text goes before the workbook of the same facts."""
    for ending, reader in ((".txt", read_text), (".xlsx", read_workbook)):
        found: dict[bytes, Reading] = {}
        for member in members:
            if not member.filename.lower().endswith(ending):
                continue
            file = f"{filename}: {member.filename}"
            if member.flag_bits & ENCRYPTED:
                remedy = "Unpack it with the password and give the .txt or .xlsx"
                raise ReleaseError("Encrypted file", Place(file), "it is protected by a password", remedy)
            data = package.read(member)
            try:
                found[data] = reader(data, file)
            except ForeignFileError:
                continue
        if len(found) > 1:
            files = " and ".join(source.file for source, _ in found.values())
            reason = f"it can't be told which is wanted ({files})"
            remedy = "Unpack it and give the one wanted"
            raise ReleaseError(f"{len(found)} releases", Place(filename), reason, remedy)
        if found:
            return next(iter(found.values()))
    raise ForeignFileError(Place(filename), "no .txt or .xlsx in it holds HCPCS records")
