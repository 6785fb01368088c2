"""The process engine: the one that ships with Alur, started here, or a cluster that somebody else runs.

Importing this package costs nothing; what it offers is loaded when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deploy.engine.engine import Addresses, Engine
    from deploy.engine.settings import HOST, EngineSettings

__all__ = ["HOST", "Addresses", "Engine", "EngineSettings"]

_HOMES = {"Addresses": "engine", "Engine": "engine", "EngineSettings": "settings", "HOST": "settings"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
