"""Deadlines as they were first worked out, and breaches, each told once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from workers.storage.queries import load
from workers.storage.session import Row
from workers.storage.store import Storage
from workers.storage.times import loaded, stored

_QUERIES = load("cases")


@dataclass(frozen=True)
class Deadline:
    """When a task is due."""

    task: int
    """Element instance key."""
    process_instance: int
    kantor: str
    langkah: str
    mulai: dt.datetime
    tenggat: dt.datetime
    """With the office's offset."""


@dataclass(frozen=True)
class Breach:
    """A deadline that passed."""

    task: int
    """Element instance key of the task or of the breach's service task; whichever the caller keeps to."""
    tingkat: int
    process_instance: int
    kantor: str
    sop: str
    langkah: str
    perkara: str
    tenggat: dt.datetime | None
    recorded: dt.datetime


class Deadlines:
    """Every method may be repeated with the same result."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def put(self, deadline: Deadline, at: dt.datetime) -> Deadline:
        """Keep the deadline of a task and return the one that is kept: the first, also after a change of calendar."""
        stored(deadline.tenggat)  # refuses a time without a zone
        with self._storage.transaction() as session:
            session.run(
                _QUERIES["insert_deadline"],
                tugas=deadline.task,
                proses=deadline.process_instance,
                kantor=deadline.kantor,
                langkah=deadline.langkah,
                mulai=stored(deadline.mulai),
                tenggat=deadline.tenggat.isoformat(),
                tenggat_utc=stored(deadline.tenggat),
                pada=stored(at),
            )
            row = session.one(_QUERIES["deadline"], tugas=deadline.task)
        assert row is not None  # noqa: S101 - inserted or found, in one transaction
        return _deadline(row)

    def get(self, task: int) -> Deadline | None:
        """By element instance key."""
        with self._storage.read() as session:
            row = session.one(_QUERIES["deadline"], tugas=task)
        return None if row is None else _deadline(row)

    def latest(self, process_instance: int, langkah: str) -> Deadline | None:
        """Of a step of a case; the last one when the step was done again."""
        with self._storage.read() as session:
            row = session.one(_QUERIES["latest_deadline"], proses=process_instance, langkah=langkah)
        return None if row is None else _deadline(row)

    def of_cases(self, process_instances: Collection[int]) -> list[Deadline]:
        """All deadlines of these cases, those of tasks that are done too."""
        with self._storage.read() as session:
            return [
                _deadline(row)
                for key in sorted(process_instances)
                for row in session.all(_QUERIES["deadlines_of_case"], proses=key)
            ]

    def due(self, since: dt.datetime, until: dt.datetime) -> list[Deadline]:
        """Deadlines in [since, until); the caller leaves out tasks that are done."""
        with self._storage.read() as session:
            rows = session.all(_QUERIES["deadlines_due"], dari=stored(since), sampai=stored(until))
        return [_deadline(row) for row in rows]

    def record_breach(
        self,
        task: int,
        tingkat: int,
        *,
        process_instance: int,
        kantor: str,
        sop: str,
        langkah: str,
        perkara: str,
        at: dt.datetime,
    ) -> tuple[Breach, bool]:
        """The breach and whether it is new. Its `tenggat` is that of the step's task, when one was kept."""
        with self._storage.transaction() as session:
            due = session.one(_QUERIES["latest_deadline"], proses=process_instance, langkah=langkah)
            new = session.run(
                _QUERIES["insert_breach"],
                tugas=task,
                tingkat=tingkat,
                proses=process_instance,
                kantor=kantor,
                sop=sop,
                langkah=langkah,
                perkara=perkara,
                tenggat=due["tenggat"] if due else None,
                pada=stored(at),
            )
            row = session.one(_QUERIES["breach"], tugas=task, tingkat=tingkat)
        assert row is not None  # noqa: S101 - inserted or found, in one transaction
        return _breach(row), new == 1

    def breaches(self, process_instance: int | None = None) -> list[Breach]:
        """Of one case, or all; oldest first."""
        with self._storage.read() as session:
            return [_breach(row) for row in session.all(_QUERIES["breaches"], proses=process_instance or 0)]


def _deadline(row: Row) -> Deadline:
    return Deadline(
        task=row["tugas"],
        process_instance=row["proses"],
        kantor=row["kantor"],
        langkah=row["langkah"],
        mulai=loaded(row["mulai"]),
        tenggat=dt.datetime.fromisoformat(row["tenggat"]),
    )


def _breach(row: Row) -> Breach:
    return Breach(
        task=row["tugas"],
        tingkat=row["tingkat"],
        process_instance=row["proses"],
        kantor=row["kantor"],
        sop=row["sop"],
        langkah=row["langkah"],
        perkara=row["perkara"],
        tenggat=None if row["tenggat"] is None else dt.datetime.fromisoformat(row["tenggat"]),
        recorded=loaded(row["dicatat_pada"]),
    )
