"""A PDF of one ruled table, written by hand: text in Helvetica, one rule around each cell. Always the same bytes."""

from __future__ import annotations

import textwrap

_SIZE = 7.0
_LEADING = 9.0
_WIDE, _HIGH = 842.0, 595.0
_MARGIN = 24.0
_LETTER = 0.56
"""Mean width of a letter in ems, on the safe side."""


def ruled_pdf(
    above: list[str], rows: list[list[str]], spans: list[tuple[int, int, int, int]], turned: str = "", tilt: float = 0.0
) -> bytes:
    """Pages A4 landscape. `spans` are first and last row and column of joined cells, as (row, column, row, column).

    `turned` (`up` or `down`) turns the words of the second row below the first cell with a span to the right, as narrow
    role columns have them; `tilt` turns everything by that angle in radians.
    """
    group = next((s for s in spans if s[0] == 0 and s[3] > s[1]), (0, 0, 0, -1)) if turned else (0, 0, 0, -1)
    widths = _widths(rows)
    lines = [[_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    covered = {
        (r, c): (top, left)
        for top, left, down, right in spans
        for r in range(top, down + 1)
        for c in range(left, right + 1)
    }
    lefts = [_MARGIN + sum(widths[:i]) for i in range(len(widths) + 1)]
    pages: list[list[str]] = [[]]
    y = _HIGH - _MARGIN
    for line in above:
        pages[-1].append(_text(_MARGIN, y - _SIZE, line))
        y -= _LEADING
    y -= _LEADING
    for r, row in enumerate(lines):
        high = _LEADING * max(len(cell) for cell in row) + 4
        high = max(high, 90.0) if turned and r == 1 else high
        if y - high < _MARGIN:
            pages.append([])
            y = _HIGH - _MARGIN
        for c, cell in enumerate(row):
            owner = covered.get((r, c), (r, c))
            if r == 1 and group[1] <= c <= group[3]:
                pages[-1] += [_turned(lefts[c], y, high, i, part, turned) for i, part in enumerate(cell)]
            elif owner == (r, c):
                pages[-1] += [_text(lefts[c] + 2, y - 2 - _SIZE - i * _LEADING, part) for i, part in enumerate(cell)]
            sides = (
                ((r, c - 1), (lefts[c], y, lefts[c], y - high)),
                ((r - 1, c), (lefts[c], y, lefts[c + 1], y)),
            )
            for other, line_at in sides:
                if other[0] < 0 or covered.get(other, other) != owner:
                    pages[-1].append(_rule(*line_at))
        pages[-1].append(_rule(lefts[-1], y, lefts[-1], y - high))
        y -= high
        if r + 1 == len(lines):
            pages[-1].append(_rule(lefts[0], y, lefts[-1], y))
    return _document(pages, tilt)


def _turned(left: float, top: float, high: float, line: int, text: str, way: str) -> str:
    """One line of a cell written upwards (the next line right of it) or downwards (the next line left of it)."""
    if way == "up":
        return f"BT /F1 {_SIZE:g} Tf 0 1 -1 0 {left + 9 + line * _LEADING:.1f} {top - high + 3:.1f} Tm ({text}) Tj ET"
    return f"BT /F1 {_SIZE:g} Tf 0 -1 1 0 {left + 30 - line * _LEADING:.1f} {top - 3:.1f} Tm ({text}) Tj ET"


def _widths(rows: list[list[str]]) -> list[float]:
    room = _WIDE - 2 * _MARGIN
    count = len(rows[0])
    shares = [0.3, 3.2, *[0.9] * (count - 5), 1.8, 0.8, 1.5]
    shares = [*shares[: count - 1], 1.0] if len(shares) != count else shares
    return [room * share / sum(shares) for share in shares]


def _wrapped(cell: str, width: float) -> list[str]:
    if cell in ("^", "<"):
        return [""]
    return textwrap.wrap(cell, max(4, int((width - 4) / (_SIZE * _LETTER)))) or [""]


def _text(x: float, y: float, text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {_SIZE:g} Tf {x:.1f} {y:.1f} Td ({plain}) Tj ET" if text else ""


def _rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0:.1f} {y0:.1f} m {x1:.1f} {y1:.1f} l S"


def _document(pages: list[list[str]], tilt: float) -> bytes:
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for i, page in enumerate(pages):
        turn = [f"1 {tilt:.12f} {-tilt:.12f} 1 0 0 cm"] if tilt else []
        content = "\n".join(["0.5 w", *turn, *page]).encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDE:g} {_HIGH:g}] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
