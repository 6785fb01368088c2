"""Turns paths in index space into waypoints in px that dock exactly on the borders of their shapes."""

from __future__ import annotations

import math
from collections.abc import Callable

from generator.layout.draft import EVENTS, GATEWAYS, Draft, Item, Wire
from generator.layout.stacking import vertical_x

Pixels = list[tuple[int, int]]


def trace(draft: Draft, outside: Callable[[Wire], int]) -> None:
    """Sets the waypoints of every wire; message flows end at the y that `outside` tells."""
    for wire in draft.wires:
        wire.pixels = _waypoints(wire, 0)
    for wire in draft.message_wires:
        if wire.path:
            outwards = _waypoints(wire, outside(wire))
            wire.pixels = outwards if wire.forward else outwards[::-1]


def _waypoints(wire: Wire, outside: int) -> Pixels:
    path, source, target = wire.path, wire.source, wire.target
    assert source is not None  # noqa: S101 - wires start at a node
    points: Pixels = []
    last = len(path) - 1
    x, y = source.cx + wire.dx_from, source.cy
    for number in range(last):
        vertical = path[number][1] != path[number + 1][1]
        if vertical:
            x = vertical_x(wire, number) if number or target is None or last > 1 else x
            if number == 0:
                x = source.cx + wire.dx_from
        elif number:
            y = wire.tracks.get(number, target.cy if target is not None else y)
        if number == 0:
            points.append(dock(source, x, y, _side(path[0], path[1]), wire.dx_from))
        else:
            points.append((x, y))
    if target is None:
        points.append((x, outside))
        return points
    side = _side(path[last], path[last - 1])
    end = dock(target, target.cx + wire.dx_to, target.cy, side, wire.dx_to)
    points.append(end)
    return points


def _side(at: tuple[int, int], towards: tuple[int, int]) -> str:
    if at[0] == towards[0]:
        return "T" if towards[1] < at[1] else "B"
    return "L" if towards[0] < at[0] else "R"


def dock(item: Item, x: int, y: int, side: str, offset: int) -> tuple[int, int]:
    """The point of a border where a line at `x` or `y` ends; `offset` is that from the centre."""
    if side == "R":
        return item.right, y
    if side == "L":
        return item.left, y
    inset = 0
    if item.node.kind in GATEWAYS:
        inset = abs(offset)
    elif item.node.kind in EVENTS and offset:
        inset = item.up - round(math.sqrt(item.up**2 - offset**2))
    return x, item.top + inset if side == "T" else item.bottom - inset


def hung_pixels(draft: Draft) -> list[tuple[str, Pixels]]:
    """Waypoints of the flows of hung paths: down into the first shape, then straight to the right."""
    drawn: list[tuple[str, Pixels]] = []
    for item in draft.items:
        for path in item.hung:
            before = path.start
            for flow, part in zip(path.flows, path.chain, strict=True):
                if before is not path.start or path.depth == 0:
                    points = [(before.right, part.cy), (part.left, part.cy)]
                elif part.left < before.cx < part.right:
                    points = [(before.cx, before.bottom), (before.cx, part.top)]
                else:
                    points = [(before.cx, before.bottom), (before.cx, part.cy), (part.left, part.cy)]
                drawn.append((flow.id, points))
                before = part
    return drawn
