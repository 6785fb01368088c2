"""form-js components as plain values; the only place that knows the form-js schema.

Ids are derived from keys or given, never random, so that the same SOP gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Component = dict[str, Any]

SCHEMA_VERSION = 16
"""form-js schema of Camunda 8.6."""


WITHOUT_PLACES = r"^(?![\s\S]*\[[iI]si:)"
"""Texts without a `[isi: ...]` mark: a place of the letter that a person must fill."""


def form(form_id: str, components: Sequence[Component]) -> bytes:
    """A whole form file."""
    document = {
        "components": list(components),
        "executionPlatform": "Camunda Cloud",
        "executionPlatformVersion": "8.6.0",
        "exporter": {"name": "Alur", "version": "1"},
        "id": form_id,
        "schemaVersion": SCHEMA_VERSION,
        "type": "default",
    }
    return (_indented(document, "\n") + "\n").encode()


_scalar = json.JSONEncoder(ensure_ascii=False).encode


def _indented(value: Any, newline: str) -> str:
    """As `json.dumps(value, ensure_ascii=False, indent=2)`, which Python's library does several times slower."""
    inner = newline + "  "
    if isinstance(value, dict) and value:
        members = [f"{_scalar(key)}: {_indented(member, inner)}" for key, member in value.items()]
        return "{" + inner + f",{inner}".join(members) + newline + "}"
    if isinstance(value, list) and value:
        return "[" + inner + f",{inner}".join([_indented(member, inner) for member in value]) + newline + "]"
    return _scalar(value)


def _component(type_: str, id_: str, **fields: Any) -> Component:
    present = {name: value for name, value in fields.items() if value not in (None, {}, ())}
    return {"type": type_, "id": id_, **present}


def _hide(condition: str | None) -> dict[str, str] | None:
    """`condition` is FEEL (without `=`) that hides the component."""
    return {"hide": f"={condition}"} if condition else None


def text(id_: str, markdown: str, *, hide: str | None = None) -> Component:
    """Text to read; markdown, `{{...}}` is filled from the variables."""
    return _component("text", f"Text_{id_}", text=markdown, conditional=_hide(hide))


def group(id_: str, label: str, components: Sequence[Component], *, hide: str | None = None) -> Component:
    """Components under a common heading."""
    return _component(
        "group",
        f"Group_{id_}",
        label=label,
        showOutline=True,
        components=list(components),
        conditional=_hide(hide),
    )


def field(
    type_: str,
    key: str,
    label: str,
    *,
    required: bool = False,
    readonly: bool = False,
    description: str | None = None,
    hide: str | None = None,
    columns: tuple[str, int] | None = None,
    pattern: str | None = None,
    max_length: int | None = None,
    **extra: Any,
) -> Component:
    """An input. `columns` is (row id, width of 16).

    `pattern` is a regular expression; Camunda 8.6 shows no message of its own for it, so `description` says the rule.
    """
    validate: dict[str, Any] = {}
    if required:
        validate["required"] = True
    if max_length:
        validate["maxLength"] = max_length
    if pattern:
        validate["validationType"] = "custom"
        validate["pattern"] = pattern
    return _component(
        type_,
        f"Field_{key.replace('.', '_')}",
        key=key,
        label=label,
        description=description,
        readonly=True if readonly else None,
        validate=validate,
        conditional=_hide(hide),
        layout={"row": f"Row_{columns[0]}", "columns": columns[1]} if columns else None,
        **extra,
    )


def textfield(key: str, label: str, **options: Any) -> Component:
    return field("textfield", key, label, **options)


def textarea(key: str, label: str, **options: Any) -> Component:
    return field("textarea", key, label, **options)


def checkbox(key: str, label: str, **options: Any) -> Component:
    return field("checkbox", key, label, **options)


def email(key: str, label: str, **options: Any) -> Component:
    """A text field for an e-mail address."""
    made = field("textfield", key, label, **options)
    made["validate"] = {**made.get("validate", {}), "validationType": "email"}
    return made


def date(key: str, label: str, **options: Any) -> Component:
    """A date without time; arrives as ISO 8601 (`2026-11-22`) or null."""
    made = field("datetime", key, label, subtype="date", dateLabel=label, **options)
    del made["label"]
    return made


def radio(key: str, label: str, values: Sequence[tuple[str, str]], **options: Any) -> Component:
    """One of several; `values` pairs value and label."""
    return field("radio", key, label, values=[{"value": v, "label": name} for v, name in values], **options)


def select(key: str, label: str, values: Sequence[tuple[str, str]], **options: Any) -> Component:
    """One of several in a drop-down; `values` pairs value and label."""
    return field("select", key, label, values=[{"value": v, "label": name} for v, name in values], **options)


def dynamic_list(
    path: str, label: str, components: Sequence[Component], *, rows: int = 1, fixed: bool = False
) -> Component:
    """A list of rows that people may lengthen, unless `fixed`; `path` is the variable."""
    return _component(
        "dynamiclist",
        f"List_{path}",
        label=label,
        path=path,
        components=list(components),
        isRepeating=True,
        allowAddRemove=not fixed,
        defaultRepetitions=rows,
        showOutline=True,
    )
