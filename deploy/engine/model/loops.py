"""Loops in which nothing waits: a token in them would run without end, and with it the whole engine.

Camunda 8 refuses them at deployment too ("straight-through processing loops"), except those of gateways alone, which
another path may end by setting a variable. What waits is what somebody outside has to go on with: jobs, tasks of
people, messages, timers, signals, and everything that has listeners.
"""

from __future__ import annotations

from collections import deque

from deploy.engine.model import rules
from deploy.engine.model.process import Event, EventType, Flow, Type
from deploy.engine.model.refusals import Refusals
from deploy.engine.model.scopes import GATEWAYS, Draft, Drafts

_SCOPES = (Type.PROCESS, Type.SUB_PROCESS, Type.EVENT_SUB_PROCESS)
_PASSING = (Type.TASK, Type.MANUAL_TASK, Type.EXCLUSIVE_GATEWAY, Type.START_EVENT, Type.END_EVENT)
_JOINING = (Type.PARALLEL_GATEWAY, Type.INCLUSIVE_GATEWAY)
_SHOWN = 6


def refuse_endless_loops(refusals: Refusals, drafts: Drafts, links: dict[tuple[str, str], str]) -> None:
    """Refuses one element of each scope that has such a loop."""
    members: dict[str, list[Draft]] = {}
    for draft in drafts.by_id.values():
        if draft.scope is not None:
            members.setdefault(draft.scope, []).append(draft)
    passing: set[str] = set()
    # Inner scopes come behind outer ones in the document: read backwards, a sub-process is known before its holder.
    for draft in reversed(list(drafts.by_id.values())):
        if _passes(draft, members, passing):
            passing.add(draft.id)
    for draft in drafts.by_id.values():
        if draft.type in _SCOPES:
            nodes = [each.id for each in members.get(draft.id, []) if each.id in passing]
            edges = {
                each: [target for target in _next(drafts.by_id[each], links) if target in passing] for each in nodes
            }
            loop = _loop(nodes, edges, {each for each in nodes if drafts.by_id[each].type in GATEWAYS})
            if loop:
                shown = " > ".join([*loop[:_SHOWN], *(["..."] if len(loop) > _SHOWN else []), loop[0]])
                refusals.add(drafts.by_id[loop[0]].node, rules.ENDLESS_LOOP, loop=shown)


def _passes(draft: Draft, members: dict[str, list[Draft]], passing: set[str]) -> bool:
    """Whether a token goes through without waiting for anybody."""
    if draft.values["start_listeners"] or draft.values["end_listeners"]:
        return False
    event: Event | None = draft.values.get("event")
    if draft.type in (Type.INTERMEDIATE_THROW_EVENT, Type.END_EVENT):
        return event is None or event.type is not EventType.MESSAGE
    if draft.type is Type.INTERMEDIATE_CATCH_EVENT:
        return event is not None and event.type is EventType.LINK
    if draft.type is Type.SCRIPT_TASK:
        return draft.values["job"] is None
    if draft.type in _JOINING:
        # A join waits for other tokens.
        return len(draft.values["incoming"]) < 2
    if draft.type is Type.SUB_PROCESS:
        inside = (each for each in members.get(draft.id, []) if each.type is not Type.EVENT_SUB_PROCESS)
        return all(each.id in passing for each in inside)
    return draft.type in _PASSING


def _next(draft: Draft, links: dict[tuple[str, str], str]) -> list[str]:
    event: Event | None = draft.values.get("event")
    if event is not None and event.link and draft.type is Type.INTERMEDIATE_THROW_EVENT:
        catcher = links.get((draft.scope or "", event.link))
        return [] if catcher is None else [catcher]
    flows: tuple[Flow, ...] = draft.values["outgoing"]
    return [flow.target for flow in flows]


def _loop(nodes: list[str], edges: dict[str, list[str]], gateways: set[str]) -> list[str]:
    """A shortest loop through the first node, in document order, that is in one and is no gateway; else nothing."""
    home = _components(nodes, edges)
    for node in nodes:
        if node in gateways or not any(home[target] == home[node] for target in edges[node]):
            continue
        # In one component with one of its targets, so there is a way back.
        came_from: dict[str, str] = {}
        waiting = deque([node])
        while node not in came_from:
            current = waiting.popleft()
            for target in edges[current]:
                if home[target] == home[node] and target not in came_from:
                    came_from[target] = current
                    waiting.append(target)
        loop = [node]
        while came_from[loop[-1]] != node:
            loop.append(came_from[loop[-1]])
        return [node, *reversed(loop[1:])]
    return []


def _components(nodes: list[str], edges: dict[str, list[str]]) -> dict[str, int]:
    """The strongly connected component of each node: Tarjan's algorithm, with a stack of its own for long files."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    home: dict[str, int] = {}
    path: list[str] = []
    for root in nodes:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        path.append(root)
        work = [(root, iter(edges[root]))]
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in number:
                    number[target] = low[target] = len(number)
                    path.append(target)
                    work.append((target, iter(edges[target])))
                    break
                if target not in home:
                    low[node] = min(low[node], number[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    while node not in home:
                        home[path.pop()] = number[node]
    return home
