"""In which cells of the table the symbols lie, and the rows with what is drawn in them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.findings import Place
from generator.sources.drawings.flows import flows
from generator.sources.drawings.shapes import Box, Drawing
from generator.sources.table import Flow, SourceRow, Symbol

_WHOLLY = 0.75
"""Share of a symbol's width in one column from which on it lies there."""
_PARTLY = 0.3
_NEAR = 12
"""Bands above a place among which its own is: rows of several tables lie beside each other."""


@dataclass(frozen=True)
class Band:
    """A row of a table on a page: the place of its SourceRow, and its columns with the number of the cell."""

    row: Place
    page: int
    top: float
    bottom: float
    columns: tuple[tuple[float, float, int], ...]
    """Left edge, right edge, number of the cell."""
    exact: bool = True
    """False where heights of rows are estimated."""
    cells: int = 99
    """Cells that the row has of its own; a block of identity has few."""
    whole: tuple[float, float] = (0.0, 0.0)
    """Top and bottom of all rows over which its cells are merged; zeros: it stands alone."""


def place(rows: Sequence[SourceRow], drawing: Drawing, bands: Sequence[Band]) -> tuple[list[SourceRow], dict[int, int]]:
    """The rows with their symbols, and by page how many shapes and pictures could not be read."""
    at = {row.place: i for i, row in enumerate(rows)}
    bands = _joined_bands(rows, bands, at)
    by_page: dict[int, list[Band]] = defaultdict(list)
    for band in sorted(bands, key=lambda b: b.top):
        by_page[band.page].append(band)
    cells = [_cells(drawing, i, by_page[drawing.shapes[i].page], at) for i in range(len(drawing.shapes))]
    leaving: dict[int, list[Flow]] = defaultdict(list)
    for joined in flows(drawing):
        if cells[joined.tip]:
            row, cell, sure = cells[joined.tip][0]
            leaving[joined.tail].append(Flow(rows[row].place, cell, joined.label, joined.sure and sure))
    drawn: dict[int, list[Symbol]] = defaultdict(list)
    lost: dict[int, int] = defaultdict(int)
    for i, shape in enumerate(drawing.shapes):
        if not cells[i] and shape.kind != "off-page":
            lost[shape.page] += 1
        for row, cell, sure in cells[i]:
            symbol = Symbol(shape.kind, cell, shape.text, sure, tuple(dict.fromkeys(leaving[i])))
            drawn[row].append(symbol)
    pictured = _pictured(drawing, bands, at)
    for page, _ in drawing.unread:
        lost[page] += 1
    out = [
        replace(r, drawn=tuple(sorted(drawn[i], key=lambda s: s.cell))) if i in drawn else r for i, r in enumerate(rows)
    ]
    return [replace(r, pictured=pictured[i]) if i in pictured else r for i, r in enumerate(out)], lost


def _joined_bands(rows: Sequence[SourceRow], bands: Sequence[Band], at: dict[Place, int]) -> list[Band]:
    """Bands with the extent of the rows that merged cells join to them: a symbol may lie anywhere in it."""
    out: list[Band] = []
    first = 0
    for i, band in enumerate(bands):
        row = rows[at[band.row]] if band.row in at else None
        joined = i > 0 and row is not None and row.blank and row.continued and bands[i - 1].page == band.page
        first = first if joined else i
        out.append(band)
        if joined:
            whole = (bands[first].top, band.bottom)
            out[first:] = [replace(b, whole=whole) for b in out[first:]]
    return out


def _pictured(drawing: Drawing, bands: Sequence[Band], at: dict[Place, int]) -> dict[int, frozenset[int]]:
    """By row the cells over which something lies that could not be read."""
    found: dict[int, frozenset[int]] = {}
    for page, (x0, y0, x1, y1) in drawing.unread:
        for band in bands:
            over = min(y1, band.bottom) - max(y0, band.top)
            if band.page != page or band.row not in at or over <= 0.3 * min(y1 - y0, band.bottom - band.top):
                continue
            row = at[band.row]
            cells = (c for left, right, c in band.columns if min(x1, right) - max(x0, left) > 2)
            found[row] = found.get(row, frozenset()) | frozenset(cells)
    return found


def _cells(drawing: Drawing, number: int, bands: Sequence[Band], at: dict[Place, int]) -> list[tuple[int, int, bool]]:
    """(row, cell, sure) for each cell in which a good part of the symbol lies."""
    shape = drawing.shapes[number]
    x0, y0, x1, y1 = shape.box
    middle = (y0 + y1) / 2
    last = bisect_right(bands, middle, key=lambda b: b.top)
    band = next((b for b in reversed(bands[max(0, last - _NEAR) : last]) if middle < b.bottom), None)
    if band is None or band.row not in at:
        return []
    row = at[band.row]
    inside = min(y1, band.whole[1] or band.bottom) - max(y0, band.whole[0] or band.top)
    exact = band.exact if shape.exact is None else shape.exact
    sure = exact and inside >= _WHOLLY * (y1 - y0)
    shares = [(min(x1, right) - max(x0, left), cell) for left, right, cell in band.columns]
    shares = [(share / max(x1 - x0, 0.1), cell) for share, cell in shares]
    best = max(shares, default=(0.0, 0))
    if best[0] >= _WHOLLY:
        return [(row, best[1], sure)]
    return [(row, cell, False) for share, cell in shares if share >= _PARTLY]


def columns_of(cells: Sequence[Sequence[Box | None]]) -> tuple[tuple[float, float, int], ...]:
    """Edges of the columns of a table from the boxes of its cells: the narrowest cell of each column."""
    width = max((len(row) for row in cells), default=0)
    found = []
    for i in range(width):
        spans = [(c[2] - c[0], c[0], c[2]) for row in cells if i < len(row) and (c := row[i]) is not None]
        if spans:
            _, left, right = min(spans)
            found.append((left, right, i))
    return tuple(found)
