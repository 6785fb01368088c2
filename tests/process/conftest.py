"""Process tests run on a real engine, started once per session: see engines.py for which."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.coverage import Coverage, write_report
from tests.process.engines import EngineMissingError, EngineUnderTest, engine_under_test

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineUnderTest]:
    """The engine of this session."""
    try:
        with engine_under_test(request.config.getoption("--engine"), tmp_path_factory.mktemp("engine")) as running:
            yield running
    except EngineMissingError as failure:
        pytest.exit(str(failure), returncode=4)


@pytest.fixture(scope="session")
def coverages() -> Iterator[dict[str, Coverage]]:
    """What this session's cases reached, by process; at the end a report for people in `.alur/process-coverage`."""
    collected: dict[str, Coverage] = {}
    yield collected
    if collected:
        home = Path(os.environ.get("ALUR_HOME", _HERE.parents[1] / ".alur"))
        # Sessions side by side share the work, and each reports on its part.
        part = os.environ.get("PYTEST_XDIST_WORKER", "")
        print(f"\nprocess coverage: {write_report(collected.values(), home / 'process-coverage' / part)}")
