"""Writes an Sop as YAML that people like to edit: sections with headings, folded text, defaults left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

import yaml
from pydantic import BaseModel

from generator.sop import Sop, StatusTemuan

_WIDTH = 100
_HEADINGS = {
    "skema": "SOP ini adalah sumber proses. Ubah berkas ini, lalu kompilasi ulang; dokumen asli ada di folder source/.",
    "identitas": "Identitas SOP (PermenPAN-RB 35/2012). Tanggal ditulis tahun-bulan-hari.",
    "sumber": "Dokumen asal; diisi oleh pembacaan, tidak perlu diubah.",
    "mulai": "Awal proses: permohonan, surat, atau perintah.",
    "pelaksana": "Pelaksana: kolom pada SOP. Kode dipakai sebagai kelompok petugas di Tasklist.",
    "pihak_luar": "Pihak di luar kantor.",
    "surat": "Surat yang dihasilkan. sumber_nomor: alur (dinomori sistem) atau luar (diketik petugas).",
    "langkah": "Langkah: satu baris SOP satu langkah. Kode tidak boleh diubah setelah proses berjalan.",
    "temuan": "Temuan pembacaan. Selesaikan dengan mengubah nilainya di atas, lalu isi status: selesai dan keputusan.",
}
_FLOW = frozenset(("aksi", "tujuan", "tidak", "dikembalikan", "ditolak"))
"""Short values that stand in one line."""

Notes = Mapping[tuple[str, str], str]
"""Comments by (kode of the step, field), written behind the value."""


def dump_sop(sop: Sop, notes: Notes | None = None) -> str:
    """The text of sop.yaml; the same Sop gives the same text. Values with an open finding say so in a comment."""
    comments: dict[tuple[str, str], str] = {
        (t.langkah, t.bidang): f"periksa: {t.kode}"
        for t in reversed(sop.temuan)
        if t.langkah and t.bidang and t.status is StatusTemuan.TERBUKA
    }
    comments.update(notes or {})
    lines: list[str] = []
    for name, info in Sop.model_fields.items():
        value = getattr(sop, name)
        if name != "skema" and not info.is_required() and value == info.get_default(call_default_factory=True):
            continue
        if name in _HEADINGS:
            lines += [""] if lines else []
            lines.append(f"# {_HEADINGS[name]}")
        _field(lines, name, value, 0, comments, "")
    return "\n".join(lines) + "\n"


def _field(lines: list[str], name: str, value: Any, indent: int, comments: Notes, step: str) -> None:
    pad = " " * indent
    note = comments.get((step, name), "")
    behind = f"  # {note}" if note else ""
    if isinstance(value, BaseModel) and name not in _FLOW:
        body: list[str] = []
        _model(body, value, indent + 2, comments, step, name)
        lines.append(f"{pad}{name}:{'' if body else ' {}'}{behind}")
        lines += body
    elif isinstance(value, tuple) and name not in _FLOW:
        lines.append(f"{pad}{name}:{behind}")
        for item in value:
            _item(lines, item, indent + 2, comments)
    elif name in _FLOW:
        lines.append(f"{pad}{name}: {_flow(value)}{behind}")
    else:
        lines += _scalar(f"{pad}{name}:", value, indent + 2, behind)


def _model(lines: list[str], model: BaseModel, indent: int, comments: Notes, step: str, prefix: str = "") -> None:
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if not info.is_required() and value == info.get_default(call_default_factory=True):
            continue
        nested = {(step, name): comments[step, f"{prefix}.{name}"]} if (step, f"{prefix}.{name}") in comments else {}
        _field(lines, name, value, indent, nested if prefix else comments, step)


def _item(lines: list[str], item: Any, indent: int, comments: Notes) -> None:
    pad = " " * indent
    if not isinstance(item, BaseModel):
        lines += _scalar(f"{pad}-", item, indent + 2, "")
        return
    step = str(getattr(item, "kode", "")) if hasattr(item, "uraian") else ""
    body: list[str] = []
    _model(body, item, indent + 2, comments, step)
    lines.append(f"{pad}- {body[0].lstrip()}")
    lines += body[1:]


def _flow(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_inline(v, flow=True) for v in value) + "]"
    if isinstance(value, BaseModel):
        data = {k: v for k, v in value.model_dump().items() if v is not None}
        return "{" + ", ".join(f"{k}: {_inline(v, flow=True)}" for k, v in data.items()) + "}"
    return _inline(value)


def _inline(value: Any, *, flow: bool = False) -> str:
    """One scalar in one line; `flow` keeps it safe inside brackets."""
    if isinstance(value, Enum):
        value = value.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, dt.date)):
        return str(value)
    text = str(value)
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _./()+-]*", text)
    if not flow and plain is None:
        plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _./()+,;?!%&“”’;–-]*", text)
    if plain and not text.endswith(" ") and "  " not in text and not _means_else(text):
        return text
    quoted: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9)
    return quoted.strip()


def _means_else(text: str) -> bool:
    """Words that YAML would read as something else than text: truth values, null, numbers, dates."""
    return bool(re.fullmatch(r"(?i:y|n|yes|no|true|false|on|off|null|~)|[\d.,:_e+-]+|0[xob]\w+", text))


def _scalar(head: str, value: Any, indent: int, behind: str) -> list[str]:
    single = f"{head} {_inline(value)}{behind}"
    text = str(value)
    if not isinstance(value, str) or isinstance(value, Enum) or len(single) <= _WIDTH + len(behind):
        return [single]
    if re.search(r"[^\x20-\x7e\xa1-\u024f\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u22ff]|  |^ | $", text):
        return [single]
    lines, current = [f"{head} >-{behind}"], ""
    for word in text.split(" "):
        if current and indent + len(current) + 1 + len(word) > _WIDTH:
            lines.append(" " * indent + current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    lines.append(" " * indent + current)
    return lines
