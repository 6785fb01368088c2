"""Job types and the typed input and output of each: the only thing the compiled processes and the workers share.

The processes set these variables by input mappings on the element (so a handler sees exactly these, whatever the case
carries), constants come as task headers, and the handler's output is mapped back by output mappings. Camel-case names
are process variables, which people see in the case; none of them holds more of a letter than its reference once it is
signed.

Several letters in one case each have a slot: the process keeps `surat<Slot>`/`isi<Slot>` apart and maps the one that a
job is about to `surat` and `isi`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]


Short = Annotated[str, StringConstraints(max_length=200)]
"""A number, a name of a step: what stands in one cell of a table and in the subject of a mail."""
Title = Annotated[str, StringConstraints(max_length=500)]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_OPAQUE = frozenset({"balasan"})


class _Storable(BaseModel):
    """Texts that every database takes: PostgreSQL has no NUL, and half a character (a lone surrogate) is no text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, str) and info.field_name not in _OPAQUE and not storable(value):
            raise PydanticCustomError("text_with_nul_or_half_character", "cannot be stored")
        return value


def storable(text: str) -> bool:
    """Whether every database takes the text."""
    return _UNSTORABLE.search(text) is None


class Values(_Storable):
    """Job values: unknown variables are ignored (the engine may send more), wrong types are refused."""


class Surat(Values):
    """Reference to a letter, as the process carries it; storage holds the letter itself.

    `putaran` is the issue round: it grows only when the process models a re-issue (the receiving office returned the
    file), never by a retry. `idSurat` correlates the answer and is the same in every round's retry.
    """

    slot: Short
    putaran: int = Field(default=1, ge=1, le=99)
    idSurat: Title | None = None
    status: Literal["konsep", "ditandatangani", "bernomor", "diarsipkan", "dikirim", "dibatalkan"] = "konsep"
    nama: Title = ""
    perihal: Title = ""
    versi: int = 0
    """Version of the draft text, counted by storage."""
    nomor: Short | None = None
    """The full letter number, as printed."""
    tanggal: dt.date | None = None
    """Letter date in the office's zone."""
    tautan: str | None = None
    """Signed link under which staff open the letter while the case runs."""
    tujuan: str | None = None
    """Outside party it goes to, a key of the office file's `pihak_luar`."""
    pengiriman: str | None = None
    """What was sent by machine, in words for whoever delivers the letter; kirim-surat sets it."""


class Catatan(Values):
    """The note of a reviser, shown to the corrector."""

    dari: str = ""
    langkah: str = ""
    isi: str = ""


class Headers(_Storable):
    """Constants of an element (zeebe:taskHeaders); all values are strings."""


class OfficeHeaders(Headers):
    kantor: Slug
    sop: Slug


class LetterHeaders(OfficeHeaders):
    surat: Short
    """Letter slot: the kode of the letter in sop.yaml."""
    jenis: Slug
    """Letter kind: chooses the register."""
    nama: Title
    perihal: Title
    templat: str = ""
    """Name of the template; empty: the office's template for the kind, else the general one."""
    tujuan: str = ""
    """Outside parties the letter may go to, comma separated; with exactly one, buat-konsep-surat sets `surat.tujuan`,
    with more a person chooses while editing the draft."""


@dataclass(frozen=True)
class Contract:
    """One job type: what its handler gets and gives, and how many tries the compiled process gives it."""

    job_type: str
    input: type[Values]
    output: type[Values]
    header: type[Headers]
    retries: int


class JobInput(Values):
    """What every job may see of its case."""

    balasan: Any = None
    """The last answer of an outside party, as the case has it. Read only for its `pengirim` and `pesan`, which show
    that the case took that answer; never required, never logged."""


class HitungTenggatInput(JobInput):
    """A start listener has no headers, so all comes by input mapping. Exactly one of waktuBaku and padaTanggal."""

    kantor: Slug
    langkah: Short
    mulai: str
    """Activation time on the engine's clock, as FEEL `now()` gives it: `...Z[Etc/UTC]` possible."""
    waktuBaku: str | None = None
    """ISO 8601 duration in working time (PT15M, P3D)."""
    padaTanggal: str | None = None
    """Scheduled date, ISO 8601; the deadline is the end of office hours on it."""
    waktuKedua: str | None = None
    """Working time from the deadline to the second level of the escalation."""


class HitungTenggatOutput(Values):
    tenggat: str
    """ISO 8601 date-time with offset, to the second; workers.working_time.NO_DEADLINE where no deadline is known."""
    tenggatKedua: str | None = None
    """When the second level is due, for a step with `waktuKedua`."""


class BuatKonsepInput(JobInput):
    nomorPerkara: Short
    permohonan: dict[str, Any] = Field(default_factory=dict)
    """What the start form and later forms collected about the request; all values are strings, dates ISO 8601."""
    daftar: list[dict[str, Any]] | None = None
    """People the case is about (collective work): nama, nip."""
    surat: Surat | None = None
    isi: str | None = None
    """Text that people edited; kept as it is unless empty."""
    catatan: Catatan | None = None
    mulai: str
    """`now()` of the engine."""


class LetterTextOutput(Values):
    surat: Surat
    isi: str


class KunciSuratInput(JobInput):
    surat: Surat
    isi: str
    mulai: str


class BeriNomorInput(JobInput):
    surat: Surat
    nomorPerkara: Short
    mulai: str
    """`now()`: the letter date is that day in the office's zone."""
    nomorLuar: Short | None = None
    """Number that a person typed in, where the office gets numbers from another system."""


class LetterOutput(Values):
    surat: Surat


class ArsipkanInput(JobInput):
    surat: Surat
    nomorPerkara: Short
    permohonan: dict[str, Any] = Field(default_factory=dict)
    daftar: list[dict[str, Any]] | None = None
    mulai: str


class KirimInput(JobInput):
    surat: Surat
    nomorPerkara: Short
    permohonan: dict[str, Any] = Field(default_factory=dict)
    """Where the party is the applicant, its e-mail address is here."""
    tujuan: Slug
    """Outside party, a key of the office file's `pihak_luar`."""
    mulai: str


class BatalkanInput(JobInput):
    nomorPerkara: Short
    alasan: Annotated[str, StringConstraints(max_length=4000)] | None = None
    mulai: str


class IngatkanInput(JobInput):
    surat: Surat
    nomorPerkara: Short
    permohonan: dict[str, Any] = Field(default_factory=dict)
    instansi: Slug
    mulai: str


class IngatkanHeaders(LetterHeaders):
    jarakHariKerja: Annotated[str, StringConstraints(pattern=r"^([1-9]\d{0,2})?$")] = ""
    """Working days between reminders, where the process asks every day; empty: each job is a reminder."""


class EskalasiHeaders(OfficeHeaders):
    langkah: Short
    """kode of the step."""
    namaLangkah: str
    pelaksana: Slug
    """Role that is late; the office file names its superior."""
    tingkat: str = "1"
    namaSop: str = ""
    """Title of the SOP, for the notice; empty in processes compiled before it was given."""


class EskalasiInput(JobInput):
    nomorPerkara: Short
    mulai: str


class CatatTandaTerimaInput(JobInput):
    """Of a delivery task's `end` listener, which sees the task's own variables and has no headers."""

    kantor: Slug
    pelaksana: Slug
    """Role that delivered."""
    surat: Surat | None = None
    """The letter as it was when the task began."""
    penerima: str | None = None
    tanggalTerima: str | None = None
    """ISO 8601 date."""


class TutupPerkaraInput(JobInput):
    """Of the process's own `end` listener, which sees the variables of the case and has no headers."""

    nomorPerkara: Short


class Nothing(Values):
    """No variables."""


CONTRACTS: dict[str, Contract] = {
    contract.job_type: contract
    for contract in (
        # Nobody sees the task while the listener waits, so it must practically never run out of tries.
        Contract("hitung-tenggat", HitungTenggatInput, HitungTenggatOutput, Headers, 100),
        Contract("buat-konsep-surat", BuatKonsepInput, LetterTextOutput, LetterHeaders, 5),
        Contract("kunci-surat", KunciSuratInput, LetterTextOutput, LetterHeaders, 5),
        Contract("beri-nomor-surat", BeriNomorInput, LetterOutput, LetterHeaders, 5),
        Contract("arsipkan-surat", ArsipkanInput, LetterOutput, LetterHeaders, 5),
        Contract("kirim-surat", KirimInput, LetterOutput, LetterHeaders, 8),
        Contract("batalkan-surat", BatalkanInput, Nothing, OfficeHeaders, 5),
        Contract("ingatkan-instansi", IngatkanInput, Nothing, IngatkanHeaders, 8),
        Contract("eskalasi-tenggat", EskalasiInput, Nothing, EskalasiHeaders, 20),
        Contract("catat-tanda-terima", CatatTandaTerimaInput, Nothing, Headers, 100),
        Contract("tutup-perkara", TutupPerkaraInput, Nothing, Headers, 100),
    )
}
"""Every job type, by name."""

MESSAGE_ANSWER = "balasan-surat"
"""Message with the outside party's answer; correlation key is `surat.idSurat`.

Its variable is `balasan`: {hasil: terbit | dikembalikan | ditolak, catatan: text, tanggal: ISO 8601 date, pengirim,
pesan: which message of the inbox it is}.
"""

MESSAGE_WITHDRAWN = "permohonan-dicabut"
"""Message that ends a case; correlation key is `nomorPerkara`; its variable is `alasan`."""

ERROR_DATA_MISSING = "data-surat-kurang"
"""BPMN error of buat-konsep-surat when the template needs a field of `permohonan` that the case does not have.

Its variable is `dataKurang`: a list of {nama, nilai}, with `nilai` empty for a person to fill in.
"""
