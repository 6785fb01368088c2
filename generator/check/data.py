"""Data on every path: each variable that an expression reads was written before, whatever way the case came."""

from __future__ import annotations

import re

from generator.check.problems import Problem
from generator.graph import Message, Node, ProcessGraph, Scope

JOB_OUTPUTS: dict[str, frozenset[str]] = {
    "hitung-tenggat": frozenset({"tenggat", "tenggatKedua"}),
    "buat-konsep-surat": frozenset({"surat", "isi"}),
    "kunci-surat": frozenset({"surat", "isi"}),
    "beri-nomor-surat": frozenset({"surat"}),
    "arsipkan-surat": frozenset({"surat"}),
    "kirim-surat": frozenset({"surat"}),
    "batalkan-surat": frozenset(),
    "ingatkan-instansi": frozenset(),
    "eskalasi-tenggat": frozenset(),
    "catat-tanda-terima": frozenset(),
    "tutup-perkara": frozenset(),
}
"""What each job type gives back; a test holds it against the workers' contract."""

MESSAGE_VARIABLES: dict[str, frozenset[str]] = {
    "balasan-surat": frozenset({"balasan"}),
    "permohonan-dicabut": frozenset({"alasan"}),
}

ERROR_VARIABLES: dict[str, frozenset[str]] = {"data-surat-kurang": frozenset({"dataKurang"})}
"""What comes with a BPMN error."""

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
    available = _available_before(scope, given)
    problems: list[Problem] = []
    for node in scope.nodes:
        before = available.get(node.id, given)
        if node.kind == "boundaryEvent" and node.attached_to:
            before = available.get(node.attached_to, given) | _host_locals(scope, node.attached_to)
        problems += _node_problems(node, before, forms)
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


def _available_before(scope: Scope, given: frozenset[str]) -> dict[str, frozenset[str]]:
    """For every node the variables that all ways to it have written (greatest fixed point)."""
    everything = given | {name for node in scope.nodes for name in _writes(node)}
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
            known = [before[s] if node.attached_to else before[s] | _writes(nodes[s]) for s in sources]
            value = frozenset.intersection(*known)
            if value != before[node.id]:
                before[node.id] = value
                changed = True
    return before


def _writes(node: Node) -> frozenset[str]:
    names = {m.target for m in node.outputs}
    if node.multi_instance:
        names.add(node.multi_instance.output_collection)
    return frozenset(names)


def _host_locals(scope: Scope, host: str) -> frozenset[str]:
    node = next(n for n in scope.nodes if n.id == host)
    names = {m.target for m in node.inputs}
    for listener in node.listeners:
        names |= JOB_OUTPUTS.get(listener.type, frozenset())
    return frozenset(names)


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
    problems += [_unwritten(node.id, n) for e in expressions for n in sorted(reads(e) - local)]
    return problems


def message_name(message: Message) -> str:
    """The name a message is published under; a name by letter is a FEEL lookup with the name in it."""
    if not message.name.startswith("="):
        return message.name
    return next((text for text in _STRING.findall(message.name) if text[1:-1] in MESSAGE_VARIABLES), "")[1:-1]


def _unwritten(element: str, name: str) -> Problem:
    return Problem(
        "variabel-belum-ditulis",
        element,
        f"Variabel `{name}` dibaca, padahal ada jalan yang belum mengisinya.",
        "Isi variabel itu pada langkah sebelumnya atau pada formulir awal.",
    )
