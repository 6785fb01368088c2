"""Which sequence flows a token takes, and when a joining gateway has what it waits for.

Source: Camunda 8 docs, "Exclusive gateway", "Inclusive gateway", "Parallel gateway", "Conditions", "Link events".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from deploy.engine.core.entities import ElementInstance
from deploy.engine.core.step import CONDITION, FaultError, Step, kind
from deploy.engine.model.process import Element, Flow, Process, Type

Flows = Sequence[Flow]


def all_of(element: Element) -> Flows:
    """Every outgoing flow."""
    return element.outgoing


def has_conditions(element: Element) -> bool:
    """Whether the way out has to be chosen."""
    if element.type not in (Type.EXCLUSIVE_GATEWAY, Type.INCLUSIVE_GATEWAY):
        return False
    return len(element.outgoing) > 1 or any(flow.condition is not None for flow in element.outgoing)


def chosen(step: Step, instance: ElementInstance, element: Element) -> Flows:
    """The flows that are taken. Raises `FaultError` where a condition fails or nothing fits."""
    if not has_conditions(element):
        return element.outgoing
    variables = step.visible(instance.key)
    exclusive = element.type is Type.EXCLUSIVE_GATEWAY
    taken: list[Flow] = []
    for flow in element.outgoing:
        if flow.condition is None or flow.id == element.default_flow:
            continue
        value = step.value(flow.condition, variables, CONDITION, f"the condition of {flow.id!r}")
        if not isinstance(value, bool):
            why = flow.condition.explain(variables, step.time)
            raise FaultError(
                "EXTRACT_VALUE_ERROR",
                f"Expected the condition {flow.condition.text!r} of {flow.id!r} to give true or false, "
                f"but it gave {kind(value)}. {why}".rstrip(),
            )
        if value:
            taken.append(flow)
            if exclusive:
                return taken
    if taken:
        return taken
    default = [flow for flow in element.outgoing if flow.id == element.default_flow]
    if default:
        return default
    if len(element.outgoing) == 1 and element.outgoing[0].condition is None:
        return element.outgoing
    raise FaultError(
        CONDITION,
        "Expected at least one condition to evaluate to true, or to have a default flow, but neither was the case.",
    )


def is_inclusive(step: Step, scope: ElementInstance, gateway: str) -> bool:
    """Whether a joining gateway is an inclusive one."""
    process = step.state.process(scope.instance, step.case(scope.key))
    return process.elements[gateway].type is Type.INCLUSIVE_GATEWAY


def tokens_to_join(step: Step, scope: ElementInstance, gateway: str) -> list[str]:
    """The flows whose tokens the gateway takes now; empty when it has to wait."""
    waiting = (scope.joins or {}).get(gateway)
    if not waiting:
        return []
    case = step.case(scope.key)
    process = step.state.process(scope.instance, case)
    element = process.elements[gateway]
    if element.type is Type.PARALLEL_GATEWAY:
        flows = [flow.id for flow in element.incoming]
        return flows if all(flow in waiting for flow in flows) else []
    # An inclusive gateway waits as long as a token elsewhere in its scope can still come in by a flow that has none.
    missing = [flow for flow in element.incoming if flow.id not in waiting]
    if missing:
        places = [case.elements[key].element for key in scope.children or ()]
        places += [other for other in scope.joins or () if other != gateway]
        if _reaches(process, places, {flow.source for flow in missing}, gateway):
            return []
    return [flow.id for flow in element.incoming if flow.id in waiting]


def _reaches(process: Process, places: Iterable[str], goals: set[str], around: str) -> bool:
    seen: set[str] = set()
    left = list(places)
    while left:
        id_ = left.pop()
        if id_ in seen or id_ == around:
            continue
        seen.add(id_)
        if id_ in goals:
            return True
        element = process.elements[id_]
        left += [flow.target for flow in element.outgoing]
        left += element.boundary
        if element.event is not None and element.event.link is not None:
            target = process.links.get((element.scope or "", element.event.link))
            left += [target] if target else []
    return False


def link_target(step: Step, instance: ElementInstance, element: Element) -> str | None:
    """Where a throwing link event leads; None for a catching one."""
    if element.type is not Type.INTERMEDIATE_THROW_EVENT or element.event is None or element.event.link is None:
        return None
    process = step.state.process(instance.instance, step.case(instance.key))
    return process.links[(element.scope or "", element.event.link)]
