"""Accounts for the demonstration: one for each role of the SOPs, and an operator for each office.

They lie in the demonstration's own directory, which the engine reads only when the demonstration started it; `alur up`
starts it with the accounts of the office. Their password is made once for this machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.people.files import PeopleDirectory
from deploy.people.passwords import hash_password, is_password, make_password
from deploy.secrets_file import secret_text
from deploy.sops import SopFolder

_NAMES = (
    "Dewi Lestari",
    "Rudi Hartono",
    "Nur Hidayah",
    "Bambang Irawan",
    "Yuliana Putri",
    "Hendra Saputra",
    "Maya Anggraini",
    "Teguh Prasetyo",
    "Ratna Sari",
    "Agus Salim",
    "Lina Marlina",
    "Fajar Nugroho",
    "Sri Wahyuni",
    "Irfan Maulana",
    "Wulan Permata",
    "Yusuf Hakim",
)
"""Invented."""


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who can be played."""

    user: str
    role: str
    office: str


def make_accounts(directory: Path, folders: Iterable[SopFolder]) -> tuple[list[DemoAccount], str]:
    """Makes the accounts that are missing; returns all of them and their password."""
    password = secret_text(directory / "demo.password", make_password)
    people = PeopleDirectory(directory)
    digest = next((p.password for p in people.read().persons.values() if is_password(password, p.password)), "")
    digest = digest or hash_password(password)
    accounts: list[DemoAccount] = []
    offices: dict[str, dict[str, str]] = {}
    for folder in folders:
        roles = offices.setdefault(folder.sop.kantor, {})
        for performer in folder.sop.pelaksana:
            roles.setdefault(performer.kode, performer.nama)
    names = iter(_NAMES * (1 + sum(map(len, offices.values())) // len(_NAMES)))
    taken: set[str] = set()
    for office, roles in sorted(offices.items()):
        entries: dict[str, Any] = {}
        for slug, role in roles.items():
            user = slug if slug not in taken else f"{slug}.{office.split('-')[0]}"
            taken.add(user)
            entries[user] = {"nama": next(names), "kelompok": [slug], "sandi": digest}
            accounts.append(DemoAccount(user, role, office))
        operator = f"operator.{office.split('-')[0]}"
        entries[operator] = {"nama": f"Operator {office}", "wewenang": ["operator"], "sandi": digest}
        accounts.append(DemoAccount(operator, "Operator (Pantau)", office))
        people.change(office, _replacing(entries))
    return accounts, password


def _replacing(entries: dict[str, Any]) -> Any:
    def work(content: dict[str, Any]) -> None:
        content["pengguna"].update(entries)

    return work
