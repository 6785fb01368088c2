"""Functions on contexts."""

from __future__ import annotations

from typing import Any

from generator.feel.builtins.registry import InvalidArgument, builtin


@builtin("get value(context: context, key: string)", "get value(m: context, key: string)")
def get_value(context: dict[str, Any], key: str) -> Any:
    """The entry, or null."""
    return context.get(key)


@builtin("get value(context: context, keys: list)")
def get_nested_value(context: dict[str, Any], keys: list[Any]) -> Any:
    """The entry at the end of a path of keys."""
    if not keys:
        return None
    found: Any = context
    for key in keys:
        if not isinstance(found, dict) or not isinstance(key, str):
            return None
        found = found.get(key)
    return found


@builtin("get entries(context: context)", "get entries(m: context)")
def get_entries(context: dict[str, Any]) -> list[Any]:
    """A context of `key` and `value` for each entry."""
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context put(context: context, key: string, value: any)", "put(context: context, key: string, value: any)")
def context_put(context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The context with one more (or one changed) entry."""
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def context_put_nested(context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    """The context with an entry at the end of a path; contexts on the way are made where there are none."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise InvalidArgument("expected a list of keys")
    changed = dict(context)
    place = changed
    for key in keys[:-1]:
        inner = place.get(key, {})
        if not isinstance(inner, dict):
            raise InvalidArgument(f"the entry {key} is no context")
        place[key] = dict(inner)
        place = place[key]
    place[keys[-1]] = value
    return changed


@builtin("context merge(contexts: list)", "put all(contexts: list)")
def context_merge(contexts: list[Any]) -> dict[str, Any]:
    """All entries; a later context wins."""
    merged: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise InvalidArgument("expected contexts only")
        merged.update(context)
    return merged


@builtin("context merge(contexts...: context)", "put all(contexts...: context)")
def context_merge_all(*contexts: dict[str, Any]) -> dict[str, Any]:
    """All entries; a later context wins."""
    if not contexts:
        raise InvalidArgument("expected at least one context")
    return context_merge(list(contexts))


@builtin("context(entries: list)", "context(entries: context)")
def context_of_entries(entries: Any) -> dict[str, Any]:
    """The reverse of `get entries`."""
    found: dict[str, Any] = {}
    for entry in [entries] if isinstance(entries, dict) else entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise InvalidArgument("expected contexts with the entries key and value")
        found[entry["key"]] = entry["value"]
    return found
