"""Proves before deployment that a process can run: references, soundness, data and letters on every path, messages."""

from __future__ import annotations

from dataclasses import replace

from generator.check.branches import FormField, FormFields, branch_problems
from generator.check.data import data_problems
from generator.check.jobs import form_problems, job_problems
from generator.check.letters import letter_problems
from generator.check.messages import message_problems
from generator.check.problems import Problem
from generator.check.rows import row_problems
from generator.check.soundness import soundness_problems
from generator.check.structure import structure_problems
from generator.graph import ProcessGraph

__all__ = ["FormField", "FormFields", "Problem", "check_process", "row_problems"]


def check_process(graph: ProcessGraph, forms: FormFields) -> tuple[Problem, ...]:
    """Everything that is wrong with the process, in the order of the diagram; empty when it may be deployed.

    `forms` has the inputs of each form. Behaviour is judged only when the structure holds.
    """
    problems = [*structure_problems(graph), *form_problems(graph, forms)]
    if not problems:
        written = {id_: frozenset(key.split(".")[0] for key in fields) for id_, fields in forms.items()}
        problems = [
            *soundness_problems(graph),
            *branch_problems(graph, forms),
            *data_problems(graph, written),
            *letter_problems(graph),
            *message_problems(graph),
            *job_problems(graph, forms),
        ]
    rows = _rows(graph)
    return tuple(replace(p, langkah=rows.get(p.element)) for p in problems)


def _rows(graph: ProcessGraph) -> dict[str, str | None]:
    """SOP row of each element; of a flow that of its source."""
    rows = {node.id: node.row for node, _ in graph.walk()}
    scopes = [graph.scope, *(node.scope for node, _ in graph.walk() if node.scope is not None)]
    return rows | {flow.id: rows.get(flow.source) for scope in scopes for flow in scope.flows}
