"""Transactional outbox: a message is written with what it is about, and sent until the receiver's system took it.

Sending and recording cannot be one act, so a crash between them sends again: at least once, always under the same
Message-ID and idempotency key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from workers.notifying.mail import send_mail
from workers.notifying.messages import BreachNotice, LetterNotice, MessageKind, Notice, write
from workers.notifying.receivers import Channel, Directory, Receiver, SmtpServer
from workers.notifying.sending import Attachment, Outgoing, SendError
from workers.notifying.webhook import send_webhook
from workers.observe import event, places
from workers.storage import Archive, Letters
from workers.storage.errors import ArchiveDamaged, LetterNotFound, StorageError, StorageUnavailable
from workers.storage.queries import load
from workers.storage.session import Row
from workers.storage.store import Storage
from workers.storage.times import loaded, loaded_or_none, stored

_QUERIES = load("outbox")

DeliveryStatus = Literal["menunggu", "terkirim", "gagal", "dibatalkan"]
"""gagal: dead letter, waits for a person. dibatalkan: its letter was cancelled before it left."""


@dataclass(frozen=True)
class SendingPolicy:
    """How often and how long to try."""

    attempts: int = 12
    """Tries until a message is dead; with the waits below about two days."""
    first_wait: float = 30.0
    """Seconds after the first failure; doubles with each."""
    longest_wait: float = 6 * 3600.0
    lease: float = 300.0
    """Seconds after which a sender that said nothing is taken for dead. Above any time that one try can take."""
    webhook_timeout: float = 20.0

    def wait(self, message_id: str, attempts: int) -> float:
        """Seconds until the next try: doubled each time, of which 50% to 100% by message, so they do not come at once.

        The jitter comes from the message and the try, not from chance, so it can be tested and repeated.
        """
        whole = min(self.longest_wait, self.first_wait * 2.0 ** min(attempts - 1, 40))
        digest = hashlib.sha256(f"{message_id}:{attempts}".encode()).digest()
        return whole * (0.5 + int.from_bytes(digest[:4], "big") / 2**33)


@dataclass(frozen=True)
class Delivery:
    """One message to one receiver, as it stands."""

    id: str
    kind: MessageKind
    key: str
    letter_id: str | None
    kantor: str
    penerima: str
    channel: Channel
    subject: str
    status: DeliveryStatus
    attempts: int
    next_try: dt.datetime
    galat: str
    """Class and code of the last error."""
    bukti: str
    """What the receiving system answered."""
    created: dt.datetime
    sent: dt.datetime | None


@dataclass(frozen=True)
class DueReport:
    """What a background pass did."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


class DeliveryFailed(Exception):  # noqa: N818 - says what happened
    """Not everything was sent. `retryable`: trying again may help; otherwise a person must correct something."""

    def __init__(self, deliveries: list[Delivery], *, retryable: bool) -> None:
        what = ", ".join(
            f"{d.penerima} by {d.channel}: {d.galat or 'is being sent by another worker'}" for d in deliveries
        )
        super().__init__(f"{deliveries[0].kind} {deliveries[0].key} was not delivered to {what}")
        self.deliveries = deliveries
        self.retryable = retryable


class Outbox:
    """Putting messages in and sending them. Thread-safe; `deliver_*` block while they send."""

    def __init__(
        self, storage: Storage, directory: Directory, smtp: SmtpServer | None, policy: SendingPolicy | None = None
    ) -> None:
        """Without `smtp`, mails wait; webhooks are sent all the same."""
        self._storage = storage
        self._directory = directory
        self._smtp = smtp
        self._policy = policy or SendingPolicy()
        self._letters = Letters(storage)
        self._archive = Archive(storage)

    def put(
        self, notice: Notice, receiver: Receiver, at: dt.datetime, *, not_before: dt.datetime | None = None
    ) -> list[Delivery]:
        """One message for each channel of the receiver; durable when it returns, or with the caller's transaction.

        The background sends it at once, or not before the moment given.
        Putting the same notice again changes nothing. Empty: the receiver has neither e-mail nor webhook.
        """
        text = write(notice)
        letter_id = None if isinstance(notice, BreachNotice) else notice.letter_id
        with self._storage.transaction() as session:
            for channel in receiver.channels:
                session.run(
                    _QUERIES["insert"],
                    id=message_id(notice.kind, notice.key, notice.kantor, receiver.kode, channel),
                    macam=notice.kind,
                    kunci=notice.key,
                    surat=letter_id,
                    kantor=notice.kantor,
                    penerima=receiver.kode,
                    alamat=receiver.email if receiver.one_off else "",
                    saluran=channel,
                    subjek=text.subject,
                    teks=text.plain,
                    html=text.html,
                    data=text.data,
                    lampirkan=int(isinstance(notice, LetterNotice)),
                    berikutnya=stored(not_before or at),
                    pada=stored(at),
                )
            rows = session.all(_QUERIES["of_key"], macam=notice.kind, kunci=notice.key)
        return [_delivery(row) for row in rows if row["penerima"] == receiver.kode]

    def deliver_now(self, kind: MessageKind, key: str, now: dt.datetime) -> list[Delivery]:
        """Send all of the key that is not sent yet, dead ones too, and return all of it.

        Raises DeliveryFailed, and LetterNotFound when nothing was put in for the key.
        """
        failed: list[tuple[Delivery, bool]] = []
        clock = _Clock(now)
        deliveries = self.of_key(kind, key)
        if not deliveries:
            raise LetterNotFound(f"No message was written for {kind} {key}.")
        for delivery in deliveries:
            if delivery.status in ("terkirim", "dibatalkan"):
                continue
            permanent = self._try("claim", delivery.id, clock)
            after = self.get(delivery.id)
            if after.status not in ("terkirim", "dibatalkan"):
                failed.append((after, permanent))
        if failed:
            raise DeliveryFailed([d for d, _ in failed], retryable=any(not permanent for _, permanent in failed))
        return self.of_key(kind, key)

    def deliver_due(self, now: dt.datetime, *, limit: int = 50) -> DueReport:
        """Send what is due, oldest first; for a background loop. Errors of single messages do not stop it."""
        clock = _Clock(now)
        with self._storage.read() as session:
            due = [row["id"] for row in session.all(_QUERIES["due"], kini=stored(now), banyak=limit)]
        report = DueReport()
        for delivery_id in due:
            self._try("claim_due", delivery_id, clock)
            match self.get(delivery_id).status:
                case "terkirim":
                    report = replace(report, sent=report.sent + 1)
                case "gagal":
                    report = replace(report, dead=report.dead + 1)
                case _:
                    report = replace(report, failed=report.failed + 1)
        return report

    def resend(self, delivery_id: str, at: dt.datetime) -> Delivery:
        """Revive a dead letter, to be sent at the next pass. Raises StorageError when it is not dead."""
        with self._storage.transaction() as session:
            if session.run(_QUERIES["resend"], id=delivery_id, pada=stored(at)) == 0:
                raise StorageError(
                    f"Message {delivery_id} is not a dead letter (gagal): {self.get(delivery_id).status}."
                )
        return self.get(delivery_id)

    def get(self, delivery_id: str) -> Delivery:
        """Raises LetterNotFound."""
        with self._storage.read() as session:
            row = session.one(_QUERIES["by_id"], id=delivery_id)
        if row is None:
            raise LetterNotFound(f"There is no message {delivery_id}.")
        return _delivery(row)

    def of_key(self, kind: MessageKind, key: str) -> list[Delivery]:
        """All messages about a letter or notice."""
        with self._storage.read() as session:
            return [_delivery(row) for row in session.all(_QUERIES["of_key"], macam=kind, kunci=key)]

    def of_letter(self, letter_id: str) -> list[Delivery]:
        """All messages about a letter, reminders too."""
        with self._storage.read() as session:
            return [_delivery(row) for row in session.all(_QUERIES["of_letter"], surat=letter_id)]

    def list(self, status: DeliveryStatus | None = None, *, limit: int = 1000) -> list[Delivery]:
        """Oldest first."""
        with self._storage.read() as session:
            rows = session.all(_QUERIES["by_status"], status=status or "", banyak=limit)
        return [_delivery(row) for row in rows]

    def counts(self) -> Mapping[DeliveryStatus, int]:
        """How many messages have each status; for metrics."""
        with self._storage.read() as session:
            return {row["status"]: row["banyak"] for row in session.all(_QUERIES["counts"])}

    def _try(self, claim: Literal["claim", "claim_due"], delivery_id: str, clock: _Clock) -> bool:
        """One try, unless another sender has the message; whether its failure was permanent."""
        holder = uuid.uuid4().hex
        now = clock.now()
        with self._storage.transaction() as session:
            row = session.one(
                _QUERIES[claim],
                id=delivery_id,
                oleh=holder,
                kini=stored(now),
                sampai=stored(now + dt.timedelta(seconds=self._policy.lease)),
            )
        if row is None:
            return False
        try:
            proof = self._send(row, now)
        except SendError as error:
            self._record_failure(row, holder, error, clock.now())
            return error.permanent
        except StorageUnavailable:
            raise  # an outage is not this message's fault
        except Exception as error:
            # One message that cannot be made must not hold up the others, nor be tried for ever.
            event(logging.ERROR, "message failed", error=type(error).__name__, places=places(error.__traceback__))
            self._record_failure(row, holder, SendError(type(error).__name__, permanent=False), clock.now())
            return False
        with self._storage.transaction() as session:
            session.run(_QUERIES["sent"], id=delivery_id, pada=stored(clock.now()), bukti=proof)
        return False

    def _record_failure(self, row: Row, holder: str, error: SendError, now: dt.datetime) -> None:
        dead = error.permanent or row["percobaan"] >= self._policy.attempts
        wait = max(self._policy.wait(row["id"], row["percobaan"]), min(error.retry_after or 0.0, 24 * 3600.0))
        with self._storage.transaction() as session:
            session.run(
                _QUERIES["failed"],
                id=row["id"],
                oleh=holder,
                status="gagal" if dead else "menunggu",
                berikutnya=stored(now + dt.timedelta(seconds=wait)),
                galat=error.code,
            )

    def _send(self, row: Row, now: dt.datetime) -> str:
        try:
            receiver = self._directory(row["kantor"], row["penerima"])
        except LookupError as error:
            raise SendError("penerima-tidak-dikenal", permanent=True) from error
        except ValueError as error:
            raise SendError("penerima-salah", permanent=True) from error
        if row["alamat"]:
            receiver = replace(receiver, email=row["alamat"], webhook=None, one_off=True)
        outgoing = Outgoing(
            id=row["id"],
            created=loaded(row["dibuat_pada"]),
            kind=row["macam"],
            subject=row["subjek"],
            plain=row["teks"],
            html=row["html"],
            data=row["data"],
            attachment=self._attachment(row["surat"]) if row["lampirkan"] else None,
        )
        if row["saluran"] == "webhook":
            return send_webhook(outgoing, receiver, now, self._policy.webhook_timeout)
        if self._smtp is None:
            raise SendError("tanpa-server-surel", permanent=False)
        return send_mail(outgoing, receiver, self._smtp)

    def _attachment(self, letter_id: str) -> Attachment:
        try:
            letter = self._letters.get(letter_id)
            content = self._archive.read(letter_id)
        except (LetterNotFound, ArchiveDamaged) as error:
            raise SendError(type(error).__name__, permanent=True) from error
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", letter.nomor or letter_id).strip("-.")
        return Attachment(f"{name}.docx", content, letter.arsip_sha256 or "")


def message_id(kind: MessageKind, key: str, kantor: str, penerima: str, channel: Channel) -> str:
    """Identity of a message: made of what, to whom and how, so it is the same on every try and every machine."""
    digest = hashlib.sha256("\n".join((kind, key, kantor, penerima, channel)).encode()).hexdigest()
    return f"{kind}-{digest[:32]}"


class _Clock:
    """The time that the caller handed in, going on while messages are sent."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now
        self._started = time.monotonic()

    def now(self) -> dt.datetime:
        return self._now + dt.timedelta(seconds=time.monotonic() - self._started)


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        kind=row["macam"],
        key=row["kunci"],
        letter_id=row["surat"],
        kantor=row["kantor"],
        penerima=row["penerima"],
        channel=row["saluran"],
        subject=row["subjek"],
        status=row["status"],
        attempts=row["percobaan"],
        next_try=loaded(row["berikutnya"]),
        galat=row["galat"],
        bukti=row["bukti"],
        created=loaded(row["dibuat_pada"]),
        sent=loaded_or_none(row["terkirim_pada"]),
    )
