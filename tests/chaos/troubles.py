"""Everything that goes wrong, by a schedule that the seed decides."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

import psutil
import psycopg

from deploy.demo.clock import RunningClock
from deploy.engine import Engine
from deploy.engine.local import NAME as ENGINE
from deploy.processes import Processes
from tests.chaos.fleet import Fleet
from tests.chaos.receiver import MailServer, Mood
from tests.workers.postgres_cluster import Cluster

_FULL_DISK_BYTES = 8 * 1024  # less than any letter


@dataclass
class _Again:
    """A trouble that comes again after a random time in `pause` (seconds)."""

    name: str
    pause: tuple[float, float]
    cause: Callable[[], bool | None]
    """False: it did not come about."""
    due: float | None = None
    background: bool = False
    running: Future[bool | None] | None = None


@dataclass
class Troubles:
    """Call `tick` often, from the thread that started the workers: it outlives them."""

    chance: random.Random
    engine: Engine
    clock: RunningClock
    fleet: Fleet
    server: MailServer
    cluster: Cluster | None
    threads: ThreadPoolExecutor
    """What they start dies with them, so they must live as long as the engine."""
    kill_pause: tuple[float, float] = (1.0, 3.0)
    counts: Counter[str] = field(default_factory=Counter)
    """How often each trouble came."""

    def __post_init__(self) -> None:
        self._moods: list[tuple[Mood, int]] = [("takes", 4), ("refuses", 2), ("slow", 2), ("hangs up", 2)]
        self._schedule = [
            _Again("worker killed", self.kill_pause, lambda: self.fleet.kill_one(self.chance)),
            _Again("mail server's mood changed", (2.0, 5.0), self._mood),
            _Again("disk full", (6.0, 10.0), self._full_disk, background=True),
        ]
        if self.cluster is not None:
            self._schedule += [
                _Again("database connections cut", (3.0, 6.0), self._cut, background=True),
                _Again("database stopped and started", (15.0, 25.0), self._restart_database, background=True),
            ]
        self._broker: Future[None] | None = None

    def tick(self) -> None:
        """Cause what is due."""
        now = time.monotonic()
        for trouble in self._schedule:
            if trouble.due is None:
                trouble.due = now + self.chance.uniform(*trouble.pause)
            if now < trouble.due or (trouble.running is not None and not trouble.running.done()):
                continue
            if trouble.running is not None:
                trouble.running.result()
            trouble.due = now + self.chance.uniform(*trouble.pause)
            if trouble.background:
                trouble.running = self.threads.submit(trouble.cause)
            elif trouble.cause() is False:
                continue
            self.counts[trouble.name] += 1

    def kill_broker(self) -> None:
        """kill -9 the engine and start it again, in the background."""
        self.counts["engine killed"] += 1
        self._broker = self.threads.submit(self._restart_broker)

    def jump(self, days: float) -> None:
        """Move the engine's clock; cases are active, so their timers fire and running jobs time out."""
        if self._broker is not None:
            self._broker.result()
        self.counts["clock jumped"] += 1
        self.clock.ahead += dt.timedelta(days=days)

    def calm(self) -> None:
        """Everything in order again: no more troubles, and what is under way comes to its end."""
        for trouble in self._schedule:
            if trouble.running is not None:
                trouble.running.result()
        if self._broker is not None:
            self._broker.result()
        self.server.mood = "takes"
        self.fleet.revive()

    def _mood(self) -> None:
        kinds, weights = zip(*self._moods, strict=True)
        self.server.mood = self.chance.choices(kinds, weights)[0]
        self.counts[f"mail server {self.server.mood}"] += 1

    def _full_disk(self) -> None:
        pid = self.fleet.limit_files(self.chance, _FULL_DISK_BYTES)
        time.sleep(self.chance.uniform(2.0, 4.0))
        self.fleet.lift_limit(pid)

    def _cut(self) -> None:
        assert self.cluster is not None
        with suppress(psycopg.OperationalError):  # it is stopped just now
            self.cluster.kill_connections()

    def _restart_database(self) -> None:
        assert self.cluster is not None
        self.cluster.halt()
        time.sleep(self.chance.uniform(0.5, 3.0))
        self.cluster.resume()

    def _restart_broker(self) -> None:
        settings = self.engine.settings
        # Where the workers know it, whatever ports it was given at first.
        grpc, rest = (int(place.rpartition(":")[2]) for place in (self.engine.grpc_address, self.engine.rest_url))
        found = Processes(settings.home).find(ENGINE)
        assert found is not None
        psutil.Process(found.pid).kill()
        time.sleep(self.chance.uniform(0.5, 2.0))
        again = replace(settings, grpc_port=grpc, rest_port=rest, port_offset=0)
        Engine.start_local(again, say=lambda _: None)
