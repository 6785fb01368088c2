"""Compiled reading: variables, entries of contexts, properties."""

from __future__ import annotations

from typing import Any

from generator.feel.json_values import from_json
from generator.feel.properties import MISSING, property_of
from generator.feel.runtime import Code, Environment, Run, Word
from generator.feel.scopes import Scope

_PLAIN = frozenset((str, int, bool, type(None)))


def variable(name: str, scope: Scope) -> Code:
    """The value of a name at a place."""
    items, slot = scope.find(name)
    outside = _global(name) if slot is None else _local(slot)
    return _in_items(items, name, outside) if items else outside


def _local(slot: int) -> Code:
    return lambda env: env[slot]


def _global(name: str) -> Code:
    word = Word(name)

    def run(env: Environment) -> Any:
        value = env[0].get(name, MISSING)
        if value.__class__ in _PLAIN:
            return value
        if value is MISSING:
            env[1].warn("NO_VARIABLE_FOUND", "No variable found with name '{}'", word)
            return None
        return from_json(value)

    return run


def _in_items(items: list[int], name: str, outside: Code) -> Code:
    def run(env: Environment) -> Any:
        for slot in items:
            item = env[slot]
            if item.__class__ is dict and name in item:
                return item[name]
        return outside(env)

    return run


def entry_of_variable(name: str, key: str) -> Code:
    """`name.key` of a variable; what else the variable holds is not looked at."""
    whole = _global(name)

    def run(env: Environment) -> Any:
        value = env[0].get(name)
        if value.__class__ is dict:
            found = value.get(key, MISSING)
            if found.__class__ in _PLAIN:
                return found
            if found is not MISSING:
                return from_json(found)
        return entry_of(whole(env), key, env[1])

    return run


def entry(base: Code, key: str) -> Code:
    """`base.key`."""

    def run(env: Environment) -> Any:
        value = base(env)
        if value.__class__ is dict:
            found = value.get(key, MISSING)
            if found is not MISSING:
                return found
        return entry_of(value, key, env[1])

    return run


def entry_of(value: Any, key: str, run: Run) -> Any:
    """The entry of a context, the entries of a list's items, or a property."""
    kind = value.__class__
    if kind is dict:
        found = value.get(key, MISSING)
        if found is MISSING:
            run.warn("NO_CONTEXT_ENTRY_FOUND", "No context entry found with key '{}'", Word(key))
            return None
        return found
    if kind is list:
        run.charge(len(value))
        return [entry_of(item, key, run) for item in value]
    found = MISSING if value is None else property_of(value, key)
    if found is MISSING:
        if value is None:
            run.warn("NO_CONTEXT_ENTRY_FOUND", "No context entry found with key '{}' in null", Word(key))
        else:
            run.warn("NO_PROPERTY_FOUND", "No property found with name '{}' of value {}", Word(key), value)
        return None
    return found
