"""Deployments: files become definitions, all or none; the newest version's start events wait from then on.

Source: Camunda 8 docs, "Deployment", "Versioning process definitions", "Timer events" and "Message events" (start).
The same files again change nothing. When one of them changed, all get a new version: what is bound by deployment has
to find its forms in the deployment of its process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.catching import first_due, message_name
from deploy.engine.core.entities import Definition
from deploy.engine.core.replies import Deployed, DeployedForm, DeployedProcess, Done, Reason
from deploy.engine.core.step import FaultError, RefusedError, Step
from deploy.engine.model.process import EventType, FormFile, ModelError, Process
from deploy.engine.model.read import duplicates, read_form, read_processes


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    text: str
    checksum: str
    processes: tuple[Process, ...]
    form: FormFile | None


def deploy(step: Step, command: c.Deploy) -> Deployed:
    """Carries out a deployment. Raises `RefusedError` with everything that is wrong."""
    files = _read(command)
    _check_ids(files)
    unchanged = all(_is_unchanged(step, file) for file in files)
    starts = {
        process.id: _starts_of(step, file.name, process)
        for file in files
        if not unchanged
        for process in file.processes
    }
    key = step.global_key()
    step.emit(e.DeploymentCreated(key))
    if unchanged:
        return _unchanged(step, key, files)
    processes: list[DeployedProcess] = []
    forms: list[DeployedForm] = []
    for file in files:
        if file.checksum not in step.state.resources:
            step.emit(e.ResourceStored(file.checksum, file.text))
        processes += [_deploy_process(step, key, file, process) for process in file.processes]
        if file.form is not None:
            forms.append(_deploy_form(step, key, file, file.form))
    for process in processes:
        _open_starts(step, process.key, starts[process.process_id])
    return Deployed(key, tuple(processes), tuple(forms))


def _read(command: c.Deploy) -> list[_File]:
    if not command.resources:
        raise RefusedError(Reason.INVALID_ARGUMENT, "Expected to deploy at least one resource, but none given")
    files: list[_File] = []
    refusals: list[str] = []
    for name, content in command.resources:
        text = content.decode("utf-8", "surrogateescape")
        # The name is part of it: the same content under another name is another version.
        checksum = hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0" + content).hexdigest()
        try:
            if name.endswith((".bpmn", ".xml")):
                files.append(_File(name, text, checksum, read_processes(name, content), None))
            elif name.endswith(".form"):
                files.append(_File(name, text, checksum, (), read_form(name, content)))
            else:
                refusals.append(f"'{name}': only .bpmn and .form files can be deployed to this engine.")
        except ModelError as error:
            refusals += str(error).splitlines()
    if refusals:
        raise _refused(refusals)
    return files


def _refused(refusals: list[str]) -> RefusedError:
    begin = "Expected to deploy new resources, but encountered the following errors:\n"
    return RefusedError(Reason.INVALID_ARGUMENT, begin + "\n".join(refusals))


def _check_ids(files: list[_File]) -> None:
    read = [(file.name, process) for file in files for process in file.processes]
    forms = [(file.name, file.form) for file in files if file.form is not None]
    refused = duplicates([*read, *forms])
    if refused:
        raise _refused([str(refusal) for refusal in refused])


def _is_unchanged(step: Step, file: _File) -> bool:
    state = step.state
    keys = [state.newest.get(process.id) for process in file.processes]
    if any(key is None or state.definitions[key].checksum != file.checksum for key in keys):
        return False
    if file.form is not None:
        key = state.newest_form.get(file.form.id)
        return key is not None and state.forms[key].checksum == file.checksum
    return True


def _unchanged(step: Step, key: int, files: list[_File]) -> Deployed:
    state = step.state
    processes = [state.definitions[state.newest[p.id]] for file in files for p in file.processes]
    forms = [state.forms[state.newest_form[file.form.id]] for file in files if file.form is not None]
    return Deployed(
        key,
        tuple(
            DeployedProcess(d.key, d.process.id, d.version, d.process.version_tag, d.resource_name) for d in processes
        ),
        tuple(DeployedForm(f.key, f.file.id, f.version, f.file.version_tag, f.resource_name) for f in forms),
    )


def _deploy_process(step: Step, deployment: int, file: _File, process: Process) -> DeployedProcess:
    before = step.state.newest.get(process.id)
    if before is not None:
        _close_starts(step, before)
    key = step.global_key()
    version = step.state.versions.get(process.id, 0) + 1
    step.emit(
        e.ProcessDeployed(
            key, deployment, process.id, version, process.version_tag, process.name, file.name, file.checksum
        )
    )
    return DeployedProcess(key, process.id, version, process.version_tag, file.name)


def _deploy_form(step: Step, deployment: int, file: _File, form: FormFile) -> DeployedForm:
    key = step.global_key()
    version = step.state.form_versions.get(form.id, 0) + 1
    step.emit(e.FormDeployed(key, deployment, form.id, version, form.version_tag, file.name, file.checksum))
    return DeployedForm(key, form.id, version, form.version_tag, file.name)


# --- start events ----------------------------------------------------------------------------------------------------


class _Start(NamedTuple):
    """A start event that waits, with its expressions evaluated."""

    element: str
    type: EventType
    name: str = ""
    due: int = 0
    repetitions: int = 0


def _starts_of(step: Step, resource: str, process: Process) -> list[_Start]:
    """What the start events of a process wait for. Raises `RefusedError`, and so comes before anything changed."""
    starts: list[_Start] = []
    for id_ in process.root.starts:
        event = process.elements[id_].event
        if event is None:
            continue
        try:
            if event.type in (EventType.MESSAGE, EventType.SIGNAL):
                starts.append(_Start(id_, event.type, message_name(step, event, {})))
            elif event.type is EventType.TIMER:
                due, repetitions = first_due(step, event, {})
                starts.append(_Start(id_, event.type, due=due, repetitions=repetitions))
        except FaultError as fault:
            raise RefusedError(Reason.INVALID_ARGUMENT, f"'{resource}': '{id_}': {fault.message}") from fault
    return starts


def _open_starts(step: Step, definition: int, starts: list[_Start]) -> None:
    for start in starts:
        key = step.global_key()
        if start.type is EventType.TIMER:
            step.emit(e.TimerCreated(key, 0, 0, definition, start.element, start.due, start.repetitions))
        else:
            step.emit(e.StartSubscriptionOpened(key, definition, start.element, start.type.value, start.name))


def _close_starts(step: Step, definition_key: int) -> None:
    for start in [s for s in step.state.start_subscriptions.values() if s.definition == definition_key]:
        step.emit(e.StartSubscriptionClosed(start.key))
    for timer in [t for t in step.state.start_timers.values() if t.definition == definition_key]:
        step.emit(e.TimerCancelled(timer.key))


def delete(step: Step, command: c.DeleteResource) -> Done:
    """Removes a definition or form. Raises `RefusedError`."""
    state = step.state
    definition = state.definitions.get(command.key)
    if definition is None:
        if command.key not in state.forms:
            raise RefusedError(
                Reason.NOT_FOUND,
                f"Expected to delete resource but no resource found with key `{command.key}`",
            )
        step.emit(e.DefinitionDeleted(command.key))
        return Done()
    running = 0
    for root in list(state.cases):
        case = state.case(root)
        if case is not None:
            running += sum(instance.definition == command.key for instance in case.instances.values())
    if running:
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to delete process definition with key '{command.key}', but {running} of its instances are "
            "running. Cancel them or let them end first.",
        )
    before: Definition | None = None
    if state.newest.get(definition.process.id) == command.key:
        older = [d for d in state.definitions.values() if d.process.id == definition.process.id and d is not definition]
        before = max(older, key=lambda d: d.version, default=None)
    starts = [] if before is None else _starts_of(step, before.resource_name, before.process)
    _close_starts(step, command.key)
    step.emit(e.DefinitionDeleted(command.key))
    if before is not None:
        _open_starts(step, before.key, starts)
    return Done()
