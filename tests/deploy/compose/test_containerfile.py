"""The container file without Docker: what it copies is all that `alur` needs, and nothing that it must not hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "container"
TEXT = (FOLDER / "Containerfile").read_text()
LINES = TEXT.replace("\\\n", " ").splitlines()


def copies() -> list[tuple[list[str], str]]:
    """Sources in the checkout and target of each COPY of the last stage."""
    last = max(number for number, line in enumerate(LINES) if line.startswith("FROM "))
    words = [line.split()[1:] for line in LINES[last:] if line.startswith("COPY ")]
    return [(parts[:-1], parts[-1]) for parts in words if not parts[0].startswith("--from")]


def environment() -> dict[str, str]:
    [line] = [line for line in LINES if line.startswith("ENV ")]
    return dict(pair.split("=", 1) for pair in line.split()[1:])


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image would have of the checkout, in a folder."""
    root = tmp_path_factory.mktemp("image")
    for sources, target in copies():
        for source in sources:
            found = sorted(ROOT.glob(source))
            assert found, f"COPY {source}: there is no such thing"
            for path in found:
                place = root / target.lstrip("/")
                if path.is_dir():
                    shutil.copytree(path, place, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
                else:
                    place = place / path.name if target.endswith("/") else place
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, place)
    return root


def run(image: Path, home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    code = image / "opt" / "alur"
    env = {"PATH": os.defpath, "PYTHONPATH": str(code), "ALUR_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    script = (
        "import runpy, sys; import deploy; assert deploy.__file__.startswith(sys.argv[1]); "
        "sys.argv[:] = ['alur', *sys.argv[2:]]; runpy.run_module('deploy.cli', run_name='__main__')"
    )
    return subprocess.run(
        [sys.executable, "-P", "-c", script, str(code), *arguments],
        env={**env, **more},
        capture_output=True,
        text=True,
        cwd=home,
    )


def test_the_base_is_pinned_by_digest_and_both_stages_use_it() -> None:
    [base] = [line for line in LINES if line.startswith("ARG BASE=")]
    assert re.fullmatch(r"ARG BASE=docker\.io/library/python:3\.11\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", base)
    assert {line.split()[1] for line in LINES if line.startswith("FROM ")} == {"${BASE}"}


def test_it_does_not_run_as_root() -> None:
    [user] = [line.split()[1] for line in LINES if line.startswith("USER ")]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user), "a number, so that Kubernetes can see it"
    assert LINES.index(f"USER {user}") > max(n for n, line in enumerate(LINES) if line.startswith("RUN "))


def test_packages_come_with_hashes_and_nothing_is_compiled() -> None:
    [install] = [line for line in LINES if "pip install" in line]
    for option in ("--require-hashes", "--no-deps", "--only-binary :all:", "-r /build/requirements.lock"):
        assert option in install


def test_neither_secrets_nor_offices_come_into_the_image(image: Path) -> None:
    names = {path.name for path in image.rglob("*")}
    assert not {name for name in names if name.endswith(".env") or name == ".env"}
    assert not (image / "opt/alur/deploy/offices").exists()
    assert not (image / "opt/alur/tests").exists()


def test_no_secret_could_come_by_a_copy_of_the_whole_folder() -> None:
    for sources, _ in copies():
        assert "deploy" not in sources
        assert "." not in sources
    assert {"*", "**/.env", "**/*.env"} <= set((FOLDER / "Containerfile.dockerignore").read_text().split())


def test_every_package_of_alur_is_copied(image: Path) -> None:
    there = {
        path.parent.relative_to(ROOT)
        for name in ("deploy", "generator", "workers")
        for path in (ROOT / name).rglob("__init__.py")
        if "node_modules" not in path.parts
    }
    copied = {path.parent.relative_to(image / "opt/alur") for path in (image / "opt/alur").rglob("__init__.py")}
    assert there == copied


def test_what_is_copied_runs(image: Path, tmp_path: Path) -> None:
    """The real command with the image's files and the settings of deploy/compose.yaml."""
    offices = {"ALUR_FILES_OFFICES": str(ROOT / "deploy" / "offices")}
    done = run(image, tmp_path, "work", "--check", **offices)
    assert done.returncode == 0, done.stderr
    assert "can be used" in done.stdout
    for command in (["--help"], ["doctor", "--help"], ["letters", "--help"]):
        assert run(image, tmp_path, *command, **offices).returncode == 0


def test_the_folder_of_offices_is_the_one_that_compose_mounts() -> None:
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    assert f"target: {environment()['ALUR_FILES_OFFICES']}, read_only: true" in compose
    assert f"- alur:{environment()['ALUR_HOME']}" in compose
