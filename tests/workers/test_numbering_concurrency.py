"""No number twice and none lost: threads, several processes, rollbacks and kill -9."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from tests.workers.registers import DAY, NOW, RULE, Place, signed
from workers.numbering import ManualLetter, Register
from workers.storage import LetterKey, Storage

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


_SHARED = """
import random, sys
from tests.workers.registers import *
from workers.numbering import ManualLetter, Register
share = int(sys.argv[3])
keys = [LetterKey(process, "pengantar") for process in range(1, 61)]
random.Random(share).shuffle(keys)
with Place(sys.argv[1], Path(sys.argv[2])).open() as storage:
    register = Register(storage)
    print("ready", flush=True)
    sys.stdin.readline()
    for place, key in enumerate(keys):
        print("letter", key.letter_id, register.take(key, RULE, DAY, NOW).urut)
        if place % 10 == 0:
            [booked] = register.book(RULE, DAY, 1, "SK", NOW, oleh="tu")
            print("booked", f"{share}-{place}", booked.urut)
            print("manual", f"{share}-{place}", register.enter(RULE, ManualLetter(DAY, "p", "t"), NOW, oleh="tu").urut)
"""


def test_several_processes_number_the_same_letters_on_postgresql(postgres_shared: str, tmp_path: Path) -> None:
    place = Place(postgres_shared, tmp_path)
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("TRUNCATE surat, nomor, register, konsep, kiriman, tanda_terima")
    with place.open() as storage:
        for process in range(1, 61):
            signed(storage, process)
        command = [sys.executable, "-c", _SHARED, place.url, str(place.letters)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": CHECKOUT}
        children = [subprocess.Popen([*command, str(share)], **pipes) for share in range(4)]  # type: ignore[call-overload]
        for child in children:
            assert child.stdout.readline() == "ready\n"
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
        told: dict[str, set[int]] = {}
        for child in children:
            output, _ = child.communicate(timeout=120)
            assert child.returncode == 0
            for line in output.splitlines():
                kind, name, urut = line.split()
                told.setdefault(f"{kind} {name}", set()).add(int(urut))
        # Every process asked for every letter: all were told one number, and nobody else has it.
        assert all(len(numbers) == 1 for numbers in told.values())
        given = sorted(number for numbers in told.values() for number in numbers)
        assert given == list(range(1, 60 + 4 * 6 * 2 + 1))
        assert Register(storage).missing(RULE, DAY.year) == []


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
