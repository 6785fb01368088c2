"""Heads of other offices in the columns of a table: the position names its office by law."""

from __future__ import annotations

import re

from generator.interpret.draft import SopDraft
from generator.interpret.office import is_a
from generator.interpret.roles import proper_name
from generator.sop import Aksi

_HEADS = (
    (r"camat", "kecamatan"),  # PP 17/2018
    (r"lurah", "kelurahan"),
    (r"kades|kepala desa|wali nagari|keuchik", "desa"),  # UU 6/2014
    (r"kepala (?:sekolah|madrasah|sd|smp|sma|smk|mts|man)", "sekolah"),
    (r"rektor|dekan", "universitas"),
    (r"kepala puskesmas", "puskesmas"),
)


def ask_heads_elsewhere(sop: SopDraft) -> None:
    """The head of another office who asks for something, or is given something, may be outside: asked."""
    for r, role in enumerate(sop.roles):
        place = next((p for words, p in _HEADS if re.match(rf"(?:{words})\b", role.words)), None)
        first = next((s for s in sop.steps if s.role == r), None)
        if role.outside or place is None or first is None or is_a(sop.table, place):
            continue
        served = any(r in s.row.roles("penerima") and Aksi.SERAH in s.row.aksi for s in sop.steps)
        asked = any(
            f.kode == "pihak-luar-diduga" and proper_name(role.name, sop.roles) in f.kalimat for f in sop.findings
        )
        if (served or first.row.index == 0) and not asked:
            sop.find(
                "pihak-luar-diduga",
                f"{proper_name(role.name, sop.roles)} dianggap bagian dari kantor, padahal memimpin {place} dan "
                "mengajukan atau menerima sesuatu; bila bukan, pindahkan ke `pihak_luar`.",
                first,
                "pihak_luar",
            )
