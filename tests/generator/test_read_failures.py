"""Documents that are no SOPs or cannot be read: each is refused with its own sentence and a remedy."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from generator.findings import SourceRefusedError
from generator.sources import read_document

FOLDER = Path(__file__).resolve().parent / "failures"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))


def test_every_document_of_the_folder_has_its_sentence() -> None:
    assert {p.name for p in FOLDER.iterdir()} - {"expected.toml"} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_refusal_says_what_is_wrong_and_what_to_do(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no OCR program, whatever this machine has
    with pytest.raises(SourceRefusedError) as caught:
        read_document(FOLDER / name)
    assert caught.value.finding.kode == EXPECTED[name]["kode"]
    assert EXPECTED[name]["kalimat"] in caught.value.finding.kalimat
    assert len(caught.value.remedy) > 15
    assert name in str(caught.value)
