"""Compiled functions: definitions, calls of built-in ones by name, calls of values that are functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.feel.builtins import NO_MATCH, REGISTRY, InvalidArgument, Signature
from generator.feel.errors import FeelEvaluationError
from generator.feel.runtime import MAX_TEXT, Code, Environment, Run, Word
from generator.feel.values import Function

TypeTest = Callable[[Any], bool | None]


class _Body:
    """What a function does: its own copy of the environment in which it was defined."""

    __slots__ = ("body", "env", "slots", "tests")

    def __init__(self, env: Environment, slots: list[int], tests: list[TypeTest | None], body: Code) -> None:
        self.env = env
        self.slots = slots
        self.tests = tests
        self.body = body

    def __call__(self, arguments: list[Any]) -> Any:
        env = self.env.copy()
        env[1].charge(1)
        for slot, test, value in zip(self.slots, self.tests, arguments, strict=True):
            if test is not None and value is not None and test(value) is False:
                env[1].warn("INVALID_TYPE", "The argument {} has the wrong type", value)
                return None
            env[slot] = value
        return self.body(env)


def function(names: tuple[str, ...], slots: list[int], tests: list[TypeTest | None], body: Code) -> Code:
    """The definition of a function."""
    return lambda env: Function(names, _Body(env.copy(), slots, tests, body))


def external_function() -> Code:
    """A function of another language, which nobody calls here."""

    def run(env: Environment) -> None:
        env[1].warn("NO_FUNCTION_FOUND", "External functions are not supported")

    return run


def know_itself(value: Function, slot: int) -> None:
    """Lets a function that is an entry of a context call itself by that name."""
    body = value.call
    if isinstance(body, _Body) and body.env[slot] is None:
        body.env[slot] = value


def call_by_name(name: str, local: Code | None, arguments: list[Code], named: list[tuple[str, Code]]) -> Code:
    """A call of a local function, of a built-in one, or of a variable that is a function."""
    if local is not None:
        return call_value(local, arguments, named)
    signatures = REGISTRY.get(name)
    word = Word(name)
    if signatures is not None:
        return _call_builtin(word, signatures, arguments, named)

    def from_variable(env: Environment) -> Any:
        value = env[0].get(name)
        if value.__class__ is not Function:
            env[1].warn("NO_FUNCTION_FOUND", "No function found with name '{}' and {} parameters", word, len(arguments))
            return None
        return _invoke(value, [a(env) for a in arguments], [(n, a(env)) for n, a in named], env[1])

    return from_variable


def call_value(target: Code, arguments: list[Code], named: list[tuple[str, Code]]) -> Code:
    """A call of whatever the target is."""

    def run(env: Environment) -> Any:
        value = target(env)
        if value.__class__ is not Function:
            env[1].warn("NO_FUNCTION_FOUND", "Expected a function, but found {}", value)
            return None
        return _invoke(value, [a(env) for a in arguments], [(n, a(env)) for n, a in named], env[1])

    return run


def _invoke(value: Function, arguments: list[Any], named: list[tuple[str, Any]], run: Run) -> Any:
    if named:
        given = dict(named)
        if set(given) != set(value.parameters):
            run.warn("NO_FUNCTION_FOUND", "The function has other parameters: {}", list(value.parameters))
            return None
        arguments = [given[name] for name in value.parameters]
    elif len(arguments) != len(value.parameters):
        run.warn("NO_FUNCTION_FOUND", "The function has {} parameters", len(value.parameters))
        return None
    return value.call(arguments)


def _call_builtin(
    name: Word, signatures: list[Signature], arguments: list[Code], named: list[tuple[str, Code]]
) -> Code:
    def run(env: Environment) -> Any:
        runtime: Run = env[1]
        if named:
            values = [(key, argument(env)) for key, argument in named]
            ordered = (signature.ordered(values) for signature in signatures)
            chosen = [(s, o) for s, o in zip(signatures, ordered, strict=True) if o is not None]
        else:
            positional = [argument(env) for argument in arguments]
            chosen = [(signature, positional) for signature in signatures]
        try:
            for signature, given in chosen:
                result = signature.call(given, runtime.now)
                if result is NO_MATCH:
                    continue
                return _bounded(result, runtime)
        except InvalidArgument as reason:
            runtime.warn("FUNCTION_INVOCATION_FAILURE", "Failed to invoke function '{}': {}", name, Word(reason))
            return None
        shown = [value for _, value in values] if named else positional
        runtime.warn("FUNCTION_INVOCATION_FAILURE", "Function '{}' can't be invoked with {}", name, shown)
        return None

    return run


def _bounded(result: Any, run: Run) -> Any:
    kind = result.__class__
    if kind is list or kind is dict:
        run.charge(len(result))
    elif kind is str and len(result) > MAX_TEXT:
        raise FeelEvaluationError(f"A text has more than {MAX_TEXT} characters")
    return result
