"""Office files: the committed ones are sound, and a wrong one says all that is wrong, with line and remedy."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from workers.numbering import RegisterRule
from workers.office import OfficeFileError, copy_offices_for_trial, load_office, load_offices
from workers.office.model import Register
from workers.working_time import calendar_warnings

OFFICES = Path(__file__).resolve().parents[2] / "deploy" / "offices"
DAY = dt.date(2026, 11, 23)

SECOND_BOOK = """    sumber: alur
  lain: {nama: Lain, klasifikasi: KP.01.2, format: "B-{nomor}/Kk.09.1/1/{klasifikasi}/{bulan:02}/{tahun}"}
"""

Variant = Callable[..., Path]


@pytest.fixture
def variant(tmp_path: Path) -> Variant:
    """Writes a changed copy of an office file and gives its path; every change must apply."""

    def write(*changes: tuple[str, str], office: str = "kemenag-dki", append: str = "") -> Path:
        text = (OFFICES / f"{office}.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        path = tmp_path / f"{office}.yaml"
        path.write_text(text + append, encoding="utf-8")
        return path

    return write


def problems(path: Path) -> list[str]:
    with pytest.raises(OfficeFileError) as caught:
        load_office(path)
    return [f"{p.line} {p.where}: {p.message}" for p in caught.value.problems]


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


def test_the_committed_offices_load() -> None:
    offices = load_offices(OFFICES)
    assert set(offices) == {"kemenag-dki", "dukcapil-pesisir-selatan", "biro-organisasi-kalsel"}
    assert {o.zona for o in offices.values()} == {"Asia/Jakarta", "Asia/Makassar"}


@pytest.mark.parametrize(
    ("office", "nomor", "expected"),
    [
        ("kemenag-dki", 12, "B-12/Kk.09.1/1/KP.01.2/03/2026"),
        ("dukcapil-pesisir-selatan", 566, "800/566/DKPS-PS/2026"),
        ("biro-organisasi-kalsel", 7, "800/007/ORG/III/2026"),
    ],
)
def test_number_formats(office: str, nomor: int, expected: str) -> None:
    rule = load_offices(OFFICES)[office].register_rule("surat-keluar", "any", "any")
    assert rule.render(nomor, dt.date(2026, 3, 5)) == expected


def test_every_setting_of_the_numbering_can_be_given_in_an_office_file() -> None:
    rule = {field.name for field in dataclasses.fields(RegisterRule)}
    # The grade is each letter's own (`surat.sifat`, `surat.khusus`), not the register's.
    assert set(Register.model_fields) - {"nama"} == rule - {"kantor", "jenis", "sifat"}


def test_a_fixed_code_stands_in_the_number(variant: Variant) -> None:
    path = variant(("{nomor}/DKPS-PS", "{nomor}/{kode}"), office="dukcapil-pesisir-selatan")
    assert any("kode must be given" in problem for problem in problems(path))
    text = path.read_text("utf-8").replace('{nomor}/{kode}/{tahun}"', '{nomor}/{kode}/{tahun}"\n    kode: UMPEG', 1)
    path.write_text(text, "utf-8")
    register = next(r for r in load_office(path).registers.values() if r.kode)
    rule = register.rule("dukcapil-pesisir-selatan", "surat-keluar")
    assert rule.render(566, dt.date(2026, 3, 2)) == "800/566/UMPEG/2026"


def test_committed_people_are_plainly_fictitious() -> None:
    for office in load_offices(OFFICES).values():
        for official in office.pejabat.values():
            assert official.nama is None or official.nama.startswith("Nama ")
            assert official.nip is None or official.nip.startswith("0000000000")
            assert official.email.endswith(".example.test")


def test_every_problem_is_reported_at_once_with_its_line(variant: Variant) -> None:
    path = variant(
        ("zona: Asia/Jakarta", "zona: Asia/Jakrta"),
        ("atasan: kepala-kanwil", "atasan: kepala-kanwil\n    surel: salah@example.test"),
        ('jam: "07:30-16:00"', 'jam: "16:00-07:30"'),
        ("email: korpel@kemenag-dki.example.test", "email: korpel"),
    )
    found = problems(path)
    assert len(found) == 4
    for text, message in (
        ("zona:", "nilai harus salah satu dari"),
        ("surel:", "kunci tidak dikenal"),
        ('"16:00-07:30"', "jam selesai harus sesudah jam mulai"),
        ("email: korpel", "tidak sesuai pola"),
    ):
        line = line_of(path, text)
        assert any(f.startswith(f"{line} ") and message in f for f in found), (line, message, found)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([("atasan: kasubbag-tu", "atasan: kasubag-tu")], "atasan `kasubag-tu` tidak ada"),
        ([("atasan: kepala-kanwil", "atasan: kasubbag-tu")], "rantai atasan berputar"),
        ([("penandatangan: kepala-kantor", "penandatangan: kepala")], "penandatangan `kepala` tidak ada"),
        ([("penandatangan: kepala-kantor", "penandatangan: ptsp")], "nama wajib diisi karena menandatangani"),
        ([("kode: kemenag-dki", "kode: kemenag")], "nama berkas bukan `kemenag.yaml`"),
        ([("keputusan: []", "keputusan: [../lain.yaml]")], "di luar folder kantor"),
        ([("keputusan: []", "keputusan: [tiada.yaml]")], "tidak dapat dibaca"),
        ([("{nomor}", "{nomer}")], "unknown field {nomer}"),
        ([("{nomor}", "{nomor.__class__}")], "unknown field"),
        ([("{nomor}", "{nomor:>99999}")], "only a width"),
        ([("{sifat}-{nomor}", "B-")], "exactly once"),
        ([("karpeg-kemenag:\n", "karpeg-kemenag:\n      klasifikasi: 'KP{x}'\n")], "klasifikasi holds braces"),
        (
            [("    sumber: alur\n", SECOND_BOOK)],
            "print their numbers alike",
        ),
        ([("kota: Jakarta\n", "kota: Jakarta\nkota: Depok\n")], "ditulis dua kali"),
        ([("kota: Jakarta\n", "")], "wajib diisi"),
        ([("kota: Jakarta\n", "kota: &a Jakarta\n"), ("nama: Kantor", "x: *a\nnama: Kantor")], "alias"),
        ([("nama: Kantor", "nama: !!python/object/apply:os.getcwd []\nx: Kantor")], "bukan YAML yang benar"),
    ],
)
def test_wrong_files_are_refused(variant: Variant, changes: list[tuple[str, str]], message: str) -> None:
    assert any(message in found for found in problems(variant(*changes)))


def test_a_webhook_outside_this_machine_needs_tls(variant: Variant) -> None:
    hook = "email: tata-usaha@kanwil-dki.example.test\n    webhook: {url: '%s', rahasia_env: RAHASIA_KANWIL}"
    email = "email: tata-usaha@kanwil-dki.example.test"
    assert any("https" in p for p in problems(variant((email, hook % "http://kanwil.example.test/x"))))
    for url in ("http://127.0.0.1:9000/x", "https://kanwil.example.test/x"):
        webhook = load_office(variant((email, hook % url))).pihak_luar["kanwil"].webhook
        assert webhook is not None
        assert webhook.url == url


def test_loading_a_folder_reports_all_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("kode: [", encoding="utf-8")
    with pytest.raises(OfficeFileError) as caught:
        load_offices(tmp_path)
    assert {p.file.name for p in caught.value.problems} == {"a.yaml", "b.yaml"}
    with pytest.raises(OfficeFileError, match="tidak ada berkas kantor"):
        load_offices(tmp_path / "none")


SUBSTITUTE = """    atasan: kepala-kanwil
    pengganti:
      - {bentuk: Plh., oleh: kasubbag-tu, mulai: 2026-11-20, selesai: 2026-11-25, dasar: SP 1}
      - {bentuk: a.n., oleh: kasubbag-tu, mulai: 2026-12-01, selesai: 2026-12-02, dasar: SP 2}
      - {bentuk: u.b., oleh: korpel, melalui: kasubbag-tu, mulai: 2026-12-03, selesai: 2026-12-04, dasar: SP 3}
      - {bentuk: Plt., orang: {nama: Nama Lain}, mulai: 2027-01-01, selesai: 2027-01-31, dasar: SP 4}"""


def test_substitutes_by_date(variant: Variant) -> None:
    office = load_office(variant(("    atasan: kepala-kanwil", SUBSTITUTE)))
    assert office.signatory_of("kepala-kantor", dt.date(2026, 11, 19)).baris == ("Kepala Kantor",)
    acting = office.signatory_of("kepala-kantor", dt.date(2026, 11, 20))
    assert (acting.baris, acting.nama) == (("Plh. Kepala Kantor",), "Nama Kasubbag Tata Usaha")
    assert office.signatory_of("kepala-kantor", dt.date(2026, 12, 1)).baris == (
        "a.n. Kepala Kantor",
        "Kepala Subbagian Tata Usaha",
    )
    assert office.signatory_of("kepala-kantor", dt.date(2026, 12, 4)).baris == (
        "a.n. Kepala Kantor",
        "Kepala Subbagian Tata Usaha",
        "u.b.",
        "Koordinator Pelaksana Kepegawaian dan Hukum",
    )
    assert office.signatory_of("kepala-kantor", dt.date(2027, 1, 31)).nama == "Nama Lain"
    # Who only signs for the holder does not become the holder.
    assert office.holder_of("kepala-kantor", dt.date(2026, 12, 1)).nama == "Nama Kepala Kantor"
    assert office.holder_of("kepala-kantor", dt.date(2026, 11, 25)).jabatan == "Plh. Kepala Kantor"


def test_breaches_go_to_somebody_else(variant: Variant) -> None:
    office = load_office(variant(("    atasan: kepala-kanwil", SUBSTITUTE)))
    assert office.superior_of("korpel", DAY).peran == "kasubbag-tu"
    assert office.superior_of("kasubbag-tu", dt.date(2026, 12, 1)).peran == "kepala-kantor"
    # While the Kasubbag TU is Plh. of the head, telling the head would tell the late one.
    assert office.superior_of("kasubbag-tu", DAY).peran == "kepala-kanwil"
    assert office.superior_of("kepala-kantor", dt.date(2026, 12, 1)).email == "kepala@kanwil-dki.example.test"
    with pytest.raises(KeyError):
        office.superior_of("tidak-ada", DAY)


def test_two_substitutes_on_one_day_are_refused(variant: Variant) -> None:
    text = SUBSTITUTE.replace("2026-12-01", "2026-11-25")
    assert any("bertumpang tindih" in p for p in problems(variant(("    atasan: kepala-kanwil", text))))


def test_letter_settings_by_sop_and_slot(variant: Variant) -> None:
    path = variant(
        (
            "    karpeg-kemenag:\n",
            "    karpeg-kemenag/kedua: {sifat: Segera, klasifikasi: KP.02}\n"
            "    karpeg-kemenag:\n      sifat: Penting\n",
        )
    )
    office = load_office(path)
    assert office.letter_style("lain", "kedua").sifat == "Biasa"
    assert office.letter_style("karpeg-kemenag", "pertama").sifat == "Penting"
    style = office.letter_style("karpeg-kemenag", "kedua")
    assert (style.sifat, style.lampiran) == ("Segera", "1 (satu) berkas")
    assert office.register_rule("surat-keluar", "karpeg-kemenag", "kedua").klasifikasi == "KP.02"
    assert office.register_rule("surat-keluar", "karpeg-kemenag", "pertama").klasifikasi == "KP.01.2"


def test_no_names_in_what_logs_show_of_an_office() -> None:
    office = load_offices(OFFICES)["kemenag-dki"]
    assert repr(office) == str(office) == f"{office}" == "Office('kemenag-dki')"


def test_the_trial_copy_says_what_it_is(tmp_path: Path) -> None:
    for _ in range(2):
        copy_offices_for_trial(OFFICES, tmp_path / "uji")
    for office in load_offices(tmp_path / "uji").values():
        assert office.kalender_uji_tanpa_hari_libur
        assert "kalender uji tanpa hari libur" in calendar_warnings(office, DAY)[0]
    assert not any(o.kalender_uji_tanpa_hari_libur for o in load_offices(OFFICES).values())


HOSTILE_NAMES = ['"Kantor\\0"', '"Kantor\\u202E"', '"Kantor\\x07"', '"Kantor\\u200B"']


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_hold_nothing_invisible(variant: Variant, name: str) -> None:
    """They stand in the heads of mails, on letters and on pages."""
    assert any("huruf yang tidak tampak" in found for found in problems(variant(("nama: Kantor", f"nama: {name} #"))))


def test_a_name_on_two_lines_is_one(variant: Variant) -> None:
    path = variant(("kota: Jakarta\n", 'kota: "Jakarta\\r\\nBcc: x@y.test"\n'))
    assert load_office(path).kota == "Jakarta Bcc: x@y.test"


@pytest.mark.parametrize(
    "address", ["a..b@kantor.test", ".a@kantor.test", "a@-kantor.test", "a@kantor..test", "à@kantor.test"]
)
def test_an_address_that_no_mail_can_have_is_told_here(variant: Variant, address: str) -> None:
    """It used to be told only when the first letter was to be sent there."""
    path = variant(("email: korpel@kemenag-dki.example.test", f"email: '{address}'"))
    assert any("tidak sesuai pola" in found for found in problems(path))


@pytest.mark.parametrize(
    "content",
    ["[" * 60_000, "{a: " * 5_000, "kode: 2026-02-30", "kode: " + "9" * 5000, "kode: \x00", "- a", "1", "? [a]\n: b",
     "kode: !!python/object/apply:os.system ['true']", "a: &a [x]\nb: [*a, *a]", "#" * 600_000,
     "kode: [1, {}]\npejabat: []"],
)  # fmt: skip
def test_files_that_are_no_office_are_told_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kantor.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(OfficeFileError) as caught:
        load_office(path)
    assert all(len(str(problem)) < 500 for problem in caught.value.problems)
