"""Process instances: started, looked at, cancelled, modified, migrated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from deploy.engine.core.commands import (
    DEFAULT_TENANT,
    CancelInstance,
    CreateInstance,
    MigrateInstance,
    ResolveIncidents,
    StartInstruction,
)
from deploy.engine.core.replies import InstanceCreated, Rejection
from deploy.engine.instance_results import LONGEST_WAIT_MS
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.fields import MAX_INT, Fields
from deploy.engine.rest_api.modifications import modification
from deploy.engine.rest_api.problems import Problem, invalid, rejected
from deploy.engine.search import lookups, statistics
from deploy.engine.search.entities import INCIDENTS, PROCESS_INSTANCES

routes = Routes()

_CREATION = (
    "processDefinitionId",
    "processDefinitionVersion",
    "processDefinitionVersionTag",
    "processDefinitionKey",
    "variables",
    "tenantId",
    "operationReference",
    "startInstructions",
    "runtimeInstructions",
    "awaitCompletion",
    "fetchVariables",
    "requestTimeout",
    "tags",
    "businessId",
)


@routes("POST", "/process-instances")
async def create(call: Call) -> dict[str, Any]:
    """With `awaitCompletion` the answer comes at the end, with the variables."""
    fields = await call.fields(*_CREATION)
    command = _creation(fields)
    if "processDefinitionVersionTag" in fields:
        command = replace(command, process_id="", definition_key=await _tagged(call, fields))
    if not command.await_result:
        return _created(await call.submit(command, "CREATE"), {})
    fetch = fields.texts("fetchVariables")
    wait = fields.integer("requestTimeout", 0, least=0, most=LONGEST_WAIT_MS)
    started = await call.engine.results.start(command, wait)
    if isinstance(started, Rejection):
        raise rejected("CREATE_WITH_AWAITING_RESULT", started)
    created, ended = started
    if not ended.completed:
        raise Problem(500, f"Expected process instance {created.key} to be completed, but it was terminated.")
    variables = {name: value for name, value in ended.variables.items() if not fetch or name in fetch}
    return _created(created, variables)


async def _tagged(call: Call, fields: Fields) -> int:
    process_id, tag = fields.text("processDefinitionId", required=True), fields.text("processDefinitionVersionTag")
    key = await call.ask(lambda database: lookups.tagged_definition(database, process_id, tag))
    if key is None:
        raise Problem(404, f"No version of the process '{process_id}' has the version tag '{tag}'.")
    return key


def _creation(fields: Fields) -> CreateInstance:
    fields.only_default_tenant()
    process_id = fields.text("processDefinitionId")
    definition_key = fields.key("processDefinitionKey")
    if bool(process_id) == bool(definition_key):
        raise invalid("processDefinitionId", "either it or processDefinitionKey is required, and not both.")
    terminate_after = []
    for one in fields.objects("runtimeInstructions", ("type", "afterElementId")):
        if one.text("type", "TERMINATE_PROCESS_INSTANCE") != "TERMINATE_PROCESS_INSTANCE":
            raise one.wrong("type", "must be TERMINATE_PROCESS_INSTANCE.")
        terminate_after.append(one.text("afterElementId", required=True))
    return CreateInstance(
        process_id=process_id,
        version=fields.integer("processDefinitionVersion", -1, least=-1, most=MAX_INT) or -1,
        definition_key=definition_key,
        variables=fields.variables(),
        start_instructions=tuple(
            StartInstruction(one.text("elementId", required=True))
            for one in fields.objects("startInstructions", ("elementId",))
        ),
        terminate_after=tuple(terminate_after),
        await_result=fields.flag("awaitCompletion"),
        operation_reference=fields.integer("operationReference", 0, least=0) or None,
        tags=fields.texts("tags"),
        business_id=fields.text("businessId"),
    )


def _created(created: InstanceCreated, variables: dict[str, Any]) -> dict[str, Any]:
    return {
        "processDefinitionId": created.process_id,
        "processDefinitionVersion": created.version,
        "tenantId": DEFAULT_TENANT,
        "variables": variables,
        "processDefinitionKey": str(created.definition_key),
        "processInstanceKey": str(created.key),
        "tags": list(created.tags),
        "businessId": created.business_id or None,
    }


@routes("POST", "/process-instances/search")
async def search(call: Call) -> dict[str, Any]:
    """Process instances."""
    return await call.search(PROCESS_INSTANCES)


async def _instance(call: Call) -> tuple[int, dict[str, Any]]:
    key = call.key("processInstanceKey")
    return key, await call.found(PROCESS_INSTANCES, key, "Process Instance")


@routes("GET", "/process-instances/{processInstanceKey}")
async def get(call: Call) -> dict[str, Any]:
    """One process instance."""
    _, found = await _instance(call)
    return found


@routes("POST", "/process-instances/{processInstanceKey}/cancellation")
async def cancel(call: Call) -> None:
    """With everything that it called."""
    await call.fields("operationReference")
    await call.submit(CancelInstance(call.key("processInstanceKey")), "CANCEL")


@routes("POST", "/process-instances/{processInstanceKey}/modification")
async def modify(call: Call) -> None:
    """Moves its tokens."""
    key = call.key("processInstanceKey")
    await call.submit(await modification(call, key), "MODIFY")


@routes("POST", "/process-instances/{processInstanceKey}/migration")
async def migrate(call: Call) -> None:
    """To another definition."""
    key = call.key("processInstanceKey")
    fields = await call.fields("targetProcessDefinitionKey", "mappingInstructions", "operationReference")
    await call.submit(migration(key, fields), "MIGRATE")


def migration(key: int, fields: Fields) -> MigrateInstance:
    """The migration plan of a body."""
    mapping = tuple(
        (one.text("sourceElementId", required=True), one.text("targetElementId", required=True))
        for one in fields.objects("mappingInstructions", ("sourceElementId", "targetElementId"))
    )
    if not mapping:
        raise fields.wrong("mappingInstructions", "at least one is required.")
    return MigrateInstance(key, fields.key("targetProcessDefinitionKey", required=True), mapping)


@routes("POST", "/process-instances/{processInstanceKey}/incident-resolution")
async def resolve_incidents(call: Call) -> dict[str, Any]:
    """All of its incidents are tried again, at once."""
    key = call.key("processInstanceKey")
    await call.fields("operationReference")
    batch = call.engine.batches.begin("RESOLVE_INCIDENT", call.engine.runtime.now())
    await call.submit(ResolveIncidents(key), "RESOLVE")
    batch.items.append((key, ""))
    batch.ended = call.engine.runtime.now()
    return batch.created()


@routes("GET", "/process-instances/{processInstanceKey}/sequence-flows")
async def sequence_flows(call: Call) -> dict[str, Any]:
    """Those that were taken."""
    key, _ = await _instance(call)
    return {"items": await call.ask(lambda database: lookups.sequence_flows(database, key))}


@routes("GET", "/process-instances/{processInstanceKey}/statistics/element-instances")
async def element_statistics(call: Call) -> dict[str, Any]:
    """How many instances of each element there are in it."""
    key, _ = await _instance(call)
    return {"items": await call.ask(lambda database: statistics.of_instance(database, key))}


@routes("GET", "/process-instances/{processInstanceKey}/call-hierarchy")
async def call_hierarchy(call: Call) -> list[dict[str, Any]]:
    """It and its callers, the outermost first."""
    key, _ = await _instance(call)
    found: list[dict[str, Any]] = await call.ask(lambda database: lookups.callers(database, key))
    return found


@routes("POST", "/process-instances/{processInstanceKey}/incidents/search")
async def incidents(call: Call) -> dict[str, Any]:
    """Those of it and of what it called."""
    key, _ = await _instance(call)
    keys: list[int] = await call.ask(lambda database: lookups.called(database, key))
    return await call.search(INCIDENTS, (f"t.instance IN ({', '.join('?' * len(keys))})", list(keys)))
