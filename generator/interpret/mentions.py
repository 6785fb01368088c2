"""Where a text names a role of the table, and in what part: who acts, who gets the work, where it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator.interpret.bahasa import is_verb
from generator.interpret.jabatan import canonical, jabatan

Part = Literal["subjek", "penerima", "diperintah", "kembali", "asal", "agen", "disposisi", "lain"]
"""`subjek` acts; `penerima` gets the work next; `kembali` gets it back when refused; `asal` had it before; `agen` acts
in a passive clause; `disposisi` wrote the disposition."""


@dataclass(frozen=True)
class Mention:
    role: int
    part: Part
    quote: str
    """The words of the text, canonical spelling."""


_BEFORE: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (
        "kembali",
        re.compile(r"(?:kembali\w*|dikembalikan|mengembalikan)(?:\s+\w+){0,4}?\s+(?:ke|kepada)\s+(?:ruang\s+)?$"),
    ),
    (
        "diperintah",
        re.compile(
            r"(?:menugaskan|memerintah(?:kan)?|menginstruksikan|meminta|menunjuk|memberi(?:kan)?\s+"
            r"(?:tugas|perintah|arahan|instruksi)\s+(?:ke|kepada))\s+$"
        ),
    ),
    ("disposisi", re.compile(r"\bdisposisi(?:\s+dari)?\s+$")),
    ("asal", re.compile(r"\b(?:dari|asal)\s+(?:\w+\s+)?$")),
    (
        "agen",
        re.compile(r"(?:\boleh|\bparaf|\btanda\s?tangan|\bdiparaf|\bditandatangani|\bpersetujuan)\s+(?:oleh\s+)?$"),
    ),
    ("penerima", re.compile(r"\b(?:ke|kepada|pada|untuk|bagi)\s+(?:ruang(?:an)?\s+|meja\s+)?$")),
)


_APPLICANTS = ("pemohon", "pelapor", "pengadu", "pengusul", "peminjam", "pendaftar")


def aliases(names: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Spellings that mean one role and no other, longest first: the full name, its beginning, its head if unique."""
    whole = [canonical(name) for name in names]
    found: dict[str, set[int]] = {}
    for role, words in enumerate(whole):
        parts = words.split()
        for end in range(len(parts), 0, -1):
            short = " ".join(parts[:end])
            if end == len(parts) or _says_who(short):
                found.setdefault(short, set()).add(role)
        found.setdefault(words.replace(" dan ", " "), set()).add(role)
        if len(parts) > 1 and parts[-1] in _APPLICANTS:  # `PNS Pemohon` is `pemohon` in the text
            found.setdefault(parts[-1], set()).add(role)
        if len(words) >= 7:  # a heading torn at a line end: `Sekre taris`
            found.setdefault(words.replace(" ", ""), set()).add(role)
    unique = {alias: next(iter(roles)) for alias, roles in found.items() if len(roles) == 1 and len(alias) > 1}
    for role, words in enumerate(whole):
        if words:
            unique.setdefault(words, role)
    return tuple(sorted(unique.items(), key=lambda item: (-len(item[0]), item[0])))


def _says_who(short: str) -> bool:
    """A shortened name must still be a position by itself (`staf`, `kasubbag`), not `kepala` or `kantor`."""
    return short not in ("kepala", "kantor", "petugas", "pejabat", "tim", "ketua", "badan", "dinas", "pelaksana", "sub",
                         "unit", "wakil", "pt", "bagian", "bidang", "seksi", "pns", "asn") and (
        jabatan(short).rank is not None or bool(jabatan(short).outside)
    )  # fmt: skip


def mentions(text: str, known: tuple[tuple[str, int], ...]) -> tuple[Mention, ...]:
    """Every mention of a role in the text, in order, each once, with its part."""
    sentences = [canonical(s) for s in re.split(r"[.;](?=\s|$)", text)]
    found: list[Mention] = []
    for sentence in sentences:
        taken: list[tuple[int, int, int]] = []
        for alias, role in known:
            if alias not in sentence:
                continue
            for match in re.finditer(rf"\b{re.escape(alias)}\b", sentence):
                if not any(match.start() < end and start < match.end() for start, end, _ in taken):
                    taken.append((match.start(), match.end(), role))
        for start, end, role in sorted(taken):
            found.append(Mention(role, _part(sentence, start, end), sentence[max(0, start - 40) : end]))
    return tuple(found)


def _part(sentence: str, start: int, end: int) -> Part:
    before, after = sentence[:start], sentence[end:].split()
    if not before.strip() and any(is_verb(word) for word in after[:6]):
        return "subjek"
    if re.search(r"\b(?:selanjutnya|kemudian|lalu)\s+$", before) and after and is_verb(after[0]):
        return "subjek"
    for part, pattern in _BEFORE:
        if pattern.search(before):
            return part
    if re.search(r"\b(?:dan|atau|serta)\s+$", before):
        return "lain"
    return "lain"
