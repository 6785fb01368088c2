"""Dates, spans and counts as the pages write them, in Bahasa Indonesia."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from deploy.engine.search.times import NO_DEADLINE
from workers.indonesian import MONTHS, WEEKDAYS

_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def moment(milliseconds: int, zone: ZoneInfo) -> dt.datetime:
    """A time of the engine in a zone."""
    return dt.datetime.fromtimestamp(milliseconds / 1000, zone)


def zone_name(zone: ZoneInfo) -> str:
    """`WIB`, `WITA`, `WIT`; the zone's own name elsewhere."""
    return _ZONES.get(zone.key, zone.key)


def date_words(day: dt.date) -> str:
    """`Senin, 30 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def time_words(when: dt.datetime) -> str:
    """`10.15`."""
    return f"{when:%H.%M}"


def moment_words(when: dt.datetime, now: dt.datetime) -> str:
    """`hari ini pukul 10.15`, `kemarin pukul 10.15`, `Senin, 30 November 2026 pukul 10.15`."""
    days = (when.date() - now.date()).days
    day = {0: "hari ini", 1: "besok", -1: "kemarin"}.get(days) or date_words(when.date())
    return f"{day} pukul {time_words(when)}"


def span_words(span: dt.timedelta) -> str:
    """`2 hari 3 jam`, `3 jam 10 menit`, `5 menit`, `kurang dari 1 menit`: plain time, at most two parts."""
    minutes = int(abs(span.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} hari {hours} jam" if hours and days < 7 else f"{days} hari"
    if hours:
        return f"{hours} jam {rest} menit" if rest else f"{hours} jam"
    return f"{rest} menit" if rest else "kurang dari 1 menit"


def due_state(due: int | None, now: int, zone: ZoneInfo) -> str:
    """The traffic light of a deadline: `terlambat`, `hari-ini`, `tepat` or `tanpa` (there is none)."""
    if due is None or due >= NO_DEADLINE:
        return "tanpa"
    if due <= now:
        return "terlambat"
    return "hari-ini" if moment(due, zone).date() == moment(now, zone).date() else "tepat"


def due_words(due: int | None, now: int, zone: ZoneInfo) -> str:
    """`terlambat 2 jam`, `hari ini pukul 15.30`, `Senin, 30 November 2026 pukul 09.00`, `tanpa tenggat`."""
    if due is None or due >= NO_DEADLINE:
        return "tanpa tenggat"
    if due <= now:
        return f"terlambat {span_words(dt.timedelta(milliseconds=now - due))}"
    return moment_words(moment(due, zone), moment(now, zone))
