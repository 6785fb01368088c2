"""Evidence: why a value was taken, with a weight, and how sure the whole is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """One reason for or against a value. `weight` is in nats: the value becomes e^weight times as likely."""

    value: str
    weight: float
    reason: str


@dataclass(frozen=True)
class Decision:
    """A value with all evidence for the values that were considered. `confidence` is between 0 and 1."""

    field: str
    value: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()
    """Other values with their confidence, likeliest first."""


CONFIDENT = 0.9
"""Below this a decision is a finding that the owner has to settle."""
