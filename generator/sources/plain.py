"""Reader for text without tabs: aligned columns, pipe tables, HTML tables, columns run together."""

from __future__ import annotations

import re
from typing import Any

from lxml import html as lxml_html

from generator.findings import Place
from generator.sources.clean import CONTROL, clean_cell, decode
from generator.sources.headers import group_kind, heading_kind
from generator.sources.table import MAX_COLUMNS, SourceRow
from generator.sources.table_rows import is_title

_GAP = re.compile(r"\s{2,}")


def read_pipes(name: str, data: bytes) -> tuple[SourceRow, ...]:
    """Cells between bars, as in Markdown tables; other lines are running text."""
    rows = []
    for number, line in enumerate(decode(data).split("\n"), start=1):
        text = line.strip()
        if re.fullmatch(r"[|+:=\-\s]+", text) and len(text) > 3:
            continue
        if 3 <= text.count("|") <= MAX_COLUMNS:
            cells = tuple(_plain(clean_cell(c)) for c in text.removeprefix("|").removesuffix("|").split("|"))
            rows.append(SourceRow(Place(name, line=number), cells))
        else:
            rows.append(SourceRow(Place(name, line=number), (clean_cell(line),), paragraph=True))
    return tuple(rows)


def _plain(cell: str) -> str:
    """The cell without the marks of Markdown for bold and slanted words."""
    return re.sub(r"(\*\*|__|(?<![*\w])\*)(?=\S)(.+?)(?<=\S)\1", r"\2", cell) if "*" in cell or "__" in cell else cell


def read_aligned(name: str, data: bytes) -> tuple[SourceRow, ...]:
    """Columns held apart by blanks: cells begin where the words of the heading begin."""
    lines = [line.rstrip().expandtabs(8) for line in decode(data).split("\n")]
    rows: list[SourceRow] = []
    starts: list[int] = []
    headed = -9
    for number, line in enumerate(lines, start=1):
        chunks = _chunks(line)
        if len(chunks) > MAX_COLUMNS:
            rows.append(SourceRow(Place(name, line=number), (clean_cell(line),), paragraph=True))
            continue
        place = Place(name, line=number)
        if len(chunks) == 1 and is_title(clean_cell(line)):  # centred over the columns, and the end of the table above
            rows.append(SourceRow(place, (clean_cell(line),), paragraph=True))
            starts = []
            continue
        if _looks_like_heading(chunks) and number > headed + 2:
            starts, headed = _heading_starts(lines, number - 1), number
            _group_line_above(rows, lines, starts)
        if starts and len(chunks) >= 1 and (len(chunks) >= 2 or chunks[0][0] >= starts[min(1, len(starts) - 1)]):
            rows.append(SourceRow(place, _into_columns(chunks, starts)))
        else:
            rows.append(SourceRow(place, (clean_cell(line),), paragraph=True))
    return tuple(rows)


def _group_line_above(rows: list[SourceRow], lines: list[str], starts: list[int]) -> None:
    """The line above the heading gets its cells where it holds nothing but group headings, `Pelaksana   Mutu Baku`."""
    if not rows or len(lines) < len(rows) + 1:
        return
    chunks = _chunks(lines[len(rows) - 1])
    if chunks and all(group_kind(text) for _, text in chunks):
        rows[-1] = SourceRow(rows[-1].place, _into_columns(chunks, starts))


def _chunks(line: str) -> list[tuple[int, str]]:
    """(position, text) of the parts between gaps of two or more blanks."""
    return [(m.start(), m[0]) for m in re.finditer(r"\S+(?: \S+)*", line)]


def _looks_like_heading(chunks: list[tuple[int, str]]) -> bool:
    kinds = {heading_kind(text) or group_kind(text) for _, text in chunks} - {None}
    return len(kinds) >= 3


def _heading_starts(lines: list[str], index: int) -> list[int]:
    """Column positions from the heading lines together: the group line and the leaf line."""
    found: set[int] = set()
    for line in lines[index : index + 3]:
        chunks = _chunks(line)
        if len(chunks) > MAX_COLUMNS:
            break
        if re.match(r"\s*\d{1,3}[.)]?\s", line):
            break
        for position, text in chunks:
            if group_kind(text) is None or heading_kind(text) is not None:
                found.add(position)
    merged: list[int] = []
    for position in sorted(found):
        if not merged or position - merged[-1] > 2:
            merged.append(position)
    return merged


def _into_columns(chunks: list[tuple[int, str]], starts: list[int]) -> tuple[str, ...]:
    cells = [""] * len(starts)
    for position, text in chunks:
        column = max((i for i, s in enumerate(starts) if s <= position + 2), default=0)
        cells[column] = f"{cells[column]} {clean_cell(text)}".strip()
    return tuple(cells)


def read_html(name: str, data: bytes) -> tuple[SourceRow, ...]:
    """Rows of HTML tables with their spans, and the text between them."""
    text = CONTROL.sub("", decode(data))
    root: Any = lxml_html.fromstring(text or "<p></p>", parser=lxml_html.HTMLParser(no_network=True))
    rows: list[SourceRow] = []
    tables = 0
    inside: set[object] = set()
    for node in root.iter():
        if node.tag == "table" and node not in inside:
            tables += 1
            inside.update(node.iter())
            rows.extend(_html_table(name, node, tables))
        elif node not in inside and node.tag in ("p", "h1", "h2", "h3", "h4", "li", "div", "title"):
            own = node.text_content() if node.tag != "div" else (node.text or "")
            for line in clean_cell(own).split("\n"):
                rows.append(SourceRow(Place(name, line=node.sourceline), (line,), paragraph=True))
    return tuple(rows)


def _html_table(name: str, table: lxml_html.HtmlElement, number: int) -> list[SourceRow]:
    rows: list[SourceRow] = []
    hanging: dict[int, int] = {}
    for index, tr in enumerate(table.iter("tr"), start=1):
        cells: list[str] = []
        continued: set[int] = set()

        def hang(cells: list[str] = cells, continued: set[int] = continued) -> None:
            while hanging.get(len(cells), 0) > 0:
                hanging[len(cells)] -= 1
                continued.add(len(cells))
                cells.append("")

        for td in tr:
            if td.tag not in ("td", "th"):
                continue
            hang()
            across, down = _span(td, "colspan"), _span(td, "rowspan")
            at = len(cells)
            for breaking in td.iter("br", "p", "li", "div"):
                if breaking is not td:
                    breaking.tail = "\n" + CONTROL.sub("", breaking.tail or "")
            cells.append(clean_cell(td.text_content()))
            cells += [""] * (across - 1)
            for column in range(at, at + across):
                hanging[column] = down - 1
        hang()
        place = Place(name, table=number, row=index)
        rows.append(SourceRow(place, tuple(cells) or ("",), continued=frozenset(continued), table=number))
    return rows


def _span(cell: lxml_html.HtmlElement, attribute: str) -> int:
    value = cell.get(attribute, "1")
    return min(int(value), 200) if value.isdigit() and int(value) > 0 else 1
