"""What `alur late` makes of open tasks, deadlines, breaches and active elements."""

from __future__ import annotations

import datetime as dt

from deploy.camunda import Element, Task
from deploy.commands.late import late_tasks, waiting_for_workers, with_breaches
from deploy.offices_directory import offices_directory
from workers.office import load_offices
from workers.storage import Breach, Deadline

OFFICES = load_offices(offices_directory())
KEMENAG, KALSEL = "kemenag-dki", "biro-organisasi-kalsel"
NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)  # 16.30 WIB, 17.30 WITA


def task(step: str, due: str | None, case: str = "1") -> Task:
    moment = dt.datetime.fromisoformat(due) if due else None
    return Task(f"t-{step}", f"Task_{step}", step, case, f"Task_{step}-{case}", ("ptsp",), moment)


def deadline(step: str, due: str, kantor: str = KEMENAG, case: int = 1) -> Deadline:
    moment = dt.datetime.fromisoformat(due)
    return Deadline(hash((step, due, case)), case, kantor, step, NOW, moment)


def test_late_and_today_are_told_in_the_offices_zone_the_most_urgent_first() -> None:
    tasks = [
        task("Nanti", "2026-11-24T17:30:00.000+0000"),  # 25 November 00.30 WIB: not today
        task("Sore", "2026-11-24T16:00:00.000+0000"),  # 23.00 WIB
        task("Lewat", "2026-11-24T03:30:20.000+0000"),
        task("TanpaTenggat", None),
    ]
    kept = [
        deadline("Nanti", "2026-11-25T00:30:00+07:00"),
        deadline("Sore", "2026-11-24T23:00:00+07:00"),
        deadline("Lewat", "2026-11-24T10:30:20+07:00"),
    ]
    found = late_tasks(tasks, kept, OFFICES, NOW)
    assert [(t.step, t.state, f"{t.due:%H:%M %Z}") for t in found] == [
        ("Lewat", "late", "10:30 WIB"),
        ("Sore", "today", "23:00 WIB"),
    ]


def test_one_office_alone_and_another_zone() -> None:
    tasks = [
        task("Periksa", "2026-11-24T03:00:00.000+0000"),
        task("Periksa", "2026-11-24T16:30:00.000+0000", case="2"),
    ]
    kept = [
        deadline("Periksa", "2026-11-24T10:00:00+07:00"),
        deadline("Periksa", "2026-11-25T00:30:00+08:00", KALSEL, case=2),
    ]
    assert [t.case for t in late_tasks(tasks, kept, OFFICES, NOW, KEMENAG)] == ["1"]
    assert late_tasks(tasks, kept, OFFICES, NOW, KALSEL) == [], "half past midnight in Banjarbaru"


def test_a_task_whose_office_is_unknown_is_told_all_the_same() -> None:
    [found] = late_tasks([task("Lain", "2026-11-24T03:00:00.000+0000")], [], OFFICES, NOW)
    assert (found.state, f"{found.due:%H:%M %Z}") == ("late", "03:00 UTC")


def test_who_was_told_is_that_of_this_turn_of_the_step() -> None:
    before, due = "2026-11-23T10:00:00+07:00", "2026-11-24T10:00:00+07:00"
    found = late_tasks(
        [task("Periksa", "2026-11-24T03:00:00.000+0000")],
        [deadline("Periksa", before), deadline("Periksa", due)],
        OFFICES,
        NOW,
    )

    def breach(level: int, moment: str) -> Breach:
        return Breach(level, level, 1, KEMENAG, "s", "Periksa", "P-1", dt.datetime.fromisoformat(moment), NOW)

    assert with_breaches(found, [breach(1, before)])[0].told == ()
    assert with_breaches(found, [breach(2, due), breach(1, due), breach(3, before)])[0].told == (1, 2)


def test_what_waits_for_a_worker() -> None:
    def element(name: str, kind: str, seconds: float, *, incident: bool = False) -> Element:
        started = NOW - dt.timedelta(seconds=seconds)
        return Element(f"{name}-1", "1", name, name, kind, "ACTIVE", started, None, incident)

    active = [
        element("Service_Kirim", "SERVICE_TASK", 60),
        element("Service_Sekarang", "SERVICE_TASK", 3),
        element("Task_Periksa", "USER_TASK", 600),
        element("Task_Menunggu", "USER_TASK", 120),
        element("Service_Macet", "SERVICE_TASK", 90, incident=True),
    ]
    waiting = waiting_for_workers(active, [task("Periksa", None)], NOW)
    assert [e.element for e in waiting] == ["Task_Menunggu", "Service_Macet", "Service_Kirim"]
