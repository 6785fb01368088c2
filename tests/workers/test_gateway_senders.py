"""Who may answer: every sender to a letter in every state, by each way in; and whom a withdrawal reaches."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.workers.gateway_office import NOW, PARTIES, SENDERS, TOKENS, Office
from tests.workers.job_case import OFFICES
from tests.workers.registers import Place
from workers.office import OfficeFileError, load_office, load_offices
from workers.receivers import Identity, identity, unknown_senders
from workers.settings import load_settings
from workers.storage import Cases, Letters
from workers.storage.queries import Query

ADDRESSEES = ("kanwil", "bersama", "")
"""Of letters of `kemenag-dki`; the third goes to nobody who could answer."""
MAY_ANSWER = {
    "kanwil": {"kanwil", "lokal", "kemenag-dki.lokal"},
    # `bersama` alone may be either office's, so it is nobody.
    "bersama": {"kemenag-dki.bersama", "lokal", "kemenag-dki.lokal"},
    "": {"lokal", "kemenag-dki.lokal"},
}
STATES = {
    "konsep": 404,
    "ditandatangani": 404,
    "bernomor": 200,
    "diarsipkan": 200,
    "dikirim": 200,
    "dibatalkan tanpa nomor": 404,
    "dibatalkan bernomor": 409,
    "dicabut": 409,
    "selesai": 409,
}
"""What whoever may answer is told."""


def in_state(office: Office, case: int, addressee: str, state: str) -> str:
    before = {"dibatalkan tanpa nomor": "ditandatangani", "dibatalkan bernomor": "diarsipkan"}
    letter = office.letter(
        case, addressee, before.get(state, state if state not in ("dicabut", "selesai") else "dikirim")
    )
    if state.startswith("dibatalkan"):
        Letters(office.storage).cancel(letter, "keliru", NOW)
    elif state == "dicabut":
        Cases(office.storage).withdraw(case, kantor="kemenag-dki", perkara=f"P-{case}", alasan="pindah", at=NOW)
    elif state == "selesai":
        Cases(office.storage).close(case, perkara=f"P-{case}", at=NOW)
    return letter


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("addressee", ADDRESSEES)
def test_who_may_answer(tmp_path: Path, addressee: str, state: str) -> None:
    """The whole table: each sender, by id and by printed number, before anybody has answered."""
    office = Office(Place(f"sqlite:///{tmp_path}/table.db", tmp_path / "files"), requests_per_minute=100_000)
    for case, (sender, way) in enumerate(itertools.product(SENDERS, ("idSurat", "nomorSurat")), start=100):
        letter = in_state(office, case, addressee, state)
        number = Letters(office.storage).get(letter).nomor
        if way == "nomorSurat" and number is None:
            continue
        named = {"idSurat": letter if way == "idSurat" else None, "nomorSurat": number if way == "nomorSurat" else None}
        before = len(office.engine.published)
        response = office.post(office.answer(idPesan=f"m-{case}", **named), TOKENS[sender])
        expected = STATES[state] if sender in MAY_ANSWER[addressee] else 404
        assert response.status_code == expected, (sender, way)
        assert len(office.engine.published) - before == (expected == 200), (sender, way)
        if expected == 404:
            assert "dibatalkan" not in response.text, "nothing about a letter is told to who may not answer it"
            assert "selesai" not in response.text
    office.storage.close()


@pytest.mark.parametrize("upto", ["bernomor", "diarsipkan", "dikirim"])
def test_the_addressee_is_not_shut_out_by_another_party(place: Place, upto: str) -> None:
    office = Office(place)
    letter = office.letter(2, "kanwil", upto)
    number = Letters(office.storage).get(letter).nomor
    for way in ({"idSurat": letter}, {"idSurat": None, "nomorSurat": number}):
        assert office.post(office.answer(idPesan="b-1" + str(len(way)), **way), TOKENS["bkpsdm"]).status_code == 404
    assert office.post(office.answer(idSurat=letter), TOKENS["kanwil"]).status_code == 200
    office.storage.close()


def test_one_number_of_two_offices_means_each_partys_own(place: Place) -> None:
    office = Office(place)
    ours = office.letter(2, "bersama")
    theirs = office.letter(3, "bersama", kantor="dukcapil")
    numbers = {Letters(office.storage).get(letter).nomor for letter in (ours, theirs)}
    assert numbers == {"B-2/Kk.09.1/2026", "B-1/Kk.09.1/2026"}
    second = office.letter(4, "bersama", kantor="dukcapil")
    by_number = {"idSurat": None, "nomorSurat": "B-2 / Kk.09.1/2026"}
    assert office.post(office.answer(**by_number), TOKENS["dukcapil.bersama"]).status_code == 200
    assert office.engine.published[-1][1] == second
    assert office.post(office.answer(**by_number), TOKENS["kemenag-dki.bersama"]).status_code == 200
    assert office.engine.published[-1][1] == ours
    response = office.post(office.answer(idPesan="m-3", **by_number), TOKENS["lokal"])
    assert response.status_code == 409, "which of the two offices is not said"
    office.storage.close()


@pytest.mark.parametrize(
    ("sender", "known"),
    [
        ("kanwil", Identity("kemenag-dki", "kanwil")),
        ("taspen", Identity("dukcapil", "taspen")),
        ("bersama", None),
        ("dukcapil.bersama", Identity("dukcapil", "bersama")),
        ("dukcapil.kanwil", None),
        ("lain.kanwil", None),
        ("lokal", Identity(None, "lokal")),
        ("dukcapil.lokal", Identity("dukcapil", "lokal")),
        ("lain.lokal", None),
        ("", None),
    ],
)
def test_whose_name_a_sender_has(sender: str, known: Identity | None) -> None:
    assert identity(sender, PARTIES) == known


def test_a_party_of_several_offices_needs_a_token_for_each() -> None:
    first, second = load_offices(OFFICES)["kemenag-dki"], load_offices(OFFICES)["dukcapil-pesisir-selatan"]
    second = second.model_copy(update={"pihak_luar": {**second.pihak_luar, "pemohon": first.pihak_luar["pemohon"]}})
    [sentence] = unknown_senders([first, second], {"pemohon", "kanwil", "kemenag-dki.pemohon"})
    assert "Sender pemohon is a party of several offices" in sentence
    assert "ALUR_GATEWAY_TOKEN_KEMENAG_DKI__PEMOHON" in sentence


def test_a_token_of_one_office_comes_from_the_environment(tmp_path: Path) -> None:
    environment = {"ALUR_GATEWAY_TOKEN_KEMENAG_DKI__PEMOHON": "rahasia-sekali-0123"}
    assert "kemenag-dki.pemohon" in load_settings(tmp_path, offices=OFFICES, environment=environment).gateway.tokens


def test_no_party_is_called_like_the_office_itself(tmp_path: Path) -> None:
    text = (OFFICES / "kemenag-dki.yaml").read_text("utf-8").replace("\n  kanwil:\n", "\n  lokal:\n")
    (tmp_path / "kemenag-dki.yaml").write_text(text, "utf-8")
    with pytest.raises(OfficeFileError, match="nama kantor sendiri"):
        load_office(tmp_path / "kemenag-dki.yaml")


def withdrawal(number: str, **more: str) -> dict[str, str]:
    return {"idPesan": "c-1", "nomorPerkara": number, "alasan": "pindah tugas", **more}


@pytest.mark.parametrize(
    ("sender", "more", "status"),
    [
        ("lokal", {}, 200),
        ("lokal", {"kantor": "kemenag-dki"}, 200),
        ("lokal", {"kantor": "kemenag-dki", "sop": "karpeg-kemenag"}, 200),
        ("lokal", {"kantor": "dukcapil"}, 404),
        ("lokal", {"sop": "lain"}, 404),
        ("kemenag-dki.lokal", {}, 200),
        ("kemenag-dki.lokal", {"kantor": "dukcapil"}, 404),
        ("dukcapil.lokal", {}, 404),
        ("dukcapil.lokal", {"kantor": "kemenag-dki"}, 404),
        ("kanwil", {}, 403),
        ("kemenag-dki.bersama", {}, 403),
        ("lain.lokal", {}, 403),
    ],
)
def test_a_withdrawal_is_of_its_office_and_sop(place: Place, sender: str, more: dict[str, str], status: int) -> None:
    office = Office(place)
    assert office.post(withdrawal("P-1", **more), TOKENS[sender], "/v1/pencabutan").status_code == status
    assert len(office.engine.published) == (status == 200)
    office.storage.close()


def test_a_number_of_two_running_cases_is_not_withdrawn_by_number(place: Place) -> None:
    """The engine's message would end both."""
    office = Office(place)
    storage = office.storage
    office.letter(2, "bersama", kantor="dukcapil")
    text = "UPDATE surat SET perkara = 'P-1' WHERE proses = 2"
    with storage.transaction() as session:
        session.run(Query("same", text, text, ""))
    for sender in ("lokal", "kemenag-dki.lokal"):
        response = office.post(withdrawal("P-1", kantor="kemenag-dki"), TOKENS[sender], "/v1/pencabutan")
        assert response.status_code == 409
        assert "Pantau" in response.json()["pesan"]
    Cases(storage).close(2, perkara="P-1", at=NOW)
    assert office.post(withdrawal("P-1"), TOKENS["lokal"], "/v1/pencabutan").status_code == 200
    storage.close()
