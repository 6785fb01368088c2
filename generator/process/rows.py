"""One row of the SOP table: machine work, the person's task, and the branch that leaves it (rules 2 to 6 and 8)."""

from __future__ import annotations

from dataclasses import replace

from generator.graph import Mapping, Node, UserTask
from generator.process import feel
from generator.process import variables as v
from generator.process.answers import add_answer
from generator.process.collective import DONE, collective_step
from generator.process.conditions import add_condition
from generator.process.letters import letter_service
from generator.process.missing_data import add_missing_data
from generator.process.parts import Exit, Fragment, flow, gateway, short_name
from generator.process.steps import (
    StepData,
    delivery_data,
    hands_over_apart,
    machine_first,
    number_data,
    signing_row,
    step_data,
    types_number_apart,
)
from generator.process.tasks import breach_path, delivery_form_id, form_id, number_form_id, user_task
from generator.process.together import add_together
from generator.sop import Aksi, Keputusan, Langkah, Sop, Surat, Tujuan

_MACHINE = ((Aksi.NOMOR, "beri-nomor-surat"), (Aksi.ARSIP, "arsipkan-surat"), (Aksi.KIRIM, "kirim-surat"))


def build_row(sop: Sop, step: Langkah, *, lane: str, role: str, drafted: set[str], signed: set[str]) -> Fragment:
    """The fragment of one row. `drafted` and `signed` carry the letters that earlier rows drafted and locked."""
    fragment = Fragment(lane, step.kode)
    data = step_data(sop, step)
    letter = sop.letter(step.surat) if step.surat else None
    if letter and Aksi.KONSEP in step.aksi and letter.kode not in drafted:
        drafted.add(letter.kode)
        draft = letter_service(sop, letter, "buat-konsep-surat", lane=lane, row=step.kode)
        fragment.append(draft)
        add_missing_data(sop, step, draft, fragment, role)
    apart = hands_over_apart(step)
    before = step.balasan is not None if apart else machine_first(step) and not data.external_number
    if letter and before:
        _machine_work(sop, step, letter, fragment, role, signed)
        if apart:
            fragment.append(_part(sop, delivery_data(step), fragment, role, "_Antar", delivery_form_id(sop, step)))
    _person(sop, step, data, fragment, role)
    if data.completeness:
        _completeness(sop, step, data.completeness, fragment, role)
    elif data.approval and not step.bersama:
        _approval(step, data.approval, fragment)
    if step.balasan:
        add_answer(sop, step, step.balasan, fragment)
    if letter and letter.kode not in signed and step.kode == signing_row(sop, letter.kode):
        signed.add(letter.kode)
        fragment.append(letter_service(sop, letter, "kunci-surat", lane=lane, row=step.kode))
    if letter and not before:
        _machine_work(sop, step, letter, fragment, role, signed)
        if apart:
            fragment.append(_part(sop, delivery_data(step), fragment, role, "_Antar", delivery_form_id(sop, step)))
    agreed = step.keputusan.agreed if step.keputusan else None
    if agreed and agreed.target:
        fragment.redirect(agreed.target)
    if step.syarat:
        add_condition(sop, step, step.syarat, fragment)
    return fragment


def _person(sop: Sop, step: Langkah, data: StepData, fragment: Fragment, role: str) -> None:
    if step.kolektif is not None:
        assert fragment.lane is not None  # noqa: S101 - rows of the top scope always have a lane
        node = collective_step(sop, data, step.kolektif, lane=fragment.lane, role=role)
        fragment.append(node)
        fragment.task = node.id
        if step.kode != sop.langkah[-1].kode:
            _somebody_left(step, fragment)
        return
    if step.bersama:
        add_together(sop, step, data, fragment, role)
        return
    task = user_task(sop, data, lane=fragment.lane, role=role)
    fragment.append(task)
    fragment.task = task.id
    nodes, flows = breach_path(sop, step, lane=fragment.lane, role=role)
    fragment.add(*nodes)
    fragment.flows += flows


def _part(sop: Sop, data: StepData, fragment: Fragment, role: str, suffix: str, form: str) -> Node:
    """A further task of a row, with a form of its own."""
    task = user_task(sop, data, lane=fragment.lane, role=role)
    return replace(task, id=f"{task.id}{suffix}", user_task=UserTask(form, (role,)))


def _somebody_left(step: Langkah, fragment: Fragment) -> None:
    """The next row takes only those who were done; with nobody left there is nothing to go on with."""
    group = step.kolektif
    assert group is not None  # noqa: S101 - only called for collective steps
    asks = short_name(f"Ada {group.per} yang selesai?", "Ada yang selesai?")
    question = gateway(f"Gateway_{step.kode}_Sisa", asks, fragment.lane, step.kode)
    nobody = short_name(f"Tidak ada {group.per} yang diproses", "Tidak ada yang diproses")
    some = f'count({v.results(step.kode)}[item.hasil = "{DONE}"]) > 0'
    fragment.branch(
        question,
        Exit(question.id, "Ya", f"={some}"),
        Exit(question.id, "Tidak", f"=not({some})", Tujuan(selesai=nobody)),
    )


def _machine_work(sop: Sop, step: Langkah, letter: Surat, fragment: Fragment, role: str, signed: set[str]) -> None:
    """Number, archive, send, in this order; a letter nobody signs is locked before it gets its number."""
    for action, job_type in _MACHINE:
        if action not in step.aksi:
            continue
        if letter.kode not in signed:
            signed.add(letter.kode)
            fragment.append(letter_service(sop, letter, "kunci-surat", lane=fragment.lane, row=step.kode))
        if action is Aksi.NOMOR and types_number_apart(sop, step):
            fragment.append(_part(sop, number_data(step), fragment, role, "_Nomor", number_form_id(sop, step)))
        fragment.append(letter_service(sop, letter, job_type, lane=fragment.lane, row=step.kode))


def _approval(step: Langkah, decision: Keputusan, fragment: Fragment) -> None:
    question = gateway(f"Gateway_{step.kode}", decision.pertanyaan, fragment.lane, step.kode)
    agreed = Exit(question.id, "Ya", f"={v.KEPUTUSAN} = {feel.literal(v.YA)}")
    if len(decision.refused) == 1:
        fragment.branch(question, agreed, *_refusals(question, decision))
        return
    # The question stays one of Ya and Tidak; a second one asks where to.
    where = gateway(f"Gateway_{step.kode}_Tujuan", "Tindak lanjut?", fragment.lane, step.kode)
    fragment.branch(
        question,
        agreed,
        *_refusals(where, decision, plain="Perbaiki"),
    )
    fragment.add(where)
    aside = flow(question.id, where.id, "Tidak", f"={v.KEPUTUSAN} != {feel.literal(v.YA)}")
    fragment.side_flows.append(replace(aside, kind="refusal"))


def _refusals(question: Node, decision: Keputusan, plain: str = "Tidak") -> list[Exit]:
    """An exit for each answer but Ya; `plain` names the refusal itself."""
    names = [plain, *(answer.nama for answer in decision.refused[1:])]
    return [
        Exit(question.id, name, f"={v.KEPUTUSAN} = {feel.literal(answer.kode)}", answer.target)
        for name, answer in zip(names, decision.refused, strict=True)
    ]


def _completeness(sop: Sop, step: Langkah, decision: Keputusan, fragment: Fragment, role: str) -> None:
    """`Lengkap?`: what is missing is told to the applicant, who completes it, or the case ends."""
    question = gateway(f"Gateway_{step.kode}", decision.pertanyaan, fragment.lane, step.kode)
    ends = decision.tidak.selesai is not None
    told = Node(
        id=f"Task_{step.kode}_Kekurangan",
        kind="userTask",
        name="Sampaikan kekurangan berkas" if ends else "Minta kekurangan berkas",
        lane=fragment.lane,
        row=step.kode,
        documentation=f"Lanjutan kegiatan {step.no}: pemohon diberi tahu berkas yang belum lengkap.",
        user_task=UserTask(f"{form_id(sop, step.kode)}-kekurangan", (role,)),
        # Without any output mapping every form value would be merged into the case.
        outputs=(Mapping(f"={v.KEKURANGAN}", v.KEKURANGAN),),
    )
    fragment.branch(
        question,
        Exit(question.id, "Ya", f"={v.LENGKAP} = true"),
        Exit(told.id, target=decision.tidak, to_task=True),
    )
    fragment.add(told)
    fragment.flows.append(replace(flow(question.id, told.id, "Tidak", f"={v.LENGKAP} = false"), kind="refusal"))
