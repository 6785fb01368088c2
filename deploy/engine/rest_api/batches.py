"""The same for many process instances: cancelled, or their incidents tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from deploy.engine.core.commands import CancelInstance, Command, ResolveIncidents
from deploy.engine.core.replies import Reason, Rejection
from deploy.engine.rest_api.batch_log import Batch
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.fields import Fields
from deploy.engine.rest_api.problems import invalid, not_found
from deploy.engine.search.conditions import Sql, conditions
from deploy.engine.search.entities import PROCESS_INSTANCES
from deploy.engine.search.times import iso_time

routes = Routes()
_CHUNK = 500


@routes("POST", "/process-instances/cancellation")
async def cancel(call: Call) -> dict[str, Any]:
    """Running root process instances that the filter finds."""
    return await _run(call, "CANCEL_PROCESS_INSTANCE", CancelInstance, "t.parent_instance = 0")


@routes("POST", "/process-instances/incident-resolution")
async def resolve_incidents(call: Call) -> dict[str, Any]:
    """Running process instances that the filter finds and that have an incident."""
    return await _run(call, "RESOLVE_INCIDENT", ResolveIncidents, "t.incidents > 0")


async def _run(call: Call, kind: str, command: Callable[[int], Command], only: str) -> dict[str, Any]:
    fields = await call.fields("filter", "operationReference")
    filter_ = fields.given("filter")
    if not isinstance(filter_, dict):
        raise invalid("filter", "is required.")
    where = conditions(PROCESS_INSTANCES.by_name, filter_)
    keys = await call.ask(lambda database: _keys(database, where, only))
    runtime = call.engine.runtime
    batch = call.engine.batches.begin(kind, runtime.now())
    for begin in range(0, len(keys), _CHUNK):
        chunk = keys[begin : begin + _CHUNK]
        answers = await asyncio.gather(*(runtime.submit(command(key)) for key in chunk))
        batch.items += [(key, _refusal(answer)) for key, answer in zip(chunk, answers, strict=True)]
    batch.ended = runtime.now()
    return batch.created()


def _keys(database: Any, where: Sql, only: str) -> list[int]:
    sql, parameters = where
    source = PROCESS_INSTANCES.joined(sql)
    query = f"SELECT t.key FROM {source} WHERE t.state = 'ACTIVE' AND {only} AND {sql} ORDER BY t.key"  # noqa: S608
    return [int(key) for (key,) in database.execute(query, parameters)]


def _refusal(answer: Any) -> str:
    # One that has ended meanwhile needs nothing more.
    if isinstance(answer, Rejection) and answer.reason is not Reason.NOT_FOUND:
        return answer.message
    return ""


# --- what was done ---------------------------------------------------------------------------------------------------


@routes("GET", "/batch-operations/{batchOperationKey}")
async def get(call: Call) -> dict[str, Any]:
    """One batch operation of this run of the engine."""
    return _batch(call).document()


def _batch(call: Call) -> Batch:
    key = call.key("batchOperationKey")
    batch = call.engine.batches.get(key)
    if batch is None:
        raise not_found("Batch operation", key)
    return batch


@routes("POST", "/batch-operations/search")
async def search(call: Call) -> dict[str, Any]:
    """Those of this run of the engine, the newest first."""
    fields = await call.fields("filter", "sort", "page")
    filter_ = fields.object("filter", ("batchOperationKey", "operationType", "state"))
    wanted = _wanted(filter_, tuple(_FILTERS))
    items = [batch.document() for batch in call.engine.batches.newest_first()]
    return _page([one for one in items if all(one[_FILTERS[name]] in values for name, values in wanted.items())])


def _wanted(filter_: Fields | None, names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """By the names of fields, the values that are wanted; what is not named may be anything."""
    found = {} if filter_ is None else {name: filter_.one_of(name) for name in names}
    return {name: values for name, values in found.items() if values is not None}


_FILTERS = {
    "batchOperationKey": "batchOperationKey",
    "operationType": "batchOperationType",
    "state": "state",
}


@routes("POST", "/batch-operation-items/search")
async def search_items(call: Call) -> dict[str, Any]:
    """What a batch operation did to which process instance."""
    fields = await call.fields("filter", "sort", "page")
    filter_ = fields.object("filter", ("batchOperationKey", "itemKey", "processInstanceKey", "state", "operationType"))
    wanted = _wanted(filter_, ("batchOperationKey", "itemKey", "processInstanceKey", "state", "operationType"))
    items = [
        {
            "operationType": batch.kind,
            "batchOperationKey": str(batch.key),
            "itemKey": str(key),
            "processInstanceKey": str(key),
            "rootProcessInstanceKey": str(key),
            "state": "FAILED" if reason else "COMPLETED",
            "processedDate": iso_time(batch.ended or batch.began),
            "errorMessage": reason or None,
        }
        for batch in call.engine.batches.newest_first()
        for key, reason in batch.items
    ]
    return _page([one for one in items if all(one[name] in values for name, values in wanted.items())])


def _page(items: list[dict[str, Any]]) -> dict[str, Any]:
    page = {"totalItems": len(items), "hasMoreTotalItems": False, "startCursor": None, "endCursor": None}
    return {"items": items, "page": page}
