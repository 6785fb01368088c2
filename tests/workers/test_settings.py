"""The configuration: defaults for one machine, file under environment, every fault at once, no secret shown."""

from __future__ import annotations

import os
import stat
from itertools import pairwise
from pathlib import Path

import pytest

from tests.pace import pieces, within
from workers.settings import Settings, SettingsError, load_settings

OFFICES = Path(__file__).parents[2] / "deploy" / "offices"


def load(home: Path, file: str | None = None, **environment: str) -> Settings:
    path = None
    if file is not None:
        path = home / "given.yaml"
        home.mkdir(parents=True, exist_ok=True)
        path.write_text(file, encoding="utf-8")
    return load_settings(home, offices=OFFICES, file=path, environment=environment)


def problems(home: Path, file: str | None = None, **environment: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(home, file, **environment)
    return caught.value.problems


def test_defaults_serve_one_machine(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.storage.url == f"sqlite:///{tmp_path}/alur.db"
    assert settings.files.letters == tmp_path / "letters"
    assert settings.gateway.host == settings.observe.host == "127.0.0.1"
    assert settings.link_base == "http://127.0.0.1:8095"
    assert set(settings.gateway.tokens) == {"lokal"}


def test_own_secrets_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.gateway == second.gateway
    assert first.gateway.link_key is not None
    assert len(first.gateway.link_key.get_secret_value()) >= 32
    mode = stat.S_IMODE(os.stat(tmp_path / "secrets.json").st_mode)
    assert mode == 0o600
    assert load(tmp_path / "other").gateway.link_key != first.gateway.link_key
    assert [path.name for path in tmp_path.glob("secrets*")] == ["secrets.json"]


def test_a_damaged_secrets_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    [problem] = [p for p in problems(tmp_path) if "secrets.json" in p]
    assert "Delete it" in problem


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        "smtp: {host: mail.kantor.test, port: 587, security: starttls}\nengine: {slots: 16, batch: 8}\n",
        ALUR_SMTP_HOST="mail2.kantor.test",
        ALUR_SMTP_PASSWORD="rahasia-sekali",
        ALUR_SMTP_USER="alur",
    )
    assert (settings.smtp.host, settings.smtp.port, settings.engine.slots) == ("mail2.kantor.test", 587, 16)
    assert settings.smtp.password.get_secret_value() == "rahasia-sekali"


def test_a_file_in_the_state_directory_is_found(tmp_path: Path) -> None:
    (tmp_path / "worker.yaml").write_text("gateway: {port: 9999}\n")
    assert load(tmp_path).gateway.port == 9999


def test_senders_come_from_the_environment(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        ALUR_GATEWAY_TOKEN_KANWIL="token-kanwil-0123456789",
        ALUR_GATEWAY_TOKEN_PT_TASPEN="token-taspen-0123456789",
        ALUR_GATEWAY_HMAC_KANWIL="kunci-kanwil-0123456789",
    )
    assert set(settings.gateway.tokens) == {"kanwil", "pt-taspen", "lokal"}
    assert set(settings.gateway.hmac_keys) == {"kanwil"}


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "smtp: {port: 99999, warna: biru}\nmesin: {}\nengine: [1]\nstorage: {url: mysql://x}\n",
        ALUR_GATEWAY_MAX_BODY_BYTES="banyak",
        ALUR_GATEWAY_TOKEN_KANWIL="pendek",
    )
    text = "\n".join(found)
    for place in ("smtp.port", "smtp.warna", "mesin", "engine", "storage.url", "max_body_bytes", "tokens.kanwil"):
        assert place in text, place
    assert "ALUR_GATEWAY_TOKEN_KANWIL" in text
    assert "pendek" not in text


@pytest.mark.parametrize(
    ("file", "environment", "said"),
    [
        ("smtp: {password: rahasia-sekali}", {}, "smtp.password is a secret"),
        ("gateway: {link_key: rahasia-sekali-1234}", {}, "gateway.link_key is a secret"),
        ("gateway: {tokens: {kanwil: rahasia-sekali-1234}}", {}, "gateway.tokens is a secret"),
        ("smtp: {user: alur, host: mail.test}", {}, "must not travel unencrypted"),
        ("smtp: {user: alur, host: mail.test, security: tls}", {}, "ALUR_SMTP_PASSWORD"),
        ("engine: {slots: 8, batch: 64}", {}, "engine.batch"),
        ("engine: {address: 'http://a:1'}", {}, "engine.address"),
        ("files: {offices: /tidak/ada}", {}, "ALUR_FILES_OFFICES"),
        ("a: [", {}, "not valid YAML at line"),
        ("- 1", {}, "must be a mapping"),
        ("smtp: {host: !!python/object/apply:os.system ['true']}", {}, "not valid YAML"),
        ("", {"ALUR_STORAGE_URL": "postgresql://alur:rahasia-sekali@db/alur"}, "ALUR_GATEWAY_LINK_KEY"),
        ("", {"ALUR_GATEWAY_HMAC_KANWIL": "kunci-kanwil-0123456789"}, "has a signing key but no token"),
        ("smtp: {hst: mail}", {}, "smtp.hst: there is no such setting; did you mean host?"),
        ("", {"ALUR_SMTP_HSOT": "mail"}, "ALUR_SMTP_HSOT: there is no such setting; did you mean ALUR_SMTP_HOST?"),
        ("", {"ALUR_STMP_HOST": "mail"}, "did you mean ALUR_SMTP_HOST?"),
        ("", {"ALUR_GATEWAY_PORT": "80 95"}, "gateway.port: must be a valid integer (set in ALUR_GATEWAY_PORT)"),
        ("engine: {address: localhost}", {}, "host:port, such as"),
        ("engine: {address: 'localhost:99999'}", {}, "host:port, such as"),
        ("engine: {job_seconds: .nan}", {}, "engine.job_seconds"),
        ("engine: {oauth_client_id: a}", {"ALUR_ENGINE_OAUTH_CLIENT_SECRET": "rahasia-sekali"}, "engine.oauth_url"),
        ("engine: {sending_job_seconds: 30}", {}, "engine.sending_job_seconds must be larger"),
        ("smtp: {sender: 'a..b@kantor.test'}", {}, "a plain e-mail address"),
        ('smtp: {sender: "a@b.test\\r\\nBcc: x@y.test"}', {}, "a plain e-mail address"),
        ("smtp: {host: 'smtp://mail'}", {}, "without port and http://"),
        ("smtp: {security: ssl}", {}, "must be 'none', 'starttls' or 'tls'"),
        ("smtp: {host: a, host: b}", {}, "`host` stands twice"),
        ("storage: {url: /var/lib/alur.db}", {}, "sqlite:////absolute/path"),
        ("storage: {url: 2026-02-30}", {}, "a date or number that there is not"),
        ("gateway: {port: " + "9" * 5000 + "}", {}, "a date or number that there is not"),
        ("gateway: {public_url: gerbang.test}", {}, "begins with http:// or https://"),
        ("gateway: {port: 9000}\nobserve: {port: 9000}", {}, "ALUR_OBSERVE_PORT"),
        ("", {"ALUR_GATEWAY_TOKEN_KANWIL": "rahasia-sekali dengan spasi"}, "without spaces"),
        ("", {"ALUR_GATEWAY_TOKEN_KAN__": "rahasia-sekali-0123"}, "gateway.tokens.kan.: the sender's name"),
        ("", {"ALUR_GATEWAY_TOKEN_KANWIL": "pendek"}, "must have 16 to 200 characters"),
        ("files: {letters: /etc/hostname}", {}, "is a file, not a folder"),
        ("sending: {first_wait_seconds: 600, longest_wait_seconds: 30}", {}, "sending.first_wait_seconds"),
        ("smtp:\n\thost: x", {}, "line 2, column 1"),
        ("a: &a [x]\nstorage: {url: *a}", {}, "aliases (*name) are not supported"),
        ("smtp: &a {host: *a}", {}, "aliases (*name) are not supported"),
        ("[" * 50_000, {}, "nested too deeply"),
        (
            "",
            {"ALUR_GATEWAY_TOKEN_A": "token-sama-0123456789", "ALUR_GATEWAY_TOKEN_B": "token-sama-0123456789"},
            "two senders have the same token",
        ),
    ],
)
def test_each_fault_says_what_to_do(tmp_path: Path, file: str, environment: dict[str, str], said: str) -> None:
    text = "\n".join(problems(tmp_path, file, **environment))
    assert said in text
    assert "rahasia-sekali" not in text
    assert "token-sama" not in text


def test_what_spans_sections_is_told_with_the_rest(tmp_path: Path) -> None:
    """It used to wait until every single field was right: a start for each kind of fault."""
    found = problems(
        tmp_path,
        "smtp: {port: x}\nfiles: {offices: /tidak/ada}\nengine: {slots: 4, batch: 64}\n",
        ALUR_GATEWAY_TOKEN_A="token-sama-0123456789",
        ALUR_GATEWAY_TOKEN_B="token-sama-0123456789",
        ALUR_OBSERVE_PROT="1",
    )
    text = "\n".join(found)
    for said in ("smtp.port", "files.offices", "engine.batch", "two senders", "ALUR_OBSERVE_PROT"):
        assert said in text
    assert len(found) == 5


def test_a_bomb_of_aliases_is_not_unfolded(tmp_path: Path) -> None:
    """Nine lines of it took all memory of the machine."""
    names = "abcdefghi"
    lines = [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise(names)]
    text = "a: &a [x]\n" + "\n".join(lines) + "\nstorage: {url: *i}\n"
    assert within(4500, lambda: pieces(lambda: problems(tmp_path, text)))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "worker.yaml"
    for content, said in (("smtp: {}".encode("utf-16"), "UTF-8"), (b"smtp: {host: a\x00b}", "not valid YAML")):
        path.write_bytes(content)
        assert any(said in problem for problem in problems(tmp_path))
    path.write_bytes(b"#" * 300_000)
    assert any("larger than" in problem for problem in problems(tmp_path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    found = problems(tmp_path, ALUR_CONFIG=str(tmp_path / "tidak-ada.yaml"))
    assert any("tidak-ada.yaml" in problem for problem in found)


def test_settings_show_no_secret(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        ALUR_SMTP_PASSWORD="rahasia-sekali",
        ALUR_GATEWAY_TOKEN_KANWIL="rahasia-sekali-token",
        ALUR_GATEWAY_LINK_KEY="rahasia-sekali-tautan",
        ALUR_STORAGE_URL="postgresql://alur:rahasia-sekali@db/alur",
    )
    assert "rahasia-sekali" not in repr(settings)
    assert "rahasia-sekali" not in str(settings)
