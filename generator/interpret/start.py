"""How a case starts: the first row tells whether somebody asks, a letter comes in, or the head gives an order."""

from __future__ import annotations

import re

from generator.interpret.draft import Party, SopDraft
from generator.interpret.jabatan import canonical
from generator.interpret.letters import unique_slug
from generator.interpret.measures import LIST
from generator.sop import Aksi, Mulai


def find_start(sop: SopDraft) -> Mulai:
    first = sop.steps[0]
    text = canonical(f"{first.row.source.kelengkapan} {first.row.source.uraian}")
    daftar = None
    if any(s.kolektif for s in sop.steps):
        daftar = LIST
    if first.outside:
        party = sop.party_of_role(first.role)
        return Mulai(jenis="permohonan", pihak=party.kode if party else None, daftar=daftar)
    if Aksi.PERINTAH in first.aksi:
        kind = "surat" if "surat masuk" in text else "perintah"
        name = "Surat masuk diterima" if kind == "surat" else "Perintah diberikan"
        sop.find(
            "mulai-tersirat", f"Proses diduga dimulai ketika {name.lower()}, menurut langkah {first.no}.", None, "mulai"
        )
        return Mulai(jenis="surat" if kind == "surat" else "perintah", nama=name, daftar=daftar)
    asks = re.search(r"\b(?:permohonan|usulan|pengajuan|pemohon|permintaan|pengaduan)\b", text)
    if asks or Aksi.TERIMA in first.aksi:
        party = next((p for p in sop.parties if p.role is not None and sop.roles[p.role].outside == "pemohon"), None)
        party = party or next((p for p in sop.parties if canonical(p.nama) == "pemohon"), None)
        if party is None and re.search(r"\bpemohon\b", " ".join(canonical(s.row.source.uraian) for s in sop.steps)):
            party = Party(unique_slug(sop, "pemohon"), "Pemohon")
            sop.parties.append(party)
        kind, name = ("permohonan", "Permohonan diterima") if asks else ("surat", "Surat masuk diterima")
        if not asks:
            sop.find("mulai-tersirat", "Proses diduga dimulai ketika surat masuk diterima.", None, "mulai")
        return Mulai(
            jenis="permohonan" if asks else "surat", pihak=party.kode if party else None, nama=name, daftar=daftar
        )
    sop.find(
        "mulai-tersirat",
        f"SOP tidak menyebut apa yang memulai proses; diduga perintah sebelum langkah {first.no}.",
        None,
        "mulai",
    )
    return Mulai(jenis="perintah", nama="Perintah diberikan", daftar=daftar)
