"""Commands that listeners of a user task decide on are answered when they have, and not waited for without end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core.replies import Done, InstanceCreated, JobsActivated, Reason, Rejection
from deploy.engine.failures import ListenersSilent
from deploy.engine.limits import Limits
from deploy.engine.runtime import Runtime

pytestmark = pytest.mark.anyio

PROCESS = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="http://example.org/">
  <bpmn:process id="periksa" isExecutable="true">
    <bpmn:startEvent id="Mulai" />
    <bpmn:userTask id="Periksa"><bpmn:extensionElements><zeebe:userTask />
      <zeebe:taskListeners><zeebe:taskListener eventType="completing" type="setuju" /></zeebe:taskListeners>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:endEvent id="Selesai" />
    <bpmn:sequenceFlow id="F1" sourceRef="Mulai" targetRef="Periksa" />
    <bpmn:sequenceFlow id="F2" sourceRef="Periksa" targetRef="Selesai" />
  </bpmn:process>
</bpmn:definitions>
"""


async def task_of_a_new_case(runtime: Runtime) -> int:
    await runtime.submit(c.Deploy((("periksa.bpmn", PROCESS),)))
    created = await runtime.submit(c.CreateInstance("periksa"))
    assert isinstance(created, InstanceCreated)
    state = runtime.state
    assert state is not None
    case = state.case(created.key)
    assert case is not None
    return next(iter(case.tasks))


async def listener_job(runtime: Runtime) -> int:
    answer = await runtime.submit(c.ActivateJobs("setuju", "uji", 60_000, 1))
    assert isinstance(answer, JobsActivated)
    return answer.jobs[0].key


async def test_the_answer_comes_when_the_listener_agreed(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    task = await task_of_a_new_case(runtime)
    completing = asyncio.create_task(runtime.submit(c.CompleteTask(task)))
    await asyncio.sleep(0.05)
    assert not completing.done()
    await runtime.submit(c.CompleteJob(await listener_job(runtime)))
    async with asyncio.timeout(20):
        assert await completing == Done()
    await runtime.close()


async def test_the_answer_is_a_refusal_when_the_listener_denied(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    task = await task_of_a_new_case(runtime)
    completing = asyncio.create_task(runtime.submit(c.CompleteTask(task)))
    await asyncio.sleep(0)
    result = c.JobResult(denied=True, denied_reason="belum lengkap")
    await runtime.submit(c.CompleteJob(await listener_job(runtime), result=result))
    async with asyncio.timeout(20):
        refused = await completing
    assert isinstance(refused, Rejection)
    assert refused.reason is Reason.INVALID_STATE
    await runtime.close()


async def test_silent_listeners_are_said_and_may_still_decide(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path, limits=Limits(listener_seconds=0.1))
    task = await task_of_a_new_case(runtime)
    with pytest.raises(ListenersSilent, match=f"listeners of the user task {task}"):
        await runtime.submit(c.CompleteTask(task))
    await runtime.submit(c.CompleteJob(await listener_job(runtime)))
    assert runtime.state is not None
    assert runtime.state.active_cases() == 0
    await runtime.close()
