"""Where a name is found when an expression is compiled: in a local slot, in the item of a filter, or outside."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Scope:
    """The local names of one place, by slot; in a filter also the entries of the item at `item`."""

    outer: Scope | None = None
    names: dict[str, int] = field(default_factory=dict)
    item: int | None = None

    def find(self, name: str) -> tuple[list[int], int | None]:
        """Slots of items that may have the entry, from the inside out, and the slot of the local name behind them."""
        items: list[int] = []
        scope: Scope | None = self
        while scope is not None:
            if scope.item is not None and name != "?":
                items.append(scope.item)
            if name in scope.names:
                return items, scope.names[name]
            scope = scope.outer
        return items, None


class Slots:
    """Gives every local name of an expression its own place in the environment."""

    def __init__(self, first: int) -> None:
        self.count = first

    def new(self) -> int:
        """A place that nobody has."""
        self.count += 1
        return self.count - 1
