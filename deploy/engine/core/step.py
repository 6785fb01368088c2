"""One step on its way: events are emitted and applied, work that follows is queued, variables are looked up.

Nothing here knows BPMN. The lifecycle modules take a `Step` as their first argument; what they queue with `later` is
called by `machine` in the order of queueing, so that parallel branches move on side by side and no stack grows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from deploy.engine.core import events as e
from deploy.engine.core.apply import apply
from deploy.engine.core.entities import Case, ElementInstance, Instance
from deploy.engine.core.keys import block_key, root_of
from deploy.engine.core.replies import JobAvailable, Note, Reason, Rejection
from deploy.engine.core.state import State
from deploy.engine.model.expression import Expression
from deploy.engine.model.process import Element
from generator.feel import FeelEvaluationError

MAX_ENTERED = 50_000
"""Elements entered in one scope in one step, not counting the items of a multi-instance activity; more are taken for a
loop without end and become an incident."""

MAX_IN_STEP = 300_000
"""Elements entered in one step in all. What multiplies without end (processes that call or signal each other) stops
here, with an incident too."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RefusedError(Exception):
    """The command is refused; nothing was emitted before."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.rejection = Rejection(reason, message)


class FaultError(Exception):
    """Something in the model or the data keeps an element from going on: it becomes an incident."""

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.type = type_
        self.message = message


EXTRACT = "EXTRACT_VALUE_ERROR"
IO_MAPPING = "IO_MAPPING_ERROR"
CONDITION = "CONDITION_ERROR"
CALLED_ELEMENT = "CALLED_ELEMENT_ERROR"
FORM_NOT_FOUND = "FORM_NOT_FOUND"


class Life(Protocol):
    """What lifecycle.py does with element instances, for the modules that it is built on."""

    def enter(
        self,
        step: Step,
        scope_key: int,
        element_id: str,
        *,
        variables: Mapping[str, Any] | None = None,
        loop: int = 0,
        local: Mapping[str, Any] | None = None,
    ) -> int:
        """A new element instance."""
        ...

    def enter_empty(self, step: Step, scope_key: int, element_id: str) -> int:
        """A sub-process without its start event."""
        ...

    def activate(self, step: Step, key: int) -> None:
        """Goes on with its beginning."""
        ...

    def complete(self, step: Step, key: int, variables: Mapping[str, Any] | None = None) -> None:
        """Its work is done."""
        ...

    def finish(self, step: Step, key: int) -> None:
        """Goes on with its end."""
        ...

    def terminate(self, step: Step, key: int) -> None:
        """Ends it."""
        ...

    def trigger(self, step: Step, instance: ElementInstance, catching: str, variables: Mapping[str, Any]) -> None:
        """An event reaches it."""
        ...

    def interrupt(self, step: Step, scope: ElementInstance, but: int = 0) -> None:
        """Ends what is in it."""
        ...

    def check_join(self, step: Step, scope_key: int, gateway: str) -> None:
        """Goes on at a joining gateway that has what it waits for."""
        ...

    def subscribe(self, step: Step, key: int) -> None:
        """Opens what an active element instance does not wait for yet."""
        ...

    def await_messages(self, step: Step, key: int) -> None:
        """Its new subscriptions take what is buffered."""
        ...

    def check_scope(self, step: Step, scope_key: int) -> None:
        """Ends a scope that is empty."""
        ...

    def task_again(self, step: Step, key: int) -> None:
        """A listener of its user task can be made now."""
        ...

    def task_cancelled(self, step: Step, key: int) -> None:
        """A terminated user task's listeners are through."""
        ...


class Step:
    """The work on one command."""

    __slots__ = ("cuts", "entered", "events", "flying", "life", "moment", "notes", "now", "queue", "silent", "state",
                 "tickets")  # fmt: skip

    def __init__(self, state: State, now: int, life: Life) -> None:
        self.state = state
        self.now = now
        self.life = life
        self.events: list[e.Event] = []
        self.notes: list[Note] = []
        self.queue: deque[tuple[Any, ...]] = deque()
        self.flying: dict[int, int] = {}
        """Tokens on their way, by the scope they are in: they keep it from ending."""
        self.tickets = 0
        self.cuts: dict[int, int] = {}
        """Scope -> the last ticket of a token that flew before the scope was interrupted."""
        self.entered: dict[int, int] = {}
        """Elements entered by this step, by their scope; under 0 all of them."""
        self.silent = False
        """While elements are terminated whose task listeners are not asked (by a modification)."""
        self.moment: datetime | None = None

    # --- events ------------------------------------------------------------------------------------------------------

    def emit(self, event: e.Event) -> None:
        """It happened."""
        apply(self.state, event, self.now)
        self.events.append(event)

    def later(self, *call: Any) -> None:
        """Queues `call[0](step, *call[1:])`."""
        self.queue.append(call)

    def drain(self) -> None:
        """Does what is queued, and what that queues."""
        queue = self.queue
        while queue:
            call = queue.popleft()
            call[0](self, *call[1:])

    def fly(self, scope: int) -> int:
        """A token is on its way in this scope; returns its ticket."""
        self.flying[scope] = self.flying.get(scope, 0) + 1
        self.tickets += 1
        return self.tickets

    def cut(self, scope: int) -> None:
        """Tokens that fly in this scope now will not arrive."""
        self.cuts[scope] = self.tickets

    def was_cut(self, scope: int, ticket: int) -> bool:
        """Whether the token with this ticket flew when its scope was cut."""
        return ticket <= self.cuts.get(scope, 0)

    def is_cut(self, scope: int) -> bool:
        """Whether this step cut the scope."""
        return scope in self.cuts

    def enters(self, scope: int, *, counted: bool) -> bool:
        """One more element is entered in a scope; whether that is within the limits."""
        entered = self.entered
        entered[0] = entered.get(0, 0) + 1
        if not counted:
            return entered[0] <= MAX_IN_STEP
        entered[scope] = entered.get(scope, 0) + 1
        return entered[scope] <= MAX_ENTERED and entered[0] <= MAX_IN_STEP

    def land(self, scope: int) -> None:
        """It arrived, or is dropped."""
        self.flying[scope] -= 1

    def job_available(self, type_: str, key: int, *, created: bool) -> None:
        """Tell the workers."""
        self.notes.append(JobAvailable(type_, key, created))

    # --- keys --------------------------------------------------------------------------------------------------------

    def key(self, case: Case) -> int:
        """The next key of a case. Emit the event that uses it before asking for another."""
        key = case.last_key + 1
        if root_of(key) != root_of(case.last_key):
            block = self.state.blocks
            self.emit(e.GlobalKeys(block, case.root))
            key = block_key(block) + 1
        return key

    def global_key(self) -> int:
        """The next key for something outside of cases."""
        last = self.state.last_key or block_key(0)
        key = last + 1
        if root_of(key) != root_of(last):
            block = self.state.blocks
            self.emit(e.GlobalKeys(block, 0))
            key = block_key(block) + 1
        return key

    def root_key(self) -> int:
        """The key of a new root process instance."""
        return block_key(self.state.blocks)

    # --- looking up --------------------------------------------------------------------------------------------------

    @property
    def time(self) -> datetime:
        """Now, as FEEL takes it."""
        if self.moment is None:
            self.moment = _EPOCH + timedelta(milliseconds=self.now)
        return self.moment

    def case(self, key: int) -> Case:
        """The case of a key that is known to be there."""
        case = self.state.case(key)
        if case is None:
            raise KeyError(key)
        return case

    def find(self, key: int) -> ElementInstance | None:
        """An element instance, if it is still there."""
        case = self.state.case(key)
        return None if case is None else case.elements.get(key)

    def model(self, instance: ElementInstance) -> Element:
        """The model's element."""
        return self.state.element(instance, self.case(instance.key))

    def instance(self, element: ElementInstance) -> Instance:
        """The process instance of an element instance."""
        return self.case(element.key).instances[element.instance]

    # --- variables ---------------------------------------------------------------------------------------------------

    def visible(self, key: int) -> Mapping[str, Any]:
        """All variables that a scope sees; inner ones hide outer ones. Not to be changed."""
        case = self.case(key)
        found: list[dict[str, Any]] = []
        while key:
            element = case.elements[key]
            if element.variables:
                found.append(element.variables)
            key = element.scope
        if len(found) == 1:
            return found[0]
        merged: dict[str, Any] = {}
        for variables in reversed(found):
            merged.update(variables)
        return merged

    def own(self, key: int) -> Mapping[str, Any]:
        """The variables of one scope alone."""
        return self.case(key).elements[key].variables or {}

    def lookup(self, key: int, names: tuple[str, ...]) -> dict[str, Any]:
        """Some variables that a scope sees; missing ones are left out."""
        case = self.case(key)
        left = list(names)
        found: dict[str, Any] = {}
        while key and left:
            element = case.elements[key]
            if element.variables:
                for name in left:
                    if name in element.variables:
                        found[name] = element.variables[name]
                left = [name for name in left if name not in found]
            key = element.scope
        return found

    def set_local(self, key: int, variables: Mapping[str, Any]) -> None:
        """Variables of this very scope."""
        if variables:
            self.emit(e.VariablesSet(key, self.case(key).elements[key].instance, dict(variables)))

    def merge(self, key: int, variables: Mapping[str, Any]) -> None:
        """Each variable goes to the nearest scope that has it, else to the process instance."""
        if not variables:
            return
        case = self.case(key)
        targets: dict[int, dict[str, Any]] = {}
        for name, value in variables.items():
            scope = key
            while True:
                element = case.elements[scope]
                if not element.scope or (element.variables is not None and name in element.variables):
                    break
                scope = element.scope
            targets.setdefault(scope, {})[name] = value
        for scope, values in targets.items():
            self.set_local(scope, values)

    # --- expressions -------------------------------------------------------------------------------------------------

    def value(self, expression: Expression, variables: Mapping[str, Any], fault: str, what: str) -> Any:
        """The value of an expression. Raises `FaultError` when FEEL gives up."""
        try:
            return expression.evaluate(variables, self.time)
        except FeelEvaluationError as failure:
            raise FaultError(fault, f"{what} {expression.text!r} cannot be evaluated: {failure}") from failure

    def text(self, expression: Expression, variables: Mapping[str, Any], what: str, fault: str = EXTRACT) -> str:
        """An expression that must give a text. Raises `FaultError`."""
        value = self.value(expression, variables, fault, what)
        if not isinstance(value, str):
            raise self.wrong(expression, variables, value, what, "a text", fault)
        return value

    def wrong(
        self, expression: Expression, variables: Mapping[str, Any], value: Any, what: str, wanted: str, fault: str
    ) -> FaultError:
        """The fault of a value of another kind; it names kinds, never values."""
        why = expression.explain(variables, self.time)
        found = f"Expected {what} {expression.text!r} to give {wanted}, but it gave {kind(value)}."
        return FaultError(fault, f"{found} {why}".rstrip())


def kind(value: Any) -> str:
    """What sort of value this is, in FEEL's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a context"
