"""The small processes that the engine runs while it is killed: jobs, messages, timers, people, a start by message."""

from __future__ import annotations

from itertools import pairwise

JOB = "kerja"
ANSWER = "jawaban"
BEGIN = "mulai"

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="http://example.org/">\n'
)
_MESSAGES = (
    f'<bpmn:message id="Message_Answer" name="{ANSWER}"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=nomor" /></bpmn:extensionElements></bpmn:message>\n'
    f'<bpmn:message id="Message_Begin" name="{BEGIN}" />\n'
)
_WORK = (
    '<bpmn:serviceTask id="{id}"><bpmn:extensionElements>'
    f'<zeebe:taskDefinition type="{JOB}" retries="5" />'
    "</bpmn:extensionElements></bpmn:serviceTask>"
)
_STEPS = {
    "kerja": _WORK.format(id="Pertama"),
    "pesan": '<bpmn:intermediateCatchEvent id="Pertama">'
    '<bpmn:messageEventDefinition messageRef="Message_Answer" /></bpmn:intermediateCatchEvent>',
    "waktu": '<bpmn:intermediateCatchEvent id="Pertama"><bpmn:timerEventDefinition>'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">=tunda</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
    "orang": '<bpmn:userTask id="Pertama"><bpmn:extensionElements><zeebe:userTask />'
    '<zeebe:assignmentDefinition candidateGroups="staf" /></bpmn:extensionElements></bpmn:userTask>',
    "datang": _WORK.format(id="Pertama"),
}
PROCESSES = tuple(_STEPS)
BY_MESSAGE = "datang"
"""This one begins with the message `BEGIN`."""


def model(process: str) -> bytes:
    """The process as BPMN: its own first step, then a job."""
    begin = '<bpmn:messageEventDefinition messageRef="Message_Begin" />' if process == BY_MESSAGE else ""
    elements = [f'<bpmn:startEvent id="Mulai">{begin}</bpmn:startEvent>', _STEPS[process], _WORK.format(id="Kedua")]
    elements.append('<bpmn:endEvent id="Selesai" />')
    order = ("Mulai", "Pertama", "Kedua", "Selesai")
    flows = [
        f'<bpmn:sequenceFlow id="F{number}" sourceRef="{before}" targetRef="{after}" />'
        for number, (before, after) in enumerate(pairwise(order))
    ]
    body = "\n".join(elements + flows)
    return (
        f'{_HEAD}<bpmn:process id="{process}" isExecutable="true">\n{body}\n</bpmn:process>\n{_MESSAGES}'
        "</bpmn:definitions>\n"
    ).encode()
