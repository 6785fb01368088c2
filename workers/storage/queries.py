"""Named queries from workers/sql/*.sql, for both databases from one text.

A file is a list of queries, each begun by `-- name: <name>` and at least one comment line that says why it is so.
Parameters are `:name`. `/* for update */` becomes a row lock on PostgreSQL; SQLite has one writer and needs none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

Dialect = Literal["sqlite", "postgres"]

_HEADER = re.compile(r"^-- name: *([a-z_]+) *$", re.MULTILINE)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@dataclass(frozen=True)
class Query:
    """One statement: `text` in SQLite's form, `postgres` in psycopg's."""

    name: str
    text: str
    postgres: str
    comment: str


def load(name: str) -> Mapping[str, Query]:
    """The queries of workers/sql/`name`.sql by their names. Raises ValueError when the file breaks the rules above."""
    content = (files("workers") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    parts = _HEADER.split(content)
    result: dict[str, Query] = {}
    for query_name, body in zip(parts[1::2], parts[2::2], strict=True):
        lines = body.strip().splitlines()
        comment = [line for line in lines if line.lstrip().startswith("--")]
        text = "\n".join(line for line in lines if not line.lstrip().startswith("--")).strip().rstrip(";")
        if not comment or not text or ";" in text or query_name in result:
            raise ValueError(f"{name}.sql: query {query_name} needs a comment, one statement and a name of its own")
        result[query_name] = Query(query_name, text, _for_postgres(text), "\n".join(comment))
    return result


def _for_postgres(text: str) -> str:
    return _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%")).replace("/* for update */", "FOR UPDATE")
