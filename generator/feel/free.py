"""Which variables an expression reads from outside, and which of their entries."""

from __future__ import annotations

from collections.abc import Iterator

from generator.feel import syntax as s
from generator.feel.builtins import REGISTRY

Names = frozenset[str]


def free_names(expr: s.Expr) -> frozenset[str]:
    """The variables that the expression reads.

    In a filter a name may be an entry of the item: it counts as a variable too, since nobody knows before.
    """
    return frozenset(path[0] for path in _paths(expr, frozenset()))


def free_paths(expr: s.Expr) -> frozenset[tuple[str, ...]]:
    """The variables with the entries that are read, such as `("surat", "nomor")`; the longest that the text says."""
    return frozenset(_paths(expr, frozenset()))


def _paths(expr: s.Expr, bound: Names) -> Iterator[tuple[str, ...]]:
    match expr:
        case s.Name(name):
            if name not in bound:
                yield (name,)
        case s.Path():
            yield from _of_path(expr, bound)
        case s.Filter(base, condition):
            yield from _paths(base, bound)
            yield from _paths(condition, bound | {"item"})
        case s.For(iterations, last) | s.Quantified(_, iterations, last):
            for iteration in iterations:
                yield from _paths(iteration.source, bound)
                if iteration.end is not None:
                    yield from _paths(iteration.end, bound)
                bound |= {iteration.name}
            yield from _paths(last, bound | {"partial"} if isinstance(expr, s.For) else bound)
        case s.FunctionDefinition(parameters, body, external):
            if not external:
                yield from _paths(body, bound | {parameter.name for parameter in parameters})
        case s.ContextLiteral(entries):
            for key, value in entries:
                own = bound | {key} if isinstance(value, s.FunctionDefinition) else bound
                yield from _paths(value, own)
                bound |= {key}
        case s.Invocation(function, arguments, named):
            if not (isinstance(function, s.Name) and (function.name in REGISTRY or function.name in bound)):
                yield from _paths(function, bound)
            for argument in (*arguments, *(value for _, value in named)):
                yield from _paths(argument, bound)
        case _:
            for child in s.children(expr):
                yield from _paths(child, bound)


def _of_path(expr: s.Path, bound: Names) -> Iterator[tuple[str, ...]]:
    keys: list[str] = []
    base: s.Expr = expr
    while isinstance(base, s.Path):
        keys.append(base.name)
        base = base.base
    if isinstance(base, s.Name):
        if base.name not in bound:
            yield (base.name, *reversed(keys))
        return
    yield from _paths(base, bound)
