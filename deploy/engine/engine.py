"""One engine, as the rest of Alur sees it: addresses, readiness, clock, stop."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

import grpc

from deploy.engine.local import LocalEngine, Say, recorded_settings
from deploy.engine.services import opensearch_url, web_url
from deploy.engine.settings import HOST, EngineSettings
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.home import alur_home


@dataclass(frozen=True)
class Addresses:
    """Where an engine is reached. None: this engine does not have the part, or its place is not known."""

    grpc: str
    """host:port of the gateway."""
    rest: str | None = None
    operate: str | None = None
    tasklist: str | None = None
    opensearch: str | None = None


class Engine:
    """A running engine. As a context manager it is stopped at the end, if it was started here."""

    def __init__(self, addresses: Addresses, local: LocalEngine | None = None) -> None:
        self._addresses = addresses
        self._local = local

    @classmethod
    def start_local(cls, settings: EngineSettings | None = None, say: Say | None = None) -> "Engine":
        """Bring up the embedded engine and return when it can be used; one that runs as wanted is left alone.

        `say` receives a sentence for each thing that happens (default: printed on stderr). Raises AlurError when the
        engine cannot be brought up.
        """
        local = LocalEngine(settings or EngineSettings(), say)
        local.bring_up()
        return cls(_local_addresses(local.settings), local)

    @classmethod
    def running(cls, home: Path | None = None) -> "Engine":
        """The embedded engine that `alur up` left running. Raises AlurError when there is none."""
        settings = recorded_settings(home or alur_home())
        local = LocalEngine(settings) if settings else None
        if local is None or any(status.state != "running" for status in local.status()):
            raise AlurError("The engine is not running.", "Start it with `alur up`.", Exit.ENGINE_DOWN)
        return cls(_local_addresses(local.settings), local)

    @classmethod
    def connect(cls, address: str, *, rest: str | None = None, operate: str | None = None,
                tasklist: str | None = None) -> "Engine":  # fmt: skip
        """Use a cluster (8.6 or newer) whose gateway is at `address` (host:port); the other places are base URLs.

        Raises AlurError when the address is not host:port. Does not wait: see `wait_ready`.
        """
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise AlurError(
                f"{address!r} is not the address of an engine.", "Give host:port, such as localhost:26500.", Exit.USAGE
            )
        return cls(Addresses(address, rest, operate, tasklist))

    @property
    def is_local(self) -> bool:
        """Whether this is the embedded engine."""
        return self._local is not None

    @property
    def grpc_address(self) -> str:
        """host:port of the gateway."""
        return self._addresses.grpc

    @property
    def rest_url(self) -> str:
        """Base URL of the REST API (`/v2` is below it)."""
        return self._known(self._addresses.rest, "REST API")

    @property
    def operate_url(self) -> str:
        """Base URL of Operate's pages; its API lies at the root of the same server."""
        return self._known(self._addresses.operate, "Operate")

    @property
    def tasklist_url(self) -> str:
        """Base URL of Tasklist's pages; its API lies at the root of the same server."""
        return self._known(self._addresses.tasklist, "Tasklist")

    @property
    def web_url(self) -> str:
        """Base URL of the server of Operate's and Tasklist's APIs (`/api/login`, `/v1/...`)."""
        return self.tasklist_url.removesuffix("/tasklist")

    @property
    def record_log(self) -> Path:
        """With the exporter `debug`: the file with one JSON record per line."""
        return self._started_here("record log").record_log

    @property
    def settings(self) -> EngineSettings:
        """The settings of the embedded engine."""
        return self._started_here("settings").settings

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Return when the engine can be used. Raises AlurError after `timeout` seconds, or when a process ends."""
        if self._local is not None:
            self._local.wait_ready(timeout)
            return
        with grpc.insecure_channel(self.grpc_address) as channel:
            try:
                grpc.channel_ready_future(channel).result(timeout)
            except grpc.FutureTimeoutError as failure:
                raise AlurError(
                    f"No engine answers at {self.grpc_address}.",
                    "Check the address and that the engine runs.",
                    Exit.ENGINE_DOWN,
                ) from failure

    def clock_now(self) -> datetime:
        """The engine's time (UTC). Only with the setting `controlled_clock`."""
        return self._started_here("clock").clock.now()

    def clock_add(self, milliseconds: int) -> datetime:
        """Move the engine's time forward. Only with `controlled_clock`, and only when no other cases are active:

        their timers fire too, and the jobs that workers hold time out and are handed out again.
        """
        return self._started_here("clock").clock.add(milliseconds)

    def stop(self) -> None:
        """Stop the embedded engine with everything in its state directory; another engine is left running."""
        if self._local is not None:
            self._local.take_down()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def _started_here(self, what: str) -> LocalEngine:
        if self._local is None:
            raise AlurError(
                f"The {what} of the engine at {self.grpc_address} cannot be used: it was not started here.",
                "Use the embedded engine (`alur up`).",
                Exit.USAGE,
            )
        return self._local

    def _known(self, url: str | None, what: str) -> str:
        if url is None:
            raise AlurError(
                f"The engine at {self.grpc_address} has no {what} that Alur knows of.",
                "Start the whole stack (`alur up` without --no-webapps), or give its URL.",
                Exit.ENGINE_DOWN,
            )
        return url


def _local_addresses(settings: EngineSettings) -> Addresses:
    ports = settings.ports
    web = web_url(settings) if settings.webapps else None
    return Addresses(
        grpc=f"{HOST}:{ports.grpc}",
        rest=f"http://{HOST}:{ports.rest}",
        operate=f"{web}/operate" if web else None,
        tasklist=f"{web}/tasklist" if web else None,
        opensearch=opensearch_url(settings) if web else None,
    )
