"""Reminders: on working days, in office hours, and not once an answer came; what an answer shows to later jobs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.workers.job_case import HEADERS, OFFICE, OFFICES, REQUEST, Case, Sent
from workers.contract import IngatkanHeaders
from workers.handlers.services import Services
from workers.notifying.outbox import Delivery
from workers.office import load_offices
from workers.runtime.failures import NeedsPerson
from workers.storage import Cases, Inbox
from workers.working_time import is_working_day, next_opening, working_days

SATURDAY = "2026-11-28T09:00:00+07:00"


@pytest.fixture
def case(services: Services, sent: Sent) -> Case:
    """With the calendars as they are, not those for trials."""
    del sent
    return Case(replace(services, offices=load_offices(OFFICES)))


def reminders(case: Case, surat: dict[str, Any]) -> list[Delivery]:
    return [d for d in case.services.outbox.of_letter(surat["idSurat"]) if d.kind == "pengingat"]


def remind(case: Case, surat: dict[str, Any], mulai: str, *, element: int = 500, every: str = "") -> None:
    headers = {**HEADERS, "jarakHariKerja": every}
    case.job(
        "ingatkan-instansi", {"surat": surat, "instansi": "kanwil", "mulai": mulai}, headers=headers, element=element
    )


@pytest.mark.parametrize(
    ("mulai", "wait"),
    [
        ("2026-11-24T10:15:20+07:00", dt.timedelta(0)),  # Tuesday
        ("2026-11-24T12:30:00+07:00", dt.timedelta(0)),  # the noon break is office time
        ("2026-11-24T23:00:00+07:00", dt.timedelta(hours=8, minutes=30)),
        (SATURDAY, dt.timedelta(days=1, hours=22, minutes=30)),  # Monday 07.30
        ("2026-12-25T09:00:00+07:00", dt.timedelta(days=2, hours=22, minutes=30)),  # Christmas, a Friday
    ],
)
def test_a_reminder_goes_out_in_office_hours(case: Case, sent: Sent, mulai: str, wait: dt.timedelta) -> None:
    surat = case.surat("kirim-surat")
    sent.messages.clear()
    remind(case, surat, mulai)
    [waiting] = reminders(case, surat)
    assert waiting.next_try - waiting.created == wait
    case.services.outbox.deliver_due(waiting.next_try - dt.timedelta(seconds=1))
    assert sent.messages == []
    case.services.outbox.deliver_due(waiting.next_try)
    assert sent.messages == [waiting.id]


def test_a_retry_keeps_the_first_time(case: Case, sent: Sent) -> None:
    del sent
    surat = case.surat("kirim-surat")
    remind(case, surat, SATURDAY)
    before = reminders(case, surat)
    remind(case, surat, SATURDAY)
    assert reminders(case, surat) == before


def test_counted_in_working_days_the_office_calendar_decides(case: Case, sent: Sent) -> None:
    del sent
    surat = case.surat("kirim-surat")  # dated Tuesday 24 November 2026
    asked = [dt.date(2026, 11, 25) + dt.timedelta(days=n) for n in range(30)]
    told = []
    for number, day in enumerate(asked):
        remind(case, surat, f"{day}T09:00:00+07:00", element=600 + number, every="7")
        if len(reminders(case, surat)) > len(told):
            told.append(day)
    # Seven and fourteen working days without week-ends: Thursday and, over three week-ends, Monday.
    assert told == [dt.date(2026, 12, 3), dt.date(2026, 12, 14), dt.date(2026, 12, 23)]
    office = case.services.offices[OFFICE]
    assert all(is_working_day(office, day) for day in told)
    assert [working_days(office, dt.date(2026, 11, 24), day) for day in told] == [7, 14, 21]


def test_an_office_that_counts_working_days_lets_the_timer_wait(case: Case, sent: Sent) -> None:
    """The process asks every seven calendar days; the office wants seven working days between reminders."""
    del sent
    office = case.services.offices[OFFICE]
    party = office.pihak_luar["kanwil"].model_copy(update={"pengingat_hari_kerja": 7})
    changed = office.model_copy(update={"pihak_luar": {**office.pihak_luar, "kanwil": party}})
    counting = Case(replace(case.services, offices={OFFICE: changed}))
    surat = counting.surat("kirim-surat")  # dated Tuesday 24 November 2026
    for number, day in enumerate(("2026-12-01", "2026-12-08", "2026-12-15")):
        remind(counting, surat, f"{day}T10:15:20+07:00", element=700 + number)
    asked = [dt.date(2026, 12, 1), dt.date(2026, 12, 8), dt.date(2026, 12, 15)]
    waits = [d.next_try - d.created for d in reminders(counting, surat)]
    told = [dt.datetime.combine(day, dt.time(10, 15, 20)) + wait for day, wait in zip(asked, waits, strict=True)]
    assert told == [dt.datetime(2026, 12, day, 7, 30) for day in (3, 14, 23)]


def test_a_year_without_calendar_is_for_a_person(case: Case, sent: Sent) -> None:
    del sent
    surat = case.surat("kirim-surat")
    with pytest.raises(NeedsPerson, match="2031"):
        remind(case, surat, "2031-03-03T09:00:00+07:00")
    assert reminders(case, surat) == []


@pytest.mark.parametrize("what", ["answered", "closed", "withdrawn"])
def test_nothing_is_reminded_of_when_nobody_waits(case: Case, sent: Sent, what: str) -> None:
    del sent
    surat = case.surat("kirim-surat")
    remind(case, surat, SATURDAY)
    cases, now = Cases(case.services.storage), case.services.now()
    if what == "closed":
        case.job("tutup-perkara", {}, {})
    elif what == "withdrawn":
        cases.withdraw(case.key, kantor=OFFICE, perkara="P-1", alasan="pindah", at=now)
    else:
        Inbox(case.services.storage).receive("kanwil", "m-1", surat["idSurat"], {}, now)
    remind(case, surat, "2026-12-08T09:00:00+07:00", element=501)
    statuses = [d.status for d in reminders(case, surat)]
    assert statuses == (["menunggu"] if what == "answered" else ["dibatalkan"]), "the gateway silences with the answer"


def test_a_later_job_of_the_case_shows_that_it_took_the_answer(case: Case, sent: Sent) -> None:
    del sent
    surat = case.surat("kirim-surat")
    inbox, now = Inbox(case.services.storage), case.services.now()
    inbox.receive("kanwil", "m-1", surat["idSurat"], {"macam": "balasan"}, now)
    inbox.mark("kanwil", "m-1", "dikorelasi", now)

    def state() -> str:
        return inbox.entries()[0].state

    typed = {"hasil": "terbit", "catatan": "", "tanggal": "2026-12-01"}
    values = {"kantor": OFFICE, "langkah": "serahkan", "waktuBaku": "PT15M"}
    for balasan in (None, "rusak", typed, {**typed, "pengirim": "kanwil", "pesan": 7}):
        case.job("hitung-tenggat", {**values, "balasan": balasan}, {})
        assert state() == "diteruskan"
    case.job("hitung-tenggat", {**values, "balasan": {**typed, "pengirim": "kanwil", "pesan": "m-1"}}, {})
    assert state() == "diterima perkara"


def test_a_returned_letter_shows_it_in_the_new_round(case: Case, sent: Sent) -> None:
    del sent
    surat = case.surat("kirim-surat")
    inbox, now = Inbox(case.services.storage), case.services.now()
    inbox.receive("kanwil", "m-1", surat["idSurat"], {"macam": "balasan"}, now)
    inbox.mark("kanwil", "m-1", "dikorelasi", now)
    answer = {"hasil": "dikembalikan", "catatan": "Kurang.", "tanggal": "2026-12-01"}
    again = {**surat, "putaran": 2, "status": "konsep", "idSurat": None, "nomor": None, "tanggal": None}
    case.job(
        "buat-konsep-surat",
        {"permohonan": REQUEST, "surat": again, "balasan": {**answer, "pengirim": "kanwil", "pesan": "m-1"}},
    )
    assert inbox.entries()[0].state == "diterima perkara"


@pytest.mark.parametrize("every", ["0", "-1", "7D", "1000", "x"])
def test_a_wrong_distance_is_refused(every: str) -> None:
    with pytest.raises(ValueError, match="jarakHariKerja"):
        IngatkanHeaders.model_validate({**HEADERS, "jarakHariKerja": every})


def test_the_next_opening_is_never_before_the_moment(case: Case) -> None:
    office = case.services.offices[OFFICE]
    for hour in range(24 * 9):
        moment = dt.datetime(2026, 12, 23, tzinfo=dt.UTC) + dt.timedelta(hours=hour, microseconds=3)
        opening = next_opening(office, moment)
        assert opening >= moment
        assert is_working_day(office, opening.date())
        assert next_opening(office, opening) == opening


def test_a_party_without_address_is_asked_on_paper_by_its_own_office(case: Case, sent: Sent) -> None:
    office = case.services.offices[OFFICE]
    paper = office.pihak_luar["kanwil"].model_copy(update={"email": None})
    changed = office.model_copy(update={"pihak_luar": {**office.pihak_luar, "kanwil": paper}})
    on_paper = Case(replace(case.services, offices={OFFICE: changed}))
    surat = on_paper.surat("arsipkan-surat")
    remind(on_paper, surat, "2026-11-24T10:15:20+07:00")
    [waiting] = reminders(on_paper, surat)
    assert waiting.penerima == "pejabat:kepala-kantor"
    on_paper.services.outbox.deliver_due(waiting.next_try)
    [text] = sent.texts
    assert f"{paper.nama} belum membalas surat berikut" in text
    assert "Mohon diingatkan dengan surat atau telepon" in text
