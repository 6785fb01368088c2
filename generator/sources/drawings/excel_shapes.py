"""Flowcharts in worksheets: what xl/drawings anchors to cells, alone or in groups.

Symbols lie where their anchors say; for parts of a group, and for anchors by size, the sheet's own column widths and
row heights tell the cell (ECMA-376 part 1: 18.3.1.13 width, 18.3.1.73 height, 20.5 anchors).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from itertools import accumulate
from typing import Any

from lxml import etree
from openpyxl.utils import column_index_from_string

from generator.findings import Finding, Place
from generator.sources.drawings.grid import Band, place
from generator.sources.drawings.office_xml import EMU, Found, Frame, child, drawing_ml, local, number
from generator.sources.drawings.shapes import Box
from generator.sources.table import SourceRow

_MAX_PART = 8 * 1024 * 1024
"""Bytes of one drawing or relationship part; a flowchart has some tens of thousands."""
_MAX_COLUMNS = 120
_PIXEL = 0.75
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class SheetDrawings:
    """The drawings of a workbook, by the title of their sheet."""

    def __init__(self, data: bytes) -> None:
        self._package = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._package.namelist()}
        self._by_title = self._drawings() if any("drawings/drawing" in name for name in self._names) else {}

    def _part(self, path: str) -> Any:
        """The root of an XML part; None where it is missing, too large or broken."""
        name = self._names.get(path.lower().lstrip("/"))
        if name is None or self._package.getinfo(name).file_size > _MAX_PART:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self._package.read(name), parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError):
            return None

    def _targets(self, path: str, kind: str) -> dict[str, str]:
        """Paths of the parts that a part refers to, by the id of the relationship."""
        folder, name = posixpath.split(path)
        root = self._part(f"{folder}/_rels/{name}.rels")
        found = {}
        for relation in root if root is not None else ():
            target = relation.get("Target") or ""
            if (relation.get("Type") or "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                whole = target if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                found[relation.get("Id") or ""] = whole.lstrip("/")
        return found

    def _drawings(self) -> dict[str, str]:
        book = self._part("xl/workbook.xml")
        sheets = self._targets("xl/workbook.xml", "worksheet")
        found = {}
        for sheet in book.iter() if book is not None else ():
            path = sheets.get(sheet.get(_RELATION) or "") if local(sheet) == "sheet" else None
            drawing = next(iter(self._targets(path, "drawing").values()), None) if path else None
            if drawing:
                found[sheet.get("name") or ""] = drawing
        return found

    def placed(
        self, name: str, sheet: Any, rows: list[SourceRow], hidden: frozenset[int]
    ) -> tuple[list[SourceRow], list[Finding]]:
        """The rows of a sheet with the symbols over their cells; what is no symbol is counted in a finding."""
        path = self._by_title.get(sheet.title)
        if path is None:
            return rows, []
        at = Place(name, sheet=sheet.title)
        root = self._part(path)
        if root is None:
            sentence = f"Gambar pada lembar {sheet.title} tidak dapat dibaca."
            return rows, [Finding("gambar-diabaikan", sentence, at)]
        scale = _Scale(sheet, max((r.place.row or 0 for r in rows), default=0))
        found = Found()
        for anchor in root:
            box = scale.box(anchor)
            for part in anchor:
                if box is not None and local(part) in ("sp", "cxnSp", "grpSp", "pic", "graphicFrame"):
                    drawing_ml(part, Frame((box[0], box[1])), found, box=box)
                elif box is not None and local(part) == "AlternateContent":
                    found.unread.append(box)
        columns, cell = [], 0
        for column in range(1, _MAX_COLUMNS + 1):
            if column not in hidden:
                columns.append((scale.left[column - 1], scale.left[column], cell))
                cell += 1
        bands = [
            Band(r.place, 1, scale.top[r.place.row - 1], scale.top[r.place.row], tuple(columns))
            for r in rows
            if r.place.row is not None and r.place.row < len(scale.top)
        ]
        out, outside = place(rows, found.drawing(6.0), bands)
        unread = sum(outside.values())
        if not unread:
            return out, []
        sentence = f"Lembar {sheet.title} memuat {unread} bentuk atau gambar yang tidak dibaca."
        return out, [Finding("gambar-diabaikan", sentence, at)]


class _Scale:
    """Where columns and rows of a sheet begin, in points; `left[3]` is the left edge of the fourth column."""

    def __init__(self, sheet: Any, rows: int) -> None:
        widths = [_width(sheet.sheet_format)] * _MAX_COLUMNS
        for letter, dimension in sheet.column_dimensions.items():
            first = dimension.min or column_index_from_string(letter)
            for column in range(first, min(dimension.max or first, _MAX_COLUMNS) + 1):
                wide = dimension.width if dimension.customWidth or dimension.width != 13 else None
                widths[column - 1] = 0.0 if dimension.hidden else (wide * 7 * _PIXEL if wide else widths[column - 1])
        usual = sheet.sheet_format.defaultRowHeight or 15.0
        heights = []
        for row in range(1, rows + 60):
            dimension = sheet.row_dimensions.get(row)
            high = (dimension.height or usual) if dimension is not None else usual
            heights.append(0.0 if dimension is not None and dimension.hidden else float(high))
        self.left = [0.0, *accumulate(widths)]
        self.top = [0.0, *accumulate(heights)]

    def box(self, anchor: Any) -> Box | None:
        """Where an anchor of one of the three kinds lies; None where it says nothing or lies beyond the table."""
        start, end, size, at = (child(anchor, name) for name in ("from", "to", "ext", "pos"))
        if start is not None:
            corner = self._corner(start)
        elif at is not None:
            corner = (number(at, "x") / EMU, number(at, "y") / EMU)
        else:
            return None
        if end is not None:
            other = self._corner(end)
        else:
            other = (corner[0] + number(size, "cx") / EMU, corner[1] + number(size, "cy") / EMU)
        return (*corner, *other)

    def _corner(self, node: Any) -> tuple[float, float]:
        column, row = int(_amount(node, "col")), int(_amount(node, "row"))
        column, row = min(column, len(self.left) - 2), min(row, len(self.top) - 2)
        x = min(self.left[column] + _amount(node, "colOff") / EMU, self.left[column + 1])
        y = min(self.top[row] + _amount(node, "rowOff") / EMU, self.top[row + 1])
        return x, y


def _width(form: Any) -> float:
    """Usual width of a column in points: so many letters of 7 pixels and the margins, in steps of 8 pixels."""
    if form.defaultColWidth:
        return float(form.defaultColWidth) * 7 * _PIXEL
    return float(-(-((form.baseColWidth or 8) * 7 + 5) // 8) * 8) * _PIXEL


def _amount(node: Any, name: str) -> float:
    found = child(node, name)
    text = (found.text or "").strip() if found is not None else ""
    return float(text) if re.fullmatch(r"\d{1,10}", text) else 0.0
