"""`alur letters`: the letter register on the command line."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.letter_answers import answers
from deploy.letter_copies import copy, receipt
from deploy.letter_storage import change, no_directory, now, storage_for
from deploy.worker_settings import worker_settings

if TYPE_CHECKING:
    from workers.letters import AgendaEntry
    from workers.numbering import RegisterRule
    from workers.office import Office

Result = TypeVar("Result")

_OFFICE = typer.Option("--office", help="Code of the office; may be left out when there is only one.")
_KIND = typer.Option("--kind", help="Letter kind; may be left out when the office has only one register.")
_DATE = typer.Option("--date", help="Letter date, e.g. 2025-03-04 (default: today in the office's zone).")


def list_letters(
    office: Annotated[str, _OFFICE] = "",
    year: Annotated[int, typer.Option(help="Year of the letter date; 0 for all.")] = 0,
    status: Annotated[str, typer.Option(help="E.g. bernomor, dikirim, dibatalkan, dipesan; or konsep.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 200,
) -> None:
    """List numbers in the order of the book."""
    from workers.letters import Agenda

    known = ("konsep", "ditandatangani", "bernomor", "diarsipkan", "dikirim", "dibatalkan", "dipesan")
    if status and status not in known:
        raise AlurError(f"There is no state {status}.", f"Use one of {', '.join(known)}.", Exit.USAGE)
    _check_year(year)
    with storage_for("read") as storage:
        if status in ("konsep", "ditandatangani"):
            for letter in Agenda(storage).unnumbered(kantor=office, limit=limit):
                if letter.status == status:
                    print(f"{letter.id}\t{letter.status}\t{letter.detail.perkara}\t{letter.detail.perihal}")
            return
        _show(Agenda(storage).entries(kantor=office, tahun=year, status=status, limit=limit))


def search(
    text: Annotated[
        str,
        typer.Argument(
            help="Part of a number, perihal, addressee, case number or letter id; or of the letter's own text: a "
            "person, a NIP, the number of the incoming letter."
        ),
    ],
    office: Annotated[str, _OFFICE] = "",
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 200,
) -> None:
    """Find letters."""
    from workers.letters import Agenda

    if not text.strip():
        raise AlurError("Nothing to look for.", "Give a part of what is looked for.", Exit.USAGE)
    parties = {
        kode: {key: f"{party.nama} {party.penerima}" for key, party in known.pihak_luar.items()}
        for kode, known in _offices().items()
    }
    with storage_for("read") as storage:
        _show(Agenda(storage).entries(kantor=office, search=text, parties=parties, limit=limit))


def book(
    purpose: Annotated[str, typer.Argument(help="What the numbers are for.")],
    count: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 1,
    office: Annotated[str, _OFFICE] = "",
    kind: Annotated[str, _KIND] = "",
    date: Annotated[str, _DATE] = "",
) -> None:
    """Reserve the next numbers for letters that are still to come."""
    from workers.numbering import Register

    chosen, rule = _rule(office, kind)
    day, today = _day(date, chosen), dt.datetime.now(chosen.zone).date()
    if not today.year - 1 <= day.year <= today.year + 1:
        raise AlurError(
            f"{day} is not in last year's, this year's or next year's book.",
            "Give the date of the letter that is to come.",
            Exit.USAGE,
        )
    with storage_for("command") as storage:
        given = change(
            lambda: Register(storage).book(rule, day, count, purpose, now(), oleh=getpass.getuser(), hari_ini=today)
        )
    for number in given:
        print(f"{number.nomor}\tbooked")


def enter(
    perihal: Annotated[str, typer.Argument(help="What the letter is about.")],
    receiver: Annotated[str, typer.Option("--to", help="Whom it went to.")],
    number: Annotated[int | None, typer.Option(help="The number it carries (next or booked); else the next.")] = None,
    after: Annotated[int | None, typer.Option(help="Insert it after this number (sisipan).")] = None,
    printed: Annotated[str, typer.Option(help="The whole number as printed, where it differs from the format.")] = "",
    case: Annotated[str, typer.Option(help="Case number, if any.")] = "",
    office: Annotated[str, _OFFICE] = "",
    kind: Annotated[str, _KIND] = "",
    date: Annotated[str, _DATE] = "",
) -> None:
    """Enter a letter that was written by hand, so that the book stays whole."""
    from workers.numbering import ManualLetter, Register

    chosen, rule = _rule(office, kind)
    day = _day(date, chosen)
    if day > dt.datetime.now(chosen.zone).date():
        raise AlurError(f"{day} has not come yet.", "Book a number instead: `alur letters book`.", Exit.USAGE)
    letter = ManualLetter(day, perihal, receiver, "", case, number, after, printed or None)
    with storage_for("command") as storage:
        given = change(lambda: Register(storage).enter(rule, letter, now(), oleh=getpass.getuser()))
    print(f"{given.nomor}\tentered as {given.letter_id}")


def cancel(
    letter: Annotated[str, typer.Argument(help="Letter id, or number as printed.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the book.")],
    office: Annotated[str, _OFFICE] = "",
) -> None:
    """Cancel a letter or a booked number. The number stays in the book and is never given again."""
    from workers.letters import Agenda
    from workers.numbering import Register, RegisterRule
    from workers.storage import Letters

    if not reason.strip():
        raise AlurError("A number is cancelled with a reason.", "Give --reason.", Exit.USAGE)
    with storage_for("command") as storage:
        found = [e for e in Agenda(storage).entries(kantor=office) if letter in (e.letter_id, e.nomor)]
        if len(found) > 1:
            places = ", ".join(sorted({f"{e.kantor} {e.tahun} ({e.letter_id})" for e in found}))
            raise AlurError(f"{letter} is found more than once: {places}.", "Give the letter id.", Exit.USAGE)
        entry = found[0] if found else None
        if entry is not None and entry.letter_id is None:
            rule = RegisterRule(entry.kantor, entry.buku, sumber="luar")  # names the book; nothing is printed by it
            change(lambda: Register(storage).cancel_booking(rule, entry.tahun, entry.urut, reason))
            print(f"{entry.nomor}\tcancelled")
            return
        letter_id = entry.letter_id if entry is not None and entry.letter_id else letter
        cancelled = change(lambda: Letters(storage).cancel(letter_id, reason, now()))
        print(f"{cancelled.nomor or cancelled.id}\tcancelled")


def takeover(
    last: Annotated[int, typer.Argument(help="Last number of the existing book.", min=0)],
    year: Annotated[int, typer.Option(help="Year of the book.", min=2000, max=2100)],
    office: Annotated[str, _OFFICE] = "",
    kind: Annotated[str, _KIND] = "",
) -> None:
    """Go on with a book that was kept elsewhere until now; only before the first number is given here."""
    from workers.numbering import Register

    _, rule = _rule(office, kind)
    with storage_for("command") as storage:
        change(lambda: Register(storage).takeover(rule, year, last, now()))
    print(f"Book {rule.book} of {rule.kantor} for {year} goes on with {last + 1}.")


def export(
    file: Annotated[Path, typer.Argument(help="Workbook to write (.xlsx).")],
    office: Annotated[str, _OFFICE] = "",
    year: Annotated[int, typer.Option(help="Year of the letter date; 0 for all.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it exists.")] = False,
) -> None:
    """Write the Buku Agenda as a workbook, a sheet for each book and year."""
    from workers.letters import Agenda, agenda_workbook

    if file.suffix.lower() != ".xlsx":
        raise AlurError(f"{file} does not end in .xlsx.", "Name the workbook something.xlsx.", Exit.USAGE)
    if file.exists() and not force:
        raise AlurError(f"{file} exists.", "Choose another name, or give --force.", Exit.USAGE)
    _check_year(year)
    chosen = _office(office)
    with storage_for("read") as storage:
        entries = Agenda(storage).entries(kantor=chosen.kode, tahun=year)
    content = agenda_workbook(
        entries,
        title=f"Buku Agenda Surat Keluar {chosen.nama}",
        zone=chosen.zone,
        parties={key: party.nama for key, party in chosen.pihak_luar.items()},
    )
    try:
        file.write_bytes(content)
    except OSError as error:
        raise AlurError(f"{file} cannot be written: {error.strerror}.", "Choose another place.") from error
    print(f"{file}: {len(entries)} numbers")


def orphans(
    close: Annotated[
        bool, typer.Option("--close", help="Record the ends first: links die, answers are late, retention begins.")
    ] = False,
) -> None:
    """Report numbers in use whose case is not running and not completed: it was cancelled at the engine, say."""
    from deploy.camunda import connect
    from deploy.case_ends import learn_ends
    from workers.letters import Agenda
    from workers.retention import Retention

    client = connect().client
    with storage_for("command" if close else "read") as storage:
        if close:
            open_cases = Retention(storage).find(now()).open_cases
            print(f"{learn_ends(storage, [case for case, _ in open_cases])} ends recorded.")
        agenda = Agenda(storage)
        keys = {e.process_instance for e in agenda.orphans(active=()) if e.process_instance is not None}
        states = {key: case.state for key in keys if (case := client.case(str(key))) is not None}
        alive = [key for key, state in states.items() if state != "TERMINATED"]
        found = agenda.orphans(active=alive)
    if not found:
        print("Every number in use belongs to a case that runs or is completed.")
        return
    for entry in found:
        state = states.get(entry.process_instance or 0, "unknown to this engine")
        print(f"{entry.nomor}\t{entry.status}\t{entry.letter_id}\tcase {entry.perkara}: {state}")
    raise typer.Exit(Exit.FINDING)


def outbox(
    status: Annotated[str, typer.Option(help="menunggu, terkirim, gagal (dead letters) or dibatalkan.")] = "gagal",
) -> None:
    """List messages; by default the dead ones, which need a person."""
    with storage_for("read") as storage:
        from workers.notifying import Outbox

        known = {"menunggu", "terkirim", "gagal", "dibatalkan"}
        if status not in known:
            raise AlurError(f"There is no status {status}.", f"Use one of {', '.join(sorted(known))}.", Exit.USAGE)
        box = Outbox(storage, no_directory, None)
        for item in box.list(status):  # type: ignore[arg-type]
            print(f"{item.id}\t{item.kind}\t{item.key}\t{item.penerima} by {item.channel}\t{item.galat or item.bukti}")


def resend(
    message: Annotated[str, typer.Argument(help="Id of the message, from `alur letters outbox`.")],
) -> None:
    """Let the workers send a dead message again, under the same identity."""
    from workers.notifying import Outbox

    with storage_for("command") as storage:
        change(lambda: Outbox(storage, no_directory, None).resend(message, now()))
    print(f"{message}\twaits to be sent by the workers")


def _offices() -> dict[str, Office]:
    from workers.office import OfficeFileError, load_offices

    try:
        return dict(load_offices(worker_settings().files.offices))
    except OfficeFileError as error:
        raise AlurError("An office file cannot be used:", "Correct it.", Exit.USAGE, detail=str(error)) from error


def _office(code: str) -> Office:
    return _choose(_offices(), code, "office")


def _rule(office: str, kind: str) -> tuple[Office, RegisterRule]:
    chosen = _office(office)
    kinds = {name: name for name in chosen.registers}
    jenis = _choose(kinds, kind, "letter kind")
    return chosen, chosen.registers[jenis].rule(chosen.kode, jenis)


def _choose(known: dict[str, Result], wanted: str, what: str) -> Result:
    if wanted in known:
        return known[wanted]
    if not wanted and len(known) == 1:
        return next(iter(known.values()))
    names = ", ".join(sorted(known))
    option = "--office" if what == "office" else "--kind"
    problem = f"There is no {what} {wanted}." if wanted else f"Which {what}?"
    raise AlurError(problem, f"Give {option} with one of: {names}.", Exit.USAGE)


def _check_year(year: int) -> None:
    if year != 0 and not 2000 <= year <= 2100:
        raise AlurError(f"{year} is no year of a book.", "Give a year from 2000 to 2100, or 0 for all.", Exit.USAGE)


def _day(text: str, office: Office) -> dt.date:
    if not text:
        return dt.datetime.now(office.zone).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise AlurError(f"{text} is not a date.", "Write it as 2025-03-04.", Exit.USAGE) from None


def _show(entries: list[AgendaEntry]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not entries:
        print("No letters.")
        return
    table = Table("Nomor", "Tanggal", "Perihal", "Tujuan", "Perkara", "Keadaan", "Id")
    for entry in entries:
        state = "dibatalkan" if entry.keadaan == "dibatalkan" else entry.status or entry.keadaan
        values = (
            entry.nomor,
            entry.tanggal.isoformat(),
            entry.perihal or entry.keperluan,
            entry.tujuan,
            entry.perkara,
            state,
            entry.letter_id or "",
        )
        table.add_row(*(Text(value, overflow="fold") for value in values))
    Console().print(table)


group = typer.Typer(no_args_is_help=True, help="The letter register: look, book, enter, cancel, export.")
for _name, _function in (
    ("list", list_letters),
    ("search", search),
    ("book", book),
    ("enter", enter),
    ("cancel", cancel),
    ("takeover", takeover),
    ("export", export),
    ("copy", copy),
    ("receipt", receipt),
    ("answers", answers),
    ("orphans", orphans),
    ("outbox", outbox),
    ("resend", resend),
):
    group.command(_name)(_function)
