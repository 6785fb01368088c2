# ruff: noqa: E501 - one line for each question and its answer
"""Every finding code through `alur review` with piped answers: asked, answered, written back, comments kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli import build_app
from deploy.exits import Exit
from generator.finding_codes import CATALOGUE
from generator.interpret import interpret
from generator.settle_choices import KINDS, NOT_ASKED
from generator.sop import Sop, StatusTemuan, TemuanSop
from generator.sop_yaml import dump_sop, load_sop
from generator.sources.read import read_bytes

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
COMMENT = "# ditinjau bersama PTSP"


@dataclass(frozen=True)
class Asked:
    """One finding on the sample SOP, the answer as typed, and what must then be in sop.yaml."""

    no: str
    sentence: str
    answer: str
    holds: Callable[[Sop], object]
    bidang: str | None = None
    sample: str = "karpeg-kemenag"


def _step(sop: Sop, no: str):  # type: ignore[no-untyped-def]
    return next(s for s in sop.langkah if s.no == no)


def _time(no: str) -> Callable[[Sop], object]:
    return lambda sop: _step(sop, no).waktu.durasi == "PT20M"


CELL = Asked(
    "5", "Baris 5 tidak utuh.", "uraian=Memeriksa nota dinas", lambda s: _step(s, "5").uraian == "Memeriksa nota dinas"
)
LOOSE = Asked("", "Teks di sela tabel.", "4 output=Nota dinas", lambda s: _step(s, "4").output == "Nota dinas")
BRANCH = Asked("6", "Diduga kembali ke langkah 4.", "selesai:Usulan ditolak",
               lambda s: _step(s, "6").keputusan.tidak.selesai == "Usulan ditolak", "keputusan")  # fmt: skip
ANSWERS: dict[str, tuple[Asked, ...]] = {
    "pelaksana-tidak-pasti": (
        Asked("7", "Diduga Kepala Kantor.", "d", lambda s: _step(s, "7").pelaksana == "korpel", "pelaksana"),
        Asked("5", "Bertanda pada Kasubbag TU dan Korpel.", "g", lambda s: _step(s, "5").bersama == ("korpel",), "pelaksana"),
    ),
    "pelaksana-bertentangan": (Asked("5", "Tanda lain.", "b", lambda s: _step(s, "5").pelaksana == "ptsp", "pelaksana"),),
    "pelaksana-bersama": (
        Asked("5", "Menyebut Kasubbag TU dan Korpel.", "c", lambda s: _step(s, "5").pelaksana == "korpel", "bersama"),
    ),
    "kolom-pelaksana-tidak-ada": (
        Asked("", "Tanpa kolom.", "4=Arsiparis, 5=Korpel", lambda s: (_step(s, "4").pelaksana, _step(s, "5").pelaksana)
              == ("arsiparis", "korpel"), "pelaksana"),
    ),
    "judul-kolom-sobek": (
        Asked("", "Judul kolom “Kor pel” dibaca sebagai Korpel.", "Koordinator Pelaksana",
              lambda s: s.role("korpel").nama == "Koordinator Pelaksana", "pelaksana"),
    ),
    "pelaksana-tanpa-langkah": (
        Asked("", "Kolom Korpel tidak mempunyai kegiatan.", "f", lambda s: _step(s, "5").pelaksana == "korpel", "pelaksana"),
    ),
    "pihak-luar-diduga": (
        Asked("", "PTSP dianggap bagian dari kantor.", "b", lambda s: s.party("ptsp").punya_kolom, "pihak_luar"),
        Asked("", "Pemohon dianggap pihak luar.", "b", lambda s: s.role("pemohon").nama == "Pemohon", "pihak_luar"),
    ),
    "aksi-tidak-dikenal": (
        Asked("9", "Kata kerja tidak dikenal.", "arsip, serah", lambda s: [a.value for a in _step(s, "9").aksi]
              == ["arsip", "serah"], "aksi"),
    ),
    "perintah-tanpa-pelaksanaan": (
        Asked("2", "Tidak ada baris yang mengirim.", "lain", lambda s: [a.value for a in _step(s, "2").aksi] == ["lain"], "aksi"),
    ),
    "surat-tanpa-konsep": (
        Asked("2", "Menyebut arsip.", "b", lambda s: [a.value for a in _step(s, "2").aksi] == ["lain"], "aksi"),
        replace(BRANCH, no="5", answer="a", holds=lambda s: _step(s, "5").keputusan is not None),
    ),
    "nomor-tidak-disebut": (
        Asked("7", "Diduga diberi nomor pada langkah 7.", "b", lambda s: "nomor" in [a.value for a in _step(s, "6").aksi]
              and "nomor" not in [a.value for a in _step(s, "7").aksi], "aksi"),
    ),
    "nomor-sebelum-tanda-tangan": (
        Asked("7", "Diberi nomor sebelum ditandatangani.", "b", lambda s: "nomor" in [a.value for a in _step(s, "6").aksi],
              "aksi"),
    ),
    "surat-tanpa-tanda-tangan": (
        Asked("7", "Tidak ada yang menandatangani.", "f", lambda s: "tanda_tangan" in [a.value for a in _step(s, "5").aksi]
              and _step(s, "5").surat == _step(s, "7").surat, "aksi"),
    ),
    "tidak-dapat-dijalankan": (
        BRANCH,
        Asked("7", "Tujuannya tidak disebut.", "BKN", lambda s: s.surat[0].tujuan == ("bkn",), "surat"),
        Asked("7", "Belum bernomor.", "lain", lambda s: [a.value for a in _step(s, "7").aksi] == ["lain"], "aksi"),
    ),
    "putusan-tersirat": (BRANCH,),
    "tujuan-kembali-tidak-pasti": (
        Asked("5", "Dipilih langkah 4.", "b", lambda s: _step(s, "5").keputusan is None, "keputusan"),
    ),
    "syarat-tanpa-cabang": (
        Asked("4", "Memuat syarat.", "c", lambda s: _step(s, "4").keputusan.tidak.ke == _step(s, "2").kode, "keputusan"),
    ),
    "kelengkapan-tersirat": (
        Asked("1", "Diduga berakhir.", "c", lambda s: _step(s, "1").keputusan.tidak.ke == _step(s, "1").kode, "keputusan"),
    ),
    "syarat-di-keterangan": (
        Asked("3", "Keterangan memuat syarat.", "selesai:Tidak berlaku",
              lambda s: _step(s, "3").keputusan.tidak.selesai == "Tidak berlaku", "keterangan"),
    ),
    "balasan-tersirat": (
        Asked("8", "Kembali ke langkah 4.", "e", lambda s: _step(s, "8").balasan.dikembalikan.selesai, "balasan"),
    ),
    "pengingat-belum-diatur": (
        Asked("8", "Selang pengingat.", "5 hari", lambda s: _step(s, "8").balasan.pengingat == "P5D", "balasan.pengingat"),
    ),
    "kolektif-tersirat": (
        Asked("9", "Per PNS.", "b", lambda s: _step(s, "9").kolektif is None, "kolektif", "ktp-kolektif-kalsel"),
    ),
    "salinan-tidak-pasti": (
        Asked("1", "Jumlah rangkap.", "b", lambda s: _step(s, "1").kelengkapan[0].salinan == 1, "kelengkapan"),
        Asked("1", "Jumlah rangkap.", "4", lambda s: _step(s, "1").kelengkapan[0].salinan == 4, "kelengkapan"),
    ),
    **{code: (Asked("5", "Waktu.", "20 menit", _time("5"), "waktu"),)
       for code, kind in KINDS.items() if kind == "waktu"},
    "judul-tidak-ada": (Asked("", "Tanpa judul.", "Penerbitan Karpeg", lambda s: s.identitas.judul == "Penerbitan Karpeg"),),
    "mulai-tersirat": (Asked("", "Diduga perintah.", "c", lambda s: s.mulai.jenis == "perintah", "mulai"),),
    "surat-tanpa-tujuan": (
        Asked("7", "Penerima tidak disebut.", "Badan Kepegawaian Negara",
              lambda s: s.surat[0].tujuan == ("badan-kepegawaian-negara",), "surat"),
    ),
    "tujuan-surat-pilihan": (Asked("", "Petugas memilih.", "c", lambda s: s.surat[0].tujuan == ("pemohon",), "surat"),),
    "nama-surat-beragam": (
        Asked("7", "Satu surat.", "Usul kartu pegawai", lambda s: s.surat[0].perihal == "Usul kartu pegawai", "surat"),
    ),
    **{code: (CELL, LOOSE) for code, kind in KINDS.items() if kind == "sel"},
}  # fmt: skip


@cache
def _sample(slug: str) -> Sop:
    settled = load_sop(BPMN / slug / "sop.yaml")
    assert settled.sumber is not None
    data = (BPMN / slug / settled.sumber.berkas).read_bytes()
    document = read_bytes("dokumen.txt", data)
    sop = interpret(document.tables[0], document, name=slug).sop
    return sop.model_copy(update={"temuan": ()})


def _review(folder: Path, answers: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setenv("ALUR_HOME", str(folder / "home"))
    return CliRunner().invoke(build_app(), ["review", str(folder)], input=answers, env={"COLUMNS": "200"})


def _write(folder: Path, code: str, asked: Asked) -> Sop:
    sop = _sample(asked.sample)
    kode = _step(sop, asked.no).kode if asked.no else None
    finding = TemuanSop(kode=code, langkah=kode, bidang=asked.bidang, kalimat=asked.sentence)
    text = dump_sop(sop.model_copy(update={"temuan": (finding,)}))
    (folder / "sop.yaml").write_text(text.replace("mulai:\n", f"mulai:  {COMMENT}\n", 1), encoding="utf-8")
    return load_sop(folder / "sop.yaml")


def _comments(text: str) -> set[str]:
    return {line for line in text.split("\n") if line.startswith("#")}


def _holds_already(asked: Asked, sop: Sop) -> object:
    try:
        return asked.holds(sop)
    except (KeyError, AttributeError):  # the performer or the branch is not there yet
        return False


def test_every_code_is_answered_here_or_says_why_it_needs_no_answer() -> None:
    asked, silent = set(ANSWERS), set(NOT_ASKED)
    assert asked | silent == set(CATALOGUE)
    assert not asked & silent
    assert {code for code, entry in CATALOGUE.items() if entry.severity == "selesaikan"} == asked
    assert all(len(reason) > 10 for reason in NOT_ASKED.values())


@pytest.mark.parametrize(("code", "asked"), [(c, a) for c in sorted(ANSWERS) for a in ANSWERS[c]],
                         ids=[f"{c}-{i}" for c in sorted(ANSWERS) for i, _ in enumerate(ANSWERS[c])])  # fmt: skip
def test_an_answer_is_written_and_everything_else_stays(
    code: str, asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _write(tmp_path, code, asked)
    written = (tmp_path / "sop.yaml").read_text(encoding="utf-8")
    assert asked.answer == "a" or not _holds_already(asked, before)
    result = _review(tmp_path, f"{asked.answer}\nDitetapkan rapat.\n", monkeypatch)
    assert result.exit_code == Exit.OK, result.output
    text = (tmp_path / "sop.yaml").read_text(encoding="utf-8")
    after = load_sop(tmp_path / "sop.yaml")
    assert asked.holds(after), result.output
    assert COMMENT in text
    assert _comments(written) <= _comments(text)
    assert [s.kode for s in after.langkah] == [s.kode for s in before.langkah]
    assert after.temuan[0].status is StatusTemuan.SELESAI
    assert after.temuan[0].keputusan == "Ditetapkan rapat."
    assert asked.sentence[:12] in (tmp_path / "review.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "bidang", "no", "wrong", "said", "right"),
    [
        ("waktu-tidak-terbaca", "waktu", "5", "sebentar", "15 menit", "20 menit"),
        ("aksi-tidak-dikenal", "aksi", "9", "tari", "periksa_berkas", "serah"),
        ("baris-terpotong", None, "5", "warna=biru", "bidang=nilai", "output=Nota"),
        ("kolom-pelaksana-tidak-ada", "pelaksana", "", "99=Staf", "nomor langkah", "4=Korpel"),
        ("mulai-tersirat", "mulai", "", "7", "huruf a sampai c", "b"),
        ("putusan-tersirat", "keputusan", "6", "ke:TidakAda", "Jawaban itu tidak dapat dipakai", "b"),
    ],
)
def test_a_wrong_answer_is_told_and_asked_again(
    code: str, bidang: str | None, no: str, wrong: str, said: str, right: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _write(tmp_path, code, Asked(no, "Pertanyaan.", right, bool, bidang))
    result = _review(tmp_path, f"{wrong}\n{right}\ny\n", monkeypatch)
    assert result.exit_code == Exit.OK, result.output
    assert said in result.output
    assert load_sop(tmp_path / "sop.yaml").temuan[0].status is StatusTemuan.SELESAI


def test_an_empty_answer_leaves_the_question_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "baris-terpotong", CELL)
    before = (tmp_path / "sop.yaml").read_bytes()
    assert _review(tmp_path, "\n", monkeypatch).exit_code == Exit.OK
    assert (tmp_path / "sop.yaml").read_bytes() == before


def _two(folder: Path) -> Sop:
    """Two questions of one kind, and one that stands alone."""
    sop = _sample("karpeg-kemenag")
    findings = [
        TemuanSop(
            kode="putusan-tersirat",
            langkah=_step(sop, no).kode,
            bidang="keputusan",
            kalimat=f"Langkah {no} diduga kembali.",
        )
        for no in ("5", "6")
    ]
    findings.append(TemuanSop(kode="mulai-tersirat", bidang="mulai", kalimat="Diduga surat."))
    (folder / "sop.yaml").write_text(dump_sop(sop.model_copy(update={"temuan": tuple(findings)})), encoding="utf-8")
    return load_sop(folder / "sop.yaml")


def test_questions_of_one_kind_are_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two(tmp_path)
    result = _review(tmp_path, "b\nRapat.\na\n\n", monkeypatch)
    after = load_sop(tmp_path / "sop.yaml")
    assert "(1/2)" in result.output
    assert "langkah 5, 6" in result.output
    assert [_step(after, no).keputusan for no in ("5", "6")] == [None, None]
    assert after.open_findings == ()


def test_questions_of_one_kind_can_be_answered_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _two(tmp_path)
    result = _review(tmp_path, "c\nselesai:Ditolak\nx\na\ny\n\n", monkeypatch)
    after = load_sop(tmp_path / "sop.yaml")
    assert "SOP: 5. " in result.output
    assert _step(after, "5").keputusan.tidak.selesai == "Ditolak"
    assert _step(after, "6").keputusan == _step(before, "6").keputusan
    assert [t.kode for t in after.open_findings] == ["mulai-tersirat"]


def test_an_answer_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two(tmp_path)
    before = (tmp_path / "sop.yaml").read_bytes()
    result = _review(tmp_path, "b\nx\nkembali\nselesai\n", monkeypatch)
    assert result.output.count("langkah 5, 6") == 2
    assert (tmp_path / "sop.yaml").read_bytes() == before


def test_a_skipped_question_is_asked_again_on_the_way_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two(tmp_path)
    result = _review(tmp_path, "kembali\n\nkembali\na\n\n\n", monkeypatch)
    assert "Ini pertanyaan pertama" in result.output
    assert [t.kode for t in load_sop(tmp_path / "sop.yaml").open_findings] == ["mulai-tersirat"]


def test_a_number_means_the_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "putusan-tersirat", replace(BRANCH, no="6"))
    assert _review(tmp_path, "2\n\n", monkeypatch).exit_code == Exit.OK
    after = load_sop(tmp_path / "sop.yaml")
    assert _step(after, "6").keputusan.tidak.ke == _step(after, "2").kode


def test_a_performer_can_be_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _two(tmp_path)
    result = _review(tmp_path, "nama Korpel=Koordinator Pelaksana\nnama Siapa=X\nselesai\n", monkeypatch)
    assert load_sop(tmp_path / "sop.yaml").role("korpel").nama == "Koordinator Pelaksana"
    assert "Tidak ada pelaksana bernama" in result.output


def test_a_question_names_no_field_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, "waktu-tidak-terbaca", Asked("5", "Waktu langkah 5 tidak terbaca.", "a", bool, "waktu"))
    said = _review(tmp_path, "\n", monkeypatch).output
    assert "PT" not in said.replace("PTSP", "")
    assert not {"waktu.durasi", "keputusan.tidak", "aksi"} & set(said.split())
