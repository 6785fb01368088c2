"""The process that the chaos run drives: a letter's whole life and, beside it, a deadline that passes."""

from __future__ import annotations

from typing import Any

from tests.process.test_worker_jobs import COMMON, LETTER, REQUEST, task

PROCESS = "uji-kacau"
START_MESSAGE = "uji-kacau-mulai"
"""Cases start by message: its id makes the start exactly once, also when the engine dies before it answers."""
KIND, PARTY = "surat-keluar", "kanwil"
NAME = "Siti Rahasiawati"
"""Stands in every case's request, so it must be in the letters and never in a log."""

_LETTER_STEPS: list[tuple[str, dict[str, str]]] = [
    ("buat-konsep-surat", {"mulai": "now()", "surat": "null", "isi": "null", "catatan": "null", "daftar": "null"}),
    ("kunci-surat", {"mulai": "now()"}),
    ("beri-nomor-surat", {"mulai": "now()", "nomorLuar": "null"}),
    ("arsipkan-surat", {"mulai": "now()", "daftar": "null"}),
    ("kirim-surat", {"mulai": "now()", "tujuan": f'"{PARTY}"'}),
]
_DEADLINE = {"kantor": f'"{COMMON["kantor"]}"', "langkah": '"periksa"', "mulai": "now()", "waktuBaku": '"PT15M"'}
_LATE = {**COMMON, "langkah": "periksa", "namaLangkah": "Periksa berkas", "pelaksana": "kasubbag-tu", "tingkat": "1"}


def request(case: str) -> dict[str, Any]:
    """The request of a case; its name is the case's own, so that a letter with another one's text is noticed."""
    return {**REQUEST, "nama": f"{NAME} {case}"}


def model() -> str:
    """Deadline; then the letter (drafted, signed, numbered, archived, sent, answered) beside the passing deadline."""
    headers = {key: value.format(kind=KIND, party=PARTY) for key, value in {**COMMON, **LETTER}.items()}
    parts = [
        task(0, "hitung-tenggat", _DEADLINE, {}, "f-start", "f-fork"),
        _gateway("Cabang", ["f-fork"], ["f-letter-0", "f-timer"]),
        *(
            task(n + 1, kind, inputs, headers, f"f-letter-{n}", f"f-letter-{n + 1}")
            for n, (kind, inputs) in enumerate(_LETTER_STEPS)
        ),
        '<bpmn:receiveTask id="Tunggu" messageRef="Balasan">'
        f"<bpmn:incoming>f-letter-{len(_LETTER_STEPS)}</bpmn:incoming><bpmn:outgoing>f-answered</bpmn:outgoing>"
        "</bpmn:receiveTask>",
        '<bpmn:intermediateCatchEvent id="Lewat"><bpmn:incoming>f-timer</bpmn:incoming>'
        "<bpmn:outgoing>f-late</bpmn:outgoing><bpmn:timerEventDefinition><bpmn:timeDate>=tenggat</bpmn:timeDate>"
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
        task(9, "eskalasi-tenggat", {"mulai": "now()"}, _LATE, "f-late", "f-told"),
        _gateway("Gabung", ["f-answered", "f-told"], ["f-end"]),
    ]
    flows = [
        ("f-start", "Mulai", "Langkah_0"),
        ("f-fork", "Langkah_0", "Cabang"),
        ("f-letter-0", "Cabang", "Langkah_1"),
        *((f"f-letter-{n}", f"Langkah_{n}", f"Langkah_{n + 1}") for n in range(1, len(_LETTER_STEPS))),
        (f"f-letter-{len(_LETTER_STEPS)}", f"Langkah_{len(_LETTER_STEPS)}", "Tunggu"),
        ("f-answered", "Tunggu", "Gabung"),
        ("f-timer", "Cabang", "Lewat"),
        ("f-late", "Lewat", "Langkah_9"),
        ("f-told", "Langkah_9", "Gabung"),
        ("f-end", "Gabung", "Selesai"),
    ]
    lines = "".join(f'<bpmn:sequenceFlow id="{i}" sourceRef="{a}" targetRef="{b}" />' for i, a, b in flows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="alur">'
        f'<bpmn:message id="Pembuka" name="{START_MESSAGE}" />'
        '<bpmn:message id="Balasan" name="balasan-surat"><bpmn:extensionElements>'
        '<zeebe:subscription correlationKey="=surat.idSurat" /></bpmn:extensionElements></bpmn:message>'
        f'<bpmn:process id="{PROCESS}" isExecutable="true">'
        '<bpmn:startEvent id="Mulai"><bpmn:outgoing>f-start</bpmn:outgoing>'
        '<bpmn:messageEventDefinition messageRef="Pembuka" /></bpmn:startEvent>'
        f"{''.join(parts)}"
        '<bpmn:endEvent id="Selesai"><bpmn:incoming>f-end</bpmn:incoming></bpmn:endEvent>'
        f"{lines}</bpmn:process></bpmn:definitions>"
    )


def _gateway(name: str, incoming: list[str], outgoing: list[str]) -> str:
    arrows = [f"<bpmn:incoming>{flow}</bpmn:incoming>" for flow in incoming]
    arrows += [f"<bpmn:outgoing>{flow}</bpmn:outgoing>" for flow in outgoing]
    return f'<bpmn:parallelGateway id="{name}">{"".join(arrows)}</bpmn:parallelGateway>'
