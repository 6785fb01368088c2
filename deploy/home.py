"""Where Alur keeps its state: one directory that can be deleted."""

import os
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def alur_home() -> Path:
    """The state directory: the environment variable ALUR_HOME, or `.alur` in the checkout."""
    configured = os.environ.get("ALUR_HOME")
    return Path(configured).expanduser().resolve() if configured else _CHECKOUT / ".alur"


def cache_directory(home: Path | None = None) -> Path:
    """Where downloads are kept: the environment variable ALUR_CACHE, or `cache` in the state directory."""
    configured = os.environ.get("ALUR_CACHE")
    return Path(configured).expanduser().resolve() if configured else (home or alur_home()) / "cache"
