"""Letters of the case: what is drafted, who gets it, and which rows are about it."""

from __future__ import annotations

import re

from generator.interpret.actions import LETTER, MONEY
from generator.interpret.draft import Letter, Party, SopDraft, StepDraft
from generator.interpret.jabatan import canonical, jabatan
from generator.interpret.naming import lower_camel, slug
from generator.interpret.parties import NamedParty, plain_recipients, recipients, senders
from generator.sop import Aksi

_DRAFT_WORDS = r"(?:konsep|draft?|draf|rancangan|net|naskah|ketikan)\s+"
_KIND_END = re.compile(r"\s*(?:[,.;(]|\b(?:kepada|ke|tentang|perihal|untuk|yang|dan|serta|dengan|bagi|dari|beserta)\b)")
LETTER_WORK = frozenset(
    (
        Aksi.KONSEP,
        Aksi.PERIKSA,
        Aksi.KOREKSI,
        Aksi.PARAF,
        Aksi.TANDA_TANGAN,
        Aksi.NOMOR,
        Aksi.ARSIP,
        Aksi.KIRIM,
        Aksi.ANTAR,
        Aksi.CATAT_BALASAN,
    )
)
_MACHINE = (Aksi.NOMOR, Aksi.ARSIP, Aksi.KIRIM)


def find_letters(sop: SopDraft) -> None:
    """A letter for every kind that is drafted; rows get the letter their words fit best."""
    for step in sop.steps:
        if Aksi.KONSEP not in step.aksi:
            continue
        for work in step.row.done:
            if work.aksi is not Aksi.KONSEP:
                continue
            named = _letter_words(work.object)
            letter = _known(sop, named, step)
            if letter is None:
                letter = _new(sop, named, work.object)
            else:
                _other_name(sop, step, letter, named)
            if step.row.index not in letter.drafted_in:
                letter.drafted_in.append(step.row.index)
            step.letter = step.letter or letter
    _plain_reports(sop)
    for step in sop.steps:
        handed = Aksi.SERAH in step.aksi and bool(LETTER.search(step.row.source.uraian.lower()))
        if step.letter is None and not step.outside and (handed or set(step.aksi) & LETTER_WORK):
            step.letter = _best(sop, step)
    for step in sop.steps:
        if step.letter is not None or step.outside:
            continue
        if any(a in step.aksi for a in _MACHINE):
            _without_letter(sop, step)
        elif set(step.aksi) & {Aksi.PARAF, Aksi.TANDA_TANGAN}:
            sop.find(
                "surat-tanpa-konsep",
                f"Langkah {step.no} memaraf atau menandatangani naskah yang tidak disusun pada langkah sebelumnya; "
                "tidak ada cabang pengembalian.",
                step,
                "keputusan",
            )


_REPORT = re.compile(r"^(?:laporan|notul\w+|catatan|rekap\w*)\b", re.IGNORECASE)
_ON_ITS_WAY = frozenset(
    (Aksi.PERIKSA, Aksi.KOREKSI, Aksi.PARAF, Aksi.TANDA_TANGAN, Aksi.NOMOR, Aksi.ARSIP, Aksi.KIRIM, Aksi.ANTAR)
)


def _plain_reports(sop: SopDraft) -> None:
    """A report that is written behind the letters' signature, and that no row checks, signs or sends, is plain work."""
    for letter in list(sop.letters):
        if not _REPORT.match(letter.nama) or letter is sop.letters[0]:
            continue
        first = letter.drafted_in[0]
        if any(set(s.aksi) & _ON_ITS_WAY for s in sop.steps[first:]):
            continue
        sop.letters.remove(letter)
        for step in sop.steps:
            if step.letter is letter:
                step.letter = None
                step.aksi = [a for a in step.aksi if a is not Aksi.KONSEP] or [Aksi.LAIN]


def _other_name(sop: SopDraft, step: StepDraft, letter: Letter, named: str) -> None:
    """The same letter under two names, told apart by their abbreviations and proper names."""

    def proper(text: str) -> set[str]:
        return set(re.findall(r"\b[A-Z][A-Z0-9]+\b", text))

    mine, theirs = proper(letter.perihal), proper(named)
    if mine and theirs and not mine & theirs:
        sop.find(
            "nama-surat-beragam",
            f"{letter.nama} disebut tentang {', '.join(sorted(mine))}, tetapi pada langkah {step.no} "
            f"tentang {', '.join(sorted(theirs))}; dianggap surat yang sama.",
            step,
            "surat",
        )


def _without_letter(sop: SopDraft, step: StepDraft) -> None:
    """Numbering, filing or sending of something that no row drafts stays a person's work."""
    left = [a for a in step.aksi if a not in _MACHINE]
    if Aksi.KIRIM in step.aksi and Aksi.ANTAR not in left:
        left.append(Aksi.ANTAR)
    names = ", ".join(a.value for a in step.aksi if a in _MACHINE)
    sop.find(
        "surat-tanpa-konsep",
        f"Langkah {step.no} menyebut {names}, tetapi tidak ada langkah yang membuat konsep "
        "surat; dikerjakan petugas, bukan mesin.",
        step,
        "aksi",
    )
    step.aksi = left or [Aksi.LAIN]


def _letter_words(text: str) -> str:
    """`konsep surat usulan penerbitan X dan ...` -> `surat usulan penerbitan X`."""
    plain = re.sub(rf"^.*?(?=\b{_DRAFT_WORDS})", "", text, count=1, flags=re.IGNORECASE | re.DOTALL)
    plain = re.sub(rf"^(?:{_DRAFT_WORDS})+", "", plain, flags=re.IGNORECASE)
    return " ".join(_KIND_END.split(plain, maxsplit=1)[0].split())


def _known(sop: SopDraft, named: str, step: StepDraft) -> Letter | None:
    """The letter that this draft is of, None if it is a new one.

    A letter that was signed is finished: what is drafted under more words behind its signature is another one, even
    where both begin alike (`surat permintaan rekomendasi`, `surat permintaan tanggapan`).
    """
    words = set(canonical(named).split())
    if not sop.letters or not words:
        return sop.letters[0] if sop.letters else None
    if len(words) == 1:
        last = sop.letters[-1]
        other = next(iter(words))
        return None if other in _OWN_KIND and other not in last.words and _signed(sop, last, step) else last
    best = max(sop.letters, key=lambda x: len(words & x.words))
    if _signed(sop, best, step) and not words <= best.words:
        return None
    kind = canonical(named).split()[:2]
    return best if set(kind) <= best.words or words <= best.words else None


_OWN_KIND = frozenset(("laporan", "telaahan", "notula", "notulen", "undangan", "rekomendasi", "keputusan", "nota"))
"""Kinds of papers by one word; `surat` and `konsep` say no kind."""


def _signed(sop: SopDraft, letter: Letter, step: StepDraft) -> bool:
    """True if a row between the letter's last draft and this one signs."""
    between = sop.steps[letter.drafted_in[-1] + 1 : step.row.index] if letter.drafted_in else []
    return any(Aksi.TANDA_TANGAN in s.aksi for s in between)


def _new(sop: SopDraft, named: str, text: str) -> Letter:
    words = named.split()
    kind = " ".join(words[:2]) if words else "surat"
    if len(words) > 2 and words[0].lower() == "berita":
        kind = " ".join(words[:2])
    rest = re.search(r"\b(?:tentang|perihal)\s+([^,.;]+)", text)
    if rest:
        subject = rest[1]
    elif len(words) > 2:
        subject = " ".join(words[1:])
    else:
        subject = _subject_of_title(sop.table.title) or named or "Surat"
    code = lower_camel(kind) or "surat"
    number, unique = 2, code
    while any(x.kode == unique for x in sop.letters):
        unique, number = f"{code}{number}", number + 1
    letter = Letter(
        unique, _capital(kind), _capital(" ".join(subject.split())), [], [], frozenset(canonical(named).split())
    )
    sop.letters.append(letter)
    return letter


def _subject_of_title(title: str) -> str:
    plain = re.sub(r"^\W*(?:SOP|standar\s+operasional\s+prosedur)\W*", "", title, flags=re.IGNORECASE)
    plain = re.sub(r"^(?:pelayan\w+|penyusunan|pengelolaan|pengurusan|tata\s+cara|prosedur)\s+", "", plain, flags=re.I)
    return plain.lower() if plain.isupper() else plain


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _best(sop: SopDraft, step: StepDraft) -> Letter | None:
    """The letter drafted before (or ordered later in) this row whose words the row repeats most."""
    drafted = [x for x in sop.letters if min(x.drafted_in) <= step.row.index]
    if not drafted:
        return None
    words = set(canonical(f"{step.row.source.uraian} {step.row.source.kelengkapan}").split())
    # Where the row says no more than `surat`, it goes on with the letter that is in hand: the last one drafted.
    before = step.row.index
    best = max(drafted, key=lambda x: (len(x.words & words - _ANY), max(i for i in x.drafted_in if i <= before)))
    return None if _another_paper(step, best, words) else best


_ANY = frozenset(("surat", "konsep", "draft", "draf", "naskah", "rancangan"))
_PAPER = re.compile(
    r"\b(?:surat\s+(?P<kind>[a-z]{4,})|(?P<other>berita\s+acara|laporan|nota\s+dinas))\b", re.IGNORECASE
)


def _another_paper(step: StepDraft, letter: Letter, words: set[str]) -> bool:
    """The row signs or checks a paper of another kind, which no row of this SOP drafts."""
    if (letter.words - {"surat"}) & words:
        return False
    named = [m for w in step.row.done if (m := _PAPER.search(w.object))]
    kinds = {(m["kind"] or m["other"].split()[0]).lower() for m in named}
    return bool(kinds) and not kinds & letter.words and not kinds & {"tersebut", "dinas", "yang", "dimaksud"}


def find_destinations(sop: SopDraft) -> None:
    """Outside parties that letters go to, from rows that send, deliver or address them."""
    for step in sop.steps:
        if step.letter is None or step.outside:
            continue
        text = step.row.source.uraian
        addressed = re.search(r"\bditujukan\b", text, re.IGNORECASE)
        if set(step.aksi) & {Aksi.KIRIM, Aksi.ANTAR}:
            named_here = recipients(text) or plain_recipients(text)
            _to_roles(sop, step, step.letter)
        elif Aksi.SERAH in step.aksi and any(Aksi.TANDA_TANGAN in s.aksi for s in sop.before(step)):
            named_here = ()
            _to_roles(sop, step, step.letter)
        elif addressed:
            named_here = recipients(text[addressed.start() :])
        else:  # a letter to somebody: only its own words count, the row may speak to others too
            drafts = [w.object for w in step.row.done if w.aksi is Aksi.KONSEP]
            named_here = tuple(r for obj in drafts for r in recipients(re.split(r"\b(?:tentang|perihal)\b", obj)[0]))
        for named in named_here:
            party = party_named(sop, named)
            if party is None:
                continue
            if party.kode not in step.letter.tujuan:
                step.letter.tujuan.append(party.kode)
    for letter in sop.letters:
        sent = [s for s in sop.steps if s.letter is letter and set(s.aksi) & {Aksi.KIRIM, Aksi.ANTAR}]
        if not letter.tujuan and not sent:
            continue  # what does not leave the office needs no address
        if not letter.tujuan:
            sop.find("surat-tanpa-tujuan", f"Penerima {letter.nama.lower()} tidak disebut.", sent[0], "surat")
        elif len(letter.tujuan) > 1:
            names = " atau ".join(p.nama for p in sop.parties if p.kode in letter.tujuan)
            sop.find(
                "tujuan-surat-pilihan",
                f"{letter.nama} dapat dikirim ke {names}; petugas memilih.",
                sent[0] if sent else None,
                "surat",
            )


def _to_roles(sop: SopDraft, step: StepDraft, letter: Letter) -> None:
    """Outside parties with a column of their own that the row hands the letter to."""
    for mention in step.row.named:
        party = sop.party_of_role(mention.role) if mention.part == "penerima" else None
        if party is not None and party.kode not in letter.tujuan:
            letter.tujuan.append(party.kode)


def party_named(sop: SopDraft, named: NamedParty) -> Party | None:
    """The party of that name: a role column, one named before, or a new one. None if it is inside the office."""
    words = canonical(named.name)
    if not words:
        return None
    parts = set(words.split())
    for role in sop.roles:
        if not role.outside and (
            words == role.words or words.startswith(role.words + " ") or role.words.startswith(words)
        ):
            return None
    for party in sop.parties:
        other = canonical(party.nama)
        if (
            words == other
            or words.startswith(other + " ")
            or parts <= set(other.split())
            or set(other.split()) <= parts
        ):
            return party
    rank = jabatan(named.name).rank
    if rank is not None and not _above_office(sop, rank):
        return None
    party = Party(unique_slug(sop, slug(named.name, 40)), _party_name(named.name))
    if not party.kode:
        return None
    sop.parties.append(party)
    return party


def _above_office(sop: SopDraft, rank: int) -> bool:
    """Heads of a region or a ministry stand outside every office whose table does not name one of their rank."""
    return rank >= _HEAD_OF_REGION and all((role.rank or 0) < rank for role in sop.roles)


_HEAD_OF_REGION = 95


def _party_name(name: str) -> str:
    """`KANTOR BPJS` -> `Kantor BPJS`: capitals are kept for short words, which are abbreviations."""
    if not name.isupper():
        return name
    return " ".join(w.capitalize() if len(w) > 5 and w.isalpha() and w.lower() in _WORDS else w for w in name.split())


_WORDS = frozenset(("kantor", "dinas", "badan", "kementerian", "kepala", "wilayah", "daerah", "provinsi", "kabupaten"))


def unique_slug(sop: SopDraft, wanted: str) -> str:
    taken = {*sop.role_codes, *(p.kode for p in sop.parties)}
    code, number = wanted, 2
    while code in taken:
        code, number = f"{wanted}-{number}", number + 1
    return code


def answering_party(sop: SopDraft, step: StepDraft) -> Party | None:
    """The outside party a row receives an answer from (`menerima ... dari Kanwil`); money is no answer to a letter."""
    if any(MONEY.match(w.object.lower()) for w in step.row.done if w.aksi is Aksi.TERIMA):
        return None
    for mention in step.row.named:
        if mention.part == "asal" and sop.roles[mention.role].outside:
            return sop.party_of_role(mention.role)
    for named in senders(step.row.source.uraian):
        words = canonical(named.name)
        for party in sop.parties:
            if words.startswith(canonical(party.nama)):
                return party
    return None
