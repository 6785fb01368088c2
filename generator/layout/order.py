"""Orders parallel pieces so that they cross as little as possible and never lie on each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def arrange(pieces: Sequence[T], cost: Callable[[T, T], int]) -> list[T]:
    """The pieces from first (left, top) to last; `cost(a, b)` is the price of `a` before `b`.

    Greedy: the next piece is the one that is dearest to put behind the others; ties keep the given order.
    """
    if len(pieces) < 2:
        return list(pieces)
    count = len(pieces)
    gain = [[cost(pieces[j], pieces[i]) - cost(pieces[i], pieces[j]) for j in range(count)] for i in range(count)]
    left = list(range(count))
    ordered: list[T] = []
    while left:
        best = max(left, key=lambda i: (sum(min(gain[i][j], 0) for j in left), sum(gain[i][j] for j in left), -i))
        left.remove(best)
        ordered.append(pieces[best])
    return ordered
