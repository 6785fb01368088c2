"""Dates, times and durations as text: ISO 8601 as FEEL reads it, and how they are written."""

from __future__ import annotations

import re

from generator.feel import calendar
from generator.feel.values import (
    DAY,
    SECOND,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Temporal,
    Time,
    Zone,
    date_of_number,
    date_or_none,
)

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})$")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,20}))?)?"
    r"(?:([Zz]|[+-][0-9]{2}:?[0-9]{2}(?::?[0-9]{2})?)(?:\[([\w/+-]{1,60})\])?|@([\w/+-]{1,60}))?$"
)
_DAYS = re.compile(
    r"(-?)P(?:(-?[0-9]{1,18})D)?"
    r"(T(?:(-?[0-9]{1,18})H)?(?:(-?[0-9]{1,18})M)?(?:(-?[0-9]{1,18})(?:\.([0-9]{0,20}))?S)?)?$"
)
_MONTHS = re.compile(r"(-?)P(?:(-?[0-9]{1,11})Y)?(?:(-?[0-9]{1,11})M)?$")


def read_temporal(text: str) -> Temporal | None:
    """What an `@"..."` literal means."""
    if "P" in text[:2]:
        return read_duration(text)
    if "T" in text[:1] or ":" in text[:3]:
        return read_time(text)
    return read_date_time(text) if "T" in text else read_date(text)


def read_date(text: str) -> Date | None:
    """`2026-01-31`."""
    match = _DATE.match(text)
    return None if match is None else date_or_none(int(match[1]), int(match[2]), int(match[3]))


def read_time(text: str) -> Time | None:
    """`08:00`, `08:00:00.5`, with `Z`, `+07:00`, `@Asia/Jakarta` or `+07:00[Asia/Jakarta]`."""
    match = _TIME.match(text.removeprefix("T"))
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanos = ((hour * 60 + minute) * 60 + second) * SECOND + _fraction(match[4])
    if match[5] is None and match[7] is None:
        return Time(nanos)
    zone = read_zone(match[6] or match[7] or match[5])
    return None if zone is None else Time(nanos, zone)


def _fraction(digits: str | None) -> int:
    return int((digits or "0").ljust(9, "0")[:9])


def read_zone(text: str) -> Zone | None:
    """`Z`, `+07:00` or the name of a zone."""
    if text in ("Z", "z"):
        return Zone(0)
    if text[0] in "+-":
        numbers = re.findall("[0-9]{2}", text)
        if len(numbers) < 2 or not re.fullmatch(r"[+-][0-9]{2}:?[0-9]{2}(:?[0-9]{2})?", text):
            return None
        hours, minutes, seconds = (int(n) for n in (*numbers, "0")[:3])
        total = hours * 3600 + minutes * 60 + seconds
        if minutes > 59 or seconds > 59 or total > 18 * 3600:
            return None
        return Zone(-total if text[0] == "-" else total)
    return Zone(None, text) if calendar.zone(text) is not None else None


def read_date_time(text: str) -> DateTime | None:
    """A date, `T` and a time; a date alone is its midnight."""
    day, mark, rest = text.partition("T")
    date = read_date(day)
    if date is None:
        return None
    if not mark:
        return DateTime(date, 0)
    if rest.startswith("24:00:00"):
        midnight = read_time("00" + rest[2:])
        following = date_of_number(date.number + 1)
        if midnight is None or midnight.nanos or following is None:
            return None
        return DateTime(following, 0, midnight.zone)
    time = read_time(rest) if not rest.startswith("T") else None
    return None if time is None else DateTime(date, time.nanos, time.zone)


def read_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """`P1Y6M`, or `P1DT2H3M4.5S`."""
    match = _MONTHS.match(text)
    if match is not None and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return MonthsDuration(-months if match[1] else months)
    match = _DAYS.match(text)
    if match is None or match[3] == "T" or not (match[2] or match[3]):
        return None
    days, hours, minutes, seconds = (int(match[n] or 0) for n in (2, 4, 5, 6))
    fraction = _fraction(match[7])
    nanos = days * DAY + (hours * 3600 + minutes * 60 + seconds) * SECOND
    nanos += -fraction if (match[6] or "").startswith("-") else fraction
    return DaysDuration(-nanos if match[1] else nanos)


def written(value: Temporal, *, iso_zone: bool = False) -> str:
    """The value as text; a named zone as `@Asia/Jakarta`, or with `iso_zone` as `+07:00[Asia/Jakarta]`."""
    match value:
        case Date():
            return _written_date(value)
        case Time():
            return _written_clock(value.nanos) + _written_zone(value.zone, value.offset, iso_zone)
        case DateTime():
            zone = _written_zone(value.zone, value.offset, iso_zone)
            return f"{_written_date(value.date)}T{_written_clock(value.nanos)}{zone}"
        case DaysDuration(nanos):
            return _written_days(nanos)
        case MonthsDuration(months):
            return _written_months(months)


def _written_date(date: Date) -> str:
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04d}-{date.month:02d}-{date.day:02d}"


def _written_clock(nanos: int) -> str:
    seconds, fraction = divmod(nanos, SECOND)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{text}.{fraction:09d}".rstrip("0") if fraction else text


def _written_zone(zone: Zone | None, offset: int | None, iso_zone: bool) -> str:
    if zone is None or offset is None:
        return ""
    if zone.name is not None and not iso_zone:
        return "@" + zone.name
    if offset == 0:
        text = "Z"
    else:
        size = abs(offset)
        text = f"{'-' if offset < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}"
        if size % 60:
            text += f":{size % 60:02d}"
    return text if zone.name is None else f"{text}[{zone.name}]"


def _written_days(nanos: int) -> str:
    if nanos == 0:
        return "PT0S"
    size = abs(nanos)
    seconds, fraction = divmod(size % DAY, SECOND)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if rest or fraction:
        clock += (f"{rest}.{fraction:09d}".rstrip("0") if fraction else str(rest)) + "S"
    days = f"{size // DAY}D" if size >= DAY else ""
    return f"{'-' if nanos < 0 else ''}P{days}{'T' + clock if clock else ''}"


def _written_months(months: int) -> str:
    if months == 0:
        return "P0M"
    size = abs(months)
    years = f"{size // 12}Y" if size >= 12 else ""
    return f"{'-' if months < 0 else ''}P{years}{f'{size % 12}M' if size % 12 else ''}"
