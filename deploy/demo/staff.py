"""Fills in a form as a clerk would: required fields, ticked documents, approvals, unless the script says otherwise."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from deploy.start_form import fields

NEXT_WEEK = "<next week>"
"""As an answer: the date a week from now."""

_NAMES = {"penerima": "Petugas Penerima Surat"}
_WEEK = dt.timedelta(days=7)
_PLACE = re.compile(r"\[isi:[^\]\n]*\]", re.IGNORECASE)
"""A place of a draft that a clerk must fill; the form refuses a text that still has one."""
_PLACE_TEXT = "Sebagaimana dimaksud dalam pokok surat."
_TEXT = "Mohon ditindaklanjuti."


def fill(
    schema: Mapping[str, Any], variables: Mapping[str, Any], answers: Mapping[str, Any], today: dt.date
) -> dict[str, Any]:
    """What the clerk submits. `answers` wins; a hidden field is left out unless `answers` has it, as in the browser."""
    values: dict[str, Any] = {}
    for component in _visible(schema["components"], answers):
        name = component.get("path") or component["key"]
        if name in answers:
            values[name] = (today + _WEEK).isoformat() if answers[name] == NEXT_WEEK else answers[name]
        elif component.get("readonly"):
            continue
        else:
            value = _value(component, variables.get(name), today)
            if value is not None:
                values[name] = value
    return values


def _visible(components: list[dict[str, Any]], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [c for c in fields(components) if "conditional" not in c or c.get("key") in answers]


def _value(component: Mapping[str, Any], current: Any, today: dt.date) -> Any:
    kind = component["type"]
    required = component.get("validate", {}).get("required", False)
    if kind == "checkbox":
        return True
    if kind in ("radio", "select"):
        return component["values"][0]["value"]
    if current not in (None, "", []):
        return _PLACE.sub(_PLACE_TEXT, current) if isinstance(current, str) else current
    if kind == "datetime":
        return today.isoformat() if required else None
    if kind == "dynamiclist":
        raise ValueError(f"the script must say who is on the list {component['path']}")
    return _NAMES.get(component["key"], _TEXT)
