"""A Karpeg case as the clerks of a Kantor Kementerian Agama see it."""

from __future__ import annotations

import datetime as dt
import io

import docx
from docx.oxml.ns import qn
from playwright.sync_api import Page, expect

from tests.e2e.case import Case, Office
from tests.e2e.clerk import Clerk

_TITLE = "Pelayanan Permohonan Kartu Pegawai"
_NIP = "NIP (18 angka, tanpa spasi)"


def test_a_case_is_started_with_the_start_form(office: Office, clerk: Clerk) -> None:
    form = clerk.open_start_form(_TITLE)
    form.shows("Nomor agenda surat masuk")
    form.try_to_submit()
    required = ("Nomor perkara", "Nama lengkap", _NIP, "Unit kerja", "Tanggal surat permohonan")
    for label in required:
        expect(form.error_of(label)).to_be_visible()
    expect(form.errors()).to_have_count(len(required))

    number = office.new_number()
    form.fill("Nomor perkara", number)
    form.fill("Nama lengkap", "Siti Aminah")
    form.fill("Unit kerja", "MIN 1 Jakarta")
    form.date("Tanggal surat permohonan", dt.date(2026, 11, 16))
    form.fill(_NIP, "19850315 2010")
    form.try_to_submit()
    expect(form.error_of(_NIP)).to_be_visible()
    expect(form.errors()).to_have_count(1)
    form.picture("karpeg-mulai")
    form.fill(_NIP, "198503152010012001")
    form.submit()

    case = office.started_in_browser("karpeg-kemenag", number)
    applicant = case.variable("permohonan", bool)
    assert applicant["tanggalSurat"] == "2026-11-16"
    assert applicant["nip"] == "198503152010012001"


def test_incomplete_documents_are_listed_to_the_one_who_tells_the_applicant(karpeg: Case, clerk: Clerk) -> None:
    form = clerk.claim(karpeg.task("1"))
    form.shows("Menerima usulan permohonan kartu pegawai", "Pelaksana: PTSP", "Waktu: 15 menit, paling lambat")
    form.shows("Siti Aminah", "198503152010012001", karpeg.number)
    form.picture("karpeg-terima")
    form.submit()

    form = clerk.claim(karpeg.task("1", suffix="_Kekurangan"))
    form.shows("tidak diproses karena berkas berikut belum lengkap")
    expect(form.root.get_by_role("listitem")).to_have_text(["Usulan permohonan dan persyaratannya"])
    form.try_to_submit()
    form.picture("karpeg-kekurangan")
    form.tick("Pemohon sudah diberi tahu")
    form.submit()


def test_a_letter_goes_back_with_a_note_and_is_corrected(karpeg: Case, clerk: Clerk) -> None:
    form = clerk.claim(karpeg.advance_to("4"))
    form.hides("Perlu diperbaiki")
    letter = form.input("Isi konsep: Surat pengantar")
    draft = letter.input_value()
    assert "Siti Aminah" in draft
    assert "16 November 2026" in draft
    letter.fill("")
    form.try_to_submit()
    expect(form.error_of("Isi konsep: Surat pengantar")).to_be_visible()
    form.fill("Isi konsep: Surat pengantar", draft.replace("permohonan", "usulan", 1))
    form.submit()

    form = clerk.claim(karpeg.task("5"))
    shown = form.input("Isi konsep: Surat pengantar")
    expect(shown).to_have_value(draft.replace("permohonan", "usulan", 1))
    expect(shown).not_to_be_editable()
    expect(form.input("Catatan perbaikan")).to_have_count(0)
    form.try_to_submit()
    form.choose("Tidak, dikembalikan untuk diperbaiki")
    form.try_to_submit()
    expect(form.error_of("Catatan perbaikan")).to_be_visible()
    form.picture("karpeg-periksa")
    form.fill("Catatan perbaikan", "Perihal belum sesuai.\nMohon diperbaiki.")
    form.submit()

    form = clerk.claim(karpeg.task("4"))
    first = form.root.locator(".fjs-form-field-group").first
    expect(first).to_contain_text("Perlu diperbaiki")
    expect(first).to_contain_text("Kasubbag TU mengembalikan dengan catatan:")
    expect(first).to_contain_text("Mohon diperbaiki.")
    form.picture("karpeg-perbaiki")
    form.submit()

    form = clerk.claim(karpeg.task("5"))
    form.shows("Sudah diperbaiki menurut catatan Kasubbag TU: Perihal belum sesuai.")
    expect(form.root.get_by_role("radio", checked=True)).to_have_count(0)
    form.choose("Ya")
    expect(form.input("Catatan perbaikan")).to_have_count(0)
    form.submit()
    karpeg.task("6")


def test_the_signed_letter_is_served_and_the_answer_is_recorded(karpeg: Case, clerk: Clerk, page: Page) -> None:
    form = clerk.claim(karpeg.advance_to("7"))
    form.shows("Surat pengantar sudah ditandatangani; isinya tidak dapat diubah lagi.")
    expect(form.input("Isi konsep: Surat pengantar")).to_have_count(0)
    form.fill("Isi disposisi atau arahan", "Kirim hari ini juga.")
    form.picture("karpeg-perintah-kirim")
    form.submit()

    form = clerk.claim(karpeg.task("8"))
    form.shows("Disposisi atau arahan Kepala Kantor: Kirim hari ini juga.", "B-1/Kk.09.1/")
    link = form.root.get_by_role("link", name="Buka surat")
    # Asked for with the browser's session, not by a click: the sandbox that Operate 8.6 sends with every page of its
    # JVM forbids downloads, so a click opens nothing here.
    response = page.request.get(link.get_attribute("href") or "")
    assert response.ok
    assert "Siti Aminah" in _text_of(response.body())

    form.try_to_submit()
    expect(form.input("Alasan dalam balasan")).to_have_count(0)
    form.choose("Terbit / disetujui")
    expect(form.input("Alasan dalam balasan")).to_have_count(0)
    form.choose("Ditolak")
    expect(form.input("Alasan dalam balasan")).to_be_visible()
    form.choose("Dikembalikan untuk diperbaiki")
    form.date("Tanggal balasan", dt.date(2026, 12, 3))
    form.try_to_submit()
    expect(form.error_of("Alasan dalam balasan")).to_be_visible()
    form.picture("karpeg-balasan")
    form.fill("Alasan dalam balasan", "Fotokopi SK belum dilegalisasi.")
    form.submit()

    form = clerk.claim(karpeg.task("4"))
    form.shows("Kanwil Provinsi DKI Jakarta mengembalikan dengan catatan:", "Fotokopi SK belum dilegalisasi.")
    expect(form.input("Isi konsep: Surat pengantar")).to_be_editable()
    assert karpeg.variable("balasan", bool)["tanggal"] == "2026-12-03"


def _text_of(letter: bytes) -> str:
    """All text of a Word document, wherever it stands."""
    return "".join(part.text or "" for part in docx.Document(io.BytesIO(letter)).element.body.iter(qn("w:t")))
