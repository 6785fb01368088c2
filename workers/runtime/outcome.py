"""What came of a job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Completed:
    """The job is done."""

    variables: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Failed:
    """The job is to be tried again, or with 0 retries to be looked at by a person."""

    retries: int
    message: str
    back_off_seconds: float
    reason: str
    """Class name of the failure, for logs and metrics."""


@dataclass(frozen=True)
class Thrown:
    """The job ends in a BPMN error."""

    code: str
    message: str
    variables: Mapping[str, Any] = field(default_factory=dict)


Outcome = Completed | Failed | Thrown
