"""`alur up`, `alur down`, `alur status`."""

import datetime as dt
import sys
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.engine.distribution import provide_distribution
from deploy.engine.engine import Engine
from deploy.engine.local import LocalEngine, ServiceStatus, recorded_settings
from deploy.engine.settings import LOGIN, EngineSettings, port_offset_from_environment
from deploy.exits import Exit
from deploy.home import alur_home
from deploy.offices_directory import offices_directory

_PANEL = "Engine"
_MEBIBYTE = 1024 * 1024


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for function in (up, down, status, fetch):
        app.command(rich_help_panel=_PANEL)(function)


def up(
    webapps: Annotated[
        bool, typer.Option(help="With Operate, Tasklist and OpenSearch, or the Zeebe broker alone.")
    ] = True,
    demo_clock: Annotated[
        bool, typer.Option("--demo-clock", help="Let the engine's clock be moved forward, as `alur demo` does.")
    ] = False,
    port_offset: Annotated[
        int | None,
        typer.Option(help="Move all ports by this multiple of 10 (default: ALUR_PORT_OFFSET, else 0)."),
    ] = None,
) -> None:
    """Start Camunda 8.6 on this machine, without Docker and root; what runs already is left alone.

    The first time it fetches about 350 MB. Its TCP ports are reachable from this machine only.
    """
    began = time.monotonic()
    engine = Engine.start_local(
        EngineSettings(
            port_offset=port_offset_from_environment() if port_offset is None else port_offset,
            webapps=webapps,
            exporter="opensearch" if webapps else "none",
            controlled_clock=demo_clock,
        )
    )
    print(f"The engine is ready after {time.monotonic() - began:.0f} s.")
    if webapps:
        print(f"  Tasklist (staff)  {engine.tasklist_url}")
        print(f"  Operate (ops)     {engine.operate_url}")
        print(f"  Login             {LOGIN} / {LOGIN}")
    print(f"  Zeebe             {engine.grpc_address} (gRPC), {engine.rest_url} (REST)")
    print("Stop it with `alur down`.")


def down() -> None:
    """Stop the engine and everything else that Alur runs in the background; its data stays."""
    home = alur_home()
    stopped = LocalEngine(recorded_settings(home) or EngineSettings(home=home)).take_down()
    print(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def status() -> None:
    """Show what runs, on which port and with how much memory, and calendars that end soon.

    Exit status 0: all up, 3: not, or not wholly.
    """
    home = alur_home()
    settings = recorded_settings(home)
    if settings is None:
        print("The engine is not running. Start it with `alur up`.")
        raise typer.Exit(Exit.ENGINE_DOWN)
    engine = LocalEngine(settings)
    found = engine.status()
    table = Table("service", "state", "port", "pid", "url", "memory", box=None)
    for entry in found:
        ports = " ".join(str(port) for port in entry.service.ports.values())
        table.add_row(entry.service.shows, entry.state, ports, *_process(entry.pid, entry.service.url, entry.memory))
    engine_names = {entry.service.name for entry in found}
    others = [other for other in engine.processes.all() if other.name not in engine_names]
    for other in others:
        state = "running" if other.alive else "dead"
        table.add_row(other.name, state, "", *_process(other.pid if other.alive else None, "", other.memory))
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    _tell_deaths(found)
    _tell_calendars()
    if any(entry.state != "running" for entry in found) or any(not other.alive for other in others):
        print("Not everything is running; `alur up` starts what is missing.", file=sys.stderr)
        raise typer.Exit(Exit.ENGINE_DOWN)


def fetch() -> None:
    """Fetch the engine's files (about 350 MB, once), so that a later `alur up` needs no network."""
    settings = EngineSettings()
    provide_distribution(settings.cache, with_opensearch=True)
    print(f"The engine's files are in {settings.cache}.")


def _process(pid: int | None, url: str, memory: int) -> tuple[str, str, str]:
    return (str(pid), url, f"{memory // _MEBIBYTE} MiB") if pid is not None else ("", "", "")


def _tell_calendars() -> None:
    """What is missing in an office's calendar, before a deadline finds out."""
    from workers.office import OfficeFileError, load_offices
    from workers.working_time import calendar_warnings

    try:
        offices = load_offices(offices_directory())
    except OfficeFileError as error:
        print(f"An office file cannot be used: {error}", file=sys.stderr)
        return
    for kantor, office in sorted(offices.items()):
        for warning in calendar_warnings(office, dt.datetime.now(office.zone).date()):
            print(f"{kantor}: {warning}", file=sys.stderr)


def _tell_deaths(found: tuple[ServiceStatus, ...]) -> None:
    for entry in found:
        if entry.state == "dead":
            print(f"{entry.service.shows} ended by itself. The last lines of its log:", file=sys.stderr)
            print(entry.log_tail, file=sys.stderr)
