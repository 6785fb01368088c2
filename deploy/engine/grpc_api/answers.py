"""From replies to messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from deploy.engine.compatibility import VERSION
from deploy.engine.core import replies
from deploy.engine.core.commands import DEFAULT_TENANT
from deploy.engine.grpc_api.protocol import Message, Protocol
from deploy.engine.model.expression import json_text

_NO_EVENT = "UNSPECIFIED"


class Answers:
    """Makes the messages of one protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self._messages = protocol.messages
        job = protocol.messages["ActivatedJob"]
        self._job = job
        self._kinds: Mapping[str, int] = dict(job.JobKind.items())
        self._listener_events: Mapping[str, int] = dict(job.ListenerEventType.items())

    def empty(self, name: str) -> Callable[[Message, Any], Message]:
        """Always the same message without fields."""
        message = self._messages[name]()
        return lambda _request, _reply: message

    def topology(self, host: str, port: int) -> Message:
        """One broker with one healthy partition: there is no cluster."""
        partition = self._messages["Partition"](partitionId=1, role="LEADER", health="HEALTHY")
        broker = self._messages["BrokerInfo"](nodeId=0, host=host, port=port, partitions=[partition], version=VERSION)
        return self._messages["TopologyResponse"](
            brokers=[broker], clusterSize=1, partitionsCount=1, replicationFactor=1, gatewayVersion=VERSION
        )

    def deployed(self, _request: Message, reply: replies.Deployed) -> Message:
        """DeployResource."""
        deployment = self._messages["Deployment"]
        form = self._messages["FormMetadata"]
        found = [deployment(process=self._process(process)) for process in reply.processes]
        found += [
            deployment(
                form=form(
                    formId=f.form_id,
                    version=f.version,
                    formKey=f.key,
                    resourceName=f.resource_name,
                    tenantId=DEFAULT_TENANT,
                )
            )
            for f in reply.forms
        ]
        return self._messages["DeployResourceResponse"](key=reply.key, deployments=found, tenantId=DEFAULT_TENANT)

    def deployed_process(self, _request: Message, reply: replies.Deployed) -> Message:
        """DeployProcess."""
        return self._messages["DeployProcessResponse"](
            key=reply.key, processes=[self._process(process) for process in reply.processes]
        )

    def _process(self, process: replies.DeployedProcess) -> Message:
        return self._messages["ProcessMetadata"](
            bpmnProcessId=process.process_id,
            version=process.version,
            processDefinitionKey=process.key,
            resourceName=process.resource_name,
            tenantId=DEFAULT_TENANT,
        )

    def deleted(self, request: Message, _reply: replies.Done) -> Message:
        """DeleteResource."""
        return self._messages["DeleteResourceResponse"](resourceKey=str(request.resourceKey))

    def created(self, _request: Message, reply: replies.InstanceCreated) -> Message:
        """CreateProcessInstance."""
        answer = self._messages["CreateProcessInstanceResponse"](
            processDefinitionKey=reply.definition_key,
            bpmnProcessId=reply.process_id,
            version=reply.version,
            processInstanceKey=reply.key,
            tenantId=DEFAULT_TENANT,
            tags=reply.tags,
        )
        if reply.business_id:
            answer.businessId = reply.business_id
        return answer

    def result(self, created: replies.InstanceCreated, variables: Mapping[str, Any], fetch: Iterable[str]) -> Message:
        """CreateProcessInstanceWithResult; `fetch` names the variables that are wanted, none: all."""
        wanted = frozenset(fetch)
        shown = {name: value for name, value in variables.items() if name in wanted} if wanted else dict(variables)
        answer = self._messages["CreateProcessInstanceWithResultResponse"](
            processDefinitionKey=created.definition_key,
            bpmnProcessId=created.process_id,
            version=created.version,
            processInstanceKey=created.key,
            variables=json_text(shown),
            tenantId=DEFAULT_TENANT,
            tags=created.tags,
        )
        if created.business_id:
            answer.businessId = created.business_id
        return answer

    def variables_set(self, request: Message, _reply: replies.Done) -> Message:
        """SetVariables. Commands have no keys here; that of the element says more than none."""
        return self._messages["SetVariablesResponse"](key=request.elementInstanceKey)

    def published(self, _request: Message, reply: replies.MessagePublished) -> Message:
        """PublishMessage."""
        return self._messages["PublishMessageResponse"](key=reply.key, tenantId=DEFAULT_TENANT)

    def broadcast(self, _request: Message, reply: replies.SignalBroadcast) -> Message:
        """BroadcastSignal."""
        return self._messages["BroadcastSignalResponse"](key=reply.key, tenantId=DEFAULT_TENANT)

    def jobs(self, found: Iterable[Message]) -> Message:
        """One response of ActivateJobs."""
        return self._messages["ActivateJobsResponse"](jobs=found)

    def job(self, job: replies.ActivatedJob) -> Message:
        """A job for a worker."""
        message = self._job(
            key=job.key,
            type=job.type,
            processInstanceKey=job.process_instance_key,
            bpmnProcessId=job.process_id,
            processDefinitionVersion=job.definition_version,
            processDefinitionKey=job.definition_key,
            elementId=job.element_id,
            elementInstanceKey=job.element_instance_key,
            customHeaders=json_text(dict(job.headers)) if job.headers else "{}",
            worker=job.worker,
            retries=job.retries,
            deadline=job.deadline,
            variables=json_text(dict(job.variables)) if job.variables else "{}",
            tenantId=DEFAULT_TENANT,
            kind=self._kinds[job.kind],
            listenerEventType=self._listener_events[job.listener_event or _NO_EVENT],
            tags=job.tags,
        )
        if job.user_task is not None:
            _fill_task(message.userTask, job.user_task)
        return message


def _fill_task(message: Message, task: Mapping[str, Any]) -> None:
    """Attributes of the user task that a listener's job is about; what the task does not have is left out."""
    for name, field in (
        ("action", "action"),
        ("assignee", "assignee"),
        ("due_date", "dueDate"),
        ("follow_up_date", "followUpDate"),
        ("form_key", "formKey"),
        ("priority", "priority"),
        ("key", "userTaskKey"),
    ):
        value = task.get(name)
        if value not in (None, ""):
            setattr(message, field, value)
    for name, field in (
        ("candidate_groups", "candidateGroups"),
        ("candidate_users", "candidateUsers"),
        ("changed_attributes", "changedAttributes"),
    ):
        getattr(message, field).extend(task.get(name) or ())
    message.SetInParent()
