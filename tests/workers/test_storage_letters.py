"""The life of a letter: every status against everything that can be asked of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.workers.registers import DAY, NOW, OFFICE, RULE, Place, letter
from workers.numbering import Register
from workers.storage import (
    Archive,
    ArchiveDamaged,
    Cases,
    Drafts,
    LetterConflict,
    LetterDetail,
    LetterKey,
    LetterLocked,
    LetterNotFound,
    Letters,
    LetterStateError,
    Receipt,
    Status,
    Storage,
)

ORDER: list[Status] = ["konsep", "ditandatangani", "bernomor", "diarsipkan", "dikirim"]
KEY = LetterKey(7, "pengantar")
LATER = NOW + dt.timedelta(hours=1)

ACTIONS: dict[str, Callable[[Storage], object]] = {
    "save": lambda s: Drafts(s).save(KEY.letter_id, "Isi baru.", langkah="periksa", oleh="kasubbag", at=LATER),
    "sign": lambda s: Drafts(s).lock(KEY.letter_id, "Isi.", langkah="tandatangan", oleh="kepala", at=LATER),
    "number": lambda s: Register(s).take(KEY, RULE, DAY, LATER),
    "archive": lambda s: Archive(s).store(KEY.letter_id, b"docx", LATER),
    "send": lambda s: Letters(s).mark_sent(KEY.letter_id, "kanwil", LATER),
    "cancel": lambda s: Letters(s).cancel(KEY.letter_id, "dicabut", LATER),
}

#                    save       sign       number     archive    send       cancel
EXPECTED = {
    "konsep":         ("konsep", "ditandatangani", "refused", "refused", "refused", "dibatalkan"),
    "ditandatangani": ("refused", "ditandatangani", "bernomor", "refused", "refused", "dibatalkan"),
    "bernomor":       ("refused", "bernomor", "bernomor", "diarsipkan", "refused", "dibatalkan"),
    "diarsipkan":     ("refused", "diarsipkan", "diarsipkan", "diarsipkan", "dikirim", "dibatalkan"),
    "dikirim":        ("refused", "dikirim", "dikirim", "dikirim", "dikirim", "refused"),
}  # fmt: skip


def bring(storage: Storage, status: Status) -> None:
    letter(storage, 7)
    for action in ("save", "sign", "number", "archive", "send")[: ORDER.index(status) + 1]:
        if action == "save":
            Drafts(storage).save(KEY.letter_id, "Isi.", langkah="konsep", oleh="", at=NOW)
        else:
            ACTIONS[action](storage)
    assert Letters(storage).get(KEY.letter_id).status == status


@pytest.mark.parametrize("status", ORDER)
@pytest.mark.parametrize("action", list(ACTIONS))
def test_state_table(storage: Storage, status: Status, action: str) -> None:
    bring(storage, status)
    before = Letters(storage).get(KEY.letter_id)
    expected = EXPECTED[status][list(ACTIONS).index(action)]
    if expected == "refused":
        with pytest.raises(LetterStateError):
            ACTIONS[action](storage)
        assert Letters(storage).get(KEY.letter_id) == before
        return
    first = ACTIONS[action](storage)
    after = Letters(storage).get(KEY.letter_id)
    assert after.status == expected
    assert ACTIONS[action](storage) == first  # a retry has the same answer
    assert Letters(storage).get(KEY.letter_id) == after


@pytest.mark.parametrize("status", ORDER[:-1])
@pytest.mark.parametrize("action", [name for name in ACTIONS if name != "cancel"])
def test_nothing_moves_a_cancelled_letter(storage: Storage, status: Status, action: str) -> None:
    bring(storage, status)
    cancelled = Letters(storage).cancel(KEY.letter_id, "dicabut", LATER)
    try:
        ACTIONS[action](storage)
    except LetterStateError:
        pass
    else:
        # Only questions that were answered before: the number that it has, the file that it has.
        assert (action, status) in {("number", "bernomor"), ("number", "diarsipkan"), ("archive", "diarsipkan")}
    assert Letters(storage).get(KEY.letter_id) == cancelled


def test_a_letter_needs_a_reason_to_be_cancelled(storage: Storage) -> None:
    letter(storage, 7)
    with pytest.raises(ValueError, match="reason"):
        Letters(storage).cancel(KEY.letter_id, "  ", NOW)


def test_every_version_is_kept_with_hash_step_and_author(storage: Storage) -> None:
    letter(storage, 7)
    drafts = Drafts(storage)
    for number, (text, who) in enumerate([("Satu", ""), ("Dua", "staf"), ("Satu", "kasubbag")], start=1):
        saved = drafts.save(KEY.letter_id, text, langkah=f"l{number}", oleh=who, at=NOW)
        assert saved.versi == number
        assert drafts.save(KEY.letter_id, text, langkah="lain", oleh="lain", at=LATER) == saved
    drafts.lock(KEY.letter_id, "Tiga", langkah="tandatangan", oleh="kepala", at=LATER)
    versions = drafts.versions(KEY.letter_id)
    assert [(v.versi, v.isi, v.oleh) for v in versions] == [
        (1, "Satu", ""), (2, "Dua", "staf"), (3, "Satu", "kasubbag"), (4, "Tiga", "kepala"),
    ]  # fmt: skip
    assert all(v.sha256 == hashlib.sha256(v.isi.encode()).hexdigest() for v in versions)
    assert drafts.final(KEY.letter_id) == versions[-1]
    with pytest.raises(LetterLocked, match="version 4"):
        drafts.lock(KEY.letter_id, "Empat", langkah="tandatangan", oleh="kepala", at=LATER)
    assert Letters(storage).get(KEY.letter_id).versi == 4


def test_a_new_round_is_a_new_letter_with_versions_of_its_own(storage: Storage) -> None:
    bring(storage, "dikirim")
    letter(storage, 7, putaran=2)
    assert Drafts(storage).save("7-pengantar-2", "Perbaikan", langkah="konsep", oleh="", at=LATER).versi == 1
    assert [item.id for item in Letters(storage).of_process(7)] == ["7-pengantar-1", "7-pengantar-2"]


def test_a_key_of_a_forgotten_engine_is_not_taken_for_the_old_case(storage: Storage) -> None:
    made = letter(storage, 7)
    assert made.key is not None
    with pytest.raises(LetterConflict, match=r"another case.* repeat"):
        Letters(storage).ensure(made.key, replace(made.detail, perkara="8/2025"), NOW)
    renamed = Letters(storage).ensure(made.key, replace(made.detail, perihal="Lain"), LATER)
    assert renamed == made


@pytest.mark.parametrize("kantor", ["../kantor", "Kantor", "", "a/b"])
def test_an_office_is_never_a_path(kantor: str) -> None:
    with pytest.raises(ValueError, match="not an office"):
        LetterDetail(kantor, "sop", "surat", "1", "", "")


def test_the_archived_file_is_whole_and_the_first_one_counts(storage: Storage) -> None:
    bring(storage, "bernomor")
    archive = Archive(storage)
    file = archive.store(KEY.letter_id, b"satu", NOW)
    assert file.path.is_relative_to(storage.letters / OFFICE / "2025")
    assert file.path.read_bytes() == b"satu"
    assert archive.store(KEY.letter_id, b"dua", LATER) == file
    assert archive.read(KEY.letter_id) == b"satu"
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]


def test_a_damaged_file_is_noticed(storage: Storage) -> None:
    bring(storage, "bernomor")
    archive = Archive(storage)
    with pytest.raises(LetterNotFound):
        archive.read(KEY.letter_id)
    file = archive.store(KEY.letter_id, b"satu", NOW)
    file.path.write_bytes(b"dua")
    with pytest.raises(ArchiveDamaged, match="not what was archived"):
        archive.read(KEY.letter_id)
    file.path.unlink()
    with pytest.raises(ArchiveDamaged, match="cannot be read"):
        archive.store(KEY.letter_id, b"satu", NOW)


def test_a_crash_before_the_row_leaves_a_letter_that_can_be_archived(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.open() as storage:
        bring(storage, "bernomor")

        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("workers.storage.archive.locked", crash)
            with pytest.raises(KeyboardInterrupt):
                Archive(storage).store(KEY.letter_id, b"satu", NOW)
    with place.open("command") as storage:
        assert Letters(storage).get(KEY.letter_id).status == "bernomor"
        assert Archive(storage).store(KEY.letter_id, b"dua", LATER).path.read_bytes() == b"dua"


def test_withdrawal_cancels_what_is_inside_and_leaves_what_is_outside(storage: Storage) -> None:
    bring(storage, "dikirim")
    letter(storage, 7, "keterangan")
    letter(storage, 8)
    cases = Cases(storage)
    for _ in range(2):
        left = cases.withdraw(7, kantor=OFFICE, perkara="7/2025", alasan="dicabut pemohon", at=LATER)
        assert {item.id: item.status for item in left} == {"7-pengantar-1": "dikirim", "7-keterangan-1": "dibatalkan"}
    assert cases.withdrawn(7) == "dicabut pemohon"
    assert cases.withdrawn(8) is None
    assert Letters(storage).get("8-pengantar-1").status == "konsep"


def test_delivery_by_hand_sends_the_letter(storage: Storage) -> None:
    bring(storage, "diarsipkan")
    receipt = Receipt(KEY.letter_id, "Bagian Umum Kanwil", DAY, "diterima lengkap", "kurir")
    for _ in range(2):
        recorded = Cases(storage).record_receipt(receipt, LATER, tujuan="kanwil")
        assert (recorded.status, recorded.tujuan) == ("dikirim", "kanwil")
    assert Cases(storage).receipts(KEY.letter_id) == [receipt]


@pytest.mark.parametrize("status", ["bernomor", "dibatalkan"])
def test_a_delivery_is_a_fact_whatever_becomes_of_the_letter(storage: Storage, status: Status) -> None:
    bring(storage, "bernomor")
    if status == "dibatalkan":
        ACTIONS["cancel"](storage)
    receipt = Receipt(KEY.letter_id, "Kanwil", DAY, "", "")
    assert Cases(storage).record_receipt(receipt, LATER).status == status
    assert Cases(storage).receipts(KEY.letter_id) == [receipt]


def test_the_first_end_of_a_case_counts(storage: Storage) -> None:
    cases = Cases(storage)
    assert cases.closed(7) is None
    cases.close(7, perkara="7/2025", at=NOW)
    cases.close(7, perkara="7/2025", at=LATER)
    assert cases.closed(7) == NOW
