"""For each rule of deployment a file that breaks it: (rule, element that is refused, file)."""

from __future__ import annotations

from tests.deploy.engine.model.diagrams import JOB, definitions, diagram, flow, line, node

_TIMER = "<timerEventDefinition>{}</timerEventDefinition>"
_HOUR = _TIMER.format("<timeDuration>PT1H</timeDuration>")
_MESSAGE = (
    '<message id="M" name="reply"><extensionElements><zeebe:subscription correlationKey="=key" />'
    "</extensionElements></message>"
)
_MESSAGE_EVENT = '<messageEventDefinition messageRef="M" />'
_ERROR = '<error id="E" errorCode="bad" />'
_ERROR_EVENT = '<errorEventDefinition errorRef="E" />'
_SIGNAL_EVENT = '<signalEventDefinition signalRef="G" />'
_SERVICE = node("serviceTask", JOB, identity="T")
_SCRIPT = '<zeebe:script expression="=1" resultVariable="r" />'
_LINK = '<linkEventDefinition name="L" />'
_USER = "<zeebe:userTask />"
_NATIVE = node("userTask", _USER)


def _boundary(definition: str, identity: str = "X", **attributes: str) -> str:
    return node("boundaryEvent", content=definition, identity=identity, **{"attachedToRef": "T", **attributes})


def _user(extension: str) -> bytes:
    return diagram(line(node("userTask", _USER + extension)))


def _service(extension: str) -> bytes:
    return diagram(line(node("serviceTask", extension)))


def _loop(attributes: str, content: str = "") -> bytes:
    held = f"<extensionElements><zeebe:loopCharacteristics {attributes} /></extensionElements>"
    marker = f"<multiInstanceLoopCharacteristics>{held}{content}</multiInstanceLoopCharacteristics>"
    return diagram(line(node("serviceTask", JOB, marker)))


def _mapping(attributes: str) -> bytes:
    return _service(f"{JOB}<zeebe:ioMapping><zeebe:input {attributes} /></zeebe:ioMapping>")


def _listeners(attributes: str, times: int = 1) -> str:
    held = f"<zeebe:executionListener {attributes} />" * times
    return f"<zeebe:executionListeners>{held}</zeebe:executionListeners>"


def _event_sub_process(content: str, identity: str = "X") -> str:
    return node("subProcess", content=content, identity=identity, triggeredByEvent="true")


def _nested(depth: int) -> str:
    inner = '<startEvent id="s" />'
    for level in range(depth):
        inner = f'<startEvent id="s{level}" /><subProcess id="n{level}">{inner}</subProcess>'
    return inner


CASES: tuple[tuple[str, str, bytes], ...] = (
    # --- what this engine does not run
    ("TRANSACTION", "X", diagram(line(node("transaction", content='<startEvent id="s" />')))),
    ("AD_HOC", "X", diagram(line(node("adHocSubProcess", content='<task id="t" />')))),
    ("COMPLEX_GATEWAY", "X", diagram(line(node("complexGateway")))),
    ("COMPENSATION", "X", diagram(line(node("serviceTask", JOB, isForCompensation="true")))),
    ("COMPENSATION", "X", diagram(line(node("endEvent", content="<compensateEventDefinition />")))),
    ("CONDITIONAL", "X", diagram(line(node("intermediateCatchEvent", content="<conditionalEventDefinition />")))),
    ("CANCEL_EVENT", "X", diagram(line(node("endEvent", content="<cancelEventDefinition />")))),
    ("CALLED_DECISION", "X", diagram(line(node("businessRuleTask", '<zeebe:calledDecision decisionId="d" />')))),
    ("JOB_USER_TASK", "X", diagram(line(node("userTask")))),
    ("STANDARD_LOOP", "X", diagram(line(node("serviceTask", JOB, "<standardLoopCharacteristics />")))),
    ("UNKNOWN_NODE", "X", diagram(line(node("callChoreography")))),
    ("UNKNOWN_EVENT", "X", diagram(line(node("endEvent", content="<eventDefinitionRef>other</eventDefinitionRef>")))),
    ("UNKNOWN_EXTENSION", "X", _service(JOB + "<zeebe:linkedResources />")),
    ("UNKNOWN_EXTENSION", "X", _service(JOB + '<zeebe:agentDefinition agentType="x" />')),
    ("INSTANTIATE", "X", diagram(line(node("receiveTask", messageRef="M", instantiate="true")), _MESSAGE)),
    ("TOO_DEEP", "n0", diagram(_nested(21))),
    # --- the file
    ("NO_XML", "", b"not xml"),
    ("NO_XML", "", diagram(line())[:-20]),
    ("NO_XML", "", b""),
    ("DOCTYPE", "", b"<!DOCTYPE definitions []>" + diagram(line()).split(b"\n", 1)[1]),
    ("NO_BPMN", "", b"<html />"),
    ("FILE_SIZE", "", diagram(line()) + b" " * 4 * 1024 * 1024),
    ("NOT_EXECUTABLE", "P", definitions('<process id="P" isExecutable="false"><startEvent id="S" /></process>')),
    ("NOT_EXECUTABLE", "D", definitions("")),
    ("NO_ID", "D", definitions('<process isExecutable="true"><startEvent id="S" /></process>')),
    ("NO_ID", "P", diagram('<startEvent id="S" /><task />')),
    ("NO_ID", "P", diagram('<startEvent id="S" /><task id="T" /><sequenceFlow sourceRef="S" targetRef="T" />')),
    ("LONG_ID", "x" * 255, diagram(line(node("task", identity="x" * 256)))),
    ("DUPLICATE_ID", "S", diagram('<startEvent id="S" /><task id="S" />')),
    ("NO_VERSION_TAG", "P", diagram(line(), extensions="<zeebe:versionTag />")),
    # --- expressions
    ("EXPRESSION_SYNTAX", "X", _service('<zeebe:taskDefinition type="=a + " />')),
    ("EXPRESSION_SYNTAX", "X", _mapping('source="=(1" target="a"')),
    ("EXPRESSION_SYNTAX", "f2", diagram(line(node("exclusiveGateway"), node("task", identity="Y")).replace(
        'targetRef="Y">', 'targetRef="Y"><conditionExpression>= a &lt;</conditionExpression>'))),
    ("LONG_EXPRESSION", "X", _service(f'<zeebe:taskDefinition type="=a{" " * 32_000}+ 1" />')),
    ("LONG_EXPRESSIONS", "x20", diagram(line(*(
        node("serviceTask", f'<zeebe:taskDefinition type="={index}{" " * 24_000}+ 1" />', identity=f"x{index}")
        for index in range(25))))),
    ("LITERAL_FOR_EXPRESSION", "X", _loop('inputCollection="items"')),
    ("START_VARIABLES", "X", diagram(
        node("startEvent", content=_MESSAGE_EVENT), '<message id="M" name="=&quot;reply-&quot; + office" />')),
    ("START_VARIABLES", "X", diagram(
        node("startEvent", content=_TIMER.format("<timeCycle>=cycle</timeCycle>")))),
    # --- any element
    ("HEADER_TWICE", "X", _service(
        f'{JOB}<zeebe:taskHeaders>{"".join(f"""<zeebe:header key="k" value="{each}" />""" for each in "12")}'
        "</zeebe:taskHeaders>")),
    ("MAPPING_TARGET", "X", _mapping('source="=1" target=""')),
    ("MAPPING_TARGET", "X", _mapping('source="=1" target="a b"')),
    ("MAPPING_TARGET", "X", _mapping('source="=1" target="a..b"')),
    ("MAPPING_SOURCE", "X", _service(JOB + '<zeebe:ioMapping><zeebe:output target="a" /></zeebe:ioMapping>')),
    ("RETRIES", "X", _service('<zeebe:taskDefinition type="t" retries="many" />')),
    ("RETRIES", "X", _service('<zeebe:taskDefinition type="t" retries="-1" />')),
    ("LISTENER_EVENT", "X", _service(JOB + _listeners('eventType="cancel" type="t"'))),
    ("TASK_LISTENER_EVENT", "X", _user(
        '<zeebe:taskListeners><zeebe:taskListener eventType="complete" type="t" /></zeebe:taskListeners>')),
    ("NO_LISTENER_TYPE", "X", _service(JOB + _listeners('eventType="end"'))),
    ("LISTENER_TWICE", "X", _service(JOB + _listeners('eventType="end" type="t"', times=2))),
    ("LISTENER_PLACE", "X", diagram(line(node("parallelGateway", _listeners('eventType="end" type="t"'))))),
    ("LISTENER_PLACE", "X", diagram(node("startEvent", _listeners('eventType="start" type="t"')))),
    ("LISTENER_PLACE", "X", diagram(
        line(node("endEvent", _listeners('eventType="end" type="t"'), _ERROR_EVENT)), _ERROR)),
    # --- tasks
    ("NO_JOB", "X", diagram(line(node("serviceTask")))),
    ("NO_JOB", "X", diagram(line(node("sendTask")))),
    ("NO_JOB", "X", diagram(line(node("businessRuleTask")))),
    ("NO_JOB", "X", diagram(line(node("endEvent", content=_MESSAGE_EVENT)), _MESSAGE)),
    ("NO_JOB_TYPE", "X", _service('<zeebe:taskDefinition type=" " />')),
    ("SCRIPT_AND_JOB", "X", diagram(line(node(
        "scriptTask", JOB + '<zeebe:script expression="=1" resultVariable="r" />')))),
    ("NO_SCRIPT", "X", diagram(line(node("scriptTask")))),
    ("NO_SCRIPT_EXPRESSION", "X", diagram(line(node("scriptTask", '<zeebe:script resultVariable="r" />')))),
    ("NO_RESULT_VARIABLE", "X", diagram(line(node("scriptTask", '<zeebe:script expression="=1" />')))),
    ("RESULT_VARIABLE", "X", diagram(line(node("scriptTask", '<zeebe:script expression="=1" resultVariable="1r" />')))),
    ("NO_CALLED_PROCESS", "X", diagram(line(node("callActivity")))),
    ("BUSINESS_ID", "X", diagram(line(node("callActivity", '<zeebe:calledElement processId="p" businessId="=b" />')))),
    ("BINDING", "X", diagram(line(node("callActivity", '<zeebe:calledElement processId="p" bindingType="newest" />')))),
    ("NO_BINDING_TAG", "X", _user('<zeebe:formDefinition formId="f" bindingType="versionTag" />')),
    ("FORM_KEY", "X", _user('<zeebe:formDefinition formKey="camunda-forms:bpmn:f" />')),
    ("FORM_KEY", "S", diagram(node(
        "startEvent", '<zeebe:formDefinition formKey="camunda-forms:bpmn:f" />', identity="S"))),
    ("NO_FORM_ID", "X", _user("<zeebe:formDefinition />")),
    ("TWO_FORMS", "X", _user('<zeebe:formDefinition formId="f" externalReference="g" />')),
    ("TASK_DATE", "X", _user('<zeebe:taskSchedule dueDate="tomorrow" />')),
    ("TASK_PRIORITY", "X", _user('<zeebe:priorityDefinition priority="101" />')),
    ("NO_COLLECTION", "X", _loop("")),
    ("NO_COLLECTION", "X", diagram(line(node("serviceTask", JOB, "<multiInstanceLoopCharacteristics />")))),
    ("LOOP_OUTPUT", "X", _loop('inputCollection="=a" outputCollection="r"')),
    ("LOOP_VARIABLE", "X", _loop('inputCollection="=a" inputElement="=a"')),
    ("LOOP_PLACE", "X", diagram(line() + _event_sub_process(
        node("startEvent", content=_HOUR, identity="s")
        + '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=a" />'
        "</extensionElements></multiInstanceLoopCharacteristics>"))),
    # --- events
    ("SEVERAL_DEFINITIONS", "X", diagram(line(node("endEvent", JOB, _MESSAGE_EVENT + _SIGNAL_EVENT)), _MESSAGE)),
    ("NO_DEFINITION", "X", diagram(line(node("intermediateCatchEvent")))),
    ("NO_DEFINITION", "X", diagram(line(_SERVICE) + _boundary(""))),
    ("NO_DEFINITION", "s", diagram(line() + _event_sub_process('<startEvent id="s" />'))),
    ("EVENT_PLACE", "X", diagram(line(node("intermediateThrowEvent", content="<terminateEventDefinition />")))),
    ("EVENT_PLACE", "X", diagram(line(node("intermediateThrowEvent", content=_ERROR_EVENT)), _ERROR)),
    ("EVENT_PLACE", "X", diagram(node("startEvent", content=_ERROR_EVENT), _ERROR)),
    ("EVENT_PLACE", "s", diagram(line(node("subProcess", content=node("startEvent", content=_HOUR, identity="s"))))),
    ("NO_MESSAGE", "X", diagram(line(node("receiveTask")))),
    ("NO_MESSAGE", "X", diagram(line(node("intermediateCatchEvent", content="<messageEventDefinition />")))),
    ("NO_MESSAGE_NAME", "X", diagram(line(node("intermediateCatchEvent", content=_MESSAGE_EVENT)),
                                      _MESSAGE.replace("reply", ""))),
    ("NO_CORRELATION_KEY", "X", diagram(line(node("receiveTask", messageRef="M")), '<message id="M" name="reply" />')),
    ("NO_CORRELATION_KEY", "X", diagram(line(_SERVICE) + _boundary(_MESSAGE_EVENT), '<message id="M" name="reply" />')),
    ("NO_SIGNAL", "X", diagram(line(node("endEvent", content="<signalEventDefinition />")))),
    ("NO_SIGNAL_NAME", "X", diagram(line(node("endEvent", content=_SIGNAL_EVENT)), '<signal id="G" />')),
    ("NO_ERROR_CODE", "X", diagram(line(node("endEvent", content=_ERROR_EVENT)), '<error id="E" />')),
    ("NO_ERROR_CODE", "X", diagram(line(node("endEvent", content="<errorEventDefinition />")))),
    ("NO_ESCALATION_CODE", "X", diagram(line(node("endEvent", content="<escalationEventDefinition />")))),
    ("CATCH_CODE", "X", diagram(line(_SERVICE) + _boundary(_ERROR_EVENT), '<error id="E" errorCode="=a" />')),
    ("DANGLING_REFERENCE", "X", diagram(line(node("intermediateCatchEvent", content=_MESSAGE_EVENT)))),
    ("DANGLING_REFERENCE", "X", diagram(line(_SERVICE) + _boundary(_ERROR_EVENT))),
    ("NO_TIMER", "X", diagram(line(node("intermediateCatchEvent", content=_TIMER.format(""))))),
    ("NO_TIMER", "X", diagram(line(node("intermediateCatchEvent", content=_TIMER.format(
        "<timeDuration>PT1H</timeDuration><timeDate>2026-01-01T00:00:00Z</timeDate>"))))),
    ("TIMER_TEXT", "X", diagram(line(node("intermediateCatchEvent", content=_TIMER.format(
        "<timeDuration>1 hour</timeDuration>"))))),
    ("TIMER_TEXT", "X", diagram(node("startEvent", content=_TIMER.format("<timeCycle>0 0 9 * *</timeCycle>")))),
    ("TIMER_TEXT", "X", diagram(node("startEvent", content=_TIMER.format(
        "<timeDate>2026-02-30T00:00:00Z</timeDate>")))),
    ("TIMER_KIND", "X", diagram(node("startEvent", content=_HOUR))),
    ("TIMER_KIND", "X", diagram(line(node("intermediateCatchEvent", content=_TIMER.format(
        "<timeCycle>R3/PT1H</timeCycle>"))))),
    ("TIMER_KIND", "X", diagram(line(_SERVICE) + _boundary(_TIMER.format("<timeCycle>R3/PT1H</timeCycle>")))),
    ("NOT_INTERRUPTING", "X", diagram(line(_SERVICE) + _boundary(_ERROR_EVENT, cancelActivity="false"), _ERROR)),
    ("NO_LINK_NAME", "X", diagram(line(node("intermediateThrowEvent", content="<linkEventDefinition />")))),
    ("LINK_TARGET", "X", diagram(line(node("intermediateThrowEvent", content='<linkEventDefinition name="L" />')))),
    ("LINK_TWICE", "X", diagram(
        line()
        + node("intermediateCatchEvent", content='<linkEventDefinition name="L" />', identity="W")
        + node("intermediateCatchEvent", content='<linkEventDefinition name="L" />'))),
    ("LINK_FLOW", "X", diagram(line(node("intermediateCatchEvent", content='<linkEventDefinition name="L" />')))),
    # --- boundary events, event sub-processes
    ("NOT_ATTACHED", "X", diagram(line(_SERVICE) + _boundary(_HOUR, attachedToRef=""))),
    ("ATTACHED_WRONG", "X", diagram(line(_SERVICE) + _boundary(_HOUR, attachedToRef="Z"))),
    ("ATTACHED_WRONG", "X", diagram(line(_SERVICE) + _boundary(_HOUR, attachedToRef="S"))),
    ("ESCALATION_ATTACHED", "X", diagram(line(_SERVICE) + _boundary("<escalationEventDefinition />"))),
    ("CAUGHT_TWICE", "X", diagram(
        line(_SERVICE) + _boundary(_ERROR_EVENT, identity="W") + _boundary(_ERROR_EVENT), _ERROR)),
    ("CAUGHT_TWICE", "X", diagram(
        line(_SERVICE) + _boundary(_MESSAGE_EVENT, identity="W") + _boundary(_MESSAGE_EVENT), _MESSAGE)),
    ("CAUGHT_TWICE", "X", diagram(
        node("startEvent", content=_SIGNAL_EVENT, identity="W") + node("startEvent", content=_SIGNAL_EVENT),
        '<signal id="G" name="bell" />')),
    ("CAUGHT_TWICE", "X", diagram(
        line()
        + _event_sub_process(node("startEvent", content="<errorEventDefinition />", identity="v"), identity="W")
        + _event_sub_process(node("startEvent", content="<errorEventDefinition />", identity="w")))),
    ("SUB_PROCESS_START", "X", diagram(line(node("subProcess", content='<task id="t" />')))),
    ("SUB_PROCESS_START", "X", diagram(line(node(
        "subProcess", content='<startEvent id="a" /><startEvent id="b" />')))),
    ("EVENT_SUB_PROCESS_START", "X", diagram(line() + _event_sub_process('<task id="t" />'))),
    ("EVENT_SUB_PROCESS_FLOW", "X", diagram(line(_event_sub_process(
        node("startEvent", content=_HOUR, identity="s"))))),
    ("NO_START", "P", diagram('<task id="T" />')),
    ("SEVERAL_STARTS", "X", diagram(line() + '<startEvent id="X" />')),
    # --- flows and gateways
    ("FLOW_END", "f", diagram(line() + flow("f", "S", "nowhere"))),
    ("FLOW_END", "f", diagram(
        line(node("subProcess", content='<startEvent id="a" /><task id="b" />')) + flow("f", "S", "b"))),
    ("FLOW_INTO", "S", diagram(line(_SERVICE) + flow("f", "T", "S"))),
    ("FLOW_OUT", "X", diagram(line(node("endEvent"), _SERVICE))),
    ("CONDITION_PLACE", "f", diagram(line(_SERVICE) + '<task id="Y" />' + flow("f", "T", "Y", "=a"))),
    ("NO_CONDITION", "X", diagram(line(node("exclusiveGateway"), _SERVICE) + flow("f", "X", "T", "=a"))),
    ("EMPTY_CONDITION", "f", diagram(line(node("exclusiveGateway")) + '<task id="Y" />' + flow("f", "X", "Y", " "))),
    ("DEFAULT_CONDITION", "X", diagram(
        line(node("exclusiveGateway", default="f"), _SERVICE) + flow("f", "X", "T", "=a"))),
    ("DEFAULT_FLOW", "X", diagram(line(node("exclusiveGateway", default="f1"), _SERVICE))),
    ("ENDLESS_LOOP", "X", diagram(line(node("task")) + flow("f", "X", "X"))),
    ("ENDLESS_LOOP", "X", diagram(
        line(node("exclusiveGateway", identity="Y"), node("scriptTask", _SCRIPT), node("parallelGateway", identity="Z"))
        + flow("g", "Z", "Y"))),
    ("ENDLESS_LOOP", "X", diagram(
        line(node("intermediateThrowEvent"), node("intermediateThrowEvent", content=_LINK, identity="Y"))
        + node("intermediateCatchEvent", content=_LINK, identity="Z") + flow("g", "Z", "X"))),
    ("ENDLESS_LOOP", "X", diagram(
        line(node("subProcess", content='<startEvent id="i" /><manualTask id="t" />' + flow("j", "i", "t")))
        + flow("f", "X", "X"))),
    ("EVENT_GATEWAY_FLOWS", "X", diagram(line(
        node("eventBasedGateway"), node("intermediateCatchEvent", content=_HOUR, identity="C")))),
    ("EVENT_GATEWAY_TARGET", "X", diagram(
        line(node("eventBasedGateway"), node("intermediateCatchEvent", content=_HOUR, identity="C"))
        + node("receiveTask", identity="R", messageRef="M") + flow("f", "X", "R"), _MESSAGE)),
    ("EVENT_GATEWAY_TARGET", "X", diagram(
        line(node("eventBasedGateway"), node("intermediateCatchEvent", content=_HOUR, identity="C"))
        + node("intermediateCatchEvent", content=_HOUR, identity="C2")
        + flow("f", "X", "C2") + _SERVICE + flow("g", "T", "C"))),
)  # fmt: skip

FORMS: tuple[tuple[str, bytes], ...] = (
    ("FORM_JSON", b"{"),
    ("FORM_JSON", b"[]"),
    ("FORM_JSON", b"\xff\xfe"),
    ("FORM_JSON", b"[" * 100_000),
    ("FORM_ID", b'{"components": []}'),
    ("FORM_ID", b'{"id": 3}'),
    ("FORM_VERSION_TAG", b'{"id": "f", "versionTag": 2}'),
    ("FORM_SIZE", b'{"id": "f"}' + b" " * 4 * 1024 * 1024),
)
