"""The owner's answers: open findings as questions with choices, and an answer written into sop.yaml.

The file is edited in place (ruamel.yaml), so comments, order and layout of what people wrote stay.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from generator.finding_codes import CATALOGUE
from generator.sop import Sop, TemuanSop
from generator.sop_yaml import parse_sop


@dataclass(frozen=True)
class Option:
    """One answer. `value` None keeps what was guessed."""

    label: str
    value: str | None


@dataclass(frozen=True)
class Question:
    """One open finding. `finding` is its place in `temuan`, counted from 0."""

    finding: int
    code: str
    step: str | None
    field: str | None
    sentence: str
    remedy: str
    options: tuple[Option, ...]


def open_questions(sop: Sop) -> tuple[Question, ...]:
    """Every open finding, most important first."""
    questions = [
        Question(
            i,
            t.kode,
            t.langkah,
            t.bidang,
            t.kalimat,
            CATALOGUE[t.kode].remedy if t.kode in CATALOGUE else "Selesaikan di sop.yaml.",
            _options(sop, t),
        )
        for i, t in enumerate(sop.temuan)
        if t in sop.open_findings
    ]
    order = {q.finding: CATALOGUE[q.code].priority if q.code in CATALOGUE else 99 for q in questions}
    return tuple(sorted(questions, key=lambda q: order[q.finding]))


def settle(text: str, question: Question, value: str | None, reason: str) -> str:
    """The text of sop.yaml with the answer in it; raises SopFileError if the answer does not fit."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    data: Any = yaml.load(text)
    finding = data["temuan"][question.finding]
    if value is not None and question.step is not None:
        step = next(s for s in data["langkah"] if s["kode"] == question.step)
        _set(step, question.field, value)
    finding["status"] = "selesai"
    finding["keputusan"] = reason
    out = io.StringIO()
    yaml.dump(data, out)
    parse_sop(out.getvalue())
    return out.getvalue()


def _set(step: Any, field: str | None, value: str) -> None:
    if field == "pelaksana":
        step["pelaksana"] = value
    elif field == "keputusan" and value == "-":
        del step["keputusan"]
    elif field == "keputusan":
        kind, _, target = value.partition(":")
        step["keputusan"]["tidak"] = {kind: target}
    elif field == "balasan.pengingat":
        step["balasan"]["pengingat"] = value
    elif field == "kolektif" and value == "-":
        del step["kolektif"]


def _options(sop: Sop, finding: TemuanSop) -> tuple[Option, ...]:
    step = sop.step(finding.langkah) if finding.langkah else None
    if step is not None and finding.bidang == "pelaksana":
        names = {p.kode: p.nama for p in sop.pelaksana} | {p.kode: p.nama for p in sop.pihak_luar}
        guess = Option(names[step.pelaksana], None)
        return (guess, *(Option(name, code) for code, name in names.items() if code != step.pelaksana))
    if step is not None and finding.bidang == "keputusan" and step.keputusan is not None:
        target = step.keputusan.tidak
        now = f"Kembali ke langkah {sop.step(target.ke).no}" if target.ke else f"Selesai: {target.selesai}"
        options = [Option(now, None), Option("Tidak ada cabang", "-")]
        for other in sop.langkah:
            if other.kode != target.ke and sop.langkah.index(other) <= sop.langkah.index(step):
                options.append(Option(f"Kembali ke langkah {other.no}: {other.nama}", f"ke:{other.kode}"))
        if not target.selesai:
            options.append(Option("Selesai: Permohonan tidak diproses", "selesai:Permohonan tidak diproses"))
        return tuple(options)
    if finding.bidang == "balasan.pengingat":
        return (
            Option("Tanpa pengingat", None),
            Option("Setiap 7 hari kerja", "P7D"),
            Option("Setiap 14 hari kerja", "P14D"),
        )
    if step is not None and finding.bidang == "kolektif" and step.kolektif is not None:
        return (Option(f"Ya, untuk setiap {step.kolektif.per}", None), Option("Tidak, sekali untuk semua", "-"))
    return (Option("Sudah benar", None),)
