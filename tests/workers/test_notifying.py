"""Sending: what arrives, what is tried again, what is dead, and that nothing is sent under two identities."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.registers import DAY, NOW, OFFICE, RULE, Place, letter, signed
from tests.workers.sinks import MailSink, WebhookSink, certificate
from workers.notifying import (
    BreachNotice,
    Delivery,
    DeliveryFailed,
    LetterNotice,
    Outbox,
    Receiver,
    ReminderNotice,
    SendingPolicy,
    SmtpServer,
    Webhook,
)
from workers.notifying.mail import mail, send_mail
from workers.notifying.messages import long_time, write
from workers.notifying.sending import Outgoing
from workers.numbering import Register
from workers.storage import Archive, LetterNotFound, Letters, Storage, StorageError
from workers.storage.queries import load

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


def test_a_letter_arrives_with_its_file(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    box = outbox(storage, sink)
    box.put(NOTICE, KANWIL, NOW)
    sent = only(box.deliver_now("surat", LETTER, NOW))
    assert (sent.status, sent.bukti, sent.attempts) == ("terkirim", "250 OK queued as 4XyZ9", 1)
    arrived = sink.messages[0]
    assert arrived["Message-ID"] == f"<{sent.id}@kemenag.example>"
    assert (arrived["From"], arrived["To"]) == ("alur@kemenag.example", "Kepala Kanwil <tu@kanwil.example>")
    assert arrived["Subject"] == "Surat Pengantar Nomor B-1/Kk.09.1/1/KP.07.6/03/2025 - Kantor Kementerian Agama"
    plain, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Tanggal : 4 Maret 2025" in plain.get_content()
    assert "Usul Karpeg <3>" in plain.get_content()
    assert "Usul Karpeg &lt;3&gt;" in html.get_content()
    (attached,) = arrived.iter_attachments()
    assert attached.get_filename() == "B-1-Kk.09.1-1-KP.07.6-03-2025.docx"
    assert attached.get_content() == DOCX
    assert only(box.deliver_now("surat", LETTER, NOW + HOUR)) == sent
    assert len(sink.raw) == 1


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


def test_every_try_is_the_same_message(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    box = outbox(storage, sink)
    box.put(NOTICE, KANWIL, NOW)
    seen: list[bytes] = []
    sink.answers = ["451 try later"]
    sink.on_data = lambda: seen.append(b"")
    with pytest.raises(DeliveryFailed):
        box.deliver_now("surat", LETTER, NOW)
    # A crash after the server took the message and before that was recorded: it is sent again.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workers.notifying.outbox.send_mail", _then_crash)
        with pytest.raises(KeyboardInterrupt):
            box.deliver_now("surat", LETTER, NOW + HOUR)
    with pytest.raises(DeliveryFailed, match="being sent by another") as error:
        box.deliver_now("surat", LETTER, NOW + HOUR)  # the dead sender's lease still runs
    assert error.value.retryable
    sent = only(box.deliver_now("surat", LETTER, NOW + 2 * HOUR))
    assert (sent.status, sent.attempts, len(seen)) == ("terkirim", 3, 3)
    assert len(sink.raw) == 2
    assert sink.raw[0] == sink.raw[1]


def _then_crash(*arguments: object) -> str:
    send_mail(*arguments)  # type: ignore[arg-type]
    raise KeyboardInterrupt


def test_putting_again_changes_nothing_and_each_receiver_and_channel_has_its_own(
    storage: Storage, sink: MailSink, hook: WebhookSink
) -> None:
    archived(storage)
    both = Receiver("taspen", "PT TASPEN", "surat@taspen.example", Webhook(hook.url, SECRET))
    box = outbox(storage, sink, both, KANWIL)
    for _ in range(2):
        assert len(box.put(NOTICE, both, NOW)) == 2
        assert len(box.put(NOTICE, KANWIL, NOW)) == 1
    sink.rcpt = "452 later"
    with pytest.raises(DeliveryFailed) as error:
        box.deliver_now("surat", LETTER, NOW)
    assert {(d.penerima, d.channel) for d in error.value.deliveries} == {("taspen", "email"), ("kanwil", "email")}
    sink.rcpt = None
    assert {d.status for d in box.deliver_now("surat", LETTER, NOW)} == {"terkirim"}
    assert len(hook.posted) == 1
    assert sorted(str(item["To"]) for item in sink.messages) == [
        "Kepala Kanwil <tu@kanwil.example>", "PT TASPEN <surat@taspen.example>",
    ]  # fmt: skip


def test_a_message_is_written_with_what_it_is_about_or_not_at_all(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    box = outbox(storage, sink)

    def fail_after_putting() -> None:
        with storage.transaction():
            box.put(NOTICE, KANWIL, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_putting()
    with pytest.raises(LetterNotFound):
        box.deliver_now("surat", LETTER, NOW)


def test_a_receiver_on_paper_gets_no_message(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    assert outbox(storage, sink).put(NOTICE, Receiver("kanwil", "Kepala Kanwil"), NOW) == []


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


def test_the_background_sends_what_is_due_waits_longer_each_time_and_gives_up(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    policy = SendingPolicy(attempts=4, first_wait=60, longest_wait=200)
    box = outbox(storage, sink, policy=policy)
    box.put(NOTICE, KANWIL, NOW)
    sink.answers = ["451 later"] * 4
    now, waits = NOW, []
    for attempt in range(1, 5):
        report = box.deliver_due(now)
        assert (report.sent, report.failed, report.dead) == ((0, 1, 0) if attempt < 4 else (0, 0, 1))
        delivery = only(box.list())
        waits.append((delivery.next_try - now).total_seconds())
        assert box.deliver_due(delivery.next_try - dt.timedelta(seconds=1)).failed == 0
        now = delivery.next_try
    for wait, whole in zip(waits, (60, 120, 200, 200), strict=True):
        assert whole * 0.5 <= wait <= whole + 1
    dead = only(box.list("gagal"))
    assert (dead.attempts, dead.galat) == (4, "DATA 451")
    assert box.counts() == {"gagal": 1}
    assert box.deliver_due(now + 100 * HOUR).sent == 0
    box.resend(dead.id, now)
    assert box.deliver_due(now).sent == 1
    with pytest.raises(StorageError, match="terkirim"):
        box.resend(dead.id, now)


def test_a_job_that_a_person_retries_sends_a_dead_letter_too(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    box = outbox(storage, sink)
    box.put(NOTICE, KANWIL, NOW)
    sink.rcpt = "550 unknown"
    with pytest.raises(DeliveryFailed):
        box.deliver_now("surat", LETTER, NOW)
    sink.rcpt = None
    corrected = outbox(storage, sink, replace(KANWIL, email="baru@kanwil.example"))
    assert only(corrected.deliver_now("surat", LETTER, NOW)).status == "terkirim"
    assert sink.messages[0]["To"] == "Kepala Kanwil <baru@kanwil.example>"


@pytest.mark.parametrize("error", [KeyError, ValueError])
def test_a_receiver_that_the_office_no_longer_has_is_dead_not_lost(
    storage: Storage, sink: MailSink, error: type[Exception]
) -> None:
    archived(storage)
    outbox(storage, sink).put(NOTICE, KANWIL, NOW)

    def unknown(*_: str) -> Receiver:
        raise error

    box = Outbox(storage, unknown, SmtpServer("127.0.0.1", sink.port, "a@a.example", "none"))
    assert box.deliver_due(NOW).dead == 1
    assert only(box.list("gagal")).galat in ("penerima-tidak-dikenal", "penerima-salah")


def test_an_applicants_address_is_kept_only_until_sent(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    applicant = Receiver("pemohon", "Pemohon", "siti@surat.example", one_off=True)
    box = outbox(storage, sink, Receiver("pemohon", "Pemohon"))
    box.put(NOTICE, applicant, NOW)
    box.deliver_due(NOW)
    assert sink.messages[0]["To"] == "Pemohon <siti@surat.example>"
    with storage.read() as session:
        row = session.one(load("outbox")["by_id"], id=only(box.list()).id)
    assert row is not None
    assert not any("siti" in str(row[name]) for name in ("alamat", "subjek", "teks", "html", "data", "bukti"))


def test_a_cancelled_letter_does_not_leave(storage: Storage, sink: MailSink) -> None:
    archived(storage)
    box = outbox(storage, sink)
    box.put(NOTICE, KANWIL, NOW)
    Letters(storage).cancel(LETTER, "dicabut", NOW)
    assert box.deliver_due(NOW).sent == 0
    assert only(box.deliver_now("surat", LETTER, NOW)).status == "dibatalkan"
    assert sink.raw == []


def test_two_senders_never_send_the_same_message_at_once(place: Place, sink: MailSink) -> None:
    inside = threading.Semaphore(0)
    release = threading.Event()

    def hold() -> None:
        inside.release()
        release.wait(10)

    with place.open() as first:
        second = place.open() if place.url.startswith("postgres") else first
        archived(first)
        boxes = [outbox(first, sink), outbox(second, sink)]
        boxes[0].put(NOTICE, KANWIL, NOW)
        sink.on_data = hold
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(boxes[0].deliver_due, NOW)
            assert inside.acquire(timeout=10)
            assert boxes[1].deliver_due(NOW).sent == 0
            release.set()
            assert slow.result().sent == 1
        if second is not first:
            second.close()
    assert len(sink.raw) == 1


def test_many_senders_share_the_work(place: Place, sink: MailSink) -> None:
    with place.open() as storage:
        box = outbox(storage, sink)
        for process in range(1, 31):
            letter(storage, process)
            reminder = ReminderNotice(f"{process}-pengantar-1", OFFICE, "K", "S", "1", DAY, "P", "Kanwil", 1)
            box.put(reminder, KANWIL, NOW)
        with ThreadPoolExecutor(4) as pool:
            reports = list(pool.map(lambda _: box.deliver_due(NOW), range(4)))
    assert sum(report.sent for report in reports) >= 30
    identities = [item["Message-ID"] for item in sink.messages]
    assert len(identities) == len(set(identities)) == 30


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
