"""What a cell of a worksheet shows: its value in its number format, and row numbers that a formula counts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from openpyxl.utils import column_index_from_string

from generator.sources.clean import clean_cell

Numbers = Mapping[tuple[int, int], int]
"""Whole numbers read so far, by (row, column)."""


def shown(value: object, number_format: str) -> str:
    """The value as a person sees it, as far as words go: `15` in the format `0" menit"` is `15 menit`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "√" if value else ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, (int, float)):
        plain = str(int(value)) if isinstance(value, int) or value.is_integer() else str(value)
        return clean_cell(_with_words(plain, number_format, negative=value < 0))
    return clean_cell(str(value))


_WORDS = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<single>.)|(?P<digits>[0#?][0#?.,]*)|(?P<colour>\[[^\]]*\])')


def _with_words(plain: str, number_format: str, *, negative: bool) -> str:
    """The number with the words that its format puts around it; other parts of a format change only its looks."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    section = sections[1] if negative and len(sections) > 1 else sections[0]
    parts = list(_WORDS.finditer(section))
    words = "".join(m["quoted"] or m["single"] or "" for m in parts)
    if sum(bool(m["digits"]) for m in parts) != 1 or not re.search(r"[A-Za-z]{2}", words):
        return plain
    return "".join(plain if m["digits"] else (m["quoted"] or m["single"] or "") for m in parts)


_NEXT = re.compile(r"(?:\+?1\+)?\$?([A-Z]{1,3})\$?(\d{1,7})(?:\+1)?")
_OWN_ROW = re.compile(r"ROWS?\((?:\$?[A-Z]{1,3}\$?(?P<of>\d{1,7}))?\)(?P<shift>[+-]\d{1,5})?")
_LARGEST = re.compile(r"MAX\(\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})\)\+1")


def counted(formula: str, row: int, numbers: Numbers) -> str:
    """The row number that a formula gives: one more than a cell above, the row's own place, one more than the last one.

    Empty for every other formula; none is worked out.

    >>> counted("=A5+1", 6, {(5, 1): 3}), counted("=ROW()-4", 6, {}), counted("=MAX(A$1:A5)+1", 6, {(5, 1): 3})
    ('4', '2', '4')
    """
    text = re.sub(r"\s+", "", formula.upper()).removeprefix("=")
    if (match := _NEXT.fullmatch(text)) and ("+1" in text or text.startswith("1+")):
        before = numbers.get((int(match[2]), column_index_from_string(match[1])))
        return str(before + 1) if before is not None else ""
    if match := _OWN_ROW.fullmatch(text):
        number = int(match["of"] or row) + int(match["shift"] or 0)
        return str(number) if 0 < number < 10_000 else ""
    if (match := _LARGEST.fullmatch(text)) and match[1] == match[3]:
        column = column_index_from_string(match[1])
        above = range(min(int(match[4]), row), int(match[2]) - 1, -1)
        return str(next((numbers[r, column] for r in above if (r, column) in numbers), 0) + 1)
    return ""
