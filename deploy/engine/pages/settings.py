"""Where the pages find what they need, and how they are reached."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PagesSettings:
    """Configuration of the pages of one engine."""

    people: Path
    """Directory of the files of people; their database lies there too."""
    home: Path
    """State directory: the book of case numbers that were given out."""
    assets: Path
    """Directory of the fetched form and diagram viewers; it may be missing."""
    outside: bool = False
    """Reached from other machines: by TLS, or through a reverse proxy that has it. Cookies are then for TLS only."""
    behind_proxy: bool = False
    """A reverse proxy tells who asks (X-Forwarded-For)."""
    clock: Callable[[], float] = time.time
    """Machine time in seconds since 1970, for sessions; not the engine's clock, which may stand still."""
