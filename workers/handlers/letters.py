"""The life of a letter: drafted, signed, numbered, archived, or cancelled with its case."""

from __future__ import annotations

import datetime as dt

from workers.contract import (
    ArsipkanInput,
    BatalkanInput,
    BeriNomorInput,
    BuatKonsepInput,
    CatatTandaTerimaInput,
    Headers,
    KunciSuratInput,
    LetterHeaders,
    LetterOutput,
    LetterTextOutput,
    Nothing,
    OfficeHeaders,
    Surat,
    TutupPerkaraInput,
)
from workers.drafting import (
    DraftDataMissing,
    LetterValues,
    check_body,
    clean,
    draft_text,
    render_letter,
    unfilled_places,
)
from workers.handlers.services import Context, engine_moment
from workers.runtime.failures import NeedsPerson
from workers.storage import Letter, LetterDetail, LetterKey, Receipt

_WITHDRAWN = "permohonan dicabut"


def buat_konsep(values: BuatKonsepInput, headers: LetterHeaders, context: Context) -> LetterTextOutput:
    """The text that people go on editing.

    What people wrote stays. A new round begins with the text of the round before, because a re-issue corrects a letter
    and does not write it anew; only without either the template speaks.
    """
    office = context.office(headers.kantor)
    start = engine_moment(values.mulai)
    given = values.surat
    key = letter_key(context, headers, given)
    letter = ensure_letter(context, key, headers, values.nomorPerkara)
    tujuan = (given.tujuan if given else None) or _only_party(headers)
    _address(letter, tujuan, context)
    text = (values.isi or "").strip() and values.isi
    check_body(text or "")
    previous = _text_of_round_before(context, key)
    isi = (
        text
        or previous
        or draft_text(
            office,
            sop=headers.sop,
            slot=headers.surat,
            jenis=headers.jenis,
            nama=headers.nama,
            perihal=headers.perihal,
            permohonan=values.permohonan,
            tanggal=start.astimezone(office.zone).date(),
            daftar=values.daftar,
            tujuan=tujuan,
            catatan=values.catatan.isi if values.catatan else None,
            templat=headers.templat,
        )
    )
    version = context.services.drafts.save(
        letter.id, isi, langkah=context.job.element_id, oleh="", at=context.services.now()
    )
    surat = Surat(
        slot=key.slot,
        putaran=key.putaran,
        idSurat=letter.id,
        status="konsep",
        nama=headers.nama,
        perihal=(given.perihal if given else "") or headers.perihal,
        versi=version.versi,
        tujuan=tujuan,
    )
    return LetterTextOutput(surat=surat, isi=isi)


def kunci(values: KunciSuratInput, headers: LetterHeaders, context: Context) -> LetterTextOutput:
    """Store the signed text, lock it, and take it out of the process: from here on storage alone holds the letter.

    The forms do not let an unfilled place pass; a text that came another way stops here, before it gets a number. So
    does one that is too long to be printed: once it is locked nobody can shorten it any more.
    """
    key = letter_key(context, headers, values.surat)
    check_body(values.isi)
    letter = context.services.letters.get(key.letter_id)
    if letter.ditandatangani_pada is not None and not values.isi.strip():
        # A repeated job whose first result was taken over by the process already.
        version = context.services.drafts.final(letter.id)
    elif not values.isi.strip():
        raise NeedsPerson(f"Letter {letter.id} has no text to sign.", "Fill the variable of its text, then retry.")
    elif places := unfilled_places(values.isi):
        # Names of places come from the template, but people may have typed into the brackets: tell how many only.
        raise NeedsPerson(
            f"The text of letter {letter.id} has {len(places)} unfilled place(s) in square brackets, such as "
            "`[isi: ...]`.",
            "Move the case back to the drafting step, or fill the places in the variable of the "
            "text with the signer's consent and retry.",
        )
    else:
        version = context.services.drafts.lock(
            letter.id, values.isi, langkah=context.job.element_id, oleh="", at=context.services.now()
        )
    _address(letter, values.surat.tujuan or _only_party(headers), context)
    surat = values.surat.model_copy(update={"idSurat": letter.id, "status": "ditandatangani", "versi": version.versi})
    return LetterTextOutput(surat=surat, isi="")


def beri_nomor(values: BeriNomorInput, headers: LetterHeaders, context: Context) -> LetterOutput:
    """The next number of the register, once per case, slot and round; the letter date is the day of `mulai`."""
    office = context.office(headers.kantor)
    key = letter_key(context, headers, values.surat)
    day = engine_moment(values.mulai).astimezone(office.zone).date()
    if headers.jenis not in office.registers:
        raise NeedsPerson(
            f"Office {office.kode} has no letter register for the kind {headers.jenis}.",
            "Add it under `register` in the office file, start the workers again and retry the incident.",
        )
    rule = office.register_rule(headers.jenis, headers.sop, headers.surat)
    now = context.services.now()
    if rule.sumber == "luar":
        if not (values.nomorLuar or "").strip():
            raise NeedsPerson(
                f"Letters {headers.jenis} of {office.kode} are numbered in another system, and no number was typed in.",
                "Fill the variable `nomorLuar`, then retry the incident.",
            )
        try:
            numbered = context.services.register.record_external(key, rule, str(values.nomorLuar), day, now)
        except ValueError as error:
            raise NeedsPerson(
                f"`nomorLuar` is no number of a letter: {error}.", "Correct the variable, then retry the incident."
            ) from None
    else:
        numbered = context.services.register.take(key, rule, day, now)
    surat = values.surat.model_copy(
        update={
            "idSurat": key.letter_id,
            "status": "bernomor",
            "nomor": numbered.nomor,
            "tanggal": numbered.tanggal,
        }
    )
    return LetterOutput(surat=surat)


def arsipkan(values: ArsipkanInput, headers: LetterHeaders, context: Context) -> LetterOutput:
    """Make the final letter, store it, and give staff the link to it."""
    office = context.office(headers.kantor)
    services = context.services
    key = letter_key(context, headers, values.surat)
    letter = services.letters.get(key.letter_id)
    if letter.nomor is None or letter.tanggal is None:
        raise NeedsPerson(f"Letter {letter.id} has no number yet.", "The model must number it before archiving it.")
    if letter.arsip is None:
        printed = LetterValues(
            sop=headers.sop,
            slot=headers.surat,
            perihal=values.surat.perihal or headers.perihal,
            tanggal=letter.tanggal,
            nomor=letter.nomor,
            tujuan=values.surat.tujuan or _only_party(headers),
            permohonan=values.permohonan,
            daftar=values.daftar,
            templat=headers.templat,
        )
        try:
            content = render_letter(office, printed, services.drafts.final(letter.id).isi)
        except DraftDataMissing as error:
            # Only the drafting step has a way back to a person in the model.
            raise NeedsPerson(
                f"The letter cannot be finished, data is missing: {', '.join(error.fields)}.",
                "Set the variables of the case, then retry the incident.",
            ) from error
        services.archive.store(letter.id, content, services.now())
    until = engine_moment(values.mulai) + dt.timedelta(days=services.link_days)
    surat = values.surat.model_copy(
        update={
            "idSurat": letter.id,
            "status": "diarsipkan",
            "nomor": letter.nomor,
            "tanggal": letter.tanggal,
            "versi": letter.versi,
            "tautan": services.links.url(letter.id, letter.versi, until),
        }
    )
    return LetterOutput(surat=surat)


def batalkan(values: BatalkanInput, headers: OfficeHeaders, context: Context) -> Nothing:
    """The case was withdrawn: its letters are cancelled, their numbers kept as cancelled, their links dead."""
    context.services.cases.withdraw(
        context.case,
        kantor=context.office(headers.kantor).kode,
        perkara=values.nomorPerkara,
        alasan=(values.alasan or "").strip() or _WITHDRAWN,
        at=context.services.now(),
    )
    return Nothing()


def catat_tanda_terima(values: CatatTandaTerimaInput, _headers: Headers, context: Context) -> Nothing:
    """A letter was delivered by hand: who took it and when goes into the book.

    In an SOP that types the number in at the delivery, the letter is archived only afterwards; then arsipkan-surat
    and kirim-surat find the receipt.
    """
    office = context.office(values.kantor)
    if values.surat is None:
        return Nothing()
    if not (values.penerima or "").strip() or not values.tanggalTerima:
        raise NeedsPerson(
            "The receipt lacks the receiver's name or the date.",
            "Fill `penerima` and `tanggalTerima` of the task, then retry the incident.",
        )
    try:
        letter_id = LetterKey(context.case, values.surat.slot, values.surat.putaran).letter_id
        day = dt.date.fromisoformat(values.tanggalTerima[:10])
    except ValueError:
        raise NeedsPerson(
            "`tanggalTerima` is not a date, or the letter's slot or round is not allowed.",
            "Correct the variable, then retry the incident.",
        ) from None
    official = office.pejabat.get(values.pelaksana)
    given = Receipt(letter_id, clean(values.penerima), day, "", official.jabatan if official else values.pelaksana)
    try:
        context.services.cases.record_receipt(given, context.services.now(), tujuan=values.surat.tujuan or "")
    except ValueError:
        raise NeedsPerson(
            "`tanggalTerima` lies before the letter's date, or years after it.",
            "Correct the variable, then retry the incident.",
        ) from None
    return Nothing()


def tutup_perkara(values: TutupPerkaraInput, _headers: Headers, context: Context) -> Nothing:
    """The case has ended: links to its letters die, later answers are told so, and its texts may be purged in time."""
    context.services.cases.close(context.case, perkara=values.nomorPerkara, at=context.services.now())
    return Nothing()


def letter_key(context: Context, headers: LetterHeaders, surat: Surat | None) -> LetterKey:
    """Case, slot and round. The slot comes from the model, the round from the process. Raises NeedsPerson."""
    if surat is not None and surat.slot != headers.surat:
        raise NeedsPerson(
            f"The job is about letter {headers.surat}, but `surat` is another one.", "Correct the input mapping."
        )
    try:
        return LetterKey(context.case, headers.surat, surat.putaran if surat else 1)
    except ValueError:
        raise NeedsPerson("The letter's slot or round is not allowed.", "Correct the model.") from None


def ensure_letter(context: Context, key: LetterKey, headers: LetterHeaders, nomor_perkara: str) -> Letter:
    """The letter in storage, made now if it is new."""
    detail = LetterDetail(headers.kantor, headers.sop, headers.jenis, nomor_perkara, headers.nama, headers.perihal)
    return context.services.letters.ensure(key, detail, context.services.now())


def _address(letter: Letter, tujuan: str | None, context: Context) -> None:
    if tujuan and letter.tujuan != tujuan:
        context.services.letters.address(letter.id, tujuan)


def _text_of_round_before(context: Context, key: LetterKey) -> str | None:
    if key.putaran == 1:
        return None
    before = LetterKey(key.process_instance, key.slot, key.putaran - 1)
    if not any(letter.key == before for letter in context.services.letters.of_process(key.process_instance)):
        return None
    return context.services.drafts.final(before.letter_id).isi


def _only_party(headers: LetterHeaders) -> str | None:
    parties = [part.strip() for part in headers.tujuan.split(",") if part.strip()]
    return parties[0] if len(parties) == 1 else None
