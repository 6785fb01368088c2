"""The data directory: where the files are, and the lock that keeps a second process out."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from deploy.errors import AlurError


class DataDirectory:
    """An engine's data directory, held by this process until `close`. Readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        """Make the directory where it is missing and take its lock.

        Raises AlurError when another process holds it (naming the process) or when it cannot be written.
        """
        self.path = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o700)
            self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as failure:
            raise AlurError(
                f"The data directory {path} cannot be used: {failure.strerror}.",
                "Make it writable for this user, or choose another state directory with ALUR_HOME.",
            ) from failure
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._lock, 32, 0).decode("ascii", "replace").strip()
            os.close(self._lock)
            raise AlurError(
                f"The data directory {path} is in use by process {holder or '(unknown)'}.",
                "Only one engine can use it: stop the other one (`alur down`), or choose another state directory "
                "with ALUR_HOME.",
            ) from None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)

    @property
    def journal(self) -> Path:
        """Every step; the truth."""
        return self.path / "journal.db"

    @property
    def snapshot(self) -> Path:
        """The state at some step; derived."""
        return self.path / "snapshot.db"

    @property
    def search(self) -> Path:
        """What the REST API searches; derived."""
        return self.path / "search.db"

    def size(self) -> int:
        """Bytes of all files in it."""
        total = 0
        for entry in os.scandir(self.path):
            with suppress(FileNotFoundError):  # a file may go between the listing and the question
                total += entry.stat().st_size if entry.is_file(follow_symlinks=False) else 0
        return total

    def close(self) -> None:
        """Let another process have it."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> DataDirectory:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def remove_database(path: Path) -> None:
    """Delete an SQLite database that is not the truth, with its side files.

    The file itself goes first: SQLite drops side files that it finds beside an empty one, never the other way round.
    """
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
