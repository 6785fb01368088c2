"""The identity block: which office an SOP belongs to, and what follows from it."""

from __future__ import annotations

import pytest

from generator.interpret import interpret
from generator.sop import Sop
from generator.sources.read import read_bytes

TABLE = (
    "No\tKegiatan\tStaf\t{head}\tKelengkapan\tWaktu\tOutput\n"
    "1\tMembuat konsep surat keterangan\tx\t\tBerkas\t1 jam\tKonsep surat\n"
    "2\tMenandatangani surat keterangan\t\tx\tKonsep surat\t1 hari\tSurat\n"
)


def _read(*above: str, head: str = "Kepala Sekolah") -> Sop:
    document = read_bytes("x.txt", ("\n".join(above) + "\n\n" + TABLE.format(head=head)).encode())
    return interpret(document.tables[0], document).sop


def _asked_elsewhere(sop: Sop) -> bool:
    return any(t.kode == "pihak-luar-diduga" and "namanya menyebut" in t.kalimat for t in sop.open_findings)


@pytest.mark.parametrize(
    ("above", "head"),
    [
        (("SMP NEGERI 1 PADANG RAYA", "SOP MUTASI SISWA"), "Kepala Sekolah"),
        (("MTsN 2 Kota Seberang", "SOP MUTASI SISWA"), "Kepala Sekolah"),
        (("PEMERINTAH KABUPATEN A", "DINAS PENDIDIKAN", "SDN 3 HULU", "SOP MUTASI SISWA"), "Kepala Sekolah"),
        (("SOP MUTASI SISWA", "Disahkan oleh\tKepala SMK Negeri 4"), "Kepala Sekolah"),
        (("UPTD Pusat Kesehatan Masyarakat Hilir", "SOP SURAT SEHAT"), "Kepala Puskesmas"),
        (("POLITEKNIK NEGERI HULU", "SOP SURAT AKTIF"), "Bagian Umum Universitas"),
    ],
)
def test_an_office_of_the_same_kind_needs_no_question(above: tuple[str, ...], head: str) -> None:
    assert not _asked_elsewhere(_read(*above, head=head))


@pytest.mark.parametrize(
    "above",
    [
        ("DINAS PENDIDIKAN KOTA A", "SOP LEGALISIR IJAZAH SMP"),
        ("DINAS PENDIDIKAN KOTA A", "SOP MUTASI GURU ANTAR SEKOLAH"),
        ("KECAMATAN HULU", "SOP PENDATAAN SISWA", "Dasar Hukum\t1. Peraturan Menteri tentang Sekolah"),
        ("SEKOLAH TINGGI ILMU HUKUM A", "SOP KERJA SAMA"),
    ],
)
def test_a_head_of_another_kind_of_office_is_asked_about(above: tuple[str, ...]) -> None:
    """That the title or a law speaks of schools does not make the office one."""
    assert _asked_elsewhere(_read(*above))


@pytest.mark.parametrize(
    ("above", "instansi", "unit"),
    [
        (("PEMERINTAH KOTA A", "KELURAHAN B"), "KELURAHAN B", None),
        (("PEMERINTAH KABUPATEN A", "DINAS KESEHATAN", "UPTD PUSKESMAS C"), "DINAS KESEHATAN", "UPTD PUSKESMAS C"),
        (("BADAN KEUANGAN", "KOTA SUMBER REJO"), "BADAN KEUANGAN KOTA SUMBER REJO", None),
        (("BIRO HUKUM SEKRETARIAT DAERAH PROVINSI", "HULU SUNGAI"),
         "BIRO HUKUM SEKRETARIAT DAERAH PROVINSI HULU SUNGAI", None),
        (("KEMENTERIAN X", "DIREKTORAT JENDERAL Y", "BAGIAN UMUM"), "KEMENTERIAN X", "BAGIAN UMUM"),
        (("RSUD HARAPAN", "BAGIAN UMUM"), "RSUD HARAPAN", "BAGIAN UMUM"),
    ],
)  # fmt: skip
def test_the_office_stands_below_its_government_and_above_its_unit(
    above: tuple[str, ...], instansi: str, unit: str | None
) -> None:
    identitas = _read(*above, "SOP SURAT KETERANGAN").identitas
    assert (identitas.instansi, identitas.unit) == (instansi, unit)


def test_a_government_alone_is_said_to_be_no_office() -> None:
    sop = _read("PEMERINTAH KABUPATEN A", "SOP SURAT KETERANGAN")
    (note,) = [t for t in sop.temuan if t.kode == "identitas-kurang"]
    assert "satuan kerja di bawah pemerintah" in note.kalimat


def test_marks_of_a_markdown_heading_are_no_part_of_the_title() -> None:
    assert _read("# SOP SURAT KETERANGAN", "KECAMATAN A").identitas.judul == "SOP SURAT KETERANGAN"
