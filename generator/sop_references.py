"""References inside a reviewed SOP: what leads nowhere, is named twice, or comes too early."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.sop import Balasan, Langkah, Sop, Tujuan


def reference_problems(sop: Sop) -> list[str]:
    """Sentences (Indonesian) about references inside the SOP that lead nowhere or names given twice."""
    problems: list[str] = []
    roles = [p.kode for p in sop.pelaksana]
    parties = [p.kode for p in sop.pihak_luar]
    letters = [s.kode for s in sop.surat]
    steps = [s.kode for s in sop.langkah]
    kodes = frozenset(steps)
    fields = list(sop.mulai.fields)
    kinds = (("pelaksana", roles), ("pihak_luar", parties), ("surat", letters), ("langkah", steps), ("isian", fields))
    for what, names in kinds:
        problems += [
            f"{what}: kode `{n}` dipakai lebih dari sekali"
            for n in sorted(n for n, times in Counter(names).items() if times > 1)
        ]
    if sop.mulai.pihak is not None and sop.mulai.pihak not in parties:
        problems.append(f"mulai.pihak: `{sop.mulai.pihak}` tidak ada di pihak_luar")
    for surat in sop.surat:
        problems += [
            f"surat {surat.kode}: tujuan `{t}` tidak ada di pihak_luar" for t in surat.tujuan if t not in parties
        ]
    for s in sop.langkah:
        where = f"langkah {s.no} ({s.kode})"
        if s.pelaksana not in roles and s.pelaksana not in parties:
            problems.append(f"{where}: pelaksana `{s.pelaksana}` tidak ada di daftar pelaksana")
        if s.surat is not None and s.surat not in letters:
            problems.append(f"{where}: surat `{s.surat}` tidak ada di daftar surat")
        problems += [f"{where}: bersama `{r}` tidak ada di daftar pelaksana" for r in s.bersama if r not in roles]
        problems += [f"{where}: {sentence}" for sentence in _condition_problems(sop, s)]
        targets = branch_targets(s)
        if s.balasan:
            if s.balasan.dari not in parties:
                problems.append(f"{where}: balasan.dari `{s.balasan.dari}` tidak ada di pihak_luar")
            if s.balasan.surat not in letters:
                problems.append(f"{where}: balasan.surat `{s.balasan.surat}` tidak ada di daftar surat")
        problems += [
            f"{where}: kembali ke `{t.ke}`, langkah itu tidak ada"
            for t in targets
            if t.ke is not None and t.ke not in kodes
        ]
        if s.balasan and s.balasan.dikembalikan.ke is not None:
            problems += [f"{where}: {sentence}" for sentence in _reissue_problems(sop, s.balasan)]
        if s.kolektif and s.kolektif.setelah is not None and s.kolektif.setelah not in kodes:
            problems.append(f"{where}: kolektif.setelah `{s.kolektif.setelah}`, langkah itu tidak ada")
    problems += [
        f"temuan {t.kode}: langkah `{t.langkah}` tidak ada"
        for t in sop.temuan
        if t.langkah is not None and t.langkah not in kodes
    ]
    return problems


def branch_targets(step: Langkah) -> list[Tujuan]:
    """Where the outcomes of a step go, other than on to the next row."""
    found: list[Tujuan] = []
    if step.keputusan:
        found += [step.keputusan.tidak, *step.keputusan.pilihan]
        if step.keputusan.ya:
            found.append(step.keputusan.ya)
    if step.balasan:
        found += [step.balasan.dikembalikan, step.balasan.ditolak]
        if step.balasan.tanpa_balasan:
            found.append(step.balasan.tanpa_balasan)
    return found


def _condition_problems(sop: Sop, step: Langkah) -> list[str]:
    condition = step.syarat
    if condition is None:
        return []
    problems = []
    place = {s.kode: i for i, s in enumerate(sop.langkah)}
    asked, last = condition.ditanya_pada, condition.sampai
    if asked is not None and place.get(asked, len(place)) >= place[step.kode]:
        problems.append(f"syarat.ditanya_pada `{asked}` bukan langkah sebelumnya")
    elif asked is not None and (why := _cannot_ask(sop, sop.step(asked))):
        problems.append(f"syarat.ditanya_pada `{asked}` {why}; tanyakan pada langkah lain")
    if last is not None and place.get(last, -1) < place[step.kode]:
        problems.append(f"syarat.sampai `{last}` bukan langkah ini atau langkah sesudahnya")
    if condition.data is not None and condition.data.split(".")[1] not in sop.mulai.fields:
        known = ", ".join(f"permohonan.{name}" for name in sop.mulai.fields)
        problems.append(f"syarat.data `{condition.data}` tidak ada pada formulir awal (ada: {known})")
    return problems


def _cannot_ask(sop: Sop, step: Langkah) -> str | None:
    """Why the form of a step has no single answer to a question."""
    if step.kolektif is not None:
        return "dikerjakan per orang"
    if step.bersama:
        return "dikerjakan beberapa peran sekaligus, sehingga jawabannya dapat berbeda"
    if step.balasan is not None:
        return "dapat selesai oleh pesan dari luar tanpa seorang pun menjawab"
    parties = {p.kode for p in sop.pihak_luar}
    opening = next((i for i, s in enumerate(sop.langkah) if s.pelaksana not in parties), len(sop.langkah))
    if step in sop.langkah[:opening]:
        return "dilakukan pihak luar sebagai awal perkara"
    return None


def _reissue_problems(sop: Sop, answer: Balasan) -> list[str]:
    """A returned letter is issued anew, so it must be drafted anew."""
    place = {s.kode: i for i, s in enumerate(sop.langkah)}
    drafted = [i for i, s in enumerate(sop.langkah) if "konsep" in s.aksi and s.surat == answer.surat]
    goal = answer.dikembalikan.ke
    if goal is None or goal not in place or not drafted or place[goal] <= drafted[0]:
        return []
    return [
        f"balasan.dikembalikan: kembali ke `{goal}`, padahal surat baru dikonsep pada langkah "
        f"{sop.langkah[drafted[0]].no}; pilih langkah itu atau sebelumnya"
    ]
