"""Places for the names of events, gateways and flows where nothing else is."""

from __future__ import annotations

from generator.graph import Box
from generator.layout.draft import EVENTS, Draft, Item, Wire
from generator.layout.naming import (
    EVENT_TEXT,
    LABEL_ASIDE,
    LABEL_BELOW,
    answer_gap,
    label_aside,
    label_below,
    lines_above,
    text_reach,
)
from generator.layout.text import label_size

_ABOVE = 6


def place_labels(draft: Draft) -> dict[str, Box]:
    """Label boxes of the draft by element id, in the draft's coordinates."""
    boxes: dict[str, Box] = {}
    for item in draft.items:
        if item.label is not None:
            boxes[item.id] = _event(item) if item.node.kind in EVENTS else _gateway(item)
        for event in item.boundaries:
            if event.label is not None:
                boxes[event.id] = _boundary(event)
        for path in item.hung:
            for part in path.chain:
                if part.label is not None:
                    boxes[part.id] = _event(part)
            flow = path.flows[0]
            if flow.name:
                size = label_size(flow.name)
                boxes[flow.id] = Box(item.cx + 5, item.bottom + 4, *size)
    for wire in (*draft.wires, *draft.message_wires):
        if wire.label is not None:
            boxes[wire.flow_id] = _flow(wire.pixels, wire.label, wire)
    return boxes


def _event(item: Item) -> Box:
    assert item.label is not None  # noqa: S101 - callers check
    wide, high = item.label
    if label_aside(item):
        x = item.left - LABEL_ASIDE - wide if item.ports["R"] else item.right + LABEL_ASIDE
        return Box(x, item.cy - high // 2, wide, high)
    if item.ports["B"]:
        return Box(item.cx - wide // 2, item.top - _ABOVE - high, wide, high)
    return Box(item.cx - wide // 2, item.bottom + LABEL_BELOW, wide, high)


def _gateway(item: Item) -> Box:
    assert item.label is not None  # noqa: S101 - callers check
    wide, high = item.label
    if label_below(item):
        return Box(item.cx - wide // 2, item.bottom + LABEL_BELOW, wide, high)
    if lines_above(item):
        return Box(item.cx - text_reach(item), item.cy - 40 - 4 - high, wide, high)
    return Box(item.cx - wide // 2, item.top - _ABOVE - high, wide, high)


def _boundary(event: Item) -> Box:
    assert event.label is not None  # noqa: S101 - callers check
    wide, high = event.label
    if event.corner < 0:
        return Box(event.cx + EVENT_TEXT, event.cy - 6 - high, wide, high)
    if event.corner > 0:
        return Box(event.cx + EVENT_TEXT, event.cy + 4, wide, high)
    if event.label_left:
        return Box(event.cx - 6 - wide, event.bottom + 1, wide, high)
    return Box(event.cx + EVENT_TEXT, event.cy + 4, wide, high)


def _flow(pixels: list[tuple[int, int]], size: tuple[int, int], wire: Wire) -> Box:
    """Beside the first piece, near the gateway it leaves; or above the second one where others run on both sides."""
    wide, high = size
    (xa, ya), (xb, yb) = pixels[0], pixels[1]
    if ya == yb:
        gap = answer_gap(wire.source, high) if wire.source is not None else 5
        return Box(xa + gap if xb > xa else xa - 5 - wide, ya - 4 - high, wide, high)
    if wire.label_side == 0:
        (xc, _), (xd, yc) = pixels[2], pixels[1]
        return Box(xd + 5 if xc > xd else xd - 5 - wide, yc - 4 - high, wide, high)
    source = wire.source
    top, bottom = (source.top, source.bottom) if source is not None and source.top <= ya <= source.bottom else (ya, ya)
    x = xa + 5 if wire.label_side > 0 else xa - 5 - wide
    return Box(x, top - 4 - high if yb < ya else bottom + 4, wide, high)
