"""How the steps of a process go: how long they take against their deadline, how often they have to be done again."""

from __future__ import annotations

import json
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

SAMPLE = 1_000
"""So many cases are looked at, the newest of the process."""


@dataclass(frozen=True)
class StepTimes:
    """A user task over the sample. Times are milliseconds on the engine's clock.

    `share` is (time taken) / (time until the deadline) that nine of ten tasks kept within: 1 is just in time. A median
    would hide that every fifth task is late. The deadline comes from the working calendar, so nights and holidays are
    in both and fall out. None where no task had a deadline.
    """

    element: str
    done: int
    late: int
    median: int | None
    longest: int | None
    share: float | None
    open: int
    open_late: int


@dataclass(frozen=True)
class StepReturns:
    """How often a user task had to be done again in the same case, and in how many cases."""

    element: str
    again: int
    cases: int


def sample(database: sqlite3.Connection, definitions: Sequence[int]) -> list[int]:
    """Keys of the newest cases of these definitions."""
    rows = database.execute(
        "SELECT key FROM instance WHERE definition IN (SELECT value FROM json_each(?)) ORDER BY key DESC LIMIT ?",
        (json.dumps(list(definitions)), SAMPLE),
    )
    return [int(key) for (key,) in rows]


def step_times(database: sqlite3.Connection, cases: Sequence[int], now: int) -> dict[str, StepTimes]:
    """By element id, for the user tasks of these cases."""
    rows = database.execute(
        "SELECT element, state, created, ended, due FROM user_task "
        "WHERE instance IN (SELECT value FROM json_each(?)) AND state <> 'CANCELED'",
        (json.dumps(list(cases)),),
    )
    tasks: dict[str, list[tuple[str, int, int | None, int | None]]] = {}
    for element, *task in rows:
        tasks.setdefault(element, []).append((task[0], task[1], task[2], task[3]))
    return {element: _times(element, found, now) for element, found in tasks.items()}


def _times(element: str, tasks: list[tuple[str, int, int | None, int | None]], now: int) -> StepTimes:
    taken, shares, late, waiting, waiting_late = [], [], 0, 0, 0
    for state, created, ended, due in tasks:
        if state != "COMPLETED" or ended is None:
            waiting += 1
            waiting_late += due is not None and due <= now
            continue
        taken.append(ended - created)
        if due is not None:
            late += ended > due
            shares.append((ended - created) / max(1, due - created))
    return StepTimes(
        element,
        len(taken),
        late,
        round(statistics.median(taken)) if taken else None,
        max(taken, default=None),
        sorted(shares)[-(-9 * len(shares) // 10) - 1] if shares else None,
        waiting,
        waiting_late,
    )


def step_returns(database: sqlite3.Connection, cases: Sequence[int]) -> dict[str, StepReturns]:
    """By element id: entries of a user task beyond the first within one scope and turn of a loop.

    What several people do side by side, each in a scope or turn of their own, is no return.
    """
    rows = database.execute(
        "SELECT element, SUM(entered - 1), COUNT(DISTINCT instance) FROM ("
        "SELECT element, instance, COUNT(*) AS entered FROM element "
        "WHERE instance IN (SELECT value FROM json_each(?)) AND type = 'USER_TASK' "
        "GROUP BY element, instance, scope, loop HAVING COUNT(*) > 1) GROUP BY element",
        (json.dumps(list(cases)),),
    )
    return {element: StepReturns(element, again, of) for element, again, of in rows}


def flow_cases(database: sqlite3.Connection, cases: Sequence[int], flows: Sequence[str]) -> dict[str, int]:
    """In how many of the cases these sequence flows were taken, by id."""
    rows = database.execute(
        "SELECT flow, COUNT(*) FROM flow WHERE instance IN (SELECT value FROM json_each(?)) "
        "AND flow IN (SELECT value FROM json_each(?)) GROUP BY flow",
        (json.dumps(list(cases)), json.dumps(list(flows))),
    )
    return {flow: int(count) for flow, count in rows}
