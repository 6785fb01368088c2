"""What is asked about performers: doubtful ones, marks that say otherwise, columns without work, two spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.interpret.draft import SopDraft
from generator.interpret.drawing_evidence import drawn_roles, is_drawn, said_otherwise
from generator.interpret.evidence import CONFIDENT
from generator.interpret.jabatan import canonical
from generator.interpret.marks import marked_roles, regular, stands_for_step
from generator.interpret.office import is_a
from generator.interpret.roles import proper_name, whole_name
from generator.sop import Aksi


def ask_performers(sop: SopDraft) -> None:
    if not sop.roles:
        sop.find(
            "kolom-pelaksana-tidak-ada",
            "Tabel tidak mempunyai kolom pelaksana; semua langkah diberi pelaksana sementara.",
            None,
            "pelaksana",
        )
        return
    if not sop.table.roles and not any(row.pelaksana for row in sop.table.rows):
        if all("subjek" in {m.part for m in s.row.named if m.role == s.role} for s in sop.steps):
            code, source = "pelaksana-dari-uraian", "setiap uraian menyebut pelaksananya sebagai subjek"
        else:
            code, source = "kolom-pelaksana-tidak-ada", "pelaksana diambil dari jabatan yang disebut dalam uraian"
        sop.find(code, f"Tabel tidak mempunyai kolom pelaksana; {source}.", None, "pelaksana")
    for name in sop.table.roles:
        if whole_name(name) != name:
            sop.find("judul-kolom-sobek", f"Judul kolom “{name}” dibaca sebagai {whole_name(name)}.", None, "pelaksana")
    rows = [s.row for s in sop.steps]
    drawn = is_drawn(rows)
    strong = regular(rows) or drawn
    for step in sop.steps:
        decision = step.decisions[0]
        name = proper_name(sop.roles[step.role].name, sop.roles)
        if decision.confidence < CONFIDENT:
            others = " atau ".join(
                f"{proper_name(sop.roles[int(r)].name, sop.roles)} ({share:.0%})"
                for r, share in decision.alternatives
                if share >= 0.05
            )
            sop.find(
                "pelaksana-tidak-pasti",
                f"Langkah {step.no} diduga dikerjakan {name} ({decision.confidence:.0%})"
                + (f", mungkin {others}." if others else "."),
                step,
                "pelaksana",
            )
        otherwise = said_otherwise(step.row, sop.roles)
        if otherwise:
            sop.find(
                "pelaksana-bertentangan",
                f"Langkah {step.no} digambar di kolom {_names(sop, drawn_roles(step.row))}, tetapi {otherwise}.",
                step,
                "pelaksana",
            )
            continue
        if step.row.source.pictured and not step.row.source.drawn and decision.confidence >= CONFIDENT:
            if step.role not in step.row.roles("subjek"):
                sop.find(
                    "pelaksana-tidak-pasti",
                    f"Di kolom pelaksana langkah {step.no} ada gambar yang tidak terbaca; diduga dikerjakan {name}.",
                    step,
                    "pelaksana",
                )
            continue
        marked = stands_for_step(step.row.source.marks) if len(step.row.source.marks) == len(sop.roles) else None
        if marked is not None and marked != step.role and decision.confidence >= CONFIDENT:
            sop.find(
                "pelaksana-bertentangan",
                f"Langkah {step.no} menurut teks dikerjakan {name}, tetapi tandanya di kolom "
                f"{proper_name(sop.roles[marked].name, sop.roles)}.",
                step,
                "pelaksana",
            )
        elif strong and decision.confidence >= CONFIDENT and marked is None and not step.together:
            several = [proper_name(sop.roles[r].name, sop.roles) for r in marked_roles(step.row.source.marks)]
            no_mark = "tidak mempunyai simbol pada bagan alirnya" if drawn else "tidak bertanda"
            why = f"bertanda pada {' dan '.join(several)}" if len(several) > 1 else no_mark
            how = f"dikerjakan {name}, lalu diserahkan kepada yang lain" if len(several) > 1 else f"dikerjakan {name}"
            sop.find("pelaksana-tidak-pasti", f"Langkah {step.no} {why}; diduga {how}.", step, "pelaksana")
    _ask_elsewhere(sop)
    for r, role in enumerate(sop.roles):
        used = any(s.role == r for s in sop.steps)
        if role.outside == "instansi" or (role.outside and not used):
            sop.find(
                "pihak-luar-diduga",
                f"Kolom {proper_name(role.name, sop.roles)} dianggap pihak di luar kantor.",
                None,
                "pihak_luar",
            )
        elif not role.outside and not used:
            sop.find(
                "pelaksana-tanpa-langkah",
                f"Kolom {proper_name(role.name, sop.roles)} tidak mempunyai kegiatan.",
                None,
                "pelaksana",
            )


def _names(sop: SopDraft, roles: Sequence[int]) -> str:
    return " dan ".join(proper_name(sop.roles[r].name, sop.roles) for r in roles)


_ELSEWHERE = re.compile(
    r"\b(sekolah|skpd|opd|puskesmas|kecamatan|kelurahan|desa|universitas|perusahaan|unit kerja|satker|instansi"
    r"|(?:tempat|pelaku|badan) usaha|pemilik|pengusaha|pedagang"
    r"|peternak|petani|nelayan|pembudidaya|pengrajin|perajin)\b"
)


def _ask_elsewhere(sop: SopDraft) -> None:
    """A position of an institution of another kind than this SOP's own office may be outside the office.

    So may a name that tells no position, if something is handed out to it.
    """
    for r, role in enumerate(sop.roles):
        served = any(r in s.row.roles("penerima") and Aksi.SERAH in s.row.aksi for s in sop.steps)
        if role.rank is None and not role.outside and served:
            name = proper_name(role.name, sop.roles)
            sop.find(
                "pihak-luar-diduga",
                f"{name} dianggap bagian dari kantor, padahal menerima hasil layanan; bila bukan, pindahkan ke "
                "`pihak_luar`.",
                next((s for s in sop.steps if s.role == r), None),
                "pihak_luar",
            )
    for r, role in enumerate(sop.roles):
        match = _ELSEWHERE.search(role.words)
        first = next((s for s in sop.steps if s.role == r), None)
        if role.outside or not match or first is None or is_a(sop.table, match[1]):
            continue
        name = proper_name(role.name, sop.roles)
        sop.find(
            "pihak-luar-diduga",
            f"{name} dianggap bagian dari kantor, padahal namanya menyebut {match[1]}; bila bukan, pindahkan ke "
            "`pihak_luar`.",
            first,
            "pihak_luar",
        )


def ask_other_names(sop: SopDraft) -> None:
    """Roles written in two spellings, so that the owner can choose one."""
    text = " ".join(s.row.source.uraian for s in sop.steps)
    for role in sop.roles:
        spellings = {role.name}
        for match in re.finditer(r"\b(?:Kasubb?ag|Kabag|Kabid|Kasi|Kadis|Staff?)\b(?:\s+[A-Z&]\w*|\s+dan|\s+&)*", text):
            found = re.sub(r"\s+(?:dan|&)$", "", match[0])
            if canonical(found) == role.words and found.lower() != role.name.lower():
                spellings.add(found)
        if len(spellings) > 1:
            names = ", ".join(f"“{s}”" for s in sorted(spellings))
            sop.find("istilah-beragam", f"Satu pelaksana ditulis {names}; dianggap sama.", None, "pelaksana")
