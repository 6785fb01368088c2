"""Every reason for which a file is refused at deployment, with what to do instead.

`docs/engine-refusals.md` is generated from here; each rule has a test that breaks it. What is refused follows Camunda's
documentation of its elements; the rest is what this engine leaves out on purpose rather than running it half.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`reason` continues "Task_X ..."; `{...}` in it is filled in. `element` says, for the table, what it is about."""

    element: str
    reason: str
    remedy: str


# --- what this engine does not run ---------------------------------------------------------------------------------

TRANSACTION = Rule("transaction", "is a transaction, which this engine does not run.", "Use an embedded sub-process.")
AD_HOC = Rule(
    "ad-hoc sub-process",
    "is an ad-hoc sub-process, which this engine does not run.",
    "Use an embedded sub-process with gateways that choose the tasks.",
)
COMPLEX_GATEWAY = Rule(
    "complex gateway",
    "is a complex gateway, which this engine does not run.",
    "Use exclusive, inclusive or parallel gateways.",
)
COMPENSATION = Rule(
    "compensation",
    "is about compensation, which this engine does not run.",
    "Draw the steps that undo the work behind an error or escalation event.",
)
CONDITIONAL = Rule(
    "conditional event",
    "is a conditional event, which this engine does not run.",
    "Use a message, signal or timer event.",
)
CANCEL_EVENT = Rule(
    "cancel event",
    "is a cancel event, which belongs to transactions and is not run by this engine.",
    "Use an error event.",
)
CALLED_DECISION = Rule(
    "decision",
    "calls a DMN decision, which this engine does not evaluate.",
    "Use a script task with a FEEL expression, or a job (Implementation 'Job worker').",
)
JOB_USER_TASK = Rule(
    "user task",
    "is a job-based user task, which Camunda 8.10 and this engine do not run.",
    "Add <zeebe:userTask /> (in Modeler: Implementation 'Camunda user task').",
)
STANDARD_LOOP = Rule(
    "loop marker",
    "has a loop marker, which this engine does not run.",
    "Use a multi-instance marker, or draw the loop with an exclusive gateway.",
)
UNKNOWN_NODE = Rule(
    "other BPMN elements",
    "is a BPMN element '{name}', which this engine does not know.",
    "Remove it, or use one of the elements that docs/engine-refusals.md lists.",
)
UNKNOWN_EVENT = Rule(
    "other events",
    "has an event definition '{name}', which this engine does not know.",
    "Use a message, timer, signal, error, escalation, link or terminate event.",
)
UNKNOWN_EXTENSION = Rule(
    "extensions",
    "has the extension zeebe:{name}, which this engine does not know.",
    "Remove it, for instance by taking the element template off the element.",
)
INSTANTIATE = Rule(
    "receive task, event-based gateway",
    "starts the process by itself (instantiate), which this engine does not run.",
    "Put a message start event in front of it.",
)
TOO_DEEP = Rule(
    "sub-process", "is nested more than {limit} sub-processes deep.", "Move the inner steps to a called process."
)

# --- the file ------------------------------------------------------------------------------------------------------

NOT_EXECUTABLE = Rule(
    "file, process",
    "is not executable, and nothing else in the file is.",
    'Set isExecutable="true" on the process (in Modeler: Executable).',
)
NO_ID = Rule("any element", "is a {name} without an id.", "Give it an id.")
LONG_ID = Rule("any element", "has an id of more than {limit} characters.", "Give it a shorter id.")
DUPLICATE_ID = Rule("any element", "has an id that another element has too.", "Give each element its own id.")
DUPLICATE_PROCESS = Rule(
    "process",
    "has a process id that {other} in this deployment has too.",
    "Give each process its own id, or deploy one of the files.",
)

NO_XML = Rule(
    "file",
    "is not readable XML{where}.",
    "Export the diagram again from the modeler and deploy that file.",
)
DOCTYPE = Rule("file", "has a document type declaration.", "Remove the <!DOCTYPE ...> at its beginning.")
NO_BPMN = Rule("file", "is not a BPMN 2.0 file.", "Deploy a file that a BPMN modeler exported.")
FILE_SIZE = Rule("file", "has more than {limit} bytes.", "Split it into several processes.")
FORM_SIZE = Rule("form file", "has more than {limit} bytes.", "Split it into several forms.")
FORM_JSON = Rule("form file", "is not a form in JSON.", "Export the form again from the form editor.")
FORM_ID = Rule("form file", "has no id.", "Give the form an id in the form editor.")
FORM_VERSION_TAG = Rule("form file", "has a version tag that is not a text.", "Write it in quotes.")
DUPLICATE_FORM = Rule(
    "form file",
    "has a form id that {other} in this deployment has too.",
    "Give each form its own id, or deploy one of the files.",
)

NO_VERSION_TAG = Rule("process", "has an empty version tag.", "Fill it in, or remove it.")

# --- expressions ---------------------------------------------------------------------------------------------------

EXPRESSION_SYNTAX = Rule(
    "any expression",
    "has an expression that is not FEEL ({what}): {problem} (line {line}, column {column}).",
    "Correct the expression.",
)
LONG_EXPRESSION = Rule(
    "any expression",
    "has an expression of more than {limit} characters ({what}).",
    "Compute the value in steps, by script tasks or a worker.",
)
LONG_EXPRESSIONS = Rule(
    "file",
    "has the expression with which those of the file are more than {limit} characters together.",
    "Split the process, for instance by call activities.",
)
LITERAL_FOR_EXPRESSION = Rule(
    "any expression",
    "has a fixed text where an expression is needed ({what}).",
    "Begin it with '=' (in Modeler: the fx switch).",
)
START_VARIABLES = Rule(
    "start event",
    "has an expression with variables ({names}), but it is evaluated at deployment, when there are none.",
    "Write a fixed value, or an expression without variables.",
)

# --- any element ---------------------------------------------------------------------------------------------------

HEADER_TWICE = Rule("task headers", "has the task header '{key}' twice.", "Keep one of them.")
MAPPING_TARGET = Rule(
    "input or output mapping",
    "has a mapping to '{target}', which is not the name of a variable.",
    "Use letters, digits and _, with dots between the parts, beginning with a letter.",
)
MAPPING_SOURCE = Rule(
    "output mapping",
    "has a mapping to '{target}' without a value.",
    "Give it a value or an expression, such as =null.",
)
RETRIES = Rule(
    "job, listener",
    "has '{text}' as its number of retries.",
    "Write a whole number such as 3, or an expression.",
)
LISTENER_EVENT = Rule(
    "execution listener",
    "has an execution listener for the event '{event}'.",
    "Use start or end.",
)
TASK_LISTENER_EVENT = Rule(
    "task listener",
    "has a task listener for the event '{event}'.",
    "Use creating, assigning, updating, completing or canceling.",
)
NO_LISTENER_TYPE = Rule("listener", "has a listener without a job type.", "Give the listener a type.")
LISTENER_TWICE = Rule(
    "execution listener",
    "has the execution listener '{type}' twice for the event {event}.",
    "Keep one of them, or give them different types.",
)
LISTENER_PLACE = Rule(
    "execution listener",
    "is a {what} and cannot have execution listeners for the event {event}.",
    "Put the listener on the {instead}.",
)

# --- tasks ---------------------------------------------------------------------------------------------------------

NO_JOB = Rule(
    "service, send, script, business rule task; message throw and end event",
    "has no job definition.",
    'Add <zeebe:taskDefinition type="..." /> (in Modeler: Task definition).',
)
NO_JOB_TYPE = Rule("job", "has a job definition without a type.", "Give the job a type.")
SCRIPT_AND_JOB = Rule("script task", "has both a script and a job definition.", "Keep one of them.")
NO_SCRIPT = Rule(
    "script task", "has no script and no job definition.", "Write a FEEL expression, or choose 'Job worker'."
)
NO_SCRIPT_EXPRESSION = Rule("script task", "has a script without an expression.", "Write the FEEL expression.")
NO_RESULT_VARIABLE = Rule("script task", "has a script without a result variable.", "Name the variable for the result.")
RESULT_VARIABLE = Rule(
    "script task",
    "has the result variable '{name}', which is not the name of a variable.",
    "Use letters, digits and _, beginning with a letter.",
)
NO_CALLED_PROCESS = Rule(
    "call activity", "does not say which process it calls.", "Fill in the process id (zeebe:calledElement)."
)
BUSINESS_ID = Rule(
    "call activity",
    "gives the called process a business id of its own, which this engine does not do.",
    "Remove it; the called process then has the business id of its caller.",
)
BINDING = Rule(
    "form, call activity",
    "has the binding '{binding}', which is not known.",
    "Use latest, deployment or versionTag.",
)
NO_BINDING_TAG = Rule(
    "form, call activity",
    "is bound to a version tag but names none.",
    "Fill in the version tag, or use the binding latest or deployment.",
)
FORM_KEY = Rule(
    "form",
    "has a form by key or embedded in the diagram, which Camunda user tasks do not show.",
    "Link a deployed form by its id.",
)
NO_FORM_ID = Rule("form", "has a form definition without a form.", "Fill in the form id or the external reference.")
TWO_FORMS = Rule("form", "has both a linked form and an external reference.", "Keep one of them.")
TASK_DATE = Rule("user task", "has a {what} that cannot be read: {problem}", "Write it as 2026-03-01T09:00:00+07:00.")
TASK_PRIORITY = Rule(
    "user task", "has '{text}' as its priority.", "Write a whole number from 0 to 100, or an expression."
)
NO_COLLECTION = Rule(
    "multi-instance activity",
    "is a multi-instance activity without an input collection.",
    "Fill in the input collection, such as =items.",
)
LOOP_OUTPUT = Rule(
    "multi-instance activity",
    "has an output collection or an output element, but not both.",
    "Fill in both, or none.",
)
LOOP_VARIABLE = Rule(
    "multi-instance activity",
    "uses '{name}' as the name of a variable.",
    "Use letters, digits and _, beginning with a letter.",
)
LOOP_PLACE = Rule(
    "multi-instance activity",
    "cannot have a multi-instance marker.",
    "Put an embedded sub-process with the marker around it.",
)

# --- events --------------------------------------------------------------------------------------------------------

SEVERAL_DEFINITIONS = Rule("event", "has several event definitions.", "Keep one; draw an event for each.")
NO_DEFINITION = Rule(
    "event", "has no event definition, so nothing can trigger it.", "Make it a message, timer or another event."
)
EVENT_PLACE = Rule(
    "event",
    "is an event of the kind '{kind}', which cannot be {place}.",
    "Use one of: {allowed}.",
)
NO_MESSAGE = Rule("message event, receive task", "names no message.", "Choose or create a message for it.")
NO_MESSAGE_NAME = Rule("message", "uses the message {message}, which has no name.", "Name the message.")
NO_CORRELATION_KEY = Rule(
    "message",
    "uses the message {message}, which has no correlation key.",
    "Give the message a subscription correlation key, such as =orderId.",
)
NO_SIGNAL = Rule("signal event", "names no signal.", "Choose or create a signal for it.")
NO_SIGNAL_NAME = Rule("signal", "uses the signal {signal}, which has no name.", "Name the signal.")
NO_ERROR_CODE = Rule("error event", "throws an error without a code.", "Choose an error with a code.")
NO_ESCALATION_CODE = Rule(
    "escalation event", "throws an escalation without a code.", "Choose an escalation with a code."
)
CATCH_CODE = Rule(
    "error, escalation event",
    "catches a code that is an expression, but only a fixed code can be caught.",
    "Write the code without '=', or leave it out to catch all.",
)
DANGLING_REFERENCE = Rule(
    "event", "refers to the {kind} '{reference}', which the file does not have.", "Choose an existing {kind}."
)
NO_TIMER = Rule(
    "timer event",
    "has no time: neither a date nor a duration nor a cycle, or more than one.",
    "Fill in one of them.",
)
TIMER_TEXT = Rule("timer event", "has a {kind} that cannot be read: {problem}", "Correct the {kind}.")
TIMER_KIND = Rule("timer event", "is {place} with a {kind}, which is not possible there.", "Use a {allowed}.")
NOT_INTERRUPTING = Rule(
    "error event",
    "catches an error without interrupting, but an error always ends what threw it.",
    "Make it interrupting.",
)
NO_LINK_NAME = Rule("link event", "is a link event without a name.", "Give both link events of the pair the same name.")
LINK_TARGET = Rule(
    "link event",
    "throws the link '{name}', which no event catches in the same process or sub-process.",
    "Draw a catching link event with this name.",
)
LINK_TWICE = Rule(
    "link event", "catches the link '{name}' a second time.", "Keep one catching link event for each name."
)
LINK_FLOW = Rule(
    "link event",
    "is a link event with a sequence flow on the side of the link.",
    "Remove the flow; the link takes its place.",
)

# --- boundary events, event sub-processes --------------------------------------------------------------------------

NOT_ATTACHED = Rule("boundary event", "is attached to nothing.", "Attach it to an activity (attachedToRef).")
ATTACHED_WRONG = Rule(
    "boundary event",
    "is attached to {target}, which is not an activity of the same process or sub-process.",
    "Attach it to a task, sub-process or call activity.",
)
ESCALATION_ATTACHED = Rule(
    "boundary event",
    "catches an escalation of {target}, which cannot throw one.",
    "Attach it to a sub-process or call activity.",
)
CAUGHT_TWICE = Rule(
    "boundary event, event sub-process, start event",
    "catches the {kind} {name}, which {other} catches at the same place.",
    "Keep one of them.",
)
SUB_PROCESS_START = Rule(
    "sub-process",
    "is a sub-process without exactly one plain start event.",
    "Begin it with one start event without an event definition.",
)
EVENT_SUB_PROCESS_START = Rule(
    "event sub-process",
    "is an event sub-process without exactly one start event.",
    "Begin it with one message, timer, signal, error or escalation start event.",
)
EVENT_SUB_PROCESS_FLOW = Rule(
    "event sub-process", "is an event sub-process with sequence flows to or from it.", "Remove these flows."
)
NO_START = Rule("process", "has no start event.", "Begin it with a start event.")
SEVERAL_STARTS = Rule("process", "has several plain start events.", "Keep one start event without an event definition.")

# --- flows and gateways --------------------------------------------------------------------------------------------

FLOW_END = Rule(
    "sequence flow",
    "has the {side} '{reference}', which is not in the same process or sub-process.",
    "Draw the flow between two elements of the same process or sub-process.",
)
FLOW_INTO = Rule(
    "start event, boundary event", "is a {what} with a flow into it.", "Let the flow end at the element behind it."
)
FLOW_OUT = Rule(
    "end event", "is an end event with a flow out of it.", "Let the flow begin at the element in front of it."
)
CONDITION_PLACE = Rule(
    "sequence flow",
    "has a condition, but conditions are only decided behind exclusive and inclusive gateways.",
    "Draw the flow out of an exclusive or inclusive gateway, or remove the condition.",
)
NO_CONDITION = Rule(
    "exclusive, inclusive gateway",
    "has the outgoing flow {flow} without a condition.",
    "Give the flow a condition, or make it the default flow.",
)
EMPTY_CONDITION = Rule("sequence flow", "has an empty condition.", "Write the condition, or remove it.")
DEFAULT_CONDITION = Rule(
    "exclusive, inclusive gateway",
    "has the default flow {flow} with a condition, which would not be looked at.",
    "Remove the condition, or choose another default flow.",
)
DEFAULT_FLOW = Rule(
    "exclusive, inclusive gateway",
    "has the default flow '{flow}', which does not leave it.",
    "Choose one of its own outgoing flows.",
)
ENDLESS_LOOP = Rule(
    "loop",
    "is in a loop in which nothing waits, so it would run without end: {loop}.",
    "Put a user or service task, a timer or a message into the loop.",
)
EVENT_GATEWAY_FLOWS = Rule(
    "event-based gateway", "is an event-based gateway with fewer than two outgoing flows.", "Draw at least two."
)
EVENT_GATEWAY_TARGET = Rule(
    "event-based gateway",
    "leads to {target}, which is not a message, timer or signal catch event with this one flow into it.",
    "Lead each flow straight to a catch event of its own.",
)
