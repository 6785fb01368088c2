"""Runs the expressions in the tests of feelin (github.com/nikku/feelin, MIT) and compares with the known differences.

    python -m tests.conformance.feel_feelin DIR [-v]

DIR is a checkout of feelin; nothing of it is part of this repository.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.feel import FeelError, compile_expression, parse, parse_unary_tests
from generator.feel.string_value import string_of
from tests.conformance.feel_known import differences, known_failures
from tests.conformance.feel_script import Case, cases
from tests.conformance.feel_tck import same

KNOWN = Path(__file__).with_name("feel_feelin_known.yaml")
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
FILES = ("interpreter-spec.js", "builtins-spec.js")


def evaluated(case: Case, arguments: list[Any]) -> tuple[Any, Any]:
    """What an expression or test gives, and what it should give."""
    if case.kind == "expr":
        text, expected, *rest = arguments
        variables = rest[0] if rest and isinstance(rest[0], dict) else {}
        tree = parse(text, variables.keys())
    else:
        given, text, expected, *_ = arguments
        variables = given if isinstance(given, dict) else {"?": given}
        tree = parse_unary_tests(text, variables.keys())
    return compile_expression(tree).evaluate(variables, NOW), expected


def main(arguments: list[str]) -> int:
    """Prints counts; 1 when something is not as listed."""
    verbose = "-v" in arguments
    root = Path(next(argument for argument in arguments if argument != "-v")) / "test"
    passed: set[str] = set()
    failed: dict[str, str] = {}
    programs = 0
    for name in FILES:
        times: dict[str, int] = {}
        for case in cases((root / name).read_text(encoding="utf-8")):
            if case.arguments is None or len(case.arguments) < 2:
                programs += 1
                continue
            key = " ".join(f"{name.partition('-')[0]}: {case.arguments[0 if case.kind == 'expr' else 1]}".split())
            times[key] = times.get(key, 0) + 1
            key = key if times[key] == 1 else f"{key} #{times[key]}"
            try:
                actual, expected = evaluated(case, case.arguments)
            except FeelError as error:
                failed[key] = str(error).replace("\n", " | ")
                continue
            if same(actual, expected):
                passed.add(key)
            else:
                failed[key] = f"{string_of(actual)!r} instead of {string_of(expected)!r} (line {case.line})"
    applicable = len(passed) + len(failed)
    print(f"{len(passed)} of {applicable} expressions; {programs} calls whose arguments are programs are left out")
    if verbose:
        for key, why in failed.items():
            print(f"{key}: {why}")
    problems = differences(failed, passed, known_failures(KNOWN))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
