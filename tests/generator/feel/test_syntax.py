"""Text and tree: round trips, names with blanks, errors that say where, hostile input."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.feel import (
    FeelError,
    FeelSyntaxError,
    compile_expression,
    free_names,
    free_paths,
    parse,
    parse_unary_tests,
    to_text,
)
from generator.feel import syntax as s
from tests.generator.feel.evaluating import NOW, result
from tests.generator.feel.trees import EXPRESSIONS
from tests.thoroughness import examples


@given(EXPRESSIONS)
@settings(max_examples=examples(400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_round_trip(tree: Any) -> None:
    assert parse(to_text(tree)) == tree


@given(
    st.lists(
        EXPRESSIONS | st.builds(s.UnaryComparison, st.sampled_from(["<", ">="]), EXPRESSIONS), min_size=1, max_size=3
    )
)
@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_round_trip_of_unary_tests(tests: list[Any]) -> None:
    tree = s.UnaryTests(tuple(tests), negated=True)
    assert parse_unary_tests(to_text(tree)) == tree


@given(EXPRESSIONS)
@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_evaluation_gives_a_value_or_one_error(tree: Any) -> None:
    with contextlib.suppress(FeelError):
        compile_expression(tree).evaluate_with_warnings({"a": [1, 2.5, {"a": "x"}], "surat": {"a": 1}}, NOW)


@given(st.text(alphabet='abif then()[]{}.,:"`@?<>=!+-*/\\1 \n', max_size=40))
@settings(max_examples=examples(500), deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tree = parse(text)
    except FeelSyntaxError:
        return
    assert parse(to_text(tree)) == tree


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("(1+2)*3", "(1 + 2) * 3"),
        ("(1*2)+3", "1 * 2 + 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(a and b) or c", "a and b or c"),
        ("a and (b or c)", "a and (b or c)"),
        ('{"a":1, "b c":2}', '{a: 1, "b c": 2}'),
        ("string  length( x )", "string length(x)"),
        ("]1..2[", "(1..2)"),
        ("(a)[1]", "a[1]"),
        ("1+ // comment\n2 /* more */", "1 + 2"),
        ("not(a)", "not(a)"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    assert to_text(parse(text)) == canonical


def test_names_with_blanks_are_known_ones() -> None:
    tree = parse("Gaji Pokok * 12", names=["Gaji Pokok"])
    assert tree == s.Arithmetic("*", s.Name("Gaji Pokok"), s.NumberLiteral(12))
    assert compile_expression(tree).evaluate({"Gaji Pokok": 2}, NOW) == 24
    with pytest.raises(FeelSyntaxError):
        parse("Gaji Pokok * 12")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The expression is empty (line 1, column 1)\n\n^"),
        ("a +", "The expression ends too early (line 1, column 4)\na +\n   ^"),
        ("a\n  b", "Unexpected `b` (line 2, column 3)\n  b\n  ^"),
        ('"abc', 'This string has no closing quotation mark (line 1, column 1)\n"abc\n^'),
        ("1 /* x", "This comment has no end (line 1, column 3)\n1 /* x\n  ^"),
        ("if a then 1", "Expected `else`, but the expression ends (line 1, column 12)\nif a then 1\n           ^"),
        ("[1, 2)", "Expected `]` before `)` (line 1, column 6)\n[1, 2)\n     ^"),
        ("a.1", "Unexpected `.1` (line 1, column 2)\na.1\n ^"),
    ],
)
def test_errors_say_what_and_where(text: str, says: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000 + "1" + ")" * 20_000,
        "[" * 20_000,
        "{a:" * 20_000,
        "-" * 20_000 + "1",
        "1" + "+1" * 20_000,
        "a" + ".b" * 20_000,
        "a" + "[1]" * 20_000,
        "f(" * 20_000,
        "if a then " * 20_000,
        "not(" * 20_000,
        "x in (" * 20_000,
        "function() " * 20_000,
        "x instance of " + "list<" * 20_000,
        "/*" * 20_000,
        '"' * 20_001,
        "1" * 300_000,
        "9" * 6_200 + "e9999",
    ],
)
def test_hostile_text_is_one_clean_error(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse(text)


def test_long_lists_and_conditions_are_no_nesting() -> None:
    assert len(result("[" + ",".join(["1"] * 20_000) + "]")) == 20_000
    assert result(" and ".join(["true"] * 5_000)) is True


@pytest.mark.parametrize(
    ("text", "names", "paths"),
    [
        ("a + b.c.d", {"a", "b"}, {("a",), ("b", "c", "d")}),
        ("for x in a return x.y + z", {"a", "z"}, {("a",), ("z",)}),
        ("some x in a satisfies x = y", {"a", "y"}, {("a",), ("y",)}),
        ("daftar[item.n > batas].n", {"daftar", "batas"}, {("daftar",), ("batas",)}),
        ("{x: a, y: x}", {"a"}, {("a",)}),
        ("function(x) x + y", {"y"}, {("y",)}),
        ("count(a.b)", {"a"}, {("a", "b")}),
        ("f(1)", {"f"}, {("f",)}),
        ("x in (> batas)", {"x", "batas"}, {("x",), ("batas",)}),
    ],
)
def test_free_names(text: str, names: set[str], paths: set[tuple[str, ...]]) -> None:
    tree = parse(text)
    assert free_names(tree) == names
    assert free_paths(tree) == paths
