"""Places for the names of events, gateways and flows where nothing else is."""

from __future__ import annotations

from generator.graph import Box
from generator.layout.draft import EVENTS, Draft, Item, Wire
from generator.layout.spreading import EVENT_TEXT, LABEL_BELOW, label_below, text_reach
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
    if item.ports["B"]:
        return Box(item.cx - wide // 2, item.top - _ABOVE - high, wide, high)
    return Box(item.cx - wide // 2, item.bottom + LABEL_BELOW, wide, high)


def _gateway(item: Item) -> Box:
    assert item.label is not None  # noqa: S101 - callers check
    wide, high = item.label
    if label_below(item):
        return Box(item.cx - wide // 2, item.bottom + LABEL_BELOW, wide, high)
    if item.ports["T"]:
        return Box(item.cx - text_reach(item), item.cy - 40 - 4 - high, wide, high)
    return Box(item.cx - wide // 2, item.top - _ABOVE - high, wide, high)


def _boundary(event: Item) -> Box:
    assert event.label is not None  # noqa: S101 - callers check
    wide, high = event.label
    if event.messages_up:
        return Box(event.cx + EVENT_TEXT, event.cy - 6 - high, wide, high)
    if event.messages_down:
        return Box(event.cx + EVENT_TEXT, event.cy + 4, wide, high)
    if event.label_left:
        return Box(event.cx - 6 - wide, event.bottom + 1, wide, high)
    return Box(event.cx + EVENT_TEXT, event.cy + 4, wide, high)


def _flow(pixels: list[tuple[int, int]], size: tuple[int, int], wire: Wire) -> Box:
    """Beside the first piece, near the gateway it leaves; on the left where another wire runs on the right."""
    wide, high = size
    (xa, ya), (xb, yb) = pixels[0], pixels[1]
    if ya == yb:
        return Box(xa + 5 if xb > xa else xa - 5 - wide, ya - 4 - high, wide, high)
    source = wire.source
    top, bottom = (source.top, source.bottom) if source is not None and source.top <= ya <= source.bottom else (ya, ya)
    x = xa + 5
    if wire.source is not None and any(
        (other.dx_from if other.source is wire.source else other.dx_to) > wire.dx_from
        for other in wire.source.ports["T" if yb < ya else "B"]
    ):
        x = xa - 5 - wide
    return Box(x, top - 4 - high if yb < ya else bottom + 4, wide, high)
