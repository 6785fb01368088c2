"""How much may wait in the engine, and how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Every queue has an end and every wait too."""

    commands: int = 5_000
    """Commands without an answer that wait for the disk; more are refused with `EngineBusy`."""
    characters: int = 64 * 1024 * 1024
    """Of events that wait for the disk."""
    recovering_seconds: float = 10.0
    """A command that comes while the state is made anew waits this long."""
    listener_seconds: float = 30.0
    """The listeners of a user task may take this long while somebody waits for the answer."""
    commit_seconds: float = 30.0
    """A commit that takes longer is answered with `EngineUnavailable`, although it may still come."""
    retry_seconds: float = 1.0
    """Pause before a disk that refused is tried again."""
    snapshot_seconds: float = 5.0
    """While something happens, a snapshot is taken at least so often."""
