"""Forms: how a schema is shown here, and what of a submission is taken.

The viewer checks what people type; a browser can send anything, so it is checked here again: only fields of the form
are taken, none that is read-only, and each must be of the shape that its kind of field gives.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from deploy.engine.model.expression import expression
from generator.feel import FeelError

_SOP_GROUP = "Group_Sop"
"""The group in which compiled forms repeat the text of the SOP; the page shows it below the form."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADD_ROW, _ADD_ROW_HERE = "*Add new*", "*Tambah baris*"
_PLAIN_MOST = 20_000
"""Characters of a text whose field has no limit of its own."""
_ROWS_MOST = 500
_NOTHING: tuple[Any, ...] = (None, "", [])


def shown_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema for the viewer: the action first, messages in Indonesian."""
    shown = copy.deepcopy(dict(schema))
    shown["components"] = [c for c in shown.get("components", []) if c.get("id") != _SOP_GROUP]
    for component in _walk(shown["components"]):
        rules = component.get("validate")
        if isinstance(rules, dict) and rules.get("pattern") and not rules.get("patternErrorMessage"):
            rules["patternErrorMessage"] = _pattern_words(str(rules["pattern"]))
        if isinstance(component.get("text"), str):
            component["text"] = component["text"].replace(_ADD_ROW, _ADD_ROW_HERE)
    return shown


def shown_values(schema: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Of the variables of a case those that the form names: what a form does not show does not leave the engine."""
    text = json.dumps(schema, ensure_ascii=False)
    named = set(re.findall(r"\w+", text))
    return {name: value for name, value in variables.items() if name in named}


def _pattern_words(pattern: str) -> str:
    if pattern == r"^\d{18}$":
        return "NIP terdiri atas 18 angka tanpa spasi."
    if "isi:" in pattern or "[iI]si:" in pattern:
        return "Masih ada bagian bertanda [isi: ...] yang belum diisi."
    return "Isian tidak sesuai dengan bentuk yang diminta."


def _walk(components: Any) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", ()))


@dataclass
class Submission:
    """What was sent: the variables to take, and what is wrong, as (path of the field, sentence)."""

    variables: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_submission(
    schema: Mapping[str, Any], before: Mapping[str, Any], sent: Any, now: dt.datetime, *, fill: bool = False
) -> Submission:
    """Holds a submission against its form. `before` are the variables that the form was shown with.

    With `fill` every field that was left out becomes null, as a process expects of its start form.
    """
    found = Submission()
    if not isinstance(sent, Mapping):
        found.faults.append(("", "Isian formulir tidak dapat dibaca."))
        return found
    _read(found, schema.get("components", []), before, sent, found.variables, now, "", fill)
    return found


def _read(
    found: Submission,
    components: Any,
    before: Mapping[str, Any],
    sent: Mapping[str, Any],
    into: dict[str, Any],
    now: dt.datetime,
    place: str,
    fill: bool,
) -> None:
    context = {**before, **sent}
    for component in components:
        kind = component.get("type")
        if _hidden(component, context, now):
            if fill:
                _fill(component, into)
            continue
        if kind == "group":
            inner, target = sent, into
            if component.get("path"):
                inner, target = _get(sent, component["path"]) or {}, _nested(into, component["path"])
                inner = inner if isinstance(inner, Mapping) else {}
            _read(found, component.get("components", []), before, inner, target, now, place, fill)
        elif kind == "dynamiclist":
            _read_rows(found, component, before, sent, into, now, fill)
        elif component.get("key") and not component.get("readonly") and not component.get("disabled"):
            _read_field(found, component, sent, into, place, fill)


def _read_field(
    found: Submission,
    component: Mapping[str, Any],
    sent: Mapping[str, Any],
    into: dict[str, Any],
    place: str,
    fill: bool,
) -> None:
    name = str(component["key"])
    value = _get(sent, name)
    label = str(component.get("label") or component.get("dateLabel") or name)
    fault = _fault(component, value)
    if fault:
        found.faults.append((f"{place}{name}", f"{label}: {fault}"))
    elif value is not None or fill or _has(sent, name):
        _set(into, name, None if value == "" and fill else value)


def _read_rows(
    found: Submission,
    component: Mapping[str, Any],
    before: Mapping[str, Any],
    sent: Mapping[str, Any],
    into: dict[str, Any],
    now: dt.datetime,
    fill: bool,
) -> None:
    name = str(component.get("path") or component.get("key") or "")
    label = str(component.get("label") or name)
    rows = _get(sent, name)
    if rows is None:
        rows = []
    if not isinstance(rows, list) or len(rows) > _ROWS_MOST or not all(isinstance(row, Mapping) for row in rows):
        found.faults.append((name, f"{label}: daftar ini tidak dapat dibaca."))
        return
    taken: list[dict[str, Any]] = []
    for number, row in enumerate(rows, 1):
        kept: dict[str, Any] = {}
        # Columns that are read-only here were filled by the engine and have to come back as they were.
        for inner in _walk(component.get("components", ())):
            if inner.get("readonly") and inner.get("key"):
                rows_before = _get(before, name)
                old = rows_before[number - 1] if isinstance(rows_before, list) and number <= len(rows_before) else None
                kept[inner["key"]] = old.get(inner["key"]) if isinstance(old, Mapping) else None
        _read(found, component.get("components", []), {**before, **row}, row, kept, now, f"{name}[{number}].", fill)
        taken.append(kept)
    if not taken and int(component.get("defaultRepetitions") or 0) > 0 and _needs_rows(component):
        found.faults.append((name, f"{label}: paling sedikit satu baris diperlukan."))
        return
    _set(into, name, taken)


def _needs_rows(component: Mapping[str, Any]) -> bool:
    return any((inner.get("validate") or {}).get("required") for inner in _walk(component.get("components", ())))


def _fill(component: Mapping[str, Any], into: dict[str, Any]) -> None:
    name = component.get("key")
    if name and _get(into, name) is None:
        _set(into, name, None)
    for inner in component.get("components", ()) if component.get("type") == "group" else ():
        _fill(inner, into)


# --- one value -------------------------------------------------------------------------------------------------------


def _fault(component: Mapping[str, Any], value: Any) -> str:
    """What is wrong with a value, empty when nothing is."""
    rules = component.get("validate") or {}
    kind = component.get("type")
    if value in _NOTHING or (kind == "checkbox" and value is False):
        return "wajib diisi." if rules.get("required") is True else ""
    if kind == "checkbox":
        return "" if isinstance(value, bool) else "harus dicentang atau tidak."
    if kind == "number":
        return _number_fault(rules, value)
    if kind in ("checklist", "taglist"):
        whole = isinstance(value, list) and len(value) <= _ROWS_MOST and all(map(_plain, value))
        return "" if whole else "tidak dikenal."
    if kind in ("radio", "select"):
        values = component.get("values")
        known = not isinstance(values, list) or value in [one.get("value") for one in values]
        return "" if known and _plain(value) else "pilih salah satu pilihan yang ada."
    if kind == "datetime":
        return _date_fault(component, value)
    if kind in ("textfield", "textarea"):
        return _text_fault(rules, value)
    return "" if _plain(value) else "tidak dikenal."


def _plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _PLAIN_MOST
    return value is None or isinstance(value, bool | int | float)


def _number_fault(rules: Mapping[str, Any], value: Any) -> str:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return "harus angka."
    low, high = rules.get("min"), rules.get("max")
    if isinstance(low, int | float) and number < low:
        return f"paling kecil {low}."
    return f"paling besar {high}." if isinstance(high, int | float) and number > high else ""


def _date_fault(component: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str) or len(value) > 40:
        return "tanggal tidak dapat dibaca."
    if component.get("subtype", "date") == "date":
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return "tanggal tidak dapat dibaca."
        return "" if _DATE.fullmatch(value) else "tanggal tidak dapat dibaca."
    return ""


def _text_fault(rules: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, str):
        return "harus berupa teks."
    limit = rules.get("maxLength")
    limit = limit if isinstance(limit, int) else _PLAIN_MOST
    if len(value.strip()) > limit:
        return f"paling banyak {limit} huruf."
    least = rules.get("minLength")
    if isinstance(least, int) and len(value.strip()) < least:
        return f"paling sedikit {least} huruf."
    if rules.get("pattern") and not _matches(str(rules["pattern"]), value):
        return _pattern_words(str(rules["pattern"]))
    if rules.get("validationType") == "email" and not _MAIL.fullmatch(value):
        return "bukan alamat surel."
    return ""


def _matches(pattern: str, value: str) -> bool:
    compiled = _pattern(pattern)
    return compiled is None or compiled.search(value) is not None


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str] | None:
    """None for what only JavaScript understands; the viewer has checked it then."""
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _hidden(component: Mapping[str, Any], context: Mapping[str, Any], now: dt.datetime) -> bool:
    condition = (component.get("conditional") or {}).get("hide")
    if not isinstance(condition, str) or not condition.startswith("="):
        return False
    try:
        return expression(condition).evaluate(context, now) is True
    except (FeelError, RecursionError):
        return False


# --- paths -----------------------------------------------------------------------------------------------------------


def _get(values: Any, path: str) -> Any:
    for part in path.split("."):
        values = values.get(part) if isinstance(values, Mapping) else None
    return values


def _has(values: Any, path: str) -> bool:
    *groups, last = path.split(".")
    for part in groups:
        values = values.get(part) if isinstance(values, Mapping) else None
    return isinstance(values, Mapping) and last in values


def _nested(values: dict[str, Any], path: str) -> dict[str, Any]:
    for part in path.split("."):
        values = values.setdefault(part, {})
    return values


def _set(values: dict[str, Any], path: str, value: Any) -> None:
    *groups, last = path.split(".")
    for part in groups:
        values = values.setdefault(part, {})
    values[last] = value
