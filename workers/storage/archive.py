"""The final letters as files: written whole or not at all, and known by their hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from workers.storage.errors import ArchiveDamaged, LetterNotFound, StorageUnavailable
from workers.storage.letter_store import Letter, Letters, locked, require
from workers.storage.queries import load
from workers.storage.store import Storage
from workers.storage.times import stored

_QUERIES = load("letters")


@dataclass(frozen=True)
class ArchivedFile:
    """Where a final letter lies; `path` is absolute."""

    letter_id: str
    path: Path
    sha256: str


class Archive:
    """Storing and reading the final letters."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._letters = Letters(storage)

    def store(self, letter_id: str, content: bytes, at: dt.datetime, *, suffix: str = ".docx") -> ArchivedFile:
        """bernomor -> diarsipkan. A letter that is archived already keeps its first file, whatever `content` is.

        Raises LetterStateError, ArchiveDamaged, and StorageUnavailable when the file cannot be written.
        """
        letter = self._letters.get(letter_id)
        if letter.arsip is None:
            digest = hashlib.sha256(content).hexdigest()
            year = letter.tanggal.year if letter.tanggal else at.year
            relative = f"{letter.detail.kantor}/{year}/{letter_id}-{digest[:12]}{suffix}"
            try:
                _write_durably(self._storage.letters / relative, content)
            except OSError as error:
                raise StorageUnavailable(f"Letter {letter_id} cannot be archived: {error.strerror}.") from error
            with self._storage.transaction() as session:
                row = locked(session, letter_id)
                if row["arsip"] is None:  # else another worker was quicker, and its file counts
                    require(row, "diarsipkan")
                    session.run(_QUERIES["archive"], id=letter_id, pada=stored(at), arsip=relative, sha256=digest)
        return self.find(letter_id)

    def find(self, letter_id: str) -> ArchivedFile:
        """The file of an archived letter, checked against its hash. Raises LetterNotFound and ArchiveDamaged."""
        letter = self._letters.get(letter_id)
        file, _ = self._checked(letter)
        return file

    def read(self, letter_id: str) -> bytes:
        """Its bytes, checked against its hash. Raises LetterNotFound and ArchiveDamaged."""
        return self._checked(self._letters.get(letter_id))[1]

    def _checked(self, letter: Letter) -> tuple[ArchivedFile, bytes]:
        if letter.arsip is None or letter.arsip_sha256 is None:
            raise LetterNotFound(f"Letter {letter.id} is not archived yet.")
        path = self._storage.letters / letter.arsip
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ArchiveDamaged(f"The file of letter {letter.id} cannot be read: {error.strerror}.") from error
        if hashlib.sha256(content).hexdigest() != letter.arsip_sha256:
            raise ArchiveDamaged(f"The file of letter {letter.id} is not what was archived; restore it from a backup.")
        return ArchivedFile(letter.id, path.absolute(), letter.arsip_sha256), content


def _write_durably(path: Path, content: bytes) -> None:
    for folder in (path.parent.parent.parent, path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    # The new name, and the names of new directories above it, are durable only when their directories are synced.
    for directory in (path.parent, path.parent.parent, path.parent.parent.parent):
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
