"""From one SOP table to a draft SOP with findings: the passes in their order."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from generator.finding_codes import CATALOGUE
from generator.findings import Finding, Place, Severity
from generator.interpret.decisions import decide, require_papers
from generator.interpret.draft import Party, SopDraft, StepDraft
from generator.interpret.evidence import CONFIDENT, Decision
from generator.interpret.identity_block import read_identitas
from generator.interpret.jabatan import Jabatan, canonical, jabatan
from generator.interpret.letters import answering_party, find_destinations, find_letters, unique_slug
from generator.interpret.marks import is_symbol, regular
from generator.interpret.measures import LIST, find_collective, find_documents, find_times
from generator.interpret.naming import camel, slug, step_codes, step_name
from generator.interpret.performers import infer_performers
from generator.interpret.row import parse_rows
from generator.interpret.work import complete_letter_work, find_aksi, misspelt_verbs
from generator.sop import (
    Aksi,
    Kelengkapan,
    Langkah,
    Mulai,
    Pelaksana,
    PihakLuar,
    Sop,
    StatusTemuan,
    Sumber,
    Surat,
    TemuanSop,
)
from generator.sources.table_heading import MAX_ROLES
from generator.sources.table import SourceDocument, SourceTable


@dataclass(frozen=True)
class Reading:
    """A draft SOP as read, before any owner settled anything."""

    sop: Sop
    findings: tuple[Finding, ...]
    decisions: dict[str, tuple[Decision, ...]]
    """By kode of the step: what was weighed, values already as codes of sop.yaml."""


def interpret(
    table: SourceTable, document: SourceDocument, *, name: str | None = None, kantor: str | None = None
) -> Reading:
    """Reads one SOP. `name` is the slug and `kantor` the office; both are derived from the document when absent."""
    sop = _start(table)
    find_aksi(sop)
    require_papers(sop)
    find_letters(sop)
    find_destinations(sop)
    _answers_again(sop)
    complete_letter_work(sop)
    misspelt_verbs(sop)
    _name(sop)
    find_times(sop)
    find_documents(sop)
    decide(sop)
    find_collective(sop)
    _conditions(sop)
    _other_names(sop)
    mulai = _mulai(sop)
    identitas = read_identitas(sop)
    findings = tuple(_ordered([*document.findings, *table.findings, *sop.named_findings()]))
    places = {step.place: step.kode for step in sop.steps}
    title = re.sub(r"^\W*(?:SOP|standar\s+operasional\s+prosedur)\W*", "", identitas.judul, flags=re.IGNORECASE)
    model = Sop(
        slug=name or slug(title) or "sop",
        kantor=kantor or slug(identitas.unit or identitas.instansi or "") or "kantor",
        identitas=identitas,
        sumber=Sumber(berkas=f"source/{document.name}", sha256=document.sha256, tabel=table.number),
        mulai=mulai,
        pelaksana=tuple(
            Pelaksana(kode=code, nama=_proper(role.name, sop.roles))
            for code, role in zip(sop.role_codes, sop.roles, strict=True)
            if not role.outside
        )
        or (Pelaksana(kode="pelaksana", nama="Pelaksana"),),
        pihak_luar=tuple(PihakLuar(kode=p.kode, nama=p.nama, punya_kolom=p.role is not None) for p in sop.parties),
        surat=tuple(Surat(kode=x.kode, nama=x.nama, perihal=x.perihal, tujuan=tuple(x.tujuan)) for x in sop.letters),
        langkah=tuple(_langkah(sop, step) for step in sop.steps),
        temuan=tuple(_temuan(f, places) for f in findings),
    )
    return Reading(model, findings, {s.kode: tuple(_named_values(sop, d) for d in s.decisions) for s in sop.steps})


def _start(table: SourceTable) -> SopDraft:
    """Roles, performers, names: what every later pass needs."""
    roles = _roles(table)
    rows = parse_rows(table.rows, roles)
    sop = SopDraft(table, roles, [StepDraft(row) for row in rows])
    for role in roles:
        sop.role_codes.append(unique_slug(sop, slug(canonical(role.name)) or "pelaksana"))
    for r, role in enumerate(roles):
        if role.outside:
            code = sop.role_codes[r]
            sop.parties.append(Party(code, _proper(role.name, roles), r))
    decisions = infer_performers(rows, roles)
    for step, decision in zip(sop.steps, decisions, strict=False):
        step.role = int(decision.value)
        step.outside = bool(roles[step.role].outside)
        step.decisions.append(decision)
    _performer_findings(sop)
    return sop


def _name(sop: SopDraft) -> None:
    """Gives every step its short name and its kode."""
    names = []
    for step in sop.steps:
        party = answering_party(sop, step) if Aksi.CATAT_BALASAN in step.aksi else None
        names.append(step_name(step.row, step.aksi, _recipient(sop, step), party.nama if party else ""))
    names = _distinct(sop, names)
    for step, name, code in zip(sop.steps, names, step_codes(names), strict=True):
        step.nama, step.kode = name, code


def _roles(table: SourceTable) -> tuple[Jabatan, ...]:
    """The role columns; without them the names in a Pelaksana column."""
    if table.roles:
        return tuple(jabatan(_whole(name)) for name in table.roles)
    names = Counter(canonical(row.pelaksana) for row in table.rows if row.pelaksana)
    first: dict[str, str] = {}
    for row in table.rows:
        if row.pelaksana:
            first.setdefault(canonical(row.pelaksana), row.pelaksana)
    return tuple(jabatan(first[words]) for words, _ in names.most_common(MAX_ROLES) if words) or _named_in_text(table)


def _whole(name: str) -> str:
    """`Sekre taris` -> `Sekretaris`: parts that are no words by themselves but a position together."""
    joined = re.sub(r"\s+", "", name)
    torn = " " in name and jabatan(name).torn
    return joined[:1] + (joined[1:] if joined.isupper() else joined[1:].lower()) if torn else name


_POSITION = re.compile(
    r"\b(?:Kepala|Kasubb?ag|Kasubb?id|Kabag|Kabid|Kasie?|Kadis|Kaban|Karo|Sekretaris|Sekcam|Camat|Lurah|Bendahara|Staff?|"
    r"Koordinator|Petugas|Operator|Analis|Arsiparis|Agendaris|Pengadministrasi|Pengelola|Pengemudi|Pemohon)\b"
    r"(?:\s+(?:[A-Z][\w/]*|dan(?=\s+[A-Z])|&))*"
)


def _named_in_text(table: SourceTable) -> tuple[Jabatan, ...]:
    """Positions that the uraian names, where the table has no column for them; the whole list is asked about."""
    names: dict[str, str] = {}
    for row in table.rows:
        for match in _POSITION.finditer(row.uraian):
            names.setdefault(canonical(match[0]), match[0])
    shortest = [n for n in names if not any(o != n and n.startswith(o + " ") for o in names)]
    return tuple(jabatan(names[n]) for n in shortest[:MAX_ROLES])


def _recipient(sop: SopDraft, step: StepDraft) -> str:
    named = [m.role for m in step.row.named if m.part in ("penerima", "diperintah")]
    return _proper(sop.roles[named[0]].name, sop.roles) if named else ""


def _distinct(sop: SopDraft, names: list[str]) -> list[str]:
    """Rows with one name get the performer behind it, where there is room."""
    counts = Counter(camel(name, 60) for name in names)
    result = []
    for step, name in zip(sop.steps, names, strict=True):
        if counts[camel(name, 60)] > 1 and sop.roles:
            longer = f"{name} oleh {_proper(sop.roles[step.role].name, sop.roles)}"
            name = longer if len(longer) <= 60 else name
        result.append(name)
    return result


def _performer_findings(sop: SopDraft) -> None:
    if not sop.roles:
        sop.find(
            "kolom-pelaksana-tidak-ada",
            "Tabel tidak mempunyai kolom pelaksana; semua langkah diberi pelaksana sementara.",
            None,
            "pelaksana",
        )
        return
    if not sop.table.roles and not any(row.pelaksana for row in sop.table.rows):
        sop.find(
            "kolom-pelaksana-tidak-ada",
            "Tabel tidak mempunyai kolom pelaksana; pelaksana diambil dari jabatan yang disebut dalam uraian.",
            None,
            "pelaksana",
        )
    for name in sop.table.roles:
        if _whole(name) != name:
            sop.find("judul-kolom-sobek", f"Judul kolom “{name}” dibaca sebagai {_whole(name)}.", None, "pelaksana")
    rows = [s.row for s in sop.steps]
    strong = regular(rows)
    for step in sop.steps:
        decision = step.decisions[0]
        name = _proper(sop.roles[step.role].name, sop.roles)
        if decision.confidence < CONFIDENT:
            others = " atau ".join(
                f"{_proper(sop.roles[int(r)].name, sop.roles)} ({share:.0%})"
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
        marked = [i for i, m in enumerate(step.row.source.marks) if is_symbol(m)]
        if len(marked) == 1 and marked[0] != step.role and decision.confidence >= CONFIDENT:
            sop.find(
                "pelaksana-bertentangan",
                f"Langkah {step.no} menurut teks dikerjakan {name}, tetapi tandanya di kolom "
                f"{_proper(sop.roles[marked[0]].name, sop.roles)}.",
                step,
                "pelaksana",
            )
        elif strong and decision.confidence >= CONFIDENT and len(marked) != 1:
            sop.find(
                "pelaksana-tidak-pasti",
                f"Langkah {step.no} tidak mempunyai tepat satu tanda pelaksana; diduga {name}.",
                step,
                "pelaksana",
            )
    for r, role in enumerate(sop.roles):
        used = any(s.role == r for s in sop.steps)
        if role.outside == "instansi" or (role.outside and not used):
            sop.find(
                "pihak-luar-diduga",
                f"Kolom {_proper(role.name, sop.roles)} dianggap pihak di luar kantor.",
                None,
                "pihak_luar",
            )
        elif not role.outside and not used:
            sop.find(
                "pelaksana-tanpa-langkah",
                f"Kolom {_proper(role.name, sop.roles)} tidak mempunyai kegiatan.",
                None,
                "pelaksana",
            )


def _answers_again(sop: SopDraft) -> None:
    """Parties named only in the text are known now: receiving from one of them is an answer."""
    for step in sop.steps:
        if Aksi.CATAT_BALASAN in step.aksi or step.outside:
            continue
        if Aksi.TERIMA in step.aksi and step.row.index > 0:
            before = [s for s in sop.before(step) if s.letter is not None and Aksi.TANDA_TANGAN in s.aksi]
            if before and answering_party(sop, step) is not None:
                step.aksi[step.aksi.index(Aksi.TERIMA)] = Aksi.CATAT_BALASAN
                step.letter = before[-1].letter


def _conditions(sop: SopDraft) -> None:
    for step in sop.steps:
        text = step.row.source.keterangan
        if re.search(r"\b(?:apabila|jika|bila|hanya|syarat|wajib|harus|khusus)\b", text, re.IGNORECASE):
            sop.find(
                "syarat-di-keterangan", f"Keterangan langkah {step.no} memuat syarat: “{text}”.", step, "keterangan"
            )


def _other_names(sop: SopDraft) -> None:
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


def _mulai(sop: SopDraft) -> Mulai:
    first = sop.steps[0]
    text = canonical(f"{first.row.source.kelengkapan} {first.row.source.uraian}")
    daftar = None
    if any(s.kolektif for s in sop.steps):
        daftar = LIST
    if first.outside:
        party = sop.party_of_role(first.role)
        return Mulai(jenis="permohonan", pihak=party.kode if party else None, daftar=daftar)
    if Aksi.PERINTAH in first.aksi:
        kind = "surat" if "surat masuk" in text else "perintah"
        name = "Surat masuk diterima" if kind == "surat" else "Perintah diberikan"
        sop.find(
            "mulai-tersirat", f"Proses diduga dimulai ketika {name.lower()}, menurut langkah {first.no}.", None, "mulai"
        )
        return Mulai(jenis="surat" if kind == "surat" else "perintah", nama=name, daftar=daftar)
    asks = re.search(r"\b(?:permohonan|usulan|pengajuan|pemohon|permintaan|pengaduan)\b", text)
    if asks or Aksi.TERIMA in first.aksi:
        party = next((p for p in sop.parties if p.role is not None and sop.roles[p.role].outside == "pemohon"), None)
        if party is None and re.search(r"\bpemohon\b", " ".join(canonical(s.row.source.uraian) for s in sop.steps)):
            party = Party(unique_slug(sop, "pemohon"), "Pemohon")
            sop.parties.append(party)
        kind, name = ("permohonan", "Permohonan diterima") if asks else ("surat", "Surat masuk diterima")
        if not asks:
            sop.find("mulai-tersirat", "Proses diduga dimulai ketika surat masuk diterima.", None, "mulai")
        return Mulai(
            jenis="permohonan" if asks else "surat", pihak=party.kode if party else None, nama=name, daftar=daftar
        )
    sop.find(
        "mulai-tersirat",
        f"SOP tidak menyebut apa yang memulai proses; diduga perintah sebelum langkah {first.no}.",
        None,
        "mulai",
    )
    return Mulai(jenis="perintah", nama="Perintah diberikan", daftar=daftar)


def _langkah(sop: SopDraft, step: StepDraft) -> Langkah:
    source = step.row.source
    code = sop.role_codes[step.role] if sop.roles else "pelaksana"
    return Langkah(
        kode=step.kode,
        no=step.no,
        nama=step.nama,
        pelaksana=code,
        uraian=source.uraian,
        aksi=tuple(step.aksi),
        surat=step.letter.kode if step.letter else None,
        kelengkapan=tuple(Kelengkapan(nama=d.nama, salinan=d.salinan) for d in step.documents)
        if Aksi.PERIKSA_BERKAS in step.aksi
        else (),
        kelengkapan_teks=source.kelengkapan,
        waktu=step.waktu,
        output=source.output,
        keterangan=source.keterangan,
        daftar=LIST if Aksi.DATA in step.aksi and step.daftar else None,
        keputusan=step.keputusan,
        balasan=step.balasan,
        kolektif=step.kolektif,
        baris=source.place.line,
    )


def _temuan(finding: Finding, places: dict[Place, str]) -> TemuanSop:
    status = StatusTemuan.TERBUKA if finding.severity is Severity.SELESAIKAN else StatusTemuan.SELESAI
    place = f" [{finding.place}]" if finding.place and finding.langkah is None else ""
    return TemuanSop(
        kode=finding.kode,
        langkah=finding.langkah or (places.get(finding.place) if finding.place else None),
        bidang=finding.bidang,
        kalimat=finding.kalimat + place,
        status=status,
        keputusan=None if status is StatusTemuan.TERBUKA else "Catatan; tidak perlu diselesaikan.",
    )


def _ordered(findings: list[Finding]) -> list[Finding]:
    unique = list(dict.fromkeys(findings))
    return sorted(unique, key=lambda f: CATALOGUE[f.kode].priority)


def _named_values(sop: SopDraft, decision: Decision) -> Decision:
    codes = sop.role_codes
    return replace(
        decision,
        value=codes[int(decision.value)],
        evidence=tuple(replace(e, value=codes[int(e.value)]) for e in decision.evidence),
        alternatives=tuple((codes[int(r)], share) for r, share in decision.alternatives),
    )


_ORDINARY = frozenset(
    (
        "kepala",
        "kasubbag",
        "kasubag",
        "kasubbid",
        "kabag",
        "kabid",
        "biro",
        "bidang",
        "bagian",
        "seksi",
        "staf",
        "dinas",
        "badan",
        "kantor",
        "umum",
        "dan",
        "tata",
        "usaha",
        "pemohon",
        "tim",
        "sub",
        "unit",
        "kasi",
        "loket",
        "guru",
        "ketua",
    )
)


def _proper(name: str, roles: tuple[Jabatan, ...]) -> str:
    """`KASUBBAG TU` -> `Kasubbag TU` in tables written in capitals; short words stay, they are abbreviations."""
    if not all(role.name.isupper() for role in roles) or len(roles) < 2:
        return name
    words = []
    for word in name.split():
        low = word.lower()
        words.append(low if low == "dan" else word.capitalize() if low in _ORDINARY or len(word) > 5 else word)
    return " ".join(words)
