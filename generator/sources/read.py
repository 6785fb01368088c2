"""Reads a document of any known format into SOP tables."""

from __future__ import annotations

import hashlib
from pathlib import Path

from generator.findings import Place, SourceRefusedError
from generator.sources.find_tables import find_tables
from generator.sources.table import SourceDocument, SourceText
from generator.sources.text import read_text

MAX_BYTES = 32 * 1024 * 1024
"""Largest document that is read."""


def read_document(path: Path) -> SourceDocument:
    """Every SOP table in the document; raises SourceRefusedError with the reason if there is none."""
    name = path.name
    if not path.is_file():
        raise SourceRefusedError("berkas-ditolak", "Berkas tidak ditemukan.", Place(name))
    if path.stat().st_size > MAX_BYTES:
        raise SourceRefusedError(
            "berkas-ditolak", f"Berkas lebih besar daripada {MAX_BYTES // 1024 // 1024} MB.", Place(name)
        )
    data = path.read_bytes()
    return find_tables(SourceText(name, hashlib.sha256(data).hexdigest(), read_text(name, data)))
