"""Straight rules of a page: which hang together by their ends, which end at others, which two make an arrowhead."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from generator.sources.drawings.shapes import Point

SAME = 1.5
"""Points: ends as near as this are one place."""
HEAD = 9.0
"""Points: largest arrowhead."""


@dataclass(frozen=True)
class Rule:
    a: Point
    b: Point
    thing: int

    @property
    def level(self) -> bool:
        return abs(self.a[1] - self.b[1]) <= 0.5

    @property
    def upright(self) -> bool:
        return abs(self.a[0] - self.b[0]) <= 0.5

    @property
    def long(self) -> float:
        return math.hypot(self.a[0] - self.b[0], self.a[1] - self.b[1])


def groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that hang together by their ends."""
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    parent = list(range(len(rules)))

    def top(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, rule in enumerate(rules):
        for end in (rule.a, rule.b):
            cell = (round(end[0] / 2), round(end[1] / 2))
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    for j in at[cell[0] + dx, cell[1] + dy]:
                        other = rules[j]
                        if any(math.hypot(end[0] - o[0], end[1] - o[1]) <= SAME for o in (other.a, other.b)):
                            parent[top(i)] = top(j)
            at[cell].append(i)
    found: dict[int, list[Rule]] = defaultdict(list)
    for i, rule in enumerate(rules):
        found[top(i)].append(rule)
    return list(found.values())


def winged(rules: Sequence[Rule]) -> list[Point]:
    """Tips at which two short slanted rules meet: an arrowhead drawn as strokes."""
    short = [r for r in rules if not r.level and not r.upright and r.long <= HEAD]
    tips = []
    for i, rule in enumerate(short):
        for other in short[i + 1 :]:
            for a in (rule.a, rule.b):
                if any(math.hypot(a[0] - b[0], a[1] - b[1]) <= 0.7 for b in (other.a, other.b)):
                    tips.append(a)
    return tips


def joints(rules: Sequence[Rule]) -> dict[tuple[int, bool], int]:
    """How many rules at right angles pass or begin at each end of each rule; the flag is true for its first end."""
    level = sorted((r for r in rules if r.level), key=lambda r: r.a[1])
    upright = sorted((r for r in rules if r.upright and not r.level), key=lambda r: r.a[0])
    places = ([r.a[0] for r in upright], [r.a[1] for r in level])
    counts: dict[tuple[int, bool], int] = {}
    for i, rule in enumerate(rules):
        others = upright if rule.level else level
        axis = 0 if rule.level else 1
        for end, first in ((rule.a, True), (rule.b, False)):
            near = others[bisect_left(places[axis], end[axis] - SAME) : bisect_right(places[axis], end[axis] + SAME)]
            counts[i, first] = sum(
                min(o.a[1 - axis], o.b[1 - axis]) - 1.5 <= end[1 - axis] <= max(o.a[1 - axis], o.b[1 - axis]) + 1.5
                for o in near
            )
    return counts
