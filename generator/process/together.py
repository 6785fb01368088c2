"""Parallel performers in one row: fork, one task for each role, join, and one decision from all of them."""

from __future__ import annotations

from dataclasses import replace

from generator.graph import Mapping, Node
from generator.process import feel
from generator.process import variables as v
from generator.process.parts import Exit, Fragment, flow, gateway, lane_id
from generator.process.steps import StepData
from generator.process.tasks import breach_path, element_id, user_task
from generator.sop import Langkah, Sop


def add_together(sop: Sop, step: Langkah, data: StepData, fragment: Fragment, role: str) -> None:
    """One task for each role; the case goes on when all are done."""
    fork = Node(f"Fork_{step.kode}", "parallelGateway", "", fragment.lane, step.kode)
    join = Node(f"Join_{step.kode}", "parallelGateway", "", fragment.lane, step.kode)
    fragment.append(fork)
    fragment.exits.pop()
    fragment.task = fork.id
    fragment.contact = element_id("Task", step)
    for performer in (role, *step.bersama):
        own = "" if performer == role else performer
        lane = lane_id(performer)
        task = user_task(sop, data, lane=lane, role=performer, suffix=own)
        if data.approval:
            task = replace(task, outputs=tuple(_vote_outputs(sop, step, performer, task.outputs)))
        nodes, flows = breach_path(sop, step, lane=lane, role=performer, suffix=own)
        fragment.add(task, *nodes)
        fragment.flows += [flow(fork.id, task.id), flow(task.id, join.id), *flows]
    fragment.nodes.append(join)
    fragment.exits.append(Exit(join.id))
    if data.approval:
        votes = [v.vote(step.kode, performer) for performer in (role, *step.bersama)]
        question = gateway(f"Gateway_{step.kode}", data.approval.pertanyaan, fragment.lane, step.kode)
        fragment.branch(
            question,
            Exit(question.id, "Ya", "=" + " and ".join(f"{name} = null" for name in votes)),
            Exit(question.id, "Tidak", "=" + " or ".join(f"{name} != null" for name in votes), data.approval.tidak),
        )


def _vote_outputs(sop: Sop, step: Langkah, role: str, outputs: tuple[Mapping, ...]) -> list[Mapping]:
    """The task's own note goes to a variable of its own; whoever is last leaves all notes together as `catatan`.

    The join cannot write variables, so each task puts together what is known; at the join every vote is of this
    round. Two refusals in one round are one return, so the count starts from its value when the tasks were opened.
    """
    author = feel.literal(next(p.nama for p in sop.pelaksana if p.kode == role))
    refused = f"{v.KEPUTUSAN} = {feel.literal(v.TIDAK)}"
    own = feel.context({"dari": author, "langkah": feel.literal(step.nama), "isi": v.CATATAN_BARU})
    others = [v.vote(step.kode, r) for r in (step.pelaksana, *step.bersama) if r != role]
    notes = f"[if {refused} then {own} else null, {', '.join(others)}][item != null]"
    together = feel.context(
        {
            "dari": f'string join({notes}.dari, ", ")',
            "langkah": feel.literal(step.nama),
            "isi": f'string join({notes}.isi, "\\n")',
        }
    )
    replaced = {
        v.CATATAN: f"=if count({notes}) = 0 then null else {together}",
        v.JUMLAH_KOREKSI: f"=if {refused} then {v.PUTARAN_KOREKSI} + 1 else {v.JUMLAH_KOREKSI}",
    }
    kept = [Mapping(replaced.get(m.target, m.source), m.target) for m in outputs if m.target != v.KEPUTUSAN]
    return [Mapping(f"=if {refused} then {own} else null", v.vote(step.kode, role)), *kept]
