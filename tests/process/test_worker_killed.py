"""A worker that is killed in the middle of its work loses and doubles nothing: every case, every number, once."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from pyzeebe import ZeebeClient, create_insecure_channel
from pyzeebe.errors import ZeebeBackPressureError

from deploy.camunda import EngineClient
from tests.process.engines import EngineUnderTest
from tests.process.test_worker_jobs import COMMON, LETTER, OFFICES, REQUEST, task
from workers.office import copy_offices_for_trial
from workers.storage import Storage
from workers.storage.queries import Query

ROOT = Path(__file__).parents[2]
CASES = 120
KIND, PARTY = "surat-keluar", "kanwil"


def model() -> str:
    """Drafting, signature, number and archive in a row."""
    headers = {key: value.format(kind=KIND, party=PARTY) for key, value in {**COMMON, **LETTER}.items()}
    draft = {"mulai": "now()", "surat": "null", "isi": "null", "catatan": "null", "daftar": "null"}
    steps = [
        ("buat-konsep-surat", draft),
        ("kunci-surat", {"mulai": "now()"}),
        ("beri-nomor-surat", {"mulai": "now()", "nomorLuar": "null"}),
        ("arsipkan-surat", {"mulai": "now()", "daftar": "null"}),
    ]
    tasks = "".join(task(n, kind, inputs, headers, f"f{n}", f"f{n + 1}") for n, (kind, inputs) in enumerate(steps))
    nodes = ["Start", *(f"Langkah_{n}" for n in range(len(steps))), "Selesai"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}" />'
        for n, (source, target) in enumerate(itertools.pairwise(nodes))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="alur">'
        '<bpmn:process id="uji-dibunuh" isExecutable="true">'
        '<bpmn:startEvent id="Start"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>'
        f"{tasks}"
        f'<bpmn:endEvent id="Selesai"><bpmn:incoming>f{len(steps)}</bpmn:incoming></bpmn:endEvent>'
        f"{flows}</bpmn:process></bpmn:definitions>"
    )


def start_worker(grpc_address: str, home: Path, log: Path) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "ALUR_HOME": str(home),
        "ALUR_ENGINE_ADDRESS": grpc_address,
        "ALUR_FILES_OFFICES": str(home / "offices"),
        # Jobs of a killed worker are given out again after this.
        "ALUR_ENGINE_JOB_SECONDS": "4",
        "ALUR_GATEWAY_ENABLED": "false",
        "ALUR_OBSERVE_PORT": str(free_port()),
    }
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "work"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def ended(client: EngineClient) -> int:
    return len(client.elements(process_id="uji-dibunuh", element="Selesai", state="COMPLETED"))


async def start_cases(engine: EngineUnderTest, folder: Path) -> None:
    channel = create_insecure_channel(grpc_address=engine.grpc_address)
    client = ZeebeClient(channel)
    path = folder / "uji-dibunuh.bpmn"
    path.write_text(model(), encoding="utf-8")
    await client.deploy_resource(path)
    for number in range(CASES):
        while True:
            try:
                await client.run_process("uji-dibunuh", {"nomorPerkara": f"P-{number}", "permohonan": REQUEST})
                break
            except ZeebeBackPressureError:
                await asyncio.sleep(0.1)
    await channel.close(grace=None)


def test_kill_9_again_and_again(engine: EngineUnderTest, tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "worker.log"
    copy_offices_for_trial(OFFICES, home / "offices")
    asyncio.run(start_cases(engine, tmp_path))
    worker = start_worker(engine.grpc_address, home, log)
    kills = 0
    try:
        deadline = time.monotonic() + 150
        while (done := ended(engine.client)) < CASES:
            assert time.monotonic() < deadline, f"{done} of {CASES} ended; {log.read_text()[-2000:]}"
            assert worker.poll() is None, log.read_text()[-2000:]
            # Killed while it is at work, not while it starts: after each further part of the cases.
            if done >= (kills + 1) * CASES // 6 and kills < 3:
                worker.kill()
                worker.wait()
                kills += 1
                worker = start_worker(engine.grpc_address, home, log)
            time.sleep(0.05)
    finally:
        worker.kill()
        worker.wait()
    assert kills == 3
    with (
        Storage.open(f"sqlite:///{home}/alur.db", letters=home / "letters", access="read") as storage,
        storage.read() as session,
    ):
        numbers = [row["urut"] for row in session.all(Query("n", "SELECT urut FROM nomor ORDER BY urut", "", ""))]
        states = {row["status"] for row in session.all(Query("s", "SELECT status FROM surat", "", ""))}
    assert numbers == list(range(1, CASES + 1))
    assert states == {"diarsipkan"}
    assert not engine.client.incidents(process_id="uji-dibunuh")
    assert REQUEST["nama"] not in log.read_text()
