"""What the owner can answer to each finding: choices with their values, and what may be typed instead.

A value is a short text that `settle_edits` writes into sop.yaml; None keeps what was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from generator.sop import AKSI_BERSAMA, Aksi, Langkah, Sop, TemuanSop

Kind = Literal["pelaksana", "peran", "nama", "pihak", "bersama", "tanpa-langkah", "aksi", "nomor", "keputusan",
               "balasan", "pengingat", "kolektif", "salinan", "waktu", "judul", "mulai", "tujuan", "perihal",
               "tanda-tangan", "sel"]  # fmt: skip

KINDS: dict[str, Kind] = {
    "pelaksana-tidak-pasti": "pelaksana", "pelaksana-bertentangan": "pelaksana", "kolom-pelaksana-tidak-ada": "peran",
    "judul-kolom-sobek": "nama", "pihak-luar-diduga": "pihak", "pelaksana-bersama": "bersama",
    "pelaksana-tanpa-langkah": "tanpa-langkah", "aksi-tidak-dikenal": "aksi", "perintah-tanpa-pelaksanaan": "aksi",
    "nomor-tidak-disebut": "nomor", "nomor-sebelum-tanda-tangan": "nomor",
    "surat-tanpa-tanda-tangan": "tanda-tangan",
    "putusan-tersirat": "keputusan", "tujuan-kembali-tidak-pasti": "keputusan",
    "syarat-tanpa-cabang": "keputusan", "kelengkapan-tersirat": "keputusan", "syarat-di-keterangan": "keputusan",
    "balasan-tersirat": "balasan", "pengingat-belum-diatur": "pengingat", "kolektif-tersirat": "kolektif",
    "salinan-tidak-pasti": "salinan", "waktu-kosong": "waktu", "waktu-disesuaikan": "waktu",
    "waktu-tidak-terbaca": "waktu", "waktu-rentang": "waktu", "waktu-kalender": "waktu", "judul-tidak-ada": "judul",
    "mulai-tersirat": "mulai", "surat-tanpa-tujuan": "tujuan", "tujuan-surat-pilihan": "tujuan",
    "nama-surat-beragam": "perihal", "kolom-menyatu": "sel", "baris-terpotong": "sel", "baris-tanpa-nomor": "sel",
    "nomor-tidak-urut": "sel", "teks-di-luar-tabel": "sel", "sel-tidak-terbaca": "sel", "sel-gabungan": "sel",
    "kolom-tidak-dikenal": "sel", "aksi-salah-tulis": "sel", "teks-ocr": "sel", "halaman-pindaian": "sel",
}  # fmt: skip
"""How each code is answered; `surat-tanpa-konsep` and `tidak-dapat-dijalankan` depend on the field they are about."""

NOT_ASKED: dict[str, str] = {
    "tabel-tidak-ada": "dokumen ditolak; tidak ada sop.yaml yang dapat diisi",
    "berkas-ditolak": "dokumen ditolak; tidak ada sop.yaml yang dapat diisi",
    "berkas-pindaian": "dokumen ditolak; tidak ada sop.yaml yang dapat diisi",
    "kolom-bergeser": "catatan: isinya sudah disusun kembali menurut waktu",
    "gambar-diabaikan": "catatan: tidak ada nilai yang bergantung padanya",
    "pelaksana-dari-uraian": "catatan: setiap uraian menyebut pelakunya sendiri",
    "istilah-beragam": "catatan: kedua ejaan berarti satu pelaksana",
    "arsip-sebelum-kirim": "catatan: surat tetap disimpan satu kali, sebelum dikirim",
    "pemberitahuan-surel": "catatan: pemberitahuan tambahan, bukan bagian SOP",
    "waktu-pihak-luar": "catatan: waktu pihak luar tidak dipantau",
    "identitas-kurang": "catatan: SOP dapat dipakai sebelum bernomor dan bertanggal",
}
"""Codes that need no answer, each with the reason."""


@dataclass(frozen=True)
class Option:
    """One answer. `value` None keeps what was guessed."""

    label: str
    value: str | None
    no: str = ""
    """Number of the step that the answer names; typing it chooses the answer."""


@dataclass(frozen=True)
class Choices:
    """`typed` says what may be typed instead of a number; empty: only the options."""

    kind: Kind
    options: tuple[Option, ...]
    typed: str = ""


_PARTS = {"W": "minggu", "D": "hari", "H": "jam", "M": "menit"}


def duration_said(iso: str | None) -> str:
    """`PT1H30M` in words: `1 jam 30 menit`; empty for none.

    >>> duration_said("P2DT4H"), duration_said(None)
    ('2 hari 4 jam', '')
    """
    return " ".join(f"{number} {_PARTS[unit]}" for number, unit in re.findall(r"(\d+)([WDHM])", iso or ""))


_SAME_FOR_ALL: dict[Kind, tuple[Option, ...]] = {
    "waktu": (Option("Semua seperti yang dibaca", None), Option("Semua tanpa tenggat", "-")),
    "pengingat": (Option("Semua tanpa pengingat", None), Option("Semua setiap 7 hari kerja", "P7D"),
                  Option("Semua setiap 14 hari kerja", "P14D")),
    "sel": (Option("Semua sudah benar", None),),
    "keputusan": (Option("Semua seperti dugaan", None),
                  Option("Semua tanpa pengembalian: langsung ke langkah berikutnya", "-")),
}  # fmt: skip
_ASKED_ONCE = frozenset(("putusan-tersirat", "kelengkapan-tersirat", "surat-tanpa-konsep"))
"""Questions about branches that are the same for every row; others have an answer of their own each."""


def for_all(code: str, kind: Kind) -> tuple[Option, ...]:
    """Answers that fit every row that is asked about in this way; empty where each row needs its own."""
    return () if kind == "keputusan" and code not in _ASKED_ONCE else _SAME_FOR_ALL.get(kind, ())


def kind_of(finding: TemuanSop) -> Kind:
    """How the finding is answered."""
    if finding.kode == "surat-tanpa-konsep":
        return "keputusan" if finding.bidang == "keputusan" else "aksi"
    if finding.kode == "tidak-dapat-dijalankan":
        by_field: dict[str | None, Kind] = {"keputusan": "keputusan", "surat": "tujuan", "pelaksana": "pelaksana"}
        return by_field.get(finding.bidang, "aksi")
    return KINDS.get(finding.kode, "sel")


def choices(sop: Sop, finding: TemuanSop) -> Choices:
    """The answers to one finding, the guess first."""
    kind = kind_of(finding)
    step = sop.step(finding.langkah) if finding.langkah else None
    if step is not None and (made := _about_step(sop, finding, step, kind)) is not None:
        return made
    return _about_sop(sop, finding, kind)


_CELL = (
    "[nomor langkah] bidang=nilai, misalnya `4 uraian=Memeriksa konsep surat` (bidang: uraian, output, keterangan, "
    "kelengkapan, waktu)"
)


def names_of(sop: Sop) -> dict[str, str]:
    """Names of performers and outside parties by code."""
    return {p.kode: p.nama for p in sop.pelaksana} | {p.kode: p.nama for p in sop.pihak_luar}


def role_said(sop: Sop, sentence: str) -> str | None:
    """Code of the performer or party that a finding's sentence names: the longest name in it."""
    said = [(len(nama), kode) for kode, nama in names_of(sop).items() if nama.lower() in sentence.lower()]
    return max(said)[1] if said else None


def letter_said(sop: Sop, sentence: str) -> str | None:
    """Code of the letter that a finding's sentence names: the longest name in it."""
    said = [(len(s.nama), s.kode) for s in sop.surat if s.nama.lower() in sentence.lower()]
    return max(said)[1] if said else None


def _about_step(sop: Sop, finding: TemuanSop, step: Langkah, kind: Kind) -> Choices | None:
    names = names_of(sop)
    if kind == "pelaksana":
        others = tuple(Option(name, kode) for kode, name in names.items() if kode != step.pelaksana)
        both = tuple(
            Option(f"{names[step.pelaksana]} bersama {p.nama}", f"+{p.kode}")
            for p in sop.pelaksana
            if p.kode != step.pelaksana and p.nama in finding.kalimat and _shareable(step)
        )
        return Choices(kind, (Option(names[step.pelaksana], None), *others, *both))
    if kind == "bersama":
        named = [kode for kode, name in names.items() if name in finding.kalimat or kode in step.bersama]
        alone = (Option(f"Hanya {names[k]}", f"={k}") for k in dict.fromkeys([step.pelaksana, *named]))
        # Where Ya leads elsewhere, the row that receives would be passed by.
        goes_on = step.keputusan is None or step.keputusan.ya is None
        handed = (
            Option(f"{names[step.pelaksana]} mengerjakan, lalu menyerahkan kepada {names[k]}", f">{k}")
            for k in named
            if k != step.pelaksana and goes_on
        )
        return Choices(kind, (Option("Seperti dugaan", None), *alone, *handed))
    if kind == "keputusan":
        return _branches(sop, step)
    if kind == "aksi":
        now = ", ".join(a.value.replace("_", " ") for a in step.aksi) or "-"
        words = "jenis pekerjaan dipisah koma: " + ", ".join(a.value.replace("_", " ") for a in Aksi)
        return Choices(kind, (Option(now, None), Option("lain (dikerjakan petugas)", "lain")), words)
    if kind == "nomor":
        others = tuple(
            Option(f"Diberi nomor pada langkah {s.no}: {s.nama}", s.kode, s.no)
            for s in _may_number(sop, step.surat)
            if s.kode != step.kode
        )
        sent = any(Aksi.KIRIM in s.aksi for s in sop.langkah if s.surat == step.surat)
        without = () if sent else (Option("Tanpa nomor", "-"),)
        return Choices(kind, (Option(f"Diberi nomor pada langkah {step.no}", None), *others, *without))
    if kind == "tanda-tangan":
        signers = (
            Option(f"Ditandatangani pada langkah {s.no}: {s.nama}", s.kode, s.no)
            for s in sop.langkah
            if s.pelaksana in {p.kode for p in sop.pelaksana} and not (s.balasan or s.kolektif)
        )
        return Choices(kind, (Option("Belum diketahui", None), *signers))
    if kind == "waktu":
        now = duration_said(step.waktu.durasi) or step.waktu.jadwal or "Tanpa tenggat"
        none = () if not (step.waktu.durasi or step.waktu.jadwal) else (Option("Tanpa tenggat", "-"),)
        return Choices(kind, (Option(now, None), *none), "lama kerja, misalnya `15 menit` atau `2 hari`")
    if kind == "salinan":
        now = "; ".join(f"{k.nama}: {k.salinan or '-'}" for k in step.kelengkapan)
        every = (Option("Satu untuk setiap dokumen", "1"), Option("Jumlah tidak ditentukan", "-"))
        return Choices(kind, (Option(now, None), *every), "jumlah untuk setiap dokumen, urut dan dipisah koma: `2, 1`")
    if kind == "balasan" and step.balasan is not None:
        back = step.balasan.dikembalikan
        options = [Option(f"Seperti dugaan: {back.ke or back.selesai}", None)]
        options += [
            Option(f"Yang dikembalikan ke langkah {s.no}: {s.nama}", f"ke:{s.kode}", s.no)
            for s in sop.langkah[: _first_draft(sop, step.balasan.surat) + 1]
            if s in sop.office_steps and s.kode not in (back.ke, step.kode)
        ]
        return Choices(kind, (*options, Option("Yang dikembalikan berakhir", "selesai:Dikembalikan")))
    if kind == "pengingat":
        often = (Option("Setiap 7 hari kerja", "P7D"), Option("Setiap 14 hari kerja", "P14D"))
        set_ = step.balasan.pengingat if step.balasan else None
        guess = Option(f"Setiap {set_}", None) if set_ else Option("Tanpa pengingat", None)
        off = (Option("Tanpa pengingat", "-"),) if set_ else ()
        return Choices(kind, (guess, *often, *off), "selang, misalnya `5 hari`")
    if kind == "kolektif" and step.kolektif is not None:
        return Choices(
            kind, (Option(f"Ya, untuk setiap {step.kolektif.per}", None), Option("Tidak, sekali untuk semua", "-"))
        )
    if kind in ("tujuan", "perihal"):
        return _letter(sop, step.surat or letter_said(sop, finding.kalimat), kind)
    return None


def _may_number(sop: Sop, surat: str | None) -> list[Langkah]:
    """Rows of a letter in which it can get its number: from its last signature on, until it is sent."""
    rows = [s for s in sop.langkah if s.surat == surat and surat]
    signed = max((i for i, s in enumerate(rows) if Aksi.TANDA_TANGAN in s.aksi), default=0)
    sent = next((i for i, s in enumerate(rows) if Aksi.KIRIM in s.aksi), len(rows) - 1)
    return rows[signed : sent + 1]


def _first_draft(sop: Sop, surat: str) -> int:
    """Place of the row that drafts the letter first; what comes back goes there or further back."""
    drafts = (i for i, s in enumerate(sop.langkah) if s.surat == surat and Aksi.KONSEP in s.aksi)
    return next(drafts, len(sop.langkah) - 1)


def _shareable(step: Langkah) -> bool:
    decision = step.keputusan
    alone = step.balasan or step.kolektif or (decision and (decision.jenis == "kelengkapan" or decision.pilihan))
    return not alone and not set(step.aksi) - AKSI_BERSAMA


def _branches(sop: Sop, step: Langkah) -> Choices:
    decision = step.keputusan
    options = [Option("Tidak ada pengembalian: langsung ke langkah berikutnya", None if decision is None else "-")]
    target = decision.tidak if decision else None
    if target is not None:
        no = sop.step(target.ke).no if target.ke else ""
        options.insert(0, Option(f"Kembali ke langkah {no}" if no else f"Selesai: {target.selesai}", None, no))
    if step.balasan or step.kolektif:
        return Choices("keputusan", tuple(options))
    # What an applicant completes comes in again at the office; any other return needs a row of the office.
    completed = decision is not None and decision.jenis == "kelengkapan"
    taken = {t.ke for t in (target, decision.ya if decision else None) if t}
    for other in sop.langkah[: sop.langkah.index(step) + 1]:
        if other.kode not in taken and (completed or other in sop.office_steps):
            options.append(Option(f"Kembali ke langkah {other.no}: {other.nama}", f"ke:{other.kode}", other.no))
    if target is None or not target.selesai:
        options.append(Option("Selesai: Permohonan tidak diproses", "selesai:Permohonan tidak diproses"))
    return Choices("keputusan", tuple(options), "selesai:nama akhir proses")


def _letter(sop: Sop, kode: str | None, kind: Kind) -> Choices:
    letter = next((s for s in sop.surat if s.kode == kode), sop.surat[0] if sop.surat else None)
    if kind == "perihal":
        now = letter.perihal if letter else "-"
        return Choices(kind, (Option(f"Satu surat: {now}", None),), "perihal yang resmi")
    parties = tuple(Option(f"Hanya {p.nama}", p.kode) for p in sop.pihak_luar)
    names = names_of(sop)
    now = " atau ".join(names[k] for k in letter.tujuan) if letter and letter.tujuan else "Tanpa tujuan"
    return Choices(kind, (Option(now, None), *parties), "nama penerima di luar kantor")


def _about_sop(sop: Sop, finding: TemuanSop, kind: Kind) -> Choices:
    right = Option("Sudah benar", None)
    if kind in ("tujuan", "perihal"):
        return _letter(sop, letter_said(sop, finding.kalimat), kind)
    if kind == "judul":
        return Choices(kind, (right,), "judul SOP")
    if kind == "mulai":
        named = {"permohonan": "permohonan", "surat": "surat masuk", "perintah": "perintah pimpinan"}
        guess = Option(f"Dimulai oleh {named[sop.mulai.jenis]}", None)
        return Choices(
            kind, (guess, *(Option(f"Dimulai oleh {n}", k) for k, n in named.items() if k != sop.mulai.jenis))
        )
    if kind == "peran":
        return Choices(kind, (right,), "nomor=pelaksana, misalnya `1=Staf Umum, 2=Kepala Dinas`")
    kode = role_said(sop, finding.kalimat)
    if kind == "nama" and kode:
        return Choices(kind, (Option(names_of(sop)[kode], None),), "nama pelaksana yang benar")
    if kind == "pihak" and kode:
        inside = kode in {p.kode for p in sop.pelaksana}
        now, other = ("Bagian dari kantor", "Pihak di luar kantor") if inside else ("Pihak luar", "Bagian dari kantor")
        waited = any(kode in s.tujuan for s in sop.surat) or any(
            s.balasan and s.balasan.dari == kode for s in sop.langkah
        )
        moved = () if waited else (Option(other, "luar" if inside else "dalam"),)
        return Choices(kind, (Option(now, None), *moved))
    if kind == "tanpa-langkah" and kode:
        steps = (Option(f"Mengerjakan langkah {s.no}: {s.nama}", s.kode, s.no) for s in sop.langkah)
        needed = len(sop.pelaksana) == 1 or any(kode in (s.pelaksana, *s.bersama) for s in sop.langkah)
        gone = () if needed else (Option("Hapus pelaksana ini", "-"),)
        return Choices(kind, (Option("Biarkan tanpa kegiatan", None), *gone, *steps))
    return Choices("sel", (right,), _CELL)
