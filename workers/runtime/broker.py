"""What the runtime needs of a process engine, without saying how it is reached."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Job:
    """One activated job. Its variables and headers stay out of `repr`, so out of logs."""

    key: int
    job_type: str
    process_instance_key: int
    process_id: str
    element_id: str
    element_instance_key: int
    retries: int
    headers: Mapping[str, Any] = field(repr=False)
    variables: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Subscription:
    """Which jobs to take, and how."""

    job_type: str
    variables: tuple[str, ...]
    """Only these are fetched; an empty tuple fetches all."""
    job_seconds: float
    """The engine gives a job to somebody else when nothing was reported for this long."""
    poll_seconds: float = 10.0
    """How long the engine holds a poll open when there is no job; negative: it answers at once."""
    stream_seconds: float = 3600.0
    """A stream is renewed after this long, which balances streams over gateways."""


class BrokerError(Exception):
    """Base of what can go wrong with a call; the text never holds job data."""


class BrokerBusyError(BrokerError):
    """Back-pressure: the engine asks to come back later."""


class BrokerUnavailableError(BrokerError):
    """The engine cannot be reached, did not answer in time, or broke inside."""


class BrokerRefusedError(BrokerError):
    """The engine understood the call and will never accept it as it is (too large, not allowed, malformed)."""


class StreamEndedError(BrokerError):
    """A stream came to its agreed end and wants to be opened again."""


class JobGoneError(BrokerError):
    """The job is no longer there: completed by another delivery, or its case was cancelled."""


class AlreadyPublishedError(BrokerError):
    """A message with this id is still in the engine's buffer."""


class Broker(Protocol):
    """Calls to the engine. All raise BrokerBusyError, BrokerUnavailableError or BrokerRefusedError."""

    def activate(self, subscription: Subscription, limit: int) -> AsyncGenerator[Job, None]:
        """At most `limit` waiting jobs; ends when the engine has answered the poll."""
        ...

    def stream(self, subscription: Subscription) -> AsyncGenerator[Job, None]:
        """Jobs as they are created; older ones never come this way. Raises StreamEndedError at its end."""
        ...

    async def complete(self, job_key: int, variables: Mapping[str, Any]) -> None:
        """Report success. Raises JobGoneError."""
        ...

    async def fail(self, job_key: int, retries: int, message: str, back_off_seconds: float) -> None:
        """Report a failure; with 0 retries the engine makes an incident. Raises JobGoneError."""
        ...

    async def throw(self, job_key: int, code: str, message: str, variables: Mapping[str, Any]) -> None:
        """Report a BPMN error. Raises JobGoneError."""
        ...

    async def publish(
        self, name: str, correlation_key: str, variables: Mapping[str, Any], message_id: str, ttl_seconds: float
    ) -> None:
        """Publish a message. Raises AlreadyPublishedError."""
        ...
