"""The verdict sees every kind of loss: whole facts pass, and each damage to them is named."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.process import NAME
from tests.chaos.receiver import Mail
from tests.chaos.verdict import Facts, judge

CASES = ("k-1", "k-2", "k-3")


def docx(*texts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "".join(f"<w:t>{text}</w:t>" for text in texts))
    return stream.getvalue()


def whole() -> Facts:
    """Three cases, everything in order; the second letter's mail came twice."""
    tables: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("register", "nomor", "surat", "tenggat", "pelanggaran", "kiriman", "balasan")
    }
    tables["register"] = [{"kantor": "k", "buku": "b", "tahun": 2026, "awal": 1, "terakhir": 3}]
    mails, files = [], {}
    for n, case in enumerate(CASES, start=1):
        letter, number = f"{n}00-pengantar-1", f"B-{n}/2026"
        content = docx(number, f"{NAME} {case}")
        digest = hashlib.sha256(content).hexdigest()
        files[f"{letter}.docx"] = content
        row = {"id": letter, "perkara": case, "proses": n * 100, "status": "dikirim"}
        tables["surat"].append({**row, "arsip": f"{letter}.docx", "arsip_sha256": digest})
        tables["nomor"].append(
            {"kantor": "k", "buku": "b", "tahun": 2026, "urut": n, "sisip": 0, "lengkap": number, "surat": letter}
        )
        tables["tenggat"].append({"proses": n * 100})
        tables["pelanggaran"].append({"perkara": case, "tugas": n, "tingkat": 1})
        tables["kiriman"].append({"id": f"surat-{n}", "macam": "surat", "kunci": letter, "status": "terkirim"})
        tables["kiriman"].append({"id": f"tenggat-{n}", "macam": "tenggat", "kunci": f"{n}:1", "status": "terkirim"})
        tables["balasan"].append({"surat": letter, "pesan": f"p{n}", "status": "dikorelasi"})
        mails.append(Mail(f"<surat-{n}@alur>", f"bytes-{n}", number, digest))
        mails.append(Mail(f"<tenggat-{n}@alur>", f"late-{n}", None, None))
    mails.append(mails[2])
    answered = frozenset(row["lengkap"] for row in tables["nomor"])
    return Facts(frozenset(CASES), tables, mails, files, answered, frozenset(), "a log without names")


def table(name: str, change: Callable[[list[dict[str, Any]]], object]) -> Callable[[Facts], Facts]:
    def damage(facts: Facts) -> Facts:
        change(facts.tables[name])  # type: ignore[arg-type]
        return facts

    return damage


def mail(change: Callable[[list[Mail]], object]) -> Callable[[Facts], Facts]:
    def damage(facts: Facts) -> Facts:
        change(facts.mails)  # type: ignore[arg-type]
        return facts

    return damage


DAMAGES: dict[str, Callable[[Facts], Facts]] = {
    "no letter for case": lambda facts: replace(facts, cases=facts.cases | {"k-4"}),
    "more than one letter for case": table("surat", lambda rows: rows.append({**rows[0], "id": "again"})),
    "letter of an unknown case": lambda facts: replace(facts, cases=facts.cases - {"k-1"}),
    "letter not sent": table("surat", lambda rows: rows[0].update(status="diarsipkan")),
    "gap in the register": table("register", lambda rows: rows[0].update(terakhir=4)),
    "number given twice": table("nomor", lambda rows: rows[0].update(lengkap=rows[1]["lengkap"])),
    "letter without a number": table("nomor", lambda rows: rows[0].update(surat=None)),
    "number without a letter": table("nomor", lambda rows: rows[0].update(surat=None)),
    "letter with several numbers": table("nomor", lambda rows: rows[0].update(surat=rows[1]["surat"])),
    "archived letter damaged": lambda facts: replace(facts, files=dict(list(facts.files.items())[1:])),
    "not the file that was archived": table("surat", lambda rows: rows[0].update(arsip_sha256="0")),
    "does not hold its B-1/2026": table("nomor", lambda rows: (rows[0].update(surat="x"), rows[1].update(surat="y"))),
    "no mail for letter": mail(lambda mails: mails.pop(0)),
    "letter under several identities": mail(lambda mails: mails.append(replace(mails[0], message_id="<other@alur>"))),
    "repeated mail that differs": mail(lambda mails: mails.append(replace(mails[0], sha256="other"))),
    "attachment that is not the archived letter": mail(
        lambda mails: mails.append(replace(mails[0], attachment_sha256="other"))
    ),
    "message not sent": table("kiriman", lambda rows: rows[0].update(status="gagal")),
    "marked as sent that never arrived": mail(lambda mails: mails.pop(1)),
    "mail that nobody wrote": mail(lambda mails: mails.append(Mail("<x@alur>", "x", None, None))),
    "breach not recorded": table("pelanggaran", lambda rows: rows.pop()),
    "breach recorded twice": table("pelanggaran", lambda rows: rows.append({**rows[0], "tugas": 9})),
    "breach that nobody was told of": table("kiriman", lambda rows: rows.pop(1)),
    "several deadlines": table("tenggat", lambda rows: rows.append(rows[0])),
    "acknowledged answer that was lost": table("balasan", lambda rows: rows.pop()),
    "answer that was not passed on": table("balasan", lambda rows: rows[0].update(status="menunggu")),
    "case not ended": lambda facts: replace(facts, open_cases=frozenset({100})),
    "stands in a log": lambda facts: replace(facts, log=f"letter of {NAME}"),
}


def test_whole_facts_pass() -> None:
    judgement = judge(whole())
    assert judgement.losses == []
    assert judgement.counts["mails that came again, the same (no loss)"] == 1


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_named(what: str) -> None:
    losses = judge(DAMAGES[what](whole())).losses
    # The one about a foreign number stands in place of the letter's own.
    wanted = "the letter does not hold its" if what.startswith("does not hold") else what
    assert any(wanted in loss for loss in losses), losses
