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
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from workers.app import running_worker
from workers.contract import CONTRACTS
from workers.handlers.registry import HANDLERS
from workers.numbering import Register, RegisterRule
from workers.settings import Settings, load_settings
from workers.storage import Archive, Drafts, Inbox, LetterDetail, LetterKey, Letters, Storage

ROOT = Path(__file__).parents[2]
OFFICES = ROOT / "deploy" / "offices"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(**changes: str) -> dict[str, str]:
    return {
        # Nobody listens there.
        "ALUR_ENGINE_ADDRESS": f"127.0.0.1:{free_port()}",
        "ALUR_GATEWAY_PORT": str(free_port()),
        "ALUR_OBSERVE_PORT": str(free_port()),
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


def start(home: Path, **changes: str) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    env = {"ALUR_HOME": str(home), "PATH": os.environ["PATH"], **environment(**changes)}
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "work"], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    return process, env


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_order_with_status_0(tmp_path: Path, number: signal.Signals) -> None:
    process, env = start(tmp_path)
    try:
        health = f"http://127.0.0.1:{env['ALUR_OBSERVE_PORT']}/healthz"
        until(lambda: httpx.get(health, trust_env=False).status_code == 200)
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    lines = [json.loads(line) for line in errors.decode().splitlines()]
    assert process.returncode == 0, errors.decode()
    events = [line["event"] for line in lines]
    assert "worker stopping" in events
    assert events[-1] == "worker stopped"


def test_wrong_settings_are_told_without_a_traceback(tmp_path: Path) -> None:
    process, _ = start(tmp_path, ALUR_SMTP_PORT="x", ALUR_STORAGE_URL="mysql://secret@host/db")
    _, errors = process.communicate(timeout=20)
    text = errors.decode()
    assert process.returncode == 2
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
    process, _ = start(tmp_path / "home", ALUR_SMTP_PORT="x", ALUR_FILES_OFFICES=str(offices), ALUR_GATEWAY_PROT="1")
    _, errors = process.communicate(timeout=40)
    text = errors.decode()
    assert process.returncode == 2
    for said in ("smtp.port", "ALUR_GATEWAY_PROT", "biro-organisasi-kalsel.yaml", "kemenag-dki.yaml", "alias"):
        assert said in text
    assert "Traceback" not in text


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process, _ = start(tmp_path, ALUR_GATEWAY_PORT=str(port))
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 4
    assert f"127.0.0.1:{port}" in errors.decode()
    assert "Traceback" not in errors.decode()


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli", *arguments],
        cwd=ROOT,
        env={"ALUR_HOME": str(home), "PATH": os.environ["PATH"], **environment()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
    first = command(tmp_path, "reply", "terbit", "--nomor", "B-1/2026", "--tanggal", "2026-11-24", "--id-pesan", "a")
    assert (first.returncode, first.stdout.strip()) == (0, "Balasan diterima dan diteruskan."), first.stderr
    again = command(tmp_path, "reply", "terbit", "--letter", letter, "--tanggal", "2026-11-24", "--id-pesan", "a")
    assert again.returncode == 0, again.stderr
    other = command(tmp_path, "reply", "ditolak", "--letter", letter, "--catatan", "Berkas kurang.")
    assert other.returncode == 1
    with Storage.open(f"sqlite:///{tmp_path}/alur.db", access="read") as storage:
        assert [answer.status for answer in Inbox(storage).of_letter(letter)] == ["diterima", "ditolak"]


def test_reply_tells_what_is_wrong(tmp_path: Path) -> None:
    letter_sent(tmp_path)
    for arguments, status, said in (
        (["reply", "entah", "--letter", "1-pengantar-1"], 2, "hasil"),
        (["reply", "terbit"], 2, "idSurat"),
        (["reply", "terbit", "--letter", "99-a-1"], 1, "tidak ditemukan"),
    ):
        result = command(tmp_path, *arguments)
        assert result.returncode == status, result.stderr
        assert said in result.stderr
        assert "Traceback" not in result.stderr
