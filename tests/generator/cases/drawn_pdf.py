# ruff: noqa: E501 - markup stands on one line
"""Drawn documents as PDF, with the operators that office programs write; always the same bytes."""

from __future__ import annotations

import html
import math
import shutil
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

from tests.generator.cases.drawn import Drawn
from tests.generator.cases.drawn_layout import HEADING, HIGH, ROW, TOP, WIDE, Layout, Symbol, laid_out
from tests.generator.cases.small_pdf import _document, _text, _wrapped

Point = tuple[float, float]
GROUPS = ("No", "Kegiatan", "Pelaksana", "Mutu Baku", "Ket")


def drawn_pdf(case: Drawn) -> bytes:
    if case.form == "pdf-browser":
        return _printed(case)
    plan = laid_out(case)
    pages = []
    for number in range(len(plan.pages)):
        page = _Operators(case.form)
        _table(page, case, plan, number)
        for symbol in plan.symbols:
            if symbol.page == number:
                page.symbol(symbol)
        for arrow in plan.arrows:
            if arrow.page == number:
                page.arrow(arrow.points)
                if arrow.label and not case.form.endswith("-bare"):
                    page.write(*arrow.label_at, arrow.label)
        pages.append(page.lines)
    return _document(pages, 0.0)


def _table(page: _Operators, case: Drawn, plan: Layout, number: int) -> None:
    edges, roles = plan.edges, len(case.roles)
    first, last = plan.pages[number].first, plan.pages[number].last
    if number == 0:
        page.write(300, 30, case.office)
        page.write(300, 44, case.title)
    bottom = TOP + HEADING + (last - first) * ROW
    half = TOP + HEADING / 2
    ends = 2 + roles
    heads = [
        (0, 1, "No"),
        (1, 2, "Kegiatan"),
        (2, ends, "Pelaksana"),
        (ends, ends + 3, "Mutu Baku"),
        (ends + 3, ends + 4, "Ket"),
    ]
    for a, _, name in heads:
        page.write(edges[a] + 2, TOP + 10, name)
    for i, name in enumerate((*case.roles, "Kelengkapan", "Waktu", "Output")):
        for line, part in enumerate(_wrapped(name, edges[3 + i] - edges[2 + i])):
            page.write(edges[2 + i] + 2, half + 7 + 7 * line, part)
    for row in range(first, last):
        r, top = case.rows[row], plan.top(row)
        cells = [str(row + 1), r.uraian, *[""] * roles, r.kelengkapan, r.waktu, r.output, ""]
        for i, cell in enumerate(cells):
            for line, part in enumerate(_wrapped(cell, edges[i + 1] - edges[i])):
                page.write(edges[i] + 2, top + 10 + 9 * line, part)
    ys = [TOP, TOP + HEADING, *(TOP + HEADING + ROW * (i + 1) for i in range(last - first))]
    page.cells(edges, ys, half, (2, ends + 3))
    assert bottom == ys[-1]


class _Operators:
    """Writes symbols, arrows and rules the way one kind of program does."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.lines: list[str] = []

    def write(self, x: float, y: float, text: str) -> None:
        self.lines.append(_text(x, HIGH - y, text))

    def cells(self, xs: list[float], ys: list[float], half: float, span: tuple[int, int]) -> None:
        rules = [(xs[0], y, xs[-1], y) for y in ys] + [(xs[span[0]], half, xs[span[1]], half)]
        for i, x in enumerate(xs):
            top = half if span[0] < i < span[1] and i != span[1] - 3 else ys[0]
            rules.append((x, top, x, ys[-1]))
        for x0, y0, x1, y1 in rules:
            if self.form == "pdf-word":  # a thin filled rectangle for each side of each cell
                stops = [x for x in xs if x0 <= x <= x1] if y0 == y1 else [y for y in (*ys, half) if y0 <= y <= y1]
                for a, b in zip(sorted(stops), sorted(stops)[1:], strict=False):
                    box = (a, HIGH - y0 - 0.25, b - a, 0.5) if y0 == y1 else (x0 - 0.25, HIGH - b, 0.5, b - a)
                    self.lines.append("0 g " + " ".join(f"{v:.2f}" for v in box) + " re f")
            else:
                self.lines.append(f"{x0:.1f} {HIGH - y0:.1f} m {x1:.1f} {HIGH - y1:.1f} l S")

    def symbol(self, symbol: Symbol) -> None:
        outline = _outline(symbol)
        if self.form == "pdf-rulings" and symbol.kind in "BD":
            for a, b in zip(outline, outline[1:] + outline[:1], strict=True):
                self._path([a, b], "S")
        elif self.form == "pdf-rings":
            self._ring(outline)
        elif symbol.kind == "B":
            x0, y0, x1, y1 = symbol.box
            box = f"{x0:.2f} {HIGH - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re"
            self.lines += [f"1 g {box} f", f"0 G {box} S"] if self.form == "pdf-word" else [f"{box} S"]
        elif symbol.kind == "S":
            self.lines.append(_rounded(symbol.box) + " S")
        else:
            if self.form == "pdf-word":
                self.lines.append("1 g")
                self._path(outline, "h f")
            self._path(outline, "h S")
        if symbol.text:
            self.lines.append("0 g")
            self.write(symbol.box[0] + 3.5, symbol.box[1] + 8, symbol.text)

    def arrow(self, points: list[Point]) -> None:
        (ax, ay), (bx, by) = points[-2:]
        angle = math.atan2(by - ay, bx - ax)
        wings = [(bx - 5 * math.cos(angle + t), by - 5 * math.sin(angle + t)) for t in (0.4, -0.4)]
        if self.form in ("pdf-word", "pdf-rings"):
            self.lines.append("0 g")
            self._path(_stroked([*points[:-1], (bx - 4 * math.cos(angle), by - 4 * math.sin(angle))]), "h f")
            self._path([wings[0], (bx, by), wings[1]], "h f")
        elif self.form == "pdf-rulings":
            for a, b in pairwise(points):
                self._path([a, b], "S")
            for wing in wings:
                self._path([wing, (bx, by)], "S")
        else:
            self._path(points, "S")
            self.lines.append("0 g")
            self._path([wings[0], (bx, by), wings[1]], "h f")

    def _ring(self, outline: list[Point]) -> None:
        x, y = (sum(p[i] for p in outline) / len(outline) for i in (0, 1))
        inner = [(px + (x - px) * 0.03, py + (y - py) * 0.05) for px, py in outline]
        paths = [
            " ".join(f"{px:.2f} {HIGH - py:.2f} {'l' if i else 'm'}" for i, (px, py) in enumerate(part))
            for part in (outline, inner)
        ]
        self.lines.append(f"0 g {paths[0]} h {paths[1]} h f*")

    def _path(self, points: list[Point], end: str) -> None:
        steps = [f"{x:.2f} {HIGH - y:.2f} {'l' if i else 'm'}" for i, (x, y) in enumerate(points)]
        self.lines.append(" ".join([*steps, end]))


def _outline(symbol: Symbol) -> list[Point]:
    x0, y0, x1, y1 = symbol.box
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    if symbol.kind == "D":
        return [(x, y0), (x1, y), (x, y1), (x0, y)]
    if symbol.kind == "P":
        return [(x0, y0), (x1, y0), (x1, y0 + 8), (x, y1), (x0, y0 + 8)]
    if symbol.kind in "SC":
        r = (y1 - y0) / 2
        turn = [math.radians(a) for a in range(-90, 91, 15)]
        right = [(x1 - r + r * math.cos(t), y + r * math.sin(t)) for t in turn]
        return right + [(x0 + r - r * math.cos(t), y - r * math.sin(t)) for t in turn]
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def _rounded(box: tuple[float, float, float, float]) -> str:
    x0, y1, x1, y0 = box[0], HIGH - box[1], box[2], HIGH - box[3]
    r = (y1 - y0) / 2
    k, m = r * 0.5523, (y0 + y1) / 2
    return (
        f"{x0 + r:.2f} {y1:.2f} m {x1 - r:.2f} {y1:.2f} l "
        f"{x1 - r + k:.2f} {y1:.2f} {x1:.2f} {m + k:.2f} {x1:.2f} {m:.2f} c "
        f"{x1:.2f} {m - k:.2f} {x1 - r + k:.2f} {y0:.2f} {x1 - r:.2f} {y0:.2f} c {x0 + r:.2f} {y0:.2f} l "
        f"{x0 + r - k:.2f} {y0:.2f} {x0:.2f} {m - k:.2f} {x0:.2f} {m:.2f} c "
        f"{x0:.2f} {m + k:.2f} {x0 + r - k:.2f} {y1:.2f} {x0 + r:.2f} {y1:.2f} c h"
    )


def _stroked(points: list[Point], half: float = 0.4) -> list[Point]:
    """The outline of a stroked line, as programs write that turn strokes into filled areas."""
    left, right = [], []
    for i, (x, y) in enumerate(points):
        before, after = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length * half, dx / length * half
        if 0 < i < len(points) - 1:
            nx, ny = math.copysign(half, nx), math.copysign(half, ny)
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


def _printed(case: Drawn) -> bytes:
    """A page with the drawing laid over the table, printed by a browser."""
    plan = laid_out(case)
    roles = "".join(f"<th>{html.escape(r)}</th>" for r in case.roles)
    edges = plan.edges
    cols = "".join(f'<col style="width:{b - a}pt">' for a, b in pairwise(edges))
    body = "".join(
        f"<tr class=r><td>{i}<td>{html.escape(r.uraian)}{'<td>' * len(case.roles)}<td>{html.escape(r.kelengkapan)}"
        f"<td>{html.escape(r.waktu)}<td>{html.escape(r.output)}<td>"
        for i, r in enumerate(case.rows, start=1)
    )
    drawing = []
    for s in plan.symbols:
        x0, y0, x1, y1 = s.box
        if s.kind in "BS":
            rx = (y1 - y0) / 2 if s.kind == "S" else 0
            drawing.append(f'<rect x="{x0}" y="{y0}" width="{x1 - x0}" height="{y1 - y0}" rx="{rx}"/>')
        else:
            drawing.append('<polygon points="' + " ".join(f"{x},{y}" for x, y in _outline(s)) + '"/>')
    for a in plan.arrows:
        path = " ".join(f"{x},{y}" for x, y in a.points)
        drawing.append(f'<polyline points="{path}" marker-end="url(#tip)"/>')
        if a.label:
            drawing.append(f'<text x="{a.label_at[0]}" y="{a.label_at[1]}">{a.label}</text>')
    page = (
        f"<meta charset=utf-8><style>@page{{size:{WIDE}pt {HIGH}pt;margin:0}}body{{margin:0;font:7pt sans-serif}}"
        f"table{{position:absolute;left:{edges[0]}pt;top:{TOP}pt;width:{edges[-1] - edges[0]}pt;table-layout:fixed;"
        "border-collapse:collapse}td,th{border:.5pt solid #000;padding:1pt;vertical-align:top;box-sizing:border-box}"
        f"tr{{height:{HEADING / 2}pt}}.r{{height:{ROW}pt}}svg{{position:absolute;left:0;top:0}}"
        "th{font-size:5.5pt}svg *{fill:#fff;stroke:#000;stroke-width:.7}polyline{fill:none!important}text{fill:#000!important;stroke:none!important}"
        "marker path{fill:#000!important}h1{font-size:9pt;margin:20pt 300pt 0}</style>"
        f"<h1>{html.escape(case.office)}<br>{html.escape(case.title)}</h1><table><colgroup>{cols}</colgroup>"
        f"<tr><th rowspan=2>No<th rowspan=2>Kegiatan<th colspan={len(case.roles)}>Pelaksana<th colspan=3>Mutu Baku"
        f"<th rowspan=2>Ket</tr><tr>{roles}<th>Kelengkapan<th>Waktu<th>Output</tr>{body}</table>"
        f'<svg width="{WIDE}pt" height="{HIGH}pt" viewBox="0 0 {WIDE} {HIGH}"><defs><marker id="tip" viewBox="0 0 10 10" '
        'refX="9" refY="5" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs>'
        f"{''.join(drawing)}</svg>"
    )
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "sop.html"), Path(folder, "sop.pdf")
        source.write_text(page)
        program = shutil.which("chromium")
        assert program is not None, "the browser that prints this document is not there"
        command = [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={out}",
        ]
        subprocess.run([*command, f"file://{source}"], check=True, timeout=120, capture_output=True)
        return out.read_bytes()
