"""Reads a document of any known format into SOP tables.

The readers of PDF, Word and Excel are loaded when such a document comes: their libraries take longer to load than a
text takes to read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from generator.findings import Finding, Place, SourceRefusedError
from generator.sources.delimited import read_csv
from generator.sources.find_tables import find_tables
from generator.sources.ocr import engine
from generator.sources.packages import package_parts
from generator.sources.plain import read_aligned, read_html, read_pipes
from generator.sources.run_together import read_run_together
from generator.sources.stacked import read_stacked
from generator.sources.table import SourceDocument, SourceRow, SourceText
from generator.sources.text import read_text

MAX_BYTES = 32 * 1024 * 1024
"""Largest document that is read."""

MAX_TEXT = 4 * 1024 * 1024
"""Largest text that is read: more than ten thousand rows of an SOP."""
MAX_CELLS = 400_000
"""Most cells of HTML tables that are read."""

_Rows = tuple[SourceRow, ...]
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_TOO_MUCH = "Periksa apakah berkasnya benar; simpan SOP yang diperlukan dalam berkas tersendiri."
_SCANNED = (
    "Pasang OCR: paket `ocrmypdf` dan `tesseract-ocr-ind`, lalu jalankan "
    "`ocrmypdf --image-dpi 300 -l ind gambar.png keluar.pdf` dan baca hasilnya."
)


def read_document(path: Path) -> SourceDocument:
    """Every SOP table in the document; raises SourceRefusedError with the reason if there is none."""
    name = path.name
    if not path.is_file():
        raise SourceRefusedError("berkas-ditolak", "Berkas tidak ditemukan.", Place(name), "Periksa nama berkasnya.")
    if path.stat().st_size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise SourceRefusedError("berkas-ditolak", f"Berkas lebih besar daripada {limit} MB.", Place(name))
    return read_bytes(name, path.read_bytes())


def read_bytes(name: str, data: bytes) -> SourceDocument:
    """Like `read_document` for content that is in memory; the format is told by the content, then by the name."""
    digest = hashlib.sha256(data).hexdigest()
    if not data.strip():
        raise SourceRefusedError("berkas-ditolak", "Berkas kosong.", Place(name))
    if data.startswith(b"PK\x03\x04"):
        return _package(name, data, digest)
    if data[:1024].lstrip().startswith(b"%PDF"):
        from generator.sources.pdf import read_pdf

        rows, findings = read_pdf(name, data)
        return find_tables(SourceText(name, digest, rows, findings))
    if data.startswith(_OLD_OFFICE):
        raise SourceRefusedError(
            "berkas-ditolak",
            "Format Word atau Excel lama (.doc/.xls).",
            Place(name),
            "Simpan sebagai .docx atau .xlsx.",
        )
    if data.startswith(_PICTURES):
        return _picture(name, data, digest)
    if data[:6] == b"{\\rtf1":
        raise SourceRefusedError("berkas-ditolak", "Format RTF.", Place(name), "Simpan sebagai .docx.")
    return _text(name, data, digest)


def _picture(name: str, data: bytes, digest: str) -> SourceDocument:
    program = engine()
    if program is None:
        raise SourceRefusedError("berkas-pindaian", "Berkas ini gambar, bukan teks.", Place(name), _SCANNED)
    from generator.sources.pdf import recognised_rows

    findings: list[Finding] = []
    rows, _ = recognised_rows(name, program, data, Place(name, page=1), [], findings)
    if not rows:
        reason = next((f.kalimat for f in findings if f.kode == "halaman-pindaian"), "OCR tidak menemukan teks.")
        raise SourceRefusedError("berkas-pindaian", reason, Place(name), "Pindai ulang dengan 300 dpi atau lebih.")
    return find_tables(SourceText(name, digest, tuple(rows), tuple(findings)))


def _package(name: str, data: bytes, digest: str) -> SourceDocument:
    parts = package_parts(name, data)
    if any(part.startswith("word/") for part in parts):
        from generator.sources.docx import read_docx

        rows, findings = read_docx(name, data)
    elif any(part.startswith("xl/") for part in parts):
        from generator.sources.xlsx import read_xlsx

        rows, findings = read_xlsx(name, data)
    elif "content.xml" in parts:
        raise SourceRefusedError(
            "berkas-ditolak",
            "Format OpenDocument (.odt/.ods).",
            Place(name),
            "Simpan sebagai .docx atau .xlsx.",
        )
    else:
        raise SourceRefusedError("berkas-ditolak", "Paket ini bukan dokumen .docx atau .xlsx.", Place(name))
    return find_tables(SourceText(name, digest, rows, findings))


def _text(name: str, data: bytes, digest: str) -> SourceDocument:
    """Text is tried in the layouts it may have, from the clearest to the least; the first with a table counts."""
    if _is_binary(data):
        raise SourceRefusedError("berkas-ditolak", "Isi berkas bukan teks dan bukan format yang dikenal.", Place(name))
    is_html = bool(re.search(rb"<table\b", data, re.IGNORECASE))
    cells = len(re.findall(rb"<t[dh]\b", data, re.IGNORECASE)) if is_html else 0
    if cells > MAX_CELLS or (not is_html and len(data) > MAX_TEXT):
        size = f"{cells} sel tabel" if is_html else f"{len(data) / 1024 / 1024:.1f} MB teks"
        raise SourceRefusedError(
            "berkas-ditolak", f"Berkas berisi {size}, jauh lebih banyak daripada SOP.", Place(name), _TOO_MUCH
        )
    layouts: list[Callable[[str, bytes], _Rows]] = [read_text]
    if name.lower().endswith(".csv"):
        layouts.insert(0, read_csv)
    if is_html:
        layouts.insert(0, read_html)
    layouts += [read_pipes, read_aligned, read_csv]
    refused: SourceRefusedError | None = None
    for layout in layouts:
        try:
            return find_tables(SourceText(name, digest, layout(name, data)))
        except SourceRefusedError as error:
            if error.finding.kode != "tabel-tidak-ada":
                raise
            refused = refused or error
    for reader in (read_stacked, read_run_together):
        rows, findings = reader(name, data)
        if rows:
            return find_tables(SourceText(name, digest, rows, findings))
    assert refused is not None  # noqa: S101 - every layout before refused
    raise refused


def _is_binary(data: bytes) -> bool:
    """More than one control character in twenty is no text of any 8-bit encoding or UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    sample = data[: 1 << 16]
    control = len(sample) - len(sample.translate(None, bytes(b for b in range(32) if b not in b"\t\n\r\x0b\x0c")))
    return control * 20 > len(sample)


__all__ = ["MAX_BYTES", "read_bytes", "read_document"]
