"""What the messages say: templates in formal Bahasa Indonesia, filled with facts that hold no person's name."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, fields
from typing import Any, Literal

import jinja2

from workers.indonesian import date_text

MessageKind = Literal["surat", "pengingat", "tenggat"]

_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


@dataclass(frozen=True)
class LetterNotice:
    """A letter goes out; the archived file is attached."""

    letter_id: str
    kantor: str
    nama_kantor: str
    nama_surat: str
    nomor: str
    tanggal: dt.date
    perihal: str
    nama_penerima: str
    tautan_balasan: str = ""
    """Where the receiver can answer; empty: on paper only."""

    kind: MessageKind = "surat"

    @property
    def key(self) -> str:
        """What the message is about."""
        return self.letter_id


@dataclass(frozen=True)
class ReminderNotice:
    """No answer came to a letter."""

    letter_id: str
    kantor: str
    nama_kantor: str
    nama_surat: str
    nomor: str
    tanggal: dt.date
    perihal: str
    nama_penerima: str
    urutan: int
    """1 for the first reminder of the letter."""
    tautan_balasan: str = ""
    pihak_di_kertas: str = ""
    """Who owes the answer, where that party has no address: then the office itself is told to ask on paper."""

    kind: MessageKind = "pengingat"

    @property
    def key(self) -> str:
        """Each reminder is a message of its own."""
        return f"{self.letter_id}:{self.urutan}"


@dataclass(frozen=True)
class BreachNotice:
    """A step is late; its performer's superior is told."""

    task: int
    """Element instance key under which the breach is recorded."""
    tingkat: int
    kantor: str
    nama_kantor: str
    nama_sop: str
    nama_langkah: str
    jabatan_pelaksana: str
    perkara: str
    nama_penerima: str
    tenggat: dt.datetime | None
    """With the office's offset; None when it is not known."""
    tautan: str = ""
    """Where the case can be seen."""

    kind: MessageKind = "tenggat"

    @property
    def key(self) -> str:
        """Once per task and level."""
        return f"{self.task}:{self.tingkat}"


Notice = LetterNotice | ReminderNotice | BreachNotice


@dataclass(frozen=True)
class Text:
    """A message in all its forms."""

    subject: str
    plain: str
    html: str
    data: str
    """JSON object for webhooks."""


def long_time(moment: dt.datetime) -> str:
    """`3 Maret 2025 pukul 16.00 WIB`. Raises ValueError for a time without a zone."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a time without a zone cannot be told")
    hours = offset.total_seconds() / 3600
    zone = _ZONES.get(int(hours)) if hours == int(hours) else None
    return f"{date_text(moment.date())} pukul {moment:%H.%M} {zone or f'UTC{moment:%z}'}"


def one_line(value: str) -> str:
    """For a header or a line of a mail: nothing that breaks the line, is invisible, or turns the text around."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("workers", "templates/mail"),
    # Plain text has nothing to escape; every value is put on one line before.
    autoescape=jinja2.select_autoescape(enabled_extensions=("html.jinja",), default=False),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(tanggal=date_text, waktu=long_time)


def write(notice: Notice) -> Text:
    """The message of a notice; the same notice gives the same text."""
    values: dict[str, Any] = {}
    for item in fields(notice):
        value = getattr(notice, item.name)
        values[item.name] = one_line(value) if isinstance(value, str) else value
    plain = _TEMPLATES.get_template(f"{notice.kind}.txt.jinja")
    subject = one_line("".join(plain.blocks["subjek"](plain.new_context(values))))
    return Text(
        subject=subject,
        plain="".join(plain.blocks["isi"](plain.new_context(values))).strip() + "\n",
        html=_TEMPLATES.get_template(f"{notice.kind}.html.jinja").render(values, subjek=subject),
        data=json.dumps(_facts(values), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
        if name != "kind" and value not in ("", None)
    }
