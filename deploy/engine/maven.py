"""Fetches the engine's files: exactly the pinned ones, each proved by its SHA-256 before it is used."""

import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from jgo.config import GlobalSettings
from jgo.maven import MavenContext, PythonResolver

from deploy.engine.progress import Advance, byte_progress
from deploy.errors import AlurError

_SEVERAL_AT_ONCE = 8
_TIMEOUT_SECONDS = 60
_READ_SIZE = 1024 * 1024
_WORD = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_LINE = re.compile(rf"({_WORD}):({_WORD}):({_WORD}):({_WORD}) ([0-9a-f]{{64}}) ([1-9][0-9]*)")


@dataclass(frozen=True)
class PinnedFile:
    """One line of maven.lock: a Maven coordinate with the SHA-256 and size (bytes) of its content."""

    group: str
    artifact: str
    version: str
    packaging: str
    sha256: str
    size: int

    @property
    def coordinate(self) -> str:
        """group:artifact:version:packaging"""
        return f"{self.group}:{self.artifact}:{self.version}:{self.packaging}"

    @property
    def path(self) -> PurePosixPath:
        """Where a Maven repository keeps the file."""
        folder = PurePosixPath(*self.group.split("."), self.artifact, self.version)
        return folder / f"{self.artifact}-{self.version}.{self.packaging}"


Download = Callable[[PinnedFile, Path, Advance], Path]
"""Fetches a file into a folder of its own and returns where it lies."""


def parse_lock(text: str, name: str = "maven.lock") -> tuple[PinnedFile, ...]:
    """Read a lock: per line a coordinate, a SHA-256 and a size; `#` begins a comment line.

    Raises AlurError with the line number when a line is anything else, or names a file twice.
    """
    found: dict[str, PinnedFile] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise AlurError(
                f"{name}, line {number}: not a coordinate with SHA-256 and size: {line.strip()[:120]!r}.",
                "Restore the file from the project's repository.",
            )
        group, artifact, version, packaging, sha256, size = match.groups()
        pinned = PinnedFile(group, artifact, version, packaging, sha256, int(size))
        if pinned.coordinate in found:
            raise AlurError(
                f"{name}, line {number}: {pinned.coordinate} is listed twice.",
                "Restore the file from the project's repository.",
            )
        found[pinned.coordinate] = pinned
    return tuple(found.values())


def locked_files() -> tuple[PinnedFile, ...]:
    """The pinned files of the embedded engine."""
    return parse_lock(files("deploy").joinpath("maven.lock").read_text(encoding="utf-8"))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_whole(path: Path, pinned: PinnedFile) -> bool:
    """Whether `path` holds exactly the pinned content."""
    return path.is_file() and path.stat().st_size == pinned.size and sha256_of(path) == pinned.sha256


def fetch(wanted: Sequence[PinnedFile], repository: Path, download: Download | None = None) -> dict[PinnedFile, Path]:
    """Bring every wanted file into `repository` (a folder laid out as Maven does) and return where each lies.

    What is there already is proved again and only fetched when it is missing or damaged. A file gets its final name
    after its content was proved, so an interrupted download is never taken for a whole one. Raises AlurError when a
    file cannot be fetched, or comes damaged twice.
    """
    here = {pinned: repository / pinned.path for pinned in wanted}
    with ThreadPoolExecutor(_SEVERAL_AT_ONCE) as pool:
        whole = dict(zip(here, pool.map(is_whole, here.values(), here), strict=True))
    missing = sorted((pinned for pinned in wanted if not whole[pinned]), key=lambda pinned: -pinned.size)
    if missing:
        with byte_progress("Fetching the engine", sum(pinned.size for pinned in missing)) as advance:
            _fetch_missing(missing, here, repository / ".partial", download or _download_with_jgo, advance)
    return here


def _fetch_missing(
    missing: Sequence[PinnedFile], here: dict[PinnedFile, Path], partial: Path, download: Download, advance: Advance
) -> None:
    # Left-overs of an interrupted run; the caller holds the lock of the cache, so nobody else writes here.
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, exist_ok=True)
    given_up = threading.Event()

    def advance_unless_given_up(count: int) -> None:
        # Without this, Ctrl-C would wait until the largest file has arrived.
        if given_up.is_set():
            raise OSError("given up, because another file failed or the command was interrupted")
        advance(count)

    pool = ThreadPoolExecutor(_SEVERAL_AT_ONCE)
    try:
        running = [
            pool.submit(_fetch_one, pinned, here[pinned], partial, download, advance_unless_given_up)
            for pinned in missing
        ]
        for done in as_completed(running):
            done.result()
    except BaseException:
        given_up.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(partial, ignore_errors=True)


def _fetch_one(pinned: PinnedFile, target: Path, partial: Path, download: Download, advance: Advance) -> None:
    for _attempt in range(2):
        folder = Path(tempfile.mkdtemp(dir=partial))
        try:
            arrived = download(pinned, folder, advance)
            if is_whole(arrived, pinned):
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(arrived, target)
                return
            advance(-arrived.stat().st_size)
        except OSError as failure:  # requests' exceptions are OSErrors too
            raise AlurError(
                f"Could not fetch {pinned.coordinate}: {_short(failure)}.",
                "Check the network connection (and proxy settings) and the free disk space, then run the command "
                "again; what arrived whole is kept.",
            ) from failure
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    raise AlurError(
        f"{pinned.coordinate} came damaged twice (its SHA-256 is not the pinned one).",
        "A proxy or mirror between here and the Maven repository changes it: use another network or mirror, then run "
        "the command again.",
    )


def _short(failure: BaseException) -> str:
    return " ".join(str(failure).split())[:300]


def _download_with_jgo(pinned: PinnedFile, folder: Path, advance: Advance) -> Path:
    @contextmanager
    def report(_filename: str, _total: int) -> Iterator[Callable[[int], None]]:
        yield advance

    context = MavenContext(
        resolver=PythonResolver(progress_callback=report), repo_cache=folder, timeout=_TIMEOUT_SECONDS
    )
    context.remote_repos.update(GlobalSettings.load().repositories)  # mirrors that the user told jgo about
    component = context.project(pinned.group, pinned.artifact).at_version(pinned.version)
    try:
        return Path(component.artifact(packaging=pinned.packaging).resolve())
    except RuntimeError as failure:  # jgo's way to say that no repository has it
        raise OSError(str(failure)) from failure
