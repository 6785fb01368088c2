"""The worker's configuration: one YAML file and environment variables, checked as a whole at start.

Every field can be set as `ALUR_<SECTION>_<FIELD>` (`ALUR_ENGINE_ADDRESS`), which wins over the file. Secrets come from
the environment only, or are made once for a single machine and kept in the state directory.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError, model_validator

Sender = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Token = Annotated[SecretStr, Field(min_length=16, max_length=200)]

_SECRETS_FILE = "secrets.json"
_MAX_FILE_BYTES = 256 * 1024


class SettingsError(Exception):
    """The configuration cannot be used; `problems` has one sentence for each fault, all of them at once."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EngineSettings(_Section):
    """Where Zeebe's gateway is (gRPC) and how to take jobs from it."""

    address: str = Field(default="127.0.0.1:26500", pattern=r"^[^\s:/]+:\d{1,5}$")
    tls: bool = False
    worker_name: str = Field(default_factory=lambda: f"alur-{socket.gethostname()}-{os.getpid()}", min_length=1)
    oauth_client_id: str = ""
    oauth_url: str = ""
    oauth_audience: str = ""
    oauth_client_secret: SecretStr = SecretStr("")
    streaming: bool = True
    stream_seconds: Seconds = 3600.0
    poll_seconds: Seconds = 10.0
    job_seconds: Seconds = 60.0
    """A job that was not reported for this long is given to another worker."""
    sending_job_seconds: Seconds = 240.0
    """The same for jobs that send letters; above any time that a mail server and a webhook may take."""
    slots: int = Field(default=128, ge=2, le=4096)
    """Jobs of one type that run or wait for a thread at once."""
    batch: int = Field(default=64, ge=1, le=1024)
    """Jobs that one poll asks for."""
    threads: int = Field(default=8, ge=1, le=128)
    """Threads for letters, numbers and breaches; deadlines and sending have pools of their own."""
    deadline_threads: int = Field(default=4, ge=1, le=64)
    sending_threads: int = Field(default=8, ge=1, le=64)
    operate_url: str = Field(default="", pattern=r"^(|https?://[^\s?#]+)$")
    """Base address of Operate, for links in breach notices; empty: no links."""
    grace_seconds: Seconds = 15.0
    """How long running jobs may take to finish after SIGTERM."""


class StorageSettings(_Section):
    """The register, letters, outbox and inbox: `sqlite:///path` (one worker process) or `postgresql://...`."""

    # A PostgreSQL URL may hold a password.
    url: str = Field(default="", pattern=r"^(|sqlite:///.+|postgres(ql)?://.+)$", repr=False)


class FilesSettings(_Section):
    """Folders: offices' files and finished letters."""

    offices: Path = Path()
    letters: Path = Path()


class SmtpSettings(_Section):
    """The mail server. Empty user: no login."""

    host: str = "127.0.0.1"
    port: Port = 1025
    security: Literal["none", "starttls", "tls"] = "none"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str = Field(default="alur@localhost", pattern=r"^[^@\s]+@[^@\s]+$")
    timeout_seconds: Seconds = 20.0

    @model_validator(mode="after")
    def _login_is_encrypted(self) -> SmtpSettings:
        if self.user and self.security == "none" and self.host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("a password must not travel unencrypted: set security to starttls or tls")
        if self.user and not self.password.get_secret_value():
            raise ValueError("user is set but ALUR_SMTP_PASSWORD is not")
        return self


class SendingSettings(_Section):
    """How often and how long the outbox tries, for every kind of message."""

    attempts: int = Field(default=12, ge=1, le=100)
    """Tries until a message is dead and waits for a person."""
    first_wait_seconds: Seconds = 30.0
    """After the first failure; doubles with each."""
    longest_wait_seconds: Seconds = 6 * 3600.0
    lease_seconds: Seconds = 300.0
    """A sender that said nothing for this long is taken for dead, and the message is sent again."""
    webhook_timeout_seconds: Seconds = 20.0


class GatewaySettings(_Section):
    """The HTTP gateway: answers in, letters out."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: Port = 8095
    public_url: str = Field(default="", pattern=r"^(|https?://[^\s?#]+)$")
    """How staff and outside parties reach it; empty: its own address."""
    max_body_bytes: int = Field(default=32 * 1024, ge=1024, le=1024 * 1024)
    requests_per_minute: int = Field(default=120, ge=1, le=100_000)
    """Per sender, and per address for callers without a valid token."""
    message_ttl_seconds: float = Field(default=7 * 86_400.0, ge=60, le=90 * 86_400)
    """How long an answer that comes before the case waits for it is kept by the engine."""
    again_seconds: float = Field(default=3600.0, ge=1, le=86_400)
    """How often an answer is brought to the engine again as long as its case has not shown that it took it."""
    link_days: int = Field(default=90, ge=1, le=730)
    """How long a link to a letter holds at most; it dies with the case, as far as the case's end is told."""
    tokens: dict[Sender, Token] = Field(default_factory=dict)
    """Token per sender, from ALUR_GATEWAY_TOKEN_<SENDER>."""
    hmac_keys: dict[Sender, Token] = Field(default_factory=dict)
    """Optional key per sender, from ALUR_GATEWAY_HMAC_<SENDER>: its requests must then be signed as well."""
    link_key: Token | None = None
    """Signs links to letters, from ALUR_GATEWAY_LINK_KEY; the same on every machine."""


class ObserveSettings(_Section):
    """Health and metrics, on loopback unless said otherwise."""

    host: str = "127.0.0.1"
    port: Port = 8096
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class Settings(_Section):
    """Everything the worker process needs to know."""

    home: Path
    engine: EngineSettings = EngineSettings()
    storage: StorageSettings = StorageSettings()
    files: FilesSettings = FilesSettings()
    smtp: SmtpSettings = SmtpSettings()
    sending: SendingSettings = SendingSettings()
    gateway: GatewaySettings = GatewaySettings()
    observe: ObserveSettings = ObserveSettings()

    @property
    def link_base(self) -> str:
        """Base address of links to letters, without a slash at the end."""
        return (self.gateway.public_url or f"http://{self.gateway.host}:{self.gateway.port}").rstrip("/")


_SECTIONS: dict[str, type[_Section]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, _Section)
}
_SECRET_FIELDS = {
    ("engine", "oauth_client_secret"),
    ("smtp", "password"),
    ("gateway", "tokens"),
    ("gateway", "hmac_keys"),
    ("gateway", "link_key"),
}
_PER_SENDER = {"ALUR_GATEWAY_TOKEN_": "tokens", "ALUR_GATEWAY_HMAC_": "hmac_keys"}


def load_settings(
    home: Path,
    *,
    offices: Path,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
    engine_address: str | None = None,
    port_offset: int = 0,
) -> Settings:
    """Read the configuration: defaults for one machine with its state under `home`, then `file`, then the environment.

    `file` defaults to the environment variable ALUR_CONFIG, else `<home>/worker.yaml` when that exists. `offices` is
    the folder of office files, `engine_address` the gateway to use unless configured; `port_offset` moves the default
    ports, so that several stacks live side by side. Raises SettingsError with every fault.
    """
    env = os.environ if environment is None else environment
    problems: list[str] = []
    path = file or (Path(env["ALUR_CONFIG"]) if env.get("ALUR_CONFIG") else None)
    if path is None and (home / "worker.yaml").is_file():
        path = home / "worker.yaml"
    values = _read(path, problems) if path is not None else {}
    _overlay(values, env)
    values.setdefault("files", {}).setdefault("offices", str(offices))
    values["files"].setdefault("letters", str(home / "letters"))
    if engine_address is not None:
        values.setdefault("engine", {}).setdefault("address", engine_address)
    for section in ("gateway", "observe"):
        port = _SECTIONS[section].model_fields["port"].default
        values.setdefault(section, {}).setdefault("port", port + port_offset)
    values.setdefault("storage", {}).setdefault("url", f"sqlite:///{home / 'alur.db'}")
    one_machine = str(values["storage"]["url"]).startswith("sqlite:")
    gateway = values.setdefault("gateway", {})
    if one_machine:
        _fill_secrets(gateway, home, problems)
    settings: Settings | None = None
    try:
        settings = Settings.model_validate({**values, "home": home})
    except ValidationError as error:
        problems += [_sentence(item, path) for item in error.errors(include_url=False, include_input=False)]
    if settings is not None:
        problems += _cross_checks(settings)
    if problems or settings is None:
        raise SettingsError(tuple(problems))
    return settings


def _read(path: Path, problems: list[str]) -> dict[str, dict[str, Any]]:
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            problems.append(f"{path}: larger than {_MAX_FILE_BYTES // 1024} KiB, so it is not a worker configuration.")
            return {}
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(f"{path}: there is no such file. Correct ALUR_CONFIG or --config.")
        return {}
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: cannot be read ({type(error).__name__}).")
        return {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        problems.append(f"{path}: not valid YAML at {where}.")
        return {}
    if content is None:
        return {}
    if not isinstance(content, dict):
        problems.append(f"{path}: must be a mapping of sections ({', '.join(_SECTIONS)}).")
        return {}
    values: dict[str, dict[str, Any]] = {}
    for name, section in content.items():
        if name not in _SECTIONS:
            problems.append(f"{path}: unknown section {name!r}; known are {', '.join(_SECTIONS)}.")
        elif section is not None and not isinstance(section, dict):
            problems.append(f"{path}: section {name} must be a mapping.")
        else:
            values[name] = dict(section or {})
    for section_name, field in _SECRET_FIELDS:
        if values.get(section_name, {}).pop(field, None) is not None:
            problems.append(
                f"{path}: {section_name}.{field} is a secret; set it in the environment (see `alur work --help`)."
            )
    return values


def _overlay(values: dict[str, dict[str, Any]], env: Mapping[str, str]) -> None:
    for name, section in _SECTIONS.items():
        for field in section.model_fields:
            variable = f"ALUR_{name}_{field}".upper()
            if env.get(variable, "") != "" and field not in _PER_SENDER.values():
                values.setdefault(name, {})[field] = env[variable]
    for prefix, field in _PER_SENDER.items():
        found = {
            variable.removeprefix(prefix).lower().replace("_", "-"): value
            for variable, value in env.items()
            if variable.startswith(prefix) and value
        }
        if found:
            values.setdefault("gateway", {})[field] = found


def _fill_secrets(gateway: dict[str, Any], home: Path, problems: list[str]) -> None:
    """Take what the environment leaves out from the state directory's own secrets, made at the first start."""
    try:
        own = _own_secrets(home)
    except (OSError, ValueError, KeyError) as error:
        problems.append(f"{home / _SECRETS_FILE}: cannot be used ({type(error).__name__}). Delete it and start again.")
        return
    gateway.setdefault("link_key", own["link_key"])
    gateway.setdefault("tokens", {}).setdefault("lokal", own["token"])


def _own_secrets(home: Path) -> dict[str, str]:
    path = home / _SECRETS_FILE
    home.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two first starts at once, one writes and the other reads.
        temporary = home / f"{_SECRETS_FILE}.{os.getpid()}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump({"link_key": secrets.token_urlsafe(32), "token": secrets.token_urlsafe(32)}, stream)
        try:
            os.link(temporary, path)
        finally:
            temporary.unlink()
    except FileExistsError:
        pass
    content = json.loads(path.read_text(encoding="utf-8"))
    return {"link_key": str(content["link_key"]), "token": str(content["token"])}


def _cross_checks(settings: Settings) -> list[str]:
    problems = []
    if not settings.files.offices.is_dir():
        problems.append(f"files.offices: {settings.files.offices} is not a folder; set ALUR_FILES_OFFICES.")
    if settings.gateway.link_key is None:
        problems.append(
            "gateway.link_key: set ALUR_GATEWAY_LINK_KEY, 16 characters or more, the same on every machine."
        )
    if settings.gateway.enabled and not settings.gateway.tokens:
        problems.append(
            "gateway.tokens: no sender has a token; set ALUR_GATEWAY_TOKEN_<SENDER>, or gateway.enabled: false."
        )
    if unknown := sorted(set(settings.gateway.hmac_keys) - set(settings.gateway.tokens)):
        problems.append(f"gateway.hmac_keys: {', '.join(unknown)} has a signing key but no token.")
    if settings.engine.oauth_client_id and not settings.engine.oauth_client_secret.get_secret_value():
        problems.append("engine.oauth_client_id is set but ALUR_ENGINE_OAUTH_CLIENT_SECRET is not.")
    if settings.engine.batch > settings.engine.slots:
        problems.append("engine.batch must not be larger than engine.slots.")
    slowest = max(settings.smtp.timeout_seconds, settings.sending.webhook_timeout_seconds)
    if settings.sending.lease_seconds <= slowest:
        problems.append(
            f"sending.lease_seconds must be larger than the time-outs of mail and webhooks ({slowest:g} s), "
            "otherwise a slow message is sent twice."
        )
    tokens = [token.get_secret_value() for token in settings.gateway.tokens.values()]
    if len(set(tokens)) < len(tokens):
        problems.append("gateway.tokens: two senders have the same token; each needs its own.")
    return problems


def _sentence(item: Mapping[str, Any], path: Path | None) -> str:
    place = ".".join(str(part) for part in item["loc"])
    variable = f"ALUR_{'_'.join(str(part) for part in item['loc'])}".upper().replace("-", "_")
    for prefix, field in _PER_SENDER.items():
        variable = variable.replace(f"ALUR_GATEWAY_{field}_".upper(), prefix)
    source = f"{path}, or {variable}" if path is not None else variable
    return f"{place}: {item['msg']} (set in {source})."
