"""A small process of an office: a form, a second step of another group, a third without a form."""

from __future__ import annotations

import json


def process(process_id: str = "surat", office: str = "kemenag-dki", name: str = "Surat masuk") -> str:
    """Start (form `mulai`) -> Task_Terima (ptsp, form `terima`) -> Task_Paraf (korpel) -> end."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="x">
  <bpmn:process id="{process_id}" name="{name}" isExecutable="true">
    <bpmn:documentation>SOP {name}
Instansi: Kantor Contoh</bpmn:documentation>
    <bpmn:laneSet id="l">
      <bpmn:lane id="la" name="Loket PTSP"><bpmn:flowNodeRef>Task_Terima</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="lb" name="Korpel"><bpmn:flowNodeRef>Task_Paraf</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="Mulai" name="Permohonan diterima"><bpmn:extensionElements>
      <zeebe:formDefinition formId="mulai" /></bpmn:extensionElements></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="Mulai" targetRef="Task_Terima" />
    <bpmn:userTask id="Task_Terima" name="Terima permohonan">
      <bpmn:documentation>Kegiatan 1: Menerima permohonan
Pelaksana: Loket PTSP
Waktu: 15 menit</bpmn:documentation>
      <bpmn:extensionElements><zeebe:userTask /><zeebe:formDefinition formId="terima" />
      <zeebe:assignmentDefinition candidateGroups="ptsp" />
      <zeebe:taskSchedule dueDate="=tenggat" />
      <zeebe:taskHeaders><zeebe:header key="kantor" value="{office}" /></zeebe:taskHeaders>
      </bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f2" sourceRef="Task_Terima" targetRef="Task_Paraf" />
    <bpmn:userTask id="Task_Paraf" name="Paraf surat"><bpmn:extensionElements><zeebe:userTask />
      <zeebe:assignmentDefinition candidateGroups="korpel" /></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="f3" sourceRef="Task_Paraf" targetRef="Selesai" />
    <bpmn:endEvent id="Selesai" name="Surat keluar" />
  </bpmn:process>
</bpmn:definitions>"""


START_FORM = json.dumps(
    {
        "id": "mulai",
        "type": "default",
        "schemaVersion": 16,
        "components": [
            {
                "type": "textfield",
                "id": "a",
                "key": "nomorPerkara",
                "label": "Nomor perkara",
                "validate": {"required": True},
            },
            {"type": "textfield", "id": "b", "key": "permohonan.nama", "label": "Nama", "validate": {"maxLength": 60}},
        ],
    }
)

FORM = json.dumps(
    {
        "id": "terima",
        "type": "default",
        "schemaVersion": 16,
        "components": [
            {
                "type": "group",
                "id": "Group_Sop",
                "label": "Uraian SOP",
                "components": [{"type": "text", "id": "t", "text": "Uraian yang berulang"}],
            },
            {"type": "text", "id": "u", "text": "Pemohon {{permohonan.nama}}"},
            {"type": "radio", "id": "k", "key": "keputusan", "label": "Keputusan", "validate": {"required": True},
             "values": [{"value": "ya", "label": "Setuju"}, {"value": "tidak", "label": "Kembalikan"}]},
            {"type": "textarea", "id": "c", "key": "catatanBaru", "label": "Catatan",
             "conditional": {"hide": '=keputusan != "tidak"'}, "validate": {"required": True, "maxLength": 20}},
            {"type": "textfield", "id": "r", "key": "rahasia", "label": "Hanya dibaca", "readonly": True},
            {"type": "datetime", "id": "d", "key": "tanggal", "subtype": "date", "dateLabel": "Tanggal"},
            {"type": "checkbox", "id": "x", "key": "berkas1", "label": "Berkas"},
            {"type": "dynamiclist", "id": "l", "path": "daftar", "label": "Daftar", "components": [
                {"type": "textfield", "id": "n", "key": "nama", "label": "Nama", "validate": {"required": True}}]},
        ],
    }
)  # fmt: skip
