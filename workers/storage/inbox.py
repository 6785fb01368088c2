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
from workers.storage.times import loaded, loaded_or_none, stored

AnswerStatus = Literal["diterima", "menunggu", "dikorelasi", "ditolak", "terlambat"]
"""diterima: stored, nothing done. menunggu: its case does not wait for it yet. dikorelasi: the engine took the message;
whether the case did, `taken` says. ditolak: for no letter of ours, or invalid. terlambat: its case had ended."""

AnswerState = Literal["diterima", "menunggu", "diteruskan", "diterima perkara", "ditolak", "terlambat"]
"""As people see it: `diteruskan` was given to the engine and no step of the case has shown it, `diterima perkara` was
seen by a job of the case."""

IN_USE: frozenset[AnswerStatus] = frozenset({"diterima", "menunggu", "dikorelasi"})
"""Neither refused nor late."""

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


@dataclass(frozen=True)
class AnswerEntry:
    """An answer or a withdrawal with what became of it; nothing of its content."""

    pengirim: str
    pesan: str
    letter_id: str
    """Or `perkara:<number>` for a withdrawal, `tidak-dikenal:<...>` for a letter that nobody knows."""
    nomor: str
    perkara: str
    state: AnswerState
    alasan: str
    received: dt.datetime
    changed: dt.datetime
    ended: dt.datetime | None
    """When its case ended or was withdrawn."""

    def unused(self, now: dt.datetime, patience: dt.timedelta) -> bool:
        """Whether a person should look: passed on, and the case ended or did nothing with it for so long."""
        return self.state == "diteruskan" and (self.ended is not None or now - self.changed >= patience)


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

    def note_taken(self, pengirim: str, pesan: str, process_instance: int, at: dt.datetime) -> None:
        """A job of the case carried this answer. Of another case's letter, or unknown: nothing happens."""
        with self._storage.read() as session:
            row = session.one(_QUERIES["answer_seen"], pengirim=pengirim, pesan=pesan)
        if row is None or row["diambil_pada"] is not None:
            return  # the usual case: a case goes on for many jobs after its answer
        with self._storage.transaction() as session:
            session.run(_QUERIES["taken"], pengirim=pengirim, pesan=pesan, proses=process_instance, pada=stored(at))

    def pass_on_again(self, pengirim: str, pesan: str, at: dt.datetime) -> None:
        """Let the workers publish an answer once more that no case has shown. Raises LetterNotFound when it is none."""
        with self._storage.transaction() as session:
            if session.run(_QUERIES["pass_on_again"], pengirim=pengirim, pesan=pesan, pada=stored(at)) == 0:
                raise LetterNotFound(f"No answer {pesan} of {pengirim} was passed on and not taken by its case.")

    def entries(self, *, kantor: str = "", limit: int = 1000) -> list[AnswerEntry]:
        """What came and what became of it, the newest first."""
        with self._storage.read() as session:
            return [_entry(row) for row in session.all(_QUERIES["answers"], kantor=kantor, banyak=limit)]

    def answered(self, letter_id: str) -> bool:
        """Whether an answer to the letter is in use."""
        return any(answer.status in IN_USE for answer in self.of_letter(letter_id))

    def silence(self, letter_id: str) -> None:
        """Reminders of the letter that are not out yet are not sent any more."""
        with self._storage.transaction() as session:
            session.run(_QUERIES["cancel_reminders_of_letter"], surat=letter_id)

    def pending(self, limit: int = 100) -> list[Answer]:
        """Received or waiting, oldest first: what has to be tried again."""
        with self._storage.read() as session:
            return [_answer(row) for row in session.all(_QUERIES["pending_answers"], banyak=limit)]

    def unseen(self, before: dt.datetime, behind: Answer | None = None, limit: int = 100) -> list[Answer]:
        """Passed on before that time, and no job of their case has shown them although the case goes on.

        In order of sender and message; `behind` is the last one of the page before.
        """
        place = (behind.pengirim, behind.pesan) if behind else ("", "")
        with self._storage.read() as session:
            rows = session.all(
                _QUERIES["unseen_answers"], sebelum=stored(before), pengirim=place[0], pesan=place[1], banyak=limit
            )
        return [_answer(row) for row in rows]

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


def _entry(row: Row) -> AnswerEntry:
    state: AnswerState = row["status"]
    if row["status"] == "dikorelasi":
        state = "diteruskan" if row["diambil"] is None else "diterima perkara"
    return AnswerEntry(
        pengirim=row["pengirim"],
        pesan=row["pesan"],
        letter_id=row["surat"],
        nomor=row["nomor"],
        perkara=row["perkara"] or row["surat"].removeprefix("perkara:"),
        state=state,
        alasan=row["alasan"],
        received=loaded(row["diterima_pada"]),
        changed=loaded(row["diubah_pada"]),
        ended=loaded_or_none(row["berakhir"]),
    )
