"""An engine with a worker, the six SOPs and an account for every role, in a directory and on ports of their own."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.camunda import EngineClient, Task, client_of
from deploy.demo.accounts import make_accounts
from deploy.demo.stack import (
    GATEWAY_PORT,
    HEALTH_PORT,
    SINK_PORT,
    DemoStack,
    bring_up_engine,
    bring_up_services,
    people_directory,
)
from deploy.deployer import deploy_sops
from deploy.engine.settings import GRPC_PORT, HOST, REST_PORT
from deploy.people.files import PeopleDirectory
from deploy.people.person import People
from deploy.sops import SopFolder, find_folders, load_folder
from deploy.viewer_assets import fetch_viewers, viewers_directory

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in _NAMES if (path := shutil.which(name))), "")
_REFUSED_BY_BROWSERS = {10080}
WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class Office:
    """What runs, and who is there."""

    stack: DemoStack
    client: EngineClient
    folders: dict[str, SopFolder]
    password: str
    axe: str
    """The script of axe-core."""

    @property
    def url(self) -> str:
        return self.stack.engine.rest_url

    @property
    def people(self) -> People:
        return PeopleDirectory(people_directory()).read()

    def user_of(self, office: str, group: str) -> str:
        """Somebody of a group."""
        return next(p.user for p in self.people.of_office(office) if group in p.groups)

    def wait_for_tasks(self, case: str, besides: set[str]) -> list[Task]:
        """The open tasks of a case that are new; empty when the case is over."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            tasks = [task for task in self.client.open_tasks(case) if task.key not in besides]
            if tasks:
                return tasks
            found = self.client.case(case)
            if found is not None and found.state != "ACTIVE":
                return []
            incidents = self.client.incidents(case)
            assert not incidents, incidents
            time.sleep(0.05)
        raise AssertionError(f"case {case}: no task and no end in {WAIT_SECONDS:.0f} s")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _offset() -> int:
    ports = (GRPC_PORT, REST_PORT, GATEWAY_PORT, HEALTH_PORT, SINK_PORT)
    # Workers of one test run look in places of their own.
    worker = int("0" + "".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))))
    for offset in range(3000 + 500 * (worker % 10), 8000, 10):
        if REST_PORT + offset not in _REFUSED_BY_BROWSERS and all(_free(port + offset) for port in ports):
            return offset
    raise AssertionError("no free ports")


@contextmanager
def office(home: Path) -> Iterator[Office]:
    """From `with` to its end."""
    viewers = viewers_directory()
    fetch_viewers(viewers, with_tests=True)
    wanted = {"ALUR_HOME": str(home), "ALUR_PORT_OFFSET": str(_offset()), "ALUR_CACHE": str(viewers.parent)}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        engine = bring_up_engine()
        try:
            stack = bring_up_services(engine)
            folders = {folder.slug: folder for folder in map(load_folder, find_folders())}
            client = client_of(engine.rest_url)
            deploy_sops(client, list(folders.values()))
            _, password = make_accounts(people_directory(), folders.values())
            yield Office(stack, client, folders, password, (viewers / "axe.js").read_text(encoding="utf-8"))
        finally:
            engine.stop()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
