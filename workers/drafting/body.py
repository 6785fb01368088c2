"""Letter text as staff edit it: plain paragraphs with a few habits of official letters, read into blocks.

    Paragraphs are separated by blank lines.

    Nama : Budi            lines `label : value` that follow each other become an aligned list
    NIP : 0000

    1. first               lines that begin with `1.`, `a.`, `1)`, `a)` or `-` become a list

    [Daftar pegawai]       this line is replaced by the table of people

`[isi: ...]` and `[hari dan tanggal jadwal]` mark places that the template could not fill and a person must.
`[tanggal surat]` and `[hari surat]` become the letter date when it is known: nobody knows on which day a draft will be
signed, and a letter that is issued again has another date. A date that a person types instead stays.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from workers.drafting.values import clean_body
from workers.indonesian import date_text, weekday_text

PEOPLE_MARK = "[Daftar pegawai]"

DATE_MARK = "[tanggal surat]"
WEEKDAY_MARK = "[hari surat]"

_LETTER_DATE = re.compile(r"\[(tanggal|hari) surat\]", re.IGNORECASE)
_ITEM = re.compile(r"^(\d{1,3}[.)]|[a-z][.)]|[-•])\s+(\S.*)$")
_DETAIL = re.compile(r"^([^:\[\]]{1,40}?)\s*:\s+(\S.*)$")
_PLACEHOLDER = re.compile(r"\[(?:isi: ?([^\]\n]{1,120})|(hari dan tanggal jadwal))\]", re.IGNORECASE)
"""The second is filled by the form that asks for the date of the schedule; left over, nobody was asked."""

BlockKind = Literal["paragraf", "butir", "rincian", "daftar"]


@dataclass(frozen=True)
class Block:
    """One printed block; `tanda` is the number or bullet of an item, `label` the left side of a detail."""

    jenis: BlockKind
    teks: str = ""
    tanda: str = ""
    label: str = ""


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a letter text, in order. LetterTooLargeError for a text beyond all letters."""
    result: list[Block] = []
    for part in re.split(r"\n{2,}", clean_body(text)):
        lines = part.split("\n")
        details = [_DETAIL.match(line) for line in lines]
        # A lone `Hal: ...` line is a sentence; two or more in a row are a list of details.
        aligned = len(lines) > 1 and details[0] is not None and details[1] is not None
        for index, (line, detail) in enumerate(zip(lines, details, strict=True)):
            if line.casefold() == PEOPLE_MARK.casefold():
                result.append(Block("daftar"))
            elif (item := _ITEM.match(line)) is not None:
                result.append(Block("butir", item[2], tanda=item[1]))
            elif aligned and detail is not None:
                result.append(Block("rincian", detail[2], label=detail[1]))
            elif line:
                _paragraph_line(result, line, first=index == 0)
    return tuple(result)


def with_letter_date(text: str, day: dt.date) -> str:
    """The text with the letter date in the places that stand for it."""
    return _LETTER_DATE.sub(lambda mark: (date_text if mark[1].lower() == "tanggal" else weekday_text)(day), text)


def unfilled_places(text: str) -> tuple[str, ...]:
    """What marks still ask for, in order; empty: the text is complete."""
    return tuple((match[1] or match[2]).strip() for match in _PLACEHOLDER.finditer(text))


def _paragraph_line(result: list[Block], line: str, *, first: bool) -> None:
    """A line that breaks inside a paragraph, an item or a detail goes on with it."""
    if first or not result or result[-1].jenis == "daftar":
        result.append(Block("paragraf", line))
        return
    last = result[-1]
    result[-1] = Block(last.jenis, f"{last.teks} {line}", last.tanda, last.label)
