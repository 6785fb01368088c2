"""Migration: a running process instance goes on by another definition.

Source: Camunda 8 docs, "Process instance migration" (mapping, limitations). Jobs, user tasks, variables and incidents
stay; subscriptions and timers of mapped catching elements stay as they are, others are closed and new ones opened.
"""

from __future__ import annotations

from collections.abc import Iterator

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.catching import Wanted, close_all, open_all, plan
from deploy.engine.core.incidents import raise_incident
from deploy.engine.core.replies import Done, Reason
from deploy.engine.core.state import ACTIVE, Case, ElementInstance
from deploy.engine.core.step import FaultError, RefusedError, Step
from deploy.engine.model.process import EventType, Process, Type


def migrate(step: Step, command: c.MigrateInstance) -> Done:
    """Carries out a migration. Raises `RefusedError` before anything changed."""
    found = step.state.find_instance(command.key)
    if found is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to migrate process instance but no process instance found with key '{command.key}'",
        )
    case, record = found
    if record.parent_instance:
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to migrate process instance '{command.key}' but process instance is a child process instance.",
        )
    target = step.state.definitions.get(command.target_definition_key)
    if target is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to migrate process instance to process definition but no process definition found with key "
            f"'{command.target_definition_key}'",
        )
    source = step.state.process(command.key, case)
    mapping = _mapping(command, source, target.process)
    own = [i for i in case.elements.values() if i.instance == command.key and i.type != Type.PROCESS]
    for instance in own:
        _check(command.key, case, source, target.process, mapping, instance)
    step.emit(e.InstanceMigrated(command.key, command.target_definition_key))
    for instance in own:
        if mapping[instance.element] != instance.element:
            step.emit(e.ElementMigrated(instance.key, mapping[instance.element]))
    for instance in [case.elements[command.key], *own]:
        if instance.state == ACTIVE:
            _subscribe_again(step, case, instance, mapping)
    return Done()


def _mapping(command: c.MigrateInstance, source: Process, target: Process) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for from_id, to_id in command.mapping:
        if from_id in mapping:
            raise RefusedError(
                Reason.INVALID_ARGUMENT,
                f"Expected to migrate process instance '{command.key}' but the mapping instructions contain duplicate "
                f"source element ids '[{from_id}]'.",
            )
        for id_, process, what in ((from_id, source, "source"), (to_id, target, "target")):
            if id_ not in process.elements:
                raise RefusedError(
                    Reason.INVALID_ARGUMENT,
                    f"Expected to migrate process instance '{command.key}' but mapping instructions contain a "
                    f"non-existing {what} element id '{id_}'. Elements provided in mapping instructions must exist in "
                    f"the {what} process definition.",
                )
        mapping[from_id] = to_id
    return mapping


def _check(
    key: int, case: Case, source: Process, target: Process, mapping: dict[str, str], instance: ElementInstance
) -> None:
    begin = f"Expected to migrate process instance '{key}' but active element with id '{instance.element}'"
    goal = mapping.get(instance.element)
    if goal is None:
        raise RefusedError(
            Reason.INVALID_STATE,
            f"{begin} is unmapped. Elements cannot be migrated without a mapping.",
        )
    before, after = source.elements[instance.element], target.elements[goal]
    if before.type is not after.type or (before.user_task is None) != (after.user_task is None):
        raise RefusedError(
            Reason.INVALID_STATE,
            f"{begin} and type '{before.type.value}' is mapped to an element with id '{goal}' and different type "
            f"'{after.type.value}'. Elements must be mapped to elements of the same type.",
        )
    if (before.loop is None) != (after.loop is None):
        raise RefusedError(
            Reason.INVALID_STATE, f"{begin} is mapped to '{goal}', but only one of them is multi-instance."
        )
    old_scope, new_scope = before.scope or source.id, after.scope or target.id
    expected = target.id if old_scope == source.id else mapping.get(old_scope)
    if new_scope != expected:
        raise RefusedError(
            Reason.INVALID_STATE,
            f"{begin} is mapped to an element in another flow scope. The flow scope must not change.",
        )
    if instance.job and case.jobs[instance.job].kind == "EXECUTION_LISTENER":
        raise RefusedError(Reason.INVALID_STATE, f"{begin} has an execution listener job pending. Let it end first.")
    task = case.tasks.get(instance.task)
    if task is not None and task.job:
        raise RefusedError(Reason.INVALID_STATE, f"{begin} has a task listener job pending. Let it end first.")


def _subscribe_again(step: Step, case: Case, instance: ElementInstance, mapping: dict[str, str]) -> None:
    """What it waits for by the new definition; a mapped catching element keeps its moment or its message."""
    kept = [_renamed(want, mapping) for want in _open(case, instance) if want.element in mapping]
    there = {want.element for want in kept}
    try:
        wanted = [want for want in plan(step, instance, step.model(instance)) if want.element not in there]
    except FaultError as fault:
        raise_incident(step, instance, fault)
        wanted = []
    close_all(step, instance)
    open_all(step, instance, kept + wanted)


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


def _renamed(want: Wanted, mapping: dict[str, str]) -> Wanted:
    return want._replace(element=mapping[want.element])
