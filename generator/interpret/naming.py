"""Short names and codes: `Memeriksa konsep surat pengantar. Jika ...` -> `Periksa konsep surat pengantar`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from generator.interpret.actions import LETTER, Work
from generator.interpret.bahasa import imperative
from generator.interpret.row import Row
from generator.sop import Aksi

GOOD_LENGTH = 45
MAX_LENGTH = 60
_CUT = re.compile(
    r"\s*(?:[,.;:(]|\b(?:yang|untuk|agar|supaya|guna|dengan|sesuai|jika|apabila|bila|tentang|beserta|berikut|selanjutnya"
    r"|kemudian|sehingga|melalui|berdasarkan|dalam\s+rangka|dari)\b)"
)
_RECIPIENT = re.compile(r"\s+\b(?:ke|kepada|pada|di|oleh)\b")
_LETTER_KIND = re.compile(
    r"^(?:ketikan\s+)?(?:(?:konsep|draft?|draf|rancangan|net|berkas)\s+)?(?:surat|nota|usulan)\s+[A-Za-z]+"
    r"(?:/\s*[A-Za-z]+)?",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:dan|serta|&|/)\s+|\s*,\s*")
_MAIN = (
    Aksi.CATAT_BALASAN, Aksi.KONSEP, Aksi.TANDA_TANGAN, Aksi.PARAF, Aksi.REKAM, Aksi.JADWAL, Aksi.DISPOSISI,
    Aksi.PERINTAH, Aksi.PROSES, Aksi.SERAH, Aksi.ANTAR, Aksi.KIRIM, Aksi.NOMOR, Aksi.PERIKSA, Aksi.KOREKSI,
    Aksi.PERIKSA_BERKAS, Aksi.TERIMA, Aksi.DATA, Aksi.ARSIP,
)  # fmt: skip
"""What a row is named after, most telling first."""
_PAIRED = {Aksi.TANDA_TANGAN: "tanda tangani", Aksi.PARAF: "paraf"}
_CHECKS = (Aksi.PERIKSA, Aksi.KOREKSI, Aksi.PERIKSA_BERKAS)


def step_name(row: Row, aksi: Sequence[Aksi], recipient: str = "", answer_from: str = "") -> str:
    """Verb and object, at most 60 characters, ending at a word.

    `recipient` is used for dispositions and orders, `answer_from` for rows that record an answer.
    """
    if Aksi.CATAT_BALASAN in aksi and answer_from:
        return _fit(f"Catat balasan {answer_from}")
    work = _main_work(row, aksi)
    if work is None:
        return _fit(_first_words(row.source.uraian))
    if work.verb.startswith("ber") and (said := _joint_work(work)):
        return said
    verb = verb_form(work.verb)
    check = next((w for w in row.done if w.aksi in _CHECKS), None)
    obj = short_object(work.object)
    if work.aksi in _PAIRED:
        own = re.sub(r"^(?:paraf|tanda\s*tangan)\b\s*(?:pada|atas|di)?\s*", "", obj, flags=re.IGNORECASE)
        obj = own if re.search(r"[A-Za-z]{3}", own) else _letter_of(row)
        verb = _PAIRED[work.aksi].capitalize()
        if check is not None and obj:
            verb = f"{_check_word(check)} dan {_PAIRED[work.aksi]}"
    if work.aksi is Aksi.NOMOR and Aksi.NOMOR in aksi and (match := LETTER.search(work.object.lower())):
        obj = re.sub(r"^nomor\s+", "", short_object(work.object[match.start() :] if match else obj))
        verb = "Beri nomor"
    if work.aksi in (Aksi.KIRIM, Aksi.ANTAR) and (not obj or re.match(r"(?:ke|kepada)\b", obj)):
        obj = _letter_of(row) or obj
    if work.aksi is Aksi.PERINTAH and work.base in ("tunjuk", "bagi"):
        return _fit(_sentence(f"{verb} {obj}"))
    if work.aksi is Aksi.PERINTAH:
        ordered = next((w for w in row.works if w.mode == "perintah"), None)
        who = recipient or short_object(work.object)
        if ordered is not None:
            task = f"{imperative(ordered.verb) or ordered.verb} {short_object(ordered.object)}"
            return _fit(_sentence(f"Perintahkan {who} {task}"), f"Perintahkan {who}")
        return _fit(_sentence(f"Perintahkan {who}"))
    if work.aksi is Aksi.DISPOSISI and recipient:
        thing = re.sub(r"^disposisi\s*(?:atas\s*)?", "", obj, flags=re.IGNORECASE)
        return _fit(_sentence(f"Disposisikan {thing} ke {recipient}"), f"Disposisikan {_head(thing)} ke {recipient}",
                    f"Disposisi ke {recipient}")  # fmt: skip
    return _fit(_sentence(f"{verb} {obj}"), _sentence(f"{verb} {_head(obj)}"))


def _joint_work(work: Work) -> str:
    """`Berkoordinasi dengan Kepala Stasiun`, with what it is about where there is room."""
    about = re.search(r"\b(?:tentang|mengenai|terkait|perihal)\s+(.+)", work.object)
    partner = re.search(r"^\s*(dengan\s+.+?)(?=\s+(?:tentang|mengenai|terkait|perihal|untuk|dalam)\b|$)", work.object)
    verb = verb_form(work.verb)
    named = [f"{verb} tentang {short_object(about[1])}"] if about else []
    named += [f"{verb} {partner[1]}"] if partner else []
    return _fit(*named, f"{verb} {short_object(work.object)}")


def _check_word(work: Work) -> str:
    """`Periksa`; of `melakukan validasi` the noun, which says what is done."""
    first = work.object.split()[:1]
    return first[0].capitalize() if work.base in ("laku", "laksana", "beri") and first else verb_form(work.verb)


def verb_form(verb: str) -> str:
    """The imperative with a capital: `memeriksa` -> `Periksa`; a passive or bare verb loses only di-."""
    bare = imperative(verb) or (verb[2:] if verb.startswith("di") else verb)
    return bare[:1].upper() + bare[1:]


def short_object(text: str) -> str:
    """The object up to the first clause, list or recipient."""
    cut = _CUT.split(text, maxsplit=1)[0]
    cut = _RECIPIENT.split(cut, maxsplit=1)[0]
    cut = re.sub(r"^(\w+)\s+atas\s+", r"\1 ", cut)
    if len(cut) > 32:
        cut = _AND.split(cut, maxsplit=1)[0]
    letter = _LETTER_KIND.match(cut)
    if letter and len(cut) > 26:
        cut = letter[0]
    return cut.strip(" .,;/-")


def step_codes(names: Iterable[str]) -> tuple[str, ...]:
    """UpperCamelCase codes of the names, unique by a number behind the second one."""
    codes: list[str] = []
    taken: set[str] = set()
    next_number: dict[str, int] = {}
    for name in names:
        code = camel(name, 40) or "Langkah"
        unique = code
        while unique in taken:
            number = next_number.get(code, 2)
            next_number[code] = number + 1
            unique = f"{code}{number}"
        taken.add(unique)
        codes.append(unique)
    return tuple(codes)


_SKIP = frozenset(("dan", "ke", "kepada", "yang", "di", "dari", "untuk", "dengan", "serta", "atas", "oleh", "pada"))


def camel(text: str, limit: int) -> str:
    """`Periksa konsep surat` -> `PeriksaKonsepSurat`; whole words only, as many as fit."""
    words = [w for w in re.findall(r"[A-Za-z0-9]+", _ascii(text)) if w.lower() not in _SKIP]
    out = ""
    for word in words:
        part = word[:1].upper() + word[1:].lower()
        if len(out) + len(part) > limit:
            break
        out += part
    return out if out[:1].isalpha() else ""


def lower_camel(text: str, limit: int = 40) -> str:
    code = camel(text, limit)
    return code[:1].lower() + code[1:]


def slug(text: str, limit: int = 60) -> str:
    """`Kasubbag Umum & Kepegawaian` -> `kasubbag-umum-dan-kepegawaian`; starts with a letter, ends at a word."""
    words = re.findall(r"[a-z0-9]+", _ascii(text).lower().replace("&", " dan "))
    while words and not words[0][0].isalpha():
        words.pop(0)
    out = ""
    for word in words:
        if len(out) + len(word) + 1 > limit:
            break
        out += f"-{word}" if out else word
    return out


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _main_work(row: Row, aksi: Sequence[Aksi]) -> Work | None:
    done = row.done
    wanted = set(aksi) or row.aksi
    for kind in _MAIN:
        for work in done:
            if work.aksi is kind and kind in wanted:
                if kind is Aksi.SERAH and len(wanted) > 1 and not short_object(work.object):
                    continue
                if kind is Aksi.PROSES and wanted - {Aksi.PROSES}:
                    continue
                return work
    return done[0] if done else (row.works[0] if row.works else None)


def _letter_of(row: Row) -> str:
    for work in row.done:
        if LETTER.search(work.object.lower()) and work.aksi not in (Aksi.PARAF, Aksi.TANDA_TANGAN):
            return short_object(work.object)
    for work in row.done:
        if LETTER.search(work.object.lower()):
            return short_object(re.sub(r"^paraf\s*", "", work.object))
    match = LETTER.search(row.source.kelengkapan.lower())
    return short_object(row.source.kelengkapan[match.start() :]) if match else ""


def _head(text: str) -> str:
    return " ".join(text.split()[:2])


def _first_words(text: str) -> str:
    return _sentence(" ".join(text.split()))


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def _fit(*candidates: str) -> str:
    """The first candidate of good length, else the first that fits at all, else the last, cut at a word."""
    usable: Sequence[str] = [c for c in (x.strip() for x in candidates) if len(c) >= 3]
    for limit in (GOOD_LENGTH, MAX_LENGTH):
        for candidate in usable:
            if len(candidate) <= limit:
                return candidate
    text = (usable or ["Kerjakan kegiatan"])[-1]
    words, out = text.split(), ""
    for word in words:
        if len(out) + len(word) + 1 > MAX_LENGTH:
            break
        out = f"{out} {word}".strip()
    dangling = {
        "tentang",
        "mengenai",
        "perihal",
        "atas",
        "bagi",
        "dalam",
        "dan",
        "ke",
        "yang",
        "untuk",
        "dari",
        "di",
        "serta",
        "atau",
        "kepada",
        "dengan",
        "oleh",
        "pada",
    }
    while out.split() and out.split()[-1].lower() in dangling:
        out = " ".join(out.split()[:-1])
    return out if len(out) >= 3 else text[:MAX_LENGTH]
