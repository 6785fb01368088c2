# ruff: noqa: E501 - documents and their values stand on one line
"""Kinds of faults in what rows say: each with the document it was found on and three more of its kind."""

from __future__ import annotations

import pytest

from generator.interpret.actions import parse_work
from generator.pipeline import compile_sop, with_what_compile_refuses
from generator.sop import Langkah, Sop
from tests.generator.test_read_faults_tables import asked, fault, performers, sop


def doc(*rows: str, roles: str = "Staf|Kasi|Kepala Dinas", marked: bool = True) -> str:
    """Rows of `uraian ~ role ~ kelengkapan ~ waktu ~ output`."""
    names = roles.split("|")
    lines = ["SOP UJI COBA", "", "\t".join(["No", "Kegiatan", "Pelaksana", *[""] * (len(names) - 1), "Mutu Baku"]),
             "\t".join(["", "", *names, "Kelengkapan", "Waktu", "Output"])]  # fmt: skip
    for i, row in enumerate(rows, start=1):
        uraian, role, papers, time, output = (*(c.strip() for c in row.split("~")), "", "Berkas", "1 hari", "Hasil")[:5]
        marks = ["v" if marked and name == role else "" for name in names]
        lines.append("\t".join([str(i), uraian, *marks, papers or "Berkas", time or "1 hari", output or "Hasil"]))
    return "\n".join(lines)


def work(one: Sop) -> list[str]:
    return [" ".join(a.value for a in s.aksi) for s in one.langkah]


def step(one: Sop, no: str) -> Langkah:
    return next(s for s in one.langkah if s.no == no)


def goes_to(one: Sop, no: str) -> str:
    """Number of the row that the `no` of a decision goes to, its end, or empty."""
    decision = step(one, no).keputusan
    if decision is None:
        return ""
    return decision.tidak.selesai or one.step(decision.tidak.ke or "").no


def compiles(one: Sop) -> bool:
    return not compile_sop(one).problems


DRAFT = "Membuat konsep surat undangan ~ Staf"
SIGN = "Menandatangani surat undangan ~ Kepala Dinas"


# Parties


@pytest.mark.parametrize(
    "name", ["Balai Karantina", "Kanreg XII BKN", "Komisi Informasi", "Stasiun Meteorologi", "Jasa Ekspedisi"]
)
def test_a_body_with_a_column_is_outside_and_gets_the_letter(name: str) -> None:
    one = sop(fault("a07").decode().replace("Balai Karantina", name))
    assert name in [p.nama for p in one.pihak_luar]
    assert {"nomor", "kirim"} <= {a.value for a in step(one, "3").aksi}
    assert one.surat[0].tujuan == (one.langkah[3].pelaksana,)
    assert "pihak-luar-diduga" in asked(one)


@pytest.mark.parametrize(("said", "names"), [
    ("Bulog dan PT Pertani", {"Bulog", "PT Pertani"}), ("BPKAD dan BKPSDM", {"BPKAD", "BKPSDM"}),
    ("Dinas Pendidikan dan Kebudayaan", {"Dinas Pendidikan dan Kebudayaan"}), ("Polres dan Kejaksaan Negeri", {"Polres", "Kejaksaan Negeri"}),
])  # fmt: skip
def test_two_receivers_are_two_parties(said: str, names: set[str]) -> None:
    one = sop(fault("a20").decode().replace("Bulog dan PT Pertani", said))
    assert {p.nama for p in one.pihak_luar} == names
    assert len(one.surat[0].tujuan) == len(names)


@pytest.mark.parametrize(("said", "name"), [
    ("sekolah/kampus", "Sekolah/kampus"), ("pemohon", "Pemohon"), ("instansi", "Instansi"), ("perusahaan", "Perusahaan"),
])  # fmt: skip
def test_a_receiver_may_be_written_small(said: str, name: str) -> None:
    one = sop(fault("a31").decode().replace("sekolah/kampus", said))
    assert [p.nama for p in one.pihak_luar if p.kode in one.surat[0].tujuan] == [name]
    assert compiles(one)


@pytest.mark.parametrize("courier", ["Jasa pengiriman", "Kantor Pos", "Kurir", "Ekspedisi"])
def test_a_courier_delivers_and_does_not_ask(courier: str) -> None:
    one = sop(fault("b10").decode().replace("Jasa pengiriman", courier))
    wrong = [s.no for s, name, right in zip(one.langkah, performers(one), ["Tim", "Kepala Bagian Umum", courier], strict=True)
             if name != right and "pelaksana-tidak-pasti" not in asked(one, s.no)]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("party", ["Polsek", "Puskesmas", "Pengadilan Negeri", "Dinas Sosial"])
def test_who_is_told_is_not_who_works(party: str) -> None:
    one = sop(fault("b09").decode().replace("Polsek", party))
    for no, right in (("3", party), ("4", "Pegawai")):
        at = [s.no for s in one.langkah].index(no)
        assert performers(one)[at] == right or "pelaksana-tidak-pasti" in asked(one, no)


def test_the_applicant_is_one_party() -> None:
    one = sop(
        doc(
            "Menerima permohonan ~ Staf", DRAFT, SIGN, "Memberi nomor dan mengirim surat undangan kepada Pemohon ~ Staf"
        )
    )
    assert [p.kode for p in one.pihak_luar] == ["pemohon"]


# Letters


@pytest.mark.parametrize(
    "book", ["mencatatnya dalam register izin", "mencatat pada buku agenda surat keluar", "mengagendakan surat"]
)
def test_entering_a_register_is_no_filing_where_a_later_row_files(book: str) -> None:
    one = sop(fault("a08").decode().replace("mencatatnya dalam register izin", book))
    assert work(one)[2::2] == ["nomor", "arsip"]


@pytest.mark.parametrize(
    "report", ["menyusun laporan", "membuat laporan kegiatan", "menyusun rekapitulasi", "membuat laporan"]
)
def test_a_report_after_the_signature_is_no_draft_of_the_letter(report: str) -> None:
    one = sop(fault("a09").decode().replace("menyusun laporan", report))
    assert "konsep" not in work(one)[2]
    assert step(one, "3").surat is None
    assert compiles(one)


@pytest.mark.parametrize("answers", [("rekomendasi teknis", "tanggapan lingkungan"), ("izin prinsip", "izin lokasi"),
                                     ("data kependudukan", "data pertanahan"), ("advis teknis", "pertimbangan teknis")])  # fmt: skip
def test_two_letters_that_begin_alike_are_two(answers: tuple[str, str]) -> None:
    data = fault("c01").decode().replace("rekomendasi teknis", answers[0]).replace("tanggapan lingkungan", answers[1])
    one = sop(data)
    assert [s.surat for s in one.langkah] == ["suratPermintaan"] * 4 + ["suratPermintaan2"] * 4
    back = [one.step(s.balasan.dikembalikan.ke or "").no for s in one.langkah if s.balasan]
    assert back == ["1", "5"]


@pytest.mark.parametrize("thing", ["surat tugas jaga", "surat keterangan", "nota dinas", "surat edaran"])
def test_a_letter_that_is_filed_without_a_number_is_asked_about(thing: str) -> None:
    one = sop(fault("b20").decode().replace("surat tugas jaga", thing))
    assert "nomor-tidak-disebut" in asked(one)
    assert compiles(one)


@pytest.mark.parametrize("rows", [
    (DRAFT, "Memberi nomor dan mengirim surat undangan ke Dinas Sosial ~ Staf"),
    (DRAFT, "Memeriksa konsep surat undangan ~ Kasi", "Memberi nomor surat undangan ~ Staf"),
    (DRAFT, "Mengirim surat undangan ke Dinas Sosial ~ Staf", "Mengarsipkan surat undangan ~ Staf"),
])  # fmt: skip
def test_a_letter_that_nobody_signs_is_asked_about(rows: tuple[str, ...]) -> None:
    assert "surat-tanpa-tanda-tangan" in asked(sop(doc(*rows)))


@pytest.mark.parametrize(
    "words",
    [
        "validasi dan tanda tangan",
        "pemeriksaan dan penandatanganan",
        "verifikasi, tanda tangan",
        "koreksi serta tanda tangan",
    ],
)
def test_nouns_say_work_too(words: str) -> None:
    one = sop(fault("b21").decode().replace("validasi dan tanda tangan", words))
    assert work(one)[1] == "nomor"
    assert "tanda_tangan" in work(one)[2]
    assert "nomor-sebelum-tanda-tangan" in asked(one)


@pytest.mark.parametrize(("text", "aksi"), [
    ("Penomoran dan penandatanganan surat", ["nomor", "tanda_tangan"]), ("Penomoran surat", ["nomor"]),
    ("Penandatanganan surat tugas", ["tanda_tangan"]), ("Pengarsipan surat", ["arsip"]), ("Dilakukan penomoran surat", ["nomor"]),
    ("Menerima berkas yang telah diperiksa dan diparaf Kasi", ["terima"]), ("Membuat konsep surat keterangan diterima", ["konsep"]),
    ("Menerima surat yang sudah ditandatangani kemudian diberi nomor", ["terima", "nomor"]),
    ("Membagi tugas menyiram taman", ["perintah"]), ("Mencatat pasien dalam buku register", []), ("Mengantar tamu ke ruang rapat", ["antar"]),
])  # fmt: skip
def test_the_work_that_words_name(text: str, aksi: list[str]) -> None:
    assert [w.aksi.value for w in parse_work(text) if w.aksi and w.mode == "kerja"] == aksi


@pytest.mark.parametrize(
    "row",
    ["Mengantar pengunjung ke ruang kunjungan", "Mengantarkan rekam medis ke poli", "Mengantar tamu ke ruang rapat"],
)
def test_who_is_led_and_what_stays_inside_is_no_delivery(row: str) -> None:
    assert "antar" not in work(sop(doc("Menerima berkas ~ Staf", f"{row} ~ Staf")))[1]


@pytest.mark.parametrize(
    "last", ["Mengarsipkan surat undangan", "Menyimpan surat undangan", "Mengarsipkan undangan dan bukti kirim"]
)
def test_filing_after_sending_compiles(last: str) -> None:
    one = sop(fault("a29").decode().replace("mengarsipkan surat undangan", last.lower()))
    assert compiles(one)
    assert work(one)[2] == "nomor arsip kirim"


@pytest.mark.parametrize(
    "approval",
    ["memberikan persetujuan atas daftar penerima", "memeriksa telaahan staf", "memaraf dan memeriksa telaahan staf"],
)
def test_a_guess_behind_the_signature_compiles(approval: str) -> None:
    one = sop(fault("a22").decode().replace("memberikan persetujuan atas daftar penerima", approval))
    assert compiles(one)
    assert asked(one, "3") & {"putusan-tersirat", "tujuan-kembali-tidak-pasti"}


@pytest.mark.parametrize("rows", [
    (DRAFT, "Memberi nomor surat undangan ~ Staf", SIGN),
    (DRAFT, SIGN, "Mengirim surat undangan ~ Staf"),
    (SIGN, DRAFT, "Mengarsipkan surat undangan ~ Staf"),
    ("Memeriksa konsep surat undangan ~ Kasi", SIGN, "Memberi nomor surat undangan ~ Staf"),
])  # fmt: skip
def test_what_a_compile_refuses_is_asked(rows: tuple[str, ...]) -> None:
    one = with_what_compile_refuses(sop(doc(*rows)))
    for problem in compile_sop(one).problems:
        about = [t for t in one.open_findings if t.langkah == problem.langkah]
        assert about or "nomor-sebelum-tanda-tangan" in asked(one)


def test_a_payment_is_no_answer_to_a_letter() -> None:
    rows = (
        DRAFT,
        SIGN,
        "Memberi nomor dan mengirim surat undangan ke Bank Daerah ~ Staf",
        "Menerima bukti pembayaran dari Bank Daerah ~ Staf",
    )
    assert work(sop(doc(*rows)))[3] == "terima"


# Branches


@pytest.mark.parametrize(
    "clause",
    [
        "yang keliru dikembalikan",
        "yang tidak sesuai dikembalikan",
        "yang belum lengkap dikembalikan",
        "yang masih salah dikembalikan",
    ],
)
def test_a_relative_clause_is_a_condition(clause: str) -> None:
    one = sop(fault("a10").decode().replace("yang keliru dikembalikan", clause))
    assert goes_to(one, "3") == "2"
    assert goes_to(one, "2") or asked(one, "2")


@pytest.mark.parametrize(("words", "code"), [
    ("melakukan checklist kelengkapan", "kelengkapan"), ("melakukan ceklis kelengkapan berkas", "kelengkapan"),
    ("melakukan pemeriksaan kelengkapan", "kelengkapan"), ("mengecek kelengkapan", "kelengkapan"),
])  # fmt: skip
def test_a_checklist_is_a_check_of_papers(words: str, code: str) -> None:
    one = sop(fault("a11").decode().replace("melakukan checklist kelengkapan", words))
    decision = step(one, "1").keputusan
    assert decision is not None
    assert decision.jenis == code


@pytest.mark.parametrize("why", ["jadwal penuh", "kuota habis", "alat tidak tersedia", "lapangan sedang dipakai"])
def test_what_the_applicant_cannot_mend_ends_the_case(why: str) -> None:
    one = sop(fault("a11").decode().replace("jadwal penuh", why))
    assert goes_to(one, "2") not in ("1", "2")
    assert asked(one, "2")


def test_one_row_is_asked_about_its_branch_once() -> None:
    one = sop(fault("a30"))
    about = [t.kode for t in one.open_findings if t.langkah == step(one, "2").kode and t.bidang == "keputusan"]
    assert len(about) <= 1
    assert goes_to(one, "2") == "1"


@pytest.mark.parametrize("check", ["memeriksa dan memaraf", "meneliti dan memaraf", "mengoreksi dan memaraf"])
def test_no_row_has_two_questions_about_one_branch(check: str) -> None:
    one = sop(fault("a30").decode().replace("memeriksa dan memaraf", check))
    for s in one.langkah:
        assert len([t for t in one.open_findings if t.langkah == s.kode and t.bidang == "keputusan"]) <= 1


# Verbs and names


def test_borrowed_verbs_are_verbs() -> None:
    one = sop(fault("a28"))
    assert [s.nama for s in one.langkah] == [
        "Input daftar lagu",
        "Periksa daftar lagu",
        "Berkoordinasi tentang jam siar",
        "Tetapkan jadwal siaran",
    ]
    assert goes_to(one, "2") == "1"
    assert performers(one)[2] == "Kepala Studio"
    assert asked(one) <= {"mulai-tersirat"}


@pytest.mark.parametrize(("row", "name"), [
    ("Staf meng-upload berkas permohonan", "Unggah berkas permohonan"), ("Kasi me-review laporan", "Periksa laporan"),
    ("Staf men-download formulir", "Unduh formulir"), ("Kasi berkonsultasi dengan Kepala Dinas tentang anggaran", "Berkonsultasi tentang anggaran"),
    ("Kasi berkoordinasi dengan Kepala Dinas", "Berkoordinasi dengan Kepala Dinas"),
    ("Mengadakan rapat bulanan", "Adakan rapat bulanan"), ("Mengajak warga bergotong royong", "Ajak warga bergotong royong"),
    ("Mengobservasi kelas", "Observasi kelas"), ("Menunjuk tim penilai", "Tunjuk tim penilai"),
    ("Mengumpulkan data", "Kumpulkan data"), ("Mengawal kegiatan", "Kawal kegiatan"),
])  # fmt: skip
def test_names_of_steps(row: str, name: str) -> None:
    assert sop(doc(f"{row} ~ Staf", "Menyimpan berkas ~ Staf")).langkah[0].nama == name


def test_names_say_what_the_row_says() -> None:
    assert [s.nama for s in sop(fault("a21")).langkah] == ["Catat surat", "Terima surat masuk", "Tanda tangani kontrak"]
    assert sop(fault("b13")).langkah[0].nama == "Adakan rapat bulanan"
    assert [s.nama for s in sop(fault("a30")).langkah][1:] == [
        "Periksa dan paraf daftar pohon",
        "Tanda tangani daftar pohon",
    ]


@pytest.mark.parametrize("row", ["menyapu lantai", "mengecat pagar", "memangkas pohon", "mengangkut sampah"])
def test_plain_work_needs_no_question(row: str) -> None:
    assert "aksi-tidak-dikenal" not in asked(sop(doc(f"Staf {row} ~ Staf", "Menyimpan alat ~ Staf")))


def test_unknown_work_on_a_letter_is_asked_about() -> None:
    assert "aksi-tidak-dikenal" in asked(sop(doc(DRAFT, "Menggelontorkan surat undangan ~ Staf")))


@pytest.mark.parametrize("words", ["draft surat", "konsep surat", "surat", "konsep"])
def test_a_row_that_names_no_letter_is_about_the_one_in_hand(words: str) -> None:
    one = sop(doc("Membuat konsep surat pengantar ke Kanwil ~ Staf", SIGN.replace("surat undangan", "surat pengantar"),
                  "Memberi nomor dan mengirim surat pengantar ke Kanwil ~ Staf", "Membuat draft surat keterangan penelitian ~ Staf",
                  f"Memeriksa {words}, jika tidak setuju dikembalikan kepada Staf ~ Kasi", "Menandatangani surat keterangan penelitian ~ Kepala Dinas"))  # fmt: skip
    assert step(one, "5").surat == step(one, "4").surat == step(one, "6").surat
    assert goes_to(one, "5") == "4"


@pytest.mark.parametrize(("rows", "no", "wrong"), [
    (("Petugas Gudang menyerahkan alat tulis kepada Kepala Ruangan", "Mencatat pengeluaran alat tulis pada kartu stok"), "2", "Kepala Ruangan"),
    (("Petugas Loket memeriksa berkas", "Menerima pembayaran retribusi"), "2", "Petugas Loket"),
    (("Kasi Pelayanan menyetujui berkas", "Menyerahkan kartu kepada pemohon"), "2", "Kasi Pelayanan"),
    (("Kepala Ruangan menyusun daftar", "Memeriksa daftar, jika salah dikembalikan kepada Kepala Ruangan"), "2", "Petugas Gudang"),
])  # fmt: skip
def test_a_performer_without_a_mark_is_right_or_asked(rows: tuple[str, ...], no: str, wrong: str) -> None:
    roles = "Petugas Gudang|Kepala Ruangan|Petugas Loket|Bendahara Penerimaan|Kasi Pelayanan"
    one = sop(doc(*rows, roles=roles, marked=False))
    assert performers(one)[int(no) - 1] != wrong or "pelaksana-tidak-pasti" in asked(one, no)
