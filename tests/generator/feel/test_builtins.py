"""The built-in functions, one line or more for each that Camunda documents."""

from __future__ import annotations

import pytest

from generator.feel import FeelEvaluationError
from generator.feel.builtins import REGISTRY
from tests.generator.feel.evaluating import result

CASES: dict[str, list[tuple[str, object]]] = {
    "conversion": [
        ("string(1.10)", "1.10"),
        ("string(null)", None),
        ('string([1, "a", {b: @"P1D"}])', '[1, "a", {b: P1D}]'),
        ('number("1500.5")', 1500.5),
        ('number("1.500,5", ".", ",")', 1500.5),
        ('number("abc")', None),
        ('context([{"key": "a", "value": 1}])', {"a": 1}),
        ('date("2024-06-31")', None),
        ('date(@"2026-03-02T08:30:00")', "2026-03-02"),
        ("date(2026, 2, 28)", "2026-02-28"),
        ("date(2026, 2, 29)", None),
        ('time("08:30")', "08:30:00"),
        ('time(14, 30, 0, @"PT7H")', "14:30:00+07:00"),
        ('date and time("2026-03-02T08:30:00@Asia/Jakarta")', "2026-03-02T08:30:00+07:00[Asia/Jakarta]"),
        ('date and time("2026-03-02T08:30:00+07:00[Asia/Jakarta]")', "2026-03-02T08:30:00+07:00[Asia/Jakarta]"),
        ('date and time(@"2026-03-02", @"08:30:00")', "2026-03-02T08:30:00"),
        ('date and time(@"2026-03-02T08:30:00Z", "Asia/Jakarta")', "2026-03-02T15:30:00+07:00[Asia/Jakarta]"),
        ('duration("P1Y18M")', "P2Y6M"),
        ('duration("PT36H")', "P1DT12H"),
        ('years and months duration(@"2011-12-22", @"2013-08-24")', "P1Y8M"),
        ('from json("{\\"a\\": [1, 2.5]}")', {"a": [1, 2.5]}),
        ('from json("{")', None),
        ('to json({a: @"P3Y", b: [true, null]})', '{"a":"P3Y","b":[true,null]}'),
        ("from unix timestamp(0)", "1970-01-01T00:00:00Z"),
    ],
    "boolean": [
        ("not(null)", None),
        ("is defined(x.y)", False),
        ("get or else(null, 1)", 1),
        ("assert(1, true)", 1),
        ("all([true, null, false])", False),
        ("any(false, null, true)", True),
        ("and([])", True),
        ('fromAi(value: 1, type: "number")', 1),
    ],
    "string": [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", -3, 2)', "ba"),
        ('substring("foobar", 0)', None),
        ('string length("foo")', 3),
        ('upper case("aBc")', "ABC"),
        ('lower case("aBc")', "abc"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring after("foobar", "ob")', "ar"),
        ('contains("foobar", "of")', False),
        ('starts with("foobar", "fo")', True),
        ('ends with("foobar", "r")', True),
        ('matches("foobar", "^fo*bar")', True),
        ('matches("FooBar", "foo", "i")', True),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3")', "(012) 345-6789"),
        ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
        ('extract("references are 1234, 1256, 1378", "12[0-9]*")', ["1234", "1256"]),
        ('trim("  a b ")', "a b"),
        ('to base64("FEEL")', "RkVFTA=="),
        ('is blank(" ")', True),
        ('string join(["a", null, "c"], ", ", "[", "]")', "[a, c]"),
        ("string join([1])", None),
    ],
    "numeric": [
        ("decimal(2.5, 0)", 2),
        ('decimal(2.5, 0, "half_up")', 3),
        ("floor(-1.56, 1)", -1.6),
        ("ceiling(-1.5)", -1),
        ("round up(-1.126, 2)", -1.13),
        ("round down(5.5)", 5),
        ("round half up(5.5)", 6),
        ("round half down(5.5)", 5),
        ("abs(-10)", 10),
        ('abs(@"-PT5H")', "PT5H"),
        ("modulo(-12, 5)", 3),
        ("modulo(5.5, 2)", 1.5),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("log(10)", 2.302585092994046),
        ("exp(5)", 148.4131591025766),
        ("odd(5)", True),
        ("even(5)", False),
    ],
    "list": [
        ("list contains([1, 2], 2.0)", True),
        ("count([1, 2])", 2),
        ("min(1, 2, 3)", 1),
        ('max([@"P1D", @"P2D"])', "P2D"),
        ("sum([1, 2.5])", 3.5),
        ("sum([])", None),
        ("product(2, 3, 4)", 24),
        ("mean(1, 2, 3)", 2),
        ("median([6, 1, 2, 3])", 2.5),
        ("stddev(2, 4, 7, 5)", 2.0816659994661326),
        ("mode([6, 1, 9, 6, 1])", [1, 6]),
        ("sublist([1, 2, 3], -2, 1)", [2]),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1], [2], [3])", [1, 2, 3]),
        ("insert before([1, 3], 1, 2)", [2, 1, 3]),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("reverse([1, 2])", [2, 1]),
        ("index of([1, 2, 3, 2], 2)", [2, 4]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, true, 1.0, {a: 1}, {a: 1}])", [1, True, {"a": 1}]),
        ("duplicate values([1, 2, 3, 2, 1])", [1, 2]),
        ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
        ("sort(list: [3, 1, 2], precedes: function(x, y) x < y)", [1, 2, 3]),
        ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
        ("partition([1, 2], 0)", None),
        ("is empty([])", True),
        ("list replace([1, 2], 1, 5)", [5, 2]),
    ],
    "context": [
        ('get value({a: {b: 3}}, ["a", "b"])', 3),
        ('get value({a: 1}, "b")', None),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context put({x: 1}, ["y", "z"], 2)', {"x": 1, "y": {"z": 2}}),
        ("context merge([{x: 1}, {y: 2}])", {"x": 1, "y": 2}),
    ],
    "temporal": [
        ("now()", "2026-03-02T08:30:00Z"),
        ('cycle(3, duration("PT1H"))', "R3/PT1H"),
        ('cycle(duration("P7D"))', "R/P7D"),
        ("today()", "2026-03-02"),
        ('day of week(@"2026-11-30")', "Monday"),
        ('day of year(@"2019-09-17")', 260),
        ('week of year(@"2019-09-17")', 38),
        ('week of year(@"2021-01-03")', 53),
        ('month of year(@"2026-11-30")', "November"),
        ('last day of month(@"2024-02-01T10:00:00")', "2024-02-29"),
    ],
    "range": [
        ("before(1, [2..5])", True),
        ("before([1..5), [5..10])", True),
        ("after(12, [2..5])", True),
        ("meets([1..5], [5..10])", True),
        ("met by([5..10], [1..5))", False),
        ("overlaps([1..3], (3..6])", False),
        ("overlaps before([1..5], [4..10])", True),
        ("overlaps after([4..10], [1..5))", True),
        ("finishes(5, [1..5])", True),
        ("finished by([1..5], [3..5])", True),
        ("includes([1..10], [1..5))", True),
        ("during(1, (1..10])", False),
        ("starts((1..5), (1..10))", True),
        ("started by([1..10], [1..10))", True),
        ("coincides([1..5], [2..6])", False),
    ],
}


@pytest.mark.parametrize(("text", "expected"), [case for cases in CASES.values() for case in cases])
def test_result(text: str, expected: object) -> None:
    found = result(text)
    assert found == expected
    assert type(found) is type(expected)


def test_every_function_with_blanks_is_called_by_its_name() -> None:
    texts = " ".join(text for cases in CASES.values() for text, _ in cases)
    documented = set(REGISTRY) - {"is", "range", "put", "put all", "or", "uuid", "random number", "unix timestamp"}
    assert [name for name in sorted(documented) if f"{name}(" not in texts] == []


@pytest.mark.parametrize("text", ["uuid()", "random number()"])
def test_what_cannot_be_repeated_is_refused(text: str) -> None:
    with pytest.raises(FeelEvaluationError, match="not available"):
        result(text)
