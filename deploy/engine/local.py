"""Starts the embedded engine in the background, finds it, asks it and stops it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from deploy.engine.outside import outside_of
from deploy.engine.ports import require_free, taken
from deploy.engine.settings import HOST, EngineSettings
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.locks import exclusive
from deploy.processes import Processes, tail

NAME = "engine"
"""Name of its process among those of the state directory."""

_READY_SECONDS = 60.0
_PROBE_SECONDS = 5.0
_PORTS_FREE_SECONDS = 10.0
_CHECKOUT = Path(__file__).resolve().parents[2]

Say = Callable[[str], None]


@dataclass(frozen=True)
class EngineStatus:
    """How the engine fares. What only a running engine can tell is 0 or empty otherwise."""

    state: str
    """running, starting (alive, does not answer yet), dead (was started, ended by itself) or stopped."""
    pid: int | None
    memory: int
    """Resident memory in bytes."""
    grpc_address: str
    rest_url: str
    data: Path
    data_size: int
    """Bytes in the data directory."""
    position: int = 0
    """The last step in the journal."""
    projected: int = 0
    """The last step in the search database, which follows when there is time and before anything is looked up."""
    cases: int = 0
    """Process instances that run (without called ones)."""
    incidents: int = 0
    """Open incidents."""
    now: int = 0
    """The engine's time in milliseconds since 1970."""
    pinned: bool = False
    """Whether its clock stands still."""
    trouble: str = ""
    """Why it takes no commands just now."""
    damage: str = ""
    """What is wrong with the older part of the journal."""
    log: Path = Path()
    log_tail: str = ""
    """The last lines of the log of an engine that ended by itself."""


class LocalEngine:
    """The embedded engine of one state directory."""

    def __init__(self, settings: EngineSettings, say: Say | None = None) -> None:
        self.settings = settings
        self.processes = Processes(settings.home)
        self._say = say or _say_on_stderr

    @property
    def grpc_address(self) -> str:
        """host:port of the gateway, as the running engine has bound it."""
        return f"{HOST}:{self._port('grpc')}"

    @property
    def rest_url(self) -> str:
        """Base URL of the REST API, as the running engine has bound it."""
        return f"http://{HOST}:{self._port('rest')}"

    @property
    def outside_url(self) -> str:
        """Base URL for other machines; empty when there is none."""
        outside = self.settings.outside
        return f"{outside.scheme}://{outside.host}:{self._port('outside')}" if outside else ""

    def bring_up(self) -> None:
        """Start the engine, if it does not run as wanted, and return when it answers.

        Raises AlurError for a taken port, a data directory that cannot be used, or when it ends or stays silent. What
        this call started is stopped again when it fails or is interrupted.
        """
        with self._alone():
            if self._runs_as_wanted():
                self.wait_ready()
                return
            running = self.processes.find(NAME)
            if running is not None and running.alive:
                self._say("Stopping the engine that runs with other settings.")
                self.processes.stop([NAME])
            require_free(self.settings.ports, self.settings.port_offset)
            self._record.unlink(missing_ok=True)
            try:
                self.processes.start_background(
                    NAME, self._command(), folder=_CHECKOUT, attached=self.settings.attached
                )
                self.wait_ready()
            except BaseException as failure:
                self.processes.stop([NAME])
                refused = _load(self._record).get("failure")
                self._record.unlink(missing_ok=True)
                if refused and isinstance(failure, AlurError):
                    raise AlurError(*refused) from failure
                raise

    def wait_ready(self, timeout: float = _READY_SECONDS) -> None:
        """Return when it answers. Raises AlurError when it ends, or after `timeout` seconds."""
        self.processes.wait_ready({NAME: self._is_ready}, timeout)

    def answers(self) -> bool:
        """Whether it runs and can be used."""
        found = self.processes.find(NAME)
        return found is not None and found.alive and self._is_ready()

    def take_down(self) -> tuple[str, ...]:
        """Stop the engine and every other background process of this state directory; return what ran.

        Raises AlurError when something survives, or a port stays taken.
        """
        with self._alone():
            ports = {name: int(port) for name, port in _read(self._record).get("ports", {}).items()}
            stopped = self.processes.stop()
            if NAME in stopped:
                _wait_until_free(ports)
            self._record.unlink(missing_ok=True)
        return stopped

    def status(self) -> EngineStatus:
        """How it fares; asks it."""
        found = self.processes.find(NAME)
        data = Path(_read(self._record).get("data", self.settings.data))
        known = bool(_read(self._record))
        log = self.processes.log_of(NAME)
        if found is None or not found.alive:
            state = "stopped" if found is None else "dead"
            return EngineStatus(
                state, None, 0, "", "", data, _size(data), log=log, log_tail="" if found is None else tail(log)
            )
        told = self._ask("GET", "/alur/status")[1] if known and self._is_ready() else {}
        return EngineStatus(
            state="running" if told else "starting",
            pid=found.pid,
            memory=found.memory,
            grpc_address=self.grpc_address if known else "",
            rest_url=self.rest_url if known else "",
            data=data,
            data_size=_size(data),
            log=log,
            **{
                name: told.get(name, 0)
                for name in ("position", "projected", "cases", "incidents", "now", "pinned", "trouble", "damage")
                if name in told
            },
        )

    def clock(self) -> int:
        """The engine's time in milliseconds since 1970."""
        return int(self._told("GET", "/alur/status", 200)["now"])

    def pin_clock(self, milliseconds: int) -> None:
        """Stop its clock at this time."""
        self._told("PUT", "/v2/clock", 204, {"timestamp": milliseconds})

    def reset_clock(self) -> None:
        """Let its clock show the machine's time."""
        self._told("POST", "/v2/clock/reset", 204)

    # --- inner ------------------------------------------------------------------------------------------------------

    @property
    def _record(self) -> Path:
        return self.settings.home / "run" / "engine.state"

    def _alone(self) -> Any:
        return exclusive(
            self.settings.home / "run" / "engine.lock", "Another `alur` starts or stops the engine; waiting for it."
        )

    def _command(self) -> list[str]:
        ports = list(self.settings.ports.values())
        return [
            sys.executable,
            *("-m", "deploy.engine.server"),
            *("--data", str(self.settings.data)),
            *("--home", str(self.settings.home)),
            *("--people", str(self.settings.people)),
            *(("--outside", self.settings.outside.text()) if self.settings.outside else ()),
            *("--grpc-port", str(ports[0])),
            *("--rest-port", str(ports[1])),
            *("--port-offset", str(self.settings.port_offset)),
            *("--record", str(self._record)),
        ]

    def _runs_as_wanted(self) -> bool:
        found = self.processes.find(NAME)
        if found is None or not found.alive:
            return False
        record = _read(self._record)
        wanted = {
            "data": str(self.settings.data),
            "people": str(self.settings.people),
            "outside": self.settings.outside.text() if self.settings.outside else "",
            "wanted": self.settings.ports,
        }
        return all(record.get(name) == value for name, value in wanted.items())

    def _is_ready(self) -> bool:
        found, record = self.processes.find(NAME), _read(self._record)
        if found is None or record.get("pid") != found.pid:
            return False
        try:
            return self._ask("GET", "/v2/topology")[0] == 200
        except AlurError:
            return False

    def _port(self, api: str) -> int:
        ports = _read(self._record).get("ports", {})
        if api not in ports:
            raise AlurError("The engine is not running.", "Start it with `alur up`.", Exit.ENGINE_DOWN)
        return int(ports[api])

    def _told(self, method: str, path: str, wanted: int, body: dict[str, int] | None = None) -> dict[str, Any]:
        status, told = self._ask(method, path, body)
        if status != wanted:
            raise AlurError(
                f"The engine answers {status} to {method} {path}.", f"Its log is {self.processes.log_of(NAME)}."
            )
        return told

    def _ask(self, method: str, path: str, body: dict[str, int] | None = None) -> tuple[int, dict[str, Any]]:
        connection = HTTPConnection(HOST, self._port("rest"), timeout=_PROBE_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"} if body else {})
            response = connection.getresponse()
            text = response.read()
            told = json.loads(text) if text else {}
            return response.status, told if isinstance(told, dict) else {}
        except (OSError, HTTPException, ValueError) as failure:
            raise AlurError(
                f"The engine cannot be reached: {failure}.", "Start it with `alur up`.", Exit.ENGINE_DOWN
            ) from failure
        finally:
            connection.close()


def recorded_settings(home: Path) -> EngineSettings | None:
    """The settings of the engine that was last started in this state directory and not taken down since."""
    record = _read(home / "run" / "engine.state")
    if not record:
        return None
    offset = int(record["port_offset"])
    grpc_port, rest_port = (port - offset if port else 0 for port in record["wanted"].values())
    return EngineSettings(
        home=home,
        grpc_port=grpc_port,
        rest_port=rest_port,
        port_offset=offset,
        data=Path(record["data"]),
        people=Path(record.get("people") or home / "people"),
        outside=outside_of(record.get("outside", "")),
    )


def _read(path: Path) -> dict[str, Any]:
    """What a running engine has written there."""
    content = _load(path)
    return content if "wanted" in content else {}


def _load(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _size(data: Path) -> int:
    return sum(entry.stat().st_size for entry in data.iterdir() if entry.is_file()) if data.is_dir() else 0


def _wait_until_free(ports: dict[str, int]) -> None:
    deadline = time.monotonic() + _PORTS_FREE_SECONDS
    while (busy := taken(ports)) and time.monotonic() < deadline:
        time.sleep(0.05)
    if busy:
        named = ", ".join(f"{port} ({name})" for name, port in busy.items())
        raise AlurError(
            f"The engine has ended, but these ports are still in use: {named}.",
            "Another program holds them; see `ss -ltnp`.",
        )


def _say_on_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
