"""From index space to y in px: heights of rows and channels, a track for every horizontal piece in a channel."""

from __future__ import annotations

from generator.layout.draft import EVENTS, GATEWAYS, Draft, Item, Lines, Wire
from generator.layout.order import arrange
from generator.layout.spreading import LABEL_BELOW, TASK_HALF, label_below

_TRACK = 10
_FIRST_TRACK = 12
_BELOW_BOUNDARY = 38
"""From the row to the first track of the channel below, past boundary events and their labels."""
_HUNG_CHANNEL = 40
_ROW_GAP = 24
_LANE_PADDING = 12
_LABEL_ABOVE = 6

Piece = tuple[Wire, int]
Span = tuple[int, int]
"""Px of the left and right end of a horizontal piece."""


def stack(draft: Draft, top: int) -> None:
    """Sets the y of lanes, rows, items and horizontal pieces; `top` is the upper border of the first lane."""
    channels: dict[int, list[Piece]] = {}
    row_bands = {lines.row(row) for lines in draft.lanes for row in range(len(lines.masks))}
    for wire in draft.wires:
        path = wire.path
        for number in range(len(path) - 1):
            y = path[number][1]
            if y == path[number + 1][1] and y not in row_bands and not _from_corner(wire, number):
                channels.setdefault(y, []).append((wire, number))
    for wire in draft.message_wires:
        for number in range(1, len(wire.path) - 1):
            y = wire.path[number][1]
            if y == wire.path[number + 1][1] and y not in row_bands:
                channels.setdefault(y, []).append((wire, number))
    levels = {band: _levels(pieces) for band, pieces in channels.items()}
    spans = {band: [_span(piece)[:2] for piece in pieces] for band, pieces in channels.items()}
    draft.band_y = [0] * draft.bands
    y = top
    for index, lines in enumerate(draft.lanes):
        members = [item for item in draft.items if item.lane == index]
        apart = max((item.height + 30 for item in draft.apart if item.lane == index), default=0)
        y = _lane(draft, lines, members, levels, spans, y, max(draft.titles[index], apart))
    draft.height = y - top
    for band, pieces in channels.items():
        for (wire, number), level in zip(pieces, levels[band], strict=True):
            wire.tracks[number] = draft.band_y[band] + _TRACK * level
    for item in draft.items:
        _settle(item, draft)


def _from_corner(wire: Wire, number: int) -> bool:
    return number == 0 and wire.source is not None and wire.source.node.kind == "boundaryEvent"


def _lane(
    draft: Draft,
    lines: Lines,
    members: list[Item],
    levels: dict[int, list[int]],
    spans: dict[int, list[Span]],
    y: int,
    least: int,
) -> int:
    lines.top = y
    notes = max((draft.note_sizes[item.id][1] for item in members if item.id in draft.notes), default=0)
    y = _channel(draft, lines.base, levels, y, 0, _FIRST_TRACK)
    if notes:
        y += 10
        draft.band_y[lines.base + 1] = y + notes
        y += notes
    tall = y
    for row in range(len(lines.masks)):
        up, down, labels = _extents(members, row)
        gap = (10 if levels.get(lines.base) else 20) if row == 0 else 0
        line = -(-(y + gap + up) // 10) * 10
        draft.band_y[lines.row(row)] = line
        hosts = any(item.boundaries for item in members if item.row == row)
        y = line + down
        tall = max(tall, line + labels)
        for item in members:
            if item.inner is not None and item.row == row:
                extra = 46 + 40 + 48 if item.hung else 24 if item.boundaries else 0
                tall = max(tall, line + item.down + extra)
        if row + 1 < len(lines.masks):
            first = max(
                _below_boundaries(members, row, spans.get(lines.row(row) + 1, [])) if hosts else _FIRST_TRACK,
                labels - down + 6,
            )
            y = _channel(draft, lines.row(row) + 1, levels, y, _HUNG_CHANNEL if hosts else _ROW_GAP, first)
        else:
            y = max(tall, y + (22 if hosts else 0))
            y = _channel(draft, lines.row(row) + 1, levels, y, 0, _FIRST_TRACK)
    y += _LANE_PADDING + lines.extra
    lines.bottom = max(-(-y // 10) * 10, lines.top + -(-least // 10) * 10)
    return lines.bottom


def _below_boundaries(members: list[Item], row: int, spans: list[Span]) -> int:
    """Px from the shapes of a row to the first track of the channel below: past boundary events and their labels."""
    first = _BELOW_BOUNDARY
    for item in members:
        if item.row == row:
            for event in item.boundaries:
                if event.label is None:
                    continue
                wide, high = event.label
                left = event.cx - 6 - wide if event.label_left else event.cx
                if any(start < left + wide + 30 and left < end for start, end in spans):
                    first = max(first, (event.down + 1 if event.label_left else 4) + high + 6)
    return first


def _channel(draft: Draft, band: int, levels: dict[int, list[int]], y: int, least: int, first: int) -> int:
    """Puts a channel below `y` and returns where it ends."""
    draft.band_y[band] = y + first
    tracks = max(levels.get(band, ()), default=-1) + 1
    return y + max(least, first + _TRACK * (tracks - 1) + 12 if tracks else 0)


def _extents(members: list[Item], row: int) -> tuple[int, int, int]:
    """Px above and below the line of a row that shapes take, and px below with labels."""
    up, down, labels = 0, 0, 0
    for item in members:
        if item.row == row:
            up = max(up, item.up + label_above(item))
            below = item.height // 2 if item.inner is None else 0
            down = max(down, below)
            if (item.label is not None and item.node.kind in EVENTS) or (item.label is not None and label_below(item)):
                labels = max(labels, below + LABEL_BELOW + item.label[1])
        for path in item.hung:
            if item.row + path.depth == row and item.inner is None:
                for part in path.chain:
                    up = max(up, part.up)
                    down = max(down, part.down)
                    if part.label is not None:
                        labels = max(labels, part.down + LABEL_BELOW + part.label[1])
    return up, down, max(labels, down)


def label_above(item: Item) -> int:
    """Px above a gateway for its question."""
    if item.node.kind not in GATEWAYS or item.label is None or label_below(item):
        return 0
    if item.ports["T"]:
        # Beside the line that leaves upwards, clear of the tasks left and right.
        return TASK_HALF - item.up + 4 + item.label[1]
    return _LABEL_ABOVE + item.label[1]


def _settle(item: Item, draft: Draft) -> None:
    item.cy = draft.band_y[item.yi]
    for event in item.boundaries:
        event.cy = item.top if event.messages_up else item.bottom
    for path in item.hung:
        for part in path.chain:
            if item.inner is not None:
                part.cy = item.bottom + _HUNG_CHANNEL + TASK_HALF
            else:
                part.cy = draft.band_y[item.yi + 2 * path.depth]


def _levels(pieces: list[Piece]) -> list[int]:
    """The level of every piece of one channel: 0 is the upper one; pieces that do not touch share a level."""
    spans = {piece: _span(piece) for piece in pieces}
    ordered = arrange(pieces, lambda upper, lower: _price(spans[upper], spans[lower]))
    level: dict[Piece, int] = {}
    for index, piece in enumerate(ordered):
        left, right = spans[piece][0], spans[piece][1]
        level[piece] = max(
            (level[o] + 1 for o in ordered[:index] if spans[o][0] <= right + 6 and left <= spans[o][1] + 6), default=0
        )
    return [level[piece] for piece in pieces]


def _span(piece: Piece) -> tuple[int, int, int, int]:
    """Px of the left and right end of a horizontal piece, and for each -1 if it comes from above, 1 from below."""
    wire, number = piece
    path = wire.path
    ends = []
    for corner, other in ((number, number - 1), (number + 1, number + 2)):
        if corner == 0:
            assert wire.source is not None  # noqa: S101 - wires start at a node
            x, turn = wire.source.cx + wire.dx_from, 0
        elif corner == len(path) - 1:
            x, turn = (wire.target.cx + wire.dx_to if wire.target is not None else 0), 0
        else:
            turn = -1 if path[other][1] < path[corner][1] else 1
            vertical = min(corner, other)
            x = vertical_x(wire, vertical)
        ends.append((x, turn))
    ends.sort()
    return ends[0][0], ends[1][0], ends[0][1], ends[1][1]


def vertical_x(wire: Wire, number: int) -> int:
    """Px of the vertical piece that begins at a corner."""
    if number in wire.tracks:
        return wire.tracks[number]
    if number == 0 and wire.source is not None:
        return wire.source.cx + wire.dx_from
    assert wire.target is not None  # noqa: S101 - other vertical pieces end at a node
    return wire.target.cx + wire.dx_to


def _price(upper: tuple[int, int, int, int], lower: tuple[int, int, int, int]) -> int:
    """Crossings, and a thousandfold overlaps, with one horizontal piece above another."""
    price = 0
    for x, turn in ((upper[0], upper[2]), (upper[1], upper[3])):
        if turn > 0:
            if lower[0] < x < lower[1]:
                price += 2
            for other, other_turn in ((lower[0], lower[2]), (lower[1], lower[3])):
                if abs(other - x) < 2 and other_turn < 0:
                    price += 1000
    for x, turn in ((lower[0], lower[2]), (lower[1], lower[3])):
        if turn < 0 and upper[0] < x < upper[1]:
            price += 2
    return price
