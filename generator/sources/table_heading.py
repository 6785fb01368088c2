"""Headings of SOP tables: which rows name the columns, and what each column holds.

General rules, from the form of the regulation: a heading names kegiatan and at least one other column; the group
headings Pelaksana and Mutu Baku span several columns; a row of bare column numbers may follow and is repeated on every
page.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from generator.sources.clean import one_line
from generator.sources.durations import read_duration
from generator.sources.headers import group_and_leaf, group_kind, heading_kind, words_of
from generator.sources.table import Column, ColumnKind, SourceRow

NUMBER = re.compile(r"^\W{0,2}(\d{1,5})\s*[a-z]?\s*[.)\]:]?\W{0,2}$", re.IGNORECASE)
"""A row number as it stands in a cell: `1`, `2.`, `(3)`."""
MAX_ROLES = 30
"""More role columns than this is no SOP (the regulation's form has room for about ten)."""
_HEADING_ROWS = 4
"""A heading is never deeper: group, leaf, torn words."""
_LONGEST_NAME = 200
"""Letters; several bodies in one column (`Kelompok Relawan / Perkumpulan Warga / ...`) make a long heading."""
_LONGEST_LEAF = 60
"""Letters of what stands below the heading Kegiatan and still belongs to it."""


@dataclass
class Heading:
    first: int
    """Index of its first row."""
    body: int
    """Index of the first row after it."""
    columns: tuple[Column, ...]
    fused: bool = False
    """Row numbers stand in one cell with the uraian."""
    shifts: frozenset[int] = frozenset()
    """Cells by which rows of this table stand beside their headings."""


def heading_at(rows: tuple[SourceRow, ...], index: int) -> Heading | None:
    """The heading that begins in this row: its rows together name kegiatan and another leaf column."""
    if not is_heading_row(rows[index]):
        return None
    stop = index + 1
    while stop < min(len(rows), index + _HEADING_ROWS) and _goes_on(rows, stop, rows[index]):
        stop += 1
    block = rows[index:stop]
    columns = _columns(block)
    kinds = {c.kind for c in columns}
    if "uraian" not in kinds or len(kinds & {"no", "kelengkapan", "waktu", "output", "peran", "pelaksana"}) < 2:
        return None
    if sum(c.kind == "peran" for c in columns) > MAX_ROLES:
        return None
    while stop < len(rows) and (is_number_row(rows[stop]) or (rows[stop].blank and not rows[stop].paragraph)):
        stop += 1
    return Heading(index, stop, columns)


def is_heading_row(row: SourceRow) -> bool:
    cells = [c for c in row.cells if c]
    if len(cells) < 2 or any(len(c) > _LONGEST_NAME for c in cells):
        return False
    known = {_kind(one_line(c)) for c in cells} - {None}
    return len(known) >= 2


def _kind(cell: str) -> str | None:
    """What a cell of a heading names: a column, or a group of columns."""
    leaf = group_and_leaf(cell)[1]
    return heading_kind(leaf) or group_kind(leaf)


def _goes_on(rows: tuple[SourceRow, ...], index: int, first: SourceRow) -> bool:
    """True if the row still belongs to the heading that begins with `first`: no number, no sentence, but names.

    What stands below the heading Kegiatan and is no heading itself is a kegiatan, unless it is a few words.
    """
    row = rows[index]
    cells = [c for c in row.cells if c]
    if not cells or row.paragraph or is_number_row(row):
        return False
    if NUMBER.match(row.cells[0]) and row.cells[0] == cells[0] and len(cells) > 1:
        return False
    uraian = next((i for i, c in enumerate(first.cells) if c and heading_kind(one_line(c)) == "uraian"), None)
    below = [c for i, c in enumerate(row.cells) if c and (uraian is None or i == uraian or i >= len(first.cells))]
    if any(len(one_line(c)) > _LONGEST_LEAF for c in below) or any(len(c) > _LONGEST_NAME for c in cells):
        return False
    if is_terminal_row(row):
        return False
    return not any(read_duration(one_line(c)).kind == "durasi" for c in cells)


def _columns(block: tuple[SourceRow, ...]) -> tuple[Column, ...]:
    """Columns by their headings; without the group heading Pelaksana, what stands between kegiatan and mutu baku."""
    width = max(len(row.cells) for row in block)
    whole = [[one_line(row.cells[i]) if i < len(row.cells) else "" for i in range(width)] for row in block]
    grid = [[group_and_leaf(cell)[1] for cell in line] for line in whole]
    found = _role_span(grid, width)
    group_line, span = found or (0, None)
    columns: list[Column] = []
    for i in range(width):
        parts = [
            cell
            for r, line in enumerate(grid)
            if (cell := line[i]) and not (i in (span or ()) and r <= group_line and group_kind(cell))
        ]
        parts = [p for p in dict.fromkeys(parts) if group_kind(p) != "mutu"]
        name = _join_torn(parts)
        kind = heading_kind(name) if name else None
        if kind is None:
            kind = next((k for k in map(heading_kind, reversed(parts)) if k), None)
        if span is not None and i in span and kind in (None, "pelaksana") and re.search(r"[^\W\d_]{2}", name):
            columns.append(Column("peran", name, i))
        elif kind is not None and not any(c.kind == kind for c in columns):
            columns.append(Column(kind, name, i))
        elif name and group_kind(name) is None:
            columns.append(Column("lain", name, i))
    if span is None:
        columns = _roles_by_place(columns)
    elif [words_of(c.name) for c in columns if c.kind == "peran"] in ([], ["pelaksana"]):
        columns = [c for c in columns if c.kind != "peran"]  # one column Pelaksana, with names in its cells
        columns.append(Column("pelaksana", "Pelaksana", span.start))
        columns.sort(key=lambda c: c.index)
    return tuple(columns)


def _roles_by_place(columns: list[Column]) -> list[Column]:
    """The regulation's form has the performers between kegiatan and mutu baku: two or more named columns there."""
    if any(c.kind == "pelaksana" for c in columns):
        return columns
    first = next((c.index for c in columns if c.kind == "uraian"), None)
    last = min((c.index for c in columns if c.kind in ("kelengkapan", "waktu", "output")), default=None)
    if first is None or last is None:
        return columns
    between = [c for c in columns if c.kind == "lain" and first < c.index < last]
    if len(between) < 2:
        return columns
    return [replace(c, kind="peran") if c in between else c for c in columns]


def _join_torn(parts: list[str]) -> str:
    return " ".join(parts)


def _role_span(grid: list[list[str]], width: int) -> tuple[int, range] | None:
    """The line of the group heading Pelaksana, and its columns: up to the next group, leaf or other heading beside it.

    A group heading spans its columns, so the cells beside it are empty or repeat it; a name beside it is a column of
    its own.
    """
    for r, line in enumerate(grid):
        for i, cell in enumerate(line):
            if group_kind(cell) != "pelaksana":
                continue
            end = i + 1
            while end < width:
                column = [
                    row[end] for row in grid if row[end] and not (row is line and group_kind(row[end]) == "pelaksana")
                ]
                beside = line[end] and group_kind(line[end]) != "pelaksana"
                if beside or any(group_kind(c) == "mutu" or heading_kind(c) not in (None, "pelaksana") for c in column):
                    break
                end += 1
            start = i
            while start > 0 and _unnamed_role(grid, start - 1, line):
                start -= 1
            return r, range(start, end)
    return None


def _unnamed_role(grid: list[list[str]], i: int, group_line: list[str]) -> bool:
    """A group heading centred over its columns leaves role names to its left without one."""
    column = [row[i] for row in grid if row[i]]
    return bool(column) and not group_line[i] and all(heading_kind(c) is None and not group_kind(c) for c in column)


_TERMINAL = re.compile(r"\W*(?:mulai|selesai|start|finish|end|begin)\W*", re.IGNORECASE)


def is_terminal_row(row: SourceRow) -> bool:
    """A row that only draws the terminal symbols of the flowchart, `Mulai` or `Selesai`: no kegiatan."""
    cells = [c for c in row.cells if re.search(r"[^\W\d_]", c)]
    return bool(cells) and not row.paragraph and all(_TERMINAL.fullmatch(c) for c in cells)


def is_number_row(row: SourceRow) -> bool:
    """A row of column numbers, `1 2 3 4 ...`; OCR may repeat or lose some."""
    cells = [c for c in row.cells if c.strip()]
    if len(cells) < 3 or row.paragraph:
        return False
    numbers = [int(m[1]) for c in cells if (m := re.fullmatch(r"\W?(\d{1,2})\W?", c))]
    ascending = sum(a <= b <= a + 2 for a, b in itertools.pairwise(numbers))
    return len(numbers) == len(cells) and ascending >= 0.6 * (len(numbers) - 1)


def same_columns(a: tuple[Column, ...], b: tuple[Column, ...]) -> bool:
    def words(columns: tuple[Column, ...]) -> set[str]:
        return {words_of(c.name) for c in columns if c.kind == "peran"} | {c.kind for c in columns}

    return len(words(a) & words(b)) >= 0.7 * max(len(words(a)), len(words(b)))


def mended_names(columns: tuple[Column, ...], repeated: tuple[Column, ...]) -> tuple[Column, ...]:
    """Role names with fewer torn words, where a repeated heading (another page) has the same letters whole."""
    whole = {re.sub(r"\W+", "", c.name).lower(): c.name for c in repeated if c.kind == "peran"}

    def mended(column: Column) -> Column:
        other = whole.get(re.sub(r"\W+", "", column.name).lower(), column.name)
        return replace(column, name=other) if len(other.split()) < len(column.name.split()) else column

    return tuple(mended(c) if c.kind == "peran" else c for c in columns)


def column_of(columns: tuple[Column, ...], kind: ColumnKind) -> int | None:
    return next((c.index for c in columns if c.kind == kind), None)


def cell_of(row: SourceRow, index: int | None) -> str:
    return one_line(row.cells[index]) if index is not None and index < len(row.cells) else ""
