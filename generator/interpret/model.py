"""The values of sop.yaml from the draft: steps, findings in their order, codes instead of role numbers."""

from __future__ import annotations

from dataclasses import replace

from generator.finding_codes import CATALOGUE
from generator.findings import Finding, Place, Severity
from generator.interpret.draft import SopDraft, StepDraft
from generator.interpret.drawing_evidence import works_together
from generator.interpret.evidence import Decision
from generator.interpret.measures import LIST
from generator.interpret.roles import proper_name
from generator.sop import AKSI_BERSAMA, Aksi, Kelengkapan, Langkah, StatusTemuan, TemuanSop


def as_langkah(sop: SopDraft, step: StepDraft) -> Langkah:
    source = step.row.source
    code = sop.role_codes[step.role] if sop.roles else "pelaksana"
    return Langkah(
        kode=step.kode,
        no=step.no,
        nama=step.nama,
        pelaksana=code,
        bersama=_together(sop, step),
        uraian=source.uraian,
        aksi=tuple(step.aksi),
        surat=step.letter.kode if step.letter else None,
        kelengkapan=tuple(Kelengkapan(nama=d.nama, salinan=d.salinan, satuan=d.satuan) for d in step.documents)
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


def _together(sop: SopDraft, step: StepDraft) -> tuple[str, ...]:
    """Roles that share the row, where its work allows it; where it does not, the owner is asked to part the row."""
    if not step.together:
        return ()
    names = " dan ".join(proper_name(sop.roles[r].name, sop.roles) for r in (step.role, *step.together))
    decision = step.keputusan
    alone = decision is not None and decision.jenis == "kelengkapan"
    allowed = not (set(step.aksi) - AKSI_BERSAMA or alone or step.balasan or step.kolektif)
    done = "dianggap dikerjakan bersamaan" if allowed else "dianggap dikerjakan oleh yang pertama"
    if allowed and works_together(step.row, (step.role, *step.together)):
        return tuple(sop.role_codes[r] for r in step.together)
    sop.find("pelaksana-bersama", f"Langkah {step.no} menyebut {names}; {done}.", step, "bersama")
    return tuple(sop.role_codes[r] for r in step.together) if allowed else ()


def as_temuan(finding: Finding, places: dict[Place, str]) -> TemuanSop:
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


def in_order(findings: list[Finding]) -> list[Finding]:
    unique = list(dict.fromkeys(findings))
    return sorted(unique, key=lambda f: CATALOGUE[f.kode].priority)


def with_codes(sop: SopDraft, decision: Decision) -> Decision:
    codes = sop.role_codes
    return replace(
        decision,
        value=codes[int(decision.value)],
        evidence=tuple(replace(e, value=codes[int(e.value)]) for e in decision.evidence),
        alternatives=tuple((codes[int(r)], share) for r, share in decision.alternatives),
    )
