"""Everything fails at once, and nothing may be lost: `python -m tests.chaos.run`.

Workers run as in an office (`alur work`) while they are killed, the engine and the database are killed and started,
connections cut, disks full, the mail server refuses, dawdles and hangs up, and the clock jumps. When all cases are
through, database, files, mails and engine are compared. The last line is the verdict; exit status 1 on any loss.

Environment: CHAOS_LETTERS (PostgreSQL, three workers; 2000), CHAOS_SQLITE_LETTERS (one worker; 300), CHAOS_RATE
(cases started per second; 20), CHAOS_SECONDS (troubles of each part at most; 420), CHAOS_STILL (seconds without any
progress after which what is not done counts as lost; 90), CHAOS_SEED, CHAOS_SABOTAGE (see worker.py).
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deploy.camunda import client_of
from deploy.demo.clock import RunningClock
from deploy.engine import Engine, EngineSettings
from deploy.errors import AlurError
from tests.chaos.fleet import TOKEN, Fleet
from tests.chaos.process import PROCESS, START_MESSAGE, model, request
from tests.chaos.receiver import Answering, MailServer
from tests.chaos.troubles import Troubles
from tests.chaos.verdict import Facts, Judgement, judge, read_files, read_tables
from tests.process.test_worker_jobs import OFFICES
from tests.workers.postgres_cluster import Cluster
from workers.office import copy_offices_for_trial

_JUMP_DAYS = 4.0  # past any weekend's deadline
_JUMP_SHARES = (0.5, 1.0, 9.0)  # in the middle, and when all letters are sent; then no more
_REST_SECONDS = 1200.0  # at most, after the troubles
_MESSAGE_DAYS = 30  # the clock jumps, and a message must still be known when it is published again


@dataclass(frozen=True)
class Part:
    """What is run: `letters` cases on one storage."""

    name: str
    letters: int
    workers: int
    postgres: bool
    seed: int
    rate: float = 20.0
    seconds: float = 420.0
    """Troubles go on at most this long; then everything may come to its end."""
    still_seconds: float = 90.0
    """What is not done when nothing moved for this long is lost."""
    broker_kills: tuple[float, ...] = (0.3, 0.7)
    """After which shares of the letters were sent, or of the time is over."""
    kill_pause: tuple[float, float] = (1.0, 3.0)
    sabotage: str = ""


@dataclass
class Outcome:
    """What came of a part."""

    part: Part
    judgement: Judgement
    troubles: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def lost(self) -> bool:
        """Whether anything was lost or doubled."""
        return bool(self.judgement.losses)

    def table(self) -> str:
        """For people."""
        lines = [f"\n{self.part.name}: {self.part.letters} letters in {self.seconds:.0f} s, seed {self.part.seed}"]
        lines += [f"  {name:42}{count:>7}" for name, count in sorted(self.troubles.items())]
        lines += [f"  {name:42}{count:>7}" for name, count in self.judgement.counts.items()]
        lines += [f"  LOST: {loss}" for loss in self.judgement.losses]
        return "\n".join(lines)


def run(part: Part, engine: Engine, home: Path, threads: ThreadPoolExecutor, say: Any = print) -> Outcome:
    """Run one part and judge it. The calling thread must live until it returns, `threads` as long as the engine."""
    chance = random.Random(part.seed)
    copy_offices_for_trial(OFFICES, home / "offices")
    cluster = Cluster() if part.postgres else None
    url = cluster.create() if cluster else f"sqlite:///{home}/alur.db"
    server = MailServer(random.Random(part.seed + 1))
    server.start()
    fleet = Fleet(
        part.workers,
        engine=engine.grpc_address,
        storage=url,
        home=home,
        offices=home / "offices",
        smtp_port=server.port,
        sabotage=part.sabotage,
    )
    answering = Answering(server, fleet.gateways, TOKEN, random.Random(part.seed + 2))
    clock = RunningClock(client_of(engine.rest_url), dt.timedelta(), patient=True)
    troubles = Troubles(chance, engine, clock, fleet, server, cluster, threads, part.kill_pause)
    cases = [f"{part.seed}-{part.name}-{number}" for number in range(part.letters)]
    try:
        fleet.start()
        fleet.wait_working(60)
        began = time.monotonic()
        answering.start()
        with clock:
            with _starting(engine, cases, part.rate):
                _suffer(part, url, troubles, answering, began, say)
                troubles.calm()
            ended = _come_to_rest(part, url, engine, clock, fleet, answering, cases, say)
        answering.stop()
        statuses = fleet.stop()
        files, fragments = read_files(fleet.letters)
        tables = read_tables(url)
        facts = Facts(
            frozenset(cases),
            tables,
            list(server.mails),
            files,
            frozenset(answering.answered),
            frozenset(int(row["proses"]) for row in tables["surat"]) - ended,
            fleet.log.read_text(encoding="utf-8", errors="replace"),
            fragments,
        )
        judgement = judge(facts)
        extra = [f"a worker ended by itself: {reason}" for reason in fleet.died]
        extra += [f"a worker ended with {status} at SIGTERM" for status in statuses if status != 0]
        extra += [f"an answer was refused: {text}" for text in answering.refused]
        judgement = Judgement(judgement.counts, [*judgement.losses, *extra])
    finally:
        answering.stop()
        fleet.stop(1.0)
        server.stop()
        if cluster:
            cluster.stop()
    return Outcome(part, judgement, dict(troubles.counts), time.monotonic() - began)


def _suffer(part: Part, url: str, troubles: Troubles, answering: Answering, began: float, say: Any) -> None:
    """Trouble until all letters are sent and all breaches told, or the time is over."""
    kills = list(part.broker_kills)
    jumps = 0
    asked = told = 0.0
    while (now := time.monotonic()) - began < part.seconds:
        troubles.tick()
        time.sleep(0.05)
        if now - asked < 0.5:
            continue
        asked = now
        sent, answered, late = progress(url) or (0, 0, 0)
        if now - told > 15:
            told = now
            say(f"  {now - began:4.0f} s: {sent} sent, {answered} answered, {late} late; {dict(troubles.counts)}")
        # Also when little is done, nothing is left out.
        share = max(sent / part.letters, (now - began) / part.seconds)
        if kills and share >= kills[0]:
            kills.pop(0)
            troubles.kill_broker()
        elif share >= _JUMP_SHARES[jumps] and (sent >= part.letters or jumps == 0):
            jumps += 1
            troubles.jump(_JUMP_DAYS)
        elif sent >= part.letters and late >= part.letters and len(answering.answered) >= part.letters:
            return


def _come_to_rest(
    part: Part,
    url: str,
    engine: Engine,
    clock: RunningClock,
    fleet: Fleet,
    answering: Answering,
    cases: list[str],
    say: Any,
) -> set[int]:
    """Without trouble, until nothing is left to do; the cases that the engine has no longer.

    How fast the machine is does not matter: it ends early only when nothing moves any more.
    """
    began = moved = told = time.monotonic()
    before: tuple[int, ...] = ()
    ended: set[int] = set()
    jumped = False
    while True:
        time.sleep(0.5)
        fleet.revive()
        now = time.monotonic()
        done = progress(url)
        if done is not None:
            waiting = _waiting(url)
            whole = min(done[0], done[2], len(answering.answered)) >= len(cases) and waiting == 0
            if whole:
                ended |= _ended(engine, _keys(url) - ended)
                if len(ended) >= len(cases):
                    return ended
            state = (*done, waiting, len(answering.answered), len(ended))
            if state != before:
                before, moved = state, now
            if now - told > 15:
                told = now
                sent, answered, late = done
                say(
                    f"  calm for {now - began:4.0f} s: {sent} sent, {answered} answered, {late} late, {waiting} to send"
                )
            if done[0] >= len(cases) and done[2] < len(cases) and not jumped:
                jumped = True
                clock.ahead += dt.timedelta(days=_JUMP_DAYS)
        if now - moved > part.still_seconds or now - began > _REST_SECONDS:
            return ended | _ended(engine, _keys(url) - ended)


def progress(url: str) -> tuple[int, int, int] | None:
    """Letters sent, answers passed on, breaches recorded; None while the database does not answer."""
    found = _query(
        url,
        "SELECT (SELECT count(*) FROM surat WHERE status = 'dikirim'), "
        "(SELECT count(*) FROM balasan WHERE status = 'dikorelasi'), (SELECT count(*) FROM pelanggaran)",
    )
    return (found[0][0], found[0][1], found[0][2]) if found else None


def _waiting(url: str) -> int:
    """Messages that were not sent yet."""
    found = _query(url, "SELECT count(*) FROM kiriman WHERE status <> 'terkirim'")
    return int(found[0][0]) if found else 1


def _keys(url: str) -> set[int]:
    return {int(row[0]) for row in _query(url, "SELECT proses FROM surat") or ()}


def _query(url: str, text: str) -> list[Any] | None:
    try:
        if url.startswith("sqlite:///"):
            connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=2)
            try:
                return connection.execute(text).fetchall()
            finally:
                connection.close()
        with psycopg.connect(url, connect_timeout=2) as server:
            return server.execute(text).fetchall()  # type: ignore[arg-type]
    except (psycopg.Error, sqlite3.Error):
        return None


# REST and not gRPC: this process forks all the time, which gRPC's threads do not survive.
def _ended(engine: Engine, keys: set[int]) -> set[int]:
    """Those that the engine says are over."""
    client = client_of(engine.rest_url)
    ended = set()
    for key in keys:
        try:
            case = client.case(str(key))
        except AlurError:
            break  # starting, or busy: asked again later
        if case is not None and case.state != "ACTIVE":
            ended.add(key)
    return ended


@contextmanager
def _starting(engine: Engine, cases: list[str], rate: float) -> Iterator[None]:
    """Deploys the process and starts the cases beside the block; all are started when it is left without error."""
    client_of(engine.rest_url).deploy({f"{PROCESS}.bpmn": model().encode()})
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(_start, engine, cases, rate)
        yield
        started.result()


def _start(engine: Engine, cases: list[str], rate: float) -> None:
    began = time.monotonic()
    with httpx.Client(base_url=engine.rest_url, trust_env=False, timeout=10) as client:
        for number, case in enumerate(cases):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            message = {
                "name": START_MESSAGE,
                "correlationKey": case,
                "timeToLive": _MESSAGE_DAYS * 86_400_000,
                "messageId": case,
                "variables": {"nomorPerkara": case, "permohonan": request(case)},
            }
            while True:
                try:
                    status = client.post("/v2/messages/publication", json=message).status_code
                except httpx.TransportError:
                    status = 503
                # 409: the engine took it before and could not say so.
                if status in (200, 409):
                    break
                time.sleep(0.2)


@contextmanager
def own_engine(home: Path) -> Iterator[Engine]:
    """An engine that can be killed and whose clock can jump."""
    settings = EngineSettings(home=home, grpc_port=0, rest_port=0, attached=True)
    with Engine.start_local(settings, say=lambda _: None) as engine:
        yield engine


def main() -> int:
    """Both parts; the verdict is the last line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is put away
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1_000_000))
    letters = int(os.environ.get("CHAOS_LETTERS", "2000"))
    sqlite_letters = int(os.environ.get("CHAOS_SQLITE_LETTERS", "300"))
    rate = float(os.environ.get("CHAOS_RATE", "20"))
    seconds = float(os.environ.get("CHAOS_SECONDS", "420"))
    still = float(os.environ.get("CHAOS_STILL", "90"))
    sabotage = os.environ.get("CHAOS_SABOTAGE", "")
    print(f"Seed {seed} (CHAOS_SEED={seed} repeats the decisions, not the timing of the machine).", flush=True)
    parts = [
        Part("PostgreSQL, 3 workers", letters, 3, True, seed, rate, seconds, still, sabotage=sabotage),
        Part("SQLite, 1 worker", sqlite_letters, 1, False, seed + 1, rate, seconds, still, sabotage=sabotage),
    ]
    outcomes = []
    with (
        tempfile.TemporaryDirectory(prefix="alur-chaos-") as folder,
        ThreadPoolExecutor(8) as threads,
        own_engine(Path(folder) / "engine") as engine,
    ):
        for number, part in enumerate(parts):
            if part.letters:
                print(f"{part.name} ...", flush=True)
                home = Path(folder) / str(number)
                outcomes.append(run(part, engine, home, threads, lambda text: print(text, flush=True)))
                print(outcomes[-1].table(), flush=True)
                if outcomes[-1].lost and (keep := os.environ.get("CHAOS_KEEP")):
                    _keep(home, Path(keep) / str(number))
    lost = [outcome for outcome in outcomes if outcome.lost]
    total = sum(outcome.part.letters for outcome in outcomes)
    if lost:
        print(f"\nVERDICT: LOST: {sum(len(outcome.judgement.losses) for outcome in lost)} findings in {total} letters")
        return 1
    print(f"\nVERDICT: nothing lost: {total} letters, 0 gaps, 0 duplicates, every mail, answer, breach and case whole")
    return 0


def _keep(home: Path, target: Path) -> None:
    import shutil

    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(home / "workers.log", target / "workers.log")


if __name__ == "__main__":
    sys.exit(main())
