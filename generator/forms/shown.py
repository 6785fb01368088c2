"""What a form shows to read: the SOP row, the case, the reviser's note, the people, the letter.

Text is markdown that form-js fills from the variables of the task: `{{...}}` is FEEL, a line end is a line break.
Tasklist 8.6.0 knows a part of FEEL only: no `day of week`, no `get value`, no list access by an expression.
"""

from __future__ import annotations

from generator.forms import components as c
from generator.process import variables as v
from generator.process.collective import DONE
from generator.process.letters import people_variable
from generator.process.steps import StepData, internal_steps
from generator.process.tasks import performers
from generator.sop import Langkah, Sop

MONTH_WIDTH = 9
MONTHS = "Januari  Februari Maret    April    Mei      Juni     Juli     Agustus  SeptemberOktober  November Desember "
"""The name of month n stands at 9n-8, 9 characters wide."""


def sop_row(sop: Sop, step: Langkah, *, due: bool = True) -> c.Component:
    """The SOP text and the mutu baku of the row; with `due` also when the task must be done at the latest."""
    requirements = step.kelengkapan_teks or ", ".join(k.nama for k in step.kelengkapan)
    timed = due and (step.waktu.durasi is not None or step.waktu.jadwal is not None)
    time = escaped(step.waktu.teks or "")
    lines = [
        f"{label}: {value}"
        for label, value in (
            ("Pelaksana", escaped(performers(sop, step))),
            ("Kelengkapan", escaped(requirements)),
            ("Waktu", time + (_due() if timed else "")),
            ("Output", escaped(step.output or "")),
            ("Keterangan", escaped(step.keterangan or "")),
        )
        if value
    ]
    text = f"**Kegiatan {step.no}.** {escaped(step.uraian)}\n\n" + "\n".join(lines)
    return c.group("Sop", "Uraian SOP", [c.text("Sop", text)])


def escaped(text: str) -> str:
    """SOP text is data: no markdown, no templating."""
    for mark in "\\`*_[]<>#":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("{{", "{ {")


def date_shown(variable: str) -> str:
    """`2026-11-05` in the variable as `5 November 2026`."""
    month = f'substring("{MONTHS}", {MONTH_WIDTH} * number(substring({variable}, 6, 2)) - {MONTH_WIDTH - 1}, 9)'
    return f"{{{{number(substring({variable}, 9, 2))}}}} {{{{{month}}}}} {{{{substring({variable}, 1, 4)}}}}"


def _due() -> str:
    """The deadline as the worker computed it; its text is in the office's own time."""
    clock = f"{{{{substring({v.TENGGAT}, 12, 2)}}}}.{{{{substring({v.TENGGAT}, 15, 2)}}}}"
    return f"{{{{#if {v.TENGGAT}}}}}, paling lambat **{date_shown(v.TENGGAT)} pukul {clock}**{{{{/if}}}}"


def case(sop: Sop, data: StepData) -> c.Component:
    """Which case this is, and the last disposition."""
    request = v.PERMOHONAN
    lines = [f"Nomor perkara: **{{{{{v.NOMOR_PERKARA}}}}}**"]
    if data.collective:
        lines.append(f"Nama: **{{{{{v.ORANG}.nama}}}}**, NIP {{{{{v.ORANG}.nip}}}}")
        if data.step.waktu.jadwal:
            lines.append(f"Jadwal: **{date_shown(v.JADWAL_ORANG)}**")
    elif sop.mulai.jenis == "permohonan" and not sop.mulai.daftar:
        lines.append(f"Pemohon: **{{{{{request}.nama}}}}**, NIP {{{{{request}.nip}}}}")
        lines.append(f"Unit kerja: {{{{{request}.unitKerja}}}}")
    else:
        number, day = f"{request}.nomorSurat", f"{request}.tanggalSurat"
        lines.append(f"Perihal: **{{{{{request}.perihal}}}}**")
        lines.append(
            f"Dari: {{{{{request}.instansi}}}}{{{{#if {number}}}}}, surat nomor {{{{{number}}}}}{{{{/if}}}}"
            f"{{{{#if {day}}}}}, tanggal {date_shown(day)}{{{{/if}}}}"
        )
    parts = [c.text("Perkara", "\n".join(lines))]
    if not data.gives_instruction and not data.collective:
        given = f"Disposisi atau arahan {{{{{v.ARAHAN}.dari}}}}: **{{{{{v.ARAHAN}.isi}}}}**"
        parts.append(c.text("Arahan", given, hide=f"{v.ARAHAN} = null"))
    return c.group("Perkara", "Perkara", parts)


def note() -> c.Component:
    """The reviser's note, shown to the corrector before anything else."""
    text = f"#### Perlu diperbaiki\n{{{{{v.CATATAN}.dari}}}} mengembalikan dengan catatan:\n\n{{{{{v.CATATAN}.isi}}}}"
    return c.group("Catatan", "Catatan perbaikan", [c.text("Catatan", text)], hide=f"{v.CATATAN} = null")


def earlier_note() -> c.Component:
    """What was to be corrected, for the reviewer who sees the letter again."""
    text = f"Sudah diperbaiki menurut catatan {{{{{v.CATATAN}.dari}}}}: {{{{{v.CATATAN}.isi}}}}"
    return c.text("CatatanSebelumnya", text, hide=f"{v.CATATAN} = null")


def people(sop: Sop, data: StepData, *, recorded: bool = False) -> list[c.Component]:
    """Who the case is about; after collective work with what became of each.

    Nothing in the form that records the list itself, unless it is already `recorded`.
    """
    if data.collective or (data.people and not recorded):
        return []
    steps = internal_steps(sop)
    before = steps[: [step.kode for step in steps].index(data.step.kode)]
    worked = [step for step in before if step.kolektif is not None]
    variable = v.results(worked[-1].kode) if worked else people_variable(sop)
    if variable is None:
        return []
    person = "1. {{this.nama}}, NIP {{this.nip}}"
    if worked:
        person += f'{{{{#if this.hasil != "{DONE}"}}}} (dikeluarkan: {{{{this.alasan}}}}){{{{/if}}}}'
    listing = f"{{{{#loop {variable}}}}}\n{person}\n{{{{/loop}}}}"
    empty = f"{variable} = null or count({variable}) = 0"
    return [c.group("Pegawai", "Daftar pegawai", [c.text("Pegawai", listing)], hide=empty)]


def letter(sop: Sop, slot: str) -> list[c.Component]:
    """The draft while it is one, later a link: from the signature on the text is locked and lives in storage.

    And where it goes: whoever delivers it must not look that up elsewhere.
    """
    name, to = sop.letter(slot).nama, sop.letter(slot).tujuan
    text_variable = v.letter_text(slot)
    locked = f'{text_variable} = null or {text_variable} = ""'
    return [
        *(
            c.text(
                f"Tujuan_{party}",
                f"Tujuan surat: **{escaped(sop.party(party).nama)}**",
                hide=f'{slot}.tujuan != "{party}"' if len(to) > 1 else None,
            )
            for party in to
        ),
        c.textarea(text_variable, f"Isi konsep: {name}", readonly=True, hide=locked),
        places_left(slot, "Konsep ini masih memuat bagian yang belum diisi; kembalikan untuk dilengkapi."),
        c.text(
            "SuratTerkunci",
            f"{escaped(name)} sudah ditandatangani; isinya tidak dapat diubah lagi.",
            hide=f"not({locked}) or {slot}.tautan != null",
        ),
        c.text(
            "SuratTautan",
            f"{escaped(name)} nomor **{{{{{slot}.nomor}}}}**: [Buka surat]({{{{{slot}.tautan}}}})",
            hide=f"{slot}.tautan = null",
        ),
        c.text("SuratPengiriman", f"{{{{{slot}.pengiriman}}}}", hide=f"{slot}.pengiriman = null"),
    ]


def places_left(slot: str, text: str, *, early: str | None = None) -> c.Component:
    """A warning while the draft has places that the template could not fill; not while `early` (FEEL) hides it."""
    variable = v.letter_text(slot)
    hidden = f"{early} or " if early else ""
    return c.text(
        "BelumTerisi",
        f"#### Belum lengkap\n{escaped(text)}",
        hide=f'{hidden}{variable} = null or not(contains({variable}, "[isi:"))',
    )
