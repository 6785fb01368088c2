"""What the drawn flowchart says about branches: a diamond decides, its arrow `Tidak` shows where to.

The drawing is weighed beside the words: where both say the same, or the words say nothing, nothing is asked; where they
differ, or the arrow of a diamond cannot be followed, the owner sees both.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.findings import Place
from generator.interpret.draft import SopDraft, StepDraft
from generator.sop import Aksi, Keputusan, Tujuan
from generator.sources.drawings.marks import performing
from generator.sources.table import Flow

_COMPLETE = 0.8
"""Share of rows with symbols from which on a plain box says that nothing is decided."""


@dataclass(frozen=True)
class _Branch:
    """Where `Tidak` leads: a row, or nothing that could be followed, with the reason."""

    target: StepDraft | None
    why: str


def follow_drawing(sop: SopDraft) -> None:
    """Puts what the diamonds say into the decisions of the rows."""
    by_place = {place: step for step in sop.steps for place in (step.place, *step.row.source.more)}
    drawn = [s for s in sop.steps if performing(s.row.source.drawn)]
    if not drawn:
        return
    diamonds = {s.row.index for s in drawn if any(x.kind == "diamond" for x in s.row.source.drawn)}
    complete = bool(diamonds) and len(drawn) >= _COMPLETE * len(sop.steps)
    for step in drawn:
        if step.row.index in diamonds:
            _decided(sop, step, _branch(step, by_place))
        elif complete:
            _undecided(sop, step)


def _branch(step: StepDraft, by_place: dict[Place, StepDraft]) -> _Branch:
    flows = [f for s in step.row.source.drawn if s.kind == "diamond" for f in s.flows]
    if not flows:
        return _Branch(None, "panahnya tidak terbaca")
    no = _targets([f for f in flows if f.label == "tidak"], by_place)
    back = [s for s in _targets(flows, by_place) if s.row.index < step.row.index]
    sure = all(f.sure for f in flows)
    if len(no) == 1 and sure:
        return _Branch(no[0], f"panah “tidak” menuju langkah {no[0].no}")
    unlabelled = not any(f.label == "tidak" for f in flows)
    if (
        unlabelled
        and len(back) == 1
        and sure
        and not any(f.label == "ya" and by_place.get(f.place) is back[0] for f in flows)
    ):
        return _Branch(back[0], f"panahnya kembali ke langkah {back[0].no}")
    if unlabelled and sure and not back:
        return _Branch(None, "panah “tidak” tidak terbaca")
    return _Branch(None, "panahnya menuju beberapa langkah" if sure else "arah panahnya tidak terbaca")


def _targets(flows: list[Flow], by_place: dict[Place, StepDraft]) -> list[StepDraft]:
    found = {s.row.index: s for f in flows if (s := by_place.get(f.place)) is not None}
    return [found[i] for i in sorted(found)]


def _decided(sop: SopDraft, step: StepDraft, branch: _Branch) -> None:
    step.gambar.append(f"digambar sebagai belah ketupat; {branch.why}")
    if step.outside or step.balasan is not None:
        return  # what an outside party decides is no branch of the office
    said = step.keputusan
    asked = _asked(sop, step)
    target = branch.target
    if target is None:
        if said is None or asked:
            _ask(sop, step, f"Langkah {step.no} digambar sebagai keputusan, tetapi {branch.why}{_guess(sop, said)}.")
        return
    if target.outside or target is step or _locked(sop, step, target) or Aksi.KONSEP in step.aksi:
        if said is None and not _locked(sop, step, target) and Aksi.KONSEP not in step.aksi:
            step.keputusan = Keputusan(jenis="persetujuan", tidak=Tujuan(ke=step.kode), asal="tersurat")
        if not _same_place(step, target):
            _ask(
                sop,
                step,
                f"Langkah {step.no} digambar sebagai keputusan dan {branch.why}, yang tidak dapat diulang begitu saja"
                f"{_guess(sop, step.keputusan)}.",
            )
        return
    goal = Tujuan(ke=target.kode)
    if said is not None and said.asal == "tersurat" and not asked and said.tidak != goal:
        _ask(
            sop,
            step,
            f"Langkah {step.no}: menurut gambar, {branch.why}; menurut kalimatnya, “tidak” {_where(sop, said)}.",
        )
    else:
        _settled(sop, step)
    kind = said.jenis if said is not None else "persetujuan"
    question = {"pertanyaan": said.pertanyaan} if said is not None and said.pertanyaan else {}
    step.keputusan = Keputusan(jenis=kind, tidak=goal, asal="tersurat", **question)


def _same_place(step: StepDraft, target: StepDraft) -> bool:
    """The words send the papers back to the party whose row the arrow reaches."""
    return target.outside and target.role in step.row.roles("kembali") and step.keputusan is not None


def _locked(sop: SopDraft, step: StepDraft, target: StepDraft) -> bool:
    """The letter was signed before this row, so its text cannot go back."""
    signed = [s.row.index for s in sop.before(step) if s.letter is not None and Aksi.TANDA_TANGAN in s.aksi]
    return any(target.row.index <= i for i in signed)


def _undecided(sop: SopDraft, step: StepDraft) -> None:
    """A plain box in a flowchart that draws its decisions: a branch that only custom suggested is not there."""
    said = step.keputusan
    if said is None or said.jenis != "persetujuan" or said.asal != "tersirat":
        return
    step.keputusan = None
    step.gambar.append("digambar sebagai kotak tanpa cabang, sedangkan keputusan lain digambar sebagai belah ketupat")
    _settled(sop, step)


_BRANCH_CODES = frozenset(
    ("putusan-tersirat", "tujuan-kembali-tidak-pasti", "kelengkapan-tersirat", "syarat-tanpa-cabang")
)


def _asked(sop: SopDraft, step: StepDraft) -> bool:
    return any(f.langkah == step.kode and f.kode in _BRANCH_CODES for f in sop.findings)


def _settled(sop: SopDraft, step: StepDraft) -> None:
    sop.findings = [f for f in sop.findings if not (f.langkah == step.kode and f.kode in _BRANCH_CODES)]


def _ask(sop: SopDraft, step: StepDraft, sentence: str) -> None:
    """One question about the branch, with what is drawn."""
    _settled(sop, step)
    sop.find("tujuan-kembali-tidak-pasti", sentence, step, "keputusan")


def _guess(sop: SopDraft, said: Keputusan | None) -> str:
    return f"; diduga “tidak” {_where(sop, said)}" if said is not None else "; diduga tanpa cabang"


def _where(sop: SopDraft, said: Keputusan) -> str:
    if said.tidak.selesai:
        return f"berakhir ({said.tidak.selesai})"
    target = next((s for s in sop.steps if s.kode == said.tidak.ke), None)
    return f"ke langkah {target.no}" if target is not None else "ke langkah lain"
