"""The job loop on the real engine: throughput paths, renewal, restart of the broker, stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from pydantic import BaseModel
from pyzeebe import ZeebeClient, create_insecure_channel
from pyzeebe.errors import ZeebeBackPressureError

from deploy.camunda import EngineClient
from deploy.engine import Engine
from deploy.engine import EngineSettings as LocalSettings
from deploy.processes import Processes
from tests.process.engines import EngineUnderTest
from workers.jobs import ZeebeBroker, connect
from workers.observe import Metrics, WorkerObserver
from workers.runtime.backoff import BackOff
from workers.runtime.broker import AlreadyPublishedError
from workers.runtime.failures import NeedsPerson, ProcessError, RetryLater
from workers.runtime.loop import JobLoop
from workers.runtime.task import JobContext, Task
from workers.settings import EngineSettings

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="alur">
  <bpmn:process id="{id}" isExecutable="true">
    <bpmn:startEvent id="Start"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="Kerja">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="{id}" retries="3" />
        <zeebe:taskHeaders><zeebe:header key="kantor" value="uji" /></zeebe:taskHeaders>
      </bpmn:extensionElements>
      <bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="Kurang" attachedToRef="Kerja">
      <bpmn:outgoing>c</bpmn:outgoing><bpmn:errorEventDefinition errorRef="E" />
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="Selesai"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
    <bpmn:endEvent id="DataKurang"><bpmn:incoming>c</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="Start" targetRef="Kerja" />
    <bpmn:sequenceFlow id="b" sourceRef="Kerja" targetRef="Selesai" />
    <bpmn:sequenceFlow id="c" sourceRef="Kurang" targetRef="DataKurang" />
  </bpmn:process>
  <bpmn:error id="E" errorCode="data-surat-kurang" name="data" />
</bpmn:definitions>"""


class Input(BaseModel):
    n: int


class Header(BaseModel):
    kantor: str


class Output(BaseModel):
    kembali: int


Handle = Callable[[Input, Header, JobContext], Output]


class Bench:
    """One process with one job type, a client to start cases, and a count of handled jobs."""

    def __init__(self, client: ZeebeClient, broker: ZeebeBroker, job_type: str) -> None:
        self.client = client
        self.broker = broker
        self.job_type = job_type
        self.handled: list[int] = []

    async def start(self, *numbers: Any) -> None:
        at_once = asyncio.Semaphore(16)

        async def one(n: Any) -> None:
            async with at_once:
                while True:
                    try:
                        await self.client.run_process(self.job_type, {"n": n, "nama": "rahasia"})
                        return
                    except ZeebeBackPressureError:
                        await asyncio.sleep(0.1)

        await asyncio.gather(*(one(n) for n in numbers))

    def echo(self, values: Input, headers: Header, _context: JobContext) -> Output:
        assert headers.kantor == "uji"
        self.handled.append(values.n)
        return Output(kembali=values.n)

    @asynccontextmanager
    async def loop(self, handle: Handle | None = None, **changes: Any) -> AsyncIterator[JobLoop]:
        work = Task(
            self.job_type,
            Input,
            Header,
            Output,
            handle or self.echo,
            ThreadPoolExecutor(8),
            retries=3,
            back_off=BackOff(0.05, 0.2),
            job_seconds=10.0,
        )
        loop = JobLoop(self.broker, work, WorkerObserver(Metrics()), **{"poll_seconds": 1.0, **changes})
        serving = asyncio.create_task(loop.serve())
        try:
            yield loop
        finally:
            await loop.stop(5.0)
            await serving

    async def until_handled(self, count: int, seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while len(self.handled) < count:
            assert time.monotonic() < deadline, f"{len(self.handled)} of {count} jobs were handled in {seconds} s"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def bench(address: str, job_type: str, folder: Path) -> AsyncIterator[Bench]:
    channel = create_insecure_channel(grpc_address=address)
    client = ZeebeClient(channel, max_connection_retries=-1)
    model = folder / f"{job_type}.bpmn"
    model.write_text(PROCESS.format(id=job_type), encoding="utf-8")
    try:
        await client.deploy_resource(model)
        async with connect(EngineSettings(address=address)) as broker:
            yield Bench(client, broker, job_type)
    finally:
        await channel.close(grace=None)


def completed(client: EngineClient, element: str, process: str, count: int) -> None:
    deadline = time.monotonic() + 20
    while (found := len(client.elements(process_id=process, element=element, state="COMPLETED"))) < count:
        assert time.monotonic() < deadline, f"{found} of {count} reached {element}"
        time.sleep(0.05)


def test_jobs_from_before_and_after_the_start_are_done_once(engine: EngineUnderTest, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(engine.grpc_address, "uji-aliran", tmp_path) as b:
            await b.start(*range(50))
            async with b.loop():
                await b.until_handled(50)
                await b.start(*range(50, 100))
                await b.until_handled(100)
            assert sorted(b.handled) == list(range(100))

    asyncio.run(scenario())
    completed(engine.client, "Selesai", "uji-aliran", 100)


def test_many_stream_renewals_lose_nothing(engine: EngineUnderTest, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(engine.grpc_address, "uji-perbarui", tmp_path) as b, b.loop(stream_seconds=0.1):
            started = time.monotonic()
            count = 0
            # pyzeebe's own worker dies silently after ten renewals; these are far more.
            while time.monotonic() - started < 6:
                await b.start(count)
                count += 1
                await asyncio.sleep(0.05)
            await b.until_handled(count)
            assert sorted(b.handled) == list(range(count))

    asyncio.run(scenario())


def test_failures_errors_and_wrong_variables_on_the_engine(engine: EngineUnderTest, tmp_path: Path) -> None:
    def handle(values: Input, _headers: Header, context: JobContext) -> Output:
        if values.n == 1:
            raise ProcessError("data-surat-kurang", "permohonan.nip is missing")
        if values.n == 2 and context.attempt < 3:
            raise RetryLater("Not yet.")
        if values.n == 3:
            raise NeedsPerson("No register for the kind.", "Add it to the office file.")
        if values.n == 4:
            raise RetryLater("The mail server refuses.", "Look at it.")
        return Output(kembali=values.n)

    async def scenario() -> None:
        async with bench(engine.grpc_address, "uji-gagal", tmp_path) as b, b.loop(handle):
            await b.start(1, 2, 3, 4, "lima")
            await asyncio.to_thread(completed, engine.client, "DataKurang", "uji-gagal", 1)
            await asyncio.to_thread(completed, engine.client, "Selesai", "uji-gagal", 1)
            deadline = time.monotonic() + 15
            while len(engine.client.incidents(process_id="uji-gagal")) < 3 and time.monotonic() < deadline:
                await asyncio.sleep(0.05)

    asyncio.run(scenario())
    messages = sorted(incident.message for incident in engine.client.incidents(process_id="uji-gagal"))
    assert len(messages) == 3
    assert messages[0].startswith("No register for the kind. Add it to the office file.")
    assert messages[1].startswith("The mail server refuses. Look at it. No retries are left")
    assert messages[2].startswith("Wrong variables of the job: n: int_parsing.")
    assert not any("rahasia" in message or "lima" in message for message in messages)


def test_stopping_under_load_leaves_the_rest_to_others(engine: EngineUnderTest, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(engine.grpc_address, "uji-henti", tmp_path) as b:

            def slow(values: Input, headers: Header, context: JobContext) -> Output:
                time.sleep(0.02)
                return b.echo(values, headers, context)

            feeding = asyncio.create_task(b.start(*range(300)))
            async with b.loop(slow):
                await b.until_handled(40)
            stopped_at = len(b.handled)
            await feeding
            await asyncio.sleep(0.3)
            assert len(b.handled) == stopped_at, "a stopped loop goes on"
            async with b.loop():
                await b.until_handled(300, seconds=30)
            assert sorted(set(b.handled)) == list(range(300))

    asyncio.run(scenario())


def test_a_message_id_is_taken_once(engine: EngineUnderTest, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with bench(engine.grpc_address, "uji-pesan", tmp_path) as b:
            await b.broker.publish("balasan-surat", "k1", {"balasan": {}}, "p1", 60.0)
            with pytest.raises(AlreadyPublishedError):
                await b.broker.publish("balasan-surat", "k1", {"balasan": {}}, "p1", 60.0)

    asyncio.run(scenario())


def test_a_killed_and_restarted_engine_is_found_again(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--engine") != "embedded":
        pytest.skip("kills the engine, so it needs one of its own (run with --engine=embedded)")
    home = tmp_path / "engine"

    async def scenario(engine: Engine) -> None:
        port = engine.grpc_address.rpartition(":")[2]
        rest = int(engine.rest_url.rpartition(":")[2])
        async with bench(engine.grpc_address, "uji-mati", tmp_path) as b, b.loop():
            await b.start(1, 2, 3)
            await b.until_handled(3)
            (found,) = Processes(home).all()
            process = psutil.Process(found.pid)
            process.kill()
            process.wait(10)
            await asyncio.sleep(2.0)
            again = LocalSettings(home=home, grpc_port=int(port), rest_port=rest, attached=True)
            await asyncio.to_thread(Engine.start_local, again)
            await b.start(4)
            await b.until_handled(4, seconds=15)

    with Engine.start_local(LocalSettings(home=home, grpc_port=0, rest_port=0, attached=True)) as engine:
        asyncio.run(scenario(engine))
