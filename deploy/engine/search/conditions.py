"""Filters of the search requests, as the public API has them, turned into SQL.

A filter gives each field a plain value or operators: `$eq`, `$neq`, `$exists`, `$gt`, `$gte`, `$lt`, `$lte`, `$in`,
`$notIn`, `$like` (`*` any text, `?` one character, `\\` takes them literally). Several fields all have to hold;
`$or` takes a list of filters of which one has to hold. Values only reach the database as parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from deploy.engine.search.times import milliseconds

Sql = tuple[str, list[Any]]
"""An SQL condition and its parameters."""

MAX_OPERANDS = 10_000


class QueryError(Exception):
    """A search request that cannot be carried out; `place` names the field, e.g. `filter.startDate.$gt`."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class Kind(Enum):
    """How a field is stored, filtered and shown."""

    TEXT = auto()
    """'' shows as null where the field is nullable."""
    KEY = auto()
    """A number here, a text of digits in the API; 0 shows as null."""
    TIME = auto()
    INTEGER = auto()
    BOOLEAN = auto()
    ENUM = auto()
    JSON = auto()
    """A list or object; only shown."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a search result or filter."""

    name: str
    sql: str
    kind: Kind = Kind.TEXT
    values: tuple[str, ...] = ()
    """Of an ENUM."""
    nullable: bool = False
    shown: bool = True
    filtered: bool = True
    sorted: bool = True
    within: str = ""
    """A condition around the own one (`{}`), for fields of other tables; fields with the same one hold together."""
    special: Callable[[Any, str], Sql] | None = None
    """A filter with a shape of its own: gets its value and place."""


def conditions(fields: Mapping[str, Field], filter_: Any, place: str = "filter") -> Sql:
    """The SQL for a filter; `1` for an empty one."""
    if filter_ is None:
        return "1", []
    if not isinstance(filter_, Mapping):
        raise QueryError(place, "must be an object.")
    parts: list[str] = []
    parameters: list[Any] = []
    together: dict[str, list[Sql]] = {}
    for name, value in filter_.items():
        at = f"{place}.{name}"
        if value is None:
            continue
        if name == "$or":
            sql, more = _any_of(fields, value, at)
        elif (field := fields.get(name)) is None or not field.filtered:
            raise QueryError(at, f"is not a field to filter by. Known: {', '.join(_names(fields))}.")
        elif field.special is not None:
            sql, more = field.special(value, at)
        elif field.within:
            _within(field, value, at, together)
            continue
        else:
            sql, more = condition(field, value, at)
        parts.append(sql)
        parameters += more
    for around, inner in together.items():
        parts.append(around.format(" AND ".join(sql for sql, _ in inner)))
        for _, more in inner:
            parameters += more
    return " AND ".join(parts) or "1", parameters


def _names(fields: Mapping[str, Field]) -> list[str]:
    return sorted(name for name, field in fields.items() if field.filtered)


def _any_of(fields: Mapping[str, Field], value: Any, place: str) -> Sql:
    if not isinstance(value, list):
        raise QueryError(place, "must be a list of filters.")
    if not value:
        return "1", []
    parts = [conditions(fields, one, f"{place}[{index}]") for index, one in enumerate(value)]
    return f"({' OR '.join(f'({sql})' for sql, _ in parts)})", [one for _, more in parts for one in more]


def _within(field: Field, value: Any, place: str, together: dict[str, list[Sql]]) -> None:
    if isinstance(value, Mapping) and value.get("$exists") is False:
        together.setdefault(f"NOT {field.within}", []).append(condition(field, {**value, "$exists": True}, place))
    else:
        together.setdefault(field.within, []).append(condition(field, value, place))


def condition(field: Field, value: Any, place: str) -> Sql:
    """The SQL for one field's plain value or operators."""
    if not isinstance(value, Mapping):
        return _compare(field, "=", value, place)
    parts: list[str] = []
    parameters: list[Any] = []
    for operator, operand in value.items():
        at = f"{place}.{operator}"
        if operand is None or (operand == [] and len(value) > 1):
            continue  # the Java client sends empty lists beside the operator that is meant
        make = _OPERATORS.get(operator)
        if make is None or (operator == "$like" and field.kind not in (Kind.TEXT, Kind.ENUM)):
            raise QueryError(at, f"is not an operator of this field. Known: {', '.join(_OPERATORS)}.")
        sql, more = make(field, operand, at)
        parts.append(sql)
        parameters += more
    return " AND ".join(parts) or "1", parameters


def _compare(field: Field, operator: str, value: Any, place: str) -> Sql:
    return f"{field.sql} {operator} ?", [operand(field, value, place)]


def _comparing(operator: str) -> Callable[[Field, Any, str], Sql]:
    return lambda field, value, place: _compare(field, operator, value, place)


def _not_equal(field: Field, value: Any, place: str) -> Sql:
    return f"({field.sql} IS NULL OR {field.sql} <> ?)", [operand(field, value, place)]


def _exists(field: Field, value: Any, place: str) -> Sql:
    if not isinstance(value, bool):
        raise QueryError(place, "must be true or false.")
    nothing = "''" if field.kind in (Kind.TEXT, Kind.ENUM) else "0"
    there = (
        f"{field.sql} IS NOT NULL" if field.kind is Kind.INTEGER else f"COALESCE({field.sql}, {nothing}) <> {nothing}"
    )
    return (there if value else f"NOT ({there})"), []


def _one_of(field: Field, value: Any, place: str) -> Sql:
    operands = _list(field, value, place)
    return f"{field.sql} IN ({', '.join('?' * len(operands))})", operands


def _none_of(field: Field, value: Any, place: str) -> Sql:
    operands = _list(field, value, place)
    return f"({field.sql} IS NULL OR {field.sql} NOT IN ({', '.join('?' * len(operands))}))", operands


def _list(field: Field, value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise QueryError(place, "must be a list.")
    if len(value) > MAX_OPERANDS:
        raise QueryError(place, f"holds more than {MAX_OPERANDS} values.")
    return [operand(field, one, f"{place}[{index}]") for index, one in enumerate(value)]


def _like(field: Field, value: Any, place: str) -> Sql:
    if not isinstance(value, str):
        raise QueryError(place, "must be a text.")
    return f"{field.sql} GLOB ?", [glob(value)]


def glob(pattern: str) -> str:
    """SQLite's GLOB for a `$like` pattern."""
    out: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            character = next(characters, "\\")
            out.append(f"[{character}]" if character in "*?[" else character)
        else:
            out.append("[[]" if character == "[" else character)
    return "".join(out)


_OPERATORS: dict[str, Callable[[Field, Any, str], Sql]] = {
    "$eq": _comparing("="),
    "$neq": _not_equal,
    "$exists": _exists,
    "$gt": _comparing(">"),
    "$gte": _comparing(">="),
    "$lt": _comparing("<"),
    "$lte": _comparing("<="),
    "$in": _one_of,
    "$notIn": _none_of,
    "$like": _like,
}


def operand(field: Field, value: Any, place: str) -> Any:
    """A value of the API as it stands in the database. Raises `QueryError`."""
    kind = field.kind
    if kind is Kind.KEY:
        return key_number(value, place)
    if kind is Kind.INTEGER:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 1 << 63:
            raise QueryError(place, "must be a whole number.")
        return value
    if kind is Kind.BOOLEAN:
        if not isinstance(value, bool):
            raise QueryError(place, "must be true or false.")
        return int(value)
    if not isinstance(value, str):
        raise QueryError(place, "must be a text.")
    if kind is Kind.TIME:
        try:
            return milliseconds(value)
        except (ValueError, OverflowError):
            raise QueryError(place, "must be a date-time as 2026-11-28T09:00:00.000Z.") from None
    if kind is Kind.ENUM and value not in field.values:
        raise QueryError(place, f"must be one of {', '.join(field.values)}.")
    return value


def key_number(value: Any, place: str) -> int:
    """A key: a text of digits (a number is understood as well)."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63:
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19 and int(value) < 1 << 63:
        return int(value)
    raise QueryError(place, "must be a key, a text of digits.")


def list_of(value: Any, place: str, kinds: Sequence[type]) -> list[Any]:
    """A list whose entries have one of these types."""
    if not isinstance(value, list) or not all(isinstance(one, tuple(kinds)) for one in value):
        raise QueryError(place, f"must be a list of {' or '.join(kind.__name__ for kind in kinds)}.")
    return value
