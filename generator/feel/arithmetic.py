"""`+ - * / **` on numbers, texts, dates, times and durations; None where they have no meaning."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any

from generator.feel import calendar, numbers
from generator.feel.values import (
    DAY,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    at_moment,
    date_of_number,
)

_MAX_NANOS = 10**27
"""Durations beyond the years of the calendar have no meaning."""
_NUMBERS = frozenset((int, Decimal))


def add(left: Any, right: Any) -> Any:
    """left + right."""
    kind, other = left.__class__, right.__class__
    if kind in _NUMBERS and other in _NUMBERS:
        return numbers.add(left, right)
    if kind is str and other is str:
        return left + right
    if kind is other and (kind is DaysDuration or kind is MonthsDuration):
        if kind is DaysDuration:
            return _days(left.nanos + right.nanos)
        return _months(left.months + right.months)
    if kind is DaysDuration or kind is MonthsDuration:
        left, right = right, left
    if right.__class__ is DaysDuration:
        return _later(left, right.nanos)
    if right.__class__ is MonthsDuration:
        return _months_later(left, right.months)
    return None


def subtract(left: Any, right: Any) -> Any:
    """left - right."""
    kind, other = left.__class__, right.__class__
    if kind in _NUMBERS and other in _NUMBERS:
        return numbers.subtract(left, right)
    if other is DaysDuration:
        return _days(left.nanos - right.nanos) if kind is other else _later(left, -right.nanos)
    if other is MonthsDuration:
        return _months(left.months - right.months) if kind is other else _months_later(left, -right.months)
    if kind is Time and other is Time:
        return DaysDuration(left.moment - right.moment) if (left.zone is None) == (right.zone is None) else None
    if kind in (Date, DateTime) and other in (Date, DateTime):
        if kind is not other:
            return None
        if kind is Date:
            return DaysDuration((left.number - right.number) * DAY)
        return DaysDuration(left.moment - right.moment) if (left.zone is None) == (right.zone is None) else None
    return None


def multiply(left: Any, right: Any) -> Any:
    """left * right."""
    kind, other = left.__class__, right.__class__
    if kind in _NUMBERS and other in _NUMBERS:
        return numbers.multiply(left, right)
    if kind in _NUMBERS:
        left, right, other = right, left, kind
    if other not in _NUMBERS:
        return None
    if left.__class__ is DaysDuration:
        return _days(_toward_zero(numbers.multiply(left.nanos, right)))
    if left.__class__ is MonthsDuration:
        return _months(_toward_zero(numbers.multiply(left.months, right)))
    return None


def divide(left: Any, right: Any) -> Any:
    """left / right."""
    kind, other = left.__class__, right.__class__
    if kind in _NUMBERS and other in _NUMBERS:
        return numbers.divide(left, right)
    if kind is DaysDuration:
        if other is kind:
            return numbers.divide(left.nanos, right.nanos)
        quotient = numbers.divide(left.nanos, right) if other in _NUMBERS else None
        return None if quotient is None else _days(_toward_zero(quotient))
    if kind is MonthsDuration:
        if other is kind:
            return numbers.divide(left.months, right.months)
        quotient = numbers.divide(left.months, right) if other in _NUMBERS else None
        return None if quotient is None else _months(_toward_zero(quotient))
    return None


def power(left: Any, right: Any) -> Any:
    """left ** right."""
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return None if isinstance(left, bool) or isinstance(right, bool) else numbers.power(left, right)
    return None


def negate(value: Any) -> Any:
    """-value."""
    kind = value.__class__
    if kind in _NUMBERS:
        return -value if kind is int else numbers.CONTEXT.minus(value)
    if kind is DaysDuration:
        return DaysDuration(-value.nanos)
    return MonthsDuration(-value.months) if kind is MonthsDuration else None


def _guarded(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def guarded(left: Any, right: Any) -> Any:
        try:
            return operation(left, right)
        except DecimalException:
            return None

    return guarded


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": _guarded(add),
    "-": _guarded(subtract),
    "*": _guarded(multiply),
    "/": _guarded(divide),
    "**": power,
}
"""The operation of each operator."""


def _toward_zero(value: int | Decimal) -> int:
    return int(value)


def _days(nanos: int) -> DaysDuration | None:
    return DaysDuration(nanos) if abs(nanos) < _MAX_NANOS else None


def _months(months: int) -> MonthsDuration | None:
    return MonthsDuration(months) if abs(months) <= 24 * calendar.MAX_YEAR else None


def _later(value: Any, nanos: int) -> Any:
    kind = value.__class__
    if kind is Date:
        return date_of_number((value.number * DAY + nanos) // DAY)
    if kind is Time:
        return Time((value.nanos + nanos) % DAY, value.zone)
    if kind is DateTime:
        if value.zone is None:
            return at_moment(value.moment + nanos, None)
        return at_moment(value.moment + nanos, value.zone)
    return None


def _months_later(value: Any, months: int) -> Any:
    kind = value.__class__
    if kind is not Date and kind is not DateTime:
        return None
    date = value if kind is Date else value.date
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if abs(year) > calendar.MAX_YEAR:
        return None
    moved = Date(year, month + 1, min(date.day, calendar.days_of_month(year, month + 1)))
    return moved if kind is Date else DateTime(moved, value.nanos, value.zone)
