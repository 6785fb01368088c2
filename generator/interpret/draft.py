"""The SOP while it is being interpreted: mutable rows that the passes fill in, one pass after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from generator.findings import Finding, Place
from generator.interpret.documents import Document
from generator.interpret.evidence import Decision
from generator.interpret.jabatan import Jabatan
from generator.interpret.row import Row
from generator.sop import Aksi, Balasan, Keputusan, Kolektif, Mulai, Waktu
from generator.sources.table import SourceTable


@dataclass
class Party:
    """An outside party; `role` is its role column, if it has one."""

    kode: str
    nama: str
    role: int | None = None


@dataclass
class Letter:
    kode: str
    nama: str
    perihal: str
    drafted_in: list[int]
    tujuan: list[str] = field(default_factory=list)
    words: frozenset[str] = frozenset()


@dataclass
class StepDraft:
    """One row on its way to a Langkah."""

    row: Row
    kode: str = ""
    nama: str = ""
    role: int = 0
    outside: bool = False
    together: tuple[int, ...] = ()
    """Further roles that do the row at the same time."""
    aksi: list[Aksi] = field(default_factory=list)
    letter: Letter | None = None
    documents: tuple[Document, ...] = ()
    waktu: Waktu = field(default_factory=Waktu)
    keputusan: Keputusan | None = None
    balasan: Balasan | None = None
    kolektif: Kolektif | None = None
    daftar: str | None = None
    decisions: list[Decision] = field(default_factory=list)
    gambar: list[str] = field(default_factory=list)
    """What the drawn flowchart says about its branch."""

    @property
    def place(self) -> Place:
        return self.row.source.place

    @property
    def no(self) -> str:
        return self.row.source.no or str(self.row.index + 1)


@dataclass
class SopDraft:
    """Everything known so far. Steps refer to each other by index until their kode is given."""

    table: SourceTable
    roles: tuple[Jabatan, ...]
    steps: list[StepDraft]
    role_codes: list[str] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    mulai: Mulai = field(default_factory=Mulai)
    findings: list[Finding] = field(default_factory=list)

    def find(self, kode: str, kalimat: str, step: StepDraft | None = None, bidang: str | None = None) -> None:
        """Adds a finding. A step without kode yet is kept by its index, `#3`; `named_findings` puts the kode in."""
        place = step.place if step else self.table.place
        at = (step.kode or f"#{step.row.index}") if step else None
        self.findings.append(Finding(kode, kalimat, place, at, bidang))

    def named_findings(self) -> list[Finding]:
        """All findings with the kode of their step."""
        return [
            replace(f, langkah=self.steps[int(f.langkah[1:])].kode) if f.langkah and f.langkah[0] == "#" else f
            for f in self.findings
        ]

    def party_of_role(self, role: int) -> Party | None:
        return next((p for p in self.parties if p.role == role), None)

    def after(self, step: StepDraft) -> list[StepDraft]:
        return self.steps[step.row.index + 1 :]

    def last_of_role(self, role: int, step: StepDraft) -> StepDraft | None:
        """The nearest row before `step` that this role does inside the office."""
        earlier = (self.steps[i] for i in range(step.row.index - 1, -1, -1))
        return next((s for s in earlier if s.role == role and not s.outside), None)

    def before(self, step: StepDraft) -> list[StepDraft]:
        return self.steps[: step.row.index]
