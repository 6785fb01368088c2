"""Cases of the SOP of karpeg-kemenag, whose jobs the test does itself, at a time that it moves."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from deploy.engine.core import commands as c
from deploy.engine.core.replies import ActivatedJob, Done, InstanceCreated, JobsActivated
from tests.deploy.engine.pages.running import Browser, Pages

MONDAY = dt.datetime(2026, 11, 30, 2, tzinfo=dt.UTC)
"""Nine o'clock in Jakarta."""
SLUG = "karpeg-kemenag"
FIRST, SECOND, THIRD = (
    "Task_TerimaUsulanPermohonan",
    "Task_DisposisikanUsulanPermohonanKasubbagTu",
    "Task_DisposisikanUsulanPermohonanKorpel",
)
DRAFT = "Service_BuatKonsep_BuatKonsepSuratPengantar"


class Play:
    """Plays the engine's people and workers."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.now = MONDAY
        pages.deploy_sop(SLUG)
        self.at(MONDAY)

    def at(self, moment: dt.datetime) -> None:
        """Stops the clock there."""
        self.now = moment
        self.pages.submit(c.PinClock(round(moment.timestamp() * 1000)))
        self.pages.submit(c.Tick())

    def later(self, **span: float) -> None:
        """Moves the clock."""
        self.at(self.now + dt.timedelta(**span))

    def begin(self, number: str, **variables: Any) -> int:
        """A case that waits at its first listener."""
        given = {"nomorPerkara": number, "permohonan": {"nama": "Siti Aminah", "nip": "198503152010012001"}}
        answer = self.pages.submit(c.CreateInstance(SLUG, variables={**given, **variables}))
        assert isinstance(answer, InstanceCreated)
        return answer.key

    def jobs(self, type_: str) -> tuple[ActivatedJob, ...]:
        """Takes the waiting jobs of a type."""
        answer = self.pages.submit(c.ActivateJobs(type_, "uji", 3_600_000, 100))
        assert isinstance(answer, JobsActivated)
        return answer.jobs

    def deadline(self, minutes: float = 15) -> None:
        """The deadline worker does its jobs."""
        due = (self.now + dt.timedelta(minutes=minutes)).isoformat()
        for job in self.jobs("hitung-tenggat"):
            assert self.pages.submit(c.CompleteJob(job.key, {"tenggat": due, "tenggatKedua": None})) == Done()

    def case(self, number: str, minutes: float = 15, **variables: Any) -> int:
        """A case with its first task open."""
        key = self.begin(number, **variables)
        self.deadline(minutes)
        return key

    def done(self, case: int, by: str = "siti", **variables: Any) -> None:
        """Somebody does the open task of a case, and the next one gets its deadline."""
        task = self.pages.task(case)
        self.pages.submit(c.AssignTask(task, by, by=by))
        assert self.pages.submit(c.CompleteTask(task, variables, by=by)) == Done()
        self.deadline()

    def stuck(self, number: str, message: str = "Letter 7 has no text to sign. Fill the variable.") -> int:
        """A case whose draft cannot be made."""
        case = self.case(number)
        self.done(case, berkas1=True)
        self.done(case)
        self.done(case)
        self.fail(message)
        return case

    def fail(self, message: str) -> None:
        """The letter worker gives up on what waits."""
        for job in self.jobs("buat-konsep-surat"):
            self.pages.submit(c.FailJob(job.key, 0, message))

    def told(self) -> None:
        """The escalation worker does its jobs."""
        for job in self.jobs("eskalasi-tenggat"):
            assert self.pages.submit(c.CompleteJob(job.key)) == Done()

    def rows(self, query: str, *parameters: Any) -> list[Any]:
        """Of the search database."""
        return list(self.pages.runtime.projection.read(lambda db: db.execute(query, parameters).fetchall()))

    def incident(self, case: int) -> int:
        """Key of the open incident of a case."""
        ((key,),) = self.rows("SELECT key FROM incident WHERE instance = ? AND state = 'ACTIVE'", case)
        return int(key)

    def state(self, case: int) -> str:
        """Of a case."""
        ((state,),) = self.rows("SELECT state FROM instance WHERE key = ?", case)
        return str(state)

    def at_element(self, case: int) -> list[str]:
        """Where the case is."""
        found = self.rows(
            "SELECT element FROM element WHERE instance = ? AND scope = ? AND state = 'ACTIVE' ORDER BY key", case, case
        )
        return [element for (element,) in found]

    def token_key(self, case: int) -> str:
        """Key of the one element that the case is at, as a form sends it."""
        ((key,),) = self.rows(
            "SELECT key FROM element WHERE instance = ? AND scope = ? AND state = 'ACTIVE'", case, case
        )
        return str(key)

    def variable(self, case: int, name: str) -> Any:
        """Of the case."""
        ((value,),) = self.rows("SELECT value FROM variable WHERE scope = ? AND name = ?", case, name)
        return json.loads(value)

    def operator(self, user: str = "ani", **more: Any) -> Browser:
        """An operator who has signed in."""
        return self.pages.as_(user, rights=["operator"], name="Ani Operator", **more)
