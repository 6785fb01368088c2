"""How large text will be when bpmn-js draws it: Arial, 12 px in tasks, 11 px outside.

bpmn-js wraps text itself and ignores narrow label boxes (external labels wrap at 90 px or at the width of their box if
that is more), so a layout that wants no overlaps has to wrap the way diagram-js `Text.js` does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate

TASK_FONT = 12
LABEL_FONT = 11
LABEL_WRAP = 90
"""Width in px at which bpmn-js wraps event, gateway and flow labels."""

_REMEMBERED = 4096
"""Sizes of names kept, because a process says many things several times ("Ya", "Lewat tenggat")."""
_LINE = 1.2
_TASK_PADDING = 7
_TASK_HEIGHT = 80
_ICON = 24
"""Px from the left and upper border that the icon of a task takes."""
_TASK_WIDTHS = (100, 110, 120, 130, 140, 150, 160)

_SPACES = 7
"""Px of the spaces at which a name is broken into three lines."""
_OTHER = 1000
"""Any other character: at most as wide as the font is high, which errs on the safe side."""


class _Widths(dict[str, int]):
    def __missing__(self, character: str) -> int:
        return _OTHER


# Advance widths of Arial (and Liberation Sans) in thousandths of the font size, U+0020 to U+007E.
_ASCII = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_WIDTHS = _Widths({chr(32 + index): width for index, width in enumerate(_ASCII)} | {
    "–": 556, "—": 1000, "“": 333, "”": 333, "‘": 222, "’": 222, "…": 1000, "•": 350, "×": 584,
})  # fmt: skip

# The same of the wider one of Arial and DejaVu Sans, which a Linux computer without Arial shows instead.
_LABEL_ASCII = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 556,
    1015, 684, 686, 722, 770, 667, 611, 778, 752, 295, 500, 667, 557, 863, 748, 787,
    667, 787, 722, 667, 611, 732, 684, 989, 685, 667, 685, 390, 337, 390, 838, 556,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
)  # fmt: skip
LABEL_WIDTHS = _Widths({chr(32 + index): width for index, width in enumerate(_LABEL_ASCII)} | {
    "–": 556, "—": 1000, "“": 518, "”": 518, "‘": 318, "’": 318, "…": 1000, "•": 590, "×": 838,
})  # fmt: skip

_BREAKS = re.compile("(\\s|-|\u00ad)")


def width(text: str, size: int, widths: Mapping[str, int] = _WIDTHS) -> float:
    """Width in px of one line."""
    return sum(map(widths.__getitem__, text)) * size / 1000


def wrap(text: str, size: int, limit: float, widths: Mapping[str, int] = _WIDTHS) -> list[float]:
    """Widths in px of the lines that diagram-js makes of `text` within `limit` px."""
    lines: list[float] = []
    for source in text.splitlines() or [""]:
        # Widths up to each character, because every try to fit a line asks for that of another part.
        upto = [0, *accumulate(map(widths.__getitem__, source))]
        start, stop = 0, len(source)
        while True:
            line = fitted = source[start:stop]
            fitted_width = (upto[stop] - upto[start]) * size / 1000
            while fitted_width > limit and len(fitted) >= 2:
                fitted = _shorten(fitted, fitted_width, limit)
                fitted_width = (upto[start + len(fitted.rstrip())] - upto[start]) * size / 1000
            lines.append(fitted_width)
            if len(fitted) == len(line):
                break
            rest = line[len(fitted) :]
            start += len(fitted) + len(rest) - len(rest.lstrip())
            stop = start + len(rest.strip())
    return lines


def _shorten(line: str, line_width: float, limit: float) -> str:
    length = max(len(line) * limit / line_width, 1)
    if "-" not in line and line.isprintable():
        # Nothing but spaces to break at: the last one before `length`.
        end = math.ceil(length) - 1
        space = line.rfind(" ", 0, end + 1)
        return line[: min(space + 1, end)] or line[: max(round(length - 1), 1)]
    parts = _BREAKS.split(line)
    kept: list[str] = []
    used = 0
    if len(parts) > 1:
        for part in parts:
            if not part:
                continue
            if used + len(part) >= length:
                if part in "-\u00ad" and kept:
                    kept.pop()
                break
            kept.append(part)
            used += len(part)
    shortened = "".join(kept)
    return shortened or line[: max(round(length - 1), 1)]


@lru_cache(maxsize=_REMEMBERED)
def label_size(text: str, limit: int = LABEL_WRAP) -> tuple[int, int]:
    """Width and height in px of a label outside its shape, so that it is wrapped in the same way in a box that wide."""
    lines = wrap(text, LABEL_FONT, limit, LABEL_WIDTHS)
    wide = math.ceil(max(lines)) + 1
    if max(wide, limit) > LABEL_WRAP and wrap(text, LABEL_FONT, max(wide, LABEL_WRAP), LABEL_WIDTHS) != lines:
        wide = limit
    return wide, math.ceil(len(lines) * LABEL_FONT * _LINE)


@lru_cache(maxsize=_REMEMBERED)
def task_size(name: str) -> tuple[int, int]:
    """Width and height in px of a task that shows the whole name beside the icon in its upper left corner.

    Modeler's 100 x 80 where two lines are enough, otherwise up to 160 px wide; a third line is taken where the first
    one is short enough to stand clear of the icon. So in both fonts: which one the reader's computer has is not known.
    """
    inner = _TASK_WIDTHS[0] - 2 * _TASK_PADDING
    if width(name, TASK_FONT, LABEL_WIDTHS) <= inner:
        return _TASK_WIDTHS[0], _TASK_HEIGHT
    # Two lines in the wider font are two in the other one; three may be broken at other places.
    task_width, lines = _least_width(name, LABEL_WIDTHS, _TASK_WIDTHS[0])
    while lines == 3:
        other, _ = _least_width(name, _WIDTHS, task_width)
        if other == task_width:
            break
        task_width, lines = _least_width(name, LABEL_WIDTHS, other) if other else (0, 0)
    if task_width:
        return task_width, _TASK_HEIGHT
    most = _TASK_WIDTHS[-1]
    count = max(len(wrap(name, TASK_FONT, most - 2 * _TASK_PADDING, widths)) for widths in (_WIDTHS, LABEL_WIDTHS))
    needed = math.ceil(count * TASK_FONT * _LINE) + 2 * _ICON - 10
    return most, max(_TASK_HEIGHT, (needed + 9) // 10 * 10)


def _least_width(name: str, widths: Mapping[str, int], least: int) -> tuple[int, int]:
    """The least width, `least` or more, in which the name stands clear of the icon, and its lines; 0 and 0 for none."""
    whole = width(name, TASK_FONT, widths)
    longest = max((width(word, TASK_FONT, widths) for word in name.split()), default=0.0)
    for task_width in _TASK_WIDTHS:
        inner = task_width - 2 * _TASK_PADDING
        if task_width < least or longest > inner or whole > 2 * inner + task_width - 2 * _ICON + _SPACES:
            continue
        lines = wrap(name, TASK_FONT, inner, widths)
        if len(lines) <= 2 or (len(lines) == 3 and lines[0] <= task_width - 2 * _ICON):
            return task_width, len(lines)
    return 0, 0


def annotation_size(text: str, limit: int) -> tuple[int, int]:
    """Width and height in px of a text annotation that is `limit` px wide at most."""
    lines = wrap(text, TASK_FONT, limit - 10)
    return limit, max(30, math.ceil(len(lines) * TASK_FONT * _LINE) + 12)
