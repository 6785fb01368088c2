"""The worker's settings as the commands find them on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from workers.settings import Settings


def worker_settings(config: Path | None = None) -> Settings:
    """The worker's settings on this machine; the engine that `alur up` started is found by itself.

    Raises AlurError with all that is wrong.
    """
    from workers.settings import SettingsError

    try:
        return load(config)
    except SettingsError as error:
        raise unusable_settings(error.problems) from error


def load(config: Path | None) -> Settings:
    """The same, with the workers' own error: `SettingsError`."""
    from deploy.engine import Engine
    from deploy.engine.settings import port_offset_from_environment
    from deploy.home import alur_home
    from deploy.offices_directory import offices_directory
    from workers.settings import load_settings

    home = alur_home()
    try:
        engine = Engine.running(home)
    except AlurError:
        address, offset = None, port_offset_from_environment()
    else:
        address, offset = engine.grpc_address, engine.settings.port_offset
    return load_settings(home, offices=offices_directory(), file=config, engine_address=address, port_offset=offset)


def unusable_settings(problems: Iterable[str]) -> AlurError:
    """The refusal that names every problem."""
    return AlurError(
        "The worker's configuration cannot be used:",
        "Correct what is named below.",
        Exit.USAGE,
        detail="\n".join(f"  - {problem}" for problem in problems),
    )
