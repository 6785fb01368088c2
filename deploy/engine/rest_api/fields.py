"""The fields of a request body, checked as they are taken out. What is wrong is named by its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from deploy.engine.core.commands import DEFAULT_TENANT
from deploy.engine.rest_api.problems import Problem, invalid
from deploy.engine.search.conditions import QueryError, key_number
from deploy.engine.search.times import milliseconds

_DIGITS = re.compile(r"-?[0-9]{1,19}")
_MAX_LONG = (1 << 63) - 1
MAX_INT = (1 << 31) - 1


class Fields:
    """A JSON object of a request. null is the same as not there."""

    def __init__(self, value: Any, known: Iterable[str], place: str = "") -> None:
        """Raises Problem for something else than an object, and for fields that are not `known`."""
        if not isinstance(value, dict):
            raise invalid(place or "body", "must be a JSON object.")
        self._values: dict[str, Any] = value
        self._place = f"{place}." if place else ""
        known = set(known)
        unknown = sorted(set(value) - known)
        if unknown:
            raise invalid(f"{self._place}{unknown[0]}", f"is not known here. Known: {', '.join(sorted(known))}.")

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def wrong(self, name: str, reason: str) -> Problem:
        """To raise for a field."""
        return invalid(f"{self._place}{name}", reason)

    def given(self, name: str) -> Any:
        """The value as it is, None when it is not there."""
        return self._values.get(name)

    def text(self, name: str, default: str = "", *, required: bool = False) -> str:
        """A text; a required one must not be blank."""
        value = self._values.get(name)
        if value is None:
            if required:
                raise self.wrong(name, "is required.")
            return default
        if not isinstance(value, str):
            raise self.wrong(name, "must be a text.")
        if required and not value.strip():
            raise self.wrong(name, "must not be blank.")
        return value

    def integer(
        self, name: str, default: int | None = None, *, least: int = -_MAX_LONG - 1, most: int = _MAX_LONG
    ) -> int:
        """A whole number, also as a text of digits, as clients send large ones; without a default it is required."""
        value = self._values.get(name)
        if value is None:
            if default is None:
                raise self.wrong(name, "is required.")
            return default
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(name, "must be a whole number.")
        if not least <= value <= most:
            raise self.wrong(name, f"must be a whole number from {least} to {most}.")
        return value

    def key(self, name: str, *, required: bool = False) -> int:
        """A key; 0 when it is not there, for which clients also send -1."""
        value = self._values.get(name)
        if value is None or value == "-1":
            if required:
                raise self.wrong(name, "is required.")
            return 0
        try:
            return key_number(value, name)
        except QueryError as error:
            raise self.wrong(name, error.reason) from None

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self._values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.wrong(name, "must be true or false.")
        return value

    def variables(self, name: str = "variables", *, required: bool = False) -> dict[str, Any]:
        """Variables by name."""
        value = self._values.get(name)
        if value is None:
            if required:
                raise self.wrong(name, "is required.")
            return {}
        if not isinstance(value, dict):
            raise self.wrong(name, "must be a JSON object.")
        return value

    def one_of(self, name: str) -> frozenset[str] | None:
        """What a filter takes: a text, or an object with `$eq` or `$in`. None: everything."""
        value = self._values.get(name)
        if isinstance(value, dict):
            given = {operator: operand for operator, operand in value.items() if operand not in (None, [])}
            if not given:
                return None
            if not given.keys() <= {"$eq", "$in"}:
                raise self.wrong(name, "must be a text, or an object with $eq or $in.")
            found = [given["$eq"]] if "$eq" in given else given["$in"]
            if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
                raise self.wrong(name, "must be a text, or an object with $eq or $in.")
            return frozenset(found)
        return None if value is None else frozenset((self.text(name),))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; none when it is not there."""
        value = self._values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(name, "must be a list of texts.")
        return tuple(value)

    def moment(self, name: str) -> str | None:
        """A date-time; an empty text, which removes one, stays one. None when it is not there."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.wrong(name, "must be a date-time as 2026-11-28T09:00:00Z.")
        if value:
            try:
                milliseconds(value)
            except (ValueError, OverflowError):
                raise self.wrong(name, "must be a date-time as 2026-11-28T09:00:00Z.") from None
        return value

    def object(self, name: str, known: Iterable[str], *, required: bool = False) -> Fields | None:
        """An object in this one."""
        value = self._values.get(name)
        if value is None:
            if required:
                raise self.wrong(name, "is required.")
            return None
        return Fields(value, known, f"{self._place}{name}")

    def objects(self, name: str, known: Iterable[str]) -> list[Fields]:
        """A list of objects; none when it is not there."""
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(name, "must be a list.")
        known = tuple(known)
        return [Fields(one, known, f"{self._place}{name}[{index}]") for index, one in enumerate(value)]

    def only_default_tenant(self, name: str = "tenantId") -> None:
        """There is one tenant, and a request need not name it."""
        value = self._values.get(name)
        for tenant in value if isinstance(value, list) else [value]:
            if tenant not in (None, "", DEFAULT_TENANT):
                raise self.wrong(name, f"must be {DEFAULT_TENANT} or left out: multi-tenancy is disabled.")
