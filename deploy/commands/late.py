"""`alur late`: what is late, what will be today, what waits for a worker, and who was told."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from rich.console import Console

    from deploy.camunda import Element, Task
    from workers.office import Office
    from workers.storage import Breach, Deadline, Storage

Lateness = Literal["late", "today"]
_MOST_TASKS = 5000
_PASSING_SECONDS = 15.0
"""What waits shorter for a worker than this is just being done, or a cluster's search has not seen it yet."""
_SEARCH_LAG_SECONDS = 4.0
_WORKER_KINDS = ("SERVICE_TASK", "SEND_TASK", "USER_TASK")
_TASK = "Task_"


@dataclass(frozen=True)
class LateTask:
    """An open task that is late, or will be before the day ends."""

    state: Lateness
    due: dt.datetime
    """In the office's zone, where the office is known."""
    name: str
    case: str
    """Process instance key."""
    step: str
    roles: tuple[str, ...]
    told: tuple[int, ...] = ()
    """Levels of the escalation that were recorded."""
    number: str = ""
    """nomorPerkara."""


def late(
    office: Annotated[str, typer.Option("--office", help="Only tasks of this office.")] = "",
) -> None:
    """Show what is late or will be today, what waits for a worker, dead messages, and answers that no case took.

    Open tasks come from the engine, what was told to whom from the workers' storage. Exit status 1: something is late.
    """
    from deploy.camunda import connect
    from deploy.letter_answers import show_unused
    from deploy.letter_storage import storage_for
    from workers.storage import Deadlines

    engine = connect()
    client = engine.client
    tasks = client.open_tasks(limit=_MOST_TASKS)
    now = engine.now()
    with storage_for("read") as storage:
        deadlines = Deadlines(storage)
        found = late_tasks(tasks, deadlines.of_cases({int(t.case) for t in tasks}), _offices(), now, office)
        found = with_breaches(found, deadlines.breaches())
        numbers = {case: str(client.variables(case).get("nomorPerkara") or "") for case in {t.case for t in found}}
        _show_tasks([replace(task, number=numbers[task.case]) for task in found], now)
        if len(tasks) == _MOST_TASKS:
            print(f"Only the oldest {_MOST_TASKS} open tasks were looked at.", file=sys.stderr)
        waiting = waiting_for_workers(client.elements(state="ACTIVE", kinds=_WORKER_KINDS), tasks, now)
        if waiting and not engine.embedded:
            # A task that was just done: a cluster's searches see that at different moments.
            time.sleep(_SEARCH_LAG_SECONDS)
            active = client.elements(state="ACTIVE", kinds=_WORKER_KINDS)
            still = waiting_for_workers(active, client.open_tasks(limit=_MOST_TASKS), now)
            waiting = [element for element in waiting if element in still]
        _show_waiting(waiting, now)
        undelivered = _show_messages(storage)
        # Answers are recorded by the wall clock, whatever clock the engine runs by.
        unused = show_unused(storage, dt.datetime.now(dt.UTC), office)
    if any(task.state == "late" for task in found) or waiting or undelivered or unused:
        raise typer.Exit(Exit.FINDING)


def late_tasks(
    tasks: Iterable[Task],
    deadlines: Iterable[Deadline],
    offices: Mapping[str, Office],
    now: dt.datetime,
    only_office: str = "",
) -> list[LateTask]:
    """Open tasks whose deadline has passed or will before midnight of their office, the most urgent first.

    Tasks of a step that was done before have several deadlines; the task's own is its due date.
    """
    office_of = {(str(d.process_instance), d.langkah, d.tenggat.astimezone(dt.UTC)): d.kantor for d in deadlines}
    found = []
    for task in tasks:
        if not task.due:
            continue
        due = task.due
        step = task.element.removeprefix(_TASK)
        kantor = office_of.get((task.case, step, due.astimezone(dt.UTC).replace(microsecond=0)), "")
        if only_office and kantor != only_office:
            continue
        zone = offices[kantor].zone if kantor in offices else dt.UTC
        due = due.astimezone(zone)
        state: Lateness | None = (
            "late" if due <= now else "today" if due.date() == now.astimezone(zone).date() else None
        )
        if state is not None:
            found.append(LateTask(state, due, task.name, task.case, step, task.candidate_groups))
    return sorted(found, key=lambda task: (task.due, task.case, task.step))


def with_breaches(tasks: Iterable[LateTask], breaches: Iterable[Breach]) -> list[LateTask]:
    """With the levels that were told for this task: a step that is done again has a deadline of its own."""
    told: dict[tuple[str, str, dt.datetime], list[int]] = {}
    for breach in breaches:
        if breach.tenggat is not None:
            key = (str(breach.process_instance), breach.langkah, breach.tenggat.astimezone(dt.UTC))
            told.setdefault(key, []).append(breach.tingkat)
    return [
        replace(task, told=tuple(sorted(told.get((task.case, task.step, task.due.astimezone(dt.UTC)), []))))
        for task in tasks
    ]


def waiting_for_workers(active: Iterable[Element], tasks: Sequence[Task], now: dt.datetime) -> list[Element]:
    """Elements that only a worker can bring on: service tasks, and people's tasks that a listener holds back.

    A person's task that is not listed as open waits for its listener: before (its deadline) or after (its
    receipt). Elements with an incident are among them; they wait for ops.
    """
    open_tasks = {task.element_instance for task in tasks}
    return sorted(
        (
            element
            for element in active
            if (now - element.started).total_seconds() > _PASSING_SECONDS
            and (element.kind != "USER_TASK" or element.key not in open_tasks)
        ),
        key=lambda element: (element.started, element.case, element.element),
    )


def _offices() -> Mapping[str, Office]:
    from deploy.worker_settings import worker_settings
    from workers.office import OfficeFileError, load_offices

    try:
        return load_offices(worker_settings().files.offices)
    except OfficeFileError as error:
        raise AlurError("An office file cannot be used:", "Correct it.", Exit.USAGE, detail=str(error)) from error


def _show_tasks(tasks: Sequence[LateTask], now: dt.datetime) -> None:
    if not tasks:
        print("Nothing is late, and nothing will be today.")
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("state", "due", "late by", "task", "role", "case", "told")
    for task in tasks:
        values = (
            task.state,
            f"{task.due:%Y-%m-%d %H:%M %Z}",
            _length(now - task.due) if task.state == "late" else "",
            task.name,
            ", ".join(task.roles),
            f"{task.number or '?'} ({task.case})",
            ", ".join(f"level {level}" for level in task.told) or ("nobody yet" if task.state == "late" else ""),
        )
        table.add_row(*(Text(value, overflow="fold") for value in values))
    _console().print(table)


def _show_waiting(waiting: Sequence[Element], now: dt.datetime) -> None:
    if not waiting:
        print("Nothing waits for a worker.")
        return
    from rich.table import Table

    table = Table("waits for a worker", "since", "case", "incident")
    for element in waiting:
        since = _length(now - element.started)
        table.add_row(element.name or element.element, since, element.case, "yes" if element.incident else "")
    _console().print(table)
    print("If the workers run (`alur status`), their log says why; incidents wait for a person.")


def _show_messages(storage: Storage) -> bool:
    """Letters, reminders and notices in the outbox that are not out; whether there are any dead ones."""
    from deploy.letter_storage import no_directory
    from workers.notifying import Outbox

    counts = Outbox(storage, no_directory, None).counts()
    waiting, dead = counts.get("menunggu", 0), counts.get("gagal", 0)
    if waiting:
        print(f"{waiting} messages wait to be sent: `alur letters outbox --status menunggu`.")
    if dead:
        print(f"{dead} messages could not be delivered: `alur letters outbox`.")
    return dead > 0


def _length(span: dt.timedelta) -> str:
    """`3 d 4 h`, `4 h 10 min`, `2 min`: plain time, not working time."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 160)
