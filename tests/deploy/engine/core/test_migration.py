"""Migration of running process instances to another definition."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core.replies import Reason
from tests.deploy.engine.core.drawing import (
    boundary,
    call,
    catch,
    declared_message,
    declared_signal,
    duration,
    end,
    event_sub,
    exclusive,
    listeners,
    loop,
    message,
    parallel,
    signal,
    start,
    sub,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service, user

M = declared_message("m") + declared_message("msg_n", "n") + declared_signal("sig", "s")
LINE = start() + "{}" + end() + flows("start>a", "a>end")


def target(play: Play, body: str, process_id: str = "p") -> int:
    return int(play.deploy(bpmn(body, process_id, outside=M)).processes[0].key)


def playing(before: str, after: str, **variables: object) -> tuple[Play, int, int]:
    play = Play()
    target(play, before)
    key = play.start(**variables)
    return play, key, target(play, after)


def move(play: Play, key: int, goal: int, *mapping_: tuple[str, str]) -> None:
    play.ok(c.MigrateInstance(key, goal, mapping_))
    play.check()


def test_what_comes_is_of_the_new_definition() -> None:
    """An active task keeps its job; what follows is the new definition's. [migration]"""
    after = start() + service("b", "other") + service("n") + end() + flows("start>b", "b>n", "n>end")
    play, key, goal = playing(LINE.format(service("a")), after, x=1)
    move(play, key, goal, ("a", "b"))
    job = play.job("a")
    assert (job.element_id, job.definition_key) == ("b", goal)
    assert play.active(key) == ["n"]
    assert play.variables(key) == {"x": 1}
    play.check()


def test_a_user_task_stays_with_its_person() -> None:
    """A migrated task keeps assignee and attributes. [migration]"""
    play, key, goal = playing(LINE.format(user("a")), LINE.format(user("a")) + "<!-- -->")
    task = play.task(key)
    play.ok(c.AssignTask(task.key, "budi"))
    move(play, key, goal, ("a", "a"))
    assert play.task(key).assignee == "budi"
    play.ok(c.CompleteTask(task.key))
    assert play.ended(key)


def test_an_incident_is_solved_by_a_better_definition() -> None:
    """An incident stays; resolved after the migration, the new definition decides. [migration]"""
    before = start() + exclusive("g") + end() + flows("start>g", "g>end:=text")
    after = start() + exclusive("g") + end() + flows("start>g", "g>end:=good")
    play, key, goal = playing(before, after, text="x", good=True)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    move(play, key, goal, ("g", "g"))
    play.resolve(key)
    assert play.ended(key)


def guarded(text: str, *, interrupting: bool = True, event: str = "b") -> str:
    body = start() + service("a") + boundary(event, "a", duration(text), cancel=interrupting) + end() + end("late")
    return body + flows("start>a", "a>end", f"{event}>late")


def test_a_mapped_timer_keeps_its_moment() -> None:
    """A mapped catch event keeps its subscription; it may change whether it interrupts. [migration]"""
    play, key, goal = playing(guarded("P7D"), guarded("P14D", interrupting=False, event="c"))
    play.wait(5 * 86_400_000)
    move(play, key, goal, ("a", "a"), ("b", "c"))
    play.wait(2 * 86_400_000)
    assert play.passed("c") == 1
    assert play.active(key) == ["a"]
    play.check()


@pytest.mark.parametrize("interrupts", [True, False])
def test_a_mapped_message_may_change_whether_it_interrupts(interrupts: bool) -> None:
    """A mapped subscription interrupts as the new definition says. [migration]"""
    before, after = (
        LINE.format(service("a")) + boundary("b", "a", message("m"), cancel=cancel) + end("e") + flows("b>e")
        for cancel in (not interrupts, interrupts)
    )
    play, key, goal = playing(before, after, k="1")
    move(play, key, goal, ("a", "a"), ("b", "b"))
    play.publish("m")
    play.publish("m")
    assert play.passed("b") == (1 if interrupts else 2)
    assert play.ended(key) == interrupts
    play.check()


def test_an_unmapped_timer_begins_anew() -> None:
    """An unmapped catch event is closed, those of the new definition are opened. [migration]"""
    play, key, goal = playing(guarded("P7D"), guarded("P14D"))
    play.wait(5 * 86_400_000)
    move(play, key, goal, ("a", "a"))
    play.wait(13 * 86_400_000)
    assert play.active(key) == ["a"]
    play.wait(86_400_000)
    assert play.ended(key)
    play.check()


def test_messages_keep_their_name_or_get_the_new_one() -> None:
    """A mapped message subscription keeps its name and key, an unmapped one is opened anew. [migration]"""
    before, after = LINE.format(catch("a", message("m"))), LINE.format(catch("a", message("m"))) + "<!-- -->"
    play, key, goal = playing(before, after, k="1")
    move(play, key, goal, ("a", "a"))
    play.publish("m")
    assert play.ended(key)
    handler = event_sub("h", message("msg_n"), service("stop") + flows("h_start>stop"))
    play, key, goal = playing(LINE.format(service("a")), LINE.format(service("a")) + handler, k="1")
    move(play, key, goal, ("a", "a"))
    play.publish("n", ttl=0)
    assert play.active(key) == ["h", "stop"]
    play.check()


def test_a_new_subscription_takes_buffered_messages() -> None:
    """A subscription that the migration opens takes what is buffered for it. [messages]"""
    handler = event_sub("h", message("msg_n"), service("stop") + flows("h_start>stop"))
    play, key, goal = playing(LINE.format(service("a")), LINE.format(service("a")) + handler, k="1")
    play.publish("n", ttl=1000)
    move(play, key, goal, ("a", "a"))
    assert play.active(key) == ["h", "stop"]
    play.check()


def test_removed_events_are_closed() -> None:
    """Catch events that the new definition does not have are closed. [migration]"""
    before = LINE.format(service("a")) + boundary("x", "a", signal("sig")) + end("e") + flows("x>e")
    play, key, goal = playing(before, LINE.format(service("a")))
    move(play, key, goal, ("a", "a"))
    play.ok(c.BroadcastSignal("s"))
    assert play.active(key) == ["a"]
    assert not play.state.waiting_signals


def nested(name: str) -> str:
    inner = sub(name, start("i") + service("w") + end("o") + flows("i>w", "w>o"), mapping({"own": "=1"}))
    return start() + inner + end() + flows(f"start>{name}", f"{name}>end")


def test_sub_processes_are_mapped_with_what_is_in_them() -> None:
    """A sub-process needs a mapping of its own; its local variables stay. [migration]"""
    play, key, goal = playing(nested("s"), nested("t"))
    assert play.refused(c.MigrateInstance(key, goal, (("w", "w"),))).reason is Reason.INVALID_STATE
    move(play, key, goal, ("s", "t"), ("w", "w"))
    assert play.local(key, "t") == {"own": 1}
    play.job("w")
    assert play.ended(key)


def joining(gateway: str, *more: str) -> str:
    body = start() + parallel("f") + service("a") + service("b") + "".join(service(m) for m in more)
    body += parallel(gateway) + end()
    ways = [f"f>{way}" for way in ("a", "b", *more)] + [f"{way}>{gateway}" for way in ("a", "b", *more)]
    return body + flows("start>f", *ways, f"{gateway}>end")


def test_tokens_at_a_join_are_mapped_by_their_flows() -> None:
    """A joining gateway with tokens is mapped, and the flows that they came by. [migration]"""
    play, key, goal = playing(joining("j"), joining("k"))
    play.job("a")
    assert play.refused(c.MigrateInstance(key, goal, (("b", "b"),))).reason is Reason.INVALID_STATE
    assert play.refused(c.MigrateInstance(key, goal, (("b", "b"), ("j", "k")))).reason is Reason.INVALID_STATE
    move(play, key, goal, ("b", "b"), ("j", "k"), ("a_j", "a_k"))
    play.job("b")
    assert play.ended(key)
    play.check()


def test_a_join_does_not_become_narrower() -> None:
    """The target gateway has at least as many incoming flows. [migration]"""
    play, key, goal = playing(joining("j", "c"), joining("j"))
    play.job("a")
    command = c.MigrateInstance(key, goal, (("b", "b"), ("c", "b"), ("j", "j")))
    assert play.refused(command).reason is Reason.INVALID_STATE
    play.check()


def test_a_called_process_is_migrated_by_itself() -> None:
    """Migrating a call activity leaves the called process; that is migrated like any other. [migration]"""
    play = Play()
    before = start() + call("k", "q") + end() + flows("start>k", "k>end")
    target(play, before)
    target(play, LINE.format(service("a")), "q")
    key = play.start()
    (job,) = play.take("a")
    goal = target(play, before + "<!-- -->")
    goal_called = target(play, LINE.format(service("a")) + "<!-- -->", "q")
    move(play, key, goal, ("k", "k"))
    move(play, job.process_instance_key, goal_called, ("a", "a"))
    play.ok(c.CompleteJob(job.key))
    assert play.ended(key)
    play.check()


def test_a_loop_is_mapped_as_one() -> None:
    """Body and iterations of a multi-instance activity go along; parallel stays parallel. [migration]"""
    before = LINE.format(service("a", inner=loop(results="out", result="=r")))
    play, key, goal = playing(before, before + "<!-- -->", items=[1, 2])
    move(play, key, goal, ("a", "a"))
    for job in play.take("a"):
        play.ok(c.CompleteJob(job.key, {"r": job.variables["item"]}))
    assert play.result(key)["out"] == [1, 2]
    sequential = LINE.format(service("a", inner=loop(sequential=True)))
    play, key, goal = playing(before, sequential, items=[1, 2])
    assert play.refused(c.MigrateInstance(key, goal, (("a", "a"),))).reason is Reason.INVALID_STATE


@pytest.mark.parametrize(
    ("mapping_", "reason"),
    [
        ((), Reason.INVALID_STATE),
        ((("a", "a"), ("a", "end")), Reason.INVALID_ARGUMENT),
        ((("nobody", "a"),), Reason.INVALID_ARGUMENT),
        ((("a", "nobody"),), Reason.INVALID_ARGUMENT),
        ((("a", "start"),), Reason.INVALID_STATE),
        ((("a", "a"), ("b", "x")), Reason.INVALID_STATE),
        ((("a", "a"), ("b", "other")), Reason.INVALID_STATE),
    ],
)
def test_what_a_migration_may_not_do(mapping_: tuple[tuple[str, str], ...], reason: Reason) -> None:
    """Everything active is mapped, once, to something of its type, at its place; else nothing changes. [migration]"""
    after = guarded("P7D") + boundary("x", "a", signal("sig")) + end("xe") + flows("x>xe")
    after += service("z") + boundary("other", "z", duration("P1D")) + end("oe") + flows("other>oe", "z>oe")
    play, key, goal = playing(guarded("P7D"), after)
    assert play.refused(c.MigrateInstance(key, goal, mapping_)).reason is reason
    assert play.refused(c.MigrateInstance(key, 5, ())).reason is Reason.NOT_FOUND
    assert play.refused(c.MigrateInstance(5, goal, ())).reason is Reason.NOT_FOUND
    play.check()


def test_a_key_that_the_new_definition_cannot_evaluate_refuses() -> None:
    """What the new definition waits for is evaluated before anything changes. [migration]"""
    handler = event_sub("h", message("msg_n"), service("stop") + flows("h_start>stop"))
    play, key, goal = playing(LINE.format(service("a")), LINE.format(service("a")) + handler)
    assert play.refused(c.MigrateInstance(key, goal, (("a", "a"),))).reason is Reason.INVALID_STATE
    play.ok(c.SetVariables(key, {"k": "1"}))
    move(play, key, goal, ("a", "a"))


def test_no_migration_while_a_listener_is_pending() -> None:
    """An element whose listener's job is open cannot be migrated. [seen]"""
    before = LINE.format(service("a", extra=listeners(("start", "one"))))
    play, key, goal = playing(before, before + "<!-- -->")
    assert play.refused(c.MigrateInstance(key, goal, (("a", "a"),))).reason is Reason.INVALID_STATE
    play.job("one")
    move(play, key, goal, ("a", "a"))
