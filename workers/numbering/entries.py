"""Single entries of the book, inside a transaction of the caller. Locks are taken letter first, then register row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypedDict

from workers.numbering.errors import BackDated, NumberGap, NumberMisfit, NumberTaken, RegisterMisconfigured
from workers.numbering.formats import RegisterRule, tight
from workers.storage.errors import LetterConflict, LetterNotFound, LetterStateError, StorageConflict
from workers.storage.letter_store import LetterKey, require
from workers.storage.queries import load
from workers.storage.session import Row, Session
from workers.storage.times import stored

QUERIES = load("register")
_SPACES = re.compile(r"\s+")
_LONGEST_NUMBER = 100


@dataclass(frozen=True)
class Numbered:
    """A number in the book."""

    letter_id: str | None
    """None: booked, no letter yet."""
    nomor: str
    """As printed."""
    urut: int
    sisip: int
    tahun: int
    tanggal: dt.date
    sumber: str


class BookKey(TypedDict):
    """Parameters that name a book."""

    kantor: str
    buku: str
    tahun: int


def book_of(rule: RegisterRule, tahun: int) -> BookKey:
    """The book of the year."""
    return {"kantor": rule.kantor, "buku": rule.book, "tahun": tahun}


def numbered(row: Row) -> Numbered:
    """A row of `nomor`, or of the function that gives numbers."""
    return Numbered(
        letter_id=row["surat"],
        nomor=row["lengkap"],
        urut=row["urut"],
        sisip=row["sisip"],
        tahun=row["tahun"],
        tanggal=dt.date.fromisoformat(row["tanggal"]),
        sumber=row["sumber"],
    )


def letter_of_key(session: Session, key: LetterKey, rule: RegisterRule) -> tuple[Row, Numbered | None]:
    """The letter, locked, and the number it has already.

    Raises LetterNotFound, LetterConflict, and LetterStateError when it has none and may not get one now.
    """
    letter = session.one(QUERIES["lock_letter"], proses=key.process_instance, slot=key.slot, putaran=key.putaran)
    if letter is None:
        raise LetterNotFound(f"There is no letter {key.letter_id}; it is made by its draft.")
    if (letter["kantor"], letter["jenis"]) != (rule.kantor, rule.jenis):
        raise LetterConflict(
            f"Letter {key.letter_id} is a {letter['jenis']} of {letter['kantor']}, not a {rule.jenis} of {rule.kantor}."
        )
    if letter["dinomori_pada"] is None:
        require(letter, "bernomor")
        return letter, None
    row = session.one(QUERIES["number_of"], surat=letter["id"])
    if row is None:
        raise LetterStateError(f"Letter {key.letter_id} should have a number, but the book has none for it.")
    return letter, numbered(row)


def register_row(session: Session, rule: RegisterRule, tahun: int, at: dt.datetime | None) -> Row:
    """The register row, locked; made when it is new and `at` is given. Raises NumberGap when there is none."""
    if at is not None:
        session.run(QUERIES["open_register"], **book_of(rule, tahun), awal=rule.first(tahun), pada=stored(at))
    row = session.one(QUERIES["lock_register"], **book_of(rule, tahun))
    if row is None:
        raise NumberGap(f"Book {rule.book} of {rule.kantor} for {tahun} has not begun yet.")
    return row


def next_number(
    session: Session,
    rule: RegisterRule,
    tanggal: dt.date,
    at: dt.datetime,
    *,
    whatever_date: bool = False,
    counts_from: dt.date | None = None,
) -> int | None:
    """Take the next number and lock the register row; None when the date does not allow it by the office's rule.

    `counts_from` is the date by which later letters are measured, where it is not `tanggal`. A number that stands on a
    letter of somebody's own making already is passed over and kept as cancelled: nothing typed can stop the series.
    """
    while (urut := _following(session, rule, tanggal, counts_from or tanggal, at, whatever_date)) is not None:
        text = rule.render(urut, tanggal)
        same = session.one(QUERIES["printed"], kantor=rule.kantor, tahun=tanggal.year, lengkap=text)
        if same is None or (same["sumber"] == "alur" and same["asal"] != "manual"):
            return urut  # of another book that prints alike: the unique index tells
        session.run(
            QUERIES["pass_over"],
            **book_of(rule, tanggal.year),
            urut=urut,
            lengkap=f"{text} (dilewati)",
            tanggal=tanggal.isoformat(),
            alasan=f"nomor ini sudah tercetak pada surat {same['surat']}",
            pada=stored(at),
        )
    return None


def _following(
    session: Session,
    rule: RegisterRule,
    tanggal: dt.date,
    berlaku: dt.date,
    at: dt.datetime,
    whatever_date: bool,
) -> int | None:
    row = session.one(
        QUERIES["next_number"],
        **book_of(rule, tanggal.year),
        awal=rule.first(tanggal.year),
        tanggal=tanggal.isoformat(),
        berlaku=berlaku.isoformat(),
        lanjut=int(whatever_date or rule.tanggal_mundur == "lanjut"),
        pada=stored(at),
    )
    return None if row is None else int(row["terakhir"])


def place_between(session: Session, rule: RegisterRule, tanggal: dt.date) -> tuple[int, int]:
    """Where a letter dated before the last number's date is inserted. Raises BackDated when the office forbids it."""
    if rule.tanggal_mundur != "sisipan":
        raise back_dated(rule, tanggal)
    register_row(session, rule, tanggal.year, None)
    row = session.one(QUERIES["anchor"], **book_of(rule, tanggal.year), tanggal=tanggal.isoformat())
    if row is None or row["urut"] is None:
        raise BackDated(
            f"Book {rule.book} of {rule.kantor} for {tanggal.year} has no number dated {tanggal} or earlier after "
            "which the letter could be inserted."
        )
    return row["urut"], next_insert(session, rule, tanggal.year, row["urut"])


def next_insert(session: Session, rule: RegisterRule, tahun: int, urut: int) -> int:
    """The next free insertion after a number; the register row must be locked. Raises NumberGap."""
    if entry(session, rule, tahun, urut) is None:
        raise NumberGap(f"Book {rule.book} of {rule.kantor} for {tahun} has no number {urut} to insert after.")
    last = session.one(QUERIES["last_insert"], **book_of(rule, tahun), urut=urut)
    return 1 + (last["sisip"] if last else 0)


def entry(session: Session, rule: RegisterRule, tahun: int, urut: int) -> Row | None:
    """A main number of the book."""
    return session.one(QUERIES["number"], **book_of(rule, tahun), urut=urut, sisip=0)


def write(
    session: Session,
    rule: RegisterRule,
    urut: int,
    sisip: int,
    tanggal: dt.date,
    at: dt.datetime,
    letter_id: str | None,
    *,
    keperluan: str = "",
    oleh: str = "",
    lengkap: str | None = None,
) -> Numbered:
    """Write a number that this transaction has taken; without a letter it is booked."""
    text = lengkap or rule.render(urut, tanggal, sisip)
    session.run(
        QUERIES["insert_number"],
        **book_of(rule, tanggal.year),
        sumber="alur",
        urut=urut,
        sisip=sisip,
        lengkap=text,
        tanggal=tanggal.isoformat(),
        keadaan="dipakai" if letter_id else "dipesan",
        surat=letter_id,
        keperluan=keperluan,
        oleh=oleh,
        pada=stored(at),
    )
    return Numbered(letter_id, text, urut, sisip, tanggal.year, tanggal, "alur")


def require_booked(session: Session, rule: RegisterRule, tahun: int, urut: int) -> None:
    """Raise NumberTaken, or NumberGap when the number was never given out; locks the register row."""
    register = register_row(session, rule, tahun, None)
    row = entry(session, rule, tahun, urut)
    if row is None and urut < register["awal"]:
        raise NumberTaken(f"Number {urut} of {tahun} belongs to the book that was taken over at {register['awal']}.")
    if row is None:
        raise NumberGap(f"Number {urut} of {tahun} was not booked; book {rule.book} stands at {register['terakhir']}.")
    if row["keadaan"] != "dipesan":
        whom = f"letter {row['surat']}" if row["surat"] else "nobody, it is cancelled"
        raise NumberTaken(f"Number {row['lengkap']} is not free: it belongs to {whom}.")


def use_booked(
    session: Session, rule: RegisterRule, urut: int, tanggal: dt.date, letter_id: str, lengkap: str
) -> Numbered:
    """Give a booked number to a letter; after `require_booked` in the same transaction."""
    tahun = tanggal.year
    session.run(
        QUERIES["use_booking"],
        **book_of(rule, tahun),
        urut=urut,
        sisip=0,
        surat=letter_id,
        lengkap=lengkap,
        tanggal=tanggal.isoformat(),
    )
    return Numbered(letter_id, lengkap, urut, 0, tahun, tanggal, "alur")


def next_external(session: Session, rule: RegisterRule, tahun: int, at: dt.datetime) -> int:
    """Running order of a number that another system gave; locks the register row."""
    register_row(session, rule, tahun, at)
    last = session.one(QUERIES["last_external"], **book_of(rule, tahun))
    return 1 + ((last["urut"] or 0) if last else 0)


def external(
    session: Session, rule: RegisterRule, text: str, tanggal: dt.date, at: dt.datetime, letter_id: str, oleh: str
) -> Numbered:
    """Write a number that another system gave. Raises NumberTaken when a letter of the office has it this year."""
    urut = next_external(session, rule, tanggal.year, at)
    if problem := rule.foreign_problem(text, tanggal):
        raise NumberMisfit(f"This is no number for a letter of {tanggal}: {problem}.")
    same = session.one(QUERIES["same_text"], kantor=rule.kantor, tahun=tanggal.year, rapat=tight(text))
    if same is not None:
        raise NumberTaken(f"This number of {tanggal.year} belongs to letter {same['surat']} already.")
    session.run(
        QUERIES["insert_number"],
        **book_of(rule, tanggal.year),
        sumber="luar",
        urut=urut,
        sisip=0,
        lengkap=text,
        tanggal=tanggal.isoformat(),
        keadaan="dipakai",
        surat=letter_id,
        keperluan="",
        oleh=oleh,
        pada=stored(at),
    )
    return Numbered(letter_id, text, urut, 0, tanggal.year, tanggal, "luar")


def typed(text: str) -> str:
    """A number as a person typed it, with single spaces. Raises ValueError when it is none."""
    cleaned = _SPACES.sub(" ", text).strip()
    if not cleaned or len(cleaned) > _LONGEST_NUMBER or not cleaned.isprintable():
        raise ValueError(f"a letter number has 1 to {_LONGEST_NUMBER} printable characters")
    return cleaned


def printed_by_hand(rule: RegisterRule, text: str, urut: int, sisip: int, tanggal: dt.date) -> str:
    """The number as it is printed on a letter that people made. Raises NumberMisfit unless it is that number."""
    printed = typed(text)
    if rule.carries(printed, urut, sisip, tanggal):
        return printed
    own = rule.render(urut, tanggal, sisip)
    found = rule.number_in(printed, tanggal)
    if found is None:
        raise NumberMisfit(
            f"{printed} is no number of book {rule.book} of {rule.kantor} in {tanggal.year}; it would be {own} with "
            "the letter's own classification and month. Enter it as printed, or in the book that it belongs to."
        )
    raise NumberMisfit(
        f"{printed} carries the number {found}, but here it would be {own}: the series would stop at {found} later. "
        "Enter or book the numbers before it first, give the number that it carries, or correct it."
    )


def back_dated(rule: RegisterRule, tanggal: dt.date) -> BackDated:
    """The refusal."""
    return BackDated(
        f"Book {rule.book} of {rule.kantor} has numbers dated after {tanggal}, and the office's rule "
        f"(tanggal_mundur: {rule.tanggal_mundur}) does not put a letter behind them."
    )


@contextmanager
def conflicts_told(rule: RegisterRule) -> Iterator[None]:
    """The unique index over printed numbers is the last guard; what it means is said in words."""
    try:
        yield
    except StorageConflict as error:
        raise RegisterMisconfigured(
            f"The number that book {rule.book} of {rule.kantor} gives next is printed on another letter of the year "
            "already: two books have the same format, or it was entered by hand. Nothing was changed."
        ) from error
