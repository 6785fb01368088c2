"""Office files are zip packages, looked at before they are opened: no bomb or entity gets to a parser."""

from __future__ import annotations

import io
import re
import zipfile

from generator.findings import Place, SourceRefusedError

MAX_UNPACKED = 128 * 1024 * 1024
MAX_ENTRIES = 5000
MAX_CELLS = 250_000
"""Cells of a workbook: more than ten thousand rows of an SOP, and what fits in half a gigabyte."""
MAX_ELEMENTS = 1_500_000
"""Elements of a Word document: more than ten thousand rows of an SOP, and what fits in half a gigabyte."""
MAX_MERGED = 20_000
"""Cells of one merged area; a larger one is a slip of the mouse, and every cell of it would be made."""
MAX_RATIO = 250
"""A part that grows more than this is no document."""


def check_package(name: str, data: bytes) -> None:
    """Raises SourceRefusedError for a package that is broken, too large when unpacked, encrypted, or declares a DTD."""
    place = Place(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > MAX_ENTRIES:
                raise SourceRefusedError("berkas-ditolak", f"Paket berisi lebih dari {MAX_ENTRIES} bagian.", place)
            if sum(e.file_size for e in entries) > MAX_UNPACKED:
                limit = MAX_UNPACKED // 1024 // 1024
                raise SourceRefusedError("berkas-ditolak", f"Isi berkas lebih besar daripada {limit} MB.", place)
            for entry in entries:
                if entry.flag_bits & 1:
                    raise SourceRefusedError("berkas-ditolak", "Berkas terkunci dengan kata sandi.", place)
                if entry.file_size > 1024 * 1024 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                    raise SourceRefusedError("berkas-ditolak", "Isi berkas mengembang tidak wajar.", place)
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with package.open(entry) as part:
                        head = part.read(4096)
                    if b"<!DOCTYPE" in head.replace(b"\x00", b"") or b"<!ENTITY" in head.replace(b"\x00", b""):
                        raise SourceRefusedError("berkas-ditolak", "Berkas memuat definisi entitas XML.", place)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceRefusedError("berkas-ditolak", f"Paket dokumen rusak ({error}).", place) from None


def package_parts(name: str, data: bytes) -> frozenset[str]:
    """Names of the package's parts, in small letters: what kind of document it is, whatever its name says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return frozenset(entry.filename.lower().replace("\\", "/") for entry in package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise SourceRefusedError("berkas-ditolak", "Paket dokumen rusak.", Place(name)) from None


def check_document(name: str, data: bytes) -> None:
    """Refuses a Word document with more elements than any SOP."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [e for e in package.infolist() if e.filename.lower() == "word/document.xml"]
        if any(package.read(entry).count(b"<w:") > MAX_ELEMENTS for entry in parts):
            sentence = "Dokumen Word berisi jauh lebih banyak daripada SOP."
            raise SourceRefusedError("berkas-ditolak", sentence, Place(name))


_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"(?P<ref>[^\"]{1,40})\"[^>]*?(?:/>|></(?:\w+:)?mergeCell>)")
_RELATIONS = re.compile(r"xl/worksheets/_rels/[^/]+\.rels$", re.IGNORECASE)
_DRAWING = re.compile(rb"<(?:\w+:)?Relationship\b[^>]{0,400}?/relationships/drawing\"[^>]{0,400}?/>")
"""What ties a drawing to a sheet; the reader of cells would read every shape too, slowly and for nothing."""
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def bounded_sheets(name: str, data: bytes) -> bytes:
    """The workbook without drawings and merged areas that nothing could hold; refused with more cells than any SOP."""
    cells = 0
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            if _RELATIONS.search(entry.filename):
                relations = package.read(entry)
                if (bare := _DRAWING.sub(b"", relations)) != relations:
                    changed[entry.filename] = bare
            if not _SHEET.search(entry.filename):
                continue
            content = package.read(entry)
            cells += len(re.findall(rb"<(?:\w+:)?c[\s>]", content))
            if cells > MAX_CELLS:
                sentence = f"Buku kerja berisi lebih dari {MAX_CELLS} sel, jauh lebih banyak daripada SOP."
                raise SourceRefusedError("berkas-ditolak", sentence, Place(name))
            kept = _MERGE.sub(
                lambda m: m[0] if _merged_cells(m["ref"].decode("latin-1")) <= MAX_MERGED else b"", content
            )
            if kept != content:
                changed[entry.filename] = kept
        return _replaced(package, changed) if changed else data


def _merged_cells(ref: str) -> int:
    match = _AREA.fullmatch(ref)
    if match is None:
        return 0
    left, right = (_column(letters) for letters in (match[1], match[3]))
    return (abs(right - left) + 1) * (abs(int(match[4]) - int(match[2])) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _replaced(package: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in package.infolist():
            new.writestr(entry.filename, changed.get(entry.filename) or package.read(entry))
    return out.getvalue()
