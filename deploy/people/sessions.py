"""Sessions: kept here and not in the browser, so that they can be ended; the browser holds a random id.

Only a digest of the id is kept. The id changes at every signing in and every half hour; the one before is taken a
minute longer, for requests that are on their way. A session ends after half an hour without a click, after ten hours in
any case, and at once when the person's password changes or the person is removed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from deploy.people.database import PeopleDatabase
from deploy.people.person import Person

IDLE_SECONDS = 30 * 60.0
ABSOLUTE_SECONDS = 10 * 3600.0
ROTATE_SECONDS = 30 * 60.0
_GRACE_SECONDS = 60.0
_TOUCH_SECONDS = 30.0
"""How exactly it is kept when somebody was last here."""


@dataclass(frozen=True)
class Session:
    """Somebody is signed in."""

    login: str
    """Stays the same while they are; never leaves the server."""
    user: str
    began: float
    issued: float

    @property
    def token(self) -> str:
        """What every form of theirs carries; a page of somebody else cannot know it (CSRF)."""
        return hmac.new(self.login.encode(), b"form", hashlib.sha256).hexdigest()


class Sessions:
    """All sessions of the offices of one state directory."""

    def __init__(self, database: PeopleDatabase, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def begin(self, person: Person) -> str:
        """A new session; returns the id for the browser."""
        now = self._clock()
        identity = secrets.token_urlsafe(32)
        with self._database.writing() as database:
            database.execute("DELETE FROM session WHERE began < ?", (now - ABSOLUTE_SECONDS,))
            database.execute(
                "INSERT INTO session (id, login, user, stamp, began, issued, seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_digest(identity), secrets.token_urlsafe(32), person.user, stamp(person), now, now, now),
            )
        return identity

    def find(self, identity: str, person_of: Callable[[str], Person | None], *, click: bool) -> Session | None:
        """The session of an id; None when there is none (any more). `click`: a person did it, not a page by itself."""
        now = self._clock()
        key = _digest(identity)
        with self._database.reading() as database:
            row = database.execute(
                "SELECT login, user, stamp, began, issued, seen, replaced FROM session WHERE id = ?", (key,)
            ).fetchone()
        if row is None:
            return None
        login, user, kept, began, issued, seen, replaced = row
        person = person_of(user)
        fresh = now - seen <= IDLE_SECONDS and now - began <= ABSOLUTE_SECONDS
        in_grace = replaced is None or now - replaced <= _GRACE_SECONDS
        known = person is not None and person.active and hmac.compare_digest(kept, stamp(person))
        if not (fresh and in_grace and known):
            with self._database.writing() as database:
                database.execute("DELETE FROM session WHERE id = ?", (key,))
            return None
        if click and now - seen > _TOUCH_SECONDS:
            with self._database.writing() as database:
                database.execute("UPDATE session SET seen = ? WHERE login = ?", (now, login))
        return Session(login, user, began, issued)

    def rotated(self, identity: str, session: Session) -> str | None:
        """A new id for the same session when the one that it has is old, else None."""
        now = self._clock()
        if now - session.issued < ROTATE_SECONDS:
            return None
        fresh = secrets.token_urlsafe(32)
        with self._database.writing() as database:
            changed = database.execute(
                "UPDATE session SET replaced = ? WHERE id = ? AND replaced IS NULL", (now, _digest(identity))
            )
            if changed.rowcount == 0:
                return None  # another request was first
            database.execute(
                "INSERT INTO session (id, login, user, stamp, began, issued, seen) "
                "SELECT ?, login, user, stamp, began, ?, seen FROM session WHERE id = ?",
                (_digest(fresh), now, _digest(identity)),
            )
        return fresh

    def lasts(self, session: Session) -> bool:
        """Whether nobody has ended it and it is not too old."""
        if self._clock() - session.began > ABSOLUTE_SECONDS:
            return False
        with self._database.reading() as database:
            found = database.execute("SELECT 1 FROM session WHERE login = ? LIMIT 1", (session.login,)).fetchone()
        return found is not None

    def end(self, session: Session) -> None:
        """Signs out, in every window."""
        with self._database.writing() as database:
            database.execute("DELETE FROM session WHERE login = ?", (session.login,))

    def end_all(self, user: str) -> int:
        """Ends every session of somebody; returns how many there were."""
        with self._database.writing() as database:
            logins = database.execute("SELECT COUNT(DISTINCT login) FROM session WHERE user = ?", (user,)).fetchone()[0]
            database.execute("DELETE FROM session WHERE user = ?", (user,))
        return int(logins)


def stamp(person: Person) -> str:
    """Changes with the password."""
    return hashlib.sha256(person.password.encode()).hexdigest()


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
