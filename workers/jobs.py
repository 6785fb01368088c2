"""The engine as the runtime needs it, by pyzeebe; the only module that knows pyzeebe and gRPC.

pyzeebe's channel and calls are used; its worker loop is not (docs/adr/0004-own-job-loop-over-pyzeebe.md says why).
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
from pyzeebe.errors import (
    JobAlreadyDeactivatedError,
    JobNotFoundError,
    MessageAlreadyExistsError,
    PyZeebeError,
    UnknownGrpcStatusCodeError,
    ZeebeBackPressureError,
    ZeebeDeadlineExceeded,
    ZeebeError,
    ZeebeGatewayUnavailableError,
    ZeebeInternalError,
)
from pyzeebe.grpc_internals.zeebe_adapter import ZeebeAdapter
from pyzeebe.proto.gateway_pb2 import ActivatedJob, ActivateJobsRequest, StreamActivatedJobsRequest

from workers.engine_channel import channel_to
from workers.runtime.broker import (
    AlreadyPublishedError,
    BrokerBusyError,
    BrokerRefusedError,
    BrokerUnavailableError,
    Job,
    JobGoneError,
    StreamEndedError,
    Subscription,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.settings import EngineSettings

_CALL_SECONDS = 20.0
_TIMED_CALLS = ("CompleteJob", "FailJob", "ThrowError", "PublishMessage", "Topology")

_REFUSED = (
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNIMPLEMENTED,
    grpc.StatusCode.OUT_OF_RANGE,
)


class ZeebeBroker:
    """Zeebe over one gRPC channel, which reconnects without limit."""

    def __init__(self, channel: grpc.aio.Channel, worker_name: str) -> None:
        self._adapter = ZeebeAdapter(channel, max_connection_retries=-1)
        # pyzeebe sets no time limit for these. gRPC's own costs less than a timer of the event loop for each call.
        self._stub: Any = self._adapter._gateway_stub
        for call in _TIMED_CALLS:
            setattr(self._stub, call, partial(getattr(self._stub, call), timeout=_CALL_SECONDS))
        self._name = worker_name

    async def activate(self, subscription: Subscription, limit: int) -> AsyncGenerator[Job, None]:
        """At most `limit` waiting jobs; see workers.runtime.broker.Broker."""
        wait = int(subscription.poll_seconds * 1000)
        request = ActivateJobsRequest(
            type=subscription.job_type,
            worker=self._name,
            timeout=int(subscription.job_seconds * 1000),
            maxJobsToActivate=limit,
            fetchVariable=subscription.variables,
            requestTimeout=wait,
        )
        # The gateway answers by itself; the limit is for one that does not.
        patience = 2 * subscription.poll_seconds if wait > 0 else _CALL_SECONDS
        async with self._call(self._stub.ActivateJobs(request, timeout=patience)) as responses:
            async for response in responses:
                for job in response.jobs:
                    yield _job(job)

    async def stream(self, subscription: Subscription) -> AsyncGenerator[Job, None]:
        """Jobs as they are created; see workers.runtime.broker.Broker."""
        request = StreamActivatedJobsRequest(
            type=subscription.job_type,
            worker=self._name,
            timeout=int(subscription.job_seconds * 1000),
            fetchVariable=subscription.variables,
        )
        try:
            async with self._call(self._stub.StreamActivatedJobs(request, timeout=subscription.stream_seconds)) as jobs:
                async for job in jobs:
                    yield _job(job)
        except BrokerUnavailableError as error:
            if isinstance(error.__cause__, ZeebeDeadlineExceeded):
                raise StreamEndedError from None
            raise

    @asynccontextmanager
    async def _call(self, call: Any) -> AsyncIterator[Any]:
        """A call that brings many responses, ended when the block is left: a stream that nobody reads takes jobs away.

        pyzeebe leaves its calls to the garbage collector, which may be minutes.
        """
        with _translated():
            try:
                yield call
            except grpc.aio.AioRpcError as error:
                await self._adapter._handle_grpc_error(error)
            finally:
                call.cancel()

    async def complete(self, job_key: int, variables: Mapping[str, Any]) -> None:
        """Report success."""
        with _translated():
            await self._adapter.complete_job(job_key, dict(variables))

    async def fail(self, job_key: int, retries: int, message: str, back_off_seconds: float) -> None:
        """Report a failure."""
        with _translated():
            await self._adapter.fail_job(job_key, retries, message, int(back_off_seconds * 1000), {})

    async def throw(self, job_key: int, code: str, message: str, variables: Mapping[str, Any]) -> None:
        """Report a BPMN error."""
        with _translated():
            await self._adapter.throw_error(job_key, message, dict(variables), code)

    async def publish(
        self, name: str, correlation_key: str, variables: Mapping[str, Any], message_id: str, ttl_seconds: float
    ) -> None:
        """Publish a message."""
        with _translated():
            await self._adapter.publish_message(
                name, correlation_key, int(ttl_seconds * 1000), dict(variables), message_id
            )

    async def topology(self) -> str:
        """The gateway's version; a cheap call that shows that the engine answers."""
        with _translated():
            found = await self._adapter.topology()
            return str(found.gateway_version)


@asynccontextmanager
async def connect(settings: EngineSettings) -> AsyncIterator[ZeebeBroker]:
    """A broker by the settings; the engine need not be up yet."""
    channel = channel_to(settings)
    try:
        yield ZeebeBroker(channel, settings.worker_name)
    finally:
        await channel.close(grace=None)


def _job(job: ActivatedJob) -> Job:
    return Job(
        key=job.key,
        job_type=job.type,
        process_instance_key=job.processInstanceKey,
        process_id=job.bpmnProcessId,
        element_id=job.elementId,
        element_instance_key=job.elementInstanceKey,
        retries=job.retries,
        headers=json.loads(job.customHeaders),
        variables=json.loads(job.variables),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """pyzeebe's and gRPC's errors as ours. Their texts stay in the cause: details may quote variables."""
    try:
        yield
    except (JobNotFoundError, JobAlreadyDeactivatedError) as error:
        raise JobGoneError from error
    except MessageAlreadyExistsError as error:
        raise AlreadyPublishedError from error
    except ZeebeBackPressureError as error:
        _back_pressure(error)
    except (ZeebeGatewayUnavailableError, ZeebeInternalError, ZeebeDeadlineExceeded) as error:
        raise BrokerUnavailableError(_code(error)) from error
    except UnknownGrpcStatusCodeError as error:
        if error.grpc_error.code() in _REFUSED:
            raise BrokerRefusedError(_code(error)) from error
        raise BrokerUnavailableError(_code(error)) from error
    except (PyZeebeError, grpc.RpcError) as error:
        raise BrokerUnavailableError(type(error).__name__) from error


def _back_pressure(error: ZeebeBackPressureError) -> NoReturn:
    # gRPC uses the same status for a message that exceeds its size limit, which no waiting makes smaller.
    if "larger than max" in (error.grpc_error.details() or ""):
        raise BrokerRefusedError("message too large") from error
    raise BrokerBusyError(_code(error)) from error


def _code(error: ZeebeError) -> str:
    code = error.grpc_error.code()
    return str(code.name) if code is not None else "UNKNOWN"
