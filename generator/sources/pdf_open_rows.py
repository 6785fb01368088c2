"""Rows of a ruled table that a page break left without a rule below or above them, so that no cell encloses them."""

from __future__ import annotations

import re
from typing import Any

from generator.findings import Place
from generator.sources.clean import clean_cell
from generator.sources.table import SourceRow

_GAP = 24.0
"""Points of white space behind which a line no longer belongs to the table."""
_NUMBER = re.compile(r"\W?\d{1,3}\W{0,2}$")

Line = list[dict[str, Any]]
"""Words of one line, from left to right."""


def open_rows(
    name: str, page: int, index: int, table: Any, lines: list[Line]
) -> tuple[list[tuple[float, list[SourceRow]]], list[Line]]:
    """The rows below the table (and above it, where it goes on from another page), and the lines that are none.

    A row begins with a number below the column of numbers; its words are put below the columns of the table.
    """
    widest = max((row.cells for row in table.rows), key=lambda cells: sum(c is not None for c in cells))
    edges = [cell[0] for cell in widest if cell is not None]
    if len(edges) < 3:
        return [], lines
    left, top, right, bottom = table.bbox
    found: list[tuple[float, list[SourceRow]]] = []
    taken: set[int] = set()
    for first, reach in ((True, bottom), (False, top)):
        beside = [i for i, line in enumerate(lines) if (line[0]["top"] >= reach - 1) == first]
        rows: list[list[int]] = []
        edge = reach
        for i in beside if first else [k for k in beside if lines[k][0]["top"] > top - 4 * _GAP]:
            line = lines[i]
            inside = all(left - 2 <= w["x0"] and w["x1"] <= right + 2 for w in line)
            begins = bool(_NUMBER.match(line[0]["text"])) and line[0]["x0"] < edges[1] and len(line) > 2
            near = abs(line[0]["top"] - edge) <= _GAP or not first
            if begins and inside and near:
                rows.append([i])
            elif rows and inside and near and line[0]["x0"] >= edges[1] - 2:
                rows[-1].append(i)
            elif first or rows:
                break
            edge = max(w["bottom"] for w in line)
        for group in rows:
            cells = [""] * len(edges)
            for word in (w for i in group for w in lines[i]):
                middle = (word["x0"] + word["x1"]) / 2
                column = max((k for k, x in enumerate(edges) if x <= middle), default=0)
                cells[column] = f"{cells[column]} {word['text']}".strip()
            place = Place(name, page=page, table=index, line=group[0] + 1)
            row = SourceRow(place, tuple(map(clean_cell, cells)), table=page * 1000 + index)
            found.append((lines[group[0]][0]["top"], [row]))
            taken.update(group)
    return found, [line for i, line in enumerate(lines) if i not in taken]
