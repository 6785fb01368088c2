"""What a person reads and enters in each step; forms and variable mappings are both made from this."""

from __future__ import annotations

from dataclasses import dataclass

from generator.process.parts import lower_first, short_name
from generator.sop import Aksi, Kelengkapan, Keputusan, Langkah, Sop, Waktu

_READS_LETTER = {Aksi.PERIKSA, Aksi.PARAF, Aksi.TANDA_TANGAN, Aksi.KIRIM, Aksi.ANTAR, Aksi.CATAT_BALASAN}
_DELIVERS = {Aksi.ANTAR, Aksi.SERAH}
_RECORD = "Catat: "
_BEFORE_SENDING = {Aksi.KONSEP, Aksi.KOREKSI, Aksi.PERIKSA, Aksi.PARAF, Aksi.TANDA_TANGAN}
"""What a person does to a letter while it can still be changed, so before it gets its number and is sent."""
_MACHINE = {Aksi.NOMOR, Aksi.ARSIP, Aksi.KIRIM}


@dataclass(frozen=True)
class StepData:
    """Fields of one step. `collective` steps run once per person and have their own result fields."""

    step: Langkah
    checklist: tuple[Kelengkapan, ...] = ()
    approval: Keputusan | None = None
    completeness: Keputusan | None = None
    edits: str | None = None
    """Slot of the letter whose text the person edits."""
    reads: str | None = None
    """Slot of the letter the person reads."""
    chooses_destination: str | None = None
    """Slot of the letter whose receiving party the person chooses."""
    external_number: str | None = None
    """Slot of the letter whose number the person types in (the office numbers elsewhere)."""
    gives_instruction: bool = False
    shows_note: bool = False
    """A reviewer or the receiving office may have sent the case back to here."""
    schedule: str | None = None
    """Variable of the date the person sets."""
    people: str | None = None
    """Variable of the list of people the person records."""
    delivers: bool = False
    answer: bool = False
    collective: bool = False


def return_targets(sop: Sop) -> frozenset[str]:
    """kode of every step that a decision or an answer may send the case back to."""
    targets = set()
    for step in sop.langkah:
        sent = step.keputusan.refused if step.keputusan and step.keputusan.jenis == "persetujuan" else ()
        answered = step.balasan.outcomes if step.balasan else ()
        targets |= {b.target.ke for b in (*sent, *answered) if b.target and b.target.ke}
    return frozenset(targets)


def internal_steps(sop: Sop) -> tuple[Langkah, ...]:
    """Steps that become tasks: all but the opening row of an outside party, which is the start of the case.

    What an outside party does in the middle of the table becomes a task of the office that records it: none of the
    office's machine work, and a name that says so.
    """
    parties = {party.kode for party in sop.pihak_luar}
    return tuple(_recorded(s) if s.pelaksana in parties else s for s in sop.office_steps)


def _recorded(step: Langkah) -> Langkah:
    return step.model_copy(
        update={
            "nama": short_name(f"{_RECORD}{lower_first(step.nama)}", step.nama),
            "aksi": (),
            "surat": None,
            "bersama": (),
            "kolektif": None,
        }
    )


def step_data(sop: Sop, step: Langkah) -> StepData:
    """The fields of one step."""
    actions = set(step.aksi)
    slot = step.surat
    decision = step.keputusan
    completeness = decision if decision and decision.jenis == "kelengkapan" else None
    approval = decision if decision and decision.jenis == "persetujuan" else None
    edits = slot if slot and actions & {Aksi.KONSEP, Aksi.KOREKSI} else None
    letter = sop.letter(slot) if slot else None
    drafts = letter is not None and Aksi.KONSEP in actions
    numbered = letter is not None and Aksi.NOMOR in actions and letter.sumber_nomor == "luar"
    return StepData(
        step=step,
        checklist=_checklist(step) if completeness or (Aksi.PERIKSA_BERKAS in actions and not approval) else (),
        approval=approval,
        completeness=completeness,
        edits=edits,
        reads=slot if slot and not edits and actions & (_READS_LETTER | {Aksi.PERINTAH, Aksi.DISPOSISI}) else None,
        chooses_destination=slot if drafts and letter and len(letter.tujuan) > 1 and drafts_first(sop, step) else None,
        external_number=slot if numbered and not types_number_apart(sop, step) else None,
        gives_instruction=bool(actions & {Aksi.PERINTAH, Aksi.DISPOSISI}),
        shows_note=step.kode in return_targets(sop),
        schedule=_schedule_variable(sop, step) if Aksi.JADWAL in actions else None,
        people=(step.daftar or "daftarPns") if Aksi.DATA in actions and not sop.mulai.daftar else None,
        delivers=step.kolektif is None and _delivers(step) and not hands_over_apart(step),
        answer=step.balasan is not None,
        collective=step.kolektif is not None,
    )


def _checklist(step: Langkah) -> tuple[Kelengkapan, ...]:
    """The required documents; where the SOP names none, what its kelengkapan says is ticked as a whole."""
    if step.kelengkapan or not (step.keputusan and step.keputusan.jenis == "kelengkapan"):
        return step.kelengkapan
    return (Kelengkapan(nama=short_name(step.kelengkapan_teks.strip(), "") or "Semua berkas yang disyaratkan"),)


def hands_over_apart(step: Langkah) -> bool:
    """A row that writes, signs, decides or waits, and delivers as well: the delivery is a task of its own.

    Otherwise the letter would be numbered and sent before it is written or signed, or its answer awaited first.
    """
    actions = set(step.aksi)
    if step.surat is None or step.kolektif or not actions & _MACHINE or not _delivers(step):
        return False
    return bool(actions & _BEFORE_SENDING or step.keputusan or step.balasan)


def types_number_apart(sop: Sop, step: Langkah) -> bool:
    """A row in which a person types the number of another system and does other things: typing is a task of its own.

    It comes behind the signature and before the delivery, which are parts of the same row.
    """
    if step.surat is None or Aksi.NOMOR not in step.aksi or sop.letter(step.surat).sumber_nomor != "luar":
        return False
    before = set(step.aksi) & _BEFORE_SENDING or step.keputusan
    return bool(before or _delivers(step) or step.balasan or step.kolektif)


def delivery_data(step: Langkah) -> StepData:
    """Fields of the delivery of a row whose delivery is a task of its own."""
    return StepData(step=_part(step, "Antarkan surat", Aksi.ANTAR), reads=step.surat, delivers=True)


def number_data(step: Langkah) -> StepData:
    """Fields of the typing of the number where that is a task of its own."""
    return StepData(step=_part(step, "Catat nomor surat", Aksi.NOMOR), reads=step.surat, external_number=step.surat)


def _part(step: Langkah, name: str, action: Aksi) -> Langkah:
    """A further task of a row; the row's deadline is that of its own task."""
    time = Waktu(teks=step.waktu.teks)
    changed = {"nama": name, "aksi": (action,), "waktu": time, "keputusan": None, "balasan": None, "kolektif": None}
    return step.model_copy(update=changed)


def signing_row(sop: Sop, slot: str) -> str | None:
    """kode of the row behind which the letter is locked: its last signature, so that each signer can still refuse.

    A signature that is done on a condition only locks nothing when another one is always given, nor does one after the
    text may have changed again or the number was given: those are found when the process is checked.
    """
    found: str | None = None
    for step in internal_steps(sop):
        actions = set(step.aksi) if step.surat == slot else set()
        signs = Aksi.TANDA_TANGAN in actions
        if found and actions & (({Aksi.KONSEP, Aksi.KOREKSI} | _MACHINE) if not signs else {Aksi.KONSEP, Aksi.KOREKSI}):
            break
        if signs and (found is None or not _conditional(sop, step) or _conditional(sop, sop.step(found))):
            found = step.kode
    return found


def _conditional(sop: Sop, step: Langkah) -> bool:
    """Some condition may pass over the row."""
    places = {s.kode: i for i, s in enumerate(sop.langkah)}
    return any(
        places[s.kode] <= places[step.kode] <= places[s.syarat.sampai or s.kode] for s in sop.langkah if s.syarat
    )


def drafts_first(sop: Sop, step: Langkah) -> bool:
    """The letter is first drafted in this step: by a worker, and where it may go to several, a person chooses."""
    if step.surat is None or Aksi.KONSEP not in step.aksi:
        return False
    drafting = (s for s in internal_steps(sop) if Aksi.KONSEP in s.aksi and s.surat == step.surat)
    return next(drafting).kode == step.kode


def _schedule_variable(sop: Sop, step: Langkah) -> str:
    """The date that a later step waits for; a schedule nobody uses gets a name of its own."""
    later = sop.langkah[[s.kode for s in sop.langkah].index(step.kode) + 1 :]
    return next((s.waktu.jadwal for s in later if s.waktu.jadwal), f"jadwal{step.kode}")


def _delivers(step: Langkah) -> bool:
    return bool(set(step.aksi) & _DELIVERS) or _sends_by_hand(step)


def _sends_by_hand(step: Langkah) -> bool:
    """A row that only sends: the e-mail is a notice, so a person still delivers the letter and notes the receipt."""
    return Aksi.KIRIM in step.aksi and not set(step.aksi) - _MACHINE


def machine_first(step: Langkah) -> bool:
    """Numbering, archive and sending come before the person's part when that part is the delivery or the wait.

    Elsewhere (`memerintah ... untuk mengirim`) the person acts first and the workers carry it out.
    """
    return _delivers(step) or step.balasan is not None
