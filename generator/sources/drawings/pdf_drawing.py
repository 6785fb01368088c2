"""The drawing of a whole PDF: gathered page by page, put into the rows at the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from generator.findings import Finding, Place
from generator.sources.drawings.grid import Band, place
from generator.sources.drawings.pdf_shapes import page_drawing, page_labels
from generator.sources.drawings.shapes import Box, Drawing, Label, Line, Shape
from generator.sources.table import SourceRow

_REACH = 10.0
"""Points: arrowheads and gaps between the end of a line and its symbol."""

_MOST = 150_000
"""Paths of a whole document among which symbols are looked for."""


@dataclass
class PdfDrawing:
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    unread: list[tuple[int, Box]] = field(default_factory=list)
    """Page and place of pictures, and of outlines that are no symbols."""
    seen: int = 0

    def taken_from(self, page: Any, number: int) -> Any:
        """The page without its drawing, so that only rules of tables are left; the drawing is kept here."""
        self.seen += len(page.rects) + len(page.curves) + len(page.lines)
        if self.seen > _MOST:
            self.unread.append((number, (0.0, 0.0, float(page.width), float(page.height))))
            return page
        found = page_drawing(page, number)
        self.unread += [(number, box) for box in found.unread]
        if not found.shapes:
            return page
        words = page.extract_words(keep_blank_chars=False, use_text_flow=False)
        for shape in found.shapes:
            x0, y0, x1, y1 = shape.box
            inside = [
                w["text"]
                for w in words
                if x0 <= (w["x0"] + w["x1"]) / 2 <= x1 and y0 <= (w["top"] + w["bottom"]) / 2 <= y1
            ]
            self.shapes.append(replace(shape, text=" ".join(inside)[:200]))
        self.lines += found.lines
        self.labels += page_labels(words, number)
        objects = found.objects
        return page.filter(lambda thing: id(thing) not in objects)

    def placed(self, name: str, rows: list[SourceRow]) -> tuple[list[SourceRow], list[Finding]]:
        """The rows with their symbols; what lies in no cell, or over cells and is no symbol, is named by page."""
        over = tuple((page, box) for page, box in self.unread if any(_meets(page, box, band) for band in self.bands))
        if not self.shapes and not over:
            return rows, []
        drawing = Drawing(tuple(self.shapes), tuple(self.lines), tuple(self.labels), over, _REACH)
        rows, outside = place(rows, drawing, self.bands)
        findings = []
        for number, count in sorted(outside.items()):
            sentence = f"Halaman {number} memuat {count} bentuk atau gambar bagan alir yang tidak dibaca."
            findings.append(Finding("gambar-diabaikan", sentence, Place(name, page=number)))
        return rows, findings


def _meets(page: int, box: Box, band: Band) -> bool:
    """Something lies in a row of a table with several columns, as a flowchart does; a letterhead does not."""
    middle = (box[1] + box[3]) / 2
    inside = band.page == page and band.top <= middle < band.bottom and band.cells >= 4
    return inside and any(left <= (box[0] + box[2]) / 2 < right for left, right, _ in band.columns)
