"""`alur demo`."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import typer
from rich.console import Console

from deploy.camunda import Operate, Tasklist, Zeebe
from deploy.demo.play import Answering, Playing, Stage
from deploy.demo.report import mails, rows, show
from deploy.demo.script import CASES, LATE_CASE, DemoCase
from deploy.demo.stack import DemoStack, bring_up_engine, bring_up_services
from deploy.deployer import CaseBook, deploy_sops, deployable, start_case, wait_for_forms
from deploy.engine.settings import LOGIN
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.sops import SopFolder, find_folders, load_folder
from generator.interpret import interpret
from generator.sources import read_document

_PREFIX = "DEMO-"
_TABLE_WIDTH = 190
"""A narrower terminal wraps the lines; cut off links would be of no use."""
_JUMP_MARGIN = dt.timedelta(seconds=5)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Start here")(demo)


def demo() -> None:
    """Run the six SOPs end to end on a real engine, with people played through Tasklist's interface.

    Brings up whatever is missing, and leaves it running so that you can look at it.
    """
    began = time.time()
    folders = _read_and_compile()
    engine = bring_up_engine()
    stack = bring_up_services(engine)
    _say(f"engine and worker are ready after {time.time() - began:.0f} s")
    zeebe = Zeebe(engine.rest_url)
    tasklist = Tasklist(engine.web_url, LOGIN, LOGIN)
    operate = Operate(engine.web_url, LOGIN, LOGIN)
    _clear_leftovers(zeebe, operate)
    deployments = deploy_sops(zeebe, list(folders.values()))
    wait_for_forms(tasklist, deployments, list(folders.values()))
    _say(f"{len(folders)} SOPs deployed, forms are in Tasklist")

    stage = Stage(tasklist, operate, Answering(stack.gateway_url, stack.party_token), engine.clock_now)
    run = f"{engine.clock_now():%y%m%d%H%M%S}"
    playing = [_start(zeebe, stack, folders[c.slug], c, f"{_PREFIX}{run}-{i}") for i, c in enumerate(CASES, 1)]
    stage.play(playing, _say)
    late = _start(zeebe, stack, folders[LATE_CASE.slug], LATE_CASE, f"{_PREFIX}{run}-{len(CASES) + 1}")
    _miss_the_deadline(stack, stage, operate, late)
    stage.play([late], _say)
    _finish(stack, operate, [*playing, late], began)


def _read_and_compile() -> dict[str, SopFolder]:
    """Every SOP: its document read anew, its reviewed model checked and compiled.

    Raises AlurError when a document has rows that the reviewed model lost, or a file is not what the compiler gives.
    """
    folders = {}
    for path in find_folders():
        folder = load_folder(path)
        sop, source = folder.sop, folder.sop.sumber
        if source is not None:
            document = read_document(path / source.berkas)
            reading = interpret(document.tables[source.tabel - 1], document, name=sop.slug, kantor=sop.kantor)
            if len(reading.sop.langkah) > len(sop.langkah):
                raise AlurError(
                    f"{sop.slug}: the document has {len(reading.sop.langkah)} rows, sop.yaml {len(sop.langkah)}.",
                    "Read it again with `alur read`.",
                    Exit.FINDING,
                )
            _say(
                f"{sop.slug}: read {len(reading.sop.langkah)} rows of {source.berkas}; of "
                f"{len(reading.sop.open_findings)} questions {len(sop.open_findings)} are open in sop.yaml"
            )
        compiled = deployable(folder)
        _say(
            f"{sop.slug}: compiled to {len(list(compiled.graph.walk()))} BPMN elements, {len(compiled.files) - 1} forms"
        )
        folders[folder.slug] = folder
    return folders


def _clear_leftovers(zeebe: Zeebe, operate: Operate) -> None:
    """Cases of an interrupted demonstration are cancelled; anybody else's cases forbid the jump of the clock."""
    others = []
    for key in operate.active_cases():
        number = str(operate.variables(key).get("nomorPerkara") or "")
        if number.startswith(_PREFIX):
            zeebe.cancel(key)
        else:
            others.append(number or key)
    if others:
        raise AlurError(
            f"Other cases are running ({', '.join(others[:5])}), and the demonstration would make them late "
            "by moving the engine's clock.",
            "Finish or cancel them in Operate, or run the demonstration with another ALUR_HOME and ALUR_PORT_OFFSET.",
            Exit.FINDING,
        )


def _start(zeebe: Zeebe, stack: DemoStack, folder: SopFolder, script: DemoCase, number: str) -> Playing:
    variables: dict[str, Any] = {**script.start, "nomorPerkara": number}
    key = start_case(zeebe, CaseBook(stack.home), folder, variables)
    _say(f"{number}  {folder.slug}: {script.title}")
    return Playing(script, folder.sop, number, key)


def _miss_the_deadline(stack: DemoStack, stage: Stage, operate: Operate, case: Playing) -> None:
    """Lets the first task of the case lie until just past its deadline, by one jump of the engine's clock."""
    task = stage.wait_for_task(case)
    if task.due is None:
        raise AlurError(f"{task.name} has no due date.", "See the worker's log.", Exit.FINDING)
    due = dt.datetime.strptime(task.due, "%Y-%m-%dT%H:%M:%S.%f%z")
    jump = due + _JUMP_MARGIN - stack.engine.clock_now()
    if jump > dt.timedelta():
        stack.engine.clock_add(int(jump.total_seconds() * 1000))
    _say(f"{case.number}  {task.name}: tenggat {due:%d-%m-%Y %H:%M} UTC terlewati (jam mesin dimajukan {jump})")
    deadline = time.monotonic() + 60.0
    while not any(name.startswith("End_Tenggat_") for name in operate.visits(case.key)):
        if time.monotonic() > deadline:
            raise AlurError("The missed deadline was not recorded.", "See the worker's log.", Exit.FINDING)
        time.sleep(0.5)


def _finish(stack: DemoStack, operate: Operate, playing: list[Playing], began: float) -> None:
    engine = stack.engine
    console = Console()
    if console.width < _TABLE_WIDTH:
        console = Console(width=_TABLE_WIDTH)
    found = rows(playing, operate, engine.operate_url)
    console.print()
    show(found, console)
    console.print("Late: missed deadlines. Durations are on the engine's clock; the last one has its jump in it.")
    arrived = mails(stack.mail, began)
    console.print(f"\n{len(arrived)} e-mails arrived at the local sink ({stack.mail}), among them:")
    for receiver, subject in arrived[:4]:
        console.print(f"  {receiver}: {subject}", markup=False)
    console.print(f"\nAll {len(found)} cases are complete after {time.time() - began:.0f} s. Look around:")
    console.print(f"  Tasklist (staff)  {engine.tasklist_url}")
    console.print(f"  Operate (ops)     {engine.operate_url}")
    console.print(f"  Login             {LOGIN} / {LOGIN}")
    console.print(f"  Letter register   ALUR_HOME={stack.home} .venv/bin/alur letters list", soft_wrap=True)
    console.print(f"  Letters (.docx)   {stack.home / 'letters'}", soft_wrap=True)
    console.print("Everything keeps running; stop it with `.venv/bin/alur down`.")


def _say(sentence: str) -> None:
    print(sentence, flush=True)
