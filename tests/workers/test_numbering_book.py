"""Everything that can happen to a register, in any order, on each database, against a list that is obviously right."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.thoroughness import examples
from tests.workers.registers import KIND, NOW, OFFICE, Place, signed
from workers.letters import Agenda
from workers.numbering import BackDated, ManualLetter, NumberGap, NumberMisfit, NumberTaken, Register, RegisterRule
from workers.storage import LetterKey, Letters, LetterStateError

DAYS = [dt.date(2025, 12, 29), dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 1, 5), dt.date(2026, 3, 2)]
"""Around a new year, so that late letters of last year come among the new ones."""
FORMAT = "B-{nomor:03}/{klasifikasi}/{bulan_romawi}/{tahun}"
TODAY = dt.date(2026, 1, 5)
"""When numbers are booked: some of the days lie behind it."""
ROMAN = {12: "XII", 1: "I", 3: "III"}


def printed(urut: int, sisip: int, day: dt.date) -> str:
    """As an archivist would write it."""
    letter = "" if sisip == 0 else "." + "abcdefghijklmnopqrstuvwxyz"[sisip - 1]
    return f"B-{urut:03d}{letter}/KP/{ROMAN[day.month]}/{day.year}"


@dataclass
class Line:
    """A line of the paper book."""

    urut: int
    sisip: int
    day: dt.date
    whose: str | None
    """Letter id; None: booked."""
    text: str
    cancelled: bool = False


@dataclass
class Book:
    """One year's book on paper: lines as they were written, nothing clever."""

    first: int = 1
    lines: list[Line] = field(default_factory=list)

    def mains(self) -> list[Line]:
        return [line for line in self.lines if line.sisip == 0]

    def last(self) -> int:
        return max([line.urut for line in self.mains()], default=self.first - 1)

    def youngest(self) -> dt.date:
        """Latest date at which a main number was given; a booked one counts from its booking."""
        return max([line.day for line in self.mains()], default=dt.date.min)


class RegisterMachine(RuleBasedStateMachine):
    """The register and the paper book side by side."""

    place: Place
    mode: str

    def __init__(self) -> None:
        super().__init__()
        empty(self.place)
        self.storage = self.place.open()
        self.rule = RegisterRule(OFFICE, KIND, FORMAT, klasifikasi="KP", tanggal_mundur=self.mode)  # type: ignore[arg-type]
        self.books = {2025: Book(), 2026: Book()}
        self.given_dates: dict[int, dt.date] = {2025: dt.date.min, 2026: dt.date.min}
        """Latest date ever used for a main number: using a booking later with another date does not change it."""
        self.keys: list[LetterKey] = []
        self.of_key: dict[LetterKey, Line] = {}
        self.cancelled: set[LetterKey] = set()

    def teardown(self) -> None:
        self.storage.close()

    @property
    def register(self) -> Register:
        return Register(self.storage)

    def following(self, day: dt.date) -> tuple[int, int] | None:
        """The paper rule: next number, or inserted behind the last one not younger, or None: refused."""
        book = self.books[day.year]
        if self.mode == "lanjut" or day >= self.given_dates[day.year]:
            return book.last() + 1, 0
        older = [line.urut for line in book.mains() if line.day <= day]
        if self.mode == "tolak" or not older:
            return None
        behind = max(older)
        return behind, 1 + max(line.sisip for line in book.lines if line.urut == behind)

    def write(self, urut: int, sisip: int, day: dt.date, whose: str | None, text: str = "") -> Line:
        line = Line(urut, sisip, day, whose, text or printed(urut, sisip, day))
        self.books[day.year].lines.append(line)
        if sisip == 0:
            # A booking for later does not make today's letters back-dated.
            counted = day if whose else min(day, max(TODAY, dt.date(day.year, 1, 1)))
            self.given_dates[day.year] = max(self.given_dates[day.year], counted)
        return line

    @rule(rounds=st.integers(1, 2))
    def sign(self, rounds: int) -> None:
        process = len(self.keys) + 1
        self.keys += [signed(self.storage, process, putaran=n + 1) for n in range(rounds)]

    @precondition(lambda self: self.keys)
    @rule(data=st.data(), day=st.sampled_from(DAYS), turn_back=st.booleans())
    def take(self, data: st.DataObject, day: dt.date, turn_back: bool) -> None:
        key = data.draw(st.sampled_from(self.keys))
        had = self.of_key.get(key)
        expected = (had.urut, had.sisip) if had else self.following(day)
        try:
            with self.storage.transaction():
                number = self.register.take(key, self.rule, day, NOW)
                assert expected == (number.urut, number.sisip)
                assert number.nomor == (had.text if had else printed(*expected, day))
                if turn_back:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            return
        except LetterStateError:
            assert had is None
            assert key in self.cancelled
            return
        except BackDated:
            assert expected is None
            return
        if had is None:
            assert expected is not None
            assert key not in self.cancelled
            self.of_key[key] = self.write(*expected, day, key.letter_id)

    @rule(day=st.sampled_from(DAYS), count=st.integers(1, 3))
    def book(self, day: dt.date, count: int) -> None:
        following = self.following(day)
        try:
            numbers = self.register.book(self.rule, day, count, "SK", NOW, oleh="tu", hari_ini=TODAY)
        except BackDated:
            assert following is None or following[1] > 0
            return
        assert following is not None
        assert [n.urut for n in numbers] == list(range(following[0], following[0] + count))
        for number in numbers:
            self.write(number.urut, 0, day, None)

    def booked(self) -> list[Line]:
        return [line for book in self.books.values() for line in book.mains() if not line.whose and not line.cancelled]

    @precondition(lambda self: self.booked())
    @rule(data=st.data())
    def give_a_booking_up(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from(self.booked()))
        for _ in range(2):
            self.register.cancel_booking(self.rule, line.day.year, line.urut, "batal")
        line.cancelled = True

    @precondition(lambda self: self.booked() and self.keys)
    @rule(data=st.data())
    def use_a_booking(self, data: st.DataObject) -> None:
        line, key = data.draw(st.sampled_from(self.booked())), data.draw(st.sampled_from(self.keys))
        day = data.draw(st.sampled_from([d for d in DAYS if d.year == line.day.year]))
        try:
            number = self.register.use_booking(key, self.rule, line.urut, day, NOW)
        except (LetterStateError, NumberTaken):
            assert key in self.cancelled or key in self.of_key
            return
        assert (number.urut, number.nomor) == (line.urut, printed(line.urut, 0, day))
        line.whose, line.day, line.text = key.letter_id, day, number.nomor
        self.of_key[key] = line

    @rule(
        day=st.sampled_from(DAYS),
        urut=st.integers(1, 14),
        text=st.sampled_from(["", "B-{0:03d}/HM/VII/{1}", "b-{0}/kp.01/ii/{1}", "B-{0:03d}/KP/{2}/{1}"]),
        carries=st.sampled_from([0, 0, 0, 1, -1]),
    )
    def enter_with_its_number(self, day: dt.date, urut: int, text: str, carries: int) -> None:
        book = self.books[day.year]
        whole = text.format(urut + carries, day.year, ROMAN[day.month])
        found = [line for line in book.mains() if line.urut == urut]
        free = bool(found) and found[0] in self.booked()
        letter = ManualLetter(day, "p", "t", urut=urut, lengkap=whole or None)
        try:
            number = self.register.enter(self.rule, letter, NOW, oleh="tu")
        except (NumberTaken, NumberGap):
            assert not free
            assert urut != book.last() + 1
            return
        except NumberMisfit:
            assert whole
            assert carries
            return
        assert number.urut == urut
        assert not (whole and carries)
        if free:
            found[0].whose, found[0].day, found[0].text = str(number.letter_id), day, number.nomor
        else:
            assert urut == book.last() + 1
            self.write(urut, 0, day, number.letter_id, whole)

    @rule(day=st.sampled_from(DAYS))
    def enter_the_next(self, day: dt.date) -> None:
        expected = self.following(day)
        try:
            number = self.register.enter(self.rule, ManualLetter(day, "p", "t"), NOW, oleh="tu")
        except BackDated:
            assert expected is None
            return
        assert expected == (number.urut, number.sisip)
        self.write(*expected, day, number.letter_id)

    @rule(day=st.sampled_from(DAYS), behind=st.integers(1, 12))
    def insert(self, day: dt.date, behind: int) -> None:
        book = self.books[day.year]
        exists = [line.sisip for line in book.lines if line.urut == behind]
        letter = ManualLetter(day, "p", "t", sisip_setelah=behind)
        try:
            number = self.register.enter(self.rule, letter, NOW, oleh="tu")
        except NumberGap:
            assert not exists
            return
        assert (number.urut, number.sisip) == (behind, 1 + max(exists))
        self.write(behind, number.sisip, day, number.letter_id)

    @rule(year=st.sampled_from([2025, 2026]), last=st.integers(0, 9))
    def take_over(self, year: int, last: int) -> None:
        book = self.books[year]
        try:
            self.register.takeover(self.rule, year, last, NOW)
        except NumberTaken:
            assert book.lines
            return
        assert not book.lines
        book.first = last + 1

    @precondition(lambda self: self.keys)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.keys))
        Letters(self.storage).cancel(key.letter_id, "dicabut", NOW)
        self.cancelled.add(key)
        if key in self.of_key:
            self.of_key[key].cancelled = True

    @rule()
    def restart(self) -> None:
        self.storage.close()
        self.storage = self.place.open()

    @invariant()
    def the_book_is_the_paper_book(self) -> None:
        kept = [
            (e.tahun, e.urut, e.sisip, e.tanggal, e.letter_id, e.nomor, e.keadaan == "dibatalkan")
            for e in Agenda(self.storage).entries()
        ]
        paper = [
            (year, line.urut, line.sisip, line.day, line.whose, line.text, line.cancelled)
            for year, book in self.books.items()
            for line in sorted(book.lines, key=lambda line: (line.urut, line.sisip))
        ]
        assert kept == paper
        for year, book in self.books.items():
            assert self.register.missing(self.rule, year) == []
            assert [line.urut for line in sorted(book.mains(), key=lambda line: line.urut)] == list(
                range(book.first, book.last() + 1)
            )
            texts = [line.text.upper() for line in book.lines]
            assert len(texts) == len(set(texts))


def empty(place: Place) -> None:
    """As a new office finds it."""
    if place.url.startswith("postgres"):
        with psycopg.connect(place.url, autocommit=True) as connection:
            connection.execute("TRUNCATE surat, nomor, register, konsep, kiriman, tanda_terima")
        return
    for file in Path(place.url.removeprefix("sqlite:///")).parent.glob("alur.db*"):
        file.unlink()


@pytest.mark.parametrize("mode", ["lanjut", "sisipan", "tolak"])
def test_the_register_is_the_paper_book(place: Place, mode: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sqlite = Place(f"sqlite:///{folder}/alur.db", Path(folder) / "letters")
        chosen = sqlite if place.url.startswith("sqlite") else place
        machine = type("Machine", (RegisterMachine,), {"place": chosen, "mode": mode})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=examples(20),
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
