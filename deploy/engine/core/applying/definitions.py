"""Definitions, forms and start events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.entities import Definition, DeployedFormFile, StartSubscription
from deploy.engine.core.state import State
from deploy.engine.model.read import read_deployed, read_form


def _resource_stored(state: State, event: e.ResourceStored, _now: int) -> None:
    state.resources[event.checksum] = event.text


def _deployment_created(state: State, event: e.DeploymentCreated, _now: int) -> None:
    state.last_key = event.key


def _process_deployed(state: State, event: e.ProcessDeployed, _now: int) -> None:
    state.last_key = event.key
    content = state.resources[event.checksum].encode("utf-8", "surrogateescape")
    processes = {process.id: process for process in read_deployed(event.resource_name, content)}
    process = processes[event.process_id]
    state.definitions[event.key] = Definition(
        event.key, event.deployment, event.version, event.resource_name, event.checksum, process
    )
    state.newest[event.process_id] = event.key
    state.versions[event.process_id] = event.version


def _form_deployed(state: State, event: e.FormDeployed, _now: int) -> None:
    state.last_key = event.key
    content = state.resources[event.checksum].encode("utf-8", "surrogateescape")
    state.forms[event.key] = DeployedFormFile(
        event.key,
        event.deployment,
        event.version,
        event.resource_name,
        event.checksum,
        read_form(event.resource_name, content),
    )
    state.newest_form[event.form_id] = event.key
    state.form_versions[event.form_id] = event.version


def _definition_deleted(state: State, event: e.DefinitionDeleted, _now: int) -> None:
    definition = state.definitions.pop(event.key, None)
    if definition is not None:
        _forget_newest(state.newest, definition.process.id, event.key, state.definitions, lambda d: d.process.id)
    form = state.forms.pop(event.key, None)
    if form is not None:
        _forget_newest(state.newest_form, form.file.id, event.key, state.forms, lambda f: f.file.id)


def _forget_newest(
    newest: dict[str, int], id_: str, key: int, all_: dict[int, Any], id_of: Callable[[Any], str]
) -> None:
    if newest.get(id_) != key:
        return
    older = [found for found in all_.values() if id_of(found) == id_]
    if older:
        newest[id_] = max(older, key=lambda found: found.version).key
    else:
        del newest[id_]


def _start_subscription_opened(state: State, event: e.StartSubscriptionOpened, _now: int) -> None:
    state.last_key = event.key
    state.start_subscriptions[event.key] = StartSubscription(*event)


def _start_subscription_closed(state: State, event: e.StartSubscriptionClosed, _now: int) -> None:
    state.start_subscriptions.pop(event.key, None)


APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    e.ResourceStored: _resource_stored,
    e.DeploymentCreated: _deployment_created,
    e.ProcessDeployed: _process_deployed,
    e.FormDeployed: _form_deployed,
    e.DefinitionDeleted: _definition_deleted,
    e.StartSubscriptionOpened: _start_subscription_opened,
    e.StartSubscriptionClosed: _start_subscription_closed,
}
