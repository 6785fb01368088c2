"""The finished letter: the office's .docx template, the register's number and the text that was signed."""

from __future__ import annotations

from typing import Any

from workers.drafting.addressee import addressee_of
from workers.drafting.body import blocks, with_letter_date
from workers.drafting.press import PRESS
from workers.drafting.templates import DOCX_ENDING, find_template
from workers.drafting.values import (
    PEOPLE_COLUMNS,
    DraftDataMissing,
    LetterValues,
    clean,
    clean_people,
)
from workers.indonesian import date_text
from workers.office import Office


def render_letter(office: Office, letter: LetterValues, isi: str) -> bytes:
    """The letter as .docx; the same values give the same bytes, because the hash of the letter is recorded.

    Raises DraftDataMissing (no addressee; the text names a list of people and there is none), LetterTooLargeError,
    LetterTemplateError (template missing or wrong), LetterPressError, KeyError for an unknown signing role.
    """
    style = office.letter_style(letter.sop, letter.slot)
    path = find_template(office, ((letter.templat,) if letter.templat else ()) + (style.templat,), DOCX_ENDING)
    return PRESS.make(path, letter_context(office, letter, isi))


def letter_context(office: Office, letter: LetterValues, isi: str) -> dict[str, Any]:
    """What a .docx template may name; workers/templates/letters/README.md explains each to office staff."""
    style = office.letter_style(letter.sop, letter.slot)
    people = _table(letter)
    body = blocks(with_letter_date(isi, letter.tanggal))
    in_text = any(block.jenis == "daftar" for block in body)
    if in_text and people is None:
        raise DraftDataMissing(("daftar",))
    signatory = office.signatory_of(style.penandatangan, letter.tanggal)
    date = date_text(letter.tanggal)
    return {
        "kop": office.surat.kop,
        "nomor": clean(letter.nomor or ""),
        "sifat": style.sifat,
        "lampiran": style.lampiran,
        "hal": clean(letter.perihal),
        "tanggal": f"{office.kota}, {date}" if office.surat.tanggal_dengan_kota else date,
        "tanggal_saja": date,
        "tujuan": addressee_of(office, letter.tujuan, letter.permohonan),
        "isi": body,
        "daftar": people,
        "daftar_terlampir": people is not None and not in_text,
        "tanda_tangan": {
            "baris": [*signatory.baris[:-1], f"{signatory.baris[-1]},"],
            "nama": signatory.nama,
            "pangkat": signatory.pangkat if office.surat.pangkat_di_tanda_tangan else None,
            "nip": signatory.nip,
        },
        "jabatan_penandatangan": office.pejabat[style.penandatangan].jabatan,
        "tembusan": style.tembusan,
    }


def _table(letter: LetterValues) -> dict[str, Any] | None:
    people = clean_people(letter.daftar)
    if not people:
        return None
    columns = [key for key in PEOPLE_COLUMNS if any(key in person for person in people)]
    return {
        "ringkas": set(columns) <= {"nama", "nip"},
        "orang": [{"nama": person.get("nama", "-"), "nip": person.get("nip", "-")} for person in people],
        "kolom": ["No.", *(PEOPLE_COLUMNS[key] for key in columns)],
        "baris": [[f"{n}.", *(person.get(key, "-") for key in columns)] for n, person in enumerate(people, 1)],
    }
