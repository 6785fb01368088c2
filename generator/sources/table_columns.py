"""Columns that only the rows below a heading explain: numbers without a heading, columns the form does not have."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from generator.findings import Finding
from generator.sources.table import Column, SourceRow
from generator.sources.table_heading import NUMBER, Heading, cell_of, column_of

FUSED = re.compile(r"^(?:\W|[A-Za-z]{1,2}\s)?(\d{1,3})[.)\s]\s*(?=[A-Z])(.+)$")
"""A row number in one cell with the uraian, perhaps behind what OCR left of a rule."""


def numbers_in_uraian(rows: tuple[SourceRow, ...], heading: Heading) -> bool:
    """Without a column of numbers they may stand in the uraian itself; then only a numbered line begins a row."""
    at = column_of(heading.columns, "uraian")
    if column_of(heading.columns, "no") is not None:
        return False
    cells = [cell_of(row, at) for row in rows[heading.body : heading.body + 200] if not row.paragraph]
    numbers = [int(match[1]) for cell in cells if (match := FUSED.match(cell))]
    return len(numbers) >= 2 and sum(b == a + 1 for a, b in pairwise(numbers)) >= 0.6 * (len(numbers) - 1)


def numbers_beside_uraian(rows: tuple[SourceRow, ...], heading: Heading) -> tuple[Column, ...]:
    """A heading Kegiatan over two columns, numbers and text: the numbers stand below it, the text in the next one."""
    at = column_of(heading.columns, "uraian")
    if at is None or column_of(heading.columns, "no") is not None or any(c.index == at + 1 for c in heading.columns):
        return heading.columns
    lines = [row for row in rows[heading.body : heading.body + 50] if not row.paragraph and cell_of(row, at)]
    numbered = [row for row in lines if NUMBER.match(cell_of(row, at)) and len(cell_of(row, at + 1)) >= 3]
    if len(numbered) < 2 or len(numbered) < 0.8 * len(lines):
        return heading.columns
    moved = [replace(c, index=at + 1) if c.kind == "uraian" else c for c in heading.columns]
    return tuple(sorted([Column("no", "", at), *moved], key=lambda c: c.index))


def unknown_columns(rows: tuple[SourceRow, ...], heading: Heading) -> tuple[tuple[Column, ...], list[Finding]]:
    """Columns that the form of the regulation does not have: each that holds text is asked about.

    Where the table has no kelengkapan and one such column stands before the waktu, it is taken for the kelengkapan:
    the mutu baku begins with what the work needs (tools, means, materials).
    """
    columns = heading.columns
    body = [row for row in rows[heading.body : heading.body + 200] if not row.paragraph]
    unknown = [c for c in columns if c.kind == "lain" and sum(len(cell_of(row, c.index)) > 2 for row in body) >= 2]
    waktu = column_of(columns, "waktu")
    place = rows[heading.first].place
    before = [c for c in unknown if waktu is not None and c.index < waktu]
    found: list[Finding] = []
    if column_of(columns, "kelengkapan") is None and len(before) == 1 and before[0].index > 1:
        columns = tuple(replace(c, kind="kelengkapan") if c is before[0] else c for c in columns)
        found.append(
            Finding("kolom-tidak-dikenal", f"Kolom “{before[0].name}” dibaca sebagai kelengkapan.", place, None, "sel")
        )
        unknown.remove(before[0])
    for column in unknown:
        found.append(
            Finding(
                "kolom-tidak-dikenal", f"Kolom “{column.name}” tidak dikenal; isinya tidak dibaca.", place, None, "sel"
            )
        )
    return columns, found
