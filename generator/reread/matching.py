"""Which row of one text of the SOP is which row of another: the reviewed one, the former reading, the new reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from generator.sop import Langkah, Sop

_SAME_ROW = 0.6
"""Texts more alike than this are the same kegiatan."""
_Score = Callable[[Langkah, Langkah], float]


@dataclass(frozen=True)
class Codes:
    """The codes of both readings' rows in the merged SOP: those of the reviewed rows, new ones for the others."""

    former: Mapping[str, str]
    fresh: Mapping[str, str]


def match_rows(old: Sequence[Langkah], new: Sequence[Langkah], *, one_text: bool) -> dict[str, str]:
    """kode of the old row by kode of the new one: equal texts first, then alike ones in order.

    In one and the same text of the document (`one_text`) also rows on the same line or with the same kode belong
    together, whatever the owner made of their words.
    """
    scores: list[_Score] = [_equal(old)]
    scores += [_same_line] if one_text else []
    scores.append(_alike)
    scores += [_same_code] if one_text else []
    pairs: dict[str, str] = {}
    free_old, free_new = list(old), list(new)
    for score in scores:
        for row in list(free_new):
            best = max(free_old, key=lambda o: score(o, row), default=None)
            if best is not None and score(best, row) > _SAME_ROW:
                pairs[row.kode] = best.kode
                free_old.remove(best)
                free_new.remove(row)
    return pairs


def codes_of(before: Sop, former: Sop, fresh: Sop) -> Codes:
    """The way from row to row goes over the former reading: two readings differ by the document's change alone."""
    own = match_rows(before.langkah, former.langkah, one_text=True)
    if former.langkah == fresh.langkah:
        moved = {s.kode: s.kode for s in fresh.langkah}
    else:
        moved = match_rows(former.langkah, fresh.langkah, one_text=False)
    reviewed = {new: own[raw] for new, raw in moved.items() if raw in own}
    left = [s for s in before.langkah if s.kode not in reviewed.values()]
    unread = [s for s in fresh.langkah if s.kode not in moved]
    reviewed |= match_rows(left, unread, one_text=False)
    taken = {s.kode for s in before.langkah}
    former_codes = dict(own)
    for step in former.langkah:
        if step.kode not in own:
            former_codes[step.kode] = _unused(step.kode, taken)
    fresh_codes = dict(reviewed)
    for step in fresh.langkah:
        if step.kode in fresh_codes:
            continue
        raw = moved.get(step.kode)
        fresh_codes[step.kode] = former_codes[raw] if raw in former_codes else _unused(step.kode, taken)
    return Codes(former_codes, fresh_codes)


def _unused(kode: str, taken: set[str]) -> str:
    code, number = kode, 2
    while code in taken:
        code, number = f"{kode}{number}", number + 1
    taken.add(code)
    return code


def _equal(old: Sequence[Langkah]) -> _Score:
    texts = [s.uraian for s in old]
    single = {text for text in texts if texts.count(text) == 1}
    return lambda o, n: float(o.uraian == n.uraian and (o.no == n.no or o.uraian in single))


def _same_line(old: Langkah, new: Langkah) -> float:
    return float(old.baris is not None and old.baris == new.baris)


def _alike(old: Langkah, new: Langkah) -> float:
    matcher = SequenceMatcher(None, old.uraian.lower(), new.uraian.lower(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > _SAME_ROW else 0.0


def _same_code(old: Langkah, new: Langkah) -> float:
    return float(old.kode == new.kode)
