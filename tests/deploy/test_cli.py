from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from deploy.cli import build_app
from deploy.errors import AlurError
from deploy.exits import Exit


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    monkeypatch.setenv("ALUR_HOME", str(tmp_path))
    monkeypatch.delenv("ALUR_PORT_OFFSET", raising=False)
    app = build_app()

    def gagal() -> None:
        raise AlurError("Port 8080 is in use.", "Stop the other program.", Exit.ENVIRONMENT, detail="log line")

    app.command("gagal")(gagal)
    return app


def test_help_names_the_commands_and_the_exit_statuses(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == Exit.OK
    for word in ("up", "down", "status", "Exit status"):
        assert word in result.output


def test_an_expected_failure_is_a_sentence_with_its_remedy_and_no_traceback(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["gagal"])
    assert result.exit_code == Exit.ENVIRONMENT
    assert result.stderr == "alur: Port 8080 is in use. Stop the other program.\nlog line\n"


def test_verbose_adds_the_traceback(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["--verbose", "gagal"])
    assert result.exit_code == Exit.ENVIRONMENT
    assert "Traceback" in result.stderr


def test_status_without_an_engine_says_how_to_start_it(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["status"])
    assert result.exit_code == Exit.ENGINE_DOWN
    assert "alur up" in result.output


def test_down_without_an_engine_is_no_failure(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["down"])
    assert result.exit_code == Exit.OK
    assert "Nothing was running" in result.output


def test_a_misspelt_command_is_answered_with_the_nearest_one(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["statsu"])
    assert result.exit_code == Exit.USAGE
    assert "'status'" in result.stderr


def test_wrong_usage_has_its_own_status(app: typer.Typer) -> None:
    assert CliRunner().invoke(app, ["up", "--salah"]).exit_code == Exit.USAGE
    assert CliRunner().invoke(app, ["up", "--port-offset", "7"]).exit_code == Exit.USAGE
