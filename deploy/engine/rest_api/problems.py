"""Errors as the API gives them: `application/problem+json` with type, title, status, detail and instance."""

from __future__ import annotations

import json
import logging
import traceback

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from deploy.engine.core.replies import Reason, Rejection
from deploy.engine.failures import EngineBusy, EngineFailure, EngineFault, ListenersSilent
from deploy.engine.instance_results import StillRunningError
from deploy.engine.job_waiting import JobsRefusedError, TooManyWaitingError
from deploy.engine.search import QueryError

_log = logging.getLogger(__name__)

_STATUS = {
    Reason.NOT_FOUND: 404,
    Reason.ALREADY_EXISTS: 409,
    Reason.INVALID_ARGUMENT: 400,
    Reason.INVALID_STATE: 409,
    Reason.PROCESSING_ERROR: 500,
}
_TITLES = {400: "INVALID_ARGUMENT", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE"}


class Problem(Exception):  # noqa: N818 - it is called so in RFC 9457
    """A request that is answered with an error. `detail` is for people: what is wrong, and where."""

    def __init__(self, status: int, detail: str, title: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.title = title or _TITLES.get(status, "INTERNAL_ERROR")


def invalid(place: str, reason: str) -> Problem:
    """The request is wrong at `place`."""
    return Problem(400, f"{place}: {reason}")


def not_found(what: str, key: int | str) -> Problem:
    """There is no such thing."""
    return Problem(404, f"{what} with key '{key}' not found")


def rejected(command: str, rejection: Rejection) -> Problem:
    """The core refused a command; `command` is its name for people."""
    detail = f"Command '{command}' rejected with code '{rejection.reason}': {rejection.message}"
    return Problem(_STATUS[rejection.reason], detail, rejection.reason.value)


def problem_of(error: Exception) -> Problem:
    """How a request is answered that ended with this error."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, QueryError):
        return invalid(error.place, error.reason)
    if isinstance(error, JobsRefusedError):
        return rejected("ACTIVATE", error.rejection)
    if isinstance(error, TooManyWaitingError):
        return Problem(503, str(error), "RESOURCE_EXHAUSTED")
    if isinstance(error, StillRunningError):
        return Problem(504, str(error), "DEADLINE_EXCEEDED")
    if isinstance(error, EngineFailure):
        return _failure(error)
    if isinstance(error, HTTPException):
        return Problem(error.status_code, _DETAILS.get(error.status_code, str(error.detail)))
    # The text of an unexpected error may hold what somebody typed; where it happened is enough to find the fault.
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("A request failed with %s.\n%s", type(error).__name__, frames)
    return Problem(500, "The engine failed on this request. This is a fault of the engine; its log says where.")


_DETAILS = {
    404: "There is no such route. Routes begin with /v2/, e.g. /v2/topology.",
    405: "This route does not know the method of the request.",
}


def _failure(error: EngineFailure) -> Problem:
    if isinstance(error, EngineBusy):
        return Problem(503, error.reason, "RESOURCE_EXHAUSTED")
    if isinstance(error, ListenersSilent):
        return Problem(504, error.reason, "DEADLINE_EXCEEDED")
    if isinstance(error, EngineFault):
        return Problem(500, error.reason, "INTERNAL_ERROR")
    return Problem(503, error.reason, "UNAVAILABLE")


def problem_response(request: Request, problem: Problem) -> Response:
    """The problem as an answer to this request."""
    content = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path,
    }
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, problem.status, media_type="application/problem+json")
