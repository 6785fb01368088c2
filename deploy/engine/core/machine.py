"""The state machine: one command in, events and an answer out.

Pure: the same state, command and time give the same events; nothing here reads a clock, a file or a random number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from deploy.engine.core import (
    clockwork,
    deployments,
    incidents,
    instances,
    lifecycle,
    messages,
    migration,
    modification,
    reporting,
    taking,
    tasks,
    throwing,
    variables,
)
from deploy.engine.core import commands as c
from deploy.engine.core.replies import Outcome, Reply, SignalBroadcast
from deploy.engine.core.state import State
from deploy.engine.core.step import Life, RefusedError, Step

_LIFE = cast(Life, lifecycle)


def step(state: State, command: c.Command, now: int) -> Outcome:
    """Carries out a command at the engine's time `now` (milliseconds). The events are applied when it returns."""
    state.steps += 1
    work = Step(state, now, _LIFE)
    try:
        answer: Any = _HANDLERS[type(command)](work, command)
    except RefusedError as refusal:
        return Outcome(refusal.rejection, work.events, work.notes)
    work.drain()
    return Outcome(answer, work.events, work.notes)


def _broadcast(work: Step, command: c.BroadcastSignal) -> SignalBroadcast:
    return SignalBroadcast(throwing.broadcast(work, command.name, command.variables))


_HANDLERS: dict[type[Any], Callable[[Step, Any], Reply]] = {
    c.Deploy: deployments.deploy,
    c.DeleteResource: deployments.delete,
    c.CreateInstance: instances.create,
    c.CancelInstance: instances.cancel,
    c.ModifyInstance: modification.modify,
    c.MigrateInstance: migration.migrate,
    c.SetVariables: variables.set_variables,
    c.ActivateJobs: taking.activate_jobs,
    c.YieldJob: taking.yield_job,
    c.CompleteJob: reporting.complete_job,
    c.FailJob: reporting.fail_job,
    c.ThrowJobError: reporting.throw_error,
    c.UpdateJob: reporting.update_job,
    c.PublishMessage: messages.publish,
    c.CorrelateMessage: messages.correlate,
    c.BroadcastSignal: _broadcast,
    c.ResolveIncident: incidents.resolve,
    c.ResolveIncidents: incidents.resolve_all,
    c.AssignTask: tasks.assign,
    c.UpdateTask: tasks.update,
    c.CompleteTask: tasks.complete,
    c.PinClock: clockwork.pin,
    c.ResetClock: clockwork.reset,
    c.Tick: clockwork.tick,
}
