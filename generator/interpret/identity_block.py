"""The identity block as values: dates, lists, names."""

from __future__ import annotations

import datetime as dt
import re

from generator.interpret.draft import SopDraft
from generator.interpret.office import read_office
from generator.sop import Identitas
from generator.sources.clean import one_line

_MONTHS = ("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober",
           "november", "desember")  # fmt: skip
_SHORT = {"jan": 1, "feb": 2, "peb": 2, "pebruari": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "agu": 8, "agt": 8,
          "ags": 8, "agust": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "nop": 11, "nopember": 11,
          "des": 12}  # fmt: skip
_EMPTY = re.compile(r"^[\W_]*$")
_LISTS = ("dasar_hukum", "kualifikasi_pelaksana", "keterkaitan", "peralatan", "pencatatan")
_MARK = re.compile(r"^\s*(?:[a-z][.)]\s+|[-–•·▪*]\s*(?=[^\W\d_]))")
_GOES_ON = re.compile(
    r"(?:,|\b(?:dan|atau|tentang|nomor|tahun|dengan|pada|di|untuk|atas|dari|yang|dalam))$", re.IGNORECASE
)
"""A line that ends so is not the end of an item."""


def read_date(text: str) -> dt.date | None:
    """`Rabu, 01 Januari 2020`, `01-01-2020`, `2020-01-01`; None if there is no such day."""
    match = re.search(r"\b(\d{1,2})[\s.-]+([A-Za-z]{3,9})\.?[\s.,-]+((?:19|20)\d\d)\b", text)
    if match:
        name = match[2].lower()
        month = _MONTHS.index(name) + 1 if name in _MONTHS else _SHORT.get(name)
        day, year = int(match[1]), int(match[3])
    elif match := re.search(r"\b(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*((?:19|20)\d\d)\b", text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
    elif match := re.search(r"\b((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})\b", text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        return None
    try:
        return dt.date(year, month or 0, day)
    except ValueError:
        return None


def read_items(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Items of a list whose numbers may be lost, torn off, or all in one line."""
    if len(lines) == 1:
        return _items_in_line(_MARK.sub("", lines[0], count=1))
    mark = _MARK.match(lines[0]) if lines else None
    if mark or _unmarked(lines):
        return _items_by_mark(lines, mark)
    lines = _one_item_a_line(lines)
    items: list[str] = []
    last = 0
    numbers = [_number(line) for line in lines]
    for i, line in enumerate(lines):
        number = numbers[i]
        text = re.sub(r"^\W*(?:\d{1,2}\s*[.)]?\s+|[a-z][.)]\s+)?", "", line, count=1).strip() or line
        following = next((n for n in numbers[i + 1 :] if n is not None), None)
        lost = number is None and following is not None and following >= last + 2
        fresh = number is not None or not items or lost
        if (
            not fresh
            and last == 0
            and re.match(r"^(?:Peraturan|Keputusan|Undang|Instruksi|Surat\s+Edaran|SOP)\b", text)
        ):
            fresh = True
        if fresh:
            items.append(text)
            last = number if number is not None else last + (1 if lost else 0)
        else:
            items[-1] = f"{items[-1]} {line}"
    return tuple(one_line(item).strip(" ;") for item in items if not _EMPTY.match(item))


def _one_item_a_line(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines that hold the end of one item and the beginning of the next, `Alat Tulis 4. Printer`, as two."""
    parts: list[str] = []
    last = 0
    for line in lines:
        number = _number(line)
        last = number if number is not None else last
        rest = line
        while match := re.search(rf"(?<=\S)\s+(?={last + 1}[.)]\s+[A-Z])", rest):
            parts.append(rest[: match.start()])
            rest, last = rest[match.end() :], last + 1
        parts.append(rest)
    return tuple(parts)


def _items_by_mark(lines: tuple[str, ...], mark: re.Match[str] | None) -> tuple[str, ...]:
    """Items with letters or bullets, a line without one going on; with no mark at all, each capital begins one."""
    items: list[str] = []
    for line in lines:
        found = _MARK.match(line)
        fresh = bool(found) if mark else line[:1].isupper() and not _GOES_ON.search(items[-1] if items else "")
        text = line[found.end() :] if found and mark else line
        if fresh or not items:
            items.append(text)
        else:
            items[-1] = f"{items[-1]} {line}"
    return tuple(one_line(item).strip(" ;") for item in items if not _EMPTY.match(item))


def _unmarked(lines: tuple[str, ...]) -> bool:
    """True if several lines carry neither numbers nor marks, so that nothing tells where an item begins."""
    return len(lines) > 1 and not any(
        _number(line) is not None or _MARK.match(line) or line[:1] == "." for line in lines
    )


def _number(line: str) -> int | None:
    match = re.match(r"^\W{0,2}(\d{1,2})\s*[.)]?\s+(?=\S)", line)
    return int(match[1]) if match else None


def _items_in_line(line: str) -> tuple[str, ...]:
    parts = re.split(r"(?:^|(?<=[\s;.]))\d{1,2}[.)]\s+(?=\S)", line)
    if len(parts) <= 2:
        parts = re.split(r";\s+(?:dan\s+)?", parts[-1])
    return tuple(p.strip(" ;.") if p.count(".") < 2 else p.strip(" ;") for p in parts if not _EMPTY.match(p))


def read_identitas(sop: SopDraft) -> Identitas:
    """The identity block; what is missing becomes one note."""
    fields = {f.label: f.lines for f in sop.table.identity}
    missing = []
    dates: dict[str, dt.date | None] = {}
    for name in ("tanggal_pembuatan", "tanggal_revisi", "tanggal_efektif"):
        text = " ".join(fields.get(name, ()))
        dates[name] = read_date(text)
        if dates[name] is None and (name != "tanggal_revisi" or not _EMPTY.match(text)):
            missing.append(name.replace("_", " "))
    if dates["tanggal_efektif"] is None and (approved := read_date(" ".join(fields.get("tanggal_pengesahan", ())))):
        dates["tanggal_efektif"] = approved
        missing[missing.index("tanggal efektif")] = "tanggal efektif (diisi tanggal pengesahan)"
    number = one_line(" ".join(fields.get("nomor", ())))
    if not re.search(r"\d", number):
        missing.insert(0, "nomor")
    elif re.search(r"(?:^|[-–])\s+/|^\s*/|/\s+/", number):
        missing.insert(0, "nomor urut di dalam nomor SOP")
    office, unit, government = read_office(sop.table)
    if not office or government:
        missing.append("satuan kerja di bawah pemerintah" if government else "instansi")
    if missing:
        sop.find("identitas-kurang", f"Identitas SOP tidak memuat: {', '.join(missing)}.", None, "identitas")
    title = clean_title(sop.table.title)
    if not title:
        sop.find("judul-tidak-ada", "Judul SOP tidak ditemukan di atas tabel.", None, "identitas.judul")
    signer = _position(fields.get("disahkan_oleh", ()))
    if not signer and (writer := _position(fields.get("dibuat_oleh", ()))):
        signer = writer
        sop.find(
            "identitas-kurang",
            f"Yang mengesahkan tidak disebut; `disahkan_oleh` diisi pembuatnya, {writer}.",
            None,
            "identitas.disahkan_oleh",
        )
    for name in (f.label for f in sop.table.identity if f.guessed):
        sop.find(
            "identitas-kurang",
            f"Isi {name.replace('_', ' ')} menyatu dengan kolom di sebelahnya; batasnya diduga.",
            None,
            f"identitas.{name}",
        )
    for name in _LISTS:
        if _unmarked(fields.get(name, ())):
            sop.find(
                "identitas-kurang",
                f"Butir {name.replace('_', ' ')} tidak bernomor; batas antarbutir diduga.",
                None,
                f"identitas.{name}",
            )
    return Identitas(
        judul=title or "SOP tanpa judul",
        nomor=number or None,
        instansi=office or None,
        unit=unit or None,
        tanggal_pembuatan=dates["tanggal_pembuatan"],
        tanggal_revisi=dates["tanggal_revisi"],
        tanggal_efektif=dates["tanggal_efektif"],
        disahkan_oleh=signer or None,
        dasar_hukum=read_items(fields.get("dasar_hukum", ())),
        kualifikasi_pelaksana=read_items(fields.get("kualifikasi_pelaksana", ())),
        keterkaitan=read_items(fields.get("keterkaitan", ())),
        peralatan=read_items(fields.get("peralatan", ())),
        peringatan=one_line(" ".join(fields.get("peringatan", ()))) or None,
        pencatatan=read_items(fields.get("pencatatan", ())),
    )


def _position(lines: tuple[str, ...]) -> str:
    """The position of who signs, without the name and NIP below: it ends at its comma, else with its line."""
    said = [line for line in lines if not _EMPTY.match(line)]
    if not said or "NIP" in said[0][:5].upper():
        return ""
    end = next((i for i, line in enumerate(said[:3]) if line.rstrip().endswith(",")), 0)
    return one_line(" ".join(said[: end + 1])).rstrip(" ,")


def clean_title(title: str) -> str:
    """The title as in the document, without a closing full stop and without the marks of a Markdown heading."""
    return one_line(title).strip(" .:#*")
