"""Text of PDF pages that does not lie level: headings written upwards, letters turned by next to nothing."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

_LEVEL = 0.05
"""Tangent of an angle (3 degrees) that no reader sees."""
_BELOW = 0.2
"""Share of a letter's size that lies below its line."""
_ASKEW = 1.0
"""Points by which the ends of a level rule may differ."""


def level_text(chars: Sequence[dict[str, Any]]) -> None:
    """Marks letters as upright that a program turned by a rounding error; the library parts them from their words."""
    for char in chars:
        a, b, c, d = char["matrix"][:4]
        if not char["upright"] and abs(b) <= _LEVEL * abs(a) and abs(c) <= _LEVEL * abs(d):
            char["upright"] = True
    step = 0.0
    for i, char in enumerate(chars):
        if not _askew(char):
            step = 0.0
            continue
        after = chars[i + 1] if i + 1 < len(chars) else None
        ahead = after["matrix"][4] - char["matrix"][4] if after is not None and _askew(after) else 0.0
        if after is not None and 0 < ahead < 3 * char["adv"] and after["matrix"][5] == char["matrix"][5]:
            step = ahead
        if step:
            _lay_level(char, min(step, char["adv"]))


def _askew(char: dict[str, Any]) -> bool:
    """Turned, but neither upright nor on its side."""
    a, b = char["matrix"][:2]
    return bool(a and abs(b) > _LEVEL * abs(a))


def _lay_level(char: dict[str, Any], wide: float) -> None:
    """Gives the letter the box it has on a level line.

    Letters that follow each other along a level line lie level, whatever their matrix says: `1e-9`, which is no number
    in a PDF, is read as 1 by the library.
    """
    _, b, _, d, left, base = char["matrix"]
    size = max(1.0, (char["bottom"] - char["top"] - abs(b) * char["adv"]) / abs(d or 1.0))
    ground = char["y0"] + char["bottom"]  # the height of the page
    char["x0"], char["x1"] = left, left + wide
    char["bottom"] = ground - base + _BELOW * size
    char["top"], char["size"], char["upright"] = char["bottom"] - size, size, True


def level_rules(lines: Sequence[dict[str, Any]]) -> None:
    """Makes rules level that the same error turned; only level ones are sides of cells."""
    for line in lines:
        wide, high = abs(line["x1"] - line["x0"]), abs(line["bottom"] - line["top"])
        if 0 < high <= min(_LEVEL * wide, _ASKEW):
            line["top"] = line["bottom"] = (line["top"] + line["bottom"]) / 2
        elif 0 < wide <= min(_LEVEL * high, _ASKEW):
            line["x0"] = line["x1"] = (line["x0"] + line["x1"]) / 2


def with_rotated_text(page: Any, table: Any) -> list[list[str | None]]:
    """The cells of a ruled table; what is written upwards or downwards in a cell is read in its own direction."""
    rows: list[list[str | None]] = table.extract()
    turned = [c for c in page.chars if not c["upright"]]
    if not turned:
        return rows
    for r, row in enumerate(table.rows):
        for i, box in enumerate(row.cells):
            inside = [c for c in turned if box is not None and _within(c, box)]
            if inside:
                level = page.crop(box).filter(lambda o: o.get("object_type") != "char" or o["upright"]).extract_text()
                rows[r][i] = "\n".join(text for text in (_read_turned(inside), level.strip()) if text)
    return rows


def _within(char: dict[str, Any], box: Sequence[float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _read_turned(chars: list[dict[str, Any]]) -> str:
    """Lines of one direction: upwards they follow each other to the right, downwards to the left."""
    up = sum(c["matrix"][1] > 0 for c in chars) * 2 >= len(chars)
    wide = statistics.median(c["x1"] - c["x0"] for c in chars)
    lines: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda c: c["x0"]):
        if lines and char["x0"] - lines[-1][0]["x0"] < wide / 2:
            lines[-1].append(char)
        else:
            lines.append([char])
    texts = []
    for line in lines if up else lines[::-1]:
        ordered = sorted(line, key=lambda c: -c["bottom"] if up else c["top"])
        text, before = "", None
        for char in ordered:
            gap = 0.0 if before is None else (before["top"] - char["bottom"] if up else char["top"] - before["bottom"])
            text += (" " if gap > wide / 5 else "") + char["text"]
            before = char
        texts.append(" ".join(text.split()))
    return "\n".join(texts)
