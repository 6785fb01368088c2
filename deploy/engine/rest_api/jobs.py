"""Jobs: taken by workers, completed, failed, changed."""

from __future__ import annotations

from typing import Any

from deploy.engine.core.commands import DEFAULT_TENANT, CompleteJob, FailJob, JobResult, ThrowJobError, UpdateJob
from deploy.engine.core.replies import ActivatedJob
from deploy.engine.job_waiting import MAX_WAIT_MS, waiting_time
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.fields import MAX_INT, Fields
from deploy.engine.rest_api.problems import invalid
from deploy.engine.rest_api.tasks import attributes
from deploy.engine.search.entities import JOBS

routes = Routes()
_JOB = "/jobs/{jobKey}"
_ACTIVATION = (
    "type",
    "timeout",
    "maxJobsToActivate",
    "worker",
    "fetchVariable",
    "requestTimeout",
    "tenantIds",
    "tenantFilter",
    "withLease",
)


@routes("POST", "/jobs/search")
async def search(call: Call) -> dict[str, Any]:
    """Jobs, also those that are over."""
    return await call.search(JOBS)


@routes("POST", "/jobs/activation")
async def activate(call: Call) -> dict[str, Any]:
    """Waits for jobs while there are none, as long as `requestTimeout` says and who asks is there."""
    fields = await call.fields(*_ACTIVATION)
    fields.only_default_tenant("tenantIds")
    async with call.alive() as alive:
        jobs = await call.engine.jobs.take(
            fields.text("type", required=True),
            fields.text("worker"),
            fields.integer("timeout", least=1),
            fields.integer("maxJobsToActivate", least=1, most=MAX_INT),
            fields.texts("fetchVariable"),
            waiting_time(fields.integer("requestTimeout", 0, least=-1, most=MAX_WAIT_MS)),
            alive,
        )
    return {"jobs": [_activated(job) for job in jobs]}


def _activated(job: ActivatedJob) -> dict[str, Any]:
    return {
        "type": job.type,
        "processDefinitionId": job.process_id,
        "processDefinitionVersion": job.definition_version,
        "elementId": job.element_id,
        "customHeaders": dict(job.headers),
        "worker": job.worker,
        "retries": job.retries,
        "deadline": job.deadline,
        "variables": dict(job.variables),
        "tenantId": DEFAULT_TENANT,
        "physicalTenantId": "default",
        "jobKey": str(job.key),
        "processInstanceKey": str(job.process_instance_key),
        "processDefinitionKey": str(job.definition_key),
        "elementInstanceKey": str(job.element_instance_key),
        "kind": job.kind,
        "listenerEventType": job.listener_event or "UNSPECIFIED",
        "userTask": None if job.user_task is None else _user_task(dict(job.user_task)),
        "tags": list(job.tags),
        "rootProcessInstanceKey": str(job.root_process_instance_key),
        "businessId": job.business_id or None,
        "priority": 0,
        "leaseToken": None,
    }


def _user_task(task: dict[str, Any]) -> dict[str, Any]:
    return {
        "action": task["action"],
        "assignee": task["assignee"] or None,
        "candidateGroups": list(task["candidate_groups"]),
        "candidateUsers": list(task["candidate_users"]),
        "changedAttributes": [_PUBLISHED[name] for name in task.get("changed_attributes", ())],
        "dueDate": task["due_date"] or None,
        "followUpDate": task["follow_up_date"] or None,
        "formKey": str(task["form_key"]) if task["form_key"] else None,
        "priority": task["priority"],
        "userTaskKey": str(task["key"]),
    }


_PUBLISHED = {
    "assignee": "assignee",
    "candidate_groups": "candidateGroupsList",
    "candidate_users": "candidateUsersList",
    "due_date": "dueDate",
    "follow_up_date": "followUpDate",
    "priority": "priority",
}


@routes("POST", f"{_JOB}/completion")
async def complete(call: Call) -> None:
    """A listener of a user task may deny or correct by its `result`."""
    key = call.key("jobKey")
    fields = await call.fields("variables", "result", "leaseToken", "businessId")
    await call.submit(CompleteJob(key, fields.variables(), _result(fields)), "COMPLETE")


def _result(fields: Fields) -> JobResult | None:
    result = fields.object(
        "result",
        (
            "type",
            "denied",
            "deniedReason",
            "corrections",
            "activateElements",
            "isCompletionConditionFulfilled",
            "isCancelRemainingInstances",
        ),
    )
    if result is None:
        return None
    if result.text("type", "userTask") != "userTask":
        raise result.wrong("type", "must be userTask: the embedded engine has no ad-hoc sub-processes.")
    corrections = result.object(
        "corrections", ("assignee", "dueDate", "followUpDate", "candidateUsers", "candidateGroups", "priority")
    )
    return JobResult(
        denied=result.flag("denied"),
        denied_reason=result.text("deniedReason"),
        corrections={} if corrections is None else attributes(corrections),
    )


@routes("POST", f"{_JOB}/failure")
async def fail(call: Call) -> None:
    """Without retries left an incident is made."""
    key = call.key("jobKey")
    fields = await call.fields("retries", "errorMessage", "retryBackOff", "variables", "leaseToken")
    command = FailJob(
        key,
        fields.integer("retries", 0, least=-MAX_INT, most=MAX_INT),
        fields.text("errorMessage"),
        fields.integer("retryBackOff", 0, least=0),
        fields.variables(),
    )
    await call.submit(command, "FAIL")


@routes("POST", f"{_JOB}/error")
async def throw_error(call: Call) -> None:
    """A BPMN error."""
    key = call.key("jobKey")
    fields = await call.fields("errorCode", "errorMessage", "variables", "leaseToken")
    command = ThrowJobError(
        key, fields.text("errorCode", required=True), fields.text("errorMessage"), fields.variables()
    )
    await call.submit(command, "THROW_ERROR")


@routes("PATCH", _JOB)
async def update(call: Call) -> None:
    """Retries, and the time that a worker has from now on."""
    key = call.key("jobKey")
    fields = await call.fields("changeset", "operationReference", "leaseToken")
    changeset = fields.object("changeset", ("retries", "timeout", "priority"), required=True)
    assert changeset is not None  # noqa: S101 - it is required
    if "priority" in changeset:
        raise changeset.wrong("priority", "is not supported by the embedded engine: jobs are given out in their order.")
    if "retries" not in changeset and "timeout" not in changeset:
        raise invalid("changeset", "retries or timeout is required.")
    command = UpdateJob(
        key,
        changeset.integer("retries", least=1, most=MAX_INT) if "retries" in changeset else None,
        changeset.integer("timeout", least=0) if "timeout" in changeset else None,
    )
    await call.submit(command, "UPDATE")
