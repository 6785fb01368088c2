"""The gateway's HTTP: who may call, what is refused, what is told. What happens then is in `answering`."""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException as StarletteHTTPException

from workers.gateway.answering import AnswerDesk, Reply
from workers.gateway.limits import BoundedBody, RateLimit
from workers.gateway.messages import Balasan, Jawaban, Pencabutan
from workers.gateway.reading import PAGE_HEADERS, letter_page
from workers.gateway.senders import Senders
from workers.letter_links import BadLink, LetterLinks
from workers.observe import Metrics, event, places
from workers.settings import GatewaySettings
from workers.storage import Archive, ArchiveDamaged, Cases, Drafts, LetterNotFound, Letters, Storage, StorageError

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STATUS = {"taken": 200, "unknown": 404, "conflict": 409, "ended": 409, "forbidden": 403}
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
}
_TEXTS = {
    400: "Isi permintaan bukan JSON yang benar.",
    404: "Alamat ini tidak ada.",
    405: "Cara pemanggilan ini tidak dilayani di alamat ini.",
}
_Unauthorized: dict[int | str, dict[str, Any]] = {
    401: {"model": Jawaban, "description": "Token atau tanda tangan salah."},
    429: {"model": Jawaban, "description": "Terlalu banyak permintaan; lihat Retry-After."},
}
_Refusals: dict[int | str, dict[str, Any]] = {
    400: {"model": Jawaban, "description": "Bukan JSON."},
    **_Unauthorized,
    403: {"model": Jawaban, "description": "Pengirim ini tidak boleh."},
    404: {"model": Jawaban, "description": "Surat tidak ditemukan; dicatat."},
    408: {"model": Jawaban, "description": "Permintaan terlalu lama diterima."},
    409: {"model": Jawaban, "description": "Bertentangan dengan pesan atau keadaan sebelumnya; dicatat."},
    413: {"model": Jawaban, "description": "Terlalu besar."},
    422: {"model": Jawaban, "description": "Isi tidak sesuai."},
    503: {"model": Jawaban, "description": "Penyimpanan sedang tidak dapat dipakai; kirim ulang pesan yang sama."},
}


def gateway_app(
    settings: GatewaySettings, desk: AnswerDesk, storage: Storage, links: LetterLinks, metrics: Metrics
) -> FastAPI:
    """The ASGI application."""
    app = FastAPI(
        title="Alur: gerbang surat",
        version="1",
        description="Balasan instansi masuk, surat keluar. Setiap pesan boleh dikirim ulang dengan idPesan yang sama.",
        docs_url=None,
        redoc_url=None,
    )
    senders = Senders(settings.tokens, settings.hmac_keys)
    limit = RateLimit(settings.requests_per_minute)
    archive, letters, cases, drafts = Archive(storage), Letters(storage), Cases(storage), Drafts(storage)
    bearer = HTTPBearer(auto_error=False, description="Token pengirim.")

    async def sender_of(
        request: Request,
        _documented: Annotated[object, Depends(bearer)],
        x_alur_timestamp: Annotated[str | None, Header(description="Detik Unix; bila tanda tangan diwajibkan.")] = None,
        x_alur_signature: Annotated[
            str | None, Header(description='sha256=<HMAC hex atas "<timestamp>." + isi>; bila diwajibkan.')
        ] = None,
    ) -> str:
        sender = senders.identify(request.headers.get("authorization"))
        _within(limit, f"sender:{sender}" if sender else f"address:{_address(request)}")
        body = await request.body()
        if sender is None or not senders.signed(sender, x_alur_timestamp, x_alur_signature, body, time.time()):
            raise HTTPException(401, "Token atau tanda tangan salah.", headers={"www-authenticate": "Bearer"})
        return sender

    @app.post("/v1/balasan", response_model=Jawaban, responses=_Refusals, summary="Balasan atas sebuah surat")
    async def balasan(message: Balasan, sender: Annotated[str, Depends(sender_of)]) -> Response:
        return _told(await desk.answer(sender, message))

    @app.post("/v1/pencabutan", response_model=Jawaban, responses=_Refusals, summary="Pencabutan permohonan")
    async def pencabutan(message: Pencabutan, sender: Annotated[str, Depends(sender_of)]) -> Response:
        return _told(await desk.withdraw(sender, message))

    @app.get(
        "/v1/surat/{token}",
        response_class=Response,
        summary="Surat yang ditunjuk tautan",
        responses={
            200: {
                "content": {
                    _DOCX: {"schema": {"type": "string", "format": "binary"}},
                    "text/html": {"schema": {"type": "string"}},
                },
                "description": "Surat; peramban mendapat halaman untuk dibaca, kecuali dengan unduh=true.",
            },
            404: {"model": Jawaban, "description": "Tautan tidak berlaku."},
            422: {"model": Jawaban, "description": "Tautan tidak berlaku."},
            429: _Unauthorized[429],
            503: _Refusals[503],
        },
    )
    async def surat(
        request: Request, token: Annotated[str, Path(max_length=400)], unduh: Annotated[bool, Query()] = False
    ) -> Response:
        _within(limit, f"letters:{_address(request)}")
        as_page = not unduh and "text/html" in request.headers.get("accept", "")

        def read() -> tuple[str, bytes | str]:
            link = links.open(token, dt.datetime.now(dt.UTC))
            letter = letters.get(link.letter)
            if letter.versi != link.version or letter.status not in ("diarsipkan", "dikirim"):
                raise BadLink
            if letter.key is not None and cases.closed(letter.key.process_instance) is not None:
                raise BadLink  # nobody works on it any more: from here on the office's archive gives it out
            if as_page:
                return letter.id, letter_page(letter, drafts.final(letter.id).isi)
            return letter.id, archive.read(letter.id)

        try:
            letter_id, content = await asyncio.to_thread(read)
        except (BadLink, LetterNotFound):
            raise HTTPException(404, "Tautan ini tidak berlaku (lagi). Buka surat dari tugas yang terbaru.") from None
        except ArchiveDamaged:
            event(logging.ERROR, "archived letter damaged")
            raise HTTPException(503, "Berkas surat rusak atau hilang. Hubungi pengelola sistem.") from None
        if isinstance(content, str):
            return HTMLResponse(content, headers=PAGE_HEADERS)
        disposition = f'attachment; filename="surat-{letter_id}.docx"'
        return Response(content, media_type=_DOCX, headers={"content-disposition": disposition})

    @app.get("/healthz", summary="Gerbang hidup")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        # Other kinds of messages may quote what was sent; value errors are our own sentences.
        found = [
            (
                ".".join(str(part) for part in item["loc"][1:]),
                item["msg"].removeprefix("Value error, ") if item["type"] == "value_error" else item["type"],
            )
            for item in error.errors()
        ]
        if any(kind == "json_invalid" for _, kind in found):
            return _refused(400, _TEXTS[400])
        return _refused(
            422, "Isi permintaan tidak sesuai.", [f"{place or 'isi'}: {kind}" for place, kind in found[:20]]
        )

    @app.exception_handler(StarletteHTTPException)
    async def refused(_request: Request, error: StarletteHTTPException) -> Response:
        text = error.detail if isinstance(error, HTTPException) and error.status_code != 400 else ""
        return _refused(
            error.status_code, text or _TEXTS.get(error.status_code, "Ditolak."), headers=dict(error.headers or {})
        )

    @app.exception_handler(StorageError)
    async def unavailable(_request: Request, error: StorageError) -> Response:
        event(logging.ERROR, "gateway storage", error=type(error).__name__)
        return _refused(503, "Penyimpanan sedang tidak dapat dipakai. Kirim ulang pesan yang sama.")

    @app.exception_handler(Exception)
    async def broken(_request: Request, error: Exception) -> Response:
        event(logging.ERROR, "gateway failed", error=type(error).__name__, places=places(error.__traceback__))
        return _refused(500, "Terjadi kesalahan pada gerbang. Kirim ulang pesan yang sama; bila terus gagal, laporkan.")

    @app.middleware("http")
    async def noted(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        started = time.monotonic()
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        # The template of the path only: a path may hold a link, a query anything.
        route = request.scope.get("route")
        path = getattr(route, "path", "other")
        metrics.requests.labels(path, str(response.status_code)).inc()
        level = logging.DEBUG if path == "/healthz" else logging.INFO
        milliseconds = round((time.monotonic() - started) * 1000, 1)
        event(level, "request", method=_method(request), path=path, status=response.status_code, ms=milliseconds)
        return response

    app.add_middleware(BoundedBody, max_bytes=settings.max_body_bytes)
    return app


def _told(reply: Reply) -> Response:
    status = _STATUS[reply.result]
    answer = Jawaban(status="diterima" if status == 200 else "ditolak", pesan=reply.text)
    return JSONResponse(answer.model_dump(), status_code=status)


def _refused(
    status: int, text: str, details: list[str] | None = None, headers: dict[str, str] | None = None
) -> Response:
    answer = Jawaban(status="ditolak", pesan=text, rincian=details or [])
    return JSONResponse(answer.model_dump(), status_code=status, headers=headers)


def _within(limit: RateLimit, caller: str) -> None:
    wait = limit.take(caller)
    if wait > 0:
        text = "Terlalu banyak permintaan. Coba lagi sebentar."
        raise HTTPException(429, text, headers={"retry-after": str(int(wait) + 1)})


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _method(request: Request) -> str:
    return request.method if request.method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH") else "other"
