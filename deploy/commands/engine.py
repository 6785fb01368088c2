"""`alur up`, `alur down`, `alur status`."""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from deploy.engine.local import EngineStatus

_MEBIBYTE = 1024 * 1024


def up(
    port_offset: Annotated[
        int | None,
        typer.Option(help="Move all ports by this multiple of 10 (default: ALUR_PORT_OFFSET, else 0)."),
    ] = None,
    host: Annotated[
        str,
        typer.Option(help="Address under which others reach the pages and, with a token, the APIs."),
    ] = "",
    tls_cert: Annotated[Path | None, typer.Option(help="PEM file with its certificate.", exists=True)] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file with its key.", exists=True)] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A reverse proxy with TLS stands in front of --host.")
    ] = False,
    outside_port: Annotated[int, typer.Option(help="Port of pages and REST for others.")] = 8443,
    outside_grpc_port: Annotated[int, typer.Option(help="Port of gRPC for others.")] = 26443,
) -> None:
    """Start the embedded engine on this machine; one that runs already is left alone.

    It is for one machine and one office: its ports are reachable from this machine only and ask for no login. With
    --host colleagues reach the pages from theirs. An office that outgrows it deploys the same processes to a Camunda 8
    cluster (--engine).
    """
    from deploy.engine import Engine, EngineSettings
    from deploy.engine.outside import Outside, token_file
    from deploy.engine.settings import port_offset_from_environment

    began = time.monotonic()
    offset = port_offset_from_environment() if port_offset is None else port_offset
    outside = None
    if host:
        certificate, key = (str(path.resolve()) if path else "" for path in (tls_cert, tls_key))
        outside = Outside(host, outside_port, outside_grpc_port, certificate, key, behind_proxy)
    elif tls_cert or tls_key or behind_proxy:
        raise AlurError("--tls-cert, --tls-key and --behind-proxy are for --host.", "Give --host too.", Exit.USAGE)
    engine = Engine.start_local(EngineSettings(port_offset=offset, outside=outside))
    print(f"The engine is ready after {time.monotonic() - began:.1f} s.")
    print(f"  Pages     {engine.rest_url}/tugas, {engine.rest_url}/pantau")
    print(f"  REST API  {engine.rest_url}/v2")
    print(f"  gRPC      {engine.grpc_address}")
    if outside is not None:
        print(f"  Others    {engine.outside_url}; its APIs ask for the token in {token_file(engine.settings.people)}")
    print("Stop it with `alur down`.")


def down() -> None:
    """Stop the engine and everything else that Alur runs in the background; its data stays."""
    from deploy.engine import EngineSettings
    from deploy.engine.local import LocalEngine, recorded_settings
    from deploy.home import alur_home

    home = alur_home()
    stopped = LocalEngine(recorded_settings(home) or EngineSettings(home=home)).take_down()
    print(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def status() -> None:
    """Show what runs, on which port and with how much memory, and calendars that end soon.

    Exit status 0: all up, 3: not, or not wholly, 1: up, but an office's calendar ends within 60 days.
    """
    from deploy.camunda.connection import cluster_client, engine_settings
    from deploy.home import alur_home

    home = alur_home()
    settings = engine_settings(home)
    if settings.rest_url:
        found = cluster_client(settings).topology()
        print(f"Cluster at {settings.rest_url}: version {found.version}, {found.brokers} brokers.")
    whole = _local_status(needed=not settings.rest_url)
    known = _tell_calendars()
    if not whole:
        raise typer.Exit(Exit.ENGINE_DOWN)
    if not known:
        raise typer.Exit(Exit.FINDING)


def _local_status(needed: bool) -> bool:
    """Shows what runs here; whether all that should run does. Without a cluster the engine is `needed`."""
    from rich.console import Console
    from rich.table import Table

    from deploy.engine import EngineSettings
    from deploy.engine.local import NAME, LocalEngine, recorded_settings
    from deploy.home import alur_home

    home = alur_home()
    local = LocalEngine(recorded_settings(home) or EngineSettings(home=home))
    engine = local.status()
    others = [other for other in local.processes.all() if other.name != NAME]
    if engine.state == "stopped" and not others:
        if needed:
            print("The engine is not running. Start it with `alur up`.")
        return not needed
    table = Table("service", "state", "pid", "memory", "address", box=None)
    if needed or engine.state != "stopped":
        address = f"{engine.rest_url}/v2 (REST), {engine.grpc_address} (gRPC)" if engine.rest_url else ""
        table.add_row("engine", engine.state, *_process(engine.pid, engine.memory), address)
    for other in others:
        state = "running" if other.alive else "dead"
        table.add_row(other.name, state, *_process(other.pid if other.alive else None, other.memory), "")
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    _tell_of(engine)
    whole = all(other.alive for other in others) and engine.state in ("running", *(() if needed else ("stopped",)))
    if not whole:
        print("Not everything is running; `alur up` starts the engine again.", file=sys.stderr)
    return whole


def _tell_of(engine: EngineStatus) -> None:
    if engine.state == "running":
        print(
            f"{engine.cases} running cases, {engine.incidents} incidents; {engine.data_size // _MEBIBYTE} MiB in "
            f"{engine.data} (step {engine.position}, searchable up to {engine.projected})"
        )
        if engine.pinned:
            moment = dt.datetime.fromtimestamp(engine.now / 1000, dt.UTC)
            print(
                f"Its clock stands still at {moment:%Y-%m-%d %H:%M:%S} UTC, so no deadline passes and no job is tried "
                "again. `POST /v2/clock/reset` sets it right; `alur demo` does that when it ends.",
                file=sys.stderr,
            )
        if engine.trouble:
            print(f"It takes no commands: {engine.trouble}", file=sys.stderr)
        if engine.damage:
            print(f"{engine.damage} Cases go on; see {engine.log}.", file=sys.stderr)
    elif engine.state == "dead":
        print(f"The engine ended by itself. The last lines of {engine.log}:", file=sys.stderr)
        print(engine.log_tail, file=sys.stderr)


def _process(pid: int | None, memory: int) -> tuple[str, str]:
    return (str(pid), f"{memory // _MEBIBYTE} MiB") if pid is not None else ("", "")


def _tell_calendars() -> bool:
    """What is missing in an office's calendar, before a deadline finds out; false where days will be missing soon."""
    from deploy.offices_directory import offices_directory
    from workers.office import OfficeFileError, load_offices
    from workers.working_time import calendar_gaps, calendar_warnings

    try:
        offices = load_offices(offices_directory())
    except OfficeFileError as error:
        print(f"An office file cannot be used: {error}", file=sys.stderr)
        return False
    known = True
    for kantor, office in sorted(offices.items()):
        today = dt.datetime.now(office.zone).date()
        gaps = calendar_gaps(office, today)
        known = known and not gaps
        for sentence in gaps + calendar_warnings(office, today):
            print(f"{kantor}: {sentence}", file=sys.stderr)
    return known
