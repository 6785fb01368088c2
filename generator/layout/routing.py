"""Chooses for every wire its corners in index space: few bends, few crossings, nothing in the way.

`ways.py` lists the paths that come into question, `board.py` tells what each of them costs.
"""

from __future__ import annotations

from generator.layout.board import BEND, BLOCKED, Board, Path
from generator.layout.draft import EVENTS, GATEWAYS, Draft, Wire
from generator.layout.grid import half_cells
from generator.layout.ways import (
    Way,
    any_ways,
    backward_ways,
    ends_of,
    forward_ways,
    leaves_below,
    long_ways,
    outward_ways,
    standing_aside,
)

_TAKEN = BLOCKED // 2
"""Price of a side that another wire already uses."""
_NONE = 10**9


def route(draft: Draft) -> None:
    """Gives every wire of the draft its path. Straight ones first, then lane changes, message flows, returns."""
    board = Board(draft)
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
            _settle_cheapest(wire, forward_ways(wire, draft, returning, looping), board, draft)
    for wire in draft.message_wires:
        if wire.source is not None and wire.source.node.kind == "eventSubProcess":
            continue
        _settle_cheapest(wire, outward_ways(wire, draft), board, draft, standing_aside(wire))
    for wire in later:
        if not wire.forward:
            _settle_cheapest(wire, backward_ways(wire, draft), board, draft)


def _urgency(wire: Wire) -> tuple[int, int, int]:
    source, target = ends_of(wire)
    boundary = wire.source is not None and wire.source.node.kind == "boundaryEvent"
    stage = (1 if boundary else 0) if wire.forward else 2
    return stage, abs(target[0] - source[0]) if stage else 0, wire.order


def _straight(wire: Wire, board: Board) -> Path | None:
    (xs, ys), (xt, yt) = ends_of(wire)
    if ys != yt or xt <= xs or wire.source is None or leaves_below(wire.source):
        return None
    path = [(xs, ys), (xt, yt)]
    return path if board.cost(path, (wire.source, wire.target)) < BLOCKED else None


def _settle(wire: Wire, path: Path, board: Board) -> None:
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


def _settle_cheapest(wire: Wire, ways: list[Way], board: Board, draft: Draft, passing: int = 0) -> None:
    path, cost = _cheapest(wire, ways, board, passing)
    if wire.target is not None:
        for more in (any_ways, long_ways):
            if cost >= _TAKEN:
                ways = [*ways, *more(wire, draft)]
                path, cost = _cheapest(wire, ways, board, passing)
    _settle(wire, path, board)


def _cheapest(wire: Wire, ways: list[Way], board: Board, passing: int) -> tuple[Path, int]:
    best: Path = []
    lowest = _NONE
    for extra, path in ways:
        if extra + BEND * (len(path) - 2) >= lowest:
            continue
        cost = extra + board.cost(path, (wire.source, wire.target), passing) + _port_cost(wire, path, board)
        if cost < lowest and board.tangled(path):
            cost += BLOCKED
        if cost < lowest:
            best, lowest = path, cost
    return best, lowest


def _port_cost(wire: Wire, path: Path, board: Board) -> int:
    """Sides that another wire already uses: gateways take several beside each other above and below, not sideways."""
    total = BLOCKED if wire.source is not None and wire.source.corner and _along_row(wire, path, board) else 0
    for item, side, outgoing in (
        (wire.source, _side(path[0], path[1]), True),
        (wire.target, _side(path[-1], path[-2]), False),
    ):
        if item is None:
            continue
        if side == "B" and item.hung and item.node.kind in GATEWAYS:
            total += _TAKEN
        if not item.ports[side]:
            continue
        if side in "LR":
            total += _TAKEN
        elif any((other.source is item) != outgoing for other in item.ports[side]):
            total += 14
        else:
            total += 24 if outgoing else 6
    return total


def _along_row(wire: Wire, path: Path, board: Board) -> bool:
    """True if the wire of a corner event would run along the borders of the shapes that follow its host."""
    source, target = wire.source, wire.target
    if source is None or target is None:
        return False
    (x, y), (x_turn, y_turn) = path[:2]
    if y_turn != y or path[2][1] == y:
        return True
    row = y - source.corner
    # A gateway or an event in that row is lower than a task, and can be entered from there.
    low = path[2][1] == row and target.node.kind in EVENTS | GATEWAYS
    free_until = 2 * x_turn - 1 if low else 2 * x_turn + 1
    return bool(x_turn > x + 1 and board.nodes_in_row[row] & half_cells(2 * x + 2, free_until))
