"""The demonstration from beginning to end: bring up what is missing, play nine cases, show what became of them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.camunda import EngineClient, client_of
from deploy.camunda.connection import engine_settings
from deploy.case_book import CaseBook
from deploy.demo.accounts import DemoAccount, make_accounts
from deploy.demo.clock import DemoClock, demo_begin
from deploy.demo.play import Answering, Playing, Stage
from deploy.demo.report import mails, rows, show
from deploy.demo.script import CASES, LATE_CASE, DemoCase
from deploy.demo.stack import DemoStack, bring_up_engine, bring_up_services, people_directory
from deploy.deployer import deploy_sops, deployable, start_case
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.home import alur_home
from deploy.sops import SopFolder, find_folders, load_folder
from deploy.viewer_assets import fetch_viewers, viewers_directory
from generator.interpret import interpret
from generator.sources import read_document

_PREFIX = "DEMO-"
_TABLE_WIDTH = 160
"""A narrower terminal wraps the lines; cut off numbers would be of no use."""
_JUMP_MARGIN = dt.timedelta(seconds=5)
_LOOK_SECONDS = 0.1


def perform() -> None:
    """Plays everything and leaves it running. Raises AlurError when anything is not as it should be."""
    began = time.time()
    begin = demo_begin()
    _refuse_clusters()
    engine = bring_up_engine()
    with ThreadPoolExecutor(1) as beside:
        services = beside.submit(bring_up_services, engine)
        viewers = beside.submit(_fetch_viewers)
        folders = _read_and_compile()
        stack = services.result()
        viewers.result()
    _say(f"engine and worker are ready after {time.time() - began:.0f} s")
    client = client_of(engine.rest_url)
    clear_leftovers(client)
    with DemoClock(client, engine.clock_now, begin) as clock:
        deploy_sops(client, list(folders.values()))
        _say(f"{len(folders)} SOPs and their forms are deployed")
        stage = Stage(client, Answering(stack.gateway_url, stack.party_token), clock.now, _say)
        run = f"{dt.datetime.now():%y%m%d%H%M%S}"
        playing = [_start(client, stack, folders[c.slug], c, f"{_PREFIX}{run}-{i}") for i, c in enumerate(CASES, 1)]
        stage.play(playing)
        late = _start(client, stack, folders[LATE_CASE.slug], LATE_CASE, f"{_PREFIX}{run}-{len(CASES) + 1}")
        _miss_the_deadline(client, clock, stage, late)
        stage.play([late])
    accounts = make_accounts(people_directory(), folders.values())
    _finish(stack, client, [*playing, late], began, accounts)


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


def _refuse_clusters() -> None:
    """It moves the engine's clock and cancels what an earlier one left, which nobody wants on an office's cluster."""
    if engine_settings(alur_home()).rest_url:
        raise AlurError(
            "The demonstration plays on the embedded engine alone.",
            "Call it without --engine and without ALUR_ENGINE_REST_URL.",
            Exit.USAGE,
        )


def clear_leftovers(client: EngineClient) -> None:
    """Cancels cases of an interrupted demonstration. Raises AlurError when anybody else's cases are running."""
    for case in client.cases(state="ACTIVE"):
        if str(client.variables(case.key).get("nomorPerkara") or "").startswith(_PREFIX):
            client.cancel(case.key)
    _refuse_others(client, ())


def _refuse_others(client: EngineClient, ours: Sequence[Playing]) -> None:
    """The jump of the clock would make other people's cases late. Raises AlurError when there are any."""
    known = {case.key for case in ours}
    others = [case.key for case in client.cases(state="ACTIVE") if case.key not in known]
    if others:
        numbers = [str(client.variables(key).get("nomorPerkara") or key) for key in others[:5]]
        raise AlurError(
            f"Other cases are running ({', '.join(numbers)}), and the demonstration would make them late "
            "by moving the engine's clock.",
            "Finish or cancel them, or run the demonstration with another ALUR_HOME and ALUR_PORT_OFFSET.",
            Exit.FINDING,
        )


def _start(client: EngineClient, stack: DemoStack, folder: SopFolder, script: DemoCase, number: str) -> Playing:
    variables: dict[str, Any] = {**script.start, "nomorPerkara": number}
    key = start_case(client, CaseBook(stack.home), folder, variables)
    _say(f"{number}  {folder.slug}: {script.title}")
    return Playing(script, folder.sop, number, key)


def _miss_the_deadline(client: EngineClient, clock: DemoClock, stage: Stage, case: Playing) -> None:
    """Lets the first task of the case lie until just past its deadline: the engine's clock stands there for a while.

    Deadlines fall on working time, so on a Friday evening this is a jump of days.
    """
    task = stage.wait_for_task(case)
    if task.due is None:
        raise AlurError(f"{task.name} has no due date.", "See the worker's log.", Exit.FINDING)
    now = clock.now()
    _refuse_others(client, [case])
    with clock.standing_at(max(task.due + _JUMP_MARGIN, now)):
        _say(
            f"{case.number}  {task.name}: tenggat {task.due.astimezone(dt.UTC):%d-%m-%Y %H:%M} UTC terlewati "
            f"(jam mesin dimajukan {_whole(task.due + _JUMP_MARGIN - now)})"
        )
        patience = stage.patience(lambda: f"the record of the missed deadline of case {case.number}")
        while not any(e.element.startswith("End_Tenggat_") for e in client.elements(case.key, state="COMPLETED")):
            stage.raise_incidents([case])
            patience.pause(_LOOK_SECONDS)


def _whole(span: dt.timedelta) -> dt.timedelta:
    return dt.timedelta(seconds=max(0, round(span.total_seconds())))


def _finish(
    stack: DemoStack,
    client: EngineClient,
    playing: list[Playing],
    began: float,
    accounts: tuple[list[DemoAccount], str],
) -> None:
    console = Console()
    if console.width < _TABLE_WIDTH:
        console = Console(width=_TABLE_WIDTH)
    found = rows(playing, client)
    console.print()
    show(found, console)
    console.print("Rounds: corrections. Late: missed deadlines. Durations are on the engine's clock.")
    arrived = mails(stack.mail, began)
    console.print(f"\n{len(arrived)} e-mails arrived at the local sink ({stack.mail}), among them:")
    for receiver, subject in arrived[:4]:
        console.print(f"  {receiver}: {subject}", markup=False)
    console.print(f"\nAll {len(found)} cases are complete after {time.time() - began:.0f} s. Look around:")
    console.print("  What runs, where  .venv/bin/alur status")
    console.print(f"  Letter register   ALUR_HOME={stack.home} .venv/bin/alur letters list", soft_wrap=True)
    console.print(f"  Letters (.docx)   {stack.home / 'letters'}", soft_wrap=True)
    console.print(f"  Engine's REST API {stack.engine.rest_url}/v2", soft_wrap=True)
    console.print(f"  Tugas (tasks)     {stack.engine.rest_url}/tugas", soft_wrap=True)
    console.print(f"  Pantau (cases)    {stack.engine.rest_url}/pantau", soft_wrap=True)
    _tell_accounts(console, *accounts)
    console.print("Everything keeps running; stop it with `.venv/bin/alur down`.")


def _tell_accounts(console: Console, accounts: list[DemoAccount], password: str) -> None:
    console.print(f"\nAccounts of this demonstration, all with the password [bold]{password}[/bold]:")
    table = Table("office", "sign in as", box=None, padding=(0, 3, 0, 2))
    for office in dict.fromkeys(account.office for account in accounts):
        table.add_row(office, ", ".join(account.user for account in accounts if account.office == office))
    console.print(table)
    console.print("Begin as [bold]ptsp[/bold]: Mulai perkara, then follow the case from person to person.\n")


def _fetch_viewers() -> None:
    """So that the pages show forms and diagrams; without a network the demonstration goes on."""
    try:
        fetch_viewers(viewers_directory(), _say)
    except AlurError as failure:
        _say(f"The pages will show no forms: {failure.message} {failure.remedy}")


def _say(sentence: str) -> None:
    print(sentence, flush=True)
