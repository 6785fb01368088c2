"""Letters are made in a process of their own: what breaks it costs one try, and it never outlives its worker."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import docx
import psutil
import pytest

from tests.workers.job_case import REQUEST, Case
from workers.drafting import LetterPressError, LetterTemplateError
from workers.drafting.press import Press
from workers.handlers.failures import as_job_failures
from workers.handlers.services import Services
from workers.runtime.failures import NeedsPerson, RetryLater
from workers.storage import Letters

ROOT = Path(__file__).resolve().parents[2]


def template(folder: Path, text: str) -> Path:
    path = folder / "surat.docx"
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(path))
    return path


def printed(content: bytes) -> str:
    return "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def values(**more: Any) -> dict[str, Any]:
    return {"daftar": None, **more}


def pid_of(press: Press) -> int:
    assert press._child is not None
    return press._child.pid


def test_a_killed_press_costs_one_try(tmp_path: Path) -> None:
    press, path = Press(), template(tmp_path, "Nomor {{ nomor }}")
    assert printed(press.make(path, values(nomor="1"))) == "Nomor 1"
    os.kill(pid_of(press), signal.SIGKILL)
    with pytest.raises(LetterPressError):
        press.make(path, values(nomor="2"))
    assert printed(press.make(path, values(nomor="2"))) == "Nomor 2"
    press.close()


def test_a_template_that_never_ends_is_cut_off(tmp_path: Path) -> None:
    press = Press(seconds=60.0)
    began = time.monotonic()
    assert printed(press.make(template(tmp_path, "Selesai"), values())) == "Selesai"
    usual = time.monotonic() - began  # with the start of a process
    press._seconds = 2.0
    endless = "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}"
    began = time.monotonic()
    with pytest.raises(LetterPressError):
        press.make(template(tmp_path, endless), values(many=list(range(2000))))
    assert time.monotonic() - began < 2.0 + 10 * usual
    press._seconds = 60.0  # a new process starts slowly on a busy machine
    assert printed(press.make(template(tmp_path, "Selesai"), values())) == "Selesai"
    press.close()


def test_threads_get_their_own_letters(tmp_path: Path) -> None:
    press, path = Press(), template(tmp_path, "Nomor {{ nomor }}")
    before = threading.active_count()  # other tests of this process may have threads of their own
    with ThreadPoolExecutor(8) as pool:
        letters = list(pool.map(lambda n: press.make(path, values(nomor=n)), range(60)))
    assert [printed(letter) for letter in letters] == [f"Nomor {n}" for n in range(60)]
    assert threading.active_count() <= before + 8, "no timer stays behind"
    press.close()


def test_a_wrong_template_is_told_with_what_may_be_told(tmp_path: Path) -> None:
    press = Press()
    for text, quoted in (("{{ tidak_ada }}", "tidak_ada"), ("{% for %}", "surat.docx")):
        with pytest.raises(LetterTemplateError, match=quoted):
            press.make(template(tmp_path, text), values())
    with pytest.raises(NeedsPerson) as told, as_job_failures():
        press.make(template(tmp_path, "{{ nama.lower(5) }}"), values(nama="RAHASIA"))
    assert "surat.docx" in told.value.message
    press.close()


def test_a_job_whose_press_died_is_tried_again(services: Services, sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    del sent
    case = Case(services)
    surat = case.surat("beri-nomor-surat")

    def dies(*_: object) -> bytes:
        raise LetterPressError("the process that makes letters ended, or took too long")

    with monkeypatch.context() as patch:
        patch.setattr("workers.drafting.letter.PRESS.make", dies)
        with pytest.raises(RetryLater) as told:
            case.job("arsipkan-surat", {"surat": surat, "permohonan": REQUEST})
    assert "template" in told.value.remedy
    assert Letters(services.storage).get(surat["idSurat"]).status == "bernomor"
    assert case.job("arsipkan-surat", {"surat": surat, "permohonan": REQUEST}).surat.status == "diarsipkan"


def test_the_press_ends_with_its_worker_however_that_ends(tmp_path: Path) -> None:
    path = template(tmp_path, "Isi")
    text = (
        "import sys, time; from pathlib import Path; from workers.drafting.press import PRESS; "
        "PRESS.make(Path(sys.argv[1]), {'daftar': None}); print(PRESS._child.pid, flush=True); time.sleep(60)"
    )
    worker = subprocess.Popen([sys.executable, "-c", text, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    press = psutil.Process(int(worker.stdout.readline()))
    worker.kill()
    worker.wait()
    press.wait(timeout=10)
    assert not press.is_running()
