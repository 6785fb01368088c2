"""`alur letters copy` and `receipt`: what leaves the archive by hand, and who took what."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.letter_storage import change, now, storage_for

if TYPE_CHECKING:
    from workers.storage import Storage

_CONVERT_SECONDS = 90


def copy(
    letter: Annotated[str, typer.Argument(help="Letter id, or number as printed.")],
    file: Annotated[Path, typer.Argument(help="File to write: .docx, or .pdf where LibreOffice is installed.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file when it exists.")] = False,
) -> None:
    """Hand out an archived letter, also after its case ended; its hash is checked and shown.

    A .pdf is a print of the letter for reading; the archived .docx stays the letter.
    """
    from workers.storage import Archive, ArchiveDamaged

    kind = file.suffix.lower()
    if kind not in (".docx", ".pdf"):
        raise AlurError(f"{file} does not end in .docx or .pdf.", "Name the file by what it shall be.", Exit.USAGE)
    if file.exists() and not force:
        raise AlurError(f"{file} exists.", "Choose another name, or give --force.", Exit.USAGE)
    office_program = shutil.which("soffice") or shutil.which("libreoffice")
    if kind == ".pdf" and office_program is None:
        raise AlurError(
            "A .pdf needs LibreOffice, and there is no soffice on this machine.", "Ask for the .docx.", Exit.ENVIRONMENT
        )
    with storage_for("read") as storage:
        letter_id = _found(storage, letter)
        try:
            archived = change(lambda: Archive(storage).find(letter_id))
            content = archived.path.read_bytes()
        except (ArchiveDamaged, OSError) as error:
            raise AlurError(str(error), "Restore it from a backup.", Exit.ENVIRONMENT) from error
    if kind == ".pdf" and office_program is not None:
        content = _pdf(content, office_program)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise AlurError(f"{file} cannot be written: {error.strerror}.", "Choose another place.") from error
    print(f"{file}\t{letter_id}\tsha256 of the archived .docx: {archived.sha256}")


def receipt(
    letter: Annotated[str, typer.Argument(help="Letter id, or number as printed.")],
    receiver: Annotated[str, typer.Option("--receiver", help="Who took the letter.")],
    date: Annotated[str, typer.Option("--date", help="When, e.g. 2025-03-04.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is recorded or corrected now; kept.")],
) -> None:
    """Correct the last tanda terima of a letter, or record one that was forgotten. The wrong one is kept as such."""
    from workers.storage import Cases

    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        raise AlurError(f"{date} is not a date.", "Write it as 2025-03-04.", Exit.USAGE) from None
    if day > dt.date.today():
        raise AlurError(f"{day} has not come yet.", "Give the day on which it was handed over.", Exit.USAGE)
    if not receiver.strip() or not reason.strip():
        raise AlurError("A receipt has a receiver and a reason.", "Give --receiver and --reason.", Exit.USAGE)
    with storage_for("command") as storage:
        letter_id = _found(storage, letter)
        wrong = change(
            lambda: Cases(storage).correct_receipt(
                letter_id, receiver.strip(), day, reason.strip(), getpass.getuser(), now()
            )
        )
    print(f"{letter_id}\t{'recorded' if wrong is None else 'corrected; the receipt before is kept as wrong'}")


def _found(storage: Storage, letter: str) -> str:
    """The letter's id. Raises AlurError."""
    from workers.letters import Agenda

    found = [e for e in Agenda(storage).entries() if e.letter_id and letter in (e.letter_id, e.nomor)]
    if len(found) > 1:
        places = ", ".join(sorted(f"{e.kantor} {e.tahun} ({e.letter_id})" for e in found))
        raise AlurError(f"{letter} is found more than once: {places}.", "Give the letter id.", Exit.USAGE)
    if not found or found[0].letter_id is None:
        raise AlurError(f"There is no numbered letter {letter}.", "Look with `alur letters search`.", Exit.USAGE)
    return found[0].letter_id


def _pdf(content: bytes, program: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="alur-pdf-") as folder:
        source = Path(folder) / "surat.docx"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=_CONVERT_SECONDS, check=True)
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise AlurError(
                "LibreOffice could not convert the letter.", "Ask for the .docx.", Exit.ENVIRONMENT
            ) from error
