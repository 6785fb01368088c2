"""Persons, their groups and their substitutes, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What somebody may do besides their own tasks."""

    OPERATOR = "operator"
    """Watches the cases of the office and mends what is stuck."""
    HEAD = "pimpinan"
    """Watches the cases of the office."""


@dataclass(frozen=True)
class Substitution:
    """Somebody acts for a group from the first to the last day, both included."""

    group: str
    by: str
    """User name."""
    first: dt.date
    last: dt.date
    basis: str = ""
    """The order that says so."""

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in. `groups` are role slugs of the SOPs of the office."""

    user: str
    """User name, unique over all offices."""
    name: str
    office: str
    """Slug of the office; only processes of that office concern them."""
    groups: tuple[str, ...] = ()
    rights: frozenset[Right] = frozenset()
    password: str = ""
    """Digest; without one nobody can sign in."""
    active: bool = True

    @property
    def may_watch(self) -> bool:
        """Whether the page for operations is for them."""
        return bool(self.rights)

    @property
    def may_mend(self) -> bool:
        """Whether they may change cases that are not their task: try again, move, cancel."""
        return Right.OPERATOR in self.rights


@dataclass(frozen=True)
class People:
    """Everybody, as the files say at one moment."""

    persons: Mapping[str, Person]
    substitutions: Mapping[str, tuple[Substitution, ...]]
    """By office."""

    def find(self, user: str) -> Person | None:
        """Somebody by user name."""
        return self.persons.get(user)

    def of_office(self, office: str) -> list[Person]:
        """Who can sign in there, by name."""
        return sorted((p for p in self.persons.values() if p.office == office and p.active), key=lambda p: p.name)

    def groups_of(self, person: Person, day: dt.date) -> tuple[str, ...]:
        """Their own groups, and those that they stand in for on that day."""
        acting = (s.group for s in self.substitutions.get(person.office, ()) if s.by == person.user and s.holds(day))
        return tuple(dict.fromkeys([*person.groups, *acting]))

    def stands_in(self, person: Person, day: dt.date) -> list[Substitution]:
        """For whom they stand in on that day."""
        found: Iterable[Substitution] = self.substitutions.get(person.office, ())
        return [s for s in found if s.by == person.user and s.holds(day) and s.group not in person.groups]
