"""Messages: published, buffered, correlated; message start events with their locks.

Source: Camunda 8 docs, "Messages" (buffering, cardinality, uniqueness), "Message events".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.catching import can_trigger
from deploy.engine.core.entities import Message, StartSubscription
from deploy.engine.core.instances import start_by_event
from deploy.engine.core.replies import MessageCorrelated, MessagePublished, Reason
from deploy.engine.core.state import mark
from deploy.engine.core.step import RefusedError, Step


def publish(step: Step, command: c.PublishMessage) -> MessagePublished:
    """Carries out a publication. Raises `RefusedError`."""
    if not command.name:
        raise RefusedError(Reason.INVALID_ARGUMENT, "Expected to publish a message with a name, but the name was blank")
    identity = (command.name, command.correlation_key, command.message_id)
    if command.message_id and identity in step.state.message_ids:
        raise RefusedError(
            Reason.ALREADY_EXISTS,
            f"Expected to publish a new message with id '{command.message_id}', but a message with that id was "
            "already published",
        )
    key = _publish(step, command.name, command.correlation_key, command.message_id, command.time_to_live,
                   command.variables)  # fmt: skip
    _correlate(step, step.state.messages[key])
    if command.time_to_live <= 0:
        step.later(_expire, key)
    return MessagePublished(key)


def _publish(
    step: Step, name: str, correlation_key: str, message_id: str, time_to_live: int, variables: Mapping[str, Any]
) -> int:
    key = step.global_key()
    deadline = step.now + max(0, time_to_live)
    step.emit(e.MessagePublished(key, name, correlation_key, message_id, deadline, dict(variables)))
    return key


def correlate(step: Step, command: c.CorrelateMessage) -> MessageCorrelated:
    """Correlates now or not at all. Raises `RefusedError`."""
    if not command.name:
        raise RefusedError(
            Reason.INVALID_ARGUMENT, "Expected to correlate a message with a name, but the name was blank"
        )
    takers = _takers(step, command.name, command.correlation_key)
    starts = _starts(step, command.name, command.correlation_key)
    if not takers and not starts:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to find subscription for message with name '{command.name}' and correlation key "
            f"'{command.correlation_key}', but none was found.",
        )
    key = _publish(step, command.name, command.correlation_key, "", 0, command.variables)
    instance = _correlate(step, step.state.messages[key])
    step.later(_expire, key)
    return MessageCorrelated(key, instance)


def expire(step: Step, key: int, moment: int) -> None:
    """A buffered message's time is over."""
    message = step.state.messages.get(key)
    if message is not None and message.deadline == moment:
        step.emit(e.MessageExpired(key))


def _expire(step: Step, key: int) -> None:
    if key in step.state.messages:
        step.emit(e.MessageExpired(key))


# --- correlating -----------------------------------------------------------------------------------------------------


def _takers(step: Step, name: str, correlation_key: str) -> list[int]:
    """Open subscriptions that fit, one for each process, the oldest first."""
    there = step.state.waiting_messages.get(mark(name, correlation_key))
    if there is None:
        return []
    takers: dict[str, int] = {}
    for key in sorted([there] if isinstance(there, int) else there):
        case = step.case(key)
        subscription = case.subscriptions[key]
        instance = case.elements[subscription.element_instance]
        if can_trigger(instance):
            takers.setdefault(step.state.process(subscription.instance, case).id, key)
    return list(takers.values())


def _starts(step: Step, name: str, correlation_key: str) -> list[StartSubscription]:
    """Start events that fit, and are not held back by a case that the same correlation key started."""
    found = []
    for start in step.state.start_subscriptions.values():
        if start.kind == "MESSAGE" and start.name == name:
            process_id = step.state.definitions[start.definition].process.id
            if not (correlation_key and mark(process_id, correlation_key) in step.state.locks):
                found.append(start)
    return found


def _correlate(step: Step, message: Message) -> int:
    """Gives a message to everybody who waits for it; returns the first process instance, or 0."""
    first = 0
    for key in _takers(step, message.name, message.correlation_key):
        case = step.state.case(key)
        subscription = case.subscriptions.get(key) if case else None
        if subscription is not None:  # what came before may have ended it
            first = first or subscription.instance
            _deliver(step, key, message)
    for start in _starts(step, message.name, message.correlation_key):
        process_id = step.state.definitions[start.definition].process.id
        if process_id not in message.correlated:
            first = _start(step, start, process_id, message) or first
    return first


def _deliver(step: Step, subscription_key: int, message: Message) -> None:
    case = step.case(subscription_key)
    subscription = case.subscriptions[subscription_key]
    instance = case.elements[subscription.element_instance]
    step.emit(e.SubscriptionCorrelated(subscription_key, message.key))
    step.life.trigger(step, instance, subscription.element, message.variables)


def _start(step: Step, start: StartSubscription, process_id: str, message: Message) -> int:
    instance = start_by_event(step, start.definition, start.element, message.variables)
    if instance:
        # An instance that is over already has nothing to lock.
        lock = message.correlation_key if step.find(instance) else ""
        step.emit(e.StartMessageCorrelated(start.key, message.key, instance, process_id, lock))
    return instance


def try_buffered(step: Step, subscription_key: int) -> None:
    """A new subscription takes the oldest buffered message that fits and that its process did not have yet."""
    case = step.state.case(subscription_key)
    subscription = case.subscriptions.get(subscription_key) if case else None
    if case is None or subscription is None:
        return
    keys = step.state.buffered.get(mark(subscription.name, subscription.correlation_key))
    if not keys or not can_trigger(case.elements[subscription.element_instance]):
        return
    process_id = step.state.process(subscription.instance, case).id
    for key in keys:
        message = step.state.messages[key]
        if process_id not in message.correlated and message.deadline > step.now:
            _deliver(step, subscription_key, message)
            if not subscription.interrupting:
                step.later(try_buffered, subscription_key)
            return


def next_for_lock(step: Step, process_id: str, correlation_key: str) -> None:
    """The case that a message started is over: the next buffered one with its correlation key starts another."""
    newest = step.state.newest.get(process_id)
    if mark(process_id, correlation_key) in step.state.locks:
        return
    waiting: dict[int, StartSubscription] = {}
    for start in step.state.start_subscriptions.values():
        if start.definition == newest and start.kind == "MESSAGE":
            for key in step.state.buffered.get(mark(start.name, correlation_key), ()):
                message = step.state.messages[key]
                if process_id not in message.correlated and message.deadline > step.now:
                    waiting[key] = start
    if waiting:
        first = min(waiting)
        _start(step, waiting[first], process_id, step.state.messages[first])
