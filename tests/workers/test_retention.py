"""What a purge deletes, what it keeps, and what it leaves alone."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.workers.job_case import NAME, OFFICE, REQUEST, Case, Sent
from tests.workers.test_letter_rules import RECEIPT
from tests.workers.test_letters_command import alur
from workers.letters import Agenda
from workers.retention import Retention
from workers.storage import Drafts, Inbox, LetterNotFound, Storage
from workers.storage.queries import Query

LONG_AGO = dt.datetime(2025, 1, 10, tzinfo=dt.UTC)
BEFORE = dt.datetime(2025, 2, 1, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
TAKER = "Yusuf Rahasia"
TABLES = ("surat", "nomor", "konsep", "kiriman", "balasan", "tanda_terima", "dicabut", "perkara_selesai", "tenggat")


def everything(storage: Storage) -> str:
    """All that the database holds, as text."""
    with storage.read() as session:
        rows = []
        for table in TABLES:
            text = f"SELECT * FROM {table}"  # noqa: S608 - names from the list above
            rows += [dict(row) for row in session.all(Query("all", text, text, ""))]  # type: ignore[call-overload]
    return json.dumps(rows, default=str)


@pytest.fixture
def ended(case: Case, sent: Sent) -> dict[str, Any]:
    """A letter with everything around it, whose case ended long ago."""
    surat = case.surat("arsipkan-surat")
    headers = {**RECEIPT, "penerima": TAKER, "surat": surat}
    case.job("kirim-surat", {"surat": surat, "tujuan": "kanwil", "permohonan": REQUEST})
    case.job("catat-tanda-terima", headers, {})
    answer = {"macam": "balasan", "balasan": {"hasil": "terbit", "catatan": f"Kartu {NAME} terlampir."}}
    inbox = Inbox(case.services.storage)
    inbox.receive("kanwil", "m-1", surat["idSurat"], answer, NOW)
    inbox.receive("kanwil", "m-2", "tidak-dikenal:X", {"macam": "balasan", "catatan": NAME}, LONG_AGO)
    inbox.mark("kanwil", "m-2", "ditolak", LONG_AGO)
    case.services.cases.close(case.key, perkara="P-1", at=LONG_AGO)
    assert sent.messages
    return surat


def test_no_name_is_left_and_the_book_is_whole(case: Case, ended: dict[str, Any]) -> None:
    storage = case.services.storage
    [entry] = Agenda(storage).entries()
    assert NAME in everything(storage)
    assert TAKER in everything(storage)
    done = Retention(storage).purge(BEFORE, NOW)
    assert done.letters == (ended["idSurat"],)
    assert NAME not in everything(storage)
    assert TAKER not in everything(storage)
    [left] = Agenda(storage).entries()
    assert replace(left, received=entry.received) == entry
    assert left.received[0].purged
    assert [r.tanggal for r in left.received] == [r.tanggal for r in entry.received]
    assert case.services.archive.read(ended["idSurat"])[:2] == b"PK", "the letter itself is an archive"
    assert [v.sha256 for v in Drafts(storage).versions(ended["idSurat"])]
    assert Retention(storage).purge(BEFORE, NOW).letters == ()


def test_the_files_go_when_asked_for_also_later(case: Case, ended: dict[str, Any]) -> None:
    storage = case.services.storage
    path = case.services.archive.find(ended["idSurat"]).path
    Retention(storage).purge(BEFORE, NOW)
    done = Retention(storage).purge(BEFORE, NOW, files=True)
    assert (done.letters, len(done.files)) == ((), 1)
    assert not path.exists()
    with pytest.raises(LetterNotFound):
        case.services.archive.read(ended["idSurat"])
    assert case.services.letters.get(ended["idSurat"]).arsip_sha256


@pytest.mark.usefixtures("ended")
def test_what_runs_or_ended_later_or_belongs_to_another_office_is_left_alone(case: Case) -> None:
    storage = case.services.storage
    running, later = Case(case.services, key=5001), Case(case.services, key=5002)
    running.surat("beri-nomor-surat")
    later.surat("beri-nomor-surat")
    case.services.cases.close(5002, perkara="P-1", at=NOW)
    retention = Retention(storage)
    assert retention.find(BEFORE, kantor="lain").letters == ()
    assert retention.find(BEFORE, kantor=OFFICE).letters == ("4711-pengantar-1",)
    assert retention.find(NOW + dt.timedelta(days=9000)).open_cases == ((5001, "P-1"),)
    retention.purge(BEFORE, NOW)
    assert NAME in Drafts(storage).final("5001-pengantar-1").isi
    assert NAME in Drafts(storage).final("5002-pengantar-1").isi


def test_the_command_tells_first_and_deletes_only_with_yes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALUR_CONFIG", "ALUR_STORAGE_URL", "ALUR_FILES_OFFICES", "ALUR_FILES_LETTERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALUR_HOME", str(tmp_path))
    with Storage.open(f"sqlite:///{tmp_path}/alur.db") as storage:
        inbox = Inbox(storage)
        inbox.receive("kanwil", "m-2", "tidak-dikenal:X", {"macam": "balasan", "catatan": NAME}, LONG_AGO)
        inbox.mark("kanwil", "m-2", "ditolak", LONG_AGO)
    told = alur("--before", "2025-02-01", group="purge")
    assert "Would delete" in told.output
    with Storage.open(f"sqlite:///{tmp_path}/alur.db") as storage:
        assert NAME in everything(storage)
    assert "Deleted" in alur("--before", "2025-02-01", "--yes", group="purge").output
    with Storage.open(f"sqlite:///{tmp_path}/alur.db") as storage:
        assert NAME not in everything(storage)
    assert alur("--before", "kemarin", group="purge").exit_code == 2
    assert alur("--before", "2999-01-01", group="purge").exit_code == 2
