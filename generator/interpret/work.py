"""The aksi of every row, from its verbs and from where the row stands in the table."""

from __future__ import annotations

import itertools
import re
from difflib import SequenceMatcher

from generator.interpret.actions import LETTER, Work, on_paper
from generator.interpret.bahasa import is_verb
from generator.interpret.draft import Letter, SopDraft, StepDraft
from generator.interpret.jabatan import canonical, jabatan
from generator.interpret.letters import answering_party
from generator.interpret.parties import recipients
from generator.sop import Aksi

_OUTGOING = (Aksi.KIRIM, Aksi.ANTAR)
_FOR_A_NUMBER = re.compile(
    r"\b(?:mendapat\w*|memperoleh|pemberian|diberi|guna|untuk)\s+(?:\w+\s+)?nomor\b", re.IGNORECASE
)
_ROOM = re.compile(
    r"\b(?:ke|kepada)\s+(?:ruang\w*|poli\w*|loket|bagian|bidang|seksi|sub\w*|unit|instalasi|gudang|meja|kasir|apotek"
    r"|laboratorium|sekretariat|bangsal|kelas|lantai)\b",
    re.IGNORECASE,
)
"""A place inside the office."""


def find_aksi(sop: SopDraft) -> None:
    """Gives every row its aksi in the order of its text; what outside parties do is theirs."""
    signed_at = next((s.row.index for s in sop.steps if Aksi.TANDA_TANGAN in s.row.aksi), None)
    for step in sop.steps:
        if step.outside:
            continue
        for work in step.row.done:
            for aksi in _of_work(sop, step, work, signed_at):
                if aksi not in step.aksi:
                    step.aksi.append(aksi)
        if len(step.aksi) > 1 and Aksi.PROSES in step.aksi and _plain_process(step):
            step.aksi.remove(Aksi.PROSES)
        _checked_before_signed(step)
    for step in sop.steps:
        _ordered_work(sop, step)
    for step in sop.steps:
        if not step.outside and not step.aksi:
            step.aksi.append(Aksi.LAIN)
            _unknown(sop, step)


def _checked_before_signed(step: StepDraft) -> None:
    """`Meneliti dan menandatangani formulir`: what the row signs is the office's paper, not one of the applicant's."""
    works = [w for w in step.row.done if w.aksi in (Aksi.PERIKSA_BERKAS, Aksi.TANDA_TANGAN, Aksi.PARAF)]
    checked = [w.object for w in works if w.aksi is Aksi.PERIKSA_BERKAS]
    signed = {w.object for w in works if w.aksi is not Aksi.PERIKSA_BERKAS}
    if checked and set(checked) <= signed and "kelengkapan" not in checked[0].lower():
        step.aksi[step.aksi.index(Aksi.PERIKSA_BERKAS)] = Aksi.PERIKSA


def _of_work(sop: SopDraft, step: StepDraft, work: Work, signed_at: int | None) -> list[Aksi]:
    aksi, text = work.aksi, work.object.lower()
    if aksi is None:
        return []
    if aksi is Aksi.TERIMA and _answers(sop, step):
        return [Aksi.CATAT_BALASAN]
    if aksi is Aksi.NOMOR and work.enters_book:
        if _FOR_A_NUMBER.search(step.row.source.uraian[work.start :]):
            return [Aksi.NOMOR]
        outgoing = signed_at is not None and step.row.index > signed_at and "surat masuk" not in text
        filed = any(w.aksi is Aksi.ARSIP for s in sop.after(step) for w in s.row.done)
        return [Aksi.NOMOR, *(() if filed else (Aksi.ARSIP,))] if outgoing else [Aksi.TERIMA]
    if aksi is Aksi.NOMOR and signed_at is not None and step.row.index < signed_at and Aksi.TERIMA in step.row.aksi:
        return []
    if aksi is Aksi.ARSIP:
        papers = bool(re.search(r"\bberkas\b|\barsip\b", text)) or bool(LETTER.search(text)) or not text
        if signed_at is None:  # a report that nobody signs is filed all the same
            drafted = any(Aksi.KONSEP in s.row.aksi for s in sop.before(step))
            return [Aksi.ARSIP] if papers and drafted and work.base == "arsip" else []
        return [Aksi.ARSIP] if papers and step.row.index >= signed_at else []
    if aksi is Aksi.SERAH:
        return [] if _internal_hand_over(sop, step, work) else [Aksi.SERAH]
    if aksi in _OUTGOING and (not _goes_outside(sop, step) or _led(work) or _stays_inside(step, work)):
        return []
    return [aksi]


def _led(work: Work) -> bool:
    """`mengantar pengunjung`: a person is shown the way, no paper is delivered."""
    first = " ".join(work.object.split()[:1])
    return work.aksi is Aksi.ANTAR and bool(first) and jabatan(first).outside == "pemohon"


def _stays_inside(step: StepDraft, work: Work) -> bool:
    return bool(_ROOM.search(step.row.source.uraian[work.start :].split(".")[0]))


def _answers(sop: SopDraft, step: StepDraft) -> bool:
    """Receiving from an outside party after a letter was signed or sent is an answer."""
    if answering_party(sop, step) is None:
        return False
    return any(w.aksi in (Aksi.TANDA_TANGAN, *_OUTGOING) for s in sop.before(step) for w in s.row.works)


def _plain_process(step: StepDraft) -> bool:
    return all(w.base == "proses" for w in step.row.done if w.aksi is Aksi.PROSES)


def _internal_hand_over(sop: SopDraft, step: StepDraft, work: Work) -> bool:
    """Passing the papers on to the next performer is the flow itself, not work of the row."""
    if re.search(r"\b(?:atasan|pimpinan)\b", work.object, re.IGNORECASE):
        return True
    if not re.search(r"\b(?:ke|kepada)\b", f"{work.object} {step.row.source.uraian[work.start :]}"):
        return False
    thing = re.split(r"\b(?:ke|kepada)\b", work.object.lower())[0].strip()
    if thing and not on_paper(thing):  # goods change hands, the case does not
        return False
    others = [w for w in step.row.done if w.start != work.start and w.aksi is not Aksi.SERAH]
    return bool(others) and not _goes_outside(sop, step)


def _goes_outside(sop: SopDraft, step: StepDraft) -> bool:
    """The row names a receiver outside the office, or none at all."""
    inside = [m for m in step.row.named if m.part == "penerima" and not sop.roles[m.role].outside]
    named = [r for r in recipients(step.row.source.uraian) if not _inside(sop, r.name)]
    outside_role = [m for m in step.row.named if m.part == "penerima" and sop.roles[m.role].outside]
    return bool(named or outside_role) or not inside


def _inside(sop: SopDraft, name: str) -> bool:
    words = canonical(name)
    return any(not r.outside and (words.startswith(r.words) or r.words.startswith(words)) for r in sop.roles)


def _ordered_work(sop: SopDraft, step: StepDraft) -> None:
    """`Memerintah Korpel untuk mengirim`: what no later row does is done on this order."""
    for work in step.row.works:
        if work.mode != "perintah" or work.aksi not in _OUTGOING or step.outside:
            continue
        if any(a in s.aksi for s in sop.after(step) for a in _OUTGOING):
            continue
        if Aksi.KIRIM not in step.aksi:
            step.aksi.append(Aksi.KIRIM)
            sop.find(
                "perintah-tanpa-pelaksanaan",
                f"Langkah {step.no} memerintahkan pengiriman, tetapi tidak ada baris yang "
                "mengirim; pengiriman dilakukan pada langkah ini.",
                step,
                "aksi",
            )


def _unknown(sop: SopDraft, step: StepDraft) -> None:
    works = [w for w in step.row.done if not w.known]
    # Work without a name in the regulation is a person's, and needs no form; only on a letter it may be a machine's.
    unknown = [w.verb for w in works if _OF_LETTERS.search(w.object.lower()) or not is_verb(w.verb)]
    if unknown or not step.row.works:
        words = ", ".join(f"“{w}”" for w in unknown) or f"“{step.row.source.uraian[:50]}”"
        sop.find(
            "aksi-tidak-dikenal", f"Pekerjaan pada langkah {step.no} tidak dikenali dari kata {words}.", step, "aksi"
        )


_OF_LETTERS = re.compile(rf"{LETTER.pattern}|\b(?:nomor|paraf|tanda\s*tangan|stempel|disposisi)\b")


def complete_letter_work(sop: SopDraft) -> None:
    """A letter that leaves the office has a number and a copy on file, and its receiver is told."""
    for letter in sop.letters:
        about = [s for s in sop.steps if s.letter is letter and not s.outside]
        sent = [s for s in about if set(s.aksi) & set(_OUTGOING)]
        numbered = [s for s in about if Aksi.NOMOR in s.aksi]
        _ask_order(sop, letter, about, numbered)
        _ask_signature(sop, letter, about)
        if not sent:
            _ask_number(sop, letter, numbered)
            _number_before_archive(sop, letter, about)
            continue
        first = sent[0]
        if not numbered:
            _insert(first, Aksi.NOMOR)
            sop.find(
                "nomor-tidak-disebut",
                f"Tidak ada langkah yang memberi nomor {letter.nama.lower()}; diduga diberi nomor "
                f"dan diarsipkan pada langkah {first.no}, sebelum dikirim.",
                first,
                "aksi",
            )
        else:
            _ask_number(sop, letter, numbered)
        filed = [s for s in about if Aksi.ARSIP in s.aksi]
        if not filed:
            _insert(numbered[0] if numbered else first, Aksi.ARSIP)
        elif filed[0].row.index > first.row.index and Aksi.KIRIM in first.aksi:
            _file_before_sending(sop, letter, filed[0], numbered[0] if numbered else first)
        if not any(Aksi.KIRIM in s.aksi for s in about):
            at = first.aksi.index(Aksi.ANTAR)
            first.aksi.insert(at, Aksi.KIRIM)
            sop.find(
                "pemberitahuan-surel",
                f"Langkah {first.no} mengantar surat; ditambahkan pemberitahuan elektronik kepada penerima.",
                first,
                "aksi",
            )


def _ask_order(sop: SopDraft, letter: Letter, about: list[StepDraft], numbered: list[StepDraft]) -> None:
    """The number is given to a signed letter; an SOP that gives it before the last signature is asked about."""
    signs = [s for s in about if Aksi.TANDA_TANGAN in s.aksi]
    if numbered and signs and signs[-1].row.index > numbered[0].row.index:
        sop.find(
            "nomor-sebelum-tanda-tangan",
            f"{letter.nama} diberi nomor pada langkah {numbered[0].no}, sebelum ditandatangani pada langkah "
            f"{signs[-1].no}.",
            numbered[0],
            "aksi",
        )


def _ask_signature(sop: SopDraft, letter: Letter, about: list[StepDraft]) -> None:
    """A naskah dinas is signed before it gets its number or leaves (Permendagri 1/2023); who signs it is asked."""
    leaves = [s for s in about if set(s.aksi) & {Aksi.NOMOR, Aksi.ARSIP, *_OUTGOING}]
    if not leaves or any(Aksi.TANDA_TANGAN in s.aksi for s in about):
        return
    step = leaves[0]
    sop.find(
        "surat-tanpa-tanda-tangan",
        f"{letter.nama} diberi nomor, disimpan, atau dikirim pada langkah {step.no}, padahal tidak ada langkah yang "
        "menandatanganinya.",
        step,
        "aksi",
    )


def _number_before_archive(sop: SopDraft, letter: Letter, about: list[StepDraft]) -> None:
    """A signed letter that is filed has a number; where no row gives it, it is given on filing, and asked about."""
    filed = next((s for s in about if Aksi.ARSIP in s.aksi), None)
    signed = any(Aksi.TANDA_TANGAN in s.aksi for s in about)
    if filed is None or any(Aksi.NOMOR in s.aksi for s in about):
        return
    if signed:
        _insert(filed, Aksi.NOMOR)
    said = "; diduga diberi nomor pada langkah itu" if signed else ""
    sop.find(
        "nomor-tidak-disebut",
        f"{letter.nama} diarsipkan pada langkah {filed.no}, tetapi tidak ada langkah yang memberinya nomor{said}.",
        filed,
        "aksi",
    )


def _file_before_sending(sop: SopDraft, letter: Letter, filed: StepDraft, numbered: StepDraft) -> None:
    """The copy is stored when the letter gets its number, before it is sent; filing the paper is a person's work."""
    filed.aksi[filed.aksi.index(Aksi.ARSIP)] = Aksi.LAIN
    if len(filed.aksi) > 1:
        filed.aksi.remove(Aksi.LAIN)
    _insert(numbered, Aksi.ARSIP)
    sop.find(
        "arsip-sebelum-kirim",
        f"Salinan {letter.nama.lower()} disimpan pada langkah {numbered.no}, sebelum dikirim; langkah {filed.no} "
        "menyimpan berkas kertasnya.",
        filed,
        "aksi",
    )


def _ask_number(sop: SopDraft, letter: Letter, numbered: list[StepDraft]) -> None:
    """Entering a letter in the book is taken for numbering it; where no row says so, it is asked."""
    text = canonical(" ".join(s.row.source.uraian for s in numbered))
    if numbered and "nomor" not in text and "menomori" not in text:
        step = numbered[0]
        sop.find(
            "nomor-tidak-disebut",
            f"Langkah {step.no} mengagendakan {letter.nama.lower()} tanpa menyebut nomor; diduga "
            "surat diberi nomor pada langkah itu.",
            step,
            "aksi",
        )


def _insert(step: StepDraft, aksi: Aksi) -> None:
    """Number, archive, send: in this order, after what people do first."""
    order = [Aksi.NOMOR, Aksi.ARSIP, Aksi.KIRIM, Aksi.ANTAR]
    later = [a for a in order[order.index(aksi) + 1 :] if a in step.aksi]
    step.aksi.insert(step.aksi.index(later[0]) if later else len(step.aksi), aksi)


def misspelt_verbs(sop: SopDraft) -> None:
    """A verb that shares its object with `memberi nomor` but means something else is likely `mengagendakan`."""
    for step in sop.steps:
        works = step.row.done
        for work, following in itertools.pairwise(works):
            alike = SequenceMatcher(None, work.verb, "mengagendakan").ratio()
            if following.aksi is Aksi.NOMOR and work.aksi is None and work.object == following.object and alike >= 0.7:
                sop.find(
                    "aksi-salah-tulis",
                    f"“{work.verb}” pada langkah {step.no} diduga seharusnya “mengagendakan”; teks asli tidak diubah.",
                    step,
                    "uraian",
                )
