"""`alur up`, `status` and `down` with the embedded engine."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.camunda import client_of
from deploy.cli import build_app
from deploy.engine import EngineSettings
from deploy.engine.ports import taken
from deploy.exits import Exit


@pytest.fixture
def offset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A state directory of its own and ports that nobody uses; what was left running is stopped."""
    monkeypatch.setenv("ALUR_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    # Runs side by side begin their search at different places.
    for step in range(os.getpid() % 500, os.getpid() % 500 + 500):
        offset = 3000 + 10 * (step % 500)
        if not taken(EngineSettings(home=tmp_path, port_offset=offset).ports):
            break
    else:
        raise RuntimeError("none of 500 sets of ports is free")
    yield offset
    alur("down")


def alur(*words: str) -> Result:
    return CliRunner().invoke(build_app(), list(words))


def test_an_engine_is_started_once_shown_and_stopped(offset: int, tmp_path: Path) -> None:
    first = alur("up", "--port-offset", str(offset))
    assert first.exit_code == Exit.OK, first.stderr
    url = re.search(r"http://127\.0\.0\.1:\d+", first.output)
    assert url is not None
    shown = alur("status")
    assert shown.exit_code == Exit.OK, shown.stderr
    assert f"{url[0]}/v2 (REST), 127.0.0.1:{26500 + offset} (gRPC)" in shown.output
    pid = re.search(r"engine +running +(\d+)", shown.output)
    assert pid is not None
    assert "0 running cases, 0 incidents" in shown.output

    assert alur("up", "--port-offset", str(offset)).exit_code == Exit.OK
    assert f" {pid[1]} " in alur("status").output, "the same engine"

    client = client_of(url[0])
    client.pin_clock(dt.datetime(2030, 1, 15, 12, tzinfo=dt.UTC))
    assert "stands still at 2030-01-15 12:00:00 UTC" in alur("status").stderr
    client.reset_clock()
    assert "stands still" not in alur("status").stderr

    assert alur("down").output.strip() == "Stopped: engine."
    after = alur("status")
    assert (after.exit_code, "alur up" in after.output) == (Exit.ENGINE_DOWN, True)
    assert (tmp_path / "engine").is_dir(), "its data stays"
