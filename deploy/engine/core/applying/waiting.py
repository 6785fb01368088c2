"""What waits: messages and their subscriptions, signals, timers."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.applying.case_of import case_of
from deploy.engine.core.entities import Case, Message, Subscription, Timer
from deploy.engine.core.state import MESSAGE_END, TIMER, State, mark


def _message_published(state: State, event: e.MessagePublished, _now: int) -> None:
    state.last_key = event.key
    state.messages[event.key] = Message(*event)
    state.buffered.setdefault(mark(event.name, event.correlation_key), []).append(event.key)
    if event.message_id:
        state.message_ids[(event.name, event.correlation_key, event.message_id)] = event.key
    heapq.heappush(state.due, (event.deadline, event.key, MESSAGE_END))


def _message_expired(state: State, event: e.MessageExpired, _now: int) -> None:
    message = state.messages.pop(event.key)
    place = mark(message.name, message.correlation_key)
    keys = state.buffered[place]
    keys.remove(event.key)
    if not keys:
        del state.buffered[place]
    if message.message_id:
        state.message_ids.pop((message.name, message.correlation_key, message.message_id), None)


def _subscription_opened(state: State, event: e.SubscriptionOpened, _now: int) -> None:
    case = case_of(state, event.key)
    case.last_key = event.key
    subscription = Subscription(*event)
    case.subscriptions[event.key] = subscription
    element = case.elements[event.element_instance]
    element.subscriptions = [*(element.subscriptions or ()), event.key]
    index_subscription(state, subscription)


def index_subscription(state: State, subscription: Subscription) -> None:
    """Makes it findable by message."""
    place = mark(subscription.name, subscription.correlation_key)
    there = state.waiting_messages.get(place)
    if there is None:
        state.waiting_messages[place] = subscription.key
    elif isinstance(there, int):
        state.waiting_messages[place] = [there, subscription.key]
    else:
        there.append(subscription.key)


def _subscription_correlated(state: State, event: e.SubscriptionCorrelated, _now: int) -> None:
    message = state.messages.get(event.message)
    case = case_of(state, event.key)
    subscription = case.subscriptions[event.key]
    if message is not None:
        message.correlated.append(state.process(subscription.instance, case).id)
    if subscription.interrupting:
        _close_subscription(state, case, subscription)


def _subscription_closed(state: State, event: e.SubscriptionClosed, _now: int) -> None:
    case = case_of(state, event.key)
    _close_subscription(state, case, case.subscriptions[event.key])


def _close_subscription(state: State, case: Case, subscription: Subscription) -> None:
    del case.subscriptions[subscription.key]
    element = case.elements[subscription.element_instance]
    if element.subscriptions is not None:
        element.subscriptions.remove(subscription.key)
        if not element.subscriptions:
            element.subscriptions = None
    place = mark(subscription.name, subscription.correlation_key)
    there = state.waiting_messages.get(place)
    if isinstance(there, list):
        there.remove(subscription.key)
        if len(there) == 1:
            state.waiting_messages[place] = there[0]
    elif there == subscription.key:
        del state.waiting_messages[place]


def _start_message_correlated(state: State, event: e.StartMessageCorrelated, _now: int) -> None:
    message = state.messages.get(event.message)
    if message is not None:
        message.correlated.append(event.process_id)
    if event.correlation_key:
        state.locks[mark(event.process_id, event.correlation_key)] = event.instance
        case_of(state, event.instance).instances[event.instance].lock = [event.process_id, event.correlation_key]


def _signal_subscription_opened(state: State, event: e.SignalSubscriptionOpened, _now: int) -> None:
    case = case_of(state, event.key)
    case.last_key = event.key
    subscription = Subscription(
        event.key, event.element_instance, event.instance, event.element, event.name, "", event.interrupting
    )
    case.signals[event.key] = subscription
    element = case.elements[event.element_instance]
    element.signals = [*(element.signals or ()), event.key]
    state.waiting_signals.setdefault(event.name, {})[event.key] = None


def _signal_subscription_closed(state: State, event: e.SignalSubscriptionClosed, _now: int) -> None:
    case = case_of(state, event.key)
    subscription = case.signals.pop(event.key)
    element = case.elements[subscription.element_instance]
    if element.signals is not None:
        element.signals.remove(event.key)
        if not element.signals:
            element.signals = None
    waiting = state.waiting_signals[subscription.name]
    waiting.pop(event.key, None)
    if not waiting:
        del state.waiting_signals[subscription.name]


def _signal_broadcast(state: State, event: e.SignalBroadcast, _now: int) -> None:
    state.last_key = event.key


def _timer_created(state: State, event: e.TimerCreated, _now: int) -> None:
    timer = Timer(*event)
    if event.element_instance:
        case = case_of(state, event.key)
        case.last_key = event.key
        case.timers[event.key] = timer
        element = case.elements[event.element_instance]
        element.timers = [*(element.timers or ()), event.key]
    else:
        state.last_key = event.key
        state.start_timers[event.key] = timer
    heapq.heappush(state.due, (event.due, event.key, TIMER))


def _timer_ended(state: State, event: e.TimerTriggered | e.TimerCancelled, _now: int) -> None:
    if state.start_timers.pop(event.key, None) is not None:
        return
    case = case_of(state, event.key)
    timer = case.timers.pop(event.key)
    element = case.elements.get(timer.element_instance)
    if element is not None and element.timers is not None:
        element.timers.remove(event.key)
        if not element.timers:
            element.timers = None


APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    e.MessagePublished: _message_published,
    e.MessageExpired: _message_expired,
    e.SubscriptionOpened: _subscription_opened,
    e.SubscriptionCorrelated: _subscription_correlated,
    e.SubscriptionClosed: _subscription_closed,
    e.StartMessageCorrelated: _start_message_correlated,
    e.SignalSubscriptionOpened: _signal_subscription_opened,
    e.SignalSubscriptionClosed: _signal_subscription_closed,
    e.SignalBroadcast: _signal_broadcast,
    e.TimerCreated: _timer_created,
    e.TimerTriggered: _timer_ended,
    e.TimerCancelled: _timer_ended,
}
