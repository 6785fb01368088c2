"""`value.name` for values that are no contexts: parts of dates, times, durations and ranges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generator.feel import calendar
from generator.feel.values import DAY, SECOND, Date, DateTime, DaysDuration, MonthsDuration, Range, Time

MISSING = object()
"""The value has no such property."""


def property_of(value: Any, name: str) -> Any:
    """The property, or MISSING."""
    match value:
        case Date():
            return _of_date(value, name)
        case DateTime():
            found = _of_date(value.date, name)
            return found if found is not MISSING else _of_time(value, name)
        case Time():
            return _of_time(value, name)
        case DaysDuration(nanos):
            return _of_days(nanos, name)
        case MonthsDuration(months):
            size = abs(months)
            sign = -1 if months < 0 else 1
            return {"years": sign * (size // 12), "months": sign * (size % 12)}.get(name, MISSING)
        case Range():
            return {
                "start": value.start,
                "end": value.end,
                "start included": value.start_included,
                "end included": value.end_included,
            }.get(name, MISSING)
        case _:
            return MISSING


def _of_date(date: Date, name: str) -> Any:
    match name:
        case "year":
            return date.year
        case "month":
            return date.month
        case "day":
            return date.day
        case "weekday":
            return calendar.weekday(date.number)
        case _:
            return MISSING


def _of_time(value: Time | DateTime, name: str) -> Any:
    seconds = value.nanos // SECOND
    match name:
        case "hour":
            return seconds // 3600
        case "minute":
            return seconds // 60 % 60
        case "second":
            return seconds % 60
        case "time offset":
            return None if value.offset is None else DaysDuration(value.offset * SECOND)
        case "timezone":
            return None if value.zone is None else value.zone.name
        case _:
            return MISSING


def _of_days(nanos: int, name: str) -> Any:
    size = abs(nanos)
    sign = -1 if nanos < 0 else 1
    seconds, fraction = divmod(size % DAY, SECOND)
    match name:
        case "days":
            return sign * (size // DAY)
        case "hours":
            return sign * (seconds // 3600)
        case "minutes":
            return sign * (seconds // 60 % 60)
        case "seconds":
            whole = sign * (seconds % 60)
            return whole if fraction == 0 else Decimal(sign * (seconds % 60 * SECOND + fraction)).scaleb(-9)
        case _:
            return MISSING
