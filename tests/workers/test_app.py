"""The worker as a process: starts without an engine, says what it waits for, stops when asked, tells what is wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from deploy.cli import build_app
from workers.app import running_worker
from workers.contract import CONTRACTS
from workers.handlers.registry import HANDLERS
from workers.numbering import Register, RegisterRule
from workers.settings import Settings, load_settings
from workers.storage import Archive, Drafts, Inbox, LetterDetail, LetterKey, Letters, Storage

ROOT = Path(__file__).parents[2]
OFFICES = ROOT / "deploy" / "offices"


NOBODY = socket.socket()
"""Holds a port at which nobody listens and that nobody else can take."""
NOBODY.bind(("127.0.0.1", 0))


def environment(**changes: str) -> dict[str, str]:
    """Where nothing is fixed: the worker takes free ports and says which."""
    return {
        "ALUR_ENGINE_ADDRESS": f"127.0.0.1:{NOBODY.getsockname()[1]}",
        "ALUR_GATEWAY_PORT": "0",
        "ALUR_OBSERVE_PORT": "0",
        **changes,
    }


def settings(home: Path, **changes: str) -> Settings:
    return load_settings(home, offices=OFFICES, environment=environment(**changes))


def test_every_job_type_of_the_contract_has_a_handler_and_no_other() -> None:
    assert set(HANDLERS) == set(CONTRACTS)


def test_the_worker_starts_without_an_engine_and_is_not_ready(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running_worker(settings(tmp_path)) as worker, httpx.AsyncClient() as http:
            assert (await http.get(f"{worker.health_url}/healthz")).json() == {"status": "ok"}
            ready = await http.get(f"{worker.health_url}/readyz")
            assert ready.status_code == 503
            assert "jobs: beri-nomor-surat" in ready.json()["waiting_for"]
            assert (await http.get(f"{worker.gateway_url}/healthz")).status_code == 200
            metrics = (await http.get(f"{worker.health_url}/metrics")).text
            assert "alur_connection_failures_total" in metrics
            with pytest.raises(TimeoutError, match="beri-nomor-surat"):
                await worker.wait_ready(0.1)

    asyncio.run(scenario())


def test_two_workers_on_one_sqlite_file_are_refused(tmp_path: Path) -> None:
    from workers.storage import StorageLocked

    async def scenario() -> None:
        async with running_worker(settings(tmp_path)):
            with pytest.raises(StorageLocked):
                async with running_worker(settings(tmp_path)):
                    pass
        async with running_worker(settings(tmp_path)):
            pass

    asyncio.run(scenario())


def test_a_dead_part_ends_the_worker(tmp_path: Path) -> None:
    from workers.app import WorkerDefect, run_worker
    from workers.runtime import loop

    async def scenario(monkeypatch: pytest.MonkeyPatch) -> None:
        async def broken(_self: Any) -> None:
            await asyncio.sleep(0.2)
            raise RuntimeError("a programming fault")

        monkeypatch.setattr(loop.JobLoop, "_poll", broken)
        with pytest.raises(WorkerDefect):
            await asyncio.wait_for(run_worker(settings(tmp_path)), 60)

    with pytest.MonkeyPatch.context() as monkeypatch:
        asyncio.run(scenario(monkeypatch))


def start(home: Path, **changes: str) -> subprocess.Popen[bytes]:
    env = {"ALUR_HOME": str(home), "PATH": os.environ["PATH"], **environment(**changes)}
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "work"], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def said_until(process: subprocess.Popen[bytes], event: str) -> list[dict[str, Any]]:
    """What the worker logs up to this event; it ends early only when the worker ends."""
    assert process.stderr is not None
    lines: list[dict[str, Any]] = []
    for line in process.stderr:
        lines.append(json.loads(line))
        if lines[-1]["event"] == event:
            break
    return lines


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_order_with_status_0(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path)
    try:
        lines = said_until(process, "worker started")
        health = f"http://127.0.0.1:{lines[-1]['health_port']}/healthz"
        assert httpx.get(health, trust_env=False).status_code == 200
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    lines += [json.loads(line) for line in errors.decode().splitlines()]
    assert process.returncode == 0, errors.decode()
    events = [line["event"] for line in lines]
    assert "worker stopping" in events
    assert events[-1] == "worker stopped"


def alur(home: Path, *arguments: str, **changes: str) -> Result:
    """A command as people call it, in this process."""
    env = {"ALUR_HOME": str(home), "COLUMNS": "250", **environment(**changes)}
    return CliRunner().invoke(build_app(), arguments, env=env)


def test_wrong_settings_are_told_without_a_traceback(tmp_path: Path) -> None:
    done = alur(tmp_path, "work", ALUR_SMTP_PORT="x", ALUR_STORAGE_URL="mysql://secret@host/db")
    text = done.output
    assert done.exit_code == 2
    assert "smtp.port" in text
    assert "storage.url" in text
    assert "Traceback" not in text
    assert "secret" not in text


def test_settings_office_files_and_secrets_are_told_in_one_go(tmp_path: Path) -> None:
    offices = tmp_path / "offices"
    shutil.copytree(ROOT / "deploy" / "offices", offices)
    kalsel, kemenag = offices / "biro-organisasi-kalsel.yaml", offices / "kemenag-dki.yaml"
    kalsel.write_text(kalsel.read_text("utf-8").replace("zona: ", "zona: X"), "utf-8")
    kemenag.write_text(kemenag.read_text("utf-8") + "x: *tidak-ada\n", "utf-8")
    wrong = {"ALUR_SMTP_PORT": "x", "ALUR_FILES_OFFICES": str(offices), "ALUR_GATEWAY_PROT": "1"}
    done = alur(tmp_path / "home", "work", **wrong)
    text = done.output
    assert done.exit_code == 2
    for said in ("smtp.port", "ALUR_GATEWAY_PROT", "biro-organisasi-kalsel.yaml", "kemenag-dki.yaml", "alias"):
        assert said in text
    assert "Traceback" not in text


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(tmp_path, ALUR_GATEWAY_PORT=str(port))
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 4
    assert f"127.0.0.1:{port}" in errors.decode()
    assert "Traceback" not in errors.decode()


def letter_sent(home: Path) -> str:
    now = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
    key = LetterKey(1, "pengantar", 1)
    with Storage.open(f"sqlite:///{home}/alur.db", letters=home / "letters") as storage:
        detail = LetterDetail("kemenag-dki", "karpeg-kemenag", "surat-keluar", "P-1", "Surat Pengantar", "Usul")
        Letters(storage).ensure(key, detail, now)
        Drafts(storage).lock(key.letter_id, "Isi.", langkah="t", oleh="", at=now)
        Register(storage).take(key, RegisterRule("kemenag-dki", "surat-keluar", "B-{nomor}/{tahun}"), now.date(), now)
        Archive(storage).store(key.letter_id, b"docx", now)
        Letters(storage).mark_sent(key.letter_id, "kanwil", now)
    return key.letter_id


def test_reply_stores_the_answer_also_while_the_engine_is_down(tmp_path: Path) -> None:
    letter = letter_sent(tmp_path)
    first = alur(tmp_path, "reply", "terbit", "--nomor", "B-1/2026", "--tanggal", "2026-11-24", "--id-pesan", "a")
    assert (first.exit_code, first.stdout.strip()) == (0, "Balasan diterima dan diteruskan."), first.stderr
    again = alur(tmp_path, "reply", "terbit", "--letter", letter, "--tanggal", "2026-11-24", "--id-pesan", "a")
    assert again.exit_code == 0, again.stderr
    other = alur(tmp_path, "reply", "ditolak", "--letter", letter, "--catatan", "Berkas kurang.")
    assert other.exit_code == 1
    with Storage.open(f"sqlite:///{tmp_path}/alur.db", access="read") as storage:
        assert [answer.status for answer in Inbox(storage).of_letter(letter)] == ["diterima", "ditolak"]


def test_reply_tells_what_is_wrong(tmp_path: Path) -> None:
    letter_sent(tmp_path)
    for arguments, status, said in (
        (["reply", "entah", "--letter", "1-pengantar-1"], 2, "hasil"),
        (["reply", "terbit"], 2, "idSurat"),
        (["reply", "terbit", "--letter", "99-a-1"], 1, "tidak ditemukan"),
    ):
        result = alur(tmp_path, *arguments)
        assert result.exit_code == status, result.stderr
        assert said in result.stderr
        assert "Traceback" not in result.stderr
