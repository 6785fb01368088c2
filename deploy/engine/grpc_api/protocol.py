"""The gateway protocol as message classes: what pyzeebe ships, with the fields that Camunda added to it up to 8.9.

pyzeebe's stubs are those of an older gateway: a client of 8.9 also sends the result of a listener, tags, runtime
instructions and move instructions, and wants to read what kind of job it has. protobuf drops what a description does
not name, so the description is completed here, in a pool of its own: pyzeebe may be loaded in the same process.
The added names and numbers are those of the published protocol (gateway.proto of the Java client, Apache-2.0).
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

Message = Any
"""An instance of one of the protocol's messages; their classes are made at start-up."""

_PACKAGE = "gateway_protocol"
_SERVICE = f"{_PACKAGE}.Gateway"
_PROTO = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "string": _PROTO.TYPE_STRING,
    "int64": _PROTO.TYPE_INT64,
    "int32": _PROTO.TYPE_INT32,
    "bool": _PROTO.TYPE_BOOL,
}

_ENUMS = {
    "TenantFilter": ("PROVIDED", "ASSIGNED"),
    "ActivatedJob.JobKind": ("BPMN_ELEMENT", "EXECUTION_LISTENER", "TASK_LISTENER", "AD_HOC_SUB_PROCESS"),
    "ActivatedJob.ListenerEventType": (
        "ASSIGNING",
        "CANCELING",
        "COMPLETING",
        "CREATING",
        "END",
        "START",
        "UNSPECIFIED",
        "UPDATING",
    ),
}

# Message: "[optional|repeated] type name number". Nested messages are named Outer.Inner.
_FIELDS: dict[str, tuple[str, ...]] = {
    "StreamActivatedJobsRequest": ("repeated string tenantIds 6", "TenantFilter tenantFilter 7"),
    "ActivateJobsRequest": ("TenantFilter tenantFilter 8",),
    "UserTaskProperties": (
        "optional string action 1",
        "optional string assignee 2",
        "repeated string candidateGroups 3",
        "repeated string candidateUsers 4",
        "repeated string changedAttributes 5",
        "optional string dueDate 6",
        "optional string followUpDate 7",
        "optional int64 formKey 8",
        "optional int32 priority 9",
        "optional int64 userTaskKey 10",
    ),
    "ActivatedJob": (
        "UserTaskProperties userTask 15",
        "ActivatedJob.JobKind kind 16",
        "ActivatedJob.ListenerEventType listenerEventType 17",
        "repeated string tags 18",
    ),
    "StringList": ("repeated string values 1",),
    "JobResultCorrections": (
        "optional string assignee 1",
        "optional string dueDate 2",
        "optional string followUpDate 3",
        "StringList candidateUsers 4",
        "StringList candidateGroups 5",
        "optional int32 priority 6",
    ),
    "JobResult": (
        "optional bool denied 1",
        "JobResultCorrections corrections 2",
        "optional string deniedReason 3",
        "optional string type 4",
    ),
    "CompleteJobRequest": ("JobResult result 3",),
    "TerminateProcessInstanceInstruction": ("string afterElementId 1",),
    "ProcessInstanceCreationRuntimeInstruction": ("TerminateProcessInstanceInstruction terminate 1",),
    "CreateProcessInstanceRequest": (
        "repeated ProcessInstanceCreationRuntimeInstruction runtimeInstructions 8",
        "repeated string tags 9",
        "optional string businessId 10",
    ),
    "CreateProcessInstanceResponse": ("repeated string tags 6", "optional string businessId 7"),
    "CreateProcessInstanceWithResultResponse": ("repeated string tags 7", "optional string businessId 8"),
    "TopologyResponse": ("string clusterId 6",),
    "ModifyProcessInstanceRequest.TerminateInstruction": ("string elementId 2",),
    "ModifyProcessInstanceRequest.MoveInstruction": (
        "int64 sourceElementInstanceKey 1",
        "string sourceElementId 2",
        "string targetElementId 3",
        "repeated ModifyProcessInstanceRequest.VariableInstruction variableInstructions 4",
        "int64 ancestorElementInstanceKey 5",
        "bool inferAncestorScopeFromSourceHierarchy 6",
        "bool useSourceParentKeyAsAncestorScopeKey 7",
    ),
    "ModifyProcessInstanceRequest": ("repeated ModifyProcessInstanceRequest.MoveInstruction moveInstructions 5",),
    "DeleteResourceRequest": ("optional bool deleteHistory 3",),
    "DeleteResourceResponse": ("string resourceKey 1",),
}


@dataclass(frozen=True, slots=True)
class Rpc:
    """One call of the service."""

    name: str
    request: type[Message]
    answer: type[Message]
    streams: bool
    """Whether it answers with many messages."""


@dataclass(frozen=True, slots=True)
class Protocol:
    """The completed protocol. `messages` by name without package, nested ones as `Outer.Inner`."""

    service: str
    rpcs: tuple[Rpc, ...]
    messages: dict[str, type[Message]]


@cache
def gateway_protocol() -> Protocol:
    """The protocol, made at the first call (some milliseconds)."""
    file = descriptor_pb2.FileDescriptorProto()
    file.ParseFromString(_shipped_stubs().DESCRIPTOR.serialized_pb)
    _complete(file)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    found = message_factory.GetMessageClassesForFiles([file.name], pool)
    messages = {name.removeprefix(f"{_PACKAGE}."): kind for name, kind in found.items()}
    for name in _messages_by_name(file):
        messages.setdefault(name, message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")))
    methods = pool.FindServiceByName(_SERVICE).methods
    rpcs = tuple(
        Rpc(m.name, messages[m.input_type.name], messages[m.output_type.name], bool(m.server_streaming))
        for m in methods
    )
    return Protocol(_SERVICE, rpcs, messages)


def _shipped_stubs() -> ModuleType:
    # Imported from its file: `import pyzeebe.proto` would first import all of pyzeebe, which costs five times as much
    # as the stubs and is of no use to a server.
    package = importlib.util.find_spec("pyzeebe")
    if package is None or not package.submodule_search_locations:
        raise ImportError("pyzeebe is not installed, and with it the description of the gateway protocol")
    path = Path(package.submodule_search_locations[0]) / "proto" / "gateway_pb2.py"
    spec = importlib.util.spec_from_file_location(f"{__name__}._shipped", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"pyzeebe has no {path.name}, and with it no description of the gateway protocol")
    stubs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stubs)
    return stubs


def _complete(file: descriptor_pb2.FileDescriptorProto) -> None:
    known = _messages_by_name(file)
    for name in _FIELDS:
        if name not in known:
            outer, _, inner = name.rpartition(".")
            made = known[outer].nested_type.add() if outer else file.message_type.add()
            made.name = inner
            known[name] = made
    for name, values in _ENUMS.items():
        outer, _, inner = name.rpartition(".")
        enums = known[outer].enum_type if outer else file.enum_type
        if inner not in {enum.name for enum in enums}:
            enums.add(
                name=inner,
                value=[descriptor_pb2.EnumValueDescriptorProto(name=v, number=n) for n, v in enumerate(values)],
            )
    for name, fields in _FIELDS.items():
        for field in fields:
            _add_field(known[name], field)


def _add_field(message: descriptor_pb2.DescriptorProto, description: str) -> None:
    *label, kind, name, number = description.split()
    # pyzeebe's own stubs may have it by now, or (tenantIds of a stream) have it under a number that was never used.
    for position, there in enumerate(message.field):
        if there.name == name:
            del message.field[position]
            break
    field = message.field.add(name=name, number=int(number), label=_PROTO.LABEL_OPTIONAL)
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
    else:
        field.type = _PROTO.TYPE_ENUM if kind in _ENUMS else _PROTO.TYPE_MESSAGE
        field.type_name = f".{_PACKAGE}.{kind}"
    if label == ["repeated"]:
        field.label = _PROTO.LABEL_REPEATED
    elif label == ["optional"]:
        # proto3's "optional" is a oneof of one field; such oneofs come after the real ones.
        field.proto3_optional = True
        field.oneof_index = len(message.oneof_decl)
        message.oneof_decl.add(name=f"_{name}")


def _messages_by_name(file: descriptor_pb2.FileDescriptorProto) -> dict[str, descriptor_pb2.DescriptorProto]:
    found: dict[str, descriptor_pb2.DescriptorProto] = {}
    for message in file.message_type:
        found[message.name] = message
        found.update({f"{message.name}.{inner.name}": inner for inner in message.nested_type})
    return found
