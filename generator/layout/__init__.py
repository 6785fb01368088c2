"""Draws a process: from the graph to coordinates (rule 10 of the design).

The stages below are the algorithm; docs/layout.md walks one diagram through them.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.graph import Annotation, MessageFlow, PlacedGraph, ProcessGraph, Scope
from generator.layout.composing import compose, compose_inner
from generator.layout.draft import Draft
from generator.layout.grid import assign_columns, assign_rows
from generator.layout.keeping import Kept, keep_positions
from generator.layout.routing import route
from generator.layout.spreading import spread
from generator.layout.structure import draft_scope

__all__ = ["Kept", "keep_positions", "lay_out"]


def lay_out(graph: ProcessGraph) -> PlacedGraph:
    """Coordinates for everything in the graph; the same graph always gets the same ones."""
    sides = {pool.id: pool.side for pool in graph.pools}
    lanes = {lane.id: lane.name for lane in graph.lanes}
    draft = _draw(graph.scope, lanes, graph.annotations, graph.message_flows, sides)
    return compose(graph, draft)


def _draw(
    scope: Scope,
    lanes: Mapping[str, str],
    notes: tuple[Annotation, ...],
    messages: tuple[MessageFlow, ...],
    sides: Mapping[str, str],
) -> Draft:
    """A scope as far as x; sub-processes are drawn completely before the scope they lie in."""
    inner = {
        node.id: compose_inner(_draw(node.scope, {}, notes, messages, sides), node.name)
        for node in scope.nodes
        if node.scope is not None
    }
    draft = draft_scope(scope, lanes, inner, notes, messages, sides)
    assign_columns(draft)
    assign_rows(draft)
    route(draft)
    spread(draft)
    return draft
