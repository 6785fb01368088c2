"""What is committed in bpmn/ is what sop.yaml gives, byte for byte, and is ready to be deployed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import build_app
from deploy.sops import find_folders, load_folder
from generator.pipeline import compile_sop

FOLDERS = find_folders()
SIX = {
    "karpeg-kemenag",
    "karpeg-pesisir-selatan",
    "karis-karsu-pesisir-selatan",
    "taspen-pesisir-selatan",
    "bpjs-pesisir-selatan",
    "ktp-kolektif-kalsel",
}


def test_the_six_are_there() -> None:
    assert {folder.name for folder in FOLDERS} >= SIX


def test_alur_compile_check_finds_nothing_to_write() -> None:
    result = CliRunner().invoke(build_app(), ["compile", "--check"])
    assert result.exit_code == 0, result.output


def test_alur_check_finds_nothing_unsettled() -> None:
    result = CliRunner().invoke(build_app(), ["check"])
    assert result.exit_code == 0, result.output


def test_alur_compile_check_notices_a_changed_file(tmp_path: Path) -> None:
    folder = tmp_path / "karpeg-kemenag"
    folder.mkdir()
    original = next(f for f in FOLDERS if f.name == "karpeg-kemenag")
    for path in original.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    runner = CliRunner()
    assert runner.invoke(build_app(), ["compile", "--check", str(folder)]).exit_code == 0
    diagram = folder / "karpeg-kemenag.bpmn"
    diagram.write_bytes(diagram.read_bytes() + b"\n")
    (folder / "karpeg-kemenag-langkah-lama.form").write_text("{}")
    result = runner.invoke(build_app(), ["compile", "--check", str(folder)])
    assert result.exit_code == 1
    assert "karpeg-kemenag.bpmn" in result.output
    assert runner.invoke(build_app(), ["compile", str(folder)]).exit_code == 0
    assert runner.invoke(build_app(), ["compile", "--check", str(folder)]).exit_code == 0


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_the_source_document_is_the_one_that_was_read(folder: Path) -> None:
    source = load_folder(folder).sop.sumber
    assert source is not None
    assert hashlib.sha256((folder / source.berkas).read_bytes()).hexdigest() == source.sha256


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_compiling_twice_gives_the_same_bytes(folder: Path) -> None:
    sop = load_folder(folder).sop
    assert compile_sop(sop).files == compile_sop(sop).files
