"""Health, readiness and metrics over HTTP, for supervisors and Prometheus."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workers.observe import Metrics


def health_app(metrics: Metrics, waiting_for: Callable[[], list[str]]) -> Starlette:
    """`/healthz` the process answers, `/readyz` it can do its work (503 with what it waits for), `/metrics`."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> Response:
        missing = waiting_for()
        return JSONResponse(
            {"status": "waiting" if missing else "ready", "waiting_for": missing}, status_code=503 if missing else 200
        )

    async def show(_request: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", show)])
