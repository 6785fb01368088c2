"""From one SOP table to a draft SOP with findings: the passes in their order."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from pydantic import ValidationError

from generator.findings import Finding, SourceRefusedError
from generator.interpret.decisions import decide, require_papers
from generator.interpret.draft import Party, SopDraft, StepDraft
from generator.interpret.drawing_decisions import follow_drawing
from generator.interpret.evidence import Decision
from generator.interpret.explanation import Explanation, explain
from generator.interpret.identity_block import read_identitas
from generator.interpret.jabatan import canonical
from generator.interpret.letters import answering_party, find_destinations, find_letters, unique_slug
from generator.interpret.measures import find_collective, find_documents, find_times
from generator.interpret.model import as_langkah, as_temuan, in_order, with_codes
from generator.interpret.naming import camel, slug, step_codes, step_name
from generator.interpret.other_offices import ask_heads_elsewhere
from generator.interpret.performer_findings import ask_other_names, ask_performers
from generator.interpret.performers import infer_performers
from generator.interpret.roles import asking_role, proper_name, roles_of, together
from generator.interpret.row import parse_rows
from generator.interpret.start import find_start
from generator.interpret.work import complete_letter_work, find_aksi, misspelt_verbs
from generator.sop import Aksi, Pelaksana, PihakLuar, Sop, Sumber, Surat
from generator.sources.table import SourceDocument, SourceTable

_RETYPE = "Salin tabelnya ke berkas `alur template`, lalu baca berkas itu."


@dataclass(frozen=True)
class Reading:
    """A draft SOP as read, before any owner settled anything."""

    sop: Sop
    findings: tuple[Finding, ...]
    decisions: dict[str, tuple[Decision, ...]]
    """By kode of the step: what was weighed, values already as codes of sop.yaml."""
    explanations: dict[str, tuple[Explanation, ...]]
    """By kode of the step: the rules that gave aksi, waktu and keputusan."""


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
    follow_drawing(sop)
    find_collective(sop)
    _conditions(sop)
    _recognised(sop, document)
    ask_other_names(sop)
    mulai = find_start(sop)
    identitas = read_identitas(sop)
    _ask_same_title(sop, document)
    langkah = tuple(as_langkah(sop, step) for step in sop.steps)
    elsewhere = {row.place for other in document.tables if other.number != table.number for row in other.rows}
    common = (f for f in document.findings if f.place not in elsewhere)
    findings = tuple(in_order([*common, *table.findings, *sop.named_findings()]))
    places = {step.place: step.kode for step in sop.steps}
    title = re.sub(r"^\W*(?:SOP|standar\s+operasional\s+prosedur)\W*", "", identitas.judul, flags=re.IGNORECASE)
    values = {
        "slug": name or slug(title) or "sop",
        "kantor": kantor or slug(identitas.unit or identitas.instansi or "") or "kantor",
        "identitas": identitas,
        "sumber": Sumber(berkas=f"source/{document.name}", sha256=document.sha256, tabel=table.number),
        "mulai": mulai,
        "pelaksana": tuple(
            Pelaksana(kode=code, nama=proper_name(role.name, sop.roles))
            for code, role in zip(sop.role_codes, sop.roles, strict=True)
            if not role.outside
        )
        or (Pelaksana(kode="pelaksana", nama="Pelaksana"),),
        "pihak_luar": tuple(PihakLuar(kode=p.kode, nama=p.nama, punya_kolom=p.role is not None) for p in sop.parties),
        "surat": tuple(Surat(kode=x.kode, nama=x.nama, perihal=x.perihal, tujuan=tuple(x.tujuan)) for x in sop.letters),
        "langkah": langkah,
        "temuan": tuple(as_temuan(f, places) for f in findings),
    }
    try:
        model = Sop.model_validate(values)
    except ValidationError as error:  # no document ends in a traceback, whatever the passes made of it
        said = "; ".join(problem["msg"] for problem in error.errors()[:3])
        raise SourceRefusedError(
            "berkas-ditolak", f"Tabel {table.number} tidak dapat disusun menjadi SOP ({said}).", table.place, _RETYPE
        ) from None
    return Reading(
        model,
        findings,
        {s.kode: tuple(with_codes(sop, d) for d in s.decisions) for s in sop.steps},
        explain(sop),
    )


def _ask_same_title(sop: SopDraft, document: SourceDocument) -> None:
    """Several SOPs under one title: it is the name of all of them, and each needs its own."""
    title = canonical(sop.table.title)
    if title and sum(canonical(t.title) == title for t in document.tables) > 1:
        sheet = f" (lembar {sop.table.place.sheet})" if sop.table.place.sheet else ""
        sop.find(
            "judul-tidak-ada",
            f"Beberapa SOP dalam dokumen ini berjudul sama; beri judul tersendiri untuk SOP ini{sheet}.",
            None,
            "identitas.judul",
        )


def _start(table: SourceTable) -> SopDraft:
    """Roles, performers, names: what every later pass needs."""
    roles = roles_of(table)
    rows = parse_rows(table.rows, roles)
    decisions = infer_performers(rows, roles)
    asking = asking_role(rows, roles, decisions)
    if asking is not None:
        roles = tuple(replace(x, outside="pemohon", rank=None) if r == asking else x for r, x in enumerate(roles))
        rows = parse_rows(table.rows, roles)
        decisions = infer_performers(rows, roles)
    sop = SopDraft(table, roles, [StepDraft(row) for row in rows])
    for role in roles:
        sop.role_codes.append(unique_slug(sop, slug(canonical(role.name)) or "pelaksana"))
    for r, role in enumerate(roles):
        if role.outside:
            code = sop.role_codes[r]
            sop.parties.append(Party(code, proper_name(role.name, roles), r))
    for step, decision in zip(sop.steps, decisions, strict=False):
        step.role = int(decision.value)
        step.outside = bool(roles[step.role].outside)
        step.decisions.append(decision)
        step.together = together(step.row, roles, step.role)
    if asking is not None:
        sop.find(
            "pihak-luar-diduga",
            f"{proper_name(roles[asking].name, roles)} mengajukan permohonan pada langkah pertama; dianggap pihak di "
            "luar kantor.",
            sop.steps[0],
            "pihak_luar",
        )
    ask_performers(sop)
    ask_heads_elsewhere(sop)
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


def _recipient(sop: SopDraft, step: StepDraft) -> str:
    named = [m.role for m in step.row.named if m.part in ("penerima", "diperintah")]
    return proper_name(sop.roles[named[0]].name, sop.roles) if named else ""


def _distinct(sop: SopDraft, names: list[str]) -> list[str]:
    """Rows with one name get the performer behind it, where there is room."""
    counts = Counter(camel(name, 60) for name in names)
    result = []
    for step, name in zip(sop.steps, names, strict=True):
        if counts[camel(name, 60)] > 1 and sop.roles:
            longer = f"{name} oleh {proper_name(sop.roles[step.role].name, sop.roles)}"
            name = longer if len(longer) <= 60 else name
        result.append(name)
    return result


def _answers_again(sop: SopDraft) -> None:
    """Parties named only in the text are known now: receiving from one of them is an answer."""
    signed: StepDraft | None = None
    for step in sop.steps:
        _answer_again(sop, step, signed)
        if step.letter is not None and Aksi.TANDA_TANGAN in step.aksi:
            signed = step


def _answer_again(sop: SopDraft, step: StepDraft, signed: StepDraft | None) -> None:
    """`signed`: the last row before this one that signs a letter."""
    if Aksi.CATAT_BALASAN in step.aksi or step.outside:
        return
    if Aksi.TERIMA in step.aksi and signed is not None and answering_party(sop, step) is not None:
        step.aksi[step.aksi.index(Aksi.TERIMA)] = Aksi.CATAT_BALASAN
        step.letter = signed.letter


def _recognised(sop: SopDraft, document: SourceDocument) -> None:
    """Every row that OCR read is asked about as a whole: a misread letter changes a name without looking wrong."""
    pages = {f.place.page for f in document.findings if f.kode == "teks-ocr" and f.place}
    for step in sop.steps:
        if step.place.page in pages:
            sop.find(
                "teks-ocr",
                f"Langkah {step.no} dibaca dengan OCR; bandingkan uraian, pelaksana, dan waktunya dengan pindaian.",
                step,
            )


def _conditions(sop: SopDraft) -> None:
    for step in sop.steps:
        text = step.row.source.keterangan
        if re.search(r"\b(?:apabila|jika|bila|hanya|syarat|wajib|harus|khusus)\b", text, re.IGNORECASE):
            sop.find(
                "syarat-di-keterangan", f"Keterangan langkah {step.no} memuat syarat: “{text}”.", step, "keterangan"
            )
