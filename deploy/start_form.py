"""Holds values for a start form against the form: what is required, what it does not know, what has the wrong shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from deploy.errors import AlurError
from deploy.exits import Exit

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def fill_start_form(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The variables of a new case: every field of the form, null where nothing was given.

    Raises AlurError (exit 2) that names each missing, unknown or malformed value at once.
    """
    faults: list[str] = []
    filled: dict[str, Any] = {}
    known: set[str] = set()
    for component in fields(schema["components"]):
        path = component.get("path") or component["key"]
        known.add(path)
        value = _get(given, path)
        if component["type"] == "dynamiclist":
            rows = value if isinstance(value, list) else []
            if not rows:
                faults.append(f"{path}: at least one row is needed ({component['label']})")
            columns = list(fields(component["components"]))
            for number, row in enumerate(rows, 1):
                for column in columns:
                    entry = row.get(column["key"]) if isinstance(row, Mapping) else None
                    faults += _faults(f"{path}[{number}].{column['key']}", column, entry)
            value = rows
        else:
            faults += _faults(path, component, value)
        _set(filled, path, value)
    faults += [f"{path}: the form has no such field" for path in _paths(given) if path not in known]
    if faults:
        detail = "\n".join(f"  {fault}" for fault in faults)
        raise AlurError("The case cannot be started with these values.", "Correct them:", Exit.USAGE, detail)
    return filled


def fields(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every input of a form, groups opened, lists as one."""
    for component in components:
        if component["type"] == "group":
            yield from fields(component["components"])
        elif "key" in component or "path" in component:
            yield component


def _faults(path: str, component: Mapping[str, Any], value: Any) -> list[str]:
    rules = component.get("validate", {})
    label = component.get("label") or component.get("dateLabel")
    if value in (None, ""):
        return [f"{path}: required ({label})"] if rules.get("required") else []
    if not isinstance(value, str):
        return [f"{path}: must be text"]
    if len(value) > rules.get("maxLength", len(value)):
        return [f"{path}: longer than {rules['maxLength']} characters"]
    if "pattern" in rules and not re.search(rules["pattern"], value):
        return [f"{path}: not as the form asks ({component.get('description', label)})"]
    if component.get("subtype") == "date" and not _DATE.fullmatch(value):
        return [f"{path}: a date like 2026-11-22 is needed"]
    if rules.get("validationType") == "email" and "@" not in value:
        return [f"{path}: not an e-mail address"]
    return []


def _get(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _set(values: dict[str, Any], path: str, value: Any) -> None:
    *groups, last = path.split(".")
    for group in groups:
        values = values.setdefault(group, {})
    values[last] = value


def _paths(values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _paths(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
