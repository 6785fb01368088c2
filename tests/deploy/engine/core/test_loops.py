"""Multi-instance activities, parallel and sequential."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from tests.deploy.engine.core.drawing import (
    boundary,
    call,
    declared_message,
    end,
    exclusive,
    loop,
    manual,
    message,
    receive,
    script,
    start,
    sub,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service, user

LINE = start() + "{}" + end() + flows("start>a", "a>end")


def one(element: str) -> Play:
    play = Play()
    play.deploy(bpmn(LINE.format(element)))
    return play


@pytest.mark.parametrize("sequential", [False, True])
def test_one_instance_for_each_item(sequential: bool) -> None:
    """One instance for each item, all at once or one after the other, with item and counter. [multi-instance]"""
    play = one(service("a", inner=loop(sequential=sequential)))
    key = play.start(items=["x", "y", "z"])
    seen = []
    while jobs := play.take("a"):
        assert len(jobs) == (1 if sequential else 3)
        for job in jobs:
            seen.append((job.variables["item"], job.variables["loopCounter"]))
            play.ok(c.CompleteJob(job.key))
    assert seen == [("x", 1), ("y", 2), ("z", 3)]
    assert play.result(key) == {"items": ["x", "y", "z"]}
    play.check()


def test_results_are_in_the_order_of_the_input() -> None:
    """The output collection has the order of the input, whatever the order of completion. [multi-instance]"""
    play = one(service("a", inner=loop(results="results", result="=r")))
    key = play.start(items=[1, 2, 3])
    for job in reversed(play.take("a")):
        play.ok(c.CompleteJob(job.key, {"r": job.variables["item"] * 10}))
    assert play.result(key) == {"items": [1, 2, 3], "results": [10, 20, 30]}
    play.check()


def test_a_result_variable_is_each_instance_s_own() -> None:
    """A variable that the output element reads is local to each instance; not given, it is null. [multi-instance]"""
    play = one(user("a").replace("</bpmn:userTask>", loop(results="votes", result="=vote") + "</bpmn:userTask>"))
    key = play.start(items=["a", "b"], vote="old")
    case = play.state.case(key)
    assert case is not None
    first, second = list(case.tasks)
    play.ok(c.CompleteTask(second, {"vote": "no"}))
    assert play.variables(key)["vote"] == "old"
    play.ok(c.CompleteTask(first))
    assert play.result(key) == {"items": ["a", "b"], "vote": "old", "votes": [None, "no"]}
    play.check()


def test_a_nested_property_is_local_too_a_formula_is_not() -> None:
    """A nested property makes its variable local; any other expression does not. [multi-instance]"""
    play = one(service("a", inner=loop(results="out", result="=r.n")))
    key = play.start(items=[1, 2])
    for job in play.take("a"):
        play.ok(c.CompleteJob(job.key, {"r": {"n": job.variables["item"]}}))
    assert play.result(key) == {"items": [1, 2], "out": [1, 2]}
    play = one(service("a", inner=loop(results="out", result="=r + 1")))
    key = play.start(items=[1])
    play.job("a", r=1)
    assert play.result(key) == {"items": [1], "out": [2], "r": 1}
    play.check()


@pytest.mark.parametrize("sequential", [False, True])
def test_an_empty_collection_completes_at_once(sequential: bool) -> None:
    """An empty input skips the activity; the output collection is empty. [multi-instance]"""
    play = one(service("a", inner=loop(results="out", result="=r", sequential=sequential)))
    key = play.start(items=[])
    assert play.result(key) == {"items": [], "out": []}
    play.check()


@pytest.mark.parametrize("items", [None, "abc", {"a": 1}, 3])
def test_an_input_that_is_no_list_is_an_incident(items: object) -> None:
    """The input collection has to be a list. [multi-instance]"""
    play = one(service("a", inner=loop()))
    key = play.start(items=items)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.ok(c.SetVariables(key, {"items": [1]}))
    play.resolve(key)
    play.job("a")
    assert play.ended(key)
    play.check()


def test_the_body_s_results_are_not_seen_outside_before_its_end() -> None:
    """The output collection belongs to the body until it completes. [multi-instance]"""
    play = one(service("a", inner=loop(results="out", result="=r")))
    key = play.start(items=[1, 2])
    job, _ = play.take("a")
    play.ok(c.CompleteJob(job.key, {"r": 1}))
    assert play.variables(key) == {"items": [1, 2]}
    play.check()


def test_mappings_apply_to_each_instance() -> None:
    """Input and output mappings belong to the inner instances and see item and counter. [multi-instance]"""
    extra = mapping({"n": "=item + loopCounter"}, {"r": "=got * 2"})
    play = one(service("a", extra=extra, inner=loop(results="out", result="=r")))
    key = play.start(items=[10, 20])
    for job in play.take("a"):
        play.ok(c.CompleteJob(job.key, {"got": job.variables["n"]}))
    assert play.result(key) == {"items": [10, 20], "out": [22, 44]}
    play.check()


def test_the_condition_ends_the_body_and_what_still_runs() -> None:
    """A completion condition that is true ends the body; active instances are terminated. [multi-instance]"""
    play = one(service("a", inner=loop(results="out", result="=r", condition="=numberOfCompletedInstances = 2")))
    key = play.start(items=[1, 2, 3])
    first, second, _ = play.take("a")
    play.ok(c.CompleteJob(second.key, {"r": "b"}))
    assert len(play.active(key)) == 3
    play.ok(c.CompleteJob(first.key, {"r": "a"}))
    assert play.result(key) == {"items": [1, 2, 3], "out": ["a", "b", None]}
    play.check()


@pytest.mark.parametrize("sequential", [False, True])
def test_the_four_numbers_of_a_loop(sequential: bool) -> None:
    """The condition reads the four numbers, before process variables of those names. [multi-instance]"""
    condition = (
        "=assert(numberOfInstances, [numberOfInstances, numberOfActiveInstances, numberOfCompletedInstances, "
        "numberOfTerminatedInstances] = expected[it]) = 0"
    )
    play = one(service("a", inner=loop(item="it", condition=condition, sequential=sequential)))
    expected = [[3, 0, 1, 0], [3, 0, 2, 0], [3, 0, 3, 0]] if sequential else [[3, 2, 1, 0], [3, 1, 2, 0], [3, 0, 3, 0]]
    key = play.start(items=[1, 2, 3], expected=expected, numberOfInstances=99)
    while jobs := play.take("a"):
        for job in jobs:
            play.ok(c.CompleteJob(job.key))
    assert play.ended(key), play.incidents(key)
    play.check()


def test_instances_that_end_at_once_count_as_active_from_the_beginning() -> None:
    """All parallel instances are created when the body is activated, also those that end at once. [multi-instance]"""
    body = start("i") + script("w", "=item", "x") + end("o") + flows("i>w", "w>o")
    play = one(sub("a", body, inner=loop(condition="=numberOfActiveInstances = 1")))
    key = play.start(items=[1, 2, 3])
    assert play.ended(key)
    assert play.passed("o") == 2
    play.check()


def test_a_condition_that_is_true_early_keeps_the_rest_out() -> None:
    """Once the condition is true nothing more of the loop begins. [multi-instance]"""
    body = start("i") + exclusive("x", "x_o") + service("w") + end("o") + flows("i>x", "x>w:=item > 1", "x>o", "w>o")
    play = one(sub("a", body, inner=loop(condition="=true")))
    key = play.start(items=[1, 2, 3])
    assert play.ended(key)
    play.check()


def test_a_condition_of_another_kind_is_an_incident() -> None:
    """A completion condition has to be true or false. [multi-instance]"""
    play = one(service("a", inner=loop(condition="=done")))
    key = play.start(items=[1, 2])
    for job in play.take("a"):
        play.ok(c.CompleteJob(job.key))
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR", "EXTRACT_VALUE_ERROR"]
    play.ok(c.SetVariables(key, {"done": False}))
    play.ok(c.ResolveIncidents(key))
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize("cancel", [True, False])
def test_boundary_events_belong_to_the_body(cancel: bool) -> None:
    """An interrupting boundary event ends all instances and gives no results; others leave them. [multi-instance]"""
    task = service("a", inner=loop(results="out", result="=r"))
    body = start() + task + boundary("b", "a", message("m"), cancel=cancel) + service("c") + end()
    play = Play()
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>c"), outside=declared_message("m")))
    key = play.start(items=[1, 2], k="1")
    job, _ = play.take("a")
    play.ok(c.CompleteJob(job.key, {"r": 1}))
    play.publish("m")
    assert play.active(key) == (["c"] if cancel else ["a", "a", "c"])
    assert play.take("c")[0].variables == {"items": [1, 2], "k": "1"}
    play.check()


def test_receive_tasks_in_a_loop_have_a_subscription_each() -> None:
    """Each instance of a receive task waits for its own message. [multi-instance]"""
    play = Play()
    play.deploy(bpmn(LINE.format(receive("a", "m", loop(item="k", results="out", result="=x"))),
                     outside=declared_message("m")))  # fmt: skip
    key = play.start(items=["1", "2"])
    play.publish("m", "2", x="b")
    play.publish("m", "1", x="a")
    assert play.result(key) == {"items": ["1", "2"], "out": ["a", "b"]}
    play.check()


def test_called_processes_in_a_loop() -> None:
    """A call activity in a loop collects by an output mapping, as documented. [multi-instance]"""
    play = Play()
    called = start() + service("w") + end() + flows("start>w", "w>end")
    own = call("a", "q", extra=mapping({}, {"output": "=x"}), inner=loop(results="out", result="=output"))
    play.deploy(bpmn(LINE.format(own)), bpmn(called, "q"))
    key = play.start(items=[1, 2])
    for job in reversed(play.take("w")):
        play.ok(c.CompleteJob(job.key, {"x": job.variables["item"]}))
    assert play.result(key) == {"items": [1, 2], "out": [1, 2]}
    play.check()


def test_loops_in_loops() -> None:
    """A multi-instance task inside a multi-instance sub-process. [multi-instance]"""
    task = service("w", inner=loop("=item", "n", "inner", "=r"))
    body = start("i") + task + end("o") + flows("i>w", "w>o")
    play = one(sub("a", body, mapping({"inner": "=null"}), loop(results="out", result="=inner")))
    key = play.start(items=[[1, 2], [], [3]])
    for job in play.take("w"):
        play.ok(c.CompleteJob(job.key, {"r": job.variables["n"] * 2}))
    assert play.result(key)["out"] == [[2, 4], [], [6]]
    play.check()


def test_the_input_is_read_once() -> None:
    """Changing the collection afterwards does not change the loop. [multi-instance]"""
    play = one(service("a", inner=loop(sequential=True)))
    key = play.start(items=[1, 2])
    play.ok(c.SetVariables(key, {"items": []}))
    play.job("a")
    assert play.job("a").variables["item"] == 2
    assert play.ended(key)
    play.check()


def test_manual_tasks_in_a_loop_pass() -> None:
    """A loop over something that waits for nothing is over at once. [multi-instance]"""
    play = one(manual("a", inner=loop()))
    key = play.start(items=list(range(50)))
    assert play.ended(key)
    assert play.passed("a") == 51
    play.check()
