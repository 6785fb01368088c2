"""The gateway's HTTP: who may call, what is refused, what is told. What happens then is in `answering`."""

import asyncio
import datetime as dt
import logging
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException as StarletteHTTPException

from workers.gateway.answering import AnswerDesk, Reply
from workers.gateway.bodies import NOT_JSON, checked_route
from workers.gateway.limits import BoundedRequest, RateLimit
from workers.gateway.messages import Balasan, Jawaban, Pencabutan
from workers.gateway.noting import Noted
from workers.gateway.reading import PAGE_HEADERS, letter_page
from workers.gateway.senders import Senders
from workers.letter_links import BadLink, LetterLinks
from workers.observe import Metrics, event
from workers.settings import GatewaySettings
from workers.storage import Archive, ArchiveDamaged, Cases, Drafts, LetterNotFound, Letters, Storage, StorageError

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STATUS = {"taken": 200, "unknown": 404, "conflict": 409, "ended": 409, "forbidden": 403, "invalid": 422}
_TEXTS = {
    400: NOT_JSON,
    404: "Alamat ini tidak ada.",
    405: "Cara pemanggilan ini tidak dilayani di alamat ini.",
}
_EVERYWHERE: dict[int | str, dict[str, Any]] = {
    400: {"model": Jawaban, "description": "Bukan JSON atau HTTP yang benar."},
    408: {"model": Jawaban, "description": "Permintaan terlalu lama diterima."},
    413: {"model": Jawaban, "description": "Terlalu besar."},
    431: {"model": Jawaban, "description": "Kepala permintaan terlalu besar."},
    500: {"model": Jawaban, "description": "Kesalahan pada gerbang; kirim ulang pesan yang sama."},
}
_LIMITED: dict[int | str, dict[str, Any]] = {
    422: {"model": Jawaban, "description": "Isi tidak sesuai."},
    429: {"model": Jawaban, "description": "Terlalu banyak permintaan; lihat Retry-After."},
    503: {"model": Jawaban, "description": "Penyimpanan sedang tidak dapat dipakai; kirim ulang pesan yang sama."},
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    **_LIMITED,
    401: {"model": Jawaban, "description": "Token atau tanda tangan salah."},
    403: {"model": Jawaban, "description": "Pengirim ini tidak boleh."},
    404: {"model": Jawaban, "description": "Surat tidak ditemukan; dicatat."},
    409: {"model": Jawaban, "description": "Bertentangan dengan pesan atau keadaan sebelumnya; dicatat."},
    415: {"model": Jawaban, "description": "Bukan application/json dalam UTF-8."},
}
_WHAT_IS_WRONG = {
    "missing": "wajib diisi",
    "extra_forbidden": "tidak dikenal",
    "string_type": "harus berupa teks",
    "string_pattern_mismatch": "bentuknya tidak sesuai, atau memuat huruf yang tidak boleh",
    "string_too_long": "terlalu panjang",
    "string_unicode": "memuat huruf yang rusak",
    "literal_error": "bukan salah satu pilihan",
    "model_attributes_type": "harus berupa objek JSON",
    "bool_parsing": "harus true atau false",
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
        responses=_EVERYWHERE,
    )
    senders = Senders(settings.tokens, settings.hmac_keys)
    limit = RateLimit(settings.requests_per_minute)
    archive, letters, cases, drafts = Archive(storage), Letters(storage), Cases(storage), Drafts(storage)
    bearer = HTTPBearer(auto_error=False, description="Token pengirim.")

    async def admit(request: Request, body: bytes) -> None:
        sender = senders.identify(request.headers.get("authorization"))
        _within(limit, f"sender:{sender}" if sender else f"address:{_address(request)}")
        timestamp, signature = request.headers.get("x-alur-timestamp"), request.headers.get("x-alur-signature")
        if sender is None or not senders.signed(sender, timestamp, signature, body, time.time()):
            raise HTTPException(401, "Token atau tanda tangan salah.", headers={"www-authenticate": "Bearer"})
        request.state.sender = sender

    async def sender_of(
        request: Request,
        _documented: Annotated[object, Depends(bearer)],
        _timestamp: Annotated[
            str | None, Header(alias="X-Alur-Timestamp", description="Detik Unix; bila tanda tangan diwajibkan.")
        ] = None,
        _signature: Annotated[
            str | None,
            Header(
                alias="X-Alur-Signature",
                description='sha256=<HMAC hex atas "<timestamp>." + isi>; bila diwajibkan.',
            ),
        ] = None,
    ) -> str:
        return str(request.state.sender)

    messages = APIRouter(route_class=checked_route(admit))

    @messages.post("/v1/balasan", response_model=Jawaban, responses=_REFUSALS, summary="Balasan atas sebuah surat")
    async def balasan(message: Balasan, sender: Annotated[str, Depends(sender_of)]) -> Response:
        return _told(await desk.answer(sender, message))

    @messages.post("/v1/pencabutan", response_model=Jawaban, responses=_REFUSALS, summary="Pencabutan permohonan")
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
            **_LIMITED,
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
        found = []
        for item in error.errors():
            place = ".".join(str(part) for part in item["loc"][1:])[:80] or "isi"
            own = item["msg"].removeprefix("Value error, ") if item["type"] == "value_error" else None
            found.append(f"{place}: {own or _WHAT_IS_WRONG.get(item['type'], item['type'])}")
        return _refused(422, "Isi permintaan tidak sesuai.", found[:20])

    @app.exception_handler(StarletteHTTPException)
    async def refused(_request: Request, error: StarletteHTTPException) -> Response:
        text = error.detail if isinstance(error, HTTPException) else ""
        return _refused(
            error.status_code, text or _TEXTS.get(error.status_code, "Ditolak."), headers=dict(error.headers or {})
        )

    @app.exception_handler(StorageError)
    async def unavailable(_request: Request, error: StorageError) -> Response:
        event(logging.ERROR, "gateway storage", error=type(error).__name__)
        return _refused(503, "Penyimpanan sedang tidak dapat dipakai. Kirim ulang pesan yang sama.")

    app.include_router(messages)
    app.add_middleware(BoundedRequest, max_bytes=settings.max_body_bytes)
    app.add_middleware(Noted, metrics=metrics)
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
