"""How many jobs were created, completed and failed in a span of time."""

from __future__ import annotations

import sqlite3
from typing import Any

from deploy.engine.search.times import iso_time

_Span = tuple[int, int]

_COUNTS = (
    "COUNT(*), MAX(j.created), SUM(j.state = 'COMPLETED'), MAX(CASE j.state WHEN 'COMPLETED' THEN j.updated END), "
    "SUM(j.state = 'FAILED'), MAX(CASE j.state WHEN 'FAILED' THEN j.updated END)"
)
_WHERE = "FROM job j WHERE j.created >= ?1 AND j.created <= ?2 AND (?3 = '' OR j.type = ?3)"


def _metrics(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("created", "completed", "failed")
    return {
        name: {"count": row[2 * index] or 0, "lastUpdatedAt": _time(row[2 * index + 1])}
        for index, name in enumerate(names)
    }


def _time(value: int | None) -> str | None:
    return iso_time(value) if value else None


def overall(database: sqlite3.Connection, span: _Span, job_type: str) -> dict[str, Any]:
    """All jobs (of a type, unless it is empty) created in the span."""
    row = database.execute(f"SELECT {_COUNTS} {_WHERE}", (*span, job_type)).fetchone()
    return _metrics(row)


def by_type(database: sqlite3.Connection, span: _Span, job_type: str) -> list[dict[str, Any]]:
    """By job type, with the number of workers that took some."""
    workers = "COUNT(DISTINCT NULLIF(j.worker, ''))"
    query = f"SELECT j.type, {workers}, {_COUNTS} {_WHERE} GROUP BY j.type ORDER BY j.type"
    rows = database.execute(query, (*span, job_type))
    return [{"jobType": row[0], **_metrics(row[2:]), "workers": row[1]} for row in rows]


def by_worker(database: sqlite3.Connection, span: _Span, job_type: str) -> list[dict[str, Any]]:
    """By the worker that had them last."""
    query = f"SELECT j.worker, {_COUNTS} {_WHERE} AND j.worker <> '' GROUP BY j.worker ORDER BY j.worker"
    return [{"worker": row[0], **_metrics(row[1:])} for row in database.execute(query, (*span, job_type))]


def by_error(database: sqlite3.Connection, span: _Span, job_type: str) -> list[dict[str, Any]]:
    """By error code and message, with the number of workers."""
    query = (
        f"SELECT j.error_code, j.error_message, COUNT(DISTINCT j.worker) {_WHERE} "
        "AND (j.error_code <> '' OR j.error_message <> '') GROUP BY 1, 2 ORDER BY 1, 2"
    )
    rows = database.execute(query, (*span, job_type))
    return [{"errorCode": code, "errorMessage": message, "workers": workers} for code, message, workers in rows]
