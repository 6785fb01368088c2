"""Incidents: raised by a fault, resolved by a person, or gone with what they were about.

Source: Camunda 8 docs, "Incidents". Resolving means trying again; a job without retries needs some first.
"""

from __future__ import annotations

from deploy.engine.core import events as e
from deploy.engine.core.commands import ResolveIncident, ResolveIncidents
from deploy.engine.core.entities import (
    ACTIVATING,
    COMPLETING,
    ERROR_THROWN,
    FAILED,
    Case,
    ElementInstance,
    Incident,
    Job,
)
from deploy.engine.core.replies import Done, Reason
from deploy.engine.core.step import FaultError, RefusedError, Step


def raise_incident(step: Step, instance: ElementInstance, fault: FaultError) -> None:
    """An element cannot go on."""
    if instance.incident:
        step.emit(e.IncidentResolved(instance.incident))
    key = step.key(step.case(instance.key))
    step.emit(e.IncidentCreated(key, instance.key, instance.instance, instance.element, 0, fault.type, fault.message))


def raise_job_incident(step: Step, job: Job, type_: str, message: str) -> None:
    """A job cannot go on."""
    if job.incident:
        return
    key = step.key(step.case(job.key))
    step.emit(e.IncidentCreated(key, job.element_instance, job.instance, job.element, job.key, type_, message))


def resolve_silently(step: Step, instance: ElementInstance) -> None:
    """What the incidents of an element instance were about is over."""
    if instance.incident:
        step.emit(e.IncidentResolved(instance.incident))
    case = step.case(instance.key)
    job = case.jobs.get(instance.job)
    if job is not None and job.incident:
        step.emit(e.IncidentResolved(job.incident))


def resolve(step: Step, command: ResolveIncident) -> Done:
    """Carries out a resolution. Raises `RefusedError`."""
    case = step.state.case(command.key)
    incident = case.incidents.get(command.key) if case else None
    if case is None or incident is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to resolve incident with key '{command.key}', but no such incident was found",
        )
    job = case.jobs.get(incident.job)
    if job is not None and job.state == FAILED and job.retries <= 0:
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to resolve incident with key '{command.key}' that has a job with key '{incident.job}', but the "
            "job has no retries left. Update its retries first.",
        )
    _try_again(step, case, incident, job)
    return Done()


def resolve_all(step: Step, command: ResolveIncidents) -> Done:
    """Resolves what can be resolved of one process instance; jobs without retries get one. Raises `RefusedError`."""
    found = step.state.find_instance(command.process_instance_key)
    if found is None:
        raise RefusedError(
            Reason.NOT_FOUND,
            f"Expected to resolve the incidents of process instance '{command.process_instance_key}', but no such "
            "process instance was found",
        )
    case = found[0]
    for incident in list(case.incidents.values()):
        instance = case.elements.get(incident.element_instance)
        if incident.key not in case.incidents or instance is None:
            continue
        if instance.instance != command.process_instance_key:
            continue
        job = case.jobs.get(incident.job)
        if job is not None and job.state == FAILED and job.retries <= 0:
            step.emit(e.JobUpdated(job.key, 1, job.deadline))
        _try_again(step, case, incident, job)
    return Done()


def _try_again(step: Step, case: Case, incident: Incident, job: Job | None) -> None:
    step.emit(e.IncidentResolved(incident.key))
    if job is not None:
        if job.state in (FAILED, ERROR_THROWN):
            step.emit(e.JobReturned(job.key, "RESOLVED"))
            step.job_available(job.type, job.key, created=False)
        return
    instance = case.elements.get(incident.element_instance)
    if instance is None:
        return
    if instance.state == ACTIVATING:
        step.later(step.life.activate, instance.key)
    elif instance.state == COMPLETING:
        step.later(step.life.finish, instance.key)
    elif instance.task:
        step.later(step.life.task_again, instance.key)
    else:
        step.later(step.life.subscribe, instance.key)
