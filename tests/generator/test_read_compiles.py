"""What the reader writes compiles as it is, or a question points at the row that keeps it from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.interpret import interpret
from generator.pipeline import compile_sop, with_what_compile_refuses
from generator.sources import read_document
from tests.generator.accuracy import labelled_documents
from tests.generator.test_read_faults_tables import FAULTS

DOCUMENTS = labelled_documents()


@pytest.mark.parametrize(
    ("path", "number"), [(path, number) for _, path, number in DOCUMENTS], ids=[d[0] for d in DOCUMENTS]
)
def test_a_labelled_document_compiles_or_its_own_rules_ask(path: Path, number: int) -> None:
    document = read_document(path)
    sop = interpret(document.tables[number - 1], document).sop
    assert with_what_compile_refuses(sop) == sop


@pytest.mark.parametrize(
    "path", [p for p in sorted(FAULTS.iterdir()) if not p.name.startswith("a24")], ids=lambda p: p.name
)
def test_a_faulty_document_compiles_or_asks(path: Path) -> None:
    document = read_document(path)
    for table in document.tables:
        sop = with_what_compile_refuses(interpret(table, document).sop)
        asked = {t.langkah for t in sop.open_findings}
        assert {p.langkah for p in compile_sop(sop).problems} <= asked
