"""National calendars: complete by the decrees' own counts, and a year without data is never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import holidays
import pytest

from workers.office import (
    NATIONAL_CALENDARS,
    Office,
    OfficeFileError,
    load_national_calendars,
    load_office,
    load_year_calendar,
)
from workers.working_time import (
    CalendarDataMissing,
    calendar_gaps,
    calendar_warnings,
    day_off_reason,
    deadline,
    deadline_on,
    is_working_day,
    parse_engine_time,
)

OFFICES = Path(__file__).resolve().parents[2] / "deploy" / "offices"


@pytest.fixture(scope="module")
def office() -> Office:
    return load_office(OFFICES / "kemenag-dki.yaml")


@pytest.mark.parametrize(
    ("year", "national", "collective"), [(2024, 17 + 2, 10), (2025, 17, 10 + 1), (2026, 17, 8), (2027, 18, 8)]
)
def test_counts_of_the_decrees(year: int, national: int, collective: int) -> None:
    """The decrees are reported with these totals; 2024 has two election days more, 2025 18 August by its amendment."""
    calendar = load_national_calendars()[year]
    assert len(calendar.libur_nasional) == national
    assert len(calendar.cuti_bersama) == collective
    assert all("SKB" in decree.nomor or "Keputusan Presiden" in decree.nomor for decree in calendar.sumber)
    # Cuti bersama bridges working days; one on a week-end would be a typing mistake.
    assert all(day.tanggal.weekday() < 5 for day in calendar.cuti_bersama)


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_ramadan_ends_the_day_before_idulfitri(year: int) -> None:
    calendar = load_national_calendars()[year]
    first = min(day.tanggal for day in calendar.libur_nasional if day.nama.startswith("Idulfitri"))
    (ramadan,) = calendar.ramadan
    assert ramadan.selesai == first - dt.timedelta(days=1)
    assert (ramadan.selesai - ramadan.mulai).days + 1 in (29, 30)


def test_reasons_for_days_off(office: Office) -> None:
    assert day_off_reason(office, dt.date(2026, 12, 24)) == "Cuti bersama: Kelahiran Yesus Kristus"
    assert day_off_reason(office, dt.date(2026, 8, 17)) == "Proklamasi Kemerdekaan"
    assert day_off_reason(office, dt.date(2026, 11, 22)) == "bukan hari kerja"
    assert day_off_reason(office, dt.date(2026, 11, 23)) is None


def test_a_year_without_data_is_an_error(office: Office) -> None:
    with pytest.raises(CalendarDataMissing, match=r"kalender 2031 belum ada .* workers/calendars/2031\.yaml"):
        is_working_day(office, dt.date(2031, 3, 3))
    with pytest.raises(CalendarDataMissing) as caught:
        deadline_on(office, dt.date(2031, 3, 3))
    assert (caught.value.office, caught.value.year) == ("kemenag-dki", 2031)


def test_a_deadline_that_does_not_reach_the_unknown_year_is_computed(office: Office) -> None:
    last = max(office.tahun_kalender)
    start = parse_engine_time(f"{last}-12-29T08:00:00+07:00")
    known = {**office.tahun_kalender}
    bounded = office.model_copy(update={"tahun_kalender": known})
    assert deadline(bounded, start, "PT15M").year == last
    with pytest.raises(CalendarDataMissing):
        deadline(bounded, start, "P9D")


def test_missing_days_are_a_failure_from_sixty_days_before_the_last_known_one(office: Office) -> None:
    only = office.model_copy(update={"tahun_kalender": {2026: office.tahun_kalender[2026]}})
    assert calendar_gaps(only, dt.date(2026, 10, 31)) == []
    for day in (dt.date(2026, 11, 1), dt.date(2026, 12, 31), dt.date(2027, 1, 1)):
        (gap,) = calendar_gaps(only, day)
        assert "kalender 2027 belum ada" in gap
        assert "tambahkan workers/calendars/2027.yaml menurut SKB 3 Menteri" in gap
    assert "kalender 2025 belum ada" in calendar_gaps(only, dt.date(2025, 5, 5))[0]
    assert calendar_gaps(only.model_copy(update={"kalender_uji_tanpa_hari_libur": True}), dt.date(2031, 1, 1)) == []


def test_the_calendars_that_come_with_alur_reach_over_next_year(office: Office) -> None:
    assert calendar_gaps(office, dt.date(2026, 12, 31)) == []
    assert calendar_gaps(office, dt.date(2027, 11, 1))
    assert calendar_gaps(office, dt.date(2024, 1, 1)) == []


def test_a_calendar_without_ramadan_is_reported(office: Office) -> None:
    year = office.tahun_kalender[2026].model_copy(update={"ramadan": ()})
    bare = office.model_copy(update={"tahun_kalender": {2026: year}})
    assert any("masa Ramadan 2026" in text for text in calendar_warnings(bare, dt.date(2026, 2, 1)))
    assert calendar_warnings(office, dt.date(2026, 2, 1)) == []


def test_an_expected_ramadan_is_reported_until_it_is_decided(office: Office) -> None:
    assert calendar_warnings(office, dt.date(2026, 11, 22)) == []
    for day in (dt.date(2026, 12, 10), dt.date(2027, 2, 20), dt.date(2027, 3, 9)):
        (warning,) = calendar_warnings(office, day)
        assert "masa Ramadan 2027-02-08 sampai 2027-03-09 masih perkiraan" in warning
        assert "sidang isbat" in warning
    assert calendar_warnings(office, dt.date(2027, 3, 10)) == []


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2026-12-31T09:00:00+07:00", "P1D", "2027-01-04T16:00:00+07:00"),
        ("2026-12-31T15:50:00+07:00", "PT15M", "2027-01-04T07:35:00+07:00"),
        # Isra Mikraj, a Tuesday; and the first days of the expected Ramadan have its hours.
        ("2027-01-04T15:50:00+07:00", "PT15M", "2027-01-06T07:35:00+07:00"),
        ("2027-02-08T14:55:00+07:00", "PT15M", "2027-02-09T08:10:00+07:00"),
        # Idulfitri with the days before and after it: from Friday to Tuesday of the week after next.
        ("2027-03-05T10:00:00+07:00", "P1D", "2027-03-16T16:00:00+07:00"),
        ("2024-11-26T10:00:00+07:00", "P1D", "2024-11-28T16:00:00+07:00"),
    ],
)
def test_deadlines_over_the_added_years(office: Office, start: str, duration: str, end: str) -> None:
    assert deadline(office, parse_engine_time(start), duration).isoformat() == end


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_days_are_those_of_the_holidays_package(year: int) -> None:
    """A second, independent list. `pip install holidays`; nothing of Alur needs it."""
    known = holidays.country_holidays("ID", years=year, categories=("public", "government"))
    assert set(load_national_calendars()[year].days_off) == {day for day in known if day.year == year}


def test_an_office_brings_its_own_calendar_and_decree(tmp_path: Path) -> None:
    text = (OFFICES / "kemenag-dki.yaml").read_text("utf-8")
    text = text.replace("kalender: []", "kalender: [own/libur-2027.yaml]")
    text = text.replace("keputusan: []", "keputusan: [own/se-1.yaml]")
    text = text.replace("libur_lokal: []", "libur_lokal: [{tanggal: 2027-06-22, keterangan: HUT, sumber: SE}]")
    (tmp_path / "kemenag-dki.yaml").write_text(text, "utf-8")
    own = tmp_path / "own"
    own.mkdir()
    calendar = (NATIONAL_CALENDARS / "2026.yaml").read_text("utf-8").replace("2026-", "2027-")
    (own / "libur-2027.yaml").write_text(calendar.replace("tahun: 2026", "tahun: 2027"), "utf-8")
    (own / "se-1.yaml").write_text(
        """
keputusan: {nomor: SE 1, tentang: Hari kerja}
hari:
  - {tanggal: 2027-01-01, jam: "08:00-10:00", keterangan: masuk piket}
  - {tanggal: 2027-02-01, sampai: 2027-02-02, libur: true, keterangan: banjir}
""",
        "utf-8",
    )
    office = load_office(tmp_path / "kemenag-dki.yaml")
    at = parse_engine_time("2027-01-01T09:00:00+07:00")
    assert deadline(office, at, "PT1H").isoformat() == "2027-01-01T10:00:00+07:00"
    assert day_off_reason(office, dt.date(2027, 2, 2)) == "SE 1: banjir"
    assert day_off_reason(office, dt.date(2027, 6, 22)) == "HUT"
    assert day_off_reason(office, dt.date(2027, 12, 24)) == "Cuti bersama: Kelahiran Yesus Kristus"


def test_the_trial_calendar_has_no_holidays_at_all(office: Office) -> None:
    trial = office.model_copy(update={"kalender_uji_tanpa_hari_libur": True})
    assert is_working_day(trial, dt.date(2026, 8, 17))
    assert is_working_day(trial, dt.date(2034, 1, 2))
    assert not is_working_day(trial, dt.date(2034, 1, 1))
    assert day_off_reason(trial, dt.date(2034, 1, 1)) == "bukan hari kerja"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("2026-08-17", "2025-08-17"), "tanggal di luar tahun 2026: 2025-08-17"),
        (lambda text: text.replace("2026-12-24", "2026-12-25"), "tanggal ditulis dua kali: 2026-12-25"),
        (lambda text: text.replace("tahun: 2026", "tahun: 2027"), "tanggal di luar tahun 2027"),
        (lambda text: text.replace("2026-08-17", "17 Agustus"), "bukan tanggal"),
        (lambda text: text.replace("selesai: 2026-03-20", "selesai: 2026-01-20"), "`selesai` harus pada atau sesudah"),
    ],
)
def test_wrong_calendars_are_refused(tmp_path: Path, change: Callable[[str], str], message: str) -> None:
    path = tmp_path / "2026.yaml"
    path.write_text(change((NATIONAL_CALENDARS / "2026.yaml").read_text("utf-8")), "utf-8")
    with pytest.raises(OfficeFileError, match=message):
        load_year_calendar(path)


def test_a_calendar_is_named_after_its_year(tmp_path: Path) -> None:
    path = tmp_path / "2027.yaml"
    path.write_text((NATIONAL_CALENDARS / "2026.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(OfficeFileError, match="nama berkas harus berakhir dengan tahunnya"):
        load_year_calendar(path)
