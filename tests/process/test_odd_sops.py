"""SOPs at the edges on the real engine: every way through each of them is played to its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.sop_yaml import parse_sop
from tests.generator.odd_sops import OddSop, odd_sops
from tests.process.driver import Driver
from tests.process.engines import EngineUnderTest
from tests.process.explorer import Explorer
from tests.process.test_coverage import start_values
from tests.process.worker import mail_server, worker_thread

PLAYED = [odd for odd in odd_sops() if odd.engine]


@pytest.fixture(scope="module")
def driver(engine: EngineUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    with (
        mail_server() as (_, port),
        worker_thread(engine.grpc_address, tmp_path_factory.mktemp("worker"), port) as running,
    ):
        assert running.loops
        yield Driver(engine)


@pytest.mark.parametrize("odd", PLAYED, ids=lambda odd: odd.name)
def test_every_way_is_played_to_its_end(odd: OddSop, driver: Driver) -> None:
    sop = parse_sop(odd.text)
    explorer = Explorer(driver, sop, start_values(sop))
    assert explorer.explore().missing() == [], f"after {explorer.cases} cases"
