"""The outbox: what arrives, what is tried again, what is dead, and that nothing is sent under two identities."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.workers.outbox_case import DOCX, HOUR, KANWIL, LETTER, NOTICE, SECRET, archived, only, outbox
from tests.workers.registers import DAY, NOW, OFFICE, Place, letter
from tests.workers.sinks import MailSink, WebhookSink
from workers.notifying import (
    DeliveryFailed,
    Outbox,
    Receiver,
    ReminderNotice,
    SendingPolicy,
    SmtpServer,
    Webhook,
)
from workers.notifying.mail import send_mail
from workers.storage import LetterNotFound, Letters, Storage, StorageError
from workers.storage.queries import load


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
