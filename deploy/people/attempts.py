"""Signing in: how often it may fail before it is refused for a while.

A name that nobody has is counted like any other, so that nobody can find out which names there are. Names and addresses
are kept as keyed digests only, and for a quarter of an hour.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from deploy.people.database import PeopleDatabase

WINDOW_SECONDS = 15 * 60.0
PER_NAME = 5
PER_ADDRESS = 100
"""A whole office may come from one address, and sign in at the same minute."""

_NEWEST = "SELECT time FROM attempt WHERE subject = ? ORDER BY time DESC LIMIT ?"
_GIVE_BACK = (
    "DELETE FROM attempt WHERE rowid = (SELECT rowid FROM attempt WHERE subject = ? ORDER BY time DESC LIMIT 1)"
)


class Attempts:
    """Failed attempts of the last quarter of an hour."""

    def __init__(self, database: PeopleDatabase, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        with database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO secret VALUES ('attempts', ?)", (secrets.token_bytes(32),))
            (self._key,) = connection.execute("SELECT value FROM secret WHERE name = 'attempts'").fetchone()

    def take(self, user: str, address: str) -> float:
        """Counts an attempt as failed before its password is looked at, so that many at once do not slip through.
        Returns for how many seconds it is refused; 0: it may be tried."""
        now = self._clock()
        subjects = ((self._subject("name", user), PER_NAME), (self._subject("address", address), PER_ADDRESS))
        with self._database.writing() as database:
            database.execute("DELETE FROM attempt WHERE time < ?", (now - WINDOW_SECONDS,))
            wait = 0.0
            for subject, most in subjects:
                times = [at for (at,) in database.execute(_NEWEST, (subject, most))]
                if len(times) >= most:
                    wait = max(wait, times[-1] + WINDOW_SECONDS - now)
            if wait <= 0:
                database.executemany("INSERT INTO attempt VALUES (?, ?)", [(subject, now) for subject, _ in subjects])
        return max(0.0, wait)

    def succeeded(self, user: str, address: str) -> None:
        """The last attempt was none: the name begins anew, the address gets it back."""
        name, place = self._subject("name", user), self._subject("address", address)
        with self._database.writing() as database:
            database.execute("DELETE FROM attempt WHERE subject = ?", (name,))
            database.execute(_GIVE_BACK, (place,))

    def clear(self, user: str) -> None:
        """Lets somebody try again at once."""
        with self._database.writing() as database:
            database.execute("DELETE FROM attempt WHERE subject = ?", (self._subject("name", user),))

    def _subject(self, kind: str, value: str) -> str:
        return hmac.new(self._key, f"{kind}\0{value}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
