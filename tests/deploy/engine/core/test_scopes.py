"""Scopes: sub-processes, event sub-processes, terminate events, links, boundary events, cancellation."""

from __future__ import annotations

from deploy.engine.core import commands as c
from deploy.engine.core.replies import InstanceEnded, Reason
from tests.deploy.engine.core.drawing import (
    TERMINATE,
    boundary,
    call,
    catch,
    cycle,
    declared_message,
    declared_signal,
    duration,
    end,
    event_sub,
    exclusive,
    link,
    loop,
    manual,
    message,
    parallel,
    signal,
    start,
    sub,
    throw,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service

M = declared_message("m") + declared_message("n")


def handler(id_: str, begin: str, type_: str, *, interrupting: bool = True, extra: str = "") -> str:
    body = service(type_) + end(f"{id_}_end") + flows(f"{id_}_start>{type_}", f"{type_}>{id_}_end")
    return event_sub(id_, begin, body, interrupting=interrupting, extra=extra)


def test_a_scope_ends_when_nothing_in_it_is_active() -> None:
    """A sub-process is left when its last element is completed. [embedded sub-process]"""
    play = Play()
    inner = sub("s", start("i") + parallel("g") + service("a") + service("b") + flows("i>g", "g>a", "g>b"))
    play.deploy(bpmn(start() + inner + end() + flows("start>s", "s>end")))
    key = play.start()
    play.job("a")
    assert play.active(key) == ["s", "b"]
    play.job("b")
    assert play.ended(key)
    play.check()


def test_a_token_held_at_a_join_keeps_its_scope_open() -> None:
    """A token that waits at a parallel join keeps its scope open. [seen]"""
    play = Play()
    body = start() + exclusive("x", "x_b") + service("a") + service("b") + parallel("j") + end()
    play.deploy(bpmn(body + flows("start>x", "x>a:=way", "x>b", "a>j", "b>j", "j>end")))
    key = play.start(way=True)
    play.job("a")
    assert not play.ended(key)
    assert play.active(key) == []
    play.ok(c.CancelInstance(key))
    assert play.ended(key)
    play.check()


def test_terminate_ends_its_own_scope_only() -> None:
    """A terminate end event ends its sub-process, which completes; the flow behind is taken. [terminate events]"""
    play = Play()
    inner = sub("s", start("i") + parallel("g") + service("a") + service("b") + end("t", TERMINATE)
                + flows("i>g", "g>a", "g>b", "a>t"))  # fmt: skip
    body = start() + parallel("f") + inner + service("beside") + end() + end("end2")
    play.deploy(bpmn(body + flows("start>f", "f>s", "f>beside", "s>end", "beside>end2")))
    key = play.start()
    play.job("a")
    assert play.active(key) == ["beside"]
    assert play.passed("s") == 1
    play.job("beside")
    assert play.ended(key)
    play.check()


def test_terminate_on_the_process_completes_the_instance() -> None:
    """On the process scope everything is terminated and the instance completes. [terminate events]"""
    play = Play()
    body = start() + parallel("g") + service("a") + service("b") + end("t", TERMINATE) + end()
    play.deploy(bpmn(body + flows("start>g", "g>a", "g>b", "a>t", "b>end")))
    key = play.start()
    play.job("a", x=1)
    (note,) = [n for n in play.notes if isinstance(n, InstanceEnded)]
    assert (note.key, note.completed, note.variables) == (key, True, {"x": 1})
    assert not play.take("b")
    play.check()


def test_terminate_in_a_loop_ends_its_own_iteration() -> None:
    """In a multi-instance sub-process only the iteration of the event ends. [terminate events]"""
    play = Play()
    inner = sub("s", start("i") + parallel("g") + service("a") + service("b") + end("t", TERMINATE)
                + flows("i>g", "g>a", "g>b", "a>t"), inner=loop())  # fmt: skip
    play.deploy(bpmn(start() + inner + end() + flows("start>s", "s>end")))
    key = play.start(items=[1, 2])
    first, second = play.take("a")
    play.ok(c.CompleteJob(first.key))
    assert sorted(play.active(key)) == ["a", "b", "s", "s"]
    play.ok(c.CompleteJob(second.key))
    assert play.ended(key)
    play.check()


def test_terminate_in_a_called_process_goes_on_in_the_caller() -> None:
    """A called process that a terminate event ends has completed for its call activity. [terminate events]"""
    play = Play()
    called = start() + parallel("g") + service("a") + end("t", TERMINATE) + flows("start>g", "g>a", "g>t")
    play.deploy(bpmn(start() + call("k", "q") + end() + flows("start>k", "k>end")), bpmn(called, "q"))
    key = play.start()
    assert play.ended(key)
    assert play.passed("end") == 1
    play.check()


def test_links_lead_on_within_their_scope() -> None:
    """A throwing link event goes on at the catching one of its name, from several places. [link events]"""
    play = Play()
    body = start() + parallel("g") + throw("l1", link("L")) + throw("l2", link("L")) + catch("in", link("L"))
    play.deploy(bpmn(body + service("a") + end() + flows("start>g", "g>l1", "g>l2", "in>a", "a>end")))
    key = play.start()
    assert play.active(key) == ["a", "a"]
    assert play.passed("in") == 2
    play.check()


def test_an_interrupting_event_sub_process_ends_everything_in_its_scope() -> None:
    """All active instances of the scope end, non-interrupting event sub-processes too. [event sub-process]"""
    play = Play()
    body = start() + service("a") + end() + flows("start>a", "a>end")
    body += handler("h", message("m"), "stop") + handler("o", message("n"), "other", interrupting=False)
    play.deploy(bpmn(body, outside=M))
    key = play.start(k="1")
    play.publish("n")
    assert play.active(key) == ["a", "o", "other"]
    play.publish("m", why="w")
    assert play.active(key) == ["h", "stop"]
    assert play.variables(key) == {"k": "1", "why": "w"}
    play.publish("m")
    play.publish("n")
    assert play.active(key) == ["h", "stop"], "an interrupted scope waits for nothing more"
    play.job("stop")
    assert play.ended(key)
    play.check()


def test_a_non_interrupting_event_sub_process_runs_beside_and_again() -> None:
    """It can be triggered again and again, and the scope waits for each. [event sub-process]"""
    play = Play()
    body = start() + service("a") + end() + flows("start>a", "a>end")
    play.deploy(bpmn(body + handler("h", message("m"), "note", interrupting=False), outside=M))
    key = play.start(k="1")
    play.publish("m")
    play.publish("m")
    play.job("a")
    assert play.active(key) == ["h", "note", "h", "note"]
    play.publish("m")
    for job in play.take("note"):
        play.ok(c.CompleteJob(job.key))
    assert play.ended(key)
    play.check()


def test_the_variables_of_its_event_propagate_unless_mapped_in() -> None:
    """They are merged into the case, but stay in a variable that an input mapping made. [event sub-process]"""
    play = Play()
    body = start() + service("a") + end() + flows("start>a", "a>end")
    own = handler("h", message("m"), "note", interrupting=False, extra=mapping({"x": "=null"}))
    play.deploy(bpmn(body + own, outside=M))
    key = play.start(k="1")
    play.publish("m", x=1, y=2)
    assert play.variables(key) == {"k": "1", "y": 2}
    assert play.job("note").variables["x"] == 1
    play.check()


def test_its_start_event_may_map_what_it_got() -> None:
    """An output mapping at the start event decides what the event brings. [message events]"""
    play = Play()
    mapped = event_sub("h", message("m"), service("note") + flows("h_start>note"), interrupting=False,
                       start_extra=mapping({}, {"z": "=x"}))  # fmt: skip
    play.deploy(bpmn(start() + service("a") + end() + flows("start>a", "a>end") + mapped, outside=M))
    key = play.start(k="1")
    play.publish("m", x=1, y=2)
    assert play.variables(key) == {"k": "1", "z": 1}
    play.check()


def test_an_event_sub_process_sees_the_variables_of_its_scope() -> None:
    """It can read and change local variables of its scope; its output mappings leave it. [event sub-process]"""
    play = Play()
    inner = sub("s", start("i") + service("a") + end("o") + flows("i>a", "a>o")
                + handler("h", message("m"), "note", interrupting=False), mapping({"own": "=1"}))  # fmt: skip
    play.deploy(bpmn(start() + inner + end() + flows("start>s", "s>end"), outside=M))
    key = play.start(k="1")
    play.publish("m")
    assert play.job("note", own=2).variables["own"] == 1
    assert play.local(key, "s") == {"own": 2}
    play.check()


def test_its_correlation_key_that_is_missing_is_an_incident_at_the_start() -> None:
    """The key of an event sub-process is evaluated when its scope begins; null is an incident then. [seen]"""
    play = Play()
    body = start() + service("a") + end() + flows("start>a", "a>end")
    play.deploy(bpmn(body + handler("h", message("m"), "note"), outside=M))
    key = play.start()
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    assert play.active(key) == []
    play.ok(c.SetVariables(key, {"k": "1"}))
    play.resolve(key)
    assert play.active(key) == ["a"]
    play.publish("m")
    assert play.active(key) == ["h", "note"]
    play.check()


def test_timer_and_signal_start_event_sub_processes() -> None:
    """Timers and signals start event sub-processes as messages do; cycles repeat. [event sub-process]"""
    play = Play()
    body = start() + service("a") + end() + flows("start>a", "a>end")
    body += handler("t", cycle("R2/PT10S"), "remind", interrupting=False) + handler("s", signal("sig"), "halt")
    play.deploy(bpmn(body, outside=declared_signal("sig")))
    key = play.start()
    play.wait(10_000)
    play.wait(10_000)
    play.wait(10_000)
    assert play.active(key).count("t") == 2
    play.ok(c.BroadcastSignal("sig"))
    assert play.active(key) == ["s", "halt"]
    play.check()


def test_an_interrupted_scope_drops_tokens_at_its_joins() -> None:
    """Tokens at a parallel join do not keep an interrupted scope. [seen]"""
    play = Play()
    body = start() + parallel("g") + manual("a") + service("b") + parallel("j") + end()
    body += flows("start>g", "g>a", "g>b", "a>j", "b>j", "j>end") + handler("h", message("m"), "stop")
    play.deploy(bpmn(body, outside=M))
    key = play.start(k="1")
    play.publish("m")
    play.job("stop")
    assert play.ended(key)
    play.check()


def test_a_boundary_event_ends_its_sub_process_with_all_in_it() -> None:
    """An interrupting boundary event ends the whole sub-process. [embedded sub-process]"""
    play = Play()
    inner = sub("s", start("i") + service("a") + end("o") + flows("i>a", "a>o"))
    body = start() + inner + boundary("b", "s", message("m")) + service("next") + end()
    play.deploy(bpmn(body + flows("start>s", "s>end", "b>next"), outside=M))
    key = play.start(k="1")
    play.publish("m", x=1)
    assert play.active(key) == ["next"]
    assert play.variables(key)["x"] == 1, "without output mappings it goes to the case"
    assert not play.take("a")
    play.check()


def test_a_boundary_event_does_not_end_with_an_activity_that_it_left() -> None:
    """A non-interrupting boundary event goes its own way after the activity is over. [message events]"""
    play = Play()
    body = start() + service("a") + boundary("b", "a", message("m"), cancel=False) + service("next") + end()
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>next"), outside=M))
    key = play.start(k="1")
    play.publish("m")
    play.publish("m")
    play.job("a")
    assert play.active(key) == ["next", "next"]
    play.publish("m")
    assert play.active(key) == ["next", "next"]
    play.check()


def test_a_boundary_correlation_key_does_not_see_variables_of_its_task() -> None:
    """A boundary event's correlation key is evaluated outside of its task. [seen]"""
    play = Play()
    task = service("a", extra=mapping({"k": '="1"'}))
    body = start() + task + boundary("b", "a", message("m")) + end() + end("c")
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>c"), outside=M))
    key = play.start()
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    assert not play.take("a")
    play.ok(c.SetVariables(key, {"k": "1"}))
    play.resolve(key)
    play.publish("m")
    assert play.ended(key)
    play.check()


def test_of_several_subscriptions_of_a_case_the_oldest_takes_the_message() -> None:
    """Within one process only one of the subscriptions gets a message: here the oldest. [messages]"""
    play = Play()
    body = start() + service("a") + boundary("b", "a", message("m")) + end() + end("c")
    body += flows("start>a", "a>end", "b>c") + handler("h", message("m"), "stop")
    play.deploy(bpmn(body, outside=M))
    key = play.start(k="1")
    play.publish("m")
    assert play.active(key) == ["h", "stop"]
    assert play.passed("b") == 0
    play.check()


def test_cancelling_ends_everything() -> None:
    """A cancelled case is gone with its jobs, subscriptions, timers and called processes. [gateway]"""
    play = Play()
    called = start() + service("w") + end() + flows("start>w", "w>end")
    body = start() + call("k", "q") + boundary("b", "k", duration("PT1H")) + end() + end("c")
    play.deploy(bpmn(body + flows("start>k", "k>end", "b>c")), bpmn(called, "q"))
    key = play.start()
    (job,) = play.take("w")
    refusal = play.refused(c.CancelInstance(job.process_instance_key))
    assert refusal.reason is Reason.INVALID_STATE, "a called process ends with its caller"
    play.ok(c.CancelInstance(key))
    assert play.ended(key)
    assert play.refused(c.CancelInstance(key)).reason is Reason.NOT_FOUND
    assert play.refused(c.CompleteJob(job.key)).reason is Reason.NOT_FOUND
    assert play.state.next_due() is None
    assert [n.completed for n in play.notes if isinstance(n, InstanceEnded)] == [False, False]
    play.check()
