# ruff: noqa: E501 - markup stands on one line
"""Drawn documents as .docx and .xlsx packages, with the markup that Word and Excel write; always the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.generator.cases.drawn import Drawn
from tests.generator.cases.drawn_layout import HEADING, ROW, Arrow, Layout, Symbol, laid_out, widths

_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_XMLNS = " ".join(f'xmlns:{p}="{u}"' for p, u in _NAMES.items())
_PRESET = {"S": "flowChartTerminator", "B": "flowChartProcess", "D": "flowChartDecision", "C": "flowChartConnector",
           "P": "flowChartOffpageConnector"}  # fmt: skip
_VML = {"S": 116, "B": 109, "D": 110, "C": 120, "P": 177}


def emu(points: float) -> int:
    return round(points * 12700)


def package(parts: Sequence[tuple[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return out.getvalue()


def _types(*overrides: tuple[str, str]) -> tuple[str, str]:
    inner = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return "[Content_Types].xml", (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{inner}</Types>'
    )


def _rels(name: str, *targets: tuple[str, str]) -> tuple[str, str]:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    inner = "".join(
        f'<Relationship Id="rId{i}" Type="{base}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return (
        name,
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>',
    )


def _bend(arrow: Arrow) -> tuple[str, tuple[float, float, float, float], str]:
    """Preset, box, and attributes (turns and flips) of the connector between the first and the last point."""
    (x0, y0), (x1, y1) = arrow.points[0], arrow.points[-1]
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    flips = (' flipH="1"' if x1 < x0 else "") + (' flipV="1"' if y1 < y0 else "")
    name = {2: "straightConnector1", 3: "bentConnector2", 4: "bentConnector3"}[len(arrow.points)]
    return name, box, flips


# Word


def drawn_docx(case: Drawn) -> bytes:
    plan = laid_out(case)
    anchored: dict[tuple[int, int], list[str]] = {}
    _BY_FORM[case.form](plan, anchored)
    columns = widths(case)
    roles, grid = len(case.roles), "".join(f'<w:gridCol w:w="{round(w * 20)}"/>' for w in columns)

    def cell(text: str, width: float, inside: str = "", properties: str = "") -> str:
        run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
        return f'<w:tc><w:tcPr><w:tcW w:w="{round(width * 20)}" w:type="dxa"/>{properties}</w:tcPr><w:p>{inside}{run}</w:p></w:tc>'

    down, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    ends = 2 + roles
    head = [
        cell("No", columns[0], "", down),
        cell("Kegiatan", columns[1], "", down),
        cell("Pelaksana", sum(columns[2:ends]), "", f'<w:gridSpan w:val="{roles}"/>'),
        cell("Mutu Baku", sum(columns[ends : ends + 3]), "", '<w:gridSpan w:val="3"/>'),
        cell("Ket", columns[-1], "", down),
    ]
    names = ["", "", *case.roles, "Kelengkapan", "Waktu", "Output", ""]
    second = [
        cell(n, w, "", more if i in (0, 1, ends + 3) else "")
        for i, (n, w) in enumerate(zip(names, columns, strict=True))
    ]
    rows = [(HEADING / 2, head), (HEADING / 2, second)]
    for i, r in enumerate(case.rows):
        texts = [str(i + 1), r.uraian, *[""] * roles, r.kelengkapan, r.waktu, r.output, ""]
        rows.append(
            (
                ROW,
                [
                    cell(t, w, "".join(anchored.get((i, c), [])))
                    for c, (t, w) in enumerate(zip(texts, columns, strict=True))
                ],
            )
        )
    body = "".join(
        f'<w:tr><w:trPr><w:trHeight w:val="{round(high * 20)}"/></w:trPr>{"".join(cells)}</w:tr>'
        for high, cells in rows
    )
    return package(
        [
            _types(
                (
                    "/word/document.xml",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                )
            ),
            _rels("_rels/.rels", ("officeDocument", "word/document.xml")),
            (
                "word/document.xml",
                f'<w:document {_XMLNS} mc:Ignorable=""><w:body><w:p><w:r><w:t>{escape(case.office)}</w:t></w:r></w:p>'
                f"<w:p><w:r><w:t>{escape(case.title)}</w:t></w:r></w:p><w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
                '<w:p/><w:sectPr><w:pgSz w:w="16840" w:h="11900" w:orient="landscape"/></w:sectPr></w:body></w:document>',
            ),
        ]
    )


def _height(case: Drawn, high: float) -> str:
    return "" if case.form == "docx-auto" else f'<w:trPr><w:trHeight w:val="{round(high * 20)}"/></w:trPr>'


def _box_of(plan: Layout, row: int, column: int) -> tuple[float, float]:
    return plan.edges[column], plan.top(row)


def _shape(
    kind: str, box: Sequence[float], flips: str = "", text: str = "", *, label: bool = False, prefix: str = "wps"
) -> str:
    """One DrawingML shape with its place in the coordinates of what holds it."""
    line = (
        "<a:ln><a:noFill/></a:ln>"
        if label
        else '<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>%s</a:ln>'
    )
    tail = '<a:tailEnd type="triangle"/>' if "Connector" in kind and "flow" not in kind else ""
    geometry = (
        f'<{prefix}:spPr><a:xfrm{flips}><a:off x="{emu(box[0])}" y="{emu(box[1])}"/><a:ext cx="{emu(box[2] - box[0])}" '
        f'cy="{emu(box[3] - box[1])}"/></a:xfrm><a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>{line if label else line % tail}</{prefix}:spPr>'
    )
    words = (
        f"<wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx>" if text else ""
    )
    locked = "<wps:cNvCnPr/>" if tail else "<wps:cNvSpPr/>"
    return f"<wps:wsp>{locked}{geometry}{words}<wps:bodyPr/></wps:wsp>"


def _anchor(box: Sequence[float], origin: tuple[float, float], inner: str, uri: str, fallback: str = "") -> str:
    x, y = box[0] - origin[0], box[1] - origin[1]
    drawing = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>'
        f'{emu(x)}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>{emu(y)}</wp:posOffset>'
        f'</wp:positionV><wp:extent cx="{emu(box[2] - box[0])}" cy="{emu(box[3] - box[1])}"/><wp:wrapNone/><wp:docPr id="1" name="s"/>'
        f'<a:graphic><a:graphicData uri="{uri}">{inner}</a:graphicData></a:graphic></wp:anchor></w:drawing>'
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )


_LABEL = (22.0, 12.0)


def _label_box(arrow: Arrow) -> tuple[float, float, float, float]:
    x, y = arrow.label_at
    return (x - 2, y - 10, x - 2 + _LABEL[0], y - 10 + _LABEL[1])


def _anchors(plan: Layout, anchored: dict[tuple[int, int], list[str]]) -> None:
    """Each shape stands in its own cell, each connector in the cell that it leaves; Word keeps a VML twin of each."""
    for s in plan.symbols:
        twin = f"<w:pict>{_vml(_VML[s.kind], s.box, (plan.edges[s.column], plan.top(s.row)))}</w:pict>"
        at = _box_of(plan, s.row, s.column)
        anchored.setdefault((s.row, s.column), []).append(
            _anchor(s.box, at, _shape(_PRESET[s.kind], s.box, "", s.text), _NAMES["wps"], twin)
        )
    for a in plan.arrows:
        kind, box, flips = _bend(a)
        at = _box_of(plan, a.tail.row, a.tail.column)
        here = anchored.setdefault((a.tail.row, a.tail.column), [])
        here.append(_anchor(box, at, _shape(kind, box, flips), _NAMES["wps"]))
        if a.label:
            here.append(
                _anchor(_label_box(a), at, _shape("rect", _label_box(a), "", a.label, label=True), _NAMES["wps"])
            )


def _vml(
    number: int,
    box: Sequence[float],
    origin: tuple[float, float],
    text: str = "",
    flip: str = "",
    *,
    label: bool = False,
) -> str:
    style = (
        f"position:absolute;margin-left:{box[0] - origin[0]:.2f}pt;margin-top:{box[1] - origin[1]:.2f}pt;width:{box[2] - box[0]:.2f}pt;"
        f"height:{box[3] - box[1]:.2f}pt;z-index:1{flip}"
    )
    words = (
        f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox>" if text else ""
    )
    stroke = '<v:stroke endarrow="block"/>' if number in (32, 33, 34) else ""
    bare = ' stroked="f"' if label else ""
    return f'<v:shape type="#_x0000_t{number}" style="{style}"{bare}>{stroke}{words}</v:shape>'


def _vmls(plan: Layout, anchored: dict[tuple[int, int], list[str]]) -> None:
    """Everything of a row stands in the paragraph of its kegiatan, as old Word put what was drawn beside it."""
    for s in plan.symbols:
        at = _box_of(plan, s.row, 1)
        anchored.setdefault((s.row, 1), []).append(
            f"<w:r><w:pict>{_vml(_VML[s.kind], s.box, at, s.text)}</w:pict></w:r>"
        )
    for a in plan.arrows:
        _, box, flips = _bend(a)
        turned = ";flip:" + ("x" if "flipH" in flips else "") + ("y" if "flipV" in flips else "") if flips else ""
        at = _box_of(plan, a.tail.row, 1)
        here = anchored.setdefault((a.tail.row, 1), [])
        here.append(f"<w:r><w:pict>{_vml({2: 32, 3: 33, 4: 34}[len(a.points)], box, at, '', turned)}</w:pict></w:r>")
        if a.label:
            here.append(f"<w:r><w:pict>{_vml(202, _label_box(a), at, a.label, label=True)}</w:pict></w:r>")


def _group(plan: Layout, anchored: dict[tuple[int, int], list[str]]) -> None:
    """The whole flowchart is one group in the first role's cell of the first row, half as large inside as outside."""
    boxes = [s.box for s in plan.symbols] + [(*p, *p) for a in plan.arrows for p in (a.points[0], a.points[-1])]
    whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))

    def inside(box: Sequence[float]) -> list[float]:
        return [(v - whole[i % 2]) / 2 for i, v in enumerate(box)]

    parts = [_shape(_PRESET[s.kind], inside(s.box), "", s.text) for s in plan.symbols]
    for a in plan.arrows:
        kind, box, flips = _bend(a)
        parts.append(_shape(kind, inside(box), flips))
        if a.label:
            parts.append(_shape("rect", inside(_label_box(a)), "", a.label, label=True))
    wide, high = whole[2] - whole[0], whole[3] - whole[1]
    inner = (
        f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(wide)}" cy="{emu(high)}"/><a:chOff x="0" '
        f'y="0"/><a:chExt cx="{emu(wide / 2)}" cy="{emu(high / 2)}"/></a:xfrm></wpg:grpSpPr>{"".join(parts)}</wpg:wgp>'
    )
    anchored[0, 2] = [_anchor(whole, _box_of(plan, 0, 2), inner, _NAMES["wpg"])]


def _inlines(plan: Layout, anchored: dict[tuple[int, int], list[str]]) -> None:
    """Shapes as letters of the text of their cells, without arrows."""
    for s in plan.symbols:
        inner = _shape(_PRESET[s.kind], s.box)
        anchored.setdefault((s.row, s.column), []).append(
            f'<w:r><w:drawing><wp:inline><wp:extent cx="{emu(36)}" cy="{emu(18)}"/><wp:docPr id="1" name="s"/><a:graphic><a:graphicData '
            f'uri="{_NAMES["wps"]}">{inner}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )


def _first(plan: Layout, anchored: dict[tuple[int, int], list[str]]) -> None:
    """Every shape by itself, all anchored in the first role's cell of the first row, where the drawing was begun."""
    at, here = _box_of(plan, 0, 2), anchored.setdefault((0, 2), [])
    for s in plan.symbols:
        here.append(_anchor(s.box, at, _shape(_PRESET[s.kind], s.box, "", s.text), _NAMES["wps"]))
    for a in plan.arrows:
        kind, box, flips = _bend(a)
        here.append(_anchor(box, at, _shape(kind, box, flips), _NAMES["wps"]))
        if a.label:
            here.append(
                _anchor(_label_box(a), at, _shape("rect", _label_box(a), "", a.label, label=True), _NAMES["wps"])
            )


def _auto(plan: Layout, anchored: dict[tuple[int, int], list[str]]) -> None:
    """Rows as high as their text: each symbol 2 points below the top of its own cell, arrows as Word left them."""
    for s in plan.symbols:
        x, y = _box_of(plan, s.row, s.column)
        box = (s.box[0], y + 2, s.box[2], y + 2 + s.box[3] - s.box[1])
        anchored.setdefault((s.row, s.column), []).append(
            _anchor(box, (x, y), _shape(_PRESET[s.kind], box, "", s.text), _NAMES["wps"])
        )
    for a in plan.arrows:
        kind, box, flips = _bend(a)
        at = _box_of(plan, a.tail.row, a.tail.column)
        anchored.setdefault((a.tail.row, a.tail.column), []).append(
            _anchor(box, at, _shape(kind, box, flips), _NAMES["wps"])
        )


def _vml_group(plan: Layout, anchored: dict[tuple[int, int], list[str]]) -> None:
    """The flowchart as one VML group with coordinates of its own (ten to a point), beside the first kegiatan."""
    x, y = _box_of(plan, 0, 1)
    wide, high = plan.edges[-1] - x, plan.top(plan.pages[0].last - 1) + ROW - y

    def inside(box: Sequence[float]) -> list[float]:
        return [(v - (x, y)[i % 2]) * 10 for i, v in enumerate(box)]

    parts = [_vml(_VML[s.kind], inside(s.box), (0, 0), s.text) for s in plan.symbols]
    for a in plan.arrows:
        _, box, flips = _bend(a)
        turned = ";flip:" + ("x" if "flipH" in flips else "") + ("y" if "flipV" in flips else "") if flips else ""
        parts.append(_vml({2: 32, 3: 33, 4: 34}[len(a.points)], inside(box), (0, 0), "", turned))
        if a.label:
            parts.append(_vml(202, inside(_label_box(a)), (0, 0), a.label, label=True))
    inner = "".join(parts).replace("margin-left", "left").replace("margin-top", "top").replace("pt;", ";")
    style = f"position:absolute;margin-left:0;margin-top:0;width:{wide:.1f}pt;height:{high:.1f}pt"
    group = f'<v:group style="{style}" coordorigin="0,0" coordsize="{wide * 10:.0f},{high * 10:.0f}">{inner}</v:group>'
    anchored[0, 1] = [f"<w:r><w:pict>{group}</w:pict></w:r>"]


_BY_FORM = {
    "docx-first": _first,
    "docx-auto": _auto,
    "docx-vmlgroup": _vml_group,
    "docx-anchors": _anchors,
    "docx-vml": _vmls,
    "docx-group": _group,
    "docx-inline": _inlines,
}


# Excel

_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_FIRST_ROW = 5
"""Row of the sheet (from 0) with the first kegiatan."""


def drawn_xlsx(case: Drawn) -> bytes:
    plan = laid_out(case)
    columns = widths(case)
    roles, ends = len(case.roles), 2 + len(case.roles)
    lines: list[tuple[float, list[str]]] = [(15, [case.office]), (15, [case.title]), (15, [])]
    lines.append((HEADING / 2, ["No", "Kegiatan", "Pelaksana", *[""] * (roles - 1), "Mutu Baku", "", "", "Ket"]))
    lines.append((HEADING / 2, ["", "", *case.roles, "Kelengkapan", "Waktu", "Output", ""]))
    for i, r in enumerate(case.rows):
        texts = [str(i + 1), r.uraian, *[""] * roles, r.kelengkapan, r.waktu, r.output, ""]
        lines += [(ROW / 2, texts), (ROW / 2, [])] if case.form == "xlsx-merged" else [(ROW, texts)]
    letters = [chr(65 + i) for i in range(len(columns))]
    rows = "".join(
        f'<row r="{n}" ht="{high}" customHeight="1">'
        + "".join(
            f'<c r="{letters[c]}{n}" t="inlineStr"><is><t>{escape(t)}</t></is></c>'
            if t and not t.isdigit()
            else f'<c r="{letters[c]}{n}"><v>{t}</v></c>'
            for c, t in enumerate(texts)
            if t
        )
        + "</row>"
        for n, (high, texts) in enumerate(lines, start=1)
    )
    # Excel's width is in letters of 7 pixels, 96 pixels to the inch.
    cols = "".join(
        f'<col min="{i}" max="{i}" width="{w * 96 / 72 / 7:.4f}" customWidth="1"/>' for i, w in enumerate(columns, 1)
    )
    areas = [
        f"C4:{letters[ends - 1]}4",
        f"{letters[ends]}4:{letters[ends + 2]}4",
        "A4:A5",
        "B4:B5",
        f"{letters[-1]}4:{letters[-1]}5",
    ]
    if case.form == "xlsx-merged":
        joined = [x for i, x in enumerate(letters) if i < 2 or i >= ends]
        areas += [f"{x}{6 + 2 * i}:{x}{7 + 2 * i}" for i in range(len(case.rows)) for x in joined]
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument"
    return package(
        [
            _types(("/xl/workbook.xml", f"{kind}.spreadsheetml.sheet.main+xml"), ("/xl/worksheets/sheet1.xml", f"{kind}.spreadsheetml.worksheet+xml"),
                   ("/xl/drawings/drawing1.xml", f"{kind}.drawing+xml")),
            _rels("_rels/.rels", ("officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets><sheet name="SOP" sheetId="1" r:id="rId1"/></sheets></workbook>'),
            _rels("xl/_rels/workbook.xml.rels", ("worksheet", "worksheets/sheet1.xml")),
            ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}" xmlns:r="{relation}"><cols>{cols}</cols><sheetData>{rows}</sheetData>'
             f'<mergeCells count="{len(areas)}">{merged}</mergeCells><drawing r:id="rId1"/></worksheet>'),
            _rels("xl/worksheets/_rels/sheet1.xml.rels", ("drawing", "../drawings/drawing1.xml")),
            ("xl/drawings/drawing1.xml", f'<xdr:wsDr xmlns:xdr="{_XDR}" xmlns:a="{_NAMES["a"]}">{_excel_shapes(case, plan)}</xdr:wsDr>'),
        ]
    )  # fmt: skip


def _excel_shapes(case: Drawn, plan: Layout) -> str:
    ids = {id(s): i for i, s in enumerate(plan.symbols, start=2)}
    parts = [(s.box, _xsp(_PRESET[s.kind], s.box, ids[id(s)], s.text)) for s in plan.symbols]
    for number, a in enumerate(plan.arrows, start=len(plan.symbols) + 2):
        kind, box, flips = _bend(a)
        linked = (ids[id(a.tail)], ids[id(a.tip)]) if case.form == "xlsx-anchors" else None
        parts.append((box, _xcxn(kind, box, flips, number, linked)))
        if a.label:
            parts.append((_label_box(a), _xsp("rect", _label_box(a), 100 + number, a.label, label=True)))
    if case.form == "xlsx-group":
        boxes = [box for box, _ in parts]
        whole = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        place = _xfrm(whole, "", child=True)
        group = f'<xdr:grpSp><xdr:nvGrpSpPr><xdr:cNvPr id="90" name="Group"/><xdr:cNvGrpSpPr/></xdr:nvGrpSpPr><xdr:grpSpPr>{place}</xdr:grpSpPr>'
        return _two_cell(plan, whole, group + "".join(inner for _, inner in parts) + "</xdr:grpSp>")
    if case.form == "xlsx-loose":
        return "".join(_one_cell(plan, box, inner) for box, inner in parts)
    return "".join(_two_cell(plan, box, inner, 2 if case.form == "xlsx-merged" else 1) for box, inner in parts)


def _cell_at(plan: Layout, x: float, y: float, rows: int = 1) -> str:
    column = max((i for i, e in enumerate(plan.edges[:-1]) if e <= x), default=0)
    row = max((i for i in range(plan.pages[0].last) if plan.top(i) <= y), default=0)
    part = min(rows - 1, int((y - plan.top(row)) / (ROW / rows)))
    right, down = emu(x - plan.edges[column]), emu(y - plan.top(row) - part * ROW / rows)
    row = row * rows + part
    return f"<xdr:col>{column}</xdr:col><xdr:colOff>{right}</xdr:colOff><xdr:row>{row + _FIRST_ROW}</xdr:row><xdr:rowOff>{down}</xdr:rowOff>"


def _two_cell(plan: Layout, box: Sequence[float], inner: str, rows: int = 1) -> str:
    start, end = _cell_at(plan, box[0], box[1], rows), _cell_at(plan, box[2], box[3], rows)
    ends = f"<xdr:from>{start}</xdr:from><xdr:to>{end}</xdr:to>"
    return f"<xdr:twoCellAnchor>{ends}{inner}<xdr:clientData/></xdr:twoCellAnchor>"


def _one_cell(plan: Layout, box: Sequence[float], inner: str) -> str:
    size = f'<xdr:ext cx="{emu(box[2] - box[0])}" cy="{emu(box[3] - box[1])}"/>'
    return f"<xdr:oneCellAnchor><xdr:from>{_cell_at(plan, box[0], box[1])}</xdr:from>{size}{inner}<xdr:clientData/></xdr:oneCellAnchor>"


def _xfrm(box: Sequence[float], flips: str, *, child: bool = False) -> str:
    place = (f'x="{emu(box[0])}" y="{emu(box[1])}"', f'cx="{emu(box[2] - box[0])}" cy="{emu(box[3] - box[1])}"')
    inside = f"<a:chOff {place[0]}/><a:chExt {place[1]}/>" if child else ""
    return f"<a:xfrm{flips}><a:off {place[0]}/><a:ext {place[1]}/>{inside}</a:xfrm>"


def _xsp(kind: str, box: Sequence[float], number: int, text: str, *, label: bool = False) -> str:
    line = "<a:ln><a:noFill/></a:ln>" if label else '<a:ln w="9525"/>'
    words = f"<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody>" if text else ""
    name = "TextBox" if label else "Flowchart"
    textbox = ' txBox="1"' if label else ""
    return (
        f'<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="{number}" name="{name} {number}"/><xdr:cNvSpPr{textbox}/>'
        f'</xdr:nvSpPr><xdr:spPr>{_xfrm(box, "")}<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>{line}</xdr:spPr>{words}</xdr:sp>'
    )


def _xcxn(kind: str, box: Sequence[float], flips: str, number: int, linked: tuple[int, int] | None) -> str:
    ends = f'<a:stCxn id="{linked[0]}" idx="2"/><a:endCxn id="{linked[1]}" idx="0"/>' if linked else ""
    return (
        f'<xdr:cxnSp macro=""><xdr:nvCxnSpPr><xdr:cNvPr id="{number}" name="Connector {number}"/><xdr:cNvCxnSpPr>{ends}</xdr:cNvCxnSpPr>'
        f'</xdr:nvCxnSpPr><xdr:spPr>{_xfrm(box, flips)}<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom><a:ln w="9525"><a:tailEnd '
        'type="triangle"/></a:ln></xdr:spPr></xdr:cxnSp>'
    )


__all__ = ["Symbol", "drawn_docx", "drawn_xlsx"]
