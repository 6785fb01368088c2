"""Puts what the owner moved back where he had put it, and joins the rest to it.

What was moved is what stands elsewhere in the file than Alur had drawn it (`generator.drawn`). It stays, together with
its lane, as long as its element exists; everything else is drawn as if nothing had been moved, and only the flows that
touch a kept shape are led to it. Nothing depends on anything but the fresh drawing and the file, and what is written
records the drawing again: a second run finds the same things moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generator.drawn import Drawn
from generator.graph import OFFICE_PARTICIPANT, Box, PlacedGraph, Point
from generator.layout.clearing import beside, clear_labels
from generator.layout.frame import RIGHT_PADDING
from generator.layout.joining import SIDES, dock, join, through

_NEAR = 3
"""Px that an end may lie beside the border of its shape; Modeler crops lines at the drawn, rounded corner."""
_ON_BORDER = 8


@dataclass(frozen=True)
class Kept:
    """A drawing with the owner's positions in it."""

    placed: PlacedGraph
    drawn: PlacedGraph
    """What Alur itself drew: the record that the file carries."""
    kept: tuple[str, ...] = ()
    """Ids of elements whose shape, line or label stayed where the owner put it, in the order of the file."""
    lost: tuple[str, ...] = ()
    """Sentences about what could not be kept."""
    warnings: tuple[str, ...] = ()
    """Sentences about what a kept position is in the way of."""


def keep_positions(fresh: PlacedGraph, before: Drawn) -> Kept:
    """The fresh drawing with everything the owner moved in `before` where he put it."""
    if not before.generated.shapes:
        changed = any(before.now.shapes[key] != box for key, box in fresh.shapes.items() if key in before.now.shapes)
        lost = ("The file does not tell what Alur had drawn, so everything is drawn anew.",) if changed else ()
        return Kept(fresh, fresh, (), lost)
    return _Keeping(fresh, before).result()


class _Keeping:
    def __init__(self, fresh: PlacedGraph, before: Drawn) -> None:
        self.fresh = fresh
        self.before = before
        self.graph = fresh.graph
        self.nodes = {node.id: node for node, _ in self.graph.walk()}
        self.parents: dict[str, str] = {}
        for node in self.nodes.values():
            if node.attached_to is not None:
                self.parents[node.id] = node.attached_to
            if node.scope is not None:
                self.parents |= {child.id: node.id for child in node.scope.nodes if child.attached_to is None}
        self.frame = {
            OFFICE_PARTICIPANT,
            *(lane.id for lane in self.graph.lanes),
            *(pool.id for pool in self.graph.pools),
        }
        self.shapes: dict[str, Box] = {}
        self.edges: dict[str, tuple[Point, ...]] = {}
        self.labels: dict[str, Box] = {}
        self.kept_shapes: set[str] = set()
        self.kept_edges: set[str] = set()
        self.kept_labels: set[str] = set()
        self.lost: list[str] = []

    def result(self) -> Kept:
        self._place_frame()
        for node, _ in self.graph.walk():
            if node.attached_to is None:
                self._place(node.id)
        for node, _ in self.graph.walk():
            if node.attached_to is not None:
                self._place(node.id)
        for note in self.graph.annotations:
            self._place(note.id)
        self._widen_frame()
        self._lead_edges()
        self._place_labels()
        self._name_what_is_gone()
        self.shapes = {key: self.shapes[key] for key in self.fresh.shapes}
        kept = self.kept_shapes | self.kept_edges | self.kept_labels
        ordered = tuple(key for key in (*self.fresh.shapes, *self.fresh.edges) if key in kept)
        placed = replace(self.fresh, shapes=self.shapes, edges=self.edges, labels=self.labels)
        return Kept(placed, self._record(), ordered, tuple(self.lost), self._warnings())

    def _moved(self, key: str) -> bool:
        now, generated = self.before.now.shapes, self.before.generated.shapes
        return key in now and key in generated and now[key] != generated[key]

    def _place_frame(self) -> None:
        """Lanes and pools are kept together or not at all: one of them alone would leave a gap."""
        fresh = {key: box for key, box in self.fresh.shapes.items() if key in self.frame}
        moved = [key for key in fresh if self._moved(key)]
        lanes = [lane.id for lane in self.graph.lanes]
        known = {key: box for key, box in self.before.generated.shapes.items() if key in self.before.now.shapes}
        ordered = sorted((key for key in known if key.startswith("Lane_")), key=lambda key: known[key].y)
        if moved and ordered == lanes and set(fresh) <= known.keys():
            self.shapes |= {key: self.before.now.shapes[key] for key in fresh}
            self.kept_shapes.update(moved)
        else:
            self.shapes |= fresh
            self.lost += [f"{self._name(key)}: lanes and parties are others now, so its size is new." for key in moved]

    def _shift(self, key: str) -> int:
        """Px that the lane of a node lies lower than in the file: what is kept moves with its lane."""
        while key in self.parents:
            key = self.parents[key]
        lane = self.nodes[key].lane if key in self.nodes else None
        if lane is None or lane not in self.before.now.shapes:
            return 0
        return self.shapes[lane].y - self.before.now.shapes[lane].y

    def _place(self, key: str) -> None:
        fresh = self.fresh.shapes[key]
        parent = self.parents.get(key)
        if self._moved(key):
            box = self._where_the_owner_put(key, fresh)
            if parent is None or self._fits(key, box, self.shapes[parent]):
                self.shapes[key] = box
                self.kept_shapes.add(key)
                return
            self.lost.append(f"{self._name(key)}: would not lie on or in {self._name(parent)} any more.")
        if parent is not None:
            old, new = self.fresh.shapes[parent], self.shapes[parent]
            down = new.bottom - old.bottom if self.nodes[key].attached_to is not None else new.y - old.y
            fresh = Box(fresh.x + new.x - old.x, fresh.y + down, fresh.width, fresh.height)
        self.shapes[key] = fresh

    def _where_the_owner_put(self, key: str, fresh: Box) -> Box:
        now, generated = self.before.now.shapes[key], self.before.generated.shapes[key]
        now = Box(now.x, now.y + self._shift(key), now.width, now.height)
        if (now.width, now.height) != (generated.width, generated.height):
            return now
        x, y = now.x + (now.width - fresh.width) // 2, now.y + (now.height - fresh.height) // 2
        return Box(x, y, fresh.width, fresh.height)

    def _fits(self, key: str, box: Box, parent: Box) -> bool:
        if self.nodes[key].attached_to is None:
            return _inside(box, parent)
        x, y = box.x + box.width // 2, box.y + box.height // 2
        beside_ = min(abs(x - parent.x), abs(x - parent.right)) <= _ON_BORDER and parent.y <= y <= parent.bottom
        above = min(abs(y - parent.y), abs(y - parent.bottom)) <= _ON_BORDER and parent.x <= x <= parent.right
        return beside_ or above

    def _widen_frame(self) -> None:
        inside = [box for key, box in self.shapes.items() if key in self.nodes]
        right = max((box.right for box in inside), default=0) + RIGHT_PADDING
        border = self.shapes[OFFICE_PARTICIPANT].right
        if self.kept_shapes and right > border:
            # Outside parties that end where the office ends go with it, the one on the right of each side.
            parties = [pool.id for pool in self.graph.pools if self.shapes[pool.id].right == border]
            for key in (OFFICE_PARTICIPANT, *(lane.id for lane in self.graph.lanes), *parties):
                box = self.shapes[key]
                self.shapes[key] = Box(box.x, box.y, right - box.x, box.height)

    def _lead_edges(self) -> None:
        ends = {flow.id: (flow.source, flow.target) for _, scope in self.graph.walk() for flow in scope.flows}
        ends |= {flow.id: (flow.source, flow.target) for flow in self.graph.message_flows}
        ends |= {f"Association_{note.id}": (note.target, note.id) for note in self.graph.annotations}
        leaves = {key: self.shapes[key] for key, node in self.nodes.items() if node.scope is None}
        for key in self.fresh.edges:
            source, target = ends[key]
            points = self._owners_line(key, source, target)
            if points is not None:
                self.edges[key] = points
                self.kept_edges.add(key)
            elif self._stays(source) and self._stays(target):
                self.edges[key] = self.fresh.edges[key]
            else:
                self.edges[key] = self._led(key, source, target, leaves)

    def _stays(self, key: str) -> bool:
        if key in self.frame:
            # A party above or below: what matters is the border that its message flows reach.
            old, new = self.fresh.shapes[key], self.shapes[key]
            return (old.x, old.y, old.bottom) == (new.x, new.y, new.bottom) and old.right <= new.right
        return self.shapes[key] == self.fresh.shapes[key]

    def _owners_line(self, key: str, source: str, target: str) -> tuple[Point, ...] | None:
        now, generated = self.before.now.edges.get(key, ()), self.before.generated.edges.get(key)
        if generated is None or len(now) < 2 or now == generated:
            return None
        shifts = {self._shift(end) for end in (source, target) if end in self.nodes} or {0}
        if len(shifts) == 1:
            shift = shifts.pop()
            points = tuple(Point(point.x, point.y + shift) for point in now)
            if _docks(points[0], self.shapes[source]) and _docks(points[-1], self.shapes[target]):
                return points
        self.lost.append(f"{self._line_name(key, source, target)}: does not reach both ends any more.")
        return None

    def _led(self, key: str, source: str, target: str, leaves: Mapping[str, Box]) -> tuple[Point, ...]:
        start, end = self.shapes[source], self.shapes[target]
        if key.startswith("Association_"):
            return dock(start, "T"), Point(max(end.x, min(start.x + start.width // 2, end.right)), end.bottom)
        if source in self.frame or target in self.frame:
            return _across(start, end, source in self.frame)
        obstacles = [box for other, box in leaves.items() if other not in (source, target)]
        leave = SIDES
        host = self.nodes[source].attached_to
        if host is not None:
            box = self.shapes[host]
            leave = tuple(side for side in SIDES if not _strictly_inside(dock(start, side), box))
            obstacles.append(box)
        return join(start, end, obstacles, leave)

    def _place_labels(self) -> None:
        now, generated = self.before.now.labels, self.before.generated.labels
        for key, fresh in self.fresh.labels.items():
            owners = now.get(key)
            recorded = generated.get(key)
            if owners is not None and recorded is not None and owners != recorded:
                same = (owners.width, owners.height) == (recorded.width, recorded.height)
                wide, high = (fresh.width, fresh.height) if same else (owners.width, owners.height)
                shift = self._shift(key) if key in self.nodes else 0
                self.labels[key] = Box(owners.x, owners.y + shift, wide, high)
                self.kept_labels.add(key)
            elif key in self.nodes:
                old, new = self.fresh.shapes[key], self.shapes[key]
                self.labels[key] = Box(fresh.x + new.x - old.x, fresh.y + new.y - old.y, fresh.width, fresh.height)
            elif self.edges[key] == self.fresh.edges[key]:
                self.labels[key] = fresh
            else:
                self.labels[key] = beside(self.edges[key], fresh.width, fresh.height)
        if self.kept_shapes or self.kept_edges or self.kept_labels:
            self.labels = clear_labels(self.graph, self.shapes, self.edges, self.labels, frozenset(self.kept_labels))

    def _record(self) -> PlacedGraph:
        """Kept elements are recorded as Alur would have drawn them, so that they count as moved the next time."""
        fresh = self.fresh
        return replace(
            fresh,
            shapes={key: fresh.shapes[key] if key in self.kept_shapes else box for key, box in self.shapes.items()},
            edges={key: fresh.edges[key] if key in self.kept_edges else line for key, line in self.edges.items()},
            labels={key: fresh.labels[key] if key in self.kept_labels else box for key, box in self.labels.items()},
        )

    def _name_what_is_gone(self) -> None:
        now, generated = self.before.now, self.before.generated
        here = {*self.fresh.shapes, *self.fresh.edges}
        for key in (*now.shapes, *now.edges):
            if key in here:
                continue
            if key not in generated.shapes and key not in generated.edges:
                self.lost.append(f"{key}: was added to the diagram, but sop.yaml does not know it.")
            elif self._moved(key):
                self.lost.append(f"{key}: is not in the process any more.")

    def _warnings(self) -> tuple[str, ...]:
        found: list[str] = []
        leaves = [key for key, node in self.nodes.items() if node.scope is None]
        leaves += [note.id for note in self.graph.annotations]
        touched = [key for key in leaves if self.shapes[key] != self.fresh.shapes[key]]
        seen: set[str] = set()
        for key in touched:
            seen.add(key)
            for other in leaves:
                if other in seen or self.parents.get(key) == other or self.parents.get(other) == key:
                    continue
                if _overlap(self.shapes[key], self.shapes[other]):
                    found.append(f"{self._name(key)} lies over {self._name(other)}.")
        for key in (node.id for node in self.graph.scope.nodes if self.shapes[node.id] != self.fresh.shapes[node.id]):
            lane = self.nodes[self.parents.get(key, key)].lane
            if lane is not None and not _inside(self.shapes[key], self.shapes[lane]):
                found.append(f"{self._name(key)} lies outside its lane {self._name(lane)}.")
        ends = {flow.id: (flow.source, flow.target) for _, scope in self.graph.walk() for flow in scope.flows}
        for key, (source, target) in ends.items():
            changed = self.edges[key] != self.fresh.edges[key]
            for other in leaves if changed else touched:
                if other not in (source, target) and through(self.edges[key], self.shapes[other]):
                    if self.parents.get(source) == other or self.parents.get(target) == other:
                        continue
                    found.append(f"{self._line_name(key, source, target)} runs through {self._name(other)}.")
        return tuple(found)

    def _name(self, key: str) -> str:
        named = [lane.name for lane in self.graph.lanes if lane.id == key]
        named += [pool.name for pool in self.graph.pools if pool.id == key]
        named += [self.nodes[key].name] if key in self.nodes else []
        return f"`{named[0]}` ({key})" if named and named[0] else key

    def _line_name(self, key: str, source: str, target: str) -> str:
        return f"The line from {self._name(source)} to {self._name(target)} ({key})"


def _across(start: Box, end: Box, from_party: bool) -> tuple[Point, ...]:
    """A message flow: upright at the node, to the border of the party that faces it."""
    party, node = (start, end) if from_party else (end, start)
    x = node.x + node.width // 2
    above = party.bottom <= node.y
    ends = Point(x, party.bottom if above else party.y), Point(x, node.y if above else node.bottom)
    return ends if from_party else ends[::-1]


def _docks(point: Point, box: Box) -> bool:
    return (
        box.x - _NEAR <= point.x <= box.right + _NEAR
        and box.y - _NEAR <= point.y <= box.bottom + _NEAR
        and (box.width <= 50 or not _strictly_inside(point, box, _NEAR))
    )


def _strictly_inside(point: Point, box: Box, by: int = 1) -> bool:
    return box.x + by < point.x < box.right - by and box.y + by < point.y < box.bottom - by


def _inside(box: Box, outer: Box) -> bool:
    return box.x >= outer.x and box.y >= outer.y and box.right <= outer.right and box.bottom <= outer.bottom


def _overlap(a: Box, b: Box) -> bool:
    return min(a.right, b.right) - max(a.x, b.x) > 1 and min(a.bottom, b.bottom) - max(a.y, b.y) > 1
