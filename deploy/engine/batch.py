"""Steps that share a commit, and what is given out when it is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from deploy.engine.core.replies import Note, Rejection, Reply
from deploy.engine.projecting import Committed
from deploy.engine.transitions import Answer


@dataclass
class Batch:
    """What waits for the disk together. An answer without a step of its own waits for those before it."""

    steps: list[Committed] = field(default_factory=list)
    answers: list[tuple[Answer, Reply | Rejection]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    characters: int = 0
    """Of the events as written."""
