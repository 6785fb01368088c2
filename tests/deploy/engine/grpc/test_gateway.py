"""Every call on the real engine: what it answers, and with which status it refuses."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from pyzeebe.proto import gateway_pb2 as pb
from pyzeebe.proto.gateway_pb2_grpc import GatewayStub

from deploy.engine.grpc_api.server import serve_grpc
from deploy.engine.grpc_api.streams import Stepping
from deploy.engine.journal.steps import Journal
from deploy.engine.limits import Limits
from deploy.engine.runtime import Runtime
from tests.deploy.engine.grpc import models
from tests.deploy.engine.grpc.jobs_double import JobsDouble

NOT_FOUND = grpc.StatusCode.NOT_FOUND
INVALID = grpc.StatusCode.INVALID_ARGUMENT
PRECONDITION = grpc.StatusCode.FAILED_PRECONDITION

Test = Callable[["Client"], Awaitable[None]]


class Client:
    """The stub, and short forms of what every test needs."""

    def __init__(self, stub: Any, channel: grpc.aio.Channel) -> None:
        self.stub = stub
        self.channel = channel

    async def deploy(self, content: bytes, name: str = "process.bpmn") -> int:
        """The key of the definition."""
        request = pb.DeployResourceRequest(resources=[pb.Resource(name=name, content=content)])
        return int((await self.stub.DeployResource(request)).deployments[0].process.processDefinitionKey)

    async def start(self, id: str, **variables: Any) -> int:
        """The key of a new instance of the newest version."""
        request = pb.CreateProcessInstanceRequest(bpmnProcessId=id, version=-1, variables=json.dumps(variables))
        return int((await self.stub.CreateProcessInstance(request)).processInstanceKey)

    async def jobs(self, type: str, timeout: int = 60_000, **more: Any) -> list[Any]:
        """Those that can be had now."""
        request = pb.ActivateJobsRequest(
            type=type, worker="w", timeout=timeout, maxJobsToActivate=10, requestTimeout=-1, **more
        )
        return [job async for response in self.stub.ActivateJobs(request) for job in response.jobs]

    async def job(self, type: str) -> Any:
        """The only one."""
        (job,) = await self.jobs(type)
        return job

    async def refused(self, call: Awaitable[Any], status: grpc.StatusCode, words: str = "") -> str:
        """The details of a refusal with this status."""
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await call
        details = refused.value.details() or ""
        assert refused.value.code() is status, details
        assert words in details
        return details


@asynccontextmanager
async def _client(runtime: Stepping) -> AsyncIterator[Client]:
    server, port = await serve_grpc(runtime, "127.0.0.1", 0)
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Client(GatewayStub(channel), channel)
    finally:
        await server.stop(None)


def run(folder: Path, test: Test, limits: Limits | None = None) -> None:
    """A test on an engine of its own."""

    async def main() -> None:
        async with asyncio.timeout(60):
            runtime = await Runtime.open(folder / "data", limits=limits)
            try:
                async with _client(runtime) as client:
                    await test(client)
            finally:
                await runtime.close()

    asyncio.run(main())


def test_topology_and_health(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        topology = await client.stub.Topology(pb.TopologyRequest())
        assert (topology.clusterSize, topology.partitionsCount, topology.replicationFactor) == (1, 1, 1)
        assert topology.gatewayVersion.startswith("8.")
        (broker,) = topology.brokers
        assert (broker.host, broker.partitions[0].partitionId) == ("127.0.0.1", 1)
        health: Any = health_pb2_grpc.HealthStub(client.channel)
        for service in ("", "gateway_protocol.Gateway"):
            answer = await health.Check(health_pb2.HealthCheckRequest(service=service))
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        await client.refused(health.Check(health_pb2.HealthCheckRequest(service="other")), NOT_FOUND)
        watching = health.Watch(health_pb2.HealthCheckRequest())
        assert (await watching.read()).status == health_pb2.HealthCheckResponse.SERVING
        watching.cancel()

    run(tmp_path, check)


def test_deployments(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        resources = [
            pb.Resource(name="one.bpmn", content=models.one_task()),
            pb.Resource(name="f.form", content=models.FORM),
        ]
        answer = await client.stub.DeployResource(pb.DeployResourceRequest(resources=resources))
        process, form = answer.deployments[0].process, answer.deployments[1].form
        assert (process.bpmnProcessId, process.version, process.resourceName) == ("one", 1, "one.bpmn")
        assert (form.formId, form.version, form.resourceName, form.tenantId) == ("formulir", 1, "f.form", "<default>")
        assert answer.tenantId == "<default>"
        old = await client.stub.DeployProcess(
            pb.DeployProcessRequest(processes=[pb.ProcessRequestObject(name="one.bpmn", definition=models.one_task())])
        )
        assert old.processes[0].processDefinitionKey == process.processDefinitionKey
        await client.refused(client.stub.DeployResource(pb.DeployResourceRequest()), INVALID, "none given")
        await client.refused(client.deploy(b"<x"), INVALID)
        other = pb.DeployResourceRequest(resources=resources, tenantId="office")
        await client.refused(client.stub.DeployResource(other), INVALID, "multi-tenancy is disabled")
        delete = pb.DeleteResourceRequest(resourceKey=process.processDefinitionKey)
        await client.stub.DeleteResource(delete)
        await client.refused(client.stub.DeleteResource(delete), NOT_FOUND)
        await client.refused(client.start("one"), NOT_FOUND)

    run(tmp_path, check)


def test_starts_and_cancellation(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        key = await client.deploy(models.one_task())
        for how in ({"bpmnProcessId": "one", "version": -1}, {"bpmnProcessId": "one"}, {"processDefinitionKey": key}):
            made = await client.stub.CreateProcessInstance(pb.CreateProcessInstanceRequest(**how))
            assert (made.processDefinitionKey, made.bpmnProcessId, made.version) == (key, "one", 1)
            assert made.tenantId == "<default>"
        for wrong in ({"bpmnProcessId": "none"}, {"bpmnProcessId": "one", "version": 7}, {"processDefinitionKey": 5}):
            request = pb.CreateProcessInstanceRequest(**wrong)
            await client.refused(client.stub.CreateProcessInstance(request), NOT_FOUND)
        await client.refused(client.stub.CreateProcessInstance(pb.CreateProcessInstanceRequest()), INVALID)
        no_object = pb.CreateProcessInstanceRequest(bpmnProcessId="one", variables="[1]")
        await client.refused(client.stub.CreateProcessInstance(no_object), INVALID, "the root is an array")
        cancel = pb.CancelProcessInstanceRequest(processInstanceKey=made.processInstanceKey)
        await client.stub.CancelProcessInstance(cancel)
        await client.refused(client.stub.CancelProcessInstance(cancel), NOT_FOUND)
        assert len(await client.jobs("work")) == 2

    run(tmp_path, check)


def test_start_with_result(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        await client.deploy(models.no_wait())
        await client.deploy(models.one_task())

        def asked(id: str, wait: int, **more: Any) -> Any:
            request = pb.CreateProcessInstanceRequest(bpmnProcessId=id, version=-1, variables='{"a": 1, "b": [2.5]}')
            return client.stub.CreateProcessInstanceWithResult(
                pb.CreateProcessInstanceWithResultRequest(request=request, requestTimeout=wait, **more)
            )

        done = await asked("fast", 20_000)
        assert json.loads(done.variables) == {"a": 1, "b": [2.5]}
        assert json.loads((await asked("fast", 20_000, fetchVariables=["b"])).variables) == {"b": [2.5]}
        await client.refused(asked("none", 20_000), NOT_FOUND)
        await client.refused(asked("one", 30), grpc.StatusCode.DEADLINE_EXCEEDED, "still running")
        waiting = asyncio.create_task(_awaited(asked("one", 20_000)))
        jobs: list[Any] = []
        while len(jobs) < 2:
            jobs += await client.jobs("work")
        for job in jobs:
            await client.stub.CompleteJob(pb.CompleteJobRequest(jobKey=job.key, variables='{"c": "x"}'))
        assert json.loads((await waiting).variables) == {"a": 1, "b": [2.5], "c": "x"}
        ending = asyncio.create_task(_awaited(asked("one", 20_000)))
        jobs = []
        while not jobs:
            jobs = await client.jobs("work")
        cancel = pb.CancelProcessInstanceRequest(processInstanceKey=jobs[0].processInstanceKey)
        await client.stub.CancelProcessInstance(cancel)
        await client.refused(ending, grpc.StatusCode.ABORTED, "terminated")

    run(tmp_path, check)


async def _awaited(call: Any) -> Any:
    return await call


def test_a_job_from_start_to_end(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        definition = await client.deploy(models.one_task())
        instance = await client.start("one", a=1, b="é")
        (job,) = await client.jobs("work", fetchVariable=["b"])
        assert json.loads(job.variables) == {"b": "é"}
        assert json.loads(job.customHeaders) == {"h": "v"}
        assert (job.type, job.worker, job.retries, job.tenantId) == ("work", "w", 3, "<default>")
        assert (job.bpmnProcessId, job.processDefinitionKey, job.processInstanceKey) == ("one", definition, instance)
        assert (job.elementId, job.processDefinitionVersion) == ("task", 1)
        assert job.deadline > 0
        fail = pb.FailJobRequest(jobKey=job.key, retries=1, errorMessage="m", variables='{"tried": true}')
        await client.stub.FailJob(fail)
        await client.refused(client.stub.FailJob(fail), PRECONDITION)
        again = await client.job("work")
        assert (again.key, again.retries) == (job.key, 1)
        assert json.loads(again.variables) == {"a": 1, "b": "é", "tried": True}
        await client.stub.UpdateJobRetries(pb.UpdateJobRetriesRequest(jobKey=job.key, retries=8))
        await client.stub.UpdateJobTimeout(pb.UpdateJobTimeoutRequest(jobKey=job.key, timeout=90_000))
        done = pb.CompleteJobRequest(jobKey=job.key, variables="{}")
        broken = pb.CompleteJobRequest(jobKey=job.key, variables="nothing")
        await client.refused(client.stub.CompleteJob(broken), INVALID, "not valid JSON")
        await client.stub.CompleteJob(done)
        await client.refused(client.stub.CompleteJob(done), NOT_FOUND, "'CompleteJob' rejected with code 'NOT_FOUND'")
        no_retries = pb.UpdateJobRetriesRequest(jobKey=job.key, retries=0)
        await client.refused(client.stub.UpdateJobRetries(no_retries), INVALID)
        gone = pb.UpdateJobTimeoutRequest(jobKey=job.key, timeout=1)
        await client.refused(client.stub.UpdateJobTimeout(gone), NOT_FOUND)

    run(tmp_path, check)


def test_an_error_nobody_catches_and_incidents(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        await client.deploy(models.one_task())
        await client.start("one")
        job = await client.job("work")
        throw = pb.ThrowErrorRequest(jobKey=job.key, errorCode="LOST", errorMessage="m")
        await client.stub.ThrowError(throw)
        assert await client.jobs("work") == []
        await client.refused(client.stub.ThrowError(throw), PRECONDITION)
        await client.refused(client.stub.ThrowError(pb.ThrowErrorRequest(jobKey=5, errorCode="X")), NOT_FOUND)
        await client.refused(client.stub.ResolveIncident(pb.ResolveIncidentRequest(incidentKey=5)), NOT_FOUND)

    run(tmp_path, check)


def test_messages_and_signals(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        await client.deploy(models.message())
        await client.deploy(models.signal(), "alarm.bpmn")
        await client.start("letter", key="k")
        await client.start("alarm")
        message = pb.PublishMessageRequest(
            name="reply", correlationKey="k", timeToLive=60_000, messageId="m1", variables='{"got": 1}'
        )
        published = await client.stub.PublishMessage(message)
        assert published.key > 0
        assert published.tenantId == "<default>"
        assert json.loads((await client.job("after")).variables) == {"key": "k", "got": 1}
        kept = pb.PublishMessageRequest(name="reply", correlationKey="z", timeToLive=60_000, messageId="m2")
        await client.stub.PublishMessage(kept)
        await client.refused(client.stub.PublishMessage(kept), grpc.StatusCode.ALREADY_EXISTS)
        done = await client.stub.BroadcastSignal(pb.BroadcastSignalRequest(signalName="alarm", variables='{"s": 2}'))
        assert done.key > 0
        assert json.loads((await client.job("after")).variables) == {"s": 2}

    run(tmp_path, check)


def test_variables_modification_and_migration(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        await client.deploy(models.two_tasks())
        target = await client.deploy(models.two_tasks("new"), "new.bpmn")
        instance = await client.start("two", n=1)
        job = await client.job("a")
        local = pb.SetVariablesRequest(elementInstanceKey=job.elementInstanceKey, variables='{"own": 1}', local=True)
        assert (await client.stub.SetVariables(local)).key > 0
        await client.stub.SetVariables(pb.SetVariablesRequest(elementInstanceKey=instance, variables='{"n": 2}'))
        unknown = pb.SetVariablesRequest(elementInstanceKey=5, variables="{}")
        await client.refused(client.stub.SetVariables(unknown), NOT_FOUND)
        modify = pb.ModifyProcessInstanceRequest
        await client.stub.ModifyProcessInstance(
            modify(
                processInstanceKey=instance,
                activateInstructions=[
                    modify.ActivateInstruction(
                        elementId="b",
                        ancestorElementInstanceKey=-1,
                        variableInstructions=[modify.VariableInstruction(variables='{"m": 3}', scopeId="b")],
                    )
                ],
                terminateInstructions=[modify.TerminateInstruction(elementInstanceKey=job.elementInstanceKey)],
            )
        )
        assert await client.jobs("a") == []
        moved = await client.job("b")
        assert json.loads(moved.variables) == {"n": 2, "m": 3}
        bad = modify(processInstanceKey=instance, activateInstructions=[modify.ActivateInstruction(elementId="zzz")])
        await client.refused(client.stub.ModifyProcessInstance(bad), INVALID, "zzz")
        migrate = pb.MigrateProcessInstanceRequest

        def plan(*pairs: tuple[str, str]) -> Any:
            instructions = [migrate.MappingInstruction(sourceElementId=a, targetElementId=b) for a, b in pairs]
            return migrate(
                processInstanceKey=instance,
                migrationPlan=migrate.MigrationPlan(
                    targetProcessDefinitionKey=target, mappingInstructions=instructions
                ),
            )

        await client.refused(client.stub.MigrateProcessInstance(plan(("a", "a"))), PRECONDITION)
        await client.stub.MigrateProcessInstance(plan(("b", "b")))
        await client.stub.FailJob(pb.FailJobRequest(jobKey=moved.key, retries=1))
        assert (await client.job("b")).bpmnProcessId == "new"

    run(tmp_path, check)


def test_streams_get_jobs_of_the_real_engine(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        await client.deploy(models.one_task())
        older = await client.start("one", n=0)
        stream = client.stub.StreamActivatedJobs(
            pb.StreamActivatedJobsRequest(type="work", worker="s", timeout=60_000, fetchVariable=["n"])
        )
        await stream.initial_metadata()
        await asyncio.gather(*(client.start("one", n=number) for number in range(1, 31)))
        got = [await stream.read() for _ in range(30)]
        assert sorted(json.loads(job.variables)["n"] for job in got) == list(range(1, 31))
        assert {job.worker for job in got} == {"s"}
        await client.stub.FailJob(pb.FailJobRequest(jobKey=got[0].key, retries=1))
        assert (await stream.read()).key == got[0].key
        stream.cancel()
        assert [job.processInstanceKey for job in await client.jobs("work")] == [older]

    run(tmp_path, check)


def test_a_job_is_made_and_taken_with_one_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[int] = []
    commit = Journal.commit

    def counted(journal: Journal) -> None:
        commits.append(1)
        commit(journal)

    monkeypatch.setattr(Journal, "commit", counted)

    async def check(client: Client) -> None:
        await client.deploy(models.one_task())
        stream = client.stub.StreamActivatedJobs(pb.StreamActivatedJobsRequest(type="work", worker="s", timeout=60_000))
        await stream.initial_metadata()
        before = len(commits)
        await client.start("one")
        job = await stream.read()
        assert len(commits) == before + 1
        await client.stub.CompleteJob(pb.CompleteJobRequest(jobKey=job.key))
        assert len(commits) == before + 2
        stream.cancel()

    run(tmp_path, check)


def test_a_refusing_disk_leaves_streams_and_polls_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = Journal.commit
    refusals = 1

    def refusing(journal: Journal) -> None:
        nonlocal refusals
        if refusals:
            refusals -= 1
            raise sqlite3.OperationalError("disk full")
        commit(journal)

    async def check(client: Client) -> None:
        await client.deploy(models.one_task())
        stream = client.stub.StreamActivatedJobs(pb.StreamActivatedJobsRequest(type="work", worker="s", timeout=60_000))
        await stream.initial_metadata()
        monkeypatch.setattr(Journal, "commit", refusing)
        await client.refused(client.start("one"), grpc.StatusCode.UNAVAILABLE)
        instance = 0
        while not instance:
            with suppress(grpc.aio.AioRpcError):
                instance = await client.start("one")
        assert (await stream.read()).processInstanceKey == instance
        stream.cancel()

    run(tmp_path, check)


def test_decisions_are_refused_in_a_sentence(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        call = client.stub.EvaluateDecision(pb.EvaluateDecisionRequest(decisionId="d"))
        await client.refused(call, grpc.StatusCode.UNIMPLEMENTED, "does not support DMN")

    run(tmp_path, check)


def test_too_much_at_once_is_back_pressure(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        await client.refused(client.start("one"), grpc.StatusCode.RESOURCE_EXHAUSTED)

    run(tmp_path, check, Limits(commands=0))


def test_an_engine_that_stops_is_unavailable(tmp_path: Path) -> None:
    async def main() -> None:
        runtime = await Runtime.open(tmp_path / "data")
        async with asyncio.timeout(60), _client(runtime) as client:
            await runtime.close()
            await client.refused(client.start("one"), grpc.StatusCode.UNAVAILABLE, "stopping")

    asyncio.run(main())


def test_what_nobody_expected_is_said_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(JobsDouble):
        async def submit(self, _command: Any) -> Any:
            raise RuntimeError("rahasia")

    async def main() -> None:
        async with asyncio.timeout(60), _client(Broken()) as client:
            details = await client.refused(client.start("one"), grpc.StatusCode.INTERNAL, "fault of the engine")
            assert "rahasia" not in details
            polled = await client.refused(client.jobs("work"), grpc.StatusCode.INTERNAL)
            assert "rahasia" not in polled

    asyncio.run(main())
    assert "RuntimeError" in caplog.text
    assert "rahasia" not in caplog.text


def test_details_fit_into_a_header(tmp_path: Path) -> None:
    async def check(client: Client) -> None:
        details = await client.refused(client.start("x" * 100_000), NOT_FOUND)
        assert len(details) < 8_000

    run(tmp_path, check)
