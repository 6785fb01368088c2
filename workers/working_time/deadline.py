"""Deadlines in working time.

Minutes and hours (`PT15M`, `PT1H30M`) run only inside office hours: outside them the clock stands, and a start outside
them counts from the next opening. A deadline that falls exactly on the close of a stretch is that close.

Days (`P3D`) are working days after the day of the start, which is itself not counted; `P1W` is as many working days as
the office's week has. No regulation that we know says at what time of the last day such a term ends, so it is a
setting of the office (`jam_kerja.hari_berakhir`): at the close of the last day (`akhir_hari`, the default), or at the
clock time of the start, held within the hours of that day (`jam_sama`).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from workers.office import Office
from workers.working_time.calendar import working_stretches

_DURATION = re.compile(r"^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?$")

MAX_DAYS = 1000
MAX_MINUTES = 100_000
"""Longest durations that are taken; the SOPs' longest are days."""


@dataclass(frozen=True)
class WorkingDuration:
    """A length of working time: whole weeks and days first, then minutes."""

    weeks: int
    days: int
    minutes: int


@lru_cache(maxsize=512)
def parse_duration(text: str) -> WorkingDuration:
    """An ISO 8601 duration as sop.yaml writes it; ValueError where it is none, is zero or is out of bounds."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"not a working duration (PT15M, PT1H30M, P3D, P1W): {text[:40]!r}")
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    duration = WorkingDuration(weeks, days, hours * 60 + minutes)
    if weeks * 7 + days > MAX_DAYS or duration.minutes > MAX_MINUTES:
        raise ValueError(f"duration too long (at most {MAX_DAYS} days or {MAX_MINUTES} minutes): {text[:40]!r}")
    if duration == WorkingDuration(0, 0, 0):
        raise ValueError(f"duration is zero: {text[:40]!r}")
    return duration


def deadline(office: Office, start: dt.datetime, duration: str) -> dt.datetime:
    """When the duration has passed in the office's working time, in the office's zone, to the second.

    `start` must have a time zone. Raises ValueError for a bad duration or a start without zone, CalendarDataMissing
    where the way to the deadline touches a year whose holidays are unknown.
    """
    if start.tzinfo is None:
        raise ValueError("start without a time zone")
    length = parse_duration(duration)
    moment = start.astimezone(office.zone).replace(microsecond=0, tzinfo=None)
    days = length.days + length.weeks * sum(1 for hours in office.jam_kerja.biasa.by_weekday if hours)
    if days:
        moment = _add_days(office, moment, days)
    if length.minutes:
        moment = _add_minutes(office, moment, length.minutes)
    return moment.replace(tzinfo=office.zone)


def deadline_on(office: Office, day: dt.date) -> dt.datetime:
    """The close of the office on a scheduled date; on a day off, of the next working day. CalendarDataMissing."""
    while not (stretches := working_stretches(office, day)):
        day += dt.timedelta(days=1)
    return _at(day, stretches[-1][1] * 60).replace(tzinfo=office.zone)


def next_opening(office: Office, moment: dt.datetime) -> dt.datetime:
    """The moment itself where it lies within the hours of a working day, else when the office opens next.

    Breaks are within the hours. Raises ValueError without a time zone, CalendarDataMissing.
    """
    if moment.tzinfo is None:
        raise ValueError("moment without a time zone")
    local = moment.astimezone(office.zone)
    day, second = _next_working(office, local.date(), local.hour * 3600 + local.minute * 60 + local.second)
    opening = _at(day, second).replace(tzinfo=office.zone)
    return max(opening, local)


def working_days(office: Office, first: dt.date, last: dt.date) -> int:
    """Working days after `first` up to and with `last`: how "hari kerja" are counted. CalendarDataMissing."""
    span = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(1 for day in span if working_stretches(office, day))


def working_minutes(office: Office, start: dt.datetime, end: dt.datetime) -> int:
    """Whole working minutes from start to end; 0 where end is not after start. CalendarDataMissing."""
    begin = start.astimezone(office.zone).replace(tzinfo=None)
    stop = end.astimezone(office.zone).replace(tzinfo=None)
    seconds = 0.0
    day = begin.date()
    while day <= stop.date() and begin < stop:
        for first, last in working_stretches(office, day):
            opened, closed = max(begin, _at(day, first * 60)), min(stop, _at(day, last * 60))
            seconds += max(0.0, (closed - opened).total_seconds())
        day += dt.timedelta(days=1)
    return int(seconds // 60)


def _at(day: dt.date, second: int) -> dt.datetime:
    # An office that is open until 24:00 closes at 00:00 of the next day.
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=second)


def _add_minutes(office: Office, moment: dt.datetime, minutes: int) -> dt.datetime:
    left = minutes * 60
    day = moment.date()
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    while True:
        for first, last in working_stretches(office, day):
            begin = max(second, first * 60)
            available = last * 60 - begin
            if available <= 0:
                continue
            if left <= available:
                return _at(day, begin + left)
            left -= available
        day += dt.timedelta(days=1)
        second = 0


def _add_days(office: Office, moment: dt.datetime, days: int) -> dt.datetime:
    day = moment.date()
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    same_time = office.jam_kerja.hari_berakhir == "jam_sama"
    if same_time:
        day, second = _next_working(office, day, second)
    for _ in range(days):
        day += dt.timedelta(days=1)
        while not working_stretches(office, day):
            day += dt.timedelta(days=1)
    stretches = working_stretches(office, day)
    close = stretches[-1][1] * 60
    return _at(day, min(max(second, stretches[0][0] * 60), close) if same_time else close)


def _next_working(office: Office, day: dt.date, second: int) -> tuple[dt.date, int]:
    """The moment itself where it is inside the office's day, else the next opening."""
    while True:
        stretches = working_stretches(office, day)
        if stretches and second < stretches[-1][1] * 60:
            return day, max(second, stretches[0][0] * 60)
        day += dt.timedelta(days=1)
        second = 0
