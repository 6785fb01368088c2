"""Letters out, reminders, and word of a breach to the superior: all through the outbox."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass

from workers.contract import (
    EskalasiHeaders,
    EskalasiInput,
    IngatkanHeaders,
    IngatkanInput,
    KirimInput,
    LetterHeaders,
    LetterOutput,
    Nothing,
)
from workers.drafting import clean_fields
from workers.handlers.letters import letter_key
from workers.handlers.services import Context, engine_moment
from workers.notifying import BreachNotice, DeliveryFailed, LetterNotice, Receiver, ReminderNotice
from workers.office import Office
from workers.office.model import OutsideParty
from workers.receivers import official_receiver, party_receiver
from workers.runtime.failures import InProgress, NeedsPerson, RetryLater
from workers.storage import Letter
from workers.working_time import is_working_day, next_opening, working_days

_IN_FLIGHT_SECONDS = 2.0
_IN_FLIGHT_POLL = 0.1

PAPER_ONLY = "Tidak ada alamat elektronik: surat ini hanya disampaikan sebagai naskah fisik."
_CHANNELS = {"email": "surel", "webhook": "aplikasi penerima"}


def kirim(values: KirimInput, headers: LetterHeaders, context: Context) -> LetterOutput:
    """Send the archived letter to the outside party; done when its systems took it.

    A party that is reached on paper only gets nothing from here: delivering by hand is a person's task, and
    `surat.pengiriman` says so to that person.
    """
    office = context.office(headers.kantor)
    services = context.services
    key = letter_key(context, headers, values.surat)
    letter = services.letters.get(key.letter_id)
    party = _party(office, values.tujuan)
    surat = values.surat.model_copy(update={"idSurat": letter.id, "tujuan": values.tujuan})
    receiver = _receiver(office, values.tujuan, context, values.permohonan)
    if not receiver.channels:
        if letter.status == "diarsipkan" and services.cases.receipts(letter.id):
            letter = services.letters.mark_sent(letter.id, values.tujuan, services.now())
        status = letter.status if letter.status == "dikirim" else surat.status
        return LetterOutput(surat=surat.model_copy(update={"status": status, "pengiriman": PAPER_ONLY}))
    if letter.status not in ("diarsipkan", "dikirim") or letter.nomor is None or letter.tanggal is None:
        raise NeedsPerson(
            f"Letter {letter.id} is {letter.status}, not archived.",
            "The model must archive a letter before sending it.",
        )
    notice = LetterNotice(
        letter_id=letter.id,
        kantor=office.kode,
        nama_kantor=office.nama,
        nama_surat=letter.detail.nama,
        nomor=letter.nomor,
        tanggal=letter.tanggal,
        perihal=letter.detail.perihal,
        nama_penerima=party.for_case(clean_fields(values.permohonan)).nama,
        tautan_balasan=services.answer_links.get(f"{office.kode}.{values.tujuan}", ""),
    )
    services.outbox.put(notice, receiver, services.now())
    _deliver(context, notice, one_off=receiver.one_off)
    services.letters.mark_sent(letter.id, values.tujuan, services.now())
    ways = [_CHANNELS[channel] for channel in receiver.channels]
    told = f"Sudah dikirim lewat {' dan '.join(ways)}; naskah fisik disampaikan bila diperlukan."
    return LetterOutput(surat=surat.model_copy(update={"status": "dikirim", "pengiriman": told}))


def ingatkan(values: IngatkanInput, headers: IngatkanHeaders, context: Context) -> Nothing:
    """Remind the party that an answer is still to come; once per reminder task, sent by the outbox.

    Offices remind on working days: what the process's timer asks outside the office's hours goes out when it opens
    next, and not before the working days that the office wants between reminders of this party. Nothing is sent once
    an answer is in the inbox or the case has ended.
    """
    office = context.office(headers.kantor)
    services = context.services
    letter = services.letters.get(letter_key(context, headers, values.surat).letter_id)
    party = _party(office, values.instansi)
    if letter.nomor is None or letter.tanggal is None or letter.status == "dibatalkan":
        raise NeedsPerson(
            f"Letter {letter.id} is {letter.status}; there is nothing to remind of.", "Correct the model."
        )
    asked = engine_moment(values.mulai)
    every = int(headers.jarakHariKerja or 0)
    if every and party.pengingat_hari_kerja:
        every = party.pengingat_hari_kerja
    if not _reminder_due(office, letter, every, asked.astimezone(office.zone).date(), context):
        return Nothing()
    task = context.job.element_instance_key
    own_key = f"{letter.id}:{task}"
    earlier = {d.key for d in services.outbox.of_letter(letter.id) if d.kind == "pengingat" and d.key != own_key}
    receiver = _receiver(office, values.instansi, context, values.permohonan)
    name, on_paper = party.for_case(clean_fields(values.permohonan)).nama, ""
    if not receiver.channels:
        # Nothing can be sent there, so whoever signed the letter is told to ask by letter or telephone.
        role = office.letter_style(letter.detail.sop, headers.surat).penandatangan
        signatory = office.holder_of(role, asked.astimezone(office.zone).date())
        receiver, on_paper, name = official_receiver(signatory), name, signatory.jabatan
    notice = _TaskReminder(
        letter_id=letter.id,
        kantor=office.kode,
        nama_kantor=office.nama,
        nama_surat=letter.detail.nama,
        nomor=letter.nomor,
        tanggal=letter.tanggal,
        perihal=letter.detail.perihal,
        nama_penerima=name,
        urutan=len(earlier) + 1,
        tautan_balasan="" if on_paper else services.answer_links.get(f"{office.kode}.{values.instansi}", ""),
        pihak_di_kertas=on_paper,
        task=task,
    )
    now = services.now()
    # The engine's clock may be another one than ours: only the time between matters.
    from_then = asked
    if party.pengingat_hari_kerja and not every:
        day = _working_day_after(office, letter.tanggal, party.pengingat_hari_kerja * notice.urutan)
        from_then = max(asked, dt.datetime.combine(day, dt.time(), office.zone))
    opening = now + (next_opening(office, from_then) - asked)
    services.outbox.put(notice, receiver, now, not_before=opening)
    return Nothing()


def eskalasi(values: EskalasiInput, headers: EskalasiHeaders, context: Context) -> Nothing:
    """Record the breach once and tell the superior of whoever is late; the outbox sends it."""
    office = context.office(headers.kantor)
    services = context.services
    if headers.tingkat not in ("1", "2", "3"):
        raise NeedsPerson("The header `tingkat` must be 1, 2 or 3.", "Correct the model.")
    level = int(headers.tingkat)
    day = engine_moment(values.mulai).astimezone(office.zone).date()
    if headers.pelaksana not in office.pejabat:
        raise NeedsPerson(
            f"Office {office.kode} has no role {headers.pelaksana}.",
            "Add it under `pejabat` in the office file, start the workers again and retry the incident.",
        )
    superior = office.told_of(headers.pelaksana, day, level)
    task = context.job.element_instance_key
    now = services.now()
    # One transaction: a breach that is recorded is told, and the other way round.
    with services.storage.transaction():
        breach, _ = services.deadlines.record_breach(
            task,
            level,
            process_instance=context.case,
            kantor=office.kode,
            sop=headers.sop,
            langkah=headers.langkah,
            perkara=values.nomorPerkara,
            at=now,
        )
        notice = BreachNotice(
            task=task,
            tingkat=level,
            kantor=office.kode,
            nama_kantor=office.nama,
            nama_sop=headers.namaSop or headers.sop,
            nama_langkah=headers.namaLangkah,
            jabatan_pelaksana=office.pejabat[headers.pelaksana].jabatan,
            perkara=values.nomorPerkara,
            nama_penerima=superior.jabatan,
            tenggat=breach.tenggat,
            tautan=f"{services.operate_url}/operate/processes/{context.case}" if services.operate_url else "",
        )
        services.outbox.put(notice, official_receiver(superior), now)
    return Nothing()


def _working_day_after(office: Office, day: dt.date, count: int) -> dt.date:
    while count:
        day += dt.timedelta(days=1)
        count -= is_working_day(office, day)
    return day


def _reminder_due(office: Office, letter: Letter, every: int, day: dt.date, context: Context) -> bool:
    services = context.services
    if services.inbox.answered(letter.id):
        return False
    if services.cases.closed(context.case) is not None or services.cases.withdrawn(context.case) is not None:
        return False
    if not every or letter.tanggal is None:
        return True
    passed = working_days(office, letter.tanggal, day)
    return is_working_day(office, day) and passed > 0 and passed % every == 0


@dataclass(frozen=True)
class _TaskReminder(ReminderNotice):
    """A reminder known by the task that asked for it, so that a retry is not the next reminder."""

    task: int = 0

    @property
    def key(self) -> str:
        return f"{self.letter_id}:{self.task}"


def _receiver(office: Office, key: str, context: Context, permohonan: Mapping[str, object]) -> Receiver:
    try:
        return party_receiver(office, key, context.services.environment, permohonan)
    except ValueError:
        raise NeedsPerson(
            f"The e-mail address of {key} in the case is none.",
            "Correct `permohonan.email` of the case (empty: on paper only), then retry the incident.",
        ) from None


def _deliver(context: Context, notice: LetterNotice, *, one_off: bool) -> None:
    services = context.services
    deadline = time.monotonic() + _IN_FLIGHT_SECONDS
    while True:
        try:
            services.outbox.deliver_now(notice.kind, notice.key, services.now())
            return
        except DeliveryFailed as error:
            # Without an error of its own, the background pass is just sending it.
            if all(not delivery.galat for delivery in error.deliveries):
                if time.monotonic() > deadline:
                    # Its sender may be dead. Waiting here until the lease is over would hold a thread.
                    raise InProgress(f"{error}.") from error
                time.sleep(_IN_FLIGHT_POLL)
            elif error.retryable:
                raise RetryLater(f"{error}.", "Look at the mail server or the receiver's system.") from error
            else:
                remedy = (
                    "Correct `permohonan.email` of the case (empty: on paper only), then retry the incident."
                    if one_off
                    else "Correct the receiver in the office file, start the workers again, then retry."
                )
                raise NeedsPerson(f"{error}.", remedy) from error


def _party(office: Office, key: str) -> OutsideParty:
    party = office.pihak_luar.get(key)
    if party is None:
        raise NeedsPerson(
            f"Office {office.kode} has no outside party {key}.",
            "Add it under `pihak_luar` in the office file, start the workers again and retry the incident.",
        )
    return party
