"""A KARIS/KARSU case as the clerks of a Dinas Dukcapil see it: people recorded, documents ticked with their copies."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.case import Office
from tests.e2e.clerk import Clerk

_ORDER = {
    "permohonan": {
        "instansi": "Sekretariat Daerah Kabupaten Pesisir Selatan",
        "nomorSurat": "800/123/Setda/2026",
        "tanggalSurat": "2026-11-16",
        "perihal": "Penerbitan KARIS/KARSU",
    }
}
_NIP = "NIP (18 angka, tanpa spasi)"


def test_people_and_documents_are_recorded_once(office: Office, clerk: Clerk) -> None:
    case = office.start("karis-karsu-pesisir-selatan", _ORDER)
    form = clerk.claim(case.advance_to("3"))
    form.shows("surat nomor 800/123/Setda/2026, tanggal 16 November 2026")
    form.shows("Disposisi atau arahan Kasubbag Umum & Kepegawaian: Mohon ditindaklanjuti.")
    boxes = form.root.get_by_role("checkbox")
    expect(boxes).to_have_count(7)
    form.shows("Fotokopi SK CPNS (4 rangkap)", "Fotokopi Kartu Keluarga (4 rangkap)", "(2 lembar)")
    form.picture("karis-ketik-konsep")
    form.fill("Nama lengkap", "Ahmad Fauzi")
    form.fill(_NIP, "199001012015031001")
    for box in boxes.all():
        box.check()
    form.root.get_by_role("checkbox", name="Fotokopi SK PNS (4 rangkap)").uncheck()
    form.submit()

    form = clerk.claim(case.task("3", suffix="_Kekurangan"))
    expect(form.root.get_by_role("list").last.get_by_role("listitem")).to_have_text(["Fotokopi SK PNS (4 rangkap)"])
    form.shows("Ahmad Fauzi, NIP 199001012015031001")
    form.picture("karis-kekurangan")
    form.tick("Berkas sudah dilengkapi pemohon")
    form.submit()

    form = clerk.claim(case.task("3"))
    expect(form.input("Nama lengkap")).to_have_value("Ahmad Fauzi")
    expect(form.root.get_by_role("checkbox", checked=True)).to_have_count(6)
    form.tick("Fotokopi SK PNS (4 rangkap)")
    form.submit()

    form = clerk.claim(case.task("4"))
    form.shows("Daftar pegawai", "Ahmad Fauzi, NIP 199001012015031001")
    form.picture("karis-periksa")
