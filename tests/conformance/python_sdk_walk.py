"""A walk over the routes of /v2 by the typed client of camunda/orchestration-cluster-api-python (Apache-2.0).

Runs in an environment of its own that has `camunda-orchestration-sdk` (see python_sdk.py):

    python python_sdk_walk.py REST_ADDRESS OUTCOMES_JSON

The client refuses an answer that lacks a field or has another name for a state in it. Every step is one method of it.
"""

from __future__ import annotations

import json
import sys
import traceback
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from camunda_orchestration_sdk import CamundaClient, models

MODEL = [Path(__file__).with_name("walk.bpmn"), Path(__file__).with_name("walk.form")]


class Walk:
    """The client, and what became of every step."""

    def __init__(self, address: str) -> None:
        self.client = CamundaClient(configuration={"CAMUNDA_REST_ADDRESS": address})
        self.passed: list[str] = []
        self.failed: dict[str, str] = {}
        self.unpublished: set[str] = set()
        """Fields that this version of the client does not know; other versions ask for them."""

    def step(self, name: str, *arguments: Any, label: str = "", **more: Any) -> Any:
        """Calls a method of the client; its answer, or None when it was refused."""
        label = f"{name}{f' ({label})' if label else ''}"
        try:
            answer = getattr(self.client, name)(*arguments, **more)
        except Exception as error:
            self.failed[label] = f"{type(error).__name__}: {error}"[:500]
            return None
        self.unpublished.update(unpublished(answer))
        self.passed.append(label)
        return answer

    def refused(self, name: str, wanted: int, *arguments: Any, label: str, **more: Any) -> None:
        """The same for a call that has to be refused with a status."""
        label = f"{name} ({label})"
        try:
            getattr(self.client, name)(*arguments, **more)
        except Exception as error:
            status = getattr(error, "status_code", None)
            if status == wanted:
                self.passed.append(label)
            else:
                self.failed[label] = f"{type(error).__name__} {status}: {error}"[:500]
        else:
            self.failed[label] = "was not refused"


def unpublished(answer: Any) -> list[str]:
    """Fields of an answer that its model does not have, of everything in it."""
    found: list[str] = []
    if isinstance(answer, list):
        for one in answer:
            found += unpublished(one)
    elif hasattr(answer, "__attrs_attrs__"):
        names = {field.name for field in answer.__attrs_attrs__} - {"additional_properties"}
        if names:  # variables and headers have only additional ones
            found += [f"{type(answer).__name__}.{name}" for name in getattr(answer, "additional_properties", ())]
        for name in names:
            found += unpublished(getattr(answer, name))
    return found


def query(kind: str, **filter_: Any) -> Any:
    """A search with a filter, an order and a page."""
    return getattr(models, kind).from_dict(filter_)


def walk(w: Walk) -> None:
    """Every route once, on a case that goes through everything."""
    cluster(w)
    definition = deployment(w)
    case = begin(w, definition)
    jobs(w, case)
    tasks(w, case)
    cases(w, case, definition)
    messages(w, case)
    incidents(w, definition)
    changes(w, definition)
    statistics(w, definition)
    refusals(w)


def cluster(w: Walk) -> None:
    w.step("get_topology")
    w.step("get_status")
    w.step("get_license")
    w.step("get_authentication")
    w.step("pin_clock", data=models.ClockPinRequest(timestamp=1_900_000_000_000))
    w.step("reset_clock")


def deployment(w: Walk) -> str:
    deployed = w.step("deploy_resources_from_files", MODEL)
    definition = str(deployed.processes[0].process_definition_key)
    form = str(deployed.forms[0].form_key)
    w.step("get_process_definition", definition)
    w.step("get_process_definition_xml", definition)
    w.step("get_start_process_form", definition)
    w.step("get_form_by_key", form)
    w.step("search_process_definitions", data=query("ProcessDefinitionSearchQuery", filter={"isLatestVersion": True}))
    w.step("search_resources")
    w.step("get_resource", form)
    w.step("get_resource_content", form)
    w.step("get_resource_content_binary", form)
    return definition


def begin(w: Walk, definition: str) -> str:
    body = {"variables": {"nomor": "K-1", "isi": {"a": [1, None]}}, "tags": ["a:b"], "businessId": "perkara-1"}
    made = w.step(
        "create_process_instance",
        data=models.ProcessCreationById.from_dict({"processDefinitionId": "walk", **body}),
        label="by id",
    )
    for label, kind, how in (
        ("by key", "ProcessCreationByKey", {"processDefinitionKey": definition}),
        (
            "by version tag",
            "ProcessCreationByVersionTag",
            {"processDefinitionId": "walk", "processDefinitionVersionTag": "v1"},
        ),
    ):
        other = w.step("create_process_instance", data=getattr(models, kind).from_dict({**how, **body}), label=label)
        if other is not None:
            w.step(
                "cancel_process_instance",
                str(other.process_instance_key),
                data=models.CancelProcessInstanceRequest(),
                label=label,
            )
    return str(made.process_instance_key)


def jobs(w: Walk, case: str) -> None:
    found = w.step("search_jobs", data=query("JobSearchQuery", filter={"processInstanceKey": case, "state": "CREATED"}))
    activation = {"type": "walk-job", "worker": "walker", "timeout": 60_000, "maxJobsToActivate": 1}
    request = models.JobActivationRequest.from_dict(activation)
    taken = w.step("activate_jobs", data=request)
    key = str(taken.jobs[0].job_key)
    assert key == str(found.items[0].job_key)
    w.step("update_job", key, data=models.JobUpdateRequest.from_dict({"changeset": {"retries": 5, "timeout": 90_000}}))
    w.step("fail_job", key, data=models.JobFailRequest.from_dict({"retries": 2, "errorMessage": "lagi"}))
    w.step("activate_jobs", data=request, label="again")
    w.step("complete_job", key, data=models.JobCompletionRequest.from_dict({"variables": {"hasil": 1}}))
    nothing = models.JobActivationRequest.from_dict({**activation, "type": "none", "requestTimeout": 1})
    w.step("activate_jobs", data=nothing, label="none")


def tasks(w: Walk, case: str) -> None:
    filter_ = {
        "state": {"$in": ["CREATED"]},
        "candidateGroup": "staf",
        "processInstanceKey": case,
        "dueDate": {"$gt": "2029-01-01T00:00:00Z"},
        "processInstanceVariables": [{"name": "nomor", "value": '"K-1"'}],
    }
    sort = [{"field": "dueDate", "order": "DESC"}]
    found = w.step("search_user_tasks", data=query("UserTaskSearchQuery", filter=filter_, sort=sort, page={"limit": 5}))
    key = str(found.items[0].user_task_key)
    w.step("get_user_task", key)
    w.step("get_user_task_form", key)
    assign = models.UserTaskAssignmentRequest.from_dict
    w.step("assign_user_task", key, data=assign({"assignee": "budi", "allowOverride": False}))
    w.refused("assign_user_task", 409, key, data=assign({"assignee": "siti", "allowOverride": False}), label="taken")
    w.step("unassign_user_task", key)
    changeset = {"priority": 80, "candidateGroups": ["staf"], "dueDate": "2031-01-01T00:00:00Z"}
    w.step("update_user_task", key, data=models.UserTaskUpdateRequest.from_dict({"changeset": changeset}))
    w.step("search_user_task_variables", key)
    w.step("search_user_task_effective_variables", key)
    w.step("complete_user_task", key, data=models.UserTaskCompletionRequest.from_dict({"variables": {"ok": True}}))
    w.step("get_user_task", key, label="completed")
    w.step("search_user_task_audit_logs", key)
    logs = w.step("search_audit_logs")
    w.step("get_audit_log", str(logs.items[0].audit_log_key))


def cases(w: Walk, case: str, definition: str) -> None:
    w.step("get_process_instance", case)
    filter_ = {
        "state": "ACTIVE",
        "hasIncident": False,
        "variables": [{"name": "ok", "value": "true"}],
        "$or": [{"processDefinitionId": "walk"}, {"businessId": {"$like": "x*"}}],
    }
    sort = [{"field": "startDate", "order": "DESC"}]
    w.step("search_process_instances", data=query("ProcessInstanceSearchQuery", filter=filter_, sort=sort))
    w.step("get_process_instance_sequence_flows", case)
    w.step("get_process_instance_statistics", case)
    w.step("get_process_instance_call_hierarchy", case)
    w.step("get_process_definition_statistics", definition)
    elements = w.step(
        "search_element_instances", data=query("ElementInstanceSearchQuery", filter={"processInstanceKey": case})
    )
    element = str(elements.items[-1].element_instance_key)
    w.step("get_element_instance", element)
    variables = models.SetVariableRequest.from_dict({"variables": {"lokal": 1}, "local": True})
    w.step("create_element_instance_variables", element, data=variables)
    w.step("search_element_instance_incidents", element, data=query("IncidentSearchQuery"))
    found = w.step(
        "search_variables", data=query("VariableSearchQuery", filter={"processInstanceKey": case, "name": "isi"})
    )
    w.step("get_variable", str(found.items[0].variable_key))
    w.step("search_process_definition_variable_names", definition)


def messages(w: Walk, case: str) -> None:
    w.step(
        "search_message_subscriptions",
        data=query("MessageSubscriptionSearchQuery", filter={"processInstanceKey": case}),
    )
    publish = models.MessagePublicationRequest.from_dict
    w.step("publish_message", data=publish({"name": "balasan", "correlationKey": "K-1", "timeToLive": 0}))
    w.step("get_process_instance", case, label="completed")
    w.step("search_correlated_message_subscriptions")
    correlate = models.MessageCorrelationRequest.from_dict
    begun = w.step("correlate_message", data=correlate({"name": "mulai", "correlationKey": ""}))
    if begun is not None:
        w.step("cancel_process_instance", str(begun.process_instance_key), data=models.CancelProcessInstanceRequest())
    w.refused("correlate_message", 404, data=correlate({"name": "nobody", "correlationKey": "x"}), label="nobody waits")
    w.step("broadcast_signal", data=models.SignalBroadcastRequest.from_dict({"signalName": "sirene"}))


def incidents(w: Walk, definition: str) -> None:
    by_key = models.ProcessCreationByKey.from_dict
    made = w.step("create_process_instance", data=by_key({"processDefinitionKey": definition}), label="for an incident")
    case = str(made.process_instance_key)
    activation = {"type": "walk-job", "worker": "walker", "timeout": 60_000, "maxJobsToActivate": 1}
    request = models.JobActivationRequest.from_dict(activation)

    def fail() -> str:
        (job,) = w.client.activate_jobs(data=request).jobs
        w.client.fail_job(job.job_key, data=models.JobFailRequest.from_dict({"retries": 0, "errorMessage": "habis"}))
        again = models.JobUpdateRequest.from_dict({"changeset": {"retries": 1}})
        w.client.update_job(job.job_key, data=again)
        return str(job.job_key)

    job = fail()
    found = w.step(
        "search_incidents", data=query("IncidentSearchQuery", filter={"state": "ACTIVE", "processInstanceKey": case})
    )
    incident = str(found.items[0].incident_key)
    w.step("get_incident", incident)
    w.step("search_process_instance_incidents", case, data=query("IncidentSearchQuery"))
    w.step("get_process_instance", case, label="with an incident")
    w.step("resolve_incident", incident)
    fail()
    w.step("resolve_process_instance_incidents", case)
    fail()
    batch = w.step(
        "resolve_incidents_batch_operation",
        data=models.ProcessInstanceIncidentResolutionBatchOperationRequest.from_dict({"filter": {"hasIncident": True}}),
    )
    w.step("get_batch_operation", str(batch.batch_operation_key))
    w.step("search_batch_operations")
    w.step("search_batch_operation_items")
    w.client.activate_jobs(data=request)
    w.step("throw_job_error", job, data=models.JobErrorRequest.from_dict({"errorCode": "salah", "errorMessage": "x"}))
    w.step("get_process_instance", case, label="after an error")


def changes(w: Walk, definition: str) -> None:
    by_key = models.ProcessCreationByKey.from_dict
    made = w.step("create_process_instance", data=by_key({"processDefinitionKey": definition}), label="for changes")
    case = str(made.process_instance_key)
    (element,) = w.client.search_element_instances(
        data=query("ElementInstanceSearchQuery", filter={"processInstanceKey": case, "state": "ACTIVE"})
    ).items
    modification = {
        "activateInstructions": [{"elementId": "task", "variableInstructions": [{"variables": {"x": 1}}]}],
        "terminateInstructions": [{"elementInstanceKey": str(element.element_instance_key)}],
    }
    modify = models.ProcessInstanceModificationInstruction.from_dict
    w.step("modify_process_instance", case, data=modify(modification))
    migration = {
        "targetProcessDefinitionKey": definition,
        "mappingInstructions": [{"sourceElementId": "task", "targetElementId": "task"}],
    }
    plan = models.ProcessInstanceMigrationInstruction.from_dict(migration)
    w.step("migrate_process_instance", case, data=plan)
    cancel = models.ProcessInstanceCancellationBatchOperationRequest.from_dict
    w.step("cancel_process_instances_batch_operation", data=cancel({"filter": {"processInstanceKey": case}}))
    w.step("get_process_instance", case, label="cancelled")


def statistics(w: Walk, definition: str) -> None:
    w.step("get_process_definition_instance_statistics")
    version = query("ProcessDefinitionInstanceVersionStatisticsQuery", filter={"processDefinitionId": "walk"})
    w.step("get_process_definition_instance_version_statistics", data=version)
    w.step("get_process_definition_message_subscription_statistics")
    w.step("get_process_instance_statistics_by_error")
    by_definition = query("IncidentProcessInstanceStatisticsByDefinitionQuery", filter={"errorHashCode": 1})
    w.step("get_process_instance_statistics_by_definition", data=by_definition)
    until = datetime.now(timezone.utc) + timedelta(days=1)  # noqa: UP017 - the client also runs on Python 3.10
    since = until - timedelta(days=2)
    w.step("get_global_job_statistics", from_=since, to=until)
    filter_ = {"from": since.isoformat(), "to": until.isoformat(), "jobType": "walk-job"}
    w.step("get_job_type_statistics", data=query("JobTypeStatisticsQuery", filter=filter_))
    w.step("get_job_worker_statistics", data=query("JobWorkerStatisticsQuery", filter=filter_))
    w.step("get_job_error_statistics", data=query("JobErrorStatisticsQuery", filter=filter_))
    w.step("delete_resource", definition, data=models.DeleteResourceRequest())
    w.step("get_process_definition", definition, label="deleted")


def refusals(w: Walk) -> None:
    unknown = "2251799813999999"
    for name in (
        "get_user_task",
        "get_process_instance",
        "get_element_instance",
        "get_incident",
        "get_variable",
        "get_process_definition",
        "get_form_by_key",
        "get_resource",
        "resolve_incident",
        "complete_job",
        "complete_user_task",
    ):
        w.refused(name, 404, unknown, label="unknown")
    nothing = models.CancelProcessInstanceRequest()
    w.refused("cancel_process_instance", 404, unknown, data=nothing, label="unknown")
    by_id = models.ProcessCreationById.from_dict({"processDefinitionId": "nobody"})
    w.refused("create_process_instance", 404, data=by_id, label="unknown process")
    job = models.JobActivationRequest.from_dict({"type": "x", "timeout": 0, "maxJobsToActivate": 1})
    w.refused("activate_jobs", 400, data=job, label="timeout 0")


def main(address: str, outcomes: str) -> int:
    """Writes what became of each step, also when the walk could not go on."""
    w = Walk(address)
    try:
        walk(w)
    except Exception:
        w.failed["the walk itself"] = traceback.format_exc(limit=-3)
    Path(outcomes).write_text(
        json.dumps({"passed": w.passed, "failed": w.failed, "unpublished": sorted(w.unpublished)}), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
