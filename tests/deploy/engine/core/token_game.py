"""The token game of the interpreter: how places begin, are left, are ended and are met by events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.deploy.engine.core.model_graph import Edge, Event, Node, Scope
from tests.deploy.engine.core.places import SCOPES, Job, Message, Place, StuckError, Waiting


class TokenGame:
    """One case, moved by `Interpreter`."""

    def __init__(self, processes: Mapping[str, Scope], now: int) -> None:
        self.processes, self.now = processes, now
        self.serial = 0
        self.messages: list[Message] = []
        self.result: tuple[bool, dict[str, Any]] | None = None
        self.root: Place | None = None

    # --- variables ---------------------------------------------------------------------------------------------------

    def _see(self, place: Place, name: str) -> Any:
        around: Place | None = place
        while around is not None:
            if name in around.variables:
                return around.variables[name]
            around = around.parent
        return None

    def _all(self, place: Place) -> dict[str, Any]:
        outer = self._all(place.parent) if place.parent is not None else {}
        return {**outer, **place.variables}

    def _propagate(self, place: Place, variables: Mapping[str, Any]) -> None:
        """Each to the nearest scope that has it, else to the process instance."""
        for name, value in variables.items():
            around = place
            while around.parent is not None and name not in around.variables:
                around = around.parent
            around.variables[name] = value

    # --- beginning ---------------------------------------------------------------------------------------------------

    def _next(self) -> int:
        self.serial += 1
        return self.serial

    def _process(self, process: str, variables: Mapping[str, Any]) -> Place:
        place = Place(Node(process, "process", body=self.processes[process]), None, process)
        place.variables = dict(variables)
        return place

    def _enter(self, parent: Place, node: Node, payload: dict[str, Any] | None = None, iteration: int = 0) -> None:
        place = Place(node, parent, parent.process, iteration)
        if iteration:
            place.variables = {"r": None, "it": parent.items[iteration - 1], "loopCounter": iteration}
        place.payload = payload
        parent.children.append(place)
        self._begin(place)

    def _begin(self, place: Place) -> None:
        node = place.node
        if not place.is_body:
            for target, source in node.inputs:
                place.variables[target] = self._see(place, source)
        try:
            wanted = self._plan(place)
            fails = node.kind == "end" and node.event is not None and node.event.kind == "error"
            if fails and node.event is not None and self._catcher(place, "error", node.event.name) is None:
                raise StuckError("UNHANDLED_ERROR_EVENT")
        except StuckError as stuck:
            place.incident = (self._next(), str(stuck))
            return
        place.begun = True
        for catcher, id_, event, key in wanted:
            self._wait_for(place, catcher, id_, event, key, self.now + event.seconds * 1000)
        if place.is_body:
            self._begin_loop(place)
        else:
            self._work(place)

    def _plan(self, place: Place) -> list[tuple[Node, str, Event, str]]:
        wanted: list[tuple[Node, str, Event, str]] = []
        node = place.node
        if node.kind != "process" and not place.iteration:
            for boundary in place.graph.boundaries(node.id):
                assert boundary.event is not None
                assert place.parent is not None
                wanted.append((boundary, boundary.id, boundary.event, self._key(place.parent, boundary.event)))
        if place.is_body:
            if not isinstance(self._see(place, "items"), list):
                raise StuckError("EXTRACT_VALUE_ERROR")
        elif place.is_scope and node.body is not None:
            for sub in node.body.event_subs():
                assert sub.body is not None
                start = sub.body.nodes[sub.body.start]
                assert start.event is not None
                wanted.append((sub, start.id, start.event, self._key(place, start.event)))
        elif node.kind == "race":
            for edge in place.graph.leaving(node.id):
                catch = place.graph.nodes[edge.target]
                assert catch.event is not None
                wanted.append((catch, catch.id, catch.event, self._key(place, catch.event)))
        elif node.kind == "catch" and place.payload is None:
            assert node.event is not None
            wanted.append((node, node.id, node.event, self._key(place, node.event)))
        return [entry for entry in wanted if entry[2].kind in ("message", "signal", "timer")]

    def _key(self, place: Place, event: Event) -> str:
        if event.kind != "message":
            return ""
        key = self._see(place, "k")
        if not isinstance(key, str):
            raise StuckError("EXTRACT_VALUE_ERROR")
        return key

    def _wait_for(self, place: Place, catcher: Node, id_: str, event: Event, key: str, due: int) -> None:
        place.waiting.append(Waiting(place, catcher, id_, event, key, due, self._next()))

    def _begin_loop(self, body: Place) -> None:
        assert body.node.loop is not None
        body.items = list(self._see(body, "items"))
        body.variables[body.node.loop.results] = [None] * len(body.items)
        if not body.items:
            self._leave(body)
            return
        number = 1 if body.node.loop.sequential else len(body.items)
        while body.alive and not body.over and body.created < number:
            body.created += 1
            self._enter(body, body.node, iteration=body.created)

    def _work(self, place: Place) -> None:
        node, payload = place.node, place.payload
        if node.kind in SCOPES:
            assert node.body is not None
            self._enter(place, node.body.nodes[node.body.start], payload)
        elif node.kind == "task":
            place.job = Job(place, self._next())
        elif node.kind == "user":
            place.task = self._next()
        elif node.kind == "call":
            place.called = self._process(node.called, self._all(place))
            place.called.caller = place
            self._begin(place.called)
        elif node.kind == "race" or (node.kind == "catch" and payload is None):
            return
        elif node.kind == "script":
            self._leave(place, {f"v_{node.id}": node.value})
        elif node.kind in ("throw", "end") and node.event is not None:
            self._throw(place, node.event)
        else:
            self._leave(place, payload)

    def _throw(self, place: Place, event: Event) -> None:
        if event.kind == "terminate":
            assert place.parent is not None
            self._empty(place.parent, but=place)
        elif event.kind in ("error", "escalation"):
            found = self._catcher(place, event.kind, event.name)
            if found is not None:
                self._trigger(*found, {})
        if place.alive:
            self._leave(place)

    # --- leaving -----------------------------------------------------------------------------------------------------

    def _leave(self, place: Place, result: dict[str, Any] | None = None) -> None:
        """The work of a place is done."""
        node = place.node
        if not place.is_body:
            if result and node.outputs:
                place.variables.update(result)
            elif result:
                self._propagate(place, result)
            if node.outputs:
                values = {target: self._see(place, source) for target, source in node.outputs}
                self._propagate(place if place.iteration or place.parent is None else place.parent, values)
            if place.iteration:
                assert place.parent is not None
                assert node.loop is not None
                results = list(place.parent.variables[node.loop.results])
                results[place.iteration - 1] = self._see(place, "r")
                place.parent.variables[node.loop.results] = results
        self._go_on(place)

    def _go_on(self, place: Place) -> None:
        """The tokens of a place that is done move on."""
        node, parent = place.node, place.parent
        place.waiting = []
        if node.kind == "process":
            self._end_process(place)
            return
        assert parent is not None
        try:
            edges = self._chosen(place) if not place.iteration else []
        except StuckError as stuck:
            place.incident = (self._next(), str(stuck))
            return
        parent.children.remove(place)
        place.alive = False
        if place.is_body:
            assert node.loop is not None
            self._propagate(parent, {node.loop.results: place.variables[node.loop.results]})
        if place.iteration:
            self._iteration_done(parent)
            return
        flying = [(object(), edge) for edge in edges]
        parent.flying += [token for token, _ in flying]
        for token, edge in flying:
            if token in parent.flying:
                parent.flying.remove(token)
                self._arrive(parent, edge)
        self._check_end(parent)

    def _chosen(self, place: Place) -> list[Edge]:
        node = place.node
        edges = place.graph.leaving(node.id)
        if node.kind not in ("xor", "or") or not any(edge.condition for edge in edges):
            return edges
        taken = []
        for edge in edges:
            if edge.condition is None:
                continue
            value = self._see(place, edge.condition.name)
            if edge.condition.above is not None:
                value = value > edge.condition.above
            if not isinstance(value, bool):
                raise StuckError("EXTRACT_VALUE_ERROR")
            if value:
                taken.append(edge)
                if node.kind == "xor":
                    break
        taken = taken or [edge for edge in edges if edge.id == node.default]
        if not taken:
            raise StuckError("CONDITION_ERROR")
        return taken

    def _arrive(self, scope: Place, edge: Edge) -> None:
        graph = scope.node.body
        assert graph is not None
        node = graph.nodes[edge.target]
        incoming = graph.entering(node.id)
        if node.kind not in ("and", "or") or len(incoming) < 2:
            self._enter(scope, node)
            return
        scope.tokens[node.id, edge.id] += 1
        if node.kind == "and" and all(scope.tokens[node.id, each.id] for each in incoming):
            self._join(scope, node, incoming)

    def _join(self, scope: Place, node: Node, edges: list[Edge]) -> None:
        for edge in edges:
            scope.tokens[node.id, edge.id] -= 1
        scope.tokens = +scope.tokens
        self._enter(scope, node)

    def _check_end(self, scope: Place) -> None:
        if scope.alive and scope.is_scope and not (scope.children or scope.flying or scope.tokens):
            self._leave(scope)

    def _iteration_done(self, body: Place) -> None:
        loop = body.node.loop
        assert loop is not None
        body.completed += 1
        if loop.until and body.completed == loop.until:
            body.over = True
            self._empty(body)
        elif loop.sequential and body.created < len(body.items):
            body.created += 1
            self._enter(body, body.node, iteration=body.created)
            return
        if body.over or body.completed == len(body.items):
            self._leave(body)

    def _end_process(self, place: Place) -> None:
        place.alive = False
        if place.caller is None:
            self.root = None
            self.result = (True, dict(place.variables))
            return
        place.caller.called = None
        call = place.caller
        self._leave(call, dict(place.variables) if call.node.outputs or call.node.hand_back else None)

    # --- ending ------------------------------------------------------------------------------------------------------

    def _kill(self, place: Place) -> None:
        """Terminated, with everything in it."""
        place.alive = False
        place.waiting = []
        self._empty(place)
        if place.called is not None:
            self._kill(place.called)
        if place.parent is not None and place in place.parent.children:
            place.parent.children.remove(place)

    def _empty(self, scope: Place, but: Place | None = None) -> None:
        scope.tokens.clear()
        scope.flying.clear()
        for child in list(scope.children):
            if child is not but:
                self._kill(child)

    # --- events ------------------------------------------------------------------------------------------------------

    def _waiting(self, kind: str) -> list[Waiting]:
        places = self.root.walk() if self.root is not None else ()
        found = [w for place in places for w in place.waiting if w.event.kind == kind]
        return sorted(found, key=lambda w: w.serial)

    def _met(self, waiting: Waiting) -> None:
        """A subscription closes when it interrupts, a catch event's own too."""
        if waiting.catcher.interrupting:
            waiting.place.waiting.remove(waiting)

    def _deliver(self, waiting: Waiting, message: Message) -> None:
        if waiting in waiting.place.waiting and waiting.place.alive:
            message.given.add(waiting.place.process)
            self._met(waiting)
            self._trigger(waiting.place, waiting.catcher, dict(message.variables))

    def _catcher(self, origin: Place, kind: str, code: str) -> tuple[Place, Node] | None:
        """Outward from a place: event sub-processes of each scope, then boundary events; a code before all codes."""
        here: Place | None = origin
        while here is not None:
            candidates: list[tuple[Node, Event]] = []
            if here.begun and here is not origin and here.is_scope and here.node.body is not None:
                interrupted = any(c.node.kind == "event_sub" and c.node.interrupting for c in here.children)
                for sub in here.node.body.event_subs() if not interrupted else ():
                    assert sub.body is not None
                    start = sub.body.nodes[sub.body.start]
                    assert start.event is not None
                    candidates.append((sub, start.event))
            found = self._fitting(candidates, kind, code)
            if found is None and here.begun and not here.iteration and here.node.kind != "process":
                boundaries = here.graph.boundaries(here.node.id)
                found = self._fitting([(b, b.event) for b in boundaries if b.event is not None], kind, code)
            if found is not None:
                return here, found
            here = here.parent or here.caller
        return None

    @staticmethod
    def _fitting(candidates: list[tuple[Node, Event]], kind: str, code: str) -> Node | None:
        for name in (code, ""):
            for node, event in candidates:
                if event.kind == kind and event.name == name:
                    return node
        return None

    def _trigger(self, place: Place, catcher: Node, payload: dict[str, Any]) -> None:
        if catcher.kind == "boundary":
            assert place.parent is not None
            if catcher.interrupting:
                self._kill(place)
            self._enter(place.parent, catcher, payload)
        elif catcher.kind == "event_sub":
            if catcher.interrupting:
                subs = [sub.id for sub in (place.node.body.event_subs() if place.node.body else ())]
                place.waiting = [w for w in place.waiting if w.catcher.id not in subs]
                self._empty(place)
            self._enter(place, catcher, payload)
        elif place.node.kind == "race":
            assert place.parent is not None
            self._kill(place)
            self._enter(place.parent, catcher, payload)
        else:
            self._leave(place, payload)

    # --- until nothing moves -----------------------------------------------------------------------------------------

    def settle(self) -> None:
        while self._join_inclusive() or self._take_buffered():
            pass
        self.messages = [message for message in self.messages if message.deadline > self.now]

    def _join_inclusive(self) -> bool:
        for scope in list(self.root.walk()) if self.root is not None else ():
            graph = scope.node.body
            for node_id in dict.fromkeys(id_ for id_, _ in scope.tokens):
                assert graph is not None
                node = graph.nodes[node_id]
                if node.kind == "or" and not self._may_still_come(scope, graph, node_id):
                    self._join(scope, node, [e for e in graph.entering(node_id) if scope.tokens[node_id, e.id]])
                    return True
        return False

    def _may_still_come(self, scope: Place, graph: Scope, join: str) -> bool:
        goals = {e.source for e in graph.entering(join) if not scope.tokens[join, e.id]}
        left = [child.node.id for child in scope.children] + [id_ for id_, _ in scope.tokens if id_ != join]
        seen: set[str] = set()
        while left:
            id_ = left.pop()
            if id_ in seen or id_ == join:
                continue
            seen.add(id_)
            left += [edge.target for edge in graph.leaving(id_)] + [b.id for b in graph.boundaries(id_)]
        return bool(goals & seen)

    def _take_buffered(self) -> bool:
        for waiting in self._waiting("message"):
            for message in self.messages:
                fits = message.name == waiting.event.name and message.key == waiting.key
                if fits and message.deadline > self.now and waiting.place.process not in message.given:
                    self._deliver(waiting, message)
                    return True
        return False
