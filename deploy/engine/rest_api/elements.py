"""Element instances, variables and incidents."""

from __future__ import annotations

from typing import Any

from deploy.engine.core.commands import ResolveIncident, SetVariables
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.search import lookups
from deploy.engine.search.entities import ELEMENT_INSTANCES, INCIDENTS, VARIABLES, VARIABLES_CUT, VARIABLES_WHOLE

routes = Routes()


@routes("POST", "/element-instances/search")
async def search_elements(call: Call) -> dict[str, Any]:
    """Element instances; the process instance itself is not among them."""
    return await call.search(ELEMENT_INSTANCES)


@routes("GET", "/element-instances/{elementInstanceKey}")
async def element(call: Call) -> dict[str, Any]:
    """One element instance."""
    return await call.found(ELEMENT_INSTANCES, call.key("elementInstanceKey"), "Element Instance")


@routes("POST", "/element-instances/{elementInstanceKey}/incidents/search")
async def element_incidents(call: Call) -> dict[str, Any]:
    """Incidents of it, of what is in it and of what it called."""
    key = call.key("elementInstanceKey")
    await call.found(ELEMENT_INSTANCES, key, "Element Instance")
    elements, instances = await call.ask(lambda database: lookups.inside(database, key))
    places = [
        f"t.{column} IN ({', '.join('?' * len(keys))})"
        for column, keys in (("element_instance", elements), ("instance", instances))
    ]
    return await call.search(INCIDENTS, (f"({' OR '.join(places)})", [*elements, *instances]))


@routes("PUT", "/element-instances/{elementInstanceKey}/variables")
async def set_variables(call: Call) -> None:
    """Merges variables into the scope; upward like a completion unless `local`."""
    key = call.key("elementInstanceKey")
    fields = await call.fields("variables", "local", "operationReference")
    command = SetVariables(key, fields.variables(required=True), local=fields.flag("local"))
    await call.submit(command, "UPDATE")


# --- variables -------------------------------------------------------------------------------------------------------


@routes("POST", "/variables/search")
async def search_variables(call: Call) -> dict[str, Any]:
    """Long values are cut unless the query says otherwise."""
    return await call.search(VARIABLES_CUT if call.flag("truncateValues", True) else VARIABLES_WHOLE)


@routes("GET", "/variables/{variableKey}")
async def variable(call: Call) -> dict[str, Any]:
    """One variable with its whole value."""
    return await call.found(VARIABLES, call.key("variableKey"), "Variable")


# --- incidents -------------------------------------------------------------------------------------------------------


@routes("POST", "/incidents/search")
async def search_incidents(call: Call) -> dict[str, Any]:
    """Incidents, also those that are resolved."""
    return await call.search(INCIDENTS)


@routes("GET", "/incidents/{incidentKey}")
async def incident(call: Call) -> dict[str, Any]:
    """One incident."""
    return await call.found(INCIDENTS, call.key("incidentKey"), "Incident")


@routes("POST", "/incidents/{incidentKey}/resolution")
async def resolve(call: Call) -> None:
    """Tries again what failed."""
    await call.fields("operationReference")
    await call.submit(ResolveIncident(call.key("incidentKey")), "RESOLVE")
