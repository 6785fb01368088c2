"""Local rules: ids, ends of flows, lanes, hosts, gateways, names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from generator.check.problems import Problem
from generator.graph import OFFICE_PARTICIPANT, Flow, Node, ProcessGraph, Scope

MAX_NAME = 60
"""Longer names are cut off in Tasklist's list and overflow their shape."""

_SETTLE = "Periksa langkah itu pada sop.yaml."
_NAMED_BY = {"exclusiveGateway": "pertanyaan", "endEvent": "selesai", "startEvent": "mulai.nama"}
"""Field of sop.yaml that the name of an element comes from, where it is not the row's `nama`."""
_DURATION = re.compile(r"P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$")


def structure_problems(graph: ProcessGraph) -> list[Problem]:
    """Problems that can be seen at one element and its neighbours."""
    problems = [
        Problem("id-ganda", id_, "Id dipakai lebih dari sekali.", "Beri kode langkah yang berbeda.")
        for id_, count in Counter(_ids(graph)).items()
        if count > 1
    ]
    lanes = {lane.id for lane in graph.lanes}
    for node, scope in graph.walk():
        top = scope is graph.scope
        if top and node.lane not in lanes:
            problems.append(Problem("lane-tidak-ada", node.id, f"Lane `{node.lane}` tidak ada.", _SETTLE))
        if len(node.name) > MAX_NAME:
            problems.append(_too_long(node.id, node.name, _NAMED_BY.get(node.kind, "nama")))
        problems += _node_problems(node, scope)
    for scope in _scopes(graph.scope):
        problems += _scope_problems(scope)
    return problems


def _too_long(element: str, name: str, field: str) -> Problem:
    sentence = f"Nama `{name}` lebih dari {MAX_NAME} karakter."
    return Problem("nama-terlalu-panjang", element, sentence, f"Ringkas `{field}` pada sop.yaml.")


def _ids(graph: ProcessGraph) -> list[str]:
    """Of everything that has one, but those that are made of another's: of a shape, a timer, the collaboration."""
    ids = [graph.process_id, OFFICE_PARTICIPANT, *(node.id for node, _ in graph.walk())]
    ids += {node.message.id for node, _ in graph.walk() if node.message}
    ids += [flow.id for scope in _scopes(graph.scope) for flow in scope.flows]
    ids += [x.id for x in graph.lanes]
    ids += [x.id for x in graph.pools]
    ids += [x.id for x in graph.message_flows]
    ids += [x.id for x in graph.annotations]
    return ids


def _scopes(scope: Scope) -> list[Scope]:
    found = [scope]
    for node in scope.nodes:
        if node.scope is not None:
            found += _scopes(node.scope)
    return found


def _node_problems(node: Node, scope: Scope) -> list[Problem]:
    ids = {n.id for n in scope.nodes}
    problems = []
    outgoing = [f for f in scope.flows if f.source == node.id]
    if not outgoing and node.kind not in ("endEvent", "eventSubProcess"):
        sentence = f"`{node.name}` tidak mempunyai kelanjutan."
        problems.append(Problem("jalan-buntu", node.id, sentence, "Hubungkan ke langkah lain atau ke sebuah akhir."))
    if node.kind == "boundaryEvent" and node.attached_to not in ids:
        problems.append(Problem("induk-tidak-ada", node.id, "Peristiwa batas tidak menempel pada tugas.", _SETTLE))
    if node.kind == "userTask" and node.user_task is None:
        problems.append(Problem("tugas-tanpa-formulir", node.id, "Tugas tidak mempunyai formulir.", _SETTLE))
    if node.kind == "serviceTask" and node.job is None:
        problems.append(Problem("tugas-tanpa-pekerjaan", node.id, "Tugas layanan tanpa jenis pekerjaan.", _SETTLE))
    problems += _event_problems(node, scope, outgoing)
    if node.kind == "userTask" and node.user_task and not all(node.user_task.candidate_groups or ("",)):
        problems.append(Problem("tugas-tanpa-pelaksana", node.id, "Tugas tidak sampai kepada siapa pun.", _SETTLE))
    if node.kind != "exclusiveGateway":
        problems += [
            Problem("syarat-tanpa-gerbang", f.id, "Syarat berlaku hanya pada cabang gerbang keputusan.", _SETTLE)
            for f in outgoing
            if f.condition
        ]
    if node.kind == "exclusiveGateway" and len(outgoing) > 1:
        missing = [f for f in outgoing if not f.condition and f.id != node.default_flow]
        problems += [
            Problem("cabang-tanpa-syarat", f.id, f"Cabang `{f.name}` tidak mempunyai syarat.", _SETTLE) for f in missing
        ]
        if not node.name:
            problems.append(Problem("gerbang-tanpa-nama", node.id, "Gerbang keputusan tanpa pertanyaan.", _SETTLE))
    return problems


def _round_of_gateways(scope: Scope) -> Iterator[Problem]:
    """A way from a gateway back to itself without any activity: nothing can change there, so it would turn for ever."""
    gateways = {n.id: n for n in scope.nodes if n.kind in ("exclusiveGateway", "parallelGateway")}
    onward: dict[str, list[str]] = {id_: [] for id_ in gateways}
    for flow in scope.flows:
        if flow.source in gateways and flow.target in gateways:
            onward[flow.source].append(flow.target)
    for id_, node in gateways.items():
        seen: set[str] = set()
        pending = list(onward[id_])
        while pending:
            current = pending.pop()
            if current not in seen:
                seen.add(current)
                pending += onward[current]
        if id_ in seen:
            sentence = f"Dari `{node.name or id_}` ada jalan kembali ke sini tanpa langkah apa pun."
            yield Problem("putaran-tanpa-langkah", id_, sentence, _SETTLE)


def _event_problems(node: Node, scope: Scope, outgoing: list[Flow]) -> Iterator[Problem]:
    """Events at the wrong end of a flow, and timers that no engine can read."""
    if node.kind == "endEvent" and outgoing:
        yield Problem("akhir-berlanjut", node.id, "Sesudah peristiwa akhir tidak ada kelanjutan.", _SETTLE)
    if node.kind in ("startEvent", "boundaryEvent") and any(f.target == node.id for f in scope.flows):
        yield Problem("awal-dituju", node.id, "Alur tidak dapat menuju peristiwa awal atau peristiwa batas.", _SETTLE)
    if node.kind == "boundaryEvent" and sum(x is not None for x in (node.timer, node.message, node.error)) != 1:
        yield Problem("pemicu-tidak-tunggal", node.id, "Peristiwa batas harus mempunyai satu pemicu.", _SETTLE)
    if node.timer is not None:
        kind, text = node.timer.kind, node.timer.expression
        literal = text.removeprefix("R/") if kind == "cycle" and text.startswith("R/") else text
        readable = text.startswith("=") if kind == "date" else text.startswith("=") or _DURATION.match(literal)
        if not readable:
            yield Problem("waktu-tidak-terbaca", node.id, f"Waktu `{text}` tidak dapat dibaca mesin.", _SETTLE)


def _scope_problems(scope: Scope) -> list[Problem]:
    ids = {node.id for node in scope.nodes}
    problems = []
    for flow in scope.flows:
        if len(flow.name) > MAX_NAME:
            problems.append(_too_long(flow.id, flow.name, "nama pilihan"))
        for end in (flow.source, flow.target):
            if end not in ids:
                problems.append(Problem("alur-terputus", flow.id, f"Ujung alur `{end}` tidak ada.", _SETTLE))
    problems += _round_of_gateways(scope)
    starts = [n for n in scope.nodes if n.kind == "startEvent"]
    if len(starts) != 1:
        where = scope.nodes[0].id if scope.nodes else "proses"
        problems.append(Problem("awal-tidak-tunggal", where, f"Ada {len(starts)} peristiwa awal, harus satu.", _SETTLE))
    return problems
