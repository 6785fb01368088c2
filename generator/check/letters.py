"""Each letter comes to its jobs in the right state, whatever way the case took: drafted, locked, numbered, archived.

A state that a letter cannot have there would be an incident at run time, so it is a problem at compile time.
"""

from __future__ import annotations

import re

from generator.check.problems import Problem
from generator.graph import Flow, Node, ProcessGraph, Scope

_NEW, _DRAFTED, _LOCKED, _NUMBERED, _ARCHIVED = range(5)
_NEEDS = {
    "kunci-surat": (_DRAFTED, "belum dikonsep"),
    "beri-nomor-surat": (_LOCKED, "belum ditandatangani dan dikunci"),
    "arsipkan-surat": (_NUMBERED, "belum bernomor"),
    "kirim-surat": (_ARCHIVED, "belum diarsipkan"),
    "ingatkan-instansi": (_NUMBERED, "belum bernomor"),
}
_GIVES = {
    "buat-konsep-surat": _DRAFTED,
    "kunci-surat": _LOCKED,
    "beri-nomor-surat": _NUMBERED,
    "arsipkan-surat": _ARCHIVED,
}
_CORRELATION = re.compile(r"=(\w+)\.idSurat$")
_QUOTED = re.compile(r'"([^"]*)"')

States = dict[str, frozenset[int]]
"""Before each node: the states in which the letter may arrive."""


def letter_problems(graph: ProcessGraph) -> list[Problem]:
    """Jobs and waits that a letter may reach too early, and drafts that it may reach after its signature."""
    slots = dict.fromkeys(slot for node in graph.scope.nodes if (slot := _slot(node) or _awaited(node)))
    return [problem for slot in slots for problem in _of_letter(graph.scope, slot)]


def _of_letter(scope: Scope, slot: str) -> list[Problem]:
    before = _states(scope, slot)
    problems = _one_way_only(scope, slot)
    numbered = any(n.job and n.job.type == "beri-nomor-surat" and _slot(n) == slot for n in scope.nodes)
    awaited = _NUMBERED if numbered else _DRAFTED
    for node in scope.nodes:
        arriving = before.get(node.id, frozenset())
        if not arriving:
            continue
        job = node.job.type if node.job and _slot(node) == slot else ""
        if job in _NEEDS and min(arriving) < _NEEDS[job][0]:
            problems.append(_too_early(node, slot, _NEEDS[job][1]))
        if _awaited(node) == slot and min(arriving) < awaited:
            problems.append(_too_early(node, slot, "belum dikonsep" if min(arriving) < _DRAFTED else "belum bernomor"))
        problems += _of_person(node, slot, arriving)
        if job == "buat-konsep-surat" and max(arriving) >= _LOCKED:
            problems.append(
                Problem(
                    "surat-sudah-dikunci",
                    node.id,
                    f"Surat `{slot}` dapat kembali ke konsepnya sesudah ditandatangani{_late_returns(scope, before)}, "
                    "padahal naskahnya terkunci.",
                    "Kembalikan ke langkah sesudah tanda tangan, atau akhiri prosesnya.",
                )
            )
    return problems


def _late_returns(scope: Scope, before: States) -> str:
    """The rows that send the case back with a locked letter, for the owner to look at."""
    rows = {node.id: node.row for node in scope.nodes if node.kind == "exclusiveGateway"}
    late = [f.source for f in scope.flows if f.kind == "return" and max(before[f.source], default=_NEW) >= _LOCKED]
    named = list(dict.fromkeys(row for source in late if (row := rows.get(source))))
    return f" (dari langkah {', '.join(named)})" if named else ""


def _one_way_only(scope: Scope, slot: str) -> list[Problem]:
    """An answer comes by a person or by message; either way it must open the same new round."""
    rounds = {node.row: _reissuing(node, slot) for node in scope.nodes if _reissuing(node, slot)}
    return [
        Problem(
            "putaran-tidak-dibuka",
            node.id,
            f"Balasan yang datang di sini tidak membuka putaran baru surat `{slot}`.",
            "Periksa langkah itu pada sop.yaml.",
        )
        for node in scope.nodes
        if node.row in rounds
        and any(m.target == "balasan" for m in node.outputs)
        and _reissuing(node, slot) != rounds[node.row]
    ]


def _of_person(node: Node, slot: str, arriving: frozenset[int]) -> list[Problem]:
    """A person edits the letter's text: only once there is a draft, and never behind the signature."""
    text = f"isi{slot[:1].upper()}{slot[1:]}"
    if node.kind != "userTask" or not any(m.target == text for m in node.outputs):
        return []
    problems = []
    if min(arriving) < _DRAFTED:
        problems.append(_too_early(node, slot, "belum dikonsep"))
    if max(arriving) >= _LOCKED:
        sentence = f"Naskah surat `{slot}` diubah di sini sesudah dikunci; perubahannya tidak masuk ke dalam surat."
        remedy = "Letakkan `konsep` dan `koreksi` sebelum tanda tangan dan nomor."
        problems.append(Problem("surat-sudah-dikunci", node.id, sentence, remedy))
    return problems


def _too_early(node: Node, slot: str, state: str) -> Problem:
    return Problem(
        "surat-belum-siap",
        node.id,
        f"Ada jalan ke sini dengan surat `{slot}` yang {state}.",
        "Tambahkan langkah yang membuat, menandatangani, memberi nomor, atau mengarsipkan surat itu sebelumnya.",
    )


def _slot(node: Node) -> str | None:
    return dict(node.job.headers).get("surat") if node.job else None


def _awaited(node: Node) -> str | None:
    """The letter whose answer this element waits for."""
    found = _CORRELATION.match(node.message.correlation_key) if node.message else None
    return found[1] if found else None


def _states(scope: Scope, slot: str) -> States:
    nodes = {node.id: node for node in scope.nodes}
    reissued = {node.row: _reissuing(node, slot) for node in scope.nodes if _reissuing(node, slot)}
    outgoing: dict[str, list[Flow]] = {}
    for flow in scope.flows:
        outgoing.setdefault(flow.source, []).append(flow)
    hosted: dict[str, list[str]] = {}
    for node in scope.nodes:
        if node.attached_to:
            hosted.setdefault(node.attached_to, []).append(node.id)
    before: dict[str, frozenset[int]] = {node.id: frozenset() for node in scope.nodes}
    pending = [node.id for node in scope.nodes if node.kind == "startEvent"]
    for start in pending:
        before[start] = frozenset({_NEW})
    while pending:
        node = nodes[pending.pop()]
        after = before[node.id]
        if node.job and _slot(node) == slot and node.job.type in _GIVES:
            after = frozenset({_GIVES[node.job.type]})
        reached = [(event, before[node.id]) for event in hosted.get(node.id, ())]
        reached += [
            (f.target, _along(f, after, reissued.get(node.row, frozenset()))) for f in outgoing.get(node.id, ())
        ]
        for target, states in reached:
            if not states <= before[target]:
                before[target] |= states
                pending.append(target)
    return before


def _reissuing(node: Node, slot: str) -> frozenset[str]:
    """Outcomes of this task that open a new round of the letter."""
    for mapping in node.outputs:
        condition, then, rest = mapping.source.partition(" then ")
        if mapping.target == slot and then and "putaran + 1" in rest:
            return frozenset(_QUOTED.findall(condition))
    return frozenset()


def _along(flow: Flow, states: frozenset[int], reissued: frozenset[str]) -> frozenset[int]:
    outcomes = frozenset(_QUOTED.findall(flow.condition or ""))
    if not outcomes & reissued:
        return states
    return frozenset({_NEW}) if outcomes <= reissued else states | {_NEW}
