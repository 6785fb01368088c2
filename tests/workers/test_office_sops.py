"""Every committed SOP finds its people, its parties, its register and its letters in its office's file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from generator.sop import Sop
from generator.sop_yaml import load_sop
from workers.drafting import LetterValues, addressee_of, draft_text, render_letter, unfilled_places
from workers.office import load_offices

ROOT = Path(__file__).resolve().parents[2]
OFFICES = load_offices(ROOT / "deploy" / "offices")
SOPS = {path.parent.name: load_sop(path) for path in sorted((ROOT / "bpmn").glob("*/sop.yaml"))}
DAY = dt.date(2026, 11, 23)

APPLICANT = {
    "nama": "Contoh Pegawai",
    "nip": "000000000000000099",
    "pangkat": "",
    "unitKerja": "Unit Contoh",
    "email": "",
    "tanggalSurat": "2026-11-20",
}
LETTER_IN = {
    "instansi": "Dinas Contoh",
    "nomorSurat": "800/1/DC/2026",
    "tanggalSurat": "2026-11-20",
    "perihal": "Permohonan",
    "email": "",
}
PEOPLE = [{"nama": "Pegawai Satu", "nip": "000000000000000001"}, {"nama": "Pegawai Dua", "nip": "000000000000000002"}]

each_sop = pytest.mark.parametrize("slug", sorted(SOPS))


def case_data(sop: Sop) -> dict[str, str]:
    """What the start form of the SOP asks for."""
    return APPLICANT if sop.mulai.jenis == "permohonan" and not sop.mulai.daftar else LETTER_IN


def test_the_six_sops_are_here() -> None:
    assert len(SOPS) == 6
    assert {sop.kantor for sop in SOPS.values()} == set(OFFICES)


@each_sop
def test_roles_parties_and_registers(slug: str) -> None:
    sop = SOPS[slug]
    office = OFFICES[sop.kantor]
    parties = {party.kode for party in sop.pihak_luar}
    assert {role.kode for role in sop.pelaksana} - parties <= set(office.pejabat)
    assert parties <= set(office.pihak_luar)
    assert {letter.jenis for letter in sop.surat} <= set(office.registers)
    slots = {f"{s.slug}/{letter.kode}" for s in SOPS.values() for letter in s.surat}
    assert set(office.surat.khusus) <= set(SOPS) | slots
    for role in sop.pelaksana:
        if role.kode not in parties:
            assert office.superior_of(role.kode, DAY).email != office.holder_of(role.kode, DAY).email


@each_sop
def test_letters_from_the_data_of_the_start_form(slug: str) -> None:
    sop = SOPS[slug]
    office = OFFICES[sop.kantor]
    assert sop.surat
    for letter in sop.surat:
        text = draft_text(
            office,
            sop=slug,
            slot=letter.kode,
            jenis=letter.jenis,
            nama=letter.nama,
            perihal=letter.perihal,
            permohonan=case_data(sop),
            tanggal=DAY,
            daftar=PEOPLE if sop.mulai.daftar else None,
        )
        assert "{" not in text
        assert "terima kasih" in text
        # Only the schedule is not known when the draft is made; a person enters it.
        asked = ("hari dan tanggal jadwal",) if slug == "ktp-kolektif-kalsel" else ()
        assert unfilled_places(text) == asked
        for party in letter.tujuan:
            assert addressee_of(office, party, case_data(sop)).penerima
            values = LetterValues(
                sop=slug,
                slot=letter.kode,
                perihal=letter.perihal,
                tanggal=DAY,
                nomor="1",
                tujuan=party,
                permohonan=case_data(sop),
                daftar=PEOPLE,
            )
            assert render_letter(office, values, text)[:2] == b"PK"
