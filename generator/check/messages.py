"""Messages find exactly one receiver: no two elements that may wait at once have the same name and correlation key."""

from __future__ import annotations

from itertools import combinations

from generator.check.data import message_name
from generator.check.problems import Problem
from generator.graph import Flow, Node, ProcessGraph, Scope


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
    waiting = [node for node in graph.scope.nodes if node.message is not None and node.kind == "boundaryEvent"]
    for first, second in combinations(waiting, 2):
        if _same(first, second) and _at_once(graph.scope, first, second):
            problems.append(
                Problem(
                    "pesan-tidak-unik",
                    second.id,
                    f"Pesan ini juga ditunggu pada waktu yang sama oleh `{first.id}`.",
                    "Tunggu balasan satu surat hanya pada satu langkah sekaligus.",
                )
            )
    return problems


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
