"""The audit log: what it keeps, what it gives back, and files of an older version."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from deploy.people.audit import KEPT_DAYS, Audit
from deploy.people.database import NAME, PeopleDatabase


def test_what_was_done_about_one_thing_is_found_with_its_reason(tmp_path: Path) -> None:
    audit = Audit(PeopleDatabase(tmp_path))
    audit.note("ani", "pindah", "perkara 7", reason="Berkas tertukar.")
    audit.note("ani", "coba-lagi", "kendala 8")
    audit.note("budi", "batal", "perkara 7", result="ditolak")
    assert [(e.user, e.action, e.result, e.reason) for e in audit.about("perkara 7")] == [
        ("budi", "batal", "ditolak", ""),
        ("ani", "pindah", "berhasil", "Berkas tertukar."),
    ]
    assert len(list(audit.entries())) == 3


def test_lines_are_forgotten_after_two_years(tmp_path: Path) -> None:
    moments = iter([0.0, KEPT_DAYS * 86400.0 + 1])
    audit = Audit(PeopleDatabase(tmp_path), lambda: next(moments))
    audit.note("ani", "masuk")
    audit.note("ani", "keluar")
    assert [entry.action for entry in audit.entries()] == ["keluar"]


def test_a_file_from_before_there_were_reasons_is_kept(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / NAME)
    database.execute(
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, time REAL NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL, "
        "subject TEXT NOT NULL, result TEXT NOT NULL)"
    )
    database.execute("INSERT INTO audit VALUES (1, 1.8e9, 'ani', 'masuk', '', 'berhasil')")
    database.execute("PRAGMA user_version = 1")
    database.commit()
    database.close()
    for _ in range(2):
        audit = Audit(PeopleDatabase(tmp_path), lambda: 1.8e9)
        audit.note("ani", "pindah", "perkara 7", reason="Salah langkah.")
    assert [(e.action, e.reason) for e in audit.entries()] == [
        ("pindah", "Salah langkah."),
        ("pindah", "Salah langkah."),
        ("masuk", ""),
    ]
