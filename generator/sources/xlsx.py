"""Reader for .xlsx: every sheet, merged cells, values of formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections import Counter
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string

from generator.findings import Finding, Place, SourceRefusedError
from generator.sources.clean import clean_cell
from generator.sources.packages import check_package
from generator.sources.table import MAX_COLUMNS, SourceRow

MAX_ROWS = 20_000


def read_xlsx(name: str, data: bytes) -> tuple[tuple[SourceRow, ...], tuple[Finding, ...]]:
    """Rows of all visible sheets, in order. Formulas are not computed, their stored value is read; only row
    numbers (`=A5+1`) are counted on where a program stored none."""
    check_package(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl raises many kinds for a broken package
        raise SourceRefusedError(
            "berkas-ditolak", f"Lembar kerja rusak ({type(error).__name__}).", Place(name)
        ) from None
    rows: list[SourceRow] = []
    findings: list[Finding] = []
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            continue
        below = _merged_below(sheet)
        shaded = _shaded(sheet)
        numbers: dict[tuple[int, int], int] = {}
        last_row, last_column = min(sheet.max_row, MAX_ROWS), min(sheet.max_column, MAX_COLUMNS)
        if sheet.max_row > MAX_ROWS:
            sentence = f"Lembar {sheet.title} mempunyai {sheet.max_row} baris; hanya {MAX_ROWS} yang dibaca."
            findings.append(Finding("baris-terpotong", sentence, Place(name, sheet=sheet.title)))
        for number, cells in enumerate(sheet.iter_rows(max_row=last_row, max_col=last_column), start=1):
            texts = []
            for column, cell in enumerate(cells, start=1):
                text = _value(cell.value)
                formula = formulas[sheet.title].cell(number, column)
                counted = (
                    _counted(str(formula.value), numbers) if formula.data_type == "f" and cell.value is None else ""
                )
                text = text or counted
                if text.isdigit():
                    numbers[number, column] = int(text)
                if formula.data_type == "f" and cell.value is None and not counted:
                    place = Place(name, sheet=sheet.title, row=number, cell=column)
                    findings.append(Finding("sel-tidak-terbaca", "Sel berisi rumus tanpa nilai tersimpan.", place))
                texts.append(text or ("■" if (number, column) in shaded else ""))
            while texts and not texts[-1]:
                texts.pop()
            continued = frozenset(c for r, c in below if r == number)
            place = Place(name, sheet=sheet.title, row=number)
            rows.append(SourceRow(place, tuple(texts) or ("",), continued=continued, table=None))
        rows.append(SourceRow(Place(name, sheet=sheet.title), ("",), paragraph=True))
    return tuple(rows), tuple(findings)


def _shaded(sheet: Any) -> frozenset[tuple[int, int]]:
    """Empty cells that a colour of their own marks out, as owners draw a flowchart in a worksheet.

    A colour that fills most of a row (headings, striped tables) or most of a column (tinted columns) marks nothing.
    """
    filled: dict[tuple[int, int], str] = {}
    empty: set[tuple[int, int]] = set()
    last_row, last_column = min(sheet.max_row, MAX_ROWS), min(sheet.max_column, MAX_COLUMNS)
    for row in sheet.iter_rows(max_row=last_row, max_col=last_column):
        for cell in row:
            colour = _colour(cell)
            if colour:
                filled[cell.row, cell.column] = colour
            if cell.value is None:
                empty.add((cell.row, cell.column))
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


_NEXT = re.compile(r"=\s*\$?([A-Z]{1,3})\$?(\d{1,7})\s*\+\s*1\s*")


def _counted(formula: str, numbers: dict[tuple[int, int], int]) -> str:
    """`=A5+1` numbers a row: one more than a cell that was read already. No other formula is worked out."""
    match = _NEXT.fullmatch(formula)
    if not match:
        return ""
    before = numbers.get((int(match[2]), column_index_from_string(match[1])))
    return str(before + 1) if before is not None else ""


def _merged_below(sheet: Any) -> frozenset[tuple[int, int]]:
    """(row, cell index) of cells that a vertical merge covers."""
    covered = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row + 1, min(area.max_row, MAX_ROWS) + 1):
            covered.add((row, area.min_col - 1))
    return frozenset(covered)


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "√" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return clean_cell(str(value))
