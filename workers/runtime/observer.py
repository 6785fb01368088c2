"""What the runtime tells to whoever watches it; no method gets job data."""

from __future__ import annotations

from typing import Protocol

from workers.runtime.broker import BrokerError, Job
from workers.runtime.outcome import Outcome


class Observer(Protocol):
    """Told of everything that ops may want to see. Must not raise, must not block."""

    def connected(self, job_type: str) -> None:
        """A poll was answered."""

    def connection_failed(self, job_type: str, what: str, error: BrokerError, failures: int, wait: float) -> None:
        """A poll or stream failed for the n-th time in a row and is tried again after `wait` seconds."""

    def stream_renewed(self, job_type: str) -> None:
        """A stream came to its end and is opened again."""

    def delivered_again(self, job: Job) -> None:
        """A job that still runs here was given out a second time."""

    def started(self, job: Job) -> None:
        """A job begins to run here."""

    def finished(self, job: Job, outcome: Outcome, seconds: float, reported: bool) -> None:
        """A job came to its outcome; `reported` is false when the engine no longer wanted to hear it."""

    def report_failed(self, job: Job, error: BrokerError) -> None:
        """The outcome could not be told to the engine."""

    def unexpected(self, job: Job, failure: Exception) -> None:
        """A handler failed in a way it did not foresee. Only its type and place may be logged."""
