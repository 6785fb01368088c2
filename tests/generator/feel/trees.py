"""Random syntax trees, as the parser could have made them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from generator.feel import syntax as s

_WORDS = st.sampled_from(["a", "surat", "x1", "partial", "item", "daftar PNS", "if", "not", "tanggal-lahir", "é"])
_LITERALS = st.one_of(
    st.just(s.NullLiteral()),
    st.builds(s.BooleanLiteral, st.booleans()),
    st.builds(s.NumberLiteral, st.integers(0, 10**40)).filter(lambda n: n.value < 10**34),
    st.builds(s.NumberLiteral, st.decimals(Decimal(0), 10**9, allow_nan=False, places=3)),
    st.builds(s.StringLiteral, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
    st.builds(s.TemporalLiteral, st.sampled_from(["2026-01-31", "P1D", "08:00:00@Asia/Jakarta", ""])),
    st.builds(s.Name, _WORDS),
    st.just(s.Input()),
)
_SIMPLE_TYPES = st.sampled_from(["number", "date and time", "days and time duration", "Any", "t1"]).map(s.TypeName)
_TYPES = st.one_of(
    _SIMPLE_TYPES,
    st.builds(lambda t: s.TypeName("list", (t,)), _SIMPLE_TYPES),
    st.builds(lambda t, k: s.TypeName("context", (t,), (k,)), _SIMPLE_TYPES, _WORDS),
    st.builds(lambda t, u: s.TypeName("function", (t, u)), _SIMPLE_TYPES, _SIMPLE_TYPES),
)


def _tuples(inner: st.SearchStrategy[Any], least: int = 0, most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(inner, min_size=least, max_size=most).map(tuple)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    iterations = _tuples(st.builds(s.Iteration, _WORDS, inner, st.none() | inner), 1, 2)
    entries = _tuples(st.tuples(_WORDS, inner))
    tests = st.one_of(
        st.builds(s.UnaryComparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner),
        inner,
    )
    return st.one_of(
        st.builds(s.Path, inner, _WORDS),
        st.builds(s.Filter, inner, inner),
        st.builds(s.For, iterations, inner),
        st.builds(s.Quantified, st.booleans(), iterations, inner),
        st.builds(s.If, inner, inner, inner),
        st.builds(s.FunctionDefinition, _tuples(st.builds(s.Parameter, _WORDS, st.none() | _TYPES)), inner),
        st.builds(s.Invocation, _callable(inner), _tuples(inner)),
        st.builds(s.Invocation, _callable(inner), st.just(()), _tuples(st.tuples(_WORDS, inner), 1)),
        st.builds(s.ContextLiteral, entries),
        st.builds(s.ListLiteral, _tuples(inner)),
        st.builds(s.RangeLiteral, inner, inner, st.booleans(), st.booleans()),
        st.builds(s.RangeLiteral, st.none(), inner, st.just(False), st.booleans()),
        st.builds(s.RangeLiteral, inner, st.none(), st.booleans(), st.just(False)),
        st.builds(s.In, inner, _tuples(tests, 1)),
        st.builds(s.Between, inner, inner, inner),
        st.builds(s.InstanceOf, inner, _TYPES),
        st.builds(s.Negation, inner),
        st.builds(s.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
        st.builds(s.Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, inner),
        st.builds(s.Conjunction, _tuples(inner, 2)),
        st.builds(s.Disjunction, _tuples(inner, 2)),
    )


def _callable(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["count", "string length", "date and time", "f", "and"]).map(s.Name)
    return st.one_of(names, st.builds(s.Path, inner, _WORDS))


EXPRESSIONS: st.SearchStrategy[Any] = st.recursive(_LITERALS, _grown, max_leaves=12)
