from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.engine.rest.running import Rest


@pytest.fixture
def rest(tmp_path: Path) -> Iterator[Rest]:
    with Rest(tmp_path / "engine") as rest:
        yield rest


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rest]:
    """An engine for requests that it refuses: nothing is ever done on it."""
    with Rest(tmp_path_factory.mktemp("idle") / "engine") as rest:
        yield rest
