"""Assembles the rows into one process: links them, adds start, ends, merges, withdrawal and the outside parties."""

from __future__ import annotations

from generator.graph import (
    Annotation,
    Job,
    Lane,
    Listener,
    Mapping,
    Message,
    Node,
    ProcessGraph,
    Scope,
)
from generator.process import variables as v
from generator.process.conditions import asked_name
from generator.process.letters import people_variable
from generator.process.linking import BuildError as BuildError
from generator.process.linking import link
from generator.process.parties import message_flows, pools
from generator.process.parts import end_event, flow, lane_id
from generator.process.rows import build_row
from generator.process.steps import internal_steps, step_data
from generator.process.tasks import RECORD_RETRIES
from generator.sop import Langkah, Sop

WITHDRAWN_MESSAGE = "permohonan-dicabut"
_ANNOTATION_FINDINGS = 2


def start_form_id(sop: Sop) -> str:
    return f"{sop.slug}-mulai"


def build_process(sop: Sop) -> ProcessGraph:
    """The process graph of a reviewed SOP.

    Raises BuildError when no row is performed inside the office.
    """
    steps = internal_steps(sop)
    if not steps:
        raise BuildError(
            f"SOP `{sop.slug}`: semua langkah dilakukan pihak luar, tidak ada yang dapat dijalankan; "
            "periksa `pelaksana` pada sop.yaml."
        )
    roles = _performing_roles(sop, steps)
    drafted: set[str] = set()
    signed: set[str] = set()
    fragments = [
        build_row(sop, step, lane=lane_id(role), role=role, drafted=drafted, signed=signed)
        for step, role in zip(steps, roles, strict=True)
    ]
    start = _start(sop, lane_id(roles[0]))
    end = end_event("End_Selesai", sop.selesai, lane_id(roles[-1]), None)
    nodes, flows = link(sop, steps, fragments, start, end)
    nodes.append(_withdrawal(sop, lane_id(sop.pelaksana[-1].kode)))
    messages = message_flows(sop, steps, fragments, nodes)
    return ProcessGraph(
        process_id=sop.slug,
        name=sop.identitas.judul,
        pool_name=sop.identitas.unit or sop.identitas.instansi or sop.identitas.judul,
        documentation=_documentation(sop),
        lanes=tuple(Lane(lane_id(p.kode), p.nama) for p in sop.pelaksana),
        scope=Scope(tuple(nodes), tuple(flows)),
        listeners=(Listener("end", "tutup-perkara", RECORD_RETRIES),),
        pools=pools(sop, messages, nodes),
        message_flows=messages,
        annotations=tuple(_annotations(sop, {s.kode for s in steps}, start.id)),
    )


def _performing_roles(sop: Sop, steps: tuple[Langkah, ...]) -> list[str]:
    """Role of each step. What an outside party does in the middle is recorded by the role that does it with the
    party, or else by the role before it.
    """
    internal = {p.kode for p in sop.pelaksana}
    roles: list[str] = []
    for step in steps:
        beside = sop.step(step.kode).bersama
        recorder = beside[0] if beside else roles[-1] if roles else ""
        roles.append(step.pelaksana if step.pelaksana in internal else recorder)
    return roles


def _start(sop: Sop, lane: str) -> Node:
    """The start event; its outputs give every variable that an expression reads a value on every path."""
    empty: dict[str, str] = {v.CATATAN: "null", v.JUMLAH_KOREKSI: "0", v.ARAHAN: "null", v.KEKURANGAN: "null"}
    for letter in sop.surat:
        empty[letter.kode] = "null"
        empty[v.letter_text(letter.kode)] = "null"
        if len(letter.tujuan) > 1:
            empty[v.destination(letter.kode)] = "null"
    for step in internal_steps(sop):
        if step_data(sop, step).checklist:
            empty[v.checklist(step.kode)] = "null"
        if step.syarat and step.syarat.data is None:
            empty[v.condition_answer(asked_name(sop, step.syarat))] = "null"
        if step.bersama and step.keputusan:
            empty |= {v.vote(step.kode, role): "null" for role in (step.pelaksana, *step.bersama)}
    people = people_variable(sop)
    if people and people != sop.mulai.daftar:
        empty[people] = "null"
    return Node(
        id="StartEvent_Mulai",
        kind="startEvent",
        name=sop.mulai.nama,
        lane=lane,
        start_form_id=start_form_id(sop),
        outputs=tuple(Mapping(f"={value}", name) for name, value in empty.items()),
    )


def _withdrawal(sop: Sop, lane: str) -> Node:
    """The applicant or the office withdraws: numbers stay in the book as cancelled, the case ends."""
    start = Node(
        id="Start_Pencabutan",
        kind="startEvent",
        name="Permohonan dicabut",
        interrupting=True,
        message=Message("Message_Pencabutan", WITHDRAWN_MESSAGE, f"={v.NOMOR_PERKARA}"),
        outputs=(Mapping(f"={v.ALASAN}", v.ALASAN),),
    )
    cancel = Node(
        id="Service_Batalkan",
        kind="serviceTask",
        name="Batalkan surat",
        job=Job("batalkan-surat", 5, (("kantor", sop.kantor), ("sop", sop.slug))),
        inputs=(Mapping("=now()", v.MULAI),),
    )
    end = Node(id="End_Pencabutan", kind="endEvent", name="Perkara ditutup")
    return Node(
        id="SubProcess_Pencabutan",
        kind="eventSubProcess",
        name="Pencabutan permohonan",
        lane=lane,
        scope=Scope((start, cancel, end), (flow(start.id, cancel.id), flow(cancel.id, end.id))),
    )


def _annotations(sop: Sop, kodes: set[str], start: str) -> list[Annotation]:
    """Unsettled findings show in the diagram, so that nobody takes a guess for the SOP's word."""
    sentences: dict[str, list[str]] = {}
    for finding in sop.open_findings:
        target = f"Task_{finding.langkah}" if finding.langkah in kodes else start
        sentences.setdefault(target, []).append(finding.kalimat)
    annotations = []
    for target, found in sentences.items():
        text = "Perlu diselesaikan: " + " ".join(found[:_ANNOTATION_FINDINGS])
        if len(found) > _ANNOTATION_FINDINGS:
            text += f" (+{len(found) - _ANNOTATION_FINDINGS} lagi, lihat review.md)"
        annotations.append(Annotation(f"Annotation_{target}", text, target))
    return annotations


def _documentation(sop: Sop) -> str:
    identity = sop.identitas
    lines = [f"SOP {identity.judul}"]
    for label, value in (
        ("Nomor SOP", identity.nomor),
        ("Instansi", identity.instansi),
        ("Unit", identity.unit),
        ("Tanggal pembuatan", identity.tanggal_pembuatan),
        ("Tanggal revisi", identity.tanggal_revisi),
        ("Tanggal efektif", identity.tanggal_efektif),
        ("Disahkan oleh", identity.disahkan_oleh),
        ("Peringatan", identity.peringatan),
    ):
        if value:
            lines.append(f"{label}: {value}")
    return "\n".join(lines)
