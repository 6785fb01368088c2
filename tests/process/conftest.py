"""Process tests run on a real Zeebe, started once per session with the broker alone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.engine import Engine, EngineSettings
from deploy.engine.ports import taken
from deploy.engine.services import services
from tests.process.coverage import Coverage, write_report
from tests.process.records import Records

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.engine)


def free_settings(home: Path) -> EngineSettings:
    """Settings of a broker that collides neither with a demo stack nor with another test run."""
    # Runs at the same time begin their search at different places.
    for step in range(os.getpid() % 100, os.getpid() % 100 + 100):
        settings = EngineSettings(
            home=home,
            port_offset=2000 + 20 * (step % 100),
            webapps=False,
            exporter="debug",
            controlled_clock=True,
            attached=True,
        )
        if not any(taken(service.ports) for service in services(settings)):
            return settings
    raise RuntimeError("none of 100 sets of ports is free")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The Zeebe of this session: embedded with debug exporter and movable clock, or the one of --engine=HOST:PORT."""
    address = request.config.getoption("--engine")
    if address != "local":
        remote = Engine.connect(address)
        remote.wait_ready()
        yield remote
        return
    with Engine.start_local(free_settings(tmp_path_factory.mktemp("engine"))) as local:
        yield local


@pytest.fixture(scope="session")
def local_engine(engine: Engine) -> Engine:
    """The embedded engine, for tests that read its record log or move its clock."""
    if not engine.is_local:
        pytest.skip("needs the record log and the movable clock of the embedded engine (run with --engine=local)")
    return engine


@pytest.fixture(scope="session")
def coverages() -> Iterator[dict[str, Coverage]]:
    """What this session's cases reached, by process; at the end a report for people in `.alur/process-coverage`."""
    collected: dict[str, Coverage] = {}
    yield collected
    if collected:
        home = Path(os.environ.get("ALUR_HOME", _HERE.parents[1] / ".alur"))
        print(f"\nprocess coverage: {write_report(collected.values(), home / 'process-coverage')}")


@pytest.fixture
def records(local_engine: Engine) -> Records:
    """What the engine records from the beginning of this test on."""
    return Records(local_engine.record_log, from_now=True)
