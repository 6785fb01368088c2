"""Ends of cases that only the engine knows."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from deploy.camunda import Case, Connection, EngineClient
from deploy.case_ends import learn_ends
from deploy.errors import AlurError
from deploy.exits import Exit
from tests.workers.registers import NOW
from workers.storage import Cases, Storage


class Knowing:
    """What the engine says of each case."""

    def case(self, key: str) -> Case | None:
        states: dict[str, Any] = {"1": ("TERMINATED", NOW), "2": ("ACTIVE", None), "3": ("COMPLETED", None)}
        found = states.get(key)
        return Case(key, "p", found[0], False, NOW, found[1]) if found else None

    def variables(self, key: str) -> dict[str, str]:
        return {"nomorPerkara": f"P-{key}"}


def engine() -> Connection:
    return Connection(cast(EngineClient, Knowing()), "", True, lambda: dt.datetime.now(dt.UTC))


def test_ends_are_learned_from_the_engine_and_never_guessed(storage: Storage) -> None:
    assert learn_ends(storage, [1, 2, 3, 4], engine) == 2
    cases = Cases(storage)
    assert cases.closed(1) == NOW
    assert cases.closed(2) is None, "it runs"
    assert cases.closed(3) is not None
    assert cases.closed(4) is None, "this engine does not know it"


def test_without_an_engine_nothing_is_learned(storage: Storage) -> None:
    def away() -> Connection:
        raise AlurError("No engine.", "Start it.", Exit.ENGINE_DOWN)

    assert learn_ends(storage, [1], away) == 0
    assert Cases(storage).closed(1) is None
