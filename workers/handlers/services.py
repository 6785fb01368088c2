"""What handlers work with: storage, offices, letters, register, messages. Made once for a worker process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workers.letter_links import LetterLinks
from workers.notifying import Outbox, SendingPolicy, SmtpServer
from workers.numbering import Register
from workers.office import Office
from workers.receivers import directory
from workers.runtime.failures import NeedsPerson
from workers.runtime.task import JobContext
from workers.storage import Archive, Cases, Deadlines, Drafts, Inbox, Letters, Storage
from workers.working_time import parse_engine_time

_DUE = 50
_YEARS = range(1970, 2201)
LINK_DAYS = 90
"""How long staff can open a finished letter from their tasks, unless the case ends before."""


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Services:
    """Shared by all handlers; everything in it is safe to use from several threads."""

    storage: Storage
    offices: Mapping[str, Office]
    links: LetterLinks
    letters: Letters
    drafts: Drafts
    register: Register
    archive: Archive
    cases: Cases
    deadlines: Deadlines
    outbox: Outbox
    inbox: Inbox
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where the secrets of webhooks are found."""
    answer_links: Mapping[str, str] = field(default_factory=dict)
    """Where outside parties can answer, by `<office>.<party>`; those without one answer on paper."""
    operate_url: str = ""
    link_days: int = LINK_DAYS
    now: Callable[[], dt.datetime] = _utc_now
    """Wall clock, for when something was recorded or sent; dates on letters and deadlines come from `mulai`."""

    @classmethod
    def over(
        cls,
        storage: Storage,
        offices: Mapping[str, Office],
        links: LetterLinks,
        smtp: SmtpServer | None,
        *,
        environment: Mapping[str, str] | None = None,
        answer_links: Mapping[str, str] | None = None,
        operate_url: str = "",
        policy: SendingPolicy | None = None,
        link_days: int = LINK_DAYS,
    ) -> Services:
        """The services over one storage; without `smtp`, mails wait in the outbox."""
        environment = environment or {}
        return cls(
            storage,
            offices,
            links,
            Letters(storage),
            Drafts(storage),
            Register(storage),
            Archive(storage),
            Cases(storage),
            Deadlines(storage),
            Outbox(storage, directory(offices, environment), smtp, policy),
            Inbox(storage),
            environment,
            answer_links or {},
            operate_url,
            link_days,
        )

    def deliver_due(self) -> bool:
        """Send what waits in the outbox; true when there may be more."""
        report = self.outbox.deliver_due(self.now(), limit=_DUE)
        return report.sent + report.failed + report.dead == _DUE


@dataclass(frozen=True)
class Context:
    """A job's identity and the services, as a handler gets them."""

    job: JobContext
    services: Services

    @property
    def case(self) -> int:
        """Process instance key."""
        return self.job.process_instance_key

    def office(self, kode: str) -> Office:
        """The office by its kode. Raises NeedsPerson."""
        office = self.services.offices.get(kode)
        if office is None:
            raise NeedsPerson(
                f"There is no office file {kode}.yaml.",
                f"Add it to the folder of offices (known: {', '.join(sorted(self.services.offices))}), start the "
                "workers again and retry the incident.",
            )
        return office


def engine_moment(mulai: str) -> dt.datetime:
    """`mulai` of a job as an aware moment. Raises NeedsPerson."""
    try:
        moment = parse_engine_time(mulai)
        if moment.year not in _YEARS:  # dates at the ends of the calendar cannot be counted on from
            raise ValueError("out of range")
        return moment
    except ValueError:
        raise NeedsPerson(
            "The variable `mulai` is not a time with a zone, between the years 1970 and 2200.",
            "The model must set it by the input mapping `=now()`.",
        ) from None
