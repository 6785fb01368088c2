"""Process instances: started by a command, an event or a call activity; cancelled.

Source: Camunda 8 docs, "Process instance creation" (start instructions), "Message events" (start), "Call activities".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.commands import CancelInstance, CreateInstance
from deploy.engine.core.entities import Definition, ElementInstance
from deploy.engine.core.keys import is_key
from deploy.engine.core.replies import Done, InstanceCreated, Reason
from deploy.engine.core.step import RefusedError, Step
from deploy.engine.model.process import Element, Process, Type

_CANNOT_START = (Type.START_EVENT, Type.BOUNDARY_EVENT, Type.PROCESS)


def create(step: Step, command: CreateInstance) -> InstanceCreated:
    """Carries out a creation. Raises `RefusedError`."""
    definition = find_definition(step, command)
    process = definition.process
    if command.start_instructions:
        for instruction in command.start_instructions:
            _check_start(process, instruction.element_id)
    elif process.root.start is None:
        raise RefusedError(
            Reason.INVALID_STATE,
            "Expected to create instance of process with none start event, but there is no such event.",
        )
    for element_id in command.terminate_after:
        if element_id not in process.elements:
            raise RefusedError(
                Reason.INVALID_ARGUMENT,
                f"Expected to create instance of process with runtime instructions, but no element found with id "
                f"'{element_id}'.",
            )
    key = start(
        step,
        definition,
        command.variables,
        begin_at=tuple(instruction.element_id for instruction in command.start_instructions),
        tags=command.tags,
        business_id=command.business_id,
        terminate_after=command.terminate_after,
    )
    return InstanceCreated(key, definition.key, process.id, definition.version, command.tags, command.business_id)


def _check_start(process: Process, element_id: str) -> None:
    element = process.elements.get(element_id)
    if element is None:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to create instance of process with start instructions but no element found with id "
            f"'{element_id}'.",
        )
    if element.type in _CANNOT_START:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to create instance of process with start instructions but the element with id '{element_id}' "
            f"targets unsupported element type '{element.type.value}'.",
        )
    scope = process.elements[element.scope or process.id]
    while scope.type is not Type.PROCESS:
        if scope.loop is not None:
            raise RefusedError(
                Reason.INVALID_ARGUMENT,
                f"Expected to create instance of process with start instructions but the element with id "
                f"'{element_id}' is inside a multi-instance subprocess, which is not supported.",
            )
        scope = process.elements[scope.scope or process.id]
    source = element.incoming[0].source if element.incoming else ""
    if source and process.elements[source].type is Type.EVENT_BASED_GATEWAY:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to create instance of process with start instructions but the element with id '{element_id}' "
            "belongs to an event-based gateway.",
        )


def find_definition(step: Step, command: CreateInstance) -> Definition:
    """The definition that a creation asks for. Raises `RefusedError`."""
    state = step.state
    if command.definition_key > 0:
        found = state.definitions.get(command.definition_key)
        if found is None:
            raise RefusedError(
                Reason.NOT_FOUND, f"Expected to find process definition with key '{command.definition_key}', "
                "but none found",
            )  # fmt: skip
        return found
    if not command.process_id:
        raise RefusedError(
            Reason.INVALID_ARGUMENT, "Expected either a bpmnProcessId or a process definition key, got none"
        )
    if command.version <= 0:
        key = state.newest.get(command.process_id)
        if key is None:
            raise RefusedError(
                Reason.NOT_FOUND,
                f"Expected to find process definition with process ID '{command.process_id}', but none found",
            )
        return state.definitions[key]
    for definition in state.definitions.values():
        if definition.process.id == command.process_id and definition.version == command.version:
            return definition
    raise RefusedError(
        Reason.NOT_FOUND,
        f"Expected to find process definition with process ID '{command.process_id}' and version "
        f"'{command.version}', but none found",
    )


def start(
    step: Step,
    definition: Definition,
    variables: Mapping[str, Any],
    *,
    begin_at: tuple[str, ...] = (),
    event_variables: Mapping[str, Any] | None = None,
    tags: tuple[str, ...] = (),
    business_id: str = "",
    terminate_after: tuple[str, ...] = (),
) -> int:
    """A new root instance; returns its key. It begins at its none start event unless `begin_at` says otherwise."""
    key = step.root_key()
    step.emit(e.InstanceStarted(key, key, definition.key, 0, 0, list(tags), business_id, list(terminate_after)))
    _begin(step, key, definition.process, variables, begin_at, event_variables)
    return key


def start_called(step: Step, parent: ElementInstance, definition: Definition, variables: Mapping[str, Any]) -> None:
    """A call activity's own instance, in the same case."""
    case = step.case(parent.key)
    key = step.key(case)
    caller = case.instances[parent.instance]
    step.emit(
        e.InstanceStarted(
            key, case.root, definition.key, parent.instance, parent.key, caller.tags, caller.business_id, []
        )
    )
    _begin(step, key, definition.process, variables, (), None)


def _begin(
    step: Step,
    key: int,
    process: Process,
    variables: Mapping[str, Any],
    begin_at: tuple[str, ...],
    event_variables: Mapping[str, Any] | None,
) -> None:
    step.set_local(key, variables)
    elements = begin_at or (process.root.start or "",)
    root = process.root
    if root.start_listeners or root.event_sub_processes:
        # Its beginning may have to wait for a listener, or for somebody who resolves an incident.
        step.emit(e.Triggered(key, ",".join(elements), dict(event_variables or {})))
        step.life.activate(step, key)
        return
    step.emit(e.ElementActivated(key))
    enter_first(step, key, process, elements, event_variables)


def enter_first(
    step: Step, key: int, process: Process, elements: Iterable[str], event_variables: Mapping[str, Any] | None
) -> None:
    """The first elements of an instance that is active now."""
    for id_ in elements:
        element = process.elements[id_]
        scope = open_scopes(step, key, element)
        given = event_variables if element.type is Type.START_EVENT else None
        step.life.enter(step, scope, id_, variables=given)


def start_by_event(step: Step, definition_key: int, element_id: str, variables: Mapping[str, Any]) -> int:
    """A message, signal or timer starts a process; returns the instance's key, 0 where the version is gone."""
    definition = step.state.definitions.get(definition_key)
    if definition is None:
        return 0
    return start(step, definition, {}, begin_at=(element_id,), event_variables=variables)


def open_scopes(step: Step, instance: int, element: Element) -> int:
    """Makes sure that the sub-processes around an element are active, and returns the key of the innermost."""
    case = step.case(instance)
    process = step.state.process(instance, case)
    path: list[str] = []
    scope_id = element.scope
    while scope_id is not None and scope_id != process.id:
        path.append(scope_id)
        scope_id = process.elements[scope_id].scope
    key = instance
    for id_ in reversed(path):
        there = [k for k in case.elements[key].children or () if case.elements[k].element == id_]
        key = there[0] if there else step.life.enter_empty(step, key, id_)
    return key


def cancel(step: Step, command: CancelInstance) -> Done:
    """Carries out a cancellation. Raises `RefusedError`."""
    found = step.state.find_instance(command.key) if is_key(command.key) else None
    if found is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to cancel a process instance with key '{command.key}', but no such process was found",
        )
    case, instance = found
    if instance.parent_instance:
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to cancel a process instance with key '{command.key}', but it is created by a parent process "
            f"instance. Cancel the root process instance '{case.root}' instead.",
        )
    step.life.terminate(step, command.key)
    return Done()
