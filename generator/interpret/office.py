"""Which office an SOP belongs to, by the lines above its table and by who signs it.

The kinds of offices are those of the law: UU 39/2008 (kementerian), PP 18/2016 (perangkat daerah), UU 6/2014 (desa),
UU 20/2003 with PP 17/2010 (schools and universities), UU 48/2009 (courts), Permenkes 19/2024 (puskesmas).
"""

from __future__ import annotations

import re

from generator.interpret.jabatan import canonical
from generator.sources.table import SourceTable

_LONGEST = 160
"""Letters; a longer line above a table is a sentence, not the name of an office."""
_OTHER = re.compile(r"^\W*(?:lampiran|peraturan|keputusan|tentang|nomor|tanggal)\b", re.IGNORECASE)
_SCHOOL = r"sekolah(?! tinggi)|madrasah|(?:sd|smp|sma|smk|slb)(?:n|lb)?|mtsn?|man|min"
_COLLEGE = r"universitas|institut|politeknik|akademi|sekolah tinggi|fakultas"
_PLACES = {
    "sekolah": _SCHOOL,
    "universitas": _COLLEGE,
    "puskesmas": r"puskesmas|pusat kesehatan masyarakat",
    "kecamatan": r"kecamatan|camat",
    "kelurahan": r"kelurahan|lurah",
    "desa": r"desa|nagari|gampong",
}
"""Words that an office of one kind is called by, spelt as `canonical` spells them."""
_BEFORE = r"(?:kepala|kantor|upt|uptd|uptp|pemerintah|unit pelaksana teknis(?: daerah)?)"
_GOVERNMENT = re.compile(r"^pemerintah\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"^(?:kementerian|dinas|badan|kantor|sekretariat|inspektorat|kecamatan|kelurahan|desa|nagari|gampong|biro|balai"
    r"|pusat|puskesmas|upt[dp]?|rumah\s+sakit|rsu[dp]?|rs|pengadilan|mahkamah|kejaksaan|kepolisian|lembaga|satuan"
    rf"|komisi|direktorat|deputi|perwakilan|rumah\s+tahanan|{_SCHOOL}|{_COLLEGE})\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"^(?:bagian|bidang|sub|subbag\w*|subbid\w*|seksi|unit|instalasi)\b", re.IGNORECASE)
_REGION = re.compile(r"^(?:kabupaten|kota|provinsi|republik\s+indonesia)\b", re.IGNORECASE)
_UNFINISHED = re.compile(r"\b(?:kabupaten|kota|provinsi|kementerian|dan|daerah\s+provinsi)$", re.IGNORECASE)


def read_office(table: SourceTable) -> tuple[str, str, bool]:
    """The office, the lowest unit named below it (or empty), and whether only its government is named.

    Labels say it where there are any. The form of the regulation has no label: the government comes first, the office
    below it, then its units.
    """
    labelled = _labelled(table, "instansi")
    if labelled:
        return labelled, _labelled(table, "unit"), False
    government = ""
    named: list[str] = []
    for line in _lines(table):
        if _GOVERNMENT.match(line):
            government = government or line
        elif _OFFICE.match(line) or (named and _UNIT.match(line)):
            named.append(line)
    office = named[0] if named else government
    unit = _labelled(table, "unit") or (named[-1] if len(named) > 1 else "")
    return office, unit, bool(government and not named)


def is_a(table: SourceTable, place: str) -> bool:
    """True if the office is of this kind: `SMP Negeri 1` and whoever is signed for as `Kepala SMPN 1` is a sekolah."""
    words = _PLACES.get(place, re.escape(place))
    said = (line for f in table.identity if f.label in ("disahkan_oleh", "instansi", "unit") for line in f.lines)
    named = (canonical(line) for line in (*_lines(table), *said))
    return any(re.match(rf"(?:{_BEFORE} )*(?:{words})\b", line) for line in named)


def _labelled(table: SourceTable, label: str) -> str:
    return " ".join(line for f in table.identity if f.label == label for line in f.lines if re.search(r"\w", line))


def _lines(table: SourceTable) -> list[str]:
    """The lines that may name an office, each whole: a region, or what an unfinished line lacks, stands below it."""
    lines: list[str] = []
    for line in table.heading:
        if _OTHER.match(line) or len(line) > _LONGEST:
            continue
        begins = _GOVERNMENT.match(line) or _OFFICE.match(line) or _UNIT.match(line)
        if lines and not begins and (_REGION.match(line) or _UNFINISHED.search(lines[-1])):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines
