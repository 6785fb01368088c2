"""Versions of a letter's text: every one kept with its hash and who wrote it, until the signature locks them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from workers.storage.errors import LetterLocked, LetterNotFound
from workers.storage.letter_store import locked, require
from workers.storage.queries import load
from workers.storage.session import Row, Session
from workers.storage.store import Storage
from workers.storage.times import loaded, stored

_QUERIES = load("letters")


@dataclass(frozen=True)
class DraftVersion:
    """One version of the text."""

    letter_id: str
    versi: int
    sha256: str
    isi: str
    langkah: str
    oleh: str
    pada: dt.datetime


class Drafts:
    """Adding versions and locking them."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def save(self, letter_id: str, isi: str, *, langkah: str, oleh: str, at: dt.datetime) -> DraftVersion:
        """Add a version; the same text again is the same version.

        `langkah` is the step, `oleh` the user or "" for a worker. Raises LetterLocked once the letter is signed.
        """
        with self._storage.transaction() as session:
            row = locked(session, letter_id)
            return _save(session, row, isi, langkah, oleh, at)

    def lock(self, letter_id: str, isi: str, *, langkah: str, oleh: str, at: dt.datetime) -> DraftVersion:
        """konsep -> ditandatangani with `isi` as the last version, which nobody can change any more.

        Again with the same text: the same answer. With another text: LetterLocked; when cancelled: LetterStateError.
        """
        with self._storage.transaction() as session:
            row = locked(session, letter_id)
            if row["status"] == "dibatalkan":
                require(row, "ditandatangani")
            version = _save(session, row, isi, langkah, oleh, at)
            if row["status"] == "konsep":
                session.run(_QUERIES["sign"], id=letter_id, pada=stored(at))
            return version

    def final(self, letter_id: str) -> DraftVersion:
        """The newest version: the signed one, once the letter is signed. Raises LetterNotFound when there is none."""
        with self._storage.read() as session:
            row = session.one(_QUERIES["last_draft"], surat=letter_id)
        if row is None:
            raise LetterNotFound(f"There is no text of letter {letter_id}.")
        return _version(letter_id, row)

    def versions(self, letter_id: str) -> list[DraftVersion]:
        """All versions, the newest last."""
        with self._storage.read() as session:
            return [_version(letter_id, row) for row in session.all(_QUERIES["drafts"], surat=letter_id)]


def _save(session: Session, letter: Row, isi: str, langkah: str, oleh: str, at: dt.datetime) -> DraftVersion:
    letter_id = letter["id"]
    digest = hashlib.sha256(isi.encode()).hexdigest()
    last = session.one(_QUERIES["last_draft"], surat=letter_id)
    if last is not None and last["sha256"] == digest:
        return _version(letter_id, last)
    if letter["ditandatangani_pada"] is not None:
        raise LetterLocked(
            f"Letter {letter_id} was signed with version {letter['versi']}; a changed text takes a new round."
        )
    if letter["status"] != "konsep":
        require(letter, "ditandatangani")
    version = letter["versi"] + 1
    session.run(
        _QUERIES["insert_draft"],
        surat=letter_id,
        versi=version,
        sha256=digest,
        isi=isi,
        langkah=langkah,
        oleh=oleh,
        pada=stored(at),
    )
    session.run(_QUERIES["set_version"], id=letter_id, versi=version)
    return DraftVersion(letter_id, version, digest, isi, langkah, oleh, loaded(stored(at)))


def _version(letter_id: str, row: Row) -> DraftVersion:
    return DraftVersion(
        letter_id, row["versi"], row["sha256"], row["isi"], row["langkah"], row["oleh"], loaded(row["pada"])
    )
