"""The owner's answers: open findings as questions with choices, and an answer written into sop.yaml.

The file is edited in place (ruamel.yaml), so comments, order and layout of what people wrote stay.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Any

from ruamel.yaml import YAML

from generator.finding_codes import CATALOGUE
from generator.settle_choices import Kind, Option, choices, duration_said, for_all, letter_said, role_said
from generator.settle_edits import AnswerError, rename_role, write_answer
from generator.sop import Langkah, Sop, StatusTemuan
from generator.sop_yaml import parse_sop


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
    typed: str = ""
    """What may be typed instead of an option's number; empty: only the options."""
    kind: Kind = "sel"
    role: str | None = None
    """The performer or party the question is about, where it is about no step."""
    letter: str | None = None
    """The letter it is about: the one of its step, or the one that its sentence names."""
    also: tuple[int, ...] = ()
    """Further findings that get the same answer."""
    details: tuple[str, ...] = ()
    """Where it stands for several findings: the sentence of each."""


def open_questions(sop: Sop) -> tuple[Question, ...]:
    """Every open finding, most important first."""
    questions = []
    for i, t in enumerate(sop.temuan):
        if t.status is StatusTemuan.SELESAI:
            continue
        remedy = CATALOGUE[t.kode].remedy if t.kode in CATALOGUE else "Selesaikan di sop.yaml."
        made = choices(sop, t)
        letter = (sop.step(t.langkah).surat if t.langkah else None) or letter_said(sop, t.kalimat)
        questions.append(
            Question(
                i, t.kode, t.langkah, t.bidang, plainly(t.kalimat), remedy, made.options, made.typed, made.kind,
                role_said(sop, t.kalimat), letter,
            )
        )  # fmt: skip
    order = {q.finding: CATALOGUE[q.code].priority if q.code in CATALOGUE else 99 for q in questions}
    return tuple(sorted(questions, key=lambda q: order[q.finding]))


_ISO = re.compile(r"\bP(?=[\dT])(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?)?(?![\w])")


def plainly(sentence: str) -> str:
    """The sentence of a finding without what only sop.yaml knows: shares, ISO durations, names of its fields.

    >>> plainly("Langkah 3 diduga dikerjakan Staf (64%); dipakai batas atasnya, P3D.")
    'Langkah 3 diduga dikerjakan Staf; dipakai batas atasnya, 3 hari.'
    """
    text = re.sub(r" \(\d{1,3}%\)", "", sentence)
    text = re.sub(r"; (?:bila bukan, )?[a-z ]+ `[a-z_.]+`(?=[.;])", "", text)
    return _ISO.sub(lambda m: duration_said(m[0]) or m[0], text)


ABOUT: dict[Kind, str] = {
    "keputusan": "SOP tidak menulis apa yang terjadi bila tidak disetujui atau tidak lengkap",
    "waktu": "Waktu kosong, berupa rentang, atau perlu ditafsirkan",
    "pengingat": "Pengingat kepada pihak luar belum ditentukan",
}
"""What a question about several rows is about."""
ONE_BY_ONE = "?"
"""Answer to a question about several rows: each is asked by itself."""


def grouped_questions(sop: Sop) -> tuple[Question, ...]:
    """Every open finding, questions of one kind asked once, most important first."""
    grouped: list[Question] = []
    for question in open_questions(sop):
        shared = for_all(question.code, question.kind)
        alike = [q.kind == question.kind and for_all(q.code, q.kind) == shared for q in grouped]
        same = [
            fits and (question.kind != "sel" or q.code == question.code) for q, fits in zip(grouped, alike, strict=True)
        ]
        first = same.index(True) if True in same else None
        if not shared or question.step is None or first is None or grouped[first].step is None:
            grouped.append(question)
            continue
        before = grouped[first]
        details = (*(before.details or (before.sentence,)), question.sentence)
        also = (*before.also, question.finding)
        rows = ", ".join(sop.step(sop.temuan[i].langkah or "").no for i in (before.finding, *also))
        title = ABOUT.get(question.kind) or CATALOGUE[question.code].judul
        options = (*shared, Option("Jawab satu per satu", ONE_BY_ONE))
        grouped[first] = replace(
            before, sentence=f"{title}: langkah {rows}.", options=options, typed="", also=also, details=details
        )
    return tuple(grouped)


def row_said(step: Langkah) -> str:
    """The row as the SOP has it, for whoever answers a question about it."""
    parts = [f"{step.no}. {step.uraian}"]
    measures = (("kelengkapan", step.kelengkapan_teks), ("waktu", step.waktu.teks), ("output", step.output))
    said = "; ".join(f"{name}: {text}" for name, text in (*measures, ("keterangan", step.keterangan)) if text)
    return " | ".join([*parts, said] if said else parts)


def settle(text: str, question: Question, value: str | None, reason: str) -> str:
    """The text of sop.yaml with the answer in it; AnswerError or SopFileError if the answer does not fit."""
    yaml = _yaml()
    data: Any = yaml.load(text)
    for number in (question.finding, *question.also):
        finding = data["temuan"][number]
        if value is not None:
            step = finding.get("langkah")
            write_answer(data, question.kind, value, step=step, role=question.role, letter=question.letter)
        finding["status"] = "selesai"
        finding["keputusan"] = reason
    return _written(text, yaml, data)


def rename(text: str, old: str, new: str) -> str:
    """The text of sop.yaml with another name for a performer or party; AnswerError if nobody has the old one."""
    yaml = _yaml()
    data: Any = yaml.load(text)
    rename_role(data, old, new)
    return _written(text, yaml, data)


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _written(text: str, yaml: YAML, data: Any) -> str:
    out = io.StringIO()
    yaml.dump(data, out)
    answered = _with_comments(text, out.getvalue())
    parse_sop(answered)
    return answered


def _with_comments(before: str, after: str) -> str:
    """Comment lines that went with a value they stood behind are put back above the line that they stood above."""
    old, new = before.split("\n"), after.split("\n")
    for i, line in enumerate(old):
        if not line.startswith("#") or new.count(line) >= old.count(line):
            continue
        below = next((x for x in old[i:] if x.strip() and not x.startswith("#")), "")
        at = next((k for k, x in enumerate(new) if x.split(":")[0] == below.split(":")[0]), len(new) - 1)
        new[at:at] = ["", line] if i and not old[i - 1].strip() else [line]
    return "\n".join(new)


__all__ = [
    "ONE_BY_ONE",
    "AnswerError",
    "Option",
    "Question",
    "grouped_questions",
    "open_questions",
    "rename",
    "row_said",
    "settle",
]
