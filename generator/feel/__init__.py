"""FEEL, the expression language of DMN as Camunda 8 documents it: text, syntax tree, compiled code, values.

    tree = parse('if jumlah > 3 then "banyak" else "sedikit"')
    compile_expression(tree).evaluate({"jumlah": 4}, now)

Nothing here reads a clock or draws a random number: `now()` and `today()` give the time that the caller gives, and
`uuid()` and `random number()` end the evaluation with an error that says so.
"""

from __future__ import annotations

from generator.feel.compiling import Compiled, compile_expression
from generator.feel.errors import FeelError, FeelEvaluationError, FeelSyntaxError, FeelWarning
from generator.feel.free import free_names, free_paths
from generator.feel.json_values import from_json, to_json
from generator.feel.parser import parse, parse_unary_tests
from generator.feel.syntax import Expr
from generator.feel.text import to_text

Warning = FeelWarning
"""The name under which others know it."""

__all__ = [
    "Compiled",
    "Expr",
    "FeelError",
    "FeelEvaluationError",
    "FeelSyntaxError",
    "FeelWarning",
    "Warning",
    "compile_expression",
    "free_names",
    "free_paths",
    "from_json",
    "parse",
    "parse_unary_tests",
    "to_json",
    "to_text",
]
