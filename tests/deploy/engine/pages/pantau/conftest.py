from __future__ import annotations

import pytest

from tests.deploy.engine.pages.pantau.playing import Play
from tests.deploy.engine.pages.running import Pages


@pytest.fixture
def play(pages: Pages) -> Play:
    return Play(pages)
