"""How fast the worker is beside bare gRPC workers and Camunda's Java client, on the same engine in the same run.

    python -m tests.bench.bench_worker [--engine HOST:PORT] [--jobs 2000] [--rate 50] [--seconds 10] [--rounds 3]

Drain: so many cases wait, then a worker starts; jobs per second until the last is completed, and CPU of the worker's
process per job. Latency: cases at a steady rate; from asking for the case to the engine's answer to the completion.
Jobs are empty, so what is measured is the worker and the engine alone. Rounds of the workers take turns, and ratios are
made within a round, because a busy machine easily makes a difference of a quarter. The Java client is that of the
conformance tests; it is left out, with a word, where there is no JDK or no Maven to fetch it. Exit status 1 when a goal
is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from pydantic import BaseModel
from pyzeebe import ZeebeClient, create_insecure_channel
from pyzeebe.errors import ZeebeBackPressureError
from pyzeebe.proto.gateway_pb2 import ActivateJobsRequest, CompleteJobRequest, StreamActivatedJobsRequest
from pyzeebe.proto.gateway_pb2_grpc import GatewayStub

from deploy.engine import Engine
from deploy.engine import EngineSettings as LocalSettings
from tests.bench.java_client import Cpu, Done, Java, Worker
from workers.jobs import ZeebeBroker, connect
from workers.observe import Metrics, WorkerObserver, configure_logging
from workers.runtime.backoff import BackOff
from workers.runtime.loop import JobLoop
from workers.runtime.task import JobContext, Task
from workers.settings import EngineSettings

SLOTS, BATCH, JOB_SECONDS = 128, 64, 60.0

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="alur">
  <bpmn:process id="{id}" isExecutable="true">
    <bpmn:startEvent id="Start"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="Kerja">
      <bpmn:extensionElements><zeebe:taskDefinition type="{id}" retries="3" /></bpmn:extensionElements>
      <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:endEvent id="Selesai"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Kerja" />
    <bpmn:sequenceFlow id="b" sourceRef="Kerja" targetRef="Selesai" />
  </bpmn:process>
</bpmn:definitions>"""


class Input(BaseModel):
    n: int


class Header(BaseModel):
    pass


class Output(BaseModel):
    pass


ALUR, JAVA = "alur (stream + poll)", "Java client (256 active)"
GOAL_DRAIN, GOAL_CPU_MS, GOAL_P50_MS, GOAL_P99_MS = 0.9, 0.5, 12.0, 30.0


class _Confirming(ZeebeBroker):
    """Tells when the engine confirmed a completion."""

    def __init__(self, inner: ZeebeBroker, numbers: dict[int, int], done: Done) -> None:
        self.__dict__.update(inner.__dict__)
        self._numbers = numbers
        self._done = done

    async def complete(self, job_key: int, variables: Mapping[str, Any]) -> None:
        await super().complete(job_key, variables)
        self._done(self._numbers.pop(job_key))


@asynccontextmanager
async def alur_worker(address: str, job_type: str, done: Done) -> AsyncIterator[Cpu]:
    """The runtime of the product: validation, thread, metrics and all."""
    numbers: dict[int, int] = {}

    def handle(values: Input, _headers: Header, context: JobContext) -> Output:
        numbers[context.job_key] = values.n
        return Output()

    with ThreadPoolExecutor(8) as pool:
        task = Task(
            job_type,
            Input,
            Header,
            Output,
            handle,
            pool,
            retries=3,
            back_off=BackOff(0.1, 1.0),
            slots=SLOTS,
            batch=BATCH,
            job_seconds=JOB_SECONDS,
        )
        async with connect(EngineSettings(address=address)) as broker:
            loop = JobLoop(_Confirming(broker, numbers, done), task, WorkerObserver(Metrics()))
            serving = asyncio.create_task(loop.serve())
            try:
                yield _own_cpu
            finally:
                await loop.stop(5.0)
                await serving


def raw_worker(*, streaming: bool) -> Worker:
    """As little as a worker can be on grpc.aio: activate, complete."""

    @asynccontextmanager
    async def worker(address: str, job_type: str, done: Done) -> AsyncIterator[Cpu]:
        async with grpc.aio.insecure_channel(address) as channel:
            stub: Any = GatewayStub(channel)
            running: set[asyncio.Task[None]] = set()
            free = asyncio.Semaphore(SLOTS)

            async def one(job: Any) -> None:
                await stub.CompleteJob(CompleteJobRequest(jobKey=job.key, variables="{}"))
                free.release()
                done(json.loads(job.variables)["n"])

            def start(job: Any) -> None:
                task = asyncio.create_task(one(job))
                running.add(task)
                task.add_done_callback(running.discard)

            async def poll() -> None:
                while True:
                    while free._value < BATCH // 4:
                        await asyncio.sleep(0.002)
                    limit = min(BATCH, free._value)
                    request = ActivateJobsRequest(
                        type=job_type,
                        worker="raw",
                        timeout=int(JOB_SECONDS * 1000),
                        maxJobsToActivate=limit,
                        fetchVariable=["n"],
                        requestTimeout=10_000,
                    )
                    try:
                        async for response in stub.ActivateJobs(request, timeout=20):
                            for job in response.jobs:
                                await free.acquire()
                                start(job)
                    except grpc.aio.AioRpcError:
                        await asyncio.sleep(0.05)

            async def stream() -> None:
                request = StreamActivatedJobsRequest(
                    type=job_type, worker="raw", timeout=int(JOB_SECONDS * 1000), fetchVariable=["n"]
                )
                async for job in stub.StreamActivatedJobs(request):
                    await free.acquire()
                    start(job)

            takers = [asyncio.create_task(poll())] + ([asyncio.create_task(stream())] if streaming else [])
            try:
                yield _own_cpu
            finally:
                for taker in takers:
                    taker.cancel()
                await asyncio.gather(*takers, return_exceptions=True)

    return worker


async def _own_cpu() -> float:
    return _cpu()


WORKERS: dict[str, Worker] = {
    ALUR: alur_worker,
    "raw grpc.aio (poll)": raw_worker(streaming=False),
    "raw grpc.aio (stream + poll)": raw_worker(streaming=True),
}


@dataclass
class Figures:
    """What one worker showed, one value for each round."""

    jobs_per_second: list[float]
    cpu_ms: list[float]
    p50: list[float]
    p99: list[float]
    slowest: list[float]
    engine_p50: list[float]
    """Of the engine's answer to the start of a case, in the same rounds."""
    engine_p99: list[float]


async def create(client: ZeebeClient, process: str, n: int) -> None:
    while True:
        try:
            await client.run_process(process, {"n": n})
            return
        except ZeebeBackPressureError:
            await asyncio.sleep(0.02)


async def drain(address: str, client: ZeebeClient, process: str, worker: Worker, jobs: int) -> tuple[float, float]:
    """Jobs per second and CPU milliseconds per job."""
    at_once = asyncio.Semaphore(32)

    async def one(n: int) -> None:
        async with at_once:
            await create(client, process, n)

    await asyncio.gather(*(one(n) for n in range(jobs)))
    seen: set[int] = set()
    finished = asyncio.Event()

    def done(n: int) -> None:
        seen.add(n)
        if len(seen) == jobs:
            finished.set()

    began = time.perf_counter()
    async with worker(address, process, done) as cpu:
        before = await cpu()
        await asyncio.wait_for(finished.wait(), 240)
        seconds, used = time.perf_counter() - began, await cpu() - before
    return jobs / seconds, used / jobs * 1000


async def latency(
    address: str, client: ZeebeClient, process: str, worker: Worker, rate: float, seconds: float
) -> tuple[float, float, float, float, float]:
    """p50, p99 and the slowest case; then p50 and p99 of the engine's answer to the start alone; milliseconds."""
    count = int(rate * seconds)
    started: dict[int, float] = {}
    answered: list[float] = []
    took: dict[int, float] = {}
    finished = asyncio.Event()

    def done(n: int) -> None:
        took[n] = time.perf_counter() - started[n]
        if len(took) == count:
            finished.set()

    async def one(n: int) -> None:
        started[n] = time.perf_counter()
        await create(client, process, n)
        answered.append(time.perf_counter() - started[n])

    async with worker(address, process, done):
        await asyncio.sleep(1.0)
        began = time.perf_counter()
        tasks = []
        for n in range(count):
            await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(one(n)))
        await asyncio.gather(*tasks)
        await asyncio.wait_for(finished.wait(), 60)
    values, engine = sorted(took.values()), sorted(answered)
    shown = values[count // 2], values[int(count * 0.99)], values[-1], engine[count // 2], engine[int(count * 0.99)]
    return tuple(value * 1000 for value in shown)  # type: ignore[return-value]


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def measure(address: str, arguments: argparse.Namespace) -> dict[str, Figures]:
    """All workers in turns, round by round."""
    channel = create_insecure_channel(grpc_address=address)
    client = ZeebeClient(channel, max_connection_retries=-1)
    workers = dict(WORKERS)
    with tempfile.TemporaryDirectory() as folder:
        java = await Java.start(address, Path(folder))
        if isinstance(java, str):
            print(f"Java client: not measured, {java}")
        else:
            workers[JAVA] = java.worker(256, streaming=False)
            workers["Java client (32 active, stream)"] = java.worker(32, streaming=True)
        figures = {name: Figures([], [], [], [], [], [], []) for name in workers}
        processes: dict[str, str] = {}
        for index, name in enumerate(workers):
            # A type for each worker, so that nobody's late stream takes another one's jobs.
            processes[name] = f"bench-{index}"
            path = Path(folder) / f"{processes[name]}.bpmn"
            path.write_text(PROCESS.format(id=processes[name]), encoding="utf-8")
            await client.deploy_resource(path)
        try:
            for name in figures:
                # The compilers of the engine and of the Java client need some jobs before their figures are steady.
                await drain(address, client, processes[name], workers[name], max(300, arguments.jobs // 2))
            for _ in range(arguments.rounds):
                for name, found in figures.items():
                    speed, cpu = await drain(address, client, processes[name], workers[name], arguments.jobs)
                    p50, p99, slowest, engine50, engine99 = await latency(
                        address, client, processes[name], workers[name], arguments.rate, arguments.seconds
                    )
                    found.jobs_per_second.append(speed)
                    found.cpu_ms.append(cpu)
                    found.p50.append(p50)
                    found.p99.append(p99)
                    found.slowest.append(slowest)
                    found.engine_p50.append(engine50)
                    found.engine_p99.append(engine99)
                    print(
                        f"{name:32}{speed:7.0f} jobs/s {cpu:6.3f} ms CPU  p50 {p50:6.1f}  p99 {p99:6.1f} ms  "
                        f"load {os.getloadavg()[0]:.1f}",
                        flush=True,
                    )
        finally:
            if isinstance(java, Java):
                await java.stop()
    await channel.close(grace=None)
    return figures


def show(figures: dict[str, Figures], arguments: argparse.Namespace) -> bool:
    """The medians as a Markdown table, and the goals; whether all that could be measured are met."""
    alur = figures[ALUR]
    measured = f"{arguments.jobs} jobs; {arguments.rate:g} cases/s for {arguments.seconds:g} s"
    print(f"\nMedians of {arguments.rounds}; {measured}\n")
    print("| worker, empty job | jobs/s | alur beside it | CPU ms/job | p50 ms | p99 ms | slowest ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, found in figures.items():
        rest = [statistics.median(values) for values in (found.p50, found.p99, found.slowest)]
        shown = " | ".join(f"{value:.1f}" for value in rest)
        speed, cpu = statistics.median(found.jobs_per_second), statistics.median(found.cpu_ms)
        print(f"| {name} | {speed:.0f} | {_ratio(alur, found):.2f} | {cpu:.3f} | {shown} |")
    above50 = statistics.median(a - b for a, b in zip(alur.p50, alur.engine_p50, strict=True))
    above99 = statistics.median(a - b for a, b in zip(alur.p99, alur.engine_p99, strict=True))
    cpu = statistics.median(alur.cpu_ms)
    goals = [
        (f"CPU per job when saturated {cpu:.3f} ms (goal {GOAL_CPU_MS})", cpu <= GOAL_CPU_MS),
        (f"p50 {above50:.1f} ms above the engine's answer to the start (goal {GOAL_P50_MS})", above50 <= GOAL_P50_MS),
        (f"p99 {above99:.1f} ms above the engine's answer to the start (goal {GOAL_P99_MS})", above99 <= GOAL_P99_MS),
    ]
    if JAVA in figures:
        ratio = _ratio(alur, figures[JAVA])
        goals.insert(0, (f"drain {ratio:.2f} of the Java client (goal {GOAL_DRAIN})", ratio >= GOAL_DRAIN))
    print()
    for text, met in goals:
        print(f"{'met' if met else 'MISSED'}: {text}")
    return all(met for _, met in goals)


def _ratio(alur: Figures, other: Figures) -> float:
    """Of the drains, pair by pair within a round."""
    return statistics.median(a / b for a, b in zip(alur.jobs_per_second, other.jobs_per_second, strict=True))


def main() -> int:
    """Run the benchmark."""
    configure_logging("ERROR")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engine", default="embedded")
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = LocalSettings(home=Path(folder), grpc_port=0, rest_port=0, attached=True)
        local = Engine.start_local(settings) if arguments.engine == "embedded" else None
        with local if local is not None else nullcontext():
            address = local.grpc_address if local is not None else arguments.engine
            return 0 if show(asyncio.run(measure(address, arguments)), arguments) else 1


if __name__ == "__main__":
    sys.exit(main())
