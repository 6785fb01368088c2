"""From index space to y in px: heights of rows and channels, a track for every horizontal piece in a channel."""

from __future__ import annotations

from generator.layout.draft import EVENTS, GATEWAYS, Draft, Item, Lines, Wire
from generator.layout.naming import LABEL_BELOW, TASK_HALF, label_aside, label_below, lines_above
from generator.layout.order import arrange
from generator.layout.text import label_size

_TRACK = 10
_FIRST_TRACK = 12
_BELOW_BOUNDARY = 38
"""From the row to the first track of the channel below, past boundary events and their labels."""
_HUNG_CHANNEL = 40
_HUNG_PITCH = 2 * TASK_HALF + _HUNG_CHANNEL
"""From one path below a sub-process to the next."""
_ROW_GAP = 24
_LANE_PADDING = 10
_LABEL_ABOVE = 6
_NOTE_ABOVE = 12
_CLEAR_ABOVE = 6
"""Px above a row that are always free of lines."""

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
            wire.tracks[number] = draft.band_y[band] + level
    for item in draft.items:
        _settle(item, draft)


def _from_corner(wire: Wire, number: int) -> bool:
    return number == 0 and wire.source is not None and wire.source.corner != 0


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
    notes = max((item.note[1] for item in members if item.note is not None and item.row == 0), default=0)
    y = _channel(draft, lines.base, levels, y, 0, _FIRST_TRACK)
    if notes:
        y += 10
        draft.band_y[lines.base + 1] = y + notes
        y += notes
    tall = y
    rows: list[list[Item]] = [[] for _ in lines.masks]
    hung: list[list[Item]] = [[] for _ in lines.masks]
    for item in members:
        rows[item.row].append(item)
        if item.hung and item.inner is None:
            for path in item.hung:
                hung[item.row + path.depth] += path.chain
    for row, shapes in enumerate(rows):
        up, down, labels = _extents(shapes, hung[row])
        gap = (10 if levels.get(lines.base) else 20) if row == 0 else 0
        line = -(-(y + gap + up) // 10) * 10
        draft.band_y[lines.row(row)] = line
        hosts = [item for item in shapes if item.boundaries]
        below = max([_hung_channel(item) for item in hosts], default=0)
        near = spans.get(lines.row(row) + 1, [])
        answers = _below_flow_names(shapes, near)
        y = line + down
        tall = max(tall, line + labels)
        for item in shapes:
            if item.inner is not None:
                depth = max((path.depth for path in item.hung), default=0)
                extra = max(24 if item.boundaries else 0, _hung_channel(item))
                if depth:
                    extra = _hung_line(item, depth) + TASK_HALF + 14
                tall = max(tall, line + item.down + extra)
        if row + 1 < len(lines.masks):
            first = max(
                _below_boundaries(hosts, near) if hosts else _FIRST_TRACK,
                answers - down,
                labels - down + 6,
            )
            room = max(_HUNG_CHANNEL if hosts else _ROW_GAP, below, labels - down + 6, answers - down)
            y = _channel(draft, lines.row(row) + 1, levels, y, room, first)
        else:
            y = max(tall, y + max(22 if hosts else 0, below), line + answers - _FIRST_TRACK)
            y = _channel(draft, lines.row(row) + 1, levels, y, 0, _FIRST_TRACK)
    y += _LANE_PADDING + lines.extra
    lines.bottom = max(-(-y // 10) * 10, lines.top + -(-least // 10) * 10)
    return lines.bottom


def _below_boundaries(hosts: list[Item], spans: list[Span]) -> int:
    """Px from the shapes of a row to the first track of the channel below: past boundary events and their labels."""
    first = _BELOW_BOUNDARY
    for item in hosts:
        for event in item.boundaries:
            if event.label is None:
                continue
            wide = event.label[0]
            left = event.cx - 6 - wide if event.label_left else event.cx
            if any(start < left + wide + 30 and left < end for start, end in spans):
                first = max(first, _name_below(event) + 6)
    return first


def _name_below(event: Item) -> int:
    """Px from the lower border of a host to where the name of a boundary event ends."""
    if event.label is None or event.corner < 0:
        return 0
    return (event.down + 1 if event.label_left else 4) + event.label[1]


def _hung_channel(item: Item) -> int:
    """Px between a host and the first path that hangs below it."""
    return max((_name_below(event) + 4 for event in item.boundaries), default=0)


def _hung_line(sub_process: Item, depth: int) -> int:
    """Px from the lower border of a sub-process to the line of a path that hangs below it."""
    return max(_HUNG_CHANNEL, _hung_channel(sub_process)) + TASK_HALF + _HUNG_PITCH * (depth - 1)


def _below_flow_names(shapes: list[Item], spans: list[Span]) -> int:
    """Px from the line of a row to the first track of the channel below, past names of flows that leave downwards."""
    first = 0
    for item in shapes:
        for path in item.hung:
            if path.start is item and path.flows[0].name:
                first = max(first, item.down + 10 + label_size(path.flows[0].name)[1])
        for wire in item.ports["B"]:
            if wire.source is item and wire.label is not None and wire.label_side:
                wide, high = wire.label
                x = item.cx + wire.dx_from
                left = x + 5 if wire.label_side > 0 else x - 5 - wide
                if any(start < left + wide and left < end for start, end in spans):
                    first = max(first, item.down + 10 + high)
    return first


def _channel(draft: Draft, band: int, levels: dict[int, list[int]], y: int, least: int, first: int) -> int:
    """Puts a channel below `y` and returns where it ends."""
    draft.band_y[band] = y + first
    tracks = levels.get(band, ())
    return y + max(least, first + max(tracks) + 12 if tracks else 0)


def _extents(shapes: list[Item], hung: list[Item]) -> tuple[int, int, int]:
    """Px above and below the line of a row that shapes take, and px below with labels."""
    up, down, labels = 0, 0, 0
    for item in shapes:
        up = max(up, item.up + _names_above(item), _flow_names_above(item))
        if item.note is not None and item.row:
            up = max(up, note_above(item) + item.note[1])
        below = item.height // 2 if item.inner is None else 0
        down = max(down, below)
        if item.label is not None and (label_below(item) or _below(item)):
            labels = max(labels, below + LABEL_BELOW + item.label[1])
    for part in hung:
        up = max(up, part.up)
        down = max(down, part.down)
        if part.label is not None:
            labels = max(labels, part.down + LABEL_BELOW + part.label[1])
    return up, down, max(labels, down)


def _flow_names_above(item: Item) -> int:
    """Px above the line of a row for the names of flows that leave upwards or sideways."""
    up = 0
    for wire in item.ports["T"]:
        if wire.source is item and wire.label is not None and wire.label_side:
            up = max(up, item.up + 4 + wire.label[1] - _CLEAR_ABOVE)
    for wire in item.ports["R"]:
        if wire.source is item and wire.label is not None:
            up = max(up, 4 + wire.label[1] - _CLEAR_ABOVE)
    for wire in item.ports["L"]:
        if wire.label is not None and wire.label_side == 0 and len(wire.path) == 3:
            up = max(up, 4 + wire.label[1])
    return up


def _below(item: Item) -> bool:
    """True for an event with its name below."""
    return item.node.kind in EVENTS and not item.ports["B"]


def label_above(item: Item) -> int:
    """Px above a gateway for its question, above an event that has lines below for its name."""
    if item.label is None or label_below(item) or label_aside(item):
        return 0
    if item.node.kind in EVENTS:
        return _LABEL_ABOVE + item.label[1] if item.ports["B"] else 0
    if item.node.kind not in GATEWAYS:
        return 0
    if lines_above(item):
        # Beside the line that leaves upwards, clear of the tasks left and right.
        return TASK_HALF - item.up + 4 + item.label[1]
    return _LABEL_ABOVE + item.label[1]


def _names_above(item: Item) -> int:
    """Px above a shape for its name, or for a boundary event on its upper corner with its name."""
    above = label_above(item)
    for event in item.boundaries:
        if event.corner < 0:
            above = max(above, event.up, _LABEL_ABOVE + event.label[1] if event.label is not None else 0)
    return above


def note_above(item: Item) -> int:
    """Px from the line of a row below the first one to the annotation of a shape in it."""
    return max(item.up, TASK_HALF) + _names_above(item) + _NOTE_ABOVE


def _settle(item: Item, draft: Draft) -> None:
    item.cy = draft.band_y[item.yi]
    for event in item.boundaries:
        event.cy = item.top if event.corner < 0 else item.bottom
    for path in item.hung:
        for part in path.chain:
            if item.inner is not None:
                part.cy = item.bottom + _hung_line(item, path.depth)
            else:
                part.cy = draft.band_y[item.yi + 2 * path.depth]


def _levels(pieces: list[Piece]) -> list[int]:
    """Px of every piece of one channel below the first track; pieces that do not touch share a track."""
    spans = {piece: _span(piece) for piece in pieces}
    ordered = arrange(pieces, lambda upper, lower: _price(spans[upper], spans[lower]))
    level: dict[Piece, int] = {}
    for index, piece in enumerate(ordered):
        left, right = spans[piece][0], spans[piece][1]
        name = _name_above(piece)
        level[piece] = max(
            (level[o] + _TRACK + name for o in ordered[:index] if spans[o][0] <= right + 6 and left <= spans[o][1] + 6),
            default=name,
        )
    return [level[piece] for piece in pieces]


def _name_above(piece: Piece) -> int:
    """Px above a horizontal piece for the name of its flow."""
    wire, number = piece
    return wire.label[1] if number == 1 and wire.label is not None and wire.label_side == 0 else 0


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
