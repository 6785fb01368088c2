"""Chooses for every wire its corners in index space: few bends, few crossings, nothing in the way.

Rows are exclusive: a horizontal piece in a row needs the cells for itself. Channels and gaps take any number of pieces;
each gets a track of its own later. A vertical piece may also run through the middle of a column when it starts or ends
at a node there.
"""

from __future__ import annotations

import itertools

from generator.layout.draft import GATEWAYS, Draft, Item, Wire
from generator.layout.grid import half_cells

Path = list[tuple[int, int]]

_BEND = 10
_CROSSING = 26
_BLOCKED = 3_000


class _Board:
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
        """The part of `wires_in_column` that belongs to one item."""
        self.across = [0] * columns
        """Cells of y where a horizontal piece crosses this x."""
        self.along = [0] * draft.bands
        """Cells of x where a vertical piece crosses this y."""
        self.swaps: dict[int, set[tuple[int, int]]] = {}
        """Rows that a vertical piece in a gap comes from and goes to; the opposite pair would lie on it."""
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
        for y in range(item.yi, last + 1):
            self.nodes_in_row[y] |= own
            self.nodes_in_column[item.xi] |= 1 << y
        for path in item.hung:
            y = item.yi + 2 * path.depth
            self.nodes_in_row[y] |= half_cells(2 * item.xi, 2 * item.xi + 2)
            self.nodes_in_column[item.xi] |= 1 << y
            for between in range(item.yi + 1, y):
                self.along[between] |= 1 << item.xi
        if item.id in draft.notes:
            y = draft.lanes[item.lane].base + 1
            self.nodes_in_row[y] |= own

    def cost(self, path: Path, ends: tuple[Item | None, Item | None], passing: int = 0) -> int:
        """Bends, crossings and length of a path; `_BLOCKED` and more if something is in the way.

        `ends` may have other wires beside this one in their own columns; `passing` are the cells of y whose nodes
        stand aside for a vertical piece.
        """
        total = _BEND * (len(path) - 2)
        last = len(path) - 2
        for number, ((xa, ya), (xb, yb)) in enumerate(itertools.pairwise(path)):
            if ya == yb:
                left, right = (xa, xb) if xa < xb else (xb, xa)
                first = 2 * left + 1
                end = 2 * right
                if (number == 0 and left == xa) or (number == last and left == xb):
                    first += 1
                if (number == 0 and right == xa) or (number == last and right == xb):
                    end -= 1
                cells = half_cells(first, end)
                if self.nodes_in_row[ya] & cells or (not self.channel[ya] and self.wires_in_row[ya] & cells):
                    total += _BLOCKED
                total += _CROSSING * (self.along[ya] & _between(left, right)).bit_count()
                total += (right - left) // 2
            else:
                top, bottom = (ya, yb) if ya < yb else (yb, ya)
                total += _CROSSING * (self.across[xa] & _between(top, bottom)).bit_count()
                total += (bottom - top) // 2
                if not xa & 1 and (yb, ya) in self.swaps.get(xa, ()):
                    total += _BLOCKED
                if xa & 1:
                    cells = _between(top, bottom)
                    if number and 0 <= ya < self.bands:
                        cells |= 1 << ya
                    if number != last:
                        cells |= 1 << yb
                    halves = half_cells(2 * top + 1, 2 * bottom)
                    others = self.wires_in_column[xa]
                    for item in ends:
                        if item is not None and item.xi == xa:
                            others &= ~self.wires_of.get(item.id, 0)
                    if self.nodes_in_column[xa] & cells & ~passing or others & halves:
                        total += _BLOCKED
        return total

    def add(self, path: Path, ends: tuple[Item | None, Item | None]) -> None:
        """Takes the cells of a path."""
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
                        self.wires_of[owner.id] = self.wires_of.get(owner.id, 0) | cells


def _between(low: int, high: int) -> int:
    return ((1 << (high - low - 1)) - 1) << (low + 1) if high > low + 1 else 0


def route(draft: Draft) -> None:
    """Gives every wire of the draft its path. Straight ones first, then lane changes, message flows, returns."""
    board = _Board(draft)
    returning = {wire.target.id for wire in draft.wires if not wire.forward and wire.target is not None}
    looping = {wire.source.id for wire in draft.wires if not wire.forward and wire.source is not None}
    later: list[Wire] = []
    for wire in draft.wires:
        path = _straight(wire, board)
        if path is None:
            later.append(wire)
        else:
            _settle(wire, path, board)
    later.sort(key=_urgency)
    for wire in later:
        if wire.forward:
            _settle_cheapest(wire, _forward(wire, draft, returning, looping), board)
    for wire in draft.message_wires:
        if wire.source is not None and wire.source.node.kind == "eventSubProcess":
            continue
        _settle_cheapest(wire, _outward(wire, draft), board, _aside(wire))
    for wire in later:
        if not wire.forward:
            _settle_cheapest(wire, _backward(wire, draft), board)


def _urgency(wire: Wire) -> tuple[int, int, int]:
    source, target = _ends(wire)
    boundary = wire.source is not None and wire.source.node.kind == "boundaryEvent"
    stage = (1 if boundary else 0) if wire.forward else 2
    return stage, abs(target[0] - source[0]) if stage else 0, wire.order


def _aside(wire: Wire) -> int:
    """Cells below the source that hold its own hung paths: they are drawn beside its message flows, returns."""
    source = wire.source
    assert source is not None  # noqa: S101 - message wires start at a node
    return sum(1 << (source.yi + 2 * path.depth) for path in source.hung)


def _ends(wire: Wire) -> tuple[tuple[int, int], tuple[int, int]]:
    source, target = wire.source, wire.target
    assert source is not None  # noqa: S101 - wires start at a node
    start = (source.xi, source.yi)
    return start, (target.xi, target.yi) if target is not None else start


def _straight(wire: Wire, board: _Board) -> Path | None:
    (xs, ys), (xt, yt) = _ends(wire)
    if ys != yt or xt <= xs or wire.source is None or _leaves_below(wire.source):
        return None
    path = [(xs, ys), (xt, yt)]
    return path if board.cost(path, (wire.source, wire.target)) < _BLOCKED else None


def _settle(wire: Wire, path: Path, board: _Board) -> None:
    board.add(path, (wire.source, wire.target))
    wire.path = path
    wire.tracks = {}
    if wire.source is not None:
        wire.source.ports[_side(path[0], path[1])].append(wire)
    if wire.target is not None:
        wire.target.ports[_side(path[-1], path[-2])].append(wire)


def _side(at: tuple[int, int], towards: tuple[int, int]) -> str:
    if at[0] == towards[0]:
        return "T" if towards[1] < at[1] else "B"
    return "L" if towards[0] < at[0] else "R"


def _settle_cheapest(wire: Wire, candidates: list[tuple[int, Path]], board: _Board, passing: int = 0) -> None:
    best: Path | None = None
    lowest = 0
    for extra, path in candidates:
        cost = extra
        if best is not None and cost + _BEND * (len(path) - 2) >= lowest:
            continue
        cost += board.cost(path, (wire.source, wire.target), passing) + _port_cost(wire, path)
        if best is None or cost < lowest:
            best, lowest = path, cost
    assert best is not None  # noqa: S101 - every list of candidates ends with a way round
    _settle(wire, best, board)


def _port_cost(wire: Wire, path: Path) -> int:
    """Sides that another wire already uses: gateways take several beside each other above and below, not sideways."""
    total = 0
    for item, side, outgoing in (
        (wire.source, _side(path[0], path[1]), True),
        (wire.target, _side(path[-1], path[-2]), False),
    ):
        if item is None:
            continue
        if side == "B" and item.hung and item.node.kind in GATEWAYS:
            total += _BLOCKED // 2
        if not item.ports[side]:
            continue
        if side in "LR":
            total += _BLOCKED // 2
        elif any((other.source is item) != outgoing for other in item.ports[side]):
            total += 14
        else:
            total += 24 if outgoing else 6
    return total


def _forward(wire: Wire, draft: Draft, returning: set[str], looping: set[str]) -> list[tuple[int, Path]]:
    start, end = _ends(wire)
    (xs, ys), (xt, yt) = start, end
    source, target = wire.source, wire.target
    assert source is not None and target is not None  # noqa: S101, PT018 - forward wires join two nodes
    from_gateway = source.node.kind in GATEWAYS
    boundary = _leaves_below(source)
    to_gateway = target.node.kind in GATEWAYS
    candidates: list[tuple[int, Path]] = []
    channels = _channels(draft, min(ys, yt), max(ys, yt))
    if xt <= xs:
        # Columns of sub-processes split a rank; ends of the same rank never follow each other, so this is a way round.
        candidates += _around(start, end, channels)
        return candidates
    if ys != yt:
        up = yt < ys
        if from_gateway or (boundary and not up):
            reserved = 16 if up and source.id in looping else 0
            candidates.append((reserved, [start, (xs, yt), end]))
        if not boundary:
            for gap in dict.fromkeys((xs + 1, xt - 1)):
                candidates.append((1 if gap == xs + 1 else 0, [start, (gap, ys), (gap, yt), end]))
            if to_gateway:
                reserved = 16 if not up and target.id in returning else 0
                candidates.append((reserved + 1, [start, (xt, ys), end]))
            elif target.node.kind != "endEvent" and (target.inner is None or _free_above(target, source, up)):
                # A step down a lane goes out to the right and in from above, which needs the least width; a step up
                # comes in from below where nothing hangs there.
                step = target.lane != source.lane and not (_below_taken(target) if up else target.messages_up)
                candidates.append((0 if step else 18, [start, (xt, ys), end]))
    for channel in channels:
        above_source, above_target = channel < ys, channel < yt
        if boundary and above_source:
            continue
        if from_gateway or boundary:
            reserved = 16 if above_source and source.id in looping else 0
            if to_gateway:
                candidates.append((reserved + 2, [start, (xs, channel), (xt, channel), end]))
            candidates.append((reserved + 2, [start, (xs, channel), (xt - 1, channel), (xt - 1, yt), end]))
        if to_gateway and not boundary:
            reserved = 16 if above_target and target.id in returning else 0
            candidates.append((reserved + 3, [start, (xs + 1, ys), (xs + 1, channel), (xt, channel), end]))
    if boundary:
        return candidates
    return candidates + _around(start, end, channels)


def _free_above(target: Item, source: Item, up: bool) -> bool:
    """A sub-process is entered from above in the middle, so that it may begin left of where the step comes down."""
    return not up and target.lane != source.lane and not target.messages_up


def _below_taken(item: Item) -> bool:
    return bool(item.boundaries or item.hung or item.messages_down)


def _around(start: tuple[int, int], end: tuple[int, int], channels: list[int]) -> list[tuple[int, Path]]:
    """Out to the right, along a channel, in from the left: always possible.

    Between neighbouring columns both vertical pieces share a gap, and the piece between them has no length in index
    space.
    """
    (xs, ys), (xt, yt) = start, end
    return [(4, [start, (xs + 1, ys), (xs + 1, channel), (xt - 1, channel), (xt - 1, yt), end]) for channel in channels]


def _channels(draft: Draft, top: int, bottom: int) -> list[int]:
    """Channels of the lanes between two rows, and those just around."""
    found: list[int] = []
    for lines in draft.lanes:
        if lines.bottom_channel < top - 1 or lines.base > bottom + 1:
            continue
        found.append(lines.base)
        found += [lines.row(row) + 1 for row in range(len(lines.masks))]
    return found


def _backward(wire: Wire, draft: Draft) -> list[tuple[int, Path]]:
    start, end = _ends(wire)
    (xs, ys), (xt, yt) = start, end
    source = wire.source
    assert source is not None  # noqa: S101 - returns start at a node
    candidates: list[tuple[int, Path]] = []
    boundary = _leaves_below(source)
    for channel in _channels(draft, 0, draft.bands):
        if xs == xt or (boundary and channel < ys):
            continue
        mixed = (channel < ys) != (channel < yt)
        extra = (0 if channel < ys else 3) + (2 if mixed else 0)
        candidates.append((extra, [start, (xs, channel), (xt, channel), end]))
    if source.id not in {item.id for item in draft.columns[xs // 2]} and xt < xs and ys != yt:
        # A hung task is entered from above, so its left side is free to go back.
        candidates.append((0, [start, (xt, ys), end]))
    near = _channels(draft, min(ys, yt), max(ys, yt))
    for channel in near:
        if xt - 1 != xs and not (boundary and channel < ys):
            candidates.append((4, [start, (xs, channel), (xt - 1, channel), (xt - 1, yt), end]))
    return candidates if boundary else candidates + _around(start, end, near)


def _leaves_below(item: Item) -> bool:
    """A boundary event on the lower border; one on a corner (see `_place_boundaries`) is left to the right."""
    return item.node.kind == "boundaryEvent" and not item.messages_down and not item.messages_up


def _outward(wire: Wire, draft: Draft) -> list[tuple[int, Path]]:
    """From a node to the pool above or below: straight, or through the nearest gap."""
    (xs, ys), _ = _ends(wire)
    goal = 0 if wire.kind == "top" else draft.bands - 1
    source = wire.source
    assert source is not None  # noqa: S101 - message wires start at a node
    lines = draft.lanes[source.lane]
    in_the_way = _BLOCKED if source.covered and goal > ys else 0
    candidates: list[tuple[int, Path]] = [(in_the_way, [(xs, ys), (xs, goal)])]
    channels = [lines.base, *(lines.row(row) + 1 for row in range(len(lines.masks)))]
    for channel in channels:
        if (channel < ys) == (goal < ys):
            candidates.append((40, [(xs, ys), (xs, channel), (xs + 1, channel), (xs + 1, goal)]))
            candidates.append((41, [(xs, ys), (xs, channel), (xs - 1, channel), (xs - 1, goal)]))
    return candidates
