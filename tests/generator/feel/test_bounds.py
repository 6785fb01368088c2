"""An expression does a bounded amount of work, whatever it asks for."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.feel import FeelEvaluationError
from generator.feel.patterns import Search
from tests.generator.feel.evaluating import result
from tests.thoroughness import examples


def _doubling(operation: str) -> str:
    return ", ".join(f"a{n + 1}: {operation.format(f'a{n}')}" for n in range(40))


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..100000000 return i",
        "for i in 1..10000, j in 1..10000 return 1",
        "some i in 1..100000000 satisfies false",
        "for i in 1..2000 return (for j in 1..1000 return j)[item > 5]",
        '{a0: "aaaaaaaa", ' + _doubling("{0} + {0}") + "}",
        "{a0: [1, 2, 3], " + _doubling("concatenate({0}, {0})") + "}",
        "{a0: [1, 2, 3], " + _doubling("[{0}, {0}]") + "}",
        "string({a0: [1, 2, 3], " + _doubling("[{0}, {0}]") + "})",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "for i in 1..50000 return [partial[-1]]",
        'matches("' + "a" * 3000 + '", "(a+)+\\1b")',
    ],
)
def test_too_much_work_is_one_error(text: str) -> None:
    with pytest.raises(FeelEvaluationError):
        result(text)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("a" * 5000 + "!", "(a+)+$"), ("a" * 5000, "(a|a)*b"), ("x" * 3000, "(x+x+)+y"), ("a" * 200, "(a?){200}a{200}")],
)
def test_patterns_that_keep_others_busy_end_soon(text: str, pattern: str) -> None:
    with contextlib.suppress(FeelEvaluationError):
        Search(pattern, "", text).first()


_PIECES = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "a|b", "\\w"])
_TIMES = st.sampled_from(["*", "+", "?", "{1,2}", "*?", "+?"])


def _patterns(*, empty_rounds: bool) -> st.SearchStrategy[str]:
    """Patterns; without empty rounds nothing is repeated that may be empty (there, tools differ in what they take)."""
    return st.recursive(
        _PIECES,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
            inner.map(lambda one: f"({one})"),
            st.tuples(inner.filter(lambda one: empty_rounds or not re.fullmatch(one, "")), _TIMES).map(
                lambda pair: f"(?:{pair[0]}){pair[1]}"
            ),
        ),
        max_leaves=6,
    )


@given(_patterns(empty_rounds=False), st.text("abc", max_size=8))
@settings(max_examples=examples(400), deadline=None)
def test_patterns_find_what_re_finds(pattern: str, text: str) -> None:
    mine = Search(pattern, "", text).first()
    theirs = re.search(pattern, text)
    assert (None if mine is None else (mine.start, mine.end)) == (None if theirs is None else theirs.span())


@given(_patterns(empty_rounds=True), st.text("abc", max_size=8))
@settings(max_examples=examples(400), deadline=None)
def test_patterns_are_found_where_re_finds_them(pattern: str, text: str) -> None:
    mine = Search(pattern, "", text).first()
    theirs = re.search(pattern, text)
    assert (None if mine is None else mine.start) == (None if theirs is None else theirs.start())
