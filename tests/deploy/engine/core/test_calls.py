"""Call activities: what is called, which variables go along, how it ends."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from tests.deploy.engine.core.drawing import boundary, call, declared_message, end, message, start
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service

CALLED = start() + service("w") + end() + flows("start>w", "w>end")


def calling(own: str, *called: bytes) -> Play:
    play = Play()
    play.deploy(bpmn(start() + own + service("b") + end() + flows("start>a", "a>b", "b>end")),
                *(called or (bpmn(CALLED, "q"),)))  # fmt: skip
    return play


def test_all_variables_go_both_ways_by_default() -> None:
    """Without the attributes all variables go into the called process, and all of its come back. [call activities]"""
    play = calling(call("a", "q", extra=mapping({"own": "=1"})))
    key = play.start(x=1)
    assert play.job("w", x=2, y=3).variables == {"x": 1, "own": 1}
    assert play.variables(key) == {"x": 2, "y": 3}
    play.check()


def test_child_variables_can_be_kept_back() -> None:
    """With propagateAllChildVariables="false" nothing comes back. [call activities]"""
    play = calling(call("a", "q", 'propagateAllChildVariables="false" '))
    key = play.start(x=1)
    play.job("w", x=2, y=3)
    assert play.variables(key) == {"x": 1}
    play.check()


@pytest.mark.parametrize("value", ["", "true", "false"])
def test_output_mappings_pick_from_the_called_process(value: str) -> None:
    """With output mappings only what they list comes back. [call activities]"""
    attribute = f'propagateAllChildVariables="{value}" ' if value else ""
    play = calling(call("a", "q", attribute, mapping({}, {"z": "=y + 1"})))
    key = play.start(x=1)
    play.job("w", x=2, y=3)
    assert play.variables(key) == {"x": 1, "z": 4}
    play.check()


def test_parent_variables_can_be_kept_back() -> None:
    """With propagateAllParentVariables="false" only the call activity's own variables go along. [call activities]"""
    play = calling(call("a", "q", 'propagateAllParentVariables="false" ', mapping({"own": "=x + 1"})))
    play.start(x=1)
    assert play.job("w").variables == {"own": 2}
    play.check()


def test_the_called_process_may_be_an_expression() -> None:
    """The process id is evaluated when the activity is activated; another kind is an incident. [call activities]"""
    play = calling(call("a", '="q" + n'), bpmn(CALLED, "q1"))
    play.start(n="1")
    assert play.take("w")
    key = play.start(n=1)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.check()


def test_a_process_that_is_not_there_is_an_incident() -> None:
    """A called process that is not deployed is an incident; deployed, resolving goes on. [call activities]"""
    play = calling(call("a", "r"))
    key = play.start()
    assert play.incidents(key) == ["CALLED_ELEMENT_ERROR"]
    play.deploy(bpmn(CALLED, "r"))
    play.resolve(key)
    play.job("w")
    assert play.active(key) == ["b"]
    play.check()


@pytest.mark.parametrize("binding", ["", 'bindingType="deployment" ', 'bindingType="versionTag" versionTag="v" '])
def test_a_process_without_a_none_start_event_cannot_be_called(binding: str) -> None:
    """Only a none start event can be called; without one it is an incident. [call activities]"""
    body = start(inner=message("m")) + end() + flows("start>end")
    called = bpmn(body, "q", declared_message("m", key=""),
                  '<bpmn:extensionElements><zeebe:versionTag value="v" /></bpmn:extensionElements>')  # fmt: skip
    play = calling(call("a", "q", binding), called)
    assert play.incidents(play.start()) == ["CALLED_ELEMENT_ERROR"]
    play.check()


def tagged(tag: str, type_: str) -> bytes:
    body = start() + service(type_) + end() + flows(f"start>{type_}", f"{type_}>end")
    own = f'<bpmn:extensionElements><zeebe:versionTag value="{tag}" /></bpmn:extensionElements>'
    return bpmn(body, "q", inside=own)


def test_the_binding_says_which_version_is_called() -> None:
    """latest: the newest; deployment: that of the caller; versionTag: the newest of it. [call activities]"""
    for attribute, type_ in (("", "w3"), ('bindingType="latest" ', "w3"), ('bindingType="deployment" ', "w1"),
                             ('bindingType="versionTag" versionTag="x" ', "w2")):  # fmt: skip
        play = calling(call("a", "q", attribute), tagged("x", "w1"))
        play.deploy(tagged("x", "w2"))
        play.deploy(tagged("y", "w3"))
        play.start()
        assert play.take(type_), attribute
        play.check()


def test_an_interrupting_boundary_event_ends_the_called_process() -> None:
    """The called process is terminated, and its variables stay behind. [call activities]"""
    play = Play()
    body = start() + call("a", "q") + boundary("b", "a", message("m")) + service("n") + end()
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>n"), outside=declared_message("m")), bpmn(CALLED, "q"))
    key = play.start(k="1")
    (job,) = play.take("w")
    play.ok(c.SetVariables(job.process_instance_key, {"x": 1}))
    play.publish("m")
    assert play.active(key) == ["n"]
    assert play.ended(job.process_instance_key)
    assert play.variables(key) == {"k": "1"}
    play.check()


def test_a_non_interrupting_boundary_event_leaves_the_called_process() -> None:
    """The called process is not affected. [call activities]"""
    play = Play()
    body = start() + call("a", "q") + boundary("b", "a", message("m"), cancel=False) + service("n") + end()
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>n"), outside=declared_message("m")), bpmn(CALLED, "q"))
    key = play.start(k="1")
    play.publish("m")
    play.job("w")
    play.job("n")
    assert play.ended(key)
    play.check()


def test_a_called_process_belongs_to_its_case() -> None:
    """Its jobs know the root instance; tags and business id are inherited. [creation]"""
    play = calling(call("a", "q"))
    answer = play.ok(c.CreateInstance("p", tags=("t",), business_id="order-1"))
    (job,) = play.take("w")
    assert job.root_process_instance_key == answer.key != job.process_instance_key
    assert job.tags == ("t",)
    found = play.state.find_instance(job.process_instance_key)
    assert found is not None
    assert found[1].business_id == "order-1"
    play.check()


def test_processes_that_call_each_other_without_end_are_an_incident() -> None:
    """A process that calls itself stops with an incident instead of running for ever. [seen]"""
    play = Play()
    play.deploy(bpmn(start() + call("a", "p") + end() + flows("start>a", "a>end")))
    key = play.start()
    assert play.incidents(key) == ["CALLED_ELEMENT_ERROR"]
    play.check()
    play.ok(c.CancelInstance(key))
    assert play.ended(key)
    play.check()
