"""Functions that make a value of another type."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from generator.feel import numbers
from generator.feel.builtins.registry import InvalidArgument, builtin, whole
from generator.feel.builtins.temporal import day_of
from generator.feel.json_values import from_json, to_json
from generator.feel.numbers import Number
from generator.feel.string_value import string_of
from generator.feel.temporal_text import read_date, read_date_time, read_duration, read_time, read_zone
from generator.feel.values import (
    SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Zone,
    at_moment,
    date_or_none,
)


@builtin("string(from: any)")
def string(value: Any) -> str | None:
    """The value as text."""
    return string_of(value)


@builtin("number(from: number)")
def number_of_number(value: Number) -> Number:
    """The number itself."""
    return value


@builtin("number(from: string, grouping separator?: string?, decimal separator?: string?)")
def number(text: str, grouping: str | None = None, point: str | None = None) -> Number | None:
    """The number that the text says."""
    if (grouping not in (None, " ", ",", ".")) or (point not in (None, ",", ".")) or (grouping and grouping == point):
        raise InvalidArgument("these separators are not allowed")
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        if "." in text:
            raise InvalidArgument("the text is no number")
        text = text.replace(",", ".")
    digits = text.removeprefix("-").replace(".", "", 1)
    mantissa, mark, exponent = digits.lower().partition("e")
    if not (mantissa.isascii() and mantissa.isdigit()) or (mark and not exponent.lstrip("+-").isdigit()):
        raise InvalidArgument("the text is no number")
    if len(text) > 6000:
        raise InvalidArgument("the text is too long")
    return numbers.number_from_digits(text)


@builtin("date(from: string)")
def date_of_text(text: str) -> Date | None:
    """The date that the text says."""
    found = read_date(text)
    if found is None and "T" in text:
        moment = read_date_time(text)
        return None if moment is None else moment.date
    return found


@builtin("date(from: day)")
def date(value: Date | DateTime) -> Date:
    """The date of a date and time."""
    return day_of(value)


@builtin("date(year: number, month: number, day: number)")
def date_of_parts(year: Number, month: Number, day: Number) -> Date | None:
    """The date of its parts."""
    return date_or_none(whole(year), whole(month), whole(day))


@builtin("time(from: string)")
def time_of_text(text: str) -> Time | None:
    """The time that the text says."""
    found = read_time(text)
    if found is None and "T" in text[1:]:
        moment = read_date_time(text)
        return None if moment is None else moment.time
    return found


@builtin("time(from: time)")
def time(value: Time) -> Time:
    """The time itself."""
    return value


@builtin("time(from: day)")
def time_of_day(value: Date | DateTime) -> Time:
    """The time of a date and time; that of a date is midnight in UTC."""
    return value.time if isinstance(value, DateTime) else Time(0, Zone(0))


@builtin("time(hour: number, minute: number, second: number, offset?: days?)")
def time_of_parts(hour: Number, minute: Number, second: Number, offset: DaysDuration | None = None) -> Time | None:
    """The time of its parts."""
    hours, minutes = whole(hour), whole(minute)
    nanos = int(Decimal(second) * SECOND)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= nanos < 60 * SECOND):
        return None
    zone = None
    if offset is not None:
        if abs(offset.nanos) > 18 * 3600 * SECOND:
            return None
        zone = Zone(offset.nanos // SECOND)
    return Time((hours * 60 + minutes) * 60 * SECOND + nanos, zone)


@builtin("date and time(from: string)")
def date_and_time_of_text(text: str) -> DateTime | None:
    """The date and time that the text says."""
    return read_date_time(text)


@builtin("date and time(from: day)")
def date_and_time(value: Date | DateTime) -> DateTime:
    """The date and time itself, or the midnight of a date."""
    return value if isinstance(value, DateTime) else DateTime(value, 0)


@builtin("date and time(date: day, time: time)")
def date_with_time(date_: Date | DateTime, time_: Time) -> DateTime:
    """The date with another time."""
    return DateTime(day_of(date_), time_.nanos, time_.zone)


@builtin("date and time(date: date-time, timezone: string)")
def date_in_zone(value: DateTime, timezone: str) -> DateTime | None:
    """The same moment in another zone; a local one is taken to be in UTC."""
    zone = read_zone(timezone) if timezone else None
    if zone is None:
        raise InvalidArgument("no such time zone")
    return at_moment(value.moment, zone)


@builtin("duration(from: string)")
def duration(text: str) -> DaysDuration | MonthsDuration | None:
    """The duration that the text says."""
    return read_duration(text)


@builtin("duration(from: duration)")
def duration_itself(value: DaysDuration | MonthsDuration) -> DaysDuration | MonthsDuration:
    """The duration itself."""
    return value


@builtin("cycle(interval: duration)")
def cycle(interval: DaysDuration | MonthsDuration) -> str:
    """A timer cycle without end, as text."""
    return f"R/{string_of(interval)}"


@builtin("cycle(repetitions: number, interval: duration)")
def cycle_repeated(repetitions: Number, interval: DaysDuration | MonthsDuration) -> str:
    """A timer cycle that fires so often, as text."""
    return f"R{whole(repetitions)}/{string_of(interval)}"


@builtin("years and months duration(from: day, to: day)")
def years_and_months_duration(start: Date | DateTime, end: Date | DateTime) -> MonthsDuration:
    """Whole months between two days."""
    first, last = day_of(start), day_of(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)


@builtin("from unix timestamp(timestamp: number)", "from unix timestamp(timestamp: number, timezone: string)")
def from_unix_timestamp(timestamp: Number, timezone: str = "Z") -> DateTime | None:
    """The date and time of milliseconds since 1970 in UTC."""
    zone = read_zone(timezone) if timezone else None
    if zone is None:
        raise InvalidArgument("no such time zone")
    if not -(10**17) < timestamp < 10**17:
        raise InvalidArgument("the timestamp is out of bounds")
    return at_moment(int(Decimal(timestamp) * 1_000_000), zone)


@builtin("unix timestamp(date: date-time)")
def unix_timestamp(value: DateTime) -> int:
    """Milliseconds since 1970 in UTC."""
    return value.moment // 1_000_000


@builtin("from json(value: string)")
def from_json_text(value: str) -> Any:
    """The value that the JSON text says."""
    try:
        return from_json(json.loads(value, parse_float=Decimal, parse_constant=_no_constant))
    except (ValueError, RecursionError):
        raise InvalidArgument("the text is no JSON") from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


@builtin("to json(value: any)")
def to_json_text(value: Any) -> str:
    """The value as JSON."""
    return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
