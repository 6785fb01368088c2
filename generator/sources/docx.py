"""Reader for .docx: paragraphs and tables in their order, merged cells, flowchart shapes noticed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx

from generator.findings import Finding, Place, SourceRefusedError
from generator.sources.clean import clean_cell
from generator.sources.drawings.word_shapes import shapes_outside, table_drawing
from generator.sources.headers import label_of
from generator.sources.packages import check_document, check_package
from generator.sources.table import MAX_COLUMNS, SourceRow

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset((_W + "txbxContent", _W + "del", _W + "moveFrom", _FALLBACK))


def read_docx(name: str, data: bytes) -> tuple[tuple[SourceRow, ...], tuple[Finding, ...]]:
    """Rows of the document body; the places count tables and rows from 1."""
    check_package(name, data)
    check_document(name, data)
    try:
        body = docx.Document(io.BytesIO(data)).element.body
    except Exception as error:  # python-docx raises many kinds for a broken package
        raise SourceRefusedError(
            "berkas-ditolak", f"Dokumen Word rusak ({type(error).__name__}).", Place(name)
        ) from None
    rows: list[SourceRow] = []
    findings: list[Finding] = []
    tables = paragraphs = 0
    for child in _blocks(body):
        if child.tag == _W + "p":
            paragraphs += 1
            text = clean_cell(_text(child))
            rows.append(SourceRow(Place(name, line=paragraphs), (text,), paragraph=True))
        elif child.tag == _W + "tbl":
            tables += 1
            number = tables
            own = list(_table(name, child, tables))
            drawn, unread = table_drawing(name, child, number, [row for row, _ in own])
            findings += unread
            for row, (_, nested) in zip(drawn, own, strict=True):
                rows.append(row)
                for inner in nested:
                    tables += 1
                    rows.extend(found for found, _ in _table(name, inner, tables))
    loose = shapes_outside(body)
    if loose:
        sentence = f"Dokumen memuat {loose} bentuk di luar tabel yang tidak dibaca."
        findings.append(Finding("gambar-diabaikan", sentence, Place(name)))
    return tuple(rows), tuple(findings)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables; content controls are looked into."""
    for child in parent:
        if child.tag in (_W + "p", _W + "tbl"):
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "customXml", _W + "ins"):
            yield from _blocks(child)


def _table(name: str, table: Any, number: int) -> Iterator[tuple[SourceRow, list[Any]]]:
    """Each row with the tables of labels that lie in its cells, which are read as tables of their own behind it."""
    for index, row in enumerate((r for r in table.iter(_W + "tr") if _owner(r) is table), start=1):
        cells: list[str] = []
        continued: set[int] = set()
        skip = row.find(f"{_W}trPr/{_W}gridBefore")
        cells += [""] * _number(skip)
        nested: list[Any] = []
        for cell in (c for c in row.iter(_W + "tc") if _owner_row(c) is row):
            properties = cell.find(_W + "tcPr")
            span, merge = 1, None
            if properties is not None:
                grid = properties.find(_W + "gridSpan")
                span = max(1, _number(grid)) if grid is not None else 1
                merge = properties.find(_W + "vMerge")
            if len(cells) + span > MAX_COLUMNS:
                break
            if merge is not None and merge.get(_W + "val") != "restart":
                continued.add(len(cells))
                cells.append("")
            else:
                labelled = [t for t in cell.iter(_W + "tbl") if _owner(t.getparent()) is table and _has_labels(t)]
                nested += labelled
                inside = {p for t in labelled for p in t.iter(_W + "p")}
                paragraphs = (p for p in cell.iter(_W + "p") if p not in inside and not _skipped(p, cell))
                cells.append(clean_cell("\n".join(map(_text, paragraphs))))
            cells += [""] * (span - 1)
        place = Place(name, table=number, row=index)
        yield SourceRow(place, tuple(cells), continued=frozenset(continued), table=number), nested


def _has_labels(table: Any) -> bool:
    """A table inside a cell that holds labels of the identity block beside their values; others are the cell's text."""
    rows = [r for r in table.iter(_W + "tr") if _owner(r) is table]
    first = [next(r.iter(_W + "tc"), None) for r in rows]
    texts = ["".join(t.text or "" for t in cell.iter(_W + "t")) for cell in first if cell is not None]
    return sum(label_of(text) is not None for text in texts) >= min(2, len(rows))


def _number(node: Any) -> int:
    value = node.get(_W + "val") if node is not None else None
    return min(int(value), MAX_COLUMNS) if value and value.isdigit() else 0


def _owner(node: Any) -> Any:
    while node is not None and node.tag != _W + "tbl":
        node = node.getparent()
    return node


def _owner_row(node: Any) -> Any:
    node = node.getparent()
    while node is not None and node.tag != _W + "tr":
        node = node.getparent()
    return node


def _skipped(node: Any, stop: Any) -> bool:
    """True inside a shape's text box or deleted text."""
    node = node.getparent()
    while node is not None and node is not stop:
        if node.tag in _SKIPPED:
            return True
        node = node.getparent()
    return False


def _text(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == _W + "t" and not _skipped(node, paragraph):
            parts.append(node.text or "")
        elif node.tag in (_W + "br", _W + "cr"):
            parts.append("\n")
        elif node.tag in (_W + "tab", _W + "noBreakHyphen"):
            parts.append(" " if node.tag == _W + "tab" else "-")
        elif node.tag == _W + "sym":
            parts.append("√")  # a symbol font character: a tick or bullet
    return "".join(parts)
