"""Process instances, element instances, tokens, loops and variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.applying.case_of import case_of
from deploy.engine.core.entities import ACTIVATING, ACTIVE, COMPLETING, TERMINATING, Case, ElementInstance, Instance
from deploy.engine.core.keys import block_of, root_of
from deploy.engine.core.state import State, mark

_PROCESS = "PROCESS"


def _instance_started(state: State, event: e.InstanceStarted, _now: int) -> None:
    if event.key == event.root:
        case = Case(event.key)
        state.cases[event.key] = case
        state.blocks = block_of(event.key) + 1
        state.dirty.add(event.key)
    else:
        case = case_of(state, event.key)
        case.last_key = event.key
    case.instances[event.key] = Instance(
        event.key,
        event.definition,
        event.parent_instance,
        event.parent_element,
        event.tags,
        event.business_id,
        event.terminate_after,
    )
    process_id = state.definitions[event.definition].process.id
    case.elements[event.key] = ElementInstance(event.key, event.key, process_id, _PROCESS, 0, ACTIVATING, 0)
    if event.parent_element:
        case.elements[event.parent_element].called = event.key


def _element_entered(state: State, event: e.ElementEntered, _now: int) -> None:
    case = case_of(state, event.key)
    case.last_key = event.key
    scope = case.elements[event.scope]
    case.elements[event.key] = ElementInstance(
        event.key,
        event.instance,
        event.element,
        event.type,
        event.scope,
        ACTIVE if event.active else ACTIVATING,
        event.loop,
    )
    if scope.children is None:
        scope.children = {}
    scope.children[event.key] = None
    if event.loop and scope.counts is not None:
        scope.counts[0] += 1


def _element_activated(state: State, event: e.ElementActivated, _now: int) -> None:
    element = case_of(state, event.key).elements[event.key]
    element.state = ACTIVE
    element.listener = 0


def _element_completing(state: State, event: e.ElementCompleting, _now: int) -> None:
    element = case_of(state, event.key).elements[event.key]
    element.state = COMPLETING
    element.listener = 0


def _element_completed(state: State, event: e.ElementCompleted, _now: int) -> None:
    _leave(state, event.key, 1)


def _element_terminating(state: State, event: e.ElementTerminating, _now: int) -> None:
    case_of(state, event.key).elements[event.key].state = TERMINATING


def _element_terminated(state: State, event: e.ElementTerminated, _now: int) -> None:
    _leave(state, event.key, 2)


def _leave(state: State, key: int, how: int) -> None:
    case = case_of(state, key)
    element = case.elements.pop(key)
    if element.scope:
        scope = case.elements[element.scope]
        if scope.children is not None:
            scope.children.pop(key, None)
            if not scope.children:
                scope.children = None
        if element.loop and scope.counts is not None:
            scope.counts[how] += 1
    if element.type != _PROCESS:
        return
    instance = case.instances.pop(key)
    if instance.lock is not None:
        state.locks.pop(mark(*instance.lock), None)
    if instance.parent_element:
        parent = case.elements.get(instance.parent_element)
        if parent is not None:
            parent.called = 0
    if key == case.root:
        del state.cases[key]
        if root_of(case.last_key) != key:
            state.aliases = {block: root for block, root in state.aliases.items() if root != key}


def _flow_taken(state: State, event: e.FlowTaken, _now: int) -> None:
    if not event.waits:
        return  # it enters its target in the same step
    scope = case_of(state, event.scope).elements[event.scope]
    if scope.joins is None:
        scope.joins = {}
    at_gateway = scope.joins.setdefault(event.target, {})
    at_gateway[event.flow] = at_gateway.get(event.flow, 0) + 1


def _join_left(state: State, event: e.JoinLeft, _now: int) -> None:
    scope = case_of(state, event.scope).elements[event.scope]
    if scope.joins is None:
        return
    at_gateway = scope.joins[event.target]
    for flow in event.flows:
        at_gateway[flow] -= 1
        if not at_gateway[flow]:
            del at_gateway[flow]
    if not at_gateway:
        del scope.joins[event.target]
        if not scope.joins:
            scope.joins = None


def _loop_started(state: State, event: e.LoopStarted, _now: int) -> None:
    body = case_of(state, event.key).elements[event.key]
    body.items = event.items
    body.counts = [0, 0, 0]


def _loop_result(state: State, event: e.LoopResult, _now: int) -> None:
    case = case_of(state, event.key)
    body = case.elements[event.key]
    loop = state.element(body, case).loop
    if body.variables and loop and loop.output_collection in body.variables:
        # A new list: the old one is part of an event that may still have to be written.
        results = list(body.variables[loop.output_collection])
        results[event.item] = event.value
        body.variables[loop.output_collection] = results


def _triggered(state: State, event: e.Triggered, _now: int) -> None:
    case_of(state, event.key).elements[event.key].trigger = (event.element, event.variables)


def _trigger_taken(state: State, event: e.TriggerTaken, _now: int) -> None:
    case_of(state, event.key).elements[event.key].trigger = None


def _variables_set(state: State, event: e.VariablesSet, _now: int) -> None:
    element = case_of(state, event.scope).elements[event.scope]
    if element.variables is None:
        element.variables = dict(event.variables)
    else:
        element.variables.update(event.variables)


APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    e.InstanceStarted: _instance_started,
    e.ElementEntered: _element_entered,
    e.ElementActivated: _element_activated,
    e.ElementCompleting: _element_completing,
    e.ElementCompleted: _element_completed,
    e.ElementTerminating: _element_terminating,
    e.ElementTerminated: _element_terminated,
    e.FlowTaken: _flow_taken,
    e.JoinLeft: _join_left,
    e.LoopStarted: _loop_started,
    e.LoopResult: _loop_result,
    e.Triggered: _triggered,
    e.TriggerTaken: _trigger_taken,
    e.VariablesSet: _variables_set,
}
