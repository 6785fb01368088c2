"""Flowcharts in Word tables: shapes anchored in cells or beside them, alone or in groups, of DrawingML or VML.

Word does not keep where a row begins on the page. Rows are laid below each other by their set heights, else by the
lines of their text; a symbol in a cell of its own lies in that cell, whatever the heights.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from generator.findings import Finding, Place
from generator.sources.drawings.grid import Band, place
from generator.sources.drawings.office_xml import EMU, Found, Frame, child, drawing_ml, local, number, vml
from generator.sources.drawings.shapes import Shape
from generator.sources.table import SourceRow

_LINE = 13.0
"""Points of a line of text in a table, with the space around it."""
_LETTER = 5.0
_REACH = 9.0
"""Points by which ends of connectors and shapes may lie apart where heights are estimated."""
_DEFAULT = 18.0


@dataclass
class _Row:
    place: Place
    top: float
    bottom: float
    exact: bool
    cells: list[tuple[float, float, int, Any]] = field(default_factory=list)
    """Left and right edge, number of the cell, its element."""


def table_drawing(
    name: str, table: Any, table_number: int, rows: list[SourceRow]
) -> tuple[list[SourceRow], list[Finding]]:
    """The rows of a table with the symbols that its cells hold; what is no symbol is counted in a finding."""
    nodes = [n for n in table.iter() if local(n) in ("drawing", "pict", "object") and not _doubled(n)]
    if not nodes:
        return rows, []
    laid = _laid_out(table, rows)
    found, lost = Found(), 0
    owners = {id(element): (row, left) for row in laid for left, _, _, element in row.cells}
    for node in nodes:
        at = _owner(node, owners)
        if at is None:
            lost += 1
            continue
        row, left = at
        before = len(found.shapes)
        _read(node, (left, row.top + _paragraphs_above(node) * _LINE), found, row)
        found.shapes[before:] = [_settled(shape, row, left) for shape in found.shapes[before:]]
    bands = [
        Band(r.place, 1, r.top, r.bottom, tuple((left, right, cell) for left, right, cell, _ in r.cells), r.exact)
        for r in laid
    ]
    reach = 5.0 if all(r.exact for r in laid) else _REACH
    rows, outside = place(rows, found.drawing(reach), bands)
    unread = lost + sum(outside.values())
    findings = []
    if unread:
        sentence = f"Tabel {table_number} memuat {unread} bentuk atau gambar yang tidak dibaca."
        findings.append(Finding("gambar-diabaikan", sentence, Place(name, table=table_number)))
    return rows, findings


def _paragraphs_above(node: Any) -> int:
    """Paragraphs of the cell above the one that holds the anchor."""
    while node is not None and local(node) != "p":
        node = node.getparent()
    count = 0
    node = node.getprevious() if node is not None else None
    while node is not None:
        count += local(node) == "p"
        node = node.getprevious()
    return count


def _settled(shape: Shape, row: _Row, left: float) -> Shape:
    """A symbol that stands in its own cell lies there, even where the row is higher than its text tells."""
    x, y = shape.middle
    own = next(((a, b) for a, b, _, _ in row.cells if a == left and a <= x < b), None)
    if row.exact or own is None or not row.top <= y < row.bottom + 0.6 * (row.bottom - row.top):
        return shape
    high = min(shape.box[3] - shape.box[1], row.bottom - row.top)
    top = min(shape.box[1], row.bottom - high)
    return replace(shape, box=(shape.box[0], top, shape.box[2], top + high), exact=True)


def _doubled(node: Any) -> bool:
    """The VML twin that Word keeps of a DrawingML shape, or a shape inside another one's text."""
    node = node.getparent()
    while node is not None:
        if local(node) in ("Fallback", "txbxContent", "del", "moveFrom"):
            return True
        node = node.getparent()
    return False


def _owner(node: Any, owners: dict[int, tuple[_Row, float]]) -> tuple[_Row, float] | None:
    while node is not None:
        if id(node) in owners:
            return owners[id(node)]
        node = node.getparent()
    return None


def _laid_out(table: Any, rows: list[SourceRow]) -> list[_Row]:
    grid = child(table, "tblGrid")
    widths = [number(c, _name(c, "w")) / 20 or _DEFAULT for c in grid] if grid is not None else []
    laid: list[_Row] = []
    top = 0.0
    elements = [r for r in table.iter() if local(r) == "tr" and _table_of(r) is table]
    for element, source in zip(elements, rows, strict=False):
        row = _Row(source.place, top, top, False)
        column, left = int(_value(element, "trPr", "gridBefore")), 0.0
        left = sum(widths[:column])
        lines = 1
        for cell in (c for c in element.iter() if local(c) == "tc" and _row_of(c) is element):
            span = max(1, int(_value(cell, "tcPr", "gridSpan")))
            inside = widths[column : column + span]
            width = sum(inside) if len(inside) == span else number(child(cell, "tcPr", "tcW"), _name(cell, "w")) / 20
            width = width or _DEFAULT
            text = source.cells[column] if column < len(source.cells) else ""
            lines = max(lines, sum(1 + int(len(part) * _LETTER / width) for part in text.split("\n")))
            row.cells.append((left, left + width, column, cell))
            column, left = column + span, left + width
        height, exact = _height(element)
        row.bottom = top + max(height, lines * _LINE if not exact else 0.0)
        row.exact = exact or height >= lines * _LINE
        top = row.bottom
        laid.append(row)
    return laid


def _name(node: Any, name: str) -> str:
    """The name of an attribute in the namespace of its element."""
    return f"{str(node.tag).rpartition('}')[0]}}}{name}"


def _value(node: Any, *names: str) -> float:
    found = child(node, *names)
    return min(number(found, _name(found, "val")), 200.0) if found is not None else 0.0


def _height(row: Any) -> tuple[float, bool]:
    found = child(row, "trPr", "trHeight")
    if found is None:
        return 0.0, False
    return min(number(found, _name(found, "val")) / 20, 1600.0), found.get(_name(found, "hRule")) == "exact"


def _table_of(node: Any) -> Any:
    while node is not None and local(node) != "tbl":
        node = node.getparent()
    return node


def _row_of(node: Any) -> Any:
    node = node.getparent()
    while node is not None and local(node) != "tr":
        node = node.getparent()
    return node


def _read(node: Any, origin: tuple[float, float], found: Found, row: _Row) -> None:
    """One drawing at its anchor. `origin`: the upper left corner of the cell in which the anchor stands."""
    if local(node) == "drawing":
        for holder in node:
            if local(holder) not in ("anchor", "inline"):
                continue
            size = child(holder, "extent")
            wide, high = number(size, "cx") / EMU, number(size, "cy") / EMU
            if local(holder) == "inline":
                x, y = origin[0] + 5.4, row.top + max(0.0, (row.bottom - row.top - high) / 2)
            else:
                x, y = origin[0] + _offset(holder, "positionH"), origin[1] + _offset(holder, "positionV")
            rough = any(_relative(holder, n) not in ("", "column", "paragraph", "character", "line") for n in _PLACES)
            before = len(found.shapes)
            data = child(holder, "graphic", "graphicData")
            for part in data if data is not None else ():
                drawing_ml(part, Frame((x, y)), found, box=(x, y, x + wide, y + high))
            if rough:  # from the edge of the page, which the table does not tell
                found.shapes[before:] = [replace(shape, exact=False) for shape in found.shapes[before:]]
        return
    for part in node:
        if local(part) in ("group", "rect", "roundrect", "oval", "shape", "line", "image", "polyline"):
            inline = (
                "position:absolute" not in (part.get("style") or "").replace(" ", "").lower() and local(part) != "line"
            )
            at = (origin[0] + 5.4, row.top + 2.0) if inline else origin
            vml(part, Frame(at, (0.0, 0.0), (1.0, 1.0)), found)


_PLACES = ("positionH", "positionV")


def _relative(holder: Any, name: str) -> str:
    node = child(holder, name)
    return (node.get("relativeFrom") or "") if node is not None else ""


def _offset(holder: Any, name: str) -> float:
    node = child(holder, name, "posOffset")
    text = (node.text or "").strip() if node is not None else ""
    return float(text) / EMU if text.lstrip("-").isdigit() and len(text) < 13 else 0.0


def shapes_outside(body: Any) -> int:
    """Drawn shapes (no pictures, which are letterheads) that hang on paragraphs outside every table."""
    count = 0
    for node in body.iter():
        if local(node) in ("wsp", "wgp", "wpc", "group", "rect", "roundrect", "oval", "shape") and not _doubled(node):
            count += _table_of(node) is None
    return count
