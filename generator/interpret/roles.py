"""The roles of a table: its role columns, or the positions that a Pelaksana column or the text names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from generator.interpret.bahasa import is_verb
from generator.interpret.evidence import CONFIDENT, Decision
from generator.interpret.jabatan import Jabatan, begins_with_position, canonical, jabatan
from generator.interpret.marks import marked_roles
from generator.interpret.row import Row
from generator.sop import Aksi
from generator.sources.drawings.marks import performing
from generator.sources.table import SourceTable
from generator.sources.table_heading import MAX_ROLES


def roles_of(table: SourceTable) -> tuple[Jabatan, ...]:
    """The role columns; without them the names in a Pelaksana column."""
    if table.roles:
        return tuple(jabatan(whole_name(name)) for name in table.roles)
    single = [name for row in table.rows for name in performers_named(row.pelaksana)]
    names = Counter(map(canonical, single))
    first: dict[str, str] = {}
    for name in single:
        first.setdefault(canonical(name), name)
    return tuple(jabatan(first[words]) for words, _ in names.most_common(MAX_ROLES) if words) or _named_in_text(table)


def performers_named(cell: str) -> tuple[str, ...]:
    """The names in a Pelaksana cell: `Kasi dan Bendahara` are two, `Kasubbag Umum dan Kepegawaian` is one."""
    parts = [p.strip() for p in re.split(r"\s*(?:\bdan\b|\bbersama\b|[,;/&+]|\n)\s*", cell) if p.strip()]
    # A position behind `dan` cannot be part of a unit's name (`Umum dan Kepegawaian`), so what is before it is one too.
    alone = len(parts) > 1 and all(positioned(p) for p in parts[1:]) and parts[0][:1].isupper()
    return tuple(parts) if alone else (cell,) if cell.strip() else ()


def positioned(name: str) -> bool:
    """The name begins with the word of a position or of an applicant, so that it can stand by itself."""
    known = jabatan(name)
    return bool(known.outside) or (known.rank is not None and not known.torn and begins_with_position(known.words))


def together(row: Row, roles: Sequence[Jabatan], role: int) -> tuple[int, ...]:
    """Other roles of the office that the row's Pelaksana cell names, or that its marks draw, beside its performer.

    Two marks, or all symbols that are drawn, are shared work unless the text names the other one as the receiver or
    the source.
    """
    names = [canonical(name) for name in performers_named(row.source.pelaksana)]
    named = tuple(r for r, x in enumerate(roles) if len(names) > 1 and r != role and not x.outside and x.words in names)
    marked = marked_roles(row.source.marks) if len(row.source.marks) == len(roles) else ()
    most = len(marked) if row.source.drawn else 2
    if named or not 1 < len(marked) <= most or role not in marked or roles[role].outside:
        return named
    given = row.roles("penerima", "diperintah", "kembali", "asal")
    return tuple(r for r in marked if r != role and r not in given and not roles[r].outside)


_ASKS = frozenset(("aju", "mohon", "usul", "lapor", "adu", "daftar", "minta"))
_ASKED = re.compile(
    r"\b(?:gugatan|permohonan|pengaduan|laporan\s+pengaduan|formulir|pendaftaran|permintaan|usul(?:an)?)\b"
)


def asking_role(rows: Sequence[Row], roles: Sequence[Jabatan], decisions: Sequence[Decision]) -> int | None:
    """A role without a rank in the office that only asks in the first row: an applicant under another name."""
    if not rows or not decisions or any(x.outside == "pemohon" for x in roles):
        return None
    role = int(decisions[0].value)
    if _works_here(rows, role):
        return None
    unknown = [r for r, x in enumerate(roles) if x.rank is None and not x.outside and _served(rows, r)]
    if roles[role].rank is not None and decisions[0].confidence < CONFIDENT and len(unknown) == 1:
        role = unknown[0]
    if roles[role].outside or not (roles[role].rank is None or roles[role].words == "pegawai"):
        return None
    handed = {"sampai", "serah", "kirim", "isi"}
    served = _served(rows, role)
    asks = any(
        w.base in _ASKS or (w.base in handed and (served or _ASKED.search(w.object.lower()))) for w in rows[0].done
    )
    return role if asks and (decisions[0].confidence > 0.3 or role in unknown) else None


_OFFICE = frozenset(
    (Aksi.DATA, Aksi.REKAM, Aksi.NOMOR, Aksi.ARSIP, Aksi.KONSEP, Aksi.PERIKSA, Aksi.PROSES, Aksi.JADWAL)
)


def _works_here(rows: Sequence[Row], role: int) -> bool:
    """The flowchart draws the role in a later row with work of the office: recording, drafting, examining."""
    return any(row.aksi & _OFFICE and role in {s.cell for s in performing(row.source.drawn)} for row in rows[1:])


def _served(rows: Sequence[Row], role: int) -> bool:
    """Something is handed out to the role: `menyerahkan alat kepada Kelompok Tani`."""
    return any(role in row.roles("penerima") and Aksi.SERAH in row.aksi for row in rows[1:])


def whole_name(name: str) -> str:
    """`Sekre taris` -> `Sekretaris`: parts that are no words by themselves but a position together."""
    joined = re.sub(r"\s+", "", name)
    torn = " " in name and jabatan(name).torn
    return joined[:1] + (joined[1:] if joined.isupper() else joined[1:].lower()) if torn else name


_POSITION = re.compile(
    r"\b(?:Kepala|Kasubb?ag|Kasubb?id|Kabag|Kabid|Kasie?|Kadis|Kaban|Karo|Sekretaris|Sekcam|Camat|Lurah|Bendahara|Staff?|"
    r"Koordinator|Petugas|Operator|Analis|Arsiparis|Agendaris|Pengadministrasi|Pengelola|Pengemudi|Pemohon)\b"
    r"(?:\s+(?:[A-Z][\w/]*|dan(?=\s+[A-Z])|&))*"
)


def subject_of(uraian: str) -> str:
    """Who acts by the sentence itself: what stands before its first active verb; empty where the verb comes first.

    >>> subject_of("Ketua Tim Diseminasi menelaah permintaan")
    'Ketua Tim Diseminasi'
    """
    words = re.split(r"[.,;:()]", uraian)[0].split()
    verb = next((i for i, word in enumerate(words[:7]) if is_verb(word.lower())), 0)
    before = words[:verb]
    if not before or not before[0][:1].isupper() or any(w.lower() in _NO_NAME for w in before):
        return ""
    return " ".join(before)


_NO_NAME = frozenset(
    ("untuk", "yang", "setelah", "sebelum", "jika", "apabila", "bila", "dalam", "pada", "dengan", "oleh", "dari", "ke",
     "kepada", "berdasarkan", "sesuai", "dan", "atau", "hasil", "selanjutnya", "kemudian", "lalu", "secara", "tidak",
     "akan", "telah", "sudah")
)  # fmt: skip
"""Words with which a sentence goes on in another way than with its subject."""


def _named_in_text(table: SourceTable) -> tuple[Jabatan, ...]:
    """Positions that the uraian names, where the table has no column for them; the whole list is asked about."""
    names: dict[str, str] = {}
    for row in table.rows:
        if subject := subject_of(row.uraian):
            names.setdefault(canonical(subject), subject)
    subjects = tuple(names)
    for row in table.rows:
        for match in _POSITION.finditer(row.uraian):
            bare = canonical(match[0])  # `Petugas` of `Petugas parkir` is no other one
            if bare in names or not any(name.startswith(f"{bare} ") for name in subjects):
                names.setdefault(bare, match[0])
    shortest = [n for n in names if not any(o != n and n.startswith(o + " ") for o in names)]
    return tuple(jabatan(names[n]) for n in shortest[:MAX_ROLES])


_ORDINARY = frozenset((
    "kepala", "kasubbag", "kasubag", "kasubbid", "kabag", "kabid", "biro", "bidang", "bagian", "seksi",
    "staf", "dinas", "badan", "kantor", "umum", "dan", "tata", "usaha", "pemohon", "tim", "sub", "unit",
    "kasi", "loket", "guru", "ketua"
))  # fmt: skip


def proper_name(name: str, roles: tuple[Jabatan, ...]) -> str:
    """`KASUBBAG TU` -> `Kasubbag TU` in tables written in capitals; short words stay, they are abbreviations."""
    if not all(role.name.isupper() for role in roles) or len(roles) < 2:
        return name
    words = []
    for word in name.split():
        low = word.lower()
        words.append(low if low == "dan" else word.capitalize() if low in _ORDINARY or len(word) > 5 else word)
    return " ".join(words)
