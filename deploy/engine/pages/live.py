"""Pages that change by themselves: a stream of server-sent events says when, and the page fetches itself anew.

A page listens to a topic:

- `tugas`: tasks of the person and of their groups came, changed or went;
- `perkara:KEY`: something happened in this case (process instance key);
- `semua`: anything happened; for operators and heads.

One look at the search database serves everybody who listens, at most once a second and only when the engine did
something. The stream holds no data, only the word that there is something new.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import Response, StreamingResponse

from deploy.engine.failures import EngineFailure
from deploy.engine.pages.access import may_see_case
from deploy.engine.pages.page import STREAM, Access, Page, PageError, PageRoutes, not_found

if TYPE_CHECKING:
    from deploy.engine.pages.site import Site

_log = logging.getLogger(__name__)
routes = PageRoutes()

OWN_TASKS, ONE_CASE, EVERYTHING = "tugas", "perkara", "semua"
_LOOK_SECONDS = 1.0
_BEAT_SECONDS = 20.0
_LIFE_SECONDS = 600.0
"""Browsers connect again by themselves; the session is then looked at anew."""
_MOST_CHANGES = 2_000
"""More at once concern everybody soon enough; the oldest are left out."""
MOST = 500
PER_SESSION = 8


@dataclass(eq=False)
class Listener:
    """One open stream."""

    login: str
    topic: str
    user: str
    groups: frozenset[str]
    case: int = 0
    """Process instance key of the topic `perkara`."""
    mark: tuple[object, ...] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ending: bool = False
    """The engine stops."""


@dataclass(frozen=True)
class _TaskChange:
    """Something happened to a user task: who has it, whose it may be."""

    definition: int
    assignee: str
    groups: frozenset[str]


class Live:
    """Who listens, and the one task that looks for them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None

    def add(self, listener: Listener) -> None:
        """Begins to tell it. Raises PageError when too many listen."""
        own = sum(other.login == listener.login for other in self._listeners)
        if len(self._listeners) >= MOST or own >= PER_SESSION:
            raise PageError(429, "Terlalu banyak halaman yang terbuka.", "Tutup halaman yang tidak dipakai.")
        self._listeners.add(listener)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())

    def close(self) -> None:
        """Ends every stream: the engine stops, and would wait for them."""
        for listener in self._listeners:
            listener.ending = True
            listener.changed.set()
        if self._looking is not None:
            self._looking.cancel()

    def remove(self, listener: Listener) -> None:
        """It does not listen any more."""
        self._listeners.discard(listener)

    async def _look(self) -> None:
        position = -1
        last_audit = await self._site.ask(_last_audit)
        while self._listeners:
            await asyncio.sleep(_LOOK_SECONDS)
            now_at = self._site.runtime.journal_position
            if now_at == position:
                continue
            try:
                last_audit = await self._look_once(last_audit)
            except EngineFailure:
                continue  # the engine says so by itself; the next look comes
            except Exception as failure:
                _log.error("Looking for what changed failed with %s.", type(failure).__name__)
                continue
            position = now_at

    async def _look_once(self, last_audit: int) -> int:
        cases = {listener.case for listener in self._listeners if listener.case}
        (changes, newest), marks = await self._site.ask(lambda db: (_task_changes(db, last_audit), _marks(db, cases)))
        for listener in self._listeners:
            if listener.case:
                mark = marks.get(listener.case)
                if listener.mark != mark and listener.mark is not None:
                    listener.changed.set()
                listener.mark = mark
            elif listener.topic == EVERYTHING or any(
                change.assignee == listener.user or change.groups & listener.groups for change in changes
            ):
                listener.changed.set()
        return newest


def _last_audit(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT COALESCE(MAX(id), 0) FROM audit").fetchone()[0])


def _task_changes(database: sqlite3.Connection, since: int) -> tuple[list[_TaskChange], int]:
    """From the audit log, which has a line for whatever happens to a user task."""
    rows = database.execute(
        "SELECT a.id, t.definition, t.assignee, "
        "(SELECT group_concat(c.name, char(10)) FROM candidate c WHERE c.task = t.key AND c.kind = 'GROUP') "
        "FROM audit a JOIN user_task t ON t.key = a.user_task WHERE a.id > ? ORDER BY a.id DESC LIMIT ?",
        (since, _MOST_CHANGES),
    ).fetchall()
    changes = [_TaskChange(row[1], row[2], frozenset((row[3] or "").split("\n")) - {""}) for row in rows]
    return changes, (rows[0][0] if rows else since)


def _marks(database: sqlite3.Connection, cases: set[int]) -> dict[int, tuple[object, ...]]:
    """What is different after anything happened in a case."""
    query = (
        "SELECT COUNT(*), MAX(e.key), COUNT(e.ended), SUM(e.incidents), "
        "(SELECT MAX(a.id) FROM audit a WHERE a.instance = ?1), (SELECT state FROM instance i WHERE i.key = ?1) "
        "FROM element e WHERE e.instance = ?1"
    )
    return {case: database.execute(query, (case,)).fetchone() for case in cases}


@routes("GET", STREAM, Access.STAFF)
async def stream(page: Page) -> Response:
    """The stream of one page, by its topic."""
    topic, _, key = page.query("untuk", OWN_TASKS).partition(":")
    case = 0
    if topic == EVERYTHING:
        if not page.person.may_watch:
            raise not_found()
    elif topic == ONE_CASE:
        case = int(key) if key.isascii() and key.isdigit() and len(key) <= 19 else 0
        if not await page.ask(lambda db: may_see_case(db, page, case)):
            raise not_found()
    elif topic != OWN_TASKS:
        raise not_found()
    assert page.session is not None  # noqa: S101 - the route needs somebody
    listener = Listener(page.session.login, topic, page.person.user, frozenset(page.groups), case)
    live = page.site.live
    live.add(listener)
    if case:
        listener.mark = (await page.ask(lambda db: _marks(db, {case})))[case]
    # Whatever happened since the page was made, or while the stream was broken.
    if page.query("sejak") != str(page.site.runtime.journal_position):
        listener.changed.set()
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_events(page, listener), media_type="text/event-stream", headers=headers)


async def _events(page: Page, listener: Listener) -> AsyncIterator[bytes]:
    live = page.site.live
    loop = asyncio.get_running_loop()
    end = loop.time() + _LIFE_SECONDS
    try:
        yield b"retry: 3000\n\n"
        while loop.time() < end:
            try:
                await asyncio.wait_for(listener.changed.wait(), _BEAT_SECONDS)
                listener.changed.clear()
                line = b"event: berubah\ndata: 1\n\n"
            except TimeoutError:
                line = b": \n\n"
            if listener.ending or not page.is_still_signed_in():
                return
            yield line
    finally:
        live.remove(listener)
