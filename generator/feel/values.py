"""Values of FEEL that JSON does not have: dates, times, durations, ranges and functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from generator.feel import calendar

SECOND = 1_000_000_000
"""Nanoseconds, in which times and durations are counted."""
DAY_SECONDS = 86_400
DAY = DAY_SECONDS * SECOND


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the calendar."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return calendar.day_number(self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Zone:
    """An offset in seconds, or a zone of the IANA database (whose offset depends on the day)."""

    offset: int | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time of the day in nanoseconds since midnight, local or in a zone."""

    nanos: int
    zone: Zone | None = None

    @property
    def offset(self) -> int | None:
        """Seconds ahead of UTC; a named zone has no day here, so that of winter 1970 counts."""
        if self.zone is None:
            return None
        if self.zone.offset is not None:
            return self.zone.offset
        return calendar.offset_of_zone(self.zone.name or "", 0, self.nanos // SECOND)

    @property
    def moment(self) -> int:
        """Nanoseconds since midnight in UTC (local times: since midnight), for comparing."""
        return self.nanos - (self.offset or 0) * SECOND


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time, local or in a zone."""

    date: Date
    nanos: int
    zone: Zone | None = None

    @property
    def offset(self) -> int | None:
        """Seconds ahead of UTC, None for a local one."""
        if self.zone is None:
            return None
        if self.zone.name is None:
            return self.zone.offset
        if self.zone.offset is not None:
            return self.zone.offset
        return calendar.offset_of_zone(self.zone.name, self.date.number, self.nanos // SECOND)

    @property
    def moment(self) -> int:
        """Nanoseconds since 1970 in UTC (local ones: as if they were)."""
        return self.date.number * DAY + self.nanos - (self.offset or 0) * SECOND

    @property
    def time(self) -> Time:
        """The time of the day."""
        return Time(self.nanos, self.zone)


@dataclass(frozen=True, slots=True, order=True)
class DaysDuration:
    """A length of time in nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A number of months of the calendar."""

    months: int


Temporal = Date | Time | DateTime | DaysDuration | MonthsDuration


@dataclass(frozen=True, slots=True)
class Range:
    """`[start..end]`; a side without a bound is None."""

    start: Any
    end: Any
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function that an expression defined; `call` takes the arguments in the order of `parameters`."""

    parameters: tuple[str, ...]
    call: Callable[[list[Any]], Any]


def date_or_none(year: int, month: int, day: int) -> Date | None:
    """The date, if the calendar has it."""
    if not (-calendar.MAX_YEAR <= year <= calendar.MAX_YEAR and 1 <= month <= 12):
        return None
    return Date(year, month, day) if 1 <= day <= calendar.days_of_month(year, month) else None


def date_of_number(number: int) -> Date | None:
    """The date so many days after 1970-01-01, unless it is out of all years."""
    if abs(number) > 366 * calendar.MAX_YEAR:
        return None
    return date_or_none(*calendar.civil(number))


def at_moment(moment: int, zone: Zone | None) -> DateTime | None:
    """The date and time in the zone at nanoseconds since 1970 in UTC."""
    offset = 0
    if zone is not None:
        offset = zone.offset if zone.name is None else calendar.offset_at(zone.name, moment // SECOND)  # type: ignore[assignment]
    number, nanos = divmod(moment + offset * SECOND, DAY)
    date = date_of_number(number)
    return None if date is None else DateTime(date, nanos, zone)


def from_datetime(value: datetime) -> DateTime:
    """An aware (or local) `datetime` of Python as a FEEL value."""
    zone: Zone | None = None
    offset = value.utcoffset()
    if offset is not None:
        name = getattr(value.tzinfo, "key", None)
        zone = Zone(None, name) if isinstance(name, str) and name != "UTC" else Zone(int(offset.total_seconds()))
    nanos = ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + value.microsecond * 1000
    return DateTime(Date(value.year, value.month, value.day), nanos, zone)
