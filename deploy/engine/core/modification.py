"""Modification: tokens of a running process instance are put elsewhere.

Source: Camunda 8 docs, "Process instance modification" (activate, terminate, variables, ancestor, restrictions).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.replies import Done, Reason
from deploy.engine.core.state import Case, ElementInstance
from deploy.engine.core.step import RefusedError, Step
from deploy.engine.model.process import Element, Process, Type

_UNSUPPORTED = (Type.START_EVENT, Type.BOUNDARY_EVENT, Type.PROCESS, Type.EVENT_SUB_PROCESS)


def modify(step: Step, command: c.ModifyInstance) -> Done:
    """Carries out a modification. Raises `RefusedError` before anything changed."""
    found = step.state.find_instance(command.key)
    if found is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to modify process instance but no process instance found with key '{command.key}'",
        )
    case = found[0]
    process = step.state.process(command.key, case)
    activate, terminate = _resolved(command, case, process)
    for instruction in activate:
        _check_activation(command.key, case, process, instruction)
    for key in terminate:
        _check_termination(command.key, case, key)
    for instruction in activate:
        _activate(step, case, process, command.key, instruction)
    for key in terminate:
        instance = case.elements.get(key)
        if instance is not None:
            _terminate(step, case, instance)
    step.emit(e.InstanceModified(command.key))
    step.later(step.life.check_scope, command.key)
    return Done()


def _resolved(command: c.ModifyInstance, case: Case, process: Process) -> tuple[list[c.ActivateInstruction], list[int]]:
    """Moves and terminations by element id, as activations and terminations by key."""
    own = [i for i in case.elements.values() if i.instance == command.key]
    activate, terminate = list(command.activate), list(command.terminate)
    for element_id in command.terminate_ids:
        _known(command.key, process, element_id, "terminate")
        terminate += [i.key for i in own if i.element == element_id]
    for move in command.move:
        _known(command.key, process, move.source_id, "move")
        sources = [i for i in own if i.element == move.source_id and i.type != Type.MULTI_INSTANCE_BODY]
        terminate += [i.key for i in sources]
        activate += [c.ActivateInstruction(move.target_id, move.ancestor_key, move.variables) for _ in sources]
    return activate, list(dict.fromkeys(terminate))


def _known(key: int, process: Process, element_id: str, what: str) -> Element:
    element = process.elements.get(element_id)
    if element is None:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to modify instance of process '{process.id}' but it contains one or more {what} instructions "
            f"with an element that could not be found: '{element_id}' (process instance '{key}')",
        )
    return element


def _check_activation(key: int, case: Case, process: Process, instruction: c.ActivateInstruction) -> None:
    element = _known(key, process, instruction.element_id, "activate")
    if element.type in _UNSUPPORTED:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to modify instance of process '{process.id}' but it contains one or more activate instructions "
            f"for elements that are unsupported: '{element.id}' ({element.type.value}).",
        )
    if instruction.ancestor_key > 0:
        ancestor = case.elements.get(instruction.ancestor_key)
        if ancestor is None or ancestor.instance != key or not _is_around(process, ancestor, element):
            raise RefusedError(
                Reason.INVALID_ARGUMENT,
                f"Expected to modify instance of process '{process.id}' but it contains one or more activate "
                f"instructions with an ancestor scope key that does not exist, or is not an ancestor of the element "
                f"to activate: '{instruction.ancestor_key}'",
            )
    else:
        _find_ancestor(key, case, process, element)
    scopes = {"", process.id} | set(_path(process, element)) | {element.id}
    for variables in instruction.variables:
        if variables.scope_id not in scopes:
            raise RefusedError(
                Reason.INVALID_ARGUMENT,
                f"Expected to modify instance of process '{process.id}' but it contains one or more variable "
                f"instructions with a scope element id that doesn't belong to the activating element's flow scope: "
                f"'{variables.scope_id}'",
            )


def _path(process: Process, element: Element) -> list[str]:
    """The sub-processes around an element, the outermost first."""
    path: list[str] = []
    scope = element.scope
    while scope is not None and scope != process.id:
        path.insert(0, scope)
        scope = process.elements[scope].scope
    return path


def _is_around(process: Process, ancestor: ElementInstance, element: Element) -> bool:
    return ancestor.element == process.id or ancestor.element in _path(process, element)


def _find_ancestor(key: int, case: Case, process: Process, element: Element) -> int:
    """The innermost active scope around an element. Raises `RefusedError` when there are several."""
    scope = key
    for id_ in _path(process, element):
        there = [k for k in _descend(case, scope) if case.elements[k].element == id_ and not _is_body(case.elements[k])]
        if len(there) > 1:
            raise RefusedError(
                Reason.INVALID_ARGUMENT,
                f"Expected to modify instance of process '{process.id}' but it contains one or more activate "
                f"instructions for an element that has a flow scope with more than one active instance: '{id_}'. Can't "
                "decide in which instance of the flow scope the element should be activated. Please specify an "
                "ancestor element instance key for this activate instruction.",
            )
        if not there:
            if process.elements[id_].loop is not None:
                raise RefusedError(
                    Reason.INVALID_ARGUMENT,
                    f"Expected to modify instance of process '{process.id}' but an activate instruction is inside the "
                    f"multi-instance sub-process '{id_}', which is not active.",
                )
            return scope
        scope = there[0]
    return scope


def _is_body(instance: ElementInstance) -> bool:
    return instance.type == Type.MULTI_INSTANCE_BODY


def _descend(case: Case, scope: int) -> list[int]:
    """Children, looking through multi-instance bodies."""
    found: list[int] = []
    for key in case.elements[scope].children or ():
        found += [key, *(_descend(case, key) if _is_body(case.elements[key]) else ())]
    return found


def _check_termination(key: int, case: Case, element_key: int) -> None:
    instance = case.elements.get(element_key)
    if instance is None or instance.instance != key:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to modify process instance '{key}' but it contains one or more terminate instructions with an "
            f"element instance that could not be found: '{element_key}'",
        )


def _activate(step: Step, case: Case, process: Process, key: int, instruction: c.ActivateInstruction) -> None:
    element = process.elements[instruction.element_id]
    path = _path(process, element)
    scope = instruction.ancestor_key if instruction.ancestor_key > 0 else key
    below = path
    if instruction.ancestor_key > 0 and case.elements[scope].element in path:
        below = path[path.index(case.elements[scope].element) + 1 :]
    given: dict[str, dict[str, Any]] = {}
    for variables in instruction.variables:
        given.setdefault(variables.scope_id or process.id, {}).update(variables.variables)
    _give(step, key, given.get(process.id))
    for id_ in below:
        there = [k for k in _descend(case, scope) if case.elements[k].element == id_ and not _is_body(case.elements[k])]
        scope = there[0] if there and instruction.ancestor_key <= 0 else step.life.enter_empty(step, scope, id_)
        _give(step, scope, given.get(id_))
    step.life.enter(step, scope, element.id, local=given.get(element.id))


def _give(step: Step, scope: int, variables: Mapping[str, Any] | None) -> None:
    if variables:
        step.set_local(scope, variables)


def _terminate(step: Step, case: Case, instance: ElementInstance) -> None:
    """Ends it, and scopes around it that nothing is left in; the last one ends the process instance."""
    scope = case.elements.get(instance.scope)
    step.life.terminate(step, instance.key)
    while scope is not None and not scope.children and scope.key in case.elements:
        if scope.joins or step.flying.get(scope.key):
            return
        outer = case.elements.get(scope.scope)
        step.life.terminate(step, scope.key)
        scope = outer
