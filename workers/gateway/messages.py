"""What the gateway takes and gives. Field descriptions are for people, so they are in Bahasa Indonesia."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

_CONTROL = {chr(code) for code in range(32)} - {"\n", "\t"}

MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]
LetterId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Note = Annotated[str, StringConstraints(max_length=4000)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _plain(text: str) -> str:
    if any(char in _CONTROL or char == "\x7f" for char in text):
        raise ValueError("control characters")
    # Lone surrogates cannot be written anywhere.
    text.encode()
    return text


class Balasan(_Strict):
    """Balasan instansi atas sebuah surat: isi `idSurat` atau `nomorSurat`."""

    idPesan: MessageId = Field(description="Pengenal pesan ini pada pengirim; pesan yang sama boleh dikirim ulang.")  # noqa: N815
    idSurat: LetterId | None = Field(default=None, description="Pengenal surat yang dibalas.")  # noqa: N815
    nomorSurat: Line | None = Field(default=None, description="Nomor surat yang dibalas, seperti tercetak.")  # noqa: N815
    hasil: Literal["terbit", "dikembalikan", "ditolak"]
    catatan: Note = Field(default="", description="Alasan atau keterangan; wajib bila dikembalikan atau ditolak.")
    tanggal: dt.date = Field(strict=False, description="Tanggal balasan, YYYY-MM-DD.")

    _checked = field_validator("nomorSurat", "catatan")(lambda value: value if value is None else _plain(value))

    @field_validator("tanggal", mode="before")
    @classmethod
    def _iso_date(cls, value: object) -> object:
        # Otherwise numbers would be read as seconds since 1970.
        if not isinstance(value, dt.date) and not (isinstance(value, str) and len(value) == 10):
            raise ValueError("YYYY-MM-DD")
        return value

    @model_validator(mode="after")
    def _one_letter(self) -> Balasan:
        if (self.idSurat is None) == (self.nomorSurat is None):
            raise ValueError("isi tepat satu dari idSurat dan nomorSurat")
        if self.hasil != "terbit" and not self.catatan.strip():
            raise ValueError("catatan wajib diisi bila hasil dikembalikan atau ditolak")
        return self


class Pencabutan(_Strict):
    """Pencabutan permohonan oleh pemohon."""

    idPesan: MessageId = Field(description="Pengenal pesan ini pada pengirim; pesan yang sama boleh dikirim ulang.")  # noqa: N815
    nomorPerkara: Line = Field(description="Nomor agenda permohonan.")  # noqa: N815
    alasan: Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]

    _checked = field_validator("nomorPerkara", "alasan")(_plain)


class Jawaban(BaseModel):
    """Jawaban gateway."""

    status: Literal["diterima", "ditolak"]
    pesan: str = Field(description="Penjelasan untuk orang.")
    rincian: list[str] = Field(default_factory=list, description="Apa yang harus diperbaiki.")
