"""The life of an element instance: it is entered, activated, at work, completed or terminated.

Source: Camunda 8 docs, "Execution listeners" (order of mappings and listeners), "Variables", "Gateways",
"Subprocesses". Order at the beginning: input mappings, `start` listeners one after the other, subscriptions, work.
Order at the end: variables of the work, output mappings, `end` listeners, then the tokens leave. Both can stop at a
listener's job or an incident, and go on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.engine.core import calls, flow, loops, mappings, messages, work
from deploy.engine.core import events as e
from deploy.engine.core.catching import close_all, open_all, open_elements, plan, starts_within
from deploy.engine.core.entities import ACTIVATING, ACTIVE, COMPLETING, TERMINATING, ElementInstance
from deploy.engine.core.incidents import raise_incident, resolve_silently
from deploy.engine.core.instances import enter_first
from deploy.engine.core.jobs import cancel_job, create_listener_job
from deploy.engine.core.replies import InstanceEnded
from deploy.engine.core.step import MAX_ENTERED, MAX_IN_STEP, FaultError, Step
from deploy.engine.core.tasks import again, cancel_task
from deploy.engine.model.process import Element, EventType, Type

_SCOPES = (Type.PROCESS, Type.SUB_PROCESS, Type.EVENT_SUB_PROCESS)


# --- entering --------------------------------------------------------------------------------------------------------


def arrive(step: Step, scope_key: int, target: str, ticket: int) -> None:
    """A token that flew arrives at its element, unless its scope was interrupted meanwhile."""
    step.land(scope_key)
    scope = step.find(scope_key)
    if scope is None:
        return
    if scope.state != ACTIVE or scope.trigger is not None or step.was_cut(scope_key, ticket):
        check_scope(step, scope_key)
        return
    enter(step, scope_key, target)


def enter(
    step: Step,
    scope_key: int,
    element_id: str,
    *,
    variables: Mapping[str, Any] | None = None,
    loop: int = 0,
    local: Mapping[str, Any] | None = None,
) -> int:
    """A new element instance in a scope; returns its key.

    `variables` are those of the event that brought it; `local` are set in it before anything else.
    """
    case = step.case(scope_key)
    scope = case.elements[scope_key]
    element = step.state.process(scope.instance, case).elements[element_id]
    is_body = element.loop is not None and not loop
    type_ = Type.MULTI_INSTANCE_BODY if is_body else element.type
    simple = work.is_simple(element, triggered=variables is not None)
    within = step.enters(scope_key, counted=not loop)
    direct = simple and within and not (element.inputs or element.start_listeners or is_body or element.boundary)
    key = step.key(case)
    step.emit(e.ElementEntered(key, scope.instance, element_id, type_.value, scope_key, direct, loop))
    if local:
        step.set_local(key, local)
    if variables is not None and not direct:
        step.emit(e.Triggered(key, element_id, dict(variables)))
    if not within:
        fault = FaultError(
            "UNKNOWN",
            f"More than {MAX_ENTERED} elements of one scope, or {MAX_IN_STEP} in all, were entered at one go: is this "
            "a loop without end?",
        )
        raise_incident(step, case.elements[key], fault)
    elif direct:
        work.begin(step, case.elements[key], element, None, variables)
    else:
        activate(step, key)
    return key


def enter_empty(step: Step, scope_key: int, element_id: str) -> int:
    """A sub-process without its start event, because a token begins further inside; returns its key."""
    case = step.case(scope_key)
    element = step.state.process(case.elements[scope_key].instance, case).elements[element_id]
    key = step.key(case)
    step.emit(
        e.ElementEntered(key, case.elements[scope_key].instance, element_id, element.type.value, scope_key, False, 0)
    )
    step.emit(e.ElementActivated(key))
    subscribe(step, key)
    return key


def subscribe(step: Step, key: int) -> None:
    """Opens what an active element instance does not wait for yet."""
    instance = step.find(key)
    if instance is None or instance.state != ACTIVE:
        return
    try:
        wanted = plan(step, instance, step.model(instance))
    except FaultError as fault:
        raise_incident(step, instance, fault)
        return
    there = open_elements(step.case(key), instance)
    open_all(step, instance, [want for want in wanted if want.element not in there])
    await_messages(step, key)


def activate(step: Step, key: int) -> None:
    """Goes on with an element instance that is ACTIVATING, from where it stopped."""
    instance = step.find(key)
    if instance is None or instance.state != ACTIVATING:
        return
    element = step.model(instance)
    is_body = instance.type == Type.MULTI_INSTANCE_BODY
    try:
        if not is_body:
            if instance.listener == 0 and element.inputs:
                mappings.apply_inputs(step, instance, element)
            index = max(instance.listener, 0)
            if index < len(element.start_listeners):
                create_listener_job(step, instance, element.start_listeners[index], "START", index)
                return
        wanted = plan(step, instance, element)
        items = loops.prepare(step, instance, element) if is_body else []
        prepared = None if is_body else work.prepare(step, instance, element)
    except FaultError as fault:
        raise_incident(step, instance, fault)
        return
    step.emit(e.ElementActivated(key))
    open_all(step, instance, wanted)
    if is_body:
        loops.begin(step, instance, element, items)
    else:
        begin_at, variables = instance.trigger or ("", None)
        if instance.trigger is not None:
            step.emit(e.TriggerTaken(key))
        if element.type is Type.PROCESS:
            process = step.state.process(key, step.case(key))
            enter_first(step, key, process, begin_at.split(","), variables)
        else:
            work.begin(step, instance, element, prepared, variables)
    if instance.subscriptions:
        await_messages(step, key)


def await_messages(step: Step, key: int) -> None:
    """The subscriptions of an element instance take what is buffered."""
    instance = step.find(key)
    for subscription in list((instance.subscriptions if instance else None) or ()):
        step.later(messages.try_buffered, subscription)


# --- completing ------------------------------------------------------------------------------------------------------


def complete(step: Step, key: int, variables: Mapping[str, Any] | None = None) -> None:
    """The work of an element instance is done; `variables` are its result."""
    instance = step.find(key)
    if instance is None or instance.state != ACTIVE:
        return
    element = step.model(instance)
    is_body = instance.type == Type.MULTI_INSTANCE_BODY
    if not is_body and (
        variables or element.outputs or element.end_listeners or instance.loop or flow.has_conditions(element)
    ):
        step.emit(e.ElementCompleting(key))
        if variables:
            mappings.take_result(step, instance, element, variables)
        finish(step, key)
        return
    if is_body:
        loops.hand_over(step, instance, element)
    _leave(step, instance, element, flow.all_of(element), satisfied=False)


def finish(step: Step, key: int) -> None:
    """Goes on with an element instance that is COMPLETING, from where it stopped."""
    instance = step.find(key)
    if instance is None or instance.state != COMPLETING:
        return
    element = step.model(instance)
    satisfied = False
    try:
        if instance.listener == 0 and element.outputs:
            mappings.apply_outputs(step, instance, element)
        index = max(instance.listener, 0)
        if index < len(element.end_listeners):
            create_listener_job(step, instance, element.end_listeners[index], "END", index)
            return
        if instance.loop:
            satisfied = loops.collect(step, instance, element)
        flows = flow.chosen(step, instance, element)
    except FaultError as fault:
        raise_incident(step, instance, fault)
        return
    _leave(step, instance, element, flows, satisfied=satisfied)


def _leave(step: Step, instance: ElementInstance, element: Element, flows: flow.Flows, *, satisfied: bool) -> None:
    scope_key = instance.scope
    close_all(step, instance)
    if element.type is Type.PROCESS:
        _end_instance(step, instance, completed=True)
        return
    after = _ends_instance_after(step, instance)
    step.emit(e.ElementCompleted(instance.key))
    if after:
        terminate(step, instance.instance)
    elif instance.loop:
        loops.inner_ended(step, scope_key, satisfied=satisfied)
    elif not _take(step, instance, scope_key, element, flows):
        check_scope(step, scope_key)


def _take(step: Step, instance: ElementInstance, scope_key: int, element: Element, flows: flow.Flows) -> bool:
    """The tokens leave along the flows; whether there was one."""
    if element.event is not None and element.event.type is EventType.LINK:
        target = flow.link_target(step, instance, element)
        if target is not None:
            enter(step, scope_key, target)
            return True
    process = step.state.process(instance.instance, step.case(scope_key))
    for taken in flows:
        waits = taken.target in process.joins
        step.emit(e.FlowTaken(instance.instance, scope_key, taken.id, taken.target, waits))
        if waits:
            step.later(check_join, scope_key, taken.target)
        else:
            step.later(arrive, scope_key, taken.target, step.fly(scope_key))
    scope = step.find(scope_key)
    if scope is not None and scope.joins:
        step.later(check_joins, scope_key)
    return bool(flows)


def check_join(step: Step, scope_key: int, gateway: str) -> None:
    """Whether a joining gateway has what it waits for."""
    scope = step.find(scope_key)
    if scope is None or scope.state != ACTIVE or scope.trigger is not None:
        return
    if step.flying.get(scope_key) and flow.is_inclusive(step, scope, gateway):
        step.later(check_join, scope_key, gateway)  # what flies may still come here
        return
    flows = flow.tokens_to_join(step, scope, gateway)
    if flows:
        step.emit(e.JoinLeft(scope_key, gateway, flows))
        enter(step, scope_key, gateway)


def check_joins(step: Step, scope_key: int) -> None:
    """Looks at all joining gateways of a scope again, because a token moved."""
    scope = step.find(scope_key)
    for gateway in list((scope.joins if scope else None) or ()):
        check_join(step, scope_key, gateway)


def check_scope(step: Step, scope_key: int) -> None:
    """A scope in which nothing is active any more ends, or is taken over by what interrupted it."""
    scope = step.find(scope_key)
    if scope is None or scope.children or step.flying.get(scope_key):
        return
    if scope.joins:
        step.later(check_joins, scope_key)
        return
    if scope.state != ACTIVE or scope.type not in _SCOPES:
        return
    if scope.trigger is None:
        complete(step, scope_key)
        return
    start, variables = scope.trigger
    process = step.state.process(scope.instance, step.case(scope_key))
    step.emit(e.TriggerTaken(scope_key))
    enter(step, scope_key, process.elements[start].scope or "", variables=variables)


def _ends_instance_after(step: Step, instance: ElementInstance) -> bool:
    return instance.element in step.instance(instance).terminate_after


def _end_instance(step: Step, instance: ElementInstance, *, completed: bool) -> None:
    """A process instance is over; whoever called it or waits for its lock goes on."""
    case = step.case(instance.key)
    record = case.instances[instance.key]
    variables = dict(instance.variables or {})
    step.emit(e.ElementCompleted(instance.key) if completed else e.ElementTerminated(instance.key))
    step.notes.append(InstanceEnded(instance.key, completed, variables))
    if record.lock is not None:
        step.later(messages.next_for_lock, *record.lock)
    if not record.parent_element:
        return
    parent = step.find(record.parent_element)
    if parent is None:
        return
    if completed:
        step.later(calls.called_completed, parent.key, variables)


# --- terminating -----------------------------------------------------------------------------------------------------


def terminate(step: Step, key: int) -> None:
    """Ends an element instance (or a process instance) without its being completed, with everything in it.

    Without recursion: processes that call each other nest deeper than a stack.
    """
    left = [key]
    while left:
        instance = step.find(left.pop())
        if instance is None:
            continue
        if instance.state != TERMINATING and (instance.children or instance.called or instance.task):
            step.emit(e.ElementTerminating(instance.key))
        close_all(step, instance)
        resolve_silently(step, instance)
        if instance.job:
            cancel_job(step, instance.job)
        inner = list(instance.children or ())
        if instance.called:
            inner.append(instance.called)
        if inner:
            left += reversed(inner)  # it ends with the last of them
        elif not instance.task or cancel_task(step, instance):  # else its `canceling` listeners come first
            _terminated(step, instance)


def _terminated(step: Step, instance: ElementInstance) -> None:
    """Nothing is left in it; nor in what is being terminated around it, where it was the last."""
    around: ElementInstance | None = instance
    while around is not None:
        around = _end_terminated(step, around)


def _end_terminated(step: Step, instance: ElementInstance) -> ElementInstance | None:
    trigger, scope_key = instance.trigger, instance.scope
    if instance.type == Type.PROCESS:
        caller = step.instance(instance).parent_element
        _end_instance(step, instance, completed=False)
        parent = step.find(caller) if caller else None
        return parent if parent is not None and parent.state == TERMINATING else None
    after = _ends_instance_after(step, instance)
    step.emit(e.ElementTerminated(instance.key))
    scope = step.find(scope_key)
    if scope is None:
        return None
    if scope.state == TERMINATING:
        return None if scope.children else scope
    if after:
        step.later(terminate, instance.instance)
    elif instance.loop:
        step.later(loops.inner_ended, scope_key)
    elif trigger is not None and scope.state == ACTIVE and scope.trigger is None:
        enter(step, scope_key, trigger[0], variables=trigger[1])
    else:
        step.later(check_scope, scope_key)
    return None


def task_again(step: Step, key: int) -> None:
    """The incident of a user task's listener is resolved."""
    again(step, key)


def task_cancelled(step: Step, key: int) -> None:
    """The `canceling` listeners of a user task are through."""
    instance = step.find(key)
    if instance is not None and instance.state == TERMINATING:
        _terminated(step, instance)


# --- events ----------------------------------------------------------------------------------------------------------


def trigger(step: Step, instance: ElementInstance, catching: str, variables: Mapping[str, Any]) -> None:
    """An event reaches an element instance through one of its catching elements (see catching.py)."""
    case = step.case(instance.key)
    process = step.state.process(instance.instance, case)
    catcher = process.elements[catching]
    if catcher.type is Type.BOUNDARY_EVENT:
        if catcher.interrupting:
            step.emit(e.Triggered(instance.key, catching, dict(variables)))
            terminate(step, instance.key)
        else:
            enter(step, instance.scope, catching, variables=variables)
    elif catcher.type is Type.START_EVENT:
        element = process.elements[instance.element]
        if not catcher.interrupting:
            enter(step, instance.key, catcher.scope or "", variables=variables)
            return
        step.cut(instance.key)
        step.emit(e.Triggered(instance.key, catching, dict(variables)))
        close_all(step, instance, starts_within(process, element))
        interrupt(step, instance)
        step.later(check_scope, instance.key)
    elif process.elements[instance.element].type is Type.EVENT_BASED_GATEWAY:
        _follow(step, instance, process.elements[instance.element], catching, variables)
    else:
        complete(step, instance.key, variables)


def interrupt(step: Step, scope: ElementInstance, but: int = 0) -> None:
    """Ends everything in a scope, except one child."""
    for gateway, tokens in list((scope.joins or {}).items()):
        while tokens:
            step.emit(e.JoinLeft(scope.key, gateway, list(tokens)))
    for child in list(scope.children or ()):
        if child != but:
            terminate(step, child)


def _follow(
    step: Step, gateway: ElementInstance, element: Element, catching: str, variables: Mapping[str, Any]
) -> None:
    """An event-based gateway goes the way of the event that came first."""
    taken = next(f for f in element.outgoing if f.target == catching)
    scope_key = gateway.scope
    close_all(step, gateway)
    step.emit(e.ElementCompleted(gateway.key))
    step.emit(e.FlowTaken(gateway.instance, scope_key, taken.id, taken.target, False))
    scope = step.find(scope_key)
    if scope is not None and scope.state == ACTIVE:
        enter(step, scope_key, catching, variables=variables)
