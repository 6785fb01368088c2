"""Mutu baku of every row: waktu, kelengkapan; collective work and scheduled dates."""

from __future__ import annotations

import re

from generator.interpret.documents import read_documents
from generator.interpret.draft import SopDraft, StepDraft
from generator.interpret.jabatan import canonical
from generator.interpret.naming import lower_camel
from generator.sop import Aksi, Kolektif, Waktu
from generator.sources.durations import read_duration

_PER_PERSON = re.compile(
    r"\bjumlah\s+(?:pemohon|peserta|pegawai|pns|asn|orang)\b|\bper\s+(?:orang|pemohon|pegawai|pns|asn)\b"
    r"|\b(?:setiap|masing-masing)\s+(?:pemohon|peserta|pegawai|pns|asn|orang)\b",
    re.IGNORECASE,
)
_SCHEDULE = re.compile(r"\bjadwal\b", re.IGNORECASE)
LIST = "daftarPns"
"""Variable of the list of people in collective work."""


def find_times(sop: SopDraft) -> None:
    """A duration, a scheduled date, or the reason why there is neither."""
    unit = unit_of_column(sop)
    scheduled: str | None = None
    used = False
    for step in sop.steps:
        text = step.row.source.waktu
        read = read_duration(text, unit)
        if read.kind == "durasi":
            step.waktu = Waktu(teks=text, durasi=read.iso)
            _doubtful(sop, step, read.doubt)
            if step.outside:
                sop.find(
                    "waktu-pihak-luar",
                    f"Waktu langkah {step.no} ({text}) adalah waktu pihak luar dan tidak dipantau.",
                    step,
                    "waktu",
                )
        elif read.kind == "tidak_terbaca":
            step.waktu = Waktu(teks=text, alasan="Waktu pada SOP tidak terbaca.")
            sop.find(
                "waktu-tidak-terbaca",
                f"Waktu langkah {step.no} tertulis “{text}” dan tidak dapat dibaca.",
                step,
                "waktu",
            )
        else:
            later = f"{step.row.source.keterangan} {step.row.source.uraian}"
            if read.kind == "disesuaikan" and scheduled and not used and _SCHEDULE.search(later):
                used = True
                step.waktu = Waktu(teks=text, jadwal=scheduled)
                reason = "diduga tenggatnya tanggal yang dijadwalkan"
            else:
                step.waktu = Waktu(teks=text, alasan=_no_deadline(step, read.kind))
                reason = "tidak ada tenggat"
            code = "waktu-disesuaikan" if read.kind == "disesuaikan" else "waktu-kosong"
            written = f"tertulis “{text}”" if text.strip() else "kosong"
            # The SOP sets no time for a wait, nor one that the office could keep for others: nothing is open.
            waits = read.kind == "kosong" and (step.outside or Aksi.CATAT_BALASAN in step.aksi)
            if not waits:
                sop.find(code, f"Waktu langkah {step.no} {written}; {reason}.", step, "waktu")
        if Aksi.JADWAL in step.aksi:
            scheduled = _schedule_name(step)


def _no_deadline(step: StepDraft, kind: str) -> str:
    if Aksi.CATAT_BALASAN in step.aksi:
        return "Menunggu pihak luar; SOP tidak menetapkan waktu."
    if kind == "kosong":
        return "SOP tidak menetapkan waktu."
    return "SOP menyerahkan waktu pada keadaan."


def unit_of_column(sop: SopDraft) -> str | None:
    """`Waktu (menit)` gives the unit of bare numbers."""
    for column in sop.table.columns:
        if column.kind == "waktu" and (match := re.search(r"\b(menit|jam|hari)\b", column.name, re.IGNORECASE)):
            return match[1].lower()
    return None


def _doubtful(sop: SopDraft, step: StepDraft, doubt: str) -> None:
    text, iso = step.row.source.waktu, step.waktu.durasi
    if doubt == "rentang":
        sop.find(
            "waktu-rentang",
            f"Waktu langkah {step.no} berupa rentang “{text}”; dipakai batas atasnya, {iso}.",
            step,
            "waktu",
        )
    elif doubt:
        sop.find("waktu-kalender", f"Waktu langkah {step.no} “{text}” dibaca sebagai {iso}.", step, "waktu")


def _schedule_name(step: StepDraft) -> str:
    work = next((w for w in step.row.done if w.aksi is Aksi.JADWAL), None)
    match = re.search(r"\bjadwal(?:\s+[a-z]+)?", work.object, re.IGNORECASE) if work else None
    return lower_camel(match[0]) if match else "jadwal"


def _handed_in(step: StepDraft, outside: list[StepDraft]) -> str:
    """The kelengkapan of a check; where it only names what an applicant's row gave, that row's list of papers.

    `outside`: the rows of outside parties before this one.
    """
    text = step.row.source.kelengkapan
    if Aksi.PERIKSA_BERKAS not in step.aksi or re.search(r"[,;\n]", text):
        return text
    words = canonical(text)
    for earlier in reversed(outside):
        source = earlier.row.source
        if words and words in (canonical(source.output), f"berkas {canonical(source.output)}"):
            return source.kelengkapan if re.search(r"[,;\n]", source.kelengkapan) else text
    return text


def find_documents(sop: SopDraft) -> None:
    """The documents that a check of the papers ticks off."""
    outside: list[StepDraft] = []
    for step in sop.steps:
        read = read_documents(_handed_in(step, outside))
        if step.outside:
            outside.append(step)
        step.documents = read.items
        if read.doubt and Aksi.PERIKSA_BERKAS in step.aksi:
            sop.find(
                "salinan-tidak-pasti", f"Jumlah rangkap pada langkah {step.no}: {read.doubt}.", step, "kelengkapan"
            )


def find_collective(sop: SopDraft) -> None:
    """Rows done once per person: recording or making things for a list of people."""
    listed = bool(re.search(r"\bkolektif\b", sop.table.title, re.IGNORECASE))
    previous: StepDraft | None = None
    for step in sop.steps:
        made = bool(set(step.aksi) & {Aksi.REKAM, Aksi.PROSES})
        if step.outside or not (made or step.aksi == [Aksi.LAIN]):
            continue
        text = f"{step.row.source.keterangan} {step.row.source.uraian} {step.row.source.waktu}"
        if not (_PER_PERSON.search(text) or (made and listed and previous is not None)):
            continue
        per = _person(sop)
        step.kolektif = Kolektif(daftar=LIST, per=per, setelah=previous.kode if previous else None)
        sop.find(
            "kolektif-tersirat",
            f"Langkah {step.no} diduga dikerjakan satu per satu untuk setiap {per} dalam daftar.",
            step,
            "kolektif",
        )
        previous = step


def _person(sop: SopDraft) -> str:
    text = " ".join([sop.table.title, *(s.row.source.uraian for s in sop.steps)])
    for word in ("PNS", "ASN"):
        if re.search(rf"\b{word}\b", text):
            return word
    return "pemohon"
