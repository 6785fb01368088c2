"""Fills a .docx template; the only module that knows docxtpl and python-docx. Runs in the press's process."""

from __future__ import annotations

import functools
import gc
import io
import itertools
import zipfile
from pathlib import Path
from typing import Any, cast

import jinja2
from docx.shared import Cm, Emu
from docxtpl import DocxTemplate
from markupsafe import Markup, escape

from workers.drafting.templates import sandbox
from workers.drafting.values import LetterTemplateError, LetterTooLargeError

MAX_TEMPLATE = 5 * 1024 * 1024
MAX_TEMPLATE_UNPACKED = 40 * 1024 * 1024
MAX_LETTER = 10 * 1024 * 1024

_COLUMN_WIDTHS = {"No.": 1.1, "NIP": 4.3}
"""In cm; the rest is shared by the other columns."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip entry can have: files of a letter carry no clock."""


def fill(path: Path, context: dict[str, Any]) -> bytes:
    """The letter as .docx; the same values give the same bytes, because the hash of the letter is recorded.

    Raises LetterTemplateError and LetterTooLargeError.
    """
    try:
        template = _Template(io.BytesIO(_read_template(path)))
        template.render(context, _ENVIRONMENT, autoescape=True)
        _set_column_widths(template.docx, context["daftar"])
        output = io.BytesIO()
        template.save(output)
    except LetterTemplateError:
        raise
    except jinja2.UndefinedError as error:
        raise LetterTemplateError(
            f"templat surat {path.name} memakai nama yang tidak dikenal: {error.message}"
        ) from error
    except Exception as error:
        # An office edits its template in Word; whatever is wrong in it is told as one sentence.
        raise LetterTemplateError(f"templat surat {path.name} tidak dapat dipakai: {error}") from error
    finally:
        if next(_RENDERED) % _COLLECT_EVERY == 0:
            gc.collect()
    return _fixed_zip(output.getvalue())


def _literal(value: object) -> object:
    """A value as XML text that docxtpl leaves alone.

    docxtpl turns `{_{` into `{{` after rendering; written as a character reference the underscore survives that.
    """
    if isinstance(value, jinja2.Undefined):
        return value
    return Markup(str(escape(str(value))).replace("_", "&#95;"))  # noqa: S704 -- escaped one call before


_ENVIRONMENT = sandbox(jinja2.StrictUndefined, None, autoescape=True, finalize=_literal)


@functools.lru_cache(maxsize=32)
def _patched(source: str) -> str:
    return str(DocxTemplate.patch_xml(cast("DocxTemplate", None), source))  # it does not use itself


_RENDERED = itertools.count(1)
_COLLECT_EVERY = 16
"""python-docx's objects point at each other and hold whole XML trees that Python's collector does not count, so it
would leave hundreds of MiB lying about: 500 MiB seen after some hundred letters, 230 MiB with this."""


class _Template(DocxTemplate):  # type: ignore[misc]
    """Prepares the XML of a template for Jinja once and not for every letter."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)


def _set_column_widths(document: Any, people: dict[str, Any] | None) -> None:
    """Widths for the table of people whose columns followed the list: narrow number, whole NIP, wide name.

    docxtpl repeats cells with the width that they have in the template, so wide and narrow columns come out alike.
    """
    if people is None or people["ringkas"]:
        return
    for table in document.tables:
        if [cell.text for cell in table.rows[0].cells] != people["kolom"]:
            continue
        total = sum(int(column.width or 0) for column in table.columns)
        fixed = {title: Cm(width) for title, width in _COLUMN_WIDTHS.items() if title in people["kolom"]}
        weights = {title: 1.4 if title == "Nama" else 1.0 for title in people["kolom"] if title not in fixed}
        share = max(0, total - sum(fixed.values())) / sum(weights.values())
        for index, title in enumerate(people["kolom"]):
            width = fixed.get(title) or Emu(int(share * weights[title]))
            for cell in table.columns[index].cells:
                cell.width = width
            table.columns[index].width = width


def _read_template(path: Path) -> bytes:
    raw = path.read_bytes()
    if len(raw) > MAX_TEMPLATE:
        raise LetterTemplateError(f"templat surat {path.name} lebih dari {MAX_TEMPLATE >> 20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise LetterTemplateError(f"templat surat {path.name} bukan berkas .docx") from error
    if unpacked > MAX_TEMPLATE_UNPACKED:
        raise LetterTemplateError(f"isi templat surat {path.name} lebih dari {MAX_TEMPLATE_UNPACKED >> 20} MB")
    return raw


def _fixed_zip(raw: bytes) -> bytes:
    """The same parts in an archive without clock: order as Word expects it, one fixed date."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w") as out:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            out.writestr(entry, source.read(name), compresslevel=6)
    if target.tell() > MAX_LETTER:
        raise LetterTooLargeError(f"surat lebih dari {MAX_LETTER >> 20} MB")
    return target.getvalue()
