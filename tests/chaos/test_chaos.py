"""The chaos run in its short form: green with the workers as they are, red as soon as a safeguard is taken out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy.engine import Engine
from tests.chaos.run import Part, own_engine, run

pytestmark = [pytest.mark.engine, pytest.mark.chaos, pytest.mark.timeout(420)]


@pytest.fixture(scope="module")
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture(scope="module")
def own(threads: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that may be killed; the process tests' own one may not."""
    del threads  # must outlive the engine, which dies with the thread that started it
    with own_engine(tmp_path_factory.mktemp("engine")) as engine:
        yield engine


def part(name: str, letters: int, *, postgres: bool, sabotage: str = "", kills: tuple[float, ...] = (0.3,)) -> Part:
    return Part(
        name,
        letters,
        workers=3 if postgres else 1,
        postgres=postgres,
        seed=7,
        seconds=15.0,
        still_seconds=60.0,
        broker_kills=kills,
        sabotage=sabotage,
    )


@pytest.mark.parametrize(("name", "letters", "postgres"), [("pg", 60, True), ("sqlite", 30, False)])
def test_nothing_is_lost(
    own: Engine, threads: ThreadPoolExecutor, tmp_path: Path, name: str, letters: int, postgres: bool
) -> None:
    outcome = run(part(name, letters, postgres=postgres), own, tmp_path, threads)
    assert not outcome.lost, outcome.table()
    assert outcome.troubles["engine killed"] == 1
    assert outcome.troubles["clock jumped"] >= 1
    assert outcome.troubles["worker killed"] >= 1
    assert outcome.judgement.counts["answers acknowledged"] == letters


@pytest.mark.parametrize(
    ("sabotage", "said"),
    [
        ("numbering", "gap in the register"),
        ("outbox", "marked as sent that never arrived"),
        ("breach", "breach recorded twice"),
    ],
)
def test_the_run_notices_a_missing_safeguard(
    own: Engine, threads: ThreadPoolExecutor, tmp_path: Path, sabotage: str, said: str
) -> None:
    broken = part(sabotage, 15, postgres=False, sabotage=sabotage, kills=())
    outcome = run(broken, own, tmp_path, threads)
    assert outcome.lost
    assert any(said in loss for loss in outcome.judgement.losses), outcome.table()
