"""Answers of outside parties. This table, not the engine's message buffer, decides what is a duplicate."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workers.storage.errors import AnswerConflict, LetterNotFound
from workers.storage.queries import load
from workers.storage.session import Row
from workers.storage.store import Storage
from workers.storage.times import loaded, stored

AnswerStatus = Literal["diterima", "menunggu", "dikorelasi", "ditolak", "terlambat"]
"""diterima: stored, nothing done. menunggu: its case does not wait for it yet. dikorelasi: the process took it.
ditolak: for no letter of ours, or invalid. terlambat: its case had ended."""

_QUERIES = load("cases")


@dataclass(frozen=True)
class Answer:
    """One answer; the payload may hold names, so it never goes to logs."""

    pengirim: str
    pesan: str
    letter_id: str
    payload: dict[str, Any]
    sha256: str
    status: AnswerStatus
    alasan: str
    received: dt.datetime
    changed: dt.datetime

    @property
    def message_id(self) -> str:
        """Id of the engine message, so that publishing it again within its time to live changes nothing."""
        return hashlib.sha256(f"{self.pengirim}\n{self.pesan}".encode()).hexdigest()


class Inbox:
    """Receiving answers and keeping book of what became of them."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def receive(
        self, pengirim: str, pesan: str, letter_id: str, payload: Mapping[str, Any], at: dt.datetime
    ) -> tuple[Answer, bool]:
        """The stored answer and whether it is new. Durable when it returns, so the sender may be told so.

        Raises AnswerConflict when the sender used the message id for another letter or payload before.
        """
        text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(f"{letter_id}\n{text}".encode()).hexdigest()
        with self._storage.transaction() as session:
            new = session.run(
                _QUERIES["insert_answer"],
                pengirim=pengirim,
                pesan=pesan,
                surat=letter_id,
                sha256=digest,
                isi=text,
                pada=stored(at),
            )
            row = session.one(_QUERIES["answer"], pengirim=pengirim, pesan=pesan)
        assert row is not None  # noqa: S101 - inserted or found, in one transaction
        if row["sha256"] != digest:
            raise AnswerConflict(f"Sender {pengirim} used one message id for two different answers.")
        return _answer(row), new == 1

    def mark(self, pengirim: str, pesan: str, status: AnswerStatus, at: dt.datetime, *, alasan: str = "") -> Answer:
        """Set what became of an answer. A taken answer stays taken. Raises LetterNotFound for an unknown one."""
        with self._storage.transaction() as session:
            row = session.one(_QUERIES["answer"], pengirim=pengirim, pesan=pesan)
            if row is None:
                raise LetterNotFound(f"There is no such answer of {pengirim}.")
            if row["status"] != "dikorelasi":
                session.run(
                    _QUERIES["mark_answer"],
                    pengirim=pengirim,
                    pesan=pesan,
                    status=status,
                    alasan=alasan,
                    pada=stored(at),
                )
                row = session.one(_QUERIES["answer"], pengirim=pengirim, pesan=pesan)
        assert row is not None  # noqa: S101 - locked above
        return _answer(row)

    def pending(self, limit: int = 100) -> list[Answer]:
        """Received or waiting, oldest first: what has to be tried again."""
        with self._storage.read() as session:
            return [_answer(row) for row in session.all(_QUERIES["pending_answers"], banyak=limit)]

    def of_letter(self, letter_id: str) -> list[Answer]:
        """All answers that name the letter, oldest first."""
        with self._storage.read() as session:
            return [_answer(row) for row in session.all(_QUERIES["answers_of_letter"], surat=letter_id)]


def _answer(row: Row) -> Answer:
    return Answer(
        pengirim=row["pengirim"],
        pesan=row["pesan"],
        letter_id=row["surat"],
        payload=json.loads(row["isi"]),
        sha256=row["sha256"],
        status=row["status"],
        alasan=row["alasan"],
        received=loaded(row["diterima_pada"]),
        changed=loaded(row["diubah_pada"]),
    )
