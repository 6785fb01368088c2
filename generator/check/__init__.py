"""Proves before deployment that a process can run: references, soundness, data and letters on every path, messages."""

from __future__ import annotations

from generator.check.data import FormKeys, data_problems
from generator.check.letters import letter_problems
from generator.check.messages import message_problems
from generator.check.problems import Problem
from generator.check.soundness import soundness_problems
from generator.check.structure import structure_problems
from generator.graph import ProcessGraph

__all__ = ["Problem", "check_process"]


def check_process(graph: ProcessGraph, forms: FormKeys) -> tuple[Problem, ...]:
    """Everything that is wrong with the process, in the order of the diagram; empty when it may be deployed.

    `forms` names the variables that each form writes. Soundness is judged only when the structure holds.
    """
    problems = structure_problems(graph)
    if not problems:
        problems = [
            *soundness_problems(graph),
            *data_problems(graph, forms),
            *letter_problems(graph),
            *message_problems(graph),
        ]
    return tuple(problems)
