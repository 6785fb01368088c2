"""Small processes for the gateway's tests."""

from __future__ import annotations

from itertools import pairwise

_FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="alur">{messages}
  <bpmn:process id="{id}" isExecutable="true">
    <bpmn:startEvent id="start"/>
    {flow}
  </bpmn:process>
</bpmn:definitions>"""


def _flows(*path: str) -> str:
    return "".join(f'<bpmn:sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(path))


def _task(id: str, type: str, more: str = "") -> str:
    return (
        f'<bpmn:serviceTask id="{id}"><bpmn:extensionElements><zeebe:taskDefinition type="{type}" retries="3"/>'
        f"{more}</bpmn:extensionElements></bpmn:serviceTask>"
    )


def one_task(id: str = "one", type: str = "work") -> bytes:
    """A service task with a header."""
    headers = '<zeebe:taskHeaders><zeebe:header key="h" value="v"/></zeebe:taskHeaders>'
    flow = _task("task", type, headers) + '<bpmn:endEvent id="end"/>' + _flows("start", "task", "end")
    return _FRAME.format(id=id, flow=flow, messages="").encode()


def two_tasks(id: str = "two") -> bytes:
    """Types `a` and `b`, one after the other."""
    flow = _task("a", "a") + _task("b", "b") + '<bpmn:endEvent id="end"/>' + _flows("start", "a", "b", "end")
    return _FRAME.format(id=id, flow=flow, messages="").encode()


def no_wait(id: str = "fast") -> bytes:
    """Ends in the step that starts it."""
    flow = '<bpmn:endEvent id="end"/>' + _flows("start", "end")
    return _FRAME.format(id=id, flow=flow, messages="").encode()


def message(id: str = "letter") -> bytes:
    """Waits for the message `reply` with the correlation key in `key`, then a task of type `after`."""
    flow = (
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition id="m" messageRef="reply"/>'
        "</bpmn:intermediateCatchEvent>" + _task("after", "after") + '<bpmn:endEvent id="end"/>'
    )
    messages = (
        '<bpmn:message id="reply" name="reply"><bpmn:extensionElements>'
        '<zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>'
    )
    return _FRAME.format(id=id, flow=flow + _flows("start", "wait", "after", "end"), messages=messages).encode()


def signal(id: str = "alarm") -> bytes:
    """Waits for the signal `alarm`, then a task of type `after`."""
    flow = (
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:signalEventDefinition id="s" signalRef="ring"/>'
        "</bpmn:intermediateCatchEvent>" + _task("after", "after") + '<bpmn:endEvent id="end"/>'
    )
    messages = '<bpmn:signal id="ring" name="alarm"/>'
    return _FRAME.format(id=id, flow=flow + _flows("start", "wait", "after", "end"), messages=messages).encode()


FORM = b'{"id": "formulir", "type": "default", "components": []}'
