"""From which symbol to which a line leads: its ends, lines that join others, connectors that go on over pages."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.sources.drawings.shapes import Drawing, Label, Line, Point, Shape, answer

_LABEL = 26.0
"""Points between a label and the line that it belongs to."""
_ON_LINE = 3.0
_DEEPEST = 6
"""A line that ends on a line that ends on a line ...: no flowchart goes deeper."""
_MOST_STEPS = 200_000
"""Lines looked at for all ends that meet no symbol."""
_STRIP = 100.0
"""Points: symbols are looked up in strips of this height."""


@dataclass(frozen=True)
class Joined:
    """From one symbol to another, by their numbers in the drawing. `sure`: an arrowhead shows the direction."""

    tail: int
    tip: int
    label: str
    sure: bool


def flows(drawing: Drawing) -> tuple[Joined, ...]:
    """Every line between two symbols, with its label; lines through off-page connectors joined to one."""
    at = _Symbols(drawing)
    ends = [_ends(at, line) for line in drawing.lines]
    said = _labelled(drawing, at)
    steps = _Steps()
    found: list[Joined] = []
    for number, line in enumerate(drawing.lines):
        tail, tip = ends[number]
        heads = line.heads
        if heads[0] and not heads[1]:
            tail, tip, heads = tip, tail, (False, True)
        tail_at, tip_at = (
            (line.points[0], line.points[-1])
            if not line.heads[0] or line.heads[1]
            else (line.points[-1], line.points[0])
        )
        if not any(heads) and tail is not None and tip is not None:
            above = drawing.shapes[tail].middle[1] <= drawing.shapes[tip].middle[1]
            tail, tip = (tail, tip) if above else (tip, tail)
        if tip is None and any(heads):
            tip = _through(drawing, ends, number, tip_at, 1, steps)
        if tail is None and any(heads):
            tail = _through(drawing, ends, number, tail_at, 0, steps)
        if tail is not None and tip is not None and tail != tip:
            found.append(Joined(tail, tip, said.get(number, ""), any(heads)))
    return _over_pages(drawing.shapes, tuple(dict.fromkeys(found)))


@dataclass
class _Steps:
    left: int = _MOST_STEPS


class _Symbols:
    """The symbols of a drawing by their ids and by where they lie."""

    def __init__(self, drawing: Drawing) -> None:
        self._shapes, self._reach = drawing.shapes, drawing.reach
        self._by_key = {s.key: i for i, s in reversed(list(enumerate(drawing.shapes))) if s.key}
        self._strips: dict[tuple[int, int], list[int]] = defaultdict(list)
        for i, shape in enumerate(drawing.shapes):
            first = int((shape.box[1] - self._reach) // _STRIP)
            last = int((shape.box[3] + self._reach) // _STRIP)
            for strip in range(first, min(last, first + 50) + 1):
                self._strips[shape.page, strip].append(i)

    def named(self, key: str) -> int | None:
        return self._by_key.get(key)

    def at(self, at: Point, page: int) -> int | None:
        """The symbol whose edge is nearest to the end of a line, if it is near enough and no other one is as near."""
        here = self._strips.get((page, int(at[1] // _STRIP)), ())
        near = sorted((d, i) for i in here if (d := _to_edge(self._shapes[i], at)) <= self._reach)
        if not near or (len(near) > 1 and near[1][0] - near[0][0] < 0.2 * self._reach and self._reach > 6):
            return None
        return near[0][1]


def _ends(symbols: _Symbols, line: Line) -> tuple[int | None, int | None]:
    first, last = (symbols.named(key) for key in line.keys)
    return (
        first if first is not None else symbols.at(line.points[0], line.page),
        last if last is not None else symbols.at(line.points[-1], line.page),
    )


def _to_edge(shape: Shape, at: Point) -> float:
    """Zero inside the shape."""
    x0, y0, x1, y1 = shape.box
    return math.hypot(max(x0 - at[0], 0.0, at[0] - x1), max(y0 - at[1], 0.0, at[1] - y1))


def _through(
    drawing: Drawing,
    ends: list[tuple[int | None, int | None]],
    number: int,
    at: Point,
    side: int,
    steps: _Steps,
    depth: int = 0,
) -> int | None:
    """The symbol at the end of the line on which this one ends (side 1) or from which it branches off (side 0)."""
    if depth > _DEEPEST or steps.left <= 0:
        return None
    steps.left -= len(drawing.lines)
    page = drawing.lines[number].page
    for other, line in enumerate(drawing.lines):
        if other == number or line.page != page or to_line(line.points, at) > _ON_LINE:
            continue
        turned = line.heads[0] and not line.heads[1]
        found = ends[other][1 - side if turned else side]
        if found is None:
            far = line.points[0] if (side == 0) != turned else line.points[-1]
            found = _through(drawing, ends, other, far, side, steps, depth + 1)
        if found is not None:
            return found
    return None


def to_line(points: Sequence[Point], at: Point) -> float:
    """Distance of a point from a line of several parts."""
    return min(
        (_to_part(a, b, at) for a, b in pairwise(points)),
        default=math.inf,
    )


def _to_part(a: Point, b: Point, at: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = 0.0 if not length else max(0.0, min(1.0, ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / length))
    return math.hypot(a[0] + share * dx - at[0], a[1] + share * dy - at[1])


def _labelled(drawing: Drawing, symbols: _Symbols) -> dict[int, str]:
    """`ya` or `tidak` of the lines: each label belongs to the nearest line that leaves a diamond."""
    starts: list[tuple[int, Line, Point]] = []
    for number, line in enumerate(drawing.lines):
        turned = line.heads[0] and not line.heads[1]
        at = line.points[-1] if turned else line.points[0]
        shape = symbols.named(line.keys[1 if turned else 0])
        shape = shape if shape is not None else symbols.at(at, line.page)
        if shape is not None and drawing.shapes[shape].kind == "diamond":
            starts.append((number, line, at))
    found: dict[int, tuple[float, str]] = {}
    taken = sorted(
        (
            (_label_distance(label, line, at), n, number)
            for n, label in enumerate(drawing.labels)
            for number, line, at in starts
            if label.page == line.page and abs(label.at[1] - at[1]) < 150 and answer(label.text)
        )
    )
    used: set[int] = set()
    for distance, n, number in taken:
        if n in used or distance > _LABEL + drawing.reach or number in found:
            continue
        used.add(n)
        found[number] = (distance, answer(drawing.labels[n].text))
    return {number: text for number, (_, text) in found.items()}


def _label_distance(label: Label, line: Line, start: Point) -> float:
    """Labels stand where a line leaves its symbol; farther along they count less."""
    away = math.hypot(label.at[0] - start[0], label.at[1] - start[1])
    return max(to_line(line.points, label.at), 0.3 * away)


def _over_pages(shapes: Sequence[Shape], found: tuple[Joined, ...]) -> tuple[Joined, ...]:
    """A line into a connector goes on with the line out of its twin: the same letter, else the only one there is."""
    into = [f for f in found if _carries_on(shapes[f.tip])]
    out = [f for f in found if _carries_on(shapes[f.tail])]
    plain = [f for f in found if f not in into and f not in out]
    for first in into:
        letter = shapes[first.tip].text.strip().lower()
        twins = [f for f in out if f.tail != first.tip and shapes[f.tail].text.strip().lower() == letter]
        if not letter:
            page = shapes[first.tip].page
            twins = [f for f in twins if shapes[f.tail].page == page + 1] or [
                f for f in twins if shapes[f.tail].page == page - 1
            ]
        twins = twins or [f for f in out if f.tail == first.tip]
        if len({f.tip for f in twins}) == 1 and not _carries_on(shapes[twins[0].tip]):
            plain.append(Joined(first.tail, twins[0].tip, first.label or twins[0].label, first.sure and twins[0].sure))
    return tuple(dict.fromkeys(plain))


def _carries_on(shape: Shape) -> bool:
    """An off-page connector, or a circle with a letter or number in it."""
    return shape.kind == "off-page" or (shape.kind == "circle" and 0 < len(shape.text.strip()) <= 2)
