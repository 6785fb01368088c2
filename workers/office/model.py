"""The office as its file describes it: hours, people, outside parties, letter registers and letter settings.

Keys are Bahasa Indonesia because office staff edit the file; deploy/offices holds complete examples.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from workers.numbering.formats import RegisterRule
from workers.office.calendar import DateRange, Text
from workers.office.hours import WeekHours

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
Email = Annotated[str, StringConstraints(pattern=rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*$", max_length=254)]
Nip = Annotated[str, StringConstraints(pattern=r"^\d{18}$")]
"""Nomor Induk Pegawai: 18 digits (Perka BKN 22/2007)."""
EnvironmentName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{2,60}$")]


class Model(BaseModel):
    """Frozen; an unknown key is an error, so that a typing mistake never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WorkingHours(Model):
    """Office hours per weekday, and those of Ramadan (Perpres 21/2023: details are set by the institution)."""

    sumber: Text
    biasa: WeekHours
    ramadan: WeekHours | None = None
    """None: the ordinary hours hold in Ramadan too."""
    masa_ramadan: tuple[DateRange, ...] = ()
    """Where given for a year, instead of the national calendar's range of that year."""
    hari_berakhir: Literal["akhir_hari", "jam_sama"] = "akhir_hari"
    """When a duration in days ends: at the close of the last day, or at the clock time at which it began."""


class LocalHoliday(Model):
    """Days off of this office or region alone; `sampai` for several days in a row."""

    tanggal: dt.date
    sampai: dt.date | None = None
    keterangan: Text
    sumber: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.sampai is not None and not 0 <= (self.sampai - self.tanggal).days <= 366:
            raise ValueError("`sampai` harus pada atau sesudah `tanggal`")
        return self


class Person(Model):
    """Who holds an office."""

    nama: Text
    nip: Nip | None = None
    pangkat: Text | None = None
    jabatan: Text | None = None
    """Own office, where it differs from the one that is filled in for."""
    email: Email | None = None


class Substitute(Model):
    """Who acts or signs for a role in a range of dates (Permendagri 1/2023, KMA 9/2016: penandatanganan).

    `Plt.` and `Plh.` take the whole office over while its holder is absent; `a.n.` and `u.b.` only sign, by order, for
    a holder who stays in office. `u.b.` signs for the official in `melalui`, who has the a.n. authority.
    """

    bentuk: Literal["Plt.", "Plh.", "a.n.", "u.b."]
    oleh: Slug | None = None
    """Role of this office that substitutes; or `orang`."""
    orang: Person | None = None
    melalui: Slug | None = None
    mulai: dt.date
    selesai: dt.date
    dasar: Text
    """The order it rests on (surat perintah, keputusan pelimpahan)."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.oleh is None) == (self.orang is None):
            raise ValueError("isi tepat satu dari `oleh` (peran) atau `orang`")
        if (self.bentuk == "u.b.") != (self.melalui is not None):
            raise ValueError("`melalui` wajib untuk u.b. dan hanya untuk u.b.")
        if self.orang is not None and self.bentuk in ("a.n.", "u.b.") and self.orang.jabatan is None:
            raise ValueError("`orang.jabatan` wajib untuk a.n. dan u.b.")
        if self.selesai < self.mulai:
            raise ValueError("`selesai` harus pada atau sesudah `mulai`")
        return self

    @property
    def acts(self) -> bool:
        """True where the substitute holds the office, not only the pen."""
        return self.bentuk in ("Plt.", "Plh.")

    def covers(self, day: dt.date) -> bool:
        return self.mulai <= day <= self.selesai


class Official(Model):
    """A role (a lane of the SOP, a candidate group) and who holds it."""

    jabatan: Text
    nama: Text | None = None
    """None for a role that several people share, e.g. a service counter."""
    nip: Nip | None = None
    pangkat: Text | None = None
    email: Email
    atasan: Slug
    """Role of the superior, here or in `atasan_luar`."""
    pengganti: tuple[Substitute, ...] = ()


class OutsideSuperior(Model):
    """The superior of the head of the office: where breaches of the head are told."""

    jabatan: Text
    nama: Text | None = None
    email: Email


class Webhook(Model):
    """HTTP address that takes letters; `rahasia_env` names the environment variable with the shared secret."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,500}$")]
    rahasia_env: EnvironmentName

    @model_validator(mode="after")
    def _private(self) -> Self:
        if self.url.startswith("http://") and not re.match(r"http://(localhost|127\.0\.0\.1)(:\d+)?(/|$)", self.url):
            raise ValueError("alamat di luar komputer ini harus memakai https://")
        return self


CASE_FIELD = re.compile(r"\{([A-Za-z][A-Za-z0-9]*)\}")


def _case_text(text: str) -> str:
    if not CASE_FIELD.search(text) or "{" in CASE_FIELD.sub("", text):
        raise ValueError("harus memuat data permohonan dalam kurung kurawal, misalnya `Kepala {instansi}`")
    return text


CaseText = Annotated[Text, AfterValidator(_case_text)]


class OutsideParty(Model):
    """An office or person outside: addressee of letters and sender of answers."""

    nama: Text
    penerima: Text
    """Whom letters address, after `Yth.`: an official, not the office."""
    melalui: Text | None = None
    """Printed as `u.p. ...` under the addressee."""
    alamat: Text | None = None
    kota: Text | None = None
    """Printed as `di <kota>`; None: `di Tempat`."""
    email: Email | None = None
    """None: the letter goes on paper only."""
    webhook: Webhook | None = None
    pengingat_hari_kerja: int | None = Field(default=None, ge=1, le=365)
    """Working days from the letter date to the first reminder and between reminders; None: as the process's timer
    asks (calendar days). A reminder that the timer asks for earlier waits until then."""
    dari_permohonan: Mapping[Literal["nama", "penerima", "alamat", "kota", "email"], CaseText] = Field(
        default_factory=dict
    )
    """For a party that differs in every case (the applicant): texts with `{field}` of the case, such as
    `Kepala {instansi}`, that replace these values where the case has the field."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.webhook is not None and "email" in self.dari_permohonan:
            raise ValueError("pihak yang surelnya diambil dari permohonan tidak dapat memakai `webhook`")
        return self

    def for_case(self, permohonan: Mapping[str, object]) -> Self:
        """This party as the case names it; a value whose field the case lacks stays as it is written here."""
        changes: dict[str, object] = {}
        for name, text in self.dari_permohonan.items():
            fields = CASE_FIELD.findall(text)
            if all(str(permohonan.get(field) or "").strip() for field in fields):
                # Split at the fields: literal, field, literal, ...
                parts = CASE_FIELD.split(text)
                changes[name] = "".join(str(permohonan[p]).strip() if i % 2 else p for i, p in enumerate(parts))
        return self.model_copy(update=changes)


class Register(Model):
    """The letter register of one letter kind: how a number looks and where it comes from.

    The meaning of each key, and what is checked, is that of workers.numbering.RegisterRule.
    """

    nama: Text
    format: Annotated[str, StringConstraints(max_length=120)] = ""
    """E.g. `B-{nomor}/Kk.09.1/1/{klasifikasi}/{bulan:02}/{tahun}`; may be empty where `sumber` is `luar`."""
    klasifikasi: Text
    """Classification code where the letter has none of its own."""
    kode: str = ""
    """What `{kode}` in the format stands for: a fixed code of the unit whose book this is, e.g. `ORG`."""
    sumber: Literal["alur", "luar"] = "alur"
    """`luar`: numbers come from another system (e.g. SRIKANDI) and a person types them."""
    lebar: int = 0
    mulai: int = 1
    tahun_mulai: int | None = None
    tanggal_mundur: Literal["lanjut", "sisipan", "tolak"] = "lanjut"
    sisipan: str = "{nomor}.{huruf}"
    buku: str = ""

    def rule(self, kantor: str, jenis: str, klasifikasi: str | None = None, sifat: str | None = None) -> RegisterRule:
        """The numbering's rule; FormatError (a ValueError) where it cannot be used."""
        settings = self.model_dump(exclude={"nama", "klasifikasi"})
        settings |= {"klasifikasi": klasifikasi or self.klasifikasi, "sifat": sifat or "Biasa"}
        return RegisterRule(kantor=kantor, jenis=jenis, **settings)


class Letterhead(Model):
    """Kop naskah dinas, centred: the parent institution, the office (largest), the address in small print."""

    induk: tuple[Text, ...] = Field(min_length=1, max_length=3)
    nama: tuple[Text, ...] = Field(min_length=1, max_length=3)
    alamat: tuple[Text, ...] = Field(min_length=1, max_length=3)


class LetterOverride(Model):
    """What differs for the letters of one SOP, or of one letter slot of it."""

    klasifikasi: Text | None = None
    sifat: Text | None = None
    lampiran: Text | None = None
    tembusan: tuple[Text, ...] | None = None
    penandatangan: Slug | None = None
    templat: Slug | None = None


class LetterSettings(Model):
    """How the office's letters look; `khusus` by SOP slug or `<sop>/<slot>` overrides single settings."""

    kop: Letterhead
    penandatangan: Slug
    sifat: Text = "Biasa"
    lampiran: Text = "-"
    tembusan: tuple[Text, ...] = ()
    templat: Slug = "umum"
    """Name of the .docx template, without ending."""
    tanggal_dengan_kota: bool = True
    """`Painan, 22 November 2026` instead of the date alone."""
    pangkat_di_tanda_tangan: bool = True
    """Print the rank over the NIP in the signature block."""
    khusus: Mapping[str, LetterOverride] = Field(default_factory=dict)


class LetterStyle(Model):
    """The settings that hold for one letter, after overrides."""

    klasifikasi: str | None
    sifat: str
    lampiran: str
    tembusan: tuple[str, ...]
    penandatangan: str
    templat: str


class OfficeFile(Model):
    """One office file, exactly as written."""

    kode: Slug
    nama: Text
    instansi_induk: Text
    alamat: Text
    kota: Text
    zona: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
    jam_kerja: WorkingHours
    kalender: tuple[Text, ...] = ()
    """Calendar files of the office's own, relative to this file; each replaces the national one of its year."""
    kalender_uji_tanpa_hari_libur: bool = False
    """FOR TRIALS ONLY: no national holidays, no cuti bersama and no Ramadan in any year. Never for real cases."""
    keputusan: tuple[Text, ...] = ()
    """Decree files that override single days, relative to this file."""
    libur_lokal: tuple[LocalHoliday, ...] = ()
    pejabat: Mapping[Slug, Official] = Field(min_length=1)
    atasan_luar: Mapping[Slug, OutsideSuperior] = Field(min_length=1)
    pihak_luar: Mapping[Slug, OutsideParty] = Field(default_factory=dict)
    registers: Mapping[Slug, Register] = Field(min_length=1, alias="register")
    """By letter kind; the key in the file is `register`."""
    surat: LetterSettings

    @field_validator("pihak_luar")
    @classmethod
    def _not_the_office_itself(cls, parties: Mapping[str, OutsideParty]) -> Mapping[str, OutsideParty]:
        if "lokal" in parties:
            raise ValueError("`lokal` adalah nama kantor sendiri sebagai pengirim; beri pihak luar itu nama lain")
        return parties

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.zona)
