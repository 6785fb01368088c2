"""What the rest of storage needs from a database, and nothing more."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

from workers.storage.queries import Dialect, Query


class Row(Protocol):
    """One row; columns by name."""

    def __getitem__(self, column: str, /) -> Any: ...


class Session(Protocol):
    """Statements inside one transaction."""

    dialect: Dialect

    def all(self, query: Query, **parameters: object) -> list[Row]:
        """All rows of the query."""
        ...

    def one(self, query: Query, **parameters: object) -> Row | None:
        """Its only row, or None."""
        ...

    def run(self, query: Query, **parameters: object) -> int:
        """Run it and tell how many rows it touched."""
        ...

    def script(self, text: str) -> None:
        """Several statements without parameters (migrations), still inside the transaction."""
        ...


class Database(Protocol):
    """A database that hands out transactions; safe to use from several threads."""

    dialect: Dialect

    def write(self) -> AbstractContextManager[Session]:
        """A transaction that commits durably when the block ends, or leaves nothing when it raises."""
        ...

    def read(self) -> AbstractContextManager[Session]:
        """A consistent view for reading; sees everything committed before."""
        ...

    def close(self) -> None:
        """Give all connections back and the writer's lock up."""
        ...
