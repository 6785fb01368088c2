"""Interpretation: what an SOP table means, with evidence for every inferred value and a finding for every doubt."""

from generator.interpret.evidence import CONFIDENT, Decision, Evidence
from generator.interpret.explanation import Explanation
from generator.interpret.reading import Reading, interpret

__all__ = ["CONFIDENT", "Decision", "Evidence", "Explanation", "Reading", "interpret"]
