"""What a migration may not do. Source: Camunda 8 docs, "Process instance migration" (limitations)."""

from __future__ import annotations

from deploy.engine.core.entities import Case, ElementInstance
from deploy.engine.core.replies import Reason
from deploy.engine.core.step import RefusedError
from deploy.engine.model.process import Element, EventType, Process, Type

_CAUGHT = (EventType.MESSAGE, EventType.TIMER, EventType.SIGNAL, EventType.ERROR, EventType.ESCALATION)


def refused(key: int, element: str, why: str) -> RefusedError:
    """The refusal of a migration because of one active element."""
    return RefusedError(
        Reason.INVALID_STATE,
        f"Expected to migrate process instance '{key}' but active element with id '{element}' {why}",
    )


def check_element(
    key: int, case: Case, source: Process, target: Process, mapping: dict[str, str], instance: ElementInstance
) -> None:
    """Whether an active element may become the one that it is mapped to. Raises `RefusedError`."""
    goal = mapping.get(instance.element)
    if goal is None or goal not in target.elements:
        raise refused(key, instance.element, "is unmapped. Elements cannot be migrated without a mapping.")
    before, after = source.elements[instance.element], target.elements[goal]
    if before.type is not after.type or (before.user_task is None) != (after.user_task is None):
        raise refused(
            key,
            instance.element,
            f"and type '{before.type.value}' is mapped to an element with id '{goal}' and different type "
            f"'{after.type.value}'. Elements must be mapped to elements of the same type.",
        )
    _check_loop(key, before, after)
    old_scope, new_scope = before.scope or source.id, after.scope or target.id
    expected = target.id if old_scope == source.id else mapping.get(old_scope)
    if new_scope != expected:
        raise refused(
            key, instance.element, "is mapped to an element in another flow scope. The flow scope must not change."
        )
    if instance.job and case.jobs[instance.job].kind == "EXECUTION_LISTENER":
        raise refused(key, instance.element, "has an execution listener job pending. Let it end first.")
    task = case.tasks.get(instance.task)
    if task is not None and task.job:
        raise refused(key, instance.element, "has a task listener job pending. Let it end first.")


def _check_loop(key: int, before: Element, after: Element) -> None:
    if (before.loop is None) != (after.loop is None):
        raise refused(key, before.id, f"is mapped to '{after.id}', but only one of them is multi-instance.")
    if before.loop is not None and after.loop is not None and before.loop.sequential != after.loop.sequential:
        raise refused(key, before.id, f"is mapped to '{after.id}', but only one of them is sequential.")


def check_catching(key: int, source: Process, target: Process, mapping: dict[str, str]) -> None:
    """Whether catching events are mapped to such of the same kind, at the same place, each once. Raises
    `RefusedError`."""
    goals: set[str] = set()
    for from_id, to_id in mapping.items():
        before, after = source.elements.get(from_id), target.elements.get(to_id)
        if before is None or after is None or before.event is None or before.event.type not in _CAUGHT:
            continue
        if before.type not in (Type.BOUNDARY_EVENT, Type.START_EVENT, Type.INTERMEDIATE_CATCH_EVENT, Type.RECEIVE_TASK):
            continue
        why = ""
        if after.event is None or after.event.type is not before.event.type or after.type is not before.type:
            why = f"is mapped to '{to_id}', which catches something else"
        elif before.attached_to and mapping.get(before.attached_to, after.attached_to) != after.attached_to:
            why = f"is mapped to '{to_id}', which is attached to another element than the one it is attached to"
        elif to_id in goals:
            why = f"is mapped to '{to_id}', as another one is"
        if why:
            raise RefusedError(
                Reason.INVALID_STATE,
                f"Expected to migrate process instance '{key}' but the catch event with id '{from_id}' {why}.",
            )
        goals.add(to_id)


def check_join(key: int, source: Process, target: Process, mapping: dict[str, str], gateway: str) -> None:
    """Whether a joining gateway at which tokens wait is mapped to one that can take them. Raises `RefusedError`."""
    goal = target.elements.get(mapping.get(gateway, ""))
    if goal is None:
        raise refused(key, gateway, "is unmapped, and tokens wait at it. Map it to a joining gateway.")
    before = source.elements[gateway]
    if goal.type is not before.type:
        raise refused(key, gateway, f"is mapped to '{goal.id}', which is no gateway of the same type.")
    if len(goal.incoming) < len(before.incoming):
        raise refused(key, gateway, f"is mapped to '{goal.id}', which has fewer incoming sequence flows.")
    if (before.scope == source.id) != (goal.scope == target.id) or (
        before.scope != source.id and mapping.get(before.scope or "") != goal.scope
    ):
        raise refused(key, gateway, f"is mapped to '{goal.id}' in another flow scope.")


def target_join(key: int, mapping: dict[str, str], goal: Element, flow: str) -> str:
    """The flow into the new gateway that a waiting token has come by. Raises `RefusedError`."""
    found = mapping.get(flow, flow)
    if all(incoming.id != found for incoming in goal.incoming):
        raise refused(
            key, goal.id, f"has a token that came by the sequence flow '{flow}'. Map that to one of its incoming flows."
        )
    return found
