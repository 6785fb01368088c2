"""Symbols and arrows on a PDF page, told from the rules of its tables.

Programs write a flowchart as rectangles, as outlines, as thin areas around their strokes, or as single rules; what it
is follows from where the ink lies. What belongs to the drawing is given back so that it can be left out where rules
are taken for the sides of cells.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from generator.sources.drawings.outlines import Part, area, box_of, chain, parts_of, run_of, symbol_of
from generator.sources.drawings.pdf_rules import HEAD, SAME, Rule, groups, joints, winged
from generator.sources.drawings.shapes import MAX_SHAPES, Box, Label, Line, Point, Shape, answer

MAX_OBJECTS = 4000
"""Paths of one page; a page with more holds a picture, not a flowchart."""
MAX_OUTLINES = 300
"""Outlines of one page; a page with more holds a picture."""
_LONGEST_PATH = 400
_RULE = 2.0
"""Points: a rectangle thinner than this is a rule."""
_TOUCHES = 3.5


@dataclass
class PageDrawing:
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    objects: set[int] = field(default_factory=set)
    """Ids of the page's objects that are part of the drawing."""
    unread: list[Box] = field(default_factory=list)
    """Pictures, and outlines that are neither a symbol nor an arrow."""


def page_drawing(page: Any, number: int) -> PageDrawing:
    """The drawing on a page; empty where the page has only rules."""
    found = PageDrawing()
    things = [*page.rects, *page.curves, *page.lines]
    if len(things) > MAX_OBJECTS:
        found.unread.append((0.0, 0.0, float(page.width), float(page.height)))
        return found
    rules, outlines, heads = _sorted_paths(things)
    if len(outlines) > MAX_OUTLINES:
        found.unread.append((0.0, 0.0, float(page.width), float(page.height)))
        return found
    symbols = _symbols(outlines, rules)
    for shape_box, kind, ids in symbols:
        found.shapes.append(Shape(kind, shape_box, number))
        found.objects |= ids
    found.shapes += _ruled_symbols(rules, found, number)
    found.unread += [
        (image["x0"], image["top"], image["x1"], image["bottom"])
        for image in page.images
        if image["x1"] - image["x0"] > 12 and image["bottom"] - image["top"] > 6
    ]
    if not found.shapes:
        return found
    upright = [r for r in rules if r.upright]
    found.objects |= {id(thing) for thing in things if _is_ground(thing) and not _beside_rule(thing, upright)}
    tips = [(sum(p[0] for p in h) / len(h), sum(p[1] for p in h) / len(h)) for h, _ in heads]
    runs: list[tuple[tuple[Point, ...], set[int]]] = []
    for parts, things_of, closed in outlines:
        if things_of & found.objects:
            continue
        way = run_of(parts) if not closed or area(parts) < 3.0 * _length(parts) / 2 else ()
        if way:
            runs.append((way, things_of))
        elif not _is_wide(parts, page):
            found.unread.append(box_of(p for part in parts for p in part))
    tips += winged(rules)
    free = _connecting(rules, found, tips)
    runs += free
    for _, ids in heads:
        found.objects |= ids
    for way, ids in runs:
        found.lines.append(Line(way, number, _heads(way, tips)))
        found.objects |= ids
    if len(found.shapes) + len(found.lines) > MAX_SHAPES:
        return PageDrawing(unread=[(0.0, 0.0, float(page.width), float(page.height))])
    return found


def _length(parts: list[Part]) -> float:
    return sum(math.hypot(a[0] - b[0], a[1] - b[1]) for a, b in parts)


def _is_wide(parts: list[Part], page: Any) -> bool:
    """As large as a frame of the page or a part of its letterhead."""
    x0, y0, x1, y1 = box_of(p for part in parts for p in part)
    return x1 - x0 > 0.4 * float(page.width) or y1 - y0 > 0.4 * float(page.height) or (x1 - x0 < 6 and y1 - y0 < 6)


_Outline = tuple[list[Part], set[int], bool]


def _sorted_paths(
    things: list[dict[str, Any]],
) -> tuple[list[Rule], list[_Outline], list[tuple[list[Point], set[int]]]]:
    """Rules, outlines of some size, and small filled triangles."""
    rules: list[Rule] = []
    outlines: list[_Outline] = []
    heads: list[tuple[list[Point], set[int]]] = []
    for thing in things:
        wide, high = abs(thing["x1"] - thing["x0"]), abs(thing["bottom"] - thing["top"])
        kind = thing["object_type"]
        if kind == "line":
            points = thing.get("pts") or []
            a, b = (
                (points[0], points[-1])
                if len(points) >= 2
                else ((thing["x0"], thing["top"]), (thing["x1"], thing["bottom"]))
            )
            rules.append(Rule(a, b, id(thing)))
            continue
        if kind == "rect" and min(wide, high) < _RULE:
            x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
            ends = ((thing["x0"], y), (thing["x1"], y)) if wide >= high else ((x, thing["top"]), (x, thing["bottom"]))
            rules.append(Rule(*ends, id(thing)))
            continue
        path = thing.get("path") or []
        if not path or len(path) > _LONGEST_PATH or _is_ground(thing):
            continue
        parts = parts_of(path)
        if not parts:
            continue
        closed = path[-1][0] == "h" or bool(thing.get("fill"))
        if closed and path[-1][0] != "h":
            parts.append((parts[-1][1], parts[0][0]))
        if max(wide, high) <= HEAD and len(path) <= 14 and (thing.get("fill") or closed):
            heads.append(([p for part in parts for p in part], {id(thing)}))
        elif max(wide, high) <= HEAD and len(path) == 3:  # an open arrowhead: two strokes to a tip
            heads.append(([parts[0][1]], {id(thing)}))
        else:
            outlines.append((parts, {id(thing)}, closed))
    return rules, outlines, heads


def _is_ground(thing: dict[str, Any]) -> bool:
    """Nothing of it is dark: the ground of a symbol, of a cell or of a line of text, or a frame that nobody sees.

    The outline of a symbol is a path of its own.
    """
    if min(thing["width"], thing["height"]) < _RULE:
        return False
    filled = thing.get("fill") and not _is_light(thing.get("non_stroking_color"))
    stroked = thing.get("stroke") and not _is_white(thing.get("stroking_color"))
    return not filled and not stroked


def _beside_rule(thing: dict[str, Any], upright: list[Rule]) -> bool:
    """The ground of a cell ends at a rule to its left or right; that of a line of text stops before."""
    return any(
        abs(rule.a[0] - side) <= 1.2
        and min(rule.a[1], rule.b[1]) < thing["bottom"] - 1
        and max(rule.a[1], rule.b[1]) > thing["top"] + 1
        for rule in upright
        for side in (thing["x0"], thing["x1"])
    )


def _is_white(colour: Any) -> bool:
    values = colour if isinstance(colour, (tuple, list)) else (colour,)
    return len(values) in (1, 3) and all(isinstance(v, (int, float)) and v > 0.97 for v in values)


def _is_light(colour: Any) -> bool:
    values = colour if isinstance(colour, (tuple, list)) else (colour,)
    numbers = [float(v) for v in values if isinstance(v, (int, float))]
    if len(numbers) == 4:  # cyan, magenta, yellow, black: how much ink there is
        return sum(numbers) < 0.6
    if len(numbers) != len(values) or len(numbers) not in (1, 3):
        return False
    return min(numbers) > (0.3 if max(numbers) - min(numbers) < 0.05 else 0.7)  # a grey, or a pale colour


def _symbols(outlines: list[_Outline], rules: list[Rule]) -> list[tuple[Box, Any, set[int]]]:
    """Symbols among the outlines; twins (ground and edge, inner and outer edge) are one, cells of tables are none."""
    found: list[tuple[Box, Any, set[int]]] = []
    boxes: list[tuple[Box, list[Part], set[int]]] = []
    for parts, ids, closed in outlines:
        box = box_of(p for part in parts for p in part)
        if closed or parts[0][0] == parts[-1][1] or len(parts) >= 8:
            boxes.append((box, parts, ids))
    for box, parts, ids in boxes:
        twin = next((entry for entry in found if _alike(entry[0], box)), None)
        if twin is not None:
            twin[2].update(ids)
            continue
        if box[2] - box[0] > 250 or box[3] - box[1] > 150:
            continue
        kind = symbol_of(parts)
        if kind is None:
            continue
        if kind == "box" and _is_cell(box, [b for b, _, _ in boxes], rules):
            continue
        found.append((box, kind, set(ids)))
    return found


def _alike(a: Box, b: Box) -> bool:
    return all(abs(x - y) <= 2.5 for x, y in zip(a, b, strict=True))


def _is_cell(box: Box, boxes: list[Box], rules: list[Rule]) -> bool:
    """Two sides or more lie on rules or on sides of other boxes: the edge or the ground of a cell."""
    shared = 0
    for side in range(4):
        along = (1, 3) if side in (0, 2) else (0, 2)
        length = box[along[1]] - box[along[0]]
        on_rule = any(
            (rule.upright if side in (0, 2) else rule.level)
            and abs(rule.a[side % 2] - box[side]) <= 1.2
            and min(max(rule.a[along[0]], rule.b[along[0]]), box[along[1]])
            - max(min(rule.a[along[0]], rule.b[along[0]]), box[along[0]])
            >= 0.8 * length
            for rule in rules
        )
        on_box = any(
            not _alike(other, box)
            and min(abs(other[side] - box[side]), abs(other[(side + 2) % 4] - box[side])) <= 1.2
            and min(other[along[1]], box[along[1]]) - max(other[along[0]], box[along[0]]) >= 0.8 * length
            and not (
                other[along[0]] > box[along[0]] - 0.5 and other[along[1]] < box[along[1]] + 0.5 and _inside(other, box)
            )
            for other in boxes
        )
        shared += on_rule or on_box
    return shared >= 2


def _inside(a: Box, b: Box) -> bool:
    return a[0] >= b[0] - 1 and a[1] >= b[1] - 1 and a[2] <= b[2] + 1 and a[3] <= b[3] + 1


def _ruled_symbols(rules: list[Rule], found: PageDrawing, number: int) -> list[Shape]:
    """Symbols made of four single rules: slanted ones for a diamond, short ones that meet only each other for a box."""
    shapes: list[Shape] = []
    slanted = [r for r in rules if not r.level and not r.upright and 7 < r.long < 90]
    straight = [r for r in rules if (r.level or r.upright) and 6 < r.long < 160]
    for chosen in (slanted, straight):
        for group in groups(chosen):
            if len(group) != 4:
                continue
            parts = [(r.a, r.b) for r in group]
            kind = symbol_of(parts)
            box = box_of(p for part in parts for p in part)
            ids = {r.thing for r in group}
            if kind == "box" and _is_cell(box, [], [r for r in rules if r.thing not in ids]):
                continue
            if kind is not None and not any(_alike(s.box, box) for s in found.shapes):
                shapes.append(Shape(kind, box, number))
                found.objects |= ids
    return shapes


def _connecting(rules: list[Rule], found: PageDrawing, tips: list[Point]) -> list[tuple[tuple[Point, ...], set[int]]]:
    """Rules that are parts of arrows: an end lies at a symbol or an arrowhead, or at the end of another such rule."""
    left = [r for r in rules if r.thing not in found.objects and r.long > 1]
    met = joints(left)
    taken: set[int] = set()
    free: list[Point] = []
    for i, rule in enumerate(left):
        for end, far in ((rule.a, rule.b), (rule.b, rule.a)):
            near = any(_on_edge(s.box, end) for s in found.shapes) or any(
                math.hypot(end[0] - t[0], end[1] - t[1]) <= _TOUCHES for t in tips
            )
            if near and met[i, end == rule.a] == 0 and i not in taken:
                taken.add(i)
                free.append(far)
    by_end: dict[tuple[int, int], list[tuple[int, bool]]] = defaultdict(list)
    for i, rule in enumerate(left):
        for end, first in ((rule.a, True), (rule.b, False)):
            by_end[round(end[0] / 2), round(end[1] / 2)].append((i, first))
    while free:
        at = free.pop()
        x, y = round(at[0] / 2), round(at[1] / 2)
        beside = [entry for dx in (-1, 0, 1) for dy in (-1, 0, 1) for entry in by_end.get((x + dx, y + dy), ())]
        for i, first in beside:
            end, far = (left[i].a, left[i].b) if first else (left[i].b, left[i].a)
            meets = math.hypot(end[0] - at[0], end[1] - at[1]) <= SAME
            if i not in taken and meets and not (met[i, True] > 1 and met[i, False] > 1):
                taken.add(i)
                free.append(far)
    runs = []
    for group in groups([left[i] for i in sorted(taken)]):
        parts = [(r.a, r.b) for r in group if r.long > HEAD / 2 or r.level or r.upright]
        ids = {r.thing for r in group}
        way = chain(parts, SAME)
        if way:
            runs.append((way, ids))
        else:
            runs += [((r.a, r.b), {r.thing}) for r in group]
    return runs


def _on_edge(box: Box, at: Point) -> bool:
    x0, y0, x1, y1 = box
    outside = math.hypot(max(x0 - at[0], 0.0, at[0] - x1), max(y0 - at[1], 0.0, at[1] - y1))
    inside = min(at[0] - x0, x1 - at[0], at[1] - y0, y1 - at[1])
    return outside <= _TOUCHES and inside <= _TOUCHES


def _heads(way: tuple[Point, ...], tips: list[Point]) -> tuple[bool, bool]:
    """Whether an arrowhead lies at each end, or between the end and the symbol that it points at."""
    ends = []
    for end in (way[0], way[-1]):
        ends.append(any(math.hypot(end[0] - t[0], end[1] - t[1]) <= HEAD * 0.75 for t in tips))
    return ends[0], ends[1]


_ALONE = re.compile(r"\W*(?:ya|y)\W*", re.IGNORECASE)
"""A label by itself; `Tidak` may begin a longer one."""


def page_labels(words: list[dict[str, Any]], number: int) -> list[Label]:
    """Words that say yes or no, joined with the words beside them."""
    labels: list[Label] = []
    last: dict[str, Any] | None = None
    for word in sorted(words, key=lambda w: (round(w["top"]), w["x0"])):
        beside = last is not None and abs(last["top"] - word["top"]) <= 2 and 0 <= word["x0"] - last["x1"] <= 5
        if (
            beside
            and labels
            and not _ALONE.fullmatch(word["text"])
            and not _ALONE.fullmatch(last["text"] if last else "")
        ):
            text = f"{labels[-1].text} {word['text']}"
            labels[-1] = Label(text, labels[-1].at, number)
        else:
            labels.append(
                Label(word["text"], ((word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2), number)
            )
        last = word
    return [label for label in labels if answer(label.text)]


__all__ = ["PageDrawing", "page_drawing", "page_labels"]
