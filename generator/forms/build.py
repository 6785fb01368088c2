"""Which fields each form shows: the SOP row on top, the reviser's note, then what this step is about."""

from __future__ import annotations

from generator.forms import components as c
from generator.forms import shown
from generator.forms.start import people_list, start_form
from generator.process import feel
from generator.process import variables as v
from generator.process.build import start_form_id
from generator.process.collective import AGAIN, DONE, DROPPED
from generator.process.conditions import asked_at
from generator.process.letters import people_variable
from generator.process.missing_data import missing_data_form_id
from generator.process.steps import (
    StepData,
    delivery_data,
    drafts_first,
    hands_over_apart,
    internal_steps,
    number_data,
    step_data,
    types_number_apart,
)
from generator.process.tasks import SCHEDULE_PLACE, delivery_form_id, form_id, number_form_id, requirement_text
from generator.sop import NO_ANSWER, Keputusan, Langkah, Sop


def build_forms(sop: Sop) -> dict[str, bytes]:
    """All forms of a SOP by file name (`<form id>.form`), in the order of the steps."""
    forms = {f"{start_form_id(sop)}.form": start_form(sop)}
    for step in internal_steps(sop):
        data = step_data(sop, step)
        id_ = form_id(sop, step.kode)
        forms[f"{id_}.form"] = c.form(id_, step_components(sop, data))
        if types_number_apart(sop, step):
            extra = number_form_id(sop, step)
            forms[f"{extra}.form"] = c.form(extra, step_components(sop, number_data(step)))
        if hands_over_apart(step):
            extra = delivery_form_id(sop, step)
            forms[f"{extra}.form"] = c.form(extra, step_components(sop, delivery_data(step)))
        if drafts_first(sop, step):
            extra = missing_data_form_id(sop, step)
            forms[f"{extra}.form"] = c.form(extra, _missing_data(sop, step))
        if data.completeness:
            extra = f"{id_}-kekurangan"
            ends = data.completeness.tidak.selesai is not None
            forms[f"{extra}.form"] = c.form(extra, _missing_components(sop, step, ends=ends))
    return forms


def step_components(sop: Sop, data: StepData) -> list[c.Component]:
    """The components of the form of a step."""
    step = data.step
    parts = [shown.note()] if data.shows_note else []
    parts += [shown.sop_row(sop, step), shown.case(sop, data), *shown.people(sop, data)]
    if data.collective:
        return [*parts, *_person_result(step)]
    parts += _work(sop, data)
    parts += [
        c.radio(name, question, ((v.YA, "Ya"), (v.TIDAK, "Tidak")), required=True)
        for name, question in asked_at(sop, step)
    ]
    if data.approval and not data.shows_note:
        parts.append(shown.earlier_note())
    if data.approval:
        parts += _approval(data.approval)
    if data.answer and step.balasan:
        parts += _answer(sop.party(step.balasan.dari).nama, gives_up=step.balasan.tanpa_balasan is not None)
    if data.gives_instruction:
        parts.append(
            c.textarea(
                v.ARAHAN_BARU,
                "Isi disposisi atau arahan",
                description="Ditampilkan kepada pelaksana berikutnya.",
                max_length=2000,
            )
        )
    if not any(_asks(part) for part in parts):
        parts.append(c.text("Selesai", "Selesaikan tugas ini setelah kegiatan di atas dikerjakan."))
    return parts


def _asks(component: c.Component) -> bool:
    """Whether a person enters something here."""
    inside = component.get("components", ())
    return ("key" in component and not component.get("readonly")) or any(_asks(part) for part in inside)


def _work(sop: Sop, data: StepData) -> list[c.Component]:
    parts: list[c.Component] = []
    if data.people:
        parts += people_list(data.people, "Pegawai yang diusulkan")
    if data.checklist:
        decides = data.completeness is not None
        intro = (
            "Centang berkas yang sudah ada dan benar. Berkas yang tidak dicentang dianggap belum lengkap."
            if decides
            else "Centang setiap berkas yang sudah diperiksa."
        )
        boxes = [
            c.checkbox(v.checkbox(i), requirement_text(k.nama, k.salinan, k.satuan), required=not decides)
            for i, k in enumerate(data.checklist, 1)
        ]
        parts.append(c.group("Berkas", "Pemeriksaan berkas", [c.text("Berkas", intro), *boxes]))
    if data.schedule:
        parts.append(c.date(data.schedule, "Tanggal yang dijadwalkan", required=True))
    if data.chooses_destination:
        letter = sop.letter(data.chooses_destination)
        choices = [(party, sop.party(party).nama) for party in letter.tujuan]
        parts.append(c.select(v.destination(letter.kode), "Tujuan surat", choices, required=True))
    if data.edits:
        letter = sop.letter(data.edits)
        # Documents that are missing must be told at once: nobody has to finish the draft before.
        ticked = feel.all_true([v.checkbox(i) for i, _ in enumerate(data.checklist, 1)]) if data.completeness else ""
        early = f"not({ticked})" if ticked else None
        if ticked:
            parts.append(c.text("Nanti", "Konsep surat dapat diisi setelah semua berkas dicentang.", hide=ticked))
        parts.append(
            c.textarea(
                v.letter_text(letter.kode),
                f"Isi konsep: {letter.nama}",
                required=True,
                hide=early,
                description=_draft_hint(data, people=people_variable(sop) is not None),
                max_length=20000,
                pattern=c.WITHOUT_PLACES,
            )
        )
        places = "Lengkapi bagian bertanda [isi: ...] sebelum melanjutkan."
        parts.append(shown.places_left(letter.kode, places, early=early))
    if data.reads:
        parts += shown.letter(sop, data.reads)
    if data.external_number:
        parts.append(
            c.textfield(
                f"{v.NOMOR_LUAR}{data.external_number}",
                "Nomor surat dari aplikasi persuratan",
                required=True,
                max_length=80,
                description="Tulis seperti pada aplikasi persuratan; nomor ini tercetak pada surat.",
            )
        )
    if data.delivers:
        parts.append(
            c.group(
                "TandaTerima",
                "Tanda terima",
                [
                    c.textfield(v.PENERIMA, "Nama penerima", required=True, max_length=120),
                    c.date(v.TANGGAL_TERIMA, "Tanggal diterima", required=True),
                ],
            )
        )
    return parts


def _draft_hint(data: StepData, *, people: bool) -> str:
    hint = "Kepala surat, nomor, tanggal, dan tanda tangan ditambahkan oleh sistem."
    if people:
        hint += " Baris [Daftar pegawai] diganti dengan tabel pegawai."
    if data.schedule:
        hint += f" Tulisan [{SCHEDULE_PLACE}] diganti dengan tanggal yang dijadwalkan."
    return hint


def _approval(decision: Keputusan) -> list[c.Component]:
    ends = decision.tidak.selesai is not None
    refused = "Tidak" if ends else "Tidak, dikembalikan untuk diperbaiki"
    ending = ends or any(p.selesai for p in decision.pilihan)
    label, asks = "Catatan perbaikan", "Tuliskan apa yang harus diperbaiki."
    if ending:
        only = ends and all(p.selesai for p in decision.pilihan)
        label = "Alasan" if only else "Catatan perbaikan atau alasan"
        asks = "Tuliskan alasannya." if only else "Tuliskan apa yang harus diperbaiki, atau alasan penolakannya."
    others = tuple((p.kode, p.nama) for p in decision.pilihan)
    hide = f'{v.KEPUTUSAN} = null or {v.KEPUTUSAN} = "{v.YA}"' if others else f'{v.KEPUTUSAN} != "{v.TIDAK}"'
    return [
        c.radio(v.KEPUTUSAN, decision.pertanyaan, ((v.YA, "Ya"), (v.TIDAK, refused), *others), required=True),
        c.textarea(
            v.CATATAN_BARU,
            label,
            required=True,
            hide=hide,
            description=asks,
            max_length=2000,
        ),
    ]


def _answer(party: str, *, gives_up: bool) -> list[c.Component]:
    outcomes = [
        ("terbit", "Terbit / disetujui"),
        ("dikembalikan", "Dikembalikan untuk diperbaiki"),
        ("ditolak", "Ditolak"),
    ]
    if gives_up:
        outcomes.append((NO_ANSWER, "Tidak ada balasan, berhenti menunggu"))
    no_date = f'{v.HASIL} = "{NO_ANSWER}"' if gives_up else None
    return [
        c.radio(v.HASIL, f"Balasan dari {party}", outcomes, required=True),
        c.date(v.TANGGAL_BALASAN, "Tanggal balasan", required=True, hide=no_date),
        c.textarea(
            v.CATATAN_BALASAN,
            "Alasan dalam balasan",
            required=True,
            hide=f'{v.HASIL} = null or {v.HASIL} = "terbit"',
            max_length=2000,
        ),
    ]


def _person_result(step: Langkah) -> list[c.Component]:
    outcomes = [(DONE, "Selesai"), (AGAIN, "Tidak hadir, jadwalkan ulang"), (DROPPED, "Dikeluarkan dari daftar")]
    if step.waktu.jadwal is None:
        outcomes = [
            (DONE, "Selesai"),
            (AGAIN, "Belum dapat diselesaikan, ulangi"),
            (DROPPED, "Dikeluarkan dari daftar"),
        ]
    parts = [c.radio(v.HASIL, "Hasil", outcomes, required=True)]
    if step.waktu.jadwal:
        parts.append(c.date(v.TANGGAL_BARU, "Tanggal baru", required=True, hide=f'{v.HASIL} != "{AGAIN}"'))
    parts.append(
        c.textarea(v.ALASAN, "Alasan", required=True, hide=f'{v.HASIL} = null or {v.HASIL} = "{DONE}"', max_length=1000)
    )
    return parts


def _missing_data(sop: Sop, step: Langkah) -> list[c.Component]:
    """One row for each value that the letter needs and the case lacks; the system knows which."""
    return [
        shown.sop_row(sop, step, due=False),
        shown.case(sop, step_data(sop, step)),
        c.dynamic_list(
            v.DATA_KURANG,
            "Data yang diperlukan konsep surat",
            [
                c.textfield("nama", "Nama data", readonly=True, columns=("data", 6)),
                c.textfield("nilai", "Isi", required=True, max_length=200, columns=("data", 10)),
            ],
            fixed=True,
        ),
    ]


def _missing_components(sop: Sop, step: Langkah, *, ends: bool) -> list[c.Component]:
    """What the applicant is told; the list comes from the checklist."""
    task = (
        "Sampaikan kepada pemohon bahwa permohonan tidak diproses karena berkas berikut belum lengkap."
        if ends
        else "Minta pemohon melengkapi berkas berikut. Selesaikan tugas ini setelah berkas diserahkan kembali."
    )
    data = step_data(sop, step)
    listing = f"{{{{#loop {v.KEKURANGAN}}}}}\n* {{{{this}}}}\n{{{{/loop}}}}"
    return [
        shown.sop_row(sop, step, due=False),
        shown.case(sop, data),
        *shown.people(sop, data, recorded=True),
        c.group("Kekurangan", "Berkas yang belum lengkap", [c.text("Tugas", task), c.text("Kekurangan", listing)]),
        c.checkbox(
            "sudahDisampaikan",
            "Pemohon sudah diberi tahu" if ends else "Berkas sudah dilengkapi pemohon",
            required=True,
        ),
    ]
