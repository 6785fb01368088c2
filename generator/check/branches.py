"""Every answer has exactly one way: a gateway that no flow or two flows fit would stop the case or choose by chance.

The values that a condition may meet come from the forms (a radio's choices), from messages, and from the mappings that
write null. The conditions are small FEEL: comparisons with constants, joined by `and`, `or` and `not`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from generator.check.problems import Problem
from generator.graph import Flow, Node, ProcessGraph, Scope


@dataclass(frozen=True)
class FormField:
    """One input of a form: what may be chosen (empty: anything), and whether people only read it."""

    choices: tuple[str, ...] = ()
    readonly: bool = False


FormFields = Mapping[str, Mapping[str, FormField]]
"""Inputs of each form by form id and key."""

Value = str | bool | None
Values = Mapping[str, Value]
_OTHER = "\x00"
"""A value that no condition names."""
_ANSWERS = {"balasan.hasil": ("terbit", "dikembalikan", "ditolak")}
"""What a message may bring (the gateway of the workers takes nothing else)."""
_MAX_CASES = 5_000
_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\(|\)|[^\s()"]+)')
_COMPARISON = re.compile(r'([\w.]+) (=|!=) ("(?:[^"\\]|\\.)*"|true|false|null)$')
_CONTAINED = re.compile(r"list contains \( \[ ?(.*?) ?\] ?, ([\w.]+) \)$")
_FIELD = re.compile(r'"(\w+)": (\w+)')


def branch_problems(graph: ProcessGraph, forms: FormFields) -> list[Problem]:
    """Gateways with an answer that no flow takes, or that two flows take."""
    start = next((n.start_form_id for n in graph.scope.nodes if n.start_form_id), None)
    problems: list[Problem] = []
    pending = [graph.scope]
    while pending:
        scope = pending.pop(0)
        pending += [node.scope for node in scope.nodes if node.scope is not None]
        for node in scope.nodes:
            outgoing = [f for f in scope.flows if f.source == node.id]
            if node.kind == "exclusiveGateway" and any(f.condition for f in outgoing):
                problems += _of_gateway(node, outgoing, scope, forms, start)
    return problems


def _of_gateway(
    node: Node, outgoing: list[Flow], scope: Scope, forms: FormFields, start: str | None
) -> Iterator[Problem]:
    conditions = [_parsed((f.condition or "=true")[1:]) for f in outgoing if f.id != node.default_flow]
    paths = list(dict.fromkeys(path for c in conditions for path in c.paths))
    literals = {path: {v for c in conditions for p, v in c.literals if p == path} for path in paths}
    domains = [_domain(path, literals[path], node, scope, forms, start) for path in paths]
    arriving = _arriving(node, scope, set(paths))
    for case in islice(product(*domains), _MAX_CASES):
        values = dict(zip(paths, case, strict=True))
        if arriving and not any(c.holds(values) for c in arriving):
            continue
        taken = [c for c in conditions if c.holds(values)]
        said = ", ".join(f"{p} = {_shown(v)}" for p, v in values.items())
        if not taken and node.default_flow is None:
            yield Problem(
                "jawaban-tanpa-jalan",
                node.id,
                f"Tidak ada cabang `{node.name}` untuk {said}, sehingga perkara berhenti di sini.",
                "Beri setiap jawaban satu cabang.",
            )
            return
        if len(taken) > 1:
            yield Problem(
                "jawaban-dua-jalan",
                node.id,
                f"Lebih dari satu cabang `{node.name}` cocok untuk {said}.",
                "Beri setiap jawaban satu cabang.",
            )
            return


def _arriving(node: Node, scope: Scope, paths: set[str]) -> list[_Condition]:
    """Conditions under which a case comes here, where each way here has one about the same values."""
    conditions = [_parsed((f.condition or "=?")[1:]) for f in scope.flows if f.target == node.id]
    return conditions if all(set(c.paths) <= paths for c in conditions) else []


def _shown(value: Value) -> str:
    return "nilai lain" if value == _OTHER else "kosong" if value is None else str(value).lower()


# --- values -----------------------------------------------------------------------------------------------------------


def _domain(
    path: str, literals: set[Value], node: Node, scope: Scope, forms: FormFields, start: str | None
) -> tuple[Value, ...]:
    """What the variable may hold at this gateway."""
    if path.startswith("?"):
        return (False, True)
    if path.startswith("permohonan."):
        field = forms.get(start or "", {}).get(path)
        choices = field.choices if field else ()
        known: list[Value] = list(choices) or [*literals, "", _OTHER]
        return _unique([*known, None])
    root = path.split(".")[0]
    writers = [(n, m.source) for n in scope.nodes for m in n.outputs if m.target == root]
    own = [(n, source) for n, source in writers if n.row == node.row]
    found: list[Value] = []
    for writer, source in own or writers:
        found += _written(path, source[1:], writer, forms)
    return _unique(found or [*literals, None, _OTHER])


def _written(path: str, source: str, writer: Node, forms: FormFields) -> list[Value]:
    """Values that one output mapping may give the path."""
    fields = forms.get(writer.user_task.form_id, {}) if writer.user_task else {}
    root, _, inside = path.partition(".")
    if writer.message and path in _ANSWERS:
        return list(_ANSWERS[path])
    name = str(dict(_FIELD.findall(source)).get(inside, "")) if inside else source
    if name in fields and fields[name].choices:
        return list(fields[name].choices)
    if source == "null":
        return [None]
    if source.startswith("if ") and source.endswith(" else null"):
        return [_OTHER, None]
    if not inside and all(_COMPARISON.match(part) for part in source.split(" and ")):
        return [True, False]
    return [None, _OTHER] if name == root else [_OTHER]


def _unique(values: list[Value]) -> tuple[Value, ...]:
    """Without repetition; True and 1 do not meet here."""
    return tuple(dict.fromkeys(values))


# --- conditions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Condition:
    holds: Callable[[Values], bool]
    paths: tuple[str, ...]
    literals: tuple[tuple[str, Value], ...]


def _parsed(text: str) -> _Condition:
    tokens = _TOKEN.findall(text)
    found, rest = _alternatives(tokens)
    # What is not understood stands for itself: true or false, the same wherever it is written the same.
    return _opaque(text) if rest else found


def _alternatives(tokens: list[str]) -> tuple[_Condition, list[str]]:
    left, tokens = _conjunction(tokens)
    while tokens[:1] == ["or"]:
        right, tokens = _conjunction(tokens[1:])
        left = _joined(left, right, any)
    return left, tokens


def _conjunction(tokens: list[str]) -> tuple[_Condition, list[str]]:
    left, tokens = _single(tokens)
    while tokens[:1] == ["and"]:
        right, tokens = _single(tokens[1:])
        left = _joined(left, right, all)
    return left, tokens


def _single(tokens: list[str]) -> tuple[_Condition, list[str]]:
    negated = tokens[:2] == ["not", "("]
    if negated or tokens[:1] == ["("]:
        inner, rest = _alternatives(tokens[2 if negated else 1 :])
        if rest[:1] == [")"]:
            return (_negated(inner) if negated else inner), rest[1:]
    return _atom(tokens)


def _atom(tokens: list[str]) -> tuple[_Condition, list[str]]:
    depth = end = 0
    while end < len(tokens) and (depth or tokens[end] not in ("and", "or", ")")):
        depth += {"(": 1, ")": -1}.get(tokens[end], 0)
        end += 1
    words, rest = " ".join(tokens[:end]), tokens[end:]
    if match := _COMPARISON.match(words):
        path, sign, value = match[1], match[2], _literal(match[3])
        equal = sign == "="
        return _Condition(lambda values: (values[path] == value) is equal, (path,), ((path, value),)), rest
    if match := _CONTAINED.match(words):
        path = match[2]
        listed = tuple(_literal(text) for text in re.findall(r'"(?:[^"\\]|\\.)*"', match[1]))
        return _Condition(lambda values: values[path] in listed, (path,), tuple((path, v) for v in listed)), rest
    return _opaque(words), rest


def _literal(text: str) -> Value:
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return {"true": True, "false": False}.get(text)


def _opaque(text: str) -> _Condition:
    key = f"?{text}"
    return _Condition(lambda values: bool(values[key]), (key,), ())


def _negated(inner: _Condition) -> _Condition:
    return _Condition(lambda values: not inner.holds(values), inner.paths, inner.literals)


def _joined(left: _Condition, right: _Condition, how: Callable[[Iterable[bool]], bool]) -> _Condition:
    return _Condition(
        lambda values: how(side.holds(values) for side in (left, right)),
        (*left.paths, *right.paths),
        (*left.literals, *right.literals),
    )
