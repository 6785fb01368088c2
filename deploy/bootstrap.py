"""Sets up the virtual environment. Run by `make` with the system's Python, so it uses the standard library alone.

`python3 deploy/bootstrap.py VENV runtime|dev` creates VENV if need be, installs the locked, hash-checked packages of
that set, and makes this checkout importable with the command `alur`. When nothing changed since the last time it
returns at once. It must load on any Python from 3.6, to be able to say that it is too old (hence quoted types).
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
ENVIRONMENT_PROBLEM = 4
_EXECUTABLE = 0o755


def complaint_about_python(version: "tuple[int, int]", modules_missing: "list[str]") -> "str | None":
    """One sentence with the remedy when a Python of this version cannot be used, else None.

    `modules_missing` names modules of the standard library that it lacks.
    """
    have = f"{version[0]}.{version[1]}"
    if version < OLDEST:
        return (
            f"Alur needs Python 3.11 or newer, but this is {have}: install a newer one (Debian, Ubuntu: "
            "sudo apt install python3.11 python3.11-venv) and run make with PYTHON=python3.11."
        )
    if modules_missing:
        return (
            f"This Python {have} lacks the module {' and '.join(modules_missing)}: install it "
            f"(Debian, Ubuntu: sudo apt install python{have}-venv), then run make again."
        )
    return None


def missing_modules() -> "list[str]":
    """Modules that a virtual environment needs and that Debian keeps in a package of their own."""
    return [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]


def main(venv: str, kind: str) -> int:
    """Set up; returns the exit status."""
    version = (sys.version_info[0], sys.version_info[1])
    complaint = complaint_about_python(version, missing_modules())
    if complaint:
        return _failed(complaint)
    if _is_current(venv, kind):
        return 0
    python = os.path.join(venv, "bin", "python")
    print(f"Setting up {os.path.relpath(venv)} with the {kind} packages.", file=sys.stderr)
    for other in LOCKS:
        _forget(_stamp(venv, other))
    if not _works(python, version):
        shutil.rmtree(venv, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", venv]).returncode:
            return _failed(
                "The virtual environment cannot be created: see the lines above "
                f"(on Debian and Ubuntu: sudo apt install python{version[0]}.{version[1]}-venv)."
            )
    lock = os.path.join(CHECKOUT, LOCKS[kind])
    if subprocess.run([python, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", lock]).returncode:
        return _failed("The Python packages cannot be installed: check the network (lines above), then run make again.")
    _make_importable(python, venv)
    with open(_stamp(venv, kind), "w") as stream:
        stream.write(_fingerprint(lock))
    return 0


def _fingerprint(lock: str) -> str:
    # What the environment depends on: this Python, this script, the lock and the place of the checkout.
    digest = hashlib.sha256()
    for path in (lock, os.path.abspath(__file__)):
        with open(path, "rb") as stream:
            digest.update(stream.read())
    digest.update(f"{sys.version} {sys.base_prefix} {CHECKOUT}".encode())
    return digest.hexdigest()


def _is_current(venv: str, kind: str) -> bool:
    for enough in ("dev", kind):  # the set dev contains the set runtime
        try:
            with open(_stamp(venv, enough)) as stream:
                if stream.read() == _fingerprint(os.path.join(CHECKOUT, LOCKS[enough])):
                    return True
        except OSError:
            continue
    return False


def _works(python: str, version: "tuple[int, int]") -> bool:
    probe = f"import sys, pip; sys.exit(sys.version_info[:2] != {version!r})"
    try:
        return subprocess.run([python, "-c", probe], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def _make_importable(python: str, venv: str) -> None:
    # As an editable install would. pip's own would build with setuptools, which is neither locked nor always there, and
    # would not see folders that are added later.
    where = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(where, stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    with open(os.path.join(packages, "alur.pth"), "w") as stream:
        stream.write(CHECKOUT + "\n")
    command = os.path.join(venv, "bin", "alur")
    with open(command, "w") as stream:
        # Not a Python script: its first line could not hold a path that is long or has a space.
        stream.write('#!/bin/sh\nexec "$(dirname "$0")/python" -m deploy.cli "$@"\n')
    os.chmod(command, _EXECUTABLE)


def _stamp(venv: str, kind: str) -> str:
    return os.path.join(venv, f"alur-{kind}.stamp")


def _forget(path: str) -> None:
    if os.path.exists(path):
        os.remove(path)


def _failed(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return ENVIRONMENT_PROBLEM


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
