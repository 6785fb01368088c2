"""Required documents of a row (mutu baku: kelengkapan), each with its number of copies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_COPIES = re.compile(
    r"(?:\bmasing\s*-?\s*masing\s*)?(?:\brangkap\s*:?\s*(?P<a>\d{1,2})\b|(?<![\dx])\b(?P<b>\d{1,2})\s*(?:\(\w+\)\s*)?"
    r"(?P<unit>rangkap|lembar|lbr|lb|eks(?:emplar)?|buah|set)\b)\.?(?:\s*(?:di)?rangkap)?",
    re.IGNORECASE,
)
Unit = Literal["rangkap", "lembar", "eksemplar", "buah", "set"]
_UNITS: tuple[tuple[str, Unit], ...] = (
    ("lembar", "lembar"), ("lbr", "lembar"), ("lb", "lembar"), ("eks", "eksemplar"), ("buah", "buah"), ("set", "set"),
)  # fmt: skip
_EACH = re.compile(r"[-–—]?\s*\bmasing\s*-?\s*masing\b", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    nama: str
    salinan: int | None
    satuan: Unit = "rangkap"
    """What is counted, as the document says: two photographs are `2 lembar`, not two copies."""


@dataclass(frozen=True)
class Documents:
    """`doubt` is a sentence when the number of copies can be read in two ways."""

    items: tuple[Document, ...]
    doubt: str = ""


def read_documents(text: str) -> Documents:
    """Splits the cell at commas and semicolons; a list in brackets is split too (`Berkas (a, b)`)."""
    items: list[Document] = []
    listed: list[Document] = []
    doubt = ""
    for part in _split(text):
        bracket = re.match(r"^(?P<head>[^()]*?)\s*\((?P<list>.*[,;].*)\)\s*(?P<tail>[^()]*)$", part, re.DOTALL)
        if not bracket:
            items.append(_document(part, None))
            continue
        head, tail = bracket["head"], bracket["tail"]
        inner = [p for p in re.split(r"\s*[,;]\s*", bracket["list"]) if p]
        common = _copies(f"{head} {tail}")
        last_each = re.match(r"^(.*?)\s*[-–—]?\s*masing\s*-?\s*masing\s+(.*)$", inner[-1], re.IGNORECASE | re.DOTALL)
        if common is None and last_each and re.search(r"rangkap", last_each[2], re.IGNORECASE):
            common = _copies(last_each[2])
            if last_each[1].strip():
                inner[-1] = last_each[1]
            doubt = f"“{last_each[2].strip()}” dibaca berlaku untuk setiap dokumen dalam daftar"
        documents = [_document(p, common) for p in inner]
        if common is not None and any(_copies(p) is not None and "x" not in p.lower() for p in inner):
            doubt = doubt or f"“{head.strip()}” dan jumlah pada masing-masing dokumen berbeda"
        if re.search(r"\b(?:berkas|dokumen|persyaratan|syarat)\b", head, re.IGNORECASE):
            listed += documents
        items += documents
    # A list of the applicant's papers in brackets is what is checked; what stands beside it is the office's own.
    unique = {item.nama: item for item in reversed([i for i in listed or items if i.nama])}
    return Documents(tuple(reversed(unique.values())), doubt)


def _document(text: str, common: int | None) -> Document:
    copies = _copies(text)
    name = text
    if copies is not None:
        name = _COPIES.sub("", text)
    name = _EACH.sub("", name)
    name = " ".join(re.sub(r"\(\s*\)", "", name).split()).strip(" .:;-–—")
    name = re.sub(r"^(?:dan|serta)\s+|^\d+[.)]\s*|^[•·*–-]\s*", "", name)
    name = re.sub(r"\bF\.?\s*Copy\b|\bfc\b\.?|\bfoto\s*copy\b", "Fotokopi", name, flags=re.IGNORECASE)
    return Document(name[:1].upper() + name[1:], copies if copies is not None else common, _unit(text))


def _unit(text: str) -> Unit:
    match = _COPIES.search(text)
    said = (match["unit"] or "").lower() if match else ""
    return next((unit for start, unit in _UNITS if said.startswith(start)), "rangkap")


def _copies(text: str) -> int | None:
    match = _COPIES.search(text)
    if not match:
        return None
    number = int(match["a"] or match["b"])
    return number if 1 <= number <= 100 else None


def _split(text: str) -> list[str]:
    parts, depth, current = [], 0, ""
    for char in text:
        depth += (char in "([") - (char in ")]" and depth > 0)
        if char in ",;\n" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += char
    parts.append(current)
    return [p.strip() for p in parts if p.strip(" .-")]
