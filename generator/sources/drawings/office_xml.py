"""Shapes of DrawingML and VML, in groups or alone, as symbols, lines and labels in points.

Office files say where a shape stands relative to what holds it: a cell, a paragraph, a group with a scale of its own.
`Frame` carries such a place down to the shapes.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

from generator.sources.drawings.shapes import MAX_SHAPES, Box, Drawing, Label, Line, Point, Shape, polygon_kind
from generator.sources.table import SymbolKind

EMU = 12700.0
"""English metric units in a point (ECMA-376 part 1, 20.1.2.1)."""
_DEEPEST = 12
"""Groups in groups."""


@dataclass(frozen=True)
class Frame:
    """Coordinates inside a group (or an anchor) as points of the page: `at + (value - origin) * scale`."""

    at: Point = (0.0, 0.0)
    origin: Point = (0.0, 0.0)
    scale: Point = (1 / EMU, 1 / EMU)

    def point(self, x: float, y: float) -> Point:
        return (
            self.at[0] + (x - self.origin[0]) * self.scale[0],
            self.at[1] + (y - self.origin[1]) * self.scale[1],
        )


@dataclass
class Found:
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    unread: list[Box] = field(default_factory=list)
    """Where pictures lie, and shapes that are no symbols of a flowchart."""

    @property
    def full(self) -> bool:
        return len(self.shapes) + len(self.lines) + len(self.labels) + len(self.unread) >= MAX_SHAPES

    def drawing(self, reach: float) -> Drawing:
        """All of it as one drawing, on one page; `reach` in points as in Drawing."""
        unread = tuple((1, box) for box in self.unread)
        return Drawing(tuple(self.shapes), tuple(self.lines), tuple(self.labels), unread, reach)


def local(node: Any) -> str:
    """The name of an element without its namespace; empty for comments."""
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def child(node: Any, *names: str) -> Any:
    """The element reached by these names, one below the other; None if there is none."""
    for name in names:
        node = next((c for c in node if local(c) == name), None) if node is not None else None
    return node


def number(node: Any, name: str) -> float:
    """A whole number of an attribute, within what a page can hold; 0 where it is none."""
    value = node.get(name) if node is not None else None
    match = re.fullmatch(r"-?\d{1,12}", value or "")
    return float(match[0]) if match else 0.0


def text_of(node: Any) -> str:
    """Words in the text body of a shape."""
    words = [n.text or "" for n in node.iter() if local(n) == "t"]
    return re.sub(r"\s+", " ", " ".join(words)).strip()[:200]


def drawing_ml(node: Any, frame: Frame, found: Found, page: int = 1, depth: int = 0, box: Box | None = None) -> None:
    """A shape, connector, group or picture. `box`: its place as the anchor gives it, which counts before its own."""
    kind = local(node)
    if found.full or depth > _DEEPEST:
        found.unread.append(box or (*frame.at, *frame.at))
        return
    if kind in ("wgp", "grpSp", "wpc", "lockedCanvas"):
        _group(node, frame, found, page, depth, box)
        return
    if kind not in ("wsp", "sp", "cxnSp"):
        if kind in ("pic", "graphicFrame", "contentPart"):
            found.unread.append(box or _own_box(child(node, "spPr"), frame))
        return
    properties = child(node, "spPr")
    geometry = child(properties, "prstGeom") if properties is not None else None
    preset = (geometry.get("prst") or "") if geometry is not None else ""
    turned, flips = _turned(child(properties, "xfrm") if properties is not None else None)
    place = box or _own_box(properties, frame)
    if turned in (90, 270) and box is None:
        x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
        half = ((place[3] - place[1]) / 2, (place[2] - place[0]) / 2)
        place = (x - half[0], y - half[1], x + half[0], y + half[1])
    text = text_of(node)
    stroke = child(properties, "ln") if properties is not None else None
    if (
        ("connector" in preset.lower() and not preset.lower().startswith("flowchart"))
        or preset == "line"
        or kind == "cxnSp"
    ):
        heads = (_head(stroke, "headEnd"), _head(stroke, "tailEnd"))
        found.lines.append(Line(_way(preset, place, flips, turned), page, heads, _linked(node)))
        return
    bare = stroke is not None and child(stroke, "noFill") is not None
    _add(found, polygon_kind(preset) or _free_form(properties), place, text, bare, page, _key(node))


def _group(node: Any, frame: Frame, found: Found, page: int, depth: int, box: Box | None) -> None:
    properties = child(node, "grpSpPr")
    place = child(properties, "xfrm") if properties is not None else None
    inner = frame
    if place is not None:
        off, ext, first, size = (child(place, name) for name in ("off", "ext", "chOff", "chExt"))
        at = (box[0], box[1]) if box else frame.point(number(off, "x"), number(off, "y"))
        outer = (
            (box[2] - box[0], box[3] - box[1])
            if box
            else (number(ext, "cx") * frame.scale[0], number(ext, "cy") * frame.scale[1])
        )
        wide, high = number(size, "cx") or number(ext, "cx"), number(size, "cy") or number(ext, "cy")
        scale = (outer[0] / wide if wide else frame.scale[0], outer[1] / high if high else frame.scale[1])
        inner = Frame(at, (number(first, "x"), number(first, "y")), scale)
    elif box:
        inner = Frame((box[0], box[1]))
    for part in node:
        if local(part) in ("wsp", "sp", "cxnSp", "wgp", "grpSp", "pic", "graphicFrame", "contentPart"):
            drawing_ml(part, inner, found, page, depth + 1)


def _own_box(properties: Any, frame: Frame) -> Box:
    place = child(properties, "xfrm") if properties is not None else None
    off, ext = (child(place, "off"), child(place, "ext")) if place is not None else (None, None)
    x, y = number(off, "x"), number(off, "y")
    return (*frame.point(x, y), *frame.point(x + number(ext, "cx"), y + number(ext, "cy")))


def _turned(place: Any) -> tuple[int, tuple[bool, bool]]:
    """Degrees in quarters, and flips."""
    if place is None:
        return 0, (False, False)
    degrees = round(number(place, "rot") / 60000 / 90) * 90 % 360
    return degrees, (place.get("flipH") in ("1", "true"), place.get("flipV") in ("1", "true"))


def _way(preset: str, place: Box, flips: tuple[bool, bool], turned: int) -> tuple[Point, ...]:
    """Ends (and bends) of a connector: from its upper left to its lower right, before flips and turns."""
    middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
    half = ((place[2] - place[0]) / 2, (place[3] - place[1]) / 2)
    if turned in (90, 270):
        half = (half[1], half[0])
    shape = {"2": [(-1, -1), (1, -1), (1, 1)], "3": [(-1, -1), (0, -1), (0, 1), (1, 1)]}
    points = shape.get(preset[-1:] if preset.startswith(("bent", "curved")) else "", [(-1, -1), (1, 1)])
    out = []
    for x, y in points:
        px, py = (-x if flips[0] else x) * half[0], (-y if flips[1] else y) * half[1]
        for _ in range(turned // 90):
            px, py = -py, px
        out.append((middle[0] + px, middle[1] + py))
    return tuple(out)


def _head(stroke: Any, name: str) -> bool:
    end = child(stroke, name) if stroke is not None else None
    return end is not None and (end.get("type") or "none") != "none"


def _linked(node: Any) -> tuple[str, str]:
    ends = {local(n): n.get("id") or "" for n in node.iter() if local(n) in ("stCxn", "endCxn")}
    return ends.get("stCxn", ""), ends.get("endCxn", "")


def _key(node: Any) -> str:
    found = next((n for n in node.iter() if local(n) == "cNvPr"), None)
    return (found.get("id") or "") if found is not None else ""


def _free_form(properties: Any) -> Any:
    """A drawn polygon of four points is taken for what it looks like: diamond or box."""
    path = next((n for n in properties.iter() if local(n) == "path"), None) if properties is not None else None
    points = [(number(n, "x"), number(n, "y")) for n in path.iter() if local(n) == "pt"] if path is not None else []
    corners = list(dict.fromkeys(points))
    if len(corners) != 4:
        return None
    xs, ys = {p[0] for p in corners}, {p[1] for p in corners}
    return "box" if len(xs) == len(ys) == 2 else "diamond" if len(xs) == len(ys) == 3 else None


_ANSWER = re.compile(r"\W*(?:ya|tidak|tdk|y|t)\W*", re.IGNORECASE)


def _add(found: Found, kind: Any, place: Box, text: str, bare: bool, page: int, key: str = "") -> None:
    middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
    if text and kind in ("box", None) and (bare or _ANSWER.fullmatch(text)):
        found.labels.append(Label(text, middle, page))
    elif bare and not text:
        return  # nothing that anybody sees
    elif kind is None:
        found.unread.append(place)
    elif place[2] - place[0] >= 3 and place[3] - place[1] >= 3:
        found.shapes.append(Shape(kind, place, page, text, key))


# VML (ECMA-376 part 4): what Word wrote until 2007, and still keeps beside DrawingML.

_TYPES: dict[int, SymbolKind] = {
    **dict.fromkeys((1, 109, 111, 112, 113, 114, 115, 117, 118, 119, 176), "box"),
    **dict.fromkeys((2, 116), "rounded"),
    **dict.fromkeys((4, 110), "diamond"),
    **dict.fromkeys((3, 120), "circle"),
    **dict.fromkeys((15, 177), "off-page"),
}
"""Numbers of the preset shapes (ECMA-376 part 4, 19.1.2.19: `_x0000_t109` is flowChartProcess)."""
_LINES = {20: "line", 32: "straightConnector1", 33: "bentConnector2", 34: "bentConnector3", 35: "bentConnector4",
          36: "bentConnector5", 37: "curvedConnector2", 38: "curvedConnector3"}  # fmt: skip
_NAMED: dict[str, SymbolKind] = {"rect": "box", "roundrect": "rounded", "oval": "circle"}
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 1.0, "pc": 12.0}


def vml(node: Any, frame: Frame, found: Found, page: int = 1, depth: int = 0) -> None:
    """A VML shape or group; `frame` is in points for shapes of their own, in the group's units inside one."""
    kind = local(node)
    if found.full or depth > _DEEPEST:
        found.unread.append((*frame.at, *frame.at))
        return
    style = _style(node)
    x, y = _length(style, "margin-left", "left"), _length(style, "margin-top", "top")
    place = (*frame.point(x, y), *frame.point(x + _length(style, "width"), y + _length(style, "height")))
    if kind == "group":
        origin, size = _pair(node.get("coordorigin")), _pair(node.get("coordsize"))
        scale = (
            (place[2] - place[0]) / size[0] if size[0] else 1.0,
            (place[3] - place[1]) / size[1] if size[1] else 1.0,
        )
        for part in node:
            vml(part, Frame((place[0], place[1]), origin, scale), found, page, depth + 1)
        return
    if kind == "line":
        ends = [frame.point(*_pair(node.get(name))) for name in ("from", "to")]
        found.lines.append(Line(tuple(ends), page, _arrows(node)))
        return
    if kind not in ("rect", "roundrect", "oval", "shape", "image", "polyline"):
        return
    type_of = re.search(r"_t(\d{1,3})$", node.get("type") or "")
    code = int(type_of[1]) if type_of else 0
    if code in _LINES:
        flip = style.get("flip", "")
        turned = round(_degrees(style.get("rotation", "")) / 90) * 90 % 360
        if turned in (90, 270):
            mx, my = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
            half = ((place[3] - place[1]) / 2, (place[2] - place[0]) / 2)
            place = (mx - half[0], my - half[1], mx + half[0], my + half[1])
        way = _way(_LINES[code], place, ("x" in flip, "y" in flip), turned)
        found.lines.append(Line(way, page, _arrows(node)))
        return
    symbol = _NAMED.get(kind) or _TYPES.get(code)
    text_box = code == 202 and bool(text_of(node))
    bare = (node.get("stroked") or "t").lower() in ("f", "false", "0") or text_box
    _add(found, symbol, place, text_of(node), bare, page)


def _style(node: Any) -> dict[str, str]:
    pairs = (item.partition(":") for item in (node.get("style") or "")[:2000].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs if value}


def _length(style: dict[str, str], *names: str) -> float:
    for name in names:
        match = re.fullmatch(r"(-?\d{0,7}(?:\.\d{1,8})?)(pt|in|cm|mm|px|pc|)", style.get(name, ""))
        if match and match[1] not in ("", "-"):
            return float(match[1]) * _UNITS[match[2]]
    return 0.0


def _degrees(text: str) -> float:
    match = re.fullmatch(r"(-?\d{1,10})(fd)?", text)
    return (float(match[1]) / 65536 if match[2] else float(match[1])) if match else 0.0


def _pair(text: str | None) -> Point:
    """Two numbers, `10,20` or `10pt,20pt`."""
    found = [_length({"x": part.strip().lower()}, "x") for part in (text or "0,0").split(",")[:2]]
    return (found[0], found[1]) if len(found) == 2 and all(map(math.isfinite, found)) else (0.0, 0.0)


def _arrows(node: Any) -> tuple[bool, bool]:
    stroke = child(node, "stroke")
    if stroke is None:
        return False, False
    start, end = (stroke.get(name) or "none" for name in ("startarrow", "endarrow"))
    return start != "none", end != "none"
