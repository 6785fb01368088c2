"""What must be true after the chaos: read from database, files, mail server and engine, and judged."""

from __future__ import annotations

import hashlib
import html
import re
import sqlite3
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.chaos.process import NAME
from tests.chaos.receiver import Mail

Rows = Sequence[Mapping[str, Any]]
_TABLES = ("register", "nomor", "surat", "tenggat", "pelanggaran", "kiriman", "balasan")
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Facts:
    """What is there after a run."""

    cases: frozenset[str]
    """nomorPerkara of every case that was started."""
    tables: Mapping[str, Rows]
    mails: Sequence[Mail]
    files: Mapping[str, bytes]
    """Content of the archived files by their name in the database."""
    answered: frozenset[str]
    """Letter numbers whose answer a gateway acknowledged."""
    open_cases: frozenset[int]
    """Process instances that the engine still has."""
    log: str = ""
    fragments: int = 0
    """Half-written files that killed workers left in the archive."""


@dataclass(frozen=True)
class Judgement:
    """Counts for the table, and every loss in words; none: nothing was lost."""

    counts: Mapping[str, int]
    losses: Sequence[str]


def read_tables(url: str) -> dict[str, Rows]:
    """Every row of the tables that matter."""
    if url.startswith("sqlite:///"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.row_factory = sqlite3.Row
        try:
            return {
                name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608 - constants
                for name in _TABLES
            }
        finally:
            connection.close()
    with psycopg.connect(url, row_factory=dict_row) as server:
        return {name: server.execute(f"SELECT * FROM {name}").fetchall() for name in _TABLES}  # type: ignore[arg-type]  # noqa: S608


def read_files(letters: Path) -> tuple[dict[str, bytes], int]:
    """The archive, and how many half-written files lie in it."""
    whole, fragments = {}, 0
    for path in letters.rglob("*"):
        if path.name.endswith(".part"):
            fragments += 1
        elif path.is_file():
            whole[str(path.relative_to(letters))] = path.read_bytes()
    return whole, fragments


def judge(facts: Facts) -> Judgement:
    """Compare what is there with what must be."""
    losses: list[str] = []
    letters = facts.tables["surat"]
    by_case = Counter(str(row["perkara"]) for row in letters)
    _tell(losses, "no letter for case", sorted(facts.cases - set(by_case)))
    _tell(losses, "more than one letter for case", sorted(c for c, n in by_case.items() if n > 1))
    _tell(losses, "letter of an unknown case", sorted(set(by_case) - facts.cases))
    _tell(losses, "letter not sent", [f"{r['id']} ({r['status']})" for r in letters if r["status"] != "dikirim"])
    counts = {
        "cases started": len(facts.cases),
        "letters": len(letters),
        **_numbers(facts, losses),
        **_files(facts, losses),
        **_mails(facts, losses),
        **_breaches(facts, losses),
        **_answers(facts, losses),
    }
    _tell(losses, "case not ended in the engine", sorted(facts.open_cases))
    counts["cases not ended"] = len(facts.open_cases)
    if NAME in facts.log:
        losses.append("a name from a case stands in a log")
    return Judgement(counts, losses)


def _numbers(facts: Facts, losses: list[str]) -> dict[str, int]:
    numbers = facts.tables["nomor"]
    given = Counter((r["kantor"], r["buku"], r["tahun"], r["urut"], r["sisip"]) for r in numbers)
    gaps = [
        f"{book['buku']} {book['tahun']}: {urut}"
        for book in facts.tables["register"]
        for urut in range(book["awal"], book["terakhir"] + 1)
        if (book["kantor"], book["buku"], book["tahun"], urut, 0) not in given
    ]
    printed = Counter((r["kantor"], r["tahun"], str(r["lengkap"]).upper()) for r in numbers)
    twice = [str(key[2]) for key, count in printed.items() if count > 1]
    twice += [str(key) for key, count in given.items() if count > 1]
    holders = Counter(r["surat"] for r in numbers)
    without = [str(r["id"]) for r in facts.tables["surat"] if not holders[r["id"]]]
    orphans = [str(r["lengkap"]) for r in numbers if r["surat"] is None]
    several = [str(letter) for letter, count in holders.items() if letter is not None and count > 1]
    _tell(losses, "gap in the register", gaps)
    _tell(losses, "number given twice", twice)
    _tell(losses, "letter without a number", without)
    _tell(losses, "number without a letter", orphans)
    _tell(losses, "letter with several numbers", several)
    return {"numbers": len(numbers), "gaps": len(gaps), "duplicates": len(twice) + len(several)}


def _files(facts: Facts, losses: list[str]) -> dict[str, int]:
    number_of = {r["surat"]: str(r["lengkap"]) for r in facts.tables["nomor"]}
    damaged = []
    for row in facts.tables["surat"]:
        content = facts.files.get(str(row["arsip"]))
        if content is None:
            damaged.append(f"{row['id']}: no file")
        elif hashlib.sha256(content).hexdigest() != row["arsip_sha256"]:
            damaged.append(f"{row['id']}: not the file that was archived")
        else:
            text = _text(facts, str(row["arsip"]))
            missing = [part for part in (number_of.get(row["id"], "?"), f"{NAME} {row['perkara']}") if part not in text]
            if missing:
                damaged.append(f"{row['id']}: the letter does not hold its {' and '.join(missing)}")
    _tell(losses, "archived letter damaged", damaged)
    return {"archived letters damaged": len(damaged), "half-written files left (no loss)": facts.fragments}


def _text(facts: Facts, name: str) -> str:
    import io

    with zipfile.ZipFile(io.BytesIO(facts.files[name])) as package:
        return html.unescape(_TAG.sub("", package.read("word/document.xml").decode()))


def _mails(facts: Facts, losses: list[str]) -> dict[str, int]:
    number_of = {r["surat"]: str(r["lengkap"]) for r in facts.tables["nomor"]}
    copies: dict[str, set[str]] = defaultdict(set)
    identities: dict[str, set[str]] = defaultdict(set)
    attached: dict[str, set[str | None]] = defaultdict(set)
    for mail in facts.mails:
        copies[mail.message_id].add(mail.sha256)
        if mail.nomor is not None:
            identities[mail.nomor].add(mail.message_id)
            attached[mail.nomor].add(mail.attachment_sha256)
    sent = [r for r in facts.tables["surat"] if r["id"] in number_of]
    _tell(losses, "no mail for letter", [str(r["id"]) for r in sent if not identities[number_of[r["id"]]]])
    several = [nomor for nomor, found in identities.items() if len(found) > 1]
    _tell(losses, "letter under several identities", several)
    differing = [identity for identity, found in copies.items() if len(found) > 1]
    _tell(losses, "repeated mail that differs from the first", differing)
    _tell(
        losses,
        "attachment that is not the archived letter",
        [str(r["id"]) for r in sent if attached[number_of[r["id"]]] - {r["arsip_sha256"]}],
    )
    outbox = facts.tables["kiriman"]
    _tell(losses, "message not sent", [f"{r['id']} ({r['status']})" for r in outbox if r["status"] != "terkirim"])
    expected = {str(r["id"]) for r in outbox}
    arrived = {mail.message_id.strip("<>").split("@")[0] for mail in facts.mails}
    _tell(losses, "message marked as sent that never arrived", sorted(expected - arrived))
    _tell(losses, "mail that nobody wrote", sorted(arrived - expected))
    return {
        "messages": len(outbox),
        "mails that arrived": len(facts.mails),
        "mails that came again, the same (no loss)": len(facts.mails) - len(copies),
        "letters under several identities": len(several),
        "repeats that differ": len(differing),
    }


def _breaches(facts: Facts, losses: list[str]) -> dict[str, int]:
    found = Counter(str(r["perkara"]) for r in facts.tables["pelanggaran"])
    _tell(losses, "breach not recorded", sorted(facts.cases - set(found)))
    _tell(losses, "breach recorded twice", sorted(case for case, count in found.items() if count > 1))
    told = Counter(str(r["kunci"]) for r in facts.tables["kiriman"] if r["macam"] == "tenggat")
    untold = [r for r in facts.tables["pelanggaran"] if not told[f"{r['tugas']}:{r['tingkat']}"]]
    _tell(losses, "breach that nobody was told of", [str(r["tugas"]) for r in untold])
    deadlines = Counter(r["proses"] for r in facts.tables["tenggat"])
    _tell(losses, "case with several deadlines for one task", [str(c) for c, n in deadlines.items() if n > 1])
    return {"breaches": sum(found.values()), "breaches twice": sum(n - 1 for n in found.values())}


def _answers(facts: Facts, losses: list[str]) -> dict[str, int]:
    letter_of = {str(r["lengkap"]): r["surat"] for r in facts.tables["nomor"]}
    taken = {r["surat"] for r in facts.tables["balasan"] if r["status"] == "dikorelasi"}
    lost = sorted(nomor for nomor in facts.answered if letter_of.get(nomor) not in taken)
    _tell(losses, "acknowledged answer that was lost", lost)
    refused = [str(r["pesan"]) for r in facts.tables["balasan"] if r["status"] != "dikorelasi"]
    _tell(losses, "answer that was not passed on", refused)
    return {"answers acknowledged": len(facts.answered), "answers lost": len(lost)}


def _tell(losses: list[str], what: str, which: Iterable[object]) -> None:
    found = list(which)
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        losses.append(f"{len(found)} x {what}: {', '.join(str(item) for item in found[:3])}{more}")
