"""Feeds the search database with what was committed, when there is time, and always before somebody reads it."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from deploy.engine.core.events import Event, decode
from deploy.engine.failures import EngineUnavailable
from deploy.engine.journal.directory import remove_database
from deploy.engine.journal.steps import Journal
from deploy.engine.search import Projection

Committed = tuple[int, int, list[Event]]
"""Position, the engine's time and the events of a step that is on the disk."""

_log = logging.getLogger(__name__)
_CHUNK = 500
_KEPT = 10_000


class ProjectionFeed:
    """The search database and what it lacks.

    The steps that it lacks are kept in memory as long as they are few; the others are read from the journal again.
    `add` belongs to the loop; `catch_up` may run in any thread.
    """

    def __init__(self, path: Path, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._queue: list[Committed] = []
        self._dropped = 0
        """How often steps in memory became too many."""
        self.projection = _opened(path, journal.end.position)
        self._behind = self.projection.position() < journal.end.position
        """Whether the queue does not hold everything that the database lacks."""
        self._told = False
        self._closed = False

    @property
    def waiting(self) -> int:
        """Steps in memory that the database lacks."""
        return len(self._queue)

    @property
    def behind(self) -> bool:
        """Whether it lacks more than what is in memory."""
        return self._behind

    def add(self, steps: Sequence[Committed]) -> None:
        """These were committed."""
        self._queue.extend(steps)
        if len(self._queue) > _KEPT:
            # A new list, as another thread may hold the old one.
            self._queue = []
            self._dropped += 1
            self._behind = True

    def catch_up(self, at_most: int | None = None) -> None:
        """Bring the database to what was committed before this call, or by `at_most` steps.

        Raises EngineUnavailable when it cannot be written.
        """
        if not self._queue and not self._behind:
            return
        with self._lock:
            if self._closed:
                raise EngineUnavailable("The engine is stopping. Try again when it runs again.")
            try:
                if self._behind:
                    self._from_journal(at_most)
                else:
                    self._from_queue(at_most)
                self._told = False
            except sqlite3.Error as failure:
                self._behind = True
                self._queue = []
                if not self._told:
                    self._told = True
                    _log.error("The search database cannot be written (%s); cases go on, searching waits.", failure)
                raise EngineUnavailable(f"The search database cannot be written ({failure}). Check the disk.") from None

    def _from_queue(self, at_most: int | None) -> None:
        queue = self._queue
        todo = queue[:at_most]
        position = self.projection.position()
        fresh = [step for step in todo if step[0] > position]
        if fresh and fresh[0][0] != position + 1:
            self._behind = True
            return self._from_journal(at_most)
        for begin in range(0, len(fresh), _CHUNK):
            self.projection.project(fresh[begin : begin + _CHUNK])
        del queue[: len(todo)]
        return None

    def _from_journal(self, at_most: int | None) -> None:
        left = at_most
        while self._behind and (left is None or left > 0):
            dropped = self._dropped
            done = self._read_on(left)
            left = None if left is None else left - done
            # What was committed meanwhile is in the queue, unless that overflowed.
            if (left is None or left > 0) and dropped == self._dropped:
                self._behind = False
                self._from_queue(left)

    def _read_on(self, at_most: int | None) -> int:
        chunk: list[Committed] = []
        done = 0
        with closing(self._journal.read(self.projection.position())) as steps:
            for step in islice(steps, at_most):
                chunk.append((step.position, step.now, [decode(array) for array in json.loads(step.events)]))
                if len(chunk) == _CHUNK:
                    self.projection.project(chunk)
                    done += len(chunk)
                    chunk = []
            if chunk:
                self.projection.project(chunk)
        return done + len(chunk)

    def close(self) -> None:
        """Close the database; what it lacks is projected after the next start."""
        with self._lock:
            self._closed = True
            self.projection.close()


def _opened(path: Path, end: int) -> Projection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with suppress(sqlite3.DatabaseError):
        projection = Projection(path)
        if projection.position() <= end:
            return projection
        projection.close()
        _log.warning("The search database belongs to another journal; it is made anew.")
    remove_database(path)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return Projection(path)
