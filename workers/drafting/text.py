"""Draft texts: a jinja text template and the data of the case give the text that staff go on editing."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NoReturn

import jinja2

from workers.drafting.body import DATE_MARK, PEOPLE_MARK, WEEKDAY_MARK
from workers.drafting.templates import TEXT_ENDING, find_template, sandbox, template_folders
from workers.drafting.values import DraftDataMissing, LetterTemplateError, clean, clean_body, clean_fields, clean_people
from workers.indonesian import date_text, number_words, weekday_text
from workers.office import Office

GENERAL = "umum"
"""Name of the template for letters that have none of their own."""

OFFICE_FIELDS = ("nama", "instansi_induk", "kota", "alamat")
"""What a text template may read of the office."""

_missing: ContextVar[list[str]] = ContextVar("missing")


class _Missing(jinja2.Undefined):
    """Notes the name of a missing field where it is printed or asked, so that all are known at once.

    `is defined` asks nothing: it is how a template says that a field is optional.
    """

    def _note(self) -> None:
        owner = self._undefined_obj
        if not isinstance(owner, _Fields) or self._undefined_exception is not jinja2.UndefinedError:
            # A name that the template invented, or one that the sandbox denies, is no field of the case.
            raise self._undefined_exception(self._undefined_message)
        _missing.get().append(owner.full_name_of(self._undefined_name))

    def __str__(self) -> str:
        self._note()
        return ""

    def __html__(self) -> str:
        return str(self)

    def __iter__(self) -> Iterator[Any]:
        self._note()
        return iter(())

    def __bool__(self) -> bool:
        self._note()
        return False

    def __len__(self) -> int:
        self._note()
        return 0

    def __eq__(self, other: object) -> bool:
        self._note()
        return False

    def __ne__(self, other: object) -> bool:
        self._note()
        return True

    __hash__ = jinja2.Undefined.__hash__

    def _fail_with_undefined_error(self, *_: object, **__: object) -> NoReturn:
        self._note()
        raise jinja2.UndefinedError(str(self._undefined_name))

    # The base class bound these to its own function, which notes nothing.
    __add__ = __radd__ = __mod__ = __rmod__ = __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __getitem__ = __call__ = __int__ = __float__ = _fail_with_undefined_error


class _Fields:
    """Values under one name of the template, so that a missing one can be told with that name.

    Not a dict: a template that asks for a field called `items` means the field, never a method.
    """

    __slots__ = ("_kind", "_values")

    def __init__(self, kind: str, values: Mapping[str, str]) -> None:
        self._kind = kind
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def full_name_of(self, name: object) -> str:
        return f"{self._kind}.{name}"


class _LetterDay(dt.date):
    """The letter date while a letter is drafted: not known yet, so it prints as the mark that the letter replaces."""

    def __str__(self) -> str:
        return DATE_MARK


def draft_text(
    office: Office,
    *,
    sop: str,
    slot: str,
    jenis: str,
    nama: str,
    perihal: str,
    permohonan: Mapping[str, object],
    tanggal: dt.date,
    daftar: Sequence[Mapping[str, object]] | None = None,
    tujuan: str | None = None,
    catatan: str | None = None,
    templat: str = "",
) -> str:
    """The first text of a letter, plain, for people to edit; see workers.drafting.body for its habits.

    The template is the first of `templat`, `<sop>.<slot>`, `<sop>`, `<jenis>`, `umum` that the office or Alur has.
    Raises DraftDataMissing with every field that the template needs and the case lacks, LetterTooLargeError for values
    that no letter has, LetterTemplateError where the office's template is wrong.
    """
    names = ((templat,) if templat else ()) + (f"{sop}.{slot}", sop, jenis, GENERAL)
    path = find_template(office, names, TEXT_ENDING)
    party = office.pihak_luar.get(tujuan) if tujuan else None
    values = {
        "kantor": {name: getattr(office, name) for name in OFFICE_FIELDS},
        "nama_surat": clean(nama),
        "perihal": clean(perihal),
        "permohonan": _Fields("permohonan", clean_fields(permohonan)),
        "daftar": [_Fields("daftar", person) for person in clean_people(daftar)],
        "tanda_daftar": PEOPLE_MARK,
        "tujuan": party.nama if party else None,
        "catatan": clean_body(catatan) if catatan else None,
        "tanggal": _LetterDay(tanggal.year, tanggal.month, tanggal.day),
    }
    token = _missing.set([])
    try:
        text = _environment(template_folders(office)).get_template(path.name).render(values)
        missing = _missing.get()
    except jinja2.UndefinedError as error:
        if not (missing := _missing.get()):
            raise LetterTemplateError(f"templat surat {path.name}: {error}") from error
    except jinja2.TemplateSyntaxError as error:
        raise LetterTemplateError(f"templat surat {error.name}, baris {error.lineno}: {error.message}") from error
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise LetterTemplateError(f"templat surat {path.name}: {error}") from error
    finally:
        _missing.reset(token)
    if missing:
        raise DraftDataMissing(missing)
    return clean_body(text)


# Kept with its compiled templates; Jinja notices by itself when a file changes.
@functools.lru_cache(maxsize=64)
def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    loader = jinja2.FileSystemLoader([str(folder) for folder in folders])
    # Plain text for a text area: what looks like markup in a name must stay as it is.
    environment = sandbox(_Missing, loader, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    environment.filters = {
        **{name: environment.filters[name] for name in ("join", "length", "lower", "upper", "title", "first", "last")},
        "tanggal": _date,
        "hari": _weekday,
        "terbilang": number_words,
    }
    return environment


def _date(value: object) -> str:
    """A date, or its ISO 8601 text, as `22 November 2026`; other text as it is."""
    if isinstance(value, _LetterDay):
        return DATE_MARK
    day = _as_date(value)
    return str(value) if day is None else date_text(day)


def _weekday(value: object) -> str:
    """The weekday of a date or of its ISO 8601 text."""
    if isinstance(value, _LetterDay):
        return WEEKDAY_MARK
    day = _as_date(value)
    return "" if day is None else weekday_text(day)


def _as_date(value: object) -> dt.date | None:
    if isinstance(value, jinja2.Undefined):
        str(value)  # notes the missing field
        return None
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
