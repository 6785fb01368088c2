"""Ends of cases that only Operate knows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from deploy import case_ends
from deploy.camunda.operate import Case as OperateCase
from deploy.errors import AlurError
from deploy.exits import Exit
from tests.workers.registers import NOW
from workers.storage import Cases, Storage


class FakeOperate:
    """What the engine's search says of each case."""

    def __init__(self, *_: Any) -> None:
        self.states = {"1": ("CANCELED", NOW.isoformat()), "2": ("ACTIVE", None), "3": ("COMPLETED", None)}

    def case(self, key: str) -> OperateCase | None:
        found = self.states.get(key)
        return OperateCase(key, "p", found[0], False, "", found[1]) if found else None

    def variables(self, key: str) -> dict[str, str]:
        return {"nomorPerkara": f"P-{key}"}


def test_ends_are_learned_from_operate_and_never_guessed(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = SimpleNamespace(settings=SimpleNamespace(webapps=True), web_url="")
    monkeypatch.setattr(case_ends, "Operate", FakeOperate)
    monkeypatch.setattr(case_ends.Engine, "running", lambda: engine)
    assert case_ends.learn_ends(storage, [1, 2, 3, 4]) == 2
    cases = Cases(storage)
    assert cases.closed(1) == NOW
    assert cases.closed(2) is None, "it runs"
    assert cases.closed(3) is not None
    assert cases.closed(4) is None, "this engine does not know it"


def test_without_an_engine_nothing_is_learned(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise AlurError("No engine.", "Start it.", Exit.ENVIRONMENT)

    monkeypatch.setattr(case_ends.Engine, "running", away)
    assert case_ends.learn_ends(storage, [1]) == 0
    assert Cases(storage).closed(1) is None
