"""Waiting for an outside party: answer on paper or by message, reminders, and what each outcome leads to."""

from __future__ import annotations

from generator.graph import Job, Mapping, Message, Node, Timer
from generator.process import feel
from generator.process import variables as v
from generator.process.letters import letter_headers
from generator.process.parts import Exit, Fragment, end_event, flow, gateway, short_name
from generator.process.tasks import answer_outputs
from generator.sop import NO_ANSWER as NO_ANSWER
from generator.sop import Balasan, Branch, Langkah, Sop

ANSWER_MESSAGE = "balasan-surat"


def add_answer(sop: Sop, step: Langkah, answer: Balasan, fragment: Fragment) -> None:
    """Behind the task `Catat balasan ...`: the interrupting message, the reminder, and the three outcomes.

    Most offices answer on paper, so the person's task stays the normal way; the message completes it by HTTP.
    """
    lane, row = fragment.lane, step.kode
    task_id = fragment.task
    party = sop.party(answer.dari)
    received = Node(
        id=f"Balasan_{step.kode}",
        kind="boundaryEvent",
        name="Balasan masuk",
        lane=lane,
        row=row,
        attached_to=task_id,
        interrupting=True,
        message=_message(sop, answer),
        outputs=(
            Mapping(f"={v.BALASAN}", v.BALASAN),
            *answer_outputs(sop, step, answer, f"{v.BALASAN}.hasil", f"{v.BALASAN}.catatan"),
        ),
    )
    fragment.add(received)
    if answer.pengingat and answer.pengingat_kedua:
        _add_reminder(sop, step, answer, fragment, Timer("duration", answer.pengingat))
        _add_reminder(sop, step, answer, fragment, Timer("cycle", f"R/{answer.pengingat_kedua}"), "Kedua")
    elif answer.pengingat:
        _add_reminder(sop, step, answer, fragment, Timer("cycle", f"R/{answer.pengingat}"))
    merge = gateway(f"Gateway_Balasan_{step.kode}", "", lane, row)
    fragment.append(merge)
    fragment.flows.append(flow(received.id, merge.id))
    question = gateway(f"Gateway_{step.kode}", short_name(f"Hasil {party.nama}?", "Hasil balasan?"), lane, row)
    outcomes = (Branch((), "terbit", "Terbit"), *answer.outcomes)
    fragment.branch(
        question,
        *(Exit(question.id, o.nama, f"={v.BALASAN}.hasil = {feel.literal(o.kode)}", o.target) for o in outcomes),
    )


def _message(sop: Sop, answer: Balasan) -> Message:
    """The answer to one letter, told apart from all others by the letter's id.

    A correlation key sees no variables local to the task (8.6.0), so each letter has a message of its own. All are
    published under the same name; where several letters wait, each name is written as a lookup by letter, because
    equal texts would be linted as one message defined twice.
    """
    slot = answer.surat
    awaited = dict.fromkeys(s.balasan.surat for s in sop.langkah if s.balasan)
    name = ANSWER_MESSAGE
    if len(awaited) > 1:
        name = f"={feel.context({slot: feel.literal(ANSWER_MESSAGE)})}.{slot}"
    return Message(f"Message_Balasan_{slot}", name, f"={slot}.idSurat")


def _add_reminder(sop: Sop, step: Langkah, answer: Balasan, fragment: Fragment, when: Timer, again: str = "") -> None:
    lane, row = fragment.lane, step.kode
    letter = sop.letter(answer.surat)
    remind_ = "Ingatkan lagi" if again else "Ingatkan"
    timer = Node(
        id=f"Pengingat{again}_{step.kode}",
        kind="boundaryEvent",
        name="Tetap belum ada" if again else "Belum ada balasan",
        lane=lane,
        row=row,
        attached_to=fragment.task,
        interrupting=False,
        timer=when,
    )
    remind = Node(
        id=f"Service_Ingatkan{again}_{step.kode}",
        kind="serviceTask",
        name=short_name(f"{remind_} {sop.party(answer.dari).nama}", f"{remind_} pihak luar"),
        lane=lane,
        row=row,
        job=Job("ingatkan-instansi", 8, letter_headers(sop, letter)),
        inputs=(
            Mapping(f"={letter.kode}", "surat"),
            Mapping(feel.constant(answer.dari), "instansi"),
            Mapping("=now()", v.MULAI),
        ),
    )
    end = end_event(f"End_Pengingat{again}_{step.kode}", "Pengingat terkirim", lane, row)
    fragment.add(timer, remind, end)
    fragment.flows += [flow(timer.id, remind.id), flow(remind.id, end.id)]
