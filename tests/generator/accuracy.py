"""Accuracy of reading raw documents: `python -m tests.generator.accuracy`.

For every field of every row of the labelled documents: right or wrong, flagged (an open finding asks about it) or not.
Fails on any wrong value that no finding asks about.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from generator.interpret import interpret
from generator.interpret.jabatan import canonical
from generator.sop import Aksi, Langkah, Sop, Tujuan
from generator.sop_yaml import load_sop
from generator.sources import read_document
from tests.generator.cases.documents import CASES, Case
from tests.generator.cases.write import path_of

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
SIX = ("karpeg-kemenag", "karpeg-pesisir-selatan", "karis-karsu-pesisir-selatan", "taspen-pesisir-selatan",
       "bpjs-pesisir-selatan", "ktp-kolektif-kalsel")  # fmt: skip
FIELDS = ("row", "pelaksana", "waktu", "aksi", "keputusan")
_ASKS = {
    "row": ("uraian",),
    "pelaksana": ("pelaksana", "pihak_luar"),
    "waktu": ("waktu",),
    "aksi": ("aksi", "uraian"),
    "keputusan": ("keputusan", "balasan"),
}


@dataclass(frozen=True)
class Expected:
    """One labelled row. `branch` is the number of the row a `no` goes to, `end`, or empty."""

    uraian: str
    pelaksana: str
    durasi: str | None
    aksi: frozenset[str]
    branch: str


@dataclass(frozen=True)
class Outcome:
    document: str
    field: str
    no: str
    right: bool
    flagged: bool
    detail: str = ""


def measure() -> list[Outcome]:
    """Every field of every labelled row of the six documents and of the written cases."""
    return [*(o for slug in SIX for o in _six(slug)), *(o for case in CASES for o in _case(case))]


def _six(slug: str) -> list[Outcome]:
    settled = load_sop(BPMN / slug / "sop.yaml")
    assert settled.sumber is not None
    document = read_document(BPMN / slug / settled.sumber.berkas)
    raw = interpret(document.tables[settled.sumber.tabel - 1], document, name=slug).sop
    names = {p.kode: p.kode for p in (*settled.pelaksana, *settled.pihak_luar)}
    expected = [
        Expected(s.uraian, names[s.pelaksana], s.waktu.durasi, frozenset(a.value for a in s.aksi), _branch(settled, s))
        for s in settled.langkah
    ]
    return _compare(slug, raw, expected, by_code=True)


def _case(case: Case) -> list[Outcome]:
    document = read_document(path_of(case))
    raw = interpret(document.tables[0], document).sop
    expected = [Expected(r.uraian, canonical(r.role), r.iso, frozenset(r.aksi.split()), r.no_branch) for r in case.rows]
    return _compare(case.slug, raw, expected, by_code=False)


def _branch(sop: Sop, step: Langkah) -> str:
    return _target(sop, step.keputusan.tidak) if step.keputusan else ""


def _target(sop: Sop, target: Tujuan) -> str:
    return "end" if target.selesai else sop.step(target.ke or "").no


def _compare(name: str, sop: Sop, expected: list[Expected], *, by_code: bool) -> list[Outcome]:
    names = {p.kode: canonical(p.nama) for p in sop.pelaksana} | {p.kode: canonical(p.nama) for p in sop.pihak_luar}
    outcomes = []
    asked_rows = {t.kode for t in sop.open_findings} & {"baris-terpotong", "nomor-tidak-urut", "teks-di-luar-tabel"}
    for i, want in enumerate(expected):
        if i >= len(sop.langkah):
            outcomes.append(Outcome(name, "row", str(i + 1), False, bool(asked_rows), "row lost"))
            continue
        step = sop.langkah[i]
        who = step.pelaksana if by_code else names[step.pelaksana]
        got = {
            "row": step.uraian,
            "pelaksana": who,
            "waktu": step.waktu.durasi,
            "aksi": frozenset(a.value for a in step.aksi),
            "keputusan": _branch(sop, step),
        }
        wanted = {
            "row": want.uraian,
            "pelaksana": want.pelaksana,
            "waktu": want.durasi,
            "aksi": want.aksi,
            "keputusan": want.branch,
        }
        for field in FIELDS:
            if field == "pelaksana" and not want.pelaksana:
                continue
            detail = "" if got[field] == wanted[field] else f"{got[field]!r}, not {wanted[field]!r}"
            outcomes.append(Outcome(name, field, step.no, not detail, _flagged(sop, step, field), detail))
    for extra in sop.langkah[len(expected) :]:
        outcomes.append(
            Outcome(name, "row", extra.no, False, _flagged(sop, extra, "row"), f"extra row {extra.uraian!r}")
        )
    return outcomes


def _flagged(sop: Sop, step: Langkah, field: str) -> bool:
    for finding in sop.open_findings:
        about = finding.bidang is None or finding.bidang.split(".")[0] in _ASKS[field]
        if about and finding.langkah == step.kode:
            return True
        if about and finding.langkah is None and finding.bidang is not None and finding.kode in _WHOLE_TABLE:
            return True
    return False


_WHOLE_TABLE = frozenset(("kolom-pelaksana-tidak-ada",))


def table(outcomes: list[Outcome]) -> str:
    """Counts per field, for the six and for the written cases."""
    lines = [f"{'':<12}{'field':<12}{'right':>14}{'right flagged':>15}{'wrong flagged':>15}{'wrong unflagged':>17}"]
    for title, part in (("the six", [o for o in outcomes if o.document in SIX]),
                        ("cases", [o for o in outcomes if o.document not in SIX])):  # fmt: skip
        for field in FIELDS:
            here = [o for o in part if o.field == field]
            count = Counter((o.right, o.flagged) for o in here)
            share = count[True, False] / len(here) if here else 0
            lines.append(
                f"{title:<12}{field:<12}{count[True, False]:>7} {share:>6.1%}{count[True, True]:>15}"
                f"{count[False, True]:>15}{count[False, False]:>17}"
            )
    return "\n".join(lines)


def main() -> int:
    """Prints the table; 1 if a wrong value goes unasked."""
    outcomes = measure()
    print(table(outcomes))
    for o in outcomes:
        if not o.right and ("-v" in sys.argv or not o.flagged):
            print(f"{'flagged' if o.flagged else 'UNFLAGGED'}: {o.document} row {o.no} {o.field}: {o.detail}")
    return int(any(not o.right and not o.flagged for o in outcomes))


if __name__ == "__main__":
    sys.exit(main())

__all__ = ["Aksi", "measure", "table"]
