"""Secrets that are made once on a machine and kept from its other users."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def secret_text(path: Path, make: Callable[[], str]) -> str:
    """The secret in the file; made and written first where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(make())
    return path.read_text(encoding="utf-8").strip()
