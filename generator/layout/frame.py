"""The frame around the process: the office's pool with its lanes, the outside parties, what stands apart."""

from __future__ import annotations

import itertools

from generator.graph import Box, Point, ProcessGraph
from generator.layout.draft import Draft, Item
from generator.layout.text import width

OFFICE = "Participant_Kantor"
LEFT = 160
TOP = 80
HEADER = 30
_POOL_HEIGHT = 60
_POOL_GAP = 40
_RIGHT_PADDING = 30
_APART_GAP = 30


class Frame:
    """Where the pools are; x and y of the draft's origin."""

    def __init__(self, graph: ProcessGraph) -> None:
        self.top_pools = [pool for pool in graph.pools if pool.side == "top"]
        self.bottom_pools = [pool for pool in graph.pools if pool.side == "bottom"]
        self.x = LEFT + HEADER * (2 if graph.lanes else 1)
        self.y = TOP + (_POOL_HEIGHT + _POOL_GAP if self.top_pools else 0)

    @property
    def above(self) -> int:
        """Y where message flows meet the pools above."""
        return TOP + _POOL_HEIGHT

    def below(self, bottom: int) -> int:
        """Y where message flows meet the pools below an office pool that ends at `bottom`."""
        return bottom + _POOL_GAP

    def shapes(self, graph: ProcessGraph, draft: Draft, right: int) -> dict[str, Box]:
        """Pools and lanes; `right` is where the content ends."""
        bottom = draft.lanes[-1].bottom
        wide = -(-(right + _RIGHT_PADDING - LEFT) // 10) * 10
        shapes = {OFFICE: Box(LEFT, self.y, wide, bottom - self.y)}
        for lane, lines in zip(graph.lanes, draft.lanes, strict=False):
            shapes[lane.id] = Box(LEFT + HEADER, lines.top, wide - HEADER, lines.bottom - lines.top)
        for y, pools in ((TOP, self.top_pools), (self.below(bottom), self.bottom_pools)):
            share = _shares(graph, draft, [pool.id for pool in pools], LEFT, LEFT + wide)
            for pool, (x, end) in zip(pools, share, strict=True):
                shapes[pool.id] = Box(x, y, end - x, _POOL_HEIGHT)
        return shapes


def title_height(name: str) -> int:
    """Px that a pool needs for its upright title."""
    return int(width(name, 12)) + 20


def _shares(graph: ProcessGraph, draft: Draft, pools: list[str], left: int, right: int) -> list[tuple[int, int]]:
    """X extents of pools on one side: next to each other, each over its message flows."""
    if len(pools) < 2:
        return [(left, right)] * len(pools)
    ends = {wire.flow_id: wire.pixels[0][0] if not wire.forward else wire.pixels[-1][0] for wire in draft.message_wires}
    spans = []
    for pool in pools:
        xs = [ends[f.id] for f in graph.message_flows if pool in (f.source, f.target) and f.id in ends]
        spans.append((min(xs, default=left + 30), max(xs, default=left + 30)))
    order = sorted(range(len(pools)), key=lambda i: (spans[i], i))
    borders = [left]
    for one, other in itertools.pairwise(order):
        borders.append((spans[one][1] + spans[other][0]) // 20 * 10)
    borders.append(right)
    shares = [(0, 0)] * len(pools)
    for place, index in enumerate(order):
        gap_left = 10 if place else 0
        gap_right = 10 if place + 1 < len(order) else 0
        shares[index] = (borders[place] + gap_left, borders[place + 1] - gap_right)
    return shares


def stand_apart(draft: Draft, item: Item, left: int, right: int, obstacles: list[Box]) -> tuple[int, int] | None:
    """Upper left corner for an event sub-process in free space of its lane, or None if there is none."""
    lines = draft.lanes[item.lane]
    for y in (lines.top + 15, lines.bottom - 15 - item.height):
        if y < lines.top + 10 or y + item.height > lines.bottom - 10:
            continue
        blocked = sorted(
            (box.x - _APART_GAP, box.right + _APART_GAP)
            for box in obstacles
            if box.y < y + item.height + 15 and box.bottom > y - 15
        )
        x = left + 30
        for start, end in blocked:
            if start >= x + item.width:
                break
            x = max(x, end)
        x = -(-x // 10) * 10
        if x + item.width <= right:
            return x, y
    return None


def as_points(pixels: list[tuple[int, int]]) -> tuple[Point, ...]:
    return tuple(Point(x, y) for x, y in pixels)
