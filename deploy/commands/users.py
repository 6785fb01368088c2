"""`alur users`: who may use the pages of the embedded engine."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from deploy.people.files import PeopleDirectory
    from deploy.people.person import Person

group = typer.Typer(no_args_is_help=True, help="The people who use the pages: accounts, groups, substitutes.")

_Office = Annotated[str, typer.Option("--kantor", "--office", help="Slug of the office (default: the only one).")]
_User = Annotated[str, typer.Argument(help="User name: small letters, digits, dots and dashes.")]
_Groups = Annotated[list[str] | None, typer.Option("--kelompok", "--group", help="Role slug; may be repeated.")]
_Operator = Annotated[bool, typer.Option("--operator", help="May watch all cases of the office and mend them.")]
_Head = Annotated[bool, typer.Option("--pimpinan", "--head", help="May watch all cases of the office.")]
_Stdin = Annotated[bool, typer.Option("--stdin", help="Read the password from standard input.")]


@group.command()
def add(
    user: _User,
    name: Annotated[
        str, typer.Option("--nama", "--name", help="The person's name, as colleagues see it (default: the user name).")
    ] = "",
    office: _Office = "",
    groups: _Groups = None,
    operator: _Operator = False,
    head: _Head = False,
    stdin: _Stdin = False,
) -> None:
    """Make an account; its password is made up and shown once, unless it is given."""
    from deploy.people.passwords import hash_password, make_password

    people = _people()
    office = office or _only_office(people)
    if people.read().find(user) is not None:
        raise AlurError(f"The user name {user} is taken.", "Choose another, or see `alur users list`.", Exit.USAGE)
    password = _typed() if stdin else make_password()
    rights = [right for right, given in (("operator", operator), ("pimpinan", head)) if given]
    entry: dict[str, Any] = {"nama": name or user.replace(".", " ").title(), "kelompok": groups or []}
    if rights:
        entry["wewenang"] = rights
    entry["sandi"] = hash_password(password)
    _warn_of_unknown(office, groups or [])
    people.change(office, lambda content: content["pengguna"].update({user: entry}))
    _note("akun dibuat", user)
    print(f"{user} may sign in for {office}.")
    _tell_password(password, stdin)


@group.command("list")
def list_(office: _Office = "") -> None:
    """Show the accounts with their groups, rights and substitutes."""
    from rich.console import Console
    from rich.table import Table

    people = _people().read()
    persons = [p for p in people.persons.values() if office in ("", p.office)]
    if not persons:
        print('Nobody yet. Make an account: alur users add siti --nama "Siti Aminah" --kantor KANTOR --kelompok PERAN')
        return
    table = Table("user", "name", "office", "groups", "rights", "signs in", box=None)
    for person in sorted(persons, key=lambda p: (p.office, p.user)):
        signs_in = "yes" if person.active and person.password else "no password" if person.active else "no"
        table.add_row(
            person.user,
            person.name,
            person.office,
            ", ".join(person.groups),
            ", ".join(sorted(person.rights)),
            signs_in,
        )
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    acting = [(slug, s) for slug, found in people.substitutions.items() for s in found if office in ("", slug)]
    for slug, substitution in acting:
        print(
            f"{slug}: {substitution.by} acts for {substitution.group} from {substitution.first} to {substitution.last}"
            f"{f' ({substitution.basis})' if substitution.basis else ''}"
        )


@group.command()
def passwd(user: _User, stdin: _Stdin = False) -> None:
    """Give a new password, shown once unless it is given; open sessions of the person end."""
    from deploy.people.passwords import hash_password, make_password

    people, person = _find(user)
    password = _typed() if stdin else make_password()
    digest = hash_password(password)
    people.change(person.office, lambda content: content["pengguna"][user].update({"sandi": digest}))
    _note("sandi diganti petugas", user, ends_sessions=True, clears_attempts=True)
    print(f"{user} has a new password; open sessions have ended.")
    _tell_password(password, stdin)


@group.command()
def groups(
    user: _User,
    groups: _Groups = None,
    operator: _Operator = False,
    head: _Head = False,
) -> None:
    """Set the groups and rights of somebody to exactly these."""
    people, person = _find(user)
    rights = [right for right, given in (("operator", operator), ("pimpinan", head)) if given]
    _warn_of_unknown(person.office, groups or [])

    def change(content: dict[str, Any]) -> None:
        entry = content["pengguna"][user]
        entry["kelompok"] = groups or []
        entry.pop("wewenang", None)
        if rights:
            entry["wewenang"] = rights

    people.change(person.office, change)
    _note("kelompok diubah", user)
    print(f"{user}: {', '.join(groups or []) or 'no groups'}{f'; {chr(44).join(rights)}' if rights else ''}.")


@group.command()
def remove(user: _User) -> None:
    """Remove an account; open sessions end, what the person did stays recorded."""
    people, person = _find(user)

    def change(content: dict[str, Any]) -> None:
        del content["pengguna"][user]
        content["pengganti"] = [entry for entry in content["pengganti"] if entry.get("oleh") != user]

    people.change(person.office, change)
    _note("akun dihapus", user, ends_sessions=True)
    print(f"{user} cannot sign in any more. Tasks that they have are shown to their group; somebody can take them.")


@group.command()
def substitute(
    user: _User,
    group_: Annotated[str, typer.Option("--kelompok", "--group", help="Role slug that they act for.")],
    first: Annotated[str, typer.Option("--mulai", "--from", help="First day, such as 2026-12-01.")],
    last: Annotated[str, typer.Option("--selesai", "--to", help="Last day, included.")],
    basis: Annotated[str, typer.Option("--dasar", "--basis", help="The order that says so.")] = "",
) -> None:
    """Let somebody act for a group between two dates, both included."""
    people, person = _find(user)
    begins, ends = _day(first), _day(last)
    if ends < begins:
        raise AlurError(f"{last} is before {first}.", "Give the last day after the first.", Exit.USAGE)
    _warn_of_unknown(person.office, [group_])
    entry: dict[str, Any] = {"kelompok": group_, "oleh": user, "mulai": begins, "selesai": ends}
    if basis:
        entry["dasar"] = basis
    people.change(person.office, lambda content: content["pengganti"].append(entry))
    _note("pengganti ditunjuk", user)
    print(f"{user} acts for {group_} from {begins} to {ends}.")


@group.command()
def unlock(user: _User) -> None:
    """Let somebody try to sign in at once after too many wrong passwords."""
    _find(user)
    _note("kunci dibuka", user, clears_attempts=True)
    print(f"{user} may try again.")


@group.command()
def audit(
    export: Annotated[Path | None, typer.Option("--xlsx", help="Write all of it to this file.")] = None,
    newest: Annotated[int, typer.Option("--newest", help="Show so many lines.")] = 30,
) -> None:
    """Show who signed in and out, who was refused, and what was done to accounts."""
    from deploy.people.audit import Audit
    from deploy.people.database import PeopleDatabase

    log = Audit(PeopleDatabase(_people().path))
    if export is not None:
        from deploy.people.audit_export import write_xlsx

        count = write_xlsx(export, log.entries())
        print(f"{count} lines written to {export}.")
        return
    for entry in reversed(list(log.entries(newest=max(1, newest)))):
        when = f"{entry.time.astimezone():%Y-%m-%d %H:%M:%S}"
        print(f"{when}  {entry.user:16} {entry.action:24} {entry.subject} {entry.result}")


def _people() -> PeopleDirectory:
    """Of the engine that runs, else of the state directory."""
    from deploy.engine.local import recorded_settings
    from deploy.home import alur_home
    from deploy.people.files import PeopleDirectory

    settings = recorded_settings(alur_home())
    return PeopleDirectory(settings.people if settings else alur_home() / "people")


def _find(user: str) -> tuple[PeopleDirectory, Person]:
    people = _people()
    person = people.read().find(user)
    if person is None:
        raise AlurError(f"Nobody has the user name {user}.", "See `alur users list`.", Exit.USAGE)
    return people, person


def _only_office(people: PeopleDirectory) -> str:
    from deploy.offices_directory import offices_directory

    known = people.offices() or sorted(path.stem for path in offices_directory().glob("*.yaml"))
    if len(known) != 1:
        raise AlurError("Which office?", f"Give --kantor, one of {', '.join(known) or 'your slugs'}.", Exit.USAGE)
    return known[0]


def _warn_of_unknown(office: str, groups: list[str]) -> None:
    """A group that no SOP of the office has is most likely a slip of the pen."""
    from deploy.people.roles import roles_of

    known = roles_of(office)
    unknown = [group for group in groups if group not in known]
    if known and unknown:
        print(f"No SOP of {office} has the role {', '.join(unknown)}; known: {', '.join(known)}.", file=sys.stderr)


def _typed() -> str:
    if sys.stdin.isatty():
        import getpass

        first = getpass.getpass("Password: ")
        if first != getpass.getpass("Once more: "):
            raise AlurError("The two passwords differ.", "Try again.", Exit.USAGE)
        return first
    return sys.stdin.readline().rstrip("\n")


def _tell_password(password: str, given: bool) -> None:
    if not given:
        print(f"Password (shown once): {password}")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise AlurError(f"{text!r} is not a date.", "Write e.g. 2026-12-01.", Exit.USAGE) from None


def _note(action: str, user: str, *, ends_sessions: bool = False, clears_attempts: bool = False) -> None:
    from deploy.people.attempts import Attempts
    from deploy.people.audit import Audit
    from deploy.people.database import PeopleDatabase
    from deploy.people.sessions import Sessions

    database = PeopleDatabase(_people().path)
    try:
        Audit(database).note("(alur users)", action, user)
        if ends_sessions:
            Sessions(database).end_all(user)
        if clears_attempts:
            Attempts(database).clear(user)
    finally:
        database.close()
