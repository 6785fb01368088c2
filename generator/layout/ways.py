"""The paths that come into question for a wire, each with what it costs beyond its bends, crossings and length."""

from __future__ import annotations

from collections.abc import Iterator

from generator.layout.board import BLOCKED, Path
from generator.layout.draft import GATEWAYS, Draft, Item, Wire

Way = tuple[int, Path]


def ends_of(wire: Wire) -> tuple[tuple[int, int], tuple[int, int]]:
    source, target = wire.source, wire.target
    assert source is not None  # noqa: S101 - wires start at a node
    start = (source.xi, source.yi)
    return start, (target.xi, target.yi) if target is not None else start


def standing_aside(wire: Wire) -> int:
    """Cells below the source that hold its own hung paths: they are drawn beside its message flows, returns."""
    source = wire.source
    assert source is not None  # noqa: S101 - message wires start at a node
    return sum(1 << (source.yi + 2 * path.depth) for path in source.hung)


def forward_ways(wire: Wire, draft: Draft, returning: set[str], looping: set[str]) -> list[Way]:
    start, end = ends_of(wire)
    (xs, ys), (xt, yt) = start, end
    source, target = wire.source, wire.target
    assert source is not None and target is not None  # noqa: S101, PT018 - forward wires join two nodes
    from_gateway = source.node.kind in GATEWAYS
    boundary = leaves_below(source)
    to_gateway = target.node.kind in GATEWAYS
    candidates: list[Way] = []
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


def _around(start: tuple[int, int], end: tuple[int, int], channels: list[int]) -> list[Way]:
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


def backward_ways(wire: Wire, draft: Draft) -> list[Way]:
    start, end = ends_of(wire)
    (xs, ys), (xt, yt) = start, end
    source = wire.source
    assert source is not None  # noqa: S101 - returns start at a node
    candidates: list[Way] = []
    boundary = leaves_below(source)
    for channel in _channels(draft, 0, draft.bands):
        if xs == xt or (boundary and channel < ys):
            continue
        mixed = (channel < ys) != (channel < yt)
        extra = (0 if channel < ys else 3) + (2 if mixed else 0)
        candidates.append((extra, [start, (xs, channel), (xt, channel), end]))
    hung = source.node.kind != "boundaryEvent" and source.id not in {item.id for item in draft.columns[xs // 2]}
    if hung and xt < xs and ys != yt:
        # A hung task is entered from above, so its left side is free to go back.
        candidates.append((0, [start, (xt, ys), end]))
    near = _channels(draft, min(ys, yt), max(ys, yt))
    for channel in near:
        if xt - 1 != xs and not (boundary and channel < ys):
            candidates.append((4, [start, (xs, channel), (xt - 1, channel), (xt - 1, yt), end]))
    return candidates if boundary else candidates + _around(start, end, near)


def leaves_below(item: Item) -> bool:
    """A boundary event on the lower border; one on a corner (see `place_boundaries`) is left to the right."""
    return item.node.kind == "boundaryEvent" and not item.corner


def outward_ways(wire: Wire, draft: Draft) -> list[Way]:
    """From a node to the pool above or below: through_host, or through the nearest gap."""
    (xs, ys), _ = ends_of(wire)
    goal = 0 if wire.kind == "top" else draft.bands - 1
    source = wire.source
    assert source is not None  # noqa: S101 - message wires start at a node
    lines = draft.lanes[source.lane]
    in_the_way = BLOCKED if source.covered and goal > ys else 0
    through_host = leaves_below(source) and goal < ys
    candidates: list[Way] = [] if through_host else [(in_the_way, [(xs, ys), (xs, goal)])]
    channels = [lines.base, *(lines.row(row) + 1 for row in range(len(lines.masks)))]
    for channel in channels:
        if (channel < ys) == (goal < ys) and not through_host:
            candidates.append((40, [(xs, ys), (xs, channel), (xs + 1, channel), (xs + 1, goal)]))
            candidates.append((41, [(xs, ys), (xs, channel), (xs - 1, channel), (xs - 1, goal)]))
    if goal < ys and leaves_below(source):
        # Down, and round its host.
        channel = _beside(source, draft)[1]
        candidates += [(0, [(xs, ys), (xs, channel), (gap, channel), (gap, goal)]) for gap in (xs + 1, xs - 1)]
    return candidates


def any_ways(wire: Wire, draft: Draft) -> Iterator[Way]:
    """What is left when the usual ways are taken: long, but one of these is always free.

    The channels above and below a shape can always be reached from it, and channels and gaps take any number of wires.
    """
    source, target = wire.source, wire.target
    assert source is not None and target is not None  # noqa: S101, PT018 - sequence flows join two nodes
    start, end = ends_of(wire)
    (xs, ys), (xt, yt) = start, end
    out = [] if source.corner else [channel for channel in _beside(source, draft) if not _under(source, channel)]
    into = _beside(target, draft)[: 1 if target.inner is not None else 2]
    if not leaves_below(source):
        if ys != yt:
            yield from ((0, [start, (gap, ys), (gap, yt), end]) for gap in dict.fromkeys((xs + 1, xt - 1)))
        yield from _around(start, end, [c for c in _channels(draft, 0, draft.bands) if c != ys])
        yield from ((0, [start, (xs + 1, ys), (xs + 1, c), (xt, c), end]) for c in into if c != ys)
    for first in out:
        yield 0, [start, (xs, first), (xt - 1, first), (xt - 1, yt), end]
        for second in into:
            if first == second and xs != xt:
                yield 0, [start, (xs, first), (xt, first), end]
            elif first != second:
                for gap in dict.fromkeys((xs + 1, xt - 1, xs - 1, xt + 1)):
                    yield 0, [start, (xs, first), (gap, first), (gap, second), (xt, second), end]


def long_ways(wire: Wire, draft: Draft) -> Iterator[Way]:
    """As `any_ways`, but round expanded sub-processes: they cut all channels of their lane but the outer ones."""
    source, target = wire.source, wire.target
    assert source is not None and target is not None  # noqa: S101, PT018 - sequence flows join two nodes
    start, end = ends_of(wire)
    (xs, ys), (xt, yt) = start, end
    exits = [] if leaves_below(source) else [[start, (xs + 1, ys)]]
    if not source.corner:
        near = [channel for channel in _beside(source, draft) if not _under(source, channel)]
        exits += [[start, (xs, channel), (gap, channel)] for channel in near for gap in (xs + 1, xs - 1)]
    entries = [[(gap, c), (xt, c), end] for c in _beside(target, draft) for gap in (xt - 1, xt + 1)]
    entries.append([(xt - 1, yt), end])
    for outer in {channel for lines in draft.lanes for channel in (lines.base, lines.bottom_channel)}:
        for out in exits:
            for into in entries:
                (x, y), (x_end, y_end) = out[-1], into[0]
                if x != x_end and outer not in (y, y_end):
                    yield 0, [*out, (x, outer), (x_end, outer), *into]


def _beside(item: Item, draft: Draft) -> tuple[int, int]:
    """The channels above and below a node."""
    lines = draft.lanes[item.lane]
    above = lines.base if item.yi == lines.row(0) else item.yi - 1
    return above, item.yi + 1 if item.inner is None else lines.bottom_channel


def _under(event: Item, channel: int) -> bool:
    """True for the channel above a boundary event on the lower border of its host."""
    return leaves_below(event) and channel < event.yi
