"""Moves names that something is in the way of: along their line, or to another side of their shape.

The stages before keep room for names where they usually stand. What they cannot know is how names and lines of
neighbours meet once everything has its place; so this is the last stage, and it touches only what is in the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from generator.graph import OFFICE_PARTICIPANT, Box, Point, ProcessGraph
from generator.layout.draft import GATEWAYS

_BAND = 64
"""Height in px of the strips by which neighbours are looked up."""
_CONFLICT = 1000
_NARROW = 30
"""Price of a name that touches nothing, but nearly."""
_OTHER_LANE = 200
_NEAR = 3
_SPACE = 4
_TITLE = 18
"""Px that the title of a sub-process takes below its upper border."""
_ROUNDS = 3

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""


def clear_labels(
    graph: ProcessGraph,
    shapes: Mapping[str, Box],
    edges: Mapping[str, tuple[Point, ...]],
    labels: Mapping[str, Box],
    fixed: frozenset[str] = frozenset(),
) -> dict[str, Box]:
    """The labels, those in the way of something moved to the best free place near their element.

    `fixed` are labels that stay where they are. The result has the order of `labels`.
    """
    return _Clearing(graph, shapes, edges, labels).cleared(fixed)


def beside(points: tuple[Point, ...], wide: int, high: int) -> Box:
    """Where the name of a line usually stands: beside its first piece, near its beginning."""
    return next(_along(points, wide, high))


class _Clearing:
    def __init__(
        self,
        graph: ProcessGraph,
        shapes: Mapping[str, Box],
        edges: Mapping[str, tuple[Point, ...]],
        labels: Mapping[str, Box],
    ) -> None:
        self.shapes = shapes
        self.edges = edges
        self.labels = dict(labels)
        self.areas = {key: _area(box) for key, box in labels.items()}
        self.kinds = {node.id: node.kind for node, _ in graph.walk()}
        self.homes: dict[str, Box] = {}
        """The pool or sub-process that a label has to stay in."""
        self.lanes: dict[str, Box] = {}
        self.bands: dict[int, list[tuple[str, Area]]] = {}
        self.lines: dict[int, list[tuple[str, Area]]] = {}
        # By identity: the hash of a scope is that of everything in it.
        owners = {id(node.scope): node.id for node, _ in graph.walk() if node.scope is not None}
        scopes = {id(scope): scope for _, scope in graph.walk()}
        office = shapes[OFFICE_PARTICIPANT]
        for node, scope in graph.walk():
            owner = owners.get(id(scope))
            self.homes[node.id] = office if owner is None else _below_title(shapes[owner])
            if node.lane is not None:
                self.lanes[node.id] = shapes[node.lane]
            self._add(self.bands, node.id, _area(shapes[node.id]))
        for node, _ in graph.walk():
            if node.attached_to is not None and node.attached_to in self.lanes:
                self.lanes[node.id] = self.lanes[node.attached_to]
        for scope in scopes.values():
            for flow in scope.flows:
                self.homes.setdefault(flow.id, self.homes[flow.source])
                if flow.source in self.lanes:
                    self.lanes[flow.id] = self.lanes[flow.source]
        self.around = {node.id: _parents(node.id, graph) for node, _ in graph.walk() if node.scope is not None}
        for note in graph.annotations:
            self._add(self.bands, note.id, _area(shapes[note.id]))
        for key, points in edges.items():
            for a, b in pairwise(points):
                self._add(self.lines, key, (min(a.x, b.x), min(a.y, b.y), max(a.x, b.x), max(a.y, b.y)))

    @staticmethod
    def _add(bands: dict[int, list[tuple[str, Area]]], key: str, area: Area) -> None:
        for band in range(area[1] // _BAND, area[3] // _BAND + 1):
            bands.setdefault(band, []).append((key, area))

    def cleared(self, fixed: frozenset[str]) -> dict[str, Box]:
        for _ in range(_ROUNDS):
            disturbed = [key for key in self.labels if key not in fixed and self._conflicts(key, self.labels[key], 1)]
            if not disturbed:
                break
            for key in sorted(disturbed, key=lambda key: key in self.kinds):
                if self._conflicts(key, self.labels[key], 1):
                    self.labels[key] = self._best(key)
                    self.areas[key] = _area(self.labels[key])
        return self.labels

    def _best(self, key: str) -> Box:
        now = self.labels[key]
        best, lowest = now, self._price(key, now, 0)
        for order, box in enumerate(self._places(key, now)):
            price = self._price(key, box, order)
            if price < lowest:
                best, lowest = box, price
        return best

    def _price(self, key: str, box: Box, order: int) -> int:
        price = order + _CONFLICT * self._conflicts(key, box, 1)
        if price < _CONFLICT:
            price += _NARROW * self._conflicts(key, box, -_NEAR)
        home = self.homes.get(key)
        if home is not None and not _inside(box, home):
            price += 2 * _CONFLICT
        lane = self.lanes.get(key)
        if lane is not None and not _inside(box, lane):
            price += _OTHER_LANE
        return price

    def _conflicts(self, key: str, box: Box, less: int) -> int:
        """How many shapes, lines and names meet the box when each of its borders is drawn in by `less` px."""
        left, top, right, bottom = _area(box)
        bands = range(top // _BAND, bottom // _BAND + 1)
        text = (left + less + 1, top + less + 1, right - less - 1, bottom - less - 1)
        found = 0
        x, y, x_end, y_end = text
        for other, (x1, y1, x2, y2) in {item for band in bands for item in self.bands.get(band, ())}:
            if x1 < x_end and x < x2 and y1 < y_end and y < y2 and other != key:
                inner = self.around.get(other)
                found += inner is None or key not in inner
        for _, (x1, y1, x2, y2) in {item for band in bands for item in self.lines.get(band, ())}:
            found += x1 < x_end and x < x2 and y1 < y_end and y < y2
        # Two names on one line read as one unless there is a word's space between them.
        x, y, x_end, y_end = left - _SPACE, top + 2 * less + 1, right + _SPACE, bottom - 2 * less - 1
        for other, (x1, y1, x2, y2) in self.areas.items():
            if x1 < x_end and x < x2 and y1 < y_end and y < y2 and other != key:
                found += 1
        return found

    def _places(self, key: str, now: Box) -> Iterator[Box]:
        wide, high = now.width, now.height
        if key in self.edges:
            yield from _along(self.edges[key], wide, high)
            return
        shape = self.shapes[key]
        centre = shape.x + shape.width // 2
        if self.kinds[key] in GATEWAYS:
            yield from _around(shape, wide, high, 6)
        else:
            yield from _around(shape, wide, high, 5)
        for away in (14, 24, 34):
            yield Box(centre - wide // 2, shape.y - away - high, wide, high)
            yield Box(centre - wide // 2, shape.bottom + away, wide, high)


def _around(shape: Box, wide: int, high: int, gap: int) -> Iterator[Box]:
    """Above and below, centred and beside a line that leaves in the middle, then at the corners and the sides."""
    centre, middle = shape.x + shape.width // 2, shape.y + shape.height // 2
    above, below = shape.y - gap - high, shape.bottom + gap
    yield Box(centre - wide // 2, above, wide, high)
    yield Box(centre - wide // 2, below, wide, high)
    for aside in (6, 16, 26):
        for y in (above, below):
            yield Box(centre - aside - wide, y, wide, high)
            yield Box(centre + aside, y, wide, high)
    for y in (middle - 14 - high, middle + 14):
        # Beside the slanting border of a gateway or the curve of an event.
        yield Box(centre - 18 - wide, y, wide, high)
        yield Box(centre + 18, y, wide, high)
        yield Box(shape.x - 4 - wide, y, wide, high)
        yield Box(shape.right + 4, y, wide, high)


def _along(points: tuple[Point, ...], wide: int, high: int) -> Iterator[Box]:
    """Beside the pieces of a line, from its beginning: both sides, then further along."""
    for a, b in list(pairwise(points))[:3]:
        length = abs(b.x - a.x) + abs(b.y - a.y)
        for step in range(4, max(length - (wide if a.y == b.y else high), 5), 8):
            if a.y == b.y:
                x = a.x + step if b.x > a.x else a.x - step - wide
                yield Box(x, a.y - 4 - high, wide, high)
                yield Box(x, a.y + 4, wide, high)
            else:
                y = a.y + step if b.y > a.y else a.y - step - high
                yield Box(a.x + 5, y, wide, high)
                yield Box(a.x - 5 - wide, y, wide, high)


def _area(box: Box) -> Area:
    return box.x, box.y, box.x + box.width, box.y + box.height


def _inside(box: Box, home: Box) -> bool:
    return box.x >= home.x and box.y >= home.y and box.right <= home.right and box.bottom <= home.bottom


def _below_title(box: Box) -> Box:
    return Box(box.x, box.y + _TITLE, box.width, box.height - _TITLE)


def _parents(sub_process: str, graph: ProcessGraph) -> frozenset[str]:
    """Everything that lies in a sub-process: nodes and flows of all levels below it."""
    found: set[str] = set()
    pending = [node.scope for node, _ in graph.walk() if node.id == sub_process]
    while pending:
        scope = pending.pop()
        if scope is not None:
            found.update(node.id for node in scope.nodes)
            found.update(flow.id for flow in scope.flows)
            pending += [node.scope for node in scope.nodes]
    return frozenset(found)
