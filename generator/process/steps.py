"""What a person reads and enters in each step; forms and variable mappings are both made from this."""

from __future__ import annotations

from dataclasses import dataclass

from generator.sop import Aksi, Kelengkapan, Keputusan, Langkah, Sop

_READS_LETTER = {Aksi.PERIKSA, Aksi.PARAF, Aksi.TANDA_TANGAN, Aksi.KIRIM, Aksi.ANTAR, Aksi.CATAT_BALASAN}
_DELIVERS = {Aksi.ANTAR, Aksi.SERAH}
_RECORD = "Catat: "
_MAX_NAME = 60


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

    @property
    def has_checklist_decision(self) -> bool:
        return self.completeness is not None


def return_targets(sop: Sop) -> frozenset[str]:
    """kode of every step that a decision or an answer may send the case back to."""
    targets = set()
    for step in sop.langkah:
        if step.keputusan and step.keputusan.jenis == "persetujuan":
            targets |= {t.ke for t in (step.keputusan.tidak, *step.keputusan.pilihan) if t.ke}
        if step.balasan:
            answers = (step.balasan.dikembalikan, step.balasan.ditolak, step.balasan.tanpa_balasan)
            targets |= {t.ke for t in answers if t and t.ke}
    return frozenset(targets)


def internal_steps(sop: Sop) -> tuple[Langkah, ...]:
    """Steps that become tasks: all but the opening row of an outside party, which is the start of the case.

    What an outside party does in the middle of the table becomes a task of the office that records it: none of the
    office's machine work, and a name that says so.
    """
    parties = {party.kode for party in sop.pihak_luar}
    first_internal = next((i for i, step in enumerate(sop.langkah) if step.pelaksana not in parties), len(sop.langkah))
    return tuple(_recorded(s) if s.pelaksana in parties else s for s in sop.langkah[first_internal:])


def _recorded(step: Langkah) -> Langkah:
    name = f"{_RECORD}{step.nama[:1].lower()}{step.nama[1:]}"
    return step.model_copy(
        update={
            "nama": name if len(name) <= _MAX_NAME else step.nama,
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
    return StepData(
        step=step,
        checklist=step.kelengkapan if completeness or (Aksi.PERIKSA_BERKAS in actions and not approval) else (),
        approval=approval,
        completeness=completeness,
        edits=edits,
        reads=slot if slot and not edits and actions & (_READS_LETTER | {Aksi.PERINTAH, Aksi.DISPOSISI}) else None,
        chooses_destination=slot if drafts and letter and len(letter.tujuan) > 1 and drafts_first(sop, step) else None,
        external_number=slot if letter and Aksi.NOMOR in actions and letter.sumber_nomor == "luar" else None,
        gives_instruction=bool(actions & {Aksi.PERINTAH, Aksi.DISPOSISI}),
        shows_note=step.kode in return_targets(sop),
        schedule=_schedule_variable(sop, step) if Aksi.JADWAL in actions else None,
        people=(step.daftar or "daftarPns") if Aksi.DATA in actions and not sop.mulai.daftar else None,
        delivers=step.kolektif is None and bool(actions & _DELIVERS or _sends_by_hand(step)),
        answer=step.balasan is not None,
        collective=step.kolektif is not None,
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


def _sends_by_hand(step: Langkah) -> bool:
    """A row that only sends: the e-mail is a notice, so a person still delivers the letter and notes the receipt."""
    people = set(step.aksi) - {Aksi.NOMOR, Aksi.ARSIP, Aksi.KIRIM}
    return Aksi.KIRIM in step.aksi and not people


def machine_first(step: Langkah) -> bool:
    """Numbering, archive and sending come before the person's part when that part is the delivery.

    Elsewhere (`memerintah ... untuk mengirim`) the person acts first and the workers carry it out.
    """
    return bool(set(step.aksi) & _DELIVERS) or _sends_by_hand(step)
