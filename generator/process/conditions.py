"""Rows that are done on a condition only: the gateway before them and where its answer comes from."""

from __future__ import annotations

from generator.process import feel
from generator.process import variables as v
from generator.process.parts import Exit, Fragment, flow, gateway
from generator.sop import Langkah, Sop, Syarat


def add_condition(sop: Sop, step: Langkah, condition: Syarat, fragment: Fragment) -> None:
    """Puts the gateway before the row; `Tidak` goes on behind the last row that the condition is about."""
    question = gateway(f"Gateway_Syarat_{step.kode}", condition.pertanyaan, fragment.lane, step.kode)
    holds = _holds(sop, condition)
    fragment.nodes.insert(0, question)
    fragment.flows.insert(0, flow(question.id, fragment.entry, "Ya", f"={holds}"))
    fragment.past_condition = fragment.entry
    fragment.entry = question.id
    skipped = condition.otherwise(step.kode)
    fragment.exits.append(Exit(question.id, skipped.nama, f"=not({holds})", behind=skipped.behind))


def _holds(sop: Sop, condition: Syarat) -> str:
    """A FEEL condition that is true or false, never null, also where the answer or the field is missing."""
    if condition.data is None:
        return f"{v.condition_answer(asked_name(sop, condition))} = {feel.literal(v.YA)}"
    if condition.nilai:
        return f"list contains([{', '.join(feel.literal(n) for n in condition.nilai)}], {condition.data})"
    return f'{condition.data} != null and {condition.data} != ""'


def asked_name(sop: Sop, condition: Syarat) -> str:
    """kode of the first step with the same question at the same place: a person is asked once."""
    return next(
        s.kode
        for s in sop.langkah
        if s.syarat and (s.syarat.ditanya_pada, s.syarat.pertanyaan) == (condition.ditanya_pada, condition.pertanyaan)
    )


def asked_at(sop: Sop, step: Langkah) -> tuple[tuple[str, str], ...]:
    """(variable, question) of every condition that the form of this step asks."""
    found = {
        v.condition_answer(asked_name(sop, s.syarat)): s.syarat.pertanyaan
        for s in sop.langkah
        if s.syarat and s.syarat.ditanya_pada == step.kode
    }
    return tuple(found.items())
