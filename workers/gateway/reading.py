"""The page on which staff read a letter.

Tasklist 8.6 opens links inside a sandbox that forbids downloads, so a link that only downloads would do nothing there.
"""

from __future__ import annotations

import jinja2

from workers.drafting import clean_body, date_text, with_letter_date
from workers.storage import Letter

PAGE_HEADERS = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'"}

_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("workers", "templates/pages"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
)


def letter_page(letter: Letter, text: str) -> str:
    """HTML of an archived letter with its signed text."""
    return _TEMPLATES.get_template("surat.html.jinja").render(
        nama=letter.detail.nama,
        nomor=letter.nomor or "",
        tanggal=date_text(letter.tanggal) if letter.tanggal else "",
        perihal=letter.detail.perihal,
        isi=clean_body(with_letter_date(text, letter.tanggal) if letter.tanggal else text),
    )
