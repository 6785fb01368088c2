"""Modification of running process instances."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core.replies import InstanceEnded, Reason
from tests.deploy.engine.core.drawing import (
    boundary,
    call,
    catch,
    declared_message,
    duration,
    end,
    event_sub,
    loop,
    message,
    parallel,
    race,
    start,
    sub,
    task_listeners,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service, user

M = declared_message("m")
LINE = start() + service("a") + catch("b", message("m")) + service("x", extra=mapping({"y": "=v + 1"})) + end()
PLAIN = LINE + flows("start>a", "a>b", "b>x", "x>end")
INNER = sub("s", start("i") + service("w") + service("w2") + end("o") + flows("i>w", "w>w2", "w2>o"),
            mapping({"own": "=1"}))  # fmt: skip
NESTED = start() + service("a") + INNER + boundary("late", "s", duration("PT1H")) + end() + end("e")
NESTED += flows("start>a", "a>s", "s>end", "late>e")


def playing(body: str = PLAIN, **variables: object) -> tuple[Play, int]:
    play = Play()
    play.deploy(bpmn(body, outside=M))
    return play, play.start(**variables)


def keys(play: Play, key: int, element: str) -> list[int]:
    case = play.state.case(key)
    assert case is not None
    return [i.key for i in case.elements.values() if i.element == element and i.type != "MULTI_INSTANCE_BODY"]


def test_a_token_is_moved() -> None:
    """Activating one element and terminating another moves the token; mappings are applied. [modification]"""
    play, key = playing()
    variables = (c.VariableInstruction({"v": 1}),)
    command = c.ModifyInstance(key, (c.ActivateInstruction("x", variables=variables),), tuple(keys(play, key, "a")))
    play.ok(command)
    assert play.active(key) == ["x"]
    assert (play.variables(key), play.local(key, "x")) == ({"v": 1}, {"y": 2})
    assert not play.take("a")
    play.job("x")
    assert play.ended(key)
    play.check()


def test_a_nested_element_uses_the_sub_process_that_is_active() -> None:
    """An element of an active sub-process is activated in that one. [modification]"""
    play, key = playing(NESTED)
    play.job("a")
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("w2"),)))
    assert sorted(play.active(key)) == ["s", "w", "w2"]
    play.check()


def test_a_sub_process_that_is_not_active_is_created_around_it() -> None:
    """It is created with its boundary events, without its start event and input mappings. [modification]"""
    play, key = playing(NESTED)
    variables = (c.VariableInstruction({"x": 1}, "s"), c.VariableInstruction({"g": 1}))
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("w2", variables=variables),)))
    assert sorted(play.active(key)) == ["a", "s", "w2"]
    assert play.local(key, "s") == {"x": 1}
    assert play.variables(key) == {"g": 1}
    play.wait(3_600_000)
    assert play.active(key) == ["a"]
    play.check()


def test_terminating_the_last_element_ends_its_scopes() -> None:
    """The last element of a sub-process ends it, the last of all the process instance. [modification]"""
    play, key = playing(NESTED)
    play.job("a")
    play.ok(c.ModifyInstance(key, terminate=tuple(keys(play, key, "w"))))
    assert play.ended(key)
    assert [n.completed for n in play.notes if isinstance(n, InstanceEnded)] == [False]
    play.check()


def test_terminating_a_sub_process_ends_what_is_in_it() -> None:
    """A terminated sub-process takes its elements along, a call activity its process. [modification]"""
    play, key = playing(NESTED)
    play.job("a")
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("a"),), terminate_ids=("s",)))
    assert play.active(key) == ["a"]
    assert not play.take("w")
    play.check()


def test_all_or_nothing() -> None:
    """One instruction that cannot be applied refuses all. [modification]"""
    play, key = playing()
    for command in (
        c.ModifyInstance(key, (c.ActivateInstruction("x"), c.ActivateInstruction("nobody"))),
        c.ModifyInstance(key, (c.ActivateInstruction("x"),), (key + 999,)),
        c.ModifyInstance(key, (c.ActivateInstruction("start"),)),
        c.ModifyInstance(key, (c.ActivateInstruction("x", variables=(c.VariableInstruction({}, "a"),)),)),
        c.ModifyInstance(key, (c.ActivateInstruction("x", ancestor_key=keys(play, key, "a")[0]),)),
        c.ModifyInstance(key, terminate_ids=("nobody",)),
        c.ModifyInstance(key, move=(c.MoveInstruction("nobody", "x"),)),
        c.ModifyInstance(key, move=(c.MoveInstruction("a", "nobody"),)),
    ):
        assert play.refused(command).reason is Reason.INVALID_ARGUMENT
    assert play.refused(c.ModifyInstance(key + 999)).reason is Reason.NOT_FOUND
    assert play.active(key) == ["a"]
    play.check()


@pytest.mark.parametrize("element", ["late", "i", "got"])
def test_what_cannot_be_activated(element: str) -> None:
    """Start events, boundary events and events of an event-based gateway cannot be activated. [modification]"""
    body = start() + race("g") + catch("got", message("m")) + catch("t", duration("PT1H")) + INNER
    body += boundary("late", "s", duration("PT1H")) + end() + end("e")
    body += flows("start>g", "g>got", "g>t", "got>s", "t>e", "late>e", "s>end")
    play, key = playing(body, k="1")
    assert play.refused(c.ModifyInstance(key, (c.ActivateInstruction(element),))).reason is Reason.INVALID_ARGUMENT
    play.check()


def test_an_event_sub_process_is_activated_without_interrupting() -> None:
    """An activated interrupting event sub-process begins at its start event and interrupts nothing. [modification]"""
    handler = event_sub("h", message("m"), service("stop") + end("hd") + flows("h_start>stop", "stop>hd"))
    play, key = playing(start() + service("a") + end() + flows("start>a", "a>end") + handler, k="1")
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("h"),)))
    assert play.active(key) == ["a", "h", "stop"]
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("stop"),)))
    assert play.active(key) == ["a", "h", "stop", "stop"], "inside the one that is active"
    play.check()


def test_several_active_scopes_need_an_ancestor() -> None:
    """With several active sub-processes the ancestor has to be named. [modification]"""
    play, key = playing(NESTED)
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("s"),)))
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("s"),)))
    command = c.ModifyInstance(key, (c.ActivateInstruction("w2"),))
    assert play.refused(command).reason is Reason.INVALID_ARGUMENT
    second = keys(play, key, "s")[1]
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("w2", second),)))
    case = play.state.case(key)
    assert case is not None
    assert case.elements[keys(play, key, "w2")[0]].scope == second
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("w2", key),)))
    assert len(keys(play, key, "s")) == 3, "a new one in the named ancestor"
    play.check()


def test_a_move_stays_within_its_iteration() -> None:
    """A move inside a multi-instance sub-process stays in its iteration; activating there is refused. [modification]"""
    inner = INNER.replace('<bpmn:startEvent id="i"', loop() + '<bpmn:startEvent id="i"')
    play, key = playing(start() + inner + end() + flows("start>s", "s>end"), items=[1, 2])
    first, _ = keys(play, key, "s")
    play.job_of(first, "w")
    play.ok(c.ModifyInstance(key, move=(c.MoveInstruction("w2", "w"),)))
    case = play.state.case(key)
    assert case is not None
    assert sorted(case.elements[k].scope for k in keys(play, key, "w")) == sorted(keys(play, key, "s"))
    refusal = play.refused(c.ModifyInstance(key, (c.ActivateInstruction("w"),)))
    assert refusal.reason is Reason.INVALID_ARGUMENT
    play.check()


def test_a_called_process_is_not_emptied() -> None:
    """The last elements of a called process cannot be terminated; its call activity can. [modification]"""
    play = Play()
    called = start() + service("w") + end() + flows("start>w", "w>end")
    play.deploy(bpmn(start() + call("k", "q") + service("n") + end() + flows("start>k", "k>n", "n>end")),
                bpmn(called, "q"))  # fmt: skip
    key = play.start()
    (job,) = play.take("w")
    child = job.process_instance_key
    refusal = play.refused(c.ModifyInstance(child, terminate=(job.element_instance_key,)))
    assert refusal.reason is Reason.INVALID_ARGUMENT
    play.ok(c.ModifyInstance(child, (c.ActivateInstruction("w"),), (job.element_instance_key,)))
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("n"),), tuple(keys(play, key, "k"))))
    assert play.active(key) == ["n"]
    assert play.ended(child)
    play.check()


def test_no_canceling_listener_after_a_modification() -> None:
    """Terminating a user task by a modification does not ask its canceling listeners. [modification]"""
    body = start() + user("a", task_listeners(("canceling", "bye"))) + service("n") + end()
    play, key = playing(body + flows("start>a", "a>n", "n>end"))
    play.ok(c.ModifyInstance(key, move=(c.MoveInstruction("a", "n"),)))
    assert play.active(key) == ["n"]
    assert not play.take("bye")
    play.check()


def test_tokens_at_a_join_survive_a_modification() -> None:
    """A process instance whose elements are gone but whose join holds a token is not over. [seen]"""
    body = start() + parallel("f") + service("a") + service("b") + parallel("j") + end()
    play, key = playing(body + flows("start>f", "f>a", "f>b", "a>j", "b>j", "j>end"))
    play.job("a")
    play.ok(c.ModifyInstance(key, terminate=tuple(keys(play, key, "b"))))
    assert not play.ended(key)
    play.ok(c.ModifyInstance(key, (c.ActivateInstruction("b"),)))
    play.job("b")
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize("body", [start() + service("a") + end() + flows("start>a", "a>end"),
                                  start() + sub("s", start("i") + service("a") + end("o") + flows("i>a", "a>o"))
                                  + end() + flows("start>s", "s>end")])  # fmt: skip
def test_the_only_token_moved_to_an_end_event_completes_the_case(body: str) -> None:
    """What was activated has ended already: the instance is completed by it, not emptied by the termination."""
    play, key = playing(body)
    play.ok(c.ModifyInstance(key, move=(c.MoveInstruction("a", "end"),)))
    assert play.ended(key)
    assert [note.completed for note in play.notes if isinstance(note, InstanceEnded)] == [True]
    play.check()
