"""Checks a connection to an engine step by step, as `alur doctor` shows it: what holds, what does not, how to mend it.

Nothing is changed at the engine: it is asked for its topology, searched, and asked for jobs of a type that nobody has.
"""

from __future__ import annotations

import asyncio
import base64
import json
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from deploy.camunda.reaching import Step, Stop, reach
from deploy.camunda.versions import NEWEST, OLDEST
from workers.engine_login import BasicLogin, Login, LoginError, OAuthLogin, connection_fault, login_of, tls_context

if TYPE_CHECKING:
    import httpx

    from workers.settings import EngineSettings

_ASK_SECONDS = 15.0
_SKEW_SECONDS = 30.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOBODYS_JOBS = "alur-doctor-memeriksa-sambungan"


def check_connection(settings: EngineSettings) -> Iterator[Step]:
    """Each step as it is done; REST first, then gRPC, which is looked at also when REST does not work."""
    login: Login | None = None
    try:
        context = _certificates(settings)
        login = login_of(settings)
        yield from _login(settings, login)
    except Stop as stop:
        yield stop.step
        if login is None:
            return  # the files of the settings are needed for all of it
        login = None
    yield from _chain(_by_rest(settings, login, context))
    yield from _chain(_by_grpc(settings, login, context))


def _chain(steps: Iterator[Step]) -> Iterator[Step]:
    try:
        yield from steps
    except Stop as stop:
        yield stop.step


def _by_rest(settings: EngineSettings, login: Login | None, context: ssl.SSLContext) -> Iterator[Step]:
    url = urlsplit(settings.rest_url)
    secure = url.scheme == "https"
    yield from reach("REST", url.hostname or "", url.port or (443 if secure else 80), secure, context, "")
    if login is not None:
        yield from _rest(settings, login)


def _by_grpc(settings: EngineSettings, login: Login | None, context: ssl.SSLContext) -> Iterator[Step]:
    host, _, port = settings.address.rpartition(":")
    yield from reach("gRPC", host, int(port), settings.tls, context, "h2")
    if login is not None:
        yield from asyncio.run(_grpc(settings))


# --- certificates and login -----------------------------------------------------------------------------------------


def _certificates(settings: EngineSettings) -> ssl.SSLContext:
    try:
        return tls_context(settings)
    except OSError as failure:
        raise Stop(
            Step(
                "certificates",
                "fault",
                f"ca_file, cert_file or key_file cannot be used ({type(failure).__name__}).",
                "Give PEM files; certificate and key must belong together, and the key must have no passphrase.",
            )
        ) from failure


def _login(settings: EngineSettings, login: Login) -> Iterator[Step]:
    hosts = {urlsplit(settings.rest_url).hostname: settings.rest_url.startswith("https")}
    hosts |= {settings.address.rpartition(":")[0]: settings.tls}
    open_hosts = [host for host, secure in hosts.items() if host and not secure and host not in _LOOPBACK]
    if isinstance(login, OAuthLogin):
        try:
            header = login.header() or ""
        except LoginError as failure:
            raise Stop(
                Step(
                    "token",
                    "fault",
                    f"No token: {failure}.",
                    "Check ALUR_ENGINE_OAUTH_URL, _CLIENT_ID, _CLIENT_SECRET, _AUDIENCE and _SCOPE with who runs it.",
                )
            ) from failure
        yield _token(settings, _claims(header))
    elif isinstance(login, BasicLogin):
        yield Step("login", "ok", f"User {settings.user}, with a password.")
    else:
        yield Step("login", "ok", "None is set; the engine must ask for none.")
        return
    if open_hosts:
        yield Step(
            "login",
            "note",
            f"It goes to {', '.join(open_hosts)} without TLS: whoever is on the way can read it.",
            "Use https:// and engine.tls, unless the network is closed (containers of one machine, a cluster's own).",
        )


def _token(settings: EngineSettings, claims: dict[str, Any]) -> Step:
    if not claims:
        return Step("token", "ok", f"{settings.oauth_url} gave one; it says nothing of itself (it is no JWT).")
    audiences = _audiences(claims)
    about = f"for {', '.join(audiences)}" if audiences else "for no audience"
    issued, ends = claims.get("iat"), claims.get("exp")
    if isinstance(issued, int | float) and abs(issued - time.time()) > _SKEW_SECONDS:
        ahead = issued - time.time()
        return Step(
            "token",
            "note",
            f"{settings.oauth_url} gave one {about}, but its clock is {_span(ahead)} this machine's.",
            "Set the clocks by NTP. Alur counts a token's time from when it got it; the cluster compares dates.",
        )
    lasts = f", {ends - issued:.0f} s long" if isinstance(ends, int | float) and isinstance(issued, int | float) else ""
    return Step("token", "ok", f"{settings.oauth_url} gave one {about}{lasts}.")


def _claims(header: str) -> dict[str, Any]:
    """What a JWT says of itself; the signature is the cluster's business. Empty for other tokens."""
    parts = header.removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        return {}
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _audiences(claims: dict[str, Any]) -> list[str]:
    found = claims.get("aud", [])
    return [str(one) for one in (found if isinstance(found, list) else [found])]


def _span(seconds: float) -> str:
    return f"{abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'}"


# --- REST -----------------------------------------------------------------------------------------------------------


def _rest(settings: EngineSettings, login: Login) -> Iterator[Step]:
    import httpx

    base = settings.rest_url.rstrip("/").removesuffix("/v2")
    secure = base.startswith("https")
    with httpx.Client(
        base_url=f"{base}/v2",
        timeout=_ASK_SECONDS,
        verify=tls_context(settings) if secure else False,
        trust_env=httpx.URL(base).host not in _LOOPBACK,
        headers={"authorization": login.header() or ""} if login.header() else {},
    ) as session:
        answer = _ask(session, "GET", "/topology", "REST topology", login, None)
        try:
            found = answer.json()
            version, partitions = str(found["gatewayVersion"]), int(found["partitionsCount"])
            brokers = list(found["brokers"])
        except (ValueError, KeyError, TypeError) as failure:
            text = f"{base}/v2/topology answers, but not as Camunda does."
            remedy = "Give the address of the Orchestration Cluster, without /operate or the like."
            raise Stop(Step("REST topology", "fault", text, remedy)) from failure
        yield _topology(len(brokers), partitions, brokers)
        yield _version(version)
        search = {"page": {"limit": 1}}
        _ask(session, "POST", "/process-definitions/search", "processes", login, search)
        text = "Process definitions can be searched; that we may deploy is shown by a deployment alone."
        yield Step("processes", "ok", text)
        _ask(session, "POST", "/jobs/search", "jobs by REST", login, search)
        yield Step("jobs by REST", "ok", "Jobs can be searched.")


def _ask(
    session: httpx.Client, method: str, path: str, name: str, login: Login, body: dict[str, Any] | None
) -> httpx.Response:
    import httpx

    try:
        answer = session.request(method, path, json=body)
    except httpx.HTTPError as failure:
        text, remedy = f"No answer ({connection_fault(failure)}).", "See whether a proxy or firewall is on the way."
        if str(session.base_url).startswith("http:") and isinstance(
            failure, httpx.RemoteProtocolError | httpx.ReadError
        ):
            text, remedy = "It ends the connection at a plain request.", "It may want TLS: write https:// for http://."
        raise Stop(Step(name, "fault", text, remedy)) from failure
    if not answer.is_error:
        return answer
    status = answer.status_code
    if status == 401:
        raise Stop(_not_accepted(name, login, answer))
    if status == 403:
        text = "The login is accepted, but may not do this (HTTP 403)."
        remedy = "Give the user or client the authorizations that docs/servers.md lists, in Admin."
        raise Stop(Step(name, "fault", text, remedy))
    if status == 404:
        text = f"There is no {answer.url.path} (HTTP 404)."
        remedy = "Give the base address of the REST API, such as https://camunda.kantor.example; 8.8 or newer has /v2."
        raise Stop(Step(name, "fault", text, remedy))
    text = f"The server answers HTTP {status}."
    remedy = "It is not ready, or what it searches is away: see its log and its readiness (port 9600)."
    raise Stop(Step(name, "fault", text, remedy))


def _not_accepted(name: str, login: Login, answer: httpx.Response) -> Step:
    if isinstance(login, BasicLogin):
        remedy = "Check ALUR_ENGINE_USER and ALUR_ENGINE_PASSWORD; an OIDC cluster takes a token only."
        return Step(name, "fault", "User or password is not accepted (HTTP 401).", remedy)
    if not isinstance(login, OAuthLogin):
        remedy = "Set ALUR_ENGINE_USER and ALUR_ENGINE_PASSWORD, or ALUR_ENGINE_OAUTH_* (docs/servers.md)."
        return Step(name, "fault", "It asks for a login, and none is set (HTTP 401).", remedy)
    claims = _claims(login.header() or "")
    now = _servers_time(answer)
    begins, ends = claims.get("nbf", claims.get("iat")), claims.get("exp")
    if now is not None and isinstance(begins, int | float) and begins - now > 1:
        text = f"The token begins {begins - now:.0f} s later by the cluster's clock (HTTP 401)."
        return Step(name, "fault", text, "The clocks of token server and cluster differ: set both by NTP.")
    if now is not None and isinstance(ends, int | float) and now >= ends:
        text = f"The token ended {now - ends:.0f} s ago by the cluster's clock (HTTP 401)."
        return Step(name, "fault", text, "The clocks of token server and cluster differ: set both by NTP.")
    audiences = ", ".join(_audiences(claims)) or "unknown"
    text = f"The cluster does not accept the token (HTTP 401); its audience is {audiences}."
    remedy = (
        "Set ALUR_ENGINE_OAUTH_AUDIENCE to the audience that the cluster asks for, and see that it trusts the issuer."
    )
    return Step(name, "fault", text, remedy)


def _servers_time(answer: httpx.Response) -> float | None:
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        return None


def _topology(brokers: int, partitions: int, found: list[Any]) -> Step:
    known = [part for broker in found for part in (broker.get("partitions") or ()) if isinstance(part, dict)]
    sick = sorted({str(part.get("partitionId")) for part in known if part.get("health") in ("unhealthy", "dead")})
    led = {part.get("partitionId") for part in known if part.get("role") == "leader"}
    text = f"{brokers} brokers, {partitions} partitions."
    if sick:
        remedy = "See the brokers' logs and disks; cases on them stand still."
        return Step("REST topology", "note", f"{text} Not healthy: {', '.join(sick)}.", remedy)
    if known and len(led) < partitions:
        remedy = "See whether all brokers run; cases on the others stand still."
        return Step("REST topology", "note", f"{text} Only {len(led)} have a leader.", remedy)
    return Step("REST topology", "ok", text)


def _version(version: str) -> Step:
    parts = version.split(".")
    number = (int(parts[0]), int(parts[1])) if len(parts) > 1 and parts[0].isdigit() and parts[1].isdigit() else (0, 0)
    range_ = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    if number < OLDEST:
        raise Stop(Step("version", "fault", f"Camunda {version}; Alur needs {range_}.", "Upgrade the cluster."))
    if number > NEWEST:
        remedy = "Look for a newer Alur, and try on a cluster for tests first."
        return Step("version", "note", f"Camunda {version}; Alur was made for {range_}.", remedy)
    return Step("version", "ok", f"Camunda {version}.")


# --- gRPC -----------------------------------------------------------------------------------------------------------


async def _grpc(settings: EngineSettings) -> list[Step]:
    """Topology, and a call for jobs that nobody has."""
    from workers.jobs import connect
    from workers.runtime.broker import BrokerError, BrokerRefusedError, Subscription

    steps: list[Step] = []
    name = "gRPC topology"
    try:
        async with asyncio.timeout(_ASK_SECONDS), connect(settings) as broker:
            version = await broker.topology()
            steps.append(Step(name, "ok", f"The gateway is Camunda {version}."))
            name = "jobs by gRPC"
            subscription = Subscription(_NOBODYS_JOBS, (), job_seconds=1.0, poll_seconds=-1.0)
            async for _ in broker.activate(subscription, 1):
                pass
            steps.append(Step(name, "ok", "Jobs can be asked for."))
    except BrokerRefusedError:
        remedy = "The login is not accepted, or may not do it: it needs UPDATE_PROCESS_INSTANCE for the processes."
        steps.append(Step(name, "fault", "The gateway refuses.", remedy))
    except (BrokerError, TimeoutError) as failure:
        remedy = "Check that the port is the gateway's (26500), and engine.tls: a gateway without TLS wants false."
        steps.append(Step(name, "fault", f"The gateway does not answer ({type(failure).__name__}).", remedy))
    return steps
