"""Offices and positions of Indonesian government: one spelling for each, rank, and who stands outside the office.

Abbreviations and ranks follow the structure of UU 5/2014 jo. 20/2023 and PP 18/2016 (perangkat daerah): the head of the
office, its secretary, heads of division, of subdivision, coordinators, functional staff, staff.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SPELLINGS = (
    (r"&", " dan "),
    (r"\bka\s*\.?\s*(?=sub|bag|bid|sie?\b|dis|ban|kan|biro|upt)", "ka"),
    (r"\bkepala\s+sub\s*-?\s*bag(?:ian)?\b|\bkasub\s*\.?\s*bag(?:ian)?\b|\bkasubb?ag\b", "kasubbag"),
    (r"\bkepala\s+sub\s*-?\s*bid(?:ang)?\b|\bkasub\s*\.?\s*bid(?:ang)?\b|\bkasubb?id\b", "kasubbid"),
    (r"\bkepala\s+bagian\b|\bkabag\b", "kabag"),
    (r"\bkepala\s+bidang\b|\bkabid\b", "kabid"),
    (r"\bkepala\s+seksi\b|\bkasie?\b", "kasi"),
    (r"\bkadis(?:dik)?\b|\bkadin\b", "kepala dinas"),
    (r"\bkaban\b", "kepala badan"),
    (r"\bkakan\b", "kepala kantor"),
    (r"\bkaro\b", "kepala biro"),
    (r"\bsekdis\b", "sekretaris dinas"),
    (r"\bsekban\b", "sekretaris badan"),
    (r"\bsekda\b", "sekretaris daerah"),
    (r"\bsubb?ag(?:ian)?\b|\bsub\s+bag(?:ian)?\b", "subbag"),
    (r"\bumpeg\b", "umum dan kepegawaian"),
    (r"\btata\s+usaha\b", "tu"),
    (r"\bstaff\b", "staf"),
    (r"\bprov\b\.?", "provinsi"),
    (r"\bkab\b\.?", "kabupaten"),
    (r"\bkementrian\b", "kementerian"),
)
_SPELLING_PATTERNS = tuple((re.compile(pattern), plain) for pattern, plain in _SPELLINGS)

_RANKS = (
    (100, r"menteri|gubernur|bupati|wali\s?kota|presiden"),
    (95, r"sekretaris\s+daerah|sekretaris\s+jenderal|sekjen|dirjen|direktur\s+jenderal"
         r"|wakil\s+(?:bupati|gubernur|walikota)"),
    (92, r"asisten"),
    (90, r"kepala\s+(?:dinas|badan|biro|kantor|balai|pusat|satuan|kanwil|upt\w*|puskesmas|rumah|rsud|sekolah|desa|sma"
         r"|smk|smp|madrasah|man|mts|lapas|instansi|unit\s+kerja|opd|skpd|lembaga|arsip|perpustakaan)"
         r"|direktur"
         r"|inspektur(?=$|\s+(?:daerah|kabupaten|kota|provinsi|jenderal|utama|wilayah)\b)|camat|lurah|rektor|dekan|ketua(?!\s+(?:tim|pokja|kelompok))|pimpinan|kajari"
         r"|kapolres|kapolsek|kakanwil|kpa\b|kuasa\s+pengguna\s+anggaran"
         # The head of a whole office, however it is called; heads of its parts come below.
         r"|kepala\s+(?!sub|bagian|bidang|seksi|ruang|loket|instalasi|gudang|tu\b|urusan|unit|tim\b|kelompok|sekretariat"
         r"|laboratorium|program|poli|kamar|shift|pelayanan)\w+"),
    (86, r"wakil\s+(?:direktur|kepala|dekan|rektor|ketua)"),
    (80, r"sekretaris|panitera|sekcam|seklur|kepala$"),
    (70, r"kabag|kabid|inspektur\s+pembantu|irban|manajer|manager"),
    (65, r"ppk\b|pejabat\s+pembuat\s+komitmen|kepala\s+(?:tu|sekretariat)\b"),
    (60, r"kasubbag|kasubbid|kasi|kaur|kepala\s+(?:sub|unit|ruang|loket|instalasi|gudang|urusan|laboratorium|poli"
         r"|tim|kelompok|program|shift|kamar|pelayanan)\w*"),
    (50, r"koordinator|korpel|subkoordinator|sub\s+koordinator|ketua\s+(?:tim|pokja|kelompok)|supervisor|penyelia"),
    # Jabatan fungsional by their names in the regulations of the Menteri PANRB, and pelaksana by Permenpan-RB 45/2022.
    (40, r"inspektur|teknisi|bidan|apoteker|nutrisionis|radiografer|fisioterapis|sanitarian|perekam\s+medis|pustakawan"
         r"|penghulu|jaksa|hakim|penilai|pemeriksa|penguji|pengawas|penera|surveyor|widyaiswara|pamong|penata|penyidik"
         r"|statistisi|arsiparis|mediator|instruktur|pranata|kurator|dosen|koder|mandor|analis|bendahara|pengelola|verifikator|pranata|arsiparis|pengadministrasi|auditor|penyuluh"
         r"|penyusun|perencana|jft|jfu|pejabat\s+(?:fungsional|pelaksana)|pptk|tim\b|penelaah|pokja|fungsional|dokter|perawat|guru"),
    (30, r"staf|pelaksana|petugas|operator|pemroses|pegawai|loket|ptsp|front\s*office|back\s*office|resepsionis"
         r"|agendaris|caraka|kurir|pengemudi|sopir|satpam|admin|helpdesk|juru|pramu\w*|fo\b|bo\b|sekretariat|subbag|ulp|pelayanan"),
)  # fmt: skip
_RANK_PATTERNS = tuple((rank, re.compile(rf"^(?:{pattern})\b")) for rank, pattern in _RANKS)
_RANK_ANYWHERE = tuple((rank, re.compile(rf"\b(?:{pattern})\b")) for rank, pattern in _RANKS)

_APPLICANT = re.compile(
    r"\bpemohon\b|\bmasyarakat\b|\bwarga\b|\bpengguna\s+(?:layanan|jasa)\b|\bpelapor\b|\bpengadu\b|\bpelanggan\b"
    r"|\bpasien\b|\bmahasiswa\b|\bsiswa\b|\bwajib\s+pajak\b|\bpns\b|\basn\b|\bpengusul\b|\btamu\b|\bpihak\s+ketiga\b"
    r"|\borang\s+tua\b|\bwali\s+(?:murid|siswa)\b|\bpeminjam\b|\bpendaftar\b|\bahli\s+waris\b|\bpenduduk\b"
    r"|\brekanan\b|\bpenyedia\b|\bpegawai\s+yang\s+bersangkutan\b|\bpengunjung\b"
    # Who comes to a court (UU 48/2009) or is served by an office (UU 25/2009).
    r"|\bpenggugat\b|\btergugat\b|\bterdakwa\b|\bpara\s+pihak\b|\bpencari\s+keadilan\b|\bkuasa\s+hukum\b|\badvokat\b"
    r"|\bpenerima\s+layanan\b|\bnasabah\b|\bpenyewa\b|\bpeserta\b|\bkonsumen\b|\bpembeli\b|\bkeluarga\b|\balumni\b"
)
_INSTITUTION = re.compile(
    r"^(?:kanwil\b|kanreg\b|kantor\b|balai\b|balai\s+besar\b|loka\b|stasiun\b|jasa\b|ekspedisi\b|polda\b|kodim\b|koramil\b"
    r"|kejari\b|kejati\b|mahkamah\b|komisi\b|yayasan\b|asosiasi\b|organisasi\b|cv\b|ud\b|bpom\b|bnn\w*\b|bps\b|kpu\b|kpp\b|bulog\b"
    r"|bkpsdm|bkd|bkpp\w*|bkn\b|badan\b|dinas\b|kementerian|kemen\w+|pt\b|bank\b|skpd|opd|instansi"
    r"|inspektorat|bappeda|bpkad|bpkd|bpjs|taspen|dprd|kecamatan|kelurahan|desa\b|polres|polsek|kejaksaan|pengadilan|sekolah"
    r"|universitas|perguruan|rumah\s+sakit|puskesmas|perusahaan|unit\s+kerja|satuan\s+kerja|satker|kppn|menpan|setda\b"
    r"|sekretariat\s+(?:daerah|negara)|lembaga\b|pemerintah\b|biro\b)"
)


@dataclass(frozen=True)
class Jabatan:
    """A role name with what it tells. `rank` is None where the name tells nothing; higher is more senior."""

    name: str
    words: str
    rank: int | None
    torn: bool = False
    """The name makes sense only with its words joined."""
    outside: str = ""
    """`pemohon`, `instansi` or empty for a position or unit of the office."""


@lru_cache(maxsize=16384)
def canonical(text: str) -> str:
    """Lower case, one spelling for each position: `Ka. Sub Bagian Umum & Kepeg.` -> `kasubbag umum dan kepeg`."""
    plain = text.lower()
    for pattern, replacement in _SPELLING_PATTERNS:
        plain = pattern.sub(replacement, plain)
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def begins_with_position(words: str) -> bool:
    """True if the canonical name begins with the word of a position (`staf umum`, not `umum`)."""
    return any(pattern.search(words) for _, pattern in _RANK_PATTERNS)


@lru_cache(maxsize=4096)
def jabatan(name: str) -> Jabatan:
    """What a role column's name says about its holder."""
    words = canonical(name)
    rank = next((rank for rank, pattern in _RANK_PATTERNS if pattern.search(words)), None)
    outside, torn = "", False
    if _APPLICANT.search(words) and rank is None:
        outside = "pemohon"
    elif rank is None and _INSTITUTION.search(words):
        outside = "instansi"
    if rank is None and not outside:
        rank = next((rank for rank, pattern in _RANK_ANYWHERE if pattern.search(words)), None)
    if rank is None and not outside:  # `Sekre taris`: a word torn at a line end
        joined = words.replace(" ", "")
        rank = next((rank for rank, pattern in _RANK_PATTERNS if pattern.search(joined)), None)
        torn = rank is not None and " " in words
    return Jabatan(name, words, rank if not outside else None, torn, outside)
