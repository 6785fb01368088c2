"""What the activities of a diagram do: jobs, scripts, forms, user tasks, called processes, loops."""

from __future__ import annotations

from deploy.engine.model import rules, timers
from deploy.engine.model.expression import Expression
from deploy.engine.model.extensions import (
    formula,
    headers_of,
    is_name,
    job_of,
    optional,
    required,
    task_listeners,
)
from deploy.engine.model.parsing import Node, attribute, bpmn, extension, is_true, text_of
from deploy.engine.model.process import Called, Form, JobWork, Loop, Script, UserTask
from deploy.engine.model.refusals import Refusals

_HIGHEST_PRIORITY = 100


def required_job(refusals: Refusals, node: Node) -> JobWork | None:
    """The job of an element that only works by one."""
    job = job_of(refusals, node)
    if job is None:
        refusals.add(node, rules.NO_JOB)
    return job


def business_rule_job(refusals: Refusals, node: Node) -> JobWork | None:
    """The job of a business rule task; a DMN decision is refused."""
    if extension(node, "calledDecision") is not None:
        refusals.add(node, rules.CALLED_DECISION)
        return None
    return required_job(refusals, node)


def script_of(refusals: Refusals, node: Node) -> tuple[Script | None, JobWork | None]:
    """A script task is a FEEL script or a job."""
    script, job = extension(node, "script"), job_of(refusals, node)
    if script is None:
        if job is None:
            refusals.add(node, rules.NO_SCRIPT)
        return None, job
    if job is not None:
        refusals.add(node, rules.SCRIPT_AND_JOB)
    text, variable = attribute(script, "expression"), attribute(script, "resultVariable")
    if not variable:
        refusals.add(node, rules.NO_RESULT_VARIABLE)
    elif not is_name(variable):
        refusals.add(node, rules.RESULT_VARIABLE, name=variable[:60])
    return Script(formula(refusals, node, "the script", text, rules.NO_SCRIPT_EXPRESSION), variable), job


def called_of(refusals: Refusals, node: Node) -> Called:
    """`zeebe:calledElement`. Variables go both ways unless that is switched off, as documented."""
    called = extension(node, "calledElement")
    binding, version_tag = _binding(refusals, node, called)
    if attribute(called, "businessId"):
        refusals.add(node, rules.BUSINESS_ID)
    return Called(
        process_id=required(
            refusals, node, "the called process", attribute(called, "processId"), rules.NO_CALLED_PROCESS
        ),
        propagate_all_parent=is_true(called, "propagateAllParentVariables", missing=True),
        propagate_all_child=is_true(called, "propagateAllChildVariables", missing=True),
        binding=binding,
        version_tag=version_tag,
    )


def user_task_of(refusals: Refusals, node: Node) -> UserTask | None:
    """A native user task; one by job is refused."""
    if extension(node, "userTask") is None:
        refusals.add(node, rules.JOB_USER_TASK)
        return None
    assignment, schedule = extension(node, "assignmentDefinition"), extension(node, "taskSchedule")
    return UserTask(
        assignee=optional(refusals, node, "the assignee", attribute(assignment, "assignee")),
        candidate_groups=optional(refusals, node, "the candidate groups", attribute(assignment, "candidateGroups")),
        candidate_users=optional(refusals, node, "the candidate users", attribute(assignment, "candidateUsers")),
        due_date=_date(refusals, node, "due date", attribute(schedule, "dueDate")),
        follow_up_date=_date(refusals, node, "follow-up date", attribute(schedule, "followUpDate")),
        priority=_priority(refusals, node, attribute(extension(node, "priorityDefinition"), "priority")),
        form=form_of(refusals, node),
        headers=headers_of(refusals, node, extension(node, "taskHeaders")),
        listeners=task_listeners(refusals, node),
    )


def form_of(refusals: Refusals, node: Node) -> Form | None:
    """`zeebe:formDefinition`: a linked form or an external reference."""
    definition = extension(node, "formDefinition")
    if definition is None:
        return None
    form_id, reference = attribute(definition, "formId"), attribute(definition, "externalReference")
    if attribute(definition, "formKey"):
        refusals.add(node, rules.FORM_KEY)
        return None
    if form_id and reference:
        refusals.add(node, rules.TWO_FORMS)
    if not form_id and not reference:
        refusals.add(node, rules.NO_FORM_ID)
        return None
    binding, version_tag = _binding(refusals, node, definition)
    return Form(
        form_id=optional(refusals, node, "the form id", form_id),
        binding=binding,
        version_tag=version_tag,
        external_reference=optional(refusals, node, "the external reference", reference),
    )


def loop_of(refusals: Refusals, node: Node) -> Loop | None:
    """The multi-instance marker of an activity, if it has one."""
    if bpmn(node, "standardLoopCharacteristics") is not None:
        refusals.add(node, rules.STANDARD_LOOP)
    marker = bpmn(node, "multiInstanceLoopCharacteristics")
    if marker is None:
        return None
    zeebe = extension(marker, "loopCharacteristics")
    item, collection = attribute(zeebe, "inputElement"), attribute(zeebe, "outputCollection")
    output = attribute(zeebe, "outputElement")
    for name in (item, collection):
        if name and not is_name(name):
            refusals.add(node, rules.LOOP_VARIABLE, name=name[:60])
    if bool(collection) != bool(output):
        refusals.add(node, rules.LOOP_OUTPUT)
    condition = text_of(bpmn(marker, "completionCondition"))
    source = attribute(zeebe, "inputCollection")
    return Loop(
        sequential=is_true(marker, "isSequential"),
        input_collection=formula(refusals, node, "the input collection", source, rules.NO_COLLECTION),
        input_element=item or None,
        output_collection=collection or None,
        output_element=_formula(refusals, node, "the output element", output),
        completion_condition=_formula(refusals, node, "the completion condition", condition),
    )


def _formula(refusals: Refusals, node: Node, what: str, text: str) -> Expression | None:
    return formula(refusals, node, what, text, rules.LITERAL_FOR_EXPRESSION) if text else None


def _binding(refusals: Refusals, node: Node, holder: Node | None) -> tuple[str, str | None]:
    binding, tag = attribute(holder, "bindingType") or "latest", attribute(holder, "versionTag")
    if binding not in ("latest", "deployment", "versionTag"):
        refusals.add(node, rules.BINDING, binding=binding[:30])
    if binding == "versionTag" and not tag:
        refusals.add(node, rules.NO_BINDING_TAG)
    return binding, tag or None


def _date(refusals: Refusals, node: Node, what: str, text: str) -> Expression | None:
    if text and not text.startswith("="):
        try:
            timers.due_from_date(text)
        except ValueError as error:
            refusals.add(node, rules.TASK_DATE, what=what, problem=error)
    return optional(refusals, node, f"the {what}", text)


def _priority(refusals: Refusals, node: Node, text: str) -> Expression | None:
    whole = text.isascii() and text.isdigit() and len(text) < 4
    if text and not text.startswith("=") and not (whole and int(text) <= _HIGHEST_PRIORITY):
        refusals.add(node, rules.TASK_PRIORITY, text=text[:30])
        return None
    return optional(refusals, node, "the priority", text)
