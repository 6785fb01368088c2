"""`alur doctor`: what is wrong with the connection to the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from workers.settings import EngineSettings

_MARKS = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}


def doctor() -> None:
    """Check the connection to the engine step by step, and say how to mend it.

    Address, TCP, TLS, login, REST and gRPC, version, rights. Nothing is changed at the engine. Exit status 0: all
    holds; 1: it answers, but something is refused or wrong; 3: it cannot be reached.
    """
    from deploy.camunda.checking import check_connection

    settings = _settings()
    print(f"Engine: {settings.rest_url} (REST), {settings.address} (gRPC)")
    faults = []
    for step in check_connection(settings):
        print(f"  {_MARKS[step.state]}  {step.name:<14} {step.text}")
        if step.remedy:
            print(f"         {'':<14} -> {step.remedy}")
        if step.state == "fault":
            faults.append(step)
    if not faults:
        print("The connection holds.")
        return
    unreached = any(step.name.endswith((" address", " TCP", " TLS")) for step in faults)
    raise typer.Exit(Exit.ENGINE_DOWN if unreached else Exit.FINDING)


def _settings() -> EngineSettings:
    """Of the cluster that is set, else of the engine that runs here. Raises AlurError when there is neither."""
    from deploy.camunda.connection import engine_settings
    from deploy.engine import Engine
    from deploy.home import alur_home

    home = alur_home()
    settings = engine_settings(home)
    if settings.rest_url:
        return settings
    try:
        engine = Engine.running(home)
    except AlurError as failure:
        raise AlurError(
            "No cluster is set, and no engine runs here.",
            "Start one with `alur up`, or give a cluster's address: `alur --engine https://... doctor`.",
            Exit.ENGINE_DOWN,
        ) from failure
    return settings.model_copy(update={"rest_url": engine.rest_url, "address": engine.grpc_address, "tls": False})
