"""The engine is killed at random moments, again and again, and nothing may be lost or done twice.

`python -m tests.chaos.engine_kill --kills 1000 --seed 7`. Clients work through the public APIs the whole time: cases,
jobs, messages, timers, user tasks, variables. Some kills hit the engine while it starts. After each part (`--part`
kills) the cases come to their end in peace, and the journal is held against what the clients were told; the state that
a start gives is compared with the replay of every step. The last line is the verdict; exit status 1 on any finding.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.engine_load import Load
from tests.chaos.engine_verdict import Findings, Interval, compare_with_replay, judge

_READY_SECONDS = 60.0
_REST_SECONDS = 120.0
_HIT_WHILE_STARTING = 0.15
_HITS_AT_FIRST = 3
"""While the data directory is being made."""
_COMPARED = 10
"""After every so many kills the state of a start is compared with that of the replay."""


def milliseconds() -> int:
    """The machine's time, as the engine takes it."""
    return time.time_ns() // 1_000_000


class Forks:
    """Where engines come from (engine_forks.py): a start takes no imports, so there can be many kills."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Use `begin`."""
        self._process = process
        self._started: asyncio.Queue[int] = asyncio.Queue()
        self._ended: dict[int, asyncio.Future[int]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def begin(cls, sabotage: str = "") -> Forks:
        """Start it."""
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.chaos.engine_forks", *([sabotage] if sabotage else [])),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        )

    async def start(self, log: Path, arguments: list[str]) -> tuple[int, asyncio.Future[int]]:
        """An engine: its process id, and its exit status when it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(log), *arguments]).encode() + b"\n")
        pid = await asyncio.wait_for(self._started.get(), _READY_SECONDS)
        return pid, self._ended[pid]

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            kind, pid, *status = json.loads(line)
            if kind == "started":
                self._ended[pid] = asyncio.get_running_loop().create_future()
                self._started.put_nowait(pid)
            else:
                self._ended[pid].set_result(status[0])

    async def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await asyncio.wait_for(self._process.wait(), _READY_SECONDS)
        self._reading.cancel()


class Killed:
    """The engine's process on one data directory, with the same ports at each start."""

    def __init__(self, folder: Path, forks: Forks) -> None:
        self.data = folder / "engine"
        self.log = folder / "engine.log"
        self.ports = {"grpc": 0, "rest": 0}
        self.starts: list[float] = []
        """Seconds until ready, of each start that was let come to that."""
        self._forks = forks
        self._record = folder / "record.json"
        self._pid = 0
        self._ended: asyncio.Future[int] | None = None
        self._began = 0.0

    async def launch(self) -> None:
        """Begin a start."""
        self._record.unlink(missing_ok=True)
        ports = (*("--grpc-port", str(self.ports["grpc"])), *("--rest-port", str(self.ports["rest"])))
        self._began = time.monotonic()
        self._pid, self._ended = await self._forks.start(
            self.log,
            ["--data", str(self.data), "--record", str(self._record), *ports, "--snapshot-seconds", "0.1"],
        )

    async def ready(self) -> None:
        """Wait until it serves. Raises RuntimeError when it ends or stays silent."""
        while not self._record.exists():
            if self._ended is None or self._ended.done():
                raise RuntimeError(f"the engine ended by itself, see {self.log}")
            if time.monotonic() - self._began > _READY_SECONDS:
                raise RuntimeError(f"the engine is not ready after {_READY_SECONDS:.0f} s, see {self.log}")
            await asyncio.sleep(0.002)
        record = json.loads(self._record.read_text())
        if "ports" not in record:
            raise RuntimeError(f"the engine refuses to start: {record}")
        self.ports = record["ports"]
        self.starts.append(time.monotonic() - self._began)

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """As `alur down` does. Raises RuntimeError when it does not end well."""
        status = await self._end(signal.SIGTERM)
        if status != 0:
            raise RuntimeError(f"the engine ended with {status} at SIGTERM, see {self.log}")

    async def _end(self, number: signal.Signals) -> int:
        assert self._ended is not None
        if not self._ended.done():
            os.kill(self._pid, number)
        return await asyncio.wait_for(asyncio.shield(self._ended), _READY_SECONDS)


@dataclass
class Totals:
    """Of all parts."""

    kills: int = 0
    while_starting: int = 0
    compared: int = 0
    acknowledged: dict[str, int] = field(default_factory=dict)
    starts: list[float] = field(default_factory=list)
    found: Findings = field(default_factory=Findings)
    seconds: float = 0.0

    def table(self) -> str:
        """For people."""
        late = sorted(self.found.late)
        starts = sorted(self.starts)
        rows: list[tuple[str, object]] = [
            ("kills", self.kills),
            ("  of them while it started", self.while_starting),
            ("kills per second", f"{self.kills / self.seconds:.2f}" if self.seconds else "-"),
            ("steps in the journals", self.found.steps),
            ("cases", self.found.cases),
            *((f"acknowledged: {name}", count) for name, count in self.acknowledged.items()),
            ("timers fired", self.found.timers),
            ("  after they were due and it was up, p50", f"{_at(late, 0.5)} ms"),
            ("  p99", f"{_at(late, 0.99)} ms"),
            ("  at most", f"{_at(late, 1.0)} ms"),
            ("start to ready, p50", f"{_at(starts, 0.5):.2f} s"),
            ("  at most", f"{_at(starts, 1.0):.2f} s"),
            ("states compared with the replay", self.compared),
            ("findings", len(self.found.wrong)),
        ]
        return "\n".join(f"  {name:45}{value!s:>12}" for name, value in rows)


def _at(values: list[float] | list[int], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0


async def run_part(
    folder: Path, forks: Forks, kills: int, chance: random.Random, totals: Totals, rest: float, most: int = 60
) -> None:
    """Kill one engine so many times and judge it; `most` cases are open at once, and may take `rest` s to end."""
    engine = Killed(folder, forks)
    for _ in range(_HITS_AT_FIRST):
        await engine.launch()
        await asyncio.sleep(chance.random() * 0.1)
        await engine.kill()
        totals.kills += 1
        totals.while_starting += 1
    await engine.launch()
    await engine.ready()
    load = Load(f"127.0.0.1:{engine.ports['grpc']}", f"http://127.0.0.1:{engine.ports['rest']}", chance, most)
    downs: list[Interval] = []
    ended = False
    try:
        await load.deploy()
        load.start()
        for number in range(kills - _HITS_AT_FIRST):
            await asyncio.sleep(chance.choice((0.05, 0.2, 0.5, 1.0)) * chance.random() + 0.02)
            await engine.kill()
            down = milliseconds()
            totals.kills += 1
            if number % _COMPARED == _COMPARED - 1:
                totals.found.wrong += await asyncio.to_thread(compare_with_replay, engine.data)
                totals.compared += 1
            await engine.launch()
            if chance.random() < _HIT_WHILE_STARTING:
                await asyncio.sleep(chance.random() * engine.starts[-1])
                await engine.kill()
                totals.kills += 1
                totals.while_starting += 1
                await engine.launch()
            await engine.ready()
            downs.append((down, milliseconds()))
        load.stop_creating()
        ended = await _come_to_rest(engine, rest)
    finally:
        await load.close()
        await engine.stop()
    found = judge(engine.data, load.ledger, downs, ended=True)
    found.wrong += await asyncio.to_thread(compare_with_replay, engine.data)
    if not ended:
        found.wrong.append(f"cases were still open after {rest:.0f} s of peace")
    totals.compared += 1
    _add(totals, engine, load, found)


async def _come_to_rest(engine: Killed, seconds: float) -> bool:
    """Whether all cases have ended in time."""
    import httpx

    url = f"http://127.0.0.1:{engine.ports['rest']}/alur/status"
    deadline = time.monotonic() + seconds
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        while time.monotonic() < deadline:
            if (await client.get(url)).json()["cases"] == 0:
                return True
            await asyncio.sleep(0.1)
    return False


def _add(totals: Totals, engine: Killed, load: Load, found: Findings) -> None:
    totals.starts += engine.starts
    totals.found.steps += found.steps
    totals.found.cases += found.cases
    totals.found.timers += found.timers
    totals.found.late += found.late
    totals.found.wrong += found.wrong
    for name, count in load.ledger.counts().items():
        totals.acknowledged[name] = totals.acknowledged.get(name, 0) + count


async def run(
    kills: int, part: int, seed: int, folder: Path, sabotage: str = "", rest: float = _REST_SECONDS
) -> Totals:
    """All kills, in parts on data directories of their own, so that judging stays quick."""
    totals = Totals()
    began = time.monotonic()
    number = 0
    forks = await Forks.begin(sabotage)
    try:
        while totals.kills < kills:
            here = folder / str(number)
            here.mkdir()
            before = len(totals.found.wrong)
            await run_part(here, forks, min(part, kills - totals.kills), random.Random(seed + number), totals, rest)
            totals.seconds = time.monotonic() - began
            print(f"  {totals.kills} kills, {len(totals.found.wrong)} findings, {totals.seconds:.0f} s", flush=True)
            if len(totals.found.wrong) == before:
                shutil.rmtree(here)
            number += 1
    finally:
        await forks.close()
    return totals


def main() -> int:
    """Run, print the table and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--part", type=int, default=100, help="kills on one data directory")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--folder", type=Path, help="where the data directories lie (default: the system's for such)")
    parser.add_argument("--keep", action="store_true", help="leave the directories of parts with findings")
    parser.add_argument("--sabotage", choices=["early"], default="", help="an engine that answers before it commits")
    wanted = parser.parse_args()
    print(f"Seed {wanted.seed} (repeats the decisions, not the timing of the machine).", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="alur-kill-", dir=wanted.folder))
    try:
        totals = asyncio.run(run(wanted.kills, wanted.part, wanted.seed, folder, wanted.sabotage))
    finally:
        if not wanted.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(totals.table())
    for finding in totals.found.wrong[:50]:
        print(f"  FOUND: {finding}")
    if totals.found.wrong:
        print(f"\nVERDICT: {len(totals.found.wrong)} findings in {totals.kills} kills")
        return 1
    print(f"\nVERDICT: {totals.kills} kills, nothing acknowledged was lost, nothing was done twice")
    return 0


if __name__ == "__main__":
    sys.exit(main())
