"""Branches: approvals and where they return to, completeness of papers, answers of outside parties."""

from __future__ import annotations

import re

from generator.interpret.draft import SopDraft, StepDraft
from generator.interpret.letters import answering_party
from generator.sop import Aksi, Balasan, Keputusan, Tujuan

_REVIEW = frozenset((Aksi.PERIKSA, Aksi.KOREKSI, Aksi.PARAF, Aksi.TANDA_TANGAN))
_NOT_PROCESSED = re.compile(
    r"(?:belum|tidak|kurang)\s+lengkap[^.]*?\b(?:tidak\s+(?:akan\s+|dapat\s+)?(?:di)?proses|ditolak|tidak\s+dilayani)",
    re.IGNORECASE | re.DOTALL,
)
_IF = r"\b(?:jika|apabila|bila|bilamana|kalau|jikalau|dalam\s+hal|manakala)\s+"
_EXPLICIT_NO = re.compile(
    rf"{_IF}(?:(?:\w+\s+){{0,3}}?(?:tidak|belum|kurang|salah|ditolak|ada\s+perbaikan)\b"
    r"|[^.;]*?\b(?:dikembalikan|mengembalikan|diulang\w*|mengulang\w*)\b)"
    # `Daftar yang keliru dikembalikan kepada ...`: a relative clause says the condition.
    r"|\byang\s+(?:masih\s+)?(?:tidak|belum|kurang|salah|keliru|cacat|rusak|ditolak|menyimpang)\b[^.;,]*?"
    r"\b(?:dikembalikan|diulang\w*|diperbaiki|ditolak|dilengkapi)\b",
    re.IGNORECASE,
)
"""A condition that says no, or whose consequence sends the papers back."""
_TO_APPLICANT = re.compile(
    r"\b(?:ke|kepada)\s+(?:para\s+)?(?:pemohon|yang\s+bersangkutan|masyarakat|warga|pelapor|pengusul|penyewa|peminjam|pendaftar"
    r"|pelanggan|pengguna)\b",
    re.IGNORECASE,
)
_MENDABLE = re.compile(
    r"\b(?:lengkap|sesuai|benar|memenuhi|keliru|salah|perbaik\w*|kekurangan|ketidaksesuaian|penuh)\w*", re.I
)
_CONDITION = re.compile(
    rf"{_IF}(?!(?:di)?perlu|ada\b|dibutuhkan|memungkinkan|berhalangan|(?:\w+\s+)?(?:sudah|telah|(?:di)?setuju\w*|lengkap"
    r"|benar|sesuai|memenuhi)\b)",
    re.IGNORECASE,
)
"""A condition that may part the flow. `Bila diperlukan` parts nothing; `jika setuju` is the flow that goes on."""
_GOES_BACK = re.compile(r"\b(?:dikembalikan|mengembalikan|kembali|ditolak|dihentikan|dibatalkan|diulang\w*)\b", re.I)
_DO_AGAIN = re.compile(r"\b(?:me|di)lengkapi\b|\b(?:mem|di)perbaiki\b|\b(?:diulang|mengulang)\w*", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:jika|apabila|bila|kalau)\s+[^.;]*?\b(?:tidak|belum|kurang|ditolak)\b[^.;]*?\b(?:(?:proses|kegiatan|prosedur|layanan"
    r"|pelayanan|permohonan|usulan)\s+(?:\w+\s+){0,2}?(?:selesai|berakhir|berhenti|dihentikan|ditolak|dibatalkan|gugur|ditutup)"
    r"|(?:dihentikan|dibatalkan|ditolak)\s*(?:[.;,]|$|dan\b))",
    re.IGNORECASE | re.DOTALL,
)
"""The else-branch says that the case ends."""
_INCOMPLETE = re.compile(r"\b(?:tidak|belum|kurang)\s+(?:lengkap|sesuai|memenuhi)", re.IGNORECASE)
_COMPLETE_IT = re.compile(r"\bmelengkapi\b|\bdilengkapi\b", re.IGNORECASE)


def require_papers(sop: SopDraft) -> None:
    """`Persyaratan harus lengkap` in the warning makes the first row that receives them a check of the papers."""
    if not _NOT_PROCESSED.search(warning(sop)) or any(Aksi.PERIKSA_BERKAS in s.aksi for s in sop.steps):
        return
    for step in sop.steps:
        if Aksi.TERIMA in step.aksi and not step.outside:
            step.aksi.insert(step.aksi.index(Aksi.TERIMA) + 1, Aksi.PERIKSA_BERKAS)
            return


def warning(sop: SopDraft) -> str:
    """The Peringatan of the identity block."""
    return " ".join(" ".join(f.lines) for f in sop.table.identity if f.label == "peringatan")


def decide(sop: SopDraft) -> None:
    """Gives every row its decision, explicit before implied."""
    for step in sop.steps:
        if step.outside:
            continue
        if set(step.aksi) & _REVIEW and step.letter is not None and _behind_signature(sop, step):
            _late_approval(sop, step)
        elif set(step.aksi) & _REVIEW and Aksi.KONSEP not in step.aksi and step.letter is not None:
            _approval(sop, step)
        elif Aksi.PERIKSA_BERKAS in step.aksi:
            _completeness(sop, step)
        elif _parts_the_flow(step) and Aksi.KONSEP not in step.aksi:
            _other_branch(sop, step)
        if step.keputusan is None and (condition := _CONDITION.search(_said(step))):
            quote = _said(step)[condition.start() :].split(". ")[0][:100].rstrip(" .")
            sop.find(
                "syarat-tanpa-cabang",
                f"Langkah {step.no} memuat syarat “{quote}” yang belum menjadi cabang.",
                step,
                "keputusan",
            )
        if Aksi.CATAT_BALASAN in step.aksi:
            _answer(sop, step)
    decided = {s.kode for s in sop.steps if s.keputusan is not None}
    sop.findings = [  # one question about a branch: where it goes, not whether there is one
        f
        for f in sop.findings
        if not (f.kode == "surat-tanpa-konsep" and f.bidang == "keputusan" and f.langkah in decided)
    ]


def _behind_signature(sop: SopDraft, step: StepDraft) -> bool:
    """The letter was signed in an earlier row and drafted anew in none since: its text is locked."""
    letter = step.letter
    assert letter is not None  # noqa: S101 - the caller looked
    signed = [s.row.index for s in sop.before(step) if s.letter is letter and Aksi.TANDA_TANGAN in s.aksi]
    return bool(signed) and not any(signed[0] < i < step.row.index for i in letter.drafted_in)


def _late_approval(sop: SopDraft, step: StepDraft) -> None:
    """An approval of a letter that is signed already: a second signature, or the decision of the receiver.

    The text cannot go back to its draft any more, so the case ends where it is refused, unless the row says otherwise.
    """
    if not (_parts_the_flow(step) or set(step.aksi) & {Aksi.PERIKSA, Aksi.TANDA_TANGAN}):
        return
    explicit = _parts_the_flow(step)
    step.keputusan = Keputusan(
        jenis="persetujuan", tidak=Tujuan(selesai="Tidak disetujui"), asal="tersurat" if explicit else "tersirat"
    )
    ends = explicit and not step.row.roles("kembali") and bool(_ENDS.search(_said(step)))
    if not ends:
        sop.find(
            "tujuan-kembali-tidak-pasti" if explicit else "putusan-tersirat",
            f"Langkah {step.no} memutuskan sesudah surat ditandatangani; bila tidak disetujui diduga proses berakhir.",
            step,
            "keputusan",
        )


def _said(step: StepDraft) -> str:
    """Uraian and keterangan: owners write the else-branch in either."""
    return f"{step.row.source.uraian}. {step.row.source.keterangan}".rstrip(". ")


def _parts_the_flow(step: StepDraft) -> bool:
    """The uraian says what happens if not; a keterangan counts when it says where the papers go."""
    source = step.row.source
    noted = _EXPLICIT_NO.search(source.keterangan) and _GOES_BACK.search(source.keterangan)
    return bool(_EXPLICIT_NO.search(source.uraian) or noted)


def _approval(sop: SopDraft, step: StepDraft) -> None:
    assert step.letter is not None  # noqa: S101 - the caller looked
    drafts = [i for i in step.letter.drafted_in if i < step.row.index]
    back = [m.role for m in step.row.named if m.part == "kembali"]
    explicit = bool(back) or bool(_EXPLICIT_NO.search(step.row.source.uraian))
    if not back and _ENDS.search(step.row.source.uraian):
        step.keputusan = Keputusan(jenis="persetujuan", tidak=Tujuan(selesai="Permohonan ditolak"), asal="tersurat")
        return
    if not drafts and not back:
        return
    default = sop.steps[drafts[-1]] if drafts else sop.steps[step.row.index - 1]
    target = default
    if back:
        nearest = sop.last_of_role(back[-1], step)
        writers = (sop.steps[i] for i in reversed(drafts))
        drafting = next((s for s in writers if s.role == back[-1] and not s.outside), None)
        if drafting:
            target = drafting
        elif nearest:
            target = nearest
            sop.find(
                "tujuan-kembali-tidak-pasti",
                f"Langkah {step.no} mengembalikan ke {sop.roles[back[-1]].name}, yang tidak "
                f"menyusun konsepnya; dipilih langkah {target.no}.",
                step,
                "keputusan",
            )
        else:
            sop.find(
                "tujuan-kembali-tidak-pasti",
                f"Langkah {step.no} mengembalikan ke {sop.roles[back[-1]].name}, yang tidak "
                f"mempunyai langkah sebelumnya; dipilih langkah {target.no}.",
                step,
                "keputusan",
            )
    elif explicit:
        sop.find(
            "tujuan-kembali-tidak-pasti",
            f"Langkah {step.no} menyebut keadaan tidak setuju tanpa menyebut ke mana "
            f"dikembalikan; dipilih langkah {target.no}, tempat konsep disusun.",
            step,
            "keputusan",
        )
    if not explicit:
        sop.find(
            "putusan-tersirat",
            f"SOP tidak menulis apa yang terjadi bila langkah {step.no} tidak disetujui; "
            f"diduga kembali ke langkah {target.no} ({target.nama}).",
            step,
            "keputusan",
        )
    step.keputusan = Keputusan(
        jenis="persetujuan", tidak=Tujuan(ke=target.kode), asal="tersurat" if explicit else "tersirat"
    )


def _completeness(sop: SopDraft, step: StepDraft) -> None:
    text = step.row.source.uraian
    explicit = bool(_INCOMPLETE.search(text) or _EXPLICIT_NO.search(text))
    warned = bool(_NOT_PROCESSED.search(warning(sop)))
    if _NOT_PROCESSED.search(text):
        target, asal, why = Tujuan(selesai="Permohonan tidak diproses"), "tersurat", ""
    elif explicit and step.row.roles("kembali"):
        role = step.row.roles("kembali")[-1]
        back = sop.last_of_role(role, step)
        target = Tujuan(ke=back.kode) if back else Tujuan(ke=step.kode)
        # Given back to the applicant, the papers come in again when they are complete.
        said = bool(back) or sop.roles[role].outside == "pemohon"
        asal, why = "tersurat", "" if said else "pemohon melengkapi berkas, lalu langkah itu diulang"
    elif explicit and _ENDS.search(text):
        target, asal, why = Tujuan(selesai="Permohonan tidak diproses"), "tersurat", ""
    elif explicit and not warned and _TO_APPLICANT.search(text):
        target, asal, why = Tujuan(ke=step.kode), "tersurat", ""
    elif warned and not _COMPLETE_IT.search(text):
        target, asal = Tujuan(selesai="Permohonan tidak diproses"), "tersirat"
        why = "menurut Peringatan, permohonan yang tidak lengkap tidak diproses"
    else:
        target, asal = Tujuan(ke=step.kode), "tersurat" if explicit else "tersirat"
        why = "diduga pemohon melengkapi berkas, lalu langkah itu diulang"
    if why:
        sop.find("kelengkapan-tersirat", f"Langkah {step.no} memeriksa kelengkapan: {why}.", step, "keputusan")
    step.keputusan = Keputusan(
        jenis="kelengkapan", pertanyaan="Lengkap?", tidak=target, asal="tersurat" if asal == "tersurat" else "tersirat"
    )


def _other_branch(sop: SopDraft, step: StepDraft) -> None:
    """A condition in a row that neither reviews a letter nor checks papers."""
    back = step.row.roles("kembali")
    nearest = [s for role in back if (s := sop.last_of_role(role, step)) is not None]
    earlier = max(nearest, key=lambda s: s.row.index, default=None)
    if earlier:
        target = Tujuan(ke=earlier.kode)
        if len([s for s in sop.before(step) if s.role in back and not s.outside]) > 1:
            sop.find(
                "tujuan-kembali-tidak-pasti",
                f"Langkah {step.no} mengembalikan bila tidak disetujui; dipilih langkah {earlier.no}.",
                step,
                "keputusan",
            )
    elif not back and _ENDS.search(_said(step)):
        target = Tujuan(selesai="Permohonan ditolak")
    elif _TO_APPLICANT.search(_said(step)) and not _MENDABLE.search(_condition_of(step)):
        target = Tujuan(selesai="Dikembalikan kepada pemohon")
        sop.find(
            "tujuan-kembali-tidak-pasti",
            f"Langkah {step.no} mengembalikan kepada pemohon; diduga perkara berakhir dan pemohon mengajukan lagi.",
            step,
            "keputusan",
        )
    elif _DO_AGAIN.search(_said(step)) or "dikembalikan" in _said(step).lower():
        target = Tujuan(ke=step.kode)
        sop.find(
            "tujuan-kembali-tidak-pasti",
            f"Langkah {step.no} mengembalikan tanpa menyebut langkah tujuannya; diduga langkah itu diulang setelah "
            "diperbaiki.",
            step,
            "keputusan",
        )
    else:
        target = Tujuan(selesai="Permohonan ditolak")
        sop.find(
            "tujuan-kembali-tidak-pasti",
            f"Langkah {step.no} mempunyai syarat, tetapi tujuan cabang “tidak” tidak jelas; diduga proses berakhir.",
            step,
            "keputusan",
        )
    step.keputusan = Keputusan(jenis="persetujuan", tidak=target, asal="tersurat")


def _condition_of(step: StepDraft) -> str:
    """The words of the condition itself, up to what follows from it."""
    match = _EXPLICIT_NO.search(_said(step))
    words = _said(step)[match.start() :] if match else ""
    return re.split(r",|\bmaka\b|\bdikembalikan\b", words)[0].replace("jadwal penuh", "jadwal")


def _answer(sop: SopDraft, step: StepDraft) -> None:
    party = answering_party(sop, step)
    letter = step.letter
    if party is None or letter is None:
        return
    # A returned letter is issued anew, so it is drafted anew from its first row.
    draft = sop.steps[letter.drafted_in[0]]
    step.balasan = Balasan(
        dari=party.kode,
        surat=letter.kode,
        dikembalikan=Tujuan(ke=draft.kode),
        ditolak=Tujuan(selesai=f"Permohonan ditolak {party.nama}"[:100]),
    )
    sop.find(
        "balasan-tersirat",
        f"SOP hanya menulis jawaban terbit dari {party.nama}; diduga berkas yang dikembalikan kembali "
        f"ke langkah {draft.no} dan permohonan yang ditolak berakhir.",
        step,
        "balasan",
    )
    sop.find(
        "pengingat-belum-diatur",
        f"Selang pengingat kepada {party.nama} tidak disebut; belum ada pengingat.",
        step,
        "balasan.pengingat",
    )
