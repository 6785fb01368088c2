"""Names of the process variables that forms, mappings and conditions share."""

from __future__ import annotations

NOMOR_PERKARA = "nomorPerkara"
PERMOHONAN = "permohonan"
KEPUTUSAN = "keputusan"
"""`ya` or `tidak`, of the last decision task."""
CATATAN = "catatan"
"""Note of the last reviser: {dari, langkah, isi}, or null after an approval."""
CATATAN_BARU = "catatanBaru"
JUMLAH_KOREKSI = "jumlahKoreksi"
"""How many times reviewers or the receiving office sent the draft back."""
PUTARAN_KOREKSI = "putaranKoreksi"
"""`jumlahKoreksi` when the tasks of a step done together were opened."""
ARAHAN = "arahan"
"""Last order or disposition: {dari, isi}."""
ARAHAN_BARU = "arahanBaru"
LENGKAP = "lengkap"
KEKURANGAN = "kekurangan"
"""Names of the required documents that were missing at the last check."""
TENGGAT = "tenggat"
TENGGAT_KEDUA = "tenggatKedua"
MULAI = "mulai"
BALASAN = "balasan"
"""Answer of the outside party: {hasil, catatan, tanggal}."""
HASIL = "hasil"
CATATAN_BALASAN = "catatanBalasan"
TANGGAL_BALASAN = "tanggalBalasan"
PENERIMA = "penerima"
TANGGAL_TERIMA = "tanggalTerima"
TANDA_TERIMA = "tandaTerima"
NOMOR_LUAR = "nomorLuar"
ORANG = "orang"
"""The item of a collective step: {nama, nip}."""
HASIL_ORANG = "hasilOrang"
"""Result of a collective step for one item, local to its sub-process: {hasil, alasan}."""
JADWAL_ORANG = "jadwalOrang"
ALASAN = "alasan"
TANGGAL_BARU = "tanggalBaru"

DATA_KURANG = "dataKurang"
"""Data that a letter's template needs and the case lacks: list of {nama, nilai}."""

YA = "ya"
TIDAK = "tidak"


def _upper_first(name: str) -> str:
    return name[:1].upper() + name[1:]


def pascal(slug: str) -> str:
    """`kepala-kantor` -> `KepalaKantor`, for ids and names; `staf-1` -> `Staf_1`, since `Staf1` is `staf1`."""
    first, *others = slug.split("-")
    return first.capitalize() + "".join(p.capitalize() if p[0].isalpha() else f"_{p}" for p in others)


def letter_text(slot: str) -> str:
    """Variable with the draft text that people edit; emptied at the signature."""
    return f"isi{_upper_first(slot)}"


def destination(slot: str) -> str:
    """Variable with the chosen receiving party of a letter that may go to several."""
    return f"tujuan{_upper_first(slot)}"


def checklist(kode: str) -> str:
    """Variable that keeps what was ticked in the checklist of a step: {berkas1: true, ...}."""
    return f"berkas{kode}"


def checkbox(index: int) -> str:
    """Form key of the checkbox of the required document at `index` (from 1)."""
    return f"berkas{index}"


def condition_answer(kode: str) -> str:
    """Variable with the answer (`ya` or `tidak`) that decides whether the step is done."""
    return f"syarat{kode}"


def vote(kode: str, role: str) -> str:
    """Variable with the note of a role that refused in a step done together; null when it agreed."""
    return f"suara{kode}{pascal(role)}"


def results(kode: str) -> str:
    """Variable with the results of a collective step: list of {nama, nip, hasil, alasan}."""
    return f"hasil{kode}"
