"""Re-reading a changed document: what changed, and which of the owner's answers still fit.

Steps are matched by their text, so an inserted row leaves the kode of all others alone. A value that the owner changed
is kept while the reading underneath is the same; where the reading itself changed, the new value is taken and the old
answer is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from generator.sop import Langkah, Sop, StatusTemuan, TemuanSop

_SAME_STEP = 0.6
"""Texts more alike than this are the same kegiatan."""
_FIELDS = ("pelaksana", "nama", "aksi", "surat", "waktu", "kelengkapan", "keputusan", "balasan", "kolektif", "daftar")
_SHOWN = {"pelaksana": "pelaksana", "waktu": "waktu", "aksi": "pekerjaan", "keputusan": "cabang", "uraian": "uraian",
          "kelengkapan": "kelengkapan", "output": "output", "keterangan": "keterangan", "surat": "surat",
          "balasan": "balasan", "kolektif": "kerja kolektif", "nama": "nama", "daftar": "daftar"}  # fmt: skip


@dataclass(frozen=True)
class Reread:
    """The merged SOP with what changed and what no longer fits; sentences in Bahasa Indonesia."""

    sop: Sop
    changes: tuple[str, ...]
    dropped: tuple[str, ...]
    """Settled answers that no longer fit."""


def reread(before: Sop, old_reading: Sop, new_reading: Sop) -> Reread:
    """Merges the reviewed SOP with a new reading. `old_reading` is what reading gave for the document before."""
    pairs = match_steps(before.langkah, new_reading.langkah)
    code_of = {new.kode: old.kode for old, new in pairs}
    taken = set(code_of.values())
    for step in new_reading.langkah:
        if step.kode not in code_of:
            code, number = step.kode, 2
            while code in taken:
                code, number = f"{step.kode}{number}", number + 1
            code_of[step.kode] = code
            taken.add(code)
    fresh = _renamed(new_reading, code_of)
    old_by_code = {s.kode: s for s in before.langkah}
    read_before = {reviewed.kode: raw for reviewed, raw in match_steps(before.langkah, old_reading.langkah)}
    raw_codes = {raw.kode: code for code, raw in read_before.items()}
    changes: list[str] = []
    dropped: list[str] = []
    steps: list[dict[str, Any]] = []
    for step in fresh.langkah:
        old = old_by_code.get(step.kode)
        if old is None:
            changes.append(f"Langkah baru {step.no}: {step.nama}.")
            steps.append(step.model_dump(mode="json"))
            continue
        raw = read_before.get(step.kode)
        raw = _renamed_step(raw, raw_codes) if raw else None
        steps.append(_merged(old, raw, step, changes, dropped))
    for old in before.langkah:
        if old.kode not in {s.kode for s in fresh.langkah}:
            changes.append(f"Langkah {old.no} ({old.nama}) tidak ada lagi.")
    data = fresh.model_dump(mode="json")
    data["langkah"] = steps
    for name in ("slug", "kantor", "selesai"):
        data[name] = getattr(before, name)
    _keep_top_level(data, before, old_reading, fresh, changes)
    codes = {s["kode"] for s in steps}
    for s in steps:
        _drop_lost_targets(s, codes, dropped)
    data["temuan"] = [t.model_dump(mode="json") for t in _findings(before, fresh, steps, dropped)]
    return Reread(Sop.model_validate(data), tuple(changes), tuple(dropped))


def match_steps(old: tuple[Langkah, ...], new: tuple[Langkah, ...]) -> list[tuple[Langkah, Langkah]]:
    """Pairs of the same kegiatan: equal texts first, then alike ones in order."""
    pairs: list[tuple[Langkah, Langkah]] = []
    free_old, free_new = list(old), list(new)
    for exact in (True, False):
        for n in list(free_new):
            best: tuple[float, Langkah] | None = None
            for o in free_old:
                if exact:
                    score = 1.0 if o.uraian == n.uraian and (o.no == n.no or _unique(old, o)) else 0.0
                else:
                    matcher = SequenceMatcher(None, o.uraian.lower(), n.uraian.lower(), autojunk=False)
                    score = matcher.ratio() if matcher.quick_ratio() > _SAME_STEP else 0.0
                if score > (best[0] if best else _SAME_STEP):
                    best = (score, o)
            if best is not None:
                pairs.append((best[1], n))
                free_old.remove(best[1])
                free_new.remove(n)
    return pairs


def _unique(steps: tuple[Langkah, ...], step: Langkah) -> bool:
    return sum(s.uraian == step.uraian for s in steps) == 1


def _renamed(sop: Sop, code_of: dict[str, str]) -> Sop:
    data = sop.model_dump(mode="json")
    for step in data["langkah"]:
        _rename_in(step, code_of)
    for finding in data["temuan"]:
        if finding["langkah"]:
            finding["langkah"] = code_of[finding["langkah"]]
    return Sop.model_validate(data)


def _renamed_step(step: Langkah, code_of: dict[str, str]) -> Langkah:
    data = step.model_dump(mode="json")
    _rename_in(data, code_of)
    return Langkah.model_validate(data)


def _rename_in(step: dict[str, Any], code_of: dict[str, str]) -> None:
    step["kode"] = code_of.get(step["kode"], step["kode"])
    for target in _targets(step):
        if target.get("ke"):
            target["ke"] = code_of.get(target["ke"], target["ke"])
    if step["kolektif"] and step["kolektif"]["setelah"]:
        step["kolektif"]["setelah"] = code_of.get(step["kolektif"]["setelah"], step["kolektif"]["setelah"])


def _targets(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if step["keputusan"]:
        yield step["keputusan"]["tidak"]
    if step["balasan"]:
        yield step["balasan"]["dikembalikan"]
        yield step["balasan"]["ditolak"]


def _merged(old: Langkah, raw: Langkah | None, new: Langkah, changes: list[str], dropped: list[str]) -> dict[str, Any]:
    data = new.model_dump(mode="json")
    before = old.model_dump(mode="json")
    read = raw.model_dump(mode="json") if raw else before
    where = f"Langkah {new.no}"
    for name in ("uraian", "output", "keterangan", "kelengkapan_teks"):
        if data[name] != before[name]:
            label = _SHOWN.get(name, "kelengkapan")
            changes.append(f"{where}: {label} berubah dari “{before[name]}” menjadi “{data[name]}”.")
    if new.no != old.no:
        changes.append(f"{where}: dahulu bernomor {old.no}.")
    for name in _FIELDS:
        if data[name] == before[name]:
            continue
        if data[name] == read[name]:  # the reading is as before: what the owner wrote stays
            data[name] = before[name]
            continue
        changes.append(f"{where}: {_SHOWN[name]} berubah dari {_say(before[name])} menjadi {_say(data[name])}.")
        if before[name] != read[name]:
            dropped.append(f"{where}: {_SHOWN[name]} {_say(before[name])} yang Anda tetapkan tidak dipakai lagi.")
    return data


def _keep_top_level(data: dict[str, Any], before: Sop, old: Sop, new: Sop, changes: list[str]) -> None:
    """Identity, roles, letters: the owner's version stays unless the reading changed."""
    was, read, now = before.model_dump(mode="json"), old.model_dump(mode="json"), new.model_dump(mode="json")
    for name, label in (("identitas", "Identitas"), ("mulai", "Awal proses"), ("pelaksana", "Daftar pelaksana"),
                        ("pihak_luar", "Daftar pihak luar"), ("surat", "Daftar surat")):  # fmt: skip
        if now[name] == read[name]:
            data[name] = was[name]
        elif now[name] != was[name]:
            changes.append(f"{label} berubah.")
            if isinstance(now[name], list):
                codes = {item["kode"] for item in now[name]}
                kept = {item["kode"]: item for item in was[name]}
                data[name] = [kept.get(item["kode"], item) for item in now[name]]
                data[name] += [item for item in was[name] if item["kode"] not in codes and name != "pelaksana"]


def _drop_lost_targets(step: dict[str, Any], codes: set[str], dropped: list[str]) -> None:
    for target in _targets(step):
        if target.get("ke") and target["ke"] not in codes:
            dropped.append(f"Langkah {step['no']}: kembali ke {target['ke']}, langkah itu tidak ada lagi.")
            target["ke"] = step["kode"]
    if step["kolektif"] and step["kolektif"]["setelah"] not in (None, *codes):
        step["kolektif"]["setelah"] = None


def _findings(before: Sop, new: Sop, steps: list[dict[str, Any]], dropped: list[str]) -> Iterator[TemuanSop]:
    """Findings of the new reading; one that was settled before stays settled when it asks the same."""
    settled = {(t.kode, t.langkah, t.bidang): t for t in before.temuan if t.status is StatusTemuan.SELESAI}
    lost = {line.split(":")[0] for line in dropped}
    numbers = {s["kode"]: f"Langkah {s['no']}" for s in steps}
    used = set()
    for finding in new.temuan:
        key = (finding.kode, finding.langkah, finding.bidang)
        answer = settled.get(key)
        if answer is not None and numbers.get(finding.langkah or "", "") not in lost:
            used.add(key)
            yield finding.model_copy(update={"status": StatusTemuan.SELESAI, "keputusan": answer.keputusan})
        else:
            yield finding
    for key, answer in settled.items():
        if key not in used and key not in {(t.kode, t.langkah, t.bidang) for t in new.temuan}:
            dropped.append(f"Jawaban untuk {answer.kode} tidak diperlukan lagi: “{answer.kalimat}”")


def _say(value: Any) -> str:
    if value is None or value in ("", []):
        return "kosong"
    if isinstance(value, dict):
        return "“" + ", ".join(f"{k} {_say(v)}" for k, v in value.items() if v is not None) + "”"
    if isinstance(value, list):
        return ", ".join(_say(v).strip("“”") if isinstance(v, dict) else str(v) for v in value)
    return str(value)
