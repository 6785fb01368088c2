"""A measure of time that every machine has at hand: a fixed piece of work, done beside what is measured.

A bound in seconds fails on a slow machine and lets everything pass on a fast one; a bound in pieces of this work does
neither. Processor time is taken, so that other programs on the machine do not decide the verdict.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

_WORD = re.compile(r"[a-z]+|\d+")
_TEXT = "memeriksa berkas permohonan nomor 17 dan menyerahkan kepada kepala dinas 15 menit " * 40


def _work() -> int:
    seen: dict[str, int] = {}
    for _ in range(8):
        for word in _WORD.findall(_TEXT):
            seen[word] = seen.get(word, 0) + len(word.upper())
    return sum(seen.values())


def _seconds_of(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def within(bound: float, measured: Callable[[], float]) -> bool:
    """Whether one of three measurements keeps the bound: what else the machine does only ever adds to one."""
    return any(measured() < bound for _ in range(3))


def pieces(work: Callable[[], object]) -> float:
    """How many pieces of the fixed work `work` takes as long as.

    The fixed work is measured before and behind, and the slower of both counts: a processor that grows hot or busy
    slows both alike.
    """
    before = min(_seconds_of(_work) for _ in range(9))
    took = _seconds_of(work)
    return took / max(before, min(_seconds_of(_work) for _ in range(9)))
