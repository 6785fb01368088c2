"""Where the office files lie."""

import os
from pathlib import Path

_DEFAULT = Path(__file__).resolve().parent / "offices"


def offices_directory() -> Path:
    """The folder of office files: the environment variable ALUR_FILES_OFFICES, or `deploy/offices`."""
    configured = os.environ.get("ALUR_FILES_OFFICES")
    return Path(configured).expanduser().resolve() if configured else _DEFAULT
