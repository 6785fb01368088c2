"""What people did that the engine itself does not record: signing in and out, what they were refused, accounts."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deploy.people.database import PeopleDatabase

KEPT_DAYS = 730


@dataclass(frozen=True)
class Entry:
    """One line. `subject` is what it was about: a path, a key, another user; never a name or a text of a case."""

    time: dt.datetime
    user: str
    action: str
    subject: str
    result: str


class Audit:
    """The log; it only grows, and forgets after two years."""

    def __init__(self, database: PeopleDatabase, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def note(self, user: str, action: str, subject: str = "", result: str = "berhasil") -> None:
        """Adds a line."""
        now = self._clock()
        with self._database.writing() as database:
            database.execute(
                "INSERT INTO audit (time, user, action, subject, result) VALUES (?, ?, ?, ?, ?)",
                (now, user, action, subject, result),
            )
            database.execute("DELETE FROM audit WHERE time < ?", (now - KEPT_DAYS * 86400.0,))

    def entries(self, *, newest: int = 0) -> Iterator[Entry]:
        """The lines, the newest first; only so many of them, or all."""
        limit = newest or -1
        with self._database.reading() as database:
            rows = database.execute(
                "SELECT time, user, action, subject, result FROM audit ORDER BY id DESC LIMIT ?", (limit,)
            ).fetchall()
        for when, *texts in rows:
            yield Entry(dt.datetime.fromtimestamp(when, dt.UTC), *texts)
