"""Reader for .pdf: ruled tables by their lines, unruled and scanned ones by the gutters between columns."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import pdfplumber

from generator.findings import Finding, Place, SourceRefusedError
from generator.sources.clean import clean_cell
from generator.sources.drawings.grid import Band, columns_of
from generator.sources.drawings.pdf_drawing import PdfDrawing
from generator.sources.headers import group_kind, heading_kind
from generator.sources.ocr import MAX_OCR_PAGES, OcrError, engine, recognise, scale_for
from generator.sources.pdf_open_rows import open_rows
from generator.sources.pdf_text import level_rules, level_text, with_rotated_text
from generator.sources.table import SourceRow

MAX_PAGES = 300
_LINE_TOLERANCE = 3.0
"""Points: words this near in height stand in one line."""
_PICTURE = 0.3
"""Share of the page that the picture of a scanned page covers at least."""
_EDGE = 0.12
"""Share of the page's height, above and below, that holds running heads, page numbers and marks of a signature."""
_FEW_LETTERS = 12
_GUTTER = 5.0
"""Points: white space at least this wide in every line parts two columns."""


def read_pdf(name: str, data: bytes) -> tuple[tuple[SourceRow, ...], tuple[Finding, ...]]:
    """Rows of all pages; refused when no page has text."""
    rows: list[SourceRow] = []
    findings: list[Finding] = []
    characters = 0
    scanned: list[int] = []
    edges: list[float] = []
    drawing = PdfDrawing()
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > MAX_PAGES:
                raise SourceRefusedError("berkas-ditolak", f"PDF lebih dari {MAX_PAGES} halaman.", Place(name))
            for number, page in enumerate(document.pages, start=1):
                characters += len(page.chars)
                level_text(page.chars)
                level_rules(page.lines)
                if _is_picture(page):
                    scanned.append(number)
                    found, edges = _scanned_page(name, page, number, edges, findings, len(scanned))
                    rows += found
                else:
                    found, edges = _page(name, page, number, edges, drawing)
                    rows += found
                page.close()
    except SourceRefusedError:
        raise
    except Exception as error:  # pdfminer raises many kinds for broken files
        raise SourceRefusedError("berkas-ditolak", f"PDF rusak ({type(error).__name__}).", Place(name)) from None
    if not characters and not any(not row.blank for row in rows):
        raise SourceRefusedError(
            "berkas-pindaian",
            "PDF ini hasil pindaian: tidak ada teks yang dapat dibaca.",
            Place(name),
        )
    rows, unread = drawing.placed(name, rows)
    return tuple(rows), (*findings, *unread)


def _is_picture(page: Any) -> bool:
    """A scan: nothing but a picture, or one over much of the page whose only text is a line at the page's edge.

    Signing services print such a line (`Dokumen ini ditandatangani secara elektronik`) on every page.
    """
    if not page.images or not page.chars:
        return bool(page.images)
    largest = max((i["x1"] - i["x0"]) * (i["bottom"] - i["top"]) for i in page.images)
    if largest < _PICTURE * float(page.width) * float(page.height):
        return False
    edge = _EDGE * float(page.height)
    middle = [c for c in page.chars if c["text"].strip() and edge < c["top"] < float(page.height) - edge]
    return len(middle) < _FEW_LETTERS


def _scanned_page(
    name: str, page: Any, number: int, edges: list[float], findings: list[Finding], count: int
) -> tuple[list[SourceRow], list[float]]:
    """A page that is only a picture, by OCR; without an engine it is named, so that no row is lost in silence."""
    program = engine()
    place = Place(name, page=number)
    if program is None or count > MAX_OCR_PAGES:
        sentence = f"Halaman {number} hasil pindaian dan tidak dibaca."
        findings.append(Finding("halaman-pindaian", sentence, place))
        return [], edges
    picture = io.BytesIO()
    page.to_image(resolution=72 * scale_for(float(page.width), float(page.height))).original.save(picture, "PNG")
    return recognised_rows(name, program, picture.getvalue(), place, edges, findings)


def recognised_rows(
    name: str, program: str, picture: bytes, place: Place, edges: list[float], findings: list[Finding]
) -> tuple[list[SourceRow], list[float]]:
    """Rows of one picture by OCR, with a finding that says so; a failure of the engine is a finding too."""
    try:
        page = recognise(program, picture)
    except OcrError as error:
        findings.append(Finding("halaman-pindaian", f"{place}: {error}", place))
        return [], edges
    weak = f"; {page.weak} dari {len(page.words)} kata meragukan" if page.weak else ""
    findings.append(Finding("teks-ocr", f"Teks halaman {place.page or 1} dibaca dengan OCR{weak}.", place))
    lines, edges = _text_lines(name, place.page or 1, _lines(list(page.words)), edges)
    return [row for _, rows in lines for row in rows], edges


def _page(
    name: str, page: Any, number: int, edges: list[float], drawing: PdfDrawing
) -> tuple[list[SourceRow], list[float]]:
    page = drawing.taken_from(page, number)
    tables = [t for t in page.find_tables() if len(t.rows) >= 2 and t.bbox[2] - t.bbox[0] > 100]
    found: list[tuple[float, list[SourceRow]]] = []
    for index, table in enumerate(tables, start=1):
        rows = []
        columns = columns_of([row.cells for row in table.rows])
        for r, cells in enumerate(with_rotated_text(page, table), start=1):
            texts = tuple(clean_cell(c or "") for c in cells)
            merged = frozenset(i for i, c in enumerate(cells) if c is None and _above(table, r - 1, i))
            place = Place(name, page=number, table=index, row=r)
            rows.append(SourceRow(place, texts, continued=merged, table=number * 1000 + index))
            sides = [c for c in table.rows[r - 1].cells if c is not None]
            if sides:
                top, bottom = min(c[1] for c in sides), min(c[3] for c in sides)
                drawing.bands.append(Band(place, number, top, bottom, columns, cells=len(sides)))
        found.append((table.bbox[1], rows))
    outside = page
    for table in tables:
        box = table.bbox
        outside = outside.filter(lambda o, box=box: not _within(o, box))
    words = outside.extract_words(keep_blank_chars=False, use_text_flow=False)
    lines = _lines(words)
    for index, table in enumerate(tables, start=1):
        rows_without_rule, lines = open_rows(name, number, index, table, lines)
        found += rows_without_rule
    loose, edges = _text_lines(name, number, lines, [] if tables else edges)
    found += loose
    found.sort(key=lambda item: item[0])
    return [row for _, rows in found for row in rows], edges


def _above(table: Any, row: int, column: int) -> bool:
    """A missing cell is covered by the one above it when the row above has it or is covered too."""
    if row == 0:
        return False
    cells = table.rows[row].cells
    left = next((c for c in reversed(cells[:column]) if c is not None), None)
    right = next((c for c in cells[column + 1 :] if c is not None), None)
    above = table.rows[row - 1].cells[column]
    if above is None:
        return _above(table, row - 1, column)
    if left is not None and left[2] > above[0] + 1:
        return False  # the cell to the left stretches over this column
    return right is None or right[0] >= above[2] - 1


def _within(thing: dict[str, Any], box: Sequence[float]) -> bool:
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _lines(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda w: (w["top"], w["x0"])):
        if lines and abs(lines[-1][0]["top"] - word["top"]) <= _LINE_TOLERANCE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w["x0"]) for line in lines]


def _text_lines(
    name: str, page: int, lines: list[list[dict[str, Any]]], carried: list[float]
) -> tuple[list[tuple[float, list[SourceRow]]], list[float]]:
    """Lines of running text; from a heading line on, cells by the gutters of the table below it.

    A page without a heading goes on with the columns of the page before (`carried`) from its first numbered line on.
    """
    heading = next((i for i, line in enumerate(lines) if _is_heading(line)), None)
    found: list[tuple[float, list[SourceRow]]] = []
    edges: list[float] = []
    beside: set[int] = set()
    if heading is None and len(carried) > 2:
        numbered = (
            i for i, x in enumerate(lines) if re.match(r"\d{1,3}\W?$", x[0]["text"]) and x[0]["x0"] < carried[1]
        )
        heading = next(numbered, None)
        edges = carried
    elif heading is not None:
        beside = _beside_table(lines, heading)
        edges = _column_edges([line for i, line in enumerate(lines) if i >= heading and i not in beside])
    for i, line in enumerate(lines):
        place = Place(name, page=page, line=i + 1)
        if heading is not None and i >= heading and len(edges) > 2 and i not in beside:
            cells = [""] * len(edges)
            for word in line:
                middle = (word["x0"] + word["x1"]) / 2
                column = max((k for k, edge in enumerate(edges) if edge <= middle), default=0)
                cells[column] = f"{cells[column]} {word['text']}".strip()
            row = SourceRow(place, tuple(clean_cell(c) for c in cells))
        else:
            row = SourceRow(place, (clean_cell(" ".join(w["text"] for w in line)),), paragraph=True)
        found.append((line[0]["top"], [row]))
    return found, edges


def _is_heading(line: list[dict[str, Any]]) -> bool:
    kinds = {heading_kind(w["text"]) or group_kind(w["text"]) for w in line} - {None}
    return len(kinds) >= 3


def _beside_table(lines: list[list[dict[str, Any]]], heading: int) -> set[int]:
    """Lines below a heading that begin in the column of numbers with words: text after the table, not in it."""
    first = lines[heading][0]
    if heading_kind(first["text"]) != "no":
        return set()
    return {
        i
        for i, line in enumerate(lines)
        if i > heading
        and line[0]["x0"] <= first["x1"]
        and re.match(r"[A-Za-z]{2}", line[0]["text"])
        and not _is_heading(line)
    }


def _column_edges(lines: list[list[dict[str, Any]]]) -> list[float]:
    """Left edges of the columns: after every gutter that no line of the table crosses."""
    table = [line for line in lines if not re.fullmatch(r"\W*\d*\W*", " ".join(w["text"] for w in line))]
    spans = sorted((w["x0"], w["x1"]) for line in table for w in line)
    if not spans:
        return []
    edges, right = [spans[0][0] - 1], spans[0][1]
    for left, end in spans:
        if left - right >= _GUTTER:
            edges.append((left + right) / 2)
        right = max(right, end)
    return edges
