"""How a handler says that it could not do its job. Its texts reach incidents and the log: no personal data in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class JobFailure(Exception):  # noqa: N818 - a failure of the job, not of the code
    """Base of what a handler raises on purpose.

    `message` says what is wrong, `remedy` what a person can do about it; both are safe to show.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class RetryLater(JobFailure):
    """It may work next time; an incident with the remedy follows after the last retry."""


class Outage(JobFailure):
    """Something that every job needs is down (the database, the disk).

    Uses up no retry: an outage of an hour must not leave an incident on every case. It shows in readiness and metrics.
    """


class InProgress(JobFailure):
    """Another worker is just doing it, or died while it did: ask again in a moment. Uses up no retry."""


class NeedsPerson(JobFailure):
    """Trying again is useless until a person corrects something: an incident at once."""


class ProcessError(JobFailure):
    """A BPMN error that the process handles."""

    def __init__(self, code: str, message: str, variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.variables = dict(variables or {})
        """What the catching event may map into the case."""
