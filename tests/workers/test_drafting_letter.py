"""Finished letters: what they print, for whom, with which signature, and the same bytes every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import importlib.util
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.thoroughness import examples
from workers.drafting import DraftDataMissing, LetterTemplateError, LetterValues, render_letter
from workers.drafting.templates import TEMPLATES
from workers.office import Office, load_office

OFFICES = Path(__file__).resolve().parents[2] / "deploy" / "offices"
OFFICE = load_office(OFFICES / "dukcapil-pesisir-selatan.yaml")
PEOPLE = [{"nama": "Pegawai Satu", "nip": "1" * 18}, {"nama": "Pegawai Dua", "nip": "2" * 18}]
LETTER = LetterValues(
    sop="karpeg-pesisir-selatan",
    slot="suratUsulan",
    perihal="Usulan penerbitan KARPEG",
    tanggal=dt.date(2026, 11, 23),
    nomor="800/566/DKPS-PS/2026",
    tujuan="bkpsdm",
)


def lines(content: bytes) -> list[str]:
    """Everything that the letter prints, in the order of the page: paragraphs, and tables cell by cell."""
    body = docx.Document(io.BytesIO(content)).element.body
    namespace = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    result = []
    for paragraph in body.iter(f"{namespace}p"):
        parts = (
            node.text or "" if node.tag == f"{namespace}t" else "\t"
            for node in paragraph.iter(f"{namespace}t", f"{namespace}tab")
            if node.getparent().tag == f"{namespace}r"
        )
        if text := "".join(parts):
            result.append(text)
    return result


def printed(isi: str = "Isi surat.", office: Office = OFFICE, **changes: Any) -> list[str]:
    return lines(render_letter(office, dataclasses.replace(LETTER, **changes), isi))


def with_substitute(**substitute: Any) -> Office:
    head = OFFICE.pejabat["kepala-dinas"].model_dump()
    head["pengganti"] = [substitute | {"mulai": "2026-11-01", "selesai": "2026-11-30", "dasar": "SP"}]
    fields = OFFICE.model_dump(by_alias=True)
    fields["pejabat"]["kepala-dinas"] = head
    return Office.model_validate(fields)


def test_the_whole_letter() -> None:
    assert printed("Pembuka.\n\nNama : Budi\nNIP : 1\n\n1. satu", daftar=None) == [
        "PEMERINTAH KABUPATEN PESISIR SELATAN",
        "DINAS KEPENDUDUKAN DAN PENCATATAN SIPIL",
        "Jalan Contoh Nomor 2, Painan, Sumatera Barat 25600",
        "Telepon (0756) 000000; Surel: dinas@dukcapil-pesisir-selatan.example.test",
        "Nomor",
        ":",
        "800/566/DKPS-PS/2026",
        "Painan, 23 November 2026",
        "Sifat",
        ":",
        "Biasa",
        "Lampiran",
        ":",
        "4 (empat) rangkap",
        "Hal",
        ":",
        "Usulan penerbitan KARPEG",
        "Yth.\tKepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kabupaten Pesisir Selatan",
        "di Painan",
        "Pembuka.",
        "Nama\t:\tBudi",
        "NIP\t:\t1",
        "1.\tsatu",
        "Kepala Dinas,",
        "Nama Kepala Dinas",
        "Pembina Utama Muda",
        "NIP 000000000000000011",
    ]


def test_a_list_named_in_the_text_stands_there() -> None:
    text = printed("Sebagai berikut:\n\n[Daftar pegawai]\n\nDemikian.", daftar=PEOPLE)
    at = text.index("Sebagai berikut:")
    row = ["1", "Pegawai Satu", "1" * 18, "2", "Pegawai Dua", "2" * 18]
    assert text[at + 1 : at + 11] == ["No.", "Nama", "NIP", *row, "Demikian."]
    assert "DAFTAR PEGAWAI" not in text


def test_a_list_that_the_text_does_not_name_is_attached() -> None:
    text = printed("Sebagaimana daftar terlampir.", daftar=PEOPLE)
    at = text.index("Lampiran Surat Kepala Dinas")
    assert text[at + 1 : at + 4] == ["Nomor\t: 800/566/DKPS-PS/2026", "Tanggal\t: 23 November 2026", "DAFTAR PEGAWAI"]
    assert text.count("NIP 000000000000000011") == 2


def test_a_list_with_more_columns() -> None:
    people = [{"nama": "A", "nip": "1", "jabatan": "Analis", "lain": "x"}, {"nama": "B", "jadwal": "2026-12-01"}]
    text = printed("[Daftar pegawai]", daftar=people)
    at = text.index("No.")
    assert text[at : at + 5] == ["No.", "Nama", "NIP", "Jabatan", "Jadwal"]
    assert text[at + 5 : at + 15] == ["1.", "A", "1", "Analis", "-", "2.", "B", "-", "-", "2026-12-01"]


def test_a_named_list_without_people_is_missing_data() -> None:
    for nobody in (None, [], [{"nama": " "}]):
        with pytest.raises(DraftDataMissing) as caught:
            printed("[Daftar pegawai]", daftar=nobody)
        assert caught.value.fields == ("daftar",)


def test_a_letter_without_addressee_is_missing_data() -> None:
    for party in (None, "", "tidak-dikenal"):
        with pytest.raises(DraftDataMissing) as caught:
            printed(tujuan=party)
        assert caught.value.fields == ("surat.tujuan",)


def test_the_applicant_is_addressed_by_the_case() -> None:
    kalsel = load_office(OFFICES / "biro-organisasi-kalsel.yaml")
    known = printed(office=kalsel, tujuan="skpd-pemohon", permohonan={"instansi": "Dinas {nama} Contoh"})
    assert "Yth.\tKepala Dinas {nama} Contoh" in known
    assert "Yth.\tKepala SKPD Pemohon" in printed(office=kalsel, tujuan="skpd-pemohon", permohonan={"instansi": " "})


@pytest.mark.parametrize(
    ("substitute", "expected"),
    [
        ({"bentuk": "Plt.", "oleh": "sekretaris"}, ["Plt. Kepala Dinas,", "Nama Sekretaris"]),
        ({"bentuk": "a.n.", "oleh": "sekretaris"}, ["a.n. Kepala Dinas", "Sekretaris,", "Nama Sekretaris"]),
        (
            {"bentuk": "u.b.", "oleh": "kasubbag-umum-dan-kepegawaian", "melalui": "sekretaris"},
            [
                "a.n. Kepala Dinas",
                "Sekretaris",
                "u.b.",
                "Kepala Subbagian Umum dan Kepegawaian,",
                "Nama Kasubbag Umum dan Kepegawaian",
            ],
        ),
    ],
)
def test_who_signs_depends_on_the_letter_date(substitute: dict[str, Any], expected: list[str]) -> None:
    office = with_substitute(**substitute)
    text = printed(office=office)
    at = text.index("Isi surat.") + 1
    assert text[at : at + len(expected)] == expected
    after = printed(office=office, tanggal=dt.date(2026, 12, 1))
    assert after[after.index("Isi surat.") + 1 :][:2] == ["Kepala Dinas,", "Nama Kepala Dinas"]


def test_copies_are_listed() -> None:
    fields = OFFICE.model_dump(by_alias=True)
    fields["surat"]["tembusan"] = ["Bupati Pesisir Selatan", "Arsip"]
    text = printed(office=Office.model_validate(fields))
    assert text[-3:] == ["Tembusan:", "1.\tBupati Pesisir Selatan", "2.\tArsip"]


HOSTILE = [
    "{{ 7*7 }}",
    "{% raw %}",
    "{_{ x }_}",
    "{_% y %_}",
    "<w:p/>&amp;",
    "]]>",
    "{#",
    "\"'",
    "</w:t></w:r>",
    "a\x00b",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_printed_as_they_are(value: str) -> None:
    shown = value.replace("\x00", " ")
    people = [{"nama": value, "nip": value}]
    text = printed(f"Awal {value} akhir.\n\n[Daftar pegawai]", perihal=value, nomor=value, daftar=people)
    assert f"Awal {shown} akhir." in text
    assert text.count(shown) == 4


@settings(max_examples=examples(25), deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40))
def test_any_visible_text_survives(value: str) -> None:
    assert printed(f"x {value} x", perihal=value)[-4 - 1] == f"x {value} x"


def test_same_values_same_bytes() -> None:
    """The hash of a letter is recorded, so neither clock nor order may show in it."""
    first = render_letter(OFFICE, dataclasses.replace(LETTER, daftar=PEOPLE), "Isi.")
    again = render_letter(load_office(OFFICE.berkas), dataclasses.replace(LETTER, daftar=list(PEOPLE)), "Isi.")
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_committed_template_is_what_its_script_builds() -> None:
    spec = importlib.util.spec_from_file_location("build_base_template", TEMPLATES / "build_base_template.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    with (
        zipfile.ZipFile(io.BytesIO(script.build())) as built,
        zipfile.ZipFile(TEMPLATES / "umum.docx") as committed,
    ):
        assert built.namelist() == committed.namelist()
        assert all(built.read(name) == committed.read(name) for name in built.namelist())


def own_template(tmp_path: Path, content: bytes) -> Office:
    folder = tmp_path / OFFICE.kode / "surat"
    folder.mkdir(parents=True)
    (folder / "umum.docx").write_bytes(content)
    return OFFICE.model_copy(update={"berkas": tmp_path / f"{OFFICE.kode}.yaml"})


def template_with(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_office_edits_its_own_template(tmp_path: Path) -> None:
    office = own_template(tmp_path, template_with("Surat {{ nomor }} tentang {{ hal }}"))
    assert printed(office=office) == ["Surat 800/566/DKPS-PS/2026 tentang Usulan penerbitan KARPEG"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="NOT TESTED: there is no LibreOffice")
def test_a_template_saved_by_libreoffice_prints_the_same(tmp_path: Path) -> None:
    """It writes styles, runs and table properties its own way, and splits the text of the marks."""
    out = tmp_path / "saved"
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(TEMPLATES / "umum.docx")),
        ],
        capture_output=True,
        timeout=90,
        check=True,
    )
    saved = (out / "umum.docx").read_bytes()
    assert saved != (TEMPLATES / "umum.docx").read_bytes()
    text = "Alinea pertama.\n\nNama : Budi\nNIP : 1\n\na. satu\nb. dua\n\n[Daftar pegawai]"
    office = own_template(tmp_path, saved)
    for people in (PEOPLE, [{**person, "jabatan": "Analis"} for person in PEOPLE]):
        assert printed(text, office=office, daftar=people) == printed(text, daftar=people)
    substituted = with_substitute(bentuk="Plh.", oleh="sekretaris").model_copy(update={"berkas": office.berkas})
    assert "Plh. Kepala Dinas," in printed(office=substituted)


def test_marks_split_by_an_editor_are_read_all_the_same(tmp_path: Path) -> None:
    """Word puts a spelling mark or a new run into the middle of what was typed."""
    document = docx.Document()
    paragraph = document.add_paragraph("Nomor ")
    for piece in ("{", "{ no", "mor", " }", "}", " tentang {{", " hal }}"):
        paragraph.add_run(piece).bold = piece == "mor"
    out = io.BytesIO()
    document.save(out)
    office = own_template(tmp_path, out.getvalue())
    assert printed(office=office) == ["Nomor 800/566/DKPS-PS/2026 tentang Usulan penerbitan KARPEG"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a zip", "bukan berkas .docx"),
        (template_with("{{ tidak_ada }}"), "nama yang tidak dikenal.*tidak_ada"),
        (template_with("{{ nomor.__class__.__mro__ }}"), "umum.docx"),
        (template_with("{% if nomor %}"), "tidak dapat dipakai"),
        (b"x" * (5 * 1024 * 1024 + 1), "lebih dari 5 MB"),
    ],
)
def test_a_wrong_template_is_one_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(LetterTemplateError, match=message):
        printed(office=own_template(tmp_path, content))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (41 * 1024 * 1024))
    with pytest.raises(LetterTemplateError, match="lebih dari 40 MB"):
        printed(office=own_template(tmp_path, out.getvalue()))
