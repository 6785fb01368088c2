"""Regular expressions of XPath (with what Java adds and people use) as instructions of a small machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from generator.feel import pattern_classes as classes
from generator.feel.pattern_classes import Set

MAX_INSTRUCTIONS = 5_000
_MAX_NESTING = 60
_MAX_REPEAT = 1_000
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_ESCAPABLE = frozenset(".\\?*+{}()[]|-^$/#&,:;<>=!@%~\"'` _")


class BadPattern(Exception):  # noqa: N818
    """The text is no pattern."""


Operation = Literal["char", "split", "jump", "save", "start", "end", "line start", "line end", "border", "inside"]


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: what it does, the set it takes, where it goes on (the first place is tried first)."""

    operation: Operation | Literal["again", "look", "look not", "mark", "progress", "found"]
    set: Set | None = None
    first: int = 0
    second: int = 0


@dataclass(slots=True)
class Program:
    """A compiled pattern."""

    steps: list[Step] = field(default_factory=list)
    groups: int = 0
    loops: int = 0
    refers_back: bool = False
    any_case: bool = False


def program(pattern: str, flags: frozenset[str]) -> Program:
    """The instructions of a pattern; flags out of `smixq`."""
    if "q" in flags:
        pattern = "".join("\\" + c if c in _ESCAPABLE and c not in " _" else c for c in pattern)
        flags -= {"x"}
    reader = _Reader(pattern, flags)
    reader.alternatives(0)
    if reader.at < len(reader.text):
        raise BadPattern("a closing bracket too many")
    reader.emit(Step("found"))
    return _with_places(reader.made)


class _Reader:
    def __init__(self, text: str, flags: frozenset[str]) -> None:
        self.text = text
        self.at = 0
        self.flags = flags
        self.made = Program(any_case="i" in flags)
        self._closed: set[int] = set()

    # --- instructions

    def emit(self, step: Step) -> int:
        steps = self.made.steps
        if len(steps) >= MAX_INSTRUCTIONS:
            raise BadPattern("the pattern is too large")
        steps.append(step)
        return len(steps) - 1

    def _char(self, set_: Set) -> None:
        self.emit(Step("char", classes.any_case(set_) if "i" in self.flags else set_))

    # --- text

    def _peek(self) -> str:
        if "x" in self.flags:
            while self.at < len(self.text) and self.text[self.at].isspace():
                self.at += 1
        return self.text[self.at] if self.at < len(self.text) else ""

    def _take(self, wanted: str) -> bool:
        if self._peek() and self.text.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        return False

    def _next(self) -> str:
        character = self._peek()
        if not character:
            raise BadPattern("the pattern ends too early")
        self.at += 1
        return character

    # --- grammar

    def alternatives(self, depth: int) -> None:
        if depth > _MAX_NESTING:
            raise BadPattern("the pattern is nested too deeply")
        start = len(self.made.steps)
        self._sequence(depth)
        jumps: list[int] = []
        while self._take("|"):
            self._insert(start, Step("split", None, start + 1, len(self.made.steps) + 2))
            jumps.append(self.emit(Step("jump")))
            # The next alternative starts a new choice; its own place is behind the jump.
            start = len(self.made.steps)
            self._sequence(depth)
        for jump in jumps:
            self.made.steps[jump] = Step("jump", None, len(self.made.steps))

    def _insert(self, place: int, step: Step) -> None:
        """Puts a step in front of what stands there, which moves by one."""
        moved = [_moved(old, place, 1) for old in self.made.steps[place:]]
        if len(self.made.steps) >= MAX_INSTRUCTIONS:
            raise BadPattern("the pattern is too large")
        self.made.steps[place:] = [step, *moved]

    def _sequence(self, depth: int) -> None:
        while self._peek() not in ("", "|", ")"):
            start = len(self.made.steps)
            if self._atom(depth):
                self._quantifier(start)
            elif self._peek() in ("*", "+", "?", "{") and self._peek():
                raise BadPattern("nothing to repeat")

    def _quantifier(self, start: int) -> None:
        mark = self._peek()
        if mark not in ("*", "+", "?", "{") or not mark:
            return
        self.at += 1
        least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(mark) or self._count()
        lazy = self._take("?")
        body = [_moved(step, start, -start) for step in self.made.steps[start:]]
        del self.made.steps[start:]
        for _ in range(least):
            self._copy(body)
        if most is None:
            split = self.emit(Step("split"))
            if len(body) == 1:
                self._copy(body)
                self.emit(Step("jump", None, split))
            else:
                # A round that takes nothing is the last one.
                loop = self.made.loops
                self.made.loops += 1
                self.emit(Step("mark", None, 0, loop))
                self._copy(body)
                self.emit(Step("progress", None, split, loop))
            self._choose(split, lazy, len(self.made.steps))
        else:
            splits: list[int] = []
            for _ in range(most - least):
                splits.append(self.emit(Step("split")))
                self._copy(body)
            for split in splits:
                self._choose(split, lazy, len(self.made.steps))
        if self._peek() in ("*", "+", "?", "{") and self._peek():
            raise BadPattern("nothing to repeat")

    def _choose(self, split: int, lazy: bool, behind: int) -> None:
        first, second = (behind, split + 1) if lazy else (split + 1, behind)
        self.made.steps[split] = Step("split", None, first, second)

    def _copy(self, body: list[Step]) -> None:
        offset = len(self.made.steps)
        for step in body:
            self.emit(_moved(step, 0, offset))

    def _count(self) -> tuple[int, int | None]:
        inner, mark, rest = self.text[self.at :].partition("}")
        least, comma, most = (part.strip() for part in inner.partition(","))
        if not mark or not least.isdigit() or not (most == "" or most.isdigit()):
            raise BadPattern("a count is wrong")
        self.at = len(self.text) - len(rest)
        low = int(least)
        high = low if not comma else int(most) if most else None
        if low > _MAX_REPEAT or (high is not None and (high > _MAX_REPEAT or high < low)):
            raise BadPattern("a count is out of bounds")
        return low, high

    def _atom(self, depth: int) -> bool:
        """One atom; False when it is a place that cannot be repeated."""
        character = self._next()
        match character:
            case "(":
                return self._group(depth)
            case "[":
                self._char(self._class(depth))
            case ".":
                self.emit(Step("char", _anything if "s" in self.flags else _no_line_end))
            case "^":
                self.emit(Step("line start" if "m" in self.flags else "start"))
                return False
            case "$":
                self.emit(Step("line end" if "m" in self.flags else "end"))
                return False
            case "\\":
                return self._escape()
            case "*" | "+" | "?" | "{" | "}" | "]":
                raise BadPattern(f"`{character}` at a wrong place")
            case _:
                self._char(classes.only(character))
        return True

    def _group(self, depth: int) -> bool:
        if self._take("?:"):
            self.alternatives(depth + 1)
        elif self._take("?=") or self._take("?!"):
            look = self.emit(Step("look" if self.text[self.at - 1] == "=" else "look not"))
            self.alternatives(depth + 1)
            self.emit(Step("found"))
            old = self.made.steps[look]
            self.made.steps[look] = Step(old.operation, None, look + 1, len(self.made.steps))
        else:
            if self._peek() == "?":
                raise BadPattern("this kind of group is not supported")
            self.made.groups += 1
            number = self.made.groups
            self.emit(Step("save", None, 2 * number))
            self.alternatives(depth + 1)
            self.emit(Step("save", None, 2 * number + 1))
            self._closed.add(number)
        if not self._take(")"):
            raise BadPattern("a bracket is not closed")
        return True

    def _escape(self) -> bool:
        character = self._next_raw()
        if character.isdigit():
            self._back_reference(character)
            return True
        if character in ("b", "B"):
            self.emit(Step("border" if character == "b" else "inside"))
            return False
        if character in ("A", "z", "Z"):
            self.emit(Step("start" if character == "A" else "end"))
            return False
        self._char(self._escaped(character))
        return True

    def _next_raw(self) -> str:
        if self.at >= len(self.text):
            raise BadPattern("the pattern ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def _back_reference(self, digit: str) -> None:
        number = int(digit)
        if self.at < len(self.text) and self.text[self.at].isdigit():
            longer = number * 10 + int(self.text[self.at])
            if longer <= self.made.groups:
                number = longer
                self.at += 1
        if number not in self._closed:
            raise BadPattern("no such group")
        self.made.refers_back = True
        self.emit(Step("again", None, number))

    def _escaped(self, character: str) -> Set:
        if character in _PLAIN_ESCAPES:
            return classes.only(_PLAIN_ESCAPES[character])
        if character.lower() in classes.NAMED:
            named = classes.NAMED[character.lower()]
            return classes.negated(named) if character.isupper() else named
        if character in ("p", "P"):
            inside, mark, rest = self.text[self.at :].partition("}")
            name = inside.removeprefix("{")
            if not mark or name == inside:
                raise BadPattern("a property is not closed")
            self.at = len(self.text) - len(rest)
            if "x" in self.flags:
                name = "".join(name.split())
            found = classes.by_property(name)
            if found is None:
                raise BadPattern(f"no property {name}")
            return classes.negated(found) if character == "P" else found
        if character in ("u", "x"):
            size = 4 if character == "u" else 2
            digits = self.text[self.at : self.at + size]
            self.at += size
            try:
                return classes.only(chr(int(digits, 16)))
            except ValueError:
                raise BadPattern("a number of a character is wrong") from None
        if character not in _ESCAPABLE and not character.isspace():
            raise BadPattern(f"no escape \\{character}")
        return classes.only(character)

    def _class(self, depth: int) -> Set:
        if depth > _MAX_NESTING:
            raise BadPattern("the pattern is nested too deeply")
        negative = self._raw("^")
        parts: list[Set] = []
        outside: Set | None = None
        while not self._raw("]"):
            if self._raw("-["):
                outside = self._class(depth + 1)
                if not self._raw("]"):
                    raise BadPattern("nothing may follow what is taken away")
                break
            character = self._next_raw()
            if character == "[":
                raise BadPattern("`[` within a set")
            single: str | None = character
            if character == "\\":
                escaped = self._next_raw()
                if escaped.isdigit():
                    raise BadPattern("no group within a set")
                found = self._escaped(escaped)
                single = _single(escaped)
            else:
                found = classes.only(character)
            if single is not None and self._raw_range():
                found = classes.between(single, self._upper(single))
            parts.append(found)
        if not parts:
            raise BadPattern("a set is empty")
        whole = classes.union(parts)
        if negative:
            whole = classes.negated(classes.any_case(whole) if "i" in self.flags else whole)
        elif "i" in self.flags:
            whole = classes.any_case(whole)
        return whole if outside is None else classes.without(whole, outside)

    def _raw(self, wanted: str) -> bool:
        if self.text.startswith(wanted, self.at):
            self.at += len(wanted)
            return True
        if self.at >= len(self.text):
            raise BadPattern("a set is not closed")
        return False

    def _raw_range(self) -> bool:
        following = self.text[self.at : self.at + 2]
        if len(following) == 2 and following[0] == "-" and following[1] not in "][":
            self.at += 1
            return True
        return False

    def _upper(self, first: str) -> str:
        last = self._next_raw()
        if last == "\\":
            escaped = _single(self._next_raw())
            if escaped is None:
                raise BadPattern("a range has no end")
            last = escaped
        if last < first:
            raise BadPattern("a range is the wrong way round")
        return last


def _single(escaped: str) -> str | None:
    """The one character that an escape means; None for a set."""
    if escaped in _PLAIN_ESCAPES:
        return _PLAIN_ESCAPES[escaped]
    return escaped if escaped in _ESCAPABLE else None


def _moved(step: Step, place: int, by: int) -> Step:
    """The step with its targets at or behind `place` moved."""
    if step.operation in ("split", "jump", "look", "look not"):
        first = step.first + by if step.first >= place else step.first
        second = step.second + by if step.second >= place else step.second
        return Step(step.operation, step.set, first, second)
    if step.operation == "progress" and step.first >= place:
        return Step("progress", None, step.first + by, step.second)
    return step


def _with_places(made: Program) -> Program:
    """Gives the loops their places behind those of the groups, whose number is known now."""
    behind = 2 * made.groups + 2
    made.steps = [
        Step(step.operation, None, step.first, step.second + behind) if step.operation in ("mark", "progress") else step
        for step in made.steps
    ]
    return made


def _anything(_character: str) -> bool:
    return True


def _no_line_end(character: str) -> bool:
    return character not in "\n\r"
