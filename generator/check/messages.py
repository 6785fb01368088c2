"""Messages find exactly one receiver: no two elements that may wait at once have the same name and correlation key."""

from __future__ import annotations

import re
from itertools import combinations

from generator.check.jobs import message_name
from generator.check.problems import Problem
from generator.graph import Flow, Node, ProcessGraph, Scope

_KEYS = {
    "balasan-surat": re.compile(r"=(?P<slot>\w+)\.idSurat$"),
    "permohonan-dicabut": re.compile(r"=nomorPerkara$"),
}


def message_problems(graph: ProcessGraph) -> list[Problem]:
    """Catch events that a message could not choose between, and two messages under one id."""
    problems: list[Problem] = []
    by_id: dict[str, tuple[str, str]] = {}
    catching = [node for node, _ in graph.walk() if node.message is not None]
    for node in catching:
        assert node.message is not None  # noqa: S101 - filtered above
        content = (node.message.name, node.message.correlation_key)
        if by_id.setdefault(node.message.id, content) != content:
            sentence = f"Pesan `{node.message.id}` dipakai dengan nama atau kunci yang berbeda."
            problems.append(Problem("pesan-ganda", node.id, sentence, "Beri setiap surat kode yang berbeda."))
        if not node.message.correlation_key.startswith("=") or not node.message.correlation_key[1:].strip():
            sentence = "Pesan tidak mempunyai kunci, sehingga tidak menemukan perkaranya."
            problems.append(Problem("pesan-tanpa-kunci", node.id, sentence, "Isi kunci pesan."))
        else:
            problems += _wrong_key(node)
    always = [
        n for x in graph.scope.nodes if x.kind == "eventSubProcess" and x.scope for n in x.scope.nodes if n.message
    ]
    waiting = [node for node in graph.scope.nodes if node.message is not None and node.kind == "boundaryEvent"]
    for first, second in combinations([*always, *waiting], 2):
        if _same(first, second) and (first in always or _at_once(graph.scope, first, second)):
            problems.append(
                Problem(
                    "pesan-tidak-unik",
                    second.id,
                    f"Pesan ini juga ditunggu pada waktu yang sama oleh `{first.id}`.",
                    "Tunggu balasan satu surat hanya pada satu langkah sekaligus.",
                )
            )
    return problems


def _wrong_key(node: Node) -> list[Problem]:
    """An answer is found by its letter, a withdrawal by the case: no other key reaches the one that waits."""
    assert node.message is not None  # noqa: S101 - callers pass catching nodes only
    wanted = _KEYS.get(message_name(node.message))
    found = wanted.match(node.message.correlation_key) if wanted else None
    if wanted and not found:
        sentence = f"Pesan ditunggu dengan kunci `{node.message.correlation_key}`, yang tidak dipakai pengirimnya."
        return [Problem("pesan-salah-kunci", node.id, sentence, "Pakai id surat, atau nomor perkara.")]
    reissued = [m.target for m in node.outputs if "putaran + 1" in m.source]
    if found and reissued and found.groupdict().get("slot") not in reissued:
        sentence = "Pesan ini tentang surat yang lain daripada surat yang dikerjakan langkah ini."
        return [Problem("pesan-salah-kunci", node.id, sentence, "Tunggu balasan surat yang sama.")]
    return []


def _same(first: Node, second: Node) -> bool:
    a, b = first.message, second.message
    return bool(a and b and message_name(a) == message_name(b) and a.correlation_key == b.correlation_key)


def _at_once(scope: Scope, first: Node, second: Node) -> bool:
    """The hosts lie on different branches of a parallel gateway, or are the same task."""
    if first.attached_to == second.attached_to:
        return True
    onward: dict[str, list[Flow]] = {}
    for flow in scope.flows:
        onward.setdefault(flow.source, []).append(flow)
    for node in scope.nodes:
        if node.kind != "parallelGateway":
            continue
        branches = [_reach(f.target, onward) for f in onward.get(node.id, ())]
        for a, b in combinations(branches, 2):
            only_a, only_b = a - b, b - a
            hosts = {first.attached_to, second.attached_to}
            if hosts & only_a and hosts & only_b:
                return True
    return False


def _reach(start: str, onward: dict[str, list[Flow]]) -> set[str]:
    found, pending = {start}, [start]
    while pending:
        for flow in onward.get(pending.pop(), ()):
            if flow.target not in found:
                found.add(flow.target)
                pending.append(flow.target)
    return found
