"""Searching and looking up: filter, sort and page of a request, rows as the public API shows them.

A cursor is the place of a row in its order: the row's sort values and key. It stays true while rows come and go.
"""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from deploy.engine.search.conditions import Field, Kind, QueryError, Sql, conditions
from deploy.engine.search.times import iso_time

DEFAULT_LIMIT = 100
MAX_LIMIT = 10_000


@dataclass(frozen=True)
class Entity:
    """Something that can be searched. `source` is the FROM part. `joins` are (alias, table and ON part) of LEFT JOINs
    that add at most one row; a query only has those that it uses."""

    name: str
    source: str
    key: str
    fields: tuple[Field, ...]
    joins: tuple[tuple[str, str], ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def shown(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.shown)

    def joined(self, sql: str) -> str:
        """The FROM part for a query that has `sql` in it."""
        used = [f"LEFT JOIN {join}" for alias, join in self.joins if re.search(rf"\b{alias}\.", sql)]
        return " ".join([self.source, *used])

    @cached_property
    def columns(self) -> str:
        return ", ".join(field.sql for field in self.shown)

    @cached_property
    def show(self) -> Callable[[Sequence[Any]], dict[str, Any]]:
        """A row, beginning with `columns`, as an object of the API. Lists in it may be shared: read only."""
        names = [field.name for field in self.shown]
        changes = [(field.name, shower) for field in self.shown if (shower := _shower(field)) is not None]

        def show(row: Sequence[Any]) -> dict[str, Any]:
            shown = dict(zip(names, row, strict=False))
            for name, change in changes:
                shown[name] = change(shown[name])
            return shown

        return show


_read_json = lru_cache(maxsize=4096)(json.loads)
_read_time = lru_cache(maxsize=4096)(iso_time)


def _shower(field: Field) -> Callable[[Any], Any] | None:
    if field.kind is Kind.KEY:
        return lambda value: str(value) if value else None
    if field.kind is Kind.TIME:
        return lambda value: _read_time(value) if value else None
    if field.kind is Kind.BOOLEAN:
        return lambda value: None if value is None else bool(value)
    if field.kind is Kind.JSON:
        return lambda value: _read_json(value) if len(value) < 200 else json.loads(value)
    if field.nullable:
        return lambda value: None if value == "" else value
    return None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search."""

    items: list[dict[str, Any]]
    total: int
    start_cursor: str | None = None
    end_cursor: str | None = None

    def document(self) -> dict[str, Any]:
        """As the public API answers it."""
        return {
            "items": self.items,
            "page": {
                "totalItems": self.total,
                "hasMoreTotalItems": False,
                "startCursor": self.start_cursor,
                "endCursor": self.end_cursor,
            },
        }


def get(database: sqlite3.Connection, entity: Entity, key: int) -> dict[str, Any] | None:
    """One row by its key."""
    query = f"SELECT {entity.columns} FROM {entity.joined(entity.columns)} WHERE {entity.key} = ?"  # noqa: S608
    row = database.execute(query, (key,)).fetchone()
    return None if row is None else entity.show(row)


def search(database: sqlite3.Connection, entity: Entity, request: Mapping[str, Any], fixed: Sql = ("1", [])) -> Found:
    """The page that a request asks for; `fixed` is a condition that holds besides its filter. Raises `QueryError`."""
    unknown = set(request) - {"filter", "sort", "page"}
    if unknown:
        raise QueryError(min(unknown), "is not part of a search request. Known: filter, sort, page.")
    sql, parameters = conditions(entity.by_name, request.get("filter"))
    where, parameters = f"{fixed[0]} AND {sql}", [*fixed[1], *parameters]
    order = _order(entity, request.get("sort"))
    page = _page(request.get("page"), order)
    counted = database.execute(f"SELECT COUNT(*) FROM {entity.joined(where)} WHERE {where}", parameters)  # noqa: S608
    total = int(counted.fetchone()[0])
    if not total:
        return Found([], 0)
    place, values = _beyond(order, page)
    columns = f"{entity.columns}, {', '.join(sql for sql, _ in order.by)}"
    query = (
        f"SELECT {columns} FROM {entity.joined(f'{columns} {where}')} "  # noqa: S608
        f"WHERE {where} AND {place} ORDER BY {order.text(page.backward)} LIMIT ? OFFSET ?"
    )
    rows = database.execute(query, [*parameters, *values, page.limit, page.offset]).fetchall()
    if page.backward:
        rows.reverse()
    if not rows:
        return Found([], total)
    shown = len(entity.shown)
    return Found(
        [entity.show(row) for row in rows],
        total,
        _cursor(order, rows[0][shown:]),
        _cursor(order, rows[-1][shown:]),
    )


# --- order -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Order:
    by: list[tuple[str, bool]]
    """(SQL, descending); the key is last, so that no two rows are equal."""
    mark: str
    """Tells cursors of another order apart."""

    def text(self, backward: bool) -> str:
        return ", ".join(f"{sql} {'DESC' if descending != backward else 'ASC'}" for sql, descending in self.by)


def _order(entity: Entity, sort: Any) -> _Order:
    by: list[tuple[str, bool]] = []
    names: list[str] = []
    if sort is not None and not isinstance(sort, list):
        raise QueryError("sort", "must be a list.")
    for index, one in enumerate(sort or ()):
        place = f"sort[{index}]"
        if not isinstance(one, Mapping) or not isinstance(one.get("field"), str):
            raise QueryError(f"{place}.field", "must name a field.")
        found = entity.by_name.get(one["field"])
        if found is None or not found.sorted:
            known = ", ".join(sorted(field.name for field in entity.fields if field.sorted))
            raise QueryError(f"{place}.field", f"is not a field to sort by. Known: {known}.")
        direction = one.get("order") or "ASC"
        if not isinstance(direction, str) or direction.upper() not in ("ASC", "DESC"):
            raise QueryError(f"{place}.order", "must be ASC or DESC.")
        by.append((found.sql, direction.upper() == "DESC"))
        names.append(f"{found.name}{direction[0].upper()}")
    descending = bool(by) and by[-1][1]
    by.append((entity.key, descending))
    return _Order(by, f"{entity.name}:{','.join(names)}")


# --- pages -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Page:
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    values: list[Any] = field(default_factory=list)
    backward: bool = False


def _page(page: Any, order: _Order) -> _Page:
    if page is None:
        return _Page()
    if not isinstance(page, Mapping):
        raise QueryError("page", "must be an object.")
    unknown = set(page) - {"limit", "from", "after", "before"}
    if unknown:
        raise QueryError(f"page.{min(unknown)}", "is not part of a page. Known: limit, from, after, before.")
    given = {name: value for name, value in page.items() if value is not None}
    limit = _whole(given.get("limit", DEFAULT_LIMIT), "page.limit", 1, MAX_LIMIT)
    places = [name for name in ("from", "after", "before") if name in given]
    if len(places) > 1:
        raise QueryError(f"page.{places[1]}", f"cannot be used together with {places[0]}.")
    if "from" in given:
        return _Page(limit, _whole(given["from"], "page.from", 0, (1 << 31) - 1))
    for name in ("after", "before"):
        if name in given:
            return _Page(limit, 0, _read_cursor(given[name], f"page.{name}", order), backward=name == "before")
    return _Page(limit)


def _whole(value: Any, place: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise QueryError(place, f"must be a whole number from {least} to {most}.")
    return value


def _cursor(order: _Order, values: Sequence[Any]) -> str:
    text = json.dumps([order.mark, *values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read_cursor(cursor: Any, place: str, order: _Order) -> list[Any]:
    try:
        mark, *values = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (TypeError, ValueError):
        mark, values = "", []
    if mark != order.mark or len(values) != len(order.by):
        raise QueryError(place, "is not a cursor of this search with this order.")
    if not all(value is None or isinstance(value, str | int | float) for value in values):
        raise QueryError(place, "is not a cursor of this search with this order.")
    return list(values)


def _beyond(order: _Order, page: _Page) -> Sql:
    """The rows after (or before) a cursor: greater in the first sort value, or equal there and greater in the next."""
    if not page.values:
        return "1", []
    parts: list[str] = []
    parameters: list[Any] = []
    equal: list[str] = []
    equals: list[Any] = []
    for (sql, descending), value in zip(order.by, page.values, strict=True):
        if descending != page.backward:
            beyond, more = ("0", []) if value is None else (f"({sql} < ? OR {sql} IS NULL)", [value])
        else:
            beyond, more = (f"{sql} IS NOT NULL", []) if value is None else (f"{sql} > ?", [value])
        parts.append(" AND ".join([*equal, beyond]))
        parameters += [*equals, *more]
        equal.append(f"{sql} IS ?")
        equals.append(value)
    return f"({' OR '.join(f'({part})' for part in parts)})", parameters
