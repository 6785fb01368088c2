"""Deployments, resources, process definitions and forms."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from deploy.engine.core.commands import DEFAULT_TENANT, DeleteResource, Deploy
from deploy.engine.core.replies import Deployed
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.multipart import read_parts
from deploy.engine.rest_api.problems import invalid, not_found
from deploy.engine.rest_api.reading import read_body
from deploy.engine.search import lookups, statistics
from deploy.engine.search.more_entities import FORMS, PROCESS_DEFINITIONS, RESOURCES

routes = Routes()


@routes("POST", "/deployments")
async def deploy(call: Call) -> dict[str, Any]:
    """Every part with a file name is a resource; all or none."""
    parts = read_parts(call.request.headers.get("content-type", ""), await read_body(call.request))
    for part in parts:
        if part.name == "tenantId" and part.content.decode("utf-8", "replace").strip() not in ("", DEFAULT_TENANT):
            raise invalid("tenantId", f"must be {DEFAULT_TENANT} or left out: multi-tenancy is disabled.")
    resources = tuple((part.filename, part.content) for part in parts if part.filename)
    if not resources:
        raise invalid("resources", "at least one file is required.")
    deployed: Deployed = await call.submit(Deploy(resources), "CREATE")
    return {
        "deploymentKey": str(deployed.key),
        "tenantId": DEFAULT_TENANT,
        "deployments": [
            *(
                _deployment(
                    processDefinition={
                        "processDefinitionId": process.process_id,
                        "processDefinitionVersion": process.version,
                        "resourceName": process.resource_name,
                        "tenantId": DEFAULT_TENANT,
                        "processDefinitionKey": str(process.key),
                    }
                )
                for process in deployed.processes
            ),
            *(
                _deployment(
                    form={
                        "formId": form.form_id,
                        "version": form.version,
                        "resourceName": form.resource_name,
                        "tenantId": DEFAULT_TENANT,
                        "formKey": str(form.key),
                    }
                )
                for form in deployed.forms
            ),
        ],
    }


def _deployment(**what: Any) -> dict[str, Any]:
    kinds = ("processDefinition", "decisionDefinition", "decisionRequirements", "form", "resource")
    return {kind: what.get(kind) for kind in kinds}


# --- resources -------------------------------------------------------------------------------------------------------


@routes("POST", "/resources/search")
async def search_resources(call: Call) -> dict[str, Any]:
    """Process definitions and forms alike."""
    return await call.search(RESOURCES)


@routes("GET", "/resources/{resourceKey}")
async def resource(call: Call) -> dict[str, Any]:
    """What is known of a resource."""
    return await call.found(RESOURCES, call.key("resourceKey"), "Resource")


async def _content(call: Call) -> bytes:
    key = call.key("resourceKey")
    content = await call.ask(lambda db: lookups.content(db, key))
    if content is None:
        raise not_found("Resource", key)
    return content


@routes("GET", "/resources/{resourceKey}/content")
async def resource_content(call: Call) -> Response:
    """The file as it was deployed: a form as JSON, anything else as text."""
    content = await _content(call)
    kind = "application/json" if content.lstrip()[:1] == b"{" else "text/plain"
    return Response(content, media_type=kind)


@routes("GET", "/resources/{resourceKey}/content/binary")
async def resource_bytes(call: Call) -> Response:
    """The bytes of the file."""
    return Response(await _content(call), media_type="application/octet-stream")


@routes("POST", "/resources/{resourceKey}/deletion")
async def delete_resource(call: Call) -> dict[str, Any]:
    """What ran by it stays in the search."""
    key = call.key("resourceKey")
    await call.fields("operationReference", "deleteHistory")
    await call.submit(DeleteResource(key), "DELETE")
    return {"resourceKey": str(key), "batchOperation": None}


# --- process definitions ---------------------------------------------------------------------------------------------


@routes("POST", "/process-definitions/search")
async def search_definitions(call: Call) -> dict[str, Any]:
    """Deleted ones only where the filter asks for a state."""
    request = await call.json()
    filter_ = request.get("filter") if isinstance(request, dict) else None
    asked = isinstance(filter_, dict) and ("state" in filter_ or "processDefinitionKey" in filter_)
    return await call.search(PROCESS_DEFINITIONS, ("1" if asked else "NOT t.deleted", []), request=request)


@routes("GET", "/process-definitions/{processDefinitionKey}")
async def definition(call: Call) -> dict[str, Any]:
    """One process definition."""
    return await call.found(PROCESS_DEFINITIONS, call.key("processDefinitionKey"), "Process Definition")


@routes("GET", "/process-definitions/{processDefinitionKey}/xml")
async def definition_xml(call: Call) -> Response:
    """The BPMN file."""
    key = call.key("processDefinitionKey")
    found = await call.ask(lambda db: lookups.definition_file(db, key))
    if found is None:
        raise not_found("Process Definition", key)
    return Response(found, media_type="text/xml")


@routes("GET", "/process-definitions/{processDefinitionKey}/form")
async def start_form(call: Call) -> Any:
    """The linked form of the start event; 204 without one."""
    key = call.key("processDefinitionKey")
    await call.found(PROCESS_DEFINITIONS, key, "Process Definition")
    form = await call.ask(lambda db: lookups.start_form(db, key))
    return None if form is None else await call.found(FORMS, form, "Form")


@routes("POST", "/process-definitions/{processDefinitionKey}/statistics/element-instances")
async def definition_statistics(call: Call) -> dict[str, Any]:
    """How many instances of each element there are, in the process instances that the filter leaves."""
    key = call.key("processDefinitionKey")
    fields = await call.fields("filter")
    filter_ = fields.given("filter")

    return {"items": await call.ask(lambda db: statistics.of_definition(db, key, filter_))}


@routes("POST", "/process-definitions/{processDefinitionKey}/variable-names/search")
async def variable_names(call: Call) -> dict[str, Any]:
    """Which variables there are to filter by."""
    return await call.search(statistics.variable_names(call.key("processDefinitionKey")))


@routes("POST", "/process-definitions/statistics/process-instances")
async def instances_by_process(call: Call) -> dict[str, Any]:
    """Running process instances by process."""
    return await call.search(statistics.BY_PROCESS)


@routes("POST", "/process-definitions/statistics/process-instances-by-version")
async def instances_by_version(call: Call) -> dict[str, Any]:
    """Running process instances of one process by version."""
    request = await call.json()
    filter_ = request.get("filter") if isinstance(request, dict) else None
    if not isinstance(filter_, dict) or not filter_.get("processDefinitionId"):
        raise invalid("filter.processDefinitionId", "is required.")
    return await call.search(statistics.BY_VERSION, request=request)


@routes("POST", "/process-definitions/statistics/message-subscriptions")
async def subscriptions_by_definition(call: Call) -> dict[str, Any]:
    """Open message subscriptions by definition."""
    return await call.search(statistics.SUBSCRIPTIONS_BY_DEFINITION)


# --- forms -----------------------------------------------------------------------------------------------------------


@routes("GET", "/forms/{formKey}")
async def form(call: Call) -> dict[str, Any]:
    """A form with its schema, a JSON text."""
    return await call.found(FORMS, call.key("formKey"), "Form")
