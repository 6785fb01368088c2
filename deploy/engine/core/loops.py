"""Multi-instance activities: a body with one inner instance for each item.

Source: Camunda 8 docs, "Multi-instance". Results keep the order of the input whatever the order of completion.
"""

from __future__ import annotations

import re
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.entities import ACTIVE, ElementInstance
from deploy.engine.core.step import EXTRACT, FaultError, Step, kind
from deploy.engine.model.process import Element, Loop


def prepare(step: Step, instance: ElementInstance, element: Element) -> list[Any]:
    """The items. Raises `FaultError` when there is no list."""
    loop = _loop(element)
    variables = step.visible(instance.key)
    items = step.value(loop.input_collection, variables, EXTRACT, "the input collection")
    if not isinstance(items, list):
        raise step.wrong(loop.input_collection, variables, items, "the input collection", "a list", EXTRACT)
    return items


def begin(step: Step, body: ElementInstance, element: Element, items: list[Any]) -> None:
    """Enters the inner instances: all, or the first one."""
    loop = _loop(element)
    step.emit(e.LoopStarted(body.key, items))
    if loop.output_collection:
        step.set_local(body.key, {loop.output_collection: [None] * len(items)})
    if not items:
        step.life.complete(step, body.key)
        return
    for index in range(1 if loop.sequential else len(items)):
        step.later(_enter_inner, body.key, index)


def _enter_inner(step: Step, body_key: int, index: int) -> None:
    body = step.find(body_key)
    if body is None or body.state != ACTIVE or body.trigger is not None or step.is_cut(body_key):
        return
    element = step.model(body)
    loop = _loop(element)
    local: dict[str, Any] = {}
    own = _own_variable(loop)
    if own:
        local[own] = None
    if loop.input_element:
        local[loop.input_element] = (body.items or [])[index]
    local["loopCounter"] = index + 1
    step.life.enter(step, body_key, body.element, loop=index + 1, local=local)


def _own_variable(loop: Loop) -> str | None:
    """The variable that the output element reads, when that is all it does: then each inner instance has its own."""
    if loop.output_element is None:
        return None
    match = _ACCESS.fullmatch(loop.output_element.text)
    return match[1] if match and match[1] not in ("null", "true", "false") else None


_ACCESS = re.compile(r"=\s*([^\W\d]\w*)(?:\s*\.\s*[^\W\d]\w*)*\s*")


def collect(step: Step, inner: ElementInstance, element: Element) -> bool:
    """Keeps the result of an inner instance that ends; whether the completion condition is met. Raises `FaultError`."""
    loop = _loop(element)
    variables = step.visible(inner.key)
    value = None
    if loop.output_collection and loop.output_element is not None:
        value = step.value(loop.output_element, variables, EXTRACT, "the output element")
    met = False
    body = step.case(inner.key).elements[inner.scope]
    if loop.completion_condition is not None:
        found = step.value(
            loop.completion_condition,
            {**variables, **_numbers(body, loop)},
            EXTRACT,
            "the completion condition",
        )
        if not isinstance(found, bool):
            raise FaultError(
                EXTRACT,
                f"Expected the completion condition {loop.completion_condition.text!r} to give true or false, "
                f"but it gave {kind(found)}.",
            )
        met = found
    if loop.output_collection and loop.output_element is not None:
        step.emit(e.LoopResult(body.key, inner.loop - 1, value))
    return met


def _numbers(body: ElementInstance, loop: Loop) -> dict[str, int]:
    """As they are once the instance that just ends has ended. Parallel ones count as active from the beginning."""
    counts = body.counts or [0, 0, 0]
    total = len(body.items or ())
    return {
        "numberOfInstances": total,
        "numberOfActiveInstances": 0 if loop.sequential else total - counts[1] - counts[2] - 1,
        "numberOfCompletedInstances": counts[1] + 1,
        "numberOfTerminatedInstances": counts[2],
    }


def inner_ended(step: Step, body_key: int, *, satisfied: bool = False) -> None:
    """An inner instance is over: the next one, or the end of the body."""
    body = step.find(body_key)
    if body is None or body.state != ACTIVE:
        return
    element = step.model(body)
    entered = (body.counts or [0])[0]
    if satisfied:
        step.cut(body_key)  # what is not entered yet stays out
        for child in list(body.children or ()):
            step.life.terminate(step, child)
        step.later(_end_if_empty, body_key)
    elif entered < len(body.items or ()):
        if _loop(element).sequential and not body.children:
            step.later(_enter_inner, body_key, entered)
    elif not body.children:
        step.life.complete(step, body_key)


def _end_if_empty(step: Step, body_key: int) -> None:
    body = step.find(body_key)
    if body is not None and body.state == ACTIVE and not body.children:
        step.life.complete(step, body_key)


def hand_over(step: Step, body: ElementInstance, element: Element) -> None:
    """The output collection leaves the body that ends."""
    name = _loop(element).output_collection
    if name and body.variables and name in body.variables:
        step.merge(body.scope, {name: body.variables[name]})


def _loop(element: Element) -> Loop:
    assert element.loop is not None  # noqa: S101 - only asked of multi-instance elements
    return element.loop
