"""Background processes that Alur starts: each with a record and a log in the state directory.

A record names a process by its id *and* start time, so a process id that the system gave to somebody else later is
never taken for ours and never killed.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.errors import AlurError

_LAUNCHER = Path(__file__).with_name("launch.py")
_RECORD_SECONDS = 10.0
_TERM_SECONDS = 20.0
_KILL_SECONDS = 10.0
_POLL_SECONDS = 0.02
_STOP_POLL_SECONDS = 0.05
_TAIL_LINES = 20
_TAIL_BYTES = 64 * 1024
_SAME_START_SECONDS = 2.0  # the system's idea of its boot time, which psutil adds, wavers by a second

_children: dict[int, subprocess.Popen[bytes]] = {}
"""What this very Python process started, by process id: an ended child has to be collected by its parent."""


@dataclass(frozen=True)
class Background:
    """A background process as recorded: `alive` says whether that very process still runs."""

    name: str
    pid: int
    alive: bool
    memory: int
    """Resident memory in bytes, 0 when it does not run."""
    log: Path


class Processes:
    """The background processes of one state directory."""

    def __init__(self, home: Path) -> None:
        self._records = home / "run"
        self._logs = home / "logs"

    def log_of(self, name: str) -> Path:
        """Where the process `name` writes what it prints; the run before is kept beside it as `.1`."""
        return self._logs / f"{name}.log"

    def start_background(
        self,
        name: str,
        argv: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        ready: Callable[[], bool] | None = None,
        timeout: float = 60.0,
        attached: bool = False,
    ) -> Background:
        """Start a program in a session of its own and, with `ready`, wait until it says that it can be used.

        `argv[0]` is an absolute path; `environment` is the whole environment (default: this process's). With
        `attached` the process is killed when the one that started it ends. One that runs already is left alone.
        Raises AlurError with the tail of its log when it ends, or is not ready within `timeout` seconds; it is
        stopped then.
        """
        running = self.find(name)
        if running is None or not running.alive:
            self._launch(name, argv, environment, folder, attached)
        if ready is not None:
            try:
                self.wait_ready({name: ready}, timeout)
            except BaseException:
                self.stop([name])
                raise
        found = self.find(name)
        if found is None or not found.alive:
            raise self.died(name)
        return found

    def _launch(
        self, name: str, argv: Sequence[str], environment: Mapping[str, str] | None, folder: Path | None, attached: bool
    ) -> None:
        self._records.mkdir(parents=True, exist_ok=True)
        self._logs.mkdir(parents=True, exist_ok=True)
        record, log = self._record(name), self.log_of(name)
        record.unlink(missing_ok=True)
        if log.exists():
            os.replace(log, log.with_name(f"{log.name}.1"))
        launcher = [sys.executable, "-I", str(_LAUNCHER), str(record), str(os.getpid() if attached else 0), "--"]
        with log.open("wb") as output:
            child = subprocess.Popen(
                [*launcher, *argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=None if environment is None else dict(environment),
                start_new_session=True,
            )
        _children[child.pid] = child
        deadline = time.monotonic() + _RECORD_SECONDS
        while not record.exists():
            if child.poll() is not None or time.monotonic() > deadline:
                raise self.died(name)
            time.sleep(0.01)

    def wait_ready(self, probes: Mapping[str, Callable[[], bool]], timeout: float) -> None:
        """Wait until every probe is true; raise AlurError as soon as one of the processes ends, or after `timeout` s.

        A probe may raise OSError (connection refused) to say "not yet".
        """
        waiting = dict(probes)
        deadline = time.monotonic() + timeout
        while waiting:
            for name, probe in list(waiting.items()):
                found = self.find(name)
                if found is None or not found.alive:
                    raise self.died(name)
                if _holds(probe):
                    del waiting[name]
            if waiting and time.monotonic() > deadline:
                raise self._late(sorted(waiting), timeout)
            if waiting:
                time.sleep(_POLL_SECONDS)

    def find(self, name: str) -> Background | None:
        """The process recorded under `name`, or None."""
        content = self._read(name)
        if content is None:
            return None
        pid, created = content
        _collect(pid)
        process = _same_process(pid, created)
        memory = _memory(process) if process else 0
        return Background(name, pid, process is not None, memory, self.log_of(name))

    def all(self) -> tuple[Background, ...]:
        """Every recorded process, by name."""
        names = sorted(path.stem for path in self._records.glob("*.json")) if self._records.is_dir() else []
        return tuple(found for name in names if (found := self.find(name)) is not None)

    def stop(self, names: Iterable[str] | None = None) -> tuple[str, ...]:
        """Stop these processes (default: all) with what they started, and return the names of those that ran.

        They are asked first (SIGTERM) and killed after 20 seconds. Raises AlurError when one survives even that.
        """
        wanted = [found.name for found in self.all()] if names is None else list(names)
        ours: dict[str, list[psutil.Process]] = {}
        for name in wanted:
            content = self._read(name)
            process = _same_process(*content) if content else None
            if process is not None:
                ours[name] = _family(process)
        _end([process for family in ours.values() for process in family])
        survivors = [name for name in ours if (found := self.find(name)) is not None and found.alive]
        for name in wanted:
            if name not in survivors:
                self._record(name).unlink(missing_ok=True)
        for process in (process for family in ours.values() for process in family):
            _collect(process.pid)
        if survivors:
            raise AlurError(
                f"Could not stop {', '.join(survivors)}.", "Look at the process with `ps`; it may wait for the disk."
            )
        return tuple(ours)

    def died(self, name: str) -> AlurError:
        """The error to raise when the process `name` has ended although it should run."""
        return AlurError(
            f"{name} ended unexpectedly.",
            f"Its log is {self.log_of(name)}; the last lines are below. Then run the command again.",
            detail=tail(self.log_of(name)),
        )

    def _late(self, names: Sequence[str], timeout: float) -> AlurError:
        return AlurError(
            f"{', '.join(names)} did not become ready within {timeout:.0f} seconds.",
            f"The machine may be too busy: stop what was started (`alur down`) and try again. The log is "
            f"{self.log_of(names[0])}; its last lines are below.",
            detail=tail(self.log_of(names[0])),
        )

    def _record(self, name: str) -> Path:
        return self._records / f"{name}.json"

    def _read(self, name: str) -> tuple[int, float] | None:
        try:
            content = json.loads(self._record(name).read_text(encoding="utf-8"))
            return int(content["pid"]), float(content["create_time"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            # Records are written whole or not at all, so this one was damaged by hand or by the disk.
            return None


def tail(log: Path, lines: int = _TAIL_LINES) -> str:
    """The last lines of a log, for a message."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            text = stream.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def absolute_program(name: str) -> str:
    """The absolute path of a program on the search path. Raises AlurError when there is none."""
    found = shutil.which(name)
    if found is None:
        raise AlurError(f"The program {name} is not on this machine.", "Install it, or correct PATH.")
    return found


def _collect(pid: int) -> None:
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]


def _holds(probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except OSError:
        return False


def _same_process(pid: int, created: float) -> psutil.Process | None:
    try:
        process = psutil.Process(pid)
        if abs(process.create_time() - created) > _SAME_START_SECONDS or process.status() == psutil.STATUS_ZOMBIE:
            return None
    except psutil.NoSuchProcess:
        return None
    return process


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _end(processes: Sequence[psutil.Process]) -> None:
    for process in processes:
        _signal(process.terminate)
    for process in _still_alive(processes, _TERM_SECONDS):
        _signal(process.kill)
    _still_alive(processes, _KILL_SECONDS)


def _still_alive(processes: Sequence[psutil.Process], timeout: float) -> list[psutil.Process]:
    # Not psutil.wait_procs: it waits for zombies too, which nobody collects where process 1 is no proper init.
    deadline = time.monotonic() + timeout
    while (alive := [process for process in processes if _runs(process)]) and time.monotonic() < deadline:
        time.sleep(_STOP_POLL_SECONDS)
    return alive


def _runs(process: psutil.Process) -> bool:
    try:
        # A killed process is a zombie at once, but its other threads may hold its ports for some moments more.
        return process.is_running() and (process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1)
    except psutil.NoSuchProcess:
        return False


def _signal(send: Callable[[], None]) -> None:
    try:
        send()  # psutil checks the start time once more before it sends
    except psutil.NoSuchProcess:
        return
