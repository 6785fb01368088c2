"""No number twice and none lost: random interleavings against a plain model, threads, rollbacks and kill -9."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.workers.registers import DAY, NOW, RULE, Place, signed
from workers.numbering import ManualLetter, NumberGap, NumberTaken, Register
from workers.storage import LetterKey, Letters, LetterStateError, Storage

CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def several(place: Place, count: int) -> Iterator[list[Storage]]:
    """As many workers as the database takes: one on SQLite, `count` on PostgreSQL."""
    with ExitStack() as stack:
        yield [stack.enter_context(place.open()) for _ in range(count if place.url.startswith("postgres") else 1)]


def test_threads_and_workers_get_every_number_once(place: Place) -> None:
    cases = 60
    with several(place, 3) as storages:
        keys = [signed(storages[0], process) for process in range(1, cases + 1)]
        asked = [(key, storage) for key in keys for storage in (storages[0], storages[-1])]  # every key twice at once
        random.Random(7).shuffle(asked)
        start = threading.Barrier(8)

        def take(share: int) -> list[tuple[str, int]]:
            start.wait()
            return [
                (key.letter_id, Register(storage).take(key, RULE, DAY, NOW).urut) for key, storage in asked[share::8]
            ]

        with ThreadPoolExecutor(8) as pool:
            results = [pair for part in pool.map(take, range(8)) for pair in part]
        given = dict(results)
        assert len(results) == 2 * cases
        assert all(given[letter] == urut for letter, urut in results)
        assert sorted(given.values()) == list(range(1, cases + 1))
        assert Register(storages[0]).missing(RULE, DAY.year) == []


def test_rollbacks_among_threads_leave_no_gap(place: Place) -> None:
    class TurnedBackError(Exception):
        pass

    with several(place, 2) as storages:
        keys = [signed(storages[0], process) for process in range(1, 41)]

        def take(index: int) -> int | None:
            storage = storages[index % len(storages)]
            try:
                with storage.transaction():
                    number = Register(storage).take(keys[index], RULE, DAY, NOW).urut
                    if index % 3 == 0:
                        raise TurnedBackError
                    return number
            except TurnedBackError:
                return None

        with ThreadPoolExecutor(6) as pool:
            numbers = [number for number in pool.map(take, range(len(keys))) if number is not None]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert len(numbers) == 26


def test_booking_and_manual_entries_beside_running_cases(place: Place) -> None:
    with several(place, 2) as storages:
        keys = [signed(storages[0], process) for process in range(1, 21)]

        def work(index: int) -> list[int]:
            register = Register(storages[index % len(storages)])
            if index % 4 == 0:
                return [n.urut for n in register.book(RULE, DAY, 2, "SK", NOW, oleh="tu")]
            if index % 4 == 1:
                return [register.enter(RULE, ManualLetter(DAY, "p", "t"), NOW, oleh="tu").urut]
            return [register.take(keys[index], RULE, DAY, NOW).urut]

        with ThreadPoolExecutor(6) as pool:
            numbers = [urut for part in pool.map(work, range(20)) for urut in part]
        assert sorted(numbers) == list(range(1, 26))
        assert Register(storages[0]).missing(RULE, DAY.year) == []


class RegisterMachine(RuleBasedStateMachine):
    """Any order of what can happen to a register, against a dictionary that is obviously right."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.place = Place(f"sqlite:///{self.directory.name}/alur.db", Path(self.directory.name) / "letters")
        self.storage = self.place.open()
        self.process = 0
        self.signed: list[LetterKey] = []
        self.given: dict[LetterKey, tuple[int, int]] = {}
        self.last = {2024: 0, 2025: 0}
        self.booked: set[tuple[int, int]] = set()
        self.used: set[tuple[int, int]] = set()

    def teardown(self) -> None:
        self.storage.close()
        self.directory.cleanup()

    @property
    def register(self) -> Register:
        return Register(self.storage)

    @rule()
    def sign(self) -> None:
        self.process += 1
        self.signed.append(signed(self.storage, self.process))

    @precondition(lambda self: self.signed)
    @rule(data=st.data(), year=st.sampled_from([2024, 2025]), turn_back=st.booleans())
    def take(self, data: st.DataObject, year: int, turn_back: bool) -> None:
        key = data.draw(st.sampled_from(self.signed))
        expected = self.given.get(key, (year, self.last[year] + 1))
        try:
            with self.storage.transaction():
                number = self.register.take(key, RULE, DAY.replace(year=year), NOW)
                assert (number.tahun, number.urut) == expected
                if turn_back:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            return
        except LetterStateError:
            assert key not in self.given
            assert Letters(self.storage).get(key.letter_id).status == "dibatalkan"
            return
        if key not in self.given:
            self.last[year] += 1
            self.given[key] = expected

    @rule(year=st.sampled_from([2024, 2025]), count=st.integers(1, 3))
    def book(self, year: int, count: int) -> None:
        numbers = [n.urut for n in self.register.book(RULE, DAY.replace(year=year), count, "SK", NOW, oleh="tu")]
        assert numbers == list(range(self.last[year] + 1, self.last[year] + 1 + count))
        self.last[year] += count
        self.booked |= {(year, number) for number in numbers}

    @rule(year=st.sampled_from([2024, 2025]), urut=st.integers(1, 12))
    def enter(self, year: int, urut: int) -> None:
        letter = ManualLetter(DAY.replace(year=year), "p", "t", urut=urut)
        if (year, urut) in self.booked:
            assert self.register.enter(RULE, letter, NOW, oleh="tu").urut == urut
            self.booked.discard((year, urut))
            self.used.add((year, urut))
        elif urut == self.last[year] + 1:
            assert self.register.enter(RULE, letter, NOW, oleh="tu").urut == urut
            self.last[year] += 1
        else:
            with pytest.raises((NumberTaken, NumberGap)):
                self.register.enter(RULE, letter, NOW, oleh="tu")

    @precondition(lambda self: self.signed)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        Letters(self.storage).cancel(data.draw(st.sampled_from(self.signed)).letter_id, "dicabut", NOW)

    @rule()
    def restart(self) -> None:
        self.storage.close()
        self.storage = self.place.open()

    @invariant()
    def the_book_is_whole(self) -> None:
        for year in (2024, 2025):
            assert self.register.missing(RULE, year) == []
        for key, (_, urut) in self.given.items():
            number = Letters(self.storage).get(key.letter_id).nomor
            assert number is not None
            assert number.startswith(f"B-{urut}/")


TestRegisterMachine = RegisterMachine.TestCase
TestRegisterMachine.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

_NUMBERING = """
import sys
from tests.workers.registers import *
from workers.numbering import Register
from workers.storage import LetterKey
with Place(sys.argv[1], Path(sys.argv[2])).open() as storage:
    for process in range(int(sys.argv[3]), 100_000):
        number = Register(storage).take(signed(storage, process), RULE, DAY, NOW)
        print(process, number.urut, flush=True)
"""


def test_kill_in_the_midst_of_numbering_loses_and_doubles_nothing(place: Place) -> None:
    told: dict[int, int] = {}
    for begin in (1, 2000, 4000):
        child = subprocess.Popen(
            [sys.executable, "-c", _NUMBERING, place.url, str(place.letters), str(begin)],
            cwd=CHECKOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        wanted = random.Random(begin).randrange(20, 60)
        for _, line in zip(range(wanted), child.stdout, strict=False):
            process, urut = map(int, line.split())
            told[process] = urut
        os.kill(child.pid, signal.SIGKILL)
        for line in child.stdout.read().splitlines(keepends=True):
            if line.endswith("\n"):
                process, urut = map(int, line.split())
                told[process] = urut
        child.wait()
    assert len(told) >= 60
    with place.open() as storage:
        register = Register(storage)
        assert register.missing(RULE, DAY.year) == []
        for process, urut in told.items():
            assert register.take(LetterKey(process, "pengantar"), RULE, DAY, NOW).urut == urut
        # At most the one number of each killed process was given and not told.
        following = register.take(signed(storage, 9999), RULE, DAY, NOW).urut
        assert len(told) < following <= len(told) + 4


def test_inserted_numbers_stay_unique_among_workers(place: Place) -> None:
    inserting = replace(RULE, tanggal_mundur="sisipan")
    with several(place, 2) as storages:
        register = Register(storages[0])
        register.take(signed(storages[0], 1), RULE, DAY.replace(day=1), NOW)
        register.take(signed(storages[0], 2), RULE, DAY.replace(day=9), NOW)
        keys = [signed(storages[0], process) for process in range(3, 15)]

        def take(index: int) -> int:
            storage = storages[index % len(storages)]
            return Register(storage).take(keys[index], inserting, DAY, NOW).sisip

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(take, range(len(keys)))) == list(range(1, 13))
