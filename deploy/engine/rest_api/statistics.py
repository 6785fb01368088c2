"""Counts for pages of operations: incidents and jobs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.fields import Fields
from deploy.engine.rest_api.problems import invalid
from deploy.engine.search import job_statistics, statistics
from deploy.engine.search.times import milliseconds

routes = Routes()


@routes("POST", "/incidents/statistics/process-instances-by-error")
async def incidents_by_error(call: Call) -> dict[str, Any]:
    """Process instances with open incidents, by the error message."""
    return await call.search(statistics.INCIDENTS_BY_ERROR)


@routes("POST", "/incidents/statistics/process-instances-by-definition")
async def incidents_by_definition(call: Call) -> dict[str, Any]:
    """Process instances with open incidents of one error message, by definition."""
    return await call.search(statistics.INCIDENTS_BY_DEFINITION)


@routes("GET", "/jobs/statistics/global")
async def all_jobs(call: Call) -> dict[str, Any]:
    """Jobs created, completed and failed in a span of time."""
    query = call.request.query_params
    span = (_moment(query.get("from"), "from"), _moment(query.get("to"), "to"))
    found = await call.ask(lambda db: job_statistics.overall(db, span, query.get("jobType", "")))
    return {**found, "isIncomplete": False}


@routes("POST", "/jobs/statistics/by-types")
async def jobs_by_type(call: Call) -> dict[str, Any]:
    """The same by job type."""
    return await _grouped(call, job_statistics.by_type)


@routes("POST", "/jobs/statistics/by-workers")
async def jobs_by_worker(call: Call) -> dict[str, Any]:
    """The same by worker."""
    return await _grouped(call, job_statistics.by_worker)


@routes("POST", "/jobs/statistics/errors")
async def job_errors(call: Call) -> dict[str, Any]:
    """What jobs failed with."""
    return await _grouped(call, job_statistics.by_error)


_Ask = Callable[[sqlite3.Connection, tuple[int, int], str], list[dict[str, Any]]]


async def _grouped(call: Call, ask: _Ask) -> dict[str, Any]:
    fields = await call.fields("filter", "page")
    filter_ = fields.object("filter", ("from", "to", "jobType", "errorCode", "errorMessage"), required=True)
    assert filter_ is not None  # noqa: S101 - it is required
    for name in ("errorCode", "errorMessage"):
        if name in filter_:
            raise filter_.wrong(name, "is not supported by the embedded engine.")
    span = (_moment(filter_.given("from"), "filter.from"), _moment(filter_.given("to"), "filter.to"))
    items = await call.ask(lambda db: ask(db, span, _type(filter_)))
    page = {"totalItems": len(items), "hasMoreTotalItems": False, "startCursor": None, "endCursor": None}
    return {"items": items, "page": page}


def _type(fields: Fields) -> str:
    value = fields.given("jobType")
    if isinstance(value, dict) and set(value) == {"$eq"}:
        value = value["$eq"]
    if value is not None and not isinstance(value, str):
        raise fields.wrong("jobType", "must be a text.")
    return value or ""


def _moment(value: Any, place: str) -> int:
    try:
        return milliseconds(value)
    except (AttributeError, ValueError, OverflowError):
        raise invalid(place, "must be a date-time as 2026-11-28T09:00:00Z.") from None
