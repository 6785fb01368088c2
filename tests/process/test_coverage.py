"""Every flow node and sequence flow of the six SOPs and of the rule fixtures is reached on the real engine.

Each test explores one process by itself: every return, every end, the withdrawal, the answer by message, missing letter
data, and every timer by the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.sops import find_folders, load_folder
from generator.sop import Sop
from generator.sop_yaml import load_sop
from tests.process.coverage import Coverage
from tests.process.driver import Driver
from tests.process.engines import EngineUnderTest
from tests.process.explorer import PEOPLE, Explorer
from tests.process.worker import mail_server, worker_thread
from workers.app import RunningWorker

RULES = Path(__file__).parents[1] / "generator" / "rules"
SOPS: dict[str, Sop] = {folder.name: load_folder(folder).sop for folder in find_folders()}
SOPS |= {path.parent.name: load_sop(path) for path in sorted(RULES.glob("*/sop.yaml"))}

REQUEST = {
    "nama": "Siti Aminah",
    "nip": "198503152010012001",
    "unitKerja": "MIN 1 Jakarta",
    "instansi": "Dinas Contoh",
    "nomorSurat": "800/123/2026",
    "perihal": "Permohonan kartu",
    "email": "pemohon@example.test",
    "tanggalSurat": "2026-11-16",
}


@pytest.fixture(scope="module")
def worker(engine: EngineUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWorker]:
    with (
        mail_server() as (_, port),
        worker_thread(engine.grpc_address, tmp_path_factory.mktemp("worker"), port) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def driver(engine: EngineUnderTest, worker: RunningWorker) -> Driver:
    assert worker.loops
    return Driver(engine)


def start_values(sop: Sop) -> dict[str, object]:
    request = {name: REQUEST[name] for name in sop.mulai.fields if name in REQUEST}
    people = {sop.mulai.daftar: PEOPLE} if sop.mulai.daftar else {}
    return {"permohonan": request, **people}


@pytest.mark.parametrize("name", SOPS)
def test_every_element_is_reached(name: str, driver: Driver, coverages: dict[str, Coverage]) -> None:
    explorer = Explorer(driver, SOPS[name], start_values(SOPS[name]))
    coverages[SOPS[name].slug] = explorer.coverage
    coverage = explorer.explore()
    assert coverage.missing() == [], f"after {explorer.cases} cases"
