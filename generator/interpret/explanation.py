"""Why a row has its aksi, its waktu and its keputusan: the words of the SOP and the rule that was applied.

Performers are weighed (Decision); these values follow from rules, so their reasons are sentences without a weight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.interpret.actions import Mode, Work
from generator.interpret.draft import SopDraft, StepDraft
from generator.interpret.measures import unit_of_column
from generator.sop import Aksi
from generator.sources.durations import read_duration


@dataclass(frozen=True)
class Explanation:
    """A value that a rule gave. `value` is as in sop.yaml, `-` where there is none."""

    field: str
    value: str
    reasons: tuple[str, ...]


_MODES: dict[Mode, str] = {
    "kerja": "",
    "bila": " (pada cabang ya)",
    "perintah": ": diperintahkan kepada orang lain, tidak dikerjakan pada baris ini",
    "tujuan": ": tujuan kegiatan, bukan pekerjaan baris ini",
    "lainnya": ": hanya pada cabang tidak",
}
_BY_CUSTOM = {
    Aksi.NOMOR: "surat yang keluar mempunyai nomor",
    Aksi.ARSIP: "surat yang keluar atau diagendakan disimpan salinannya",
    Aksi.KIRIM: "penerima diberi tahu bila surat keluar",
    Aksi.CATAT_BALASAN: "penerimaan dari pihak luar sesudah surat ditandatangani adalah balasan",
    Aksi.PERIKSA_BERKAS: "Peringatan mensyaratkan berkas yang lengkap",
    Aksi.TERIMA: "pencatatan dalam buku agenda sebelum ada surat yang ditandatangani adalah penerimaan",
    Aksi.ANTAR: "tidak ada konsep surat, sehingga pengiriman dikerjakan petugas",
    Aksi.LAIN: "tidak ada kata kerja yang memerlukan pekerjaan mesin atau formulir khusus",
}


_LEFT_OUT = {
    Aksi.TERIMA: "jawaban pihak luar",
    Aksi.SERAH: "diteruskan di dalam kantor, itulah alur prosesnya",
    Aksi.ARSIP: "bukan surat yang dinomori; disimpan petugas",
    Aksi.KIRIM: "diteruskan di dalam kantor, itulah alur prosesnya",
    Aksi.ANTAR: "diteruskan di dalam kantor, itulah alur prosesnya",
    Aksi.NOMOR: "buku agenda surat masuk",
}


def explain(sop: SopDraft) -> dict[str, tuple[Explanation, ...]]:
    """The reasons for aksi, waktu and keputusan of every row, by its kode."""
    asked: dict[tuple[str, str], list[str]] = {}
    for finding in sop.findings:
        if finding.langkah is not None and finding.bidang is not None:
            asked.setdefault((finding.langkah, finding.bidang.split(".")[0]), []).append(finding.kalimat)
    unit = unit_of_column(sop)
    steps = {s.kode: s for s in sop.steps}
    return {
        kode: (
            _aksi(step, asked.get((kode, "aksi"), [])),
            _waktu(step, unit, asked.get((kode, "waktu"), [])),
            _keputusan(step, steps, asked.get((kode, "keputusan"), [])),
        )
        for kode, step in steps.items()
    }


def _aksi(step: StepDraft, asked: list[str]) -> Explanation:
    value = ", ".join(a.value for a in step.aksi) or "-"
    if step.outside:
        return Explanation("aksi", value, ("pekerjaan pihak luar tidak dijalankan oleh sistem",))
    reasons = [_work(step, work) for work in step.row.works]
    said = {w.aksi for w in step.row.works}
    reasons += [f"{a.value}: {_BY_CUSTOM[a]}" for a in step.aksi if a not in said and a in _BY_CUSTOM]
    return Explanation("aksi", value, (*reasons, *asked))


def _work(step: StepDraft, work: Work) -> str:
    words = f"“{work.verb} {work.object}”" if work.object else f"“{work.verb}”"
    if work.mode == "perintah" and work.aksi in step.aksi:
        return f"{words}: diperintahkan, dan tidak ada baris lain yang mengerjakannya"
    if work.mode not in ("kerja", "bila"):
        return words + _MODES[work.mode]
    if work.aksi is None:
        return f"{words}: pekerjaan petugas tanpa formulir khusus" + _MODES[work.mode]
    if work.aksi not in step.aksi:
        return f"{words}: {_LEFT_OUT.get(work.aksi, 'bukan pekerjaan mesin atau formulir khusus pada baris ini')}"
    return f"{words}: {work.aksi.value}" + _MODES[work.mode]


def _waktu(step: StepDraft, unit: str | None, asked: list[str]) -> Explanation:
    text = step.row.source.waktu
    read = read_duration(text, unit)
    reasons = [f"sel waktu berisi “{text}”" if text.strip() else "sel waktu kosong"]
    if unit and re.fullmatch(r"[\d\s.,–-]+", text):
        reasons.append(f"satuan “{unit}” dari judul kolom")
    if read.kind == "durasi":
        reasons.append("dihitung dalam waktu kerja kantor" if not step.outside else "waktu pihak luar tidak dipantau")
    elif step.waktu.alasan:
        reasons.append(step.waktu.alasan)
    return Explanation("waktu", step.waktu.durasi or step.waktu.jadwal or "-", (*reasons, *asked))


_CONDITION = re.compile(r"\b(?:jika|apabila|bila|kalau|bilamana|dalam\s+hal)\b[^.;]*", re.IGNORECASE)
_NOT = re.compile(r"\b(?:tidak|belum|kurang|salah|ditolak|perbaikan)\b", re.IGNORECASE)
_REVIEW = frozenset((Aksi.PERIKSA, Aksi.KOREKSI, Aksi.PARAF, Aksi.TANDA_TANGAN))


def _keputusan(step: StepDraft, steps: dict[str, StepDraft], asked: list[str]) -> Explanation:
    if step.keputusan is None:
        if step.outside:
            why = "pihak luar tidak memutuskan di dalam proses kantor"
        elif step.balasan is not None:
            why = "cabangnya menurut jawaban pihak luar (`balasan`)"
        elif Aksi.KONSEP in step.aksi and _REVIEW & set(step.aksi):
            why = "yang menyusun konsep memaraf konsepnya sendiri"
        elif _REVIEW & set(step.aksi):
            why = "tidak ada langkah sebelumnya yang menyusun naskah yang diperiksa"
        else:
            why = "uraian tidak memuat pemeriksaan, paraf, tanda tangan, atau syarat"
        return Explanation("keputusan", "-", (why, *step.gambar, *asked))
    decision = step.keputusan
    quotes = [m[0].strip() for m in _CONDITION.finditer(step.row.source.uraian) if _NOT.search(m[0])]
    reasons = [f"tersurat: “{quote}”" for quote in quotes] or [
        "uraian menyebut pengembalian" if decision.asal == "tersurat" else "cabang “tidak” tidak ditulis; disimpulkan"
    ]
    if decision.tidak.selesai:
        value = f"selesai: {decision.tidak.selesai}"
    else:
        target = steps[decision.tidak.ke or ""]
        value = f"ke langkah {target.no} ({target.kode})"
        if step.letter is not None and target.row.index in step.letter.drafted_in:
            reasons.append(f"langkah {target.no} menyusun {step.letter.nama.lower()}")
        elif target is step:
            reasons.append("langkah itu diulang sesudah berkas dilengkapi")
    return Explanation("keputusan", value, (*step.gambar, *reasons, *asked))


__all__ = ["Explanation", "explain"]
