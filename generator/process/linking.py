"""Links the rows: where each open exit goes, merges where flows meet, and ids of flows that are told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from generator.graph import Flow, Node
from generator.process.parts import Exit, Fragment, end_event, flow, gateway, lower_first, short_name
from generator.sop import Langkah, Sop


class BuildError(ValueError):
    """The SOP cannot become a process; the message (Indonesian) says where and what to do."""


def link(
    sop: Sop, steps: tuple[Langkah, ...], fragments: list[Fragment], start: Node, end: Node
) -> tuple[list[Node], list[Flow]]:
    """All nodes and flows of the process from its rows, in the order of the table.

    Raises BuildError for a branch that leads to a row which is not a task of the office.
    """
    order = {step.kode: i for i, step in enumerate(steps)}
    nodes: list[Node] = [start]
    flows: list[Flow] = [flow(start.id, fragments[0].entry)]
    for index, fragment in enumerate(fragments):
        nodes += fragment.nodes
        flows += fragment.flows
        ends: dict[str, Node] = {}
        made: list[Flow] = []
        for exit_ in fragment.exits:
            goal = _goal(sop, steps[index], exit_, order, index)
            if goal is None:
                target = _own_end(exit_, steps[index], fragment, ends)
            elif goal == len(fragments):
                target = end.id
            else:
                target = _entry(fragments[goal], exit_, back=goal <= index)
            onward = flow(exit_.source, target, exit_.name, exit_.condition)
            if goal is not None and goal <= index:
                onward = replace(onward, kind="return")
            elif exit_.refuses:
                onward = replace(onward, kind="refusal")
            made.append(onward)
        nodes += ends.values()
        flows += [*_together(made), *fragment.side_flows]
    return _numbered(*_insert_merges([*nodes, end], flows))


def _goal(sop: Sop, step: Langkah, exit_: Exit, order: dict[str, int], index: int) -> int | None:
    """Index of the row that the exit leads to; None for an end of its own."""
    if exit_.behind is not None:
        return order[exit_.behind] + 1
    if exit_.target is None:
        return index + 1
    if exit_.target.ke is None:
        return None
    goal = order.get(exit_.target.ke)
    if goal is None and exit_.to_task:
        # What the applicant completes comes in again where the office takes over from the applicant.
        return 0
    if goal is None:
        raise BuildError(
            f"SOP `{sop.slug}`, langkah {step.no}: tidak dapat kembali ke `{exit_.target.ke}`, "
            "langkah itu dilakukan pihak luar; pilih langkah lain pada `tidak.ke`."
        )
    return goal


def _entry(fragment: Fragment, exit_: Exit, *, back: bool) -> str:
    """Where the flow comes into a row. Who sends a case back decides that the row is done: no condition skips it."""
    if not back:
        return fragment.entry
    return fragment.task if exit_.to_task else fragment.past_condition or fragment.entry


def _own_end(exit_: Exit, step: Langkah, fragment: Fragment, ends: dict[str, Node]) -> str:
    """The end event of a branch; outcomes of one row that end under the same name share it."""
    name = (exit_.target.selesai if exit_.target else None) or ""
    if name not in ends:
        ends[name] = end_event(f"End_{step.kode}_{len(ends) + 1}", name, fragment.lane, step.kode)
    return ends[name].id


def _together(flows: list[Flow]) -> list[Flow]:
    """Outcomes of one question that lead to the same place become one flow with both names.

    Unless all of them do: then the question would have one answer, and each stays a flow of its own.
    """
    groups: dict[tuple[str, str], list[Flow]] = {}
    for f in flows:
        groups.setdefault((f.source, f.target), []).append(f)
    sources = Counter(source for source, _ in groups)
    joined: list[Flow] = []
    for (source, _), same in groups.items():
        if len(same) == 1 or sources[source] == 1:
            joined += same
            continue
        conditions = [(f.condition or "=true").removeprefix("=") for f in same]
        all_names = " atau ".join([same[0].name, *(lower_first(f.name) for f in same[1:])])
        names = short_name(all_names, f"{same[0].name} atau jawaban lain")
        condition = "=" + " or ".join(f"({c})" for c in conditions)
        joined.append(replace(same[0], name=names, condition=condition))
    return joined


def _insert_merges(nodes: list[Node], flows: list[Flow]) -> tuple[list[Node], list[Flow]]:
    """A merging gateway before every node with several incoming flows (an implicit merge is easily misread).

    Joins have several by their nature. A gateway that asks a question does not merge at the same time.
    """
    incoming = Counter(f.target for f in flows)
    outgoing = Counter(f.source for f in flows)
    merged_nodes: list[Node] = []
    moved: dict[str, str] = {}
    for node in nodes:
        joins = node.kind == "parallelGateway" and outgoing[node.id] == 1
        merges = node.kind == "exclusiveGateway" and outgoing[node.id] == 1
        if incoming[node.id] > 1 and not joins and not merges:
            merge = gateway(f"Merge_{node.id}", "", node.lane, node.row)
            moved[node.id] = merge.id
            merged_nodes.append(merge)
        merged_nodes.append(node)
    merged_flows: list[Flow] = []
    for f in flows:
        if f.target in moved:
            merge_id = moved[f.target]
            merged_flows.append(replace(f, id=f"Flow_{f.source}_{merge_id}", target=merge_id))
        else:
            merged_flows.append(f)
    merged_flows += [flow(merge_id, target) for target, merge_id in moved.items()]
    return merged_nodes, merged_flows


def _numbered(nodes: list[Node], flows: list[Flow]) -> tuple[list[Node], list[Flow]]:
    """Flows between the same two nodes get a number behind their id, in the order of the outcomes."""
    seen: Counter[str] = Counter()
    unique: list[Flow] = []
    for f in flows:
        seen[f.id] += 1
        unique.append(f if seen[f.id] == 1 else replace(f, id=f"{f.id}_{seen[f.id]}"))
    return nodes, unique
