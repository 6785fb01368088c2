"""A collective KTP case as the clerks of a Biro Organisasi see it: many people, one schedule, one task each."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from tests.e2e.case import Office
from tests.e2e.clerk import Clerk

_PEOPLE = (("Ahmad Fauzi", "199001012015031001"), ("Budi Santoso", "199102022015031002"))
_NIP = "NIP (18 angka, tanpa spasi)"


def test_a_list_of_people_from_the_start_form_to_the_handover(office: Office, clerk: Clerk) -> None:
    form = clerk.open_start_form("Pembuatan Kartu Tanda Pengenal (KTP) PNS Kolektif")
    number = office.new_number()
    form.fill("Nomor perkara", number)
    form.fill("Instansi pemohon", "Dinas Kesehatan Provinsi Kalimantan Selatan")
    form.fill("Nomor surat", "445/77/Dinkes/2026")
    form.date("Tanggal surat", dt.date(2026, 11, 16))
    form.fill("Perihal", "Permohonan pembuatan KTP PNS kolektif")
    form.root.get_by_role("button", name="Add new").click()
    for row, (name, nip) in enumerate(_PEOPLE):
        form.input("Nama lengkap").nth(row).fill(name)
        form.input(_NIP).nth(row).fill(nip[:17])
    form.try_to_submit()
    expect(form.errors()).to_have_count(2)
    for row, (_, nip) in enumerate(_PEOPLE):
        form.input(_NIP).nth(row).fill(nip)
    form.picture("ktp-mulai")
    form.submit()

    case = office.started_in_browser("ktp-kolektif-kalsel", number)
    form = clerk.claim(case.advance_to("5"))
    expect(form.root.get_by_role("listitem")).to_have_text([f"{name}, NIP {nip}" for name, nip in _PEOPLE])
    form.try_to_submit()
    expect(form.error_of("Tanggal yang dijadwalkan")).to_be_visible()
    form.date("Tanggal yang dijadwalkan", dt.date(2026, 12, 9))
    form.picture("ktp-jadwal")
    form.submit()

    form = clerk.claim(case.task("6"))
    letter = form.input("Isi konsep: Surat pemberitahuan").input_value()
    assert "Rabu, 9 Desember 2026" in letter
    form.choose("Ya")
    form.submit()

    case.advance_to("9")
    first, second = case.tasks("9", 2)
    form = clerk.claim(first)
    name = next(name for name, _ in _PEOPLE if name in form.root.inner_text())
    form.shows(f"Nama: {name}, NIP", "Jadwal: 9 Desember 2026", "paling lambat 9 Desember 2026 pukul")
    form.choose("Tidak hadir, jadwalkan ulang")
    form.try_to_submit()
    expect(form.error_of("Tanggal baru")).to_be_visible()
    expect(form.error_of("Alasan")).to_be_visible()
    form.picture("ktp-rekam")
    form.date("Tanggal baru", dt.date(2026, 12, 16))
    form.fill("Alasan", "Sedang dinas luar.")
    form.submit()
    other = next(other for other, _ in _PEOPLE if other != name)
    case.done.add(first.id)
    case.do(second, {"hasil": "batal", "alasan": "Sudah mempunyai KTP."})

    form = clerk.claim(case.tasks("9", 1)[0])
    form.shows(f"Nama: {name}, NIP", "Jadwal: 16 Desember 2026")
    form.hides(other)
    form.choose("Selesai")
    expect(form.input("Alasan")).to_have_count(0)
    form.submit()

    form = clerk.claim(case.advance_to("11"))
    expect(form.root.get_by_role("listitem")).to_have_text([f"{name}, NIP {dict(_PEOPLE)[name]}"])
    form.picture("ktp-serahkan")
