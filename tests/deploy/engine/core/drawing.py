"""Pieces of BPMN for tests: one function for each kind of element and event definition."""

from __future__ import annotations

from tests.deploy.engine.core.play import escaped

TERMINATE = "<bpmn:terminateEventDefinition />"


def element(tag: str, id_: str, inner: str = "", extra: str = "", attributes: str = "") -> str:
    """Any element: `inner` stands within it, `extra` among its extensions."""
    extensions = f"<bpmn:extensionElements>{extra}</bpmn:extensionElements>" if extra else ""
    return f'<bpmn:{tag} id="{id_}"{attributes}>{extensions}{inner}</bpmn:{tag}>'


def start(id_: str = "start", inner: str = "", extra: str = "") -> str:
    return element("startEvent", id_, inner, extra)


def end(id_: str = "end", inner: str = "", extra: str = "") -> str:
    return element("endEvent", id_, inner, extra)


def catch(id_: str, inner: str, extra: str = "") -> str:
    return element("intermediateCatchEvent", id_, inner, extra)


def throw(id_: str, inner: str = "", extra: str = "") -> str:
    return element("intermediateThrowEvent", id_, inner, extra)


def boundary(id_: str, host: str, inner: str, *, cancel: bool = True, extra: str = "") -> str:
    attributes = f' attachedToRef="{host}"' + ("" if cancel else ' cancelActivity="false"')
    return element("boundaryEvent", id_, inner, extra, attributes)


def sub(id_: str, body: str, extra: str = "", inner: str = "") -> str:
    """An embedded sub-process; `inner` is its loop marker."""
    return element("subProcess", id_, inner + body, extra)


def event_sub(
    id_: str, begin: str, body: str, *, interrupting: bool = True, extra: str = "", start_extra: str = ""
) -> str:
    """An event sub-process whose start is called `<id>_start`; the body leads on from there."""
    attributes = "" if interrupting else ' isInterrupting="false"'
    first = element("startEvent", f"{id_}_start", begin, start_extra, attributes)
    return element("subProcess", id_, first + body, extra, ' triggeredByEvent="true"')


def exclusive(id_: str, default: str = "", extra: str = "") -> str:
    return element("exclusiveGateway", id_, "", extra, f' default="{default}"' if default else "")


def inclusive(id_: str, default: str = "", extra: str = "") -> str:
    return element("inclusiveGateway", id_, "", extra, f' default="{default}"' if default else "")


def parallel(id_: str) -> str:
    return element("parallelGateway", id_, "", "")


def race(id_: str) -> str:
    """An event-based gateway."""
    return element("eventBasedGateway", id_, "", "")


def manual(id_: str, extra: str = "", inner: str = "") -> str:
    return element("manualTask", id_, inner, extra)


def receive(id_: str, message_id: str, inner: str = "", extra: str = "") -> str:
    return element("receiveTask", id_, inner, extra, f' messageRef="{message_id}"')


def script(id_: str, expression: str, result: str, extra: str = "", inner: str = "") -> str:
    own = f'<zeebe:script expression="{escaped(expression)}" resultVariable="{result}" />'
    return element("scriptTask", id_, inner, own + extra)


def call(id_: str, process_id: str, attributes: str = "", extra: str = "", inner: str = "") -> str:
    own = f'<zeebe:calledElement processId="{escaped(process_id)}" {attributes}/>'
    return element("callActivity", id_, inner, own + extra)


def duration(text: str) -> str:
    return _timer("timeDuration", text)


def date(text: str) -> str:
    return _timer("timeDate", text)


def cycle(text: str) -> str:
    return _timer("timeCycle", text)


def _timer(tag: str, text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{tag}>{escaped(text)}</bpmn:{tag}></bpmn:timerEventDefinition>"


def message(id_: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="{id_}" />'


def signal(id_: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="{id_}" />'


def error(id_: str = "") -> str:
    return f'<bpmn:errorEventDefinition errorRef="{id_}" />' if id_ else "<bpmn:errorEventDefinition />"


def escalation(id_: str = "") -> str:
    if not id_:
        return "<bpmn:escalationEventDefinition />"
    return f'<bpmn:escalationEventDefinition escalationRef="{id_}" />'


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}" />'


def declared_message(id_: str, name: str = "", key: str = "=k") -> str:
    own = f'<zeebe:subscription correlationKey="{escaped(key)}" />' if key else ""
    return element("message", id_, "", own, f' name="{escaped(name or id_)}"')


def declared_signal(id_: str, name: str = "") -> str:
    return f'<bpmn:signal id="{id_}" name="{escaped(name or id_)}" />'


def declared_error(id_: str, code: str = "") -> str:
    return f'<bpmn:error id="{id_}" errorCode="{escaped(code or id_)}" />'


def declared_escalation(id_: str, code: str = "") -> str:
    return f'<bpmn:escalation id="{id_}" escalationCode="{escaped(code or id_)}" />'


def listeners(*pairs: tuple[str, str]) -> str:
    """Execution listeners from (event, job type)."""
    parts = [f'<zeebe:executionListener eventType="{event}" type="{escaped(type_)}" />' for event, type_ in pairs]
    return f"<zeebe:executionListeners>{''.join(parts)}</zeebe:executionListeners>"


def task_listeners(*pairs: tuple[str, str]) -> str:
    """Listeners of a user task from (event, job type)."""
    parts = [f'<zeebe:taskListener eventType="{event}" type="{escaped(type_)}" />' for event, type_ in pairs]
    return f"<zeebe:taskListeners>{''.join(parts)}</zeebe:taskListeners>"


def loop(
    collection: str = "=items",
    item: str = "item",
    results: str = "",
    result: str = "",
    condition: str = "",
    *,
    sequential: bool = False,
) -> str:
    """A multi-instance marker."""
    output = f' outputCollection="{results}" outputElement="{escaped(result)}"' if results else ""
    until = f"<bpmn:completionCondition>{escaped(condition)}</bpmn:completionCondition>" if condition else ""
    attributes = ' isSequential="true"' if sequential else ""
    return (
        f"<bpmn:multiInstanceLoopCharacteristics{attributes}><bpmn:extensionElements>"
        f'<zeebe:loopCharacteristics inputCollection="{escaped(collection)}" inputElement="{item}"{output} />'
        f"</bpmn:extensionElements>{until}</bpmn:multiInstanceLoopCharacteristics>"
    )


def assignment(assignee: str = "", groups: str = "", users: str = "") -> str:
    values = (("assignee", assignee), ("candidateGroups", groups), ("candidateUsers", users))
    attributes = " ".join(f'{name}="{escaped(value)}"' for name, value in values if value)
    return f"<zeebe:assignmentDefinition {attributes} />"


def schedule(due: str = "", follow_up: str = "") -> str:
    values = (("dueDate", due), ("followUpDate", follow_up))
    attributes = " ".join(f'{name}="{escaped(value)}"' for name, value in values if value)
    return f"<zeebe:taskSchedule {attributes} />"


def priority(text: str) -> str:
    return f'<zeebe:priorityDefinition priority="{escaped(text)}" />'


def form(form_id: str, binding: str = "latest", tag: str = "") -> str:
    version = f' versionTag="{tag}"' if tag else ""
    return f'<zeebe:formDefinition formId="{escaped(form_id)}" bindingType="{binding}"{version} />'
