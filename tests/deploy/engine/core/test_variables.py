"""Variables: scopes, propagation, mappings, what comes from outside."""

from __future__ import annotations

from deploy.engine.core import commands as c
from deploy.engine.core.replies import Reason
from tests.deploy.engine.core.drawing import end, manual, script, start, sub
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service

LINE = start() + "{}" + end() + flows("start>a", "a>end")


def one(element: str) -> Play:
    play = Play()
    play.deploy(bpmn(LINE.format(element)))
    return play


def test_without_output_mappings_a_result_goes_to_the_process_instance() -> None:
    """Without output mappings all variables of a job are merged into the process instance. [variables]"""
    play = one(service("a", extra=mapping({"own": "=1"})))
    key = play.start(x=1)
    play.job("a", x=2, y=3, own=4)
    assert play.result(key) == {"x": 2, "y": 3}
    play.check()


def test_with_output_mappings_only_what_they_list_leaves() -> None:
    """With any output mapping, only what the mappings list leaves the element. [variables]"""
    play = one(service("a", extra=mapping({}, {"y": "=x"})))
    key = play.start()
    play.job("a", x=2, z=3)
    assert play.result(key) == {"y": 2}
    play.check()


def test_a_variable_is_set_where_a_scope_on_the_way_has_it() -> None:
    """Propagation ends at the first scope that has the variable, else at the process instance. [variables]"""
    play = Play()
    inner = sub("s", start("in") + service("a") + end("out") + flows("in>a", "a>out"), mapping({"x": "=0"}))
    play.deploy(bpmn(start() + inner + service("b") + end() + flows("start>s", "s>b", "b>end")))
    key = play.start()
    play.job("a", x=1, y=2)
    assert play.variables(key) == {"y": 2}
    play.job("b")
    play.check()


def test_inner_variables_hide_outer_ones() -> None:
    """A variable of an inner scope covers one of the same name further out. [variables]"""
    play = one(service("a", extra=mapping({"x": "=x + 1"})))
    key = play.start(x=1)
    assert play.job("a").variables == {"x": 2}
    assert play.result(key) == {"x": 1}
    play.check()


def test_input_targets_with_dots_build_contexts() -> None:
    """Input mappings to `a.b` and `a.c` build one context; it replaces what was there before. [variables]"""
    play = one(service("a", extra=mapping({"s.name": "=n", "s.address.city": "=t"})))
    play.start(n="Budi", t="Solo", s={"old": 1})
    assert play.job("a").variables["s"] == {"name": "Budi", "address": {"city": "Solo"}}
    play.check()


def test_output_targets_with_dots_change_one_property() -> None:
    """An output mapping to `a.b` sets that property and leaves its siblings. [variables]"""
    play = one(service("a", extra=mapping({}, {"order.status": "=s", "order.by.name": "=w"})))
    key = play.start(order={"id": 1, "status": "new"})
    play.job("a", s="done", w="Ani")
    assert play.result(key) == {"order": {"id": 1, "status": "done", "by": {"name": "Ani"}}}
    play.check()


def test_a_later_mapping_sees_an_earlier_one() -> None:
    """Mappings are evaluated in order; a source can read the target of one before. [variables]"""
    play = one(service("a", extra=mapping({"x": "=1", "y": "=x + 1"}, {"p": "=r", "q": "=p + 1"})))
    key = play.start()
    assert play.take("a")[0].variables == {"x": 1, "y": 2}
    case = play.state.case(key)
    assert case is not None
    play.ok(c.CompleteJob(next(iter(case.jobs)), {"r": 5}))
    assert play.result(key) == {"p": 5, "q": 6}
    play.check()


def test_an_input_without_a_source_and_a_missing_variable_are_null() -> None:
    """An input mapping without a source gives null; a missing variable is null. [variables]"""
    play = one(service("a", extra='<zeebe:ioMapping><zeebe:input target="x" /><zeebe:input source="=no" target="y" />'
                                  "</zeebe:ioMapping>"))  # fmt: skip
    play.start(x=1)
    assert play.job("a").variables == {"x": None, "y": None}
    play.check()


def test_local_variables_of_a_sub_process_end_with_it() -> None:
    """Nothing leaves a sub-process but by its output mappings. [variables]"""
    play = Play()
    inner = sub("s", start("in") + service("a") + end("out") + flows("in>a", "a>out"),
                mapping({"x": "=1", "y": "=1"}, {"z": "=y"}))  # fmt: skip
    play.deploy(bpmn(start() + inner + end() + flows("start>s", "s>end")))
    key = play.start()
    play.job("a", x=2, y=3)
    assert play.result(key) == {"z": 3}
    play.check()


def test_mappings_of_start_and_end_events() -> None:
    """End events propagate only what an output mapping lists. [variables]"""
    play = Play()
    body = start() + end("end", extra=mapping({}, {"done": "=x + 1"})) + flows("start>end")
    play.deploy(bpmn(body))
    key = play.start(x=1)
    assert play.result(key) == {"x": 1, "done": 2}
    play.check()


def test_a_script_sets_its_result_variable() -> None:
    """A FEEL script's result goes to its result variable, and on as any result. [variables]"""
    play = one(script("a", "=x * 2", "y"))
    key = play.start(x=4)
    assert play.result(key) == {"x": 4, "y": 8}
    play = one(script("a", "=x * 2", "y", mapping({}, {"z": "=y + 1"})))
    key = play.start(x=4)
    assert play.result(key) == {"x": 4, "z": 9}
    play.check()


def test_set_variables_propagates_unless_local() -> None:
    """SetVariables merges upward from its scope, with `local` it stays there. [gateway]"""
    play = one(service("a", extra=mapping({"own": "=1"})))
    key = play.start(x=1)
    instance = play.element(key, "a").key
    play.ok(c.SetVariables(instance, {"x": 2, "own": 3, "new": 4}))
    assert (play.variables(key), play.local(key, "a")) == ({"x": 2, "new": 4}, {"own": 3})
    play.ok(c.SetVariables(instance, {"x": 5}, local=True))
    assert (play.variables(key)["x"], play.local(key, "a")["x"]) == (2, 5)
    assert play.refused(c.SetVariables(instance + 999, {})).reason is Reason.NOT_FOUND
    play.check()


def test_an_output_mapping_that_fails_is_an_incident_before_anything_leaves() -> None:
    """A mapping that cannot be applied is an incident IO_MAPPING_ERROR; resolving tries again. [incidents]"""
    play = one(service("a", extra=mapping({}, {"y": "=assert(x, x != null)"})))
    key = play.start()
    play.job("a")
    assert play.incidents(key) == ["IO_MAPPING_ERROR"]
    assert play.variables(key) == {}
    play.ok(c.SetVariables(key, {"x": 1}))
    play.resolve(key)
    assert play.result(key) == {"x": 1, "y": 1}
    play.check()


def test_an_input_mapping_that_fails_is_an_incident() -> None:
    """An input mapping that cannot be applied keeps the element from being activated. [incidents]"""
    play = one(manual("a", mapping({"y": "=assert(x, x != null)"})))
    key = play.start()
    assert play.incidents(key) == ["IO_MAPPING_ERROR"]
    play.ok(c.SetVariables(key, {"x": 1}))
    play.resolve(key)
    assert play.ended(key)
    play.check()
