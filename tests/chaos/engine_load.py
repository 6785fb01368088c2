"""Clients that go on whatever happens to the engine, and write down what it acknowledged."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import grpc
import grpc.aio
import httpx
from pyzeebe.proto import gateway_pb2 as pb
from pyzeebe.proto.gateway_pb2_grpc import GatewayStub

from tests.chaos.engine_models import ANSWER, BEGIN, BY_MESSAGE, JOB, PROCESSES, model

_HOUR_MS = 3_600_000
_CALL_SECONDS = 5.0
_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 30),
    ("grpc.min_reconnect_backoff_ms", 30),
    ("grpc.max_reconnect_backoff_ms", 100),
)
_GONE = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED,
         grpc.StatusCode.CANCELLED, grpc.StatusCode.UNKNOWN}  # fmt: skip


@dataclass
class Ledger:
    """What the engine has acknowledged, and what it may have done without being able to say so."""

    created: dict[str, int] = field(default_factory=dict)
    """Marker of a case -> its key."""
    created_unknown: set[str] = field(default_factory=set)
    published: dict[str, int] = field(default_factory=dict)
    """Message id -> key; 0 when only the repetition was acknowledged ("there is one with this id already")."""
    completed: dict[int, int] = field(default_factory=dict)
    """Jobs in the order of the acknowledgement, be it the answer that they are gone after an answer was lost."""
    failed: dict[int, int] = field(default_factory=dict)
    """Job -> how often its failure was acknowledged."""
    tasks: set[int] = field(default_factory=set)
    """User tasks whose completion was acknowledged."""
    variables: dict[str, int] = field(default_factory=dict)
    """Value -> scope."""
    wrong: list[str] = field(default_factory=list)
    """What the engine said that contradicts what it had said."""

    def counts(self) -> dict[str, int]:
        """How many commands of each kind were acknowledged."""
        return {
            "cases started": len(self.created),
            "messages": len(self.published),
            "jobs completed": len(self.completed),
            "jobs failed": sum(self.failed.values()),
            "user tasks completed": len(self.tasks),
            "variables set": len(self.variables),
        }


class Load:
    """The clients. `stop_creating` lets everything come to its end."""

    def __init__(self, grpc_address: str, rest_url: str, chance: random.Random, most: int) -> None:
        """`most`: how many cases are open at most."""
        self.ledger = Ledger()
        self._chance = chance
        self._most = most
        self._number = 0
        self._creating = True
        self._closed = False
        self._channel = grpc.aio.insecure_channel(grpc_address, options=_OPTIONS)
        self._stub = GatewayStub(self._channel)
        self._http = httpx.AsyncClient(base_url=rest_url, timeout=_CALL_SECONDS, trust_env=False)
        self._open: dict[str, int] = {}
        self._sent: dict[str, str] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def deploy(self) -> None:
        """Deploy all processes, and do it once."""
        resources = [pb.Resource(name=f"{name}.bpmn", content=model(name)) for name in PROCESSES]
        await self._until_known(lambda: self._stub.DeployResource(pb.DeployResourceRequest(resources=resources)))

    def start(self) -> None:
        """Begin."""
        work = [self._create] * 3 + [self._publish] + [self._change] + [self._work] * 3 + [self._people]
        self._tasks = [asyncio.create_task(self._forever(kind)) for kind in work]

    def stop_creating(self) -> None:
        """No new cases."""
        self._creating = False

    async def close(self) -> None:
        """End all clients. Raises what one of them failed with."""
        # Not by cancelling alone: a cancelled call whose answer comes at that moment goes on (bpo-37658).
        self._closed = True
        for task in self._tasks:
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._channel.close()
        await self._http.aclose()
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _forever(self, kind: Callable[[], Awaitable[None]]) -> None:
        while not self._closed:
            await kind()
            await asyncio.sleep(0.002)

    async def _until_known(self, call: Callable[[], Awaitable[Any]]) -> tuple[Any, grpc.StatusCode, bool]:
        """Repeat a call until the engine answers: answer, status, and whether an earlier answer may have been lost."""
        lost = False
        while not self._closed:
            try:
                return await asyncio.wait_for(call(), _CALL_SECONDS), grpc.StatusCode.OK, lost
            except grpc.aio.AioRpcError as error:
                if error.code() not in _GONE:
                    return error, error.code(), lost
            except TimeoutError:
                pass
            lost = True
            await asyncio.sleep(0.02)
        raise asyncio.CancelledError

    async def _create(self) -> None:
        if not self._creating or len(self._open) >= self._most:
            await asyncio.sleep(0.01)
            return
        self._number += 1
        marker = f"kasus-{self._number}"
        process = self._chance.choice(PROCESSES)
        variables = json.dumps({"nomor": marker, "tunda": f"PT{self._chance.choice((0.05, 0.2, 0.5, 1.5))}S"})
        if process == BY_MESSAGE:
            await self._send(BEGIN, marker, variables)
            return
        request = pb.CreateProcessInstanceRequest(bpmnProcessId=process, version=-1, variables=variables)
        try:
            # Not repeated when the answer is lost: it would be another case.
            answer = await asyncio.wait_for(self._stub.CreateProcessInstance(request), _CALL_SECONDS)
        except (grpc.aio.AioRpcError, TimeoutError) as error:
            self.ledger.created_unknown.add(marker)
            if isinstance(error, grpc.aio.AioRpcError) and error.code() not in _GONE:
                self.ledger.wrong.append(f"create: {error.code()} {error.details()}")
        else:
            self.ledger.created[marker] = answer.processInstanceKey
            self._open[marker] = answer.processInstanceKey
        if process == "pesan":
            # Also when the answer was lost: the case may be there.
            await self._send(ANSWER, marker, json.dumps({"isi": marker}))

    async def _send(self, name: str, marker: str, variables: str) -> None:
        request = pb.PublishMessageRequest(
            name=name, correlationKey=marker, messageId=marker, timeToLive=_HOUR_MS, variables=variables
        )
        answer, status, lost = await self._until_known(lambda: self._stub.PublishMessage(request))
        self._sent[marker] = name
        if status is grpc.StatusCode.OK:
            self.ledger.published[marker] = answer.key
        elif status is grpc.StatusCode.ALREADY_EXISTS and lost:
            self.ledger.published[marker] = 0
        else:
            self.ledger.wrong.append(f"publish {marker}: {status} {answer.details()}")

    async def _publish(self) -> None:
        """A message that somebody repeats is refused, whatever happened in between."""
        await asyncio.sleep(0.02)
        if not self.ledger.published:
            return
        marker = self._chance.choice(list(self.ledger.published))
        request = pb.PublishMessageRequest(
            name=self._sent[marker], correlationKey=marker, messageId=marker, timeToLive=_HOUR_MS, variables="{}"
        )
        _, status, _ = await self._until_known(lambda: self._stub.PublishMessage(request))
        if status is not grpc.StatusCode.ALREADY_EXISTS:
            self.ledger.wrong.append(f"the message {marker} was taken twice: {status}")

    async def _change(self) -> None:
        if not self._open:
            await asyncio.sleep(0.05)
            return
        marker = self._chance.choice(list(self._open))
        self._number += 1
        value = f"nilai-{self._number}"
        request = pb.SetVariablesRequest(
            elementInstanceKey=self._open[marker], variables=json.dumps({"tanda": value}), local=True
        )
        _, status, lost = await self._until_known(lambda: self._stub.SetVariables(request))
        if status is grpc.StatusCode.OK and not lost:
            self.ledger.variables[value] = self._open.get(marker, 0)
        elif status is grpc.StatusCode.NOT_FOUND:
            self._open.pop(marker, None)
        await asyncio.sleep(0.02)

    async def _work(self) -> None:
        request = pb.ActivateJobsRequest(
            type=JOB, worker="kacau", timeout=2_000, maxJobsToActivate=8, requestTimeout=500
        )
        jobs: list[pb.ActivatedJob] = []
        before = len(self.ledger.completed)
        try:
            async with asyncio.timeout(_CALL_SECONDS):
                async for response in self._stub.ActivateJobs(request):
                    jobs += response.jobs
        except (grpc.aio.AioRpcError, TimeoutError):
            await asyncio.sleep(0.02)  # what was handed out comes back after its time
        for job in jobs:
            if self.ledger.completed.get(job.key, before) < before:
                self.ledger.wrong.append(f"job {job.key} was handed out after its completion was acknowledged")
            elif self._chance.random() < 0.1:
                await self._fail(job)
            else:
                await self._complete(job.key)

    async def _fail(self, job: pb.ActivatedJob) -> None:
        request = pb.FailJobRequest(jobKey=job.key, retries=5, retryBackOff=100, errorMessage="sengaja")
        try:
            await asyncio.wait_for(self._stub.FailJob(request), _CALL_SECONDS)
        except (grpc.aio.AioRpcError, TimeoutError):
            return
        self.ledger.failed[job.key] = self.ledger.failed.get(job.key, 0) + 1

    async def _complete(self, key: int) -> None:
        request = pb.CompleteJobRequest(jobKey=key, variables=json.dumps({"hasil": key}))
        answer, status, _ = await self._until_known(lambda: self._stub.CompleteJob(request))
        # Gone: by this very command, whose answer was lost, or by another worker once its time was over.
        if status is grpc.StatusCode.OK or status is grpc.StatusCode.NOT_FOUND:
            if status is grpc.StatusCode.OK and key in self.ledger.completed:
                self.ledger.wrong.append(f"the completion of job {key} was acknowledged twice")
            self.ledger.completed.setdefault(key, len(self.ledger.completed))
        elif status is not grpc.StatusCode.FAILED_PRECONDITION:  # another worker had it meanwhile, and failed it
            self.ledger.wrong.append(f"complete {key}: {status} {answer.details()}")

    async def _people(self) -> None:
        try:
            found = await self._http.post(
                "/v2/user-tasks/search", json={"filter": {"state": "CREATED"}, "page": {"limit": 10}}
            )
            for task in found.json()["items"] if found.status_code == 200 else []:
                await self._finish(int(task["userTaskKey"]))
        except (httpx.TransportError, ValueError):
            pass
        await asyncio.sleep(0.05)

    async def _finish(self, key: int) -> None:
        if key in self.ledger.tasks:
            self.ledger.wrong.append(f"user task {key} is shown as open after its completion was acknowledged")
            return
        answer = await self._http.post(f"/v2/user-tasks/{key}/completion", json={"variables": {"oleh": str(key)}})
        if answer.status_code == 204:
            self.ledger.tasks.add(key)
        elif answer.status_code not in (404, 409, 503):
            self.ledger.wrong.append(f"user task {key}: {answer.status_code}")
