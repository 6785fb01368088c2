"""Data that a letter's template needs and the case lacks: a person adds it, then the draft is tried again."""

from __future__ import annotations

from generator.graph import Flow, Mapping, Node, UserTask
from generator.process import variables as v
from generator.process.parts import Fragment
from generator.process.tasks import form_id
from generator.sop import Langkah, Sop

DATA_MISSING_ERROR = "data-surat-kurang"
"""BPMN error of `buat-konsep-surat`; its variable `dataKurang` lists what is missing."""


def missing_data_form_id(sop: Sop, step: Langkah) -> str:
    return f"{form_id(sop, step.kode)}-data"


def add_missing_data(sop: Sop, step: Langkah, draft: Node, fragment: Fragment, role: str) -> None:
    """Boundary event and task behind the drafting service; the flow goes back to the service."""
    event = Node(
        id=f"Galat_{step.kode}",
        kind="boundaryEvent",
        name="Data surat kurang",
        lane=fragment.lane,
        row=step.kode,
        attached_to=draft.id,
        interrupting=True,
        error=DATA_MISSING_ERROR,
        outputs=(Mapping(f"={v.DATA_KURANG}", v.DATA_KURANG),),
    )
    added = f'context(for d in {v.DATA_KURANG} return {{"key": d.nama, "value": d.nilai}})'
    task = Node(
        id=f"Task_{step.kode}_Data",
        kind="userTask",
        name="Lengkapi data surat",
        lane=fragment.lane,
        row=step.kode,
        documentation=f"Bagian dari kegiatan {step.no}: konsep surat memerlukan data yang belum ada dalam perkara.",
        user_task=UserTask(missing_data_form_id(sop, step), (role,)),
        outputs=(Mapping(f"=context merge([{v.PERMOHONAN}, {added}])", v.PERMOHONAN),),
    )
    fragment.add(event, task)
    fragment.flows += [
        Flow(f"Flow_{event.id}_{task.id}", event.id, task.id, kind="exception"),
        Flow(f"Flow_{task.id}_{draft.id}", task.id, draft.id, kind="return"),
    ]
