"""Service tasks of a letter: draft, lock, number, archive, send, and what they read and write."""

from __future__ import annotations

from generator.graph import Job, Mapping, Node
from generator.process import feel
from generator.process import variables as v
from generator.process.parts import lower_first, short_name
from generator.sop import Sop, Surat

_SERVICE_NAMES = {
    "buat-konsep-surat": "Siapkan konsep",
    "kunci-surat": "Kunci naskah",
    "beri-nomor-surat": "Beri nomor",
    "arsipkan-surat": "Arsipkan",
    "kirim-surat": "Kirim",
}
_ID_PARTS = {
    "buat-konsep-surat": "BuatKonsep",
    "kunci-surat": "Kunci",
    "beri-nomor-surat": "BeriNomor",
    "arsipkan-surat": "Arsipkan",
    "kirim-surat": "Kirim",
}
_RETRIES = {"kirim-surat": 8}


def letter_headers(sop: Sop, letter: Surat) -> tuple[tuple[str, str], ...]:
    """Task headers of every job about a letter."""
    return (
        ("kantor", sop.kantor),
        ("sop", sop.slug),
        ("surat", letter.kode),
        ("jenis", letter.jenis),
        ("nama", letter.nama),
        ("perihal", letter.perihal),
        ("tujuan", ",".join(letter.tujuan)),
    )


def service_name(job_type: str, letter: Surat) -> str:
    """`Beri nomor surat pengantar`; never longer than a label may be."""
    name = f"{_SERVICE_NAMES[job_type]} {lower_first(letter.nama)}"
    return short_name(name, f"{_SERVICE_NAMES[job_type]} surat")


def people_variable(sop: Sop) -> str | None:
    """The list of people that the letter is about, where the SOP records one."""
    inside = {p.kode for p in sop.pelaksana}
    from_steps = (s.daftar or "daftarPns" for s in sop.langkah if "data" in s.aksi and s.pelaksana in inside)
    return sop.mulai.daftar or next(from_steps, None)


def letter_service(sop: Sop, letter: Surat, job_type: str, *, lane: str | None, row: str, suffix: str = "") -> Node:
    """The service task of one job about one letter."""
    text = v.letter_text(letter.kode)
    inputs = [Mapping(f"={letter.kode}", "surat")]
    outputs = [Mapping("=surat", letter.kode)]
    people = people_variable(sop)
    if job_type in ("buat-konsep-surat", "kunci-surat"):
        inputs.append(Mapping(f"={text}", "isi"))
        outputs.append(Mapping("=isi", text))
    if job_type in ("buat-konsep-surat", "arsipkan-surat"):
        inputs.append(Mapping(f"={people}" if people else "=null", "daftar"))
    if job_type == "beri-nomor-surat":
        source = f"={v.NOMOR_LUAR}{letter.kode}" if letter.sumber_nomor == "luar" else "=null"
        inputs.append(Mapping(source, v.NOMOR_LUAR))
    if job_type == "kirim-surat":
        inputs.append(Mapping(f"={letter.kode}.tujuan", "tujuan"))
    inputs.append(Mapping("=now()", v.MULAI))
    return Node(
        id=f"Service_{_ID_PARTS[job_type]}_{row}{suffix}",
        kind="serviceTask",
        name=service_name(job_type, letter),
        lane=lane,
        row=row,
        job=Job(job_type, _RETRIES.get(job_type, 5), letter_headers(sop, letter)),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
    )


def reissue(letter: Surat, condition: str) -> tuple[Mapping, ...]:
    """Mappings that open a new round of the letter where `condition` (FEEL) holds: the only way a round changes."""
    fresh = feel.context(
        {
            "slot": feel.literal(letter.kode),
            "putaran": f"{letter.kode}.putaran + 1",
            "status": feel.literal("konsep"),
            "nama": f"{letter.kode}.nama",
            "perihal": f"{letter.kode}.perihal",
            "versi": "0",
            "tujuan": f"{letter.kode}.tujuan",
        }
    )
    return (Mapping(f"=if {condition} then {fresh} else {letter.kode}", letter.kode),)
