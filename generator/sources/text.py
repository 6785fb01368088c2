"""Reader for text: tab-separated OCR output, HTML fragments inside its cells, plain lines."""

from __future__ import annotations

from generator.findings import Place
from generator.sources.clean import clean_cell, decode
from generator.sources.table import MAX_COLUMNS, SourceRow


def read_text(name: str, data: bytes) -> tuple[SourceRow, ...]:
    """One row per line; cells are separated by tabs. A line without tabs is running text."""
    rows = []
    for number, line in enumerate(decode(data).split("\n"), start=1):
        parts = line.rstrip("\r").split("\t") if line.count("\t") < MAX_COLUMNS else [line]
        cells = tuple(map(clean_cell, parts))
        rows.append(SourceRow(Place(name, line=number), cells, paragraph=len(cells) == 1))
    return tuple(rows)
