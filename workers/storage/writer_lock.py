"""One worker process per SQLite file: several writers stall each other for over a second."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import socket
from pathlib import Path

from workers.storage.errors import StorageLocked


class WriterLock:
    """An advisory lock beside the database file, released by the system however its holder ends."""

    def __init__(self, database: Path) -> None:
        """Take the lock or raise StorageLocked, which names the process that holds it."""
        self.path = database.with_name(database.name + ".lock")
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = (
                os.pread(self._descriptor, 500, 0).decode("utf-8", "replace").strip() or "a process that just began"
            )
            os.close(self._descriptor)
            raise StorageLocked(
                f"{database} is already written by {holder}. SQLite takes one worker process: stop that one first, "
                "or use PostgreSQL for several."
            ) from None
        since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"process {os.getpid()} on {socket.gethostname()} since {since}\n".encode(), 0)

    def release(self) -> None:
        """Give the lock up. The file stays: deleting it would let two processes lock two files of one name."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
