"""What the journal says afterwards, held against what the clients were told."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.engine.core import events as e
from deploy.engine.core.snapshot import Snapshot, whole
from deploy.engine.journal.recovery import LAYOUT, recover
from deploy.engine.journal.snapshots import Snapshots
from deploy.engine.journal.steps import Journal
from tests.chaos.engine_load import Ledger

Interval = tuple[int, int]


@dataclass
class Findings:
    """Of one data directory."""

    steps: int = 0
    cases: int = 0
    timers: int = 0
    late: list[int] = field(default_factory=list)
    """Of each timer: how long (ms) the engine was up after the timer was due and had not fired it."""
    wrong: list[str] = field(default_factory=list)


def judge(data: Path, ledger: Ledger, downs: Sequence[Interval], *, ended: bool) -> Findings:
    """Hold the journal of a stopped engine against the ledger.

    `downs`: when the engine was not there, from the kill to its being ready again (ms). `ended`: every case came to its
    end.
    """
    found = Findings(wrong=list(ledger.wrong))
    counts: Counter[tuple[str, int]] = Counter()
    markers: Counter[str] = Counter()
    values: Counter[str] = Counter()
    messages: Counter[str] = Counter()
    due: dict[int, tuple[int, int]] = {}
    journal = Journal(data / "journal.db")
    try:
        for step in journal.read():
            found.steps += 1
            for array in json.loads(step.events):
                event = e.decode(array)
                kind = type(event).__name__
                if isinstance(event, e.VariablesSet):
                    markers.update([event.variables["nomor"]] if "nomor" in event.variables else [])
                    values.update([event.variables["tanda"]] if "tanda" in event.variables else [])
                elif isinstance(event, e.MessagePublished):
                    messages[event.message_id] += 1
                    counts[kind, event.key] += 1
                elif isinstance(event, e.TimerCreated):
                    due[event.key] = (max(event.due, step.now), event.due)
                    counts[kind, event.key] += 1
                elif isinstance(event, e.TimerTriggered):
                    counts[kind, event.key] += 1
                    since, at = due[event.key]
                    found.timers += 1
                    found.late.append(_up(since, step.now, downs))
                    if step.now < at:
                        found.wrong.append(f"timer {event.key} fired {at - step.now} ms early")
                elif isinstance(event, e.UserTaskMoved):
                    if event.state == "COMPLETED":
                        counts["UserTaskCompleted", event.key] += 1
                elif "key" in event._fields:
                    counts[kind, event.key] += 1
    finally:
        journal.close()
    found.cases = sum(1 for kind, _ in counts if kind == "InstanceStarted")
    _once(found, counts)
    _acknowledged(found, ledger, counts, markers, values, messages)
    if ended:
        open_ = {key for kind, key in counts if kind == "InstanceStarted"}
        open_ -= {key for kind, key in counts if kind == "ElementCompleted"}
        found.wrong += [f"case {key} never came to its end" for key in sorted(open_)]
    return found


_MANY = {"JobActivated", "JobFailed", "JobReturned", "JobUpdated", "UserTaskChanged"}
"""What may happen to the same thing more than once."""


def _once(found: Findings, counts: Counter[tuple[str, int]]) -> None:
    found.wrong += [
        f"{kind} {key} happened {count} times"
        for (kind, key), count in counts.items()
        if count > 1 and kind not in _MANY
    ]


def _acknowledged(
    found: Findings,
    ledger: Ledger,
    counts: Counter[tuple[str, int]],
    markers: Counter[str],
    values: Counter[str],
    messages: Counter[str],
) -> None:
    wrong = found.wrong
    for marker, key in ledger.created.items():
        if not counts["InstanceStarted", key]:
            wrong.append(f"case {key} ({marker}) was acknowledged and is not there")
        if markers[marker] < 1:
            wrong.append(f"the variables of case {key} ({marker}) are not there")
    for marker in ledger.created_unknown:
        if markers[marker] > 1:
            wrong.append(f"the case {marker}, asked for once, is there {markers[marker]} times")
    for message, key in ledger.published.items():
        if messages[message] != 1 or (key and not counts["MessagePublished", key]):
            wrong.append(f"message {message} was acknowledged and is there {messages[message]} times")
    wrong += [f"job {key} is not completed" for key in ledger.completed if not counts["JobCompleted", key]]
    wrong += [
        f"the failure of job {key} was acknowledged {times} times and is there {counts['JobFailed', key]} times"
        for key, times in ledger.failed.items()
        if counts["JobFailed", key] < times
    ]
    wrong += [f"user task {key} is not completed" for key in ledger.tasks if not counts["UserTaskCompleted", key]]
    wrong += [
        f"the variable value {value} is there {values[value]} times" for value in ledger.variables if values[value] != 1
    ]


def _up(since: int, until: int, downs: Sequence[Interval]) -> int:
    """Milliseconds between two moments in which the engine was up."""
    first = max(0, bisect_right(downs, (since, since)) - 1)
    down = 0
    for begin, end in downs[first:]:
        if begin >= until:
            break
        down += max(0, min(end, until) - max(begin, since))
    return until - since - down


def compare_with_replay(data: Path) -> Iterable[str]:
    """How the state that a start gives (snapshot and what came after) differs from that of all steps; nothing if not.

    The engine must not run. The snapshot is copied before it is used, so this changes nothing.
    """
    journal = Journal(data / "journal.db")
    started, replayed = Snapshots(data / "snapshot.db", LAYOUT), Snapshots(data / "no-snapshot.db", LAYOUT)
    try:
        from_snapshot = whole(recover(journal, started).state)
        from_all = whole(recover(journal, replayed).state)
    finally:
        started.close()
        journal.close()
    return list(_differences(from_snapshot, from_all))


def _differences(one: Snapshot, other: Snapshot) -> Iterable[str]:
    if one.globals != other.globals:
        yield "what is outside of cases differs from the replay"
    ones, others = dict(one.cases), dict(other.cases)
    for key in sorted(ones.keys() | others.keys()):
        if ones.get(key) != others.get(key):
            yield f"case {key} differs from the replay"
