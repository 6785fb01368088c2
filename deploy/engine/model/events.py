"""What an event is about, and whether it can be so in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from deploy.engine.model import rules, timers
from deploy.engine.model.expression import Expression
from deploy.engine.model.extensions import formula, optional, required
from deploy.engine.model.parsing import Node, attribute, bpmn, extension, name_of, text_of
from deploy.engine.model.process import Event, EventType, TimerKind
from deploy.engine.model.refusals import Refusals, element_id
from deploy.engine.model.rules import Rule


class Place(StrEnum):
    """Where an event stands, in words for a refusal."""

    PROCESS_START = "the start of a process"
    SUB_PROCESS_START = "the start of a sub-process"
    EVENT_SUB_PROCESS_START = "the start of an event sub-process"
    CATCH = "an intermediate catch event"
    BOUNDARY = "a boundary event"
    THROW = "an intermediate throw event"
    END = "an end event"


@dataclass(frozen=True, slots=True)
class References:
    """The root elements that events refer to, by id."""

    messages: Mapping[str, Node]
    signals: Mapping[str, Node]
    errors: Mapping[str, Node]
    escalations: Mapping[str, Node]


_M, _T, _S = EventType.MESSAGE, EventType.TIMER, EventType.SIGNAL
_E, _X = EventType.ERROR, EventType.ESCALATION
_ALLOWED: dict[Place, tuple[EventType, ...]] = {
    Place.PROCESS_START: (EventType.NONE, _M, _T, _S),
    Place.SUB_PROCESS_START: (EventType.NONE,),
    Place.EVENT_SUB_PROCESS_START: (_M, _T, _S, _E, _X),
    Place.CATCH: (_M, _T, _S, EventType.LINK),
    Place.BOUNDARY: (_M, _T, _S, _E, _X),
    Place.THROW: (EventType.NONE, _M, _S, _X, EventType.LINK),
    Place.END: (EventType.NONE, _M, _S, _E, _X, EventType.TERMINATE),
}
_KINDS = {
    "messageEventDefinition": EventType.MESSAGE,
    "timerEventDefinition": EventType.TIMER,
    "signalEventDefinition": EventType.SIGNAL,
    "errorEventDefinition": EventType.ERROR,
    "escalationEventDefinition": EventType.ESCALATION,
    "terminateEventDefinition": EventType.TERMINATE,
    "linkEventDefinition": EventType.LINK,
}
_NOT_RUN: dict[str, Rule] = {
    "compensateEventDefinition": rules.COMPENSATION,
    "conditionalEventDefinition": rules.CONDITIONAL,
    "cancelEventDefinition": rules.CANCEL_EVENT,
}
_TIMER_KINDS = (
    ("timeDate", TimerKind.DATE, "date"),
    ("timeDuration", TimerKind.DURATION, "duration"),
    ("timeCycle", TimerKind.CYCLE, "cycle"),
)
_THROWING = (Place.THROW, Place.END)


def event_of(refusals: Refusals, references: References, node: Node, place: Place, interrupting: bool) -> Event | None:
    """The event of a start, catch, throw, boundary or end event; None when it is refused."""
    definitions = [child for child in node if name_of(child).lower().endswith(("eventdefinition", "definitionref"))]
    if len(definitions) > 1:
        refusals.add(node, rules.SEVERAL_DEFINITIONS)
        return None
    if not definitions:
        if EventType.NONE in _ALLOWED[place]:
            return Event(EventType.NONE)
        refusals.add(node, rules.NO_DEFINITION)
        return None
    definition = definitions[0]
    name = name_of(definition)
    kind = _KINDS.get(name)
    if kind is None:
        refusals.add(node, _NOT_RUN.get(name, rules.UNKNOWN_EVENT), name=name)
        return None
    if kind not in _ALLOWED[place]:
        allowed = ", ".join("plain" if each is EventType.NONE else each.lower() for each in _ALLOWED[place])
        refusals.add(node, rules.EVENT_PLACE, kind=kind.lower(), place=place, allowed=allowed)
        return None
    if kind is EventType.MESSAGE:
        return message_event(refusals, references, node, definition, place)
    if kind is EventType.TIMER:
        return _timer(refusals, node, definition, place, interrupting)
    if kind is EventType.SIGNAL:
        return _signal(refusals, references, node, definition, place)
    if kind is EventType.LINK:
        link = (definition.get("name") or "").strip()
        if not link:
            refusals.add(node, rules.NO_LINK_NAME)
        return Event(kind, link=link)
    if kind is EventType.TERMINATE:
        return Event(kind)
    if kind is EventType.ERROR and not interrupting:
        refusals.add(node, rules.NOT_INTERRUPTING)
    return Event(kind, code=_code(refusals, references, node, definition, kind, place in _THROWING))


def message_event(refusals: Refusals, references: References, node: Node, holder: Node, place: Place) -> Event:
    """The message that `holder` (an event definition or a receive task) refers to.

    Throwing events send by a job and only may name a message; start events of a process need no correlation key.
    """
    throwing = place in _THROWING
    message = _referred(refusals, node, holder, "messageRef", "message", references.messages)
    if message is None:
        if not throwing and not attribute(holder, "messageRef"):
            refusals.add(node, rules.NO_MESSAGE)
        return Event(EventType.MESSAGE)
    text = attribute(message, "name")
    if throwing:
        return Event(EventType.MESSAGE, name=optional(refusals, node, "the message name", text))
    if not text:
        refusals.add(node, rules.NO_MESSAGE_NAME, message=element_id(message))
    name = optional(refusals, node, "the message name", text)
    if place is Place.PROCESS_START:
        _without_variables(refusals, node, name)
        return Event(EventType.MESSAGE, name=name)
    key_text = attribute(extension(message, "subscription"), "correlationKey")
    if not key_text:
        refusals.add(node, rules.NO_CORRELATION_KEY, message=element_id(message))
        return Event(EventType.MESSAGE, name=name)
    key = formula(refusals, node, "the correlation key", key_text, rules.NO_CORRELATION_KEY)
    return Event(EventType.MESSAGE, name=name, correlation_key=key)


def _signal(refusals: Refusals, references: References, node: Node, definition: Node, place: Place) -> Event:
    signal = _referred(refusals, node, definition, "signalRef", "signal", references.signals)
    if signal is None:
        if not attribute(definition, "signalRef"):
            refusals.add(node, rules.NO_SIGNAL)
        return Event(EventType.SIGNAL)
    text = attribute(signal, "name")
    if not text:
        refusals.add(node, rules.NO_SIGNAL_NAME, signal=element_id(signal))
    name = optional(refusals, node, "the signal name", text)
    if place is Place.PROCESS_START:
        _without_variables(refusals, node, name)
    return Event(EventType.SIGNAL, name=name)


def _code(
    refusals: Refusals, references: References, node: Node, definition: Node, kind: EventType, throwing: bool
) -> Expression | None:
    if kind is EventType.ERROR:
        referred = _referred(refusals, node, definition, "errorRef", "error", references.errors)
        text = attribute(referred, "errorCode")
    else:
        referred = _referred(refusals, node, definition, "escalationRef", "escalation", references.escalations)
        text = attribute(referred, "escalationCode")
    if throwing:
        missing = rules.NO_ERROR_CODE if kind is EventType.ERROR else rules.NO_ESCALATION_CODE
        return required(refusals, node, f"the {kind.lower()} code", text, missing)
    if text.startswith("="):
        refusals.add(node, rules.CATCH_CODE)
        return None
    return optional(refusals, node, "the code", text)


def _timer(refusals: Refusals, node: Node, definition: Node, place: Place, interrupting: bool) -> Event:
    given = [(kind, word, text) for tag, kind, word in _TIMER_KINDS if (text := text_of(bpmn(definition, tag)))]
    if len(given) != 1:
        refusals.add(node, rules.NO_TIMER)
        return Event(EventType.TIMER)
    kind, word, text = given[0]
    allowed: tuple[TimerKind, ...]
    if place is Place.PROCESS_START:
        allowed = (TimerKind.DATE, TimerKind.CYCLE)
    elif place is Place.CATCH or interrupting:
        allowed = (TimerKind.DATE, TimerKind.DURATION)
    else:
        allowed = (TimerKind.DATE, TimerKind.DURATION, TimerKind.CYCLE)
    if kind not in allowed:
        where = place if place in (Place.PROCESS_START, Place.CATCH) else f"{place} that interrupts"
        refusals.add(
            node, rules.TIMER_KIND, place=where, kind=word, allowed=" or ".join(each.lower() for each in allowed)
        )
    timer = refusals.compile(node, f"the timer's {word}", text)
    if not text.startswith("="):
        try:
            _check_timer(kind, text)
        except ValueError as error:
            refusals.add(node, rules.TIMER_TEXT, kind=word, problem=error)
    elif place is Place.PROCESS_START:
        _without_variables(refusals, node, timer)
    return Event(EventType.TIMER, timer_kind=kind, timer=timer)


def _check_timer(kind: TimerKind, text: str) -> None:
    if kind is TimerKind.DATE:
        timers.due_from_date(text)
    elif kind is TimerKind.DURATION:
        timers.parse_duration(text)
    else:
        timers.parse_cycle(text)


def _without_variables(refusals: Refusals, node: Node, value: Expression | None) -> None:
    """What starts a process is evaluated when it is deployed: there are no variables yet."""
    names = value.variables() if value is not None else ()
    if names:
        refusals.add(node, rules.START_VARIABLES, names=", ".join(names[:5]))


def _referred(
    refusals: Refusals, node: Node, holder: Node, name: str, kind: str, known: Mapping[str, Node]
) -> Node | None:
    """The root element that an attribute names; a prefix of its namespace is allowed, as it is a qualified name."""
    reference = attribute(holder, name)
    if not reference:
        return None
    found = known.get(reference, known.get(reference.rpartition(":")[2]))
    if found is None:
        refusals.add(node, rules.DANGLING_REFERENCE, kind=kind, reference=reference[:60])
    return found
