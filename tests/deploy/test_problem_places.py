"""What the checks find is told with the file, the line and the step that the owner has to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.cli import main
from deploy.deployer import deployable
from deploy.errors import AlurError
from deploy.sops import load_folder, located
from generator.pipeline import compile_sop
from generator.sop import Sop
from generator.sop_yaml import dump_sop, step_lines
from tests.generator import sops


def written(folder: Path, sop: Sop) -> Path:
    folder.mkdir()
    (folder / "sop.yaml").write_text(dump_sop(sop), encoding="utf-8")
    return folder


def late_number() -> Sop:
    return sops.sop(
        sops.row(1, "Konsep", "staf", "konsep", surat="suratPengantar"),
        sops.row(2, "Kirim", "staf", "nomor", "arsip", "kirim", "antar", surat="suratPengantar"),
        sops.row(3, "Tanda", "kepala", "tanda_tangan", surat="suratPengantar"),
    )


def test_a_refusal_names_file_line_and_step(tmp_path: Path) -> None:
    folder = load_folder(written(tmp_path / "contoh", late_number()))
    (sentence,) = located(folder, compile_sop(folder.sop).problems)
    line = step_lines(folder.path / "sop.yaml")["Tanda"]
    assert sentence.startswith(f"{folder.path / 'sop.yaml'} baris {line}, langkah 3 (Tanda): ")
    assert sentence.endswith("[nomor-sebelum-tanda-tangan]")
    assert "kode: Tanda" in (folder.path / "sop.yaml").read_text(encoding="utf-8").splitlines()[line - 1]


def test_compiling_writes_nothing_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "contoh", late_number())
    monkeypatch.setattr("sys.argv", ["alur", "compile", str(path)])
    with pytest.raises(SystemExit):
        main()
    assert "langkah 3 (Tanda)" in capsys.readouterr().err
    assert [p.name for p in path.iterdir()] == ["sop.yaml"]


def test_an_sop_without_any_row_of_the_office_is_refused_for_deployment_too(tmp_path: Path) -> None:
    path = written(tmp_path / "contoh", sops.sop(sops.row(1, "Ajukan", "pemohon", "kirim")))
    with pytest.raises(AlurError, match="pihak luar"):
        deployable(load_folder(path))


def test_a_file_that_cannot_be_read_has_no_lines(tmp_path: Path) -> None:
    assert step_lines(tmp_path / "tidak-ada.yaml") == {}
    (tmp_path / "salah.yaml").write_text("langkah: [", encoding="utf-8")
    assert step_lines(tmp_path / "salah.yaml") == {}
