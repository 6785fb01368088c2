"""What a .bpmn file shows, and what Alur had drawn when it wrote the file: the difference is what the owner moved.

The record is the `documentation` of the BPMNDiagram, an attribute that the standard has and that every tool keeps:
`alur-drawn 1;` and then, for each element, `id x y width height` or `id x,y x,y`, with `/ x y width height` for its
name. docs/adr/0011 tells why the file itself has to carry this, and why in this place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from generator.graph import Box, Point

_HEAD = "alur-drawn 1"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DI = "{http://www.omg.org/spec/DD/20100524/DI}"
_BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


class DrawnError(ValueError):
    """The file is no BPMN diagram that can be read; the message says what is wrong."""


@dataclass(frozen=True)
class Geometry:
    """Boxes and waypoints in px by element id."""

    shapes: Mapping[str, Box] = field(default_factory=dict)
    edges: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: Mapping[str, Box] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """A diagram as it is in the file, and as Alur drew it (only what carries the record)."""

    now: Geometry
    generated: Geometry


def record(drawn: Geometry) -> str:
    """The text that tells a later run what Alur drew; ids are XML names, so they hold no separator."""
    parts = [_HEAD]
    labels = drawn.labels
    for key, box in drawn.shapes.items():
        parts.append(f"{key} {_box_text(box)}" + (f" / {_box_text(labels[key])}" if key in labels else ""))
    for key, points in drawn.edges.items():
        line = " ".join([f"{point.x},{point.y}" for point in points])
        parts.append(f"{key} {line}" + (f" / {_box_text(labels[key])}" if key in labels else ""))
    return "; ".join(parts)


def read_record(text: str) -> Geometry:
    """The geometry of a record; empty for any other text. Raises ValueError for a record that is damaged."""
    head, *parts = text.split("; ")
    shapes: dict[str, Box] = {}
    edges: dict[str, tuple[Point, ...]] = {}
    labels: dict[str, Box] = {}
    if head != _HEAD:
        return Geometry()
    for part in parts:
        place, _, label = part.partition(" / ")
        key, *numbers = place.split(" ")
        if "," in place:
            edges[key] = tuple(_point(*pair.split(",")) for pair in numbers)
        else:
            shapes[key] = _marked_box(numbers)
        if label:
            labels[key] = _marked_box(label.split(" "))
    return Geometry(shapes, edges, labels)


def read_drawn(content: bytes) -> Drawn:
    """Reads the diagram of a .bpmn file; fractions of px are rounded.

    Raises DrawnError when it is not XML, or geometry is missing or no number.
    """
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(content, parser)
        return _read(root)
    except (etree.XMLSyntaxError, ValueError, TypeError) as failure:
        raise DrawnError(str(failure)) from failure


def _read(root: etree._Element) -> Drawn:
    shapes: dict[str, Box] = {}
    edges: dict[str, tuple[Point, ...]] = {}
    labels: dict[str, Box] = {}
    for drawing in root.iter(f"{_BPMNDI}BPMNShape", f"{_BPMNDI}BPMNEdge"):
        element = drawing.get("bpmnElement")
        if element is None:
            continue
        bounds = drawing.find(f"{_DC}Bounds")
        if drawing.tag == f"{_BPMNDI}BPMNShape" and bounds is not None:
            shapes[element] = _box(bounds)
        elif drawing.tag == f"{_BPMNDI}BPMNEdge":
            edges[element] = tuple(_point(p.get("x"), p.get("y")) for p in drawing.iter(f"{_DI}waypoint"))
        text = drawing.find(f"{_BPMNDI}BPMNLabel/{_DC}Bounds")
        if text is not None:
            labels[element] = _box(text)
    diagram = root.find(f"{_BPMNDI}BPMNDiagram")
    recorded = diagram.get("documentation", "") if diagram is not None else ""
    return Drawn(Geometry(shapes, edges, labels), read_record(recorded))


def _box(bounds: etree._Element) -> Box:
    return Box(*(_px(bounds.get(name)) for name in ("x", "y", "width", "height")))


def _box_text(box: Box) -> str:
    return f"{box.x} {box.y} {box.width} {box.height}"


def _marked_box(numbers: Sequence[str]) -> Box:
    x, y, width, height = (_px(number) for number in numbers)
    return Box(x, y, width, height)


def _point(x: str | None, y: str | None) -> Point:
    return Point(_px(x), _px(y))


def _px(number: str | None) -> int:
    if number is None:
        raise ValueError("a position is missing")
    return round(float(number))
