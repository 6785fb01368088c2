"""Events as the core writes them, put together by hand: what the projection makes of them is looked at alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.keys import block_key
from deploy.engine.search import Projection

PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  targetNamespace="http://example.org/">
  <bpmn:process id="surat" name="Surat keluar" isExecutable="true">
    <bpmn:startEvent id="Mulai"><bpmn:extensionElements><zeebe:formDefinition formId="mulai" /></bpmn:extensionElements>
      <bpmn:outgoing>F1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="F1" sourceRef="Mulai" targetRef="Periksa" />
    <bpmn:userTask id="Periksa" name="Memeriksa konsep">
      <bpmn:extensionElements><zeebe:userTask /><zeebe:taskHeaders><zeebe:header key="langkah" value="3" />
        </zeebe:taskHeaders></bpmn:extensionElements>
      <bpmn:incoming>F1</bpmn:incoming><bpmn:outgoing>F2</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="F2" sourceRef="Periksa" targetRef="Selesai" />
    <bpmn:endEvent id="Selesai"><bpmn:incoming>F2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""
CHECKSUM = hashlib.sha256(PROCESS.encode()).hexdigest()
START = 1_790_000_000_000
DEFINITION = block_key(0) + 2
FORM = block_key(0) + 3


def deployed() -> list[e.Event]:
    """One process and one form."""
    return [
        e.ResourceStored(CHECKSUM, PROCESS),
        e.ResourceStored("form", '{"id": "mulai", "components": []}'),
        e.DeploymentCreated(block_key(0) + 1),
        e.ProcessDeployed(DEFINITION, block_key(0) + 1, "surat", 1, "v1", "Surat keluar", "surat.bpmn", CHECKSUM),
        e.FormDeployed(FORM, block_key(0) + 1, "mulai", 1, "", "mulai.form", "form"),
    ]


def case(number: int, **task: Any) -> list[e.Event]:
    """A case (numbers from 1) that waits at its user task."""
    root = block_key(number)
    attributes: dict[str, Any] = {
        "candidate_groups": ["kasubbag"],
        "candidate_users": [],
        "due_date": "",
        "follow_up_date": "",
        "priority": 50,
        "form_key": 0,
        "external_reference": "",
        **task,
    }
    return [
        e.InstanceStarted(root, root, DEFINITION, 0, 0, ["a:1"], f"perkara-{number}", []),
        e.VariablesSet(root, root, {"nomor": f"{number:05}", "jumlah": number}),
        e.ElementActivated(root),
        e.ElementEntered(root + 1, root, "Mulai", "START_EVENT", root, True, 0),
        e.ElementCompleted(root + 1),
        e.FlowTaken(root, root, "F1", "Periksa", False),
        e.ElementEntered(root + 2, root, "Periksa", "USER_TASK", root, False, 0),
        e.VariablesSet(root + 2, root, {"nomor": "lokal"}),
        e.UserTaskCreated(root + 3, root + 2, root, "Periksa", **attributes),
        e.ElementActivated(root + 2),
        e.UserTaskMoved(root + 3, "CREATED", "", "", {}),
    ]


def completed(number: int) -> list[e.Event]:
    """That case runs to its end."""
    root = block_key(number)
    return [
        e.UserTaskMoved(root + 3, "COMPLETED", "complete", "budi", {}),
        e.ElementCompleted(root + 2),
        e.FlowTaken(root, root, "F2", "Selesai", False),
        e.ElementEntered(root + 4, root, "Selesai", "END_EVENT", root, True, 0),
        e.ElementCompleted(root + 4),
        e.ElementCompleted(root),
    ]


class Scene:
    """A projection that is fed step by step; each step is a second later."""

    def __init__(self, path: Path) -> None:
        self.projection = Projection(path / "search.db")
        self.now = START
        self.position = 0
        self.steps: list[tuple[int, int, list[e.Event]]] = []

    def step(self, *events: Iterable[e.Event]) -> None:
        """One batch, one step for each list."""
        batches = []
        for some in events:
            self.position += 1
            self.now += 1000
            batches.append((self.position, self.now, list(some)))
        self.steps += batches
        self.projection.project(batches)
