"""Column headings of SOP tables and labels of the identity block, in their variants and with torn letters.

The words are those of PermenPAN-RB 35/2012 (lampiran, bentuk SOP AP: "Kegiatan", "Pelaksana", "Mutu Baku: Kelengkapan,
Waktu, Output", "Keterangan") and the synonyms that the regulation's predecessors (PermenPAN 21/2008: "Uraian Prosedur",
"Aktivitas", "Persyaratan/Perlengkapan") brought into use.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.sources.table import ColumnKind

_HEADINGS: dict[ColumnKind, tuple[str, ...]] = {
    "no": ("no", "nomor", "no urut", "nomor urut"),
    "uraian": (
        "kegiatan", "aktivitas", "aktifitas", "uraian", "uraian kegiatan", "uraian prosedur", "prosedur",
        "uraian aktivitas", "uraian pekerjaan", "langkah", "langkah kegiatan", "langkah langkah", "tahapan",
        "tahapan kegiatan", "tahap kegiatan", "proses kegiatan", "rincian kegiatan", "uraian tahapan", "uraian langkah",
        "langkah prosedur", "tahapan prosedur", "alur kegiatan", "nama kegiatan", "deskripsi kegiatan",
        "aktivitas kegiatan", "uraian tugas",
    ),
    "kelengkapan": (
        "kelengkapan", "persyaratan", "perlengkapan", "persyaratan kelengkapan", "kelengkapan persyaratan",
        "persyaratan perlengkapan", "perlengkapan persyaratan", "persyaratan dan kelengkapan", "syarat", "input",
        "persyaratan dan perlengkapan", "kelengkapan perlengkapan", "syarat kelengkapan", "bahan", "kelengkapan berkas",
        "dokumen", "kelengkapan dan persyaratan",
    ),
    "waktu": (
        "waktu", "jangka waktu", "waktu menit", "waktu hari", "waktu jam", "waktu penyelesaian", "durasi",
        "lama waktu", "estimasi waktu", "waktu pelaksanaan", "standar waktu", "waktu proses",
    ),
    "output": ("output", "out put", "keluaran", "hasil", "luaran", "output hasil", "hasil output"),
    "keterangan": ("keterangan", "ket", "catatan", "keterangan lain"),
    "pelaksana": ("pelaksana", "pelaku", "penanggung jawab", "aktor", "pelaksana kegiatan", "unit pelaksana",
                  "petugas"),
}  # fmt: skip
_GROUPS = {"mutu baku": "mutu", "baku mutu": "mutu", "standar mutu": "mutu", "pelaksana": "pelaksana",
           "pelaksanaan": "pelaksana", "pelaku": "pelaksana", "aktor": "pelaksana", "pelaksana kegiatan": "pelaksana",
           "unit pelaksana": "pelaksana", "aktor pelaksana": "pelaksana", "pelaksana aktor": "pelaksana",
           "pejabat pelaksana": "pelaksana"}  # fmt: skip

_BY_WORDS = {variant: kind for kind, variants in _HEADINGS.items() for variant in variants}
_BY_LETTERS = {variant.replace(" ", ""): kind for variant, kind in _BY_WORDS.items()}
_OF_LENGTH = {
    length: [(v, kind) for v, kind in _BY_LETTERS.items() if len(v) >= 5 and abs(len(v) - length) <= 1]
    for length in range(5, 42)
}
"""Variants that a heading of this many letters may be with one letter lost, added or changed."""

LABELS: dict[str, tuple[str, ...]] = {
    "nomor": ("nomor sop", "no sop", "no. sop", "nomor sop ap", "no sop ap", "nomor standar operasional prosedur"),
    "tanggal_pembuatan": ("tanggal pembuatan", "tgl pembuatan", "tanggal penyusunan", "tgl penyusunan"),
    "tanggal_revisi": ("tanggal revisi", "tgl revisi"),
    "tanggal_efektif": ("tanggal efektif", "tgl efektif", "tanggal berlaku", "tgl berlaku"),
    "tanggal_pengesahan": ("tanggal pengesahan", "tgl pengesahan"),
    "disahkan_oleh": ("disahkan oleh", "ditetapkan oleh"),
    "dibuat_oleh": ("dibuat oleh",),
    "judul": ("nama sop", "judul sop", "nama sop ap", "judul sop ap", "nama standar operasional prosedur"),
    "instansi": ("instansi", "nama instansi", "perangkat daerah", "nama opd"),
    "unit": ("unit kerja", "nama unit kerja"),
    "dasar_hukum": ("dasar hukum",),
    "kualifikasi_pelaksana": ("kualifikasi pelaksana", "kualifikasi pelaksanaan"),
    "keterkaitan": ("keterkaitan", "keterkaitan sop", "keterkaitan dengan sop lain"),
    "peralatan": ("peralatan perlengkapan", "peralatan dan perlengkapan", "peralatan"),
    "peringatan": ("peringatan",),
    "pencatatan": ("pencatatan dan pendataan", "pencatatan pendataan", "pencatatan"),
}
SHORT_LABELS = frozenset(
    ("nomor", "tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif", "tanggal_pengesahan", "disahkan_oleh",
     "dibuat_oleh", "judul", "instansi", "unit")
)  # fmt: skip
"""Fields with their value to the right; the others have it below."""


def group_and_leaf(text: str) -> tuple[str, str]:
    """`Mutu Baku: Kelengkapan` names a group and the column below it in one cell; a plain heading has no group.

    >>> group_and_leaf("Mutu Baku: Kelengkapan")
    ('Mutu Baku', 'Kelengkapan')
    >>> group_and_leaf("Kelengkapan / Persyaratan")
    ('', 'Kelengkapan / Persyaratan')
    """
    match = re.match(r"^(?P<group>[^:/\-–(]{5,25}?)\s*[:/\-–(]\s*(?P<leaf>[^)]+)\)?$", text.strip())
    if match is None or words_of(match["group"]) not in _GROUPS or group_kind(match["leaf"]) is not None:
        return "", text
    return match["group"], match["leaf"].strip()


def words_of(text: str) -> str:
    """Lower-case words of a heading: `Persyaratan / Kelengkapan` -> `persyaratan kelengkapan`."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("&", " dan ")))


@lru_cache(maxsize=4096)
def heading_kind(text: str) -> ColumnKind | None:
    """What a leaf heading names, or None. Torn words (`KEGI ATAN`) count, one lost or wrong letter too if long."""
    words = words_of(text)
    if not words or len(words) > 40:
        return None
    if words in _BY_WORDS:
        return _BY_WORDS[words]
    letters = words.replace(" ", "")
    if letters in _BY_LETTERS:
        return _BY_LETTERS[letters]
    bare = re.sub(r"(?:\(|\b)(?:menit|hari|jam)\)?", "", words).strip()
    if bare in _BY_WORDS:
        return _BY_WORDS[bare]
    if len(letters) >= 5:
        for variant, kind in _OF_LENGTH.get(len(letters), ()):
            if near(letters, variant):
                return kind
    return None


@lru_cache(maxsize=4096)
def group_kind(text: str) -> str | None:
    """`pelaksana` or `mutu` if the cell is a heading over several columns."""
    words = words_of(text)
    letters = words.replace(" ", "")
    for group, kind in _GROUPS.items():
        target = group.replace(" ", "")
        if letters == target or (len(letters) >= 6 and near(letters, target)):
            return kind
    return None


@lru_cache(maxsize=8192)
def label_of(text: str) -> tuple[str, str] | None:
    """(field, rest of the text) if the text begins with an identity label; the first letter may be torn or wrong."""
    first, _, below = text.partition("\n")
    lowered = first.lower()
    best: tuple[int, str, str] | None = None
    for field, variants in LABELS.items():
        for variant in variants:
            match = re.match(_label_pattern(variant), lowered)
            if match and (best is None or match.end() > best[0]):
                best = (match.end(), field, first[match.end() :].lstrip(" :") + ("\n" + below if below else ""))
    return (best[1], best[2].strip()) if best else None


@lru_cache(maxsize=64)
def _label_pattern(variant: str) -> str:
    letters = r"\W{0,3}".join(re.escape(word) for word in re.findall(r"[a-z]+", variant))
    if len(variant) > 8 or "sop" in variant:
        return rf"\W{{0,3}}(?:{letters}|(?<![a-z]).?{letters[1:]})\s*(?::|\d*$|(?=\s)|$)"
    return rf"\W{{0,3}}{letters}\s*(?::|$)"


def near(a: str, b: str) -> bool:
    """True if one letter was lost, added, changed, or the two are equal."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    return short[start + (len(short) == len(long)) :] == long[start + 1 :]
