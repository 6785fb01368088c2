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


def replaced_once(text: str, place: str, words: str) -> str:
    """FEEL: `text` with the first `place` (plain words, no regular expression) replaced by the expression `words`."""
    mark = literal(place)
    return (
        f"if contains({text}, {mark}) then substring before({text}, {mark}) + {words} + "
        f"substring after({text}, {mark}) else {text}"
    )


_WEEKDAYS = {
    "Monday": "Senin",
    "Tuesday": "Selasa",
    "Wednesday": "Rabu",
    "Thursday": "Kamis",
    "Friday": "Jumat",
    "Saturday": "Sabtu",
    "Sunday": "Minggu",
}
_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def date_in_words(variable: str) -> str:
    """`2026-11-30` in the variable as `Senin, 30 November 2026`."""
    weekdays = context({english: literal(name) for english, name in _WEEKDAYS.items()})
    months = f"[{', '.join(literal(name) for name in _MONTHS)}]"
    day = f"date({variable})"
    return (
        f'get value({weekdays}, day of week({day})) + ", " + string({day}.day) + " " + {months}[{day}.month] + " " '
        f"+ string({day}.year)"
    )
