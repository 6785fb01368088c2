"""PostgreSQL through psycopg 3; several worker processes may share one database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import DictRow, dict_row

from workers.storage.errors import StorageConflict, StorageError, StorageUnavailable
from workers.storage.pool import Pool
from workers.storage.queries import Dialect, Query
from workers.storage.session import Row, Session

_CONNECTIONS = 8
_CONNECT_SECONDS = 10
_STATEMENT_MILLISECONDS = 30_000


class PostgresSession:
    """Statements on one connection."""

    dialect: Dialect = "postgres"

    def __init__(self, connection: psycopg.Connection[DictRow]) -> None:
        self._connection = connection

    def all(self, query: Query, **parameters: Any) -> list[Row]:
        return list(self._execute(query, parameters).fetchall())

    def one(self, query: Query, **parameters: Any) -> Row | None:
        rows = self._execute(query, parameters).fetchall()
        if len(rows) > 1:
            raise StorageError(f"query {query.name} gave {len(rows)} rows where one was expected")
        return rows[0] if rows else None

    def run(self, query: Query, **parameters: Any) -> int:
        return self._execute(query, parameters).rowcount

    def script(self, text: str) -> None:
        self._connection.execute(text, prepare=False)

    def _execute(self, query: Query, parameters: dict[str, Any]) -> psycopg.Cursor[DictRow]:
        # The text comes from a file of the package, never from a caller.
        return self._connection.execute(query.postgres, parameters)


class PostgresDatabase:
    """A database by URL (`postgresql://user@host/name`)."""

    dialect: Dialect = "postgres"

    def __init__(self, url: str, *, read_only: bool) -> None:
        self._url = url
        self._read_only = read_only
        parts = urlsplit(url)
        self._name = f"PostgreSQL database {parts.path.lstrip('/')} on {parts.hostname or 'the local socket'}"
        self._pool: Pool[psycopg.Connection[DictRow]] = Pool(
            self._connect, psycopg.Connection.close, _is_idle, _CONNECTIONS
        )

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self._read_only:
            raise StorageError(f"The {self._name} was opened for reading only.")
        with self._begin("BEGIN") as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as session:
            yield session

    @contextmanager
    def single(self) -> Iterator[Session]:
        """One statement that is its own transaction: saves two round trips of three."""
        if self._read_only:
            raise StorageError(f"The {self._name} was opened for reading only.")
        with self._begin("") as session:
            yield session

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def _begin(self, begin: LiteralString) -> Iterator[Session]:
        try:
            with self._pool.lend() as connection:
                try:
                    if begin:
                        connection.execute(begin)
                    yield PostgresSession(connection)
                    if begin:
                        connection.execute("COMMIT")
                except BaseException:
                    if not connection.closed and not _is_idle(connection):
                        connection.execute("ROLLBACK")
                    raise
        except psycopg.errors.ProgramLimitExceeded as error:
            # An OperationalError to psycopg, but no waiting makes a value smaller.
            raise StorageError(f"The {self._name} refuses a value that is too large.") from error
        except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction) as error:
            raise StorageUnavailable(
                f"The {self._name} does not answer or is busy ({type(error).__name__}). Nothing was changed that "
                "is not changed exactly once by trying again."
            ) from error
        except psycopg.IntegrityError as error:
            # Not the error's text: it quotes the values.
            raise StorageConflict(f"constraint {error.diag.constraint_name} of {error.diag.table_name}") from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise StorageError(f"The {self._name} refuses: the user of the URL lacks a right.") from error
        except psycopg.Error as error:
            raise StorageError(f"The {self._name} refuses ({type(error).__name__} {error.sqlstate}).") from error

    def _connect(self) -> psycopg.Connection[DictRow]:
        try:
            connection = psycopg.connect(
                self._url,
                autocommit=True,
                row_factory=dict_row,
                connect_timeout=_CONNECT_SECONDS,
                application_name="alur",
            )
        except psycopg.OperationalError as error:
            # The client's words name host, user and database, never the password.
            reason = (str(error).strip().splitlines() or ["no reason given"])[-1].strip()
            raise StorageUnavailable(f"The {self._name} cannot be reached: {reason}") from error
        except psycopg.ProgrammingError as error:
            raise StorageError("The PostgreSQL URL cannot be read; write postgresql://user@host/database.") from error
        # A commit is on disk when it returns, whatever the server's default is.
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        connection.execute(f"SET statement_timeout = {_STATEMENT_MILLISECONDS}")
        return connection


def _is_idle(connection: psycopg.Connection[DictRow]) -> bool:
    return not connection.closed and connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
