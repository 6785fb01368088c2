"""Processes for the tests of the REST API."""

from __future__ import annotations

from tests.deploy.engine.core.play import bpmn, flows, service, user

FORM = '{"id": "formulir", "type": "default", "components": []}'
_FORM = '<zeebe:formDefinition formId="formulir" />'

TASK = bpmn(
    f'<bpmn:startEvent id="mulai"><bpmn:extensionElements>{_FORM}</bpmn:extensionElements></bpmn:startEvent>'
    + user(
        "periksa",
        f'{_FORM}<zeebe:assignmentDefinition candidateGroups="staf, kepala" />'
        '<zeebe:taskSchedule dueDate="2030-01-01T07:00:00+07:00" />'
        '<zeebe:taskHeaders><zeebe:header key="langkah" value="3" /></zeebe:taskHeaders>'
        '<zeebe:ioMapping><zeebe:input source="=nomor" target="lokal" /></zeebe:ioMapping>',
    )
    + '<bpmn:endEvent id="selesai" />'
    + flows("mulai>periksa", "periksa>selesai"),
    "tugas",
).decode()
"""A start form, then a task with a form."""

LISTENED = bpmn(
    '<bpmn:startEvent id="mulai" />'
    + user(
        "periksa",
        '<zeebe:taskListeners><zeebe:taskListener eventType="completing" type="setuju" retries="3" />'
        "</zeebe:taskListeners>",
    )
    + '<bpmn:endEvent id="selesai" />'
    + flows("mulai>periksa", "periksa>selesai"),
    "didengar",
).decode()
"""A task whose completion a listener decides."""

JOB = bpmn(
    '<bpmn:startEvent id="mulai" />'
    + service("kerja", extra='<zeebe:taskHeaders><zeebe:header key="a" value="b" /></zeebe:taskHeaders>')
    + '<bpmn:boundaryEvent id="salah" attachedToRef="kerja"><bpmn:errorEventDefinition errorRef="E" />'
    '</bpmn:boundaryEvent><bpmn:endEvent id="gagal" /><bpmn:endEvent id="selesai" />'
    + flows("mulai>kerja", "kerja>selesai", "salah>gagal"),
    "pekerjaan",
    outside='<bpmn:error id="E" errorCode="SALAH" />',
).decode()
"""One job, with a boundary event for the error SALAH."""

MESSAGE = bpmn(
    '<bpmn:startEvent id="mulai" /><bpmn:intermediateCatchEvent id="tunggu">'
    '<bpmn:messageEventDefinition messageRef="M" /></bpmn:intermediateCatchEvent><bpmn:endEvent id="selesai" />'
    + flows("mulai>tunggu", "tunggu>selesai"),
    "pesan",
    outside='<bpmn:message id="M" name="balasan"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=nomor" /></bpmn:extensionElements></bpmn:message>',
).decode()
"""Waits for the message `balasan` with the key `nomor`."""

STRAIGHT = bpmn(
    '<bpmn:startEvent id="mulai" /><bpmn:endEvent id="selesai" />' + flows("mulai>selesai"), "langsung"
).decode()
"""Ends at once."""

CALLING = bpmn(
    '<bpmn:startEvent id="mulai" /><bpmn:callActivity id="panggil"><bpmn:extensionElements>'
    '<zeebe:calledElement processId="pekerjaan" propagateAllChildVariables="true" /></bpmn:extensionElements>'
    '</bpmn:callActivity><bpmn:endEvent id="selesai" />' + flows("mulai>panggil", "panggil>selesai"),
    "pemanggil",
).decode()
"""Calls the process with the job."""
