"""A case whose jobs tests call one after the other, with a mail server that tests can break."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workers.contract import CONTRACTS
from workers.handlers.registry import HANDLERS, bound
from workers.handlers.services import Services
from workers.runtime.task import JobContext

OFFICES = Path(__file__).parents[2] / "deploy" / "offices"
OFFICE = "kemenag-dki"
KIND = "surat-keluar"
NOW = "2026-11-24T03:15:20.123Z[Etc/UTC]"
NAME, NIP = "Siti Rahasiawati", "198001012005012001"
REQUEST = {
    "nama": NAME,
    "nip": NIP,
    "unitKerja": "MAN 1 Jakarta",
    "tanggalSurat": "2026-11-20",
    "nomorSurat": "12/MAN/2026",
}
HEADERS = {
    "kantor": OFFICE,
    "sop": "karpeg-kemenag",
    "surat": "pengantar",
    "jenis": KIND,
    "nama": "Surat Pengantar",
    "perihal": "Usul Kartu Pegawai",
    "tujuan": "kanwil",
}
BREACH = {
    "kantor": OFFICE,
    "sop": "karpeg-kemenag",
    "langkah": "periksa",
    "namaLangkah": "Periksa berkas",
    "pelaksana": "kasubbag-tu",
}


@dataclass
class Case:
    """A case whose jobs are called one after the other, as the process would."""

    services: Services
    key: int = 4711
    element: int = 100

    def job(self, job_type: str, values: dict[str, Any], headers: dict[str, Any] | None = None, **changes: Any) -> Any:
        """The handler's output, or its failure raised."""
        contract = CONTRACTS[job_type]
        context = JobContext(1, self.key, changes.get("element", self.element), "Task_X", "proses", 1)
        handle = bound(HANDLERS[job_type].handle, self.services)
        given = contract.header.model_validate(HEADERS if headers is None else headers)
        return handle(contract.input.model_validate({"mulai": NOW, "nomorPerkara": "P-1", **values}), given, context)

    def drafted(self, **changes: Any) -> Any:
        return self.job("buat-konsep-surat", {"permohonan": REQUEST, **changes})

    def surat(self, upto: str, **changes: Any) -> dict[str, Any]:
        """`surat` as the process holds it after the step."""
        draft = self.drafted(**changes)
        surat = draft.surat
        if upto != "buat-konsep-surat":
            surat = self.job("kunci-surat", {"surat": surat.model_dump(), "isi": draft.isi}).surat
        for step, values in (
            ("beri-nomor-surat", {}),
            ("arsipkan-surat", {"permohonan": REQUEST}),
            ("kirim-surat", {"tujuan": "kanwil"}),
        ):
            if upto in ("buat-konsep-surat", "kunci-surat"):
                break
            surat = self.job(step, {"surat": surat.model_dump(), **values}).surat
            if step == upto:
                break
        return surat.model_dump(mode="json")  # type: ignore[no-any-return]


class Sent:
    """Stands in for the mail server's side of the outbox."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.messages: list[str] = []
        self.receivers: list[Any] = []
        self.texts: list[str] = []
        self.failure: Exception | None = None

        def send_mail(outgoing: Any, receiver: Any, _server: Any) -> str:
            if self.failure is not None:
                raise self.failure
            self.messages.append(outgoing.id)
            self.receivers.append(receiver)
            self.texts.append(outgoing.plain)
            return "250 OK"

        monkeypatch.setattr("workers.notifying.outbox.send_mail", send_mail)
