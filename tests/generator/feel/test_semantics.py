"""What expressions mean: null, numbers, comparisons, lists, contexts, loops, functions."""

from __future__ import annotations

import pytest

from generator.feel import FeelEvaluationError, compile_expression, parse
from tests.generator.feel.evaluating import NOW, answer, result

SURAT = {"surat": {"nomor": "470/12", "putaran": 2, "tujuan": None}, "daftar": [{"n": 1}, {"n": 2.5}, {}]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tidakAda", None),
        ("tidakAda.juga", None),
        ("tidakAda = null", True),
        ("surat.tujuan = null", True),
        ("surat.nomor != null", True),
        ('surat.nomor = "470/12"', True),
        ("null = null", True),
        ("1 = null", False),
        ("1 != null", True),
        ('1 = "1"', None),
        ("null + 1", None),
        ('"a" + 1', None),
        ('"a" + "b"', "ab"),
        ("surat.putaran + 1", 3),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 0", None),
        ("7 / 2", 3.5),
        ("2 ** 3", 8),
        ("-2 ** 2", 4),
        ("true and tidakAda", None),
        ("false and tidakAda", False),
        ("true or tidakAda", True),
        ("false or tidakAda", None),
        ("if tidakAda then 1 else 2", 2),
        ('if "ya" then 1 else 2', 2),
        ("tidakAda < 1", None),
        ('[1, 2]["ya"]', []),
        ("5 between 1 and 5", True),
        ("5 in (1..5)", False),
        ("5 in [1..5]", True),
        ("5 in (3, 5)", True),
        ("5 in > 4", True),
        ("5 in (< 2, > 4)", True),
        ('"b" in ["a", "b"]', True),
        ("daftar.n", [1, 2.5, None]),
        ("daftar[n > 1].n", [2.5]),
        ("daftar[item.n = 1]", [{"n": 1}]),
        ("daftar[1].n", 1),
        ("daftar[-2].n", 2.5),
        ("daftar[9]", None),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for a in [1, 2], b in [a, 10] return a + b", [2, 11, 4, 12]),
        ("for i in 1..4 return if i = 1 then 1 else partial[-1] + i", [1, 3, 6, 10]),
        ("some d in daftar satisfies d.n = 1", True),
        ("every i in [1, 2] satisfies i > 1", False),
        ("{a: 2, b: a * 2}.b", 4),
        ('{"a b": 1}.`a b`', 1),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", 120),
        ("(function(a, b) a - b)(b: 1, a: 3)", 2),
        ("1 instance of number", True),
        ('[1, "a"] instance of list<number>', False),
        ('@"P1D" instance of days and time duration', True),
        ("null instance of Any", False),
        ("count(1, 2)", None),
        ("gibtEsNicht(1)", None),
    ],
)
def test_value(text: str, expected: object) -> None:
    assert result(text, SURAT) == expected


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("-", 1, True),
        ("1, 2", 2, True),
        ("< 5", 7, False),
        ("not(1, 2)", 3, True),
        ("[1..3]", 2, True),
        ('contains(?, "b")', "abc", True),
        ("false", False, True),
    ],
)
def test_unary_tests(text: str, given: object, expected: object) -> None:
    assert answer(text, given) is expected


def test_warnings_say_why() -> None:
    _, warnings = compile_expression(parse("a + b.c")).evaluate_with_warnings({"b": {}}, NOW)
    assert [w.kind for w in warnings] == ["NO_VARIABLE_FOUND", "NO_CONTEXT_ENTRY_FOUND", "INVALID_TYPE"]


def test_failed_assertion_ends_the_evaluation() -> None:
    with pytest.raises(FeelEvaluationError, match="harus diisi"):
        result('assert(a, a != null, "harus diisi")')
