"""Between JSON and FEEL: what an evaluation may be given, and what it hands back."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from generator.feel.errors import FeelEvaluationError
from generator.feel.numbers import number_from_float
from generator.feel.temporal_text import written
from generator.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time

MAX_NODES = 1_000_000
"""Values that one result may have; sharing makes small expressions of huge results."""
_LARGEST_POWER = 300
_PLAIN = frozenset((str, int, bool, type(None)))
_TEMPORAL = frozenset((Date, Time, DateTime, DaysDuration, MonthsDuration))


def from_json(value: Any) -> Any:
    """The FEEL value of a JSON value; what has no fractions in it comes back as it is."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if kind is float:
        return number_from_float(value)
    if kind is list or kind is dict:
        changed = None
        for place, item in enumerate(value) if kind is list else value.items():
            if item.__class__ not in _PLAIN:
                new = from_json(item)
                if new is not item:
                    changed = value.copy() if changed is None else changed
                    changed[place] = new
        return value if changed is None else changed
    if kind is tuple:
        return [from_json(item) for item in value]
    return value


def to_json(value: Any) -> Any:
    """The JSON value of a result: dates, times and durations as ISO 8601, functions and ranges as null."""
    if value.__class__ in _PLAIN:
        return value
    try:
        return _to_json(value, [MAX_NODES])
    except RecursionError:
        raise FeelEvaluationError("The result is nested too deeply") from None


def _to_json(value: Any, left: list[int]) -> Any:
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if kind is Decimal:
        return _number(value)
    if kind is list or kind is dict:
        left[0] -= len(value) + 1
        if left[0] < 0:
            raise FeelEvaluationError("The result is too large")
        if kind is list:
            return [_to_json(item, left) for item in value]
        return {key: _to_json(item, left) for key, item in value.items()}
    if kind in _TEMPORAL:
        return written(value, iso_zone=True)
    if kind is Range or kind is Function:
        return None
    return value


def _number(value: Decimal) -> int | float | None:
    if not value:
        return 0
    if value.adjusted() > _LARGEST_POWER:
        return None
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else None
