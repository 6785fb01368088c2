"""The canonical text of a syntax tree, with no more brackets than it needs."""

from __future__ import annotations

from collections.abc import Iterable

from generator.feel import syntax as s
from generator.feel.builtins import REGISTRY
from generator.feel.names import KEYWORDS
from generator.feel.numbers import digits
from generator.feel.tokens import tokens

_ANY, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _INSTANCE, _SIGN, _POSTFIX = range(10)
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PROPERTIES = frozenset(("time offset", "start included", "end included"))


def to_text(expr: s.Expr) -> str:
    """The text of the expression; parsing it gives the same tree again."""
    return _text(expr, _ANY)


def quoted(text: str) -> str:
    """A string literal."""
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'


def _text(expr: s.Expr, level: int) -> str:
    """The text where the place needs something that binds at least as strong as `level`."""
    text, binds = _bare(expr)
    return text if binds >= level else f"({text})"


def _bare(expr: s.Expr) -> tuple[str, int]:
    match expr:
        case s.NullLiteral():
            return "null", _POSTFIX
        case s.BooleanLiteral(value):
            return ("true" if value else "false"), _POSTFIX
        case s.NumberLiteral(value):
            return digits(value), _POSTFIX
        case s.StringLiteral(value):
            return quoted(value), _POSTFIX
        case s.TemporalLiteral(text):
            return "@" + quoted(text), _POSTFIX
        case s.Name(name):
            return _name(name), _POSTFIX
        case s.Input():
            return "?", _POSTFIX
        case s.Path(base, name):
            return f"{_text(base, _POSTFIX)}.{_property(name)}", _POSTFIX
        case s.Filter(base, condition):
            return f"{_text(base, _POSTFIX)}[{to_text(condition)}]", _POSTFIX
        case s.Invocation():
            return _invocation(expr), _POSTFIX
        case s.ContextLiteral(entries):
            inner = ", ".join(f"{_key(key)}: {to_text(value)}" for key, value in entries)
            return "{" + inner + "}", _POSTFIX
        case s.ListLiteral(items):
            return f"[{_joined(items)}]", _POSTFIX
        case s.RangeLiteral():
            return _range(expr), _POSTFIX
        case s.Negation(operand):
            return f"-{_text(operand, _POSTFIX)}", _SIGN
        case s.InstanceOf(value, type_):
            return f"{_text(value, _INSTANCE)} instance of {_type(type_)}", _INSTANCE
        case s.Arithmetic(operator, left, right):
            binds = _ARITHMETIC[operator]
            return f"{_text(left, binds)} {operator} {_text(right, binds + 1)}", binds
        case s.Comparison(operator, left, right):
            return f"{_text(left, _COMPARISON)} {operator} {_text(right, _SUM)}", _COMPARISON
        case s.Between(value, low, high):
            return f"{_text(value, _COMPARISON)} between {_text(low, _SUM)} and {_text(high, _SUM)}", _COMPARISON
        case s.In(value, tests):
            return f"{_text(value, _COMPARISON)} in {_tests_of_in(tests)}", _COMPARISON
        case s.Conjunction(operands):
            return " and ".join(_text(operand, _COMPARISON) for operand in operands), _AND
        case s.Disjunction(operands):
            return " or ".join(_text(operand, _AND) for operand in operands), _OR
        case s.UnaryComparison() | s.UnaryTests():
            return _tests(expr), _ANY
        case _:
            return _spoken(expr), _ANY


def _spoken(expr: s.Expr) -> str:
    match expr:
        case s.If(condition, consequence, alternative):
            return f"if {to_text(condition)} then {to_text(consequence)} else {to_text(alternative)}"
        case s.For(iterations, body):
            return f"for {_iterations(iterations)} return {to_text(body)}"
        case s.Quantified(every, iterations, condition):
            word = "every" if every else "some"
            return f"{word} {_iterations(iterations)} satisfies {to_text(condition)}"
        case s.FunctionDefinition(parameters, body, external):
            names = ", ".join(
                _key(p.name) if p.type is None else f"{_key(p.name)}: {_type(p.type)}" for p in parameters
            )
            return f"function({names}) {'external ' if external else ''}{to_text(body)}"
        case _:
            raise TypeError(f"no expression: {expr!r}")


def _joined(items: Iterable[s.Expr]) -> str:
    return ", ".join(to_text(item) for item in items)


def _iterations(iterations: Iterable[s.Iteration]) -> str:
    return ", ".join(
        f"{_key(i.name)} in {to_text(i.source)}" + ("" if i.end is None else f"..{to_text(i.end)}") for i in iterations
    )


def _invocation(expr: s.Invocation) -> str:
    if isinstance(expr.function, s.Name) and (expr.function.name in REGISTRY):
        function = expr.function.name
    else:
        function = _text(expr.function, _POSTFIX)
    if expr.named:
        return f"{function}({', '.join(f'{_argument(name)}: {to_text(value)}' for name, value in expr.named)})"
    return f"{function}({_joined(expr.arguments)})"


def _range(expr: s.RangeLiteral) -> str:
    if expr.start is None or expr.end is None:
        bound = expr.end if expr.start is None else expr.start
        included = expr.end_included if expr.start is None else expr.start_included
        sign = "<" if expr.start is None else ">"
        return f"({sign}{'=' if included else ''} {'' if bound is None else _text(bound, _SUM)})"
    opening, closing = "[" if expr.start_included else "(", "]" if expr.end_included else ")"
    return f"{opening}{to_text(expr.start)}..{_text(expr.end, _SUM)}{closing}"


def _tests_of_in(tests: tuple[s.Expr, ...]) -> str:
    if len(tests) == 1:
        only = tests[0]
        if isinstance(only, s.UnaryComparison):
            return _tests(only)
        text = _text(only, _SUM)
        return f"({text})" if text.startswith(("(<", "(>", "(=", "(!")) else text
    return f"({', '.join(_tests(test) for test in tests)})"


def _tests(expr: s.Expr) -> str:
    match expr:
        case s.UnaryComparison(operator, operand):
            return f"{operator} {_text(operand, _SUM)}"
        case s.UnaryTests(tests, negated):
            if not tests:
                return "-"
            inner = ", ".join(_tests(test) for test in tests)
            return f"not({inner})" if negated else inner
        case _:
            return to_text(expr)


def _type(type_: s.TypeName) -> str:
    if not type_.arguments and type_.name != "function":
        return type_.name
    if type_.name == "context":
        inner = ", ".join(f"{_key(k)}: {_type(a)}" for k, a in zip(type_.keys, type_.arguments, strict=True))
        return f"context<{inner}>"
    if type_.name == "function":
        if not type_.arguments:
            return "function"
        return f"function<{', '.join(_type(a) for a in type_.arguments[:-1])}>->{_type(type_.arguments[-1])}"
    return f"{type_.name}<{', '.join(_type(a) for a in type_.arguments)}>"


def _is_word(name: str) -> bool:
    try:
        found = tokens(name)
    except ValueError:
        return False
    return len(found) == 2 and found[0].kind == "name" and found[0].text == name


def _name(name: str) -> str:
    return name if name not in KEYWORDS and _is_word(name) else f"`{name}`"


def _property(name: str) -> str:
    return name if name in _PROPERTIES or _is_word(name) else f"`{name}`"


def _key(name: str) -> str:
    if name not in KEYWORDS and _is_word(name):
        return name
    return quoted(name)


def _argument(name: str) -> str:
    return name if all(_is_word(word) for word in name.split()) and name.split() else f"`{name}`"
