"""Where names and annotations stand beside their shape, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterator

from generator.layout.draft import EVENTS, GATEWAYS, Item, Wire

NOTE_FOOT = 10
"""Px from the left border of an annotation to the line that joins it to its node."""
LABEL_ASIDE = 4
"""Px between an event and the label beside it."""
LABEL_BELOW = 5
"""Px between a shape and the label below it."""
TASK_HALF = 40
_BESIDE_CORNER = 26
"""Px from the right border of a task with an event on its upper corner to the annotation left of that event."""
EVENT_TEXT = 20
"""Px from the centre of a boundary event to its label on the right."""


def boundary_texts(item: Item) -> list[int]:
    """Px from the left border of the host to the labels that are written left of their boundary event."""
    lefts = []
    for event in item.boundaries:
        if event.label is not None and event.label_left:
            lefts.append(event.left_of - 6 - event.label[0])
    return lefts


def flow_names(item: Item) -> Iterator[tuple[Wire, int, tuple[int, ...]]]:
    """Names beside lines that leave upwards or downwards: the wire, the width and the bands that the name reaches."""
    for wire in item.names:
        assert wire.label is not None  # noqa: S101 - that is why they are in the list
        far = item.down + 4 + wire.label[1] > TASK_HALF
        channel = item.yi + (1 if wire.path[1][1] > item.yi else -1)
        yield wire, wire.label[0], (item.yi, channel) if far else (item.yi,)


def text_reach(item: Item) -> int:
    """Px from the centre of a shape to the left end of its name."""
    if item.label is None:
        return 0
    if label_aside(item):
        return item.width // 2 + LABEL_ASIDE + item.label[0] if item.ports["R"] else 0
    if item.node.kind in GATEWAYS and lines_above(item) and not label_below(item):
        # The question stands left of the leftmost line that leaves or enters above.
        above = [wire.dx_from if wire.source is item else wire.dx_to for wire in item.ports["T"]]
        return item.label[0] + 5 - min(above if item.note is None else [0, *above])
    return item.label[0] // 2


def note_left(item: Item) -> int:
    """Px from the centre of a shape to the left border of its annotation, clear of the lines that leave upwards."""
    half = item.width // 2
    above = [wire.dx_from if wire.source is item else wire.dx_to for wire in item.ports["T"]]
    if item.note is not None and any(event.corner < 0 for event in item.joining):
        return min([half - _BESIDE_CORNER, *(offset - NOTE_FOOT for offset in above)]) - item.note[0]
    if above:
        return max(above) + NOTE_FOOT
    return -half if item.label is None else -NOTE_FOOT


def note_line(item: Item) -> tuple[int, int]:
    """Px from the centre of a shape to the line to its annotation, at the shape and at the annotation."""
    left, half = note_left(item), item.width // 2
    if item.label is not None:
        at = min(left, half - 6) if item.ports["T"] else 0
        return at, max(at, left)
    wide = item.note[0] if item.note is not None else 0
    at = min(max(left + NOTE_FOOT, NOTE_FOOT - half), half - NOTE_FOOT, max(left + wide - 4, 4 - half))
    return at, min(max(at, left), left + wide)


def lines_above(item: Item) -> bool:
    """True for a shape that something leads up from, to an annotation too."""
    return bool(item.ports["T"]) or item.note is not None


def label_aside(item: Item) -> bool:
    """An event with lines above and below has its name on the side that no flow uses."""
    return item.node.kind in EVENTS and lines_above(item) and bool(item.ports["B"])


def text_right(item: Item, wide: int) -> int:
    """Px from the centre of a shape to the right end of its name."""
    if label_aside(item):
        return 0 if item.ports["R"] else item.width // 2 + LABEL_ASIDE + wide
    return wide // 2


def reaches_channel(item: Item) -> bool:
    """True for a label below its shape that is longer than the tasks beside it are high."""
    if item.label is None or label_aside(item) or not (item.node.kind in EVENTS or label_below(item)):
        return False
    return item.down + LABEL_BELOW + item.label[1] > TASK_HALF


def label_below(item: Item) -> bool:
    """A gateway has its question above, or below if only the upper corner is taken."""
    return item.node.kind in GATEWAYS and lines_above(item) and not item.ports["B"] and not item.hung


def answer_gap(item: Item, high: int) -> int:
    """Px from a shape to the name above a line that leaves to the right: a high one stands clear of what is above."""
    if high <= item.up or item.node.kind not in GATEWAYS:
        return 5
    right = 0
    if item.label is not None and not label_below(item) and not lines_above(item):
        right = item.label[0] // 2
    for wire in item.ports["T"]:
        right = max(right, wire.dx_from if wire.source is item else wire.dx_to)
        if wire.source is item and wire.label is not None and wire.label_side > 0:
            right = max(right, wire.dx_from + 5 + wire.label[0])
    return max(5, right + 4 - item.width // 2)
