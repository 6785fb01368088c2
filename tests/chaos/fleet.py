"""Worker processes, as an office runs them (`alur work`), that can be killed and started again."""

from __future__ import annotations

import os
import random
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from tests.process.test_worker_killed import ROOT, free_port

TOKEN = "token-kacau-kanwil-0123456789"
LINK_KEY = "kunci-tautan-kacau-0123456789"
JOB_SECONDS, LEASE_SECONDS, SMTP_SECONDS = 5, 6, 2


class Fleet:
    """Worker processes 0..count-1 over one storage. The thread that starts them must outlive them."""

    def __init__(
        self, count: int, *, engine: str, storage: str, home: Path, offices: Path, smtp_port: int, sabotage: str = ""
    ) -> None:
        self.log = home / "workers.log"
        self.letters = home / "letters"
        self.kills = 0
        self.died: list[str] = []
        """Workers that ended by themselves, which none should."""
        self._home = home
        self._sabotage = sabotage
        self._ports = [(free_port(), free_port()) for _ in range(count)]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._environment = {
            "PATH": os.environ["PATH"],
            "ALUR_HOME": str(home),
            # The disk that is full here is not that of the checkout, whose compiled modules others use as well.
            "PYTHONDONTWRITEBYTECODE": "1",
            "ALUR_ENGINE_ADDRESS": engine,
            "ALUR_STORAGE_URL": storage,
            "ALUR_FILES_OFFICES": str(offices),
            "ALUR_FILES_LETTERS": str(self.letters),
            "ALUR_SMTP_PORT": str(smtp_port),
            "ALUR_SMTP_TIMEOUT_SECONDS": str(SMTP_SECONDS),
            "ALUR_SENDING_LEASE_SECONDS": str(LEASE_SECONDS),
            "ALUR_SENDING_FIRST_WAIT_SECONDS": "1",
            "ALUR_SENDING_LONGEST_WAIT_SECONDS": "5",
            "ALUR_SENDING_WEBHOOK_TIMEOUT_SECONDS": "2",
            "ALUR_SENDING_ATTEMPTS": "100",
            # Jobs of a killed worker are given out again after this.
            "ALUR_ENGINE_JOB_SECONDS": str(JOB_SECONDS),
            "ALUR_ENGINE_SENDING_JOB_SECONDS": "20",
            "ALUR_GATEWAY_TOKEN_KANWIL": TOKEN,
            "ALUR_GATEWAY_LINK_KEY": LINK_KEY,
            "ALUR_GATEWAY_REQUESTS_PER_MINUTE": "100000",
            # The clock jumps further than the engine keeps an answer that comes before its case waits.
            "ALUR_GATEWAY_AGAIN_SECONDS": "5",
        }

    @property
    def gateways(self) -> list[str]:
        """Base addresses of the workers' gateways."""
        return [f"http://127.0.0.1:{gateway}" for gateway, _ in self._ports]

    def health(self, number: int) -> str:
        """Base address of a worker's health page."""
        return f"http://127.0.0.1:{self._ports[number][1]}"

    def start(self) -> None:
        """Start all."""
        for number in range(len(self._ports)):
            self._start(number)

    def kill_one(self, chance: random.Random) -> bool:
        """kill -9 one that is at work, one time of ten any of them, and start it again at once.

        False when none is at work: on a busy machine starting takes longer than living, and nothing would ever be done.
        """
        self.revive()
        everyone = list(range(len(self._ports)))
        victims = everyone if chance.random() < 0.1 else [number for number in everyone if self._works(number)]
        if not victims:
            return False
        number = chance.choice(victims)
        with self._lock:
            self._processes[number].kill()
            self._processes[number].wait()
            self.kills += 1
            self._start(number)
        return True

    def revive(self) -> None:
        """Start those again that ended by themselves, as a supervisor would, and note them."""
        with self._lock:
            for number, process in self._processes.items():
                if process.poll() is not None:
                    self.died.append(f"worker {number} ended with {process.returncode}")
                    self._start(number)

    def limit_files(self, chance: random.Random, size: int) -> int:
        """Any worker can write no file beyond `size` bytes from now on, as on a full disk; returns its process id."""
        with self._lock:
            pid = chance.choice(list(self._processes.values())).pid
        _limit(pid, size)
        return pid

    def lift_limit(self, pid: int) -> None:
        """End of `limit_files`, if the process still lives."""
        _limit(pid, resource.RLIM_INFINITY)

    def stop(self, seconds: float = 30.0) -> list[int]:
        """SIGTERM to all; their exit statuses, -9 for those that had to be killed after `seconds`.

        One that was started anew a moment ago is let begin first: before it listens to signals it just ends by them.
        """
        with suppress(TimeoutError):
            self.wait_working(seconds)
        with self._lock:
            for process in self._processes.values():
                process.terminate()
            statuses = []
            for process in self._processes.values():
                try:
                    statuses.append(process.wait(seconds))
                except subprocess.TimeoutExpired:
                    process.kill()
                    statuses.append(process.wait())
            self._processes.clear()
            return statuses

    def _works(self, number: int) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._ports[number][1]), timeout=0.2).close()
        except OSError:
            return False
        return True

    def wait_working(self, seconds: float) -> None:
        """Until all serve; raises TimeoutError."""
        end = time.monotonic() + seconds
        while not all(self._works(number) for number in range(len(self._ports))):
            if time.monotonic() > end:
                raise TimeoutError(f"the workers do not start: {self.log.read_text()[-1000:]}")
            time.sleep(0.1)

    def _start(self, number: int) -> None:
        gateway, health = self._ports[number]
        ports = {"ALUR_GATEWAY_PORT": str(gateway), "ALUR_OBSERVE_PORT": str(health)}
        environment: Mapping[str, str] = {**self._environment, **ports}
        self._home.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._processes[number] = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.worker", str(os.getpid()), self._sabotage or "whole"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
            )


def _limit(pid: int, size: int) -> None:
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
