"""Numbers per second of the register beside the bare database on the same disk: `python -m tests.bench.bench_register`.

Every number is one durable commit. "same statements" is what the register runs, through the driver alone; "least" is
the smallest transaction that could do it (count, write one row). Rounds alternate, so that a busy machine slows all
alike; the figures are medians. The goal is 0.8 of the same statements.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.rows import dict_row

from tests.workers.postgres_cluster import Cluster, NoPostgresError
from tests.workers.registers import DAY, KIND, NOW, OFFICE, RULE
from workers.numbering import Register
from workers.numbering.entries import QUERIES
from workers.storage import Drafts, LetterDetail, LetterKey, Letters, Storage
from workers.storage.times import stored

GOAL = 0.8
_PER_ROUND = 1500
_ROUNDS = 5
_PARALLEL = 8
_SHARE = "share of the same statements"


def seed(storage: Storage, letters: int) -> None:
    """Signed letters, made in one transaction."""
    with storage.transaction():
        for process in range(1, letters + 1):
            detail = LetterDetail(OFFICE, "sop", KIND, str(process), "Surat Pengantar", "Usul")
            made = Letters(storage).ensure(LetterKey(process, "pengantar"), detail, NOW)
            Drafts(storage).lock(made.id, "Isi surat.", langkah="tanda-tangan", oleh="", at=NOW)


def numbers(storage: Storage, first: int, count: int) -> float:
    """Numbers per second through the register."""
    register = Register(storage)
    begin = time.perf_counter()
    for process in range(first, first + count):
        register.take(LetterKey(process, "pengantar"), RULE, DAY, NOW)
    return count / (time.perf_counter() - begin)


def in_parallel(storage: Storage, first: int, count: int) -> float:
    """Numbers per second when several threads ask at once."""
    share = count // _PARALLEL
    begin = time.perf_counter()
    with ThreadPoolExecutor(_PARALLEL) as pool:
        list(pool.map(lambda index: numbers(storage, first + index * share, share), range(_PARALLEL)))
    return share * _PARALLEL / (time.perf_counter() - begin)


def parameters(process: int, urut: int) -> dict[str, object]:
    """What the register binds, ready made."""
    return {
        "proses": process, "slot": "pengantar", "putaran": 1, "kantor": OFFICE, "jenis": KIND, "buku": KIND,
        "tahun": 2025, "awal": 1, "tanggal": DAY.isoformat(), "berlaku": DAY.isoformat(), "lanjut": 1,
        "pada": stored(NOW), "sumber": "alur",
        "urut": urut, "sisip": 0, "lengkap": f"B-{urut}/Kk.09.1/1/KP.07.6/03/2025", "keadaan": "dipakai",
        "surat": f"{process}-pengantar-1", "id": f"{process}-pengantar-1", "keperluan": "", "oleh": "",
        "pola": "B-{nomor}/Kk.09.1/1/KP.07.6/03/2025", "lebar": 0,
    }  # fmt: skip


def same_statements(connection: sqlite3.Connection, first: int, count: int) -> float:
    """Numbers per second with the register's own statements and no Python around them."""
    names = ("lock_letter", "next_number", "insert_number", "mark_letter_numbered")
    read, take, insert, mark = (QUERIES[name].text for name in names)
    begin = time.perf_counter()
    for process in range(first, first + count):
        values = parameters(process, 0)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(read, values).fetchall()
        values = parameters(process, connection.execute(take, values).fetchall()[0][0])
        connection.execute(insert, values)
        connection.execute(mark, values)
        connection.execute("COMMIT")
    return count / (time.perf_counter() - begin)


def least(connection: sqlite3.Connection, first: int, count: int) -> float:
    """Numbers per second of a table of numbers and a counter, and nothing else."""
    connection.execute("CREATE TABLE IF NOT EXISTS least_counter (last INTEGER)")
    connection.execute("CREATE TABLE IF NOT EXISTS least_number (urut INTEGER PRIMARY KEY, surat TEXT UNIQUE)")
    connection.execute("INSERT INTO least_counter SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM least_counter)")
    begin = time.perf_counter()
    for process in range(first, first + count):
        connection.execute("BEGIN IMMEDIATE")
        (urut,) = connection.execute("UPDATE least_counter SET last = last + 1 RETURNING last").fetchall()[0]
        connection.execute("INSERT INTO least_number VALUES (?, ?)", (urut, f"{process}-pengantar-1"))
        connection.execute("COMMIT")
    return count / (time.perf_counter() - begin)


def bare_function(connection: psycopg.Connection[dict[str, object]], first: int, count: int) -> float:
    """Numbers per second of PostgreSQL's function through psycopg alone."""
    text = QUERIES["take_postgres"].postgres
    begin = time.perf_counter()
    for process in range(first, first + count):
        connection.execute(text, parameters(process, 0)).fetchall()  # type: ignore[arg-type]
    return count / (time.perf_counter() - begin)


@contextmanager
def sqlite_ways(directory: Path, letters: int) -> Iterator[dict[str, Callable[[int, int], float]]]:
    """Each way on a file of its own, with the same settings."""
    storages = {name: Storage.open(f"sqlite:///{directory}/{name}.db") for name in ("register", "same", "parallel")}
    for storage in storages.values():
        seed(storage, letters)
    storages["same"].close()
    bare = {name: sqlite3.connect(directory / f"{name}.db", isolation_level=None) for name in ("same", "least")}
    for connection in bare.values():
        connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    yield {
        "register": lambda first, count: numbers(storages["register"], first, count),
        "same statements": lambda first, count: same_statements(bare["same"], first, count),
        "least": lambda first, count: least(bare["least"], first, count),
        f"register, {_PARALLEL} threads": lambda first, count: in_parallel(storages["parallel"], first, count),
    }
    for connection in bare.values():
        connection.close()
    storages["register"].close()
    storages["parallel"].close()


@contextmanager
def postgres_ways(directory: Path, letters: int) -> Iterator[dict[str, Callable[[int, int], float]]]:
    """A server with fsync on; each way in a database of its own."""
    cluster = Cluster(durable=True)
    try:
        urls = [cluster.create() for _ in range(3)]
        storages = [Storage.open(url, letters=directory) for url in urls]
        for storage in storages:
            seed(storage, letters)
        with psycopg.connect(urls[1], autocommit=True, row_factory=dict_row) as bare:
            yield {
                "register": lambda first, count: numbers(storages[0], first, count),
                "same statements": lambda first, count: bare_function(bare, first, count),
                f"register, {_PARALLEL} threads": lambda first, count: in_parallel(storages[2], first, count),
            }
        for storage in storages:
            storage.close()
    finally:
        cluster.stop()


def measure(ways: dict[str, Callable[[int, int], float]]) -> dict[str, float]:
    """Medians over alternating rounds, after one that warms up; the share is taken round by round."""
    figures: dict[str, list[float]] = {name: [] for name in ways}
    for index in range(_ROUNDS + 1):
        for name, way in ways.items():
            figures[name].append(way(1 + index * _PER_ROUND, _PER_ROUND))
    shares = [ours / bare for ours, bare in zip(figures["register"], figures["same statements"], strict=True)]
    return {name: statistics.median(values[1:]) for name, values in figures.items()} | {
        _SHARE: statistics.median(shares[1:])
    }


def main() -> int:
    """Print the figures; exit status 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    parser.add_argument("--directory", type=Path, help="measure on this directory's disk (default: the temporary one)")
    arguments = parser.parse_args()
    letters = _PER_ROUND * (_ROUNDS + 1)
    report: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(dir=arguments.directory) as directory:
        with sqlite_ways(Path(directory), letters) as ways:
            report["SQLite"] = measure(ways)
        try:
            with postgres_ways(Path(directory), letters) as ways:
                report["PostgreSQL"] = measure(ways)
        except NoPostgresError as error:
            print(f"PostgreSQL: not measured, {error}")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    met = True
    for database, figures in report.items():
        share = figures.pop(_SHARE)
        met = met and share >= GOAL
        for name, value in figures.items():
            print(f"{database:<11}{name:<22}{value:>8.0f} numbers/s")
        print(f"{database:<11}{_SHARE:<30}{share:.2f} (goal {GOAL})")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
