"""How fast the worker is beside a bare gRPC worker, on the same engine in the same run.

    python -m tests.bench.bench_worker [--engine local|HOST:PORT] [--jobs 2000] [--rate 50] [--seconds 10] [--rounds 3]

Drain: so many cases wait, then a worker starts; jobs per second until the last is completed, and CPU of the worker's
process per job. Latency: cases at a steady rate; from asking for the case to the engine's answer to the completion.
Jobs are empty, so what is measured is the worker and the engine alone. Rounds of the workers take turns, and the
medians are shown, because a busy machine easily makes a difference of a quarter.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
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
from deploy.engine.ports import taken
from deploy.engine.services import services
from deploy.engine.settings import EngineSettings as LocalSettings
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


Done = Callable[[int], None]
"""Told the case's number when the engine confirmed the completion."""
Worker = Callable[[str, str, Done], Any]
"""Address and job type to an async context in which the worker runs."""


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
async def alur_worker(address: str, job_type: str, done: Done) -> AsyncIterator[None]:
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
                yield
            finally:
                await loop.stop(5.0)
                await serving


def raw_worker(*, streaming: bool) -> Worker:
    """As little as a worker can be on grpc.aio: activate, complete."""

    @asynccontextmanager
    async def worker(address: str, job_type: str, done: Done) -> AsyncIterator[None]:
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
                yield
            finally:
                for taker in takers:
                    taker.cancel()
                await asyncio.gather(*takers, return_exceptions=True)

    return worker


WORKERS: dict[str, Worker] = {
    "alur (stream + poll)": alur_worker,
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

    cpu, began = _cpu(), time.perf_counter()
    async with worker(address, process, done):
        await asyncio.wait_for(finished.wait(), 120)
        seconds, used = time.perf_counter() - began, _cpu() - cpu
    return jobs / seconds, used / jobs * 1000


async def latency(
    address: str, client: ZeebeClient, process: str, worker: Worker, rate: float, seconds: float
) -> tuple[float, float, float]:
    """p50, p99 and the slowest case, in milliseconds."""
    count = int(rate * seconds)
    started: dict[int, float] = {}
    took: dict[int, float] = {}
    finished = asyncio.Event()

    def done(n: int) -> None:
        took[n] = time.perf_counter() - started[n]
        if len(took) == count:
            finished.set()

    async def one(n: int) -> None:
        started[n] = time.perf_counter()
        await create(client, process, n)

    async with worker(address, process, done):
        await asyncio.sleep(1.0)
        began = time.perf_counter()
        tasks = []
        for n in range(count):
            await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
            tasks.append(asyncio.create_task(one(n)))
        await asyncio.gather(*tasks)
        await asyncio.wait_for(finished.wait(), 60)
    values = sorted(took.values())
    return values[count // 2] * 1000, values[int(count * 0.99)] * 1000, values[-1] * 1000


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def measure(address: str, arguments: argparse.Namespace) -> dict[str, Figures]:
    figures = {name: Figures([], [], [], [], []) for name in WORKERS}
    channel = create_insecure_channel(grpc_address=address)
    client = ZeebeClient(channel, max_connection_retries=-1)
    processes: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for index, name in enumerate(WORKERS):
            # A type for each worker, so that nobody's late stream takes another one's jobs.
            processes[name] = f"bench-{index}"
            path = Path(folder) / f"{processes[name]}.bpmn"
            path.write_text(PROCESS.format(id=processes[name]), encoding="utf-8")
            await client.deploy_resource(path)
    for name in figures:
        # The engine's own compiler needs some jobs before its figures are steady.
        await drain(address, client, processes[name], WORKERS[name], 300)
    for _ in range(arguments.rounds):
        for name, found in figures.items():
            speed, cpu = await drain(address, client, processes[name], WORKERS[name], arguments.jobs)
            p50, p99, slowest = await latency(
                address, client, processes[name], WORKERS[name], arguments.rate, arguments.seconds
            )
            found.jobs_per_second.append(speed)
            found.cpu_ms.append(cpu)
            found.p50.append(p50)
            found.p99.append(p99)
            found.slowest.append(slowest)
            print(f"{name:32} {speed:7.0f} jobs/s {cpu:6.3f} ms CPU  p50 {p50:6.1f}  p99 {p99:6.1f} ms", flush=True)
    await channel.close(grace=None)
    return figures


def show(figures: dict[str, Figures], arguments: argparse.Namespace) -> None:
    """The medians as a Markdown table, with ratios to the bare worker."""
    base = statistics.median(figures["raw grpc.aio (stream + poll)"].jobs_per_second)
    measured = f"{arguments.jobs} jobs; {arguments.rate:g} cases/s for {arguments.seconds:g} s"
    print(f"\nMedians of {arguments.rounds}; {measured}\n")
    print("| worker, empty job | jobs/s | ratio | CPU ms/job | p50 ms | p99 ms | slowest ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, found in figures.items():
        speed = statistics.median(found.jobs_per_second)
        rest = [statistics.median(values) for values in (found.p50, found.p99, found.slowest)]
        shown = " | ".join(f"{value:.1f}" for value in rest)
        print(f"| {name} | {speed:.0f} | {speed / base:.2f} | {statistics.median(found.cpu_ms):.3f} | {shown} |")


def _local(home: Path) -> LocalSettings:
    for step in range(100):
        settings = LocalSettings(home=home, port_offset=4000 + 20 * step, webapps=False, exporter="none", attached=True)
        if not any(taken(service.ports) for service in services(settings)):
            return settings
    raise SystemExit("None of 100 sets of ports is free.")


def main() -> None:
    """Run the benchmark."""
    configure_logging("ERROR")
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engine", default="local")
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        local = Engine.start_local(_local(Path(folder))) if arguments.engine == "local" else None
        with local if local is not None else nullcontext():
            address = local.grpc_address if local is not None else arguments.engine
            show(asyncio.run(measure(address, arguments)), arguments)


if __name__ == "__main__":
    main()
