"""What is drawn, whatever the format: symbols, lines with arrowheads, labels. Lengths are points, y grows downwards.

The symbols are those of PermenPAN-RB 35/2012 (lampiran, simbol bagan alir): capsule for start and end, rectangle for a
process, diamond for a decision, arrow, and the five-sided off-page connector.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.sources.table import SymbolKind

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

MAX_SHAPES = 4000
"""Symbols, lines and labels of one document; what has more is no flowchart and is not read."""


@dataclass(frozen=True)
class Shape:
    kind: SymbolKind
    box: Box
    page: int = 1
    text: str = ""
    key: str = ""
    """Its id in the document, where connectors name their ends."""
    exact: bool | None = None
    """True where it stands in its cell itself, false where its place is a guess; else the row's heights decide."""

    @property
    def middle(self) -> Point:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True)
class Line:
    """A connector from its first to its last point. `heads`: arrowheads at the first and the last point."""

    points: tuple[Point, ...]
    page: int = 1
    heads: tuple[bool, bool] = (False, False)
    keys: tuple[str, str] = ("", "")
    """Ids of the shapes at its ends, where the document names them."""


@dataclass(frozen=True)
class Label:
    """Words beside a line: `Ya`, `Tidak`."""

    text: str
    at: Point
    page: int = 1


@dataclass(frozen=True)
class Drawing:
    shapes: tuple[Shape, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()
    unread: tuple[tuple[int, Box], ...] = ()
    """Page and place of pictures, and of shapes that are no symbols."""
    reach: float = 5.0
    """Points between the end of a line and the shape that it belongs to; more where places are estimated."""


def polygon_kind(preset: str) -> SymbolKind | None:
    """The symbol that a preset shape of DrawingML stands for; None for pictures, braces, callouts and the like.

    >>> polygon_kind("flowChartDecision"), polygon_kind("roundRect"), polygon_kind("cloudCallout")
    ('diamond', 'rounded', None)
    """
    return _PRESETS.get(preset.lower())


_PRESETS: dict[str, SymbolKind] = {
    "rect": "box", "flowchartprocess": "box", "flowchartpredefinedprocess": "box", "flowchartalternateprocess": "box",
    "flowchartinputoutput": "box", "parallelogram": "box", "flowchartdocument": "box", "flowchartmultidocument": "box",
    "flowchartmanualinput": "box", "flowchartmanualoperation": "box", "flowchartpreparation": "box", "hexagon": "box",
    "snip1rect": "box", "snip2diagrect": "box", "flowchartinternalstorage": "box", "cube": "box", "bevel": "box",
    "roundrect": "rounded", "round2samerect": "rounded", "round2diagrect": "rounded", "flowchartterminator": "rounded",
    "flowchartdecision": "diamond", "diamond": "diamond",
    "ellipse": "circle", "flowchartconnector": "circle",
    "flowchartoffpageconnector": "off-page", "homeplate": "off-page",
}  # fmt: skip

_NO = re.compile(
    r"\b(?:tidak|tdk|tak|t|no|n|ditolak|tolak|belum|kurang|revisi|perbaik\w*|salah|dikembalikan)\b", re.IGNORECASE
)
_YES = re.compile(
    r"\b(?:ya|y|yes|setuju|disetujui|sesuai|lengkap|benar|ok|oke|layak|valid|memenuhi|cukup|terima|diterima)\b",
    re.IGNORECASE,
)


def answer(text: str) -> str:
    """`tidak` or `ya` where a label says one of them, in its common words; empty otherwise.

    >>> answer("Tidak lengkap"), answer("Ya"), answer("Arsip")
    ('tidak', 'ya', '')
    """
    if len(text) > 40:
        return ""
    return "tidak" if _NO.search(text) else "ya" if _YES.search(text) else ""
