"""Refusals of calls, and the gRPC status of each.

Statuses are those of the documented errors of each RPC ("Zeebe API (gRPC)" > "Gateway service") and of "Technical
error handling". Details name what was asked and what is wrong; they never hold values of variables.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

import grpc

from deploy.engine.core.commands import DEFAULT_TENANT
from deploy.engine.core.replies import Reason, Rejection
from deploy.engine.failures import EngineBusy, EngineFailure, EngineFault, EngineUnavailable, ListenersSilent
from deploy.engine.instance_results import StillRunningError
from deploy.engine.job_waiting import JobsRefusedError, TooManyWaitingError

_LOG = logging.getLogger(__name__)
_STATUS = {
    Reason.NOT_FOUND: grpc.StatusCode.NOT_FOUND,
    Reason.ALREADY_EXISTS: grpc.StatusCode.ALREADY_EXISTS,
    Reason.INVALID_ARGUMENT: grpc.StatusCode.INVALID_ARGUMENT,
    Reason.INVALID_STATE: grpc.StatusCode.FAILED_PRECONDITION,
    Reason.PROCESSING_ERROR: grpc.StatusCode.INTERNAL,
}
_FAILURES = (
    (EngineBusy, grpc.StatusCode.RESOURCE_EXHAUSTED),
    (EngineUnavailable, grpc.StatusCode.UNAVAILABLE),
    (ListenersSilent, grpc.StatusCode.DEADLINE_EXCEEDED),
    (EngineFault, grpc.StatusCode.INTERNAL),
    (EngineFailure, grpc.StatusCode.UNAVAILABLE),
)
# gRPC sends details as a header, and clients refuse more than 8 KiB of headers.
_LONGEST_DETAILS = 4_000


class RefusedError(Exception):
    """A call that is answered with an error status."""

    def __init__(self, status: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self.status = status
        self.details = details if len(details) <= _LONGEST_DETAILS else f"{details[:_LONGEST_DETAILS]} …"


def invalid(details: str) -> RefusedError:
    """The request itself is wrong."""
    return RefusedError(grpc.StatusCode.INVALID_ARGUMENT, details)


def rejected(command: str, rejection: Rejection) -> RefusedError:
    """The core refused the command; `command` is its name for people, e.g. `CompleteJob`."""
    return RefusedError(
        _STATUS[rejection.reason],
        f"Command '{command}' rejected with code '{rejection.reason}': {rejection.message}",
    )


def only_default_tenant(call: str, *tenants: str) -> None:
    """Multi-tenancy is off: a tenant is `<default>` or not given. Raises RefusedError."""
    for tenant in tenants:
        if tenant not in ("", DEFAULT_TENANT):
            raise invalid(
                f"Expected to handle request {call} with tenant identifier '{tenant[:40]}', "
                "but multi-tenancy is disabled"
            )


def answered(command: str, reply: Any) -> Any:
    """The reply of the core. Raises RefusedError for a rejection."""
    if isinstance(reply, Rejection):
        raise rejected(command, reply)
    return reply


def refusal(call: str, error: Exception) -> RefusedError:
    """How a call is answered that ended with this error."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, JobsRefusedError):
        return rejected(call, error.rejection)
    if isinstance(error, TooManyWaitingError):
        return RefusedError(grpc.StatusCode.RESOURCE_EXHAUSTED, str(error))
    if isinstance(error, StillRunningError):
        return RefusedError(grpc.StatusCode.DEADLINE_EXCEEDED, str(error))
    if isinstance(error, EngineFailure):
        for kind, status in _FAILURES:
            if isinstance(error, kind):
                return RefusedError(status, error.reason)
    # The texts of unexpected errors may hold what somebody typed; where it happened is enough to find the fault.
    place = traceback.extract_tb(error.__traceback__)[-1]
    _LOG.error("%s failed: %s in %s, line %s", call, type(error).__name__, place.filename, place.lineno)
    return RefusedError(
        grpc.StatusCode.INTERNAL,
        f"Expected to handle request {call}, but the engine failed on it. This is a fault of the engine; its log says "
        "where.",
    )
