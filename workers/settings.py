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
from types import SimpleNamespace
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)

from workers.settings_checks import cross_checks
from workers.settings_reading import Values, misspelt, overlay, read_file, sentence

_NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
Sender = Annotated[str, StringConstraints(pattern=rf"^({_NAME}\.)?{_NAME}$", max_length=121)]  # [<office>.]<party>
Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]


def _fits_a_header(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("must be printable ASCII without spaces, because it travels in an HTTP header")
    return secret


Secret = Annotated[SecretStr, Field(min_length=16, max_length=200)]
Token = Annotated[Secret, AfterValidator(_fits_a_header)]
Host = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9._:-]{1,253}$", description="a host name or IP address, without port and http://")
]

_PORT = r"(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])"
_WEB = r"^(|https?://[^\s?#]+)$"
_WEB_HINT = "an address that begins with http:// or https://, without ? and #"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_SECRETS_FILE = "secrets.json"
_GRPC_PORT = 26500


class SettingsError(Exception):
    """The configuration cannot be used; `problems` has one sentence for each fault, all of them at once."""

    def __init__(self, problems: tuple[str, ...], offices: Path | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.offices = offices
        """The folder of office files where that much is known, so that these can be checked in the same go."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EngineSettings(_Section):
    """Where the engine is, how to log in to it, and how to take jobs from it.

    The workers use its gRPC gateway (`address`), the commands its REST API (`rest_url`, empty: the engine that
    `alur up` started); the login is the same for both.
    """

    rest_url: str = Field(default="", pattern=_WEB, description=_WEB_HINT)
    address: str = Field(
        default="127.0.0.1:26500",
        pattern=rf"^[^\s:/]+:{_PORT}$",
        description="host:port, such as 127.0.0.1:26500, without http://",
    )
    tls: bool = False
    worker_name: str = Field(default_factory=lambda: f"alur-{socket.gethostname()}-{os.getpid()}", min_length=1)
    user: str = ""
    password: SecretStr = SecretStr("")
    oauth_client_id: str = ""
    oauth_url: str = Field(default="", pattern=_WEB, description=_WEB_HINT)
    oauth_audience: str = ""
    oauth_scope: str = ""
    oauth_client_secret: SecretStr = SecretStr("")
    ca_file: Path | None = None
    """Certificates (PEM) of an authority of one's own, trusted beside the system's."""
    cert_file: Path | None = None
    """Our own certificate with its chain (PEM), for a cluster that asks its clients who they are (mTLS)."""
    key_file: Path | None = None
    """Its key (PEM, without a passphrase); empty: it lies in `cert_file`."""
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
    operate_url: str = Field(default="", pattern=_WEB, description=_WEB_HINT)
    """Base address of a cluster's Operate, for links in breach notices; empty: no links."""
    grace_seconds: Seconds = 15.0
    """How long running jobs may take to finish after SIGTERM."""


class StorageSettings(_Section):
    """The register, letters, outbox and inbox: `sqlite:///path` (one worker process) or `postgresql://...`."""

    # A PostgreSQL URL may hold a password.
    url: str = Field(
        default="",
        pattern=r"^(|sqlite:///.+|postgres(ql)?://.+)$",
        repr=False,
        description="sqlite:////absolute/path/alur.db or postgresql://user@host/database",
    )


class FilesSettings(_Section):
    """Folders: offices' files and finished letters."""

    offices: Path = Path()
    letters: Path = Path()


class SmtpSettings(_Section):
    """The mail server. Empty user: no login."""

    host: Host = "127.0.0.1"
    port: Port = 1025
    security: Literal["none", "starttls", "tls"] = "none"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str = Field(
        default="alur@localhost",
        pattern=rf"^{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$",
        max_length=254,
        description="a plain e-mail address, such as alur@kantor.go.id",
    )
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
    host: Host = "127.0.0.1"
    port: Port = 8095
    public_url: str = Field(default="", pattern=_WEB, description=_WEB_HINT)
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
    """Token per sender, from ALUR_GATEWAY_TOKEN_<SENDER> or, for an office's own, ..._TOKEN_<OFFICE>__<SENDER>."""
    hmac_keys: dict[Sender, Secret] = Field(default_factory=dict)
    """Optional key per sender, from ALUR_GATEWAY_HMAC_<SENDER>: its requests must then be signed as well."""
    link_key: Secret | None = None
    """Signs links to letters, from ALUR_GATEWAY_LINK_KEY; the same on every machine."""


class ObserveSettings(_Section):
    """Health and metrics, on loopback unless said otherwise."""

    host: Host = "127.0.0.1"
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
    ("engine", "password"),
    ("smtp", "password"),
    ("gateway", "tokens"),
    ("gateway", "hmac_keys"),
    ("gateway", "link_key"),
}
_VARIABLES = {
    f"ALUR_{name}_{field}".upper(): (name, field)
    for name, section in _SECTIONS.items()
    for field in section.model_fields
    if field not in ("tokens", "hmac_keys")
}
_PER_SENDER = {"ALUR_GATEWAY_TOKEN_": "tokens", "ALUR_GATEWAY_HMAC_": "hmac_keys"}


def load_engine_settings(
    home: Path, *, file: Path | None = None, environment: Mapping[str, str] | None = None
) -> EngineSettings:
    """The engine's section alone, for commands that need no office and no mail server. Raises SettingsError."""
    env = os.environ if environment is None else environment
    problems: list[str] = []
    path = _file(home, file, env)
    values = _read(path, problems)
    overlay(values, env, {name: place for name, place in _VARIABLES.items() if place[0] == "engine"})
    _fill_address(values.setdefault("engine", {}), None)
    settings: EngineSettings | None = None
    try:
        settings = EngineSettings.model_validate(values.get("engine", {}))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        problems += [_sentence("engine", item, path, env) for item in found]
    problems += cross_checks(SimpleNamespace(**{name: settings if name == "engine" else None for name in _SECTIONS}))
    if problems or settings is None:
        raise SettingsError(tuple(problems))
    return settings


def _file(home: Path, file: Path | None, env: Mapping[str, str]) -> Path | None:
    path = file or (Path(env["ALUR_CONFIG"]) if env.get("ALUR_CONFIG") else None)
    return home / "worker.yaml" if path is None and (home / "worker.yaml").is_file() else path


def _read(path: Path | None, problems: list[str]) -> Values:
    """The file's values; secrets in it are refused."""
    values = read_file(path, _SECTIONS, problems) if path is not None else {}
    for name, field in _SECRET_FIELDS:
        if values.get(name, {}).pop(field, None) is not None:
            problems.append(f"{path}: {name}.{field} is a secret; set it in the environment (see `alur work --help`).")
    return values


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
    path = _file(home, file, env)
    values = _read(path, problems)
    overlay(values, env, _VARIABLES)
    _overlay_senders(values, env)
    problems += misspelt(env, _VARIABLES, _PER_SENDER, _SECTIONS)
    values.setdefault("files", {}).setdefault("offices", str(offices))
    values["files"].setdefault("letters", str(home / "letters"))
    _fill_address(values.setdefault("engine", {}), engine_address)
    for section in ("gateway", "observe"):
        port = _SECTIONS[section].model_fields["port"].default
        values.setdefault(section, {}).setdefault("port", port + port_offset)
    storage = values.setdefault("storage", {})
    if storage.get("url") is None:
        storage["url"] = f"sqlite:///{home / 'alur.db'}"
    if not str(storage["url"])[:9].startswith("postgres"):
        _fill_secrets(values.setdefault("gateway", {}), home, problems)
    sections: dict[str, Any] = {}
    for name, model in _SECTIONS.items():
        try:
            sections[name] = model.model_validate(values.get(name, {}))
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            problems += [_sentence(name, item, path, env) for item in found]
    # What spans sections is told of those that are sound, so that nothing waits for the next start.
    problems += cross_checks(SimpleNamespace(**{name: sections.get(name) for name in _SECTIONS}))
    if problems:
        files = sections.get("files")
        raise SettingsError(tuple(problems), files.offices if files and files.offices.is_dir() else None)
    return Settings(home=home, **sections)


def _fill_address(engine: dict[str, Any], own: str | None) -> None:
    """The gateway's address where none is set: on the cluster's own host, else of the engine that runs here."""
    url = str(engine.get("rest_url") or "")
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return  # told when it is checked
    if engine.get("address") is None and host:
        engine["address"] = f"{host}:{_GRPC_PORT}"
        engine.setdefault("tls", url.startswith("https"))
    elif own is not None:
        engine.setdefault("address", own)


def _overlay_senders(values: Values, env: Mapping[str, str]) -> None:
    for prefix, field in _PER_SENDER.items():
        found = {
            variable.removeprefix(prefix).lower().replace("__", ".").replace("_", "-"): value
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


def _sentence(section: str, item: Mapping[str, Any], path: Path | None, env: Mapping[str, str]) -> str:
    parts = [section, *(str(part) for part in item["loc"] if part != "[key]")]
    variable = f"ALUR_{'_'.join(parts)}".upper().replace("-", "_")
    for prefix, per_sender in _PER_SENDER.items():
        variable = variable.replace(f"ALUR_GATEWAY_{per_sender}_".upper(), prefix)
    field = _SECTIONS[section].model_fields.get(parts[1]) if len(parts) > 1 else None
    return sentence(
        {**item, "loc": (section, *item["loc"])},
        variable=variable,
        names=_SECTIONS[section].model_fields,
        hint=(field.description or "") if field else "",
        env=env,
        path=path,
    )
