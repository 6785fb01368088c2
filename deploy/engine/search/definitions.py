"""Rows of files, process definitions and forms."""

from __future__ import annotations

from deploy.engine.core import events as e
from deploy.engine.model.expression import json_text
from deploy.engine.model.process import Element, Process
from deploy.engine.model.read import read_deployed
from deploy.engine.search.tables import Derivations, Tables


def resource_stored(tables: Tables, event: e.ResourceStored, _now: int) -> None:
    tables.files[event.checksum] = event.text.encode("utf-8", "surrogateescape")


def process_deployed(tables: Tables, event: e.ProcessDeployed, _now: int) -> None:
    process = _process(tables, event)
    form = process.start_form
    tables.definitions.add(
        event.key,
        {
            "key": event.key,
            "deployment": event.deployment,
            "process_id": event.process_id,
            "version": event.version,
            "version_tag": event.version_tag,
            "name": event.name,
            "resource_name": event.resource_name,
            "checksum": event.checksum,
            "start_form": form.form_id.text if form and form.form_id else "",
            "start_binding": form.binding if form else "",
            "start_tag": (form.version_tag or "") if form else "",
            "deleted": 0,
        },
    )
    for element in process.elements.values():
        tables.definition_elements.append(
            (
                event.key,
                element.id,
                element.name,
                element.type.value,
                element.scope or "",
                json_text(_headers(element)),
            )
        )


def _process(tables: Tables, event: e.ProcessDeployed) -> Process:
    content = tables.files.get(event.checksum)
    if content is None:
        query = "SELECT content FROM file WHERE checksum = ?"
        (content,) = tables.database.execute(query, (event.checksum,)).fetchone()
    for process in read_deployed(event.resource_name, content):
        if process.id == event.process_id:
            return process
    raise LookupError(f"{event.resource_name} does not hold the process {event.process_id}, which it was deployed for.")


def _headers(element: Element) -> dict[str, str]:
    if element.user_task is not None:
        return dict(element.user_task.headers)
    return dict(element.job.headers) if element.job is not None else {}


def form_deployed(tables: Tables, event: e.FormDeployed, _now: int) -> None:
    tables.forms.add(
        event.key,
        {
            "key": event.key,
            "deployment": event.deployment,
            "form_id": event.form_id,
            "version": event.version,
            "version_tag": event.version_tag,
            "resource_name": event.resource_name,
            "checksum": event.checksum,
            "deleted": 0,
        },
    )


def definition_deleted(tables: Tables, event: e.DefinitionDeleted, _now: int) -> None:
    # Only one of the two has this key.
    tables.definitions.change(event.key, deleted=1)
    tables.forms.change(event.key, deleted=1)


DERIVE: Derivations = {
    e.ResourceStored: resource_stored,
    e.ProcessDeployed: process_deployed,
    e.FormDeployed: form_deployed,
    e.DefinitionDeleted: definition_deleted,
}
