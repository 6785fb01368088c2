"""From messages to commands: what a request says, checked as far as the documentation asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deploy.engine.core import commands
from deploy.engine.grpc_api.documents import read_document
from deploy.engine.grpc_api.protocol import Message
from deploy.engine.grpc_api.refusals import invalid, only_default_tenant

_MAX_BYTES = 3_500_000
"""Of the jobs of one response; clients refuse messages above 4 MiB."""


def deploy(request: Message) -> commands.Deploy:
    """DeployResource."""
    only_default_tenant("DeployResource", request.tenantId)
    return _deploy("DeployResource", ((r.name, r.content) for r in request.resources))


def deploy_process(request: Message) -> commands.Deploy:
    """DeployProcess, which DeployResource replaced."""
    return _deploy("DeployProcess", ((p.name, p.definition) for p in request.processes))


def _deploy(call: str, resources: Iterable[tuple[str, bytes]]) -> commands.Deploy:
    found = tuple(resources)
    if not found:
        raise invalid(f"Expected to handle request {call} with at least one resource to deploy, but none given")
    return commands.Deploy(found)


def delete_resource(request: Message) -> commands.DeleteResource:
    """DeleteResource."""
    return commands.DeleteResource(request.resourceKey)


def create_instance(request: Message, *, await_result: bool = False) -> commands.CreateInstance:
    """CreateProcessInstance, and the inner request of CreateProcessInstanceWithResult."""
    call = "CreateProcessInstanceWithResult" if await_result else "CreateProcessInstance"
    only_default_tenant(call, request.tenantId)
    if not request.processDefinitionKey and not request.bpmnProcessId:
        raise invalid(
            f"Expected to handle request {call} with a process definition key or a BPMN process id, but neither given"
        )
    return commands.CreateInstance(
        process_id=request.bpmnProcessId,
        version=request.version or -1,
        definition_key=request.processDefinitionKey,
        variables=read_document(call, request.variables),
        start_instructions=tuple(commands.StartInstruction(i.elementId) for i in request.startInstructions),
        terminate_after=tuple(
            i.terminate.afterElementId for i in request.runtimeInstructions if i.terminate.afterElementId
        ),
        await_result=await_result,
        operation_reference=_operation_reference(request),
        tags=tuple(request.tags),
        business_id=request.businessId,
    )


def cancel_instance(request: Message) -> commands.CancelInstance:
    """CancelProcessInstance."""
    return commands.CancelInstance(request.processInstanceKey)


def modify_instance(request: Message) -> commands.ModifyInstance:
    """ModifyProcessInstance. A move of one element instance is its end and the beginning of the target."""
    single = [move for move in request.moveInstructions if move.sourceElementInstanceKey]
    return commands.ModifyInstance(
        key=request.processInstanceKey,
        activate=(
            *(_activation(i.elementId, i) for i in request.activateInstructions),
            *(_activation(i.targetElementId, i) for i in single),
        ),
        terminate=(
            *(i.elementInstanceKey for i in request.terminateInstructions if i.elementInstanceKey),
            *(i.sourceElementInstanceKey for i in single),
        ),
        terminate_ids=tuple(i.elementId for i in request.terminateInstructions if not i.elementInstanceKey),
        move=tuple(
            commands.MoveInstruction(
                i.sourceElementId,
                i.targetElementId,
                i.ancestorElementInstanceKey or -1,
                _scoped_variables(i.variableInstructions),
            )
            for i in request.moveInstructions
            if not i.sourceElementInstanceKey
        ),
    )


def _activation(element_id: str, instruction: Message) -> commands.ActivateInstruction:
    return commands.ActivateInstruction(
        element_id,
        instruction.ancestorElementInstanceKey or -1,
        _scoped_variables(instruction.variableInstructions),
    )


def _scoped_variables(instructions: Iterable[Message]) -> tuple[commands.VariableInstruction, ...]:
    call = "ModifyProcessInstance"
    return tuple(commands.VariableInstruction(read_document(call, i.variables), i.scopeId) for i in instructions)


def migrate_instance(request: Message) -> commands.MigrateInstance:
    """MigrateProcessInstance."""
    plan = request.migrationPlan
    return commands.MigrateInstance(
        key=request.processInstanceKey,
        target_definition_key=plan.targetProcessDefinitionKey,
        mapping=tuple((i.sourceElementId, i.targetElementId) for i in plan.mappingInstructions),
    )


def set_variables(request: Message) -> commands.SetVariables:
    """SetVariables."""
    variables = read_document("SetVariables", request.variables)
    return commands.SetVariables(request.elementInstanceKey, variables, local=request.local)


def activate_jobs(request: Message) -> commands.ActivateJobs:
    """ActivateJobs, without its waiting."""
    call = "ActivateJobs"
    _job_request(call, request)
    if not request.worker.strip():
        raise invalid(f"Expected to handle request {call} with a worker name, but it is blank")
    if request.maxJobsToActivate < 1:
        raise invalid(
            f"Expected to handle request {call} with maxJobsToActivate of at least 1, "
            f"but got {request.maxJobsToActivate}"
        )
    return commands.ActivateJobs(
        type=request.type,
        worker=request.worker,
        timeout=request.timeout,
        max_jobs=request.maxJobsToActivate,
        fetch_variables=tuple(request.fetchVariable),
        max_bytes=_MAX_BYTES,
    )


def stream_jobs(request: Message) -> commands.ActivateJobs:
    """StreamActivatedJobs: how one job of it is activated, but for the job's key."""
    _job_request("StreamActivatedJobs", request)
    return commands.ActivateJobs(
        type=request.type,
        worker=request.worker,
        timeout=request.timeout,
        max_jobs=1,
        fetch_variables=tuple(request.fetchVariable),
        max_bytes=_MAX_BYTES,
    )


def _job_request(call: str, request: Message) -> None:
    only_default_tenant(call, *request.tenantIds)
    if not request.type.strip():
        raise invalid(f"Expected to handle request {call} with a job type, but it is blank")
    if request.timeout < 1:
        raise invalid(f"Expected to handle request {call} with a timeout of at least 1 ms, but got {request.timeout}")


def complete_job(request: Message) -> commands.CompleteJob:
    """CompleteJob."""
    variables = read_document("CompleteJob", request.variables)
    if not request.HasField("result"):
        return commands.CompleteJob(request.jobKey, variables)
    result = request.result
    if result.type not in ("", "userTask"):
        raise invalid(
            f"Expected the result of CompleteJob to be of type 'userTask', but it is '{result.type[:40]}'; this engine "
            "has no ad-hoc sub-processes"
        )
    return commands.CompleteJob(
        request.jobKey,
        variables,
        commands.JobResult(result.denied, result.deniedReason, _corrections(result.corrections)),
    )


def _corrections(sent: Message) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in (("assignee", "assignee"), ("due_date", "dueDate"), ("follow_up_date", "followUpDate")):
        if sent.HasField(field):
            found[name] = getattr(sent, field)
    for name, field in (("candidate_groups", "candidateGroups"), ("candidate_users", "candidateUsers")):
        if sent.HasField(field):
            found[name] = list(getattr(sent, field).values)
    if sent.HasField("priority"):
        found["priority"] = sent.priority
    return found


def fail_job(request: Message) -> commands.FailJob:
    """FailJob."""
    return commands.FailJob(
        key=request.jobKey,
        retries=request.retries,
        message=request.errorMessage,
        back_off=request.retryBackOff,
        variables=read_document("FailJob", request.variables),
    )


def throw_error(request: Message) -> commands.ThrowJobError:
    """ThrowError."""
    variables = read_document("ThrowError", request.variables)
    return commands.ThrowJobError(request.jobKey, request.errorCode, request.errorMessage, variables)


def update_retries(request: Message) -> commands.UpdateJob:
    """UpdateJobRetries."""
    if request.retries < 1:
        raise invalid(
            f"Expected to update the retries of job {request.jobKey} to at least 1, but got {request.retries}"
        )
    return commands.UpdateJob(request.jobKey, retries=request.retries)


def update_timeout(request: Message) -> commands.UpdateJob:
    """UpdateJobTimeout."""
    return commands.UpdateJob(request.jobKey, timeout=request.timeout)


def publish_message(request: Message) -> commands.PublishMessage:
    """PublishMessage."""
    only_default_tenant("PublishMessage", request.tenantId)
    return commands.PublishMessage(
        name=request.name,
        correlation_key=request.correlationKey,
        time_to_live=request.timeToLive,
        message_id=request.messageId,
        variables=read_document("PublishMessage", request.variables),
    )


def broadcast_signal(request: Message) -> commands.BroadcastSignal:
    """BroadcastSignal."""
    only_default_tenant("BroadcastSignal", request.tenantId)
    return commands.BroadcastSignal(request.signalName, read_document("BroadcastSignal", request.variables))


def resolve_incident(request: Message) -> commands.ResolveIncident:
    """ResolveIncident."""
    return commands.ResolveIncident(request.incidentKey)


def _operation_reference(request: Message) -> int | None:
    return int(request.operationReference) if request.HasField("operationReference") else None
