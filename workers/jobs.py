"""The engine as the runtime needs it, by pyzeebe; the only module that knows pyzeebe and gRPC.

pyzeebe's channel and calls are used; its worker loop is not (docs/adr/0004-own-job-loop-over-pyzeebe.md says why).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import grpc
from pyzeebe.errors import (
    ActivateJobsRequestInvalidError,
    JobAlreadyDeactivatedError,
    JobNotFoundError,
    MessageAlreadyExistsError,
    PyZeebeError,
    StreamActivateJobsRequestInvalidError,
    UnknownGrpcStatusCodeError,
    ZeebeBackPressureError,
    ZeebeDeadlineExceeded,
    ZeebeError,
    ZeebeGatewayUnavailableError,
    ZeebeInternalError,
)
from pyzeebe.grpc_internals.zeebe_adapter import ZeebeAdapter
from pyzeebe.job.job import Job as ZeebeJob

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
        for call in _TIMED_CALLS:
            unlimited = getattr(self._adapter._gateway_stub, call)
            setattr(self._adapter._gateway_stub, call, partial(unlimited, timeout=_CALL_SECONDS))
        self._name = worker_name

    async def activate(self, subscription: Subscription, limit: int) -> AsyncGenerator[Job, None]:
        """At most `limit` waiting jobs; see workers.runtime.broker.Broker."""
        with _translated():
            jobs = self._adapter.activate_jobs(
                task_type=subscription.job_type,
                worker=self._name,
                timeout=int(subscription.job_seconds * 1000),
                max_jobs_to_activate=limit,
                variables_to_fetch=subscription.variables,
                request_timeout=int(subscription.poll_seconds * 1000),
            )
            async with aclosing(jobs):
                async for job in jobs:
                    yield _job(job)

    async def stream(self, subscription: Subscription) -> AsyncGenerator[Job, None]:
        """Jobs as they are created; see workers.runtime.broker.Broker."""
        try:
            with _translated():
                jobs = self._adapter.stream_activate_jobs(
                    task_type=subscription.job_type,
                    worker=self._name,
                    timeout=int(subscription.job_seconds * 1000),
                    variables_to_fetch=subscription.variables,
                    # pyzeebe hands it to gRPC, which takes fractions of a second.
                    stream_request_timeout=subscription.stream_seconds,  # type: ignore[arg-type]
                )
                async with aclosing(jobs):
                    async for job in jobs:
                        yield _job(job)
        except BrokerUnavailableError as error:
            if isinstance(error.__cause__, ZeebeDeadlineExceeded):
                raise StreamEndedError from None
            raise

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


def _job(job: ZeebeJob) -> Job:
    return Job(
        key=job.key,
        job_type=job.type,
        process_instance_key=job.process_instance_key,
        process_id=job.bpmn_process_id,
        element_id=job.element_id,
        element_instance_key=job.element_instance_key,
        retries=job.retries,
        headers=job.custom_headers,
        variables=job.variables,
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
    except (ActivateJobsRequestInvalidError, StreamActivateJobsRequestInvalidError) as error:
        raise BrokerRefusedError("INVALID_ARGUMENT") from error
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
