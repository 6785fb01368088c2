"""The files of people: what they say, what is wrong with them, and that changing them keeps the rest."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest

from deploy.errors import AlurError
from deploy.people.files import PeopleDirectory, PeopleFileError
from deploy.people.person import Right

GOOD = """\
# Catatan petugas: jangan dihapus.
kantor: kemenag-dki
pengguna:
  siti:
    nama: Siti Aminah
    kelompok: [ptsp]  # loket
    wewenang: [operator]
  budi: {nama: Budi, kelompok: [korpel]}
pengganti:
  - {kelompok: ptsp, oleh: budi, mulai: 2026-12-01, selesai: 2026-12-14, dasar: ND-12}
"""


def write(folder: Path, text: str, office: str = "kemenag-dki") -> PeopleDirectory:
    (folder / f"{office}.yaml").write_text(text, encoding="utf-8")
    return PeopleDirectory(folder)


def test_what_a_file_says(tmp_path: Path) -> None:
    people = write(tmp_path, GOOD).read()
    siti, budi = people.find("siti"), people.find("budi")
    assert siti is not None
    assert budi is not None
    assert siti.rights == {Right.OPERATOR}
    assert people.groups_of(budi, dt.date(2026, 11, 30)) == ("korpel",)
    assert people.groups_of(budi, dt.date(2026, 12, 1)) == ("korpel", "ptsp")
    assert people.groups_of(budi, dt.date(2026, 12, 14)) == ("korpel", "ptsp")
    assert people.groups_of(budi, dt.date(2026, 12, 15)) == ("korpel",)


def test_a_change_keeps_what_stands_around_it_and_is_private(tmp_path: Path) -> None:
    files = write(tmp_path, GOOD)
    files.read()
    files.change("kemenag-dki", lambda content: content["pengguna"].update({"ani": {"nama": "Ani"}}))
    text = (tmp_path / "kemenag-dki.yaml").read_text(encoding="utf-8")
    assert "# Catatan petugas: jangan dihapus." in text
    assert "# loket" in text
    assert files.read().find("ani") is not None
    assert stat.S_IMODE((tmp_path / "kemenag-dki.yaml").stat().st_mode) == 0o600


def test_a_change_that_cannot_be_used_is_not_written(tmp_path: Path) -> None:
    files = write(tmp_path, GOOD)
    with pytest.raises(PeopleFileError):
        files.change("kemenag-dki", lambda content: content["pengguna"].update({"Ani!": {"nama": "Ani"}}))
    assert (tmp_path / "kemenag-dki.yaml").read_text(encoding="utf-8") == GOOD


def test_a_name_belongs_to_one_office(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(PeopleFileError, match="this name already"):
        write(tmp_path, "pengguna: {siti: {nama: Lain}}", "lain").read()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("kantor: lain\npengguna: {}", "kantor: must be kemenag-dki"),
        ("pengguna: {Siti: {nama: x}}", "user name"),
        ("pengguna: {siti: {}}", "siti.nama"),
        ("pengguna: {siti: {nama: x, kelompok: ptsp}}", "siti.kelompok"),
        ("pengguna: {siti: {nama: x, wewenang: [raja]}}", "siti.wewenang"),
        ("pengguna: {siti: {nama: x, sandi: rahasia}}", "alur users passwd siti"),
        ("pengguna: {siti: {nama: x, aktif: mungkin}}", "siti.aktif"),
        ("pengguna: {siti: {nama: x, foto: y}}", "siti.foto"),
        ("pengguna: [siti]", "pengguna: must be"),
        ("pengganti: [{kelompok: a, oleh: siapa, mulai: 2026-01-01, selesai: 2026-01-02}]", "oleh"),
        (
            "pengguna: {si: {nama: x}}\npengganti: [{kelompok: a, oleh: si, mulai: 2026-01-03, selesai: 2026-01-02}]",
            "order",
        ),
        ("- x", "keys"),
        ("a: [", "not YAML"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(PeopleFileError) as refused:
        write(tmp_path, text).read()
    assert fault in str(refused.value)
    assert "rahasia" not in str(refused.value)


def test_an_office_is_a_slug(tmp_path: Path) -> None:
    with pytest.raises(AlurError, match="slug"):
        PeopleDirectory(tmp_path).change("../lain", dict.clear)


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    files = write(tmp_path, GOOD)
    first = files.read()
    assert files.read() is first
    write(tmp_path, GOOD + "  # lagi\n")
    assert files.read() is not first
