"""Messages and signals by REST, and who waits for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.deploy.engine.rest.models import MESSAGE
from tests.deploy.engine.rest.running import Rest
from tests.deploy.engine.rest.shapes import has_shape


@pytest.fixture
def case(rest: Rest) -> str:
    """A case that waits for a message with the key K-1."""
    rest.deploy(pesan_bpmn=MESSAGE)
    return rest.begin("pesan", variables={"nomor": "K-1"})


def test_who_waits(rest: Rest, case: str) -> None:
    waiting = has_shape(rest.one("message-subscriptions", processInstanceKey=case), "message-subscription")
    assert (waiting["messageName"], waiting["correlationKey"]) == ("balasan", "K-1")
    assert (waiting["messageSubscriptionState"], waiting["messageSubscriptionType"]) == ("CREATED", "PROCESS_EVENT")
    (counted,) = rest.post("/process-definitions/statistics/message-subscriptions")["items"]
    assert counted["activeSubscriptions"] == 1


def test_published(rest: Rest, case: str) -> None:
    body = {"name": "balasan", "correlationKey": "K-1", "timeToLive": 0, "variables": {"jawab": "ya"}}
    key = rest.post("/messages/publication", body)["messageKey"]
    assert rest.get(f"/process-instances/{case}")["state"] == "COMPLETED"
    assert rest.one("variables", name="jawab")["value"] == '"ya"'
    met = has_shape(rest.one("correlated-message-subscriptions"), "correlated-subscription")
    assert (met["messageKey"], met["processInstanceKey"]) == (key, case)
    assert rest.one("message-subscriptions")["messageSubscriptionState"] == "CORRELATED"


def test_a_buffered_message_is_unique(rest: Rest) -> None:
    body = {"name": "balasan", "correlationKey": "K-2", "timeToLive": 60_000, "messageId": "m1"}
    rest.post("/messages/publication", body)
    assert rest.problem("POST", "/messages/publication", 409, json=body)["title"] == "ALREADY_EXISTS"


def test_correlated_at_once_or_not_at_all(rest: Rest, case: str) -> None:
    body = {"name": "balasan", "correlationKey": "K-1"}
    assert rest.post("/messages/correlation", body)["processInstanceKey"] == case
    assert rest.problem("POST", "/messages/correlation", 404, json=body)["title"] == "NOT_FOUND"


def test_a_signal(rest: Rest) -> None:
    assert int(rest.post("/signals/broadcast", {"signalName": "sirene"})["signalKey"]) > 0
    assert rest.problem("POST", "/signals/broadcast", 400, json={})["detail"].startswith("signalName: ")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x", "correlationKey": 5}, "correlationKey"),
        ({"name": "x", "timeToLive": -1}, "timeToLive"),
        ({"name": "x", "timeToLive": 1.5}, "timeToLive"),
        ({"name": "x", "tenantId": "red"}, "tenantId"),
        ({"name": "x", "businessId": "B"}, "businessId"),
    ],
)
def test_a_wrong_message_is_named(idle: Rest, body: dict[str, Any], place: str) -> None:
    assert idle.problem("POST", "/messages/publication", 400, json=body)["detail"].startswith(f"{place}: ")
