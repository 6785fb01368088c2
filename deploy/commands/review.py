"""`alur review`: the open questions of an SOP, one by one, with a way back."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from generator.settle import Option, Question

_HELP = "Kosongkan untuk melewati; `kembali` membatalkan jawaban sebelumnya; `nama Lama=Baru` mengganti nama pelaksana."


def review(
    sop: Annotated[Path, typer.Argument(help="sop.yaml, or the folder it is in.")],
) -> None:
    """Ask the open questions of an SOP and write the answers into sop.yaml, keeping its comments.

    Questions of one kind are asked once. An empty answer skips a question, `kembali` takes the last answer back,
    `nama Old=New` corrects the name of a performer, `selesai` ends; what was answered until then is in the file.
    """
    from generator.review import review_markdown
    from generator.sop_yaml import SopFileError, load_sop

    path = sop / "sop.yaml" if sop.is_dir() else sop
    try:
        _Session(path).run()
        replace_file(path.parent / "review.md", review_markdown(load_sop(path)).encode())
    except SopFileError as error:
        raise AlurError("The SOP file cannot be used.", "Correct these lines.", Exit.USAGE, str(error)) from None


def replace_file(path: Path, content: bytes) -> None:
    """Writes the whole file or nothing."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(content)
    partial.replace(path)


@dataclass
class _Session:
    """The questions of one file. `done` holds the text before each answer, for the way back; None was skipped."""

    path: Path
    done: list[tuple[int, str | None]] = field(default_factory=list)
    single: set[int] = field(default_factory=set)
    """Findings that are asked by themselves, because their answers differ."""

    def run(self) -> None:
        """Asks until nothing is left or the person ends it."""
        questions = self._questions()
        count = len(questions)
        if not questions:
            print(f"{self.path}: tidak ada pertanyaan.")
            return
        print(_HELP)
        while (question := self._next()) is not None:
            if not self._ask(question, min(len(self.done) + 1, count), count):
                return

    def _questions(self) -> tuple[Question, ...]:
        from generator.settle import grouped_questions, open_questions
        from generator.sop_yaml import load_sop

        sop = load_sop(self.path)
        alone = [q for q in open_questions(sop) if q.finding in self.single]
        return (*alone, *(q for q in grouped_questions(sop) if not {q.finding, *q.also} & self.single))

    def _next(self) -> Question | None:
        skipped = {finding for finding, before in self.done if before is None}
        return next((q for q in self._questions() if q.finding not in skipped), None)

    def _ask(self, question: Question, number: int, count: int) -> bool:
        """Asks until there is an answer; False when the person ends the review."""
        self._show(question, number, count)
        while True:
            said = typer.prompt("Jawaban", default="", show_default=False).strip()
            if said.lower() == "selesai":
                return False
            if not said:
                self.done.append((question.finding, None))
                return True
            if said.lower() in ("kembali", "batal"):
                if self._back():
                    return True
            elif said.lower().startswith("nama ") and "=" in said:
                self._rename(said[5:])
            elif self._answered(question, said):
                return True

    def _show(self, question: Question, number: int, count: int) -> None:
        from generator.settle import row_said
        from generator.sop_yaml import load_sop

        print(f"\n({number}/{count}) {question.sentence}")
        for detail in question.details:
            print(f"    - {detail}")
        if question.step is not None and not question.details:
            print(f"    SOP: {row_said(load_sop(self.path).step(question.step))}")
        for letter, option in zip(string.ascii_lowercase, question.options, strict=False):
            print(f"  {letter}. {option.label}{' (dugaan)' if option.value is None else ''}")
        if question.typed:
            print(f"  Atau ketik {question.typed}.")

    def _back(self) -> bool:
        """Takes the last answer back, or asks the last skipped question again."""
        if not self.done:
            print("  Ini pertanyaan pertama.")
            return False
        _, before = self.done.pop()
        if before is not None:
            replace_file(self.path, before.encode())
        return True

    def _rename(self, said: str) -> None:
        from generator.settle import AnswerError, rename

        old, _, new = said.partition("=")
        try:
            replace_file(self.path, rename(self.path.read_text(encoding="utf-8"), old, new).encode())
            print(f"  {old.strip()} kini bernama {new.strip()}.")
        except AnswerError as error:
            print(f"  {error}")

    def _answered(self, question: Question, said: str) -> bool:
        """Checks the answer, then asks for the reason and writes both."""
        from generator.settle import ONE_BY_ONE, AnswerError, settle
        from generator.sop_yaml import SopFileError

        chosen = _chosen(question, said)
        if chosen is None and not question.typed:
            last = string.ascii_lowercase[len(question.options) - 1]
            print(f"  Ketik huruf a sampai {last}.")
            return False
        value, label = (chosen.value, chosen.label) if chosen is not None else (said, said)
        if value == ONE_BY_ONE:
            self.single |= {question.finding, *question.also}
            return True
        before = self.path.read_text(encoding="utf-8")
        try:
            settle(before, question, value, label)
            reason = typer.prompt("Alasan", default=label, show_default=True).strip()
            text = settle(before, question, value, reason)
        except (AnswerError, SopFileError) as error:
            print(f"  Jawaban itu tidak dapat dipakai: {error}")
            return False
        replace_file(self.path, text.encode())
        self.done.append((question.finding, before))
        return True


def _chosen(question: Question, said: str) -> Option | None:
    """The option with that letter, or about the step with that number."""
    low = said.lower().rstrip(".)")
    if len(low) == 1 and low in string.ascii_lowercase:
        at = string.ascii_lowercase.index(low)
        return question.options[at] if at < len(question.options) else None
    return next((option for option in question.options if option.no and option.no == said), None)
