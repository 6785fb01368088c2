"""review.md: what a process owner reads before trusting an SOP that was read by machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.finding_codes import CATALOGUE
from generator.sop import Branch, Langkah, Sop, StatusTemuan, Syarat, TemuanSop

OPEN_MARK = "❓"
SETTLED_MARK = "✔"
_PRIORITY_NOTE = 90


def review_markdown(sop: Sop) -> str:
    """The review of one SOP in formal, simple Bahasa Indonesia; the same Sop gives the same text."""
    questions = sorted(sop.open_findings, key=_priority)
    settled = [t for t in sop.temuan if t.status is StatusTemuan.SELESAI and not _is_note(t)]
    notes = [t for t in sop.temuan if t.status is StatusTemuan.SELESAI and _is_note(t)]
    parts = [
        f"# Tinjauan: {_text(sop.identitas.judul)}",
        _summary(sop, questions),
        "## Langkah",
        f"{OPEN_MARK} nilai dugaan yang harus diselesaikan; {SETTLED_MARK} nilai dugaan yang sudah ditetapkan "
        "pemilik proses.",
        _table(sop),
        "## Pertanyaan yang harus diselesaikan",
        _questions(sop, questions) or "Tidak ada. Semua temuan sudah diselesaikan.",
        "## Yang sudah ditetapkan",
        _settled(sop, settled) or "Belum ada.",
    ]
    if notes:
        parts += ["## Catatan", "\n".join(f"- {_at(sop, t)}{_text(t.kalimat)}" for t in notes)]
    parts.append(
        "---\n\nDibuat oleh `alur` dari `sop.yaml`; jangan diubah dengan tangan. Arti setiap kode temuan: "
        "`docs/findings/`."
    )
    return "\n\n".join(parts) + "\n"


def _summary(sop: Sop, questions: list[TemuanSop]) -> str:
    source = f"dokumen `{sop.sumber.berkas}`, tabel {sop.sumber.tabel}" if sop.sumber else "sop.yaml"
    office = ", ".join(p for p in (sop.identitas.unit, sop.identitas.instansi) if p)
    owner = f" {_text(office)}." if office else ""
    if questions:
        state = f"Ada **{len(questions)} pertanyaan** yang harus diselesaikan sebelum proses dipakai."
    else:
        state = "Semua pertanyaan sudah diselesaikan."
    return (
        f"Dibaca dari {source}.{owner} {len(sop.langkah)} langkah, {len(sop.pelaksana)} pelaksana, "
        f"{len(sop.surat)} surat. {state}"
    )


def _table(sop: Sop) -> str:
    rows = [
        "| No | Kegiatan | Pelaksana | Yang dikerjakan | Waktu | Bila tidak | ",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    rows[0] = rows[0].rstrip()
    names = {p.kode: p.nama for p in sop.pelaksana} | {p.kode: f"{p.nama} (luar)" for p in sop.pihak_luar}
    for step in sop.langkah:
        marks = _marks(sop, step)
        cells = (
            step.no,
            _text(step.uraian) + marks("uraian", "keterangan"),
            _text(" bersama ".join(names[kode] for kode in (step.pelaksana, *step.bersama)))
            + marks("pelaksana", "bersama"),
            _work(step) + marks("aksi", "surat", "kelengkapan", "kolektif"),
            _time(step) + marks("waktu"),
            _else(sop, step) + marks("syarat", "keputusan", "balasan", "balasan.pengingat"),
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _marks(sop: Sop, step: Langkah) -> Callable[..., str]:
    found = [t for t in sop.temuan if t.langkah == step.kode and not _is_note(t)]

    def marks(*fields: str) -> str:
        here = [t for t in found if t.bidang in fields]
        if any(t.status is StatusTemuan.TERBUKA for t in here):
            return f" {OPEN_MARK}"
        return f" {SETTLED_MARK}" if here else ""

    return marks


def _work(step: Langkah) -> str:
    words = ", ".join(a.value.replace("_", " ") for a in step.aksi)
    return f"{words}; per {step.kolektif.per}" if step.kolektif else words


def _time(step: Langkah) -> str:
    if step.waktu.jadwal:
        return f"{_text(step.waktu.teks)} (tanggal `{step.waktu.jadwal}`)"
    if step.waktu.durasi:
        return _text(step.waktu.teks) or step.waktu.durasi
    reason = step.waktu.alasan or "tanpa tenggat"
    return (
        f"{_text(step.waktu.teks)} (tanpa tenggat: {_text(reason)})"
        if step.waktu.teks
        else f"tanpa tenggat: {_text(reason)}"
    )


def _else(sop: Sop, step: Langkah) -> str:
    """Every way on but the one to the next row."""
    return "; ".join(f"{_answer(sop, step, branch)} → {_goal(sop, branch)}" for branch in step.branches())


def _answer(sop: Sop, step: Langkah, branch: Branch) -> str:
    """`Setuju? tidak`, `Setuju? Kembalikan ke Korpel`, `ditolak`: the question, and the answer that leads elsewhere."""
    match branch.field:
        case ("syarat",) if step.syarat:
            return f"{_text(step.syarat.pertanyaan)} ({_known_from(sop, step.syarat)}) {branch.nama.lower()}"
        case ("keputusan", "pilihan", _) if step.keputusan:
            return f"{_text(step.keputusan.pertanyaan)} “{_text(branch.nama)}”"
        case ("keputusan", *_) if step.keputusan:
            return f"{_text(step.keputusan.pertanyaan)} {branch.nama.lower()}"
        case _:
            return branch.nama.lower()


def _known_from(sop: Sop, condition: Syarat) -> str:
    if condition.ditanya_pada is not None:
        return f"ditanya pada langkah {sop.step(condition.ditanya_pada).no}"
    values = " atau ".join(f"“{_text(v)}”" for v in condition.nilai) or "diisi"
    return f"`{condition.data}` {values}"


def _goal(sop: Sop, branch: Branch) -> str:
    if branch.behind is not None:
        return f"dilewati sampai langkah {sop.step(branch.behind).no}"
    if branch.target is None:
        return "langkah berikutnya"
    if branch.target.ke is not None:
        return f"ke langkah {sop.step(branch.target.ke).no}"
    return f"selesai: {_text(branch.target.selesai or '')}"


def _questions(sop: Sop, questions: Iterable[TemuanSop]) -> str:
    lines = []
    for number, t in enumerate(questions, start=1):
        remedy = CATALOGUE[t.kode].remedy if t.kode in CATALOGUE else "Selesaikan di sop.yaml."
        lines.append(f"{number}. {_at(sop, t)}{_text(t.kalimat)}\n   {_text(remedy)} (`{t.kode}`)")
    return "\n".join(lines)


def _settled(sop: Sop, settled: Iterable[TemuanSop]) -> str:
    lines = []
    for t in settled:
        decision = f" **Ditetapkan:** {_text(t.keputusan)}" if t.keputusan else ""
        lines.append(f"- {_at(sop, t)}{_text(t.kalimat)}{decision}")
    return "\n".join(lines)


def _at(sop: Sop, finding: TemuanSop) -> str:
    return f"**Langkah {sop.step(finding.langkah).no}** — " if finding.langkah else ""


def _priority(finding: TemuanSop) -> int:
    return CATALOGUE[finding.kode].priority if finding.kode in CATALOGUE else _PRIORITY_NOTE


def _is_note(finding: TemuanSop) -> bool:
    return finding.kode in CATALOGUE and CATALOGUE[finding.kode].severity == "catatan"


def _text(text: str) -> str:
    """SOP text as Markdown text: nothing in it is markup."""
    plain = " ".join(text.split())
    for char in "\\`*_<>[]#":
        plain = (
            plain.replace(char, f"\\{char}")
            if char not in "<>"
            else plain.replace(char, {"<": "&lt;", ">": "&gt;"}[char])
        )
    return plain
