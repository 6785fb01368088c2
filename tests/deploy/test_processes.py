import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.errors import AlurError
from deploy.processes import Processes

SLEEP = [sys.executable, "-c", "import time; print('siap', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time; child = subprocess.Popen(['sleep', '60']); "
    "print(child.pid, flush=True); time.sleep(60)",
]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path)
    yield found
    found.stop()


def printed(processes: Processes, name: str) -> bool:
    return b"\n" in processes.log_of(name).read_bytes()


def runs(pid: int) -> bool:
    """A zombie has ended; that nobody collects it is the affair of process 1."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_process_is_found_and_stopped_by_another_command(processes: Processes, tmp_path: Path) -> None:
    started = processes.start_background("pekerja", SLEEP, ready=lambda: printed(processes, "pekerja"))
    later = Processes(tmp_path)
    (found,) = later.all()
    assert (found.name, found.pid, found.alive) == ("pekerja", started.pid, True)
    assert found.memory > 0
    assert later.stop() == ("pekerja",)
    assert later.all() == ()
    assert not runs(started.pid)


def test_what_a_process_started_is_stopped_with_it(processes: Processes) -> None:
    processes.start_background("induk", STUBBORN, ready=lambda: printed(processes, "induk"))
    child = psutil.Process(int(processes.log_of("induk").read_text()))
    processes.stop(["induk"])
    assert not runs(child.pid)


def test_a_running_process_is_not_started_twice(processes: Processes) -> None:
    first = processes.start_background("pekerja", SLEEP)
    assert processes.start_background("pekerja", SLEEP).pid == first.pid


def test_a_process_has_a_session_of_its_own(processes: Processes) -> None:
    pid = processes.start_background("pekerja", SLEEP).pid
    assert os.getsid(pid) == pid  # so Ctrl-C in the terminal does not reach it


def test_a_process_that_ends_while_starting_is_reported_with_the_tail_of_its_log(processes: Processes) -> None:
    argv = [sys.executable, "-c", "print('baris satu'); print('Address already in use'); raise SystemExit(3)"]
    with pytest.raises(AlurError) as failure:
        processes.start_background("pekerja", argv, ready=lambda: False, timeout=10)
    assert failure.value.message == "pekerja ended unexpectedly."
    assert str(processes.log_of("pekerja")) in failure.value.remedy
    assert failure.value.detail.splitlines()[-1] == "Address already in use"


def test_a_program_that_is_not_there_is_reported(processes: Processes) -> None:
    with pytest.raises(AlurError) as failure:
        processes.start_background("pekerja", ["/tidak/ada"], ready=lambda: False, timeout=10)
    assert "/tidak/ada cannot be started" in failure.value.detail


def test_a_process_that_does_not_become_ready_is_stopped_and_named(processes: Processes) -> None:
    with pytest.raises(AlurError, match="pekerja did not become ready within 0 seconds"):
        processes.start_background("pekerja", SLEEP, ready=lambda: False, timeout=0.2)
    assert processes.all() == ()


def test_a_probe_may_say_not_yet_by_a_refused_connection(processes: Processes) -> None:
    answers = iter([False, True])

    def probe() -> bool:
        if next(answers):
            return True
        raise ConnectionRefusedError

    assert processes.start_background("pekerja", SLEEP, ready=probe).alive


def test_a_process_killed_from_outside_is_seen_as_dead(processes: Processes) -> None:
    pid = processes.start_background("pekerja", SLEEP).pid
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while processes.all()[0].alive and time.monotonic() < deadline:
        time.sleep(0.01)
    (found,) = processes.all()
    assert not found.alive


def test_a_recycled_process_id_is_neither_taken_for_ours_nor_killed(processes: Processes, tmp_path: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record = {"pid": stranger.pid, "create_time": psutil.Process(stranger.pid).create_time() - 3600}
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "pekerja.json").write_text(json.dumps(record))
        found = processes.find("pekerja")
        assert found is not None
        assert not found.alive
        assert processes.stop() == ()
        assert stranger.poll() is None
        stranger.kill()


def test_an_attached_process_dies_with_the_one_that_started_it(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux ends a process together with its parent")
    script = (
        "import os, signal; from pathlib import Path; from deploy.processes import Processes; "
        f"processes = Processes(Path({str(tmp_path)!r})); "
        f"print(processes.start_background('anak', {SLEEP!r}, attached=True).pid, flush=True); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=False)
    assert done.returncode == -signal.SIGKILL
    pid = int(done.stdout)
    deadline = time.monotonic() + 5
    while runs(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_log_of_the_run_before_is_kept(processes: Processes) -> None:
    for word in ("pertama", "kedua"):
        argv = [sys.executable, "-c", f"print({word!r}, flush=True); import time; time.sleep(60)"]
        processes.start_background("pekerja", argv, ready=lambda: printed(processes, "pekerja"))
        processes.stop()
    log = processes.log_of("pekerja")
    assert log.read_text() == "kedua\n"
    assert log.with_name("pekerja.log.1").read_text() == "pertama\n"
