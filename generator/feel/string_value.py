"""Any value as text, as `string()` gives it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generator.feel.errors import FeelEvaluationError
from generator.feel.numbers import digits
from generator.feel.temporal_text import written
from generator.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time

MAX_LENGTH = 10_000_000
"""Characters of one text."""
_VALUE = 10
"""Characters that a value counts for, whatever it is; so there are no more than a million values in a text."""


def string_of(value: Any) -> str | None:
    """The text of a value; null stays null, a text stays as it is."""
    if value is None or isinstance(value, str):
        return value
    left = [MAX_LENGTH]
    return _shown(value, left)


def _shown(value: Any, left: list[int]) -> str:
    left[0] -= _VALUE
    if left[0] < 0:
        raise FeelEvaluationError("A text is too long")
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return digits(value)
        case str():
            left[0] -= len(value)
            return _quoted(value)
        case Date() | Time() | DateTime() | DaysDuration() | MonthsDuration():
            return written(value)
        case list():
            return "[" + ", ".join(_shown(item, left) for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{_key(key)}: {_shown(item, left)}" for key, item in value.items()) + "}"
        case Range(start, end, start_included, end_included):
            first, last = "[" if start_included else "(", "]" if end_included else ")"
            bounds = ("" if bound is None else _shown(bound, left) for bound in (start, end))
            return first + "..".join(bounds) + last
        case Function(parameters, _):
            return f"function({', '.join(parameters)})"
        case _:
            return str(value)


def _key(key: str) -> str:
    return key if key.isidentifier() else _quoted(key)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
