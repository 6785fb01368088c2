"""The person's task of a row, with its deadline: listener, due date, boundary timer and escalation."""

from __future__ import annotations

import re

from generator.graph import Flow, Job, Listener, Mapping, Node, Timer, UserTask
from generator.process import feel
from generator.process import variables as v
from generator.process.conditions import asked_at
from generator.process.letters import reissue
from generator.process.parts import end_event, flow
from generator.process.steps import StepData
from generator.sop import Aksi, Balasan, Langkah, Sop

DEADLINE_RETRIES = 100
"""While the listener waits nobody sees the task, so it must practically never run out of tries."""


RECORD_RETRIES = 100
"""The person is done when an `end` listener runs; that the record is made must not depend on a short outage."""

SCHEDULE_PLACE = "hari dan tanggal jadwal"
"""In square brackets in a draft: the date that is entered in the same form goes here."""


def kebab(kode: str) -> str:
    """`PeriksaKonsepSurat` -> `periksa-konsep-surat`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", kode).lower()


def form_id(sop: Sop, kode: str) -> str:
    """Id (and file name without suffix) of the form of a task."""
    return f"{sop.slug}-{kebab(kode)}"


def delivery_form_id(sop: Sop, step: Langkah) -> str:
    """Form of the delivery where it is a task of its own."""
    return f"{form_id(sop, step.kode)}-antar"


def number_form_id(sop: Sop, step: Langkah) -> str:
    """Form of the typing of a number where that is a task of its own."""
    return f"{form_id(sop, step.kode)}-nomor"


def performer_name(sop: Sop, step: Langkah) -> str:
    """Name of the role (or outside party) that performs the step."""
    names = {p.kode: p.nama for p in sop.pelaksana} | {p.kode: p.nama for p in sop.pihak_luar}
    return names[step.pelaksana]


def performers(sop: Sop, step: Langkah) -> str:
    """All who do the step, as the SOP names them."""
    return ", ".join([performer_name(sop, step), *(sop.role(role).nama for role in step.bersama)])


def documentation(sop: Sop, step: Langkah) -> str:
    """The SOP row as people know it: full text and mutu baku."""
    lines = [f"Kegiatan {step.no}: {step.uraian}", f"Pelaksana: {performers(sop, step)}"]
    requirements = step.kelengkapan_teks or ", ".join(k.nama for k in step.kelengkapan)
    for label, text in (
        ("Kelengkapan", requirements),
        ("Waktu", step.waktu.teks),
        ("Output", step.output),
        ("Keterangan", step.keterangan),
    ):
        if text:
            lines.append(f"{label}: {text}")
    return "\n".join(lines)


def element_id(prefix: str, step: Langkah, suffix: str = "") -> str:
    """`Task_PeriksaKonsep`; `suffix` is the role (slug) of a further performer of the same row."""
    return f"{prefix}_{step.kode}" + (f"_{v.pascal(suffix)}" if suffix else "")


def user_task(sop: Sop, data: StepData, *, lane: str | None, role: str, suffix: str = "") -> Node:
    """The native user task of a step."""
    step = data.step
    inputs, outputs = _mappings(sop, data, role)
    timed = step.waktu.durasi is not None or step.waktu.jadwal is not None
    return Node(
        id=element_id("Task", step, suffix),
        kind="userTask",
        name=step.nama,
        lane=lane,
        row=step.kode,
        documentation=documentation(sop, step),
        user_task=UserTask(form_id(sop, step.kode), (role,), f"={v.TENGGAT}" if timed else None),
        listeners=(
            *((Listener("start", "hitung-tenggat", DEADLINE_RETRIES),) if timed else ()),
            *((Listener("end", "catat-tanda-terima", RECORD_RETRIES),) if data.delivers and data.reads else ()),
        ),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
    )


def breach_path(
    sop: Sop, step: Langkah, *, lane: str | None, role: str, suffix: str = ""
) -> tuple[tuple[Node, ...], tuple[Flow, ...]]:
    """Boundary timer, escalation and end for a step with a time; empty for one without.

    Once per task instance and level: the second level is a second boundary timer, because a timer inside this path
    would hold the case open.
    """
    if step.waktu.durasi is None and step.waktu.jadwal is None:
        return (), ()
    nodes, flows = _level(sop, step, 1, lane=lane, role=role, suffix=suffix)
    if step.waktu.tingkat_dua:
        more_nodes, more_flows = _level(sop, step, 2, lane=lane, role=role, suffix=suffix)
        nodes, flows = (*nodes, *more_nodes), (*flows, *more_flows)
    return nodes, flows


def _level(
    sop: Sop, step: Langkah, level: int, *, lane: str | None, role: str, suffix: str
) -> tuple[tuple[Node, ...], tuple[Flow, ...]]:
    again = "Kedua" if level == 2 else ""
    timer = Node(
        id=element_id(f"Tenggat{again}", step, suffix),
        kind="boundaryEvent",
        name="Tetap terlambat" if again else "Lewat tenggat",
        lane=lane,
        row=step.kode,
        attached_to=element_id("Task", step, suffix),
        interrupting=False,
        timer=Timer("date", f"={v.TENGGAT_KEDUA if again else v.TENGGAT}"),
    )
    escalation = Node(
        id=element_id(f"Eskalasi{again}", step, suffix),
        kind="serviceTask",
        name="Laporkan ke pimpinan" if again else "Laporkan ke atasan",
        lane=lane,
        row=step.kode,
        job=Job(
            "eskalasi-tenggat",
            20,
            (
                ("kantor", sop.kantor),
                ("sop", sop.slug),
                ("langkah", step.kode),
                ("namaLangkah", step.nama),
                ("pelaksana", role),
                ("tingkat", str(level)),
                ("namaSop", sop.identitas.judul),
            ),
        ),
        inputs=(Mapping("=now()", v.MULAI),),
    )
    name = "Pimpinan diberi tahu" if again else "Tenggat terlampaui"
    end = end_event(element_id(f"End_Tenggat{again}", step, suffix), name, lane, step.kode)
    flows = (flow(timer.id, escalation.id), flow(escalation.id, end.id))
    return (timer, escalation, end), tuple(_exception(f) for f in flows)


def _exception(f: Flow) -> Flow:
    return Flow(f.id, f.source, f.target, f.name, f.condition, "exception")


def _mappings(sop: Sop, data: StepData, role: str) -> tuple[list[Mapping], list[Mapping]]:
    """Inputs start every entered value afresh, outputs list every field that is written.

    An output mapping drops what it does not list, and without the fresh start the next reviewer would see the last
    reviewer's decision.
    """
    step = data.step
    inputs = _deadline_inputs(sop, step, collective=data.collective)
    outputs: list[Mapping] = []
    if data.collective:
        return [*inputs, *_item_inputs()], _item_outputs(step)
    author = feel.literal(performer_name(sop, step))
    if data.gives_instruction:
        inputs.append(Mapping("=null", v.ARAHAN_BARU))
        given = feel.context({"dari": author, "isi": v.ARAHAN_BARU})
        empty = f'{v.ARAHAN_BARU} = null or {v.ARAHAN_BARU} = ""'
        outputs.append(Mapping(f"=if {empty} then null else {given}", v.ARAHAN))
    if data.checklist:
        _checklist(data, inputs, outputs)
    if data.edits:
        text = v.letter_text(data.edits)
        source = text
        if data.schedule:
            # The date is entered beside the draft: nobody types it twice.
            # `replace` takes a regular expression, whose backslashes FEEL does not carry through.
            source = feel.replaced_once(text, f"[{SCHEDULE_PLACE}]", feel.date_in_words(data.schedule))
        outputs.append(Mapping(f"={source}", text))
    if data.chooses_destination:
        slot = data.chooses_destination
        chosen = v.destination(slot)
        outputs.append(Mapping(f"={chosen}", chosen))
        outputs.append(Mapping(f'=context put({slot}, "tujuan", {chosen})', slot))
    if data.external_number:
        name = f"{v.NOMOR_LUAR}{data.external_number}"
        inputs.append(Mapping("=null", name))
        outputs.append(Mapping(f"={name}", name))
    if data.schedule:
        outputs.append(Mapping(f"={data.schedule}", data.schedule))
    if data.people:
        outputs.append(Mapping(f"={data.people}", data.people))
    if data.delivers:
        inputs += [Mapping("=null", v.PENERIMA), Mapping("=null", v.TANGGAL_TERIMA)]
        receipt = feel.context({"penerima": v.PENERIMA, "tanggal": v.TANGGAL_TERIMA})
        outputs.append(Mapping(f"={receipt}", v.TANDA_TERIMA))
        if data.reads:
            _handed_over(sop, data, data.reads, role, inputs, outputs)
    for answer, _ in asked_at(sop, step):
        inputs.append(Mapping("=null", answer))
        outputs.append(Mapping(f"={answer}", answer))
    if data.approval:
        _approval(step, author, inputs, outputs)
    if step.balasan:
        inputs += [Mapping("=null", n) for n in (v.HASIL, v.CATATAN_BALASAN, v.TANGGAL_BALASAN)]
        answer = feel.context({"hasil": v.HASIL, "catatan": v.CATATAN_BALASAN, "tanggal": v.TANGGAL_BALASAN})
        outputs.append(Mapping(f"={answer}", v.BALASAN))
        outputs += answer_outputs(sop, step, step.balasan, f"{v.HASIL}", v.CATATAN_BALASAN)
    if not outputs:
        # Without any output mapping every form value would be merged into the case.
        outputs.append(Mapping(f"={v.NOMOR_PERKARA}", v.NOMOR_PERKARA))
    return inputs, outputs


def _deadline_inputs(sop: Sop, step: Langkah, *, collective: bool) -> list[Mapping]:
    time = step.waktu
    if time.durasi is None and time.jadwal is None:
        return []
    scheduled = v.JADWAL_ORANG if collective else time.jadwal
    return [
        Mapping(feel.constant(sop.kantor), "kantor"),
        Mapping(feel.constant(step.kode), "langkah"),
        Mapping("=now()", v.MULAI),
        Mapping(feel.constant(time.durasi) if time.durasi else "=null", "waktuBaku"),
        Mapping(f"={scheduled}" if time.jadwal else "=null", "padaTanggal"),
        *([Mapping(feel.constant(time.tingkat_dua), "waktuKedua")] if time.tingkat_dua else []),
    ]


def _handed_over(sop: Sop, data: StepData, slot: str, role: str, inputs: list[Mapping], outputs: list[Mapping]) -> None:
    """What the `end` listener needs, which has no headers; and the letter counts as sent where nothing was e-mailed."""
    if not any(m.target == "kantor" for m in inputs):
        inputs.append(Mapping(feel.constant(sop.kantor), "kantor"))
    inputs += [Mapping(feel.constant(role), "pelaksana"), Mapping(f"={slot}", "surat")]
    if not data.external_number:
        outputs.append(Mapping(f'=context put({slot}, "status", "dikirim")', slot))


def _checklist(data: StepData, inputs: list[Mapping], outputs: list[Mapping]) -> None:
    """What was ticked before stays ticked after a return: nobody ticks twice."""
    kept = v.checklist(data.step.kode)
    boxes = [v.checkbox(i) for i, _ in enumerate(data.checklist, 1)]
    inputs += [Mapping(f"=if {kept} = null then false else {kept}.{box}", box) for box in boxes]
    outputs.append(Mapping(f"={feel.context({box: box for box in boxes})}", kept))
    if data.completeness:
        names = [
            (box, requirement_text(k.nama, k.salinan, k.satuan)) for box, k in zip(boxes, data.checklist, strict=True)
        ]
        outputs.append(Mapping(f"={feel.all_true(boxes)}", v.LENGKAP))
        outputs.append(Mapping(f"={feel.missing_items(names)}", v.KEKURANGAN))


def requirement_text(name: str, copies: int | None, unit: str = "rangkap") -> str:
    """`Fotokopi SK CPNS (4 rangkap)`, `Foto 3x4 (2 lembar)`."""
    return f"{name} ({copies} {unit})" if copies else name


def _approval(step: Langkah, author: str, inputs: list[Mapping], outputs: list[Mapping]) -> None:
    inputs += [Mapping("=null", v.KEPUTUSAN), Mapping("=null", v.CATATAN_BARU)]
    if step.bersama:
        inputs.append(Mapping(f"={v.JUMLAH_KOREKSI}", v.PUTARAN_KOREKSI))
    # Every answer but Ya sends the case away with a note.
    chooses = bool(step.keputusan and step.keputusan.pilihan)
    refused = f"{v.KEPUTUSAN} != {feel.literal(v.YA)}" if chooses else f"{v.KEPUTUSAN} = {feel.literal(v.TIDAK)}"
    note = feel.context({"dari": author, "langkah": feel.literal(step.nama), "isi": v.CATATAN_BARU})
    outputs += [
        Mapping(f"={v.KEPUTUSAN}", v.KEPUTUSAN),
        Mapping(f"=if {refused} then {note} else null", v.CATATAN),
        Mapping(f"=if {refused} then {v.JUMLAH_KOREKSI} + 1 else {v.JUMLAH_KOREKSI}", v.JUMLAH_KOREKSI),
    ]


def reissuing_outcomes(sop: Sop, answer: Balasan) -> list[str]:
    """Outcomes of an answer that lead to the letter's draft or before it: what was sent stays, a new round begins."""
    places = {step.kode: index for index, step in enumerate(sop.langkah)}
    drafts = [i for i, s in enumerate(sop.langkah) if Aksi.KONSEP in s.aksi and s.surat == answer.surat]
    last = drafts[0] if drafts else len(places)
    again = [o.kode for o in answer.outcomes if o.target and o.target.ke and places[o.target.ke] <= last]
    return again or ["dikembalikan"]


def answer_outputs(sop: Sop, step: Langkah, answer: Balasan, result: str, note: str) -> list[Mapping]:
    """After a returned file: the note for the corrector and a new round of the letter (`result`, `note`: FEEL)."""
    returned = " or ".join(f"{result} = {feel.literal(outcome)}" for outcome in reissuing_outcomes(sop, answer))
    party = feel.literal(sop.party(answer.dari).nama)
    given = feel.context({"dari": party, "langkah": feel.literal(step.nama), "isi": note})
    return [
        Mapping(f"=if {returned} then {given} else null", v.CATATAN),
        Mapping(f"=if {returned} then {v.JUMLAH_KOREKSI} + 1 else {v.JUMLAH_KOREKSI}", v.JUMLAH_KOREKSI),
        *reissue(sop.letter(answer.surat), returned),
    ]


def _item_inputs() -> list[Mapping]:
    return [Mapping("=null", name) for name in (v.HASIL, v.ALASAN, v.TANGGAL_BARU)]


def _item_outputs(step: Langkah) -> list[Mapping]:
    """Results go to a variable that the sub-process declares for itself, else results of different people mix."""
    outputs = [Mapping(f"={feel.context({'hasil': v.HASIL, 'alasan': v.ALASAN})}", v.HASIL_ORANG)]
    if step.waktu.jadwal:
        rescheduled = f"{v.HASIL} = {feel.literal('jadwal_ulang')}"
        outputs.append(Mapping(f"=if {rescheduled} then {v.TANGGAL_BARU} else {v.JADWAL_ORANG}", v.JADWAL_ORANG))
    return outputs
