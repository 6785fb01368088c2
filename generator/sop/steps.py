"""One row of the SOP: what is done, what it decides, and which other rows, roles and letters it names.

Where a row can go on (`Langkah.branches`) and what it names (`Langkah.references`) is said here and nowhere else:
loading, re-reading, review.md and the process builder ask the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from generator.sop.values import AKSI_BERSAMA, Aksi, Durasi, Kelengkapan, Kode, Model, Slug, Teks, VariableName, Waktu

Path = tuple[str | int, ...]
"""Where a value stands below the step: `("keputusan", "pilihan", 0, "ke")`."""

NO_ANSWER = "tidak_ada"
"""A person gives up waiting; never the value of a message."""


class Tujuan(Model):
    """Where a branch goes on: back to a step (`ke`) or to an end of the process (`selesai`, the name of the end)."""

    ke: Kode | None = None
    selesai: Teks | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.ke is None) == (self.selesai is None):
            raise ValueError("isi tepat satu dari `ke` (kode langkah) atau `selesai` (nama akhir)")
        return self


@dataclass(frozen=True)
class Branch:
    """One way on from a row that is not simply the next row.

    `kode` is the value that the answer has in the process, `nama` the answer as people read it. It leads to `target`,
    or (a row done on a condition) to the row behind the step `behind`.
    """

    field: Path
    kode: str
    nama: str
    target: Tujuan | None = None
    behind: str | None = None


@dataclass(frozen=True)
class Reference:
    """A name that a row uses: of a step, a role, a role or an outside party (`pelaku`), a party, a letter."""

    field: Path
    kind: Literal["langkah", "peran", "pelaku", "pihak", "surat"]
    kode: str


class Pilihan(Tujuan):
    """One more outcome of a decision besides Ya and Tidak; like Tidak it asks for a note."""

    kode: Slug
    nama: Teks
    """The answer as it stands on the flow and in the form, e.g. `Kembalikan ke Korpel`."""


class Keputusan(Model):
    """The decision after a kegiatan: approval (`Setuju?`) or completeness (`Lengkap?`)."""

    jenis: Literal["persetujuan", "kelengkapan"]
    pertanyaan: Teks = "Setuju?"
    ya: Tujuan | None = None
    """Where Ya goes on when not to the next row, e.g. past a row that only corrects."""
    tidak: Tujuan
    pilihan: tuple[Pilihan, ...] = ()
    """For `persetujuan`: the person who decides also chooses where the case goes back to."""
    asal: Literal["tersurat", "tersirat"] = "tersurat"
    """`tersirat`: the SOP leaves the else-branch out and the loop is a default that the owner may remove."""

    @model_validator(mode="after")
    def _outcomes(self) -> Self:
        kodes = [p.kode for p in self.pilihan]
        if self.pilihan and self.jenis == "kelengkapan":
            raise ValueError("pilihan hanya untuk keputusan persetujuan")
        if len({*kodes, "ya", "tidak"}) < len(kodes) + 2:
            raise ValueError("kode pilihan harus berbeda satu sama lain dan berbeda dari `ya` dan `tidak`")
        if self.ya is not None and self.ya == self.tidak:
            raise ValueError("ya dan tidak menuju tempat yang sama; hapus keputusan ini")
        return self

    @property
    def agreed(self) -> Branch | None:
        """Where Ya goes on when not to the next row."""
        return Branch(("ya",), "ya", "Ya", self.ya) if self.ya else None

    @property
    def refused(self) -> tuple[Branch, ...]:
        """Every answer but Ya: Tidak first, then the further choices."""
        others = (Branch(("pilihan", i), p.kode, p.nama, p) for i, p in enumerate(self.pilihan))
        return (Branch(("tidak",), "tidak", "Tidak", self.tidak), *others)


class Syarat(Model):
    """The condition on which a kegiatan is done; otherwise it is skipped, up to and including the step `sampai`.

    Either a person answers `pertanyaan` in the form of an earlier step (`ditanya_pada`), or the start form knows it:
    `data` is one of `nilai`, or simply filled in where `nilai` is empty.
    """

    pertanyaan: Teks
    ditanya_pada: Kode | None = None
    data: Annotated[str, StringConstraints(pattern=r"^permohonan\.[a-z][A-Za-z0-9]*$", max_length=60)] | None = None
    nilai: tuple[Teks, ...] = ()
    sampai: Kode | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.ditanya_pada is None) == (self.data is None):
            raise ValueError("isi tepat satu dari `ditanya_pada` (kode langkah) atau `data` (isian formulir awal)")
        if self.nilai and self.data is None:
            raise ValueError("nilai hanya untuk syarat dengan `data`")
        return self

    def otherwise(self, own: str) -> Branch:
        """Where the case goes on when the condition of the row `own` does not hold."""
        return Branch((), "tidak", "Tidak", behind=self.sampai or own)


class Balasan(Model):
    """A wait for the answer of an outside party (issued, returned, refused)."""

    dari: Slug
    surat: VariableName
    pengingat: Durasi | None = None
    """Interval between reminders to the party; None: no reminder until the owner settles it."""
    pengingat_kedua: Durasi | None = None
    """Interval of a second reminder: then the first comes once only. Both count from the beginning of the wait."""
    dikembalikan: Tujuan
    ditolak: Tujuan
    tanpa_balasan: Tujuan | None = None
    """Where the case goes when the office gives up waiting; None: it waits until an answer comes."""

    @model_validator(mode="after")
    def _first_reminder(self) -> Self:
        if self.pengingat_kedua and not self.pengingat:
            raise ValueError("pengingat_kedua memerlukan pengingat")
        return self

    @property
    def outcomes(self) -> tuple[Branch, ...]:
        """Every end of the wait but the one that goes on to the next row."""
        found = [
            Branch(("dikembalikan",), "dikembalikan", "Dikembalikan", self.dikembalikan),
            Branch(("ditolak",), "ditolak", "Ditolak", self.ditolak),
        ]
        if self.tanpa_balasan:
            found.append(Branch(("tanpa_balasan",), NO_ANSWER, "Tidak ada balasan", self.tanpa_balasan))
        return tuple(found)


class Kolektif(Model):
    """Work done once per item of a list (multi-instance), e.g. once per PNS."""

    daftar: VariableName
    """Process variable with the list; every item has `nama` and `nip`."""
    per: Teks
    """What an item is called, e.g. `PNS`."""
    setelah: Kode | None = None
    """Only items that were done in that earlier collective step."""


class Langkah(Model):
    """One row of the SOP table."""

    kode: Kode
    no: str
    """Number as shown; display only."""
    nama: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]
    """Short name on the diagram: verb and object."""
    pelaksana: Slug
    bersama: tuple[Slug, ...] = ()
    """Further roles that do the same kegiatan at the same time; the case goes on when all are done."""
    syarat: Syarat | None = None
    uraian: Teks
    """The SOP's own text, verbatim."""
    aksi: tuple[Aksi, ...] = ()
    surat: VariableName | None = None
    """The letter that konsep, periksa, paraf, tanda_tangan, nomor, arsip and kirim are about."""
    kelengkapan: tuple[Kelengkapan, ...] = ()
    kelengkapan_teks: str = ""
    waktu: Waktu = Waktu()
    output: str = ""
    keterangan: str = ""
    daftar: VariableName | None = None
    """For `data`: process variable with the list of people that this step records (nama, nip)."""
    keputusan: Keputusan | None = None
    balasan: Balasan | None = None
    kolektif: Kolektif | None = None
    baris: int | None = Field(default=None, ge=1)
    """Line of the source document (1-based), where the format has lines."""

    @model_validator(mode="after")
    def _combination(self) -> Self:
        ways = [name for name in ("keputusan", "balasan", "kolektif") if getattr(self, name) is not None]
        if len(ways) > 1:
            raise ValueError(f"{' dan '.join(ways)} tidak dapat dalam satu langkah; pisahkan menjadi dua langkah")
        if not self.bersama:
            return self
        other = sorted(a.value for a in self.aksi if a not in AKSI_BERSAMA)
        decision = self.keputusan
        several = decision is not None and (decision.jenis == "kelengkapan" or bool(decision.pilihan))
        if other or several or self.balasan or self.kolektif:
            what = ", ".join(other) or "kelengkapan, pilihan, balasan, atau kolektif"
            raise ValueError(f"langkah bersama tidak dapat memuat {what}; pisahkan menjadi langkah sendiri")
        if self.pelaksana in self.bersama or len(set(self.bersama)) < len(self.bersama):
            raise ValueError("pelaksana dan bersama memuat peran yang sama lebih dari sekali")
        return self

    def branches(self) -> tuple[Branch, ...]:
        """Every way on but the one to the next row."""
        found: list[Branch] = []
        if self.syarat:
            found.append(_below("syarat", self.syarat.otherwise(self.kode)))
        if self.keputusan:
            agreed = self.keputusan.agreed
            found += [_below("keputusan", b) for b in (*((agreed,) if agreed else ()), *self.keputusan.refused)]
        if self.balasan:
            found += [_below("balasan", b) for b in self.balasan.outcomes]
        return tuple(found)

    def references(self) -> tuple[Reference, ...]:
        """Every name of another step, a role, a party or a letter that this row uses."""
        found = [Reference(("pelaksana",), "pelaku", self.pelaksana)]
        found += [Reference(("bersama", i), "peran", role) for i, role in enumerate(self.bersama)]
        if self.surat:
            found.append(Reference(("surat",), "surat", self.surat))
        if self.syarat:
            found += _steps_named("syarat", ditanya_pada=self.syarat.ditanya_pada, sampai=self.syarat.sampai)
        for branch in self.branches():
            if branch.target and branch.target.ke:
                found.append(Reference((*branch.field, "ke"), "langkah", branch.target.ke))
        if self.balasan:
            found.append(Reference(("balasan", "dari"), "pihak", self.balasan.dari))
            found.append(Reference(("balasan", "surat"), "surat", self.balasan.surat))
        if self.kolektif:
            found += _steps_named("kolektif", setelah=self.kolektif.setelah)
        return tuple(found)

    def with_codes(self, codes: Mapping[str, str]) -> Langkah:
        """The row with other codes for itself and the steps it names; a code that is not in `codes` stays."""
        data: dict[str, Any] = self.model_dump()
        data["kode"] = codes.get(self.kode, self.kode)
        for reference in self.references():
            if reference.kind == "langkah":
                _put(data, reference.field, codes.get(reference.kode, reference.kode))
        return Langkah.model_validate(data)


def opening_rows(steps: Sequence[Langkah], parties: Collection[str]) -> int:
    """How many rows an outside party does before the office begins: they are the start of the case, and no tasks."""
    return next((i for i, step in enumerate(steps) if step.pelaksana not in parties), len(steps))


def _below(name: str, branch: Branch) -> Branch:
    return replace(branch, field=(name, *branch.field))


def _steps_named(where: str, **fields: str | None) -> Iterator[Reference]:
    return (Reference((where, name), "langkah", kode) for name, kode in fields.items() if kode is not None)


def _put(data: Any, path: Path, value: str) -> None:
    for part in path[:-1]:
        data = data[part]
    data[path[-1]] = value
