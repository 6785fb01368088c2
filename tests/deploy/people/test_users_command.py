"""`alur users` as it is called."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from deploy.cli import build_app
from deploy.people.attempts import PER_NAME, Attempts
from deploy.people.audit import Audit
from deploy.people.database import PeopleDatabase
from deploy.people.files import PeopleDirectory
from deploy.people.passwords import is_password
from deploy.people.sessions import Sessions

PASSWORD = "empat kata yang panjang"


class Calls:
    """Calls of the command in a state directory of their own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setenv("ALUR_HOME", str(home))
        self.people = PeopleDirectory(home / "people")
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str, typed: str = "", status: int = 0) -> str:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            build_app()(["users", *arguments], prog_name="alur")
        assert (ended.value.code or 0) == status
        captured = self._capsys.readouterr()
        return captured.out + captured.err

    def add(self, user: str = "siti", *more: str) -> str:
        return self("add", user, "--nama", "Siti Aminah", "--kantor", "kemenag-dki", "--kelompok", "ptsp", *more)


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Calls:
    return Calls(tmp_path, monkeypatch, capsys)


def test_an_account_with_a_password_that_is_shown_once(users: Calls) -> None:
    told = users.add("siti", "--operator")
    password = told.split("Password (shown once): ")[1].strip()
    person = users.people.read().find("siti")
    assert person is not None
    assert is_password(password, person.password)
    assert person.groups == ("ptsp",)
    assert person.may_mend
    listed = users("list")
    assert "Siti Aminah" in listed
    assert password not in listed
    assert "akun dibuat" in users("audit")


def test_a_name_that_is_taken_and_a_password_that_is_too_short(users: Calls) -> None:
    users.add()
    assert "is taken" in users("add", "siti", "--nama", "x", "--kantor", "kemenag-dki", status=2)
    assert "10 to 200" in users("passwd", "siti", "--stdin", typed="pendek\n", status=2)
    assert "user name" in users("add", "Siti!", "--nama", "x", "--kantor", "kemenag-dki", status=2)


def test_a_new_password_ends_sessions_and_lets_in_again(users: Calls) -> None:
    users.add()
    person = users.people.read().find("siti")
    assert person is not None
    database = PeopleDatabase(users.people.path)
    identity = Sessions(database).begin(person)
    attempts = Attempts(database)
    for _ in range(PER_NAME):
        attempts.take("siti", "192.0.2.1")
    assert attempts.take("siti", "192.0.2.2") > 0
    users("passwd", "siti", "--stdin", typed=f"{PASSWORD}\n")
    assert Sessions(database).find(identity, users.people.read().find, click=True) is None
    assert attempts.take("siti", "192.0.2.2") == 0
    changed = users.people.read().find("siti")
    assert changed is not None
    assert is_password(PASSWORD, changed.password)


def test_groups_are_set_to_exactly_these_and_slips_are_told(users: Calls) -> None:
    users.add("siti", "--operator")
    assert "has the role ptps" in users("groups", "siti", "--kelompok", "korpel", "--kelompok", "ptps", "--pimpinan")
    person = users.people.read().find("siti")
    assert person is not None
    assert person.groups == ("korpel", "ptps")
    assert person.rights == {"pimpinan"}


def test_substitutes_and_removal(users: Calls) -> None:
    users.add()
    days = ("--mulai", "2026-12-01", "--selesai", "2026-12-14")
    told = users("substitute", "siti", "--kelompok", "korpel", *days, "--dasar", "ND-12")
    assert "siti acts for korpel from 2026-12-01 to 2026-12-14" in told
    assert "ND-12" in users("list")
    users("remove", "siti")
    people = users.people.read()
    assert people.find("siti") is None
    assert people.substitutions["kemenag-dki"] == ()
    assert "Nobody has the user name" in users("remove", "siti", status=2)


def test_dates_are_dates_in_order(users: Calls) -> None:
    users.add()
    call = ("substitute", "siti", "--kelompok", "korpel", "--mulai")
    assert "is before" in users(*call, "2026-12-14", "--selesai", "2026-12-01", status=2)
    assert "is not a date" in users(*call, "besok", "--selesai", "2026-12-01", status=2)


def test_unlock(users: Calls) -> None:
    users.add()
    attempts = Attempts(PeopleDatabase(users.people.path))
    for _ in range(PER_NAME):
        attempts.take("siti", "192.0.2.1")
    users("unlock", "siti")
    assert attempts.take("siti", "192.0.2.1") == 0


def test_the_audit_is_exported(users: Calls, tmp_path: Path) -> None:
    users.add()
    Audit(PeopleDatabase(users.people.path)).note("=1+1", "masuk")
    target = tmp_path / "catatan.xlsx"
    assert "2 lines" in users("audit", "--xlsx", str(target))
    sheet = load_workbook(target).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][1:3] == ("=1+1", "masuk")
    assert sheet["B2"].data_type == "s"


def test_which_office_is_asked_when_it_is_not_clear(users: Calls) -> None:
    assert "Which office?" in users("add", "siti", "--nama", "Siti", status=2)
    users.add()
    assert "may sign in for kemenag-dki" in users("add", "budi", "--nama", "Budi")
