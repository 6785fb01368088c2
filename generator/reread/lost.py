"""What a changed document took the ground from: names of rows that are gone, or that now stand too late or too early.

What is wrong, the check of references says (`generator.sop.references`); here is only what takes its place until the
owner has settled it. Each replacement is a finding: none of them is what the SOP says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.sop import Aksi, Langkah, Mulai, Path, Pelaksana, PihakLuar, Sop, Surat, TemuanSop
from generator.sop.references import reference_problems

_CODES = {"keputusan": "tujuan-kembali-tidak-pasti", "balasan": "balasan-tersirat", "syarat": "syarat-tanpa-cabang",
          "kolektif": "kolektif-tersirat"}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What the rows stand on: everything of the merged SOP but the rows, and the SOP as the owner reviewed it."""

    before: Sop
    roles: Sequence[Pelaksana]
    parties: Sequence[PihakLuar]
    letters: Sequence[Surat]
    start: Mulai


def without_lost(steps: Sequence[Langkah], ground: Ground) -> tuple[list[Langkah], list[TemuanSop]]:
    """The rows with names that lead somewhere, and a finding for each that did not."""
    mended, found = list(steps), []
    while problem := next(_lost(mended, ground), None):
        _, index, *field = problem
        step = mended[int(index)]
        data = step.model_dump()
        now = _mend(data, tuple(field), step, mended, ground)
        mended[int(index)] = Langkah.model_validate(data)
        found.append(_finding(step, tuple(field), now, ground))
    return mended, found


def _lost(steps: Sequence[Langkah], ground: Ground) -> Any:
    problems = reference_problems(
        roles=ground.roles,
        parties=ground.parties,
        letters=ground.letters,
        steps=steps,
        start=ground.start,
        findings=(),
    )
    return (p.field for p in problems if p.field[0] == "langkah" and len(p.field) > 2)


def _mend(data: Any, field: Path, step: Langkah, steps: Sequence[Langkah], ground: Ground) -> str:
    """Puts something else in place of the lost name; says what."""
    here = {"ke": step.kode, "selesai": None}
    match field:
        case ("keputusan", "ya", *_):
            data["keputusan"]["ya"] = None
            return "Ya sementara berlanjut ke langkah berikutnya"
        case ("keputusan", "pilihan", int(index), *_):
            choices = list(data["keputusan"]["pilihan"])
            name = choices.pop(index)["nama"]
            data["keputusan"]["pilihan"] = choices
            return f"pilihan “{name}” sementara dihapus"
        case ("keputusan", *_):
            data["keputusan"]["tidak"] = here
            if data["keputusan"]["ya"] == here:
                data["keputusan"]["ya"] = None
            return "sementara diarahkan ke langkah ini sendiri"
        case ("balasan", "dikembalikan", *_):
            letter = step.balasan.surat if step.balasan else None
            drafts = (s for s in steps if Aksi.KONSEP in s.aksi and s.surat == letter)
            goal = next(drafts, step)
            data["balasan"]["dikembalikan"] = {"ke": goal.kode, "selesai": None}
            return f"sementara diarahkan ke langkah {goal.no}"
        case ("balasan", "tanpa_balasan", *_):
            data["balasan"]["tanpa_balasan"] = None
            return "sementara menunggu sampai ada balasan"
        case ("balasan", name, *_):
            data["balasan"][name] = here
            return "sementara diarahkan ke langkah ini sendiri"
        case ("syarat", "sampai"):
            last = _last_left(step, steps, ground.before)
            data["syarat"]["sampai"] = last.kode if last else None
            return f"syarat sementara berlaku sampai langkah {(last or step).no}"
        case ("syarat", *_):
            data["syarat"] = None
            return "langkah ini sementara selalu dikerjakan"
        case ("kolektif", *_):
            data["kolektif"]["setelah"] = None
            return "sementara dikerjakan untuk semua dari daftar"
    raise AssertionError(f"{field} has no substitute")


def _last_left(step: Langkah, steps: Sequence[Langkah], before: Sop) -> Langkah | None:
    """The last row of the condition's old range that is still there, behind this row."""
    old = [s.kode for s in before.langkah]
    asked = step.syarat.sampai if step.syarat else None
    if step.kode not in old or asked not in old:
        return None
    range_ = old[old.index(step.kode) + 1 : old.index(asked) + 1]
    behind = steps[[s.kode for s in steps].index(step.kode) + 1 :]
    return next((s for s in reversed(behind) if s.kode in range_), None)


def _finding(step: Langkah, field: Path, now: str, ground: Ground) -> TemuanSop:
    named = next((r.kode for r in step.references() if r.field == field), None)
    old = next((s for s in ground.before.langkah if s.kode == named), None)
    what = f"menyebut langkah {old.no} ({old.nama})" if old else f"menyebut `{named}`" if named else "tidak cocok lagi"
    gone = " yang tidak ada lagi atau tidak pada tempatnya lagi" if named else ""
    group = str(field[0])
    sentence = f"Dokumen berubah: `{_dotted(field)}` {what}{gone}; {now}."
    return TemuanSop(kode=_CODES[group], langkah=step.kode, bidang=group, kalimat=sentence)


def _dotted(field: Path) -> str:
    return ".".join(part for part in field if isinstance(part, str) and part != "ke")
