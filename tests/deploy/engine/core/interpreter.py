"""A slow and obvious interpreter of the processes of model_graph.py, written from Camunda's documentation.

It shares nothing with the engine's core: a tree of places, tokens that move by plain recursion, no events, no keys, no
snapshot. After each command it moves on until nothing moves any more (`settle`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.deploy.engine.core.model_graph import Scope
from tests.deploy.engine.core.places import Job, Message, Place
from tests.deploy.engine.core.token_game import TokenGame


class Interpreter(TokenGame):
    """One case, with the commands that reach it."""

    def __init__(self, processes: Mapping[str, Scope], variables: Mapping[str, Any], now: int) -> None:
        super().__init__(processes, now)
        self.root = self._process("p", variables)
        self._begin(self.root)
        self.settle()

    # --- commands ----------------------------------------------------------------------------------------------------

    def jobs(self) -> list[Job]:
        places = self.root.walk() if self.root is not None else ()
        return sorted((p.job for p in places if p.job is not None), key=lambda job: job.serial)

    def tasks(self) -> list[Place]:
        places = self.root.walk() if self.root is not None else ()
        return sorted((place for place in places if place.task), key=lambda place: place.task)

    def incidents(self) -> list[tuple[int, Place | Job]]:
        found: list[tuple[int, Place | Job]] = []
        for place in self.root.walk() if self.root is not None else ():
            if place.incident is not None:
                found.append((place.incident[0], place))
            if place.job is not None and place.job.incident:
                found.append((place.job.incident, place.job))
        return sorted(found, key=lambda entry: entry[0])

    def complete_job(self, job: Job, variables: Mapping[str, Any]) -> None:
        job.place.job = None
        self._leave(job.place, dict(variables))
        self.settle()

    def fail_job(self, job: Job, retries: int, variables: Mapping[str, Any]) -> None:
        job.place.variables.update(variables)
        job.retries = retries
        if retries == 0:
            job.state, job.incident = "failed", self._next()

    def throw(self, job: Job, code: str) -> None:
        found = self._catcher(job.place, "error", code)
        if found is None:
            job.state, job.incident = "thrown", self._next()
            return
        job.place.job = None
        self._trigger(*found, {})
        self.settle()

    def complete_task(self, place: Place, variables: Mapping[str, Any]) -> None:
        place.task = 0
        self._leave(place, dict(variables))
        self.settle()

    def resolve(self, what: Place | Job) -> None:
        if isinstance(what, Job):
            if what.state == "failed":
                what.retries = 1
            what.state, what.incident = "open", 0
            return
        what.incident = None
        if what.begun:
            self._go_on(what)
        else:
            self._begin(what)
        self.settle()

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        assert self.root is not None
        self.root.variables.update(variables)

    def publish(self, name: str, key: str, ttl: int, variables: Mapping[str, Any]) -> None:
        message = Message(name, key, self.now + ttl, variables)
        self.messages.append(message)
        for waiting in self._waiting("message"):
            if waiting.event.name == name and waiting.key == key and waiting.place.process not in message.given:
                self._deliver(waiting, message)
        self.settle()

    def signal(self, name: str, variables: Mapping[str, Any]) -> None:
        for waiting in self._waiting("signal"):
            if waiting.event.name == name and waiting in waiting.place.waiting:
                self._met(waiting)
                self._trigger(waiting.place, waiting.catcher, dict(variables))
        self.settle()

    def wait(self, milliseconds: int) -> None:
        self.now += milliseconds
        while due := [w for w in self._waiting("timer") if w.due <= self.now]:
            first = min(due, key=lambda w: (w.due, w.serial))
            first.place.waiting.remove(first)
            if first.left > 1:
                again = first.due + first.event.seconds * 1000
                if again <= self.now:
                    again = self.now + first.event.seconds * 1000
                self._wait_for(first.place, first.catcher, first.id, first.event, "", again)
                first.place.waiting[-1].left = first.left - 1
            self._trigger(first.place, first.catcher, {})
            self.settle()

    def cancel(self) -> None:
        assert self.root is not None
        self.result = (False, dict(self.root.variables))
        self._kill(self.root)
        self.root = None
