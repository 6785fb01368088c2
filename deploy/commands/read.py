"""`alur read` and `alur template`: from an SOP document to sop.yaml."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from generator.interpret import Reading
    from generator.sop import Sop
    from generator.sources import SourceDocument, SourceTable


def read(
    document: Annotated[
        Path, typer.Argument(help="The SOP document: text, .docx, .xlsx, .csv, .pdf, .html, sop.yaml.")
    ],
    out: Annotated[Path | None, typer.Option(help="Folder for the SOP folders; without it nothing is written.")] = None,
    table: Annotated[int | None, typer.Option(help="Only this SOP of the document, counted from 1.")] = None,
    slug: Annotated[str | None, typer.Option(help="Name of the SOP folder (with one SOP).")] = None,
    kantor: Annotated[str | None, typer.Option(help="Office file that the SOP belongs to.")] = None,
    explain: Annotated[str | None, typer.Option(help="Show the evidence for the step with this number.")] = None,
) -> None:
    """Read an SOP document: every row, who performs it, and what the owner has to settle.

    With --out a folder per SOP is written: the document, sop.yaml and review.md. When sop.yaml is there already, the
    changes are shown and what was settled is kept.
    """
    from generator.pipeline import with_what_compile_refuses
    from generator.sop_yaml import SopFileError, load_sop

    if document.suffix in (".yaml", ".yml"):
        try:
            _show_sop(load_sop(document))
        except SopFileError as error:
            raise AlurError("The SOP file cannot be used.", "Correct these lines.", Exit.USAGE, str(error)) from None
        return
    source = _source(document)
    tables = [t for t in source.tables if table is None or t.number == table]
    if not tables:
        raise AlurError(f"The document has {len(source.tables)} SOP tables.", "Choose one of them.", Exit.USAGE)
    if slug and len(tables) > 1:
        raise AlurError("--slug names one SOP, the document has several.", "Add --table.", Exit.USAGE)
    names = _folder_names(document, source, slug, kantor)
    for found in tables:
        reading = _interpreted(document, found, source, names[found.number], kantor)
        reading = replace(reading, sop=with_what_compile_refuses(reading.sop))
        if explain is not None:
            _explain(reading, explain)
            continue
        _show(found.number, reading)
        if out is not None:
            _write(document, source, reading, out)


def _interpreted(
    document: Path, table: SourceTable, source: SourceDocument, name: str | None, kantor: str | None
) -> Reading:
    from generator.findings import SourceRefusedError
    from generator.interpret import interpret

    try:
        return interpret(table, source, name=name, kantor=kantor)
    except SourceRefusedError as error:
        raise AlurError(f"{document}: {error.finding.kalimat}", error.remedy, Exit.USAGE) from None


def _folder_names(
    document: Path, source: SourceDocument, slug: str | None, kantor: str | None
) -> dict[int, str | None]:
    """A folder for each SOP of the document: its title, with a number behind it where two have the same."""
    if len(source.tables) == 1:
        return {source.tables[0].number: slug}
    names: dict[int, str | None] = {}
    for table in source.tables:
        wanted = slug or _interpreted(document, table, source, None, kantor).sop.slug
        name, number = wanted, 2
        while name in names.values():
            name, number = f"{wanted}-{number}", number + 1
        names[table.number] = name
    return names


def _source(document: Path) -> SourceDocument:
    from generator.findings import SourceRefusedError
    from generator.sources import read_document

    try:
        return read_document(document)
    except SourceRefusedError as error:
        raise AlurError(f"{document}: {error.finding.kalimat}", error.remedy, Exit.USAGE) from None


def _show(number: int, reading: Reading) -> None:
    sop = reading.sop
    open_findings = sop.open_findings
    print(f"[{number}] {sop.identitas.judul}: {len(sop.langkah)} rows, {len(open_findings)} to settle")
    asked = {t.langkah for t in open_findings if t.bidang == "pelaksana"}
    for step in sop.langkah:
        performer = reading.decisions[step.kode][0] if reading.decisions.get(step.kode) else None
        sure = f"{performer.confidence:4.0%}" if performer else "    "
        mark = "?" if step.kode in asked else " "
        print(f"  {step.no:>3} {step.nama:<60} {step.pelaksana:<32} {sure}{mark} {step.waktu.teks}")
    for finding in open_findings:
        print(f"  - {finding.kalimat} [{finding.kode}]")


def _show_sop(sop: Sop) -> None:
    print(f"{sop.slug}: {len(sop.langkah)} rows, {len(sop.open_findings)} to settle")
    for finding in sop.open_findings:
        print(f"  - {finding.kalimat} [{finding.kode}]")


def _explain(reading: Reading, no: str) -> None:
    step = next((s for s in reading.sop.langkah if s.no == no or s.kode == no), None)
    if step is None:
        numbers = ", ".join(s.no for s in reading.sop.langkah)
        raise AlurError(f"There is no step {no}.", f"Steps: {numbers}.", Exit.USAGE)
    print(f"{step.no}. {step.uraian}")
    for decision in reading.decisions[step.kode]:
        print(f"  {decision.field}: {decision.value} ({decision.confidence:.1%})")
        for code, share in decision.alternatives:
            print(f"    or {code} ({share:.1%})")
        for item in sorted(decision.evidence, key=lambda e: (e.value != decision.value, e.value, -e.weight)):
            print(f"    {item.weight:+5.1f} {item.value}: {item.reason}")
    for explanation in reading.explanations[step.kode]:
        print(f"  {explanation.field}: {explanation.value}")
        for reason in explanation.reasons:
            print(f"          {reason}")
    for finding in reading.sop.temuan:
        if finding.langkah == step.kode:
            print(f"  {finding.status.value}: {finding.kalimat} [{finding.kode}]")


def _write(document: Path, source: SourceDocument, reading: Reading, out: Path) -> None:
    from generator.review import review_markdown
    from generator.sop_yaml import SopFileError, dump_sop, load_sop

    folder = out / reading.sop.slug
    target = folder / "sop.yaml"
    sop = reading.sop
    if target.exists():
        try:
            before = load_sop(target)
        except SopFileError as error:
            raise AlurError("sop.yaml cannot be used.", "Correct it first.", Exit.USAGE, str(error)) from None
        if before.sumber is not None and before.sumber.sha256 == source.sha256:
            print(f"      {target}: the document is the same; sop.yaml stays as it is")
            return
        sop = _reread(before, reading, folder)
    (folder / "source").mkdir(parents=True, exist_ok=True)
    _replace(folder / "source" / document.name, document.read_bytes())
    _replace(target, dump_sop(sop).encode())
    _replace(folder / "review.md", review_markdown(sop).encode())
    print(f"      written: {target} and review.md")


def _reread(before: Sop, reading: Reading, folder: Path) -> Sop:
    from generator.findings import SourceRefusedError
    from generator.interpret import interpret
    from generator.reread import reread
    from generator.sources import read_document

    old = before
    if before.sumber is not None:
        try:
            former = read_document(folder / before.sumber.berkas)
            old = interpret(former.tables[before.sumber.tabel - 1], former, name=before.slug, kantor=before.kantor).sop
        except (SourceRefusedError, IndexError):
            print("      the former document is not in source/; every changed value is shown")
    merged = reread(before, old, reading.sop)
    for sentence in merged.changes:
        print(f"      ~ {sentence}")
    for sentence in merged.dropped:
        print(f"      ! {sentence}")
    return merged.sop


def _replace(path: Path, content: bytes) -> None:
    """Writes the whole file or nothing."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(content)
    partial.replace(path)


def template(
    out: Annotated[Path, typer.Argument(help="The .xlsx file to write.")] = Path("sop-kosong.xlsx"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write an empty SOP as .xlsx with guidance and drop-downs; filled in, it reads back without questions."""
    from generator.sop_template import write_template

    if out.exists() and not force:
        raise AlurError(f"{out} is there already.", "Choose another name or add --force.", Exit.USAGE)
    _replace(out, write_template())
    print(f"written: {out}")
