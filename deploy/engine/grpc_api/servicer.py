"""The calls of the gateway: request to command, reply to answer, and who waits for what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import grpc
from grpc.aio import ServicerContext

from deploy.engine.core.replies import ActivatedJob
from deploy.engine.grpc_api import requests
from deploy.engine.grpc_api.answers import Answers
from deploy.engine.grpc_api.protocol import Message, Protocol, Rpc
from deploy.engine.grpc_api.refusals import RefusedError, answered, refusal
from deploy.engine.grpc_api.streams import JobStreams, Stepping
from deploy.engine.instance_results import InstanceResults
from deploy.engine.job_waiting import waiting_time

Context = ServicerContext[Any, Any]
_Handler = Callable[[Message, Context], Awaitable[Any]]
_MOST_AT_ONCE = 500
"""Jobs of one activation: a larger poll gets several responses, and does not keep others from their turn."""
_LARGEST_RESPONSE = 3_900_000
"""Clients refuse messages above 4 MiB."""


class Servicer:
    """Handlers by the names of the RPCs. `where` gives host and port for the topology, known once they are bound."""

    def __init__(self, runtime: Stepping, protocol: Protocol, where: Callable[[], tuple[str, int]]) -> None:
        self._runtime = runtime
        self._protocol = protocol
        self._where = where
        self._answers = Answers(protocol)
        self._results = InstanceResults(runtime)
        self.streams = JobStreams(runtime)

    def handlers(self) -> grpc.GenericRpcHandler[Any, Any]:
        """What a server needs to serve the protocol."""
        found = self._commands()
        found["Topology"] = self._topology
        found["CreateProcessInstanceWithResult"] = self._create_with_result
        found["EvaluateDecision"] = self._evaluate_decision
        found["ActivateJobs"] = self._activate_jobs
        found["StreamActivatedJobs"] = self._stream_jobs
        methods = {rpc.name: _method(rpc, found[rpc.name]) for rpc in self._protocol.rpcs if rpc.name in found}
        return grpc.method_handlers_generic_handler(self._protocol.service, methods)

    def _commands(self) -> dict[str, _Handler]:
        """Calls that are one command with one answer."""
        answers = self._answers
        empty = answers.empty
        table: dict[str, tuple[Callable[[Message], Any], Callable[[Message, Any], Message]]] = {
            "DeployResource": (requests.deploy, answers.deployed),
            "DeployProcess": (requests.deploy_process, answers.deployed_process),
            "DeleteResource": (requests.delete_resource, answers.deleted),
            "CreateProcessInstance": (requests.create_instance, answers.created),
            "CancelProcessInstance": (requests.cancel_instance, empty("CancelProcessInstanceResponse")),
            "ModifyProcessInstance": (requests.modify_instance, empty("ModifyProcessInstanceResponse")),
            "MigrateProcessInstance": (requests.migrate_instance, empty("MigrateProcessInstanceResponse")),
            "SetVariables": (requests.set_variables, answers.variables_set),
            "CompleteJob": (requests.complete_job, empty("CompleteJobResponse")),
            "FailJob": (requests.fail_job, empty("FailJobResponse")),
            "ThrowError": (requests.throw_error, empty("ThrowErrorResponse")),
            "UpdateJobRetries": (requests.update_retries, empty("UpdateJobRetriesResponse")),
            "UpdateJobTimeout": (requests.update_timeout, empty("UpdateJobTimeoutResponse")),
            "PublishMessage": (requests.publish_message, answers.published),
            "BroadcastSignal": (requests.broadcast_signal, answers.broadcast),
            "ResolveIncident": (requests.resolve_incident, empty("ResolveIncidentResponse")),
        }
        return {name: self._command(name, read, write) for name, (read, write) in table.items()}

    def _command(self, call: str, read: Callable[[Message], Any], write: Callable[[Message, Any], Message]) -> _Handler:
        submit = self._runtime.submit

        async def handle(request: Message, context: Context) -> Message:
            try:
                return write(request, answered(call, await submit(read(request))))
            except Exception as error:
                refused = refusal(call, error)
            return await context.abort(refused.status, refused.details)

        return handle

    async def _topology(self, _request: Message, _context: Context) -> Message:
        return self._answers.topology(*self._where())

    async def _evaluate_decision(self, _request: Message, context: Context) -> Message:
        await context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            "Expected to evaluate a decision, but this engine does not support DMN: it runs BPMN and forms. Use a "
            "business rule task with a job type and let a worker decide, or a Camunda 8 cluster.",
        )

    async def _create_with_result(self, request: Message, context: Context) -> Message:
        call = "CreateProcessInstanceWithResult"
        async with _refusing(call, context):
            command = requests.create_instance(request.request, await_result=True)
            created, ended = answered(call, await self._results.start(command, request.requestTimeout))
            if not ended.completed:
                raise RefusedError(
                    grpc.StatusCode.ABORTED,
                    f"Expected process instance {created.key} to be completed, but it was terminated",
                )
            return self._answers.result(created, ended.variables, request.fetchVariables)

    async def _activate_jobs(self, request: Message, context: Context) -> None:
        async with _refusing("ActivateJobs", context):
            how = requests.activate_jobs(request)
            left = how.max_jobs
            wait_ms = waiting_time(request.requestTimeout)
            while left > 0:
                asked = min(left, _MOST_AT_ONCE)
                jobs = await self.streams.waiting.take(
                    how.type,
                    how.worker,
                    how.timeout,
                    asked,
                    how.fetch_variables,
                    wait_ms,
                    alive=lambda: not context.done(),
                    max_bytes=how.max_bytes,
                )
                await self._deliver(jobs, context)
                if len(jobs) < asked:
                    return
                left -= asked
                wait_ms = 0

    async def _deliver(self, jobs: list[ActivatedJob], context: Context) -> None:
        """Writes jobs in responses that clients can take; those that could not be written go back."""
        written = 0
        try:
            batch: list[Message] = []
            size = 0
            for job in jobs:
                message = self._answers.job(job)
                more = message.ByteSize() + 8
                if batch and size + more > _LARGEST_RESPONSE:
                    await context.write(self._answers.jobs(batch))
                    written += len(batch)
                    batch, size = [], 0
                batch.append(message)
                size += more
            if batch:
                await context.write(self._answers.jobs(batch))
                written += len(batch)
        except BaseException:
            self.streams.give_back(jobs[written:])
            raise

    async def _stream_jobs(self, request: Message, context: Context) -> None:
        async def opened() -> None:
            # So that a client can know that from now on it gets every job.
            await context.send_initial_metadata(())

        async def send(job: ActivatedJob) -> None:
            await context.write(self._answers.job(job))

        async with _refusing("StreamActivatedJobs", context):
            await self.streams.serve(requests.stream_jobs(request), opened, send)


@asynccontextmanager
async def _refusing(call: str, context: Context) -> AsyncIterator[None]:
    refused: RefusedError
    try:
        yield
        return
    except Exception as error:
        if context.done():
            raise
        refused = refusal(call, error)
    await context.abort(refused.status, refused.details)


def _method(rpc: Rpc, handler: _Handler) -> grpc.RpcMethodHandler[Any, Any]:
    make = grpc.unary_stream_rpc_method_handler if rpc.streams else grpc.unary_unary_rpc_method_handler
    return make(
        handler,
        request_deserializer=rpc.request.FromString,
        response_serializer=rpc.answer.SerializeToString,
    )
