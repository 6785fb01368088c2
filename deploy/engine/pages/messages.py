"""Sentences that are shown once, on the page after the one that did something."""

from __future__ import annotations

from collections import OrderedDict

_MOST = 1_000


class Messages:
    """By session, in memory: a message that is lost at a restart is no loss."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, list[tuple[str, str]]] = OrderedDict()

    def put(self, login: str, kind: str, sentence: str) -> None:
        """Keeps a sentence for the next page of a session."""
        self._waiting.setdefault(login, []).append((kind, sentence))
        self._waiting.move_to_end(login)
        while len(self._waiting) > _MOST:
            self._waiting.popitem(last=False)

    def take(self, login: str) -> list[tuple[str, str]]:
        """What is to be shown, once."""
        return self._waiting.pop(login, [])
