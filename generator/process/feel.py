"""FEEL text for mappings and conditions; the only place that knows how FEEL is spelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def literal(text: str) -> str:
    """A FEEL string literal with quotes and backslashes escaped (without the leading `=`)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def constant(text: str) -> str:
    """A mapping source that is a constant string."""
    return f"={literal(text)}"


def context(entries: Mapping[str, str]) -> str:
    """A FEEL context; values are FEEL expressions (without the leading `=`)."""
    return "{" + ", ".join(f"{literal(key)}: {value}" for key, value in entries.items()) + "}"


def missing_items(ticked: Sequence[tuple[str, str]]) -> str:
    """A FEEL list of the names whose checkbox is not ticked; `ticked` pairs variable and name."""
    parts = (f"if {variable} = true then [] else [{literal(name)}]" for variable, name in ticked)
    return f"concatenate({', '.join(parts)})"


def all_true(variables: Sequence[str]) -> str:
    """A FEEL condition: every checkbox variable is ticked."""
    return " and ".join(f"{variable} = true" for variable in variables)
