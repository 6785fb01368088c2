"""Small reviewed SOPs for tests of the process builder: one office, one letter, rows as needed."""

from __future__ import annotations

from typing import Any

from generator.sop import Sop

ROLES = (
    {"kode": "ptsp", "nama": "PTSP"},
    {"kode": "kepala", "nama": "Kepala Kantor"},
    {"kode": "staf", "nama": "Staf"},
)
LETTER = {"kode": "suratPengantar", "nama": "Surat pengantar", "perihal": "Usulan kartu pegawai", "tujuan": ["kanwil"]}
PARTIES = ({"kode": "kanwil", "nama": "Kanwil"}, {"kode": "pemohon", "nama": "Pemohon"})


def row(no: int, kode: str, role: str, *actions: str, **fields: Any) -> dict[str, Any]:
    """A step with a deadline of 15 minutes, unless `waktu` says otherwise."""
    return {
        "kode": kode,
        "no": str(no),
        "nama": fields.pop("nama", f"Kerjakan langkah {no}"),
        "pelaksana": role,
        "uraian": f"Uraian langkah {no}.",
        "aksi": list(actions),
        "waktu": {"teks": "15 menit", "durasi": "PT15M"},
        **fields,
    }


def sop(*rows: dict[str, Any], **fields: Any) -> Sop:
    """A whole SOP around the rows."""
    return Sop.model_validate(
        {
            "slug": "contoh",
            "kantor": "kantor-contoh",
            "identitas": {"judul": "Contoh layanan", "unit": "Kantor Contoh"},
            "mulai": {"jenis": "permohonan"},
            "pelaksana": list(ROLES),
            "pihak_luar": list(PARTIES),
            "surat": [LETTER],
            "langkah": list(rows),
            **fields,
        }
    )


def approval(no: int, kode: str, role: str, back_to: str, *actions: str, **fields: Any) -> dict[str, Any]:
    """A row that checks the letter and may send it back."""
    decision = {"jenis": "persetujuan", "tidak": {"ke": back_to}}
    return row(no, kode, role, "periksa", *actions, surat="suratPengantar", keputusan=decision, **fields)


def full_case() -> Sop:
    """Completeness, draft, two approvals, signature, number, sending, answer, hand-over."""
    return sop(
        row(
            1,
            "TerimaBerkas",
            "ptsp",
            "terima",
            "periksa_berkas",
            kelengkapan=[{"nama": "SK CPNS", "salinan": 2}, {"nama": "Foto"}],
            keputusan={
                "jenis": "kelengkapan",
                "pertanyaan": "Lengkap?",
                "tidak": {"selesai": "Permohonan tidak diproses"},
            },
        ),
        row(2, "BuatKonsep", "staf", "konsep", surat="suratPengantar"),
        approval(3, "Periksa", "ptsp", "BuatKonsep", "paraf"),
        approval(4, "TandaTangan", "kepala", "BuatKonsep", "tanda_tangan"),
        row(5, "Kirim", "staf", "nomor", "arsip", "kirim", "antar", surat="suratPengantar"),
        row(
            6,
            "CatatBalasan",
            "staf",
            "catat_balasan",
            waktu={"teks": ""},
            surat="suratPengantar",
            balasan={
                "dari": "kanwil",
                "surat": "suratPengantar",
                "pengingat": "P7D",
                "dikembalikan": {"ke": "BuatKonsep"},
                "ditolak": {"selesai": "Permohonan ditolak Kanwil"},
            },
        ),
        row(7, "Serahkan", "ptsp", "serah"),
        mulai={"jenis": "permohonan", "pihak": "pemohon"},
    )


def collective_case() -> Sop:
    """A scheduled collective step and one that takes only those who were done."""
    return sop(
        row(1, "Jadwalkan", "staf", "jadwal"),
        row(
            2,
            "Rekam",
            "ptsp",
            "rekam",
            waktu={"teks": "Disesuaikan", "jadwal": "jadwalRekam"},
            kolektif={"daftar": "daftarPns", "per": "PNS"},
        ),
        row(3, "Proses", "ptsp", "proses", kolektif={"daftar": "daftarPns", "per": "PNS", "setelah": "Rekam"}),
        row(4, "Serahkan", "ptsp", "serah"),
        surat=[],
        mulai={"jenis": "permohonan", "pihak": "pemohon", "daftar": "daftarPns"},
    )
