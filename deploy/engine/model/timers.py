"""When timers are due: ISO 8601 dates, durations and repeating intervals; cron expressions are in `cron.py`.

Times are milliseconds since 1970. Calendar steps (years, months, weeks, days) are taken in UTC, the time of the engine.
Everything that cannot be read raises ValueError with one sentence for the person who wrote it; the sentence does not
show the value, which may come from a variable.
Source: Camunda's documentation of timer events, which names ISO 8601 and its profile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from deploy.engine.model.cron import Cron, parse_cron

FOREVER = -1
"""Repetitions of a cycle without end."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST_TEXT = 200
_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    r"(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?(?:\[([A-Za-z0-9_+/-]+)\]|@([A-Za-z0-9_+/-]+))?",
    re.ASCII,
)
_DURATION = re.compile(
    r"([+-]?)P(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?"
    r"(T(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?)(\d+)(?:[.,](\d{1,9}))?S)?)?",
    re.ASCII | re.IGNORECASE,
)
# The name of a time zone in the start has slashes too.
_CYCLE = re.compile(r"R(\d*)/(?:(.+)/)?([^/]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Duration:
    """An ISO 8601 duration: a calendar part and an exact part, as `P1M` is not a fixed time."""

    months: int = 0
    days: int = 0
    milliseconds: int = 0

    @property
    def is_positive(self) -> bool:
        """Whether it moves forward from every date."""
        shortest = self.months * 28 * 86_400_000 if self.months >= 0 else self.months * 31 * 86_400_000
        return shortest + self.days * 86_400_000 + self.milliseconds > 0

    def after(self, from_ms: int) -> int:
        """`from_ms` moved on: first the months (the 31st becomes the last day of a shorter month), then days and time.

        Raises ValueError when that leaves the years 1 to 9999.
        """
        if not self.months:
            return _in_calendar(from_ms + self.days * 86_400_000 + self.milliseconds)
        start = _datetime(from_ms)
        month = start.year * 12 + start.month - 1 + self.months
        year, month = month // 12, month % 12 + 1
        if not 1 <= year <= 9999:
            raise ValueError("The time is not between the years 1 and 9999.")
        moved = start.replace(year=year, month=month, day=min(start.day, _days_in(year, month)))
        return _in_calendar(_milliseconds(moved) + self.days * 86_400_000 + self.milliseconds)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A timer that fires again: an interval, from a start on or from now, or a cron expression."""

    repetitions: int
    """How often it fires in all; `FOREVER` without end."""
    interval: Duration | None = None
    start: int | None = None
    cron: Cron | None = None

    def first(self, now: int) -> int:
        """When it fires for the first time, set up at `now`: its start, even one in the past, or one interval on."""
        if self.start is not None:
            return self.start
        return self.following(now, now)

    def following(self, due: int, now: int) -> int:
        """When it fires after the time `due`, which has fired at `now`.

        Intervals count from the due time, so that they do not drift; what was missed while nothing ran fires once and
        not as often as it was missed, and counts from `now` then. Raises ValueError when the calendar ends before.
        """
        if self.interval is not None:
            following = self.interval.after(due)
            return following if following > now else self.interval.after(now)
        if self.cron is None:
            raise ValueError("The cycle has neither an interval nor a cron expression.")
        moment = self.cron.following(max(due, now))
        if moment is None:
            raise ValueError("The cron expression names a day that never comes.")
        return moment


def due_from_date(value: Any) -> int:
    """The time of `2026-03-01T09:00:00+07:00`, `...Z` or `...[Asia/Jakarta]`; UTC without a zone, as documented."""
    if not isinstance(value, str):
        raise ValueError(f"A date and time is a text such as 2026-03-01T09:00:00Z, not {_kind(value)}.")
    match = _DATE.fullmatch(value.strip()) if len(value) <= _LONGEST_TEXT else None
    if match is None:
        raise ValueError("This is not a date and time such as 2026-03-01T09:00:00Z.")
    year, month, day, hour, minute, second, fraction, offset, bracket, at = match.groups()
    zone = _zone(offset, bracket or at)
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("The date and time is not in the calendar.") from None
    return _milliseconds(moment) + _fraction(fraction)


def parse_duration(value: Any) -> Duration:
    """Reads `PT15M`, `P14D`, `P1Y2M3DT4H5M6.5S`, `P2W`; a minus sign is allowed in front and before each number."""
    if not isinstance(value, str):
        raise ValueError(f"A duration is a text such as PT15M, not {_kind(value)}.")
    text = value.strip()
    match = _DURATION.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None or text[-1] in "PTpt":
        raise ValueError("This is not a duration such as PT15M, PT2H30M or P14D.")
    sign, years, months, weeks, days, _, hours, minutes, second_sign, seconds, fraction = match.groups()
    exact = int(seconds or 0) * 1000 + _fraction(fraction)
    exact = (-exact if second_sign == "-" else exact) + int(hours or 0) * 3_600_000 + int(minutes or 0) * 60_000
    way = -1 if sign == "-" else 1
    return Duration(
        months=way * (int(years or 0) * 12 + int(months or 0)),
        days=way * (int(weeks or 0) * 7 + int(days or 0)),
        milliseconds=way * exact,
    )


def interval(value: Any, from_ms: int) -> int:
    """When a duration that begins at `from_ms` is over; not after `from_ms` for a negative one, so it fires at once."""
    return parse_duration(value).after(from_ms)


def parse_cycle(value: Any) -> Cycle:
    """Reads `R3/PT10S`, `R/PT1H`, `R2/2026-01-01T00:00:00Z/PT1H`, or a cron expression such as `0 0 9 * * MON-FRI`."""
    if not isinstance(value, str):
        raise ValueError(f"A cycle is a text such as R3/PT10M, not {_kind(value)}.")
    text = value.strip()
    if not text.startswith("R"):
        return Cycle(FOREVER, cron=parse_cron(text))
    match = _CYCLE.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None or len(match[1]) > 9:
        raise ValueError("This is not a cycle such as R3/PT10M, R/PT1H or 0 0 9 * * MON-FRI.")
    duration = parse_duration(match[3])
    if not duration.is_positive:
        raise ValueError("The cycle repeats after no time at all; its interval must be longer than zero.")
    if match[1] and int(match[1]) == 0:
        raise ValueError("The cycle repeats 0 times; write R1 or more, or R for without end.")
    start = due_from_date(match[2]) if match[2] else None
    return Cycle(int(match[1]) if match[1] else FOREVER, interval=duration, start=start)


def _zone(offset: str | None, name: str | None) -> tzinfo:
    """The offset decides where both are given, as it is unambiguous when clocks are set back."""
    if offset == "Z":
        return UTC
    if offset:
        digits = offset[1:].replace(":", "")
        seconds = int(digits[0:2]) * 3600 + int(digits[2:4] or 0) * 60 + int(digits[4:6] or 0)
        if seconds > 18 * 3600:
            raise ValueError("The offset is not one of a time zone; they go from -18:00 to +18:00.")
        return timezone(timedelta(seconds=-seconds if offset[0] == "-" else seconds))
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError("The time zone is not one that this machine knows; write an offset such as +07:00.") from None


def _fraction(digits: str | None) -> int:
    """Milliseconds of the digits after the decimal point; what is finer is dropped."""
    return int((digits or "0").ljust(3, "0")[:3])


def _datetime(milliseconds: int) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise ValueError("The time is not between the years 1 and 9999.") from None


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def _in_calendar(milliseconds: int) -> int:
    _datetime(milliseconds)
    return milliseconds


def _days_in(year: int, month: int) -> int:
    following = datetime(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return 31 if following is None else (following - timedelta(days=1)).day


def _kind(value: Any) -> str:
    """What a value is, for a message that must not show it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else "a context"
