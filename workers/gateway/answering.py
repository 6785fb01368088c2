"""Takes answers and withdrawals: into the inbox first, then to the engine. The HTTP gateway and `alur reply` use it."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from workers.contract import MESSAGE_ANSWER, MESSAGE_WITHDRAWN
from workers.gateway.messages import Balasan, Pencabutan
from workers.observe import event
from workers.receivers import Identity, identity
from workers.runtime.backoff import BackOff, Failures
from workers.runtime.broker import AlreadyPublishedError, Broker, BrokerBusyError, BrokerError
from workers.storage import Answer, AnswerConflict, Cases, Inbox, Letter, LetterNotFound, Letters, Storage
from workers.storage.queries import load

_QUERIES = load("gateway")
_BATCH = 50
_BUSY = BackOff(first=0.05, limit=1.0)
_BUSY_TRIES = 6
_KNOWN_OUTSIDE = frozenset({"bernomor", "diarsipkan", "dikirim"})
_UNKNOWN = "tidak-dikenal:"
_CASE = "perkara:"
_LONGEST_WAIT = dt.timedelta(days=366)

Result = Literal["taken", "unknown", "conflict", "ended", "forbidden", "invalid"]


@dataclass(frozen=True)
class Reply:
    """What the sender is told; `text` is for people, in Bahasa Indonesia."""

    result: Result
    text: str
    letter_id: str | None = None


class AnswerDesk:
    """Every message is durable before anybody is told that it was taken; the engine may be down meanwhile."""

    def __init__(
        self,
        storage: Storage,
        broker: Broker,
        message_ttl_seconds: float,
        again_seconds: float = 3600.0,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        *,
        parties: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """`parties` are the outside parties of each office; without them only the office itself can send."""
        self._storage = storage
        self._inbox = Inbox(storage)
        self._letters = Letters(storage)
        self._cases = Cases(storage)
        self._broker = broker
        self._ttl = message_ttl_seconds
        self._again = again_seconds
        self._now = now
        self._parties = parties or {}

    async def answer(self, sender: str, message: Balasan) -> Reply:
        """Take an answer to a letter. Raises StorageUnavailable; the sender must come again then."""
        reply, stored = await asyncio.to_thread(self._take_answer, sender, message)
        if stored is not None:
            await self._forward(stored)
        return reply

    async def withdraw(self, sender: str, message: Pencabutan) -> Reply:
        """Take a withdrawal of a case. Raises StorageUnavailable."""
        reply, stored = await asyncio.to_thread(self._take_withdrawal, sender, message)
        if stored is not None:
            await self._forward(stored)
        return reply

    async def publish_waiting(self) -> bool:
        """Bring to the engine what it could not take before; true when there is more."""
        waiting = await asyncio.to_thread(self._inbox.pending, _BATCH)
        return await self._forward_all(waiting) and len(waiting) == _BATCH

    async def publish_unseen(self) -> bool:
        """Bring to the engine once more what it took and no case has shown; always false: all at once.

        The engine keeps an answer that its case does not wait for yet only for a time; a case that an incident held up
        for longer would wait for ever. While the engine still has the message it refuses the copy.
        """
        before, last = self._now() - dt.timedelta(seconds=self._again), None
        while page := await asyncio.to_thread(self._inbox.unseen, before, last, _BATCH):
            if not await self._forward_all(page):
                break
            last = page[-1]
        return False

    async def _forward_all(self, answers: list[Answer]) -> bool:
        """False: the engine is away, and the rest is left to the next time."""
        for stored in answers:
            failures = Failures(_BUSY)
            while (outcome := await self._forward(stored)) == "busy" and failures.count < _BUSY_TRIES:
                # Back-pressure lasts for moments; giving up at each would let answers pile up on a busy day.
                await asyncio.sleep(failures.next_wait())
            if outcome != "passed":
                return False
        return True

    def _take_answer(self, sender: str, message: Balasan) -> tuple[Reply, Answer | None]:
        """In one transaction, the letter locked: of two answers that come at once exactly one is used."""
        try:
            with self._storage.transaction():
                return self._record_answer(sender, message)
        except AnswerConflict:
            return Reply("conflict", "idPesan ini sudah dipakai untuk pesan lain; pakai idPesan yang baru."), None

    def _record_answer(self, sender: str, message: Balasan) -> tuple[Reply, Answer | None]:
        now = self._now()
        payload = {
            "macam": "balasan",
            "balasan": {
                "hasil": message.hasil,
                "catatan": message.catatan.strip(),
                "tanggal": message.tanggal.isoformat(),
            },
        }
        letters = self._named(sender, message)
        if len(letters) > 1:
            return Reply("conflict", "Nomor surat itu dipakai lebih dari satu kantor; sebutkan idSurat."), None
        letter = letters[0] if letters else None
        named = letter.id if letter else f"{_UNKNOWN}{message.idSurat or message.nomorSurat}"
        if letter is not None and (wrong := _wrong_day(letter, message.tanggal, now.date())) is not None:
            return Reply("invalid", wrong, letter.id), None
        if letter is not None:
            self._letters.lock(letter.id)
        stored, new = self._inbox.receive(sender, message.idPesan, named, payload, now)
        if letter is None:
            self._inbox.mark(sender, message.idPesan, "ditolak", now, alasan="surat tidak dikenal")
            event(logging.WARNING, "answer to an unknown letter", sender=sender)
            return Reply("unknown", "Surat yang dibalas tidak ditemukan. Periksa idSurat atau nomorSurat."), None
        if not new:
            return self._told(stored, letter), stored if stored.status in ("diterima", "menunggu") else None
        refusal = self._refusal(letter, stored)
        if refusal is not None:
            status, reason = refusal
            stored = self._inbox.mark(sender, message.idPesan, status, now, alasan=reason)
            event(logging.WARNING, "answer refused", sender=sender, letter=letter.id, status=status)
            return self._told(stored, letter), None
        self._inbox.silence(letter.id)
        return self._told(stored, letter), stored

    def _refusal(self, letter: Letter, stored: Answer) -> tuple[Literal["ditolak", "terlambat"], str] | None:
        if letter.status == "dibatalkan":
            return "terlambat", "surat sudah dibatalkan"
        if letter.key is not None and self._cases.withdrawn(letter.key.process_instance) is not None:
            return "terlambat", "permohonan sudah dicabut"
        if letter.key is not None and self._cases.closed(letter.key.process_instance) is not None:
            return "terlambat", "perkara sudah selesai"
        others = [
            answer
            for answer in self._inbox.of_letter(letter.id)
            if (answer.pengirim, answer.pesan) != (stored.pengirim, stored.pesan)
            and answer.status in ("diterima", "menunggu", "dikorelasi")
        ]
        return ("ditolak", "surat sudah dibalas sebelumnya") if others else None

    def _told(self, stored: Answer, letter: Letter) -> Reply:
        """The same for every delivery of one message."""
        if stored.status == "terlambat":
            return Reply("ended", f"Balasan dicatat, tetapi terlambat: {stored.alasan}.", letter.id)
        if stored.status == "ditolak":
            return Reply("conflict", f"Balasan dicatat, tetapi tidak dipakai: {stored.alasan}.", letter.id)
        return Reply("taken", "Balasan diterima dan diteruskan.", letter.id)

    def _named(self, sender: str, message: Balasan) -> list[Letter]:
        """Letters that the message may mean, among those that this sender may answer: others are unknown to it."""
        who = identity(sender, self._parties)
        if message.idSurat is not None:
            ids = [message.idSurat]
        else:
            with self._storage.read() as session:
                rows = session.all(_QUERIES["letters_by_number"], nomor=message.nomorSurat)
            ids = [row["surat"] for row in rows]
        found = []
        for letter_id in ids:
            try:
                letter = self._letters.get(letter_id)
            except LetterNotFound:
                continue
            # A letter that was entered by hand has whatever was typed as its receiver, and no case that waits.
            addressee = letter.tujuan if letter.key is not None else ""
            allowed = who is not None and who.may_answer(letter.detail.kantor, addressee)
            # A draft is nobody's business outside; a cancelled letter that had a number may be answered, too late.
            known = letter.status in _KNOWN_OUTSIDE or (letter.status == "dibatalkan" and letter.nomor is not None)
            if allowed and known:
                found.append(letter)
        return found

    def _take_withdrawal(self, sender: str, message: Pencabutan) -> tuple[Reply, Answer | None]:
        who = identity(sender, self._parties)
        if who is None or not who.own:
            return Reply("forbidden", "Pencabutan hanya dapat dicatat oleh kantor sendiri."), None
        if (refusal := self._not_one_case(who, message)) is not None:
            return refusal, None
        payload = {"macam": "pencabutan", "alasan": message.alasan, "nomorPerkara": message.nomorPerkara}
        try:
            stored, _ = self._inbox.receive(
                sender, message.idPesan, f"{_CASE}{message.nomorPerkara}", payload, self._now()
            )
        except AnswerConflict:
            return Reply("conflict", "idPesan ini sudah dipakai untuk pesan lain; pakai idPesan yang baru."), None
        reply = Reply("taken", "Pencabutan diterima dan diteruskan.")
        return reply, stored if stored.status in ("diterima", "menunggu") else None

    def _not_one_case(self, who: Identity, message: Pencabutan) -> Reply | None:
        """The engine's message ends every case of the number, whatever its SOP and office: so it must be the only one.

        What is known are the cases with a letter; a case before its first draft is the only one of its number here.
        """
        with self._storage.read() as session:
            rows = session.all(_QUERIES["open_cases_of_number"], perkara=message.nomorPerkara)
        office = message.kantor or who.office
        fitting = [
            row
            for row in rows
            if office in (None, row["kantor"])
            and who.office in (None, row["kantor"])
            and message.sop in (None, row["sop"])
        ]
        if rows and not fitting:
            return Reply("unknown", "Tidak ada perkara dengan nomor itu pada kantor dan SOP itu. Periksa nomornya.")
        if len(rows) > 1:
            where = ", ".join(sorted(f"{row['kantor']}/{row['sop']}" for row in rows))
            return Reply(
                "conflict",
                f"Nomor perkara itu dipakai lebih dari satu perkara ({where}); cabut perkara yang dimaksud dari "
                "halamannya sendiri di Pantau.",
            )
        return None

    async def _forward(self, stored: Answer) -> Literal["passed", "busy", "away"]:
        """Publish the engine's message; it stays in the inbox when the engine cannot take it now."""
        if stored.payload["macam"] == "pencabutan":
            # A case that already ended must not lose a later one of the same number.
            name, key, ttl = MESSAGE_WITHDRAWN, stored.payload["nomorPerkara"], 60.0
            variables = {"alasan": stored.payload["alasan"]}
        else:
            name, key, ttl = MESSAGE_ANSWER, stored.letter_id, self._ttl
            # Where it came from goes with it: by that a later job of the case shows that the case has it.
            source = {"pengirim": stored.pengirim, "pesan": stored.pesan}
            variables = {"balasan": {**stored.payload["balasan"], **source}}
        try:
            await self._broker.publish(name, key, variables, stored.message_id, ttl)
        except AlreadyPublishedError:
            # The engine took it, and the process died before it could note that.
            pass
        except BrokerError as error:
            event(logging.WARNING, "message waits for the engine", message=name, reason=type(error).__name__)
            return "busy" if isinstance(error, BrokerBusyError) else "away"
        await asyncio.to_thread(self._inbox.mark, stored.pengirim, stored.pesan, "dikorelasi", self._now())
        event(logging.INFO, "message published", message=name)
        return "passed"


def _wrong_day(letter: Letter, day: dt.date, today: dt.date) -> str | None:
    dated = letter.tanggal or today
    last = today + dt.timedelta(days=1)  # where the sender is, it may be tomorrow
    if dated > today:
        # The engine's clock can be set ahead of the machine's day, and only the letter tells.
        dated, last = today, dated + _LONGEST_WAIT
    if dated <= day <= last:
        return None
    return f"tanggal: balasan bertanggal antara tanggal surat ({dated}) dan hari ini. Perbaiki dan kirim lagi."
