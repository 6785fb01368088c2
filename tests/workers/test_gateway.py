"""What the gateway makes of answers and withdrawals, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.workers.gateway_office import NOW, TOKENS, Office, later, statuses
from tests.workers.registers import Place
from workers.notifying import Outbox, Receiver, ReminderNotice
from workers.storage import AnswerEntry, Cases, Inbox, LetterNotFound, Letters
from workers.storage.queries import Query


@pytest.fixture
def office(place: Place) -> Iterator[Office]:
    """On each database."""
    office = Office(place)
    yield office
    office.storage.close()


def test_an_answer_reaches_the_engine_with_its_letter_id(office: Office) -> None:
    response = office.post(office.answer(catatan="Kartu terlampir."))
    assert (response.status_code, response.json()["status"]) == (200, "diterima")
    [(name, key, variables, _)] = office.engine.published
    assert (name, key) == ("balasan-surat", office.letter_id)
    said = {"hasil": "terbit", "catatan": "Kartu terlampir.", "tanggal": "2026-11-24"}
    assert variables == {"balasan": {**said, "pengirim": "kanwil", "pesan": "m-1"}}
    assert statuses(office) == ["dikorelasi"]


def test_a_letter_can_be_named_by_its_number(office: Office) -> None:
    response = office.post(office.answer(idSurat=None, nomorSurat="b-1/kk.09.1/2026"))
    assert response.status_code == 200
    assert office.engine.published[0][1] == office.letter_id


def test_the_same_answer_again_gets_the_same_response_and_is_published_once(office: Office) -> None:
    first = office.post(office.answer())
    again = office.post(office.answer())
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(office.engine.published) == 1


def test_one_message_id_for_two_contents_is_refused(office: Office) -> None:
    office.post(office.answer())
    response = office.post(office.answer(hasil="ditolak", catatan="Berkas kurang."))
    assert response.status_code == 409
    assert len(office.engine.published) == 1


def test_a_second_answer_to_a_letter_is_kept_but_not_used(office: Office) -> None:
    office.post(office.answer())
    response = office.post(office.answer(idPesan="m-2", hasil="ditolak", catatan="Berkas kurang."))
    assert response.status_code == 409
    assert office.post(office.answer(idPesan="m-2", hasil="ditolak", catatan="Berkas kurang.")).status_code == 409
    assert len(office.engine.published) == 1
    assert statuses(office) == ["dikorelasi", "ditolak"]


def test_an_unknown_letter_is_refused_and_recorded(office: Office) -> None:
    response = office.post(office.answer(idSurat="99-pengantar-1"))
    assert response.status_code == 404
    assert statuses(office) == ["ditolak"]
    assert office.engine.published == []


def test_a_draft_is_unknown_outside(office: Office) -> None:
    assert office.post(office.answer(idSurat=office.letter(2, "kanwil", "konsep"))).status_code == 404


def test_only_the_addressee_or_the_office_may_answer(office: Office) -> None:
    assert office.post(office.answer(), TOKENS["bkpsdm"]).status_code == 404
    assert office.engine.published == []
    assert office.post(office.answer(idPesan="m-9"), TOKENS["lokal"]).status_code == 200


def test_an_answer_to_a_cancelled_letter_is_late(office: Office) -> None:
    letter = office.letter(3, "kanwil", "diarsipkan")
    Letters(office.storage).cancel(letter, "permohonan dicabut", NOW)
    response = office.post(office.answer(idSurat=letter))
    assert response.status_code == 409
    assert "terlambat" in response.json()["pesan"]
    assert statuses(office) == ["terlambat"]


def test_an_answer_is_safe_while_the_engine_is_down(office: Office) -> None:
    office.engine.down = True
    assert office.post(office.answer()).status_code == 200
    assert statuses(office) == ["diterima"]
    office.engine.down = False
    assert asyncio.run(office.desk.publish_waiting()) is False
    assert len(office.engine.published) == 1
    assert statuses(office) == ["dikorelasi"]


def test_back_pressure_of_a_moment_does_not_leave_answers_behind(office: Office) -> None:
    second = office.letter(2, "kanwil")
    office.engine.down = True
    for number, letter in enumerate((office.letter_id, second)):
        assert office.post(office.answer(idPesan=f"m-{number}", idSurat=letter)).status_code == 200
    office.engine.down = False
    office.engine.busy = 4
    assert asyncio.run(office.desk.publish_waiting()) is False
    assert len(office.engine.published) == 2
    assert office.engine.busy == 0


def test_an_answer_that_was_published_before_a_crash_is_not_published_twice(office: Office) -> None:
    office.post(office.answer())
    inbox = Inbox(office.storage)
    [stored] = inbox.of_letter(office.letter_id)
    office.engine.published.clear()
    office.engine.published.append(("balasan-surat", office.letter_id, {}, stored.message_id))
    assert asyncio.run(office.desk._forward(stored)) == "passed"
    assert len(office.engine.published) == 1


def test_a_withdrawal_is_published_for_its_case(office: Office) -> None:
    body = {"idPesan": "c-1", "nomorPerkara": "P-1", "alasan": "Pemohon pindah."}
    assert office.post(body, TOKENS["kanwil"], "/v1/pencabutan").status_code == 403
    assert office.post(body, TOKENS["lokal"], "/v1/pencabutan").status_code == 200
    assert office.post(body, TOKENS["lokal"], "/v1/pencabutan").status_code == 200
    assert [message[:3] for message in office.engine.published] == [
        ("permohonan-dicabut", "P-1", {"alasan": "Pemohon pindah."})
    ]


def test_of_two_answers_at_once_exactly_one_is_used(office: Office) -> None:
    def answer(number: int) -> int:
        changes = {"hasil": "ditolak", "catatan": "Berkas kurang."} if number % 2 else {}
        return office.post(office.answer(idPesan=f"m-{number}", idSurat=letter, **changes)).status_code

    for case in range(10, 16):
        letter = office.letter(case, "kanwil")
        with ThreadPoolExecutor(4) as pool:
            codes = sorted(pool.map(answer, range(4 * case, 4 * case + 4)))
        assert codes == [200, 409, 409, 409], "all four refused would lose the answer, two taken would contradict"
    assert len(office.engine.published) == 6


def entry(office: Office, message: str = "m-1") -> AnswerEntry:
    [found] = [e for e in Inbox(office.storage).entries() if e.pesan == message]
    return found


def test_passed_on_is_not_yet_taken_by_the_case(office: Office) -> None:
    office.post(office.answer())
    assert entry(office).state == "diteruskan"
    inbox, now = Inbox(office.storage), entry(office).changed
    inbox.note_taken("kanwil", "m-1", 4711, now)
    assert entry(office).state == "diteruskan", "another case carried it: that says nothing about this one"
    assert not entry(office).unused(now, dt.timedelta(hours=1))
    assert entry(office).unused(now + dt.timedelta(hours=1), dt.timedelta(hours=1))
    inbox.note_taken("kanwil", "m-1", 1, now)
    inbox.note_taken("kanwil", "tidak-ada", 1, now)
    taken = entry(office)
    assert (taken.state, taken.nomor, taken.perkara) == ("diterima perkara", "B-1/Kk.09.1/2026", "P-1")
    assert not taken.unused(now + dt.timedelta(days=9), dt.timedelta(hours=1))


def test_an_answer_that_its_case_never_took_shows_when_the_case_ends(office: Office) -> None:
    office.post(office.answer())
    Cases(office.storage).close(1, perkara="P-1", at=NOW)
    found = entry(office)
    assert found.ended == NOW
    assert found.unused(found.changed, dt.timedelta(hours=1))


def test_an_answer_that_was_not_taken_can_be_passed_on_again(office: Office) -> None:
    office.post(office.answer())
    office.engine.published.clear()  # the engine forgets what nobody took within its time
    inbox = Inbox(office.storage)
    inbox.pass_on_again("kanwil", "m-1", NOW)
    asyncio.run(office.desk.publish_waiting())
    assert [message[1] for message in office.engine.published] == [office.letter_id]
    inbox.note_taken("kanwil", "m-1", 1, NOW)
    for sender, message in (("kanwil", "m-1"), ("kanwil", "m-2"), ("bkpsdm", "m-1")):
        with pytest.raises(LetterNotFound):
            inbox.pass_on_again(sender, message, NOW)


def forget(office: Office, hours: float = 2) -> None:
    """The engine drops what no case took, and time goes by."""
    office.engine.published.clear()
    office.ahead = dt.timedelta(hours=hours)
    assert asyncio.run(office.desk.publish_unseen()) is False


def test_an_answer_that_no_case_took_in_time_is_published_again_as_the_same_message(office: Office) -> None:
    office.post(office.answer())
    [first] = office.engine.published
    forget(office, hours=0.5)
    assert office.engine.published == [], "the engine still has it for sure"
    forget(office)
    assert office.engine.published == [first]
    forget(office, 200)
    assert office.engine.published == [first], "again and again until the case has it"
    assert statuses(office) == ["dikorelasi"]
    assert entry(office).unused(entry(office).changed + dt.timedelta(days=1), dt.timedelta(days=1))


@pytest.mark.parametrize("what", ["taken", "ended", "withdrawn", "cancelled"])
def test_an_answer_is_not_published_again_when_nobody_waits(office: Office, what: str) -> None:
    office.post(office.answer())
    cases = Cases(office.storage)
    match what:
        case "taken":
            Inbox(office.storage).note_taken("kanwil", "m-1", 1, NOW)
        case "ended":
            cases.close(1, perkara="P-1", at=NOW)
        case "withdrawn":
            cases.withdraw(1, kantor="kemenag-dki", perkara="P-1", alasan="x", at=NOW)
        case "cancelled":
            text = "UPDATE surat SET status = 'dibatalkan'"
            with office.storage.transaction() as session:
                session.run(Query("cancel", text, text, ""))
    forget(office)
    assert office.engine.published == []


def test_all_answers_that_no_case_took_are_published_again_page_by_page(office: Office) -> None:
    letters = [office.letter(case, "kanwil") for case in range(100, 220)]
    for number, letter in enumerate(letters):
        assert office.post(office.answer(idPesan=f"m-{number}", idSurat=letter)).status_code == 200
    office.engine.busy = 3
    forget(office)
    assert sorted(key for _, key, *_ in office.engine.published) == sorted(letters)
    office.engine.down = True
    forget(office)
    assert office.engine.published == []


def test_a_withdrawal_is_taken_when_its_case_recorded_it(office: Office) -> None:
    body = {"idPesan": "c-1", "nomorPerkara": "P-1", "alasan": "Pemohon pindah."}
    office.post(body, TOKENS["lokal"], "/v1/pencabutan")
    office.post({**body, "idPesan": "c-2", "nomorPerkara": "P-404"}, TOKENS["lokal"], "/v1/pencabutan")
    Cases(office.storage).withdraw(1, kantor="kemenag-dki", perkara="P-1", alasan="x", at=later())
    assert (entry(office, "c-1").state, entry(office, "c-2").state) == ("diterima perkara", "diteruskan")
    assert entry(office, "c-2").perkara == "P-404"


def test_an_answer_silences_reminders_that_are_not_out(office: Office) -> None:
    notice = ReminderNotice(
        office.letter_id, "kemenag-dki", "Kantor", "Surat", "B-1/Kk.09.1/2026", NOW.date(), "Usul", "Kanwil", 1
    )
    outbox = Outbox(office.storage, lambda *_: receiver, None)
    receiver = Receiver("kanwil", "Kanwil", "tu@kanwil.example.test")
    outbox.put(notice, receiver, NOW)
    office.post(office.answer())
    assert [d.status for d in outbox.of_letter(office.letter_id)] == ["dibatalkan"]


@pytest.mark.parametrize("day", ["2026-11-23", "0206-11-24", "2199-01-01", "3026-11-24", "2020-01-01"])
def test_an_answer_is_dated_within_the_letters_life(office: Office, day: str) -> None:
    response = office.post(office.answer(tanggal=day))
    assert response.status_code == 422
    assert "tanggal surat (2026-11-24)" in response.text
    assert statuses(office) == []
    assert office.post(office.answer()).status_code == 200, "the same message may come again, corrected"
