"""Loads office files with the calendars and decrees they name, and says everything that is wrong at once."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

from workers.numbering.errors import FormatError
from workers.numbering.formats import check_rules
from workers.office.calendar import YearCalendar, load_decree, load_national_calendars, load_year_calendar
from workers.office.hours import OfficeHours
from workers.office.marked_yaml import Lines, OfficeFileError, Problem, problem_at, read_marked, validate
from workers.office.model import OfficeFile, Official
from workers.office.office import Office


def load_office(path: Path | str, national: dict[int, YearCalendar] | None = None) -> Office:
    """One office from its file; OfficeFileError with every problem in it and in the files it names.

    `national` are the national calendars by year; None: those that come with Alur.
    """
    path = Path(path)
    content, lines = read_marked(path)
    file = validate(OfficeFile, content, path, lines)
    problems = list(_references(file, path, lines))
    calendars = dict(load_national_calendars() if national is None else national)
    own: dict[int, str] = {}
    for index, name in enumerate(file.kalender):
        try:
            calendar = load_year_calendar(_beside(path, name))
        except OfficeFileError as error:
            problems += error.problems
            continue
        if calendar.tahun in own:
            message = f"tahun {calendar.tahun} sudah diisi oleh {own[calendar.tahun]}"
            problems.append(problem_at(path, lines, ("kalender", index), message, "Hapus salah satunya"))
        own[calendar.tahun] = name
        calendars[calendar.tahun] = calendar
    decreed: dict[dt.date, tuple[OfficeHours | None, str]] = {}
    for index, name in enumerate(file.keputusan):
        try:
            decree = load_decree(_beside(path, name))
        except OfficeFileError as error:
            problems += error.problems
            continue
        for entry in decree.hari:
            for day in entry.days():
                if day in decreed:
                    message = f"{day.isoformat()} sudah diatur oleh {decreed[day][1]}"
                    remedy = "Satu tanggal hanya boleh diatur satu keputusan; gabungkan"
                    problems.append(problem_at(path, lines, ("keputusan", index), message, remedy))
                decreed[day] = (entry.hours, f"{decree.keputusan.nomor}: {entry.keterangan}")
    if problems:
        raise OfficeFileError(problems)
    return Office(
        **{name: getattr(file, name) for name in OfficeFile.model_fields},
        berkas=path,
        tahun_kalender=calendars,
        hari_keputusan=decreed,
        hari_libur_lokal={
            holiday.tanggal + dt.timedelta(days=n): holiday.keterangan
            for holiday in file.libur_lokal
            for n in range(((holiday.sampai or holiday.tanggal) - holiday.tanggal).days + 1)
        },
    )


def load_offices(directory: Path | str) -> dict[str, Office]:
    """Every office of a folder (`<kode>.yaml`) by kode; OfficeFileError with the problems of all files at once."""
    directory = Path(directory)
    paths = sorted(directory.glob("*.yaml")) if directory.is_dir() else []
    if not paths:
        remedy = "Salin contoh dari deploy/offices dan isi untuk kantor ini"
        raise OfficeFileError([Problem(directory, 1, "", "tidak ada berkas kantor (*.yaml) di sini", remedy)])
    national = load_national_calendars()
    offices: dict[str, Office] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            office = load_office(path, national)
        except OfficeFileError as error:
            problems += error.problems
            continue
        offices[office.kode] = office
    if problems:
        raise OfficeFileError(problems)
    return offices


TRIAL_SWITCH = "kalender_uji_tanpa_hari_libur"


def copy_offices_for_trial(source: Path | str, target: Path | str) -> None:
    """Copies a folder of office files and switches every office to the trial calendar without holidays.

    For demonstrations and tests, which must run on any date and in years whose holidays are not decided yet. The copy
    says so itself (`kalender_uji_tanpa_hari_libur: true`) and `calendar_warnings` reports it. Existing copies are
    replaced file by file.
    """
    source, target = Path(source), Path(target)
    shutil.copytree(source, target, dirs_exist_ok=True)
    for path in sorted(target.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        if not any(line.startswith(f"{TRIAL_SWITCH}:") for line in text.splitlines()):
            note = "# Hanya untuk uji coba: semua hari libur nasional diabaikan."
            path.write_text(f"{text.rstrip()}\n\n{note}\n{TRIAL_SWITCH}: true\n", encoding="utf-8")


def _beside(path: Path, name: str) -> Path:
    """A file that the office file names: beside it or in a folder below, never elsewhere."""
    folder = path.resolve().parent
    target = (folder / name).resolve()
    if not target.is_relative_to(folder):
        remedy = "Simpan berkas di samping berkas kantor atau di dalam folder di bawahnya"
        raise OfficeFileError([Problem(path, 1, name, "berkas berada di luar folder kantor", remedy)])
    return target


def _references(file: OfficeFile, path: Path, lines: Lines) -> Iterator[Problem]:
    """References that lead nowhere, and what only the whole file can show."""

    def problem(location: tuple[str | int, ...], message: str, remedy: str) -> Problem:
        return problem_at(path, lines, location, message, remedy)

    roles = f"Peran yang ada: {', '.join(sorted(file.pejabat))}"
    if path.stem != file.kode:
        yield problem(("kode",), f"nama berkas bukan `{file.kode}.yaml`", "Samakan kode dan nama berkas")
    for role in sorted(set(file.pejabat) & set(file.atasan_luar)):
        yield problem(("atasan_luar", role), f"`{role}` juga ada di pejabat", "Pakai nama peran yang lain")
    for role, official in file.pejabat.items():
        if official.atasan not in file.pejabat and official.atasan not in file.atasan_luar:
            message = f"atasan `{official.atasan}` tidak ada di pejabat atau atasan_luar"
            yield problem(("pejabat", role, "atasan"), message, roles)
        elif _in_circle(file, role):
            message = "rantai atasan berputar dan tidak sampai ke atasan_luar"
            yield problem(("pejabat", role, "atasan"), message, "Atasan kepala kantor ditulis di atasan_luar")
        yield from _substitutes(file, role, official, path, lines)
    yield from _registers(file, path, lines)
    signing: list[tuple[tuple[str, ...], str]] = [(("surat", "penandatangan"), file.surat.penandatangan)]
    for key, override in file.surat.khusus.items():
        if override.penandatangan is not None:
            signing.append((("surat", "khusus", key, "penandatangan"), override.penandatangan))
    for location, role in signing:
        if role not in file.pejabat:
            yield problem(location, f"penandatangan `{role}` tidak ada di pejabat", roles)
        elif file.pejabat[role].nama is None:
            yield problem(("pejabat", role), "nama wajib diisi karena menandatangani surat", "Isi `nama` dan `nip`")


def _substitutes(file: OfficeFile, role: str, official: Official, path: Path, lines: Lines) -> Iterator[Problem]:
    for index, substitute in enumerate(official.pengganti):
        at: tuple[str | int, ...] = ("pejabat", role, "pengganti", index)
        for key, named in (("oleh", substitute.oleh), ("melalui", substitute.melalui)):
            if named is not None and (named not in file.pejabat or named == role):
                remedy = f"Pakai peran lain yang ada: {', '.join(sorted(set(file.pejabat) - {role}))}"
                yield problem_at(path, lines, (*at, key), f"`{named}` bukan peran pengganti yang sah", remedy)
        for other in official.pengganti[:index]:
            if substitute.mulai <= other.selesai and other.mulai <= substitute.selesai:
                message = f"masanya bertumpang tindih dengan pengganti {other.bentuk} sejak {other.mulai.isoformat()}"
                yield problem_at(path, lines, at, message, "Satu peran hanya punya satu pengganti pada satu hari")


def _registers(file: OfficeFile, path: Path, lines: Lines) -> Iterator[Problem]:
    """Registers that cannot number, alone, together, or with the classification of a single letter."""
    remedy = "Perbaiki register; contoh ada di deploy/offices"
    codes = {key: override.klasifikasi for key, override in file.surat.khusus.items() if override.klasifikasi}
    rules = []
    for kind, register in file.registers.items():
        try:
            rules.append(register.rule(file.kode, kind))
            at: tuple[str, ...] = ("surat", "khusus")
            for key, code in codes.items():
                at = ("surat", "khusus", key, "klasifikasi")
                register.rule(file.kode, kind, code)
        except FormatError as error:
            at = ("register", kind) if len(rules) == 0 or rules[-1].jenis != kind else at
            yield problem_at(path, lines, at, str(error).rstrip("."), remedy)
    yield from (problem_at(path, lines, ("register",), text.rstrip("."), remedy) for text in check_rules(rules))


def _in_circle(file: OfficeFile, role: str) -> bool:
    seen = {role}
    above = file.pejabat[role].atasan
    while above in file.pejabat:
        if above in seen:
            return True
        seen.add(above)
        above = file.pejabat[above].atasan
    return False
