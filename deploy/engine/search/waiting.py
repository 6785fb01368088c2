"""Rows of what waits for something from outside: messages, signals and timers."""

from __future__ import annotations

from deploy.engine.core import events as e
from deploy.engine.search.tables import Derivations, Tables


def start_subscription_opened(tables: Tables, event: e.StartSubscriptionOpened, now: int) -> None:
    tables.subscriptions.add(
        event.key,
        {
            "key": event.key,
            "kind": "START_EVENT",
            "definition": event.definition,
            "instance": 0,
            "element_instance": 0,
            "element": event.element,
            "name": event.name,
            "correlation_key": "",
            "signal": int(event.kind == "SIGNAL"),
            "interrupting": 0,
            "state": "CREATED",
            "updated": now,
        },
    )


def start_subscription_closed(tables: Tables, event: e.StartSubscriptionClosed, now: int) -> None:
    tables.subscriptions.change(event.key, state="DELETED", updated=now)


def subscription_opened(tables: Tables, event: e.SubscriptionOpened, now: int) -> None:
    _opened(tables, event, event.correlation_key, now)


def signal_subscription_opened(tables: Tables, event: e.SignalSubscriptionOpened, now: int) -> None:
    _opened(tables, event, "", now)


def _opened(
    tables: Tables, event: e.SubscriptionOpened | e.SignalSubscriptionOpened, correlation_key: str, now: int
) -> None:
    tables.subscriptions.add(
        event.key,
        {
            "key": event.key,
            "kind": "PROCESS_EVENT",
            "definition": tables.definition_of(event.instance),
            "instance": event.instance,
            "element_instance": event.element_instance,
            "element": event.element,
            "name": event.name,
            "correlation_key": correlation_key,
            "signal": int(isinstance(event, e.SignalSubscriptionOpened)),
            "interrupting": int(event.interrupting),
            "state": "CREATED",
            "updated": now,
        },
    )


def subscription_correlated(tables: Tables, event: e.SubscriptionCorrelated, now: int) -> None:
    row = tables.subscriptions.get(tables.database, event.key)
    if row is None:
        return
    # That of a non-interrupting event stays open.
    tables.subscriptions.change(event.key, state="CORRELATED" if row["interrupting"] else "CREATED", updated=now)
    tables.correlations.append(
        (
            event.key,
            event.message,
            row["instance"],
            row["element_instance"],
            row["definition"],
            row["element"],
            row["name"],
            row["correlation_key"],
            now,
        )
    )


def subscription_closed(tables: Tables, event: e.SubscriptionClosed, now: int) -> None:
    tables.subscriptions.change(event.key, state="DELETED", updated=now)


def start_message_correlated(tables: Tables, event: e.StartMessageCorrelated, now: int) -> None:
    row = tables.subscriptions.get(tables.database, event.subscription)
    if row is None:
        return
    tables.correlations.append(
        (
            event.subscription,
            event.message,
            event.instance,
            0,
            row["definition"],
            row["element"],
            row["name"],
            event.correlation_key,
            now,
        )
    )


def message_published(tables: Tables, event: e.MessagePublished, now: int) -> None:
    tables.messages.add(
        event.key,
        {
            "key": event.key,
            "name": event.name,
            "correlation_key": event.correlation_key,
            "message_id": event.message_id,
            "published": now,
            "deadline": event.deadline,
            "state": "BUFFERED",
        },
    )


def message_expired(tables: Tables, event: e.MessageExpired, _now: int) -> None:
    tables.messages.change(event.key, state="EXPIRED")


def timer_created(tables: Tables, event: e.TimerCreated, now: int) -> None:
    tables.timers.add(
        event.key,
        {
            "key": event.key,
            "definition": event.definition,
            "instance": event.instance,
            "element_instance": event.element_instance,
            "element": event.element,
            "due": event.due,
            "repetitions": event.repetitions,
            "state": "CREATED",
            "updated": now,
        },
    )


def timer_triggered(tables: Tables, event: e.TimerTriggered, now: int) -> None:
    tables.timers.change(event.key, state="TRIGGERED", updated=now)


def timer_cancelled(tables: Tables, event: e.TimerCancelled, now: int) -> None:
    tables.timers.change(event.key, state="CANCELED", updated=now)


DERIVE: Derivations = {
    e.StartSubscriptionOpened: start_subscription_opened,
    e.StartSubscriptionClosed: start_subscription_closed,
    e.SubscriptionOpened: subscription_opened,
    e.SubscriptionCorrelated: subscription_correlated,
    e.SubscriptionClosed: subscription_closed,
    e.StartMessageCorrelated: start_message_correlated,
    e.SignalSubscriptionOpened: signal_subscription_opened,
    e.SignalSubscriptionClosed: subscription_closed,
    e.MessagePublished: message_published,
    e.MessageExpired: message_expired,
    e.TimerCreated: timer_created,
    e.TimerTriggered: timer_triggered,
    e.TimerCancelled: timer_cancelled,
}
