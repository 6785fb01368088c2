"""Data on every path: each variable that an expression reads was written before, whatever way the case came."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.check.jobs import ERROR_VARIABLES, JOB_INPUTS, JOB_OUTPUTS, MESSAGE_VARIABLES, message_name
from generator.check.problems import Problem
from generator.graph import Node, ProcessGraph, Scope

_MISSING = "kekurangan"
_DECISIONS = frozenset({"keputusan", "lengkap", "balasan", "hasilOrang", _MISSING})
"""Decisions that each row makes anew under the same name."""
_VOTE = re.compile(r"suara[A-Z]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAME = re.compile(r"(?<![\w.])([A-Za-z_]\w*)")
_BOUND = re.compile(r"\bfor (\w+) in\b")
_WORDS = frozenset(
    """
    if then else null true false and or not in for return some every satisfies instance of function item
    context count concatenate now put list contains duration date time string number append get value merge join
    replace substring before after day week month year
    """.split()  # noqa: SIM905 - a list of 40 quoted words is harder to read
)
"""Words and functions of FEEL that the generated expressions use."""


def reads(expression: str) -> frozenset[str]:
    """Variables that a FEEL expression (with leading `=`) reads: the roots of its paths."""
    if not expression.startswith("="):
        return frozenset()
    without_strings = _STRING.sub('""', expression[1:])
    # Keys of context literals are quoted in what we generate, so every bare name is a variable, function or word.
    bound = set(_BOUND.findall(without_strings))
    return frozenset(name for name in _NAME.findall(without_strings) if name not in _WORDS and name not in bound)


FormKeys = dict[str, frozenset[str]]
"""Variables that each form writes, by form id."""


def data_problems(graph: ProcessGraph, forms: FormKeys) -> list[Problem]:
    """Variables that some path reads without having written them."""
    starts = (n.start_form_id for n in graph.scope.nodes if n.kind == "startEvent" and n.start_form_id)
    given = frozenset(name for form_id in starts for name in forms.get(form_id, frozenset()))
    return _scope_problems(graph.scope, given, forms)


def _scope_problems(scope: Scope, given: frozenset[str], forms: FormKeys) -> list[Problem]:
    available = _available_before(scope, given, _writes)
    filled = _available_before(scope, given, _fills)
    problems: list[Problem] = _decisions_from_elsewhere(scope)
    for node in scope.nodes:
        before = available.get(node.id, given)
        if node.kind == "boundaryEvent" and node.attached_to:
            before = available.get(node.attached_to, given) | _host_locals(scope, node.attached_to)
        problems += _node_problems(node, before, forms)
        if node.multi_instance:
            empty = reads(node.multi_instance.input_collection) & before - filled.get(node.id, given)
            problems += [_maybe_null(node.id, name) for name in sorted(empty)]
            problems += _mixed(node)
            known = before | {m.target for m in node.inputs} | {node.multi_instance.input_element}
            lost = reads(node.multi_instance.output_element) - known
            problems += [_unwritten(node.id, name) for name in sorted(lost)]
        if node.scope is not None:
            inner = before | {m.target for m in node.inputs}
            if node.multi_instance:
                inner |= {node.multi_instance.input_element}
            problems += _scope_problems(node.scope, inner, forms)
    for flow in scope.flows:
        if flow.condition:
            after = available.get(flow.source, given)
            for name in sorted(reads(flow.condition) - after):
                problems.append(_unwritten(flow.id, name))
    return problems


def _available_before(
    scope: Scope, given: frozenset[str], written: Callable[[Node], frozenset[str]]
) -> dict[str, frozenset[str]]:
    """For every node the variables that all ways to it have written (greatest fixed point)."""
    everything = given | {name for node in scope.nodes for name in written(node)}
    nodes = {node.id: node for node in scope.nodes}
    incoming: dict[str, list[str]] = {node.id: [] for node in scope.nodes}
    for flow in scope.flows:
        incoming[flow.target].append(flow.source)
    before = {node.id: given if node.kind in ("startEvent", "eventSubProcess") else everything for node in scope.nodes}
    changed = True
    while changed:
        changed = False
        for node in scope.nodes:
            sources = [node.attached_to] if node.attached_to else incoming[node.id]
            if not sources or node.kind == "startEvent":
                continue
            # What a boundary event's host would have written is not there yet when the event fires.
            known = [before[s] if node.attached_to else before[s] | written(nodes[s]) for s in sources]
            # Whoever joins parallel branches waits for all of them.
            joins = nodes[node.id].kind == "parallelGateway"
            value = frozenset.union(*known) if joins else frozenset.intersection(*known)
            if value != before[node.id]:
                before[node.id] = value
                changed = True
    return before


def _writes(node: Node) -> frozenset[str]:
    names = {m.target for m in node.outputs}
    if node.multi_instance:
        names.add(node.multi_instance.output_collection)
    return frozenset(names)


def _fills(node: Node) -> frozenset[str]:
    """As `_writes`, but not what is only set to null."""
    return _writes(node) - {m.target for m in node.outputs if m.source == "=null"}


def _mixed(node: Node) -> list[Problem]:
    """Results of a task inside multi-instance go to a variable of the item, else those of different items mix."""
    assert node.scope is not None  # noqa: S101 - a multi-instance activity of ours is a sub-process
    own = {m.target for m in node.inputs}
    written = {m.target: inner for inner in node.scope.nodes for m in inner.outputs}
    return [
        Problem(
            "hasil-tercampur",
            inner.id,
            f"Variabel `{name}` bersama bagi semua orang, sehingga hasil yang satu menimpa hasil yang lain.",
            "Nyatakan variabel itu pada subproses.",
        )
        for name, inner in written.items()
        if name not in own
    ]


def _decisions_from_elsewhere(scope: Scope) -> list[Problem]:
    """Gateways that would take the decision of another row, because their own row does not write it down."""
    nodes = {node.id: node for node in scope.nodes}
    sources: dict[str, list[str]] = {node.id: [] for node in scope.nodes}
    read: dict[str, set[str]] = {node.id: set() for node in scope.nodes}
    for flow in scope.flows:
        sources[flow.target].append(flow.source)
        if flow.condition:
            read[flow.source] |= reads(flow.condition)
    problems = []
    for gateway in scope.nodes:
        shown = {_MISSING} if any(m.source == f"={_MISSING}" for m in gateway.outputs) else set()
        for name in sorted(n for n in read[gateway.id] | shown if n in _DECISIONS or _VOTE.match(n)):
            if _last_writers(name, gateway, nodes, sources) - {gateway.row}:
                sentence = f"`{gateway.name}` dapat memakai `{name}` dari langkah lain atau dari putaran sebelumnya."
                remedy = "Simpan jawaban langkah ini sebelum gerbangnya."
                problems.append(Problem("putusan-langkah-lain", gateway.id, sentence, remedy))
    return problems


def _last_writers(name: str, reader: Node, nodes: dict[str, Node], sources: dict[str, list[str]]) -> set[str | None]:
    """Rows that may have written the variable last when a case comes to `reader`: the nearest writers before it."""
    found: set[str | None] = set()
    seen = {reader.id}
    pending = [reader.id]
    while pending:
        current = nodes[pending.pop()]
        before = [nodes[s] for s in sources[current.id]]
        writers = [n for n in before if any(m.target == name for m in n.outputs)]
        found |= {n.row for n in writers}
        # Of parallel branches the one that wrote it in this row tells what holds behind the join.
        if current.kind == "parallelGateway" and any(n.row == current.row for n in writers):
            continue
        onward = [n.id for n in before if n not in writers]
        # What the host of a boundary event would have written is not there yet.
        onward += [current.attached_to] if current.attached_to else []
        pending += [id_ for id_ in onward if id_ not in seen]
        seen.update(onward)
    return found


def _host_locals(scope: Scope, host: str) -> frozenset[str]:
    node = next(n for n in scope.nodes if n.id == host)
    names = {m.target for m in node.inputs}
    for listener in node.listeners:
        names |= JOB_OUTPUTS.get(listener.type, frozenset())
    # The second level is computed only where the step gives its length.
    return frozenset(names - {"tenggatKedua"} if "waktuKedua" not in names else names)


def _node_problems(node: Node, before: frozenset[str], forms: FormKeys) -> list[Problem]:
    problems = [_unwritten(node.id, n) for m in node.inputs for n in sorted(reads(m.source) - before)]
    local = before | {m.target for m in node.inputs}
    if node.user_task:
        local |= forms.get(node.user_task.form_id, frozenset())
    if node.job:
        local |= JOB_OUTPUTS.get(node.job.type, frozenset())
    for listener in node.listeners:
        local |= JOB_OUTPUTS.get(listener.type, frozenset())
    if node.message:
        local |= MESSAGE_VARIABLES.get(message_name(node.message), frozenset())
    if node.error:
        local |= ERROR_VARIABLES.get(node.error, frozenset())
    expressions = [m.source for m in node.outputs]
    if node.user_task and node.user_task.due_date:
        expressions.append(node.user_task.due_date)
    if node.timer:
        expressions.append(node.timer.expression)
    if node.message:
        expressions.append(node.message.correlation_key)
    if node.multi_instance:
        problems += [_unwritten(node.id, n) for n in sorted(reads(node.multi_instance.input_collection) - before)]
    types = [*([node.job.type] if node.job else []), *(listener.type for listener in node.listeners)]
    at_start = before | {m.target for m in node.inputs}
    problems += [_unwritten(node.id, n) for t in types for n in sorted(JOB_INPUTS.get(t, frozenset()) - at_start)]
    problems += [_unwritten(node.id, n) for e in expressions for n in sorted(reads(e) - local)]
    return problems


def _maybe_null(element: str, name: str) -> Problem:
    return Problem(
        "daftar-mungkin-kosong",
        element,
        f"Daftar `{name}` mungkin belum diisi ketika langkah ini mulai.",
        "Catat daftarnya (`aksi: data`) pada langkah sebelumnya, atau pada formulir awal (`mulai.daftar`).",
    )


def _unwritten(element: str, name: str) -> Problem:
    return Problem(
        "variabel-belum-ditulis",
        element,
        f"Variabel `{name}` dibaca, padahal ada jalan yang belum mengisinya.",
        "Isi variabel itu pada langkah sebelumnya atau pada formulir awal.",
    )
