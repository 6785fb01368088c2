"""Jobs and forms of the elements: what each needs to be done at all is there, and what it gives is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.branches import FormFields
from generator.check.problems import Problem
from generator.graph import Message, Node, ProcessGraph, Scope

JOB_INPUTS: dict[str, frozenset[str]] = {
    "hitung-tenggat": frozenset({"kantor", "langkah", "mulai"}),
    "buat-konsep-surat": frozenset({"surat", "isi", "nomorPerkara", "mulai"}),
    "kunci-surat": frozenset({"surat", "isi", "mulai"}),
    "beri-nomor-surat": frozenset({"surat", "nomorPerkara", "mulai"}),
    "arsipkan-surat": frozenset({"surat", "nomorPerkara", "mulai"}),
    "kirim-surat": frozenset({"surat", "nomorPerkara", "tujuan", "mulai"}),
    "batalkan-surat": frozenset({"nomorPerkara", "mulai"}),
    "ingatkan-instansi": frozenset({"surat", "nomorPerkara", "instansi", "mulai"}),
    "eskalasi-tenggat": frozenset({"nomorPerkara", "mulai"}),
    "catat-tanda-terima": frozenset({"kantor", "pelaksana"}),
    "tutup-perkara": frozenset({"nomorPerkara"}),
}
"""What a job of each type cannot do without; a test holds it against the workers' contract.

`buat-konsep-surat` would begin anew without `surat` and `isi`: what people wrote would be lost after every return.
"""

JOB_HEADERS: dict[str, frozenset[str]] = {
    "hitung-tenggat": frozenset(),
    "batalkan-surat": frozenset({"kantor", "sop"}),
    "eskalasi-tenggat": frozenset({"kantor", "sop", "langkah", "namaLangkah", "pelaksana"}),
    "catat-tanda-terima": frozenset(),
    "tutup-perkara": frozenset(),
}
"""Constants that a job of each type cannot do without; for letters see `LETTER_HEADERS`."""

LETTER_HEADERS = frozenset({"kantor", "sop", "surat", "jenis", "nama", "perihal"})

JOB_OUTPUTS: dict[str, frozenset[str]] = {
    "hitung-tenggat": frozenset({"tenggat", "tenggatKedua"}),
    "buat-konsep-surat": frozenset({"surat", "isi"}),
    "kunci-surat": frozenset({"surat", "isi"}),
    "beri-nomor-surat": frozenset({"surat"}),
    "arsipkan-surat": frozenset({"surat"}),
    "kirim-surat": frozenset({"surat"}),
    "batalkan-surat": frozenset(),
    "ingatkan-instansi": frozenset(),
    "eskalasi-tenggat": frozenset(),
    "catat-tanda-terima": frozenset(),
    "tutup-perkara": frozenset(),
}
"""What each job type gives back; a test holds it against the workers' contract."""

MESSAGE_VARIABLES: dict[str, frozenset[str]] = {
    "balasan-surat": frozenset({"balasan"}),
    "permohonan-dicabut": frozenset({"alasan"}),
}

ERROR_VARIABLES: dict[str, frozenset[str]] = {"data-surat-kurang": frozenset({"dataKurang"})}
"""What comes with a BPMN error."""

JOB_ERRORS: dict[str, str] = {"buat-konsep-surat": "data-surat-kurang"}
"""BPMN error that a job may end with; nobody catching it would be an incident."""

CONFIRMATIONS = frozenset({"sudahDisampaikan"})
"""Fields that only have to be ticked before the task can be completed."""

BROUGHT = frozenset({"dataKurang"})
"""Fields whose rows the process brings: people only fill them in."""

_NOTES = frozenset({"catatanBaru", "catatanBalasan"})
_NOTED = {"catatan", "jumlahKoreksi"}
_NOTE_LOST = "Catatan perbaikan tidak sampai kepada yang memperbaiki, atau putarannya tidak dihitung."
_ANSWER = re.compile(r"keputusan$|syarat[A-Z]")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SETTLE = "Periksa langkah itu pada sop.yaml."


def job_problems(graph: ProcessGraph, forms: FormFields) -> list[Problem]:
    """Jobs that lack something, errors that nobody catches, and results and answers that no mapping keeps."""
    found: list[Problem] = []
    for node, scope in graph.walk():
        found += [*_job_problems(node, scope), *_deadline(node), *_dropped(node), *_entered(node, forms)]
    return found


def form_problems(graph: ProcessGraph, forms: FormFields) -> list[Problem]:
    """Forms that are missing, or that two rows share because their names differ in capitals only."""
    problems: list[Problem] = []
    owners: dict[str, str | None] = {}
    for node, _ in graph.walk():
        form_id = node.user_task.form_id if node.user_task else node.start_form_id
        if form_id is None:
            continue
        if form_id not in forms:
            problems.append(Problem("formulir-tidak-ada", node.id, f"Formulir `{form_id}` tidak ada.", _SETTLE))
        if owners.setdefault(form_id, node.row) != node.row:
            sentence = f"Formulir `{form_id}` juga dipakai langkah lain; nama berkasnya sama."
            problems.append(Problem("formulir-ganda", node.id, sentence, "Beri salah satu langkah kode yang lain."))
    return problems


def _job_problems(node: Node, scope: Scope) -> Iterator[Problem]:
    if node.job is None:
        return
    kind = node.job.type
    if kind not in JOB_INPUTS:
        yield Problem("pekerjaan-tidak-dikenal", node.id, f"Tidak ada petugas sistem untuk `{kind}`.", _SETTLE)
        return
    missing = JOB_HEADERS.get(kind, LETTER_HEADERS) - dict(node.job.headers).keys()
    for name in sorted(missing):
        yield Problem("pekerjaan-tidak-lengkap", node.id, f"Pekerjaan `{kind}` tidak diberi `{name}`.", _SETTLE)
    error = JOB_ERRORS.get(kind)
    if error and not any(n.attached_to == node.id and n.error == error for n in scope.nodes):
        yield Problem("galat-tidak-ditangkap", node.id, f"Galat `{error}` tidak ditangkap di sini.", _SETTLE)


def _deadline(node: Node) -> Iterator[Problem]:
    """The listener needs a length or a date to count from."""
    if any(listener.type == "hitung-tenggat" for listener in node.listeners):
        given = {m.target for m in node.inputs if m.source != "=null"}
        if not given & {"waktuBaku", "padaTanggal"}:
            sentence = "Tenggat tidak dapat dihitung: lamanya dan tanggalnya tidak ada."
            yield Problem("tenggat-tanpa-waktu", node.id, sentence, _SETTLE)


def _dropped(node: Node) -> Iterator[Problem]:
    """What a job, a message or an error brings must be written down: an output mapping drops what it does not list."""
    brought: frozenset[str] = frozenset()
    if node.job:
        brought |= JOB_OUTPUTS.get(node.job.type, frozenset())
    if node.message:
        brought |= MESSAGE_VARIABLES.get(message_name(node.message), frozenset())
    if node.error:
        brought |= ERROR_VARIABLES.get(node.error, frozenset())
    for name in sorted(brought - _words(" ".join(m.source for m in node.outputs))):
        yield Problem("hasil-hilang", node.id, f"`{name}` yang datang di sini tidak disimpan.", _SETTLE)
    if "balasan" in brought and not {m.target for m in node.outputs} >= _NOTED:
        yield Problem("catatan-hilang", node.id, _NOTE_LOST, _SETTLE)


def message_name(message: Message) -> str:
    """The name a message is published under; a name by letter is a FEEL lookup with the name in it."""
    if not message.name.startswith("="):
        return message.name
    return next((text for text in _STRING.findall(message.name) if text[1:-1] in MESSAGE_VARIABLES), "")[1:-1]


def _entered(node: Node, forms: FormFields) -> Iterator[Problem]:
    """What people enter is kept, and begins empty unless what was entered before is meant to be shown again."""
    if node.user_task is None:
        return
    read = _words(" ".join(m.source for m in node.outputs))
    written = {m.target: m.source for m in node.outputs}
    fresh = {m.target for m in node.inputs}
    fields = forms.get(node.user_task.form_id, {})
    for key, field in fields.items():
        root = key.split(".")[0]
        if field.readonly or key in CONFIRMATIONS:
            continue
        if root not in read:
            yield Problem("isian-hilang", node.id, f"Isian `{key}` tidak disimpan setelah tugas selesai.", _SETTLE)
        again = root in _words(written.get(root, "")) and not _ANSWER.match(root)
        if not again and root not in fresh and root not in BROUGHT:
            sentence = f"Isian `{key}` dapat memperlihatkan jawaban dari langkah atau putaran lain."
            yield Problem("isian-lama", node.id, sentence, _SETTLE)
        if root.startswith("tujuan") and root[6:7].isupper() and f"{root[6].lower()}{root[7:]}" not in written:
            yield Problem("tujuan-hilang", node.id, "Tujuan yang dipilih tidak sampai ke surat.", _SETTLE)
    if fields.keys() & _NOTES and not written.keys() >= _NOTED:
        yield Problem("catatan-hilang", node.id, _NOTE_LOST, _SETTLE)


def _words(text: str) -> frozenset[str]:
    return frozenset("".join(c if c.isalnum() or c == "_" else " " for c in text).split())
