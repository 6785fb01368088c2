"""How the elements of a process belong together: starts, boundary events, event sub-processes, links."""

from __future__ import annotations

from collections.abc import Iterable

from deploy.engine.model import rules
from deploy.engine.model.process import Event, EventType, Type
from deploy.engine.model.refusals import Refusals
from deploy.engine.model.scopes import ACTIVITIES, Draft, Drafts

_SCOPES = (Type.PROCESS, Type.SUB_PROCESS, Type.EVENT_SUB_PROCESS)
_ESCALATING = (Type.SUB_PROCESS, Type.CALL_ACTIVITY)


def assemble(refusals: Refusals, drafts: Drafts) -> dict[tuple[str, str], str]:
    """Fills in `start`, `starts`, `event_sub_processes` and `boundary`. Returns the links: (scope, name) -> catcher."""
    members: dict[str | None, list[Draft]] = {}
    for draft in drafts.by_id.values():
        members.setdefault(draft.scope, []).append(draft)
    for draft in drafts.by_id.values():
        if draft.type in _SCOPES:
            _scope(refusals, draft, members.get(draft.id, []))
    _boundaries(refusals, drafts)
    return _links(refusals, drafts)


def _scope(refusals: Refusals, scope: Draft, members: list[Draft]) -> None:
    starts = [draft for draft in members if draft.type is Type.START_EVENT]
    plain = [draft for draft in starts if _kind(draft) in (None, EventType.NONE)]
    subs = [draft for draft in members if draft.type is Type.EVENT_SUB_PROCESS]
    scope.values["event_sub_processes"] = tuple(draft.id for draft in subs)
    if scope.type is Type.PROCESS:
        scope.values["starts"] = tuple(draft.id for draft in starts)
        if not starts:
            refusals.add(scope.node, rules.NO_START)
        for draft in plain[1:]:
            refusals.add(draft.node, rules.SEVERAL_STARTS)
        _only_once(refusals, [(draft, draft) for draft in starts])
    elif scope.type is Type.SUB_PROCESS:
        if len(starts) != 1:
            refusals.add(scope.node, rules.SUB_PROCESS_START)
    elif len(starts) != 1:
        refusals.add(scope.node, rules.EVENT_SUB_PROCESS_START)
    first = starts if scope.type is Type.EVENT_SUB_PROCESS else plain
    scope.values["start"] = first[0].id if first else None


def _of_event_sub_processes(drafts: Drafts, scope: Draft) -> list[tuple[Draft, Draft]]:
    """(event sub-process, its start event) of a scope."""
    subs = [drafts.by_id[each] for each in scope.values["event_sub_processes"]]
    return [(sub, drafts.by_id[sub.values["start"]]) for sub in subs if sub.values["start"]]


def _boundaries(refusals: Refusals, drafts: Drafts) -> None:
    attached: dict[str, list[Draft]] = {}
    for draft in drafts.by_id.values():
        if draft.type is not Type.BOUNDARY_EVENT:
            continue
        reference = draft.values["attached_to"]
        host = drafts.by_id.get(reference)
        if not reference:
            refusals.add(draft.node, rules.NOT_ATTACHED)
        elif host is None and reference in drafts.refused:
            continue
        elif host is None or host.type not in ACTIVITIES or host.scope != draft.scope:
            refusals.add(draft.node, rules.ATTACHED_WRONG, target=reference[:60])
        else:
            attached.setdefault(host.id, []).append(draft)
            if _kind(draft) is EventType.ESCALATION and host.type not in _ESCALATING:
                refusals.add(draft.node, rules.ESCALATION_ATTACHED, target=host.id)
    for host_id, events in attached.items():
        drafts.by_id[host_id].values["boundary"] = tuple(draft.id for draft in events)
        _only_once(refusals, [(draft, draft) for draft in events])
    for draft in drafts.by_id.values():
        if draft.type in _SCOPES:
            _only_once(refusals, _of_event_sub_processes(drafts, draft))


def _only_once(refusals: Refusals, catchers: Iterable[tuple[Draft, Draft]]) -> None:
    """Refuses a second catcher of the same message, signal, error or escalation at one place.

    Two timers are two times. A name that is an expression can only be the same when its text is.
    """
    seen: dict[tuple[EventType, str], str] = {}
    for shown, draft in catchers:
        event: Event | None = draft.values.get("event")
        if event is None:
            continue
        if event.type in (EventType.MESSAGE, EventType.SIGNAL):
            if event.name is None:
                continue
            name = event.name.text
        elif event.type in (EventType.ERROR, EventType.ESCALATION):
            name = event.code.text if event.code is not None else ""
        else:
            continue
        other = seen.setdefault((event.type, name), shown.id)
        if other != shown.id:
            what = f"'{name[:60]}'" if name else "of every code"
            refusals.add(shown.node, rules.CAUGHT_TWICE, kind=event.type.lower(), name=what, other=other)


def _links(refusals: Refusals, drafts: Drafts) -> dict[tuple[str, str], str]:
    links: dict[tuple[str, str], str] = {}
    throwing: list[tuple[Draft, tuple[str, str]]] = []
    for draft in drafts.by_id.values():
        event: Event | None = draft.values.get("event")
        if event is None or event.type is not EventType.LINK or not event.link or draft.scope is None:
            continue
        place = (draft.scope, event.link)
        if draft.type is Type.INTERMEDIATE_THROW_EVENT:
            throwing.append((draft, place))
        elif place in links:
            refusals.add(draft.node, rules.LINK_TWICE, name=event.link[:60])
        else:
            links[place] = draft.id
        if draft.values["outgoing" if draft.type is Type.INTERMEDIATE_THROW_EVENT else "incoming"]:
            refusals.add(draft.node, rules.LINK_FLOW)
    for draft, place in throwing:
        if place not in links:
            refusals.add(draft.node, rules.LINK_TARGET, name=place[1][:60])
    return links


def _kind(draft: Draft) -> EventType | None:
    event: Event | None = draft.values.get("event")
    return None if event is None else event.type
