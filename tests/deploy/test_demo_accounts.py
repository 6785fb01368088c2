"""Accounts of the demonstration: one for every role, in a directory that no other engine reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.demo.accounts import make_accounts
from deploy.demo.stack import people_directory
from deploy.engine.settings import EngineSettings
from deploy.people.files import PeopleDirectory
from deploy.people.passwords import is_password
from deploy.sops import SopFolder, find_folders, load_folder


@pytest.fixture(scope="module")
def folders() -> list[SopFolder]:
    return [load_folder(path) for path in find_folders()]


def test_every_role_can_be_played_with_one_password(tmp_path: Path, folders: list[SopFolder]) -> None:
    accounts, password = make_accounts(tmp_path, folders)
    people = PeopleDirectory(tmp_path).read()
    for folder in folders:
        of_office = people.of_office(folder.sop.kantor)
        for role in folder.sop.pelaksana:
            assert any(role.kode in person.groups for person in of_office), role.kode
        assert any(person.may_mend for person in of_office)
    assert {account.user for account in accounts} == set(people.persons)
    kept = {person.password for person in people.persons.values()}
    assert len(kept) == 1
    assert is_password(password, kept.pop())


def test_a_second_time_they_are_the_same(tmp_path: Path, folders: list[SopFolder]) -> None:
    first, second = make_accounts(tmp_path, folders), make_accounts(tmp_path, folders)
    assert first == second


def test_an_office_does_not_read_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_HOME", str(tmp_path))
    assert EngineSettings().people != people_directory()
    assert people_directory() not in EngineSettings().people.parents
