"""Milliseconds since 1970 and ISO 8601 texts, both ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def iso_time(ms: int) -> str:
    """UTC with milliseconds, always in the same shape: `2026-11-28T09:00:00.000Z`."""
    try:
        moment = _EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        moment = datetime.max.replace(tzinfo=UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def milliseconds(text: str) -> int:
    """Of an ISO 8601 date-time; without a zone it is UTC, a date is its midnight. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip().partition("[")[0])
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MILLISECOND


NO_DEADLINE = 253_370_764_800_000
"""1 January 9999: what `hitung-tenggat` answers where no deadline is known, because a timer takes no null."""
