"""Builds the letter template `umum.docx` that comes with Alur: run this file to write it anew.

The layout follows the surat dinas of tata naskah dinas (Permendagri 1/2023, KMA 9/2016): letterhead with a line below,
nomor/sifat/lampiran/hal on the left with the date on the right, addressee, text, signature block on the right, tembusan
on the left. An office that wants another one copies the file to `<kode>/surat/umum.docx` beside its office file and
edits it in Word.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Arial"
SIZE = Pt(11)
TARGET = Path(__file__).with_name("umum.docx")

TEXT_WIDTH = 16.0
"""Width of the text in cm: A4 less margins of 3 cm on the left and 2 cm on the right."""


def build() -> bytes:
    """The template as .docx; the same bytes every time."""
    document: DocumentType = Document()
    _page(document)
    _letterhead(document)
    _reference_block(document)
    _addressee(document)
    _body(document)
    _signature(document)
    _copies(document)
    _attachment(document)
    raw = io.BytesIO()
    document.save(raw)
    return _without_clock(raw.getvalue())


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(2)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.15
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "Surat dinas", ""
    properties.created = properties.modified = dt.datetime(2026, 1, 1)


def _paragraph(parent: Any, text: str = "", **formats: Any) -> Paragraph:
    paragraph: Paragraph = parent.add_paragraph(text)
    for name, value in formats.items():
        if name == "align":
            paragraph.alignment = value
        else:
            setattr(paragraph.paragraph_format, name, value)
    return paragraph


def _sized(paragraph: Paragraph, size: Length, *, bold: bool = False) -> Paragraph:
    for run in paragraph.runs:
        run.font.size, run.font.bold = size, bold
    return paragraph


def _letterhead(document: DocumentType) -> None:
    for source, size, bold in (("induk", Pt(13), True), ("nama", Pt(15), True), ("alamat", Pt(9.5), False)):
        _paragraph(document, f"{{%p for baris in kop.{source} %}}")
        centred: dict[str, Any] = {"align": WD_ALIGN_PARAGRAPH.CENTER, "line_spacing": 1.0}
        _sized(_paragraph(document, "{{ baris }}", **centred), size, bold=bold)
        _paragraph(document, "{%p endfor %}")
    line = _paragraph(document, line_spacing=Pt(4), space_after=Pt(10))
    _border(line, "bottom", "thinThickSmallGap", 24)


def _border(paragraph: Paragraph, side: str, kind: str, size: int) -> None:
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", str(size)), ("space", "1"), ("color", "auto")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    # The schema wants borders before spacing.
    paragraph._p.get_or_add_pPr().insert(0, borders)


def _table(document: DocumentType, widths: tuple[float, ...], rows: int, *, indent: int = 0, margin: int = 0) -> Table:
    """A table without lines; widths in cm."""
    table: Table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _edges(table, indent=indent, margin=margin)
    return table


def _edges(table: Table, *, indent: int, margin: int) -> None:
    """Left edge of the table and the inner margins of its cells, in twentieths of a point."""
    properties: Any = table._tbl.tblPr
    left: Any = OxmlElement("w:tblInd")
    margins: Any = OxmlElement("w:tblCellMar")
    for element, width in ((left, indent), *((OxmlElement(f"w:{side}"), margin) for side in ("left", "right"))):
        element.set(qn("w:w"), str(width))
        element.set(qn("w:type"), "dxa")
        if element is not left:
            margins.append(element)
    # The schema wants indent, layout, margins, look in this order.
    properties.find(qn("w:tblLayout")).addprevious(left)
    properties.find(qn("w:tblLayout")).addnext(margins)


def _reference_block(document: DocumentType) -> None:
    table = _table(document, (2.1, 0.4, 7.9, 5.6), 4)
    for row, (label, value) in zip(
        table.rows, (("Nomor", "nomor"), ("Sifat", "sifat"), ("Lampiran", "lampiran"), ("Hal", "hal")), strict=True
    ):
        row.cells[0].paragraphs[0].add_run(label)
        row.cells[1].paragraphs[0].add_run(":")
        row.cells[2].paragraphs[0].add_run(f"{{{{ {value} }}}}")
    date = table.rows[0].cells[3].paragraphs[0]
    date.add_run("{{ tanggal }}")
    date.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _addressee(document: DocumentType) -> None:
    hanging: dict[str, Any] = {"left_indent": Cm(1.0), "first_line_indent": Cm(-1.0), "right_indent": Cm(6)}
    first = _paragraph(document, "Yth.\t{{ tujuan.penerima }}", space_before=Pt(14), **hanging)
    first.paragraph_format.tab_stops.add_tab_stop(Cm(1.0))
    _paragraph(document, "{%p if tujuan.melalui %}")
    _paragraph(document, "u.p. {{ tujuan.melalui }}", left_indent=Cm(1.0), right_indent=Cm(6))
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "di {{ tujuan.kota }}", left_indent=Cm(1.0), space_after=Pt(10))


def _body(document: DocumentType) -> None:
    _paragraph(document, "{%p for blok in isi %}")
    _paragraph(document, '{%p if blok.jenis == "paragraf" %}')
    _paragraph(
        document,
        "{{ blok.teks }}",
        align=WD_ALIGN_PARAGRAPH.JUSTIFY,
        first_line_indent=Cm(1.25),
        space_before=Pt(5),
        space_after=Pt(5),
        widow_control=True,
    )
    _paragraph(document, '{%p elif blok.jenis == "butir" %}')
    item = _paragraph(
        document,
        "{{ blok.tanda }}\t{{ blok.teks }}",
        align=WD_ALIGN_PARAGRAPH.JUSTIFY,
        left_indent=Cm(2.0),
        first_line_indent=Cm(-0.75),
        space_after=Pt(2),
    )
    item.paragraph_format.tab_stops.add_tab_stop(Cm(2.0))
    _paragraph(document, '{%p elif blok.jenis == "rincian" %}')
    detail = _paragraph(
        document,
        "{{ blok.label }}\t:\t{{ blok.teks }}",
        left_indent=Cm(5.7),
        first_line_indent=Cm(-4.45),
        space_after=Pt(1),
    )
    detail.paragraph_format.tab_stops.add_tab_stop(Cm(5.3))
    detail.paragraph_format.tab_stops.add_tab_stop(Cm(5.7))
    _paragraph(document, '{%p elif blok.jenis == "daftar" %}')
    _paragraph(document, line_spacing=Pt(4))
    _people_table(document)
    _paragraph(document, line_spacing=Pt(6))
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "{%p endfor %}")


def _people_table(document: DocumentType) -> None:
    """The table of people: names and NIP with good widths, or, with more columns, one whose columns follow the list."""
    _paragraph(document, "{%p if daftar.ringkas %}")
    table = _grid(document, 4, (1.2, 8.8, 6.0))
    for cell, title in zip(table.rows[0].cells, ("No.", "Nama", "NIP"), strict=True):
        _cell(cell, title, heading=True)
    table.rows[1].cells[0].paragraphs[0].add_run("{%tr for orang in daftar.orang %}")
    for cell, value in zip(table.rows[2].cells, ("loop.index", "orang.nama", "orang.nip"), strict=True):
        _cell(cell, f"{{{{ {value} }}}}", centred=value == "loop.index")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    _paragraph(document, "{%p else %}")
    table = _grid(document, 4, (TEXT_WIDTH / 3,) * 3)
    for row, values in ((0, "daftar.kolom"), (2, "baris")):
        cells = table.rows[row].cells
        cells[0].paragraphs[0].add_run(f"{{%tc for nilai in {values} %}}")
        _cell(cells[1], "{{ nilai }}", heading=row == 0)
        cells[2].paragraphs[0].add_run("{%tc endfor %}")
    table.rows[1].cells[0].paragraphs[0].add_run("{%tr for baris in daftar.baris %}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    _paragraph(document, "{%p endif %}")


def _grid(document: DocumentType, rows: int, widths: tuple[float, ...]) -> Table:
    """A ruled table whose first row repeats on every page and whose rows stay whole."""
    table = _table(document, widths, rows, indent=100, margin=100)
    table.style = "Table Grid"
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _cell(cell: _Cell, text: str, *, heading: bool = False, centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(text).font.bold = heading
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    if heading or centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _signature(document: DocumentType) -> None:
    block: dict[str, Any] = {"left_indent": Cm(8.5), "keep_with_next": True, "keep_together": True}
    _paragraph(document, space_before=Pt(8), **block)
    _paragraph(document, "{%p for baris in tanda_tangan.baris %}")
    _paragraph(document, "{{ baris }}", **block)
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, **(block | {"space_before": Pt(54)}))
    _paragraph(document, "{{ tanda_tangan.nama }}", **block).runs[0].font.bold = True
    _paragraph(document, "{%p if tanda_tangan.pangkat %}")
    _paragraph(document, "{{ tanda_tangan.pangkat }}", **block)
    _paragraph(document, "{%p endif %}")
    _paragraph(document, "{%p if tanda_tangan.nip %}")
    _paragraph(document, "NIP {{ tanda_tangan.nip }}", **(block | {"keep_with_next": False}))
    _paragraph(document, "{%p endif %}")


def _copies(document: DocumentType) -> None:
    _paragraph(document, "{%p if tembusan %}")
    _paragraph(document, "Tembusan:", space_before=Pt(14), keep_with_next=True)
    _paragraph(document, "{%p for pihak in tembusan %}")
    copy = _paragraph(document, "{{ loop.index }}.\t{{ pihak }}", left_indent=Cm(0.75), first_line_indent=Cm(-0.75))
    copy.paragraph_format.tab_stops.add_tab_stop(Cm(0.75), WD_TAB_ALIGNMENT.LEFT)
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{%p endif %}")


def _attachment(document: DocumentType) -> None:
    """People whom the text does not name in place stand on a page of their own, signed again."""
    _paragraph(document, "{%p if daftar_terlampir %}")
    _paragraph(document).add_run().add_break(WD_BREAK.PAGE)
    indent: dict[str, Any] = {"left_indent": Cm(8.5)}
    for text in ("Lampiran Surat {{ jabatan_penandatangan }}", "Nomor\t: {{ nomor }}", "Tanggal\t: {{ tanggal_saja }}"):
        line = _paragraph(document, text, **indent)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(10.2))
    _paragraph(
        document, "DAFTAR PEGAWAI", align=WD_ALIGN_PARAGRAPH.CENTER, space_before=Pt(14), space_after=Pt(8)
    ).runs[0].font.bold = True
    _people_table(document)
    _signature(document)
    _paragraph(document, "{%p endif %}")


def _without_clock(raw: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, source.read(name))
    return target.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(build())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
