"""The state as bytes: what a checkpoint writes, what recovery reads, and how idle cases are kept small in memory.

Cases are packed one by one (packing.py), the rest of the state is one JSON object. Indices are not written, they follow
from the cases. The same state always gives the same bytes.
"""

from __future__ import annotations

import heapq
import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from deploy.engine.core.apply import apply, index_subscription
from deploy.engine.core.entities import BACKING_OFF, TAKEN, WAITING, Case, Message, StartSubscription, Timer
from deploy.engine.core.events import FormDeployed, ProcessDeployed
from deploy.engine.core.packing import pack, unpack
from deploy.engine.core.state import JOB_BACKOFF, JOB_DEADLINE, MESSAGE_END, TIMER, State, mark

IDLE_STEPS = 2_000
"""A case that so many steps did not touch may be packed."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What changed since the last one."""

    globals: bytes
    cases: list[tuple[int, bytes | None]]
    """Root key and case; None when it is over."""


def changes(state: State) -> Snapshot:
    """Everything that changed since the last call, in the order of the keys; nothing is changed any more then."""
    cases: list[tuple[int, bytes | None]] = []
    for root in sorted(state.dirty):
        case = state.cases.get(root)
        cases.append((root, None if case is None else case if isinstance(case, bytes) else pack(state, case)))
    state.dirty.clear()
    return Snapshot(_globals(state), cases)


def whole(state: State) -> Snapshot:
    """The whole state, whatever changed; for comparing two."""
    cases = [
        (root, case if isinstance(case, bytes) else pack(state, case)) for root, case in sorted(state.cases.items())
    ]
    return Snapshot(_globals(state), list(cases))


def restore(globals_: bytes, cases: Iterable[tuple[int, bytes]]) -> State:
    """The state that gave these bytes; empty `globals_` are those of a new engine. Cases stay packed."""
    state = new_state()
    if globals_:
        _restore_globals(state, json.loads(globals_))
    for root, packed in cases:
        state.cases[root] = packed
        _index(state, unpack(state, root, packed))
    return state


def new_state() -> State:
    """The state of an engine that nothing happened in."""
    state = State()
    state.unpack = unpack
    return state


def pack_idle(state: State, limit: int = 500, idle: int = IDLE_STEPS) -> int:
    """Packs up to `limit` cases that were not touched for `idle` steps; returns how many."""
    horizon = state.steps - idle
    found = []
    for root, case in state.unpacked():
        if case.touched <= horizon:
            found.append((root, case))
            if len(found) == limit:
                break
    for root, case in found:
        state.cases[root] = pack(state, case)
    return len(found)


def _filled(kind: type[Any], names: tuple[str, ...], row: list[Any]) -> Any:
    value = object.__new__(kind)
    for name, item in zip(names, row, strict=True):
        setattr(value, name, item)
    return value


def _index(state: State, case: Case) -> None:
    """What finds the case from outside."""
    for job in case.jobs.values():
        if job.state == WAITING:
            state.waiting_jobs.setdefault(job.type, OrderedDict())[job.key] = None
        elif job.state in (TAKEN, BACKING_OFF):
            what = JOB_DEADLINE if job.state == TAKEN else JOB_BACKOFF
            heapq.heappush(state.due, (job.deadline, job.key, what))
    for timer in case.timers.values():
        heapq.heappush(state.due, (timer.due, timer.key, TIMER))
    for subscription in case.subscriptions.values():
        index_subscription(state, subscription)
    for signal in case.signals.values():
        state.waiting_signals.setdefault(signal.name, {})[signal.key] = None
    for instance in case.instances.values():
        if instance.lock is not None:
            state.locks[mark(*instance.lock)] = instance.key


# --- the rest --------------------------------------------------------------------------------------------------------


def _globals(state: State) -> bytes:
    content = {
        "blocks": state.blocks,
        "last_key": state.last_key,
        "aliases": sorted(state.aliases.items()),
        "pinned": state.pinned,
        "definitions": [
            [d.key, d.deployment, d.process.id, d.version, d.process.version_tag, d.process.name, d.resource_name,
             d.checksum]
            for d in state.definitions.values()
        ],
        "forms": [
            [f.key, f.deployment, f.file.id, f.version, f.file.version_tag, f.resource_name, f.checksum]
            for f in state.forms.values()
        ],
        "newest": state.newest,
        "newest_form": state.newest_form,
        "versions": state.versions,
        "form_versions": state.form_versions,
        "start_subscriptions": [
            [getattr(s, name) for name in StartSubscription.__slots__] for s in state.start_subscriptions.values()
        ],
        "start_timers": [[getattr(t, name) for name in Timer.__slots__] for t in state.start_timers.values()],
        "messages": [[getattr(m, name) for name in Message.__slots__] for m in state.messages.values()],
    }  # fmt: skip
    rest = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return f'{{"resources":{_resources(state)},"rest":{rest}}}'.encode("ascii")


def _resources(state: State) -> str:
    """The deployed files as JSON; they only ever grow, and are long, so the text is kept."""
    count, text = state.resources_text
    if count != len(state.resources):
        text = json.dumps(state.resources, sort_keys=True, separators=(",", ":"))
        state.resources_text = (len(state.resources), text)
    return text


def _restore_globals(state: State, content: dict[str, Any]) -> None:
    state.resources = content["resources"]
    content = content["rest"]
    for row in content["definitions"]:
        apply(state, ProcessDeployed(*row), 0)
    for row in content["forms"]:
        apply(state, FormDeployed(*row), 0)
    state.newest = content["newest"]
    state.newest_form = content["newest_form"]
    state.versions = content["versions"]
    state.form_versions = content["form_versions"]
    state.blocks = content["blocks"]
    state.last_key = content["last_key"]
    state.aliases = dict(content["aliases"])
    state.pinned = content["pinned"]
    for row in content["start_subscriptions"]:
        start = _filled(StartSubscription, StartSubscription.__slots__, row)
        state.start_subscriptions[start.key] = start
    for row in content["start_timers"]:
        timer = _filled(Timer, Timer.__slots__, row)
        state.start_timers[timer.key] = timer
        heapq.heappush(state.due, (timer.due, timer.key, TIMER))
    for row in content["messages"]:
        message = _filled(Message, Message.__slots__, row)
        state.messages[message.key] = message
        state.buffered.setdefault(mark(message.name, message.correlation_key), []).append(message.key)
        if message.message_id:
            state.message_ids[(message.name, message.correlation_key, message.message_id)] = message.key
        heapq.heappush(state.due, (message.deadline, message.key, MESSAGE_END))
