"""A letter to send, where to, and an outbox that sends it."""

from __future__ import annotations

import datetime as dt

from tests.workers.registers import DAY, NOW, OFFICE, RULE, signed
from tests.workers.sinks import MailSink
from workers.notifying import (
    Delivery,
    LetterNotice,
    Outbox,
    Receiver,
    SendingPolicy,
    SmtpServer,
)
from workers.numbering import Register
from workers.storage import Archive, Storage

LETTER = "7-pengantar-1"
DOCX = b"PK\x03\x04 isi surat"
SECRET = "rahasia-yang-panjang"
NOTICE = LetterNotice(
    LETTER,
    OFFICE,
    "Kantor Kementerian Agama",
    "Surat Pengantar",
    "B-1/Kk.09.1/1/KP.07.6/03/2025",
    DAY,
    "Usul Karpeg <3>",
    "Kepala Kanwil",
)
KANWIL = Receiver("kanwil", "Kepala Kanwil", "tu@kanwil.example")
HOUR = dt.timedelta(hours=1)


def archived(storage: Storage) -> None:
    Register(storage).take(signed(storage, 7), RULE, DAY, NOW)
    Archive(storage).store(LETTER, DOCX, NOW)


def outbox(
    storage: Storage, sink: MailSink | None, *receivers: Receiver, policy: SendingPolicy | None = None
) -> Outbox:
    known = {receiver.kode: receiver for receiver in receivers or (KANWIL,)}
    smtp = SmtpServer("127.0.0.1", sink.port, "alur@kemenag.example", "none") if sink else None
    return Outbox(storage, lambda _, kode: known[kode], smtp, policy)


def only(deliveries: list[Delivery]) -> Delivery:
    assert len(deliveries) == 1
    return deliveries[0]
