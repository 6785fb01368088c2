"""Migration: a running process instance goes on by another definition.

Source: Camunda 8 docs, "Process instance migration" (mapping, catch events, joining gateways, limitations). Jobs, user
tasks, variables and incidents stay; subscriptions and timers of mapped catching elements stay as they are, others are
closed and new ones opened. Everything is checked and evaluated before anything changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.catching import Wanted, close_all, open_all, plan
from deploy.engine.core.entities import ACTIVE, Case, ElementInstance
from deploy.engine.core.migration_rules import check_catching, check_element, check_join, refused, target_join
from deploy.engine.core.replies import Done, Reason
from deploy.engine.core.step import FaultError, RefusedError, Step
from deploy.engine.model.process import EventType, Process, Type


class _Tokens(NamedTuple):
    """Tokens that wait at a joining gateway, before and after."""

    scope: int
    gateway: str
    flows: list[str]
    target: str
    target_flows: list[str]


def migrate(step: Step, command: c.MigrateInstance) -> Done:
    """Carries out a migration. Raises `RefusedError` before anything changed."""
    found = step.state.find_instance(command.key)
    if found is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to migrate process instance but no process instance found with key '{command.key}'",
        )
    case, _ = found
    definition = step.state.definitions.get(command.target_definition_key)
    if definition is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to migrate process instance to process definition but no process definition found with key "
            f"'{command.target_definition_key}'",
        )
    source, target = step.state.process(command.key, case), definition.process
    mapping = _mapping(command, source, target)
    check_catching(command.key, source, target, mapping)
    own = [i for i in case.elements.values() if i.instance == command.key and i.type != Type.PROCESS]
    for instance in own:
        check_element(command.key, case, source, target, mapping, instance)
    places = [case.elements[command.key], *own]
    tokens = [token for place in places for token in _tokens(command.key, place, source, target, mapping)]
    waiting = [
        (place, _wanted(step, command.key, case, place, target, mapping)) for place in places if place.state == ACTIVE
    ]
    _carry_out(step, command, own, mapping, tokens, waiting)
    return Done()


def _mapping(command: c.MigrateInstance, source: Process, target: Process) -> dict[str, str]:
    """From element and flow ids to those of the target."""
    mapping: dict[str, str] = {}
    for from_id, to_id in command.mapping:
        if from_id in mapping:
            raise RefusedError(
                Reason.INVALID_ARGUMENT,
                f"Expected to migrate process instance '{command.key}' but the mapping instructions contain duplicate "
                f"source element ids '[{from_id}]'.",
            )
        for id_, process, what in ((from_id, source, "source"), (to_id, target, "target")):
            if id_ not in process.elements and id_ not in _flow_ids(process):
                raise RefusedError(
                    Reason.INVALID_ARGUMENT,
                    f"Expected to migrate process instance '{command.key}' but mapping instructions contain a "
                    f"non-existing {what} element id '{id_}'. Elements provided in mapping instructions must exist in "
                    f"the {what} process definition.",
                )
        mapping[from_id] = to_id
    return mapping


def _flow_ids(process: Process) -> set[str]:
    return {flow.id for element in process.elements.values() for flow in element.outgoing}


def _tokens(
    key: int, place: ElementInstance, source: Process, target: Process, mapping: dict[str, str]
) -> Iterator[_Tokens]:
    for gateway, waiting in (place.joins or {}).items():
        check_join(key, source, target, mapping, gateway)
        flows = [flow for flow, count in waiting.items() for _ in range(count)]
        goal = target.elements[mapping[gateway]]
        yield _Tokens(place.key, gateway, flows, goal.id, [target_join(key, mapping, goal, flow) for flow in flows])


def _wanted(
    step: Step, key: int, case: Case, instance: ElementInstance, target: Process, mapping: dict[str, str]
) -> list[Wanted]:
    """What it waits for by the new definition; a mapped catching element keeps its moment or its message."""
    goal = target.root if instance.type == Type.PROCESS else target.elements[mapping[instance.element]]
    kept = [
        want._replace(element=mapping[want.element], interrupting=target.elements[mapping[want.element]].interrupting)
        for want in _open(case, instance)
        if want.element in mapping
    ]
    there = {want.element for want in kept}
    try:
        return kept + [want for want in plan(step, instance, goal, target) if want.element not in there]
    except FaultError as fault:
        raise refused(key, instance.element, f"cannot wait for its events: {fault.message}") from fault


def _open(case: Case, instance: ElementInstance) -> Iterator[Wanted]:
    for key in instance.subscriptions or ():
        s = case.subscriptions[key]
        yield Wanted(EventType.MESSAGE, s.element, s.interrupting, s.name, s.correlation_key)
    for key in instance.signals or ():
        s = case.signals[key]
        yield Wanted(EventType.SIGNAL, s.element, s.interrupting, s.name)
    for key in instance.timers or ():
        t = case.timers[key]
        yield Wanted(EventType.TIMER, t.element, True, due=t.due, repetitions=t.repetitions)


def _carry_out(
    step: Step,
    command: c.MigrateInstance,
    own: list[ElementInstance],
    mapping: dict[str, str],
    tokens: list[_Tokens],
    waiting: list[tuple[ElementInstance, list[Wanted]]],
) -> None:
    for token in tokens:
        for flow in token.flows:
            step.emit(e.JoinLeft(token.scope, token.gateway, [flow]))
    for instance, _ in waiting:
        close_all(step, instance)
    step.emit(e.InstanceMigrated(command.key, command.target_definition_key))
    for instance in own:
        if mapping[instance.element] != instance.element:
            step.emit(e.ElementMigrated(instance.key, mapping[instance.element]))
    for token in tokens:
        for flow in token.target_flows:
            step.emit(e.FlowTaken(command.key, token.scope, flow, token.target, True))
        step.later(step.life.check_join, token.scope, token.target)
    for instance, wanted in waiting:
        open_all(step, instance, wanted)
        step.later(step.life.await_messages, instance.key)
