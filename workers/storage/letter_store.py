"""Letters and their life: konsep -> ditandatangani -> bernomor -> diarsipkan -> dikirim, or dibatalkan on the way."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, get_args

from workers.storage.errors import LetterConflict, LetterNotFound, LetterStateError
from workers.storage.queries import load
from workers.storage.session import Row, Session
from workers.storage.store import Storage
from workers.storage.times import loaded, loaded_or_none, stored

Status = Literal["konsep", "ditandatangani", "bernomor", "diarsipkan", "dikirim", "dibatalkan"]

TRANSITIONS: dict[Status, frozenset[Status]] = {
    "konsep": frozenset({"ditandatangani", "dibatalkan"}),
    "ditandatangani": frozenset({"bernomor", "dibatalkan"}),
    "bernomor": frozenset({"diarsipkan", "dibatalkan"}),
    "diarsipkan": frozenset({"dikirim", "dibatalkan"}),
    "dikirim": frozenset(),
    "dibatalkan": frozenset(),
}
"""What may follow what. A letter that was sent is a fact: withdrawing it takes another letter."""

_QUERIES = load("letters")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLOT = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")


@dataclass(frozen=True)
class LetterKey:
    """What makes a letter of a process one letter: a retry has the same key, a modelled re-issue a new round."""

    process_instance: int
    slot: str
    putaran: int = 1

    def __post_init__(self) -> None:
        if self.process_instance < 1 or not 1 <= self.putaran <= 99 or not _SLOT.fullmatch(self.slot):
            raise ValueError(f"not a letter key: {self.process_instance}, {self.slot!r}, {self.putaran}")

    @property
    def letter_id(self) -> str:
        """`idSurat`: correlates the answer. Made of the key, so it is the same on every try; no secret."""
        return f"{self.process_instance}-{self.slot}-{self.putaran}"


@dataclass(frozen=True)
class LetterDetail:
    """What a letter is about; none of it may be a person's name or NIP."""

    kantor: str
    sop: str
    jenis: str
    perkara: str
    nama: str
    perihal: str

    def __post_init__(self) -> None:
        for value in (self.kantor, self.jenis):  # both become parts of file names
            if not _SLUG.fullmatch(value):
                raise ValueError(f"not an office or letter kind: {value!r}")


@dataclass(frozen=True)
class Letter:
    """A letter as it stands."""

    id: str
    key: LetterKey | None
    """None: entered by hand."""
    detail: LetterDetail
    status: Status
    versi: int
    nomor: str | None
    tanggal: dt.date | None
    tujuan: str
    alasan: str
    arsip: str | None
    arsip_sha256: str | None
    dibuat_pada: dt.datetime
    ditandatangani_pada: dt.datetime | None
    dinomori_pada: dt.datetime | None
    diarsipkan_pada: dt.datetime | None
    dikirim_pada: dt.datetime | None
    dibatalkan_pada: dt.datetime | None


class Letters:
    """Making, finding and moving letters. Every method is one transaction and may be repeated with the same result."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def ensure(self, key: LetterKey, detail: LetterDetail, at: dt.datetime) -> Letter:
        """The letter of the key, made now if it is new; `nama` and `perihal` of an existing one are kept.

        Raises LetterConflict when the key belongs to a letter of another office, SOP, kind or case.
        """
        with self._storage.transaction() as session:
            session.run(
                _QUERIES["insert"],
                id=key.letter_id,
                asal="proses",
                proses=key.process_instance,
                slot=key.slot,
                putaran=key.putaran,
                kantor=detail.kantor,
                sop=detail.sop,
                jenis=detail.jenis,
                perkara=detail.perkara,
                nama=detail.nama,
                perihal=detail.perihal,
                pada=stored(at),
            )
            letter = _found(session, key.letter_id)
        kept = letter.detail
        if (kept.kantor, kept.sop, kept.jenis, kept.perkara) != (
            detail.kantor,
            detail.sop,
            detail.jenis,
            detail.perkara,
        ):
            raise LetterConflict(
                # Not the cases' numbers: they are what people write, and this goes into logs and incidents.
                f"Letter {letter.id} belongs to another case, office or kind: to one of {kept.kantor}, {kept.sop}, "
                f"{kept.jenis}; this job is of {detail.kantor}, {detail.sop}, {detail.jenis}. Process instance keys "
                "repeat when an engine's state is deleted: start with an empty letter register then."
            )
        return letter

    def get(self, letter_id: str) -> Letter:
        """Raises LetterNotFound."""
        with self._storage.read() as session:
            return _found(session, letter_id)

    def lock(self, letter_id: str) -> None:
        """Inside a transaction: nobody else changes the letter until it ends. Raises LetterNotFound."""
        with self._storage.transaction() as session:
            locked(session, letter_id)

    def of_process(self, process_instance: int) -> list[Letter]:
        """Letters of one case, oldest first."""
        with self._storage.read() as session:
            return [letter_of(row) for row in session.all(_QUERIES["of_process"], proses=process_instance)]

    def address(self, letter_id: str, tujuan: str) -> None:
        """Whom the letter is for, a key of the office file's `pihak_luar`: the only one outside who may answer it.

        A letter that was sent or cancelled keeps what it has.
        """
        with self._storage.transaction() as session:
            session.run(_QUERIES["address"], id=letter_id, tujuan=tujuan)

    def mark_sent(self, letter_id: str, tujuan: str, at: dt.datetime) -> Letter:
        """diarsipkan -> dikirim; `tujuan` and time of the first sending stay. Raises LetterStateError."""
        with self._storage.transaction() as session:
            row = locked(session, letter_id)
            if row["status"] != "dikirim":
                require(row, "dikirim")
                session.run(_QUERIES["send"], id=letter_id, pada=stored(at), tujuan=tujuan)
            return _found(session, letter_id)

    def cancel(self, letter_id: str, alasan: str, at: dt.datetime) -> Letter:
        """-> dibatalkan: the number is kept as cancelled, messages that wait are not sent. Raises LetterStateError."""
        if not alasan.strip():
            raise ValueError("a letter is cancelled with a reason")
        with self._storage.transaction() as session:
            row = locked(session, letter_id)
            if row["status"] != "dibatalkan":
                require(row, "dibatalkan")
                session.run(_QUERIES["cancel"], id=letter_id, pada=stored(at), alasan=alasan)
                session.run(_QUERIES["cancel_number"], id=letter_id, alasan=alasan)
                session.run(_QUERIES["cancel_waiting_messages"], id=letter_id)
            return _found(session, letter_id)


def locked(session: Session, letter_id: str) -> Row:
    """The letter's row, locked until the transaction ends. Raises LetterNotFound."""
    row = session.one(_QUERIES["lock"], id=letter_id)
    if row is None:
        raise LetterNotFound(f"There is no letter {letter_id}.")
    return row


def require(row: Row, target: Status) -> None:
    """Raise LetterStateError unless the letter may become `target` now."""
    status: Status = row["status"]
    if target not in TRANSITIONS[status]:
        before = ", ".join(s for s in get_args(Status) if target in TRANSITIONS[s])
        raise LetterStateError(f"Letter {row['id']} is {status}; it can become {target} only from: {before}.")


def letter_of(row: Row) -> Letter:
    """A row of letters.sql by_id or of the same columns."""
    key = LetterKey(row["proses"], row["slot"], row["putaran"]) if row["asal"] == "proses" else None
    return Letter(
        id=row["id"],
        key=key,
        detail=LetterDetail(row["kantor"], row["sop"], row["jenis"], row["perkara"], row["nama"], row["perihal"]),
        status=row["status"],
        versi=row["versi"],
        nomor=row["lengkap"],
        tanggal=None if row["tanggal"] is None else dt.date.fromisoformat(row["tanggal"]),
        tujuan=row["tujuan"],
        alasan=row["alasan"],
        arsip=row["arsip"],
        arsip_sha256=row["arsip_sha256"],
        dibuat_pada=loaded(row["dibuat_pada"]),
        ditandatangani_pada=loaded_or_none(row["ditandatangani_pada"]),
        dinomori_pada=loaded_or_none(row["dinomori_pada"]),
        diarsipkan_pada=loaded_or_none(row["diarsipkan_pada"]),
        dikirim_pada=loaded_or_none(row["dikirim_pada"]),
        dibatalkan_pada=loaded_or_none(row["dibatalkan_pada"]),
    )


def _found(session: Session, letter_id: str) -> Letter:
    row = session.one(_QUERIES["by_id"], id=letter_id)
    if row is None:
        raise LetterNotFound(f"There is no letter {letter_id}.")
    return letter_of(row)
