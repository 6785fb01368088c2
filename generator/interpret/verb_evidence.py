"""What the words of the rows say about who performs them: named subjects, hand-overs, the rank a verb needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.interpret.actions import MONEY, on_paper
from generator.interpret.bahasa import base
from generator.interpret.evidence import Evidence
from generator.interpret.jabatan import Jabatan, canonical
from generator.interpret.roles import performers_named
from generator.interpret.row import Row
from generator.sop import Aksi

FRONT_DESK = re.compile(r"\b(?:ptsp|loket|front\s*office|fo|resepsionis|agendaris|pelayanan|penerima|helpdesk)\b")
NEAR = 60
"""Rows this far apart tell nothing about each other; keeps the time linear in the rows."""
_TO_APPLICANT = re.compile(r"\b(?:ke|kepada)\s+(?:pemohon|masyarakat|warga|pelapor|pengguna)\b", re.IGNORECASE)
_ADMINISTRATION = re.compile(
    r"\b(?:tu|umum|sekretariat|agendaris|arsiparis|pengadministrasi|administrasi|persuratan|ketatausahaan)\b"
)
_CLERICAL = frozenset(("ganda", "perbanyak", "masuk", "bawa", "antar", "fotokopi", "ketik", "jilid", "stempel"))
_CLERICAL_NOUNS = re.compile(r"\b(?:pengg?andaan|pengadaan\s+salinan|fotokopi|penjilidan|pengetikan|pengantaran)\b")


def verb_evidence(row: Row, rows: Sequence[Row], roles: Sequence[Jabatan]) -> list[Evidence]:
    """All evidence for this row from its own words and those of its neighbours."""
    found = [*_column_text(row, roles), *_named(row, roles), *_before(row, rows, roles), *_after(row, rows, roles)]
    found += _rank(row, rows, roles)
    found += _trade(row, roles)
    found += _outside(row, roles)
    return found


def _column_text(row: Row, roles: Sequence[Jabatan]) -> Iterator[Evidence]:
    """A table with one column Pelaksana that names the performer."""
    names = [canonical(name) for name in performers_named(row.source.pelaksana)]
    for r, role in enumerate(roles):
        if names and names[0] == role.words:
            yield Evidence(str(r), 9.0, f"kolom Pelaksana menyebut {role.name}")


def _named(row: Row, roles: Sequence[Jabatan]) -> Iterator[Evidence]:
    for mention in row.named:
        name = roles[mention.role].name
        if mention.part == "subjek":
            yield Evidence(str(mention.role), 9.0, f"{name} disebut sebagai subjek kalimat")
        elif mention.part == "agen":
            yield Evidence(str(mention.role), 3.5, f"“{mention.quote}”: dikerjakan {name}")
        elif mention.part in ("penerima", "diperintah", "kembali", "asal"):
            yield Evidence(str(mention.role), -4.5, f"“{mention.quote}”: {name} pihak lain dalam kegiatan ini")
        elif mention.part == "disposisi":
            yield Evidence(str(mention.role), -2.0, f"“{mention.quote}”: disposisi itu dibuat sebelumnya")


def _before(row: Row, rows: Sequence[Row], roles: Sequence[Jabatan]) -> Iterator[Evidence]:
    """What the row above hands over to."""
    if row.index == 0:
        return
    previous = rows[row.index - 1]
    for mention in previous.named:
        name = roles[mention.role].name
        if roles[mention.role].outside or mention.role in row.roles("asal", "penerima", "diperintah"):
            continue
        if mention.part == "penerima" and not _goods_given(previous):
            yield Evidence(str(mention.role), 5.0, f"baris {previous.source.no} menyerahkan kepada {name}")
        elif mention.part == "diperintah":
            yield Evidence(str(mention.role), 5.0, f"baris {previous.source.no} menugaskan {name}")


def _goods_given(row: Row) -> bool:
    """What the row hands over is no paper: it is given away, and the work stays where it is."""
    given = [re.split(r"\b(?:ke|kepada)\b", w.object.lower())[0].strip() for w in row.done if w.aksi is Aksi.SERAH]
    return bool(given) and all(thing and not on_paper(thing) for thing in given)


def _after(row: Row, rows: Sequence[Row], roles: Sequence[Jabatan]) -> Iterator[Evidence]:
    """What later rows say about who did this one: `Disposisi Kabag`, `menerima dari X`, `dikembalikan ke X`."""
    for later in rows[row.index + 1 : row.index + NEAR]:
        if Aksi.DISPOSISI in row.aksi:
            for mention in (*later.named_in_kelengkapan, *later.named):
                if mention.part == "disposisi":
                    reason = f"baris {later.source.no} memakai disposisi {roles[mention.role].name}"
                    yield Evidence(str(mention.role), 7.0, reason)
        if Aksi.DISPOSISI in row.aksi and Aksi.DISPOSISI in later.aksi:
            break
        if later.index == row.index + 1:
            for mention in later.named:
                other = mention.role in row.roles("penerima", "diperintah", "kembali")
                if mention.part == "asal" and not roles[mention.role].outside and not other:
                    yield Evidence(
                        str(mention.role), 4.5, f"baris {later.source.no} menerima dari {roles[mention.role].name}"
                    )
            if Aksi.DISPOSISI not in row.aksi:
                for mention in later.named_in_kelengkapan:
                    if mention.part == "disposisi" and "disposisi" in row.source.output.lower():
                        reason = f"baris {later.source.no} memakai disposisi {roles[mention.role].name}"
                        yield Evidence(str(mention.role), 5.0, reason)
    if Aksi.KONSEP in row.aksi:
        for later in rows[row.index + 1 : row.index + NEAR]:
            if Aksi.KONSEP in later.aksi:
                break
            for mention in later.named:
                if mention.part == "kembali" and not roles[mention.role].outside:
                    reason = f"baris {later.source.no} mengembalikan konsep ke {roles[mention.role].name}"
                    yield Evidence(str(mention.role), 4.0, reason)


def _rank(row: Row, rows: Sequence[Row], roles: Sequence[Jabatan]) -> Iterator[Evidence]:
    ranks = [r.rank for r in roles if r.rank is not None]
    if not ranks:
        return
    top, low = max(ranks), min(ranks)
    aksi = row.aksi
    stems = {w.base for w in row.done}
    ordered = [roles[r].rank for r in row.roles("diperintah")]
    drafted = any(Aksi.KONSEP in r.aksi for r in rows[max(0, row.index - NEAR) : row.index + 1])
    for r, role in enumerate(roles):
        rank, value = role.rank, str(r)
        if rank is None:
            continue
        if Aksi.TANDA_TANGAN in aksi:
            if rank == top:
                head = 5.0 if rank >= _HEAD else 2.5  # a table without a head of office may leave the signer out
                yield Evidence(value, head, f"menandatangani: jabatan tertinggi, {role.name}")
            elif rank < 60:
                yield Evidence(value, -4.0, f"{role.name} tidak menandatangani surat dinas")
            else:
                yield Evidence(value, -1.0, f"{role.name} bukan jabatan tertinggi")
        if Aksi.PARAF in aksi and Aksi.KONSEP not in aksi and Aksi.TANDA_TANGAN not in aksi:
            if rank == top:
                yield Evidence(value, -3.0, f"{role.name} menandatangani, tidak memaraf")
            if rank < 50:
                yield Evidence(value, -3.0, f"{role.name} tidak memaraf konsep")
        if Aksi.KONSEP in aksi and rank == top and rank >= 90:
            yield Evidence(value, -4.0, f"{role.name} tidak menyusun konsep")
        if Aksi.DISPOSISI in aksi:
            if rank <= 40 or rank == low:
                yield Evidence(value, -4.0, f"{role.name} tidak memberi disposisi")
            if rank == top and not any(Aksi.DISPOSISI in x.aksi for x in rows[max(0, row.index - NEAR) : row.index]):
                yield Evidence(value, 2.5, f"disposisi pertama: jabatan tertinggi, {role.name}")
        if Aksi.PERINTAH in aksi:
            if rank <= 30 and rank == low:
                yield Evidence(value, -4.0, f"{role.name} tidak memberi perintah")
            for below in ordered:
                if below is not None and rank <= below:
                    yield Evidence(value, -4.0, f"{role.name} bukan atasan yang diperintah")
        above = [roles[r].rank for r in row.roles("kembali") if not roles[r].outside]
        if aksi & {Aksi.PERIKSA, Aksi.KOREKSI} and any(x is not None and rank < x for x in above):
            yield Evidence(value, -3.0, f"{role.name} tidak mengembalikan kepada atasannya")
        if aksi & {Aksi.PERIKSA, Aksi.KOREKSI} and drafted and rank == low and len(set(ranks)) > 1:
            yield Evidence(value, -1.5, f"{role.name} tidak memeriksa konsep")
        if rank >= 90 and rank == top and (stems & _CLERICAL or aksi & _OFFICE_WORK):
            yield Evidence(value, -3.5, f"{role.name} tidak mengerjakan tata usaha")
        if rank >= 70 and rank < top and aksi & _OFFICE_WORK:
            yield Evidence(value, -1.5, f"{role.name} tidak mengerjakan tata usaha")
        manual = len(stems & _CLERICAL) + len(_CLERICAL_NOUNS.findall(row.source.uraian.lower()))
        if manual and rank <= 40:
            yield Evidence(value, 1.8 * min(manual, 2), f"pekerjaan tata usaha oleh {role.name}")
        elif manual > 1 and rank >= 60 and low <= 40:
            yield Evidence(value, -1.5, f"pekerjaan tata usaha bukan oleh {role.name}")
        if aksi & {Aksi.REKAM, Aksi.PROSES, Aksi.DATA} and rank <= 40:
            yield Evidence(value, 2.0, f"pekerjaan teknis oleh {role.name}")
        if aksi & {Aksi.REKAM, Aksi.PROSES} and not aksi & {Aksi.DISPOSISI} and rank >= 70:
            yield Evidence(value, -2.5, f"{role.name} tidak mengerjakan pekerjaan teknis")


_HEAD = 70
"""Rank from which a position signs letters of the office by itself."""
_OFFICE_WORK = frozenset((Aksi.NOMOR, Aksi.ARSIP, Aksi.KIRIM, Aksi.ANTAR, Aksi.TERIMA, Aksi.DATA, Aksi.SERAH))


def _trade(row: Row, roles: Sequence[Jabatan]) -> Iterator[Evidence]:
    """What a role's name says about its work: front desk, administration, `Pemroses KTP`."""
    aksi = row.aksi
    text = set(canonical(row.source.uraian).split())
    for r, role in enumerate(roles):
        value = str(r)
        if aksi & _DELIVERY and _CARRIER.search(role.words):
            yield Evidence(value, 9.0, f"pengantaran oleh {role.name}")
        if role.outside:
            continue
        desk = bool(FRONT_DESK.search(role.words)) and not ((role.rank or 0) >= 60 and _has_staff(roles))
        paid = any(MONEY.match(w.object.lower()) for w in row.done if w.aksi is Aksi.TERIMA)
        if Aksi.TERIMA in aksi and not row.roles("asal") and row.index <= 2 and not paid:
            if desk:
                yield Evidence(value, 4.0, f"penerimaan berkas oleh {role.name}")
            elif _ADMINISTRATION.search(role.words):
                yield Evidence(value, 2.5, f"penerimaan berkas oleh {role.name}")
        if "bendahara" in role.words and (paid or _PAYS & {w.base for w in row.done}):
            yield Evidence(value, 4.0, f"pembayaran oleh {role.name}")
        hands_out = Aksi.SERAH in aksi and _TO_APPLICANT.search(row.source.uraian) and r not in row.roles("penerima")
        if hands_out and desk:
            yield Evidence(value, 3.0, f"penyerahan kepada pemohon oleh {role.name}")
        peers = any(x.rank == role.rank and x is not role and not x.outside for x in roles)
        if peers and aksi & {Aksi.KONSEP, Aksi.JADWAL} and re.search(r"\btu\b", role.words):
            yield Evidence(value, -1.0, f"{role.name} mengurus persuratan, bukan materi surat")
        if aksi & {Aksi.NOMOR, Aksi.ARSIP} and _ADMINISTRATION.search(role.words):
            # A head of general affairs has staff for it where the table has staff; `TU` is the letter office itself.
            delegates = not re.search(r"\btu\b", role.words) and (role.rank or 0) >= 60 and _has_staff(roles)
            weight = 0.5 if delegates else 2.5 if Aksi.NOMOR in aksi else 1.0
            yield Evidence(value, weight, f"tata persuratan oleh {role.name}")
        agent = next((w for w in role.words.split() if re.match(r"pe[mnrl]?\w{4,}", w)), None)
        stem = base("me" + agent[2:]) if agent else None
        stems = {w.base for w in row.done}
        if stem and stem in stems:
            yield Evidence(value, 4.5, f"nama {role.name} berarti yang mengerjakan “{stem}”")
        shared = [w for w in role.words.split() if w in text and len(w) >= 3 and w not in _COMMON]
        if shared and r not in row.roles("penerima", "diperintah", "kembali", "asal", "subjek", "disposisi", "agen"):
            yield Evidence(value, 1.5, f"“{' '.join(shared)}” ada dalam nama {role.name}")


_DELIVERY = frozenset((Aksi.KIRIM, Aksi.ANTAR))
_CARRIER = re.compile(
    r"\b(?:kurir|caraka|ekspedisi|jasa\s+(?:pengiriman|kurir|ekspedisi|antar)|(?:kantor\s+)?pos|pengantar)\b"
)
"""Whose trade it is to deliver."""
_PAYS = frozenset(("bayar", "setor", "pungut", "cair", "transfer"))
"""What a bendahara does by office (UU 1/2004 tentang Perbendaharaan Negara)."""
_COMMON = frozenset(
    ("kepala", "kasubbag", "kasubbid", "kabag", "kabid", "kasi", "dan", "staf", "sekretaris", "dinas", "badan",
     "kantor", "biro", "bagian", "bidang", "seksi", "umum", "petugas", "operator", "data", "kepegawaian",
     "daerah", "pns", "asn")
)  # fmt: skip


def _has_staff(roles: Sequence[Jabatan]) -> bool:
    return any(r.rank is not None and r.rank <= 40 for r in roles)


_ASKING = frozenset(("kirim", "aju", "sampai", "serah", "mohon", "usul", "isi", "datang", "daftar"))


def _outside(row: Row, roles: Sequence[Jabatan]) -> Iterator[Evidence]:
    """Outside parties act rarely: they ask at the beginning, complete papers, receive at the end."""
    asks = row.index == 0 and any(w.base in _ASKING for w in row.done)
    for r, role in enumerate(roles):
        if not role.outside:
            if asks and any(x.outside == "pemohon" for x in roles):
                yield Evidence(str(r), -2.0, "pengajuan permohonan dilakukan pemohon")
            continue
        if asks and role.outside == "pemohon":
            yield Evidence(str(r), 6.0, f"pengajuan permohonan dilakukan {role.name}")
        elif asks:
            yield Evidence(str(r), 0.0, f"{role.name} mungkin mengajukan")
        else:
            yield Evidence(str(r), -4.0, f"{role.name} di luar kantor")
