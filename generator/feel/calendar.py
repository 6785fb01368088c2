"""The Gregorian calendar for any year (FEEL's go beyond those of `datetime`), and offsets of time zones."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

MAX_YEAR = 999_999_999
"""Years reach from -MAX_YEAR to MAX_YEAR."""
_ERA = 146_097
"""Days of 400 years."""
_EPOCH = 719_468
"""Days from 0000-03-01 to 1970-01-01."""


def is_leap(year: int) -> bool:
    """Whether the year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_of_month(year: int, month: int) -> int:
    """How many days the month has."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01. The year counts from March, so that a leap day is its last one."""
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * _ERA + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _EPOCH


def civil(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    era, day_of_era = divmod(number + _EPOCH, _ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + year_of_era + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def weekday(number: int) -> int:
    """1 for Monday to 7 for Sunday."""
    return (number + 3) % 7 + 1


def iso_week(year: int, month: int, day: int) -> int:
    """The week of ISO 8601 that the day is in."""
    number = day_number(year, month, day)
    thursday = number + 4 - weekday(number)
    return (thursday - day_number(civil(thursday)[0], 1, 1)) // 7 + 1


@lru_cache(maxsize=128)
def zone(name: str) -> ZoneInfo | None:
    """The time zone of that IANA name, if there is one."""
    if not name or len(name) > 60 or ".." in name or name.startswith("/"):
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return None


def offset_of_zone(name: str, days: int, second_of_day: int) -> int:
    """Seconds that local time in the zone is ahead of UTC at that local time (of a doubled hour, the first)."""
    info = zone(name)
    if info is None:
        return 0
    year, month, day = civil(days)
    safe = min(max(year, 2), 9998) if not 2 <= year <= 9998 else year
    moment = datetime(safe, month, min(day, days_of_month(safe, month)), tzinfo=info)
    moment = moment.replace(hour=second_of_day // 3600, minute=second_of_day // 60 % 60, second=second_of_day % 60)
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def offset_at(name: str, instant: int) -> int:
    """Seconds that local time in the zone is ahead of UTC, at seconds since 1970 in UTC."""
    info = zone(name)
    if info is None:
        return 0
    clamped = min(max(instant, -62_000_000_000), 253_000_000_000)
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=clamped)  # noqa: UP017
    offset = moment.astimezone(info).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
