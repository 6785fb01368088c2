"""Brings the embedded engine up and down on this machine."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deploy.engine.clock import Clock, recorded_offset
from deploy.engine.distribution import provide_distribution
from deploy.engine.launching import Launch, launches, record_log
from deploy.engine.ports import require_free, taken
from deploy.engine.services import ZEEBE, Service, management_url, services
from deploy.engine.settings import EngineSettings, Heaps
from deploy.errors import AlurError
from deploy.locks import exclusive
from deploy.processes import Processes, tail

_READY_SECONDS = 240.0
_PORTS_FREE_SECONDS = 10.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What `bring_up` does: processes to stop, whether to begin with empty data, processes to start."""

    stop: tuple[str, ...]
    wipe: bool
    start: tuple[str, ...]


def plan(wanted: Mapping[str, str], running: Mapping[str, str], *, data_exists: bool, schema_complete: bool) -> Plan:
    """Decide how to come from what runs to what is wanted; both map a process's name to its fingerprint.

    Processes that run as wanted are left alone. Data whose first start was interrupted holds half a schema, on which
    Operate and Tasklist fail for ever, so it is thrown away.
    """
    if data_exists and not schema_complete:
        return Plan(stop=tuple(running), wipe=True, start=tuple(wanted))
    right = {name for name, fingerprint in wanted.items() if running.get(name) == fingerprint}
    return Plan(
        stop=tuple(name for name in running if name not in right),
        wipe=False,
        start=tuple(name for name in wanted if name not in right),
    )


@dataclass(frozen=True)
class ServiceStatus:
    """How one process of the engine fares."""

    service: Service
    state: str
    """running, starting (alive, does not answer yet), dead (was started, ended by itself) or stopped."""
    pid: int | None
    memory: int
    log_tail: str


class LocalEngine:
    """The embedded engine of one state directory."""

    def __init__(self, settings: EngineSettings, say: Say | None = None) -> None:
        self.settings = settings
        self.processes = Processes(settings.home)
        self._say = say or _say_on_stderr
        self._state = settings.home / "run" / "engine.state"

    @property
    def clock(self) -> Clock:
        """The broker's clock."""
        return Clock(management_url(self.settings), self.settings.data / "clock.json")

    @property
    def record_log(self) -> Path:
        """Where the exporter `debug` writes."""
        return record_log(self.settings)

    def bring_up(self) -> None:
        """Start what does not run yet and return when everything answers. What runs as wanted is left alone.

        Raises AlurError for a taken port, a process that ends, a failed download. What this call started is stopped
        again when it fails or is interrupted.
        """
        settings = self.settings
        distribution = provide_distribution(settings.cache, with_opensearch=settings.webapps)
        with exclusive(settings.home / "run" / "engine.lock", "Another `alur` is starting the engine; waiting for it."):
            shifted = recorded_offset(settings.data / "clock.json") > 0
            wanted = launches(settings, distribution, settings.controlled_clock or shifted)
            self._replace_other_shape()
            todo = plan(
                {name: launch.fingerprint for name, launch in wanted.items()},
                self._running(),
                data_exists=settings.data.exists(),
                schema_complete=self._schema_marker.exists() or not settings.webapps,
            )
            self._carry_out(todo, wanted)

    def wait_ready(self, timeout: float = _READY_SECONDS) -> None:
        """Return when every process answers. Raises AlurError when one ends, or after `timeout` seconds."""
        self.processes.wait_ready({service.name: service.ready for service in services(self.settings)}, timeout)

    def take_down(self) -> tuple[str, ...]:
        """Stop the engine and every other background process of this state directory; return what ran.

        Raises AlurError when something survives, or a port stays taken.
        """
        with exclusive(self.settings.home / "run" / "engine.lock", "Another `alur` is starting the engine; waiting."):
            stopped = self.processes.stop()
            if stopped:
                self._wait_until_free()
            self._state.unlink(missing_ok=True)
        return stopped

    def status(self) -> tuple[ServiceStatus, ...]:
        """How each process fares; asks each of them."""
        return tuple(self._status_of(service) for service in services(self.settings))

    @property
    def _schema_marker(self) -> Path:
        return self.settings.data / "schema-complete"

    def _replace_other_shape(self) -> None:
        """Another shape or other ports run: they are stopped first, as both use the names of their processes."""
        before = recorded_settings(self.settings.home)
        if before is None or (before.shape, before.port_offset) == (self.settings.shape, self.settings.port_offset):
            return
        if self._running():
            self._say(f"Stopping the engine that runs as {before.shape} with port offset {before.port_offset}.")
        self.processes.stop([service.name for service in services(before)])
        self._state.unlink(missing_ok=True)

    def _running(self) -> dict[str, str]:
        fingerprints = _read_state(self._state).get("fingerprints", {})
        names = [service.name for service in services(self.settings)]
        alive = [name for name in names if (found := self.processes.find(name)) is not None and found.alive]
        return {name: str(fingerprints.get(name, "")) for name in alive}

    def _carry_out(self, todo: Plan, wanted: Mapping[str, Launch]) -> None:
        if todo.stop:
            self._say(f"Stopping {', '.join(todo.stop)} to start anew.")
            self.processes.stop(todo.stop)
        if todo.wipe:
            self._say("The first start was interrupted and left an incomplete database; beginning with an empty one.")
            shutil.rmtree(self.settings.data)
        if not todo.start:
            self.wait_ready()
            return
        faces = {service.name: service for service in services(self.settings)}
        for name in todo.start:
            require_free(faces[name].ports, self.settings.port_offset)
        try:
            for name in todo.start:
                self._say(f"Starting {faces[name].shows}.")
                self._launch(name, wanted[name])
            self._write_state({name: launch.fingerprint for name, launch in wanted.items()})
            self.wait_ready()
            if ZEEBE in todo.start and (offset := self.clock.restore()):
                self._say(f"The engine's clock is ahead by {offset / 3_600_000:.1f} hours, as before the restart.")
        except BaseException:
            self.processes.stop(todo.start)
            raise
        self._schema_marker.touch()

    def _launch(self, name: str, launch: Launch) -> None:
        for path, text in launch.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.processes.start_background(
            name,
            launch.argv,
            environment=launch.environment(),
            folder=self.settings.data,
            attached=self.settings.attached,
        )

    def _write_state(self, fingerprints: Mapping[str, str]) -> None:
        settings = self.settings
        content = {
            "webapps": settings.webapps,
            "exporter": settings.exporter,
            "port_offset": settings.port_offset,
            "controlled_clock": settings.controlled_clock,
            "heaps": asdict(settings.heaps),
            "fingerprints": dict(fingerprints),
        }
        temporary = self._state.with_name(f"{self._state.name}.new")
        temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
        os.replace(temporary, self._state)

    def _wait_until_free(self) -> None:
        ports = {name: port for service in services(self.settings) for name, port in service.ports.items()}
        deadline = time.monotonic() + _PORTS_FREE_SECONDS
        while (busy := taken(ports)) and time.monotonic() < deadline:
            time.sleep(0.1)
        if busy:
            named = ", ".join(f"{port} ({name})" for name, port in busy.items())
            raise AlurError(
                f"Everything that Alur started has ended, but these ports are still in use: {named}.",
                "Another program holds them; see `ss -ltnp`.",
            )

    def _status_of(self, service: Service) -> ServiceStatus:
        found = self.processes.find(service.name)
        if found is None:
            return ServiceStatus(service, "stopped", None, 0, "")
        if not found.alive:
            return ServiceStatus(service, "dead", None, 0, tail(found.log))
        state = "running" if service.ready() else "starting"
        return ServiceStatus(service, state, found.pid, found.memory, "")


def recorded_settings(home: Path) -> EngineSettings | None:
    """The settings of the engine that was last started in this state directory and not taken down since."""
    state = _read_state(home / "run" / "engine.state")
    if not state:
        return None
    return EngineSettings(
        home=home,
        webapps=bool(state["webapps"]),
        exporter=state["exporter"],
        port_offset=int(state["port_offset"]),
        controlled_clock=bool(state["controlled_clock"]),
        heaps=Heaps(**state["heaps"]),
    )


def _read_state(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return content if isinstance(content, dict) else {}


def _say_on_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
