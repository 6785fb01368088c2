"""The engine that the process tests run on: `--engine=embedded|camunda|URL`.

embedded: the one that ships with Alur, on free ports. camunda: the official image by Docker (its licence is the
vendor's; never run by CI). URL: the REST address of an engine that runs already; its gRPC gateway is the port 26500 of
the same host, or ALUR_TEST_GRPC (host:port).
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.camunda import EngineClient, client_of
from deploy.engine import Engine, EngineSettings
from deploy.errors import AlurError

CAMUNDA_IMAGE = "camunda/camunda:8.10.6"
CAMUNDA_PORTS = (8080, 26500)
CAMUNDA_ENVIRONMENT: Mapping[str, str] = {
    # Nothing asks for a login, and what was written is searched in a database within the container.
    "CAMUNDA_SECURITY_AUTHENTICATION_UNPROTECTEDAPI": "true",
    "CAMUNDA_SECURITY_AUTHORIZATIONS_ENABLED": "false",
    "CAMUNDA_DATA_SECONDARYSTORAGE_TYPE": "rdbms",
    "CAMUNDA_DATA_SECONDARYSTORAGE_RDBMS_URL": "jdbc:h2:mem:alur;DB_CLOSE_DELAY=-1;MODE=PostgreSQL",
    "CAMUNDA_DATA_SECONDARYSTORAGE_RDBMS_USERNAME": "sa",
    "CAMUNDA_DATA_SECONDARYSTORAGE_RDBMS_PASSWORD": "",
    "SPRING_PROFILES_ACTIVE": "broker,consolidated-auth",
}
_READY_SECONDS = 180.0


class EngineMissingError(Exception):
    """The engine that was asked for cannot be had; the text says why and what to do."""


@dataclass
class EngineUnderTest:
    """An engine, as the tests reach it: by its public APIs alone."""

    client: EngineClient
    rest_url: str
    grpc_address: str
    embedded: Engine | None = None
    """The engine itself where it is ours, for tests that kill it."""
    _pinned: dt.datetime | None = field(default=None, repr=False)

    def now(self) -> dt.datetime:
        """The engine's time: where its clock was pinned, else the machine's."""
        return self._pinned or dt.datetime.now(dt.UTC)

    @contextmanager
    def standing_at(self, moment: dt.datetime) -> Iterator[None]:
        """The engine's clock stands there during the block; no other case may be active. Then it is the machine's."""
        self.client.pin_clock(moment)
        self._pinned = moment
        try:
            yield
        finally:
            self._pinned = None
            self.client.reset_clock()


@contextmanager
def engine_under_test(wanted: str, home: Path) -> Iterator[EngineUnderTest]:
    """The engine that `--engine` asks for. Raises EngineMissingError."""
    if wanted == "embedded":
        with Engine.start_local(EngineSettings(home=home, grpc_port=0, rest_port=0, attached=True)) as engine:
            yield EngineUnderTest(client_of(engine.rest_url), engine.rest_url, engine.grpc_address, engine)
    elif wanted == "camunda":
        with camunda_container() as (rest_url, grpc_address):
            yield EngineUnderTest(_ready(rest_url), rest_url, grpc_address)
    else:
        host = urlsplit(wanted).hostname
        if not wanted.startswith(("http://", "https://")) or host is None:
            raise EngineMissingError(f"--engine={wanted}: write embedded, camunda, or the URL of an engine's REST API.")
        yield EngineUnderTest(_ready(wanted), wanted, os.environ.get("ALUR_TEST_GRPC", f"{host}:26500"))


@contextmanager
def camunda_container(make: Callable[[str], Any] | None = None) -> Iterator[tuple[str, str]]:
    """REST URL and gRPC address of the official image in a container. Raises EngineMissingError without Docker.

    `make` makes a container of an image (default: testcontainers' DockerContainer).
    """
    try:
        container = (make or _docker)(CAMUNDA_IMAGE)
        container.with_exposed_ports(*CAMUNDA_PORTS)
        for name, value in CAMUNDA_ENVIRONMENT.items():
            container.with_env(name, value)
        container.start()
    except Exception as failure:  # Docker's client raises whatever its connection raises
        raise EngineMissingError(
            f"--engine=camunda runs {CAMUNDA_IMAGE} by Docker, and that cannot be started "
            f"({type(failure).__name__}: {str(failure)[:200]}). Install and start Docker, or use --engine=embedded."
        ) from failure
    try:
        host = container.get_container_host_ip()
        rest, grpc = (container.get_exposed_port(port) for port in CAMUNDA_PORTS)
        yield f"http://{host}:{rest}", f"{host}:{grpc}"
    finally:
        container.stop()


def _docker(image: str) -> Any:
    from testcontainers.core.container import DockerContainer

    return DockerContainer(image)


def _ready(rest_url: str) -> EngineClient:
    client = client_of(rest_url)
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        try:
            if client.topology().partitions:
                return client
        except AlurError as failure:
            if time.monotonic() > deadline:
                raise EngineMissingError(f"{rest_url} does not answer: {failure}") from failure
        time.sleep(0.5)
