"""A small stack of database connections, shared by threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Connection = TypeVar("Connection")


class Pool(Generic[Connection]):
    """Lends at most `size` connections at a time, the last one given back first; opens them when first needed."""

    def __init__(
        self,
        opener: Callable[[], Connection],
        closer: Callable[[Connection], None],
        usable: Callable[[Connection], bool],
        size: int,
    ) -> None:
        """`usable` tells whether a connection that comes back, perhaps after an error, may be lent again."""
        self._opener = opener
        self._closer = closer
        self._usable = usable
        self._slots = threading.BoundedSemaphore(size)
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """A connection for the block."""
        with self._slots:
            with self._lock:
                if self._closed:
                    raise RuntimeError("the storage is closed")
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = self._opener()
            try:
                yield connection
            finally:
                usable = self._usable(connection)
                with self._lock:
                    keep = usable and not self._closed
                    if keep:
                        self._idle.append(connection)
                if not keep:
                    self._closer(connection)

    def close(self) -> None:
        """Close the idle connections now, the lent ones when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            self._closer(connection)
