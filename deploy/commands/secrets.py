"""`alur secrets`: what deploy/compose.yaml must not have a default for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

_FILE = Path(__file__).resolve().parent.parent / ".env"

_MADE = {
    "POSTGRES_PASSWORD": "Administrator of the database server",
    "CAMUNDA_DB_PASSWORD": "Camunda's user of its database",
    "ALUR_DB_PASSWORD": "Alur's user of the letter register",
    "CAMUNDA_ADMIN_PASSWORD": "First login of the user `admin` in Tasklist, Operate and Admin",
    "ALUR_ENGINE_PASSWORD": "Login of the workers at the engine, user `alur`",
    "ALUR_GATEWAY_LINK_KEY": "Signs links to letters; with another key the old links are dead",
    "ALUR_GATEWAY_TOKEN_LOKAL": "Token of the office itself at the gateway",
}
"""Made up; 256 bits each, of characters that need no quoting in a URL and no escaping for Compose."""

_TOLD = {
    "CAMUNDA_ADMIN_EMAIL": ("", "Address of the administrator"),
    "ALUR_GATEWAY_PUBLIC_URL": ("", "How others reach the gateway, such as https://surat.kantor.example"),
    "ALUR_SMTP_HOST": ("", "Mail relay of the office"),
    "ALUR_SMTP_PORT": ("587", ""),
    "ALUR_SMTP_SECURITY": ("starttls", "starttls, tls or none"),
    "ALUR_SMTP_SENDER": ("", "Sender address of mails"),
    "ALUR_SMTP_USER": ("", "Empty: the relay asks for no login"),
    "ALUR_SMTP_PASSWORD": ("", ""),
    "ALUR_ENGINE_OPERATE_URL": ("", "How staff reach Operate, for links in breach notices; may stay empty"),
}
"""Only the office knows them: value to begin with, and what it is."""

_MAY_BE_EMPTY = ("ALUR_SMTP_USER", "ALUR_SMTP_PASSWORD", "ALUR_ENGINE_OPERATE_URL")


def secrets(
    file: Annotated[Path, typer.Option(help="Where they are kept; git must not see it.")] = _FILE,
) -> None:
    """Make the passwords and keys of deploy/compose.yaml, once.

    They go into one file that only its owner can read (mode 0600). What stands there already is never changed: the
    databases know their passwords from their first start. Addresses that only the office knows are left empty.
    """
    present = _values(file)
    lines, made = _additions(present)
    if not present:
        _create(file, lines)
    elif lines:
        _append(file, lines)
    _protect(file)
    values = _values(file)
    print(f"{file}: {made} made, {len(present)} left as they were. Keep a copy of it with your backups.")
    if empty := [name for name in _TOLD if not values.get(name) and name not in _MAY_BE_EMPTY]:
        print(f"Fill in: {', '.join(empty)}.")


def _values(file: Path) -> dict[str, str]:
    """What the file has, by name; nothing where there is none. Raises AlurError when it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as failure:
        raise AlurError(
            f"{file} cannot be read ({type(failure).__name__}).",
            "Give another --file, or read it as its owner.",
            Exit.ENVIRONMENT,
        ) from failure
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip().removeprefix("export "): value.strip() for name, _, value in pairs}


def _additions(present: dict[str, str]) -> tuple[list[str], int]:
    """Lines for what is missing, and how many secrets are among them."""
    from secrets import token_urlsafe

    lines: list[str] = []
    made = 0
    for name, meaning in _MADE.items():
        if name in present and not present[name]:
            raise AlurError(
                f"{name} stands in the file without a value.",
                "Delete that line, and one is made; or write the password that is in use.",
                Exit.USAGE,
            )
        if name not in present:
            lines += [f"# {meaning}", f"{name}={token_urlsafe(32)}"]
            made += 1
    for name, (value, meaning) in _TOLD.items():
        if name not in present:
            lines += [*([f"# {meaning}"] if meaning else []), f"{name}={value}"]
    return lines, made


def _create(file: Path, lines: list[str]) -> None:
    """All or nothing, and never readable by others, not even for a moment."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write("# Secrets of deploy/compose.yaml. Never commit this file.\n" + "\n".join(lines) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
            if file.exists():
                os.replace(temporary, file)  # it was there, but held nothing
            else:
                os.link(temporary, file)  # of two at once one fails here, and changes nothing
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as failure:
        raise _cannot_write(file, failure) from failure


def _append(file: Path, lines: list[str]) -> None:
    try:
        whole = file.read_bytes()
        with file.open("ab") as stream:
            stream.write((b"" if whole.endswith(b"\n") else b"\n") + ("\n".join(lines) + "\n").encode())
    except OSError as failure:
        raise _cannot_write(file, failure) from failure


def _protect(file: Path) -> None:
    try:
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
            print(
                f"{file} could be read by other users of this machine; that is mended. Change what they may have seen."
            )
    except OSError as failure:
        raise _cannot_write(file, failure) from failure


def _cannot_write(file: Path, failure: OSError) -> AlurError:
    return AlurError(
        f"{file} cannot be written ({type(failure).__name__}).",
        "Give another place with --file, or make its folder writable.",
        Exit.ENVIRONMENT,
    )
