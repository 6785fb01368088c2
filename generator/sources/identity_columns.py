"""Identity blocks copied as running text: the two columns of the form stand side by side in each line.

The form of PermenPAN-RB 35/2012 has the office on the left and the numbers and dates on the right, and below them the
lists in pairs: Dasar Hukum and Kualifikasi Pelaksana, Keterkaitan and Peralatan, Peringatan and Pencatatan.
"""

from __future__ import annotations

import re

from generator.sources.headers import LABELS, SHORT_LABELS, label_of

_ITEM = re.compile(r"(?:^|(?<=\s))(\d{1,2})[.)]\s+(?=\S)")
_CAPITAL = re.compile(r"(?<=[a-z]) (?=[A-Z])")


def parted(line: str) -> list[str]:
    """A line that names the office on its left and has a label on its right, as two; any other line as it is.

    >>> parted("DINAS KEBERSIHAN Tgl Revisi")
    ['DINAS KEBERSIHAN', 'Tgl Revisi']
    """
    if label_of(line):
        return [line]
    for match in re.finditer(r" (?=[A-Z])", line):
        before, after = line[: match.start()], line[match.end() :]
        found = label_of(after)
        if found and found[0] in SHORT_LABELS and before.isupper():
            return [before, after]
    return [line]


def two_labels(line: str) -> tuple[str, str] | None:
    """The two fields whose labels are all that the line holds: `Dasar Hukum Kualifikasi Pelaksana`."""
    words = " ".join(re.findall(r"[a-z]+", line.lower()))
    names = [(label, field) for field, labels in LABELS.items() if field not in SHORT_LABELS for label in labels]
    for left, first in names:
        rest = words.removeprefix(left).strip()
        if words.startswith(left) and first and any(rest == right and first != second for right, second in names):
            return first, next(second for right, second in names if rest == right)
    return None


class TextColumns:
    """The lines below two labels, each parted between them."""

    def __init__(self, names: tuple[str, str]) -> None:
        self.names = names
        self.unsure = False
        """The last line could be parted in another way too."""
        self._next = [1, 1]

    def part(self, line: str) -> list[tuple[str, str]]:
        """(field, text) of each side; a number in the middle of the line begins an item of the right side."""
        self.unsure = False
        numbers = [(m.start(), int(m[1])) for m in _ITEM.finditer(line)]
        middle = next((at for at, number in numbers if at > 0 and number == self._next[1]), None)
        if middle is not None:
            left, right = line[:middle].strip(), line[middle:]
        elif numbers and numbers[0][0] == 0 and numbers[0][1] == self._next[1] != self._next[0]:
            left, right = "", line
        else:
            cut = None if numbers or max(self._next) > 1 else next(reversed(list(_CAPITAL.finditer(line))), None)
            self.unsure = not numbers
            left, right = (line[: cut.start()], line[cut.end() :]) if cut else (line, "")
        found = []
        for side, text in enumerate((left, right)):
            match = _ITEM.match(text)
            if match and int(match[1]) == self._next[side]:
                self._next[side] += 1
            if text:
                found.append((self.names[side], text))
        return found
