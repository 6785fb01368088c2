"""Which symbol a closed outline is, and which way a thin area or a chain of strokes runs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from generator.sources.drawings.flows import to_line
from generator.sources.drawings.shapes import Box, Point
from generator.sources.table import SymbolKind

Part = tuple[Point, Point]

_BEND = 8
"""Parts that a curve is taken as."""
_THIN = 2.5
"""Points: sides of a stroke that was turned into an area lie at most this far apart."""


def parts_of(path: Sequence[tuple[object, ...]]) -> list[Part]:
    """The straight parts of a path; curves are cut into short ones."""
    parts: list[Part] = []
    start = here = (0.0, 0.0)
    for step in path:
        points: list[Point] = [p for p in step[1:] if isinstance(p, tuple)]
        if step[0] == "m" and points:
            start = here = points[0]
        elif step[0] == "h":
            parts.append((here, start))
            here = start
        elif step[0] == "l" and points:
            parts.append((here, points[0]))
            here = points[0]
        elif points:  # c, v, y
            control = [here, *points] if len(points) == 3 else [here, points[0], *points]
            curve = [_on_curve(control, i / _BEND) for i in range(1, _BEND + 1)] if len(control) == 4 else points[-1:]
            for point in curve:
                parts.append((here, point))
                here = point
    return [(a, b) for a, b in parts if a != b]


def _on_curve(control: Sequence[Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return (
        sum(w * p[0] for w, p in zip(weights, control, strict=True)),
        sum(w * p[1] for w, p in zip(weights, control, strict=True)),
    )


def box_of(points: Iterable[Point]) -> Box:
    found = list(points)
    xs, ys = [p[0] for p in found], [p[1] for p in found]
    return min(xs), min(ys), max(xs), max(ys)


def symbol_of(parts: Sequence[Part]) -> SymbolKind | None:
    """The symbol whose outline these parts draw; None if they do not go round.

    Asked is where the outline passes: the middles of the four sides of its box (every symbol), its corners (rectangle:
    all, off-page connector: two), and half-way between the middles (diamond).
    """
    x0, y0, x1, y1 = box_of(p for part in parts for p in part)
    wide, high = x1 - x0, y1 - y0
    if wide < 6 or high < 6:
        return None
    near = max(1.0, 0.07 * min(wide, high))
    x, y = (x0 + x1) / 2, (y0 + y1) / 2

    def passes(at: Point, within: float = near) -> bool:
        return any(to_line(part, at) <= within for part in parts)

    top, bottom, left, right = passes((x, y0)), passes((x, y1)), passes((x0, y)), passes((x1, y))
    quarters = [(x0 + wide * a, y0 + high * b) for a in (0.25, 0.75) for b in (0.25, 0.75)]
    if top and bottom and left and right and all(passes(q) for q in quarters):
        return "diamond"
    corners = [passes(c, 0.6 * near) for c in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]
    sides = sum(passes((x0 + wide * a, edge)) for a in (0.3, 0.7) for edge in (y0, y1))
    if sum(corners[:2]) == 2 and not any(corners[2:]) and top and bottom and _pointed(parts, x, y1, wide, high):
        return "off-page"
    if not (top and bottom and left and right):
        slanted = top and bottom and sum(corners) == 2 and corners[0] != corners[1] and sides == 4
        return "box" if slanted or (sum(corners) >= 2 and top and sides >= 3 and left and right) else None
    if sum(corners) >= 3:
        return "box"
    if sides == 4:
        return "rounded"
    # A capsule as high as wide is a circle.
    return "circle" if max(wide, high) <= 1.5 * min(wide, high) else "rounded"


def _pointed(parts: Sequence[Part], x: float, y: float, wide: float, high: float) -> bool:
    """The lower side runs to a point in its middle."""
    low = [p for part in parts for p in part if p[1] > y - 0.1 * high]
    return bool(low) and all(abs(p[0] - x) < 0.15 * wide for p in low)


def area(parts: Sequence[Part]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in parts)) / 2


def run_of(parts: Sequence[Part]) -> tuple[Point, ...]:
    """The way of a stroke, whether given as strokes or as the thin area around them; empty if it goes round or forks.

    Points nearer to each other than a stroke is wide are one place; what is left is a chain with two ends.
    """
    return chain(parts, _THIN)


def chain(parts: Sequence[Part], within: float) -> tuple[Point, ...]:
    places: list[Point] = []

    def place(at: Point) -> int:
        for i, other in enumerate(places):
            if math.hypot(other[0] - at[0], other[1] - at[1]) <= within:
                return i
        places.append(at)
        return len(places) - 1

    beside: dict[int, set[int]] = defaultdict(set)
    for a, b in parts:
        i, j = place(a), place(b)
        if i != j:
            beside[i].add(j)
            beside[j].add(i)
    ends = [i for i, others in beside.items() if len(others) == 1]
    if len(ends) != 2 or any(len(others) > 2 for others in beside.values()):
        return ()
    way, before = [min(ends)], -1
    while len(way) <= len(places):
        following = [j for j in beside[way[-1]] if j != before]
        if not following:
            break
        before = way[-1]
        way.append(following[0])
    return tuple(places[i] for i in way) if len(way) == len(beside) else ()
