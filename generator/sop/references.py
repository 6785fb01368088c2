"""References inside a reviewed SOP: what leads nowhere, is named twice, or comes too early."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.sop.start import Mulai, TemuanSop
from generator.sop.steps import Balasan, Langkah, Path, opening_rows
from generator.sop.values import Aksi, Pelaksana, PihakLuar, Surat


@dataclass(frozen=True)
class ReferenceProblem:
    """One name that cannot stand: a sentence in Bahasa Indonesia, and the field of the SOP it is about."""

    field: Path
    sentence: str


class SopReferenceError(ValueError):
    """Names inside the SOP do not fit each other."""

    def __init__(self, problems: Sequence[ReferenceProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(p.sentence for p in problems))


def reference_problems(
    *,
    roles: Sequence[Pelaksana],
    parties: Sequence[PihakLuar],
    letters: Sequence[Surat],
    steps: Sequence[Langkah],
    start: Mulai,
    findings: Sequence[TemuanSop],
) -> list[ReferenceProblem]:
    """Names that lead nowhere, are given twice, or name a row that comes too early or too late."""
    known = _Known(roles, parties, letters, steps, start)
    problems = [*_given_twice(known), *_of_start(known)]
    for index, step in enumerate(steps):
        where = f"langkah {step.no} ({step.kode})"
        problems += [
            ReferenceProblem(("langkah", index, *p.field), f"{where}: {p.sentence}") for p in _of_step(known, step)
        ]
    places = known.places
    for index, finding in enumerate(findings):
        if finding.langkah is not None and finding.langkah not in places:
            sentence = f"temuan {finding.kode}: langkah `{finding.langkah}` tidak ada"
            problems.append(ReferenceProblem(("temuan", index), sentence))
    return problems


@dataclass(frozen=True)
class _Known:
    roles: Sequence[Pelaksana]
    parties: Sequence[PihakLuar]
    letters: Sequence[Surat]
    steps: Sequence[Langkah]
    start: Mulai

    @cached_property
    def places(self) -> dict[str, int]:
        return {s.kode: i for i, s in enumerate(self.steps)}

    @cached_property
    def named(self) -> dict[str, tuple[frozenset[str], str]]:
        """What may be named, by kind of reference, and the list of sop.yaml that it stands in."""
        roles, parties = frozenset(p.kode for p in self.roles), frozenset(p.kode for p in self.parties)
        return {
            "langkah": (frozenset(self.places), "langkah"),
            "surat": (frozenset(s.kode for s in self.letters), "daftar surat"),
            "pihak": (parties, "pihak_luar"),
            "peran": (roles, "daftar pelaksana"),
            "pelaku": (roles | parties, "daftar pelaksana"),
        }


def _given_twice(known: _Known) -> Iterator[ReferenceProblem]:
    kinds: tuple[tuple[Path, list[str]], ...] = (
        (("pelaksana",), [p.kode for p in known.roles]),
        (("pihak_luar",), [p.kode for p in known.parties]),
        (("surat",), [s.kode for s in known.letters]),
        (("langkah",), [s.kode for s in known.steps]),
        (("mulai", "isian"), list(known.start.fields)),
    )
    for field, codes in kinds:
        for kode in sorted(kode for kode, times in Counter(codes).items() if times > 1):
            # The start form's own fields stand in no list of sop.yaml.
            place = field if field[0] == "mulai" else (*field, len(codes) - 1 - codes[::-1].index(kode))
            yield ReferenceProblem(place, f"{field[-1]}: kode `{kode}` dipakai lebih dari sekali")


def _of_start(known: _Known) -> Iterator[ReferenceProblem]:
    parties = {p.kode for p in known.parties}
    if known.start.pihak is not None and known.start.pihak not in parties:
        yield ReferenceProblem(("mulai", "pihak"), f"mulai.pihak: `{known.start.pihak}` tidak ada di pihak_luar")
    for index, letter in enumerate(known.letters):
        for goal in letter.tujuan:
            if goal not in parties:
                sentence = f"surat {letter.kode}: tujuan `{goal}` tidak ada di pihak_luar"
                yield ReferenceProblem(("surat", index), sentence)


def _of_step(known: _Known, step: Langkah) -> Iterator[ReferenceProblem]:
    """Problems of one row; the field is the one below the row."""
    for reference in step.references():
        codes, section = known.named[reference.kind]
        if reference.kode in codes or reference.field[0] == "syarat":
            continue
        if reference.field[-1] == "ke":
            sentence = f"kembali ke `{reference.kode}`, langkah itu tidak ada"
        elif reference.kind == "langkah":
            sentence = f"{_dotted(reference.field)} `{reference.kode}`, langkah itu tidak ada"
        else:
            sentence = f"{_dotted(reference.field)} `{reference.kode}` tidak ada di {section}"
        yield ReferenceProblem(reference.field, sentence)
    yield from _of_condition(known, step)
    if step.balasan:
        yield from _of_reissue(known, step.balasan)


def _dotted(field: Path) -> str:
    return ".".join(part for part in field if isinstance(part, str))


def _of_condition(known: _Known, step: Langkah) -> Iterator[ReferenceProblem]:
    condition = step.syarat
    if condition is None:
        return
    place = known.places
    asked, last = condition.ditanya_pada, condition.sampai
    if asked is not None and place.get(asked, len(place)) >= place[step.kode]:
        yield ReferenceProblem(("syarat", "ditanya_pada"), f"syarat.ditanya_pada `{asked}` bukan langkah sebelumnya")
    elif asked is not None and (why := _cannot_ask(known, place[asked])):
        sentence = f"syarat.ditanya_pada `{asked}` {why}; tanyakan pada langkah lain"
        yield ReferenceProblem(("syarat", "ditanya_pada"), sentence)
    if last is not None and place.get(last, -1) < place[step.kode]:
        sentence = f"syarat.sampai `{last}` bukan langkah ini atau langkah sesudahnya"
        yield ReferenceProblem(("syarat", "sampai"), sentence)
    fields = known.start.fields
    if condition.data is not None and condition.data.split(".")[1] not in fields:
        there = ", ".join(f"permohonan.{name}" for name in fields)
        sentence = f"syarat.data `{condition.data}` tidak ada pada formulir awal (ada: {there})"
        yield ReferenceProblem(("syarat", "data"), sentence)


def _cannot_ask(known: _Known, index: int) -> str | None:
    """Why the form of a step has no single answer to a question."""
    step = known.steps[index]
    if step.kolektif is not None:
        return "dikerjakan per orang"
    if step.bersama:
        return "dikerjakan beberapa peran sekaligus, sehingga jawabannya dapat berbeda"
    if step.balasan is not None:
        return "dapat selesai oleh pesan dari luar tanpa seorang pun menjawab"
    if index < opening_rows(known.steps, {p.kode for p in known.parties}):
        return "dilakukan pihak luar sebagai awal perkara"
    return None


def _of_reissue(known: _Known, answer: Balasan) -> Iterator[ReferenceProblem]:
    """A returned letter is issued anew, so it must be drafted anew."""
    place = known.places
    drafted = [i for i, s in enumerate(known.steps) if Aksi.KONSEP in s.aksi and s.surat == answer.surat]
    goal = answer.dikembalikan.ke
    if goal is None or goal not in place or not drafted or place[goal] <= drafted[0]:
        return
    yield ReferenceProblem(
        ("balasan", "dikembalikan", "ke"),
        f"balasan.dikembalikan: kembali ke `{goal}`, padahal surat baru dikonsep pada langkah "
        f"{known.steps[drafted[0]].no}; pilih langkah itu atau sebelumnya",
    )
