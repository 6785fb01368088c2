"""The files that say who the people are: one YAML file for each office, named by its slug.

People may edit them by hand; `alur users` keeps what stands around its changes. They hold digests of passwords, so only
their owner may read them.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.locks import exclusive
from deploy.people.passwords import is_digest
from deploy.people.person import People, Person, Right, Substitution

USER = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME = 120
_HEADER = """\
# Pengguna halaman Tugas dan Pantau kantor ini. Ubah dengan `alur users` atau di sini; sandi dengan `alur users passwd`.
# kelompok: peran dalam SOP. wewenang: operator (memantau dan memperbaiki), pimpinan (memantau).
"""
_KEYS = {"kantor", "pengguna", "pengganti"}
_USER_KEYS = {"nama", "kelompok", "wewenang", "sandi", "aktif"}
_SUBSTITUTE_KEYS = {"kelompok", "oleh", "mulai", "selesai", "dasar"}


class PeopleFileError(AlurError):
    """A file of people that cannot be used."""

    def __init__(self, path: Path, faults: Iterable[str]) -> None:
        detail = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"{path} cannot be used.", "Correct:", Exit.USAGE, detail)


class PeopleDirectory:
    """The files of one state directory. `read` looks at the disk only when a file has changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._people = People({}, {})

    def read(self) -> People:
        """Everybody. Raises PeopleFileError, naming every fault of a file."""
        seen = self._look()
        if seen != self._seen:
            self._people = _people([_load(self.path / name) for name, _, _ in seen])
            self._seen = seen
        return self._people

    def offices(self) -> list[str]:
        """Slugs of the offices that have a file."""
        return [name.removesuffix(".yaml") for name, _, _ in self._look()]

    def change(self, office: str, work: Callable[[dict[str, Any]], None]) -> None:
        """Changes the file of an office, or makes it: `work` gets its content, with the keys `pengguna` and
        `pengganti`. Nothing is written when the result cannot be used; raises PeopleFileError then."""
        from ruamel.yaml import YAML

        if not _SLUG.fullmatch(office):
            raise AlurError(f"{office!r} is not the slug of an office.", "Write e.g. kemenag-dki.", Exit.USAGE)
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.path / f"{office}.yaml"
        editor = YAML()
        editor.width = 4096
        with exclusive(self.path / ".lock", "Another `alur users` is at work; waiting for it."):
            content = editor.load(file.read_text(encoding="utf-8")) if file.exists() else {}
            content = content or {"kantor": office}
            for key, empty in (("pengguna", dict), ("pengganti", list)):
                if content.get(key) is None:
                    content[key] = empty()
            work(content)
            stream = io.StringIO()
            editor.dump(content, stream)
            text = stream.getvalue() if file.exists() else _HEADER + stream.getvalue()
            others = [_load(self.path / name) for name, _, _ in self._look() if name != file.name]
            _people([*others, _parse(file, text)])
            _write(file, text)

    def _look(self) -> tuple[tuple[str, int, int], ...]:
        try:
            with os.scandir(self.path) as entries:
                found = [(e.name, e.stat().st_mtime_ns, e.stat().st_size) for e in entries if _is_file(e.name)]
        except FileNotFoundError:
            return ()
        return tuple(sorted(found))


def _is_file(name: str) -> bool:
    return name.endswith(".yaml") and _SLUG.fullmatch(name.removesuffix(".yaml")) is not None


def _write(file: Path, text: str) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, file)


_Office = tuple[Path, str, list[Person], tuple[Substitution, ...]]


def _load(path: Path) -> _Office:
    try:
        return _parse(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as failure:
        raise PeopleFileError(path, [str(failure)]) from failure


def _parse(path: Path, text: str) -> _Office:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as failure:
        mark = getattr(failure, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise PeopleFileError(path, [f"{where}this is not YAML"]) from None
    office = path.name.removesuffix(".yaml")
    if not isinstance(content, dict):
        raise PeopleFileError(path, ["the keys kantor, pengguna and pengganti are needed"])
    faults = [f"{key}: unknown; known are {', '.join(sorted(_KEYS))}" for key in content if key not in _KEYS]
    if content.get("kantor", office) != office:
        faults.append(f"kantor: must be {office}, as the file is called")
    users, substitutes = content.get("pengguna") or {}, content.get("pengganti") or []
    persons: list[Person] = []
    if isinstance(users, dict):
        persons = [p for user, values in users.items() if (p := _person(office, user, values, faults)) is not None]
    else:
        faults.append("pengguna: must be a mapping from user names")
    acting: list[Substitution] = []
    if isinstance(substitutes, list):
        acting = list(_substitutions(substitutes, {p.user for p in persons}, faults))
    else:
        faults.append("pengganti: must be a list")
    if faults:
        raise PeopleFileError(path, faults)
    return path, office, persons, tuple(acting)


def _people(offices: list[_Office]) -> People:
    persons: dict[str, Person] = {}
    acting: dict[str, tuple[Substitution, ...]] = {}
    for path, office, found, substitutions in offices:
        twice = [p.user for p in found if p.user in persons]
        if twice:
            raise PeopleFileError(path, [f"pengguna.{u}: {persons[u].office} has this name already" for u in twice])
        persons.update((p.user, p) for p in found)
        acting[office] = substitutions
    return People(persons, acting)


def _person(office: str, user: Any, values: Any, faults: list[str]) -> Person | None:
    place = f"pengguna.{user}"
    if not isinstance(user, str) or not USER.fullmatch(user):
        faults.append(f"{place}: a user name is 2 to 40 small letters, digits, dots and dashes, a letter first")
        return None
    if not isinstance(values, dict):
        faults.append(f"{place}: the key nama is needed")
        return None
    faults += [f"{place}.{key}: unknown; known are {', '.join(sorted(_USER_KEYS))}" for key in set(values) - _USER_KEYS]
    name = values.get("nama")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _LONGEST_NAME:
        faults.append(f"{place}.nama: a name of at most {_LONGEST_NAME} characters is needed")
        name = user
    groups = values.get("kelompok") or []
    if not isinstance(groups, list) or not all(isinstance(g, str) and _SLUG.fullmatch(g) for g in groups):
        faults.append(f"{place}.kelompok: a list of role slugs such as kasubbag-tu")
        groups = []
    rights = values.get("wewenang") or []
    known = {right.value for right in Right}
    if not isinstance(rights, list) or not all(right in known for right in rights):
        faults.append(f"{place}.wewenang: a list of {', '.join(sorted(known))}")
        rights = []
    password = values.get("sandi") or ""
    if not isinstance(password, str) or (password and not is_digest(password)):
        faults.append(f"{place}.sandi: not a digest; set it with `alur users passwd {user}`")
        password = ""
    active = values.get("aktif", True)
    if not isinstance(active, bool):
        faults.append(f"{place}.aktif: true or false")
        active = False
    return Person(user, name.strip(), office, tuple(groups), frozenset(Right(r) for r in rights), password, active)


def _substitutions(entries: list[Any], users: set[str], faults: list[str]) -> Iterator[Substitution]:
    for number, entry in enumerate(entries, 1):
        place = f"pengganti[{number}]"
        if not isinstance(entry, Mapping):
            faults.append(f"{place}: kelompok, oleh, mulai and selesai are needed")
            continue
        faults += [f"{place}.{key}: unknown" for key in set(entry) - _SUBSTITUTE_KEYS]
        group, user, basis = entry.get("kelompok"), entry.get("oleh"), entry.get("dasar") or ""
        first, last = _day(entry.get("mulai")), _day(entry.get("selesai"))
        if not isinstance(group, str) or not _SLUG.fullmatch(group):
            faults.append(f"{place}.kelompok: a role slug is needed")
        elif user not in users:
            faults.append(f"{place}.oleh: nobody has this user name in this file")
        elif first is None or last is None or last < first:
            faults.append(f"{place}: mulai and selesai are dates such as 2026-12-01, in this order")
        elif not isinstance(basis, str):
            faults.append(f"{place}.dasar: must be text")
        else:
            yield Substitution(group, user, first, last, basis)


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
