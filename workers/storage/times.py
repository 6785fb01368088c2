"""Times as storage keeps them: ISO 8601 in UTC with microseconds, so that text order is time order."""

from __future__ import annotations

import datetime as dt


def stored(moment: dt.datetime) -> str:
    """Raises ValueError for a time without a zone."""
    if moment.utcoffset() is None:
        raise ValueError("a time without a zone cannot be stored")
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def loaded(text: str) -> dt.datetime:
    """The inverse of `stored`, in UTC."""
    return dt.datetime.fromisoformat(text)


def loaded_or_none(text: str | None) -> dt.datetime | None:
    """As `loaded`, None for None."""
    return None if text is None else loaded(text)
