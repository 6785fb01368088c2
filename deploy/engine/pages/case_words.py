"""What a case is about, in a line: from the variables that the start forms of SOPs give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CaseWords:
    """A case in a line."""

    number: str
    """nomorPerkara; for processes without one what the caller called the case, else its key."""
    about: str
    """Its subject or applicant; may be empty."""


def case_words(number: Any, request: Any, person: Any = None, other: str = "") -> CaseWords:
    """From the values of the variables; none of them has to be there, and each may be of any shape."""
    request = request if isinstance(request, Mapping) else {}
    parts = [_text(request.get(name)) for name in ("perihal", "nama", "instansi")]
    about = [part for part in parts if part][:2]
    if isinstance(person, Mapping) and _text(person.get("nama")):
        about.insert(0, _text(person.get("nama")))
    return CaseWords(_text(number) or other, ", ".join(about))


def decoded(text: str | None) -> Any:
    """The value of a variable as it lies in the search database; None for what is not there."""
    return None if text is None else json.loads(text)


def _text(value: Any) -> str:
    return value.strip()[:200] if isinstance(value, str) else str(value) if isinstance(value, int) else ""
