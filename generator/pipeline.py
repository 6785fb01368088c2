"""The compile pipeline: reviewed SOP in, files of the process out. Every stage is a pure function of frozen values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.bpmn_xml import write_bpmn
from generator.check import FormField, FormFields, Problem, check_process, row_problems
from generator.drawn import read_drawn
from generator.forms import build_forms
from generator.graph import ProcessGraph
from generator.layout import Kept, keep_positions, lay_out
from generator.process import build_process
from generator.process.build import BuildError
from generator.sop import Sop, TemuanSop


@dataclass(frozen=True)
class Compiled:
    """The generated files of one SOP by name, with what the checks found."""

    slug: str
    graph: ProcessGraph
    files: dict[str, bytes]
    problems: tuple[Problem, ...]
    drawing: Kept
    """The diagram, and what of the owner's positions is in it."""


def compile_sop(sop: Sop, before: bytes | None = None) -> Compiled:
    """Builds, checks, lays out and writes one SOP; keeps what the owner moved in the diagram `before`.

    Raises generator.process.build.BuildError when the SOP cannot become a process, generator.drawn.DrawnError when
    `before` cannot be read.
    """
    graph = build_process(sop)
    forms = build_forms(sop)
    problems = _problems(sop, graph, forms)
    fresh = lay_out(graph)
    drawing, diagram = Kept(fresh, fresh), write_bpmn(fresh)
    if before is not None and before != diagram:
        drawing = keep_positions(fresh, read_drawn(before))
        diagram = write_bpmn(drawing.placed, drawing.drawn)
    return Compiled(sop.slug, graph, {f"{sop.slug}.bpmn": diagram, **forms}, problems, drawing)


def _problems(sop: Sop, graph: ProcessGraph, forms: Mapping[str, bytes]) -> tuple[Problem, ...]:
    # What a row asks for in vain is the cause; what it does to the process would only be said a second time.
    return tuple(row_problems(sop)) or check_process(graph, form_fields(forms))


MOST_ROWS = 300
"""Rows of an SOP that is compiled while it is read; a longer one is no SOP of an office and would take long."""
_FIELDS = {"surat-sudah-dikunci": "keputusan", "kirim-tanpa-tujuan": "surat", "langkah-pembuka": "pelaksana"}
"""The field of a row that settles a problem; the work of the row settles every other."""


def with_what_compile_refuses(sop: Sop) -> Sop:
    """An SOP as it was read, with a question for everything that a compile of it would refuse and nothing asks yet."""
    if len(sop.langkah) > MOST_ROWS:
        return sop
    try:
        problems = _problems(sop, build_process(sop), build_forms(sop))
    except BuildError as error:
        problems = (Problem("tidak-dapat-dijalankan", "", str(error), ""),)
    asked = {(f.langkah, f.bidang) for f in sop.open_findings}
    added: dict[tuple[str | None, str], TemuanSop] = {}
    for problem in problems:
        field = _FIELDS.get(problem.kode, "aksi")
        at = (problem.langkah, field)
        if at not in asked:
            sentence = f"Proses belum dapat dibuat. {problem.kalimat}"
            finding = TemuanSop(kode="tidak-dapat-dijalankan", langkah=at[0], bidang=field, kalimat=sentence)
            added.setdefault(at, finding)
    return sop.model_copy(update={"temuan": (*added.values(), *sop.temuan)}) if added else sop


def diagram_before(slug: str, folder: Path) -> bytes | None:
    """The diagram that lies in the SOP's folder, None when there is none."""
    return _read(folder / f"{slug}.bpmn")


def form_fields(forms: Mapping[str, bytes]) -> FormFields:
    """Inputs of each form (by file name) by form id and key; a list of rows counts as one input."""
    return {
        name.removesuffix(".form"): dict(_fields(json.loads(content)["components"])) for name, content in forms.items()
    }


def _fields(components: list[dict[str, Any]]) -> Iterator[tuple[str, FormField]]:
    for component in components:
        if "path" in component:
            yield component["path"], FormField()
        elif "components" in component:
            yield from _fields(component["components"])
        if "key" in component:
            choices = tuple(value["value"] for value in component.get("values", ()))
            yield component["key"], FormField(choices, bool(component.get("readonly")))


def write_files(compiled: Compiled, folder: Path) -> list[str]:
    """Writes what changed and removes forms of steps that are gone; returns the names, in order.

    All content exists before the first byte is written, and each file is replaced as a whole.
    """
    changed = stale_files(compiled, folder)
    for name in changed:
        target = folder / name
        content = compiled.files.get(name)
        if content is None:
            target.unlink()
            continue
        partial = target.with_name(f".{name}.part")
        partial.write_bytes(content)
        partial.replace(target)
    return changed


def stale_files(compiled: Compiled, folder: Path) -> list[str]:
    """Names of files in `folder` that are not what the SOP gives: changed, missing, or left over."""
    names = [name for name, content in compiled.files.items() if _read(folder / name) != content]
    generated = sorted([*folder.glob("*.bpmn"), *folder.glob("*.form")])
    return names + [path.name for path in generated if path.name not in compiled.files]


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
