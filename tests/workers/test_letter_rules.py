"""Office rules that a letter's jobs keep: complete texts, the right receiver, receipts in the book, years, the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.workers.job_case import BREACH, HEADERS, KIND, OFFICE, REQUEST, Case, Sent
from workers.handlers.sending import PAPER_ONLY
from workers.handlers.services import Services
from workers.letters import Agenda
from workers.notifying.sending import SendError
from workers.office.model import Substitute
from workers.runtime.failures import NeedsPerson
from workers.storage import Cases

APPLICANT = {**HEADERS, "tujuan": "pemohon"}
RECEIPT = {"kantor": OFFICE, "pelaksana": "korpel", "penerima": "Petugas Agenda", "tanggalTerima": "2026-11-25"}


def archived(case: Case, headers: dict[str, str] = HEADERS, **request: Any) -> dict[str, Any]:
    """`surat` after its archiving, for a letter with these headers."""
    draft = case.job("buat-konsep-surat", {"permohonan": {**REQUEST, **request}}, headers)
    surat = case.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": draft.isi}, headers).surat
    for step in ("beri-nomor-surat", "arsipkan-surat"):
        surat = case.job(step, {"surat": surat.model_dump(), "permohonan": {**REQUEST, **request}}, headers).surat
    values: dict[str, Any] = surat.model_dump(mode="json")
    return values


def send(case: Case, surat: dict[str, Any], email: str = "") -> Any:
    values = {"surat": surat, "tujuan": "pemohon", "permohonan": {**REQUEST, "email": email}}
    return case.job("kirim-surat", values, APPLICANT).surat


@pytest.mark.parametrize("mark", ["[isi: uraian]", "[ISI:uraian]", "[hari dan tanggal jadwal]"])
def test_a_text_with_an_unfilled_place_is_not_signed(case: Case, mark: str) -> None:
    draft = case.drafted()
    with pytest.raises(NeedsPerson, match=r"1 unfilled place") as caught:
        case.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": f"{draft.isi}\n\n{mark}"})
    assert "uraian" not in caught.value.message
    assert case.services.letters.get("4711-pengantar-1").status == "konsep"
    assert case.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": draft.isi}).surat.status


def test_a_letter_to_the_applicant_goes_to_the_address_in_the_request(case: Case, sent: Sent) -> None:
    answer = send(case, archived(case, APPLICANT), "siti@example.test")
    assert (answer.status, len(sent.receivers)) == ("dikirim", 1)
    assert sent.receivers[0].email == "siti@example.test"
    assert "surel" in answer.pengiriman
    [delivery] = case.services.outbox.of_letter("4711-pengantar-1")
    assert delivery.penerima == "pemohon"


def test_a_reminder_goes_there_too(case: Case, sent: Sent) -> None:
    values = {"surat": archived(case, APPLICANT), "instansi": "pemohon"}
    case.job("ingatkan-instansi", {**values, "permohonan": {**REQUEST, "email": "siti@example.test"}}, APPLICANT)
    case.services.deliver_due()
    assert [receiver.email for receiver in sent.receivers] == ["siti@example.test"]


def test_without_any_address_the_letter_is_paper_only_and_says_so(case: Case, sent: Sent) -> None:
    answer = send(case, archived(case, APPLICANT))
    assert (answer.status, answer.pengiriman) == ("diarsipkan", PAPER_ONLY)
    assert sent.messages == []


def test_what_is_no_address_needs_a_person_and_is_not_quoted(case: Case) -> None:
    with pytest.raises(NeedsPerson) as caught:
        send(case, archived(case, APPLICANT), "siti di kantor")
    assert "permohonan.email" in caught.value.remedy
    assert "siti" not in caught.value.message


def test_an_address_that_was_corrected_is_used_by_the_retry(case: Case, sent: Sent) -> None:
    surat = archived(case, APPLICANT)
    sent.failure = SendError("RCPT 550", permanent=True)
    with pytest.raises(NeedsPerson) as caught:
        send(case, surat, "salah@example.test")
    assert "permohonan.email" in caught.value.remedy
    sent.failure = None
    send(case, surat, "benar@example.test")
    assert sent.receivers[-1].email == "benar@example.test"
    assert len(set(sent.messages)) == 1, "the same message, whatever its address"


def test_a_receipt_is_proof_of_sending_in_the_book_once(case: Case) -> None:
    surat = {**archived(case), "pengiriman": PAPER_ONLY}
    for _ in range(2):
        case.job("catat-tanda-terima", {**RECEIPT, "surat": surat}, {})
    [entry] = Agenda(case.services.storage).entries()
    assert (entry.status, len(entry.received), entry.tujuan) == ("dikirim", 1, "kanwil")
    [receipt] = case.services.cases.receipts(surat["idSurat"])
    assert (receipt.penerima, receipt.oleh) == ("Petugas Agenda", "Koordinator Pelaksana Kepegawaian dan Hukum")


def test_the_addressee_may_answer_a_letter_that_was_handed_over(case: Case) -> None:
    surat = archived(case)
    case.job("catat-tanda-terima", {**RECEIPT, "surat": surat}, {})
    assert case.services.letters.get(surat["idSurat"]).tujuan == "kanwil", "not the name of whoever took it"


def test_a_letter_numbered_after_its_delivery_is_sent_by_the_receipt(case: Case) -> None:
    draft = case.job("buat-konsep-surat", {"permohonan": REQUEST}, APPLICANT)
    case.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": draft.isi}, APPLICANT)
    case.job("catat-tanda-terima", {**RECEIPT, "surat": draft.surat.model_dump()}, {})
    assert send(case, archived(case, APPLICANT)).status == "dikirim"
    assert case.services.letters.get("4711-pengantar-1").status == "dikirim"


@pytest.mark.parametrize("change", [{"penerima": " "}, {"tanggalTerima": None}, {"tanggalTerima": "besok"}])
def test_a_receipt_without_name_or_date_needs_a_person(case: Case, change: dict[str, Any]) -> None:
    surat = archived(case)
    with pytest.raises(NeedsPerson):
        case.job("catat-tanda-terima", {**RECEIPT, "surat": surat, **change}, {})
    assert case.services.cases.receipts(surat["idSurat"]) == []


def test_handing_over_anything_but_a_letter_is_not_in_the_book(case: Case) -> None:
    case.job("catat-tanda-terima", {**RECEIPT, "surat": None}, {})
    assert Agenda(case.services.storage).entries() == []


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2026-12-31T16:59:59Z[Etc/UTC]", "B-2/Kk.09.1/1/KP.01.2/12/2026"),
        ("2026-12-31T17:00:00Z[Etc/UTC]", "B-1/Kk.09.1/1/KP.01.2/01/2027"),
    ],
)
def test_the_year_changes_at_midnight_in_the_offices_zone(case: Case, moment: str, number: str) -> None:
    case.surat("beri-nomor-surat")
    other = Case(case.services, key=4712)
    surat = other.surat("kunci-surat")
    assert other.job("beri-nomor-surat", {"surat": surat, "mulai": moment}).surat.nomor == number


def test_a_retry_after_new_year_keeps_the_old_years_number(case: Case) -> None:
    surat = case.surat("kunci-surat")
    first = case.job("beri-nomor-surat", {"surat": surat, "mulai": "2026-12-31T16:59:59Z"}).surat
    again = case.job("beri-nomor-surat", {"surat": surat, "mulai": "2027-01-04T02:00:00Z"}).surat
    assert (again.nomor, again.tanggal) == (first.nomor, first.tanggal)


def test_last_years_book_goes_on_for_a_late_letter_beside_the_new_one(case: Case) -> None:
    moments = ("2026-12-30T03:00:00Z", "2027-01-04T03:00:00Z", "2026-12-31T03:00:00Z")
    numbers = []
    for key, moment in enumerate(moments, 4720):
        other = Case(case.services, key=key)
        numbers.append(
            other.job("beri-nomor-surat", {"surat": other.surat("kunci-surat"), "mulai": moment}).surat.nomor
        )
    assert [n.split("/")[0] + "/" + n[-4:] for n in numbers] == ["B-1/2026", "B-1/2027", "B-2/2026"]


def test_the_second_level_of_a_breach_is_the_superiors_superior_and_names_the_sop(case: Case, sent: Sent) -> None:
    headers = {**BREACH, "pelaksana": "korpel", "namaSop": "Penerbitan Kartu Pegawai"}
    for level in ("1", "2", "3"):
        case.job("eskalasi-tenggat", {}, {**headers, "tingkat": level}, element=900 + int(level))
    told = {d.key.split(":")[1]: d.penerima for d in case.services.outbox.list()}
    assert told == {"1": "pejabat:kasubbag-tu", "2": "pejabat:kepala-kantor", "3": "pejabat:kepala-kanwil"}
    case.services.deliver_due()
    assert all("Penerbitan Kartu Pegawai" in text for text in sent.texts)


def test_no_level_goes_back_to_whoever_is_late(case: Case, services: Services, sent: Sent) -> None:
    """The head is away and the late official acts for him: the level above goes to the head's own superior."""
    del sent
    office = services.offices[OFFICE]
    first, last = dt.date(2026, 11, 23), dt.date(2026, 11, 30)
    acting = Substitute(bentuk="Plh.", oleh="korpel", mulai=first, selesai=last, dasar="Surat Perintah Nomor 1")
    head = office.pejabat["kepala-kantor"].model_copy(update={"pengganti": (acting,)})
    changed = office.model_copy(update={"pejabat": {**office.pejabat, "kepala-kantor": head}})
    away = Case(replace(services, offices={OFFICE: changed}))
    for level in ("1", "2"):
        away.job("eskalasi-tenggat", {}, {**BREACH, "pelaksana": "korpel", "tingkat": level}, element=900 + int(level))
    told = {d.key.split(":")[1]: d.penerima for d in case.services.outbox.list()}
    assert told == {"1": "pejabat:kasubbag-tu", "2": "pejabat:kepala-kanwil"}


def test_a_case_that_ended_is_remembered(case: Case) -> None:
    case.job("tutup-perkara", {}, {})
    case.job("tutup-perkara", {}, {})
    assert Cases(case.services.storage).closed(case.key) is not None
    assert Cases(case.services.storage).closed(case.key + 1) is None


def test_links_hold_as_long_as_the_office_says(case: Case, services: Services) -> None:
    short = Case(replace(services, link_days=1), key=4713)
    assert archived(short)["tautan"] != archived(case)["tautan"]


def test_offices_have_registers_of_their_own(case: Case) -> None:
    first = case.surat("beri-nomor-surat")["nomor"]
    elsewhere = {**HEADERS, "kantor": "dukcapil-pesisir-selatan", "sop": "taspen-pesisir-selatan", "tujuan": "bkpsdm"}
    kinds = case.services.offices["dukcapil-pesisir-selatan"].registers
    other = Case(case.services, key=4714)
    request = {**REQUEST, "instansi": "Setda", "perihal": "Taspen"}
    people = [{"nama": "Budi", "nip": "199001012015031001"}]
    headers = {**elsewhere, "jenis": KIND if KIND in kinds else next(iter(kinds))}
    draft = other.job("buat-konsep-surat", {"permohonan": request, "daftar": people}, headers)
    surat = other.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": draft.isi}, headers).surat
    second = other.job("beri-nomor-surat", {"surat": surat.model_dump()}, headers).surat.nomor
    entries = {entry.kantor: (entry.urut, entry.nomor) for entry in Agenda(case.services.storage).entries()}
    assert entries == {OFFICE: (1, first), "dukcapil-pesisir-selatan": (1, second)}


@pytest.mark.parametrize("day", ["2020-11-25", "2026-11-22", "2199-01-01", "0206-11-25"])
def test_a_receipt_lies_within_the_letters_life(case: Case, day: str) -> None:
    surat = archived(case)
    with pytest.raises(NeedsPerson, match="before the letter's date, or years after it"):
        case.job("catat-tanda-terima", {**RECEIPT, "surat": surat, "tanggalTerima": day}, {})
    assert case.services.cases.receipts(surat["idSurat"]) == []
    case.job("catat-tanda-terima", {**RECEIPT, "surat": surat}, {})
    assert len(case.services.cases.receipts(surat["idSurat"])) == 1
