"""All job types through the running worker: real engine, real storage, real mail."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
import socket
import time
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import httpx
import pytest
from aiosmtpd.controller import Controller
from docx import Document
from pyzeebe import ZeebeClient, create_insecure_channel

from deploy.camunda import EngineClient
from tests.process.engines import EngineUnderTest
from workers.app import running_worker
from workers.contract import CONTRACTS
from workers.observe import JsonLines
from workers.office.loading import copy_offices_for_trial
from workers.settings import Settings, load_settings
from workers.storage import Cases, Letters

OFFICES = Path(__file__).parents[2] / "deploy" / "offices"
OFFICE = "kemenag-dki"
NAME = "Siti Rahasiawati"
REQUEST = {
    "nama": NAME,
    "nip": "198001012005012001",
    "unitKerja": "MAN 1 Jakarta",
    "tanggalSurat": "2026-11-20",
    "nomorSurat": "12/MAN/2026",
}

LETTER = {
    "surat": "pengantar",
    "jenis": "{kind}",
    "nama": "Surat Pengantar",
    "perihal": "Usul Kartu Pegawai",
    "tujuan": "{party}",
}
COMMON = {"kantor": OFFICE, "sop": "karpeg-kemenag"}
STEPS: list[tuple[str, dict[str, str], dict[str, str]]] = [
    (
        "hitung-tenggat",
        {"kantor": f'"{OFFICE}"', "langkah": '"periksa"', "mulai": "now()", "waktuBaku": '"PT15M"'},
        {},
    ),
    (
        "buat-konsep-surat",
        {"mulai": "now()", "surat": "null", "isi": "null", "catatan": "null", "daftar": "null"},
        LETTER,
    ),
    ("kunci-surat", {"mulai": "now()"}, LETTER),
    ("beri-nomor-surat", {"mulai": "now()"}, LETTER),
    ("arsipkan-surat", {"mulai": "now()", "daftar": "null"}, LETTER),
    ("kirim-surat", {"mulai": "now()", "tujuan": '"{party}"'}, LETTER),
    ("ingatkan-instansi", {"mulai": "now()", "instansi": '"{party}"'}, LETTER),
    (
        "eskalasi-tenggat",
        {"mulai": "now()"},
        {"langkah": "periksa", "namaLangkah": "Periksa berkas", "pelaksana": "kasubbag-tu", "tingkat": "1"},
    ),
    (
        "catat-tanda-terima",
        {
            "kantor": f'"{OFFICE}"',
            "pelaksana": '"korpel"',
            "surat": "surat",
            "penerima": '"Petugas Agenda"',
            "tanggalTerima": f'"{dt.date.today().isoformat()}"',
        },
        {},
    ),
]


def task(
    step: int, job_type: str, inputs: dict[str, str], headers: dict[str, str], incoming: str, outgoing: str
) -> str:
    mapped = "".join(
        f'<zeebe:input source={quoteattr("=" + source)} target="{target}" />' for target, source in inputs.items()
    )
    # As in the compiled processes: without output mappings, results would stay in the task.
    mapped += "".join(
        f'<zeebe:output source="={name}" target="{name}" />' for name in CONTRACTS[job_type].output.model_fields
    )
    constants = "".join(f'<zeebe:header key="{key}" value={quoteattr(value)} />' for key, value in headers.items())
    return (
        f'<bpmn:serviceTask id="Langkah_{step}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{escape(job_type)}" retries="{CONTRACTS[job_type].retries}" />'
        f"<zeebe:ioMapping>{mapped}</zeebe:ioMapping><zeebe:taskHeaders>{constants}</zeebe:taskHeaders>"
        f"</bpmn:extensionElements><bpmn:incoming>{incoming}</bpmn:incoming><bpmn:outgoing>{outgoing}</bpmn:outgoing>"
        "</bpmn:serviceTask>"
    )


def model(kind: str, party: str) -> str:
    """All steps in a row, then the wait for the answer, then the cancelling."""
    parts, flows = [], ['<bpmn:sequenceFlow id="f0" sourceRef="Start" targetRef="Langkah_0" />']
    for step, (job_type, inputs, headers) in enumerate(STEPS):
        constants = {key: value.format(kind=kind, party=party) for key, value in {**COMMON, **headers}.items()}
        values = {key: value.format(party=party) if "{party}" in value else value for key, value in inputs.items()}
        parts.append(task(step, job_type, values, constants, f"f{step}", f"f{step + 1}"))
        target = f"Langkah_{step + 1}" if step + 1 < len(STEPS) else "Tunggu"
        flows.append(f'<bpmn:sequenceFlow id="f{step + 1}" sourceRef="Langkah_{step}" targetRef="{target}" />')
    last = len(STEPS)
    parts.append(task(last, "batalkan-surat", {"mulai": "now()", "alasan": '"uji"'}, COMMON, "fb", "fe"))
    flows.append(f'<bpmn:sequenceFlow id="fb" sourceRef="Tunggu" targetRef="Langkah_{last}" />')
    flows.append(f'<bpmn:sequenceFlow id="fe" sourceRef="Langkah_{last}" targetRef="Selesai" />')
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="alur">'
        '<bpmn:process id="uji-semua" isExecutable="true"><bpmn:extensionElements><zeebe:executionListeners>'
        f'<zeebe:executionListener eventType="end" type="tutup-perkara" '
        f'retries="{CONTRACTS["tutup-perkara"].retries}" />'
        "</zeebe:executionListeners></bpmn:extensionElements>"
        '<bpmn:startEvent id="Start"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>'
        f"{''.join(parts)}"
        '<bpmn:receiveTask id="Tunggu" messageRef="M">'
        f"<bpmn:incoming>f{last}</bpmn:incoming><bpmn:outgoing>fb</bpmn:outgoing></bpmn:receiveTask>"
        '<bpmn:endEvent id="Selesai"><bpmn:incoming>fe</bpmn:incoming></bpmn:endEvent>'
        f"{''.join(flows)}</bpmn:process>"
        '<bpmn:message id="M" name="balasan-surat"><bpmn:extensionElements>'
        '<zeebe:subscription correlationKey="=surat.idSurat" /></bpmn:extensionElements></bpmn:message>'
        "</bpmn:definitions>"
    )


class Mails:
    """Keeps what the worker sends."""

    def __init__(self) -> None:
        self.received: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.received.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def mails() -> Iterator[tuple[Mails, int]]:
    sink = Mails()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    yield sink, port
    controller.stop()


@pytest.fixture
def settings(engine: EngineUnderTest, mails: tuple[Mails, int], tmp_path: Path) -> Settings:
    offices = tmp_path / "offices"
    offices.mkdir()
    copy_offices_for_trial(OFFICES, offices)
    environment = {
        "ALUR_SMTP_PORT": str(mails[1]),
        "ALUR_GATEWAY_PORT": "0",
        "ALUR_OBSERVE_PORT": "0",
        "ALUR_ENGINE_POLL_SECONDS": "5",
        "ALUR_GATEWAY_TOKEN_LOKAL": "token-lokal-0123456789",
    }
    return load_settings(
        tmp_path / "home", offices=offices, environment=environment, engine_address=engine.grpc_address
    )


def wait(condition: Any, seconds: float = 30.0) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        if found := condition():
            return found
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def ended(client: EngineClient, key: str) -> bool:
    case = client.case(key)
    return case is not None and case.state == "COMPLETED"


def sent_variable(letter: Any) -> Any:
    """The letter as the case has it, once it is sent."""
    return letter if letter and letter["status"] == "dikirim" else None


def test_every_job_type_end_to_end(
    engine: EngineUnderTest, settings: Settings, mails: tuple[Mails, int], tmp_path: Path
) -> None:
    sink, _ = mails
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())

    async def scenario() -> None:
        channel = create_insecure_channel(grpc_address=engine.grpc_address)
        client = ZeebeClient(channel)
        path = tmp_path / "uji.bpmn"
        async with running_worker(settings) as worker:
            office = worker.services.offices[OFFICE]
            kind = sorted(kind for kind, register in office.registers.items() if register.sumber == "alur")[0]
            party = sorted(key for key, value in office.pihak_luar.items() if value.email)[0]
            path.write_text(model(kind, party), encoding="utf-8")
            await client.deploy_resource(path)
            await worker.wait_ready()
            async with httpx.AsyncClient() as http:
                assert (await http.get(f"{worker.health_url}/readyz")).status_code == 200
            case = await client.run_process("uji-semua", {"nomorPerkara": "P-77", "permohonan": REQUEST})
            key = case.process_instance_key
            letters = Letters(worker.services.storage)

            def sent() -> Any:
                problems = engine.client.incidents(str(key))
                assert not problems, problems
                found = letters.of_process(key)
                return found and found[0].status == "dikirim" and worker.services.deadlines.breaches(key) and found[0]

            letter = await asyncio.to_thread(wait, sent)
            assert letter.nomor
            variable = await asyncio.to_thread(
                wait, lambda: sent_variable(engine.client.variables(str(key)).get("surat"))
            )
            async with httpx.AsyncClient() as http:
                served = await http.get(variable["tautan"])
                assert served.status_code == 200
                text = "\n".join(p.text for p in Document(io.BytesIO(served.content)).paragraphs)
                assert served.content[:2] == b"PK"
                assert text.strip()
                answer = {
                    "idPesan": "1",
                    "idSurat": letter.id,
                    "hasil": "terbit",
                    "tanggal": dt.date.today().isoformat(),
                }
                response = await http.post(
                    f"{worker.gateway_url}/v1/balasan",
                    json=answer,
                    headers={"authorization": "Bearer token-lokal-0123456789"},
                )
                assert response.status_code == 200
                await asyncio.to_thread(wait, lambda: Cases(worker.services.storage).withdrawn(key))
                # Letter and breach; the reminder waits for the office's hours, and the answer made it needless.
                await asyncio.to_thread(wait, lambda: len(sink.received) >= 2)
                await asyncio.to_thread(wait, lambda: ended(engine.client, str(key)))
                metrics = (await http.get(f"{worker.health_url}/metrics")).text
            for job_type in CONTRACTS:
                assert f'alur_jobs_total{{outcome="completed",type="{job_type}"}} 1.0' in metrics
            due = worker.services.deadlines.latest(key, "periksa")
            assert due is not None
            kinds = [delivery.kind for delivery in worker.services.outbox.of_letter(letter.id)]
            assert sorted(kinds) == ["pengingat", "surat"]
        await channel.close(grace=None)

    logging.getLogger().addHandler(handler)
    try:
        asyncio.run(scenario())
    finally:
        logging.getLogger().removeHandler(handler)
    identities = [mail["Message-ID"] for mail in sink.received]
    assert len(set(identities)) == len(identities)
    assert NAME not in stream.getvalue()
