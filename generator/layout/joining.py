"""A simple orthogonal line between two shapes that stand anywhere: for flows of shapes that the owner moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from generator.graph import Box, Point

Side = str
"""L, R, T or B."""

SIDES: tuple[Side, ...] = ("R", "B", "T", "L")

_OUT = 25
"""Px that a line keeps from the shape it goes round."""
_ROOM = 10
_THROUGH = 10_000
_BEND = 60
_AGAINST = 30


def join(
    source: Box, target: Box, obstacles: Sequence[Box], leave: Iterable[Side] = SIDES, enter: Iterable[Side] = SIDES
) -> tuple[Point, ...]:
    """The line with the fewest obstacles in its way, then the fewest bends, then the shortest one."""
    best: tuple[Point, ...] = ()
    lowest = -1
    for first in leave:
        for last in enter:
            for points in _lines(source, target, first, last):
                price = _price(points, obstacles) + _AGAINST * ((first == "L") + (last == "R"))
                if lowest < 0 or price < lowest:
                    best, lowest = points, price
    return best


def dock(box: Box, side: Side) -> Point:
    """The middle of a side, where rectangle, diamond and circle all have their border."""
    x, y = box.x + box.width // 2, box.y + box.height // 2
    return {"L": Point(box.x, y), "R": Point(box.right, y), "T": Point(x, box.y), "B": Point(x, box.bottom)}[side]


def through(points: Sequence[Point], box: Box) -> bool:
    """True if the line has a piece inside the box, borders not counted."""
    return any(
        min(a.x, b.x) < box.right - 1
        and max(a.x, b.x) > box.x + 1
        and min(a.y, b.y) < box.bottom - 1
        and max(a.y, b.y) > box.y + 1
        for a, b in pairwise(points)
    )


def _price(points: tuple[Point, ...], obstacles: Sequence[Box]) -> int:
    length = sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in pairwise(points))
    return _THROUGH * sum(through(points, box) for box in obstacles) + _BEND * (len(points) - 2) + length // 10


def _lines(source: Box, target: Box, first: Side, last: Side) -> Iterator[tuple[Point, ...]]:
    a, b = dock(source, first), dock(target, last)
    if first in "LR" and last in "LR":
        yield from (_turned(line) for line in _upright(_turn(a), _turn(b), _sign(first), _sign(last)))
    elif first in "TB" and last in "TB":
        yield from _upright(a, b, _sign(first), _sign(last))
    elif first in "LR":
        if (b.x - a.x) * _sign(first) > _ROOM and (a.y - b.y) * _sign(last) > _ROOM:
            yield a, Point(b.x, a.y), b
    elif (b.y - a.y) * _sign(first) > _ROOM and (a.x - b.x) * _sign(last) > _ROOM:
        yield a, Point(a.x, b.y), b


def _upright(a: Point, b: Point, out: int, into: int) -> Iterator[tuple[Point, ...]]:
    """Lines that leave and arrive upright; `out` and `into` are -1 for an upper border, 1 for a lower one."""
    if out != into:
        if (b.y - a.y) * out >= _ROOM:
            if a.x == b.x:
                yield a, b
            elif (b.y - a.y) * out >= 2 * _ROOM:
                middle = (a.y + b.y) // 2
                yield a, Point(a.x, middle), Point(b.x, middle), b
        return
    beyond = max(a.y, b.y) + _OUT if out > 0 else min(a.y, b.y) - _OUT
    if a.x != b.x:
        yield a, Point(a.x, beyond), Point(b.x, beyond), b


def _sign(side: Side) -> int:
    return 1 if side in "RB" else -1


def _turn(point: Point) -> Point:
    return Point(point.y, point.x)


def _turned(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return tuple(_turn(point) for point in points)
