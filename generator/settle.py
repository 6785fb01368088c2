"""The owner's answers: open findings as questions with choices, and an answer written into sop.yaml.

The file is edited in place (ruamel.yaml), so comments, order and layout of what people wrote stay.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML

from generator.finding_codes import CATALOGUE
from generator.settle_choices import Kind, Option, choices, letter_said, role_said
from generator.settle_edits import AnswerError, write_answer
from generator.sop import Sop, StatusTemuan
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
                i, t.kode, t.langkah, t.bidang, t.kalimat, remedy, made.options, made.typed, made.kind,
                role_said(sop, t.kalimat), letter,
            )
        )  # fmt: skip
    order = {q.finding: CATALOGUE[q.code].priority if q.code in CATALOGUE else 99 for q in questions}
    return tuple(sorted(questions, key=lambda q: order[q.finding]))


def settle(text: str, question: Question, value: str | None, reason: str) -> str:
    """The text of sop.yaml with the answer in it; AnswerError or SopFileError if the answer does not fit."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    data: Any = yaml.load(text)
    finding = data["temuan"][question.finding]
    if value is not None:
        write_answer(data, question.kind, value, step=question.step, role=question.role, letter=question.letter)
    finding["status"] = "selesai"
    finding["keputusan"] = reason
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


__all__ = ["AnswerError", "Option", "Question", "open_questions", "settle"]
