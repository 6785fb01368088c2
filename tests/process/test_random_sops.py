"""Random SOPs deploy on the real engine, and cases of them run to an end under random decisions."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from generator.pipeline import compile_sop
from tests.generator.random_sops import random_sop
from tests.process.driver import Driver
from tests.process.engines import EngineUnderTest
from tests.process.explorer import Explorer
from tests.process.test_coverage import start_values
from tests.process.worker import mail_server, worker_thread
from workers.app import RunningWorker

SOPS = int(os.environ.get("ALUR_RANDOM_SOPS", "20"))
"""How many are deployed and played; up to 200, which take minutes."""

PER_DEPLOYMENT = 5
"""A deployment may hold 4 MB."""


@pytest.fixture(scope="module")
def worker(engine: EngineUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWorker]:
    with (
        mail_server() as (_, port),
        worker_thread(engine.grpc_address, tmp_path_factory.mktemp("worker"), port) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def driver(engine: EngineUnderTest, worker: RunningWorker) -> Driver:
    """A driver with all random SOPs deployed."""
    assert worker.loops
    driver = Driver(engine)
    for first in range(0, SOPS, PER_DEPLOYMENT):
        files: dict[str, bytes] = {}
        for seed in range(first, min(first + PER_DEPLOYMENT, SOPS)):
            compiled = compile_sop(random_sop(seed))
            assert compiled.problems == ()
            files |= compiled.files
            driver.deployed[compiled.slug] = compiled.graph
        driver.client.deploy(files)
    return driver


def test_all_random_sops_deploy(driver: Driver) -> None:
    assert len(driver.deployed) == SOPS


@pytest.mark.parametrize("seed", range(SOPS))
def test_a_random_sop_runs_to_an_end(seed: int, driver: Driver) -> None:
    sop = random_sop(seed)
    record = Explorer(driver, sop, start_values(sop), random.Random(seed)).play_at_random()
    assert record.ended == "COMPLETED"
    assert record.incidents == ()
