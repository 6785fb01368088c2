"""The verbs of Bahasa Indonesia as SOPs use them: from `Memeriksa` to the base verb `periksa`.

Rules are those of the prefix me- (Tata Bahasa Baku Bahasa Indonesia, 4.2): the first sound of the base decides the form
of the prefix, and p, t, k, s are lost after it. Bases that begin with a vowel, m or n look the same as bases that lost
a sound, so those in the language's common stock are listed.
"""

from __future__ import annotations

import re
from functools import lru_cache

_M_BASES = ("masuk", "mohon", "muat", "mulai", "mutakhir", "minta", "main", "milik", "musnah", "musyawarah", "mutasi",
            "monitor", "moderasi", "magang", "maklum")  # fmt: skip
_N_BASES = ("nilai", "naik", "nyata", "notulen", "nomor", "nota", "nego", "nonaktif", "niat")
_VOWEL_BASES = (
    "agenda", "ajar", "aju", "akhir", "akses", "aktif", "alih", "alokasi", "ambil", "amat", "analisis", "analisa",
    "anggar", "angkat", "angkut", "antar", "antre", "arah", "arsip", "asesmen", "atas", "atur", "audit", "awas",
    "edit", "edar", "efektif", "ekspedisi", "entri", "entry", "estimasi", "evaluasi", "identifikasi", "ikut", "impor",
    "informasi", "ingat", "input", "inspeksi", "instruksi", "integrasi", "inventarisasi", "inventarisir", "isi", "izin",
    "olah", "operasi", "optimal", "organisasi", "otorisasi", "ubah", "ucap", "uji", "ukur", "ulang", "ulas", "umum",
    "undang", "unduh", "unggah", "update", "upload", "urus", "urut", "usul", "usulkan", "umpan", "acu", "absen", "akui",
    "apresiasi", "administrasi", "advokasi", "endap", "eksekusi", "emban", "esai", "imbau", "iring", "izin", "ada",
    "aduk", "agih", "ajak", "akomodasi", "aktivasi", "aman", "anjur", "antisipasi", "asuh", "asuransi", "atensi",
    "edukasi", "ekspos", "ekstrak", "elaborasi", "enkripsi", "evakuasi", "ikat", "imunisasi", "indeks", "indikasi",
    "injeksi", "inisiasi", "instal", "interpretasi", "intervensi", "investigasi", "isolasi", "istirahat", "obat",
    "observasi", "orientasi", "otentikasi", "undur", "ungkap", "upaya", "urai", "usut", "utama",
)  # fmt: skip
_K_MONOSYLLABLES = ("cek", "tes", "cap", "sah", "lap", "tik", "cat", "rem", "stempel")
_WHOLE = {
    "menindaklanjuti": "tindak lanjuti", "menandatangani": "tanda tangani", "menandatangan": "tanda tangan",
    "ditandatangani": "tanda tangani", "ditindaklanjuti": "tindak lanjuti", "mempelajari": "pelajari",
    "mempersiapkan": "persiapkan", "memperbaiki": "perbaiki", "mempertimbangkan": "pertimbangkan",
    "memperoleh": "peroleh", "mempunyai": "punyai", "mengetik": "ketik", "mengetikkan": "ketikkan",
    "mengetahui": "ketahui", "mengesahkan": "sahkan", "mengecek": "cek", "mengelola": "kelola", "mengentri": "entri",
    "mengklarifikasi": "klarifikasi", "menggandakan": "gandakan", "menverifikasi": "verifikasi",
    "memverifikasi": "verifikasi", "memfotokopi": "fotokopi", "memfoto": "foto", "mensahkan": "sahkan",
    "mensosialisasikan": "sosialisasikan", "menstempel": "stempel", "mengkoordinasikan": "koordinasikan",
    "mengkaji": "kaji", "mengkoreksi": "koreksi", "mengkonsep": "konsep", "mengcopy": "salin", "memproses": "proses",
    "memprint": "cetak", "menganalisa": "analisis", "mempublikasikan": "publikasikan", "memberitahukan": "beri tahukan",
    "memberitahu": "beri tahu", "memperhatikan": "perhatikan", "memperlihatkan": "perlihatkan",
    "memperbanyak": "perbanyak", "memperbarui": "perbarui", "memperbaharui": "perbarui", "mempresentasikan":
    "presentasikan", "memprioritaskan": "prioritaskan", "memprogram": "program", "mengembalikan": "kembalikan",
    "mengarahkan": "arahkan", "mengumumkan": "umumkan", "mengirimi": "kirimi", "mengenai": "", "menurut": "",
    "merupakan": "", "melalui": "", "mengingat": "", "menjadi": "", "mereka": "", "melainkan": "", "menit": "",
    "mentri": "", "menteri": "", "memo": "", "merah": "", "meja": "", "mesin": "", "metode": "", "media": "",
    "medis": "", "mengendalikan": "kendalikan", "memengaruhi": "pengaruhi", "meminta": "minta",
}  # fmt: skip
_TAIL = re.compile(r"(?:kan|i|nya)$")
_VOWELS = "aeiou"
_HYPHENED = re.compile(r"^(?P<prefix>meng|meny|mem|men|me|di)-(?P<base>[a-z]{2,}?)(?:nya)?$")
"""A borrowed verb keeps its spelling behind a hyphen: `meng-input`, `me-review`, `di-upload` (EYD V, III.L)."""
_BORROWED = {
    "review": "periksa", "input": "input", "upload": "unggah", "download": "unduh", "update": "mutakhirkan",
    "print": "cetak", "scan": "pindai", "copy": "salin", "edit": "edit", "check": "cek", "email": "kirim surel",
    "entry": "entri", "posting": "unggah", "share": "bagikan", "fotocopy": "fotokopi", "cross-check": "cek",
}  # fmt: skip
"""The word that the language has for a borrowed one (Padanan Istilah, Badan Bahasa)."""
_JOINT = re.compile(
    r"^ber(?:koordinasi|konsultasi|komunikasi|musyawarah|diskusi|unding|rapat|rembuk|kumpul|kunjung|tugas|angkat|jaga"
    r"|laku|latih|patroli|sidang|tanya|tukar|bagi|siap|upaya|usaha|kirim|temu)(?:an|i)?$"
)
"""Verbs with ber- that a kegiatan begins with: the subject does something, mostly with others."""


@lru_cache(maxsize=8192)
def imperative(word: str) -> str | None:
    """The bare form of an active verb with its suffix, `mendisposisikan` -> `disposisikan`; None if it is no me- verb.

    >>> [imperative(w) for w in ("memeriksa", "menerima", "menyerahkan", "mengagendakan", "memasukkan", "mengecek")]
    ['periksa', 'terima', 'serahkan', 'agendakan', 'masukkan', 'cek']
    """
    word = word.lower()
    if word in _WHOLE:
        return _WHOLE[word] or None
    if hyphened := _HYPHENED.match(word):
        return _BORROWED.get(hyphened["base"], hyphened["base"]) if hyphened["prefix"] != "di" else None
    if _JOINT.match(word):
        return word
    if word.endswith("nya") and len(word) > 8:
        word = word[:-3]
        if word in _WHOLE:
            return _WHOLE[word] or None
    if len(word) < 5 or not word.startswith("me") or not word.isalpha():
        return None
    for prefix, firsts in (("meng", "ghkq"), ("mem", "bfpv"), ("men", "cdjztsy"), ("me", "lrwymn")):
        rest = word[len(prefix) :]
        if not word.startswith(prefix) or not rest:
            continue
        if prefix == "me":
            if rest.startswith(("ng", "ny")) or (rest[0] in "mn" and not _begins(rest, _M_BASES + _N_BASES)):
                continue
            return rest
        if rest[0] in firsts and not (prefix == "men" and rest[0] == "y"):
            return rest
    if word.startswith("menge") and word[5:].startswith(_K_MONOSYLLABLES):
        return word[5:]
    if word.startswith("meng") and len(word) > 5 and word[4] in _VOWELS:
        rest = word[4:]
        return rest if _begins(rest, _VOWEL_BASES) else "k" + rest
    if word.startswith("meny") and len(word) > 5 and word[4] in _VOWELS:
        return "s" + word[4:]
    if word.startswith("mem") and word[3] in _VOWELS:
        return "m" + word[3:] if _begins("m" + word[3:], _M_BASES) else "p" + word[3:]
    if word.startswith("men") and word[3] in _VOWELS:
        return "n" + word[3:] if _begins("n" + word[3:], _N_BASES) else "t" + word[3:]
    return None


def _begins(word: str, bases: tuple[str, ...]) -> bool:
    return any(word.startswith(base) for base in bases)


@lru_cache(maxsize=8192)
def base(word: str) -> str | None:
    """The base of a verb or verbal noun (`pemeriksaan`, `diparaf`), without suffix; None if the word is neither."""
    word = word.lower()
    whole = word if word in _WHOLE else None
    bare = imperative(word)
    if bare is None and whole is None:
        if (hyphened := _HYPHENED.match(word)) is not None:
            bare = _BORROWED.get(hyphened["base"], hyphened["base"])
        elif word.startswith("di") and len(word) > 4 and word.isalpha() and word not in _DI_NOUNS:
            bare = word[2:]
        elif word.startswith(("pe", "per")) and word.endswith("an") and len(word) > 7:
            bare = imperative("me" + word[2:-2]) or word[2:-2]
    if not bare:
        return None
    return bare.removeprefix("ber") if _JOINT.match(bare) else strip_suffix(bare)


_DI_NOUNS = frozenset(
    ("dinas", "disposisi", "diklat", "direktur", "direktorat", "digital", "diagram", "diri", "disiplin", "distribusi",
     "divisi", "dispensasi", "diskusi", "dialog", "dies")
)  # fmt: skip
_KEEPS_I = frozenset(
    ("verifikasi", "koreksi", "disposisi", "isi", "beri", "evaluasi", "validasi", "klarifikasi", "identifikasi",
     "inventarisasi", "inspeksi", "instruksi", "informasi", "legalisasi", "sosialisasi", "koordinasi", "distribusi",
     "dokumentasi", "notifikasi", "rekapitulasi", "publikasi", "autentikasi", "fasilitasi", "teliti", "cari", "uji",
     "kaji", "gali", "administrasi", "konfirmasi", "rekonsiliasi", "operasi", "otorisasi", "fotokopi", "entri", "bagi",
     "presentasi", "registrasi", "akreditasi", "mutasi", "organisasi", "ekspedisi", "eksekusi", "estimasi", "alokasi")
)  # fmt: skip


def strip_suffix(bare: str) -> str:
    """`serahkan` -> `serah`, `tanda tangani` -> `tanda tangan`; a base that ends in -i keeps it."""
    if bare.endswith("kan") and len(bare) > 5 and bare[:-3] not in ("ma", "bu"):
        return bare[:-3]
    if bare.endswith("i") and bare not in _KEEPS_I and len(bare) > 4:
        return bare[:-1]
    return bare


def is_verb(word: str) -> bool:
    """True for an active verb: with me-, borrowed behind a hyphen, or one with ber- that a kegiatan begins with."""
    return imperative(word) is not None
