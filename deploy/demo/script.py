"""What happens in the demonstration: one case after another, and what people answer in it.

Names and NIP are invented. Everything that a case does not say is filled in as the form asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.staff import NEXT_WEEK

Answers = Mapping[str, tuple[Mapping[str, Any], ...]]
"""By row number of the SOP: what is entered at the first, second ... visit of the row."""

REFUSED = {"keputusan": "tidak", "catatanBaru": "Perihal belum sesuai, mohon diperbaiki."}


@dataclass(frozen=True)
class DemoCase:
    """One case of the demonstration."""

    slug: str
    title: str
    start: Mapping[str, Any]
    """Values of the start form besides nomorPerkara."""
    answers: Answers = field(default_factory=dict)
    people: Mapping[tuple[str, str], tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    """Answers in collective rows, by row number and NIP."""
    answers_by_http: bool = False
    """The receiving office answers through the gateway instead of on paper."""
    late: bool = False
    """The first task is left until its deadline has passed."""


def _applicant(name: str, nip: str, unit: str) -> dict[str, Any]:
    return {
        "permohonan": {
            "nama": name,
            "nip": nip,
            "unitKerja": unit,
            "email": "pemohon@example.test",
            "tanggalSurat": "2026-11-16",
        }
    }


def _order(subject: str) -> dict[str, Any]:
    return {
        "permohonan": {
            "instansi": "Sekretariat Daerah Kabupaten Pesisir Selatan",
            "nomorSurat": "800/123/Setda/2026",
            "tanggalSurat": "2026-11-16",
            "perihal": subject,
        }
    }


def _employees(*people: tuple[str, str]) -> dict[str, Any]:
    return {"daftarPns": [{"nama": name, "nip": nip} for name, nip in people]}


_THREE = (
    ("Ahmad Fauzi", "199001012015031001"),
    ("Budi Santoso", "199102022015031002"),
    ("Citra Lestari", "199203032016032003"),
)

CASES: tuple[DemoCase, ...] = (
    DemoCase(
        "karpeg-kemenag",
        "konsep dikembalikan sekali, balasan kertas",
        _applicant("Siti Aminah", "198503152010012001", "MIN 1 Jakarta"),
        answers={"5": (REFUSED,)},
    ),
    DemoCase(
        "karpeg-kemenag",
        "berkas tidak lengkap",
        _applicant("Joko Susilo", "198807072011011002", "MTsN 2 Jakarta"),
        answers={"1": ({"berkas1": False},)},
    ),
    DemoCase(
        "karpeg-kemenag",
        "balasan lewat HTTP",
        _applicant("Rina Wulandari", "199005052014032003", "KUA Menteng"),
        answers_by_http=True,
    ),
    DemoCase(
        "karpeg-pesisir-selatan",
        "dikoreksi Sekretaris",
        _order("Penerbitan KARPEG"),
        answers={"3": (_employees(_THREE[0]), _employees(_THREE[0])), "5": (REFUSED,)},
    ),
    DemoCase(
        "karis-karsu-pesisir-selatan",
        "berkas dilengkapi PNS",
        _order("Penerbitan KARIS/KARSU"),
        answers={"3": ({**_employees(_THREE[1]), "berkas2": False}, _employees(_THREE[1]))},
    ),
    DemoCase(
        "taspen-pesisir-selatan",
        "tujuan PT TASPEN",
        _order("Penerbitan TASPEN"),
        answers={"3": (_employees(_THREE[2]),)},
    ),
    DemoCase(
        "bpjs-pesisir-selatan",
        "lurus",
        _order("Penerbitan BPJS"),
        answers={"3": (_employees(_THREE[0], _THREE[2]),)},
    ),
    DemoCase(
        "ktp-kolektif-kalsel",
        "tiga PNS: satu dijadwal ulang, satu batal",
        {
            "permohonan": {
                "instansi": "Dinas Kesehatan Provinsi Kalimantan Selatan",
                "nomorSurat": "445/77/Dinkes/2026",
                "tanggalSurat": "2026-11-16",
                "perihal": "Permohonan pembuatan KTP PNS kolektif",
                "email": "skpd@example.test",
            },
            **_employees(*_THREE),
        },
        answers={"5": ({"jadwalPerekaman": NEXT_WEEK},)},
        people={
            ("9", _THREE[1][1]): ({"hasil": "jadwal_ulang", "alasan": "Sedang dinas luar.", "tanggalBaru": NEXT_WEEK},),
            ("9", _THREE[2][1]): ({"hasil": "batal", "alasan": "Sudah mempunyai KTP."},),
        },
    ),
)

LATE_CASE = DemoCase(
    "karpeg-kemenag",
    "tenggat langkah 1 terlewati",
    _applicant("Hasan Basri", "198212122008011004", "MAN 3 Jakarta"),
    late=True,
)
"""Played last and alone: it moves the engine's clock, which would make other cases late too."""
