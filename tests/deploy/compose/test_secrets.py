"""`alur secrets`: made once, kept from others, never changed."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli import build_app

ROOT = Path(__file__).parents[3]
COMPOSE = ROOT / "deploy" / "compose.yaml"


def make(file: Path) -> Result:
    return CliRunner().invoke(build_app(), ["secrets", "--file", str(file)])


def values(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_secrets_are_made_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    mask = os.umask(0)
    try:
        done = make(file)
    finally:
        os.umask(mask)
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file], "nothing is left beside it"
    found = values(file)
    made = [value for value in found.values() if len(value) >= 43]
    assert len(made) == 7
    assert len(set(made)) == 7
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", value) for value in made), "safe in a URL and in Compose"
    assert not any(value in done.output for value in made)
    assert "Fill in: CAMUNDA_ADMIN_EMAIL, ALUR_GATEWAY_PUBLIC_URL, ALUR_SMTP_HOST, ALUR_SMTP_SENDER." in done.output


def test_what_stands_there_is_never_changed_and_what_is_missing_is_added(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# sendiri\nALUR_DB_PASSWORD=lama\nALUR_SMTP_HOST=relay.kantor.example")
    file.chmod(0o600)
    assert make(file).exit_code == 0
    first = file.read_bytes()
    assert first.startswith(b"# sendiri\nALUR_DB_PASSWORD=lama\nALUR_SMTP_HOST=relay.kantor.example\n")
    assert len(values(file)["POSTGRES_PASSWORD"]) == 43
    again = make(file)
    assert again.exit_code == 0
    assert "0 made" in again.output
    assert file.read_bytes() == first


def test_a_file_that_others_can_read_is_closed_and_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("ALUR_DB_PASSWORD=lama\n")
    file.chmod(0o644)
    assert "could be read by other users" in make(file).output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_empty_secret_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("POSTGRES_PASSWORD=\n")
    done = make(file)
    assert done.exit_code == 2
    assert file.read_text() == "POSTGRES_PASSWORD=\n"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = make(tmp_path / "tidak-ada" / ".env")
    assert done.exit_code == 4
    assert "Traceback" not in done.output


@pytest.mark.parametrize("name", ["deploy/.env", "deploy/senders.env"])
def test_git_does_not_see_them(name: str) -> None:
    if subprocess.run(["git", "-C", ROOT, "rev-parse"], capture_output=True).returncode:
        pytest.skip("not a git checkout")
    assert subprocess.run(["git", "-C", ROOT, "check-ignore", "-q", name]).returncode == 0


def test_compose_asks_for_what_the_command_makes_and_for_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    make(file)
    made = {name for name, value in values(file).items() if len(value) >= 43}
    text = COMPOSE.read_text()
    demanded = set(re.findall(r"\$\{(\w+):\?run `alur secrets`\}", text))
    told = set(re.findall(r"\$\{(\w+):\?set ", text))
    assert demanded == made
    assert told <= set(values(file))
    assert {name for name in re.findall(r"\$\{(\w+):-", text) if "PASSWORD" in name} == {"ALUR_SMTP_PASSWORD"}
