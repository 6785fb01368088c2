"""Accuracy of reading raw documents: `python -m tests.generator.accuracy`.

For every field of every row of the labelled documents: right or wrong, flagged (an open finding asks about it) or not.
Fails on any wrong value that no finding asks about.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from generator.findings import SourceRefusedError
from generator.interpret import interpret
from generator.interpret.jabatan import canonical
from generator.settle import grouped_questions
from generator.settle_choices import role_said
from generator.sop import Aksi, Identitas, Langkah, Sop
from generator.sop_yaml import load_sop
from generator.sources import read_document
from generator.sources.read import read_bytes
from tests.generator.cases.documents import CASES, Case
from tests.generator.cases.drawn import DRAWN, DRAWN_SECOND
from tests.generator.cases.drawn_write import path_of_drawn
from tests.generator.cases.fifth import FIFTH
from tests.generator.cases.fourth import FOURTH
from tests.generator.cases.identity import CASES as IDENTITY
from tests.generator.cases.identity import IdentityCase, content
from tests.generator.cases.sixth import SIXTH
from tests.generator.cases.third import THIRD
from tests.generator.cases.unseen import UNSEEN
from tests.generator.cases.unseen_second import UNSEEN_SECOND
from tests.generator.cases.unseen_write import path_of_unseen
from tests.generator.cases.write import path_of

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
SIX = ("karpeg-kemenag", "karpeg-pesisir-selatan", "karis-karsu-pesisir-selatan", "taspen-pesisir-selatan",
       "bpjs-pesisir-selatan", "ktp-kolektif-kalsel")  # fmt: skip
FIELDS = ("row", "pelaksana", "pihak", "waktu", "aksi", "keputusan", "salinan", "tujuan")
IDENTITY_FIELDS = tuple(Identitas.model_fields)
_ASKS = {
    "row": ("uraian",),
    "pelaksana": ("pelaksana", "pihak_luar", "bersama"),
    "pihak": ("pelaksana", "pihak_luar", "mulai"),
    "waktu": ("waktu",),
    "aksi": ("aksi", "uraian"),
    "keputusan": ("keputusan", "balasan"),
    "salinan": ("kelengkapan",),
    "tujuan": ("surat",),
}
"""Fields of a finding that ask about the measured field."""
_ROWS = frozenset({"baris-terpotong", "nomor-tidak-urut", "teks-di-luar-tabel"})


@dataclass(frozen=True)
class Expected:
    """One labelled row. `branch` is the number of the row a `no` goes to, `end`, or empty. None is not compared."""

    uraian: str
    pelaksana: str
    bersama: frozenset[str]
    luar: bool | None
    menit: str | None
    aksi: frozenset[str] | None
    branch: str
    salinan: tuple[int | None, ...] | None


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
    return [
        *(o for slug in SIX for o in _six(slug)),
        *(o for case in CASES for o in _case(case, path_of(case))),
        *(
            o
            for case in (*UNSEEN, *UNSEEN_SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH)
            for o in _case(case, path_of_unseen(case))
        ),
        *drawn_outcomes(),
        *(o for case in IDENTITY for o in _identity(case)),
    ]


def drawn_outcomes() -> list[Outcome]:
    """Those of the documents whose flowchart is drawn."""
    return [o for case in (*DRAWN, *DRAWN_SECOND) for o in _case(case, path_of_drawn(case))]


def _identity(case: IdentityCase) -> list[Outcome]:
    """Fields of the identity block. Flagged: a note of review.md names the field, or an open finding asks."""
    name, data = content(case)
    document = read_bytes(name, data)
    sop = interpret(document.tables[0], document).sop
    said = "; ".join(t.kalimat.replace("_", " ") for t in sop.temuan if (t.bidang or "").startswith("identitas"))
    outcomes = []
    for field in IDENTITY_FIELDS:
        value = getattr(sop.identitas, field)
        plain = value.isoformat() if isinstance(value, dt.date) else value
        wanted = case.labels.get(field, () if isinstance(value, tuple) else None)
        if field == "judul":
            plain = re.sub(r"^SOP\s+", "", str(plain))
        detail = "" if plain == wanted else f"{plain!r}, not {wanted!r}"
        outcomes.append(
            Outcome(
                case.slug,
                field,
                "identity",
                not detail,
                bool(re.search(rf"\b{field}\b".replace("_", " "), said)),
                detail,
            )
        )
    return outcomes


def _six(slug: str) -> list[Outcome]:
    settled = load_sop(BPMN / slug / "sop.yaml")
    assert settled.sumber is not None
    document = read_document(BPMN / slug / settled.sumber.berkas)
    raw = interpret(document.tables[settled.sumber.tabel - 1], document, name=slug).sop
    outside = {p.kode for p in settled.pihak_luar}
    expected = [
        Expected(
            s.uraian,
            s.pelaksana,
            frozenset(s.bersama),
            s.pelaksana in outside,
            _same_time(s.waktu.durasi),
            frozenset(a.value for a in s.aksi),
            _branch(s, {step.kode: str(i) for i, step in enumerate(settled.langkah, start=1)}),
            tuple(k.salinan for k in s.kelengkapan) if s.kelengkapan else None,
        )
        for s in settled.langkah
    ]
    letters = tuple(frozenset(letter.tujuan) for letter in settled.surat)
    codes = {code: code for code in _names(raw)}
    return _compare(slug, raw, expected, letters, codes)


def _case(case: Case, path: Path) -> list[Outcome]:
    try:
        document = read_document(path)
        raw = interpret(document.tables[int(case.extra.get("tabel", "1")) - 1], document).sop
    except (SourceRefusedError, IndexError) as error:
        return [Outcome(case.slug, "row", str(i), False, False, f"refused: {error}") for i, _ in enumerate(case.rows)]
    outside = {canonical(name) for name in case.outside}
    expected = [
        Expected(
            r.uraian,
            canonical(r.role),
            frozenset(canonical(name) for name in r.with_roles),
            canonical(r.role) in outside if r.role else None,
            _same_time(r.iso),
            frozenset(r.aksi.split()) if r.aksi != "?" else None,
            r.no_branch,
            r.copies or None,
        )
        for r in case.rows
    ]
    letters = tuple(frozenset(canonical(name) for name in names) for names in case.letters)
    return _compare(case.slug, raw, expected, letters, _names(raw))


def _names(sop: Sop) -> dict[str, str]:
    inside = {p.kode: canonical(p.nama) for p in sop.pelaksana}
    return inside | {p.kode: canonical(p.nama) for p in sop.pihak_luar}


def _same_time(iso: str | None) -> str | None:
    """`PT60M` and `PT1H` are one value."""
    hours = re.fullmatch(r"PT(\d+)M", iso or "")
    if hours is None or int(hours[1]) < 60:
        return iso
    whole, rest = divmod(int(hours[1]), 60)
    return f"PT{whole}H{rest}M" if rest else f"PT{whole}H"


def _branch(step: Langkah, rows: dict[str, str]) -> str:
    """Row number that the `no` of a decision goes to, `end`, or empty."""
    if step.keputusan is None:
        return ""
    target = step.keputusan.tidak
    return "end" if target.selesai else rows.get(target.ke or "", "an unlabelled row")


def _pairs(wanted: list[Expected], sop: Sop) -> list[tuple[int | None, int | None]]:
    """Labelled rows beside the rows read, so that one lost row is one fault."""
    left = ["".join(w.uraian.split()).lower() for w in wanted]
    right = ["".join(s.uraian.split()).lower() for s in sop.langkah]
    pairs: list[tuple[int | None, int | None]] = []
    for _, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        ours, theirs = list(range(a, b)), list(range(c, d))
        pairs += zip_longest(ours, theirs)
    return pairs


def _compare(
    name: str, sop: Sop, expected: list[Expected], letters: tuple[frozenset[str], ...], names: dict[str, str]
) -> list[Outcome]:
    outside = {p.kode for p in sop.pihak_luar}
    outcomes = []
    asked_rows = bool({t.kode for t in sop.open_findings} & _ROWS)
    pairs = _pairs(expected, sop)
    rows = {sop.langkah[j].kode: str(i + 1) for i, j in pairs if i is not None and j is not None}
    for i, j in pairs:
        if j is None:
            assert i is not None
            outcomes.append(Outcome(name, "row", str(i + 1), False, asked_rows, f"row lost: {expected[i].uraian!r}"))
            continue
        step = sop.langkah[j]
        if i is None:
            outcomes.append(
                Outcome(name, "row", step.no, False, _flagged(sop, step, "row"), f"extra row {step.uraian!r}")
            )
            continue
        want = expected[i]
        values: list[tuple[str, object, object]] = [
            ("row", " ".join(step.uraian.split()), " ".join(want.uraian.split())),
            ("waktu", _same_time(step.waktu.durasi), want.menit),
            ("aksi", sorted(a.value for a in step.aksi), sorted(want.aksi or ())),
            ("keputusan", _branch(step, rows), want.branch),
        ]
        if want.luar and step.pelaksana not in outside:  # counted once: what an outside party does is not modelled
            values = [v for v in values if v[0] not in ("aksi", "keputusan")]
        if want.aksi is None:
            values = [v for v in values if v[0] != "aksi"]
        if want.pelaksana:
            got = (names[step.pelaksana], sorted(names[kode] for kode in step.bersama))
            values.append(("pelaksana", got, (want.pelaksana, sorted(want.bersama))))
        if want.luar is not None:
            values.append(("pihak", step.pelaksana in outside, want.luar))
        if want.salinan is not None:
            values.append(("salinan", tuple(k.salinan for k in step.kelengkapan), want.salinan))
        for field, value, wanted in values:
            detail = "" if value == wanted else f"{value!r}, not {wanted!r}"
            outcomes.append(Outcome(name, field, step.no, not detail, _flagged(sop, step, field), detail))
    if letters:
        sent = [frozenset(names[kode] for kode in letter.tujuan) for letter in sop.surat]
        for n, wanted_parties in enumerate(letters):
            parties = sent[n] if n < len(sent) else frozenset()
            detail = "" if parties == wanted_parties else f"{sorted(parties)}, not {sorted(wanted_parties)}"
            asked = any((t.bidang or "").startswith("surat") or "surat" in t.kode for t in sop.open_findings)
            outcomes.append(Outcome(name, "tujuan", f"letter {n + 1}", not detail, asked, detail))
    return outcomes


def _flagged(sop: Sop, step: Langkah, field: str) -> bool:
    for finding in sop.open_findings:
        about = finding.bidang is None or finding.bidang.split(".")[0] in _ASKS[field]
        if about and finding.langkah == step.kode:
            return True
        party = field == "pihak" and finding.kode == "pihak-luar-diduga"
        if party and role_said(sop, finding.kalimat) == step.pelaksana:
            return True  # one question about a party is about all its rows
        if about and finding.langkah is None and finding.bidang is not None and finding.kode in _WHOLE_TABLE:
            return True
    return False


_WHOLE_TABLE = frozenset(("kolom-pelaksana-tidak-ada",))
_SETS = (
    ("the six", frozenset(SIX)),
    ("cases", frozenset(case.slug for case in CASES)),
    ("unseen", frozenset(case.slug for case in UNSEEN)),
    ("second", frozenset(case.slug for case in UNSEEN_SECOND)),
    ("third", frozenset(case.slug for case in THIRD)),
    ("fourth", frozenset(case.slug for case in FOURTH)),
    ("fifth", frozenset(case.slug for case in FIFTH)),
    ("sixth", frozenset(case.slug for case in SIXTH)),
    *((f"drawn {x}", frozenset(c.slug for c in DRAWN if c.form.startswith(x))) for x in ("pdf", "docx", "xlsx")),
    ("drawn second", frozenset(case.slug for case in DRAWN_SECOND)),
    ("identity", frozenset(case.slug for case in IDENTITY)),
)


def table(outcomes: list[Outcome]) -> str:
    """Counts per field, for the six and for the written cases."""
    lines = [f"{'':<14}{'field':<22}{'right':>14}{'right flagged':>15}{'wrong flagged':>15}{'wrong unflagged':>17}"]
    for title, documents in _SETS:
        for field in IDENTITY_FIELDS if title == "identity" else FIELDS:
            here = [o for o in outcomes if o.document in documents and o.field == field]
            count = Counter((o.right, o.flagged) for o in here)
            share = count[True, False] / len(here) if here else 0
            lines.append(
                f"{title:<14}{field:<22}{count[True, False]:>7} {share:>6.1%}{count[True, True]:>15}"
                f"{count[False, True]:>15}{count[False, False]:>17}"
            )
        whole = [o for o in outcomes if o.document in documents]
        settled = sum(o.right and not o.flagged for o in whole) / len(whole)
        lines.append(f"{title:<14}{'all':<22}{'':>7} {settled:>6.1%}")
    return "\n".join(lines)


def formats(outcomes: list[Outcome]) -> str:
    """Shares for each format, with the questions that a document of it asks: single, and of one kind at once."""
    slugs: dict[str, dict[str, int]] = {}
    for case, path, table_number in labelled_documents():
        slugs.setdefault(path.suffix.removeprefix("."), {})[case] = table_number
    paths = {case: path for case, path, _ in labelled_documents()}
    lines = [
        f"{'format':<12}{'documents':>10}{'right unasked':>15}{'wrong unasked':>15}{'questions':>11}{'grouped':>9}"
    ]
    for suffix, cases in sorted(slugs.items()):
        here = [o for o in outcomes if o.document in cases]
        right, wrong = sum(o.right and not o.flagged for o in here), sum(not o.right and not o.flagged for o in here)
        asked = [_questions(paths[case], number) for case, number in cases.items()]
        single, grouped = (sorted(a[i] for a in asked)[len(asked) // 2] for i in (0, 1))
        lines.append(f"{suffix:<12}{len(cases):>10}{right / len(here):>15.1%}{wrong:>15}{single:>11}{grouped:>9}")
    return "\n".join(lines)


def labelled_documents() -> list[tuple[str, Path, int]]:
    """Slug, file and table of every labelled document."""
    found = [(c.slug, path_of(c), int(c.extra.get("tabel", "1"))) for c in CASES]
    for case in (*UNSEEN, *UNSEEN_SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH):
        found.append((case.slug, path_of_unseen(case), int(case.extra.get("tabel", "1"))))
    return found + [(c.slug, path_of_drawn(c), int(c.extra.get("tabel", "1"))) for c in DRAWN]


def _questions(path: Path, number: int) -> tuple[int, int]:
    """Open findings of a document as it is read, and the questions they make."""
    document = read_document(path)
    sop = interpret(document.tables[number - 1], document).sop
    return len(sop.open_findings), len(grouped_questions(sop))


def main() -> int:
    """Prints the tables; 1 if a wrong value goes unasked."""
    outcomes = measure()
    print(table(outcomes))
    print(formats(outcomes))
    for o in outcomes:
        if not o.right and ("-v" in sys.argv or not o.flagged):
            print(f"{'flagged' if o.flagged else 'UNFLAGGED'}: {o.document} row {o.no} {o.field}: {o.detail}")
    return int(any(not o.right and not o.flagged for o in outcomes))


if __name__ == "__main__":
    sys.exit(main())

__all__ = ["Aksi", "labelled_documents", "measure", "table"]
