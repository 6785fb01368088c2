"""Measures a placed graph with nothing of the layout's own code: what must be zero, and how calm the drawing is.

Definitions follow the usual ones for BPMN diagrams: touching at a common end is no crossing, a host and its boundary
event do not overlap, message flows count like sequence flows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from generator.graph import Box, Node, PlacedGraph, Point
from generator.layout.text import label_size

EVENTS = {"startEvent", "endEvent", "boundaryEvent"}
GATEWAYS = {"exclusiveGateway", "parallelGateway"}


@dataclass
class Metrics:
    """`faults` must be empty for every drawing; the figures are soft."""

    faults: list[str] = field(default_factory=list)
    flows: int = 0
    crossings: int = 0
    bends: list[int] = field(default_factory=list)
    backward: int = 0
    forward: int = 0
    area_per_node: float = 0.0

    @property
    def crossings_per_flow(self) -> float:
        return self.crossings / max(self.flows, 1)

    @property
    def mean_bends(self) -> float:
        return sum(self.bends) / max(len(self.bends), 1)

    @property
    def straight_share(self) -> float:
        return self.bends.count(0) / max(len(self.bends), 1)

    @property
    def forward_share(self) -> float:
        return 1 - self.backward / max(self.forward, 1)


def measure(placed: PlacedGraph) -> Metrics:
    return _Measure(placed).result()


def overlap(a: Box, b: Box, tolerance: int = 1) -> bool:
    return min(a.right, b.right) - max(a.x, b.x) > tolerance and min(a.bottom, b.bottom) - max(a.y, b.y) > tolerance


def inside(a: Box, b: Box) -> bool:
    return a.x >= b.x and a.y >= b.y and a.right <= b.right and a.bottom <= b.bottom


def shrink(box: Box, by: int) -> Box:
    return Box(box.x + by, box.y + by, box.width - 2 * by, box.height - 2 * by)


def spread(points: tuple[Point, ...]) -> Box:
    """The rectangle around a line."""
    xs, ys = [p.x for p in points], [p.y for p in points]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def apart(a: Box, b: Box) -> bool:
    """True if no line that lies within `a` can have a part inside `b`: most pairs need no closer look."""
    return a.x >= b.right or a.right <= b.x or a.y >= b.bottom or a.bottom <= b.y


def runs_through(points: tuple[Point, ...], box: Box) -> bool:
    """True if an orthogonal line has a piece inside the box (borders do not count)."""
    return any(
        min(a.x, b.x) < box.right and max(a.x, b.x) > box.x and min(a.y, b.y) < box.bottom and max(a.y, b.y) > box.y
        for a, b in pairwise(points)
    )


def meets(a: Point, b: Point, box: Box) -> bool:
    """True if the straight line from `a` to `b`, which may be slanting, has a part inside the box."""
    first, last = 0.0, 1.0
    for start, along, low, high in ((a.x, b.x - a.x, box.x, box.right), (a.y, b.y - a.y, box.y, box.bottom)):
        if along == 0:
            if not low < start < high:
                return False
            continue
        one, other = sorted(((low - start) / along, (high - start) / along))
        first, last = max(first, one), min(last, other)
    return first < last


class _Measure:
    def __init__(self, placed: PlacedGraph) -> None:
        self.placed = placed
        self.graph = placed.graph
        self.nodes = {node.id: node for node, _ in self.graph.walk()}
        self.parent: dict[str, str | None] = {node.id: None for node in self.graph.scope.nodes}
        self.flows = list(self.graph.scope.flows)
        for node in self.nodes.values():
            if node.scope is not None:
                self.flows += node.scope.flows
                for child in node.scope.nodes:
                    self.parent[child.id] = node.id
        self.above = {node: self._ancestors(node) for node in self.nodes}
        self.found = Metrics()

    def result(self) -> Metrics:
        self._complete()
        if self.found.faults:
            return self.found
        self._shapes()
        self._frame()
        self._edges()
        self._pairs_of_edges()
        self._labels()
        self._figures()
        return self.found

    def fault(self, text: str) -> None:
        self.found.faults.append(text)

    def _complete(self) -> None:
        shapes = set(self.nodes) | {lane.id for lane in self.graph.lanes} | {pool.id for pool in self.graph.pools}
        shapes |= {"Participant_Kantor"} | {note.id for note in self.graph.annotations}
        edges = {flow.id for flow in self.flows} | {flow.id for flow in self.graph.message_flows}
        edges |= {f"Association_{note.id}" for note in self.graph.annotations}
        labels = {n.id for n in self.nodes.values() if n.name and n.kind in EVENTS | GATEWAYS}
        labels |= {f.id for f in (*self.flows, *self.graph.message_flows) if f.name}
        for what, wanted, got in (
            ("shape", shapes, set(self.placed.shapes)),
            ("edge", edges, set(self.placed.edges)),
            ("label", labels, set(self.placed.labels)),
        ):
            for missing in sorted(wanted - got):
                self.fault(f"no {what}: {missing}")
            for dangling in sorted(got - wanted):
                self.fault(f"{what} of nothing: {dangling}")

    def _ancestors(self, node: str) -> set[str]:
        found = set()
        above = self.parent[node]
        while above is not None:
            found.add(above)
            above = self.parent[above]
        return found

    def _around(self, key: str) -> set[str]:
        """The sub-processes that an element or, for a message flow, its end in the process lies in."""
        ends = [node for node in self.ends.get(key, (key,)) if node in self.parent]
        return self.above[ends[0]] if ends else set()

    def _shapes(self) -> None:
        boxes = self.placed.shapes
        notes = [note.id for note in self.graph.annotations]
        for a, b in combinations([*self.nodes, *notes], 2):
            if not overlap(boxes[a], boxes[b]):
                continue
            if a in self.nodes and b in self.nodes:
                if self.nodes[a].attached_to == b or self.nodes[b].attached_to == a:
                    continue
                if a in self.above[b] or b in self.above[a]:
                    continue
            elif b in notes and a in self.nodes and self.nodes[a].scope is not None:
                continue
            self.fault(f"shapes overlap: {a} x {b}")
        for node in self.nodes.values():
            if node.attached_to is not None:
                host, box = boxes[node.attached_to], boxes[node.id]
                x, y = box.x + box.width // 2, box.y + box.height // 2
                on_border = (x in (host.x, host.right) and host.y <= y <= host.bottom) or (
                    y in (host.y, host.bottom) and host.x <= x <= host.right
                )
                if not on_border:
                    self.fault(f"not on the border of its host: {node.id}")
            above = self.parent[node.id]
            if above is not None and not inside(boxes[node.id], boxes[above]):
                self.fault(f"{node.id} not in {above}")

    def _frame(self) -> None:
        boxes = self.placed.shapes
        office = boxes["Participant_Kantor"]
        lanes = [boxes[lane.id] for lane in self.graph.lanes]
        for lane in self.graph.lanes:
            if not inside(boxes[lane.id], office):
                self.fault(f"lane outside the pool: {lane.id}")
        for one, other in pairwise(lanes):
            if one.bottom != other.y:
                self.fault("lanes do not touch")
        pools = [office, *(boxes[pool.id] for pool in self.graph.pools)]
        for a, b in combinations(pools, 2):
            if overlap(a, b):
                self.fault("pools overlap")
        for node in self.graph.scope.nodes:
            home = node.lane or (self.nodes[node.attached_to].lane if node.attached_to else None)
            if home is not None and not inside(boxes[node.id], boxes[home]):
                self.fault(f"{node.id} not in lane {home}")

    def _edges(self) -> None:
        boxes = self.placed.shapes
        leaves = [n for n in self.nodes.values() if n.scope is None]
        notes = {note.id: shrink(boxes[note.id], 1) for note in self.graph.annotations}
        cores = {node.id: shrink(boxes[node.id], 1) for node in self.nodes.values()}
        own_cores = {node.id: shrink(boxes[node.id], _own_tolerance(node, boxes[node.id])) for node in leaves}
        within = {
            node.id: {node.id} | {n for n in self.nodes if node.id in self.above[n]}
            for node in self.nodes.values()
            if node.scope is not None
        }
        self.ends: dict[str, tuple[str, str]] = {}
        for flow in (*self.flows, *self.graph.message_flows):
            points = self.placed.edges[flow.id]
            self.ends[flow.id] = (flow.source, flow.target)
            for a, b in pairwise(points):
                if a.x != b.x and a.y != b.y:
                    self.fault(f"not orthogonal: {flow.id}")
                if a == b:
                    self.fault(f"repeated waypoint: {flow.id}")
            for a, b, c in zip(points, points[1:], points[2:], strict=False):
                if (b.x - a.x) * (c.x - b.x) < 0 or (b.y - a.y) * (c.y - b.y) < 0:
                    self.fault(f"turns back on itself: {flow.id}")
            for end, point in ((flow.source, points[0]), (flow.target, points[-1])):
                node = self.nodes.get(end)
                if not _docks(point, boxes[end], node):
                    self.fault(f"{flow.id} does not dock at {end}")
            reach = spread(points)
            for node in leaves:
                if apart(reach, boxes[node.id]):
                    continue
                if node.id in (flow.source, flow.target):
                    if runs_through(points, own_cores[node.id]):
                        self.fault(f"{flow.id} runs through its own end {node.id}")
                elif runs_through(points, cores[node.id]):
                    self.fault(f"{flow.id} runs through {node.id}")
            for note_id, core in notes.items():
                if runs_through(points, core):
                    self.fault(f"{flow.id} runs through {note_id}")
            for group, own in within.items():
                if not {flow.source, flow.target} & own and runs_through(points, cores[group]):
                    self.fault(f"{flow.id} runs through {group}")

        for note in self.graph.annotations:
            line = self.placed.edges[f"Association_{note.id}"]
            reach = spread((line[0], line[-1]))
            for node in leaves:
                core = cores[node.id]
                if node.id != note.target and not apart(reach, core) and meets(line[0], line[-1], core):
                    self.fault(f"Association_{note.id} runs through {node.id}")

    def _pairs_of_edges(self) -> None:
        pieces = {
            key: [(a, b, min(a.x, b.x), max(a.x, b.x), min(a.y, b.y), max(a.y, b.y)) for a, b in pairwise(points)]
            for key, points in self.placed.edges.items()
            if key in self.ends
        }
        boxes = self.placed.shapes
        reach = {key: shrink(spread(self.placed.edges[key]), -1) for key in pieces}
        for one, other in combinations(pieces, 2):
            if apart(reach[one], reach[other]):
                continue
            common = [boxes[e] for e in self.ends[one] if e in self.ends[other] and e in self.nodes]
            crossed: set[tuple[int, int]] = set()
            for a, b, ax, ax2, ay, ay2 in pieces[one]:
                for c, d, cx, cx2, cy, cy2 in pieces[other]:
                    # Lines less than 2 px apart look like one.
                    if (a.y == b.y and c.y == d.y and abs(a.y - c.y) < 2 and min(ax2, cx2) - max(ax, cx) > 0) or (
                        a.x == b.x and c.x == d.x and abs(a.x - c.x) < 2 and min(ay2, cy2) - max(ay, cy) > 0
                    ):
                        self.fault(f"edges on each other: {one} x {other}")
                    elif ax <= cx2 and cx <= ax2 and ay <= cy2 and cy <= ay2:
                        crossed.add((max(ax, cx), max(ay, cy)))
            for x, y in crossed:
                near = any(b.x - 3 <= x <= b.right + 3 and b.y - 3 <= y <= b.bottom + 3 for b in common)
                self.found.crossings += not near

    def _labels(self) -> None:
        boxes = self.placed.shapes
        labels = self.placed.labels
        names = {n.id: n.name for n in self.nodes.values()}
        names |= {f.id: f.name for f in (*self.flows, *self.graph.message_flows)}
        lines = [(edge, spread(points), points) for edge, points in self.placed.edges.items()]
        for key, box in labels.items():
            wide, high = label_size(names[key], max(box.width, 90))
            if box.width < wide or box.height < high:
                self.fault(f"label box too small: {key}")
            text = shrink(box, 1)
            for node in self.nodes.values():
                if node.id == key or not overlap(text, boxes[node.id]):
                    continue
                if node.scope is None or not inside(box, boxes[node.id]) or node.id not in self._around(key):
                    self.fault(f"label {key} over {node.id}")
            for note in self.graph.annotations:
                if overlap(text, boxes[note.id]):
                    self.fault(f"label {key} over {note.id}")
            core = shrink(box, 2)
            for edge, reach, points in lines:
                if not apart(reach, core) and any(meets(a, b, core) for a, b in pairwise(points)):
                    self.fault(f"label {key} over {edge}")
        texts = {key: shrink(box, 1) for key, box in labels.items()}
        for a, b in combinations(texts, 2):
            if overlap(texts[a], texts[b]):
                self.fault(f"labels overlap: {a} x {b}")

    def _figures(self) -> None:
        found = self.found
        found.flows = len(self.ends)
        for key in self.ends:
            found.bends.append(len(self.placed.edges[key]) - 2)
        back = _back_flows(self)
        for flow in self.flows:
            if flow.id in back:
                continue
            found.forward += 1
            source, target = self.placed.shapes[flow.source], self.placed.shapes[flow.target]
            found.backward += target.x + target.width / 2 - source.x - source.width / 2 <= 1
        every = list(self.placed.shapes.values())
        wide = max(b.right for b in every) - min(b.x for b in every)
        high = max(b.bottom for b in every) - min(b.y for b in every)
        found.area_per_node = wide * high / max(len(self.nodes), 1)


def _own_tolerance(node: Node, box: Box) -> int:
    """A line may go into the corners of the box around a gateway or an event, which the shape itself leaves free."""
    return box.width // 2 if node.kind in EVENTS | GATEWAYS else 2


def _docks(point: Point, box: Box, node: Node | None) -> bool:
    """On the very border: of the rectangle, the diamond (1 px) or the circle (1 px)."""
    if node is not None and node.kind in GATEWAYS:
        dx = abs(point.x - box.x - box.width / 2)
        dy = abs(point.y - box.y - box.height / 2)
        return abs(dx + dy - box.width / 2) <= 1
    if node is not None and node.kind in EVENTS:
        distance = math.hypot(point.x - box.x - box.width / 2, point.y - box.y - box.height / 2)
        return abs(distance - box.width / 2) <= 1
    on_side = point.x in (box.x, box.right) and box.y <= point.y <= box.bottom
    return on_side or (point.y in (box.y, box.bottom) and box.x <= point.x <= box.right)


def _back_flows(m: _Measure) -> set[str]:
    """Flows to a node that is being visited, in depth-first order: those of loops."""
    out: dict[str, list[tuple[str, str]]] = {}
    for flow in m.flows:
        out.setdefault(flow.source, []).append((flow.id, flow.target))
    for node in m.nodes.values():
        if node.attached_to is not None:
            out.setdefault(node.attached_to, []).append(("", node.id))
    back: set[str] = set()
    state: dict[str, int] = {}

    def visit(node: str) -> None:
        state[node] = 1
        for flow, target in out.get(node, ()):
            if state.get(target) == 1:
                back.add(flow)
            elif target not in state:
                visit(target)
        state[node] = 2

    roots = [n.id for n in m.nodes.values() if n.kind == "startEvent"]
    for root in [*roots, *m.nodes]:
        if root not in state:
            visit(root)
    return back
