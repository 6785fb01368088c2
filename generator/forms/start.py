"""The start form: the agenda number of the incoming letter and what the request is about."""

from __future__ import annotations

from generator.forms import components as c
from generator.process import variables as v
from generator.process.build import start_form_id
from generator.sop import Sop

NIP = r"^\d{18}$"
"""Nomor Induk Pegawai: 18 digits (Perka BKN 22/2007)."""
_NIP_LABEL = "NIP (18 angka, tanpa spasi)"
"""With the rule, because Tasklist 8.6 answers a wrong value with the pattern, in place of any description."""


def start_form(sop: Sop) -> bytes:
    """The form that starts a case; every value of `permohonan` is text, dates are ISO 8601."""
    id_ = start_form_id(sop)
    parts = [
        c.textfield(
            v.NOMOR_PERKARA,
            "Nomor perkara",
            required=True,
            max_length=60,
            description="Nomor agenda surat masuk. Setiap nomor hanya dipakai satu kali.",
        ),
    ]
    if sop.mulai.jenis == "permohonan" and not sop.mulai.daftar:
        parts.append(c.group("Pemohon", "Pemohon", _applicant()))
    else:
        heading = "Perintah" if sop.mulai.jenis == "perintah" else "Surat masuk"
        parts.append(c.group("Surat", heading, _incoming_letter(sop)))
    if sop.mulai.isian:
        parts.append(c.group("Isian", "Data permohonan", _extra(sop)))
    if sop.mulai.daftar:
        parts += people_list(sop.mulai.daftar, "Pegawai yang dimohonkan")
    return c.form(id_, parts)


def people_list(variable: str, label: str) -> list[c.Component]:
    """A list of people with name and NIP, and how to lengthen it (Tasklist's own button is in English)."""
    rows = c.dynamic_list(
        variable,
        label,
        [
            c.textfield("nama", "Nama lengkap", required=True, max_length=120, columns=(f"{variable}", 8)),
            c.textfield("nip", _NIP_LABEL, required=True, pattern=NIP, columns=(f"{variable}", 8)),
        ],
    )
    return [c.text("Daftar", "Satu baris untuk setiap pegawai. Tekan *Add new* untuk menambah baris."), rows]


def _applicant() -> list[c.Component]:
    key = v.PERMOHONAN
    return [
        c.textfield(f"{key}.nama", "Nama lengkap", required=True, max_length=120),
        c.textfield(f"{key}.nip", _NIP_LABEL, required=True, pattern=NIP, columns=("nip", 8)),
        c.textfield(f"{key}.pangkat", "Pangkat dan golongan", max_length=60, columns=("nip", 8)),
        c.textfield(f"{key}.unitKerja", "Unit kerja", required=True, max_length=120, columns=("unit", 8)),
        c.email(f"{key}.email", "Alamat e-mail", columns=("unit", 8)),
        c.date(f"{key}.tanggalSurat", "Tanggal surat permohonan", required=True),
    ]


def _extra(sop: Sop) -> list[c.Component]:
    """What the SOP asks besides; a condition or a letter uses it."""
    parts = []
    for field in sop.mulai.isian:
        key = f"{v.PERMOHONAN}.{field.kode}"
        if field.pilihan:
            choices = [(choice, choice) for choice in field.pilihan]
            parts.append(c.select(key, field.nama, choices, required=field.wajib))
        else:
            parts.append(c.textfield(key, field.nama, required=field.wajib, max_length=200))
    return parts


def _incoming_letter(sop: Sop) -> list[c.Component]:
    key = v.PERMOHONAN
    order = sop.mulai.jenis == "perintah"
    sender = {"permohonan": "Instansi pemohon", "surat": "Asal surat", "perintah": "Pemberi perintah"}[sop.mulai.jenis]
    # An order may be given by word of mouth.
    number = "Nomor surat perintah" if order else "Nomor surat"
    day = "Tanggal perintah" if order else "Tanggal surat"
    return [
        c.textfield(f"{key}.instansi", sender, required=True, max_length=160),
        c.textfield(f"{key}.nomorSurat", number, required=not order, max_length=80, columns=("surat", 8)),
        c.date(f"{key}.tanggalSurat", day, required=True, columns=("surat", 8)),
        c.textfield(f"{key}.perihal", "Perihal", required=True, max_length=200),
        c.email(f"{key}.email", "Alamat e-mail pengirim"),
    ]
