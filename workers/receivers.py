"""Who receives messages, as the office files have it: outside parties by their key, officials by their role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from workers.drafting import clean_fields
from workers.notifying import Directory, Receiver, Webhook
from workers.office import Office
from workers.office.office import Holder

_OFFICIAL = "pejabat:"
"""Before the role of an official, so that a role and an outside party may have the same key."""


def party_receiver(
    office: Office, key: str, environment: Mapping[str, str], permohonan: Mapping[str, object] | None = None
) -> Receiver:
    """An outside party; the applicant of a case under the e-mail address that the case gives, where it gives one.

    LookupError when the party or its webhook's secret is unknown, ValueError for a bad address.
    """
    party = office.pihak_luar[key]
    if permohonan is not None:
        own = party.for_case(clean_fields(permohonan))
        if own.email != party.email:
            return Receiver(key, own.nama, own.email, one_off=True)
    webhook = None
    if party.webhook is not None:
        webhook = Webhook(party.webhook.url, environment[party.webhook.rahasia_env])
    return Receiver(key, party.nama, party.email, webhook)


def official_receiver(holder: Holder) -> Receiver:
    """Whoever acts in a role."""
    return Receiver(f"{_OFFICIAL}{holder.peran}", holder.jabatan, holder.email)


def missing_secrets(offices: Iterable[Office], environment: Mapping[str, str]) -> list[str]:
    """A sentence for each webhook whose secret is not in the environment."""
    return [
        f"Office {office.kode}: the webhook of {key} needs its secret in the environment variable "
        f"{party.webhook.rahasia_env}."
        for office in offices
        for key, party in sorted(office.pihak_luar.items())
        if party.webhook is not None and not environment.get(party.webhook.rahasia_env)
    ]


def unknown_senders(offices: Iterable[Office], senders: Iterable[str]) -> list[str]:
    """A sentence for each sender that no office knows: it may send, and is never a letter's addressee."""
    known = {key for office in offices for key in office.pihak_luar}
    return [
        f"Sender {sender} has a token, but no office has an outside party of this name (pihak_luar)."
        for sender in sorted(set(senders) - known)
    ]


def directory(offices: Mapping[str, Office], environment: Mapping[str, str]) -> Directory:
    """Looks receivers up at each try; an official is whoever acts in the role today."""

    def find(kantor: str, key: str) -> Receiver:
        office = offices[kantor]
        if key.startswith(_OFFICIAL):
            return official_receiver(office.holder_of(key.removeprefix(_OFFICIAL), dt.datetime.now(office.zone).date()))
        return party_receiver(office, key, environment)

    return find
