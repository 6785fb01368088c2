"""What differs between the versions of Camunda that Alur runs on. The embedded engine is as the newest one.

| what | version | here |
| --- | --- | --- |
| a form's schema is a JSON object in early 8.8 patches, a string with JSON in it later | 8.8 | `form_schema` |
| a task's variables with the inner scopes first (`effective-variables`) | from 8.9 | `has_effective_variables` |
"""

from __future__ import annotations

import json
import re
from typing import Any

from deploy.errors import AlurError
from deploy.exits import Exit

OLDEST, NEWEST = (8, 8), (8, 10)
_VERSION = re.compile(r"(\d+)\.(\d+)")


def minor(version: str) -> tuple[int, int]:
    """`8.9.1-SNAPSHOT` as (8, 9). Raises AlurError when Alur cannot run on that version."""
    found = _VERSION.match(version)
    number = (int(found[1]), int(found[2])) if found else (0, 0)
    if number < OLDEST:
        raise AlurError(
            f"The engine is Camunda {version}, and Alur needs {_text(OLDEST)} to {_text(NEWEST)}.",
            "Upgrade the cluster, or use the embedded engine (`alur up`, without --engine).",
            Exit.USAGE,
        )
    return number


def has_effective_variables(version: tuple[int, int]) -> bool:
    """Whether a task's variables can be had without those that an inner scope hides."""
    return version >= (8, 9)


def form_schema(schema: Any) -> dict[str, Any]:
    """A form's schema, whichever way it came."""
    found: dict[str, Any] = json.loads(schema) if isinstance(schema, str) else dict(schema)
    return found


def _text(number: tuple[int, int]) -> str:
    return f"{number[0]}.{number[1]}"
