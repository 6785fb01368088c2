"""Events change the state here and nowhere else, live and at recovery."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.keys import block_key, block_of, root_of
from deploy.engine.core.state import (
    ACTIVATING,
    ACTIVE,
    AGAIN,
    BACKING_OFF,
    COMPLETING,
    ERROR_THROWN,
    FAILED,
    JOB_BACKOFF,
    JOB_DEADLINE,
    MESSAGE_END,
    TAKEN,
    TERMINATING,
    TIMER,
    WAITING,
    Case,
    Definition,
    DeployedFormFile,
    ElementInstance,
    Incident,
    Instance,
    Job,
    Message,
    StartSubscription,
    State,
    Subscription,
    Timer,
    UserTask,
    mark,
)
from deploy.engine.model.read import read_deployed, read_form

_PROCESS = "PROCESS"
_BODY = "MULTI_INSTANCE_BODY"


class MissingCaseError(Exception):
    """An event names a case that the state does not have: the journal does not fit its snapshot."""


def apply(state: State, event: e.Event, now: int) -> None:
    """Change the state by one event; `now` is the time of its step in milliseconds."""
    _APPLY[type(event)](state, event, now)


def _case(state: State, key: int) -> Case:
    case = state.case(key)
    if case is None:
        raise MissingCaseError(f"no case for key {key}")
    state.dirty.add(case.root)
    return case


# --- definitions -----------------------------------------------------------------------------------------------------


def _resource_stored(state: State, event: e.ResourceStored, _now: int) -> None:
    state.resources[event.checksum] = event.text


def _deployment_created(state: State, event: e.DeploymentCreated, _now: int) -> None:
    state.last_key = event.key


def _process_deployed(state: State, event: e.ProcessDeployed, _now: int) -> None:
    state.last_key = event.key
    content = state.resources[event.checksum].encode("utf-8", "surrogateescape")
    processes = {process.id: process for process in read_deployed(event.resource_name, content)}
    process = processes[event.process_id]
    state.definitions[event.key] = Definition(
        event.key, event.deployment, event.version, event.resource_name, event.checksum, process
    )
    state.newest[event.process_id] = event.key
    state.versions[event.process_id] = event.version


def _form_deployed(state: State, event: e.FormDeployed, _now: int) -> None:
    state.last_key = event.key
    content = state.resources[event.checksum].encode("utf-8", "surrogateescape")
    state.forms[event.key] = DeployedFormFile(
        event.key,
        event.deployment,
        event.version,
        event.resource_name,
        event.checksum,
        read_form(event.resource_name, content),
    )
    state.newest_form[event.form_id] = event.key
    state.form_versions[event.form_id] = event.version


def _definition_deleted(state: State, event: e.DefinitionDeleted, _now: int) -> None:
    definition = state.definitions.pop(event.key, None)
    if definition is not None:
        _forget_newest(state.newest, definition.process.id, event.key, state.definitions, lambda d: d.process.id)
    form = state.forms.pop(event.key, None)
    if form is not None:
        _forget_newest(state.newest_form, form.file.id, event.key, state.forms, lambda f: f.file.id)


def _forget_newest(
    newest: dict[str, int], id_: str, key: int, all_: dict[int, Any], id_of: Callable[[Any], str]
) -> None:
    if newest.get(id_) != key:
        return
    older = [found for found in all_.values() if id_of(found) == id_]
    if older:
        newest[id_] = max(older, key=lambda found: found.version).key
    else:
        del newest[id_]


def _start_subscription_opened(state: State, event: e.StartSubscriptionOpened, _now: int) -> None:
    state.last_key = event.key
    state.start_subscriptions[event.key] = StartSubscription(*event)


def _start_subscription_closed(state: State, event: e.StartSubscriptionClosed, _now: int) -> None:
    state.start_subscriptions.pop(event.key, None)


# --- instances and elements ------------------------------------------------------------------------------------------


def _instance_started(state: State, event: e.InstanceStarted, _now: int) -> None:
    if event.key == event.root:
        case = Case(event.key)
        state.cases[event.key] = case
        state.blocks = block_of(event.key) + 1
        state.dirty.add(event.key)
    else:
        case = _case(state, event.key)
        case.last_key = event.key
    case.instances[event.key] = Instance(
        event.key,
        event.definition,
        event.parent_instance,
        event.parent_element,
        event.tags,
        event.business_id,
        event.terminate_after,
    )
    process_id = state.definitions[event.definition].process.id
    case.elements[event.key] = ElementInstance(event.key, event.key, process_id, _PROCESS, 0, ACTIVATING, 0)
    if event.parent_element:
        case.elements[event.parent_element].called = event.key


def _element_entered(state: State, event: e.ElementEntered, _now: int) -> None:
    case = _case(state, event.key)
    case.last_key = event.key
    scope = case.elements[event.scope]
    case.elements[event.key] = ElementInstance(
        event.key,
        event.instance,
        event.element,
        event.type,
        event.scope,
        ACTIVE if event.active else ACTIVATING,
        event.loop,
    )
    if scope.children is None:
        scope.children = {}
    scope.children[event.key] = None
    if event.loop and scope.counts is not None:
        scope.counts[0] += 1


def _element_activated(state: State, event: e.ElementActivated, _now: int) -> None:
    element = _case(state, event.key).elements[event.key]
    element.state = ACTIVE
    element.listener = 0


def _element_completing(state: State, event: e.ElementCompleting, _now: int) -> None:
    element = _case(state, event.key).elements[event.key]
    element.state = COMPLETING
    element.listener = 0


def _element_completed(state: State, event: e.ElementCompleted, _now: int) -> None:
    _leave(state, event.key, 1)


def _element_terminating(state: State, event: e.ElementTerminating, _now: int) -> None:
    _case(state, event.key).elements[event.key].state = TERMINATING


def _element_terminated(state: State, event: e.ElementTerminated, _now: int) -> None:
    _leave(state, event.key, 2)


def _leave(state: State, key: int, how: int) -> None:
    case = _case(state, key)
    element = case.elements.pop(key)
    if element.scope:
        scope = case.elements[element.scope]
        if scope.children is not None:
            scope.children.pop(key, None)
            if not scope.children:
                scope.children = None
        if element.loop and scope.counts is not None:
            scope.counts[how] += 1
    if element.type != _PROCESS:
        return
    instance = case.instances.pop(key)
    if instance.lock is not None:
        state.locks.pop(mark(*instance.lock), None)
    if instance.parent_element:
        parent = case.elements.get(instance.parent_element)
        if parent is not None:
            parent.called = 0
    if key == case.root:
        del state.cases[key]
        if root_of(case.last_key) != key:
            state.aliases = {block: root for block, root in state.aliases.items() if root != key}


def _flow_taken(state: State, event: e.FlowTaken, _now: int) -> None:
    if not event.waits:
        return  # it enters its target in the same step
    scope = _case(state, event.scope).elements[event.scope]
    if scope.joins is None:
        scope.joins = {}
    at_gateway = scope.joins.setdefault(event.target, {})
    at_gateway[event.flow] = at_gateway.get(event.flow, 0) + 1


def _join_left(state: State, event: e.JoinLeft, _now: int) -> None:
    scope = _case(state, event.scope).elements[event.scope]
    if scope.joins is None:
        return
    at_gateway = scope.joins[event.target]
    for flow in event.flows:
        at_gateway[flow] -= 1
        if not at_gateway[flow]:
            del at_gateway[flow]
    if not at_gateway:
        del scope.joins[event.target]
        if not scope.joins:
            scope.joins = None


def _loop_started(state: State, event: e.LoopStarted, _now: int) -> None:
    body = _case(state, event.key).elements[event.key]
    body.items = event.items
    body.counts = [0, 0, 0]


def _loop_result(state: State, event: e.LoopResult, _now: int) -> None:
    case = _case(state, event.key)
    body = case.elements[event.key]
    loop = state.element(body, case).loop
    if body.variables and loop and loop.output_collection in body.variables:
        # A new list: the old one is part of an event that may still have to be written.
        results = list(body.variables[loop.output_collection])
        results[event.item] = event.value
        body.variables[loop.output_collection] = results


def _triggered(state: State, event: e.Triggered, _now: int) -> None:
    _case(state, event.key).elements[event.key].trigger = (event.element, event.variables)


def _trigger_taken(state: State, event: e.TriggerTaken, _now: int) -> None:
    _case(state, event.key).elements[event.key].trigger = None


def _variables_set(state: State, event: e.VariablesSet, _now: int) -> None:
    element = _case(state, event.scope).elements[event.scope]
    if element.variables is None:
        element.variables = dict(event.variables)
    else:
        element.variables.update(event.variables)


# --- jobs ------------------------------------------------------------------------------------------------------------


def _offer(state: State, job: Job) -> None:
    job.state = WAITING
    job.deadline = 0
    job.worker = ""
    state.waiting_jobs.setdefault(job.type, {})[job.key] = None


def _withdraw(state: State, job: Job) -> None:
    if job.state == WAITING:
        waiting = state.waiting_jobs.get(job.type)
        if waiting is not None:
            waiting.pop(job.key, None)
            if not waiting:
                del state.waiting_jobs[job.type]


def _job_created(state: State, event: e.JobCreated, _now: int) -> None:
    case = _case(state, event.key)
    case.last_key = event.key
    job = Job(*event)
    case.jobs[event.key] = job
    _offer(state, job)
    if event.kind == "TASK_LISTENER":
        case.tasks[case.elements[event.element_instance].task].job = event.key
    else:
        case.elements[event.element_instance].job = event.key


def _job_activated(state: State, event: e.JobActivated, _now: int) -> None:
    job = _case(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.state = TAKEN
    job.worker = event.worker
    job.deadline = event.deadline
    heapq.heappush(state.due, (event.deadline, event.key, JOB_DEADLINE))


def _end_job(state: State, key: int, *, completed: bool) -> None:
    case = _case(state, key)
    job = case.jobs.pop(key)
    _withdraw(state, job)
    element = case.elements.get(job.element_instance)
    if element is None:
        return
    if job.kind == "TASK_LISTENER":
        task = case.tasks.get(element.task)
        if task is not None and task.job == key:
            task.job = 0
            if completed:
                task.listener += 1
        return
    if element.job == key:
        element.job = 0
    if job.kind == "EXECUTION_LISTENER" and completed:
        element.listener = job.index + 1


def _job_completed(state: State, event: e.JobCompleted, _now: int) -> None:
    _end_job(state, event.key, completed=True)


def _job_cancelled(state: State, event: e.JobCancelled, _now: int) -> None:
    _end_job(state, event.key, completed=False)


def _job_failed(state: State, event: e.JobFailed, _now: int) -> None:
    job = _case(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.retries = event.retries
    if event.retries <= 0:
        job.state = FAILED
        job.deadline = 0
    elif event.retry_at:
        job.state = BACKING_OFF
        job.deadline = event.retry_at
        heapq.heappush(state.due, (event.retry_at, event.key, JOB_BACKOFF))
    else:
        _offer(state, job)


def _job_error_thrown(state: State, event: e.JobErrorThrown, _now: int) -> None:
    if event.caught:
        _end_job(state, event.key, completed=False)
        return
    job = _case(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.state = ERROR_THROWN
    job.deadline = 0


def _job_withheld(state: State, event: e.JobWithheld, _now: int) -> None:
    job = _case(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.state = FAILED
    job.deadline = 0


def _job_returned(state: State, event: e.JobReturned, _now: int) -> None:
    job = _case(state, event.key).jobs[event.key]
    _offer(state, job)


def _job_updated(state: State, event: e.JobUpdated, _now: int) -> None:
    job = _case(state, event.key).jobs[event.key]
    job.retries = event.retries
    if job.state == TAKEN and event.deadline != job.deadline:
        job.deadline = event.deadline
        heapq.heappush(state.due, (event.deadline, event.key, JOB_DEADLINE))


# --- user tasks ------------------------------------------------------------------------------------------------------


def _user_task_created(state: State, event: e.UserTaskCreated, _now: int) -> None:
    case = _case(state, event.key)
    case.last_key = event.key
    case.tasks[event.key] = UserTask(*event)
    case.elements[event.element_instance].task = event.key


def _user_task_moved(state: State, event: e.UserTaskMoved, _now: int) -> None:
    case = _case(state, event.key)
    task = case.tasks[event.key]
    if event.state in ("COMPLETED", "CANCELED"):
        del case.tasks[event.key]
        element = case.elements.get(task.element_instance)
        if element is not None:
            element.task = 0
        return
    if event.state in ("CREATING", "ASSIGNING", "UPDATING", "COMPLETING", "CANCELING"):
        task.before = task.state
        task.pending = event.pending
        task.action = event.action
        task.by = event.by
    else:
        task.pending = None
        task.action = task.by = task.before = ""
    task.listener = 0
    task.state = event.state


def _user_task_changed(state: State, event: e.UserTaskChanged, _now: int) -> None:
    task = _case(state, event.key).tasks[event.key]
    for name, value in event.changes.items():
        setattr(task, name, value)


def _user_task_corrected(state: State, event: e.UserTaskCorrected, _now: int) -> None:
    task = _case(state, event.key).tasks[event.key]
    pending = dict(task.pending or {})
    pending["corrections"] = {**pending.get("corrections", {}), **event.corrections}
    task.pending = pending


def _user_task_denied(state: State, event: e.UserTaskDenied, _now: int) -> None:
    task = _case(state, event.key).tasks[event.key]
    task.state = task.before or "CREATED"
    task.pending = None
    task.action = task.by = task.before = ""
    task.listener = 0


# --- messages, signals, timers ---------------------------------------------------------------------------------------


def _message_published(state: State, event: e.MessagePublished, _now: int) -> None:
    state.last_key = event.key
    state.messages[event.key] = Message(*event)
    state.buffered.setdefault(mark(event.name, event.correlation_key), []).append(event.key)
    if event.message_id:
        state.message_ids[(event.name, event.correlation_key, event.message_id)] = event.key
    heapq.heappush(state.due, (event.deadline, event.key, MESSAGE_END))


def _message_expired(state: State, event: e.MessageExpired, _now: int) -> None:
    message = state.messages.pop(event.key)
    place = mark(message.name, message.correlation_key)
    keys = state.buffered[place]
    keys.remove(event.key)
    if not keys:
        del state.buffered[place]
    if message.message_id:
        state.message_ids.pop((message.name, message.correlation_key, message.message_id), None)


def _subscription_opened(state: State, event: e.SubscriptionOpened, _now: int) -> None:
    case = _case(state, event.key)
    case.last_key = event.key
    subscription = Subscription(*event)
    case.subscriptions[event.key] = subscription
    element = case.elements[event.element_instance]
    element.subscriptions = [*(element.subscriptions or ()), event.key]
    index_subscription(state, subscription)


def index_subscription(state: State, subscription: Subscription) -> None:
    """Makes it findable by message."""
    place = mark(subscription.name, subscription.correlation_key)
    there = state.waiting_messages.get(place)
    if there is None:
        state.waiting_messages[place] = subscription.key
    elif isinstance(there, int):
        state.waiting_messages[place] = [there, subscription.key]
    else:
        there.append(subscription.key)


def _subscription_correlated(state: State, event: e.SubscriptionCorrelated, _now: int) -> None:
    message = state.messages.get(event.message)
    case = _case(state, event.key)
    subscription = case.subscriptions[event.key]
    if message is not None:
        message.correlated.append(state.process(subscription.instance, case).id)
    if subscription.interrupting:
        _close_subscription(state, case, subscription)


def _subscription_closed(state: State, event: e.SubscriptionClosed, _now: int) -> None:
    case = _case(state, event.key)
    _close_subscription(state, case, case.subscriptions[event.key])


def _close_subscription(state: State, case: Case, subscription: Subscription) -> None:
    del case.subscriptions[subscription.key]
    element = case.elements[subscription.element_instance]
    if element.subscriptions is not None:
        element.subscriptions.remove(subscription.key)
        if not element.subscriptions:
            element.subscriptions = None
    place = mark(subscription.name, subscription.correlation_key)
    there = state.waiting_messages.get(place)
    if isinstance(there, list):
        there.remove(subscription.key)
        if len(there) == 1:
            state.waiting_messages[place] = there[0]
    elif there == subscription.key:
        del state.waiting_messages[place]


def _start_message_correlated(state: State, event: e.StartMessageCorrelated, _now: int) -> None:
    message = state.messages.get(event.message)
    if message is not None:
        message.correlated.append(event.process_id)
    if event.correlation_key:
        state.locks[mark(event.process_id, event.correlation_key)] = event.instance
        _case(state, event.instance).instances[event.instance].lock = [event.process_id, event.correlation_key]


def _signal_subscription_opened(state: State, event: e.SignalSubscriptionOpened, _now: int) -> None:
    case = _case(state, event.key)
    case.last_key = event.key
    subscription = Subscription(
        event.key, event.element_instance, event.instance, event.element, event.name, "", event.interrupting
    )
    case.signals[event.key] = subscription
    element = case.elements[event.element_instance]
    element.signals = [*(element.signals or ()), event.key]
    state.waiting_signals.setdefault(event.name, {})[event.key] = None


def _signal_subscription_closed(state: State, event: e.SignalSubscriptionClosed, _now: int) -> None:
    case = _case(state, event.key)
    subscription = case.signals.pop(event.key)
    element = case.elements[subscription.element_instance]
    if element.signals is not None:
        element.signals.remove(event.key)
        if not element.signals:
            element.signals = None
    waiting = state.waiting_signals[subscription.name]
    waiting.pop(event.key, None)
    if not waiting:
        del state.waiting_signals[subscription.name]


def _signal_broadcast(state: State, event: e.SignalBroadcast, _now: int) -> None:
    state.last_key = event.key


def _timer_created(state: State, event: e.TimerCreated, _now: int) -> None:
    timer = Timer(*event)
    if event.element_instance:
        case = _case(state, event.key)
        case.last_key = event.key
        case.timers[event.key] = timer
        element = case.elements[event.element_instance]
        element.timers = [*(element.timers or ()), event.key]
    else:
        state.last_key = event.key
        state.start_timers[event.key] = timer
    heapq.heappush(state.due, (event.due, event.key, TIMER))


def _timer_ended(state: State, event: e.TimerTriggered | e.TimerCancelled, _now: int) -> None:
    if state.start_timers.pop(event.key, None) is not None:
        return
    case = _case(state, event.key)
    timer = case.timers.pop(event.key)
    element = case.elements.get(timer.element_instance)
    if element is not None and element.timers is not None:
        element.timers.remove(event.key)
        if not element.timers:
            element.timers = None


# --- incidents, changes from outside ---------------------------------------------------------------------------------


def _incident_created(state: State, event: e.IncidentCreated, _now: int) -> None:
    case = _case(state, event.key)
    case.last_key = event.key
    case.incidents[event.key] = Incident(event.key, event.element_instance, event.job, event.type)
    if event.job:
        case.jobs[event.job].incident = event.key
    else:
        element = case.elements[event.element_instance]
        element.incident = event.key
        _start_listeners_again(state, case, element)


def _start_listeners_again(state: State, case: Case, element: ElementInstance) -> None:
    """When an expression of a listener fails, those before it run again once the incident is resolved (documented)."""
    task = case.tasks.get(element.task)
    if task is not None and task.pending is not None:
        task.listener = 0
        task.pending = {name: value for name, value in task.pending.items() if name != "corrections"}
    elif element.listener > 0 and element.state in (ACTIVATING, COMPLETING):
        model = state.element(element, case)
        listeners = model.start_listeners if element.state == ACTIVATING else model.end_listeners
        if element.listener < len(listeners):
            element.listener = AGAIN


def _incident_resolved(state: State, event: e.IncidentResolved, _now: int) -> None:
    case = _case(state, event.key)
    incident = case.incidents.pop(event.key)
    job = case.jobs.get(incident.job)
    if job is not None and job.incident == event.key:
        job.incident = 0
    element = case.elements.get(incident.element_instance)
    if element is not None and element.incident == event.key:
        element.incident = 0


def _instance_modified(_state: State, _event: e.InstanceModified, _now: int) -> None:
    """Its effects are events of their own."""


def _instance_migrated(state: State, event: e.InstanceMigrated, _now: int) -> None:
    case = _case(state, event.instance)
    case.instances[event.instance].definition = event.definition
    case.elements[event.instance].element = state.definitions[event.definition].process.id


def _element_migrated(state: State, event: e.ElementMigrated, _now: int) -> None:
    case = _case(state, event.key)
    element = case.elements[event.key]
    element.element = event.element
    if element.job:
        case.jobs[element.job].element = event.element
    if element.task:
        case.tasks[element.task].element = event.element


def _clock_pinned(state: State, event: e.ClockPinned, _now: int) -> None:
    state.pinned = event.time


def _clock_reset(state: State, _event: e.ClockReset, _now: int) -> None:
    state.pinned = None


def _global_keys(state: State, event: e.GlobalKeys, _now: int) -> None:
    state.blocks = event.block + 1
    if event.owner:
        state.aliases[block_key(event.block)] = event.owner
        _case(state, event.owner).last_key = block_key(event.block)
    else:
        state.last_key = block_key(event.block)


_APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    e.ResourceStored: _resource_stored,
    e.DeploymentCreated: _deployment_created,
    e.ProcessDeployed: _process_deployed,
    e.FormDeployed: _form_deployed,
    e.DefinitionDeleted: _definition_deleted,
    e.StartSubscriptionOpened: _start_subscription_opened,
    e.StartSubscriptionClosed: _start_subscription_closed,
    e.InstanceStarted: _instance_started,
    e.ElementEntered: _element_entered,
    e.ElementActivated: _element_activated,
    e.ElementCompleting: _element_completing,
    e.ElementCompleted: _element_completed,
    e.ElementTerminating: _element_terminating,
    e.ElementTerminated: _element_terminated,
    e.FlowTaken: _flow_taken,
    e.JoinLeft: _join_left,
    e.LoopStarted: _loop_started,
    e.LoopResult: _loop_result,
    e.Triggered: _triggered,
    e.TriggerTaken: _trigger_taken,
    e.VariablesSet: _variables_set,
    e.JobCreated: _job_created,
    e.JobActivated: _job_activated,
    e.JobCompleted: _job_completed,
    e.JobFailed: _job_failed,
    e.JobErrorThrown: _job_error_thrown,
    e.JobWithheld: _job_withheld,
    e.JobReturned: _job_returned,
    e.JobUpdated: _job_updated,
    e.JobCancelled: _job_cancelled,
    e.UserTaskCreated: _user_task_created,
    e.UserTaskMoved: _user_task_moved,
    e.UserTaskChanged: _user_task_changed,
    e.UserTaskCorrected: _user_task_corrected,
    e.UserTaskDenied: _user_task_denied,
    e.MessagePublished: _message_published,
    e.MessageExpired: _message_expired,
    e.SubscriptionOpened: _subscription_opened,
    e.SubscriptionCorrelated: _subscription_correlated,
    e.SubscriptionClosed: _subscription_closed,
    e.StartMessageCorrelated: _start_message_correlated,
    e.SignalSubscriptionOpened: _signal_subscription_opened,
    e.SignalSubscriptionClosed: _signal_subscription_closed,
    e.SignalBroadcast: _signal_broadcast,
    e.TimerCreated: _timer_created,
    e.TimerTriggered: _timer_ended,
    e.TimerCancelled: _timer_ended,
    e.IncidentCreated: _incident_created,
    e.IncidentResolved: _incident_resolved,
    e.InstanceModified: _instance_modified,
    e.InstanceMigrated: _instance_migrated,
    e.ElementMigrated: _element_migrated,
    e.ClockPinned: _clock_pinned,
    e.ClockReset: _clock_reset,
    e.GlobalKeys: _global_keys,
}
