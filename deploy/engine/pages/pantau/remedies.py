"""What is wrong and what to do, in words for an operator: for each type of incident and each job."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Remedy:
    """Two sentences."""

    cause: str
    remedy: str


_AGAIN = "Setelah diperbaiki, tekan “Coba lagi”."
_OFFICE_FILE = "Perbaiki berkas kantor, lalu hidupkan ulang layanan pekerja (alur work)."

_JOBS = {
    "hitung-tenggat": (
        "menghitung tenggat langkah",
        f"Periksa kalender kerja kantor untuk tahun ini. Sebelum beres, tugas ini belum tampak bagi siapa pun. "
        f"{_OFFICE_FILE}",
    ),
    "buat-konsep-surat": (
        "membuat konsep surat",
        "Periksa templat surat kantor serta data permohonan yang dibutuhkannya.",
    ),
    "kunci-surat": ("mengunci naskah surat yang disetujui", "Periksa penyimpanan surat: ruang disk dan izin folder."),
    "beri-nomor-surat": (
        "memberi nomor surat",
        "Periksa register surat di berkas kantor dan buku agenda (alur letters list).",
    ),
    "arsipkan-surat": ("mengarsipkan surat", "Periksa templat surat dan penyimpanan surat: ruang disk, izin folder."),
    "kirim-surat": ("mengirim surat", "Periksa alamat tujuan di berkas kantor dan sambungan ke server surel."),
    "batalkan-surat": ("membatalkan nomor surat", "Periksa buku agenda (alur letters list)."),
    "ingatkan-instansi": (
        "mengingatkan instansi tujuan",
        "Periksa alamat tujuan di berkas kantor dan sambungan ke server surel.",
    ),
    "eskalasi-tenggat": (
        "memberi tahu atasan tentang keterlambatan",
        f"Periksa pejabat dan atasannya. {_OFFICE_FILE} Sampai beres, atasan belum diberi tahu: sampaikan sendiri.",
    ),
    "catat-tanda-terima": ("mencatat tanda terima", "Periksa penyimpanan surat dan isian tanda terima."),
    "tutup-perkara": ("menutup perkara", "Periksa penyimpanan surat dan buku agenda (alur letters list)."),
}

_REFILL = (
    "Pindahkan perkara ke langkah yang mengisi data itu, agar diisi ulang. Data dari formulir awal hanya dapat "
    "diperbaiki dengan mengakhiri perkara dan memulainya lagi."
)

SAYINGS: tuple[tuple[str, str, str], ...] = (
    (r"Wrong \w+ of the job: (.+?)\. ", "Data untuk pekerjaan ini tidak ada atau bentuknya salah ({0}).", _REFILL),
    (r"has no role ([\w-]+)\.", "Berkas kantor tidak mengenal jabatan {0}.", f"Tambahkan di `pejabat`. {_OFFICE_FILE}"),
    (
        r"has no outside party ([\w-]+)\.",
        "Berkas kantor tidak mengenal pihak luar {0}.",
        f"Tambahkan di `pihak_luar`. {_OFFICE_FILE}",
    ),
    (r"There is no office file ([\w.-]+)\.", "Berkas kantor {0} tidak ada.", _OFFICE_FILE),
    (
        r"has no letter register for the kind ([\w-]+)\.",
        "Berkas kantor tidak mempunyai register surat jenis {0}.",
        f"Tambahkan di `register`. {_OFFICE_FILE}",
    ),
    (
        r"are numbered in another system, and no number was typed in",
        "Surat ini diberi nomor oleh sistem lain, dan nomornya belum diisi.",
        "Pindahkan perkara ke langkah yang mengisi nomor surat.",
    ),
    (
        r"The e-mail address of ([\w-]+) in the case is none",
        "Alamat surel {0} dalam perkara tidak berlaku.",
        "Pindahkan perkara ke langkah yang mengisi alamat itu; kosongkan bila surat hanya dikirim di atas kertas.",
    ),
    (
        r"has (\d+) unfilled place\(s\) in square brackets",
        "Naskah surat masih memuat {0} tempat dalam kurung siku yang belum diisi.",
        "Pindahkan perkara ke langkah penyusunan konsep, lalu isi tempat itu.",
    ),
    (
        r"has no text to sign",
        "Naskah surat yang akan disetujui kosong.",
        "Pindahkan perkara ke langkah penyusunan konsep.",
    ),
    (r"data is missing: ([\w., ]+)\.", "Data untuk surat belum ada: {0}.", _REFILL),
    (
        r"needs data that the case cannot get from a form: ([\w., ]+)\.",
        "Templat surat meminta data yang tidak ada dalam perkara: {0}.",
        f"Perbaiki templat surat kantor. {_AGAIN}",
    ),
    (
        r"The receipt lacks the receiver's name or the date",
        "Tanda terima belum memuat nama penerima atau tanggalnya.",
        "Pindahkan perkara ke langkah penyerahan itu, agar diisi ulang.",
    ),
    (
        r"Look at the mail server or the receiver's system",
        "Server surel atau sistem penerima tidak dapat dihubungi.",
        f"Periksa sambungan ke server surel dan sistem penerima. {_AGAIN}",
    ),
    (
        r"Add the year's calendar to the office",
        "Kalender kerja untuk tahun itu belum ada.",
        f"Tambahkan kalendernya menurut SKB 3 Menteri. {_OFFICE_FILE} {_AGAIN}",
    ),
)
"""What workers say (a regular expression), and the same as cause and remedy; a test holds them against the workers."""

_FAULT = re.compile(r": \w+")
"""What pydantic calls the fault of a field, after its name."""

_NO_RETRIES = ("JOB_NO_RETRIES", "EXECUTION_LISTENER_NO_RETRIES", "TASK_LISTENER_NO_RETRIES")

_TYPES = {
    "UNHANDLED_ERROR_EVENT": Remedy(
        "Layanan pekerja melaporkan galat proses, tetapi diagram tidak mempunyai jalur untuk galat itu.",
        "Pindahkan perkara ke langkah lain, atau lengkapi SOP dan pasang ulang.",
    ),
    "CONDITION_ERROR": Remedy(
        "Cabang diagram tidak dapat dipilih: syaratnya bukan ya atau tidak, atau tidak ada syarat yang terpenuhi.",
        "Pindahkan perkara ke langkah yang mengisi keputusan itu, agar diisi ulang.",
    ),
    "EXTRACT_VALUE_ERROR": Remedy(
        "Nilai yang dibutuhkan langkah ini (misalnya tenggat, kelompok pelaksana atau kunci pesan) tidak ada atau "
        "bentuknya salah.",
        "Pindahkan perkara ke langkah yang mengisi nilai itu, agar diisi ulang.",
    ),
    "IO_MAPPING_ERROR": Remedy(
        "Data tidak dapat dialirkan masuk atau keluar langkah ini: ada data yang tidak ada atau bentuknya salah.",
        "Pindahkan perkara ke langkah yang mengisi data itu, agar diisi ulang.",
    ),
    "CALLED_ELEMENT_ERROR": Remedy(
        "Proses yang dipanggil langkah ini belum dipasang.", f"Pasang proses itu (alur deploy). {_AGAIN}"
    ),
    "FORM_NOT_FOUND": Remedy(
        "Formulir langkah ini belum dipasang.", f"Pasang ulang SOP ini beserta formulirnya (alur deploy). {_AGAIN}"
    ),
}


def job_words(job_type: str) -> str:
    """What a job does: `memberi nomor surat`; an unknown one by its name."""
    known = _JOBS.get(job_type)
    return known[0] if known else f"pekerjaan “{job_type}”" if job_type else "pekerjaan sistem"


def remedy_of(type_: str, job_type: str, message: str) -> Remedy:
    """Of an incident, by what its message says, else by its error type and the type of its job (empty: none)."""
    for saying, cause, remedy in SAYINGS:
        found = re.search(saying, message) if type_ in _NO_RETRIES else None
        if found:
            return Remedy(cause.format(*(_FAULT.sub("", part) for part in found.groups())), remedy)
    if type_ in _NO_RETRIES:
        known = _JOBS.get(job_type)
        what = known[1] if known else "Baca pesan teknisnya dan perbaiki penyebabnya."
        return Remedy(f"Sistem gagal {job_words(job_type)} dan tidak mencoba lagi sendiri.", f"{what} {_AGAIN}")
    return _TYPES.get(
        type_,
        Remedy("Langkah ini tidak dapat dilanjutkan oleh mesin proses.", f"Baca pesan teknisnya. {_AGAIN}"),
    )
