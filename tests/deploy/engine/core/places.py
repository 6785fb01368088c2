"""What the interpreter of the model-based test plays with: places that hold tokens, jobs, messages, waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.deploy.engine.core.model_graph import Event, Node, Scope

SCOPES = ("process", "sub", "event_sub")


class StuckError(Exception):
    """An element cannot go on: the type of its incident."""


class Waiting:
    """A timer or subscription."""

    def __init__(self, place: Place, catcher: Node, id_: str, event: Event, key: str, due: int, serial: int) -> None:
        self.place, self.catcher, self.id, self.event = place, catcher, id_, event
        self.key, self.due, self.left, self.serial = key, due, event.repetitions, serial


class Job:
    def __init__(self, place: Place, serial: int) -> None:
        self.place, self.serial = place, serial
        self.retries = 3
        self.state = "open"
        self.incident = 0


class Place:
    """An active element; for a multi-instance activity its body and each iteration are places of their own."""

    def __init__(self, node: Node, parent: Place | None, process: str, iteration: int = 0) -> None:
        self.node, self.parent, self.process, self.iteration = node, parent, process, iteration
        self.is_body = node.loop is not None and not iteration
        self.alive = True
        self.begun = False
        self.incident: tuple[int, str] | None = None
        self.variables: dict[str, Any] = {}
        self.payload: dict[str, Any] | None = None
        self.children: list[Place] = []
        self.flying: list[object] = []
        self.tokens: Counter[tuple[str, str]] = Counter()
        self.waiting: list[Waiting] = []
        self.job: Job | None = None
        self.task = 0
        self.called: Place | None = None
        self.caller: Place | None = None
        self.items: list[Any] = []
        self.results: list[Any] = []
        self.completed = self.created = 0
        self.over = False

    @property
    def is_scope(self) -> bool:
        return self.node.kind in SCOPES and not self.is_body

    @property
    def graph(self) -> Scope:
        """The graph that this place's node is drawn in."""
        around = self.parent
        while around is not None and around.is_body:
            around = around.parent
        assert around is not None
        assert around.node.body is not None
        return around.node.body

    def walk(self) -> Iterator[Place]:
        yield self
        for child in list(self.children):
            yield from child.walk()
        if self.called is not None:
            yield from self.called.walk()


class Message:
    def __init__(self, name: str, key: str, deadline: int, variables: Mapping[str, Any]) -> None:
        self.name, self.key, self.deadline, self.variables = name, key, deadline, dict(variables)
        self.given: set[str] = set()
