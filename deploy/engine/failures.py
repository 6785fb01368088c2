"""Why a command got no answer of the core: conditions of the engine around it, for gRPC and REST to map.

The reason is one sentence for people: what is wrong and what to do. It never holds variable values.
"""

from __future__ import annotations


class EngineFailure(Exception):  # noqa: N818 - the kinds below say what happened
    """The engine around the core could not answer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EngineBusy(EngineFailure):
    """Too many commands wait for the disk; nothing was done. gRPC: RESOURCE_EXHAUSTED, REST: 503, ask again later."""


class EngineUnavailable(EngineFailure):
    """The journal cannot be written (disk full, I/O error), or the engine is stopping or recovering.

    Nothing was acknowledged; whether the command counts is only known by asking again. gRPC: UNAVAILABLE, REST: 503.
    """


class EngineFault(EngineFailure):
    """The core failed on this command (a fault of Alur); nothing of it was done. gRPC: INTERNAL, REST: 500."""


class ListenersSilent(EngineFailure):
    """The listeners of a user task have not decided in time; they may still. gRPC: DEADLINE_EXCEEDED, REST: 504."""
