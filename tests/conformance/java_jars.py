"""The files of Camunda's Java client (Apache-2.0), fetched by Maven and proved by their SHA-256 before they are used.

    python -m tests.conformance.java_jars [--lock]

They are test tools: nothing of Alur needs them, and the client's own server is not among them. `--lock` writes
java/maven.lock anew from what java/pom.xml gives.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.home import cache_directory

_FOLDER = Path(__file__).with_name("java")
LOCK = _FOLDER / "maven.lock"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
_SECONDS = 600
_LISTED = re.compile(r"\s*([\w.-]+):([\w.-]+):jar:([\w.-]+):(?:compile|runtime)\b")
_HEADER = "# Camunda's Java client: Maven coordinate (group:artifact:version:packaging), SHA-256, size in bytes.\n"


class JarsMissingError(Exception):
    """The client cannot be had; the text says why."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    coordinate: str
    sha256: str
    size: int

    @property
    def file(self) -> str:
        """The name under which Maven's plugin copies it."""
        group, artifact, version, packaging = self.coordinate.split(":")
        return f"{group}.{artifact}-{version}.{packaging}"


def locked() -> tuple[Jar, ...]:
    """What the lock says."""
    lines = [line.split() for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(Jar(coordinate, sha256, int(size)) for coordinate, sha256, size in lines)


def java_client_jars() -> list[Path]:
    """The client's files, fetched when they are not there yet. Raises JarsMissingError."""
    wanted = locked()
    version = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    folder = cache_directory() / "java-client" / version
    if not all(_is_whole(folder / jar.file, jar) for jar in wanted):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as arrived:
            _fetch(Path(arrived))
            for jar in wanted:
                if not _is_whole(Path(arrived) / jar.file, jar):
                    raise JarsMissingError(f"{jar.coordinate} came with other content than {LOCK.name} says.")
                shutil.copyfile(Path(arrived) / jar.file, folder / jar.file)
    return [folder / jar.file for jar in wanted]


def _is_whole(path: Path, jar: Jar) -> bool:
    return path.is_file() and path.stat().st_size == jar.size and _sha256(path) == jar.sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fetch(folder: Path) -> None:
    _maven("copy-dependencies", f"-DoutputDirectory={folder}", "-Dmdep.prependGroupId=true")


def _maven(goal: str, *settings: str) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise JarsMissingError("There is no Maven (mvn) to fetch the Java client with.")
    command = [maven, "-q", "-B", "-f", str(_FOLDER / "pom.xml"), f"{_PLUGIN}:{goal}", "-DincludeScope=runtime"]
    done = subprocess.run([*command, *settings], capture_output=True, text=True, timeout=_SECONDS, check=False)
    if done.returncode:
        raise JarsMissingError(f"Maven could not fetch the Java client: {done.stdout[-500:]}")


def write_lock() -> None:
    """The lock of what the pom gives today."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fetch(folder / "jars")
        _maven("list", f"-DoutputFile={folder / 'list'}")
        found = (_LISTED.match(line) for line in (folder / "list").read_text(encoding="utf-8").splitlines())
        coordinates = sorted(f"{m[1]}:{m[2]}:{m[3]}:jar" for m in found if m)
        jars = [Jar(coordinate, "", 0) for coordinate in coordinates]
        lines = []
        for jar in jars:
            path = folder / "jars" / jar.file
            lines.append(f"{jar.coordinate} {_sha256(path)} {path.stat().st_size}\n")
        if len(lines) != len(list((folder / "jars").iterdir())):
            raise JarsMissingError("The list of coordinates is not that of the files.")
    LOCK.write_text(_HEADER + "".join(lines), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Fetches, or locks."""
    try:
        if arguments == ["--lock"]:
            write_lock()
        print(f"{len(java_client_jars())} files of the Java client are there and as {LOCK.name} says.")
    except JarsMissingError as missing:
        print(missing)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
