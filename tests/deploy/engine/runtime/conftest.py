"""Tests that are coroutines run on asyncio (by the plugin that anyio brings)."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
