"""The frame around the process: the office's pool with its lanes, the outside parties, what stands apart."""

from __future__ import annotations

from itertools import pairwise

from generator.graph import OFFICE_PARTICIPANT, Box, ProcessGraph
from generator.layout.draft import Draft, Item
from generator.layout.stacking import vertical_x
from generator.layout.text import width

LEFT = 160
TOP = 80
HEADER = 30
_POOL_HEIGHT = 50
_POOL_GAP = 30
_POOL_STEP = _POOL_HEIGHT + 20
_LEAST_GAP = 16
_FAR = 10**6
RIGHT_PADDING = 20
"""Px between the content and the right border of the pool."""
_APART_GAP = 30


class Frame:
    """Where the office's pool and the outside parties lie; made when the x of the content are settled."""

    def __init__(self, graph: ProcessGraph, draft: Draft) -> None:
        self.graph = graph
        self.sides: dict[str, list[list[str]]] = {}
        """Pools above and below by level; level 0 is next to the office's pool."""
        self.spans: dict[str, tuple[int, int]] = {}
        self.level: dict[str, int] = {}
        """Level of the pool that a message flow ends at."""
        xs = {wire.flow_id: vertical_x(wire, len(wire.path) - 2) for wire in draft.message_wires if wire.path}
        for side in ("top", "bottom"):
            pools = [pool.id for pool in graph.pools if pool.side == side]
            for pool in pools:
                ends = [f.id for f in graph.message_flows if pool in (f.source, f.target)]
                # An event sub-process has no place yet: its pool keeps the whole width for itself.
                own = [xs[flow] for flow in ends if flow in xs] + [_FAR for flow in ends if flow not in xs]
                self.spans[pool] = (min(own, default=LEFT + HEADER), max(own, default=LEFT + HEADER))
                if _FAR in own:
                    self.spans[pool] = (LEFT, _FAR)
            self.sides[side] = _levels(pools, self.spans)
            for number, members in enumerate(self.sides[side]):
                self.level |= {f.id: number for f in graph.message_flows if {f.source, f.target} & set(members)}
        above = len(self.sides["top"])
        self.y = TOP + (_POOL_STEP * (above - 1) + _POOL_HEIGHT + _POOL_GAP if above else 0)

    def meets(self, flow: str, side: str, bottom: int) -> int:
        """Y where a message flow ends at its pool, if the office's pool ends at `bottom`."""
        away = _POOL_GAP + _POOL_STEP * self.level.get(flow, 0)
        return self.y - away if side == "top" else bottom + away

    def shapes(self, draft: Draft, right: int) -> dict[str, Box]:
        """Pools and lanes; `right` is where the content ends."""
        bottom = draft.lanes[-1].bottom
        wide = -(-(right + RIGHT_PADDING - LEFT) // 10) * 10
        shapes = {OFFICE_PARTICIPANT: Box(LEFT, self.y, wide, bottom - self.y)}
        for lane, lines in zip(self.graph.lanes, draft.lanes, strict=False):
            shapes[lane.id] = Box(LEFT + HEADER, lines.top, wide - HEADER, lines.bottom - lines.top)
        for side, levels in self.sides.items():
            for level, members in enumerate(levels):
                away = _POOL_GAP + _POOL_STEP * level
                y = self.y - away - _POOL_HEIGHT if side == "top" else bottom + away
                extents = _shares([self.spans[pool] for pool in members], LEFT, LEFT + wide)
                for pool, (x, end) in zip(members, extents, strict=True):
                    shapes[pool] = Box(x, y, end - x, _POOL_HEIGHT)
        return shapes


def content_x(graph: ProcessGraph) -> int:
    """X where the content of the office's pool begins."""
    return LEFT + HEADER * (2 if graph.lanes else 1)


def title_height(name: str) -> int:
    """Px that a pool needs for its upright title."""
    return int(width(name, 12)) + 20


def _levels(pools: list[str], spans: dict[str, tuple[int, int]]) -> list[list[str]]:
    """Pools next to each other from left to right; one whose message flows lie between those of another goes behind."""
    levels: list[list[str]] = []
    for pool in sorted(pools, key=lambda pool: spans[pool]):
        for members in levels:
            if spans[members[-1]][1] + _LEAST_GAP <= spans[pool][0]:
                members.append(pool)
                break
        else:
            levels.append([pool])
    return levels


def _shares(spans: list[tuple[int, int]], left: int, right: int) -> list[tuple[int, int]]:
    """X extents of neighbouring pools that share the whole width, each over its message flows."""
    starts, ends = [left], []
    for (_, before), (after, _) in pairwise(spans):
        middle, gap = (before + after) // 2, min(10, (after - before) // 2 - 6)
        ends.append(middle - gap)
        starts.append(middle + gap)
    return list(zip(starts, [*ends, right], strict=True))


def stand_apart(draft: Draft, item: Item, left: int, right: int, taken: list[Box]) -> tuple[int, int]:
    """Upper left corner for an event sub-process: in free space of its lane, else right of everything.

    Its message flows need the way to the upper or lower border of the pool, too, but may cross lines there.
    """
    lines = draft.lanes[item.lane]
    wires = [wire for wire in draft.message_wires if wire.source is item]
    exits = [item.inner.exits[wire.flow_id] for wire in wires] if item.inner is not None else []
    upwards = any(wire.kind == "top" for wire in wires)
    downwards = any(wire.kind == "bottom" for wire in wires)
    for y in (lines.top + 15, lines.bottom - 15 - item.height):
        if y < lines.top + 10 or y + item.height > lines.bottom - 10:
            continue
        near = [box for box in taken if box.y < y + item.height + 15 and box.bottom > y - 15]
        upright = [box for box in taken if box.height]
        on_way = [box for box in upright if (upwards and box.y < y) or (downwards and box.bottom > y)]
        for x in range(left + 30, right - item.width + 1, 10):
            if any(box.x - _APART_GAP < x + item.width and x < box.right + _APART_GAP for box in near):
                continue
            if not any(
                box.x - 8 < x + exit_ < box.right + 8 and box.width < right for exit_ in exits for box in on_way
            ):
                return x, y
    return -(-(right + 30) // 10) * 10, lines.top + 15
