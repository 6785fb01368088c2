"""Variables set from outside. Source: Camunda 8 docs, "Variables", "SetVariables"."""

from __future__ import annotations

from deploy.engine.core import commands as c
from deploy.engine.core import tasks
from deploy.engine.core.replies import Done, Pending, Reason
from deploy.engine.core.step import RefusedError, Step


def set_variables(step: Step, command: c.SetVariables) -> Done | Pending:
    """Merges variables into a scope. Raises `RefusedError`."""
    instance = step.find(command.element_instance_key)
    if instance is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to update variables for element with key '{command.element_instance_key}', but no such element "
            "was found",
        )
    if instance.task:
        return tasks.set_variables(step, instance, command)
    if command.local:
        step.set_local(instance.key, command.variables)
    else:
        step.merge(instance.key, command.variables)
    return Done()
