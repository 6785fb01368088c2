"""Modification: tokens of a running process instance are put elsewhere.

Source: Camunda 8 docs, "Process instance modification" (activate, terminate, variables, ancestor, restrictions).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.entities import Case, ElementInstance
from deploy.engine.core.replies import Done, Reason
from deploy.engine.core.step import RefusedError, Step
from deploy.engine.model.process import Element, Process, Type

_UNSUPPORTED = (Type.START_EVENT, Type.BOUNDARY_EVENT, Type.PROCESS)


def modify(step: Step, command: c.ModifyInstance) -> Done:
    """Carries out a modification. Raises `RefusedError` before anything changed."""
    found = step.state.find_instance(command.key)
    if found is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to modify process instance but no process instance found with key '{command.key}'",
        )
    case, record = found
    process = step.state.process(command.key, case)
    moved, terminate = _resolved(command, case, process)
    for instruction in (*command.activate, *moved):
        _check_activation(command.key, case, process, instruction)
    for instruction in command.activate:
        _check_outside_loops(command.key, process, instruction)
    for key in terminate:
        _check_termination(command.key, case, key)
    activate = [*command.activate, *moved]
    if record.parent_instance and not activate and _empties(case, command.key, terminate):
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to modify instance of process '{process.id}' but the given instructions would terminate all "
            f"elements of the instance '{command.key}', which was created by a call activity in the parent process. "
            "Terminate the call activity instead.",
        )
    entered = {_activate(step, case, process, command.key, instruction) for instruction in activate}
    step.silent = True  # as documented: no `canceling` listener
    for key in terminate:
        instance = case.elements.get(key)
        if instance is not None:
            _terminate(step, case, instance, entered)
    step.silent = False
    step.emit(e.InstanceModified(command.key))
    step.later(step.life.check_scope, command.key)
    return Done()


def _resolved(command: c.ModifyInstance, case: Case, process: Process) -> tuple[list[c.ActivateInstruction], list[int]]:
    """Moves as activations, and everything that is terminated, by key."""
    own = [i for i in case.elements.values() if i.instance == command.key]
    activate: list[c.ActivateInstruction] = []
    terminate = list(command.terminate)
    for element_id in command.terminate_ids:
        _known(command.key, process, element_id, "terminate")
        terminate += [i.key for i in own if i.element == element_id]
    for move in command.move:
        _known(command.key, process, move.source_id, "move")
        target = _known(command.key, process, move.target_id, "move")
        sources = [i for i in own if i.element == move.source_id and i.type != Type.MULTI_INSTANCE_BODY]
        terminate += [i.key for i in sources]
        for source in sources:
            ancestor = move.ancestor_key if move.ancestor_key > 0 else _common_scope(case, process, source, target)
            activate.append(c.ActivateInstruction(move.target_id, ancestor, move.variables))
    return activate, list(dict.fromkeys(terminate))


def _common_scope(case: Case, process: Process, source: ElementInstance, target: Element) -> int:
    """The innermost scope around a source that is also around the target: a token moves within its own iteration."""
    scopes = {process.id, *_path(process, target)}
    scope = case.elements[source.scope]
    while scope.element not in scopes or _is_body(scope):
        scope = case.elements[scope.scope]
    return scope.key


def _empties(case: Case, key: int, terminate: list[int]) -> bool:
    """Whether nothing of a process instance is left when these are terminated."""
    ended = set(terminate)
    left = set()
    for instance in case.elements.values():
        if instance.instance != key or instance.children or (instance.type == Type.PROCESS and not instance.joins):
            continue
        around: int = instance.key
        while around and around not in ended:
            around = case.elements[around].scope
        if not around:
            left.add(instance.key)
    return not left


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
    source = element.incoming[0].source if element.incoming else ""
    if source and process.elements[source].type is Type.EVENT_BASED_GATEWAY:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to modify instance of process '{process.id}' but it contains one or more activate instructions "
            f"for events that belong to an event-based gateway: '{element.id}'.",
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
        for id_ in _below(process, element, ancestor.element):
            if process.elements[id_].loop is not None:
                raise _inside_loop(process, element, id_)
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


def _check_outside_loops(key: int, process: Process, instruction: c.ActivateInstruction) -> None:
    element = _known(key, process, instruction.element_id, "activate")
    for id_ in _path(process, element):
        if process.elements[id_].loop is not None:
            raise _inside_loop(process, element, id_)


def _inside_loop(process: Process, element: Element, loop: str) -> RefusedError:
    return RefusedError(
        Reason.INVALID_ARGUMENT,
        f"Expected to modify instance of process '{process.id}' but '{element.id}' is inside the multi-instance "
        f"sub-process '{loop}', where elements cannot be activated. Move one that is active there instead.",
    )


def _below(process: Process, element: Element, ancestor: str) -> list[str]:
    """The sub-processes between an ancestor and an element."""
    path = _path(process, element)
    return path[path.index(ancestor) + 1 :] if ancestor in path else path


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
                raise _inside_loop(process, element, id_)
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


def _activate(step: Step, case: Case, process: Process, key: int, instruction: c.ActivateInstruction) -> int:
    """Enters the element; returns the key of the scope that it lies in."""
    element = process.elements[instruction.element_id]
    scope = instruction.ancestor_key if instruction.ancestor_key > 0 else key
    below = _below(process, element, case.elements[scope].element)
    given: dict[str, dict[str, Any]] = {}
    for variables in instruction.variables:
        given.setdefault(variables.scope_id or process.id, {}).update(variables.variables)
    _give(step, key, given.get(process.id))
    for id_ in below:
        there = [k for k in _descend(case, scope) if case.elements[k].element == id_ and not _is_body(case.elements[k])]
        scope = there[0] if there and instruction.ancestor_key <= 0 else step.life.enter_empty(step, scope, id_)
        _give(step, scope, given.get(id_))
    step.life.enter(step, scope, element.id, local=given.get(element.id))
    return scope


def _give(step: Step, scope: int, variables: Mapping[str, Any] | None) -> None:
    if variables:
        step.set_local(scope, variables)


def _terminate(step: Step, case: Case, instance: ElementInstance, entered: set[int]) -> None:
    """Ends it, and scopes around it that nothing is left in; the last one ends the process instance.

    A scope that something was activated in is not emptied by this: when that has ended already, the scope completes.
    """
    scope = case.elements.get(instance.scope)
    step.life.terminate(step, instance.key)
    while scope is not None and not scope.children and scope.key in case.elements:
        if scope.joins or step.flying.get(scope.key):
            return
        if scope.key in entered:
            step.later(step.life.check_scope, scope.key)
            return
        outer = case.elements.get(scope.scope)
        step.life.terminate(step, scope.key)
        scope = outer
