"""Polls and streams over the wire: times, chunks, and clients that go away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from pyzeebe.proto import gateway_pb2 as pb
from pyzeebe.proto.gateway_pb2_grpc import GatewayStub

from deploy.engine.grpc_api.protocol import gateway_protocol
from deploy.engine.grpc_api.server import serve_grpc
from deploy.engine.grpc_api.servicer import Servicer
from deploy.engine.grpc_api.streams import JobStreams
from tests.deploy.engine.grpc.jobs_double import JobsDouble

_LONG = 20_000


@dataclass
class _Gateway:
    stub: Any
    streams: JobStreams

    async def polling(self, count: int) -> None:
        """Until that many polls wait."""
        await _until(lambda: self.streams.waiting.waiting == count)


@asynccontextmanager
async def _served(jobs: JobsDouble) -> AsyncIterator[_Gateway]:
    servicer = Servicer(jobs, gateway_protocol(), lambda: ("127.0.0.1", 0))
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((servicer.handlers(),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield _Gateway(GatewayStub(channel), servicer.streams)
    finally:
        await server.stop(None)


def _run(test: Callable[[JobsDouble, _Gateway], Any], variables: dict[str, Any] | None = None) -> None:
    async def main() -> None:
        jobs = JobsDouble(variables)
        async with asyncio.timeout(60), _served(jobs) as gateway:
            await test(jobs, gateway)

    asyncio.run(main())


def _poll(request_timeout: int, most: int = 5, **fields: Any) -> pb.ActivateJobsRequest:
    sent: dict[str, Any] = {"type": "t", "worker": "w", "timeout": 60_000, **fields}
    return pb.ActivateJobsRequest(maxJobsToActivate=most, requestTimeout=request_timeout, **sent)


async def _polled(call: Any) -> list[int]:
    return [job.key async for response in call for job in response.jobs]


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.002)


def test_a_negative_request_timeout_is_answered_at_once() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        assert await _polled(gateway.stub.ActivateJobs(_poll(-1))) == []
        jobs.make()
        assert await _polled(gateway.stub.ActivateJobs(_poll(-1))) == [1]

    _run(check)


def test_a_poll_ends_empty_after_its_time() -> None:
    async def check(_jobs: JobsDouble, gateway: _Gateway) -> None:
        assert await _polled(gateway.stub.ActivateJobs(_poll(30))) == []

    _run(check)


@pytest.mark.parametrize("request_timeout", [0, _LONG])
def test_a_poll_waits_for_a_job(request_timeout: int) -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        polling = asyncio.create_task(_polled(gateway.stub.ActivateJobs(_poll(request_timeout))))
        await _until(lambda: jobs.activations == 1)
        assert not polling.done()
        key = jobs.make()
        assert await polling == [key]

    _run(check)


def test_a_client_that_went_away_swallows_no_job() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        gone = gateway.stub.ActivateJobs(_poll(_LONG, worker="gone"))
        reading = asyncio.create_task(gone.read())
        await gateway.polling(1)
        here = asyncio.create_task(_polled(gateway.stub.ActivateJobs(_poll(_LONG, worker="here"))))
        await gateway.polling(2)
        gone.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await gateway.polling(1)
        key = jobs.make()
        assert await here == [key]
        assert jobs.taken == {key: "here"}

    _run(check)


def test_a_client_that_leaves_while_the_journal_writes_swallows_no_job() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        key = jobs.make()
        jobs.hold.clear()
        gone = gateway.stub.ActivateJobs(_poll(_LONG))
        reading = asyncio.create_task(gone.read())
        await _until(lambda: key in jobs.taken)
        gone.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        # The server runs in this loop too: it has noticed when it waits to put the job back.
        await _until(lambda: any("put_back" in repr(task.get_coro()) for task in asyncio.all_tasks()))
        jobs.hold.set()
        await _until(lambda: jobs.yielded == [key])
        assert await _polled(gateway.stub.ActivateJobs(_poll(-1))) == [key]

    _run(check)


def test_a_deadline_of_the_client_ends_the_wait() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        with pytest.raises(grpc.aio.AioRpcError) as ended:
            await _polled(gateway.stub.ActivateJobs(_poll(_LONG), timeout=0.05))
        assert ended.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        await gateway.polling(0)
        jobs.make()
        assert await _polled(gateway.stub.ActivateJobs(_poll(-1))) == [1]

    _run(check)


def test_many_large_jobs_come_in_messages_that_a_client_takes() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        made = [jobs.make() for _ in range(12)]
        responses = [response async for response in gateway.stub.ActivateJobs(_poll(-1, most=100))]
        assert [job.key for response in responses for job in response.jobs] == made
        assert len(responses) == 4
        assert all(response.ByteSize() < 4 * 1024 * 1024 for response in responses)

    _run(check, {"text": "x" * 1_000_000})


def test_a_poll_for_more_than_one_turn_gets_all() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        made = [jobs.make() for _ in range(1_100)]
        assert await _polled(gateway.stub.ActivateJobs(_poll(_LONG, most=5_000))) == made
        assert jobs.activations == 3

    _run(check)


def test_a_stream_over_the_wire() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        jobs.make()
        stream = gateway.stub.StreamActivatedJobs(pb.StreamActivatedJobsRequest(type="t", worker="w", timeout=60_000))
        await stream.initial_metadata()
        made = [jobs.make() for _ in range(3)]
        assert [(await stream.read()).key for _ in range(3)] == made
        stream.cancel()

    _run(check)


def test_a_stream_that_is_cancelled_gets_no_more_jobs() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        stream = gateway.stub.StreamActivatedJobs(pb.StreamActivatedJobsRequest(type="t", worker="w", timeout=60_000))
        await stream.initial_metadata()
        assert gateway.streams.count("t") == 1
        stream.cancel()
        await _until(lambda: gateway.streams.count("t") == 0)
        polling = asyncio.create_task(_polled(gateway.stub.ActivateJobs(_poll(_LONG, worker="poller"))))
        await gateway.polling(1)
        key = jobs.make()
        assert await polling == [key]

    _run(check)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"type": " "}, "job type"),
        ({"worker": ""}, "worker name"),
        ({"timeout": 0}, "timeout"),
        ({"most": 0}, "maxJobsToActivate"),
        ({"tenantIds": ["other"]}, "multi-tenancy is disabled"),
    ],
)
def test_what_a_poll_must_say(fields: dict[str, Any], reason: str) -> None:
    async def check(_jobs: JobsDouble, gateway: _Gateway) -> None:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await _polled(gateway.stub.ActivateJobs(_poll(-1, **fields)))
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert reason in (refused.value.details() or "")

    _run(check)


def test_the_default_tenant_may_be_named() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        jobs.make()
        assert await _polled(gateway.stub.ActivateJobs(_poll(-1, tenantIds=["<default>"]))) == [1]

    _run(check)


def test_with_result_only_the_wanted_variables() -> None:
    async def check(jobs: JobsDouble, gateway: _Gateway) -> None:
        jobs.ends_at_once = True
        request = pb.CreateProcessInstanceRequest(bpmnProcessId="p", version=-1)
        all_of_them = await gateway.stub.CreateProcessInstanceWithResult(
            pb.CreateProcessInstanceWithResultRequest(request=request, requestTimeout=_LONG)
        )
        assert all_of_them.variables == '{"a":1,"b":2}'
        some = await gateway.stub.CreateProcessInstanceWithResult(
            pb.CreateProcessInstanceWithResultRequest(request=request, requestTimeout=_LONG, fetchVariables=["b", "c"])
        )
        assert some.variables == '{"b":2}'
        assert all(command.await_result for command in jobs.created)

    _run(check)


def test_a_server_that_stops_ends_polls_and_streams() -> None:
    async def main() -> None:
        jobs = JobsDouble()
        async with asyncio.timeout(60):
            server, port = await serve_grpc(jobs, "127.0.0.1", 0)
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                stub: Any = GatewayStub(channel)
                polling = asyncio.create_task(_polled(stub.ActivateJobs(_poll(_LONG))))
                stream = stub.StreamActivatedJobs(pb.StreamActivatedJobsRequest(type="u", worker="w", timeout=1_000))
                await stream.initial_metadata()
                await _until(lambda: jobs.activations == 1)
                await server.stop(None)
                ended = await asyncio.gather(polling, stream.read(), return_exceptions=True)
                assert all(isinstance(end, grpc.aio.AioRpcError) for end in ended)

    asyncio.run(main())


def test_a_port_that_is_taken_is_said() -> None:
    async def main() -> None:
        jobs = JobsDouble()
        server, port = await serve_grpc(jobs, "127.0.0.1", 0)
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}"):
            await serve_grpc(jobs, "127.0.0.1", port)
        await server.stop(None)

    asyncio.run(main())
