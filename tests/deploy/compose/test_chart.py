"""deploy/helm: values against their schema, and with `helm` what it renders; a cluster is not run here."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from workers.settings import load_settings

ROOT = Path(__file__).parents[3]
CHART = ROOT / "deploy" / "helm"
VALUES: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text())
SCHEMA = jsonschema_rs.validator_for(json.loads((CHART / "values.schema.json").read_text()))
OWN = {
    "image": {"repository": "registry.example/alur-workers", "tag": "1"},
    "gateway": {"publicUrl": "https://surat.kantor.example"},
    "smtp": {"host": "relay.kantor.example", "sender": "alur@kantor.example"},
}
SECRETS = {
    "ALUR_STORAGE_URL": "postgresql://alur:sandi@postgres/alur",
    "ALUR_GATEWAY_LINK_KEY": "k" * 32,
    "ALUR_GATEWAY_TOKEN_LOKAL": "t" * 32,
    "ALUR_ENGINE_PASSWORD": "sandi-mesin",
}


def merged(*layers: dict[str, Any]) -> dict[str, Any]:
    """As Helm lays values over one another."""
    found: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.items():
            old = found.get(name)
            found[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return found


def test_the_values_fit_their_schema() -> None:
    assert list(SCHEMA.iter_errors(VALUES)) == []
    assert list(SCHEMA.iter_errors(merged(VALUES, OWN))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"settings": {"ALUR_SMTP_PASSWORD": "x"}},
        {"settings": {"ALUR_STORAGE_URL": "postgresql://a:b@c/d"}},
        {"settings": {"smtp_host": "x"}},
        {"engine": {"adress": "a:1"}},
        {"engine": {"address": "http://a:1"}},
        {"image": {"digest": "sha256:1"}},
        {"replicas": 0},
        {"smtp": {"security": "ssl"}},
    ],
    ids=str,
)
def test_what_is_misspelt_or_would_be_a_secret_in_the_open_is_refused(wrong: dict[str, Any]) -> None:
    assert list(SCHEMA.iter_errors(merged(VALUES, OWN, wrong)))


def test_no_template_holds_a_secret() -> None:
    for file in (CHART / "templates").iterdir():
        assert "kind: Secret\n" not in file.read_text()


def helm(tmp_path: Path, *layers: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    if shutil.which("helm") is None:
        pytest.skip("NOT TESTED: helm is not installed")
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(merged(*layers)))
    command = ["helm", "template", "alur", CHART, "--values", file, "--kube-version", "1.33.0"]
    return subprocess.run(command, capture_output=True, text=True)


def rendered(tmp_path: Path, *layers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    done = helm(tmp_path, *layers)
    assert done.returncode == 0, done.stderr
    return {thing["kind"]: thing for thing in yaml.safe_load_all(done.stdout) if thing}


def test_what_is_rendered_is_safe_and_hangs_together(tmp_path: Path) -> None:
    found = rendered(tmp_path, OWN)
    assert set(found) == {
        "Deployment",
        "Service",
        "ConfigMap",
        "PersistentVolumeClaim",
        "NetworkPolicy",
        "PodDisruptionBudget",
    }
    pod = found["Deployment"]["spec"]["template"]
    selector = found["Deployment"]["spec"]["selector"]["matchLabels"]
    assert selector.items() <= pod["metadata"]["labels"].items()
    assert found["Service"]["spec"]["selector"] == selector
    assert found["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == selector
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == selector
    assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    assert pod["spec"]["enableServiceLinks"] is False
    [container] = pod["spec"]["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] in ports
    claim = found["PersistentVolumeClaim"]["metadata"]["name"]
    volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
    assert volumes["letters"]["persistentVolumeClaim"]["claimName"] == claim
    assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes)


@pytest.mark.parametrize("login", ["user", "oauth"])
def test_the_workers_take_the_settings_that_are_rendered(tmp_path: Path, login: str) -> None:
    secrets = dict(SECRETS)
    more: dict[str, Any] = {}
    if login == "oauth":
        oauth = {"clientId": "alur", "url": "https://login.example/token", "audience": "zeebe"}
        more = {"engine": {"user": "", "oauth": oauth}}
        secrets["ALUR_ENGINE_OAUTH_CLIENT_SECRET"] = secrets.pop("ALUR_ENGINE_PASSWORD")
    found = rendered(tmp_path, OWN, more)
    data = found["ConfigMap"]["data"]
    [container] = found["Deployment"]["spec"]["template"]["spec"]["containers"]
    settings = load_settings(tmp_path, offices=ROOT / "deploy" / "offices", environment={**data, **secrets})
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"gateway": settings.gateway.port, "health": settings.observe.port}
    assert settings.engine.user == ("alur" if login == "user" else "")
    grace = found["Deployment"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace > settings.engine.grace_seconds


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"image": {"tag": ""}}, "image.tag or image.digest"),
        ({"gateway": {"publicUrl": ""}}, "gateway.publicUrl"),
        ({"engine": {"oauth": {"clientId": "a", "url": "https://b"}}}, "two logins"),
        ({"engine": {"clientCertificate": True}}, "engine.certificates"),
        ({"letters": {"accessMode": "ReadWriteOnce"}}, "ReadWriteMany"),
        ({"gateway": {"ingress": {"enabled": True, "host": "a.example"}}}, "tlsSecret"),
    ],
    ids=str,
)
def test_what_cannot_work_is_said_before_anything_is_installed(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    done = helm(tmp_path, OWN, wrong)
    assert done.returncode != 0
    assert said in done.stderr
