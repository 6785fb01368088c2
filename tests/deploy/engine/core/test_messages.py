"""Messages: correlation, buffering, uniqueness, cardinality, start events; signals."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core.replies import MessageCorrelated, Reason
from tests.deploy.engine.core.drawing import (
    boundary,
    call,
    catch,
    declared_message,
    declared_signal,
    duration,
    end,
    message,
    race,
    receive,
    signal,
    start,
    throw,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service

M = declared_message("m")
LINE = start() + "{}" + service("b") + end() + flows("start>a", "a>b", "b>end")


def waiting(*, element: str = "", outside: str = M) -> Play:
    play = Play()
    play.deploy(bpmn(LINE.format(element or catch("a", message("m"))), outside=outside))
    return play


def starting(process_id: str = "p", *, name: str = "m", more: str = "") -> bytes:
    """A process that a message starts, and that waits for a job."""
    body = start(inner=message("m")) + service("w") + end() + flows("start>w", "w>end")
    return bpmn(body + more, process_id, outside=declared_message("m", name, ""))


@pytest.mark.parametrize("element", [catch("a", message("m")), receive("a", "m")])
def test_a_message_reaches_who_waits_for_its_name_and_key(element: str) -> None:
    """A message is correlated by name and key; its variables are merged into the case. [messages]"""
    play = waiting(element=element)
    key, other = play.start(k="1"), play.start(k="2")
    play.publish("m", "1", x=5)
    play.publish("n", "2")
    assert (play.active(key), play.active(other)) == (["b"], ["a"])
    assert play.variables(key) == {"k": "1", "x": 5}
    play.check()


def test_output_mappings_of_a_catch_event_pick_from_the_message() -> None:
    """An output mapping at the catch event decides what the message brings. [message events]"""
    play = waiting(element=catch("a", message("m"), mapping({}, {"y": "=x + 1"})))
    key = play.start(k="1")
    play.publish("m", x=5, z=1)
    assert play.variables(key) == {"k": "1", "y": 6}
    play.check()


@pytest.mark.parametrize(("value", "key"), [(7, "7"), (7.0, "7"), (0.5, "0.5"), ("a b", "a b"), ("", "")])
def test_correlation_keys_are_texts_or_numbers(value: object, key: str) -> None:
    """A correlation key is a text or a number, which is compared as text. [message events]"""
    play = waiting()
    case = play.start(k=value)
    play.publish("m", key)
    assert play.active(case) == ["b"]
    play.check()


@pytest.mark.parametrize("value", [None, True, [1], {"a": 1}])
def test_other_correlation_keys_are_incidents(value: object) -> None:
    """A key that is null, missing or of another kind is an incident at activation. [message events]"""
    play = waiting()
    key = play.start(k=value)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.ok(c.SetVariables(key, {"k": "1"}))
    play.resolve(key)
    play.publish("m")
    assert play.active(key) == ["b"]
    play.check()


def test_a_subscription_keeps_the_key_it_was_opened_with() -> None:
    """After a subscription is open, changed variables do not change it. [messages]"""
    play = waiting()
    key = play.start(k="1")
    play.ok(c.SetVariables(key, {"k": "2"}))
    play.publish("m", "2")
    assert play.active(key) == ["a"]
    play.publish("m", "1")
    assert play.active(key) == ["b"]
    play.check()


def test_a_message_waits_for_its_subscription_as_long_as_it_lives() -> None:
    """A message with a time to live waits for its subscription; then it is discarded. [messages]"""
    play = waiting()
    play.publish("m", ttl=1000, x=1)
    key = play.start(k="1")
    assert play.active(key) == ["b"]
    play.publish("m", ttl=1000)
    play.wait(1000)
    assert play.active(play.start(k="1")) == ["a"]
    play.check()


def test_a_message_without_time_to_live_is_never_buffered() -> None:
    """With a time to live of zero a message that nobody waits for is discarded. [messages]"""
    play = waiting()
    play.publish("m")
    assert play.active(play.start(k="1")) == ["a"]
    assert not play.state.messages
    play.check()


def test_buffered_messages_come_in_the_order_of_publishing() -> None:
    """Of several buffered messages the first published comes first. [messages]"""
    play = waiting()
    for n in range(3):
        play.publish("m", ttl=10_000, n=n)
    assert [play.variables(play.start(k="1"))["n"] for _ in range(3)] == [0, 1, 2]
    play.check()


def test_an_id_is_unique_while_its_message_is_buffered() -> None:
    """Same name, key and id while buffered: refused; afterwards, or with TTL 0, accepted. [messages]"""
    play = waiting()
    play.publish("m", ttl=1000, id_="a")
    assert play.refused(c.PublishMessage("m", "1", 1000, "a")).reason is Reason.ALREADY_EXISTS
    assert play.refused(c.PublishMessage("m", "1", 0, "a")).reason is Reason.ALREADY_EXISTS
    play.publish("m", "2", ttl=1000, id_="a")
    play.publish("m", ttl=1000)
    play.wait(1000)
    play.publish("m", id_="a")
    play.publish("m", id_="a")
    play.check()


def test_a_message_goes_once_to_each_process() -> None:
    """One instance of each process takes a message, across versions; all processes get it. [messages]"""
    play = waiting()
    first = play.start(k="1")
    play.deploy(bpmn(LINE.format(catch("a", message("m"))) + "<!-- -->", outside=M),
                bpmn(LINE.format(catch("a", message("m"))), "q", outside=M))  # fmt: skip
    second, third = play.start(k="1"), play.start("q", k="1")
    play.publish("m", ttl=1000)
    assert [play.active(key) for key in (first, second, third)] == [["b"], ["a"], ["b"]]
    fourth = play.start(k="1")
    assert play.active(fourth) == ["a"], "its process had the message"
    play.check()


def test_a_message_may_end_another_subscription_that_it_fits() -> None:
    """A message for a case and for what it calls: one may end the other. [messages]"""
    play = Play()
    body = start() + call("k", "q") + boundary("b", "k", message("m")) + end() + end("c")
    play.deploy(bpmn(body + flows("start>k", "k>end", "b>c"), outside=M),
                bpmn(LINE.format(catch("a", message("m"))), "q", outside=M))  # fmt: skip
    key = play.start(k="1")
    play.publish("m", ttl=1000)
    assert play.ended(key)
    assert play.passed("b") == 1
    play.check()


def test_an_interrupting_catch_closes_its_subscription() -> None:
    """What was caught is not caught again: the next message finds nobody. [messages]"""
    play = waiting()
    key = play.start(k="1")
    play.publish("m")
    assert play.refused(c.CorrelateMessage("m", "1")).reason is Reason.NOT_FOUND
    assert play.active(key) == ["b"]
    assert not play.state.waiting_messages
    play.check()


def test_a_non_interrupting_event_takes_every_buffered_message() -> None:
    """A non-interrupting boundary event takes one buffered message after the other. [message events]"""
    play = waiting(element=service("a") + boundary("x", "a", message("m"), cancel=False) + end("e")
                   + flows("x>e"))  # fmt: skip
    play.publish("m", ttl=1000)
    play.publish("m", ttl=1000)
    play.start(k="1")
    assert play.passed("x") == 2
    play.publish("m")
    assert play.passed("x") == 3
    play.check()


def test_correlating_answers_at_once() -> None:
    """Correlating tells the first process instance, and refuses when nobody waits. [messages]"""
    play = waiting()
    key = play.start(k="1")
    answer = play.ok(c.CorrelateMessage("m", "1", {"x": 1}))
    assert isinstance(answer, MessageCorrelated)
    assert answer.process_instance_key == key
    assert play.variables(key)["x"] == 1
    assert play.refused(c.CorrelateMessage("m", "1")).reason is Reason.NOT_FOUND
    assert play.refused(c.CorrelateMessage("")).reason is Reason.INVALID_ARGUMENT
    assert play.refused(c.PublishMessage("", "1")).reason is Reason.INVALID_ARGUMENT
    play.check()


def test_names_of_messages_are_expressions() -> None:
    """A message's name may be an expression that gives a text. [message events]"""
    play = waiting(outside=declared_message("m", '="order " + kind'))
    key = play.start(k="1", kind="new")
    play.publish("order new")
    assert play.active(key) == ["b"]
    key = play.start(k="1")
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.check()


def test_the_first_event_of_an_event_based_gateway_wins() -> None:
    """The first event takes its flow; no other one of the gateway triggers afterward. [event-based gateway]"""
    play = Play()
    body = start() + race("g") + catch("a", message("m"), mapping({}, {"got": "=x"})) + catch("t", duration("PT1H"))
    body += catch("s", signal("s1")) + service("ja") + service("jt") + service("js")
    ways = flows("start>g", "g>a", "g>t", "g>s", "a>ja", "t>jt", "s>js")
    play.deploy(bpmn(body + ways, outside=M + declared_signal("s1")))
    first, second, third = play.start(k="1"), play.start(k="2"), play.start(k="3")
    play.publish("m", "1", x=4)
    assert play.active(first) == ["ja"]
    assert play.variables(first)["got"] == 4
    play.wait(3_600_000)
    assert play.active(second) == play.active(third) == ["jt"]
    fourth = play.start(k="4")
    play.ok(c.BroadcastSignal("s1", {"y": 1}))
    assert play.active(fourth) == ["js"]
    assert play.variables(fourth)["y"] == 1
    assert play.state.next_due() is None
    play.check()


# --- start events ----------------------------------------------------------------------------------------------------


def test_a_message_starts_an_instance_with_its_variables() -> None:
    """A message start event makes a new instance, with the message's variables. [message events]"""
    play = Play()
    play.deploy(starting())
    answer = play.ok(c.CorrelateMessage("m", "", {"x": 1}))
    assert play.variables(answer.process_instance_key) == {"x": 1}
    play.ok(c.CorrelateMessage("m"))
    assert play.state.active_cases() == 2, "without a key there is nothing to lock"
    play.check()


def test_one_instance_at_a_time_for_a_correlation_key() -> None:
    """While the instance that a key started is active, no second one starts; buffered ones follow. [message events]"""
    play = Play()
    play.deploy(starting())
    play.publish("m", "1", ttl=10_000, n=1)
    play.publish("m", "1", ttl=10_000, n=2)
    play.publish("m", "1", n=3)
    play.publish("m", "2", n=4)
    assert play.state.active_cases() == 2
    first, _ = play.take("w")
    play.ok(c.CompleteJob(first.key))
    assert play.take("w")[0].variables == {"n": 2}
    play.publish("m", "1", ttl=10_000, n=5)
    play.wait(10_000)
    assert play.state.active_cases() == 2
    play.check()


def test_a_buffered_start_begins_the_newest_version_after_a_cancellation() -> None:
    """When the locked instance ends in whatever way, the newest version starts for the next. [message events]"""
    play = Play()
    play.deploy(starting())
    play.publish("m", "1", ttl=10_000)
    play.publish("m", "1", ttl=10_000)
    play.deploy(starting(more="<!-- two -->"))
    (job,) = play.take("w")
    play.ok(c.CancelInstance(job.process_instance_key))
    assert play.take("w")[0].definition_version == 2
    play.check()


def test_of_buffered_starts_the_first_published_begins() -> None:
    """With several message start events the first published message begins next. [messages]"""
    play = Play()
    body = start(inner=message("m")) + start("s2", message("n")) + service("w") + flows("start>w", "s2>w")
    play.deploy(bpmn(body, outside=declared_message("m", key="") + declared_message("n", key="")))
    play.publish("n", "1", ttl=10_000, n=0)
    play.publish("n", "1", ttl=10_000, n=1)
    play.publish("m", "1", ttl=10_000, n=2)
    assert play.job("w").variables == {"n": 0}
    assert play.job("w").variables == {"n": 1}
    assert play.job("w").variables == {"n": 2}
    play.check()


def test_a_message_of_before_the_deployment_starts_nothing() -> None:
    """What was published before the process was deployed does not start it. [message events]"""
    play = Play()
    play.publish("m", "1", ttl=10_000)
    play.deploy(starting())
    assert play.state.active_cases() == 0
    play.check()


def test_a_new_version_takes_over_the_start_event() -> None:
    """A new version closes the start subscriptions of the one before. [message events]"""
    play = Play()
    play.deploy(starting())
    play.deploy(starting(name="other"))
    play.publish("m")
    assert play.state.active_cases() == 0
    play.publish("other")
    assert play.take("w")[0].definition_version == 2
    play.check()


# --- signals ---------------------------------------------------------------------------------------------------------


def test_a_signal_reaches_everybody() -> None:
    """A broadcast triggers all catch events of its name and starts processes; variables merge. [signals]"""
    play = Play()
    s = declared_signal("s")
    play.deploy(
        bpmn(LINE.format(catch("a", signal("s"))), outside=s),
        bpmn(LINE.format(service("a") + boundary("x", "a", signal("s"), cancel=False) + service("y") + flows("x>y")),
             "q", outside=s),
        bpmn(start(inner=signal("s")) + service("w") + flows("start>w"), "r", outside=s),
    )  # fmt: skip
    keys = [play.start(), play.start(), play.start("q")]
    play.ok(c.BroadcastSignal("s", {"x": 1}))
    assert [play.active(key) for key in keys] == [["b"], ["b"], ["a", "y"]]
    assert all(play.variables(key) == {"x": 1} for key in keys)
    assert play.take("w")[0].variables == {"x": 1}
    play.ok(c.BroadcastSignal("s"))
    assert play.active(keys[2]) == ["a", "y", "y"]
    play.ok(c.BroadcastSignal("nobody"))
    play.check()


def test_a_throw_event_broadcasts_its_local_variables() -> None:
    """A signal throw event passes on its local variables, made by input mappings. [signal events]"""
    play = Play()
    s = declared_signal("s", "=name")
    body = start() + throw("a", signal("s"), mapping({"x": "=1"})) + service("b") + end() + flows("start>a", "a>b")
    play.deploy(bpmn(body + flows("b>end"), outside=s),
                bpmn(LINE.format(catch("a", signal("s"))), "q", outside=declared_signal("s", "done")))  # fmt: skip
    waiting_case = play.start("q")
    thrower = play.start(name="done", secret=1)
    assert play.active(waiting_case) == ["b"]
    assert play.variables(waiting_case) == {"x": 1}
    assert play.active(thrower) == ["b"]
    play.check()
