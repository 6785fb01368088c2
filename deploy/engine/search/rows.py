"""Rows of one table while a batch is projected: many events change a row, the database sees one write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

Row = dict[str, Any]


class Rows:
    """New and changed rows by their key. A change of a row that is not there is none."""

    def __init__(self, table: str, columns: Iterable[str], key: str = "key") -> None:
        self.table = table
        self.columns = tuple(columns)
        self.key = key
        self.new: dict[int, Row] = {}
        self.changed: dict[int, Row] = {}
        self._tuple = itemgetter(*self.columns)
        marks = ", ".join("?" * len(self.columns))
        self._insert = f"INSERT OR REPLACE INTO {table} ({', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608

    def add(self, key: int, row: Row) -> None:
        """A whole new row (with its key in it)."""
        self.new[key] = row

    def change(self, key: int, **values: Any) -> None:
        """Sets columns of a row, be it new or in the database."""
        row = self.new.get(key)
        if row is not None:
            row.update(values)
        elif (known := self.changed.get(key)) is not None:
            known.update(values)
        else:
            self.changed[key] = values

    def get(self, database: sqlite3.Connection, key: int) -> Row | None:
        """The row as it will be after the batch."""
        row = self.new.get(key)
        if row is not None:
            return row
        query = f"SELECT {', '.join(self.columns)} FROM {self.table} WHERE {self.key} = ?"  # noqa: S608
        found = database.execute(query, (key,)).fetchone()
        if found is None:
            return None
        return {**dict(zip(self.columns, found, strict=True)), **self.changed.get(key, {})}

    def flush(self, database: sqlite3.Connection) -> None:
        """Writes everything; afterwards nothing is held."""
        if self.new:
            database.executemany(self._insert, map(self._tuple, self.new.values()))
            self.new = {}
        if self.changed:
            by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
            for key, values in self.changed.items():
                by_columns.setdefault(tuple(values), []).append((*values.values(), key))
            for columns, rows in by_columns.items():
                places = ", ".join(f"{column} = ?" for column in columns)
                database.executemany(f"UPDATE {self.table} SET {places} WHERE {self.key} = ?", rows)  # noqa: S608
            self.changed = {}
