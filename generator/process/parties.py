"""Outside parties: their pools, and the message flows between them and the office (rule 1 of the design)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from generator.graph import BlackBoxPool, MessageFlow, Node
from generator.process.parts import Fragment, pool_id
from generator.sop import Aksi, Langkah, Sop

Side = Literal["top", "bottom"]
_Span = tuple[int, int]


def message_flows(
    sop: Sop, steps: tuple[Langkah, ...], fragments: list[Fragment], nodes: list[Node]
) -> tuple[MessageFlow, ...]:
    """What goes between the office and outside parties: requests, letters, reminders, answers."""
    applicant = sop.mulai.pihak
    internal = {p.kode for p in sop.pelaksana}
    pairs: list[tuple[str, str]] = []
    if applicant:
        pairs.append((pool_id(applicant), fragments[0].contact or fragments[0].task))
    for step, fragment in zip(steps, fragments, strict=True):
        if step.pelaksana not in internal:
            pairs.append((pool_id(step.pelaksana), fragment.task))
        for node in fragment.nodes:
            if applicant and node.id == f"Task_{step.kode}_Kekurangan":
                pairs.append((node.id, pool_id(applicant)))
            if node.job and node.job.type == "kirim-surat" and step.surat:
                pairs += [(node.id, pool_id(party)) for party in sop.letter(step.surat).tujuan]
            if node.job and node.job.type == "ingatkan-instansi" and step.balasan:
                pairs.append((node.id, pool_id(step.balasan.dari)))
        if step.balasan:
            pairs.append((pool_id(step.balasan.dari), f"Balasan_{step.kode}"))
        if applicant and Aksi.SERAH in step.aksi and step.kolektif is None and step is steps[-1]:
            pairs.append((fragment.task, pool_id(applicant)))
    known = {node.id for node in nodes}
    return tuple(
        MessageFlow(f"MessageFlow_{source}_{target}", source, target)
        for source, target in dict.fromkeys(pairs)
        if source in known or target in known
    )


def pools(sop: Sop, flows: Sequence[MessageFlow], nodes: Sequence[Node]) -> tuple[BlackBoxPool, ...]:
    """The parties that anything goes to or comes from: who asks above the office, the others below.

    Two parties whose messages take turns would lie behind each other on one side, and the messages of the farther one
    would run through the nearer; so a party moves to the side where its messages stand alone, if there is one.
    """
    place = {node.id: index for index, node in enumerate(nodes)}
    spans: dict[str, _Span] = {}
    for message in flows:
        inside, party = message.source, message.target
        if inside not in place:
            inside, party = party, inside
        first, last = spans.get(party, (place[inside], place[inside]))
        spans[party] = min(first, place[inside]), max(last, place[inside])
    known = {pool_id(party.kode): party.nama for party in sop.pihak_luar}
    sides = _sides({party: spans[party] for party in known if party in spans}, sop.mulai.pihak)
    return tuple(BlackBoxPool(party, known[party], side) for party, side in sides.items())


def _sides(spans: dict[str, _Span], applicant: str | None) -> dict[str, Side]:
    """Side of each party, in the order of `spans`."""
    taken: dict[Side, list[_Span]] = {"bottom": [], "top": []}
    chosen: dict[str, Side] = {}
    if applicant and (above := pool_id(applicant)) in spans:
        chosen[above] = "top"
        taken["top"].append(spans[above])
    for party, span in sorted(spans.items(), key=lambda item: item[1]):
        if party not in chosen:
            # Of equals the first: below.
            side = min(taken, key=lambda side: sum(span[0] <= last and first <= span[1] for first, last in taken[side]))
            chosen[party] = side
            taken[side].append(span)
    return {party: chosen[party] for party in spans}
