"""Time: what falls due fires, and the clock can be held for tests and demonstrations.

Source: Camunda 8 docs, "Timer events", "Cluster clock". A timer whose moment is past fires at the next tick.
"""

from __future__ import annotations

import heapq

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.catching import can_trigger, next_due
from deploy.engine.core.entities import Timer
from deploy.engine.core.instances import start_by_event
from deploy.engine.core.messages import expire
from deploy.engine.core.replies import Done, Reason, Ticked
from deploy.engine.core.state import MESSAGE_END, TIMER
from deploy.engine.core.step import FaultError, RefusedError, Step
from deploy.engine.core.taking import fall_due
from deploy.engine.model.process import Element, TimerKind

MAX_TIME = 253_402_300_799_999
"""The last millisecond of the year 9999."""


def tick(step: Step, command: c.Tick) -> Ticked:
    """Fires what is due."""
    due = step.state.due
    for _ in range(command.limit):
        moment = step.state.next_due()
        if moment is None or moment > step.now:
            return Ticked(more=False)
        moment, key, what = heapq.heappop(due)
        if what == MESSAGE_END:
            expire(step, key, moment)
        elif what == TIMER:
            step.later(_fire, key)
            step.drain()
        else:
            fall_due(step, key, moment)
    moment = step.state.next_due()
    return Ticked(more=moment is not None and moment <= step.now)


def _fire(step: Step, key: int) -> None:
    start = step.state.start_timers.get(key)
    if start is not None:
        _fire_start(step, start)
        return
    case = step.state.case(key)
    timer = case.timers.get(key) if case else None
    if case is None or timer is None:
        return
    instance = case.elements[timer.element_instance]
    element = step.state.process(timer.instance, case).elements[timer.element]
    step.emit(e.TimerTriggered(key))
    if not can_trigger(instance):
        return
    if not element.interrupting and timer.repetitions != 1:
        _again(step, timer, element)
    step.life.trigger(step, instance, timer.element, {})


def _again(step: Step, timer: Timer, element: Element) -> None:
    """A cycle goes on, counted from when it was due, so that being a little late does not move it."""
    event = element.event
    if event is None or event.timer_kind is not TimerKind.CYCLE:
        return
    left = timer.repetitions - 1 if timer.repetitions > 0 else timer.repetitions
    in_case = timer.element_instance != 0
    try:
        due = next_due(step, event, step.visible(timer.element_instance) if in_case else {}, timer.due)
    except FaultError:
        return  # its variables changed so that it is no cycle any more
    key = step.key(step.case(timer.element_instance)) if in_case else step.global_key()
    step.emit(e.TimerCreated(key, timer.element_instance, timer.instance, timer.definition, timer.element, due, left))


def _fire_start(step: Step, timer: Timer) -> None:
    step.emit(e.TimerTriggered(timer.key))
    definition = step.state.definitions.get(timer.definition)
    if definition is None:
        return
    if timer.repetitions != 1:
        _again(step, timer, definition.process.elements[timer.element])
    start_by_event(step, timer.definition, timer.element, {})


def pin(step: Step, command: c.PinClock) -> Done:
    """Holds the clock. Raises `RefusedError`."""
    if not 0 <= command.time <= MAX_TIME:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to pin the clock to a time from 1970 to 9999 in milliseconds, but got {command.time}",
        )
    step.emit(e.ClockPinned(command.time))
    return Done()


def reset(step: Step, _command: c.ResetClock) -> Done:
    """Lets the clock go."""
    step.emit(e.ClockReset())
    return Done()
