"""Last stage: y, waypoints and labels, and everything put where it belongs on the page."""

from __future__ import annotations

from itertools import pairwise

from generator.graph import Box, PlacedGraph, Point, ProcessGraph
from generator.layout.clearing import clear_labels
from generator.layout.draft import Draft, Item, Wire
from generator.layout.frame import Frame, content_x, stand_apart, title_height
from generator.layout.labels import place_labels
from generator.layout.naming import note_line
from generator.layout.stacking import note_above, stack
from generator.layout.text import width
from generator.layout.tracing import dock, hung_pixels, trace

_INNER_TOP = 12
_INNER_BOTTOM = 5
_INNER_RIGHT = 20


def compose_inner(draft: Draft, name: str) -> Draft:
    """Finishes the draft of a sub-process: its size, and everything relative to its upper left corner."""
    draft.titles = [0]
    stack(draft, _INNER_TOP)
    draft.entry = draft.band_y[draft.lanes[0].row(0)]
    title = int(width(name, 12)) + 60
    right = max(draft.width + _INNER_RIGHT, min(title, 300))
    draft.width = -(-right // 20) * 20
    draft.height = -(-(draft.lanes[0].bottom + _INNER_BOTTOM) // 10) * 10
    trace(draft, lambda wire: 0 if wire.kind == "top" else draft.height)
    draft.exits = {
        wire.flow_id: (wire.pixels[-1] if wire.forward else wire.pixels[0])[0] for wire in draft.message_wires
    }
    return draft


def compose(graph: ProcessGraph, draft: Draft) -> PlacedGraph:
    """The placed graph from a draft whose x are settled."""
    _shift(draft, content_x(graph))
    frame = Frame(graph, draft)
    stack(draft, frame.y)
    if draft.lanes[-1].bottom - frame.y < title_height(graph.pool_name):
        draft.lanes[-1].bottom = -(-(frame.y + title_height(graph.pool_name)) // 10) * 10
    return _Composition(graph, draft, frame).placed()


def _shift(draft: Draft, x: int) -> None:
    """Moves everything right by `x`."""
    for item in draft.by_id.values():
        item.cx += x
    for wire in (*draft.wires, *draft.message_wires):
        wire.tracks = {number: track + x for number, track in wire.tracks.items()}
    draft.note_x = {key: value + x for key, value in draft.note_x.items()}
    draft.width += x


class _Composition:
    def __init__(self, graph: ProcessGraph, draft: Draft, frame: Frame) -> None:
        self.graph = graph
        self.draft = draft
        self.frame = frame
        self.shapes: dict[str, Box] = {}
        self.edges: dict[str, tuple[Point, ...]] = {}
        self.labels: dict[str, Box] = {}

    def placed(self) -> PlacedGraph:
        draft, frame = self.draft, self.frame
        trace(draft, self._meets)
        self._collect(draft, 0, 0)
        right = draft.width
        for item in draft.apart:
            right = max(right, self._apart(item, right))
        self.shapes |= frame.shapes(draft, right)
        self._join_inner_messages()
        labels = clear_labels(self.graph, self.shapes, self.edges, self.labels)
        return PlacedGraph(self.graph, self.shapes, self.edges, labels)

    def _apart(self, item: Item, right: int) -> int:
        """Puts an event sub-process into its lane and returns where it ends."""
        taken = [*self.shapes.values(), *self.labels.values()]
        for points in self.edges.values():
            taken += [Box(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x), abs(a.y - b.y)) for a, b in pairwise(points)]
        x, y = stand_apart(self.draft, item, content_x(self.graph), right, taken)
        item.cx = x + item.width // 2
        item.cy = y + item.up
        self._put(item)
        for wire in self.draft.message_wires:
            if wire.source is item and item.inner is not None:
                at = item.left + item.inner.exits[wire.flow_id]
                border = item.top if wire.kind == "top" else item.bottom
                ends = ((at, border), (at, self._meets(wire)))
                self._join(wire, tuple(Point(*end) for end in (ends if wire.forward else ends[::-1])))
        return x + item.width

    def _meets(self, wire: Wire) -> int:
        return self.frame.meets(wire.flow_id, wire.kind, self.draft.lanes[-1].bottom)

    def _join(self, wire: Wire, points: tuple[Point, ...]) -> None:
        """Joins the outer part of a message flow to the part that runs inside a sub-process."""
        if wire.flow_id in self.edges:
            inner = self.edges[wire.flow_id]
            points = (*inner, *points[1:]) if wire.forward else (*points[:-1], *inner)
        self.edges[wire.flow_id] = points

    def _put(self, item: Item, dx: int = 0, dy: int = 0) -> None:
        self.shapes[item.id] = Box(item.left + dx, item.top + dy, item.width, item.up + item.down)
        if item.inner is not None:
            self._collect(item.inner, item.left + dx, item.top + dy)

    def _collect(self, draft: Draft, dx: int, dy: int) -> None:
        for item in draft.by_id.values():
            if item.node.kind != "eventSubProcess":
                self._put(item, dx, dy)
        for wire in draft.wires:
            self.edges[wire.flow_id] = tuple(Point(x + dx, y + dy) for x, y in wire.pixels)
        for flow_id, pixels in hung_pixels(draft):
            self.edges[flow_id] = tuple(Point(x + dx, y + dy) for x, y in pixels)
        for wire in draft.message_wires:
            if wire.path:
                self._join(wire, tuple(Point(x + dx, y + dy) for x, y in wire.pixels))
        for key, box in place_labels(draft).items():
            self.labels[key] = Box(box.x + dx, box.y + dy, box.width, box.height)
        for key, note in draft.notes.items():
            self._note(draft, draft.by_id[key], note.id, dx, dy)

    def _note(self, draft: Draft, item: Item, note: str, dx: int, dy: int) -> None:
        assert item.note is not None  # noqa: S101 - callers go by the annotations
        wide, high = item.note
        lines = draft.lanes[item.lane]
        bottom = draft.band_y[lines.base + 1] if item.row == 0 else item.cy - note_above(item)
        self.shapes[note] = Box(draft.note_x[item.id] + dx, bottom - high + dy, wide, high)
        at, above = note_line(item)
        x, y = dock(item, item.cx + at, item.cy, "T", at)
        self.edges[f"Association_{note}"] = (Point(x + dx, y + dy), Point(item.cx + above + dx, bottom + dy))

    def _join_inner_messages(self) -> None:
        """Message flows of inner nodes run straight on, so a corner on the border of the sub-process is no corner."""
        for flow in self.graph.message_flows:
            points = self.edges.get(flow.id)
            if points is not None and len(points) > 2:
                self.edges[flow.id] = _without_flat_corners(points)


def _without_flat_corners(points: tuple[Point, ...]) -> tuple[Point, ...]:
    kept = [points[0]]
    for index in range(1, len(points) - 1):
        a, b, c = kept[-1], points[index], points[index + 1]
        if not (a.x == b.x == c.x or a.y == b.y == c.y):
            kept.append(b)
    return (*kept, points[-1])
