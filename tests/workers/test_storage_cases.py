"""Deadlines, breaches and the inbox of answers."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.workers.registers import NOW, OFFICE
from workers.storage import AnswerConflict, Deadline, Deadlines, Inbox, LetterNotFound, Storage
from workers.storage.inbox import AnswerStatus

JAKARTA = dt.timezone(dt.timedelta(hours=7))
DUE = dt.datetime(2025, 3, 5, 16, 0, tzinfo=JAKARTA)
DEADLINE = Deadline(11, 7, OFFICE, "periksa", NOW, DUE)
PAYLOAD = {"hasil": "terbit", "tanggal": "2025-03-10"}


def test_a_deadline_once_told_stays(storage: Storage) -> None:
    deadlines = Deadlines(storage)
    assert deadlines.put(DEADLINE, NOW) == DEADLINE
    assert deadlines.put(replace(DEADLINE, tenggat=DUE + dt.timedelta(days=3)), NOW) == DEADLINE
    kept = deadlines.get(11)
    assert kept is not None
    assert kept.tenggat.isoformat() == "2025-03-05T16:00:00+07:00"
    assert deadlines.get(12) is None
    with pytest.raises(ValueError, match="zone"):
        deadlines.put(replace(DEADLINE, task=13, tenggat=dt.datetime(2025, 3, 5)), NOW)


def test_deadlines_of_a_time_span_whatever_their_zone(storage: Storage) -> None:
    deadlines = Deadlines(storage)
    wita = dt.timezone(dt.timedelta(hours=8))
    for task, due in ((1, DUE), (2, dt.datetime(2025, 3, 5, 16, 0, tzinfo=wita)), (3, DUE + dt.timedelta(days=1))):
        deadlines.put(replace(DEADLINE, task=task, tenggat=due), NOW)
    midnight = dt.datetime(2025, 3, 5, tzinfo=JAKARTA)
    assert [item.task for item in deadlines.due(midnight, midnight + dt.timedelta(days=1))] == [2, 1]


def test_a_breach_is_recorded_once_per_task_and_level(storage: Storage) -> None:
    deadlines = Deadlines(storage)
    deadlines.put(replace(DEADLINE, task=10, tenggat=DUE - dt.timedelta(days=9)), NOW)
    deadlines.put(DEADLINE, NOW + dt.timedelta(seconds=1))

    def record(level: int, at: dt.datetime) -> tuple[object, bool]:
        return deadlines.record_breach(
            99, level, process_instance=7, kantor=OFFICE, sop="karpeg", langkah="periksa", perkara="1/2025", at=at
        )

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda index: record(1, NOW + dt.timedelta(minutes=index)), range(12)))
    assert sorted(new for _, new in answers) == [False] * 11 + [True]
    assert len({str(breach) for breach, _ in answers}) == 1
    second, new = record(2, NOW + dt.timedelta(days=1))
    assert new
    assert [item.tingkat for item in deadlines.breaches(7)] == [1, 2]
    assert deadlines.breaches(7)[1] == second
    assert deadlines.breaches(7)[0].tenggat == DUE  # of the task that is late, not of an earlier round
    assert deadlines.breaches(8) == []


def test_the_same_answer_is_taken_once_however_often_it_comes(storage: Storage) -> None:
    inbox = Inbox(storage)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: inbox.receive("kanwil", "m-1", "7-pengantar-1", PAYLOAD, NOW), range(12)))
    assert sorted(new for _, new in answers) == [False] * 11 + [True]
    assert len({answer.message_id for answer, _ in answers}) == 1
    assert answers[0][0].payload == PAYLOAD
    other, new = inbox.receive("bkpsdm", "m-1", "7-pengantar-1", PAYLOAD, NOW)
    assert new
    assert other.message_id != answers[0][0].message_id


def test_one_message_id_for_two_answers_is_refused_and_the_first_stays(storage: Storage) -> None:
    inbox = Inbox(storage)
    first, _ = inbox.receive("kanwil", "m-1", "7-pengantar-1", PAYLOAD, NOW)
    for letter_id, payload in (("8-pengantar-1", PAYLOAD), ("7-pengantar-1", {**PAYLOAD, "hasil": "ditolak"})):
        with pytest.raises(AnswerConflict, match="kanwil"):
            inbox.receive("kanwil", "m-1", letter_id, payload, NOW)
    assert inbox.of_letter("7-pengantar-1") == [first]
    assert inbox.receive("kanwil", "m-1", "7-pengantar-1", dict(reversed(PAYLOAD.items())), NOW) == (first, False)


@pytest.mark.parametrize(
    ("status", "waits"), [("menunggu", True), ("dikorelasi", False), ("ditolak", False), ("terlambat", False)]
)
def test_what_waits_is_found_again(storage: Storage, status: AnswerStatus, waits: bool) -> None:
    inbox = Inbox(storage)
    inbox.receive("kanwil", "m-1", "7-pengantar-1", PAYLOAD, NOW)
    later = NOW + dt.timedelta(hours=1)
    marked = inbox.mark("kanwil", "m-1", status, later, alasan="sebab")
    assert (marked.status, marked.alasan, marked.changed, marked.received) == (status, "sebab", later, NOW)
    assert [answer.pesan for answer in inbox.pending()] == (["m-1"] if waits else [])
    again = inbox.mark("kanwil", "m-1", "menunggu", later)
    assert again.status == ("dikorelasi" if status == "dikorelasi" else "menunggu")


def test_an_unknown_answer_cannot_be_marked(storage: Storage) -> None:
    with pytest.raises(LetterNotFound):
        Inbox(storage).mark("kanwil", "m-9", "ditolak", NOW)


def test_pending_answers_come_oldest_first(storage: Storage) -> None:
    inbox = Inbox(storage)
    for minutes in (5, 1, 3):
        inbox.receive("kanwil", f"m-{minutes}", "x", PAYLOAD, NOW + dt.timedelta(minutes=minutes))
    assert [answer.pesan for answer in inbox.pending(2)] == ["m-1", "m-3"]
