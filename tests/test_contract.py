"""The committed processes and the workers fit together: types, inputs, headers, outputs, retries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree
from pydantic import BaseModel

from deploy.sops import find_folders
from generator.check.jobs import JOB_HEADERS, JOB_INPUTS, JOB_OUTPUTS, LETTER_HEADERS, MESSAGE_VARIABLES
from workers.contract import CONTRACTS, ERROR_DATA_MISSING, MESSAGE_ANSWER, MESSAGE_WITHDRAWN
from workers.handlers.registry import HANDLERS

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"

CASE_VARIABLES = {"nomorPerkara", "permohonan", "catatan", "alasan"}
"""Variables of the whole case that a job sees without a mapping."""

FILES = [folder / f"{folder.name}.bpmn" for folder in find_folders()]


@dataclass(frozen=True)
class Use:
    """One place in a process that makes jobs."""

    element: str
    job_type: str
    retries: int
    inputs: frozenset[str]
    headers: frozenset[str]
    read: frozenset[str]
    """Job outputs that output mappings read."""


def uses(path: Path) -> Iterator[Use]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.parse(str(path), parser).getroot()
    for found in root.iter(f"{ZEEBE}taskDefinition", f"{ZEEBE}executionListener"):
        element = next(e for e in found.iterancestors() if e.get("id"))
        mappings = element.iterfind(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}input")
        headers = element.iterfind(f"{BPMN}extensionElements/{ZEEBE}taskHeaders/{ZEEBE}header")
        outputs = element.iterfind(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}output")
        is_service = found.tag.endswith("taskDefinition")
        yield Use(
            element.get("id", ""),
            found.get("type", ""),
            int(found.get("retries", "0")),
            frozenset(m.get("target", "") for m in mappings),
            frozenset(h.get("key", "") for h in headers) if is_service else frozenset(),
            frozenset(m.get("source", "")[1:] for m in outputs) if is_service else frozenset(),
        )


def required(model: type[BaseModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.is_required()}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_job_of_a_process_has_a_worker_that_gets_what_it_needs(path: Path) -> None:
    found = list(uses(path))
    assert {"hitung-tenggat", "beri-nomor-surat", "eskalasi-tenggat"} <= {use.job_type for use in found}
    for use in found:
        contract = CONTRACTS[use.job_type]
        assert use.job_type in HANDLERS
        assert use.retries == contract.retries, use
        assert required(contract.input) <= use.inputs | CASE_VARIABLES, use
        assert required(contract.header) <= use.headers, use
        assert use.read <= set(contract.output.model_fields), use


def test_the_compiler_knows_what_each_job_gives_back() -> None:
    assert {name: set(c.output.model_fields) for name, c in CONTRACTS.items()} == {
        name: set(values) for name, values in JOB_OUTPUTS.items()
    }


def test_the_compiler_knows_what_each_job_needs() -> None:
    for name, contract in CONTRACTS.items():
        assert required(contract.input) <= JOB_INPUTS[name] <= set(contract.input.model_fields), name
        assert JOB_HEADERS.get(name, LETTER_HEADERS) == required(contract.header), name
    assert set(JOB_INPUTS) == set(CONTRACTS)


def test_message_names_are_the_same_on_both_sides() -> None:
    assert set(MESSAGE_VARIABLES) == {MESSAGE_ANSWER, MESSAGE_WITHDRAWN}
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert f'name="{MESSAGE_WITHDRAWN}"' in text
    assert ERROR_DATA_MISSING == "data-surat-kurang"


def test_every_job_type_is_used_by_some_process() -> None:
    assert {use.job_type for path in FILES for use in uses(path)} == set(CONTRACTS)
