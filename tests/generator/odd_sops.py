"""Reviewed SOPs at the edges of what sop.yaml allows, from odd_sops.yaml, as text that an owner would have written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("odd_sops.yaml")
_ROLES = {"ptsp": "PTSP", "kasubbag-tu": "Kasubbag TU", "kepala": "Kepala Kantor", "staf": "Staf"}
_PARTIES = {"kanwil": "Kanwil", "pemohon": "Pemohon"}


@dataclass(frozen=True)
class OddSop:
    """One of them: its sop.yaml, the codes it is refused with, and whether it is played on the engine."""

    name: str
    text: str
    found: list[str]
    engine: bool


def odd_sops() -> list[OddSop]:
    """All, in the order of the file."""
    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return [OddSop(n, _text(n, e), e["found"], e.get("engine", False)) for n, e in entries.items()]


def _text(name: str, entry: dict[str, Any]) -> str:
    letter = {"kode": "suratPengantar", "nama": "Surat pengantar", "perihal": "Usulan", "tujuan": ["kanwil"]}
    document = {
        "slug": f"aneh-{name}",
        "kantor": "kemenag-dki",
        "identitas": {"judul": "SOP di tepi", "unit": "Kantor Contoh"},
        "mulai": entry.get("mulai", {"jenis": "permohonan", "pihak": "pemohon"}),
        "pelaksana": entry.get("pelaksana") or [{"kode": k, "nama": n} for k, n in _ROLES.items()],
        "pihak_luar": entry.get("pihak_luar") or [{"kode": k, "nama": n} for k, n in _PARTIES.items()],
        "surat": entry.get("surat", [letter]),
        "langkah": [_row(*row) for row in entry["langkah"]],
    }
    dumper: Any = yaml.SafeDumper
    return yaml.dump(document, Dumper=type("Plain", (dumper,), {"ignore_aliases": lambda *_: True}), sort_keys=False)


def _row(no: str, kode: str, role: str, actions: list[str], more: dict[str, Any] | None = None) -> dict[str, Any]:
    row = {"kode": kode, "no": no, "nama": f"Kerjakan {kode}", "pelaksana": role, "uraian": f"Uraian {kode}."}
    return {**row, "aksi": actions, **(more or {})}
