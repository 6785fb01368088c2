"""Random process graphs of the kinds that SOPs lead to, by seed.

A chain of rows over random lanes; every row may have machine work before the person's task, a deadline, an approval
with a return to an earlier row, a completeness check, a wait for an answer, parallel performers, a skip, an own end or
collective work; outside parties and annotations are thrown in.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from generator.graph import (
    Annotation,
    BlackBoxPool,
    Flow,
    Job,
    Lane,
    Message,
    MessageFlow,
    MultiInstance,
    Node,
    ProcessGraph,
    Scope,
    Timer,
    UserTask,
)

_VERBS = ("Periksa", "Susun", "Teruskan", "Tanda tangani", "Catat", "Serahkan", "Koreksi dan paraf", "Agendakan")
_OBJECTS = ("berkas", "konsep surat", "surat usulan kartu pegawai", "persyaratan pemohon", "jadwal perekaman data PNS")
_ROLES = (
    "PTSP",
    "Kepala Kantor",
    "Kasubbag Umum dan Kepegawaian",
    "Staf",
    "Sekretaris",
    "Kabag KPP",
    "Arsiparis",
    "Korpel",
)
_TIMER = Timer("date", "=tenggat")


@dataclass
class _Builder:
    rng: random.Random
    lane: str | None = None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    number: int = 0
    loose: list[tuple[str, str]] = field(default_factory=list)
    """Ends of the path so far: node and name of the flow that goes on."""

    def new(self, kind: str, name: str = "", **fields: object) -> Node:
        self.number += 1
        node = Node(f"N{self.number}", kind, name, self.lane, **fields)  # type: ignore[arg-type]
        self.nodes.append(node)
        return node

    def link(self, source: str, target: str, name: str = "", kind: str = "forward") -> None:
        self.flows.append(Flow(f"F{len(self.flows)}_{source}_{target}", source, target, name, None, kind))  # type: ignore[arg-type]

    def go_on(self, node: Node) -> None:
        """Links all loose ends to a node, through a merging gateway if there are several."""
        target = node
        if len(self.loose) > 1:
            self.nodes.pop()
            target = self.new("exclusiveGateway")
            self.nodes.append(node)
            self.link(target.id, node.id)
        for source, name in self.loose:
            self.link(source, target.id, name)
        self.loose = [(node.id, "")]

    def text(self) -> str:
        return f"{self.rng.choice(_VERBS)} {self.rng.choice(_OBJECTS)}"

    def task(self) -> Node:
        node = self.new("userTask", self.text(), user_task=UserTask("form", ("staf",)))
        self.go_on(node)
        return node

    def service(self) -> Node:
        node = self.new("serviceTask", self.text(), job=Job("uji"))
        self.go_on(node)
        return node

    def deadline(self, host: Node, level: int = 1) -> None:
        event = self.new("boundaryEvent", "Lewat tenggat", attached_to=host.id, interrupting=False, timer=_TIMER)
        escalate = self.new("serviceTask", "Laporkan ke atasan", job=Job("eskalasi-tenggat"))
        end = self.new("endEvent", "Tenggat terlampaui" if level == 1 else "Tingkat kedua dilaporkan")
        self.link(event.id, escalate.id, kind="exception")
        self.link(escalate.id, end.id, kind="exception")


def random_process(seed: int) -> ProcessGraph:
    """A process graph of 3 to 20 rows; the same for the same seed."""
    rng = random.Random(seed)
    lanes = tuple(Lane(f"Lane_{i}", name) for i, name in enumerate(rng.sample(_ROLES, rng.randint(1, 7))))
    build = _Builder(rng)
    build.lane = rng.choice(lanes).id
    start = build.new("startEvent", rng.choice(("Permohonan diterima", "Surat masuk", "")))
    build.loose = [(start.id, "")]
    entries: list[str] = []
    for _ in range(rng.randint(3, 20)):
        if rng.random() < 0.7:
            build.lane = rng.choice(lanes).id
        _row(build, entries, [lane.id for lane in lanes])
    build.go_on(build.new("endEvent", "Selesai"))
    if rng.random() < 0.7:
        build.lane = rng.choice(lanes).id
        build.new("eventSubProcess", "Pencabutan permohonan", scope=_withdrawal())
    nodes, flows = _merge_returns(build)
    pools, messages = _outside(rng, nodes)
    notes = tuple(
        Annotation(f"Note_{node.id}", "Perlu diselesaikan: pelaksana tidak jelas pada naskah SOP.", node.id)
        for node in nodes
        if node.kind in ("userTask", "startEvent") and rng.random() < 0.08
    )
    return ProcessGraph(f"acak-{seed}", "Acak", "Kantor Acak", "", lanes, Scope(nodes, flows), pools, messages, notes)


def _row(build: _Builder, entries: list[str], lanes: list[str]) -> None:
    rng = build.rng
    kind = rng.random()
    if kind < 0.08:
        _collective(build)
        return
    if kind < 0.16:
        _parallel(build, lanes)
        return
    first = len(build.nodes)
    if rng.random() < 0.25:
        build.service()
    task = build.task()
    if build.nodes[first].kind != "exclusiveGateway":
        entries.append(build.nodes[first].id)
    if rng.random() < 0.75:
        build.deadline(task)
        if rng.random() < 0.1:
            build.deadline(task, 2)
    branch = rng.random()
    if branch < 0.3 and entries:
        gateway = build.new("exclusiveGateway", rng.choice(("Setuju?", "Isi surat sudah sesuai ketentuan?")))
        build.go_on(gateway)
        build.link(gateway.id, rng.choice(entries), "Tidak", "return")
        build.loose = [(gateway.id, "Ya")]
    elif branch < 0.42:
        _completeness(build, task)
    elif branch < 0.5:
        _answer(build, task, entries)
    elif branch < 0.56:
        _skip(build, lanes)
    elif branch < 0.62:
        gateway = build.new("exclusiveGateway", "Memenuhi syarat?")
        build.go_on(gateway)
        end = build.new("endEvent", "Permohonan tidak diproses")
        build.link(gateway.id, end.id, "Tidak")
        build.loose = [(gateway.id, "Ya")]
    for _ in range(rng.choice((0, 0, 0, 1, 3))):
        build.service()


def _completeness(build: _Builder, task: Node) -> None:
    gateway = build.new("exclusiveGateway", "Lengkap?")
    build.go_on(gateway)
    told = build.new("userTask", "Minta kekurangan berkas", user_task=UserTask("form", ("staf",)))
    build.link(gateway.id, told.id, "Tidak")
    if build.rng.random() < 0.5:
        build.link(told.id, build.new("endEvent", "Permohonan tidak diproses").id)
    else:
        build.link(told.id, task.id, kind="return")
    build.loose = [(gateway.id, "Ya")]


def _answer(build: _Builder, task: Node, entries: list[str]) -> None:
    message = Message(f"M_{task.id}", "balasan", "=id")
    received = build.new("boundaryEvent", "Balasan masuk", attached_to=task.id, message=message)
    if build.rng.random() < 0.7:
        event = build.new(
            "boundaryEvent", "Belum ada balasan", attached_to=task.id, interrupting=False, timer=Timer("cycle", "R/P7D")
        )
        remind = build.new("serviceTask", "Ingatkan instansi", job=Job("ingatkan-instansi"))
        end = build.new("endEvent", "Pengingat terkirim")
        build.link(event.id, remind.id)
        build.link(remind.id, end.id)
    merge = build.new("exclusiveGateway")
    build.go_on(merge)
    build.link(received.id, merge.id)
    gateway = build.new("exclusiveGateway", "Hasil Kanwil Provinsi?")
    build.go_on(gateway)
    end = build.new("endEvent", "Permohonan ditolak")
    build.link(gateway.id, end.id, "Ditolak")
    if entries:
        build.link(gateway.id, build.rng.choice(entries), "Dikembalikan", "return")
    build.loose = [(gateway.id, "Terbit")]


def _skip(build: _Builder, lanes: list[str]) -> None:
    gateway = build.new("exclusiveGateway", "Perlu telaah?")
    build.go_on(gateway)
    build.loose = [(gateway.id, "Ya")]
    if build.rng.random() < 0.5:
        build.lane = build.rng.choice(lanes)
    for _ in range(build.rng.randint(1, 2)):
        build.task()
    build.loose.append((gateway.id, "Tidak"))


def _parallel(build: _Builder, lanes: list[str]) -> None:
    home = build.lane
    fork = build.new("parallelGateway")
    build.go_on(fork)
    ends: list[tuple[str, str]] = []
    for _ in range(build.rng.randint(2, 3)):
        build.lane = build.rng.choice(lanes)
        build.loose = [(fork.id, "")]
        for _ in range(build.rng.randint(1, 2)):
            task = build.task()
            if build.rng.random() < 0.5:
                build.deadline(task)
        ends += build.loose
    build.lane = home
    join = build.new("parallelGateway")
    for source, _ in ends:
        build.link(source, join.id)
    build.loose = [(join.id, "")]


def _collective(build: _Builder) -> None:
    build.number += 1
    inner = _Builder(build.rng, number=1000 * build.number)
    start = inner.new("startEvent", "PNS berikutnya")
    inner.loose = [(start.id, "")]
    merge = inner.new("exclusiveGateway")
    inner.go_on(merge)
    task = inner.task()
    if inner.rng.random() < 0.7:
        inner.deadline(task)
    gateway = inner.new("exclusiveGateway", "Selesai?")
    inner.go_on(gateway)
    done = inner.new("endEvent", "PNS selesai")
    inner.link(gateway.id, done.id, "Ya")
    inner.link(gateway.id, merge.id, "Jadwal ulang", "return")
    if inner.rng.random() < 0.6:
        inner.link(gateway.id, inner.new("endEvent", "PNS dikeluarkan").id, "Batal")
    flows = tuple(Flow(f"I{build.number}_{f.id}", f.source, f.target, f.name, None, f.kind) for f in inner.flows)
    node = build.new(
        "subProcess",
        "Rekam data (tiap PNS)",
        multi_instance=MultiInstance("=daftar", "orang", "hasil", "=orang"),
        scope=Scope(tuple(inner.nodes), flows),
    )
    build.go_on(node)


def _withdrawal() -> Scope:
    start = Node("W1", "startEvent", "Permohonan dicabut", message=Message("M_W", "dicabut", "=nomor"))
    cancel = Node("W2", "serviceTask", "Batalkan surat", job=Job("batalkan-surat"))
    end = Node("W3", "endEvent", "Perkara ditutup")
    return Scope((start, cancel, end), (Flow("FW1", "W1", "W2"), Flow("FW2", "W2", "W3")))


def _merge_returns(build: _Builder) -> tuple[tuple[Node, ...], tuple[Flow, ...]]:
    """A merging gateway before every task that a return leads to, as the builder of real processes inserts them."""
    incoming: dict[str, int] = {}
    for flow in build.flows:
        incoming[flow.target] = incoming.get(flow.target, 0) + 1
    nodes: list[Node] = []
    merges: dict[str, str] = {}
    for node in build.nodes:
        if incoming.get(node.id, 0) > 1 and node.kind not in ("exclusiveGateway", "parallelGateway"):
            merge = Node(f"Merge_{node.id}", "exclusiveGateway", "", node.lane)
            merges[node.id] = merge.id
            nodes.append(merge)
        nodes.append(node)
    flows = [Flow(f.id, f.source, merges.get(f.target, f.target), f.name, None, f.kind) for f in build.flows]
    flows += [Flow(f"F_{merge}", merge, target) for target, merge in merges.items()]
    return tuple(nodes), tuple(flows)


def _outside(rng: random.Random, nodes: tuple[Node, ...]) -> tuple[tuple[BlackBoxPool, ...], tuple[MessageFlow, ...]]:
    pools = [BlackBoxPool("Pool_Pemohon", "Pemohon", "top")] if rng.random() < 0.6 else []
    pools += [BlackBoxPool("Pool_Kanwil", "Kanwil", "bottom")] if rng.random() < 0.6 else []
    pools += [BlackBoxPool("Pool_Taspen", "PT TASPEN", rng.choice(("top", "bottom")))] if rng.random() < 0.3 else []
    every = list(nodes)
    for node in nodes:
        if node.scope is not None and node.kind == "subProcess":
            every += node.scope.nodes
    flows: list[MessageFlow] = []
    for pool in pools:
        able = [n for n in every if n.kind in ("userTask", "serviceTask") or (n.kind == "boundaryEvent" and n.message)]
        for node in rng.sample(able, min(len(able), rng.randint(1, 3))):
            key = f"MF_{pool.id}_{node.id}"
            incoming = node.kind == "boundaryEvent" or rng.random() < 0.5
            flows.append(MessageFlow(key, pool.id, node.id) if incoming else MessageFlow(key, node.id, pool.id))
    if pools and any(node.id == "W1" for sub in nodes if sub.scope for node in sub.scope.nodes) and rng.random() < 0.4:
        flows.append(MessageFlow("MF_W1", pools[0].id, "W1"))
    return tuple(pools), tuple(flows)
