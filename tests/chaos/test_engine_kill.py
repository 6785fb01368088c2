"""The short version of engine_kill.py; and an engine that answers too early, which must be found out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.chaos.engine_kill import run

pytestmark = pytest.mark.chaos


def test_twenty_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    totals = asyncio.run(run(20, 20, 20_260, tmp_path))
    print(totals.table())
    assert totals.found.wrong == []
    assert totals.kills >= 20
    assert totals.compared >= 2
    assert all(count > 0 for count in totals.acknowledged.values())
    assert totals.found.timers > 0


def test_an_engine_that_answers_before_it_commits_is_found_out(tmp_path: Path) -> None:
    totals = asyncio.run(run(8, 8, 20_261, tmp_path, sabotage="early", rest=1.0))
    assert any("is not there" in finding or "is not completed" in finding for finding in totals.found.wrong)
