"""Gives every item a column (by the longest way from the start) and a row in its lane."""

from __future__ import annotations

from itertools import pairwise

from generator.layout.draft import Draft, Item


def assign_columns(draft: Draft) -> None:
    """Columns by longest path over the flows that go forward; an expanded sub-process has a column of its own."""
    following: dict[str, list[Item]] = {}
    waiting = {item.id: 0 for item in draft.items}
    for wire in draft.wires:
        if wire.forward and wire.source is not None and wire.target is not None:
            host = wire.source.node.attached_to
            source = wire.source if host is None else draft.by_id[host]
            following.setdefault(source.id, []).append(wire.target)
            waiting[wire.target.id] += 1
    rank = dict.fromkeys(waiting, 0)
    ready = [item for item in draft.items if not waiting[item.id]]
    for item in ready:
        for target in following.get(item.id, ()):
            rank[target.id] = max(rank[target.id], rank[item.id] + 1)
            waiting[target.id] -= 1
            if not waiting[target.id]:
                ready.append(target)
    ranks: list[list[Item]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for item in draft.items:
        ranks[rank[item.id]].append(item)
    alone = _want_a_column(draft)
    happy = {item.id for item in draft.happy}
    for members in ranks:
        # Side branches come before the happy path, so that what leads back into it does not cross them.
        members.sort(key=lambda item: item.id in happy)
        together = [item for item in members if item.id not in alone]
        singles = [[item] for item in members if item.id in alone]
        if not together:
            draft.columns += singles
        elif len(members) > 1 and singles and singles[-1][0].id in happy:
            draft.columns += [*singles[:-1], together, singles[-1]]
        else:
            draft.columns += [*singles, together]
    for column, members in enumerate(draft.columns):
        for item in members:
            item.col = column
            item.xi = 2 * column + 1


def _want_a_column(draft: Draft) -> set[str]:
    """Items whose column is kept free for wires: of returns, of message flows, past annotations."""
    alone = {item.id for item in draft.items if item.inner is not None or item.messages_up or item.messages_down}
    alone.update(item.id for item in draft.items if item.id in draft.notes)
    for item in draft.items:
        hung = [part for path in item.hung for part in path.chain]
        if any(part.messages_down or part.messages_up for part in (*item.boundaries, *hung)):
            alone.add(item.id)
    alone.update(wire.target.id for wire in draft.wires if not wire.forward and wire.target is not None)
    return alone


def assign_rows(draft: Draft) -> None:
    """The happy path keeps the first row of every lane; other items go to the first row below with room for them."""
    happy = set()
    for item in draft.happy:
        happy.add(item.id)
        _take(draft, item, 0)
    for one, other in pairwise(draft.happy):
        if one.lane == other.lane and other.col > one.col + 1:
            draft.lanes[one.lane].masks[0] |= half_cells(2 * one.xi + 2, 2 * other.xi - 1)
    for item in sorted((i for i in draft.items if i.id not in happy), key=lambda i: (i.col, i.index)):
        row = 0
        while not _fits(draft, item, row):
            row += 1
        _take(draft, item, row)
    band = 1
    for lines in draft.lanes:
        lines.base = band
        band = lines.bottom_channel + 1
    draft.bands = band + 1
    for item in draft.items:
        item.yi = draft.lanes[item.lane].row(item.row)
        for event in item.boundaries:
            event.xi = item.xi
            event.offset = event.left_of - item.width // 2
            # A corner event is left sideways, at the height of the border: between the row and the channel beside it.
            bottom = item.yi if item.inner is None else draft.lanes[item.lane].bottom_channel - 1
            event.yi = bottom + event.corner if event.corner >= 0 else item.yi - 1
        for path in item.hung:
            for part in path.chain:
                part.xi = item.xi
                part.covered = any(other.depth > path.depth for other in item.hung)
                part.offset = path.x + (part.width - item.width) // 2
                part.yi = item.yi + 2 * path.depth


def half_cells(first: int, last: int) -> int:
    """Bit mask of the half cells `first` to `last`; cell `x` has the halves `2x` and `2x + 1`."""
    return ((1 << (last - first + 1)) - 1) << first if last >= first else 0


def _claims(draft: Draft, item: Item, row: int) -> list[tuple[int, int]]:
    own = 3 << (2 * item.xi)
    hung = half_cells(2 * item.xi, 2 * item.xi + 2)
    rows = len(draft.lanes[item.lane].masks) if item.inner is not None else 0
    return [(r, own) for r in range(row, max(rows, row + 1))] + [(row + path.depth, hung) for path in item.hung]


def _fits(draft: Draft, item: Item, row: int) -> bool:
    masks = draft.lanes[item.lane].masks
    return all(r >= len(masks) or not masks[r] & mask for r, mask in _claims(draft, item, row))


def _take(draft: Draft, item: Item, row: int) -> None:
    lines = draft.lanes[item.lane]
    for r, mask in _claims(draft, item, row):
        while r >= len(lines.masks):
            lines.masks.append(lines.tall)
        lines.masks[r] |= mask
    if item.inner is not None:
        # Nothing may stand below a sub-process, in rows that come later neither.
        lines.tall |= 3 << (2 * item.xi)
    item.row = row
