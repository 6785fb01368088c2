"""Call activities. Source: Camunda 8 docs, "Call activities" (variable propagation, binding, boundary events)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from deploy.engine.core.entities import Definition, ElementInstance
from deploy.engine.core.instances import start_called
from deploy.engine.core.step import CALLED_ELEMENT, FaultError, Step
from deploy.engine.model.process import Called

MAX_DEPTH = 100
"""Processes that call each other; more are taken for a process that calls itself without end."""


class Call(NamedTuple):
    """What is started, with its variables."""

    definition: Definition
    variables: Mapping[str, Any]


def prepare_call(step: Step, instance: ElementInstance, called: Called) -> Call:
    """Finds the called process. Raises `FaultError`."""
    variables = step.visible(instance.key)
    process_id = step.text(called.process_id, variables, "the called process id")
    definition = _find(step, instance, called, process_id)
    if definition.process.root.start is None:
        raise FaultError(
            CALLED_ELEMENT, f"Expected process '{process_id}' to have a none start event, but it has none to call."
        )
    case = step.case(instance.key)
    depth, parent = 0, case.instances[instance.instance].parent_instance
    while parent:
        depth += 1
        parent = case.instances[parent].parent_instance
    if depth >= MAX_DEPTH:
        raise FaultError(
            CALLED_ELEMENT,
            f"The call activity has reached the maximum depth of {MAX_DEPTH} called processes: do they call each "
            "other without end?",
        )
    given = variables if called.propagate_all_parent else step.own(instance.key)
    return Call(definition, dict(given))


def _find(step: Step, instance: ElementInstance, called: Called, process_id: str) -> Definition:
    state = step.state
    if called.binding == "latest":
        key = state.newest.get(process_id)
        if key is not None:
            return state.definitions[key]
        raise FaultError(
            CALLED_ELEMENT, f"Expected process with BPMN process id '{process_id}' to be deployed, but not found."
        )
    if called.binding == "deployment":
        own = state.definitions[step.instance(instance).definition]
        for definition in state.definitions.values():
            if definition.process.id == process_id and definition.deployment == own.deployment:
                return definition
        raise FaultError(
            CALLED_ELEMENT,
            f"Expected to find process '{process_id}' in the same deployment as the calling process, but not found.",
        )
    tagged = [
        d for d in state.definitions.values()
        if d.process.id == process_id and d.process.version_tag == called.version_tag
    ]  # fmt: skip
    if not tagged:
        raise FaultError(
            CALLED_ELEMENT,
            f"Expected to find process '{process_id}' with version tag '{called.version_tag}', but not found.",
        )
    return max(tagged, key=lambda d: d.version)


def call(step: Step, instance: ElementInstance, prepared: Call) -> None:
    """Starts it."""
    start_called(step, instance, prepared.definition, prepared.variables)


def called_completed(step: Step, key: int, variables: Mapping[str, Any]) -> None:
    """The process that an element instance called is done: what it knows goes where the call activity says."""
    parent = step.find(key)
    if parent is None:
        return
    element = step.model(parent)
    hand_over = element.outputs or (element.called is not None and element.called.propagate_all_child)
    step.life.complete(step, parent.key, variables if hand_over else None)
