"""Many cases through `alur work`: cases per second, who is the bottleneck, and whether memory stays flat.

    python -m tests.bench.bench_long [--cases 10000] [--seconds 300]

Each case is one `hitung-tenggat` job with its real handler: working time, a durable row in SQLite. Cases are started
as fast as the engine takes them, by this process. Prints memory and speed over time as text. Exit status 1 when the
worker's memory grows by more than a tenth from the first third of the run to the last.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import grpc
import psutil
from pyzeebe import ZeebeClient, create_insecure_channel
from pyzeebe.errors import PyZeebeError

from deploy.engine import Engine, EngineSettings
from deploy.engine.local import NAME as ENGINE
from deploy.processes import Processes
from tests.process.test_worker_jobs import OFFICES, task
from tests.process.test_worker_killed import start_worker
from workers.office import copy_offices_for_trial

PROCESS = "bench-panjang"
GROWTH = 1.1
_WIDTH = 60
_INPUTS = {"kantor": '"kemenag-dki"', "langkah": '"periksa"', "mulai": "now()", "waktuBaku": '"PT15M"'}


@dataclass(frozen=True)
class Sample:
    """One look at the run."""

    second: float
    done: int
    rss_mib: float
    worker_cpu: float
    engine_cpu: float


def model() -> str:
    """One job and the end."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="alur">'
        f'<bpmn:process id="{PROCESS}" isExecutable="true">'
        '<bpmn:startEvent id="Mulai"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>'
        f"{task(0, 'hitung-tenggat', _INPUTS, {}, 'a', 'b')}"
        '<bpmn:endEvent id="Selesai"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>'
        '<bpmn:sequenceFlow id="a" sourceRef="Mulai" targetRef="Langkah_0" />'
        '<bpmn:sequenceFlow id="b" sourceRef="Langkah_0" targetRef="Selesai" /></bpmn:process></bpmn:definitions>'
    )


async def start_cases(engine: Engine, folder: Path, cases: int, until: float) -> int:
    """As fast as the engine takes them; how many it took."""
    channel = create_insecure_channel(grpc_address=engine.grpc_address)
    client = ZeebeClient(channel, max_connection_retries=-1)
    path = folder / f"{PROCESS}.bpmn"
    path.write_text(model(), encoding="utf-8")
    await client.deploy_resource(path)
    left, taken = iter(range(cases)), 0

    async def some() -> None:
        nonlocal taken
        for _ in left:
            while time.monotonic() < until:
                try:
                    await client.run_process(PROCESS, {})
                    taken += 1
                    break
                except (PyZeebeError, grpc.RpcError):
                    await asyncio.sleep(0.02)

    await asyncio.gather(*(some() for _ in range(32)))
    await channel.close(grace=None)
    return taken


def done(database: Path) -> int:
    """Deadlines that were kept."""
    try:
        with sqlite3.connect(database, timeout=5) as connection:
            return int(connection.execute("SELECT count(*) FROM tenggat").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # not made yet


async def watch(worker: psutil.Process, engine: psutil.Process, database: Path, until: float, ended: asyncio.Event,
                samples: list[Sample]) -> None:  # fmt: skip
    """A sample each second."""
    began = time.monotonic()
    while not ended.is_set() and time.monotonic() < until:
        cpu = [sum(process.cpu_times()[:2]) for process in (worker, engine)]
        kept = await asyncio.to_thread(done, database)
        samples.append(Sample(time.monotonic() - began, kept, worker.memory_info().rss / 2**20, *cpu))
        await asyncio.sleep(1.0)


async def run(engine: Engine, folder: Path, cases: int, seconds: float) -> tuple[list[Sample], int]:
    """The samples and how many cases there were."""
    home = folder / "home"
    copy_offices_for_trial(OFFICES, home / "offices")
    worker = start_worker(engine.grpc_address, home, folder / "worker.log")
    found = Processes(engine.settings.home).find(ENGINE)
    assert found is not None
    samples: list[Sample] = []
    try:
        # What it loads while it starts is no growth.
        while '"worker started"' not in (folder / "worker.log").read_text(encoding="utf-8"):
            await asyncio.sleep(0.1)
        until, ended = time.monotonic() + seconds, asyncio.Event()
        watching = asyncio.create_task(
            watch(psutil.Process(worker.pid), psutil.Process(found.pid), home / "alur.db", until, ended, samples)
        )
        taken = await start_cases(engine, folder, cases, until)
        while done(home / "alur.db") < taken and time.monotonic() < until:
            await asyncio.sleep(0.2)
        ended.set()
        await watching
    finally:
        worker.terminate()
        try:
            await asyncio.to_thread(worker.wait, 30)
        except subprocess.TimeoutExpired:
            worker.kill()
    return samples, taken


def plot(samples: list[Sample]) -> str:
    """Memory and speed over time, one line for each twentieth of the run."""
    step = max(1, len(samples) // 20)
    most = max(sample.rss_mib for sample in samples)
    lines = ["   time   cases   cases/s  memory of the worker"]
    for before, sample in zip(samples[::step], samples[step::step], strict=False):
        speed = (sample.done - before.done) / (sample.second - before.second)
        bar = "#" * round(sample.rss_mib / most * _WIDTH)
        lines.append(f"{sample.second:5.0f} s{sample.done:8}{speed:10.0f}  {bar} {sample.rss_mib:.0f} MiB")
    return "\n".join(lines)


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=300.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        settings = EngineSettings(home=folder / "engine", grpc_port=0, rest_port=0, attached=True)
        with Engine.start_local(settings) as engine:
            samples, taken = asyncio.run(run(engine, folder, arguments.cases, arguments.seconds))
    first, last = samples[0], samples[-1]
    lasted, kept = last.second - first.second, last.done - first.done
    third = max(1, len(samples) // 3)
    early = statistics.median(sample.rss_mib for sample in samples[:third])
    late = statistics.median(sample.rss_mib for sample in samples[-third:])
    worker, engine_cpu = (last.worker_cpu - first.worker_cpu) / lasted, (last.engine_cpu - first.engine_cpu) / lasted
    print(plot(samples))
    print(f"\n{kept} of {taken} cases in {lasted:.0f} s: {kept / lasted:.0f} cases/s; load {os.getloadavg()[0]:.1f}")
    print(
        f"CPU: worker {worker:.2f} cores ({worker * lasted / max(1, kept) * 1000:.2f} ms/case), engine {engine_cpu:.2f}"
    )
    print(f"{'met' if late <= early * GROWTH else 'MISSED'}: memory {early:.0f} MiB at first, {late:.0f} MiB at last")
    return 0 if late <= early * GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
