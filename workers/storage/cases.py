"""What is recorded about a case as a whole: withdrawal, its end, and the delivery of its letters by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from workers.storage.letter_store import Letter, Letters
from workers.storage.queries import load
from workers.storage.session import Row
from workers.storage.store import Storage
from workers.storage.times import loaded, stored

_QUERIES = load("cases")
_LONGEST_DELIVERY = dt.timedelta(days=731)


@dataclass(frozen=True)
class Receipt:
    """Tanda terima: a letter that was handed over."""

    letter_id: str
    penerima: str
    tanggal: dt.date
    keterangan: str
    oleh: str
    wrong: bool = False
    """It was corrected by a later one; `keterangan` says why."""

    @property
    def purged(self) -> bool:
        """The receiver's name was deleted, see workers/sql/purge.sql; what stands there only keeps rows apart."""
        return self.penerima.startswith("dihapus ")


class Cases:
    """Every method may be repeated with the same result."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._letters = Letters(storage)

    def withdraw(
        self, process_instance: int, *, kantor: str, perkara: str, alasan: str, at: dt.datetime
    ) -> list[Letter]:
        """Record the withdrawal and cancel the case's letters, their numbers kept; returns all letters of the case.

        Letters that were sent stay `dikirim`: they are outside already. The book shows that the case was withdrawn.
        """
        with self._storage.transaction() as session:
            session.run(
                _QUERIES["insert_withdrawn"],
                proses=process_instance,
                kantor=kantor,
                perkara=perkara,
                alasan=alasan,
                pada=stored(at),
            )
            for letter in self._letters.of_process(process_instance):
                if letter.status not in ("dikirim", "dibatalkan"):
                    self._letters.cancel(letter.id, alasan, at)
            session.run(_QUERIES["cancel_reminders_of_case"], proses=process_instance)
            return self._letters.of_process(process_instance)

    def withdrawn(self, process_instance: int) -> str | None:
        """The reason, or None when the case was not withdrawn."""
        with self._storage.read() as session:
            row = session.one(_QUERIES["withdrawn"], proses=process_instance)
        return None if row is None else str(row["alasan"])

    def close(self, process_instance: int, *, perkara: str, at: dt.datetime) -> None:
        """Record that the case has ended, however; the first time counts. Its reminders are not sent any more."""
        with self._storage.transaction() as session:
            session.run(_QUERIES["cancel_reminders_of_case"], proses=process_instance)
            session.run(_QUERIES["insert_closed"], proses=process_instance, perkara=perkara, pada=stored(at))

    def closed(self, process_instance: int) -> dt.datetime | None:
        """When the case ended, as far as it was told; None while it runs."""
        with self._storage.read() as session:
            row = session.one(_QUERIES["closed"], proses=process_instance)
        return None if row is None else loaded(row["dicatat_pada"])

    def record_receipt(self, receipt: Receipt, at: dt.datetime, *, tujuan: str = "") -> Letter:
        """Record a delivery by hand; an archived letter becomes `dikirim` to `tujuan`, the party's key.

        A letter that got its number in the same step is archived only afterwards; its status is left alone, as is
        that of a letter that was cancelled meanwhile: the delivery is a fact all the same. Raises LetterNotFound;
        ValueError for a day before the letter's date (by more than one), or more than two years after it.
        """
        with self._storage.transaction() as session:
            letter = self._letters.get(receipt.letter_id)
            _require_in_its_life(letter, receipt.tanggal, at)
            if letter.status == "diarsipkan":
                letter = self._letters.mark_sent(receipt.letter_id, tujuan, at)
            session.run(
                _QUERIES["insert_receipt"],
                surat=receipt.letter_id,
                penerima=receipt.penerima,
                tanggal=receipt.tanggal.isoformat(),
                keterangan=receipt.keterangan,
                oleh=receipt.oleh,
                pada=stored(at),
            )
            return letter

    def correct_receipt(
        self, letter_id: str, penerima: str, tanggal: dt.date, alasan: str, oleh: str, at: dt.datetime
    ) -> Receipt | None:
        """Put a right receipt beside the last one, which is kept as wrong and returned; None: there was none.

        Raises LetterNotFound; ValueError for a receipt that stands there already, or whose name was purged.
        """
        right = Receipt(letter_id, penerima, tanggal, alasan, oleh)
        with self._storage.transaction() as session:
            self._letters.lock(letter_id)
            before = self.receipts(letter_id)
            if any((r.penerima, r.tanggal) == (penerima, tanggal) for r in before):
                raise ValueError("the letter has a receipt with this receiver and date already")
            wrong = next((r for r in reversed(before) if not r.wrong), None)
            if wrong is not None and wrong.purged:
                raise ValueError("the receiver's name of the receipt was purged; there is nothing to correct")
            if wrong is not None:
                session.run(
                    _QUERIES["correct_receipt"],
                    surat=letter_id,
                    penerima=wrong.penerima,
                    tanggal=wrong.tanggal.isoformat(),
                    alasan=alasan,
                    pada=stored(at),
                )
            self.record_receipt(replace(right, keterangan="" if wrong else alasan), at)
            return wrong

    def receipts(self, letter_id: str) -> list[Receipt]:
        """All deliveries by hand of a letter."""
        with self._storage.read() as session:
            return [receipt_of(row) for row in session.all(_QUERIES["receipts"], surat=letter_id)]


def _require_in_its_life(letter: Letter, day: dt.date, at: dt.datetime) -> None:
    # Before its number a letter has no date yet; then the day of recording stands for it.
    # A day of grace: where it was typed the machine's zone may be behind the office's.
    first = letter.tanggal - dt.timedelta(days=1) if letter.tanggal else at.date() - _LONGEST_DELIVERY
    last = (letter.tanggal or at.date()) + _LONGEST_DELIVERY
    if not first <= day <= last:
        raise ValueError(f"a letter is handed over from its date on, at the latest two years after: not on {day}")


def receipt_of(row: Row) -> Receipt:
    """A row of the table of receipts."""
    return Receipt(
        row["surat"],
        row["penerima"],
        dt.date.fromisoformat(row["tanggal"]),
        row["keterangan"],
        row["oleh"],
        wrong=row["dibetulkan_pada"] is not None,
    )
