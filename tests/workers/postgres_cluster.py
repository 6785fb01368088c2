"""A PostgreSQL server of the tests' own: made in a temporary directory, reachable by a socket only, gone afterwards."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

_START_SECONDS = 60.0


class NoPostgresError(Exception):
    """PostgreSQL cannot be started here, and why."""


class Cluster:
    """A running server. `durable` keeps fsync on, for measurements."""

    def __init__(self, *, durable: bool = False) -> None:
        self._bin = _binaries()
        self._user = _unprivileged()
        self.directory = Path(tempfile.mkdtemp(prefix="alur-pg-"))
        if self._user:
            account = pwd.getpwnam(self._user)
            os.chown(self.directory, account.pw_uid, account.pw_gid)
        try:
            self._run(
                "initdb", "-D", "data", "-U", "alur", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
            )
            self._log = (self.directory / "server.log").open("wb")
            self._settings = [
                "listen_addresses=",
                f"unix_socket_directories={self.directory}",
                f"fsync={'on' if durable else 'off'}",
                "shared_buffers=32MB",
                "max_connections=60",
            ]
            self._serve()
        except BaseException:
            self.stop()
            raise
        self._count = 0

    def url(self, database: str) -> str:
        """Address of a database of this server."""
        return f"postgresql://alur@/{database}?host={quote(str(self.directory), safe='')}"

    def create(self, template: str | None = None) -> str:
        """A new database, empty or a copy, and its address."""
        self._count += 1
        name = f"alur_{self._count}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.url(name)

    def halt(self) -> None:
        """Stop the server at once, as in a crash; its data stays."""
        server = getattr(self, "_server", None)
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGQUIT)
            server.wait(30)

    def resume(self) -> None:
        """Start the halted server again. The thread that calls this must outlive the server."""
        self._serve()

    def stop(self) -> None:
        """Stop the server and delete everything."""
        self.halt()
        if getattr(self, "_log", None):
            self._log.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def kill_connections(self) -> None:
        """End every other session, as a restarting server does."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND backend_type = 'client backend'"
            )

    def _serve(self) -> None:
        self._server = subprocess.Popen(
            [self._bin / "postgres", "-D", "data", *(part for item in self._settings for part in ("-c", item))],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent,
            **self._as_user(),
        )
        self._wait()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([self._bin / program, *arguments], capture_output=True, text=True, **self._as_user())
        if done.returncode:
            raise NoPostgresError(f"{program} failed: {done.stderr.strip()[-500:]}")

    def _as_user(self) -> dict[str, Any]:
        options: dict[str, Any] = {"cwd": self.directory, "env": {"PATH": os.defpath, "LANG": "C.UTF-8"}}
        if self._user:
            options |= {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": []}
        return options

    def _wait(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                if self._server.poll() is not None or time.monotonic() > end:
                    log = (self.directory / "server.log").read_text(errors="replace")[-800:]
                    raise NoPostgresError(f"the server did not start: {error}\n{log}") from error
                time.sleep(0.05)


def _binaries() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise NoPostgresError("PostgreSQL is not installed (no initdb in PATH or /usr/lib/postgresql)")
    return versions[-1].parent


def _unprivileged() -> str | None:
    """initdb refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise NoPostgresError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT, 0, 0, 0)  # PR_SET_PDEATHSIG
