"""Browser tests: Chromium, Tasklist and Operate on a whole stack of their own, started once per session.

`CHROMIUM` names the browser (default: the first of chromium, chromium-browser, google-chrome on the search path).
`ALUR_E2E_HOME` names a state directory whose stack is taken or started and left running, to write tests quickly.
`ALUR_SCREENSHOTS` names a folder for the screenshots (default: pytest's temporary folder).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from deploy.camunda import Operate, Tasklist, Zeebe
from deploy.deployer import wait_for_forms
from deploy.engine import Engine, EngineSettings
from deploy.engine.ports import taken
from deploy.engine.services import services
from deploy.engine.settings import LOGIN
from deploy.sops import SopFolder, find_folders, load_folder
from generator.pipeline import compile_sop
from tests.e2e.case import Case, Office
from tests.e2e.clerk import Clerk
from tests.e2e.screenshots import Screenshots
from tests.process.worker import mail_server, worker_thread

_HERE = Path(__file__).parent
_SOPS = ("karpeg-kemenag", "karis-karsu-pesisir-selatan", "ktp-kolektif-kalsel")
_EXPECT_MILLISECONDS = 30_000
_BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.engine)


@dataclass(frozen=True)
class Stack:
    """Engine, Operate, Tasklist and a worker, with the SOPs deployed."""

    engine: Engine
    office: Office


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser. Without one the tests are skipped, but not where CI=true: there it is a failure."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is not None:
        return found
    reason = "no Chromium on this machine (Debian: apt install chromium; elsewhere set CHROMIUM to its path)"
    if os.environ.get("CI") == "true":
        pytest.fail(f"browser tests cannot run: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=_EXPECT_MILLISECONDS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(_BROWSER_ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def stack(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Asks for the browser first, so that nothing is started where there is none."""
    assert browser.is_connected()
    kept = os.environ.get("ALUR_E2E_HOME")
    home = Path(kept).resolve() if kept else tmp_path_factory.mktemp("stack")
    engine = Engine.start_local(_settings(home, attached=not kept))
    try:
        with (
            mail_server() as (_, smtp_port),
            worker_thread(engine.grpc_address, tmp_path_factory.mktemp("office"), smtp_port),
        ):
            yield Stack(engine, _office(engine))
    finally:
        if not kept:
            engine.stop()


@pytest.fixture
def office(stack: Stack) -> Iterator[Office]:
    """The office with its SOPs; what a test leaves open is cancelled, so that no later jump of the clock meets it."""
    yield stack.office
    for case in stack.office.cases:
        case.cancel()
    stack.office.cases.clear()


@pytest.fixture
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """A browser window of a clerk in Jakarta who has logged in."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="id-ID", timezone_id="Asia/Jakarta", accept_downloads=True
    )
    context.set_default_timeout(_EXPECT_MILLISECONDS)
    opened = context.new_page()
    opened.goto(f"{stack.engine.web_url}/tasklist/login", wait_until="domcontentloaded")
    opened.get_by_label("Username").fill(LOGIN)
    opened.locator("#password").fill(LOGIN)
    opened.get_by_role("button", name="Login").click()
    opened.wait_for_url(lambda url: "login" not in url, wait_until="domcontentloaded")
    yield opened
    context.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Screenshots:
    folder = os.environ.get("ALUR_SCREENSHOTS")
    return Screenshots(Path(folder).resolve() if folder else tmp_path_factory.mktemp("screenshots"))


@pytest.fixture
def clerk(page: Page, stack: Stack, screenshots: Screenshots) -> Clerk:
    return Clerk(page, stack.engine.web_url, screenshots)


@pytest.fixture
def karpeg(office: Office) -> Case:
    """A running case of karpeg-kemenag."""
    applicant = {
        "nama": "Siti Aminah",
        "nip": "198503152010012001",
        "unitKerja": "MIN 1 Jakarta",
        "email": "pemohon@example.test",
        "tanggalSurat": "2026-11-16",
    }
    return office.start("karpeg-kemenag", {"permohonan": applicant})


def _settings(home: Path, *, attached: bool) -> EngineSettings:
    """Ports that collide neither with a demonstration nor with another test run."""
    for step in range(os.getpid() % 40, os.getpid() % 40 + 40):
        settings = EngineSettings(
            home=home, port_offset=4100 + 20 * (step % 40), controlled_clock=True, attached=attached
        )
        if not attached and (home / "engine").is_dir():
            return EngineSettings(
                home=home, port_offset=Engine.running(home).settings.port_offset, controlled_clock=True
            )
        if not any(taken(service.ports) for service in services(settings)):
            return settings
    raise RuntimeError("none of 40 sets of ports is free")


def _office(engine: Engine) -> Office:
    zeebe = Zeebe(engine.rest_url)
    tasklist = Tasklist(engine.web_url, LOGIN, LOGIN)
    folders: list[SopFolder] = [load_folder(path) for path in find_folders(_SOPS)]
    deployments = {}
    for folder in folders:
        compiled = compile_sop(folder.sop)
        assert compiled.problems == ()
        deployments[folder.slug] = zeebe.deploy(compiled.files)
    wait_for_forms(tasklist, deployments, folders)
    return Office(
        zeebe, tasklist, Operate(engine.web_url, LOGIN, LOGIN), {folder.slug: folder.sop for folder in folders}
    )
