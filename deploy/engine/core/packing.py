"""A case as bytes, as small as it gets: idle cases lie in memory like this, and on disk.

A JSON array of rows, deflated. Keys are counted from the case's own key (0: none, 1: the root itself), elements by
their number in the process, and what is usually empty stands last and is left out.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

from deploy.engine.core.entities import Case, ElementInstance, Incident, Instance, Job, Subscription, Timer, UserTask
from deploy.engine.core.state import State

_FORMAT = 1
_LEVEL = 1
# What the rows of most cases have in common; deflating finds it here instead of writing it out.
_DICTIONARY = (
    b'"BOUNDARY_EVENT""EVENT_SUB_PROCESS""CALL_ACTIVITY""MULTI_INSTANCE_BODY""SUB_PROCESS""RECEIVE_TASK"'
    b'"EXECUTION_LISTENER","START""EXECUTION_LISTENER","END""TASK_LISTENER","COMPLETING""BPMN_ELEMENT",""'
    b'"catatan":null,"nomorPerkara":"","permohonan":{"nama":"","nip":"","instansi":""},"keputusan":null,'
    b'"kantor":"","langkah":"","mulai":"20:00:00Z","waktuBaku":"PT15M","padaTanggal":null,"tenggat":"20:00:00Z",'
    b'"SERVICE_TASK",1,0,{},[],[],[],[],[]]'
    b'[1,[[1,0,0,[],"",[],null,22517998136852]],[[1,1,0,"PROCESS",0,1,0,{"'
    b'}],[4,1,"USER_TASK",1,1,0,{"}]],[],[[5,4,1,[""],[],"","",50,22517998136852,"","","CREATED"]],[],[],[],[]]'
)


def pack(state: State, case: Case) -> bytes:
    """The bytes of a case; the same case always gives the same."""
    root = case.root
    numbers = {key: state.definitions[i.definition].numbers for key, i in case.instances.items()}

    def rel(key: int) -> int:
        return key - root + 1 if key else 0

    def rels(keys: Any) -> list[int] | None:
        return None if keys is None else [key - root + 1 for key in keys]

    def number(instance: int, element: str) -> int:
        return numbers[instance][element]

    content: list[Any] = [
        _FORMAT,
        case.last_key - root,
        [
            [rel(i.key), i.definition, rel(i.parent_instance), rel(i.parent_element), i.tags, i.business_id,
             i.terminate_after, i.lock]
            for i in case.instances.values()
        ],
        [
            _trimmed(
                [rel(x.key), rel(x.instance), number(x.instance, x.element), x.type, rel(x.scope), x.state, x.loop,
                 x.variables, rel(x.job), rel(x.task), rels(x.children), rels(x.timers), rels(x.subscriptions),
                 x.listener, rel(x.incident), rels(x.signals), x.joins, x.items, x.counts,
                 list(x.trigger) if x.trigger else None, rel(x.called)]
            )
            for x in case.elements.values()
        ],
        [
            [rel(j.key), rel(j.element_instance), rel(j.instance), number(j.instance, j.element), j.type, j.kind,
             j.listener_event, j.index, j.retries, j.state, j.deadline, j.worker, rel(j.incident)]
            for j in case.jobs.values()
        ],
        [
            [rel(t.key), rel(t.element_instance), rel(t.instance), number(t.instance, t.element), t.candidate_groups,
             t.candidate_users, t.due_date, t.follow_up_date, t.priority, t.form_key, t.external_reference, t.assignee,
             t.state, *([t.action, t.by, t.pending, t.before, t.listener, rel(t.job)] if t.state != "CREATED" else [])]
            for t in case.tasks.values()
        ],
        [
            [rel(t.key), rel(t.element_instance), rel(t.instance), t.definition, number(t.instance, t.element), t.due,
             t.repetitions]
            for t in case.timers.values()
        ],
        [_subscription(s, rel, number) for s in case.subscriptions.values()],
        [_subscription(s, rel, number) for s in case.signals.values()],
        [[rel(i.key), rel(i.element_instance), rel(i.job), i.type] for i in case.incidents.values()],
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    deflater = zlib.compressobj(_LEVEL, zdict=_DICTIONARY)
    return deflater.compress(text) + deflater.flush()


def _trimmed(row: list[Any]) -> list[Any]:
    while row[-1] is None or row[-1] == 0:
        row.pop()
    return row


def _subscription(s: Subscription, rel: Any, number: Any) -> list[Any]:
    element = number(s.instance, s.element)
    return [rel(s.key), rel(s.element_instance), rel(s.instance), element, s.name, s.correlation_key, s.interrupting]


def unpack(state: State, root: int, packed: bytes) -> Case:
    """The case that `pack` gave."""
    inflater = zlib.decompressobj(zdict=_DICTIONARY)
    text = inflater.decompress(packed) + inflater.flush()
    content = json.loads(text.decode("utf-8", "surrogatepass"))
    base = root - 1
    case = Case(root)
    case.last_key = root + content[1]

    def key(relative: int) -> int:
        return relative + base if relative else 0

    def keys(relative: list[int] | None) -> list[int] | None:
        return None if relative is None else [one + base for one in relative]

    ids: dict[int, tuple[str, ...]] = {}
    for row in content[2]:
        own = key(row[0])
        case.instances[own] = Instance(own, row[1], key(row[2]), key(row[3]), *row[4:])
        ids[own] = state.definitions[row[1]].ids
    for row in content[3]:
        row += [None] * (21 - len(row))
        own, instance = key(row[0]), key(row[1])
        element = ElementInstance(own, instance, ids[instance][row[2]], row[3], key(row[4]), row[5] or 0, row[6] or 0)
        element.variables = row[7]
        element.job, element.task = key(row[8] or 0), key(row[9] or 0)
        children = keys(row[10])
        element.children = None if children is None else dict.fromkeys(children)
        element.timers, element.subscriptions, element.signals = keys(row[11]), keys(row[12]), keys(row[15])
        element.listener, element.incident = row[13] or 0, key(row[14] or 0)
        element.joins, element.items, element.counts = row[16], row[17], row[18]
        element.trigger = (row[19][0], row[19][1]) if row[19] else None
        element.called = key(row[20] or 0)
        case.elements[own] = element
    for row in content[4]:
        own, instance = key(row[0]), key(row[2])
        job = Job(own, key(row[1]), instance, ids[instance][row[3]], *row[4:9])
        job.state, job.deadline, job.worker, job.incident = row[9], row[10], row[11], key(row[12])
        case.jobs[own] = job
    for row in content[5]:
        own, instance = key(row[0]), key(row[2])
        task = UserTask(own, key(row[1]), instance, ids[instance][row[3]], *row[4:11])
        task.assignee, task.state = row[11], row[12]
        if len(row) > 13:
            task.action, task.by, task.pending, task.before, task.listener = row[13:18]
            task.job = key(row[18])
        case.tasks[own] = task
    for row in content[6]:
        own, instance = key(row[0]), key(row[2])
        case.timers[own] = Timer(own, key(row[1]), instance, row[3], ids[instance][row[4]], row[5], row[6])
    for index, place in ((7, case.subscriptions), (8, case.signals)):
        for row in content[index]:
            own, instance = key(row[0]), key(row[2])
            place[own] = Subscription(own, key(row[1]), instance, ids[instance][row[3]], *row[4:])
    for row in content[9]:
        own = key(row[0])
        case.incidents[own] = Incident(own, key(row[1]), key(row[2]), row[3])
    return case
