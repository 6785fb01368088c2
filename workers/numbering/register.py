"""The letter register: every number once, in order, never lost, never used again.

The counter row is locked in the transaction that writes the book and the letter. A number can therefore neither be
given twice nor be given to nobody, whatever fails in between, and asking again for the same letter gives the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workers.numbering import entries
from workers.numbering.entries import QUERIES, Numbered
from workers.numbering.errors import NumberGap, NumberTaken, RegisterMisconfigured
from workers.numbering.formats import RegisterRule, tight
from workers.storage.errors import StorageConflict
from workers.storage.letter_store import LetterKey
from workers.storage.queries import load
from workers.storage.session import Row, Session
from workers.storage.store import Storage
from workers.storage.times import stored

_LETTER_QUERIES = load("letters")
_MOST_BOOKED = 100
_HIGHEST = 999_999
_YEARS = range(2000, 2101)


@dataclass(frozen=True)
class ManualLetter:
    """A letter that people wrote and numbered beside the system, entered so that the book stays whole."""

    tanggal: dt.date
    perihal: str
    tujuan: str
    nama: str = ""
    perkara: str = ""
    urut: int | None = None
    """The number it carries; None: give it the next one."""
    sisip_setelah: int | None = None
    """Insert it after this number instead."""
    lengkap: str | None = None
    """As printed, when it differs from the format (another klasifikasi); with sumber `luar` always."""


class Register:
    """All changes of the book. Every method is one transaction."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def take(self, key: LetterKey, rule: RegisterRule, tanggal: dt.date, at: dt.datetime) -> Numbered:
        """ditandatangani -> bernomor: exactly one number per key; asked again, the same number and date.

        `tanggal` is the letter date in the office's zone and chooses the year's book. Raises LetterNotFound,
        LetterStateError (not signed, cancelled), LetterConflict (another office or kind), BackDated,
        RegisterMisconfigured; StorageUnavailable when trying again helps.
        """
        if rule.sumber != "alur":
            raise RegisterMisconfigured(
                f"Letters {rule.jenis} of {rule.kantor} get their numbers elsewhere (sumber: luar); a person types it."
            )
        if self._storage.dialect == "sqlite":
            return self._take_in_steps(key, rule, tanggal, at)
        try:
            row = self._take_at_once(key, rule, tanggal, at)
        except StorageConflict:
            row = None  # a number that is printed on another letter already: the steps pass it over, or tell
        if row is not None and row["hasil"] in ("baru", "ada"):
            return entries.numbered(row)
        # The rare rest: back-dated letters, and errors, which the steps tell in words.
        return self._take_in_steps(key, rule, tanggal, at)

    def _take_at_once(self, key: LetterKey, rule: RegisterRule, tanggal: dt.date, at: dt.datetime) -> Row | None:
        pattern, width = rule.pattern(tanggal)
        with self._storage.statement() as session:
            return session.one(
                QUERIES["take_postgres"],
                proses=key.process_instance,
                slot=key.slot,
                putaran=key.putaran,
                kantor=rule.kantor,
                jenis=rule.jenis,
                buku=rule.book,
                tahun=tanggal.year,
                awal=rule.first(tanggal.year),
                pola=pattern,
                lebar=width,
                tanggal=tanggal.isoformat(),
                lanjut=int(rule.tanggal_mundur == "lanjut"),
                pada=stored(at),
            )

    def record_external(
        self, key: LetterKey, rule: RegisterRule, nomor: str, tanggal: dt.date, at: dt.datetime, *, oleh: str = ""
    ) -> Numbered:
        """ditandatangani -> bernomor with a number that another system gave and a person typed in.

        Asked again with the same number: the same answer. Raises NumberTaken when another letter has it.
        """
        if rule.sumber != "luar":
            raise RegisterMisconfigured(f"Letters {rule.jenis} of {rule.kantor} are numbered here (sumber: alur).")
        text = entries.typed(nomor)
        with entries.conflicts_told(rule), self._storage.transaction() as session:
            letter, given = entries.letter_of_key(session, key, rule)
            if given is not None:
                if tight(given.nomor) != tight(text):
                    raise NumberTaken(f"Letter {key.letter_id} has another number already.")
                return given
            numbered = entries.external(session, rule, text, tanggal, at, letter["id"], oleh)
            session.run(QUERIES["mark_letter_numbered"], id=letter["id"], pada=stored(at))
            return numbered

    def use_booking(self, key: LetterKey, rule: RegisterRule, urut: int, tanggal: dt.date, at: dt.datetime) -> Numbered:
        """ditandatangani -> bernomor with a booked number; a later `take` of the same key gives that number."""
        with entries.conflicts_told(rule), self._storage.transaction() as session:
            letter, given = entries.letter_of_key(session, key, rule)
            if given is not None:
                if (given.tahun, given.urut, given.sisip) != (tanggal.year, urut, 0):
                    raise NumberTaken(f"Letter {key.letter_id} has the number {given.nomor} already.")
                return given
            entries.require_booked(session, rule, tanggal.year, urut)
            numbered = entries.use_booked(session, rule, urut, tanggal, letter["id"], rule.render(urut, tanggal))
            session.run(QUERIES["mark_letter_numbered"], id=letter["id"], pada=stored(at))
            return numbered

    def book(
        self,
        rule: RegisterRule,
        tanggal: dt.date,
        count: int,
        keperluan: str,
        at: dt.datetime,
        *,
        oleh: str,
        hari_ini: dt.date | None = None,
    ) -> list[Numbered]:
        """Reserve the next numbers for letters that are still to come, with what for and who.

        Of a date after `hari_ini` (the office's today; default: the date of `at`) they do not make the letters of the
        days between back-dated.
        """
        if rule.sumber != "alur":
            raise RegisterMisconfigured(f"Numbers of {rule.jenis} come from elsewhere and cannot be booked here.")
        if not 1 <= count <= _MOST_BOOKED or not keperluan.strip():
            raise ValueError(f"book 1 to {_MOST_BOOKED} numbers and say what for")
        _require_sane(tanggal)
        today = max(hari_ini or at.date(), dt.date(tanggal.year, 1, 1))
        booked = []
        with entries.conflicts_told(rule), self._storage.transaction() as session:
            for _ in range(count):
                urut = entries.next_number(session, rule, tanggal, at, counts_from=min(tanggal, today))
                if urut is None:
                    raise entries.back_dated(rule, tanggal)
                booked.append(entries.write(session, rule, urut, 0, tanggal, at, None, keperluan=keperluan, oleh=oleh))
        return booked

    def cancel_booking(self, rule: RegisterRule, tahun: int, urut: int, alasan: str) -> None:
        """A booked number that will not be used: kept as cancelled. Raises NumberTaken when a letter has it."""
        if not alasan.strip():
            raise ValueError("a number is cancelled with a reason")
        with self._storage.transaction() as session:
            entries.register_row(session, rule, tahun, None)
            row = entries.entry(session, rule, tahun, urut)
            if row is None:
                raise NumberGap(f"Number {urut} of {tahun} was not given yet.")
            if row["keadaan"] == "dipakai":
                raise NumberTaken(f"Number {row['lengkap']} belongs to letter {row['surat']}: cancel that letter.")
            if row["keadaan"] == "dipesan":
                session.run(
                    QUERIES["cancel_booking"], **entries.book_of(rule, tahun), urut=urut, sisip=0, alasan=alasan
                )

    def enter(self, rule: RegisterRule, letter: ManualLetter, at: dt.datetime, *, oleh: str) -> Numbered:
        """Enter a letter that was made by hand: with its own number (next, or booked), the next one, or inserted.

        Raises NumberTaken, NumberGap (numbers in between would be missing), NumberMisfit (the printed number is not
        the one that the letter gets), BackDated; ValueError without subject or receiver.
        """
        _require_sane(letter.tanggal)
        for value, what in ((letter.perihal, "what the letter is about"), (letter.tujuan, "whom it went to")):
            if not value.strip() or not value.isprintable():
                raise ValueError(f"say {what}, in one line")
        with entries.conflicts_told(rule), self._storage.transaction() as session:
            if rule.sumber == "luar":
                if letter.lengkap is None or letter.urut is not None or letter.sisip_setelah is not None:
                    raise RegisterMisconfigured(f"{rule.jenis}: give the whole number as the other system printed it.")
                text = entries.typed(letter.lengkap)
                urut = entries.next_external(session, rule, letter.tanggal.year, at)
                letter_id = _insert(session, rule, letter, f"luar-{urut}", at)
                return entries.external(session, rule, text, letter.tanggal, at, letter_id, oleh)
            return self._enter(session, rule, letter, at, oleh)

    def _enter(
        self, session: Session, rule: RegisterRule, letter: ManualLetter, at: dt.datetime, oleh: str
    ) -> Numbered:
        tahun, tanggal = letter.tanggal.year, letter.tanggal
        register = entries.register_row(session, rule, tahun, at)
        if letter.sisip_setelah is not None:
            if letter.urut is not None:
                raise ValueError("give either the number of the letter or the number that it is inserted after")
            urut, sisip = letter.sisip_setelah, entries.next_insert(session, rule, tahun, letter.sisip_setelah)
        elif letter.urut is None:
            following = entries.next_number(session, rule, tanggal, at)
            if following is None:
                urut, sisip = entries.place_between(session, rule, tanggal)
            else:
                urut, sisip = following, 0
        elif letter.urut <= register["terakhir"]:
            entries.require_booked(session, rule, tahun, letter.urut)
            letter_id = _insert(session, rule, letter, f"{letter.urut}-0", at)
            text = rule.render(letter.urut, tanggal)
            if letter.lengkap:
                text = entries.printed_by_hand(rule, letter.lengkap, letter.urut, 0, tanggal)
            return entries.use_booked(session, rule, letter.urut, tanggal, letter_id, text)
        elif letter.urut > register["terakhir"] + 1:
            raise NumberGap(
                f"Book {rule.book} of {rule.kantor} for {tahun} stands at {register['terakhir']}: enter or book "
                f"{register['terakhir'] + 1} to {letter.urut - 1} first, otherwise they would be missing."
            )
        else:
            # The number is a fact on paper, so it goes in whatever its date is.
            given = entries.next_number(session, rule, tanggal, at, whatever_date=True)
            if given != letter.urut:
                raise NumberTaken(f"Number {letter.urut} is printed on another letter already; {given} comes next.")
            urut, sisip = given, 0
        printed = None
        if letter.lengkap:
            printed = entries.printed_by_hand(rule, letter.lengkap, urut, sisip, tanggal)
        letter_id = _insert(session, rule, letter, f"{urut}-{sisip}", at)
        return entries.write(session, rule, urut, sisip, tanggal, at, letter_id, oleh=oleh, lengkap=printed)

    def takeover(self, rule: RegisterRule, tahun: int, terakhir: int, at: dt.datetime) -> None:
        """Go on with an existing book whose last number is `terakhir`. Only before the first number is given here.

        Raises NumberTaken when numbers of that year were given already.
        """
        if not 0 <= terakhir <= _HIGHEST:
            raise ValueError(f"the last number of a book is 0 to {_HIGHEST}")
        _require_sane(dt.date(tahun, 1, 1))
        with self._storage.transaction() as session:
            register = entries.register_row(session, rule, tahun, at)
            if session.run(QUERIES["takeover"], **entries.book_of(rule, tahun), terakhir=terakhir) == 0:
                raise NumberTaken(
                    f"Book {rule.book} of {rule.kantor} for {tahun} has given numbers {register['awal']} to "
                    f"{register['terakhir']}; it can no longer begin elsewhere."
                )

    def missing(self, rule: RegisterRule, tahun: int) -> list[int]:
        """Numbers that the book should hold and does not: empty, or the database was tampered with."""
        with self._storage.read() as session:
            register = session.one(QUERIES["register"], **entries.book_of(rule, tahun))
            given = {row["urut"] for row in session.all(QUERIES["given"], **entries.book_of(rule, tahun))}
        if register is None:
            return []
        return [urut for urut in range(register["awal"], register["terakhir"] + 1) if urut not in given]

    def _take_in_steps(self, key: LetterKey, rule: RegisterRule, tanggal: dt.date, at: dt.datetime) -> Numbered:
        with entries.conflicts_told(rule), self._storage.transaction() as session:
            letter, given = entries.letter_of_key(session, key, rule)
            if given is not None:
                return given
            urut, sisip = entries.next_number(session, rule, tanggal, at), 0
            if urut is None:
                urut, sisip = entries.place_between(session, rule, tanggal)
            numbered = entries.write(session, rule, urut, sisip, tanggal, at, letter["id"])
            session.run(QUERIES["mark_letter_numbered"], id=letter["id"], pada=stored(at))
            return numbered


def _require_sane(tanggal: dt.date) -> None:
    if tanggal.year not in _YEARS:
        raise ValueError(f"a letter date lies in the years {_YEARS[0]} to {_YEARS[-1]}, not in {tanggal.year}")


def _insert(session: Session, rule: RegisterRule, letter: ManualLetter, place: str, at: dt.datetime) -> str:
    letter_id = f"manual-{rule.kantor}-{rule.book}-{letter.tanggal.year}-{place}"
    session.run(
        _LETTER_QUERIES["insert_manual"],
        id=letter_id,
        kantor=rule.kantor,
        jenis=rule.jenis,
        perkara=letter.perkara,
        nama=letter.nama,
        perihal=letter.perihal,
        tujuan=letter.tujuan,
        pada=stored(at),
    )
    return letter_id
