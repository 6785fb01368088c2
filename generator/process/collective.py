"""Collective work: a multi-instance sub-process, one instance per person."""

from __future__ import annotations

from dataclasses import replace

from generator.graph import Flow, Mapping, MultiInstance, Node, Scope
from generator.process import feel
from generator.process import variables as v
from generator.process.parts import end_event, flow, gateway, short_name, upper_first
from generator.process.steps import StepData
from generator.process.tasks import breach_path, documentation, user_task
from generator.sop import Kolektif, Sop

DONE = "selesai"
AGAIN = "jadwal_ulang"
DROPPED = "batal"


def collective_step(sop: Sop, data: StepData, group: Kolektif, *, lane: str, role: str) -> Node:
    """The sub-process of a collective step; the deadline lies inside it, on the person's own task.

    Boundary events of the multi-instance body are evaluated before the inner listener has computed the deadline, so
    they cannot sit there (seen on 8.6.0: incident NO_VARIABLE_FOUND).
    """
    step = data.step
    results = v.results(step.kode)
    source = f'{v.results(group.setelah)}[item.hasil = "{DONE}"]' if group.setelah else group.daftar
    person = f"{v.ORANG}.nama"
    element = feel.context(
        {
            "nama": person,
            "nip": f"{v.ORANG}.nip",
            "hasil": f"{v.HASIL_ORANG}.hasil",
            "alasan": f"{v.HASIL_ORANG}.alasan",
        }
    )
    inputs = [Mapping("=null", v.HASIL_ORANG)]
    if step.waktu.jadwal:
        inputs.append(Mapping(f"={step.waktu.jadwal}", v.JADWAL_ORANG))
    return Node(
        id=f"Kolektif_{step.kode}",
        kind="subProcess",
        name=short_name(f"{step.nama} (tiap {group.per})", step.nama),
        lane=lane,
        row=step.kode,
        documentation=documentation(sop, step),
        inputs=tuple(inputs),
        multi_instance=MultiInstance(f"={source}", v.ORANG, results, f"={element}"),
        scope=_inner(sop, data, role),
    )


def _inner(sop: Sop, data: StepData, role: str) -> Scope:
    step = data.step
    group = step.kolektif
    assert group is not None  # noqa: S101 - callers pass collective steps only
    each = upper_first(group.per)
    start = Node(
        f"Start_{step.kode}", "startEvent", short_name(f"{each} berikutnya", "Orang berikutnya"), row=step.kode
    )
    merge = gateway(f"Merge_{step.kode}", "", None, step.kode)
    task = user_task(sop, data, lane=None, role=role)
    breach_nodes, breach_flows = breach_path(sop, step, lane=None, role=role)
    question = gateway(f"Gateway_{step.kode}", "Selesai?", None, step.kode)
    done = end_event(f"End_{step.kode}", short_name(f"{each} selesai", "Selesai"), None, step.kode)
    dropped = end_event(f"End_{step.kode}_Batal", short_name(f"{each} dikeluarkan", "Dikeluarkan"), None, step.kode)
    result = f"{v.HASIL_ORANG}.hasil"
    again = Flow(
        f"Flow_{question.id}_{merge.id}",
        question.id,
        merge.id,
        "Jadwal ulang",
        f'={result} = "{AGAIN}"',
        "return",
    )
    return Scope(
        nodes=(start, merge, task, *breach_nodes, question, done, dropped),
        flows=(
            flow(start.id, merge.id),
            flow(merge.id, task.id),
            *breach_flows,
            flow(task.id, question.id),
            flow(question.id, done.id, "Ya", f'={result} = "{DONE}"'),
            again,
            replace(flow(question.id, dropped.id, "Batal", f'={result} = "{DROPPED}"'), kind="refusal"),
        ),
    )
