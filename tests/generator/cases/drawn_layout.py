"""Where the symbols and arrows of a drawn document lie, in points from the upper left corner of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.generator.cases.drawn import Drawn

WIDE, HIGH, LEFT, TOP = 842.0, 595.0, 24.0, 70.0
HEADING = 34.0
ROW = 56.0


@dataclass
class Symbol:
    kind: str
    page: int
    row: int
    """Index of the row of the document."""
    column: int
    """Index of the column of the table."""
    box: tuple[float, float, float, float]
    text: str = ""


@dataclass
class Arrow:
    page: int
    points: list[tuple[float, float]]
    tail: Symbol
    tip: Symbol
    label: str = ""
    label_at: tuple[float, float] = (0.0, 0.0)


@dataclass
class Page:
    first: int
    last: int
    """Indexes of its rows, the last one excluded."""


@dataclass
class Layout:
    edges: list[float]
    pages: list[Page]
    symbols: list[Symbol] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)

    def top(self, row: int) -> float:
        page = next(p for p in self.pages if p.first <= row < p.last)
        return TOP + HEADING + (row - page.first) * ROW

    def page(self, row: int) -> int:
        return next(i for i, p in enumerate(self.pages) if p.first <= row < p.last)


def widths(case: Drawn) -> list[float]:
    return [24.0, 170.0, *[66.0] * len(case.roles), 100.0, 52.0, 90.0, 50.0]


def laid_out(case: Drawn) -> Layout:
    """Symbols in the middle of their cells; forward arrows leave below, arrows back leave sideways."""
    edges = [LEFT]
    for width in widths(case):
        edges.append(edges[-1] + width)
    cut = case.page_after or len(case.rows)
    pages = [Page(0, cut)] + ([Page(cut, len(case.rows))] if cut < len(case.rows) else [])
    plan = Layout(edges, pages)
    by_row: list[list[Symbol]] = []
    returns: dict[int, int] = {}
    for row, drawing in enumerate(case.drawing):
        here = []
        for token in drawing.split():
            match = re.fullmatch(r"([SBDC])(\d)(?:>(\d+))?", token)
            assert match is not None
            column = 2 + int(match[2])
            middle, top = (edges[column] + edges[column + 1]) / 2, plan.top(row)
            wide, high = {"D": (32.0, 24.0), "C": (18.0, 18.0)}.get(match[1], (36.0, 18.0))
            y = top + ROW / 2
            box = (middle - wide / 2, y - high / 2, middle + wide / 2, y + high / 2)
            here.append(Symbol(match[1], plan.page(row), row, column, box))
            if match[3]:
                returns[row] = int(match[3]) - 1
        by_row.append(here)
        plan.symbols += here
    for row in range(len(by_row) - 1):
        pairs = [(a, b) for a in by_row[row] for b in by_row[row + 1]]
        if not pairs:
            continue
        tail, tip = min(pairs, key=lambda pair: abs(pair[0].column - pair[1].column))
        _forward(plan, tail, tip, "Ya" if tail.kind == "D" else "", "A")
    for row, target in returns.items():
        _back(plan, next(s for s in by_row[row] if s.kind == "D"), by_row[target][0])
    return plan


def _forward(plan: Layout, tail: Symbol, tip: Symbol, label: str, letter: str) -> None:
    if tail.page != tip.page:
        _over_pages(plan, tail, tip, label, letter)
        return
    x0, y0, x1 = (tail.box[0] + tail.box[2]) / 2, tail.box[3], (tip.box[0] + tip.box[2]) / 2
    middle = (tip.box[1] + tip.box[3]) / 2
    if tail.column == tip.column:
        points = [(x0, y0), (x0, tip.box[1])]
    elif tip.kind == "D":
        level = tip.box[1] - 7
        points = [(x0, y0), (x0, level), (x1, level), (x1, tip.box[1])]
    else:
        points = [(x0, y0), (x0, middle), (tip.box[0] if x1 > x0 else tip.box[2], middle)]
    plan.arrows.append(Arrow(tail.page, points, tail, tip, label, (x0 + 3, y0 + 9)))


def _over_pages(plan: Layout, tail: Symbol, tip: Symbol, label: str, letter: str) -> None:
    """The arrow ends at an off-page connector and goes on from its twin with the same letter."""
    x, y = (tail.box[0] + tail.box[2]) / 2, plan.top(tail.row) + ROW - 13
    out = Symbol("P", tail.page, tail.row, tail.column, (x - 6, y, x + 6, y + 12), letter)
    start = (tail.box[0] + tail.box[2]) / 2
    plan.arrows.append(Arrow(tail.page, [(start, tail.box[3]), (start, y)], tail, out, label, (start + 3, y - 1)))
    x, y = (tip.box[0] + tip.box[2]) / 2, plan.top(tip.row) + 1
    into = Symbol("P", tip.page, tip.row, tip.column, (x - 6, y, x + 6, y + 12), letter)
    plan.arrows.append(Arrow(tip.page, [(x, y + 12), (x, tip.box[1])], into, tip))
    plan.symbols += [out, into]


def _back(plan: Layout, tail: Symbol, tip: Symbol) -> None:
    y0, y1 = (tail.box[1] + tail.box[3]) / 2, (tip.box[1] + tip.box[3]) / 2
    if tail.page != tip.page:
        x = plan.edges[tail.column] + 8
        out = Symbol("P", tail.page, tail.row, tail.column, (x - 6, y0 + 14, x + 6, y0 + 26), "B")
        points = [(tail.box[0], y0), (x, y0), (x, y0 + 14)]
        plan.arrows.append(Arrow(tail.page, points, tail, out, "Tidak", (x - 6, y0 - 3)))
        x = plan.edges[tip.column] + 8
        into = Symbol("P", tip.page, tip.row, tip.column, (x - 6, y1 + 14, x + 6, y1 + 26), "B")
        plan.arrows.append(Arrow(tip.page, [(x, y1 + 14), (x, y1), (tip.box[0], y1)], into, tip))
        plan.symbols += [out, into]
        return
    if tail.column > tip.column:
        gutter = plan.edges[tip.column + 1] - 4
        points = [(tail.box[0], y0), (gutter, y0), (gutter, y1), (tip.box[2], y1)]
        at = (tail.box[0] - 20, y0 - 2)
    elif tail.column < tip.column:
        gutter = plan.edges[tip.column] + 4
        points = [(tail.box[2], y0), (gutter, y0), (gutter, y1), (tip.box[0], y1)]
        at = (tail.box[2] + 1, y0 - 2)
    else:
        gutter = plan.edges[tip.column] + 4
        points = [(tail.box[0], y0), (gutter, y0), (gutter, y1), (tip.box[0], y1)]
        at = (gutter + 1, y0 - 4)
    plan.arrows.append(Arrow(tail.page, points, tail, tip, "Tidak", at))
