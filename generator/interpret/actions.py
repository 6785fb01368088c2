"""The aksi of a kegiatan: verbs of the text in their order, each with its object, without conditions and purposes.

A verb counts as done in the row when it stands in a main clause. Verbs behind `yang` (relative clause), behind `untuk`
(purpose or order) and in an else-branch (`jika tidak setuju ...`) do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator.interpret.bahasa import base, is_verb, strip_suffix
from generator.sop import Aksi

Mode = Literal["kerja", "perintah", "tujuan", "bila", "lainnya"]
"""`kerja`: done in this row; `perintah`: ordered with `untuk`; `tujuan`: purpose; `bila`: under the good condition;
`lainnya`: in the else-branch."""

_VERBS: dict[Aksi, frozenset[str]] = {
    Aksi.TERIMA: frozenset(("terima", "tampung")),
    Aksi.PERINTAH: frozenset(("perintah", "tugas", "instruksi", "tunjuk", "arah")),
    Aksi.DISPOSISI: frozenset(("disposisi",)),
    Aksi.DATA: frozenset(("data", "inventarisasi", "inventarisir", "rekap", "rekapitulasi", "himpun", "kumpul",
                          "identifikasi")),
    Aksi.PERIKSA: frozenset(("periksa", "cek", "teliti", "verifikasi", "validasi", "reviu", "review",
                             "cermat", "telitikan", "evaluasi")),
    Aksi.KOREKSI: frozenset(("koreksi",)),
    Aksi.PARAF: frozenset(("paraf",)),
    Aksi.TANDA_TANGAN: frozenset(("tanda tangan", "tandatangan", "teken", "sah")),
    Aksi.KONSEP: frozenset(("konsep", "ketik", "rancang", "susun", "buat", "draf", "draft", "siap", "persiap",
                            "rumus")),
    Aksi.NOMOR: frozenset(("nomor", "penomoran")),
    Aksi.ARSIP: frozenset(("arsip", "simpan", "dokumentasi", "file")),
    Aksi.KIRIM: frozenset(("kirim", "ekspedisi", "email")),
    Aksi.ANTAR: frozenset(("antar",)),
    Aksi.REKAM: frozenset(("rekam", "foto", "potret")),
    Aksi.PROSES: frozenset(("proses", "cetak", "terbit", "produksi", "fotokopi")),
    Aksi.SERAH: frozenset(("serah", "distribusi", "bagi", "beri", "sampai", "salur")),
}  # fmt: skip
_BY_BASE = {verb: aksi for aksi, verbs in _VERBS.items() for verb in verbs}
_NEUTRAL = frozenset(
    ("pelajari", "pelajar", "telaah", "kaji", "tindak lanjut", "informasi", "beri tahu", "ganda", "perbanyak", "catat",
     "bubuh", "stempel", "lengkap", "perbaik", "kembali", "lapor", "terus", "masuk", "bawa", "hadap", "tunggu", "cari",
     "hubung", "undang", "isi", "input", "entri", "unggah", "unduh", "hitung", "analisis", "rapat", "bahas", "laku",
     "laksana", "koordinasi", "konsultasi", "klarifikasi", "jelas", "layan", "tetap", "putus", "setuju", "aju", "usul",
     "mohon", "daftar", "registrasi", "ambil", "bayar", "nilai", "pilih", "sesuai", "sedia", "kelola", "pantau", "ubah",
     "gabung", "kelompok", "urut", "cocok", "banding", "tempel", "lampir", "buka", "tutup", "scan", "pindai", "salin",
     "baca", "dapat", "guna", "pakai", "panggil", "tuang", "tuju", "serta", "adakan", "ada", "sosialisasi", "umum",
     "publikasi", "monitor", "fasilitasi", "dampingi", "damping", "wawancara", "konfirmasi", "update", "perbarui",
     "upload", "ekstrak", "minta", "tanya", "pinjam", "rekomendasi", "tentu", "atur", "sah", "olah", "tembus", "muat",
     "usulkan", "kendali")
)  # fmt: skip
"""Work that needs no machine and no special form; it counts as known."""

LETTER = re.compile(
    r"\b(?:konsep|draf|draft|rancangan|net|naskah|surat|nota|telaahan|undangan|sk|keputusan|rekomendasi|memo"
    r"|pengantar|laporan|berita\s+acara)\b"
)
_INCOMING = re.compile(
    r"\b(?:permohonan|usul\w*|pengajuan|permintaan|pengaduan|aduan|laporan|tanda\s+terima|proposal|gugatan|disposisi)\b"
)
"""What comes in on paper besides letters and files."""
_PAPERS = re.compile(r"\b(?:data|hasil|daftar|catatan|jadwal|rancangan|arsip|formulir|buku)\b")
"""What goes from desk to desk besides."""
MONEY = re.compile(
    r"(?:bukti\s+)?(?:pem)?bayar\w*\b|bukti\s+(?:setor\w*|transfer|pembayaran)\b|kuitansi\b|kwitansi\b|uang\b|dana\b"
)
"""Money, or the proof that it was paid."""
_ORDER = re.compile(r"(?:tugas|pekerjaan|peran|jadwal\s+tugas)\b")
_IN_BOOK = re.compile(r"\b(?:pada|di|dalam|ke\s*dalam|melalui)\s+(?:lembar|buku|kartu|kolom|tanda\s+terima|bukti)\b")
"""A paraf there says that a letter was received; it approves nothing."""
_ABSTRACT = re.compile(
    r"(?:lembar\s+disposisi|kartu\s+kendali|arahan|saran|masukan|tanggapan|petunjuk|izin|catatan|cap|stempel|tanda(?!\s+terima)|kode|pe\w{4,}an"
    r"|(?!rekomendasi|dokumentasi|legalisasi)\w{3,}[ai]si|terapi|konseling|bimbingan|layanan|bantuan\s+hukum|tindakan"
    r"|pertolongan|materi)\b"
)
"""What is given without anything changing hands: advice, marks, acts (nouns in pe-an, -asi and -isi name acts)."""
_WITH_DRAFT = re.compile(r"\b(?:dan|serta|beserta)\s+(?:konsep|draft?|draf|rancangan)\b")
_REGISTER = frozenset(("registrasi", "register", "regist", "registr", "buku"))
_BOOK = re.compile(r"\b(?:buku\s+)?(?:agenda|register|ekspedisi)\b|\bsurat\s+(?:masuk|keluar)\b")
"""The office's book of letters, or letters as it lists them."""
_FILES = re.compile(r"\b(?:kelengkapan|persyaratan|syarat|berkas|dokumen|lampiran|formulir|bukti|kuitansi)\b")
_LIGHT = frozenset(("beri", "laku", "adakan", "buat", "bubuh", "laksana", "ada"))
_NOUN_ACTIONS = {"disposisi": Aksi.DISPOSISI, "nomor": Aksi.NOMOR, "paraf": Aksi.PARAF, "jadwal": Aksi.JADWAL,
                 "tanda tangan": Aksi.TANDA_TANGAN, "tandatangan": Aksi.TANDA_TANGAN, "penomoran": Aksi.NOMOR,
                 "perintah": Aksi.PERINTAH, "tugas": Aksi.PERINTAH, "instruksi": Aksi.PERINTAH,
                 "pengarsipan": Aksi.ARSIP, "pemeriksaan": Aksi.PERIKSA, "verifikasi": Aksi.PERIKSA,
                 "pengecekan": Aksi.PERIKSA, "penelitian": Aksi.PERIKSA, "perekaman": Aksi.REKAM,
                 "pengiriman": Aksi.KIRIM, "pencetakan": Aksi.PROSES, "pendataan": Aksi.DATA, "koreksi": Aksi.KOREKSI,
                 "penyerahan": Aksi.SERAH, "pengagendaan": Aksi.NOMOR, "penandatanganan": Aksi.TANDA_TANGAN,
                 "pengesahan": Aksi.TANDA_TANGAN, "pemarafan": Aksi.PARAF, "validasi": Aksi.PERIKSA,
                 "reviu": Aksi.PERIKSA, "review": Aksi.PERIKSA, "checklist": Aksi.PERIKSA, "ceklis": Aksi.PERIKSA,
                 "cek list": Aksi.PERIKSA, "cek": Aksi.PERIKSA}  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?|[.,;:()]|\d+\S*|&|/")
_ABBREVIATIONS = frozenset(
    ("prov", "kab", "kec", "kel", "jl", "no", "nomor", "dr", "drs", "pt", "cv", "tgl", "an", "up", "uk", "kep", "ka",
     "bag", "bid", "sub", "hal", "f", "s", "d", "sk", "dll", "dsb", "st", "ir", "h", "hj")
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One verb of a row."""

    aksi: Aksi | None
    """None for a verb that is known to need nothing special (`known`) or for an unknown one."""
    verb: str
    """As written, lower case."""
    base: str
    object: str
    """Words up to the next verb or comma, as written."""
    mode: Mode
    start: int
    known: bool = True
    files: bool = False
    """The object is the applicant's documents, not a letter."""

    @property
    def enters_book(self) -> bool:
        """Entering a letter in the office's book: of incoming letters before the signature, of outgoing ones after."""
        return self.aksi is Aksi.NOMOR and not re.search(r"nomor", f"{self.base} {self.object}", re.IGNORECASE)


def parse_work(uraian: str) -> tuple[Work, ...]:
    """Every verb of the row in order, with its object and in what kind of clause it stands."""
    tokens = _tokens(uraian)
    found: list[tuple[int, str, str, Mode]] = []
    mode: Mode = "kerja"
    relative = purpose = 0
    acted = False  # an active verb has come in this clause
    describes = False  # behind `yang`, up to where the main clause goes on
    for i, (word, _) in enumerate(tokens):
        low = word.lower()
        if low in (".", ";"):
            mode, relative, purpose, acted, describes = "kerja", 0, 0, False, False
        elif low in (",", "dan", "serta", "dengan"):
            relative, acted = 0, False
            purpose, describes = (0, False) if low == "," else (purpose, describes)
        elif low in ("kemudian", "lalu", "selanjutnya", "sekaligus", "setelah", "sesudah", "sebelum"):
            relative, purpose, acted, describes = 0, 0, False, False
        elif low in ("jika", "apabila", "bila", "kalau", "bilamana"):
            mode = _branch(tokens, i, mode)
            relative, purpose, acted, describes = 0, 0, False, False
        elif low == "yang":
            relative, describes = 4, True
        elif low in ("untuk", "agar", "supaya", "guna"):
            purpose, acted = 1, False
        elif low.startswith("di") and (acted or describes) and _stem(low, tokens, i) is not None:
            continue  # `membuat surat keterangan diterima`: it says which letter, as `yang diterima` would
        elif (stem := _stem(low, tokens, i)) is None:
            relative = max(0, relative - 1)
        elif relative:
            relative = 0
        else:
            here: Mode = mode
            if not purpose and found and _ordered(found[-1:]) and _straight_on(tokens, found[-1][0], i):
                here = "perintah"
            if purpose:
                here = "tujuan" if low.startswith("di") or not _ordered(found) else "perintah"
            found.append((i, low, stem, here))
            acted, describes = not low.startswith("di"), False
    return tuple(work for n in range(len(found)) for work in _works(uraian, tokens, found, n))


def _tokens(uraian: str) -> list[tuple[str, int]]:
    """Words and punctuation; the full stop of an abbreviation is none."""
    tokens: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(uraian):
        if match[0] == "." and tokens:
            rest = uraian[match.end() :]
            if tokens[-1][0].lower() in _ABBREVIATIONS or not re.match(r"\s+[A-Z]|\s*$", rest):
                continue
        tokens.append((match[0], match.start()))
    return tokens


def _branch(tokens: Sequence[tuple[str, int]], i: int, before: Mode) -> Mode:
    """The branch a condition opens; a bare `jika tidak` is the other one of the condition before it."""
    after = [word.lower() for word, _ in tokens[i + 1 : i + 4]]
    bare = after[:1] == ["tidak"] and (len(after) < 2 or after[1] in (",", "maka") or _predicate(after[1]))
    if bare and before in ("lainnya", "bila"):
        return "bila" if before == "lainnya" else "lainnya"
    return "lainnya" if _negative(tokens, i) else "bila"


def _predicate(low: str) -> bool:
    """`jika tidak dikembalikan`: the verb of the main clause follows at once."""
    return low in ("kembali", "dikembalikan", "diparaf", "ditandatangani", "diteruskan", "diserahkan", "diproses",
                   "dilanjutkan", "ditolak") or is_verb(low)  # fmt: skip


def _straight_on(tokens: Sequence[tuple[str, int]], a: int, b: int) -> bool:
    """`menugaskan Staf menyiapkan ...`: only the one who is ordered stands between the order and the next verb."""
    between = [t[0] for t in tokens[a + 1 : b]]
    joins = {",", ".", ";", "dan", "serta", "lalu", "kemudian", "dengan", "atau", "sekaligus"}
    return (
        bool(between)
        and between[0][:1].isupper()
        and not any(
            t.lower() in joins and not (t == "dan" and between[k + 1 : k + 2] and between[k + 1][:1].isupper())
            for k, t in enumerate(between)
        )
    )


def _negative(tokens: Sequence[tuple[str, int]], i: int) -> bool:
    for word, _ in tokens[i + 1 : i + 8]:
        low = word.lower()
        if low in (",", ".", ";", "maka"):
            return False
        if low in ("tidak", "belum", "kurang", "salah", "ditolak", "keliru", "perbaikan", "revisi"):
            return True
    return False


def _ordered(found: Sequence[tuple[int, str, str, Mode]]) -> bool:
    return any(_BY_BASE.get(stem) is Aksi.PERINTAH for _, _, stem, _ in found) or any(
        stem in ("disposisi", "minta") for _, _, stem, _ in found
    )


def _stem(low: str, tokens: Sequence[tuple[str, int]], i: int) -> str | None:
    """Base if the token is a verb: me- always; di- as verb; a bare verb (`Terima berkas`) only at a sentence start."""
    if low == "tanda" and i + 1 < len(tokens) and tokens[i + 1][0].lower().startswith("tangan"):
        starts = i == 0 or tokens[i - 1][0] in ".,;"
        return "tanda tangan" if starts else None
    if is_verb(low):
        return base(low)
    if i >= 2 and tokens[i - 1][0].lower() in ("dan", "serta", ",") and _noun_of_work(low):
        return _stem(tokens[i - 2][0].lower(), tokens, i - 2) and base(low) if _noun_of_work(tokens[i - 2][0]) else None
    if low.startswith("di") and (stem := base(low)) and (stem in _BY_BASE or stem in _NEUTRAL):
        return stem
    if i == 0 or tokens[i - 1][0] in (".", ";"):
        if _noun_of_work(low):
            return base(low)
        bare = strip_suffix(low)
        if bare in _BY_BASE or bare in _NEUTRAL:
            return bare
    return None


def _noun_of_work(word: str) -> bool:
    """`Penomoran`, `pemeriksaan`: the noun of a verb, which a kegiatan may be called by."""
    return word.lower().startswith("pe") and word.endswith("an") and base(word) is not None


def _works(
    uraian: str, tokens: Sequence[tuple[str, int]], found: Sequence[tuple[int, str, str, Mode]], n: int
) -> list[Work]:
    i, verb, stem, mode = found[n]
    obj = _object(uraian, tokens, found, n)
    later = n
    while not _content(obj) and later + 1 < len(found) and _joined(tokens, found[later][0], found[later + 1][0]):
        later += 1
        obj = _object(uraian, tokens, found, later)
    aksi, files = _aksi(stem, obj)
    known = aksi is not None or stem in _NEUTRAL or stem in _BY_BASE
    works = [Work(aksi, verb, stem, obj, mode, tokens[i][1], known, files)]
    for noun, meant in _further_nouns(stem, obj):
        works.append(Work(meant, verb, stem, noun, mode, tokens[i][1]))
    second = re.search(r"\b(?:serta|dan)\s+((?:konsep|draft?|surat|nota|undangan)\b.*)", obj, re.IGNORECASE)
    if aksi is Aksi.JADWAL and second:
        works.append(Work(Aksi.KONSEP, verb, stem, second[1], mode, tokens[i][1]))
    return works


def _further_nouns(stem: str, obj: str) -> list[tuple[str, Aksi]]:
    """`melakukan validasi dan tanda tangan`: a verb that only says that something is done has each noun as its work."""
    if stem not in _LIGHT:
        return []
    parts = re.split(r"\s*(?:,|&|/|\b(?:dan|serta)\b)\s*", obj)
    found: list[tuple[str, Aksi]] = []
    for part in parts[1:]:
        meant = next((aksi for noun, aksi in _NOUN_ACTIONS.items() if re.match(rf"{noun}\b", part.lower())), None)
        if meant in (Aksi.TANDA_TANGAN, Aksi.PARAF, Aksi.NOMOR, Aksi.ARSIP, Aksi.KIRIM, Aksi.PERIKSA, Aksi.KOREKSI):
            found.append((part, meant))
    return found


def _object(uraian: str, tokens: Sequence[tuple[str, int]], found: Sequence[tuple[int, str, str, Mode]], n: int) -> str:
    i = found[n][0]
    stop = found[n + 1][0] if n + 1 < len(found) else len(tokens)
    begin = tokens[i][1] + len(tokens[i][0])
    for j in range(i + 1, stop):
        if tokens[j][0] in (".", ",", ";"):
            stop = j
            break
    end = tokens[stop][1] if stop < len(tokens) else len(uraian)
    text = uraian[begin:end].strip(" .,;")
    return re.sub(r"\s*\b(?:dan|serta|kemudian|lalu|untuk|yang|dengan|agar|sekaligus|selanjutnya)$", "", text).strip()


def _content(obj: str) -> bool:
    return bool(re.search(r"[A-Za-z]{2,}", re.sub(r"\b(?:dan|serta|atau|kembali|ulang)\b", "", obj)))


def _joined(tokens: Sequence[tuple[str, int]], a: int, b: int) -> bool:
    between = [t[0].lower() for t in tokens[a + 1 : b]]
    return all(t in ("dan", "serta", "atau", ",", "/", "&", "kemudian", "lalu") for t in between)


def _aksi(stem: str, obj: str) -> tuple[Aksi | None, bool]:
    low = obj.lower()
    first = low.split()[:2]
    if stem in _LIGHT:
        for noun, meant in _NOUN_ACTIONS.items():
            if low.startswith(noun) or (stem == "laku" and f" {noun}" in f" {' '.join(first)}"):
                if meant is Aksi.PERIKSA and (_in_the_field(low) or _research(low)):
                    return None, False
                if meant is Aksi.PERIKSA and _about_files(low):
                    return Aksi.PERIKSA_BERKAS, True
                if meant in (Aksi.PARAF, Aksi.TANDA_TANGAN) and _IN_BOOK.search(low):
                    return None, False
                return meant, False
        if stem == "buat" and re.match(r"(?:\w+\s+)?jadwal\b", low):
            return Aksi.JADWAL, False
        if stem == "beri" and re.match(r"(?:surat\s+)?persetujuan\b", low):
            return Aksi.PERIKSA, False
        if stem == "beri" and (LETTER.search(low) or _ABSTRACT.match(low)):
            return None, False
    if stem == "jadwal" or (stem in ("tetap", "tentu", "atur") and re.match(r"(?:\w+\s+)?jadwal\b", low)):
        return Aksi.JADWAL, False
    if stem in ("catat", "ambil", "isi", "tulis") and re.match(r"nomor\b", low):
        return Aksi.NOMOR, False
    if stem in ("catat", "tulis", "masuk") and _BOOK.search(low) and not _enters_paper(low):
        return None, False
    if stem == "arah" and re.match(r"(?:\w+\s+)?(?:ke|menuju)\b", low):  # shows somebody the way
        return None, False
    if stem == "bagi" and _ORDER.match(low):
        return Aksi.PERINTAH, False
    if stem == "agenda" or stem in _REGISTER or (stem in ("catat", "tulis", "masuk") and _BOOK.search(low)):
        return Aksi.NOMOR, False
    if _BY_BASE.get(stem) is Aksi.PERIKSA and (_in_the_field(low) or (stem == "cermat" and not _on_paper(low))):
        return None, False
    aksi = _BY_BASE.get(stem)
    if aksi is Aksi.PERIKSA and _about_files(low):
        return Aksi.PERIKSA_BERKAS, True
    if aksi is Aksi.KONSEP:
        if re.match(r"(?:\w+\s+){0,2}jadwal\b", low) and not re.match(r"(?:konsep|draft?|surat)\b", low):
            return Aksi.JADWAL, False
        if stem in ("konsep", "draf", "draft", "rancang") or _about_letter(low) or _WITH_DRAFT.search(low):
            return Aksi.KONSEP, False
        return (Aksi.PROSES, False) if stem == "buat" and low else (None, False)
    if aksi is Aksi.SERAH and stem in ("beri", "bagi", "sampai") and not low:
        return None, False
    return aksi, False


def _enters_paper(low: str) -> bool:
    """What is written into the book came in on paper, or is not named: `mencatat pasien dalam buku` is no receipt."""
    book = _BOOK.search(low)
    thing = re.sub(r"\b(?:ke|pada|di|dalam|kedalam)\b.*", "", low[: book.start()] if book else low).strip()
    thing = re.sub(r"^(?:nya|kembali|ulang)\b", "", thing).strip()
    return not thing or bool(LETTER.search(thing) or _FILES.search(thing) or _INCOMING.search(thing))


def on_paper(thing: str) -> bool:
    """A letter, a file, or something else that comes in on paper or goes from desk to desk (small letters)."""
    return bool(any(paper.search(thing) for paper in (LETTER, _FILES, _INCOMING, _PAPERS)))


def _in_the_field(low: str) -> bool:
    """`verifikasi lapangan`, `sarana kebakaran di lapangan`: work at a place, not the review of a paper."""
    return bool(
        re.match(r"(?:\w+\s+)?(?:lapangan|lokasi)\b", low)
        or re.search(r"\b(?:di|ke)\s+(?:lapangan|lokasi|tempat)\b", low)
    )


def _research(low: str) -> bool:
    """`melakukan penelitian kemasyarakatan` is research; `penelitian berkas` looks through papers."""
    return low.startswith("penelitian") and not _on_paper(low)


def _on_paper(low: str) -> bool:
    return bool(_FILES.search(low) or LETTER.search(low) or re.search(r"\b(?:data|isian|isi|hasil|daftar)\b", low))


def _about_files(low: str) -> bool:
    """Documents of the applicant come first in the object, and no letter before them."""
    if re.match(r"(?:per)?syaratan?\s+teknis\b", low):  # what a thing must be like, no papers
        return False
    if re.match(r"kelengkapan|persyaratan", low.replace(" ", "")):  # also torn: `kelengka pan`
        return True
    files, letter = _FILES.search(low), re.search(r"\b(?:konsep|draft?|draf|rancangan|naskah)\b", low)
    return files is not None and (letter is None or files.start() < letter.start())


def _about_letter(low: str) -> bool:
    """The object is a letter: a letter word near its beginning, not `kelengkapan surat` or `berkas`."""
    match = LETTER.search(low)
    if match is None:
        return False
    before = low[: match.start()]
    return len(before.split()) <= 1 and not _FILES.search(before)
