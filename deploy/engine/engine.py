"""One engine, as the rest of Alur sees it: addresses, readiness, clock, stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from deploy.engine.local import EngineStatus, LocalEngine, recorded_settings
from deploy.engine.settings import EngineSettings
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.home import alur_home

Say = Callable[[str], None]


@dataclass(frozen=True)
class Addresses:
    """Where an engine is reached. None: the place is not known."""

    grpc: str
    """host:port of the gateway."""
    rest: str | None = None
    """Base URL of the REST API (`/v2` is below it)."""


class Engine:
    """A running engine. As a context manager it is stopped at the end, if it was started here."""

    def __init__(self, addresses: Addresses | None, local: LocalEngine | None = None) -> None:
        self._addresses = addresses
        self._local = local

    @classmethod
    def start_local(cls, settings: EngineSettings | None = None, say: Say | None = None) -> Engine:
        """Bring up the embedded engine and return when it can be used; one that runs as wanted is left alone.

        `say` receives a sentence for each thing that happens (default: printed on stderr). Raises AlurError when the
        engine cannot be brought up.
        """
        local = LocalEngine(settings or EngineSettings(), say)
        local.bring_up()
        return cls(None, local)

    @classmethod
    def running(cls, home: Path | None = None) -> Engine:
        """The embedded engine that `alur up` left running. Raises AlurError when there is none."""
        settings = recorded_settings(home or alur_home())
        local = LocalEngine(settings) if settings else None
        if local is None or not local.answers():
            raise AlurError("The engine is not running.", "Start it with `alur up`.", Exit.ENGINE_DOWN)
        return cls(None, local)

    @classmethod
    def connect(cls, address: str, *, rest: str | None = None) -> Engine:
        """Use an engine whose gateway is at `address` (host:port) and whose REST API is at the base URL `rest`.

        Raises AlurError when the address is not host:port. Does not wait: see `wait_ready`.
        """
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise AlurError(
                f"{address!r} is not the address of an engine.", "Give host:port, such as localhost:26500.", Exit.USAGE
            )
        return cls(Addresses(address, rest.rstrip("/") if rest else None))

    @property
    def is_local(self) -> bool:
        """Whether this is the embedded engine."""
        return self._local is not None

    @property
    def grpc_address(self) -> str:
        """host:port of the gateway."""
        return self._local.grpc_address if self._local is not None else self._known.grpc

    @property
    def rest_url(self) -> str:
        """Base URL of the REST API (`/v2` is below it). Raises AlurError when it is not known."""
        if self._local is not None:
            return self._local.rest_url
        if self._known.rest is None:
            raise AlurError(
                f"The REST address of the engine at {self.grpc_address} is not known.",
                "Give it too (ALUR_ENGINE_REST_URL).",
                Exit.USAGE,
            )
        return self._known.rest

    @property
    def outside_url(self) -> str:
        """Base URL for other machines; empty when the embedded engine is not open to them."""
        return self._started_here("address for others").outside_url

    @property
    def settings(self) -> EngineSettings:
        """The settings of the embedded engine."""
        return self._started_here("settings").settings

    def status(self) -> EngineStatus:
        """How the embedded engine fares."""
        return self._started_here("status").status()

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Return when the engine can be used. Raises AlurError after `timeout` seconds, or when it ended."""
        if self._local is not None:
            self._local.wait_ready(timeout)
            return
        import grpc

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
        """The engine's time (UTC)."""
        return _time(self._started_here("clock").clock())

    def clock_pin(self, moment: datetime) -> datetime:
        """Stop the engine's clock at a moment, given with its zone, and return it. What is due by then happens."""
        milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
        self._started_here("clock").pin_clock(milliseconds)
        return _time(milliseconds)

    def clock_add(self, milliseconds: int) -> datetime:
        """Pin the engine's clock so much after its present time; where it was pinned, it is then pinned later."""
        if milliseconds < 0:
            raise ValueError("the engine's clock only moves forward")
        return self.clock_pin(self.clock_now() + timedelta(milliseconds=milliseconds))

    def clock_reset(self) -> None:
        """Back to the machine's time."""
        self._started_here("clock").reset_clock()

    def stop(self) -> None:
        """Stop the embedded engine with everything else that runs in the background; another engine is left running."""
        if self._local is not None:
            self._local.take_down()

    def __enter__(self) -> Engine:
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

    @property
    def _known(self) -> Addresses:
        assert self._addresses is not None  # noqa: S101 - what is not local was connected to
        return self._addresses


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _time(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
