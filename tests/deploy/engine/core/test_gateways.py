"""Gateways: exclusive, inclusive, parallel; conditions."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from tests.deploy.engine.core.drawing import (
    boundary,
    catch,
    duration,
    end,
    exclusive,
    inclusive,
    link,
    manual,
    parallel,
    start,
    throw,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service


def deciding(gateway: str, *conditions: str) -> Play:
    """A gateway g with flows to e0, e1 ... by condition; an empty one is the default."""
    ends = "".join(end(f"e{n}") for n, _ in enumerate(conditions))
    ways = flows("start>g", *(f"g>e{n}{':' + text if text else ''}" for n, text in enumerate(conditions)))
    play = Play()
    play.deploy(bpmn(start() + gateway + ends + ways))
    return play


def test_the_first_true_condition_in_the_order_of_the_file() -> None:
    """An exclusive gateway takes the first flow whose condition is true. [exclusive gateway]"""
    play = deciding(exclusive("g"), "=x > 10", "=x > 5", "=x > 0")
    play.start(x=7)
    assert [play.passed(f"e{n}") for n in range(3)] == [0, 1, 0]
    play.check()


def test_the_default_flow_comes_last_wherever_it_stands() -> None:
    """The default flow is taken when no condition is true. [exclusive gateway]"""
    play = deciding(exclusive("g", "g_e0"), "", "=x > 5")
    play.start(x=7)
    play.start(x=1)
    assert [play.passed(f"e{n}") for n in range(2)] == [1, 1]
    play.check()


@pytest.mark.parametrize("gateway", [exclusive, inclusive])
def test_no_true_condition_and_no_default_is_an_incident(gateway: object) -> None:
    """No condition true and no default flow: an incident; resolving decides again. [exclusive gateway]"""
    play = deciding(gateway("g"), "=x > 5", "=x > 10")  # type: ignore[operator]
    key = play.start(x=1)
    assert play.incidents(key) == ["CONDITION_ERROR"]
    play.ok(c.SetVariables(key, {"x": 7}))
    play.resolve(key)
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize("gateway", [exclusive, inclusive])
def test_a_condition_that_is_not_true_or_false_is_an_incident(gateway: object) -> None:
    """A condition that gives neither true nor false is an incident, not false. [incidents]"""
    play = deciding(gateway("g", "g_e1"), "=x", "")  # type: ignore[operator]
    key = play.start(x="yes")
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.ok(c.SetVariables(key, {"x": True}))
    play.resolve(key)
    assert play.passed("e0") == 1
    play.check()


def test_a_missing_variable_in_a_condition() -> None:
    """A missing variable is null: not equal to a value, and of no order with it, which is no truth value. [feel]"""
    play = deciding(exclusive("g", "g_e1"), "=missing = 5", "")
    key = play.start()
    assert play.passed("e1") == 1
    play = deciding(exclusive("g", "g_e1"), "=missing > 5", "")
    key = play.start()
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.check()


def test_an_inclusive_gateway_takes_every_true_flow() -> None:
    """An inclusive gateway takes all flows whose condition is true, else the default. [inclusive gateway]"""
    play = deciding(inclusive("g", "g_e2"), '=list contains(x, "a")', '=list contains(x, "b")', "")
    play.start(x=["a", "b"])
    play.start(x=["b"])
    play.start(x=[])
    assert [play.passed(f"e{n}") for n in range(3)] == [1, 2, 1]
    play.check()


def test_an_exclusive_gateway_lets_every_token_through() -> None:
    """A joining exclusive gateway merges nothing: each token passes. [exclusive gateway]"""
    play = Play()
    body = start() + parallel("f") + manual("a") + manual("b") + exclusive("g") + service("c") + end()
    play.deploy(bpmn(body + flows("start>f", "f>a", "f>b", "a>g", "b>g", "g>c", "c>end")))
    key = play.start()
    assert play.active(key) == ["c", "c"]
    play.check()


def test_a_parallel_join_waits_for_each_of_its_flows() -> None:
    """A parallel gateway joins one token of each incoming flow, and no two of the same. [parallel gateway]"""
    play = Play()
    body = start() + parallel("f") + manual("a") + manual("a2") + service("b") + exclusive("x") + parallel("j")
    body += service("c") + end()
    play.deploy(bpmn(body + flows("start>f", "f>a", "f>a2", "f>b", "a>x", "a2>x", "x>j", "b>j", "j>c", "c>end")))
    key = play.start()
    assert play.active(key) == ["b"], "two tokens of one flow are not enough"
    play.job("b")
    assert play.active(key) == ["c"]
    play.job("c")
    assert not play.ended(key), "the second token still waits"
    play.check()


def joining(*ways: str) -> Play:
    """An inclusive split to a, b, c by `x` and an inclusive join; behind it d."""
    body = start() + inclusive("s", "s_j") + "".join(service(way) for way in "abc") + inclusive("j")
    body += service("d") + end()
    lines = flows(
        "start>s", *(f's>{way}:=list contains(x, "{way}")' for way in "abc"), "s>j", *(f"{way}>j" for way in "abc"),
        "j>d", "d>end",
    )  # fmt: skip
    play = Play()
    play.deploy(bpmn(body + lines))
    play.start(x=list(ways))
    return play


@pytest.mark.parametrize("ways", ["a", "ab", "abc", "ca", ""])
def test_an_inclusive_join_waits_for_what_can_still_come(ways: str) -> None:
    """It goes on once, when no active element can reach it by a flow that has no token yet. [inclusive gateway]"""
    play = joining(*ways)
    for n, way in enumerate(ways):
        assert play.passed("j") == 0, n
        play.job(way)
    assert play.passed("j") == 1
    play.job("d")
    assert play.state.active_cases() == 0
    play.check()


def test_an_inclusive_join_goes_on_when_a_path_turns_away() -> None:
    """A token that leaves for another end frees the join. [inclusive gateway]"""
    play = Play()
    body = start() + inclusive("s") + service("a") + service("b") + exclusive("x", "x_e") + inclusive("j")
    body += service("d") + end("e") + end()
    play.deploy(bpmn(body + flows("start>s", "s>a:=true", "s>b:=true", "a>j", "b>x", "x>j:=back", "x>e", "j>d",
                                  "d>end")))  # fmt: skip
    key = play.start(back=False)
    play.job("a")
    assert play.active(key) == ["b"]
    play.job("b")
    assert play.active(key) == ["d"]
    play.check()


def test_an_inclusive_join_goes_on_when_a_path_is_interrupted() -> None:
    """A path that a boundary event ends elsewhere frees the join; one that leads back does not. [inclusive gateway]"""
    play = Play()
    body = start() + inclusive("s") + service("a") + service("b") + boundary("t", "b", duration("PT1H"))
    body += inclusive("j") + service("d") + end("e") + end()
    play.deploy(bpmn(body + flows("start>s", "s>a:=true", "s>b:=true", "a>j", "b>j", "t>e", "j>d", "d>end")))
    key = play.start()
    play.job("a")
    play.wait(3_600_000)
    assert play.active(key) == ["d"]
    play.check()


def test_an_inclusive_join_sees_through_links() -> None:
    """A token that can come by a link event is waited for. [inclusive gateway]"""
    play = Play()
    body = start() + inclusive("s") + service("a") + service("b") + throw("l", link("L")) + catch("k", link("L"))
    body += inclusive("j") + service("d") + end()
    play.deploy(bpmn(body + flows("start>s", "s>a:=true", "s>b:=true", "a>j", "b>l", "k>j", "j>d", "d>end")))
    key = play.start()
    play.job("a")
    assert play.active(key) == ["b"]
    play.job("b")
    assert play.active(key) == ["d"]
    play.check()


def test_a_loop_with_an_inclusive_join() -> None:
    """A token behind the join that leads back into it does not hold it up for ever. [inclusive gateway]"""
    play = Play()
    body = start() + inclusive("j") + service("a") + exclusive("x", "x_end") + end()
    play.deploy(bpmn(body + flows("start>j", "j>a", "a>x", "x>j:=again", "x>end")))
    key = play.start()
    play.job("a", again=True)
    assert play.active(key) == ["a"]
    play.job("a", again=False)
    assert play.ended(key)
    play.check()


def test_end_mappings_of_the_way_are_seen_by_conditions() -> None:
    """Conditions see what was propagated before. [variables]"""
    play = Play()
    body = start() + service("a", extra=mapping({}, {"ok": "=r = 1"})) + exclusive("g", "g_n") + end("y") + end("n")
    play.deploy(bpmn(body + flows("start>a", "a>g", "g>y:=ok", "g>n")))
    play.start()
    play.job("a", r=1)
    assert play.passed("y") == 1
    play.check()
