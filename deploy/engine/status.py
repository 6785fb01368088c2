"""What `alur status` shows of a running engine."""

from __future__ import annotations

import sqlite3

from deploy.engine.failures import EngineUnavailable
from deploy.engine.runtime import Runtime


def status_of(runtime: Runtime) -> dict[str, object]:
    """Numbers, flags and sentences; the names are those of `EngineStatus` in local.py. May run in any thread."""
    state = runtime.state
    return {
        "position": runtime.journal_position,
        "projected": runtime.projected,
        "cases": 0 if state is None else state.active_cases(),
        "incidents": _open_incidents(runtime),
        "now": runtime.now(),
        "pinned": state is not None and state.pinned is not None,
        "trouble": runtime.trouble,
        "damage": runtime.damage,
    }


def _open_incidents(runtime: Runtime) -> int:
    try:
        return int(runtime.found_so_far.read(_count))
    except EngineUnavailable:
        return 0


def _count(database: sqlite3.Connection) -> int:
    return int(database.execute("SELECT count(*) FROM incident WHERE state = 'ACTIVE'").fetchone()[0])
