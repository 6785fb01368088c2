"""What people did that the engine itself does not record: signing in and out, what they were refused, accounts."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deploy.people.database import PeopleDatabase

KEPT_DAYS = 730
_LINE = "SELECT time, user, action, subject, result, reason FROM audit"


@dataclass(frozen=True)
class Entry:
    """One line. `subject` is what it was about: a path, a key, another user; never a name or a text of a case.
    `reason` is what the person gave as the reason, in their own words."""

    time: dt.datetime
    user: str
    action: str
    subject: str
    result: str
    reason: str = ""


class Audit:
    """The log; it only grows, and forgets after two years."""

    def __init__(self, database: PeopleDatabase, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def note(self, user: str, action: str, subject: str = "", result: str = "berhasil", reason: str = "") -> None:
        """Adds a line."""
        now = self._clock()
        with self._database.writing() as database:
            database.execute(
                "INSERT INTO audit (time, user, action, subject, result, reason) VALUES (?, ?, ?, ?, ?, ?)",
                (now, user, action, subject, result, reason),
            )
            database.execute("DELETE FROM audit WHERE time < ?", (now - KEPT_DAYS * 86400.0,))

    def entries(self, *, newest: int = 0) -> Iterator[Entry]:
        """The lines, the newest first; only so many of them, or all."""
        limit = newest or -1
        with self._database.reading() as database:
            rows = database.execute(f"{_LINE} ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
        for when, *texts in rows:
            yield Entry(dt.datetime.fromtimestamp(when, dt.UTC), *texts)

    def about(self, subject: str, *, newest: int = 100) -> list[Entry]:
        """What was done about one thing, the newest first."""
        with self._database.reading() as database:
            query = f"{_LINE} WHERE subject = ? ORDER BY id DESC LIMIT ?"
            rows = database.execute(query, (subject, newest)).fetchall()
        return [Entry(dt.datetime.fromtimestamp(when, dt.UTC), *texts) for when, *texts in rows]
