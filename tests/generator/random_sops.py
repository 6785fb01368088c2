"""Random reviewed SOPs by seed: 3 to 40 rows, 2 to 8 roles, as different as the rules of sop.yaml allow.

What comes out is valid, so every compile of it must be without problems; the letters go the way of a letter (concept,
checks, signature, number, sending, answer), everything else is thrown in between.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from generator.sop import Sop

MIN_ROWS, MAX_ROWS = 3, 40
ROLES = ("ptsp", "kepala-kantor", "kasubbag-tu", "korpel", "arsiparis", "bendahara", "sekretaris", "staf")
PARTIES = ("kanwil", "pemohon")
OFFICE = "kemenag-dki"

_WORK = (
    ("proses", "Proses", "permohonan"),
    ("terima", "Terima", "berkas pemohon"),
    ("lain", "Catat", "hasil pekerjaan"),
    ("disposisi", "Disposisikan", "surat masuk"),
    ("perintah", "Perintahkan", "tindak lanjut"),
    ("jadwal", "Jadwalkan", "perekaman data"),
    ("serah", "Serahkan", "kartu pegawai"),
    ("rekam", "Rekam", "data pegawai"),
)
_TIMES = ("PT15M", "PT1H", "P1D", "P3D")


@dataclass
class _Sketch:
    rng: random.Random
    roles: tuple[str, ...]
    size: int
    people: str | None
    fields: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    signed: int = 0
    """Index of the row behind the last signature: no later row returns before it."""

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def row(self, name: str, *actions: str, **more: Any) -> dict[str, Any]:
        number = len(self.rows) + 1
        made = {
            "kode": f"Langkah{number}",
            "no": str(number),
            "nama": f"{name} {number}",
            "pelaksana": self.rng.choice(self.roles),
            "uraian": f"{name} pada langkah {number}.",
            "aksi": list(actions),
            **more,
        }
        if self.chance(0.5) and "waktu" not in made and "balasan" not in made:
            made["waktu"] = {"teks": "waktu baku", "durasi": self.rng.choice(_TIMES)}
            if self.chance(0.15):
                made["waktu"]["tingkat_dua"] = "PT1H"
        self.rows.append(made)
        return made

    def target(self, back_to: int | None = None) -> dict[str, str]:
        """An end of its own, or a row not before `back_to` and not behind the current one."""
        if back_to is None or self.chance(0.3):
            return {"selesai": f"Berhenti pada langkah {len(self.rows) + 1}"}
        return {"ke": self.rows[self.rng.randrange(back_to, len(self.rows))]["kode"]}


def random_sop(seed: int) -> Sop:
    """A valid SOP; the same for the same seed."""
    rng = random.Random(seed)
    roles = tuple(rng.sample(ROLES, rng.randint(2, len(ROLES))))
    people = "daftarPns" if rng.random() < 0.3 else None
    sketch = _Sketch(rng, roles, rng.randint(MIN_ROWS, MAX_ROWS), people)
    if rng.random() < 0.3:
        party = rng.choice(PARTIES)
        sketch.row("Ajukan permohonan", "kirim", pelaksana=party, waktu={"teks": ""})
    while len(sketch.rows) < sketch.size:
        left = sketch.size - len(sketch.rows)
        part = rng.random()
        if part < 0.25 and left >= 4 and len(sketch.letters) < 3:
            _letter(sketch, min(left, 9))
        elif part < 0.35:
            _completeness(sketch)
        elif part < 0.45 and people:
            _collective(sketch, left)
        elif part < 0.55:
            _together(sketch)
        elif part < 0.65 and sketch.rows and _inside(sketch, sketch.rows[-1]):
            _conditional(sketch, left)
        elif part < 0.7 and any(_inside(sketch, row) for row in sketch.rows):
            sketch.row("Verifikasi data", "proses", pelaksana=rng.choice(PARTIES))
        else:
            _work(sketch)
    start: dict[str, Any] = {"jenis": rng.choice(("permohonan", "surat", "perintah")), "isian": sketch.fields}
    if rng.random() < 0.6:
        start["pihak"] = rng.choice(PARTIES)
    if people:
        start["daftar"] = people
    return Sop.model_validate(
        {
            "slug": f"acak-{seed}",
            "kantor": OFFICE,
            "identitas": {"judul": f"SOP acak {seed}", "unit": "Kantor Contoh"},
            "mulai": start,
            "pelaksana": [{"kode": r, "nama": r.replace("-", " ").title()} for r in roles],
            "pihak_luar": [{"kode": p, "nama": p.title()} for p in PARTIES],
            "surat": sketch.letters,
            "langkah": sketch.rows,
        }
    )


def _inside(sketch: _Sketch, row: dict[str, Any]) -> bool:
    return row["pelaksana"] in sketch.roles


def _work(sketch: _Sketch) -> None:
    action, verb, object_ = sketch.rng.choice(_WORK)
    row = sketch.row(f"{verb} {object_}", action)
    if sketch.chance(0.25):
        own = len(sketch.rows) - 1
        row["keputusan"] = _decision(sketch, sketch.rng.randrange(_first(sketch), own + 1), own)


def _first(sketch: _Sketch) -> int:
    """Index of the first row that a later one may return to."""
    return next(i for i, row in enumerate(sketch.rows) if i >= sketch.signed and _inside(sketch, row))


def _decision(sketch: _Sketch, earliest: int, own: int) -> dict[str, Any]:
    """An approval in row `own` that returns to rows from `earliest` on, or ends."""
    decision: dict[str, Any] = {"jenis": "persetujuan", "tidak": sketch.target(earliest)}
    if sketch.chance(0.25):
        other = sketch.rows[sketch.rng.randrange(earliest, own + 1)]["kode"]
        decision["pilihan"] = [{"kode": "lain", "nama": "Ke langkah lain", "ke": other}]
        if sketch.chance(0.5):
            decision["pilihan"].append({"kode": "tolak", "nama": "Tolak", "selesai": "Ditolak"})
    return decision


def _completeness(sketch: _Sketch) -> None:
    row = sketch.row("Periksa kelengkapan berkas", "periksa_berkas")
    row["kelengkapan"] = [{"nama": "SK CPNS", "salinan": 2}, {"nama": "Pasfoto"}]
    back = {"ke": row["kode"]} if sketch.chance(0.5) else {"selesai": "Permohonan tidak diproses"}
    row["keputusan"] = {"jenis": "kelengkapan", "pertanyaan": "Lengkap?", "tidak": back}


def _letter(sketch: _Sketch, rows: int) -> None:
    """Concept, checks that return to it, signature, number and sending, and perhaps the wait for an answer."""
    rng = sketch.rng
    slot = f"surat{len(sketch.letters) + 1}"
    to = list(PARTIES) if sketch.chance(0.3) else [rng.choice(PARTIES)]
    sketch.letters.append(
        {"kode": slot, "nama": f"Surat {len(sketch.letters) + 1}", "perihal": "Usulan kartu pegawai", "tujuan": to}
    )
    concept = len(sketch.rows)
    sketch.row("Buat konsep surat", "konsep", surat=slot)
    waits = rows > 4 and sketch.chance(0.6)
    for _ in range(rng.randint(0, rows - 4) if rows > 4 else 0):
        row = sketch.row("Periksa konsep surat", "periksa", "paraf", surat=slot)
        row["keputusan"] = _decision(sketch, concept, len(sketch.rows) - 1)
        if sketch.chance(0.2) and "pilihan" not in row["keputusan"]:
            _share(sketch, row)
    sign = sketch.row("Tanda tangani surat", "periksa", "tanda_tangan", surat=slot)
    if sketch.chance(0.7):
        sign["keputusan"] = _decision(sketch, concept, len(sketch.rows) - 1)
    actions = rng.choice((("nomor", "arsip", "kirim", "antar"), ("perintah", "nomor", "arsip", "kirim")))
    sketch.row("Kirim surat", *actions, surat=slot)
    sketch.signed = len(sketch.rows) - 1
    if waits:
        answer: dict[str, Any] = {
            "dari": rng.choice(PARTIES),
            "surat": slot,
            "dikembalikan": {"ke": sketch.rows[concept]["kode"]},
            "ditolak": {"ke": sketch.rows[concept]["kode"]} if sketch.chance(0.3) else sketch.target(),
        }
        if sketch.chance(0.7):
            answer["pengingat"] = "P7D"
            if sketch.chance(0.3):
                answer["pengingat_kedua"] = "P14D"
        if sketch.chance(0.3):
            answer["tanpa_balasan"] = {"selesai": "Ditutup tanpa balasan"}
        sketch.row("Catat balasan", "catat_balasan", surat=slot, balasan=answer)


def _collective(sketch: _Sketch, left: int) -> None:
    scheduled = sketch.chance(0.5) and left >= 2
    if scheduled:
        sketch.row("Susun jadwal", "jadwal")
    number = len(sketch.rows) + 1
    time = {"waktu": {"teks": "Sesuai jadwal", "jadwal": f"jadwal{number}"}} if scheduled else {}
    row = sketch.row("Rekam data pegawai", "rekam", kolektif={"daftar": sketch.people, "per": "PNS"}, **time)
    if left > 2 and sketch.chance(0.5):
        after = {"daftar": sketch.people, "per": "PNS", "setelah": row["kode"]}
        sketch.row("Cetak kartu", "proses", kolektif=after)


def _together(sketch: _Sketch) -> None:
    row = sketch.row("Bahas laporan", "proses")
    _share(sketch, row)
    if sketch.chance(0.5):
        own = len(sketch.rows) - 1
        row["keputusan"] = {
            "jenis": "persetujuan",
            "tidak": sketch.target(sketch.rng.randrange(_first(sketch), own + 1)),
        }


def _share(sketch: _Sketch, row: dict[str, Any]) -> None:
    others = [role for role in sketch.roles if role != row["pelaksana"]]
    row["bersama"] = sketch.rng.sample(others, sketch.rng.randint(1, min(2, len(others))))


def _conditional(sketch: _Sketch, left: int) -> None:
    """One to three rows without letters that are skipped where the answer is no."""
    before = sketch.rows[-1]
    first = len(sketch.rows)
    for _ in range(sketch.rng.randint(1, min(3, left))):
        action, verb, object_ = sketch.rng.choice(_WORK[:3])
        sketch.row(f"{verb} {object_}", action)
    condition: dict[str, Any] = {"pertanyaan": "Perlu dikerjakan?"}
    if len(sketch.rows) - first > 1:
        condition["sampai"] = sketch.rows[-1]["kode"]
    if "kolektif" in before or sketch.chance(0.5) or "bersama" in before or "balasan" in before:
        name = f"isian{len(sketch.fields) + 1}"
        sketch.fields.append({"kode": name, "nama": "Jenis layanan", "pilihan": ["Biasa", "Kilat"]})
        condition |= {"data": f"permohonan.{name}", "nilai": ["Kilat"]}
    else:
        condition["ditanya_pada"] = before["kode"]
    sketch.rows[first]["syarat"] = condition
