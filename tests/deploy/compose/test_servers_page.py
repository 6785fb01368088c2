"""docs/servers.md says what the files say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from workers.settings import EngineSettings

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "servers.md").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text())


def test_the_settings_of_a_connection_are_settings() -> None:
    table = PAGE.split("## Connection to a cluster")[1].split("\n\n")[1]
    named = set(re.findall(r"`([a-z_]+)[`:]", table))
    secret = {name.lower() for name in re.findall(r"`ALUR_ENGINE_([A-Z_]+)`", table)}
    assert {"rest_url", "oauth_audience", "cert_file"} <= named
    assert {"password", "oauth_client_secret"} <= secret
    assert named | secret <= set(EngineSettings.model_fields)


def test_the_rights_are_those_that_compose_gives() -> None:
    found = COMPOSE["services"]["camunda"]["environment"]
    for number in range(3):
        start = f"CAMUNDA_SECURITY_INITIALIZATION_AUTHORIZATIONS_{number}_"
        rights = found[f"{start}PERMISSIONS"].split(",")
        text = " ".join(PAGE.split())
        assert f"{found[f'{start}RESOURCETYPE']}: {', '.join(rights)}." in text
    assert f"CAMUNDA_SECURITY_INITIALIZATION_AUTHORIZATIONS_{number + 1}_OWNERID" not in found


def test_what_the_page_links_to_is_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / link).exists(), link


def test_variables_of_compose_that_the_page_names_are_there() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text()
    for name in ("CAMUNDA_MEMORY", "POSTGRES_MEMORY", "ALUR_MEMORY", "ALUR_OFFICES", "ALUR_LIBREOFFICE"):
        assert name in PAGE
        assert f"${{{name}:-" in text


def test_the_chart_and_compose_ask_for_the_same_rights_and_ports() -> None:
    values = yaml.safe_load((ROOT / "deploy" / "helm" / "values.yaml").read_text())
    assert values["engine"]["user"] == COMPOSE["services"]["workers"]["environment"]["ALUR_ENGINE_USER"]
    workers = COMPOSE["services"]["workers"]["environment"]["ALUR_ENGINE_ADDRESS"].rsplit(":")[-1]
    assert int(workers) in values["networkPolicy"]["egressPorts"]
