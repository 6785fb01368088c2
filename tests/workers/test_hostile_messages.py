"""Messages with hostile names, addresses and receivers: refused or sent harmlessly, and never in the way of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import pytest

from tests.workers.outbox_case import NOTICE, SECRET, archived
from tests.workers.registers import NOW
from tests.workers.sinks import MailSink
from workers.notifying import Outbox, Receiver, SendingPolicy, SmtpServer, Webhook
from workers.notifying.mail import mail
from workers.notifying.sending import Outgoing
from workers.storage import Storage


@pytest.fixture
def sink() -> Iterator[MailSink]:
    made = MailSink()
    yield made
    made.stop()


def test_a_message_that_cannot_be_made_holds_up_no_other(storage: Storage, sink: MailSink) -> None:
    """Its error used to end the pass before it was counted: never dead, and in the way of all that came after it."""
    archived(storage)
    cruel = Receiver("kanwil", "Kanwil", webhook=Webhook("https://label..kosong/", SECRET))
    good = Receiver("bkn", "BKN", "tu@bkn.example")
    receivers = {"kanwil": cruel, "bkn": good}
    server = SmtpServer("127.0.0.1", sink.port, "alur@localhost", "none")
    box = Outbox(storage, lambda _, key: receivers[key], server, SendingPolicy(attempts=2))
    box.put(NOTICE, cruel, NOW)
    box.put(NOTICE, good, NOW)
    report = box.deliver_due(NOW)
    assert (report.sent, report.failed) == (1, 1)
    assert box.deliver_due(NOW + dt.timedelta(days=1)).dead == 1
    [dead] = box.list("gagal")
    assert (dead.penerima, dead.galat) == ("kanwil", "UnicodeError")


@pytest.mark.parametrize(
    "address",
    ["budi..s@kantor.example", ".budi@kantor.example", "budi.@kantor.example", "b@-kantor.example", "b@kantor..example",
     "x" * 65 + "@kantor.example", "b@" + "k" * 260, "b@kantor.example\r\nBcc: x@y.example", "b\x00@kantor.example",
     "bùdi@kantor.example", "b@kantor.example,x@y.example", "@", "b@"],
)  # fmt: skip
def test_what_no_mail_server_takes_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match="e-mail address"):
        Receiver("pemohon", "Pemohon", address)


@pytest.mark.parametrize(
    "name", ["Kanwil\r\nBcc: x@y.example", "a\x00b", "a\u202eb", 'koma, "kutip" <x@y.example>', "\ud800"]
)
def test_a_name_is_one_line_of_the_head(name: str) -> None:
    outgoing = Outgoing("surat-1", NOW, "surat", "Subjek", "teks", "<p>teks</p>", "{}", None)
    raw = mail(outgoing, Receiver("x", name, "a@b.example"), SmtpServer("h", 25, "s@s.example", "none")).as_bytes()
    parsed = message_from_bytes(raw, policy=default)
    assert [address.addr_spec for address in parsed["To"].addresses] == ["a@b.example"]
    assert parsed["Bcc"] is None
    assert b"\x00" not in raw
