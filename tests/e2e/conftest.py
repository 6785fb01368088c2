from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.e2e.stack import CHROMIUM, Office, office

Open = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.browser)
            # All of them work on one engine.
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        if os.environ.get("ALUR_BROWSER") == "required":
            pytest.fail("Chromium is not installed (Debian: apt-get install chromium).")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def running(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    assert browser
    with office(tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture
def walk(browser: Any, running: Office) -> Iterator[Open]:
    """Opens browser windows; at the end each must be without complaints."""
    from tests.e2e.walking import Walker

    opened: list[Walker] = []

    def open_window(user: str = "", **more: Any) -> Walker:
        walker = Walker(browser, running, **more)
        opened.append(walker)
        return walker.sign_in(user) if user else walker

    yield open_window
    for walker in opened:
        walker.close()
