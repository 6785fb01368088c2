"""What is taken in index space, and what a path there costs: bends, crossings, length, and whether it is free.

Rows are exclusive: a horizontal piece in a row needs the cells for itself. Channels and gaps take any number of pieces;
each gets a track of its own later. A vertical piece may also run through the middle of a column when it starts or ends
at a node there.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from generator.layout.draft import Draft, Item
from generator.layout.grid import half_cells

Path = list[tuple[int, int]]

BEND = 10
CROSSING = 26
BLOCKED = 3_000


class Board:
    """Bit masks of what is taken, by row and by column."""

    def __init__(self, draft: Draft) -> None:
        columns = 2 * len(draft.columns) + 1
        self.bands = draft.bands
        self.right = columns - 1
        self.nodes_in_row = [0] * draft.bands
        """Half cells of x taken by nodes."""
        self.wires_in_row = [0] * draft.bands
        self.nodes_in_column = [0] * columns
        """Cells of y taken by nodes."""
        self.wires_in_column = [0] * columns
        """Half cells of y taken by vertical pieces in the middle of a column."""
        self.wires_of: dict[str, int] = {}
        """The part of `wires_in_column` that belongs to one item and its boundary events."""
        self.across = [0] * columns
        """Cells of y where a horizontal piece crosses this x."""
        self.inside: dict[str, int] = {}
        """Cells of y of an expanded sub-process, which its own wires pass on their way down."""
        self.along = [0] * draft.bands
        """Cells of x where a vertical piece crosses this y."""
        self.swaps: dict[int, set[tuple[int, int]]] = {}
        """Rows that a vertical piece in a gap comes from and goes to; the opposite pair would lie on it."""
        self.corners: set[tuple[int, int]] = set()
        """Where wires turn in the middle of a column; a second one could not turn there without lying on the first."""
        self.before: dict[tuple[str, int], dict[int, int]] = {}
        """By gap (its x) or channel (its y): from which row or column to which one the pieces in it change."""
        self.channel = [True] * draft.bands
        for lines in draft.lanes:
            for row in range(len(lines.masks)):
                self.channel[lines.row(row)] = False
        for item in draft.items:
            self._occupy(draft, item)

    def _occupy(self, draft: Draft, item: Item) -> None:
        own = 3 << (2 * item.xi)
        last = item.yi
        if item.inner is not None:
            last = draft.lanes[item.lane].bottom_channel - 1
            if not item.hung:
                self.inside[item.id] = ((1 << (last - item.yi + 1)) - 1) << item.yi
        for y in range(item.yi, last + 1):
            self.nodes_in_row[y] |= own
            self.nodes_in_column[item.xi] |= 1 << y
        for path in item.hung:
            y = item.yi + 2 * path.depth
            self.nodes_in_row[y] |= own
            self.nodes_in_column[item.xi] |= 1 << y
            for between in range(item.yi + 1, y):
                self.along[between] |= 1 << item.xi

    def cost(self, path: Path, ends: tuple[Item | None, Item | None], passing: int = 0) -> int:
        """Bends, crossings and length of a path; `BLOCKED` and more if something is in the way.

        `ends` may have other wires beside this one in their own columns; `passing` are the cells of y whose nodes
        stand aside for a vertical piece.
        """
        total = BEND * (len(path) - 2)
        last = len(path) - 2
        for number, ((xa, ya), (xb, yb)) in enumerate(itertools.pairwise(path)):
            if ya == yb:
                if xa == xb:
                    continue
                left, right = (xa, xb) if xa < xb else (xb, xa)
                first = 2 * left + 1
                end = 2 * right
                if (number == 0 and left == xa) or (number == last and left == xb):
                    first += 1
                if (number == 0 and right == xa) or (number == last and right == xb):
                    end -= 1
                cells = (2 << end) - (1 << first) if end >= first else 0
                if self.nodes_in_row[ya] & cells or (not self.channel[ya] and self.wires_in_row[ya] & cells):
                    total += BLOCKED
                total += CROSSING * (self.along[ya] & ((1 << right) - (2 << left))).bit_count()
                total += (right - left) // 2
            else:
                top, bottom = (ya, yb) if ya < yb else (yb, ya)
                total += CROSSING * (self.across[xa] & ((1 << bottom) - (2 << top))).bit_count()
                total += (bottom - top) // 2
                if not xa & 1 and (yb, ya) in self.swaps.get(xa, ()):
                    total += BLOCKED
                if xa & 1:
                    cells = _between(top, bottom)
                    if number and 0 <= ya < self.bands:
                        cells |= 1 << ya
                    if number != last:
                        cells |= 1 << yb
                    halves = half_cells(2 * top + 1, 2 * bottom)
                    others = self.wires_in_column[xa]
                    free = passing
                    for item in ends:
                        if item is not None and item.xi == xa:
                            if item.inner is not None:
                                free |= self.inside.get(item.id, 0)
                            others &= ~self.wires_of.get(item.node.attached_to or item.id, 0)
                    if self.nodes_in_column[xa] & cells & ~free or others & halves:
                        total += BLOCKED
        return total

    def tangled(self, path: Path) -> bool:
        """True if the path would lie on another however the pieces in gaps and channels are ordered.

        It turns where another one turns, or pieces would each have to lie before the next, round in a circle.
        """
        if not self.corners.isdisjoint(path[1:-1]):
            return True
        if len(path) < 4:
            return False
        for where, first, then in self._turns(path):
            follows = self.before.get(where)
            at: int | None = then
            while follows and at is not None and at != first:
                at = follows.get(at)
            if at == first:
                return True
        return False

    def _turns(self, path: Path) -> Iterator[tuple[tuple[str, int], int, int]]:
        """For the pieces of a path in gaps and channels: where, and between which rows or columns they change.

        A piece of a gap that comes from the left in row `a` and leaves to the right in row `b` must lie left of what
        leaves to the right in row `a`, and right of what comes from the left in row `b`. The same holds for a channel
        with the columns in which its pieces come from above and leave downwards.
        """
        for number in range(1, len(path) - 2):
            (x, y), (x_end, y_end) = path[number], path[number + 1]
            before, after = path[number - 1], path[number + 2]
            if x == x_end:
                if after[0] == x and number + 3 < len(path):
                    # Both vertical pieces of a way round are in one gap, the second one right of the first.
                    y_end, after = after[1], path[number + 3]
                if x & 1 or self.channel[y] or self.channel[y_end]:
                    continue
                if (before[0] < x) != (after[0] < x):
                    yield ("x", x), *((y, y_end) if before[0] < x else (y_end, y))
            elif x & 1 and x_end & 1 and (before[1] < y) != (after[1] < y):
                yield ("y", y), *((x, x_end) if before[1] < y else (x_end, x))

    def add(self, path: Path, ends: tuple[Item | None, Item | None]) -> None:
        """Takes the cells of a path."""
        if len(path) > 3:
            for where, first, then in self._turns(path):
                self.before.setdefault(where, {})[first] = then
        for x, y in path[1:-1]:
            if x & 1 and not self.channel[y]:
                self.corners.add((x, y))
        last = len(path) - 2
        for number, ((xa, ya), (xb, yb)) in enumerate(itertools.pairwise(path)):
            if ya == yb:
                left, right = (xa, xb) if xa < xb else (xb, xa)
                first = 2 * left + 1 + ((number == 0 and left == xa) or (number == last and left == xb))
                end = 2 * right - ((number == 0 and right == xa) or (number == last and right == xb))
                self.wires_in_row[ya] |= half_cells(first, end)
                bit = 1 << ya
                for x in range(left + 1, right):
                    self.across[x] |= bit
            else:
                top, bottom = (ya, yb) if ya < yb else (yb, ya)
                bit = 1 << xa
                for y in range(top + 1, bottom):
                    self.along[y] |= bit
                if not xa & 1:
                    self.swaps.setdefault(xa, set()).add((ya, yb))
                if xa & 1:
                    cells = half_cells(2 * top + 1, 2 * bottom)
                    self.wires_in_column[xa] |= cells
                    owner = ends[0] if number == 0 else ends[1]
                    if owner is not None:
                        key = owner.node.attached_to or owner.id
                        self.wires_of[key] = self.wires_of.get(key, 0) | cells


def _between(low: int, high: int) -> int:
    return ((1 << (high - low - 1)) - 1) << (low + 1) if high > low + 1 else 0
