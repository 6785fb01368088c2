"""From index space to x in px: a sweep from left to right that keeps every band's things apart, and no wider."""

from __future__ import annotations

from generator.layout.draft import EVENTS, GATEWAYS, TEXT_GAP, Draft, Item, Wire, chain_centres
from generator.layout.naming import (
    EVENT_TEXT,
    TASK_HALF,
    answer_gap,
    boundary_texts,
    flow_names,
    label_aside,
    label_below,
    note_left,
    reaches_channel,
    text_reach,
    text_right,
)
from generator.layout.order import arrange
from generator.layout.text import label_size

_NODE_GAP = 40
_HUNG_GAP = 30
_LINE_AFTER_SHAPE = 20
_LINE_BEFORE_SHAPE = 25
_LINE_GAP = 12
_FAR = -(10**6)
_START = -10
_TEXT_START = -4
_GRID = 5
_ENTRY = 5
"""A sub-process is entered from above this part of its width right of the middle, beside its title."""
_OVERLAP = 1000

Piece = tuple[Wire, int]
"""A wire and the number of the corner at which a segment of it begins."""


def spread(draft: Draft) -> None:
    """Sets the x of items, of vertical pieces, and the places of wires along upper and lower borders."""
    for item in draft.by_id.values():
        for side in "TB":
            if item.ports[side]:
                _fan(item, side)
    gaps: dict[int, list[Piece]] = {}
    columns: dict[int, list[Piece]] = {}
    for wire in (*draft.wires, *draft.message_wires):
        for number in range(len(wire.path) - 1):
            x, y = wire.path[number]
            if y != wire.path[number + 1][1]:
                (columns if x & 1 else gaps).setdefault(x, []).append((wire, number))
    sweep = _Sweep(draft)
    rows = {lines.row(row) for lines in draft.lanes for row in range(len(lines.masks))}
    for x in range(2 * len(draft.columns) + 1):
        if x & 1:
            sweep.column(draft.columns[x // 2], columns.get(x, []))
        else:
            for piece in arrange(gaps.get(x, []), lambda left, right: _price(left, right, rows)):
                sweep.line(piece)
    draft.width = sweep.width()


def _fan(item: Item, side: str) -> None:
    """Spreads the wires of one border so that they do not cross where they turn."""
    wires = item.ports[side]
    if item.inner is not None:
        for wire in wires:
            if wire.flow_id in item.inner.exits:
                _set_offset(wire, item, item.inner.exits[wire.flow_id] - item.width // 2)
        wires = [wire for wire in wires if wire.flow_id not in item.inner.exits]
        if side == "T" and len(wires) == 1 and len(item.ports["T"]) == 1:
            _set_offset(wires[0], item, item.width // _ENTRY)
            return
    if side == "B" and item.messages_down and item.boundaries:
        for index, wire in enumerate(wire for wire in wires):
            _set_offset(wire, item, 12 + 18 * index - item.width // 2)
        return
    ordered = sorted(wires, key=lambda wire: _turn(wire, item))
    count = len(ordered)
    if item.node.kind in GATEWAYS:
        # One of them keeps the corner.
        pitch = min(10, 40 // max(count - 1, 1))
        offsets = [(index - count // 2) * pitch for index in range(count)]
    else:
        messages = all(wire.source is None or wire.target is None for wire in ordered)
        pitch = min(8 if item.node.kind in EVENTS else 60 if messages else 20, 80 // max(count - 1, 1))
        offsets = [(2 * index - count + 1) * pitch // 2 for index in range(count)]
    for wire, offset in zip(ordered, offsets, strict=True):
        _set_offset(wire, item, offset)
    item.names += [wire for wire in ordered if wire.source is item and wire.label is not None]
    for wire in item.names:
        if wire is not ordered[-1] and wire in ordered:
            left_free = wire is ordered[0] and (side == "B" or item.label is None or label_below(item))
            wire.label_side = -1 if left_free or len(wire.path) < 3 else 0


def _set_offset(wire: Wire, item: Item, offset: int) -> None:
    if wire.source is item:
        wire.dx_from = offset
    else:
        wire.dx_to = offset


def _turn(wire: Wire, item: Item) -> tuple[int, int, int, int]:
    path = wire.path if wire.source is item else wire.path[::-1]
    depth = abs(path[1][1] - path[0][1])
    if len(path) == 2:
        return 1, 0, 0, wire.order
    span = abs(path[2][0] - path[1][0])
    if path[2][0] < path[1][0]:
        return 0, depth, span, wire.order
    return 2, -depth, -span, wire.order


def _reach(piece: Piece) -> tuple[int, int, int, int]:
    """Y indexes of a vertical piece and, at each end, -1 or 1 for a wire that goes on left or right, 0 for neither."""
    wire, number = piece
    path = wire.path
    ya, yb = path[number][1], path[number + 1][1]
    x = path[number][0]
    before = 0 if number == 0 else (1 if path[number - 1][0] > x else -1)
    after = 0 if number + 2 >= len(path) else (1 if path[number + 2][0] >= x else -1)
    return (ya, yb, before, after) if ya < yb else (yb, ya, after, before)


def _price(left: Piece, right: Piece, rows: set[int]) -> int:
    """Crossings (and, a thousandfold, overlaps in a row) with one vertical piece left of another."""
    la, lb, l_top, l_bottom = _reach(left)
    ra, rb, r_top, r_bottom = _reach(right)
    price = _OVERLAP if left[0] is right[0] and left[1] > right[1] else 0
    for y, turn in ((la, l_top), (lb, l_bottom)):
        if turn > 0:
            if ra < y < rb:
                price += 2
            for other, other_turn in ((ra, r_top), (rb, r_bottom)):
                if other == y and other_turn < 0:
                    price += _OVERLAP if y in rows else 1
    for y, turn in ((ra, r_top), (rb, r_bottom)):
        if turn < 0 and la < y < lb:
            price += 2
    return price


class _Sweep:
    """How far every band is filled: right edges of shapes, of vertical pieces and of text."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.shape = [_START] * draft.bands
        self.vertical = [_FAR] * draft.bands
        self.text = [_TEXT_START] * draft.bands
        self.tall = [_TEXT_START] * draft.bands
        """Right edges of other questions and of shapes higher than a usual task, which a question above may meet."""
        self.answer = [_FAR] * draft.bands
        """Right edges of the names above lines that leave to the right: no line may come down there."""

    def width(self) -> int:
        return max(*self.shape, *self.vertical, *self.text, 0)

    def line(self, piece: Piece) -> None:
        """Places a vertical piece of a gap."""
        wire, number = piece
        top, bottom, _, _ = _reach(piece)
        if number == 1 and wire.source is not None and wire.source.corner:
            # It begins at the border of the host, beside the row of that.
            row = wire.source.yi - wire.source.corner
            top, bottom = min(top, row), max(bottom, row)
        x = max(self._free(band) for band in range(top, bottom + 1))
        x = max(x, self._behind(wire, number))
        wire.tracks[number] = x
        for band in range(top, bottom + 1):
            self.vertical[band] = x

    def _free(self, band: int) -> int:
        text = max(self.text[band], self.answer[band])
        return max(self.shape[band] + _LINE_AFTER_SHAPE, self.vertical[band] + _LINE_GAP, text + TEXT_GAP)

    def _behind(self, wire: Wire, number: int) -> int:
        """A piece lies right of those pieces of its own wire that lie left of it in index space."""
        path = wire.path
        x = path[number][0]
        least = _FAR
        for other in (number - 2, number + 2):
            if 0 <= other < len(path) - 1 and (path[other][0] < x or (path[other][0] == x and other < number)):
                placed = self._piece_x(wire, other)
                if placed is not None:
                    least = max(least, placed + _LINE_AFTER_SHAPE)
        if number == 1 and path[0][0] < x and wire.source is not None:
            least = max(least, wire.source.right + _LINE_AFTER_SHAPE)
        return least

    def _piece_x(self, wire: Wire, number: int) -> int | None:
        if number in wire.tracks:
            return wire.tracks[number]
        if number == 0 and wire.source is not None:
            return wire.source.cx + wire.dx_from
        if number == len(wire.path) - 2 and wire.target is not None:
            return wire.target.cx + wire.dx_to
        return None

    def column(self, members: list[Item], pieces: list[Piece]) -> None:
        """Places the items of a column on one centre line, with the vertical pieces that start or end there."""
        cx = max(self._least(item) for item in members)
        lines: list[tuple[int, int, int]] = []
        for piece in pieces:
            wire, number = piece
            offset = self._offset(piece)
            top, bottom, _, _ = _reach(piece)
            own = wire.path[0][1] if number == 0 else -1
            end = wire.path[-1][1] if number == len(wire.path) - 2 else -1
            lines.append((offset, top, bottom))
            for band in range(top, bottom + 1):
                if band not in (own, end):
                    cx = max(cx, self._free(band) - offset)
            cx = max(cx, self._behind(wire, number) - offset)
        cx = -(-cx // _GRID) * _GRID
        for item in members:
            self._put(item, cx)
        for offset, top, bottom in lines:
            for band in range(top, bottom + 1):
                self.vertical[band] = max(self.vertical[band], cx + offset)

    def _offset(self, piece: Piece) -> int:
        """Px from the centre of the column to a vertical piece in it."""
        wire, number = piece
        if number == 0 and wire.source is not None:
            return wire.dx_from + wire.source.offset
        if wire.target is not None:
            return wire.dx_to + wire.target.offset
        return 0

    def _least(self, item: Item) -> int:
        half = item.width // 2
        least = _FAR
        for band in self._bands(item):
            least = max(
                least,
                self.shape[band] + _NODE_GAP + half,
                self.vertical[band] + _LINE_BEFORE_SHAPE + half,
                self.text[band] + TEXT_GAP + half,
            )
            if item.label is not None:
                taken = max(self.text[band], self.shape[band])
                reach = text_reach(item) if label_aside(item) else item.label[0] // 2
                least = max(least, taken + TEXT_GAP + reach)
                least = max(least, max(self.vertical[band], self.tall[band]) + TEXT_GAP + text_reach(item))
        if reaches_channel(item):
            assert item.label is not None  # noqa: S101 - only labels reach down
            band = item.yi + 1
            least = max(least, max(self.vertical[band], self.text[band]) + TEXT_GAP + item.label[0] // 2)
        if item.names:
            for wire, wide, bands in flow_names(item):
                if wire.label_side < 0:
                    for band in bands:
                        taken = max(self.text[band], self.shape[band], self.vertical[band])
                        least = max(least, taken + TEXT_GAP + wide + 5 - wire.dx_from)
        for path in item.hung:
            band = item.yi + 2 * path.depth
            first = path.chain[0]
            line = path.start.left_of - half if path.start is not item else 0
            for between in range(item.yi + 1, band):
                least = max(
                    least, max(self.text[between], self.shape[between], self.vertical[between]) + TEXT_GAP - line
                )
            if not path.x < line + half < path.x + first.width:
                # The line turns to the right in the band of the path.
                least = max(least, max(self.shape[band] + _LINE_AFTER_SHAPE, self.vertical[band] + _LINE_GAP) - line)
            left = path.x - half
            if first.label is not None:
                left += first.width // 2 - first.label[0] // 2
            least = max(
                least,
                self.shape[band] + _HUNG_GAP + half - path.x,
                self.vertical[band] + _LINE_GAP + half - path.x,
                max(self.text[band], self.vertical[band]) + TEXT_GAP - left,
            )
        for event in item.boundaries:
            if event.corner >= 0:
                taken = max(self.text[item.yi + 1], self.vertical[item.yi + 1])
                least = max(least, taken + TEXT_GAP + event.width // 2 + half - event.left_of)
        left_text = min((hint for hint in boundary_texts(item)), default=None)
        if left_text is not None:
            band = item.yi + 1
            taken = max(self.vertical[band], self.text[band], self.shape[band])
            least = max(least, taken + TEXT_GAP + half - left_text)
        if item.note is not None:
            band = self._note_band(item)
            left = note_left(item)
            least = max(least, self.shape[band] + _HUNG_GAP - left, self.vertical[band] + _LINE_GAP - left)
        return least

    def _bands(self, item: Item) -> range:
        if item.inner is None:
            return range(item.yi, item.yi + 1)
        return range(item.yi, self.draft.lanes[item.lane].bottom_channel)

    def _put(self, item: Item, cx: int) -> None:
        item.cx = cx
        room = _label_room(item) if item.ports["R"] else 0
        for band in self._bands(item):
            self.shape[band] = max(self.shape[band], item.right + room)
            if item.up > TASK_HALF:
                self.tall[band] = item.right
            if item.label is not None:
                self.text[band] = max(self.text[band], cx + text_right(item, item.label[0]))
                if item.node.kind in GATEWAYS and not label_below(item):
                    self.tall[band] = max(self.tall[band], cx - text_reach(item) + item.label[0])
        if reaches_channel(item):
            assert item.label is not None  # noqa: S101 - only labels reach down
            self.text[item.yi + 1] = max(self.text[item.yi + 1], cx + item.label[0] // 2)
        self._put_flow_names(item)
        for event in item.boundaries:
            event.cx = item.left + event.left_of
            band = item.yi + 1
            if event.label is not None and not event.label_left:
                self.text[band] = max(self.text[band], event.cx + EVENT_TEXT + event.label[0])
        for path in item.hung:
            for between in range(item.yi + 1, item.yi + 2 * path.depth):
                self.vertical[between] = max(self.vertical[between], path.start.cx)
            self._put_hung(item, path.depth, item.left + path.x, path.chain)
        if item.note is not None:
            band = self._note_band(item)
            self.draft.note_x[item.id] = cx + note_left(item)
            self.shape[band] = max(self.shape[band], cx + note_left(item) + item.note[0])

    def _put_flow_names(self, item: Item) -> None:
        if item.names:
            for wire, wide, bands in flow_names(item):
                above_row = not wire.label_side and len(wire.path) == 3 and wire.path[2][0] > item.xi
                if wire.label_side > 0 or above_row:
                    for band in (wire.path[1][1],) if above_row else bands:
                        self.text[band] = max(self.text[band], item.cx + wire.dx_from + 5 + wide)
        for wire in item.ports["R"]:
            if wire.source is item and wire.label is not None:
                end = item.right + answer_gap(item, wire.label[1]) - 5 + wire.label[0]
                self.answer[item.yi] = max(self.answer[item.yi], end)
        for path in item.hung:
            if path.start is item and path.flows[0].name:
                end = item.cx + 5 + label_size(path.flows[0].name)[0]
                for band in (item.yi, item.yi + 1):
                    self.text[band] = max(self.text[band], end)

    def _put_hung(self, item: Item, depth: int, left: int, chain: list[Item]) -> None:
        band = item.yi + 2 * depth
        for part, centre in zip(chain, chain_centres(chain), strict=True):
            part.cx = left + centre
            self.shape[band] = max(self.shape[band], part.right)
            if part.label is not None:
                self.text[band] = max(self.text[band], part.cx + part.label[0] // 2)

    def _note_band(self, item: Item) -> int:
        """In the first row of a lane annotations have a band of their own, further down they are part of the row."""
        return self.draft.lanes[item.lane].base + 1 if item.row == 0 else item.yi


def _label_room(item: Item) -> int:
    """Px that the name of a flow needs behind a gateway beyond the usual gap."""
    room = 0
    for wire in item.ports["R"]:
        if wire.source is item and wire.label is not None:
            usual = _NODE_GAP - 15 if len(wire.path) == 2 else _LINE_AFTER_SHAPE - 8
            room = max(room, wire.label[0] - usual + answer_gap(item, wire.label[1]) - 5)
    return room
