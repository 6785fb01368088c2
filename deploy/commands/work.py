"""`alur work`, `alur reply`, `alur withdraw`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.worker_settings import load, unusable_settings, worker_settings

if TYPE_CHECKING:
    from pydantic import ValidationError

    from workers.gateway.answering import Reply
    from workers.gateway.messages import Balasan, Pencabutan
    from workers.settings import Settings

PROCESS_NAME = "workers"
"""Name of the background process, as `alur status` and `alur down` know it."""

_READY_SECONDS = 60.0


def start_workers(config: Path | None = None) -> str:
    """Start the workers in the background, wait until they are ready, and return the gateway's address.

    Workers that run already are left alone. Raises AlurError.
    """
    import httpx

    from deploy.processes import Processes

    settings = worker_settings(config)
    health = f"http://{settings.observe.host}:{settings.observe.port}/readyz"

    def ready() -> bool:
        try:
            return httpx.get(health, timeout=2.0, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    arguments = [sys.executable, "-m", "deploy.cli", "work", *(["--config", str(config)] if config else [])]
    Processes(settings.home).start_background(
        PROCESS_NAME, arguments, folder=Path.cwd(), ready=ready, timeout=_READY_SECONDS
    )
    return f"http://{settings.gateway.host}:{settings.gateway.port}"


def work(
    background: Annotated[bool, typer.Option("--background", help="Start the workers and return.")] = False,
    config: Annotated[
        Path | None, typer.Option(help="Settings file (default: ALUR_CONFIG, else worker.yaml in the state directory).")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Check the settings and office files, and stop.")] = False,
) -> None:
    """Run the workers that draft, number, archive and send letters, and the HTTP gateway.

    Every setting can also be an environment variable ALUR_<SECTION>_<FIELD>, such as ALUR_SMTP_HOST; secrets only so:
    ALUR_ENGINE_PASSWORD, ALUR_ENGINE_OAUTH_CLIENT_SECRET, ALUR_SMTP_PASSWORD, ALUR_GATEWAY_TOKEN_<SENDER>,
    ALUR_GATEWAY_HMAC_<SENDER>, ALUR_GATEWAY_LINK_KEY. Stop it with Ctrl-C or `alur down`: running
    jobs finish first.
    """
    settings, notes = _checked_settings(config)
    if check:
        for note in notes:
            print(f"Note: {note}")
        print("The settings and office files can be used.")
        return
    if background:
        print(f"The workers run. Gateway: {start_workers(config)}. Stop them with `alur down`.")
        return
    # On a full disk Python installs half-written compiled modules, with which nothing starts any more.
    sys.dont_write_bytecode = True
    from workers.app import WorkerDefect, main
    from workers.serving import AddressTakenError
    from workers.settings import SettingsError
    from workers.storage import StorageError

    try:
        main(settings)
    except AddressTakenError as error:
        raise AlurError(
            str(error), "Stop what uses the port, or set another one (ALUR_GATEWAY_PORT, ALUR_OBSERVE_PORT)."
        ) from error
    except StorageError as error:
        raise AlurError(str(error), "Correct ALUR_STORAGE_URL, or stop the other worker.") from error
    except SettingsError as error:
        raise AlurError(str(error), "Set it and start again.", Exit.USAGE) from error
    except WorkerDefect as error:
        raise AlurError(
            "A part of the worker died.", "Its log has the place; start it again.", Exit.ENVIRONMENT
        ) from error


def _checked_settings(config: Path | None) -> tuple[Settings, list[str]]:
    """The settings, once they, the office files and the secrets that these name can all be used; and what looks odd.

    Raises AlurError with what is wrong in any of them, so that nobody has to start again for each.
    """
    import os

    from workers.office import Office, OfficeFileError, load_offices
    from workers.receivers import OWN_SENDER, missing_secrets, unknown_senders
    from workers.settings import SettingsError

    settings: Settings | None = None
    problems: list[str] = []
    offices: dict[str, Office] = {}
    try:
        settings = load(config)
        folder: Path | None = settings.files.offices
    except SettingsError as error:
        problems += error.problems
        folder = error.offices
    if folder is not None:
        try:
            offices = load_offices(folder)
        except OfficeFileError as error:
            problems += [str(problem) for problem in error.problems]
    problems += missing_secrets(offices.values(), os.environ)
    if problems or settings is None:
        raise unusable_settings(problems)
    return settings, unknown_senders(offices.values(), set(settings.gateway.tokens) - {OWN_SENDER})


def reply(
    hasil: Annotated[str, typer.Argument(help="terbit, dikembalikan or ditolak.")],
    letter: Annotated[str, typer.Option(help="Id of the letter that is answered.")] = "",
    nomor: Annotated[str, typer.Option(help="Or its number, as printed.")] = "",
    catatan: Annotated[str, typer.Option(help="Reason or remark; needed unless the result is terbit.")] = "",
    tanggal: Annotated[str, typer.Option(help="Date of the answer (default: today).")] = "",
    id_pesan: Annotated[str, typer.Option(help="Id of the message; the same id again changes nothing.")] = "",
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
) -> None:
    """Record an outside office's answer to a letter; the waiting case goes on with it.

    It takes the way of the HTTP gateway: stored first, then given to the engine.
    """
    import asyncio
    import uuid

    from pydantic import ValidationError

    from workers.gateway.messages import Balasan

    settings = worker_settings(config)
    try:
        message = Balasan.model_validate(
            {
                "idPesan": id_pesan or f"alur-{uuid.uuid4().hex}",
                "idSurat": letter or None,
                "nomorSurat": nomor or None,
                "hasil": hasil,
                "catatan": catatan,
                "tanggal": tanggal or dt.date.today().isoformat(),
            }
        )
    except ValidationError as error:
        raise _wrong(error) from error
    _tell(asyncio.run(_record(settings, answer=message)))


def withdraw(
    nomor_perkara: Annotated[str, typer.Argument(help="Agenda number of the case.")],
    alasan: Annotated[str, typer.Option(help="Why the applicant withdraws.")],
    office: Annotated[str, typer.Option("--office", help="Code of the office that has the case.")] = "",
    sop: Annotated[str, typer.Option(help="SOP of the case.")] = "",
    id_pesan: Annotated[str, typer.Option(help="Id of the message; the same id again changes nothing.")] = "",
    config: Annotated[Path | None, typer.Option(help="Settings file.")] = None,
) -> None:
    """End a case because its applicant withdraws; numbers of its letters are kept as cancelled."""
    import asyncio
    import uuid

    from pydantic import ValidationError

    from workers.gateway.messages import Pencabutan

    settings = worker_settings(config)
    try:
        message = Pencabutan.model_validate(
            {
                "idPesan": id_pesan or f"alur-{uuid.uuid4().hex}",
                "nomorPerkara": nomor_perkara,
                "alasan": alasan,
                "kantor": office or None,
                "sop": sop or None,
            }
        )
    except ValidationError as error:
        raise _wrong(error) from error
    _tell(asyncio.run(_record(settings, withdrawal=message)))


async def _record(settings: Settings, *, answer: Balasan | None = None, withdrawal: Pencabutan | None = None) -> Reply:
    """Through the same desk as the gateway: stored first, then given to the engine."""
    from workers.gateway.answering import AnswerDesk
    from workers.jobs import connect
    from workers.receivers import OWN_SENDER
    from workers.storage import Storage, StorageError

    try:
        storage = Storage.open(settings.storage.url, letters=settings.files.letters, access="command")
    except StorageError as error:
        raise AlurError(str(error), "Start the workers once with `alur work`.", Exit.USAGE) from error
    with storage:
        async with connect(settings.engine) as broker:
            desk = AnswerDesk(storage, broker, settings.gateway.message_ttl_seconds)
            try:
                if answer is not None:
                    return await desk.answer(OWN_SENDER, answer)
                assert withdrawal is not None  # noqa: S101 - one of the two is given
                return await desk.withdraw(OWN_SENDER, withdrawal)
            except StorageError as error:
                raise AlurError(str(error), "Run the command again.") from error


def _tell(reply: Reply) -> None:
    if reply.result != "taken":
        raise AlurError(reply.text, "Nothing was changed in the case.", Exit.FINDING)
    print(reply.text)


def _wrong(error: ValidationError) -> AlurError:
    found = [(".".join(str(part) for part in item["loc"]), item["msg"]) for item in error.errors(include_input=False)]
    detail = "\n".join(f"  - {place or 'options'}: {text}" for place, text in found)
    return AlurError("The message is not right:", "Correct the options.", Exit.USAGE, detail=detail)
