"""Moments as the engine writes them and as we write them to it."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_ENGINE_TIME = re.compile(
    r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?)?(?:\[([\w+\-/]{1,64})\])?$"
)

NO_DEADLINE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Stands for "no deadline is known". A timer takes no null (the task would become an incident that hides it), so a
task without deadline has a timer that never fires. Whoever shows due dates shows this one as none."""


def parse_engine_time(text: str) -> dt.datetime:
    """An aware moment from FEEL `now()` or any ISO 8601 date-time with offset or zone.

    For example `2026-11-22T10:31:20.123Z[Etc/UTC]` or `2026-11-22T17:31:20+07:00`. Fractions below a microsecond are
    dropped. ValueError for any other text, also where there is neither offset nor zone.
    """
    match = _ENGINE_TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"not a date-time with offset or zone: {text[:60]!r}")
    local, fraction, offset, zone = match.groups()
    moment = dt.datetime.fromisoformat(local)
    if fraction:
        moment = moment.replace(microsecond=int(fraction[:6].ljust(6, "0")))
    if offset == "Z":
        return moment.replace(tzinfo=dt.UTC)
    if offset:
        return dt.datetime.fromisoformat(moment.isoformat() + offset)
    if zone is None:
        raise ValueError(f"date-time without offset or zone: {text[:60]!r}")
    try:
        return moment.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone: {zone}") from error


def engine_time(moment: dt.datetime) -> str:
    """ISO 8601 with offset, to the second, as timers and due dates take it: `2026-11-22T17:31:20+07:00`."""
    if moment.tzinfo is None:
        raise ValueError("moment without a time zone")
    return moment.isoformat(timespec="seconds")
