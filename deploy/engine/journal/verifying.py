"""Reads what recovery did not: the steps before the snapshot. Running cases do not need them, their history does."""

from __future__ import annotations

import logging
from contextlib import closing
from itertools import islice

from deploy.engine.journal.steps import Journal
from deploy.errors import AlurError

_log = logging.getLogger(__name__)


class Verification:
    """Goes through the journal in slices, in a thread, once after a start."""

    def __init__(self, journal: Journal, until: int) -> None:
        """`until`: the last position to be read."""
        self._journal = journal
        self._until = until
        self._position = 0
        self.damage = ""
        """What is wrong, in a sentence; empty while nothing is."""

    @property
    def done(self) -> bool:
        """Whether all was read, or damage was found."""
        return bool(self.damage) or self._position >= self._until

    def some(self, steps: int) -> None:
        """Read on by so many steps."""
        try:
            with closing(self._journal.read(self._position)) as reading:
                for step in islice(reading, min(steps, self._until - self._position)):
                    self._position = step.position
        except AlurError as failure:
            self.damage = failure.message
            _log.error(
                "%s Cases go on from the snapshot, but what was before is not whole any more: copy the directory away, "
                "and keep the backups that you have.",
                failure.message,
            )
