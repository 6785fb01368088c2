"""`alur compile` and `alur check`."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.sops import SopFolder, find_folders, load_folder, located
from generator.drawn import DrawnError
from generator.pipeline import Compiled, compile_sop, diagram_before, stale_files, write_files
from generator.process.build import BuildError

_SlugsArgument = Annotated[
    list[str] | None, typer.Argument(help="Slugs or folders of SOPs; all below bpmn/ when none is given.")
]


def compile_(
    slugs: _SlugsArgument = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file is not what sop.yaml gives.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Draw the diagram anew; positions that were moved by hand are given up.")
    ] = False,
) -> None:
    """Compile sop.yaml into the BPMN diagram and the forms that lie beside it.

    Shapes, lines and names that were moved by hand in Modeler stay where they are.
    """
    began = time.perf_counter()
    stale = failed = 0
    folders = find_folders(slugs)
    for path in folders:
        folder = load_folder(path)
        compiled = build(folder, fresh)
        if compiled.problems:
            failed += 1
            for sentence in located(folder, compiled.problems):
                print(sentence, file=sys.stderr)
        _tell_of_positions(compiled)
        if check_only:
            names = stale_files(compiled, path)
            stale += len(names)
            print(f"{compiled.slug}: {_listing(names, 'differs from sop.yaml') if names else 'up to date'}")
        elif not compiled.problems:
            names = write_files(compiled, path)
            print(f"{compiled.slug}: {_listing(names, 'written') if names else 'up to date'}")
    print(f"{len(folders)} SOP in {(time.perf_counter() - began) * 1000:.0f} ms")
    if stale:
        print("Run `alur compile` and commit what it writes.", file=sys.stderr)
    if stale or failed:
        raise typer.Exit(Exit.FINDING)


def check(slugs: _SlugsArgument = None) -> None:
    """Check SOPs before deployment: unsettled findings, soundness, office file, stale files. Exit 1 on any."""
    from deploy.offices_directory import offices_directory
    from workers.office import OfficeFileError, load_offices
    from workers.working_time import calendar_gaps, calendar_warnings

    try:
        offices = load_offices(offices_directory())
    except OfficeFileError as failure:
        raise AlurError("An office file cannot be used.", "Correct it.", Exit.USAGE, str(failure)) from failure
    bad = 0
    used: set[str] = set()
    for path in find_folders(slugs):
        folder = load_folder(path)
        compiled = build(folder)
        sentences = located(folder, compiled.problems)
        sentences += [f"sop.yaml: {t.kalimat} [{t.kode}]" for t in folder.sop.open_findings]
        if folder.sop.kantor not in offices:
            sentences.append(f"sop.yaml: kantor `{folder.sop.kantor}` tidak ada di {offices_directory()}.")
        sentences += [
            f"{name}: tidak sesuai dengan sop.yaml; jalankan `alur compile`." for name in stale_files(compiled, path)
        ]
        used.add(folder.sop.kantor)
        bad += bool(sentences)
        print(f"{folder.slug}: {'ok' if not sentences else f'{len(sentences)} temuan'}")
        for sentence in sentences:
            print(f"  {sentence}")
    for kantor in sorted(used & offices.keys()):
        today = dt.datetime.now(offices[kantor].zone).date()
        gaps = calendar_gaps(offices[kantor], today)
        bad += bool(gaps)
        for sentence in gaps + calendar_warnings(offices[kantor], today):
            print(f"{kantor}: {sentence}", file=sys.stderr)
    if bad:
        raise typer.Exit(Exit.FINDING)


def build(folder: SopFolder, fresh: bool = False) -> Compiled:
    """Compiles; a SOP that cannot become a process is the owner's to mend. `fresh`: without the owner's positions."""
    before = None if fresh else diagram_before(folder.slug, folder.path)
    try:
        return compile_sop(folder.sop, before)
    except BuildError as failure:
        raise AlurError(str(failure), f"The file is {folder.path / 'sop.yaml'}.", Exit.USAGE) from failure
    except DrawnError as failure:
        name = folder.path / f"{folder.slug}.bpmn"
        raise AlurError(
            f"{name} cannot be read, so positions in it cannot be kept.",
            "Restore the file, or draw it anew: `alur compile --fresh`.",
            Exit.USAGE,
            str(failure),
        ) from failure


def _tell_of_positions(compiled: Compiled) -> None:
    """What of the owner's positions is in the drawing, what is not, and what is in the way of something."""
    drawing = compiled.drawing
    if drawing.kept:
        names = ", ".join(drawing.kept[:5]) + (f" and {len(drawing.kept) - 5} more" if len(drawing.kept) > 5 else "")
        print(f"{compiled.slug}: {len(drawing.kept)} positions moved by hand are kept: {names}")
    for sentence in drawing.lost:
        print(f"{compiled.slug}: not kept: {sentence}", file=sys.stderr)
    for sentence in drawing.warnings:
        print(f"{compiled.slug}: warning: {sentence}", file=sys.stderr)


def _listing(names: list[str], what: str) -> str:
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f"{what}: {shown}"
