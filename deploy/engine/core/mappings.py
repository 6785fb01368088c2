"""Input and output mappings, and where the result of an element's work goes.

Source: Camunda 8 docs, "Variables" (scopes, propagation), "Input/output variable mappings".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.engine.core.entities import ElementInstance
from deploy.engine.core.step import IO_MAPPING, Step
from deploy.engine.model.process import Element, IoMapping


def apply_inputs(step: Step, instance: ElementInstance, element: Element) -> None:
    """Makes the element's own variables. A later mapping sees what an earlier one made. Raises `FaultError`."""
    step.set_local(instance.key, _evaluate(step, instance, element.inputs, merge_into_outer=False))


def apply_outputs(step: Step, instance: ElementInstance, element: Element) -> None:
    """Only what the mappings list leaves the element. Raises `FaultError`."""
    values = _evaluate(step, instance, element.outputs, merge_into_outer=True)
    step.merge(outlet(instance), values)


def outlet(instance: ElementInstance) -> int:
    """The scope that what leaves an element goes to first. An iteration's is its own: its output element is there."""
    return instance.key if instance.loop or not instance.scope else instance.scope


def take_result(step: Step, instance: ElementInstance, element: Element, variables: Mapping[str, Any]) -> None:
    """With output mappings the result stays in the element, for them to pick from; without, it goes upward.

    That holds for what starts an event sub-process too: it stays within only where an input mapping of the
    sub-process has made a variable of that name.
    """
    if element.outputs:
        step.set_local(instance.key, variables)
    else:
        step.merge(instance.key, variables)


def _evaluate(
    step: Step, instance: ElementInstance, mappings: tuple[IoMapping, ...], *, merge_into_outer: bool
) -> dict[str, Any]:
    visible = step.visible(instance.key)
    known = dict(visible) if len(mappings) > 1 else visible
    result: dict[str, Any] = {}
    for mapping in mappings:
        value = step.value(mapping.source, known, IO_MAPPING, "the mapping")
        name, *path = mapping.target
        if path:
            outer = known.get(name) if merge_into_outer or name in result else None
            value = _put(outer, path, value)
        result[name] = value
        if len(mappings) > 1:
            known[name] = value  # type: ignore[index]
    return result


def _put(there: Any, path: list[str], value: Any) -> dict[str, Any]:
    """A context with the value at a path in it; what else is there stays."""
    context = dict(there) if isinstance(there, dict) else {}
    name, *rest = path
    context[name] = _put(context.get(name), rest, value) if rest else value
    return context
