"""The channels themselves: mail and webhooks, their errors, TLS and signatures, and what the messages say."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.outbox_case import DOCX, HOUR, KANWIL, LETTER, NOTICE, SECRET, archived, only, outbox
from tests.workers.registers import NOW, OFFICE
from tests.workers.sinks import MailSink, WebhookSink, certificate
from workers.notifying import (
    BreachNotice,
    DeliveryFailed,
    Outbox,
    Receiver,
    SmtpServer,
    Webhook,
)
from workers.notifying.mail import mail
from workers.notifying.messages import long_time, write
from workers.notifying.sending import Outgoing
from workers.storage import Storage


@pytest.fixture
def sink() -> Iterator[MailSink]:
    made = MailSink()
    yield made
    made.stop()


@pytest.fixture
def hook() -> Iterator[WebhookSink]:
    made = WebhookSink()
    yield made
    made.stop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_with_login_and_a_checked_certificate(tmp_path: Path, security: str) -> None:
    context, trusted = certificate(tmp_path)
    options = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    sink: MailSink
    sink = MailSink(
        authenticator=lambda *arguments: sink.authenticate(*arguments),
        auth_require_tls=security == "starttls",
        **options,
    )
    try:
        server = SmtpServer(
            "127.0.0.1",
            sink.port,
            "alur@kemenag.example",
            security,
            "alur",
            "rahasia-surel",
            5,
            trusted,  # type: ignore[arg-type]
        )
        with Storage.open(f"sqlite:///{tmp_path}/alur.db") as storage:
            archived(storage)
            box = Outbox(storage, lambda *_: KANWIL, server)
            box.put(NOTICE, KANWIL, NOW)
            for wrong, told in ((replace(server, ca_file=None), "SSL"), (replace(server, password="x"), "535")):
                with pytest.raises(DeliveryFailed, match=told) as error:
                    Outbox(storage, lambda *_: KANWIL, wrong).deliver_now("surat", LETTER, NOW)
                assert error.value.retryable
            assert only(box.deliver_now("surat", LETTER, NOW)).status == "terkirim"
        assert sink.logins[-1] == b"alur"
        assert len(sink.raw) == 1
    finally:
        sink.stop()


@pytest.mark.parametrize(
    "make",
    [
        lambda: SmtpServer("mail.example", 25, "a@b.example", "none", "user", "geheim"),
        lambda: SmtpServer("mail.example", 25, "kein absender", "tls"),
        lambda: Webhook("http://example.org/", SECRET),
        lambda: Webhook("https://user:geheim@example.org/", SECRET),
        lambda: Webhook("https://example.org/", "kurz"),
        lambda: Receiver("x", "X", "a@b.example\nBcc: c@d.example"),
        lambda: Receiver("x", "X", "a@b.example, c@d.example"),
    ],
)
def test_unsafe_settings_are_refused(make: object) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011 - each has its own words
        make()  # type: ignore[operator]
    assert "geheim" not in str(error.value)


def test_secrets_are_not_printed() -> None:
    shown = repr(Receiver("x", "X", webhook=Webhook("https://example.org/", SECRET)))
    shown += repr(SmtpServer("h", 25, "a@b.example", "tls", "u", "geheim"))
    assert SECRET not in shown
    assert "geheim" not in shown


@given(name=st.text(max_size=60), subject=st.text(max_size=80), number=st.text(alphabet="B-0123/.\r\n é", max_size=40))
def test_no_text_breaks_out_of_a_header(name: str, subject: str, number: str) -> None:
    text = write(replace(NOTICE, nama_surat=subject, nomor=number, nama_penerima=name))
    outgoing = Outgoing("surat-1", NOW, "surat", text.subject, text.plain, text.html, text.data, None)
    receiver = Receiver("x", " ".join(name.split()), "a@b.example")
    server = SmtpServer("h", 25, "s@s.example", "none")
    try:
        raw = mail(outgoing, receiver, server).as_bytes()
    except ValueError:
        return  # refused, not sent
    parsed = BytesParser(policy=default).parsebytes(raw)
    assert set(parsed.keys()) == {
        "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
    }  # fmt: skip


def test_breach_notice_says_when_in_the_offices_time() -> None:
    for hours, zone in ((7, "WIB"), (8, "WITA"), (9, "WIT")):
        due = dt.datetime(2025, 3, 5, 16, 0, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
        text = write(BreachNotice(9, 1, OFFICE, "Kantor", "SOP", "Periksa konsep", "Kasubbag", "1/2025", "Kepala", due))
        assert f"Tenggat       : 5 Maret 2025 pukul 16.00 {zone}" in text.plain
        assert text.subject == "Tenggat terlampaui: Periksa konsep (perkara 1/2025)"
        assert "pemberitahuan ke-" not in text.plain
    second = write(BreachNotice(9, 2, OFFICE, "K", "SOP", "Periksa", "Kasubbag", "1", "Kepala", None, "http://x/y"))
    assert "pemberitahuan ke-2" in second.plain
    assert "Tenggat   " not in second.plain
    assert "http://x/y" in second.html
    with pytest.raises(ValueError, match="zone"):
        long_time(dt.datetime(2025, 1, 1))


@pytest.mark.parametrize(
    ("rcpt", "data", "galat", "dead"),
    [
        ("550 no such user tu@kanwil.example", None, "RCPT 550", True),
        ("450 greylisted", None, "RCPT 450", False),
        (None, "554 refused", "DATA 554", True),
        (None, "552 full", "DATA 552", False),
        (None, "421 closing", "DATA 421", False),
    ],
)
def test_mail_errors(
    storage: Storage, sink: MailSink, rcpt: str | None, data: str | None, galat: str, dead: bool
) -> None:
    archived(storage)
    box = outbox(storage, sink)
    box.put(NOTICE, KANWIL, NOW)
    sink.rcpt = rcpt
    sink.answers = [data] if data else []
    with pytest.raises(DeliveryFailed) as error:
        box.deliver_now("surat", LETTER, NOW)
    failed = only(error.value.deliveries)
    assert (failed.galat, failed.status, error.value.retryable) == (galat, "gagal" if dead else "menunggu", not dead)
    assert "@" not in str(error.value)


@pytest.mark.parametrize(
    ("status", "headers", "dead"),
    [(400, {}, True), (404, {}, True), (301, {"location": "http://127.0.0.1:9/"}, True), (401, {}, True),
     (408, {}, False), (429, {"retry-after": "7200"}, False), (500, {}, False), (503, {}, False)],
)  # fmt: skip
def test_webhook_errors(storage: Storage, hook: WebhookSink, status: int, headers: dict[str, str], dead: bool) -> None:
    archived(storage)
    receiver = Receiver("taspen", "PT TASPEN", webhook=Webhook(hook.url, SECRET))
    box = outbox(storage, None, receiver)
    box.put(NOTICE, receiver, NOW)
    hook.answers = [(status, headers)]
    with pytest.raises(DeliveryFailed) as error:
        box.deliver_now("surat", LETTER, NOW)
    failed = only(error.value.deliveries)
    assert (failed.galat, failed.status) == (f"HTTP {status}", "gagal" if dead else "menunggu")
    if status == 429:
        assert failed.next_try >= NOW + 2 * HOUR
    assert len(hook.posted) == 1


def test_a_webhook_is_signed_over_id_time_and_body(storage: Storage, hook: WebhookSink) -> None:
    archived(storage)
    receiver = Receiver("taspen", "PT TASPEN", webhook=Webhook(hook.url, SECRET))
    box = outbox(storage, None, receiver)
    box.put(NOTICE, receiver, NOW)
    hook.answers = [(503, {})]
    with pytest.raises(DeliveryFailed) as error:
        box.deliver_now("surat", LETTER, NOW)
    assert error.value.retryable
    sent = only(box.deliver_now("surat", LETTER, NOW + HOUR))
    assert (sent.status, sent.bukti) == ("terkirim", "204")
    first, second = hook.posted
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["idempotency-key"] == sent.id
    for posted, at in ((first, NOW), (second, NOW + HOUR)):
        stamp = posted.headers["webhook-timestamp"]
        assert int(stamp) == int(at.timestamp())
        signed_text = f"{sent.id}.{stamp}.".encode() + posted.body
        expected = base64.b64encode(hmac.digest(SECRET.encode(), signed_text, "sha256")).decode()
        assert posted.headers["webhook-signature"] == f"v1,{expected}"
    content = json.loads(first.body)
    assert content["data"]["nomor"] == NOTICE.nomor
    assert base64.b64decode(content["lampiran"]["isi"]) == DOCX
    assert content["lampiran"]["sha256"] == hashlib.sha256(DOCX).hexdigest()


@pytest.mark.parametrize("where", ["mail", "webhook"])
def test_a_side_that_does_not_listen_is_tried_again(storage: Storage, where: str) -> None:
    archived(storage)
    receiver = Receiver("x", "X", "x@x.example") if where == "mail" else (
        Receiver("x", "X", webhook=Webhook("http://127.0.0.1:9/", SECRET))
    )  # fmt: skip
    box = Outbox(storage, lambda *_: receiver, SmtpServer("127.0.0.1", 9, "a@a.example", "none"))
    box.put(NOTICE, receiver, NOW)
    with pytest.raises(DeliveryFailed, match=r"ConnectionRefusedError|ConnectError") as error:
        box.deliver_now("surat", LETTER, NOW)
    assert error.value.retryable
