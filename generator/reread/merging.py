"""Merges the reviewed SOP with a new reading of its document.

Rows are matched by their text, so an inserted row leaves the kode of all others alone. Everywhere the same rule holds,
for a field of a row as for a list and the order of the rows: what the owner made of it stays while the reading
underneath is the same; where the reading itself changed, the new value is taken and the old answer is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from generator.reread.lost import Ground, without_lost
from generator.reread.matching import codes_of
from generator.sop import Langkah, Mulai, Pelaksana, PihakLuar, Sop, StatusTemuan, Surat, TemuanSop

SHOWN = {"no": "nomor", "nama": "nama", "pelaksana": "pelaksana", "bersama": "pelaksana bersama", "syarat": "syarat",
         "uraian": "uraian", "aksi": "pekerjaan", "surat": "surat", "kelengkapan": "kelengkapan",
         "kelengkapan_teks": "kelengkapan", "waktu": "waktu", "output": "output", "keterangan": "keterangan",
         "daftar": "daftar", "keputusan": "cabang", "balasan": "balasan", "kolektif": "kerja kolektif"}  # fmt: skip
"""Every field of a row but its kode and its line, as the owner is told about it."""
_TEXTS = frozenset(("uraian", "output", "keterangan", "kelengkapan_teks"))
_TIED = ("pelaksana", "bersama", "aksi", "keputusan", "balasan", "kolektif")
"""Fields of a row that allow or exclude each other."""
_Item = TypeVar("_Item", Pelaksana, PihakLuar, Surat)


@dataclass(frozen=True)
class Reread:
    """The merged SOP with what changed and what no longer fits; sentences in Bahasa Indonesia."""

    sop: Sop
    changes: tuple[str, ...]
    dropped: tuple[str, ...]
    """Settled answers that no longer fit."""


@dataclass
class _Told:
    changes: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    unsettled: set[str] = field(default_factory=set)
    """kode of each row with a dropped answer: what was settled about it is asked again."""


def reread(before: Sop, old_reading: Sop, new_reading: Sop) -> Reread:
    """Merges the reviewed SOP with a new reading. `old_reading` is what reading gave for the document before."""
    codes = codes_of(before, old_reading, new_reading)
    former = [s.with_codes(codes.former) for s in old_reading.langkah]
    fresh = [s.with_codes(codes.fresh) for s in new_reading.langkah]
    told = _Told()
    steps = _rows(before.langkah, former, fresh, told)
    start = _start(before.mulai, old_reading.mulai, new_reading.mulai, told)
    lists = _Lists(before, old_reading, new_reading, steps, start, told)
    ground = Ground(before, lists.roles, lists.parties, lists.letters, start)
    steps, lost = without_lost(steps, ground)
    numbers = {s.kode: s.no for s in steps}
    told.dropped += [f"Langkah {numbers[t.langkah or '']}: {t.kalimat}" for t in lost]
    told.unsettled |= {t.langkah for t in lost if t.langkah}
    former_findings = _renamed(old_reading.temuan, codes.former)
    fresh_findings = _renamed(new_reading.temuan, codes.fresh)
    findings = _findings(before.temuan, former_findings, fresh_findings, numbers, told)
    asked = {_key(t) for t in findings if t.status is StatusTemuan.TERBUKA}
    merged = Sop(
        skema=before.skema,
        slug=before.slug,
        kantor=before.kantor,
        identitas=_by_field(before.identitas, old_reading.identitas, new_reading.identitas, "Identitas", told),
        sumber=new_reading.sumber or before.sumber,
        mulai=start,
        pelaksana=lists.roles,
        pihak_luar=lists.parties,
        surat=lists.letters,
        langkah=tuple(steps),
        selesai=before.selesai,
        temuan=(*findings, *(t for t in lost if _key(t) not in asked)),
    )
    return Reread(merged, tuple(told.changes), tuple(told.dropped))


# --- rows -------------------------------------------------------------------------------------------------------------


def _rows(before: Sequence[Langkah], former: Sequence[Langkah], fresh: Sequence[Langkah], told: _Told) -> list[Langkah]:
    reviewed = {s.kode: s for s in before}
    read = {s.kode: s for s in former}
    rows: dict[str, Langkah] = {}
    for step in fresh:
        old, raw = reviewed.get(step.kode), read.get(step.kode)
        if old is not None:
            rows[step.kode] = _merged(old, raw, step, told)
        elif raw is None or raw.uraian != step.uraian:
            told.changes.append(f"Langkah baru {step.no}: {step.nama}.")
            rows[step.kode] = step
        # Else the owner took this row out of sop.yaml, and the document says it as before.
    for old in before:
        if old.kode in rows:
            continue
        if old.kode in read:
            told.changes.append(f"Langkah {old.no} ({old.nama}) tidak ada lagi.")
        else:  # a row of the owner's own
            rows[old.kode] = old
    kept = [s.kode for s in before if s.kode in rows]
    now = [s.kode for s in fresh if s.kode in rows]
    same_order = [k for k in read if k in now] == [k for k in now if k in read]
    order = _woven(kept, now) if same_order else _woven(now, kept)
    return [rows[kode] for kode in order]


def _woven(order: list[str], more: list[str]) -> list[str]:
    """`order` with what only `more` has, each behind the one that stands before it there."""
    woven, behind = list(order), -1
    for kode in more:
        if kode in woven:
            behind = woven.index(kode)
        else:
            behind += 1
            woven.insert(behind, kode)
    return woven


def _merged(old: Langkah, raw: Langkah | None, new: Langkah, told: _Told) -> Langkah:
    # The reading is as before: what the owner wrote stays.
    kept = {name: raw is not None and getattr(raw, name) == getattr(new, name) for name in SHOWN}
    values = {name: getattr(old if kept[name] else new, name) for name in SHOWN}
    try:
        merged = Langkah(kode=old.kode, baris=new.baris, **values)
    except ValidationError:  # the reading now has what excludes the owner's answer
        kept |= dict.fromkeys(_TIED, False)
        values |= {name: getattr(new, name) for name in _TIED}
        merged = Langkah(kode=old.kode, baris=new.baris, **values)
    where = f"Langkah {merged.no}"
    for name, label in SHOWN.items():
        was, now = getattr(old, name), getattr(merged, name)
        if kept[name] or was == now:
            continue
        if name == "no":
            told.changes.append(f"{where}: dahulu bernomor {was}.")
            continue
        shown = f"“{was}” menjadi “{now}”" if name in _TEXTS else f"{_say(was)} menjadi {_say(now)}"
        told.changes.append(f"{where}: {label} berubah dari {shown}.")
        if raw is None or was != getattr(raw, name):
            told.dropped.append(f"{where}: {label} {_say(was)} yang Anda tetapkan tidak dipakai lagi.")
            told.unsettled.add(old.kode)
    return merged


# --- what is no row ---------------------------------------------------------------------------------------------------

_Block = TypeVar("_Block", bound=BaseModel)


def _by_field(was: _Block, read: _Block, now: _Block, label: str, told: _Told) -> _Block:
    values: dict[str, Any] = {}
    for name in type(was).model_fields:
        changed = getattr(now, name) != getattr(read, name)
        values[name] = getattr(now if changed else was, name)
    merged = type(was).model_validate(values)
    if merged != was:
        told.changes.append(f"{label} berubah.")
    return merged


def _start(was: Mulai, read: Mulai, now: Mulai, told: _Told) -> Mulai:
    merged = _by_field(was, read, now, "Awal proses", told)
    # Another kind of start has other fields of its own; one of the owner's with the same name is then that one.
    own = merged.model_copy(update={"isian": ()}).fields
    return merged.model_copy(update={"isian": tuple(i for i in merged.isian if i.kode not in own)})


class _Lists:
    """Roles, parties and letters of the merged SOP; whatever a row still names stays or comes back."""

    def __init__(self, before: Sop, read: Sop, now: Sop, steps: Sequence[Langkah], start: Mulai, told: _Told) -> None:
        named = {(r.kind, r.kode) for s in steps for r in s.references()}
        letters = {kode for kind, kode in named if kind == "surat"}
        self.letters = _merged_list(before.surat, read.surat, now.surat, letters)
        doers = {kode for kind, kode in named if kind == "pelaku"}
        outside = {kode for kind, kode in named if kind == "pihak"} | {t for s in self.letters for t in s.tujuan}
        outside |= {start.pihak} if start.pihak else set()
        moved_in = {p.kode for p in before.pelaksana} - {p.kode for p in read.pelaksana}
        moved_out = {p.kode for p in before.pihak_luar} - {p.kode for p in read.pihak_luar}
        inside = {kode for kind, kode in named if kind == "peran"} | (doers - moved_out)
        outside |= doers - moved_in
        self.roles = _merged_list(before.pelaksana, read.pelaksana, now.pelaksana, inside, stays=False)
        self.parties = _merged_list(before.pihak_luar, read.pihak_luar, now.pihak_luar, outside)
        for label, old, new in (
            ("Daftar pelaksana", before.pelaksana, self.roles),
            ("Daftar pihak luar", before.pihak_luar, self.parties),
            ("Daftar surat", before.surat, self.letters),
        ):
            if new != old:
                told.changes.append(f"{label} berubah.")


def _merged_list(
    was: Sequence[_Item], read: Sequence[_Item], now: Sequence[_Item], named: set[str], *, stays: bool = True
) -> tuple[_Item, ...]:
    """`stays`: what the owner's list has and the document has no longer stays all the same."""
    owner, former, fresh = ({x.kode: x for x in items} for items in (was, read, now))
    kept = [x.kode for x in was if stays or x.kode in fresh or x.kode not in former or x.kode in named]
    added = [x.kode for x in now if x.kode not in owner and (x.kode not in former or x.kode in named)]
    in_order = [x.kode for x in now if x.kode in kept or x.kode in added]
    same_order = [k for k in former if k in fresh] == [k for k in fresh if k in former]
    order = _woven(kept, in_order) if same_order else _woven(in_order, kept)
    return tuple(owner.get(kode) or fresh[kode] for kode in order)


# --- findings ---------------------------------------------------------------------------------------------------------


def _renamed(findings: Iterable[TemuanSop], codes: Mapping[str, str]) -> list[TemuanSop]:
    return [t.model_copy(update={"langkah": codes[t.langkah]}) if t.langkah else t for t in findings]


def _key(finding: TemuanSop) -> tuple[str, str | None, str | None]:
    return finding.kode, finding.langkah, finding.bidang


def _findings(
    before: Sequence[TemuanSop],
    former: Sequence[TemuanSop],
    fresh: Sequence[TemuanSop],
    numbers: Mapping[str, str],
    told: _Told,
) -> list[TemuanSop]:
    """Findings of the new reading; one that was settled before stays settled when it asks the same."""
    left = dict(enumerate(before))
    kept: dict[str, TemuanSop] = {}
    asked: list[str] = []
    for place, finding in enumerate(fresh):
        if finding.langkah is not None and finding.langkah not in numbers:
            continue
        same = [i for i, t in left.items() if _key(t) == _key(finding)]
        index = next((i for i in same if left[i].kalimat == finding.kalimat), same[0] if same else None)
        known = None if index is None else left.pop(index)
        name = f"new {place}" if index is None else f"old {index}"
        asked.append(name)
        if known is None or known.status is StatusTemuan.TERBUKA or finding.langkah in told.unsettled:
            kept[name] = finding
        else:
            kept[name] = known.model_copy(update={"kalimat": finding.kalimat})
    read = {_key(t) for t in former}
    for index, finding in left.items():
        if _key(finding) not in read and (finding.langkah is None or finding.langkah in numbers):
            kept[f"old {index}"] = finding  # of an earlier re-reading
        elif finding.status is StatusTemuan.SELESAI:
            told.dropped.append(f"Jawaban untuk {finding.kode} tidak diperlukan lagi: “{finding.kalimat}”")
    former_order = [name for i in range(len(before)) if (name := f"old {i}") in kept]
    return [kept[name] for name in _woven(former_order, asked)]


def _say(value: Any) -> str:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if value is None or value in ("", [], ()):
        return "kosong"
    if isinstance(value, dict):
        return "“" + ", ".join(f"{k} {_say(v)}" for k, v in value.items() if v is not None) + "”"
    if isinstance(value, list | tuple):
        return ", ".join(_say(v).strip("“”") for v in value)
    return str(value)
