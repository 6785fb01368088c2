"""What a diagram says is what the executable process holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.engine.model.process import EventType, Flow, Process, TimerKind, Type
from deploy.engine.model.read import read_form, read_processes
from tests.deploy.engine.model.diagrams import (
    JOB,
    definitions,
    diagram,
    element,
    flow,
    line,
    node,
    process,
)

_NOW = datetime(2026, 3, 2, tzinfo=UTC)
_ROOT = Path(__file__).parents[4]
_DIAGRAMS = sorted([*_ROOT.glob("bpmn/*/*.bpmn"), *_ROOT.glob("tests/generator/rules/*/expected.bpmn")])
_FORMS = sorted(_ROOT.glob("bpmn/*/*.form"))
_MESSAGE = (
    '<message id="M" name="reply"><extensionElements><zeebe:subscription correlationKey="=key" />'
    "</extensionElements></message>"
)
_SIGNAL = '<signal id="G" name="bell" />'
_ERROR = '<error id="E" errorCode="bad" />'
_ESCALATION = '<escalation id="C" escalationCode="late" />'
_ROOTS = _MESSAGE + _SIGNAL + _ERROR + _ESCALATION
_MESSAGE_EVENT = '<messageEventDefinition messageRef="M" />'
_SIGNAL_EVENT = '<signalEventDefinition signalRef="G" />'
_ERROR_EVENT = '<errorEventDefinition errorRef="E" />'
_ESCALATION_EVENT = '<escalationEventDefinition escalationRef="C" />'


def _timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"


# --- what the project ships --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", _DIAGRAMS, ids=lambda path: path.parent.name)
def test_every_diagram_that_is_generated_can_run(path: Path) -> None:
    (read,) = read_processes(path.name, path.read_bytes())
    for each in read.elements.values():
        assert each.scope is None or each.scope in read.elements
        assert all(read.elements[other].attached_to == each.id for other in each.boundary)
        assert all(leaving in read.elements[leaving.target].incoming for leaving in each.outgoing)
        assert all(coming in read.elements[coming.source].outgoing for coming in each.incoming)
    assert read.root.start in read.root.starts


@pytest.mark.parametrize("path", _FORMS, ids=lambda path: path.stem)
def test_every_form_that_is_generated_is_read(path: Path) -> None:
    assert read_form(path.name, path.read_bytes()).id == path.stem


def test_there_are_diagrams_and_forms_to_read() -> None:
    assert len(_DIAGRAMS) > 30
    assert len(_FORMS) > 60


# --- processes -----------------------------------------------------------------------------------------------------


def test_a_process_with_its_name_tag_listeners_and_properties() -> None:
    read = process(
        definitions(
            '<process id="P" name="Surat  masuk" isExecutable="1"><extensionElements>'
            '<zeebe:versionTag value="v1.2" />'
            '<zeebe:properties><zeebe:property name="unit" value="TU" /></zeebe:properties>'
            '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="a" />'
            '<zeebe:executionListener eventType="end" type="=b" retries="7"><zeebe:taskHeaders>'
            '<zeebe:header key="k" value="v" /></zeebe:taskHeaders></zeebe:executionListener>'
            "</zeebe:executionListeners></extensionElements>"
            '<startEvent id="S"><extensionElements><zeebe:formDefinition formId="mulai" /></extensionElements>'
            "</startEvent></process>"
        )
    )
    assert (read.id, read.name, read.version_tag, read.version) == ("P", "Surat  masuk", "v1.2", 0)
    root = read.root
    assert (root.type, root.scope, root.start, root.starts) == (Type.PROCESS, None, "S", ("S",))
    assert root.properties == {"unit": "TU"}
    (start,), (end,) = root.start_listeners, root.end_listeners
    assert (start.type.text, start.retries.text) == ("a", "3")
    assert (end.type.evaluate({"b": "job"}, _NOW), end.retries.text, end.headers) == ("job", "7", {"k": "v"})
    assert read.start_form is not None
    assert (read.start_form.form_id, read.start_form.binding) == (read.start_form.form_id, "latest")


def test_all_executable_processes_of_a_file_in_their_order() -> None:
    pools = "".join(
        f'<process id="{identity}" isExecutable="{executable}"><startEvent id="s{identity}" /></process>'
        for identity, executable in (("B", "true"), ("X", "false"), ("A", "true"))
    )
    assert [each.id for each in read_processes("pools.bpmn", definitions(pools))] == ["B", "A"]


def test_elements_are_in_document_order_with_their_scopes() -> None:
    read = process(
        diagram(
            line(
                node(
                    "subProcess",
                    content='<startEvent id="a" /><subProcess id="Y"><startEvent id="b" /></subProcess>',
                ),
                node("task", identity="T"),
            )
        )
    )
    assert [(each.id, each.scope) for each in read.elements.values()] == [
        ("P", None), ("S", "P"), ("X", "P"), ("a", "X"), ("Y", "X"), ("b", "Y"), ("T", "P"),
    ]  # fmt: skip
    assert (read.elements["X"].start, read.elements["Y"].start) == ("a", "b")


# --- tasks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("serviceTask", Type.SERVICE_TASK),
        ("sendTask", Type.SEND_TASK),
        ("scriptTask", Type.SCRIPT_TASK),
        ("businessRuleTask", Type.BUSINESS_RULE_TASK),
    ],
)
def test_a_task_by_job(name: str, type_: Type) -> None:
    read = element(
        diagram(
            line(
                node(
                    name,
                    '<zeebe:taskDefinition type="=kind" retries="=n" />'
                    '<zeebe:taskHeaders><zeebe:header key="a" value="1" /></zeebe:taskHeaders>',
                )
            )
        )
    )
    assert read.type is type_
    assert read.job is not None
    assert read.job.type.evaluate({"kind": "print"}, _NOW) == "print"
    assert read.job.retries.evaluate({"n": 2}, _NOW) == 2
    assert read.job.headers == {"a": "1"}


@pytest.mark.parametrize(("name", "type_"), [("task", Type.TASK), ("manualTask", Type.MANUAL_TASK)])
def test_a_task_that_the_engine_only_passes(name: str, type_: Type) -> None:
    read = element(diagram(line(node(name))))
    assert (read.type, read.job) == (type_, None)


def test_a_script() -> None:
    read = element(diagram(line(node("scriptTask", '<zeebe:script expression="= a + 1" resultVariable="r" />'))))
    assert read.script is not None
    assert (read.script.expression.evaluate({"a": 1}, _NOW), read.script.result_variable) == (2, "r")


def test_a_receive_task_waits_for_its_message() -> None:
    read = element(diagram(line(node("receiveTask", messageRef="M")), _MESSAGE))
    assert read.event is not None
    assert read.event.type is EventType.MESSAGE
    assert read.event.name is not None
    assert read.event.correlation_key is not None
    assert (read.event.name.text, read.event.correlation_key.text) == ("reply", "=key")


def test_a_user_task() -> None:
    read = element(
        diagram(
            line(
                node(
                    "userTask",
                    '<zeebe:userTask /><zeebe:assignmentDefinition assignee="=who" candidateGroups="a, b"'
                    ' candidateUsers="=users" />'
                    '<zeebe:taskSchedule dueDate="=due" followUpDate="2026-03-01T09:00:00+07:00" />'
                    '<zeebe:priorityDefinition priority="70" />'
                    '<zeebe:formDefinition formId="f" bindingType="versionTag" versionTag="v1" />'
                    '<zeebe:taskHeaders><zeebe:header key="a" value="1" /></zeebe:taskHeaders>'
                    '<zeebe:taskListeners><zeebe:taskListener eventType="creating" type="t" />'
                    '<zeebe:taskListener eventType="completing" type="t" retries="9" /></zeebe:taskListeners>',
                )
            )
        )
    )
    task = read.user_task
    assert task is not None
    texts = (task.assignee, task.candidate_groups, task.candidate_users, task.due_date, task.follow_up_date)
    assert [each.text if each else None for each in texts] == [
        "=who", "a, b", "=users", "=due", "2026-03-01T09:00:00+07:00",
    ]  # fmt: skip
    assert task.priority is not None
    assert task.priority.text == "70"
    assert task.form is not None
    assert task.form.form_id is not None
    assert (task.form.form_id.text, task.form.binding, task.form.version_tag) == ("f", "versionTag", "v1")
    assert task.headers == {"a": "1"}
    assert [(each.event, each.retries.text) for each in task.listeners] == [("creating", "3"), ("completing", "9")]


def test_a_user_task_with_nothing_but_a_reference_to_a_form() -> None:
    task = element(
        diagram(line(node("userTask", '<zeebe:userTask /><zeebe:formDefinition externalReference="=page" />')))
    ).user_task
    assert task is not None
    assert (task.assignee, task.priority, task.due_date, task.listeners) == (None, None, None, ())
    assert task.form is not None
    assert task.form.form_id is None
    assert task.form.external_reference is not None
    assert task.form.external_reference.text == "=page"


@pytest.mark.parametrize(
    ("attributes", "parent", "child", "binding"),
    [
        ("", True, True, "latest"),
        ('propagateAllChildVariables="false" bindingType="deployment"', True, False, "deployment"),
        ('propagateAllParentVariables="false" propagateAllChildVariables="true"', False, True, "latest"),
    ],
)
def test_a_call_activity(attributes: str, parent: bool, child: bool, binding: str) -> None:
    called = element(
        diagram(line(node("callActivity", f'<zeebe:calledElement processId="=next" {attributes} />')))
    ).called
    assert called is not None
    assert called.process_id.evaluate({"next": "Q"}, _NOW) == "Q"
    assert (called.propagate_all_parent, called.propagate_all_child, called.binding) == (parent, child, binding)


@pytest.mark.parametrize("sequential", [True, False])
def test_a_multi_instance_activity(sequential: bool) -> None:
    marker = (
        f'<multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"><extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="results" '
        'outputElement="=result" /></extensionElements><completionCondition>= done</completionCondition>'
        "</multiInstanceLoopCharacteristics>"
    )
    loop = element(diagram(line(node("serviceTask", JOB, marker)))).loop
    assert loop is not None
    assert loop.sequential is sequential
    assert loop.input_collection.evaluate({"items": [1, 2]}, _NOW) == [1, 2]
    assert (loop.input_element, loop.output_collection) == ("item", "results")
    assert loop.output_element is not None
    assert loop.completion_condition is not None
    assert (loop.output_element.text, loop.completion_condition.text) == ("=result", "= done")


def test_mappings() -> None:
    read = element(
        diagram(
            line(
                node(
                    "serviceTask",
                    JOB
                    + '<zeebe:ioMapping><zeebe:input source="=a" target="b.c" /><zeebe:input source="x y" target="d" />'
                    '<zeebe:input target="e" /><zeebe:output source="= b.c" target="hasil" /></zeebe:ioMapping>',
                )
            )
        )
    )
    assert [(each.source.evaluate({"a": 1}, _NOW), each.target) for each in read.inputs] == [
        (1, ("b", "c")),
        ("x y", ("d",)),
        (None, ("e",)),
    ]
    assert [(each.source.evaluate({"b": {"c": 2}}, _NOW), each.target) for each in read.outputs] == [(2, ("hasil",))]


def test_listeners_of_an_element_keep_their_order() -> None:
    listeners = "".join(
        f'<zeebe:executionListener eventType="{event}" type="{type_}" />'
        for event, type_ in (("end", "1"), ("start", "2"), ("start", "1"), ("end", "3"))
    )
    extensions = f"{JOB}<zeebe:executionListeners>{listeners}</zeebe:executionListeners>"
    read = element(diagram(line(node("serviceTask", extensions))))
    assert [each.type.text for each in read.start_listeners] == ["2", "1"]
    assert [each.type.text for each in read.end_listeners] == ["1", "3"]


# --- events --------------------------------------------------------------------------------------------------------

_EVENTS = {
    EventType.NONE: "",
    EventType.MESSAGE: _MESSAGE_EVENT,
    EventType.SIGNAL: _SIGNAL_EVENT,
    EventType.ERROR: _ERROR_EVENT,
    EventType.ESCALATION: _ESCALATION_EVENT,
    EventType.TERMINATE: "<terminateEventDefinition />",
}


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        *(("endEvent", each) for each in _EVENTS),
        *(
            ("intermediateThrowEvent", each)
            for each in (EventType.NONE, EventType.MESSAGE, EventType.SIGNAL, EventType.ESCALATION)
        ),
    ],
)
def test_a_throwing_event(name: str, type_: EventType) -> None:
    job = JOB if type_ is EventType.MESSAGE else ""
    read = element(diagram(line(node(name, job, _EVENTS[type_])), _ROOTS))
    assert read.event is not None
    assert read.event.type is type_
    assert (read.job is not None) == (type_ is EventType.MESSAGE)
    code = {EventType.ERROR: "bad", EventType.ESCALATION: "late"}.get(type_)
    assert (read.event.code.text if read.event.code else None) == code
    named = {EventType.MESSAGE: "reply", EventType.SIGNAL: "bell"}.get(type_)
    assert (read.event.name.text if read.event.name else None) == named


def test_a_message_can_be_thrown_without_naming_it() -> None:
    read = element(diagram(line(node("endEvent", JOB, "<messageEventDefinition />"))))
    assert read.event is not None
    assert (read.event.type, read.event.name) == (EventType.MESSAGE, None)


def test_a_thrown_code_can_be_an_expression() -> None:
    read = element(diagram(line(node("endEvent", content=_ERROR_EVENT)), '<error id="E" errorCode="=code" />'))
    assert read.event is not None
    assert read.event.code is not None
    assert read.event.code.evaluate({"code": "x"}, _NOW) == "x"


@pytest.mark.parametrize("cancel", [True, False])
@pytest.mark.parametrize(
    "definition", [_MESSAGE_EVENT, _SIGNAL_EVENT, _ESCALATION_EVENT, _timer("timeDuration", "PT1H")]
)
def test_a_boundary_event(definition: str, cancel: bool) -> None:
    inner = node("subProcess", content='<startEvent id="s" />', identity="T")
    attributes = {"attachedToRef": "T", "cancelActivity": str(cancel).lower()}
    read = process(diagram(line(inner) + node("boundaryEvent", content=definition, **attributes), _ROOTS))
    boundary = read.elements["X"]
    assert (boundary.type, boundary.attached_to, boundary.interrupting) == (Type.BOUNDARY_EVENT, "T", cancel)
    assert read.elements["T"].boundary == ("X",)


def test_boundary_events_keep_their_order_and_catch_every_error_where_they_name_none() -> None:
    boundaries = "".join(
        node("boundaryEvent", content=content, identity=identity, attachedToRef="T")
        for identity, content in (("b", _ERROR_EVENT), ("a", "<errorEventDefinition />"))
    )
    read = process(diagram(line(node("serviceTask", JOB, identity="T")) + boundaries, _ROOTS))
    assert read.elements["T"].boundary == ("b", "a")
    events = [read.elements[each].event for each in ("b", "a")]
    assert [event.code.text if event and event.code else None for event in events] == ["bad", None]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("timeDate", "2026-03-01T09:00:00Z", TimerKind.DATE),
        ("timeDuration", " PT1H ", TimerKind.DURATION),
        ("timeDuration", "= wait", TimerKind.DURATION),
    ],
)
def test_a_timer_to_wait_for(kind: str, text: str, expected: TimerKind) -> None:
    event = element(diagram(line(node("intermediateCatchEvent", content=_timer(kind, text))))).event
    assert event is not None
    assert event.timer is not None
    assert (event.timer_kind, event.timer.text) == (expected, text.strip())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDate", "2026-03-01T09:00:00Z"),
        ("timeCycle", "R/PT1H"),
        ("timeCycle", "0 0 9-17 * * MON-FRI"),
        ("timeCycle", "=&quot;R3/&quot; + &quot;PT1H&quot;"),
        ("timeDate", "=now() + duration(&quot;P1D&quot;)"),
    ],
)
def test_a_timer_that_starts_a_process(kind: str, text: str) -> None:
    read = process(diagram(node("startEvent", content=_timer(kind, text))))
    assert (read.root.start, read.root.starts) == (None, ("X",))


@pytest.mark.parametrize("kind", ["timeCycle", "timeDuration", "timeDate"])
def test_a_timer_that_does_not_interrupt_may_repeat(kind: str) -> None:
    text = {"timeCycle": "R3/PT1H", "timeDuration": "PT1H", "timeDate": "2026-03-01T09:00:00Z"}[kind]
    start = node("startEvent", content=_timer(kind, text), identity="s", isInterrupting="false")
    read = process(diagram(line() + node("subProcess", content=start, triggeredByEvent="true")))
    assert read.elements["s"].interrupting is False


def test_a_process_with_several_ways_to_start() -> None:
    starts = (
        '<startEvent id="a" />'
        + node("startEvent", content='<messageEventDefinition messageRef="M" />', identity="b")
        + node("startEvent", content=_SIGNAL_EVENT, identity="c")
        + node("startEvent", content=_timer("timeCycle", "R/P1D"), identity="d")
    )
    # The message of a start event needs no correlation key.
    read = process(diagram(starts, '<message id="M" name="reply" />' + _SIGNAL))
    assert (read.root.start, read.root.starts) == ("a", ("a", "b", "c", "d"))
    event = read.elements["b"].event
    assert event is not None
    assert event.correlation_key is None


def test_the_name_of_a_starting_message_can_be_an_expression_without_variables() -> None:
    read = process(
        diagram(node("startEvent", content=_MESSAGE_EVENT), '<message id="M" name="=&quot;a&quot; + &quot;b&quot;" />')
    )
    event = read.elements["X"].event
    assert event is not None
    assert event.name is not None
    assert event.name.evaluate({}, _NOW) == "ab"


@pytest.mark.parametrize("definition", [_MESSAGE_EVENT, _SIGNAL_EVENT, _ERROR_EVENT, _ESCALATION_EVENT])
@pytest.mark.parametrize("holder", ["process", "subProcess", "eventSubProcess"])
def test_event_sub_processes_of_every_scope(definition: str, holder: str) -> None:
    sub = node("subProcess", content=node("startEvent", content=definition, identity="s"), triggeredByEvent="true")
    if holder == "process":
        content, scope = line() + sub, "P"
    elif holder == "subProcess":
        content, scope = line(node("subProcess", content='<startEvent id="i" />' + sub, identity="H")), "H"
    else:
        outer = node("startEvent", content=_timer("timeDuration", "PT1H"), identity="i")
        content = line() + node("subProcess", content=outer + sub, identity="H", triggeredByEvent="true")
        scope = "H"
    read = process(diagram(content, _ROOTS))
    sub_process = read.elements["X"]
    assert (sub_process.type, sub_process.scope, sub_process.start) == (Type.EVENT_SUB_PROCESS, scope, "s")
    assert read.elements[scope].event_sub_processes == ("X",)
    assert read.elements["s"].interrupting


def test_links_are_found_by_scope_and_name() -> None:
    throw, catch = (f'<linkEventDefinition name="{name}" />' for name in ("L", "L"))
    inside = (
        '<startEvent id="i" />'
        + node("intermediateThrowEvent", content=throw, identity="t2")
        + node("intermediateCatchEvent", content=catch, identity="c2")
    )
    read = process(
        diagram(
            line(node("intermediateThrowEvent", content=throw, identity="t1"))
            + node("intermediateCatchEvent", content=catch, identity="c1")
            + node("subProcess", content=inside)
        )
    )
    assert read.links == {("P", "L"): "c1", ("X", "L"): "c2"}
    event = read.elements["t1"].event
    assert event is not None
    assert event.link == "L"


def test_an_event_of_a_qualified_name_is_found() -> None:
    content = diagram(line(node("receiveTask", messageRef="tns:M")), _MESSAGE)
    event = element(content).event
    assert event is not None
    assert event.name is not None


# --- flows and gateways --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["exclusiveGateway", "inclusiveGateway"])
def test_a_decision_keeps_its_flows_in_document_order(name: str) -> None:
    content = (
        line(node(name, default="c"))
        + "".join(node("task", identity=each) for each in "TUV")
        + flow("b", "X", "U", "= a &gt; 1")
        + flow("c", "X", "V")
        + flow("a", "X", "T", "= a &lt; 1")
    )
    gateway = element(diagram(content))
    assert [each.id for each in gateway.outgoing] == ["b", "c", "a"]
    assert gateway.default_flow == "c"
    conditions = [each.condition for each in gateway.outgoing]
    assert [each.evaluate({"a": 0}, _NOW) if each else None for each in conditions] == [False, None, True]


def test_joins_are_gateways_that_wait() -> None:
    kinds = {"A": "parallelGateway", "B": "parallelGateway", "C": "inclusiveGateway", "E": "exclusiveGateway"}
    content = line(*(node(kind, identity=identity) for identity, kind in kinds.items()))
    content += flow("x", "A", "B") + flow("y", "B", "C") + flow("z", "B", "E")
    assert process(diagram(content)).joins == frozenset({"B", "C"})


@pytest.mark.parametrize(
    "waiting",
    [
        node("serviceTask", JOB),
        node("userTask", "<zeebe:userTask />"),
        node("receiveTask", messageRef="M"),
        node("intermediateCatchEvent", content=_timer("timeDuration", "PT1H")),
        node("intermediateThrowEvent", JOB, _MESSAGE_EVENT),
        node("callActivity", '<zeebe:calledElement processId="Q" />'),
        node("scriptTask", JOB),
        node(
            "manualTask",
            '<zeebe:executionListeners><zeebe:executionListener eventType="end" type="t" /></zeebe:executionListeners>',
        ),
        node("subProcess", content='<startEvent id="i" />' + node("serviceTask", JOB, identity="j")),
    ],
)
def test_a_loop_may_go_on_for_ever_where_something_waits(waiting: str) -> None:
    content = line(node("exclusiveGateway", identity="A"), waiting, node("task", identity="B")) + flow("g", "B", "A")
    assert process(diagram(content, _ROOTS)).elements["A"].incoming[1].source == "B"


def test_an_event_based_gateway() -> None:
    catches = "".join(
        node("intermediateCatchEvent", content=content, identity=identity)
        for identity, content in (("a", _MESSAGE_EVENT), ("b", _timer("timeDuration", "PT1H")), ("c", _SIGNAL_EVENT))
    )
    content = line(node("eventBasedGateway")) + catches + "".join(flow(f"g{each}", "X", each) for each in "abc")
    gateway = element(diagram(content, _ROOTS))
    assert [each.target for each in gateway.outgoing] == ["a", "b", "c"]


def test_flows_know_both_their_ends() -> None:
    read: Process = process(diagram(line(node("task"))))
    assert read.elements["S"].outgoing == read.elements["X"].incoming == (Flow("f1", "S", "X"),)


# --- forms ---------------------------------------------------------------------------------------------------------


def test_a_form_keeps_its_text() -> None:
    text = '{"id": "mulai", "versionTag": "v1", "components": []}\n'
    read = read_form("mulai.form", b"\xef\xbb\xbf" + text.encode())
    assert (read.id, read.version_tag, read.schema) == ("mulai", "v1", text)
