"""From the syntax tree to closures that are made once and run many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from generator.feel import calls, loops, operators, reading, testing
from generator.feel import syntax as s
from generator.feel.errors import FeelEvaluationError, FeelWarning
from generator.feel.runtime import Code, Environment, Run
from generator.feel.scopes import Scope, Slots
from generator.feel.temporal_text import read_temporal
from generator.feel.types import type_test
from generator.feel.values import Function, Range

_FIRST_SLOT = 2
"""The variables and the run come before the local names."""


class Compiled:
    """An expression ready to evaluate, as often as one likes; it keeps nothing between two evaluations."""

    __slots__ = ("_code", "_empty", "expression")

    def __init__(self, expression: s.Expr) -> None:
        compiler = _Compiler()
        try:
            self._code = compiler.code(expression, Scope())
        except RecursionError:
            raise FeelEvaluationError("The expression is nested too deeply") from None
        self._empty: Environment = [None] * compiler.slots.count
        self.expression = expression

    def evaluate(self, variables: Mapping[str, Any], now: datetime) -> Any:
        """The value; `variables` are JSON values (or values of FEEL), `now` is the time of the engine's clock.

        The input of unary tests is the variable `?`.
        """
        env = self._empty.copy()
        env[0] = variables
        env[1] = Run(now, None)
        try:
            return self._code(env)
        except RecursionError:
            raise FeelEvaluationError("The evaluation is nested too deeply") from None

    def evaluate_with_warnings(self, variables: Mapping[str, Any], now: datetime) -> tuple[Any, list[FeelWarning]]:
        """The value, and why parts of the expression are null."""
        warnings: list[FeelWarning] = []
        env = self._empty.copy()
        env[0] = variables
        env[1] = Run(now, warnings)
        try:
            return self._code(env), warnings
        except RecursionError:
            raise FeelEvaluationError("The evaluation is nested too deeply") from None


def compile_expression(expression: s.Expr) -> Compiled:
    """Compiles an expression or unary tests."""
    return Compiled(expression)


class _Compiler:
    """Compiles one expression; the methods are named after the nodes of the tree."""

    def __init__(self) -> None:
        self.slots = Slots(_FIRST_SLOT)
        self._by_class: dict[type, Callable[[Any, Scope], Code]] = {
            s.NullLiteral: lambda _e, _s: lambda _env: None,
            s.BooleanLiteral: lambda e, _s: _constant(e.value),
            s.NumberLiteral: lambda e, _s: _constant(e.value),
            s.StringLiteral: lambda e, _s: _constant(e.value),
            s.TemporalLiteral: lambda e, _s: _constant(read_temporal(e.text)),
            s.Name: lambda e, scope: reading.variable(e.name, scope),
            s.Input: lambda _e, scope: reading.variable("?", scope),
            s.Path: self._path,
            s.Filter: self._filter,
            s.For: self._for,
            s.Quantified: self._quantified,
            s.If: self._if,
            s.FunctionDefinition: self._function,
            s.Invocation: self._invocation,
            s.ContextLiteral: self._context,
            s.ListLiteral: self._list,
            s.RangeLiteral: self._range,
            s.UnaryComparison: self._unary_comparison,
            s.UnaryTests: self._unary_tests,
            s.In: self._in,
            s.Between: lambda e, scope: operators.between(
                self.code(e.value, scope), self.code(e.low, scope), self.code(e.high, scope)
            ),
            s.InstanceOf: self._instance_of,
            s.Negation: self._negation,
            s.Arithmetic: lambda e, scope: operators.arithmetic(
                e.operator, self.code(e.left, scope), self.code(e.right, scope)
            ),
            s.Comparison: self._comparison,
            s.Conjunction: lambda e, scope: operators.conjunction([self.code(o, scope) for o in e.operands]),
            s.Disjunction: lambda e, scope: operators.disjunction([self.code(o, scope) for o in e.operands]),
        }

    def code(self, expr: s.Expr, scope: Scope) -> Code:
        """The closure of an expression at a place."""
        return self._by_class[expr.__class__](expr, scope)

    def _path(self, expr: s.Path, scope: Scope) -> Code:
        if isinstance(expr.base, s.Name) and scope.find(expr.base.name) == ([], None):
            return reading.entry_of_variable(expr.base.name, expr.name)
        return reading.entry(self.code(expr.base, scope), expr.name)

    def _filter(self, expr: s.Filter, scope: Scope) -> Code:
        base = self.code(expr.base, scope)
        position = _literal_position(expr.condition)
        if position is not None:
            return loops.item_at(base, position)
        slot = self.slots.new()
        inner = Scope(scope, {"item": slot}, slot)
        return loops.filtered(base, self.code(expr.condition, inner), slot)

    def _iterations(self, expr: s.For | s.Quantified, scope: Scope) -> tuple[list[loops.Source], Scope]:
        sources: list[loops.Source] = []
        for iteration in expr.iterations:
            source = self.code(iteration.source, scope)
            end = None if iteration.end is None else self.code(iteration.end, scope)
            slot = self.slots.new()
            sources.append(loops.Source(source, end, slot))
            scope = Scope(scope, {iteration.name: slot})
        return sources, scope

    def _for(self, expr: s.For, scope: Scope) -> Code:
        sources, inner = self._iterations(expr, scope)
        if not _mentions(expr.body, "partial"):
            return loops.for_each(sources, self.code(expr.body, inner), None)
        slot = self.slots.new()
        return loops.for_each(sources, self.code(expr.body, Scope(inner, {"partial": slot})), slot)

    def _quantified(self, expr: s.Quantified, scope: Scope) -> Code:
        sources, inner = self._iterations(expr, scope)
        return loops.quantified(sources, self.code(expr.condition, inner), every=expr.every)

    def _if(self, expr: s.If, scope: Scope) -> Code:
        condition = self.code(expr.condition, scope)
        consequence, alternative = self.code(expr.consequence, scope), self.code(expr.alternative, scope)

        def run(env: Environment) -> Any:
            value = condition(env)
            if value is True:
                return consequence(env)
            if value is not False:
                env[1].warn("INVALID_TYPE", "Expected true or false behind `if`, but found {}", value)
            return alternative(env)

        return run

    def _function(self, expr: s.FunctionDefinition, scope: Scope) -> Code:
        names = tuple(parameter.name for parameter in expr.parameters)
        if expr.external:
            return calls.external_function()
        slots = [self.slots.new() for _ in names]
        body = self.code(expr.body, Scope(scope, dict(zip(names, slots, strict=True))))
        tests = [None if p.type is None else type_test(p.type) for p in expr.parameters]
        return calls.function(names, slots, tests, body)

    def _invocation(self, expr: s.Invocation, scope: Scope) -> Code:
        arguments = [self.code(argument, scope) for argument in expr.arguments]
        named = [(name, self.code(argument, scope)) for name, argument in expr.named]
        if isinstance(expr.function, s.Name):
            name = expr.function.name
            local = scope.find(name)[1] is not None
            return calls.call_by_name(name, None if not local else self.code(expr.function, scope), arguments, named)
        return calls.call_value(self.code(expr.function, scope), arguments, named)

    def _context(self, expr: s.ContextLiteral, scope: Scope) -> Code:
        entries: list[tuple[str, int, Code]] = []
        if len({key for key, _ in expr.entries}) < len(expr.entries):
            return _constant(None)
        for key, value in expr.entries:
            slot = self.slots.new()
            own = Scope(scope, {key: slot}) if isinstance(value, s.FunctionDefinition) else scope
            entries.append((key, slot, self.code(value, own)))
            scope = Scope(scope, {key: slot})

        def run(env: Environment) -> dict[str, Any]:
            context: dict[str, Any] = {}
            for key, slot, code in entries:
                context[key] = env[slot] = code(env)
                if context[key].__class__ is Function:
                    calls.know_itself(context[key], slot)
            return context

        return run

    def _list(self, expr: s.ListLiteral, scope: Scope) -> Code:
        items = [self.code(item, scope) for item in expr.items]
        return lambda env: [item(env) for item in items]

    def _range(self, expr: s.RangeLiteral, scope: Scope) -> Code:
        start = _constant(None) if expr.start is None else self.code(expr.start, scope)
        end = _constant(None) if expr.end is None else self.code(expr.end, scope)
        bounded = expr.start is not None and expr.end is not None
        start_included, end_included = expr.start_included, expr.end_included

        def run(env: Environment) -> Range | None:
            return testing.made_range(
                Range(start(env), end(env), start_included, end_included), env[1], bounded=bounded
            )

        return run

    def _unary_comparison(self, expr: s.UnaryComparison, scope: Scope) -> Code:
        """A comparison of the input, as the tests around it compile it."""
        return self._compared(expr.operator, s.Input(), expr.operand, scope)

    def _tests(self, tests: tuple[s.Expr, ...], scope: Scope) -> list[Code]:
        value = reading.variable("?", scope)
        return [
            self.code(test, scope)
            if isinstance(test, s.UnaryComparison)
            else testing.test(
                value,
                self.code(test, scope),
                asks_input=_asks_input(test),
                is_range=isinstance(test, s.RangeLiteral),
                is_constant=isinstance(test, s.BooleanLiteral),
            )
            for test in tests
        ]

    def _unary_tests(self, expr: s.UnaryTests, scope: Scope) -> Code:
        if not expr.tests:
            return _constant(True)
        return testing.whole_tests(self._tests(expr.tests, scope), negated=expr.negated)

    def _in(self, expr: s.In, scope: Scope) -> Code:
        value = self.code(expr.value, scope)
        slot = self.slots.new()
        found = testing.one_of(self._tests(expr.tests, Scope(scope, {"?": slot})))

        def run(env: Environment) -> bool | None:
            env[slot] = value(env)
            return found(env)  # type: ignore[no-any-return]

        return run

    def _instance_of(self, expr: s.InstanceOf, scope: Scope) -> Code:
        value = self.code(expr.value, scope)
        test = type_test(expr.type)
        return lambda env: test(value(env))

    def _negation(self, expr: s.Negation, scope: Scope) -> Code:
        if isinstance(expr.operand, s.NumberLiteral):
            return _constant(-expr.operand.value)
        return operators.negation(self.code(expr.operand, scope))

    def _comparison(self, expr: s.Comparison, scope: Scope) -> Code:
        return self._compared(expr.operator, expr.left, expr.right, scope)

    def _compared(self, operator: str, left: s.Expr, right: s.Expr, scope: Scope) -> Code:
        first = self.code(left, scope)
        if operator not in ("=", "!="):
            return operators.ordering(operator, first, self.code(right, scope))
        negated = operator == "!="
        match right:
            case s.NullLiteral():
                return operators.equality_with_constant(first, None, negated=negated)
            case s.BooleanLiteral(value) | s.StringLiteral(value) | s.NumberLiteral(value):
                return operators.equality_with_constant(first, value, negated=negated)
        return operators.equality(first, self.code(right, scope), negated=negated)


def _constant(value: Any) -> Code:
    return lambda _env: value


def _literal_position(condition: s.Expr) -> int | None:
    negative = isinstance(condition, s.Negation)
    number = condition.operand if isinstance(condition, s.Negation) else condition
    if isinstance(number, s.NumberLiteral) and isinstance(number.value, int):
        return -number.value if negative else number.value
    return None


def _mentions(expr: s.Expr, name: str) -> bool:
    return any(isinstance(part, s.Name) and part.name == name for part in _parts(expr))


def _asks_input(expr: s.Expr) -> bool:
    return any(isinstance(part, s.Input) for part in _parts(expr))


def _parts(expr: s.Expr) -> list[s.Expr]:
    found = [expr]
    for part in found:
        found.extend(s.children(part))
    return found
