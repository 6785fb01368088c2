"""The commands that talk to an engine, on a real one: deploy, start, late, reply, withdraw, letters orphans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli import build_app
from deploy.demo.script import CASES
from deploy.exits import Exit
from deploy.sops import find_folders, load_folder
from generator.sop import Sop
from tests.process.driver import Case, Driver
from tests.process.engines import EngineUnderTest
from tests.process.worker import Mailbox, mail_server, worker_thread

SOPS = {folder.name: load_folder(folder).sop for folder in find_folders()}
SLUG = "karpeg-kemenag"
VALUES = {case.slug: case.start for case in reversed(CASES)}
Alur = Callable[..., Result]


@dataclass(frozen=True)
class Office:
    """A running worker, and the state directory that its commands use."""

    home: Path
    driver: Driver
    mailbox: Mailbox


@pytest.fixture(scope="module")
def office(engine: EngineUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = engine.embedded.settings.home if engine.embedded else tmp_path_factory.mktemp("home")
    with mail_server() as (mailbox, port), worker_thread(engine.grpc_address, home, port) as worker:
        assert worker.loops
        yield Office(home, Driver(engine), mailbox)


@pytest.fixture
def alur(engine: EngineUnderTest, office: Office, monkeypatch: pytest.MonkeyPatch) -> Alur:
    """Runs a command as on this machine: on the embedded engine it is found by the state directory alone."""
    monkeypatch.setenv("ALUR_HOME", str(office.home))
    monkeypatch.setenv("ALUR_FILES_OFFICES", str(office.home / "offices"))
    monkeypatch.setenv("ALUR_ENGINE_ADDRESS", engine.grpc_address)
    monkeypatch.setenv("COLUMNS", "200")
    if engine.embedded is None:
        monkeypatch.setenv("ALUR_ENGINE_REST_URL", engine.rest_url)

    def run(*words: str) -> Result:
        return CliRunner().invoke(build_app(), list(words))

    return run


@pytest.fixture
def start(office: Office) -> Iterator[Callable[[], Case]]:
    cases: list[Case] = []

    def begin() -> Case:
        cases.append(office.driver.start(SOPS[SLUG], VALUES[SLUG]))
        return cases[-1]

    yield begin
    for case in cases:
        if case.record.ended is None:
            office.driver.client.cancel(case.key)


def waiting_step(sop: Sop) -> str:
    return next(step.kode for step in sop.langkah if step.balasan)


def test_a_number_is_used_once_wherever_its_case_was_started(
    alur: Alur, engine: EngineUnderTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deployed = alur("deploy", SLUG)
    assert deployed.exit_code == Exit.OK, deployed.stderr
    assert f"{SLUG}: deployed" in deployed.output
    number = f"PERINTAH-{tmp_path.name}"
    request = [f"permohonan.{name}={value}" for name, value in VALUES[SLUG]["permohonan"].items()]
    words = ["start", SLUG, "--nomor", number, *(word for item in request for word in ("--set", item))]
    first = alur(*words)
    assert first.exit_code == Exit.OK, first.stderr
    again = alur(*words)
    assert (again.exit_code, number in again.stderr) == (Exit.USAGE, True)
    # Another machine's book does not know it, the engine does.
    monkeypatch.setenv("ALUR_HOME", str(tmp_path / "lain"))
    monkeypatch.setenv("ALUR_ENGINE_REST_URL", engine.rest_url)
    elsewhere = alur(*words)
    assert (elsewhere.exit_code, number in elsewhere.stderr) == (Exit.USAGE, True)
    [case] = engine.client.cases(variables={"nomorPerkara": number})
    assert case.state == "ACTIVE"
    engine.client.cancel(case.key)


def test_the_option_names_the_engine(alur: Alur, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALUR_ENGINE_REST_URL", "")  # put back afterwards: the option sets it
    answer = alur(
        "--engine", "http://127.0.0.1:1", "start", SLUG, "--nomor", tmp_path.name, "--set", "permohonan.nama=A"
    )
    assert answer.exit_code == Exit.USAGE, "the form is looked at first"
    values = [f"permohonan.{name}={value}" for name, value in VALUES[SLUG]["permohonan"].items()]
    words = ["start", SLUG, "--nomor", tmp_path.name, *(word for item in values for word in ("--set", item))]
    answer = alur("--engine", "http://127.0.0.1:1", *words)
    assert answer.exit_code == Exit.ENGINE_DOWN
    assert "http://127.0.0.1:1" in answer.stderr


def test_late_tells_a_missed_deadline_once_it_is_missed(
    alur: Alur, start: Callable[[], Case], engine: EngineUnderTest
) -> None:
    case = start()
    task = case.play_until(SOPS[SLUG].langkah[0])
    on_time = alur("late")
    assert "late by" not in on_time.output or "nobody yet" not in on_time.output
    if engine.embedded is None:
        pytest.skip("nobody can ask a cluster for its time (run with --engine=embedded)")
    with case.past_due(task):
        case.wait("the breach", lambda c: any(e.startswith("End_Tenggat_") for e in c.completed))
        late = alur("late")
    assert late.exit_code == Exit.FINDING
    assert case.number in late.output
    assert "level 1" in late.output


def test_an_answer_and_a_withdrawal_from_the_command_line_move_their_cases(
    alur: Alur, start: Callable[[], Case]
) -> None:
    sop = SOPS[SLUG]
    case = start()
    case.play_until(sop.step(waiting_step(sop)))
    letter = case.variables["suratPengantar"]["idSurat"]
    answered = alur("reply", "terbit", "--letter", letter)
    assert answered.exit_code == Exit.OK, answered.stderr
    case.wait("the answer", lambda c: c.completed[f"Balasan_{waiting_step(sop)}"] == 1)
    assert case.play().completed["End_Selesai"] == 1
    other = start()
    other.play_until(sop.langkah[0])
    withdrawn = alur("withdraw", other.number, "--alasan", "Pemohon pindah.")
    assert withdrawn.exit_code == Exit.OK, withdrawn.stderr
    assert other.wait("the end", lambda c: c.ended is not None).completed["End_Pencabutan"] == 1


def test_a_number_of_a_cancelled_case_is_an_orphan(alur: Alur, start: Callable[[], Case], office: Office) -> None:
    sop = SOPS[SLUG]
    case = start()
    office.mailbox.refusing = True
    try:
        case.do(case.play_until(next(s for s in sop.langkah if "kirim" in s.aksi)))
        case.wait("the archive", lambda c: (c.variables["suratPengantar"] or {}).get("status") == "diarsipkan")
        number = case.variables["suratPengantar"]["nomor"]
        assert number not in alur("letters", "orphans").output
        case.driver.client.cancel(case.key)
        case.wait("the end", lambda c: c.ended == "TERMINATED")
        orphans = alur("letters", "orphans")
        assert orphans.exit_code == Exit.FINDING
        assert f"{number}\t" in orphans.output
        assert "TERMINATED" in orphans.output
        closed = alur("letters", "orphans", "--close")
        assert "1 ends recorded" in closed.output
    finally:
        office.mailbox.refusing = False
