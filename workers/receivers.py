"""Who receives messages and who may send them, as the office files have it: outside parties by their key, officials by
their role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from workers.drafting import clean_fields
from workers.notifying import Directory, Receiver, Webhook
from workers.office import Office
from workers.office.office import Holder

OWN_SENDER = "lokal"
"""The office itself: may record the answer to any letter; as `<office>.lokal` to those of that office alone."""

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


@dataclass(frozen=True)
class Identity:
    """For whom a sender speaks."""

    office: str | None
    """None: for every office, which only the machine's own sender may."""
    party: str

    @property
    def own(self) -> bool:
        """The office itself."""
        return self.party == OWN_SENDER

    def may_answer(self, office: str, addressee: str) -> bool:
        """Whether it speaks for the party that a letter of that office is addressed to, or for that office."""
        if self.office not in (None, office):
            return False
        return self.own or (self.office is not None and self.party == addressee)


def identity(sender: str, parties: Mapping[str, Collection[str]]) -> Identity | None:
    """Whose name a sender has: `<office>.<party>`, or a party's key where only one office has such a party.

    `parties` are the outside parties of each office by its kode. None: it speaks for nobody, because no office or more
    than one has the party; two offices' `bkpsdm` are two parties.
    """
    office, dot, party = sender.rpartition(".")
    if not dot:
        if party == OWN_SENDER:
            return Identity(None, party)
        having = [kode for kode, keys in parties.items() if party in keys]
        return Identity(having[0], party) if len(having) == 1 else None
    known = party == OWN_SENDER or party in parties.get(office, ())
    return Identity(office, party) if office in parties and known else None


def unknown_senders(offices: Iterable[Office], senders: Iterable[str]) -> list[str]:
    """A sentence for each sender that speaks for no party: it may send, and is never a letter's addressee."""
    parties = parties_of(offices)
    sentences = []
    for sender in sorted(set(senders)):
        if identity(sender, parties) is not None:
            continue
        having = sorted(kode for kode, keys in parties.items() if sender in keys)
        if having:
            names = ", ".join(f"ALUR_GATEWAY_TOKEN_{kode}__{sender}".upper().replace("-", "_") for kode in having)
            sentences.append(
                f"Sender {sender} is a party of several offices ({', '.join(having)}), so it speaks for none of them: "
                f"give each its own token ({names})."
            )
        else:
            sentences.append(
                f"Sender {sender} has a token, but no office has an outside party of this name (pihak_luar)."
            )
    return sentences


def parties_of(offices: Iterable[Office]) -> dict[str, frozenset[str]]:
    """The outside parties of each office, by its kode."""
    return {office.kode: frozenset(office.pihak_luar) for office in offices}


def directory(offices: Mapping[str, Office], environment: Mapping[str, str]) -> Directory:
    """Looks receivers up at each try; an official is whoever acts in the role today."""

    def find(kantor: str, key: str) -> Receiver:
        office = offices[kantor]
        if key.startswith(_OFFICIAL):
            return official_receiver(office.holder_of(key.removeprefix(_OFFICIAL), dt.datetime.now(office.zone).date()))
        return party_receiver(office, key, environment)

    return find
