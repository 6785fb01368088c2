"""What the gateway takes and gives. Field descriptions are for people, so they are in Bahasa Indonesia."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]
LetterId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
# Control characters have no business here, nor have those that turn the direction of what stands after them around.
_NEVER = r"\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_NOT_IN_A_LINE = rf"\x00-\x1f\u2028\u2029{_NEVER}"
_ONE_LINE = rf"^[^{_NOT_IN_A_LINE}]*[^\s{_NOT_IN_A_LINE}][^{_NOT_IN_A_LINE}]*$"
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True, pattern=_ONE_LINE)]
Reason = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True, pattern=_ONE_LINE)]
Note = Annotated[str, StringConstraints(max_length=4000, pattern=rf"^[^\x00-\x08\x0b-\x1f{_NEVER}]*$")]

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# Rules over several fields, for the interface description.
_ONE_LETTER_AND_REASON: dict[str, Any] = {
    "allOf": [
        {
            "oneOf": [
                {"required": [one], "properties": {one: {"type": "string"}, other: {"type": "null"}}}
                for one, other in (("idSurat", "nomorSurat"), ("nomorSurat", "idSurat"))
            ]
        },
        {
            "anyOf": [
                {"properties": {"hasil": {"const": "terbit"}}},
                {"required": ["catatan"], "properties": {"catatan": {"pattern": r"\S"}}},
            ]
        },
    ]
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Balasan(_Strict):
    """Balasan instansi atas sebuah surat: isi `idSurat` atau `nomorSurat`."""

    model_config = ConfigDict(json_schema_extra=_ONE_LETTER_AND_REASON)

    idPesan: MessageId = Field(description="Pengenal pesan ini pada pengirim; pesan yang sama boleh dikirim ulang.")  # noqa: N815
    idSurat: LetterId | None = Field(default=None, description="Pengenal surat yang dibalas.")  # noqa: N815
    nomorSurat: Line | None = Field(default=None, description="Nomor surat yang dibalas, seperti tercetak.")  # noqa: N815
    hasil: Literal["terbit", "dikembalikan", "ditolak"]
    catatan: Note = Field(default="", description="Alasan atau keterangan; wajib bila dikembalikan atau ditolak.")
    tanggal: dt.date = Field(strict=False, description="Tanggal balasan, YYYY-MM-DD.")

    @field_validator("tanggal", mode="before")
    @classmethod
    def _iso_date(cls, value: object) -> object:
        # Otherwise numbers would be read as seconds since 1970.
        if not isinstance(value, dt.date) and not (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
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
    kantor: Name | None = Field(default=None, description="Kode kantor yang menangani permohonan.")
    sop: Name | None = Field(default=None, description="Kode SOP permohonan.")
    alasan: Reason


class Jawaban(BaseModel):
    """Jawaban gateway."""

    status: Literal["diterima", "ditolak"]
    pesan: str = Field(description="Penjelasan untuk orang.")
    rincian: list[str] = Field(default_factory=list, description="Apa yang harus diperbaiki.")
