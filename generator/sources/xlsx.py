"""Reader for .xlsx: every sheet, merged cells, values of formulas."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string

from generator.findings import Finding, Place, SourceRefusedError
from generator.sources.drawings.excel_shapes import SheetDrawings
from generator.sources.packages import bounded_sheets, check_package
from generator.sources.table import MAX_COLUMNS, SourceRow
from generator.sources.xlsx_values import counted, shown

MAX_ROWS = 20_000


def read_xlsx(name: str, data: bytes) -> tuple[tuple[SourceRow, ...], tuple[Finding, ...]]:
    """Rows of all visible sheets, in order, without hidden columns. Formulas are not computed, their stored value is
    read; only row numbers (`=A5+1`, `=ROW()-4`) are counted on where a program stored none."""
    check_package(name, data)
    cells = bounded_sheets(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(cells), data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(io.BytesIO(cells), keep_links=False)
    except Exception as error:  # openpyxl raises many kinds for a broken package
        raise SourceRefusedError(
            "berkas-ditolak", f"Lembar kerja rusak ({type(error).__name__}).", Place(name)
        ) from None
    rows: list[SourceRow] = []
    findings: list[Finding] = []
    drawings = SheetDrawings(data)
    for sheet in values.worksheets:
        if sheet.sheet_state == "visible":
            own = list(_sheet_rows(name, sheet, _formulas(formulas[sheet.title]), findings))
            drawn, unread = drawings.placed(name, sheet, own, _hidden_columns(sheet))
            rows += drawn
            findings += unread
            rows.append(SourceRow(Place(name, sheet=sheet.title), ("",), paragraph=True))
    return tuple(rows), tuple(findings)


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    """The cells that are there, by (row, column). Walking over the rest would make a cell of each empty place."""
    cells: dict[tuple[int, int], Any] = sheet._cells
    return cells


def _formulas(sheet: Any) -> dict[tuple[int, int], str]:
    return {at: str(cell.value) for at, cell in _cells(sheet).items() if cell.data_type == "f"}


def _sheet_rows(
    name: str, sheet: Any, formulas: dict[tuple[int, int], str], findings: list[Finding]
) -> Iterator[SourceRow]:
    """Every row of one sheet; what cannot be read goes to `findings`."""
    by_row: dict[int, dict[int, Any]] = {}
    for (row, column), cell in _cells(sheet).items():
        if row <= MAX_ROWS and column <= MAX_COLUMNS:
            by_row.setdefault(row, {})[column] = cell
    if sheet.max_row > MAX_ROWS:
        sentence = f"Lembar {sheet.title} mempunyai {sheet.max_row} baris; hanya {MAX_ROWS} yang dibaca."
        findings.append(Finding("baris-terpotong", sentence, Place(name, sheet=sheet.title)))
    below, shaded, hidden = _merged_below(sheet), _shaded(sheet), _hidden_columns(sheet)
    numbers: dict[tuple[int, int], int] = {}
    for number in range(1, max(by_row, default=0) + 1):
        place = Place(name, sheet=sheet.title, row=number)
        cells = by_row.get(number, {})
        texts: list[str] = []
        continued: set[int] = set()
        for column in range(1, max(cells, default=0) + 1):
            if column in hidden:
                continue
            cell, formula = cells.get(column), formulas.get((number, column))
            text = shown(cell.value, cell.number_format) if cell is not None else ""
            if formula is not None and cell is not None and cell.value is None:
                text = counted(formula, number, numbers)
                if not text:
                    at = Place(name, sheet=sheet.title, row=number, cell=column)
                    findings.append(Finding("sel-tidak-terbaca", "Sel berisi rumus tanpa nilai tersimpan.", at))
            if text.isdigit():
                numbers[number, column] = int(text)
            if (number, column - 1) in below:
                continued.add(len(texts))
            texts.append(text or ("■" if (number, column) in shaded else ""))
        while texts and not texts[-1]:
            texts.pop()
        if texts and sheet.row_dimensions[number].hidden and number in sheet.row_dimensions:
            sentence = f"Baris {number} pada lembar {sheet.title} tersembunyi dan tidak dibaca."
            findings.append(Finding("baris-terpotong", sentence, place))
            continue
        yield SourceRow(place, tuple(texts) or ("",), continued=frozenset(continued), table=None)


def _hidden_columns(sheet: Any) -> frozenset[int]:
    """Columns that nobody sees; a group of them is kept under its first letter."""
    hidden: set[int] = set()
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            first = dimension.min or column_index_from_string(letter)
            hidden.update(range(first, min(dimension.max or first, MAX_COLUMNS) + 1))
    return frozenset(hidden)


def _shaded(sheet: Any) -> frozenset[tuple[int, int]]:
    """Empty cells that a colour of their own marks out, as owners draw a flowchart in a worksheet.

    A colour that fills most of a row (headings, striped tables) or most of a column (tinted columns) marks nothing.
    """
    filled: dict[tuple[int, int], str] = {}
    empty: set[tuple[int, int]] = set()
    for at, cell in _cells(sheet).items():
        colour = _colour(cell)
        if colour:
            filled[at] = colour
        if cell.value is None:
            empty.add(at)
    in_row = Counter((row, colour) for (row, _), colour in filled.items())
    in_column = Counter((column, colour) for (_, column), colour in filled.items())
    used_rows = len({row for row, _ in filled})
    return frozenset(
        (row, column)
        for (row, column), colour in filled.items()
        if (row, column) in empty and in_row[row, colour] <= 2 and in_column[column, colour] <= max(1, 0.6 * used_rows)
    )


def _colour(cell: Any) -> str:
    fill = getattr(cell, "fill", None)
    if fill is None or fill.fill_type != "solid":
        return ""
    colour = fill.fgColor
    plain = str(colour.rgb if colour.type == "rgb" else f"{colour.type}{colour.value}{colour.tint:.2f}")
    return "" if plain.upper() in ("00000000", "00FFFFFF", "FFFFFFFF", "THEME00.00") else plain


def _merged_below(sheet: Any) -> frozenset[tuple[int, int]]:
    """(row, cell index) of cells that a vertical merge covers."""
    covered = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row + 1, min(area.max_row, MAX_ROWS) + 1):
            covered.add((row, area.min_col - 1))
    return frozenset(covered)
