"""The register's rules, on both databases."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.workers.job_case import OFFICES
from tests.workers.registers import DAY, KIND, NOW, OFFICE, RULE, letter, signed
from workers.letters import Agenda
from workers.numbering import (
    BackDated,
    ManualLetter,
    NumberGap,
    NumberMisfit,
    NumberTaken,
    Register,
    RegisterMisconfigured,
    RegisterRule,
)
from workers.office import load_office
from workers.office.model import LetterOverride
from workers.storage import LetterConflict, LetterKey, LetterNotFound, Letters, LetterStateError, Storage


def day(month: int, number: int, year: int = 2025) -> dt.date:
    return dt.date(year, month, number)


def manual(**values: object) -> ManualLetter:
    return replace(ManualLetter(DAY, "Undangan", "Kanwil"), **values)  # type: ignore[arg-type]


def test_first_number_is_one_and_printed_by_the_rule(storage: Storage) -> None:
    given = Register(storage).take(signed(storage, 7), RULE, DAY, NOW)
    assert (given.nomor, given.urut, given.tahun) == ("B-1/Kk.09.1/1/KP.07.6/03/2025", 1, 2025)
    kept = Letters(storage).get(given.letter_id or "")
    assert (kept.status, kept.nomor, kept.tanggal, kept.dinomori_pada) == ("bernomor", given.nomor, DAY, NOW)


def test_asking_again_gives_the_same_number_and_date(storage: Storage) -> None:
    register = Register(storage)
    key = signed(storage, 7)
    first = register.take(key, RULE, DAY, NOW)
    register.take(signed(storage, 8), RULE, DAY, NOW)
    assert register.take(key, RULE, day(3, 9), NOW + dt.timedelta(days=5)) == first


def test_rounds_and_slots_have_numbers_of_their_own_and_keep_the_old_ones(storage: Storage) -> None:
    register = Register(storage)
    keys = [signed(storage, 7), signed(storage, 7, putaran=2), signed(storage, 7, "keterangan")]
    numbers = [register.take(key, RULE, DAY, NOW).urut for key in keys]
    assert numbers == [1, 2, 3]
    assert [register.take(key, RULE, DAY, NOW).urut for key in keys] == numbers


def test_each_office_kind_and_year_counts_apart(storage: Storage) -> None:
    register = Register(storage)
    other = RegisterRule(OFFICE, "keterangan", "KET-{nomor:03}/{bulan_romawi}/{tahun}")
    assert register.take(signed(storage, 1), RULE, DAY, NOW).urut == 1
    assert register.take(signed(storage, 2, jenis="keterangan"), other, DAY, NOW).nomor == "KET-001/III/2025"
    assert register.take(signed(storage, 3), RULE, day(1, 2, 2026), NOW).urut == 1


def test_kinds_may_share_a_book(storage: Storage) -> None:
    register = Register(storage)
    shared = replace(RULE, buku="keluar")
    other = replace(shared, jenis="keterangan", klasifikasi="KP.01")
    assert register.take(signed(storage, 1), shared, DAY, NOW).urut == 1
    assert register.take(signed(storage, 2, jenis="keterangan"), other, DAY, NOW).urut == 2


def test_a_late_letter_of_last_year_goes_on_in_last_years_book(storage: Storage) -> None:
    register = Register(storage)
    for process, date in ((1, day(12, 30)), (2, day(1, 2, 2026)), (3, day(12, 31))):
        register.take(signed(storage, process), RULE, date, NOW)
    assert register.take(LetterKey(3, "pengantar"), RULE, DAY, NOW).nomor == "B-2/Kk.09.1/1/KP.07.6/12/2025"
    assert register.take(LetterKey(2, "pengantar"), RULE, DAY, NOW).urut == 1


@pytest.mark.parametrize("status", ["konsep", "dibatalkan"])
def test_only_a_signed_letter_gets_a_number(storage: Storage, status: str) -> None:
    made = letter(storage, 7)
    if status == "dibatalkan":
        Letters(storage).cancel(made.id, "dicabut", NOW)
    with pytest.raises(LetterStateError, match=status):
        Register(storage).take(LetterKey(7, "pengantar"), RULE, DAY, NOW)
    assert Register(storage).take(signed(storage, 8), RULE, DAY, NOW).urut == 1


def test_unknown_letters_and_wrong_kinds_take_no_number(storage: Storage) -> None:
    register = Register(storage)
    with pytest.raises(LetterNotFound):
        register.take(LetterKey(99, "pengantar"), RULE, DAY, NOW)
    key = signed(storage, 7)
    with pytest.raises(LetterConflict, match="keterangan"):
        register.take(key, replace(RULE, jenis="keterangan"), DAY, NOW)
    assert register.take(key, RULE, DAY, NOW).urut == 1


def test_a_cancelled_number_is_kept_and_never_given_again(storage: Storage) -> None:
    register = Register(storage)
    first = register.take(signed(storage, 1), RULE, DAY, NOW)
    cancelled = Letters(storage).cancel(first.letter_id or "", "permohonan dicabut", NOW)
    assert (cancelled.status, cancelled.nomor, cancelled.alasan) == ("dibatalkan", first.nomor, "permohonan dicabut")
    assert register.take(signed(storage, 2), RULE, DAY, NOW).urut == 2
    assert register.missing(RULE, 2025) == []


def test_a_rolled_back_number_is_the_next_one_again(storage: Storage) -> None:
    register = Register(storage)
    key = signed(storage, 1)

    def fail_after_numbering() -> None:
        with storage.transaction():
            assert register.take(key, RULE, DAY, NOW).urut == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_numbering()
    assert Letters(storage).get(key.letter_id).status == "ditandatangani"
    assert register.take(signed(storage, 2), RULE, DAY, NOW).urut == 1
    assert register.take(key, RULE, DAY, NOW).urut == 2


def test_booked_numbers_are_left_out_and_used_later(storage: Storage) -> None:
    register = Register(storage)
    booked = register.book(RULE, DAY, 2, "SK menyusul", NOW, oleh="tu")
    assert [entry.urut for entry in booked] == [1, 2]
    assert register.take(signed(storage, 1), RULE, DAY, NOW).urut == 3
    key = signed(storage, 2)
    used = register.use_booking(key, RULE, 2, day(4, 1), NOW)
    assert used.nomor == "B-2/Kk.09.1/1/KP.07.6/04/2025"
    assert register.take(key, RULE, DAY, NOW) == used
    with pytest.raises(NumberTaken):
        register.use_booking(signed(storage, 3), RULE, 2, DAY, NOW)
    with pytest.raises(NumberGap):
        register.use_booking(signed(storage, 3), RULE, 9, DAY, NOW)


def test_a_booking_is_cancelled_with_a_reason_and_stays_in_the_book(storage: Storage) -> None:
    register = Register(storage)
    register.book(RULE, DAY, 1, "SK", NOW, oleh="tu")
    register.cancel_booking(RULE, 2025, 1, "tidak jadi")
    with pytest.raises(NumberTaken):
        register.enter(RULE, manual(urut=1), NOW, oleh="tu")
    given = register.take(signed(storage, 1), RULE, DAY, NOW)
    assert given.urut == 2
    with pytest.raises(NumberTaken, match=given.letter_id or "?"):
        register.cancel_booking(RULE, 2025, 2, "salah")
    with pytest.raises(NumberGap):
        register.cancel_booking(RULE, 2025, 3, "salah")
    assert register.missing(RULE, 2025) == []


def test_manual_letters_keep_the_book_whole(storage: Storage) -> None:
    register = Register(storage)
    assert register.enter(RULE, manual(), NOW, oleh="tu").urut == 1
    assert register.enter(RULE, manual(urut=2), NOW, oleh="tu").urut == 2
    with pytest.raises(NumberTaken):
        register.enter(RULE, manual(urut=2), NOW, oleh="tu")
    with pytest.raises(NumberGap, match="3 to 4"):
        register.enter(RULE, manual(urut=5), NOW, oleh="tu")
    other_code = register.enter(RULE, manual(lengkap="B-3/Kk.09.1/1/HM.00/03/2025"), NOW, oleh="tu")
    assert (other_code.urut, other_code.nomor) == (3, "B-3/Kk.09.1/1/HM.00/03/2025")
    register.book(RULE, DAY, 1, "SK", NOW, oleh="tu")
    assert register.enter(RULE, manual(urut=4), NOW, oleh="tu").urut == 4
    assert register.take(signed(storage, 1), RULE, DAY, NOW).urut == 5
    assert register.missing(RULE, 2025) == []


def test_a_refused_entry_leaves_nothing(storage: Storage) -> None:
    register = Register(storage)
    with pytest.raises(NumberGap):
        register.enter(RULE, manual(urut=4), NOW, oleh="tu")
    assert register.enter(RULE, manual(urut=1), NOW, oleh="tu").letter_id == f"manual-{OFFICE}-{RULE.book}-2025-1-0"


def test_takeover_of_a_book(storage: Storage) -> None:
    register = Register(storage)
    register.takeover(RULE, 2025, 124, NOW)
    register.takeover(RULE, 2025, 130, NOW)  # still nothing given: a correction
    assert register.take(signed(storage, 1), RULE, DAY, NOW).urut == 131
    with pytest.raises(NumberTaken, match="131 to 131"):
        register.takeover(RULE, 2025, 200, NOW)
    with pytest.raises(NumberTaken, match="taken over"):
        register.enter(RULE, manual(urut=5), NOW, oleh="tu")
    assert register.take(signed(storage, 2), RULE, day(1, 3, 2026), NOW).urut == 1
    assert register.missing(RULE, 2025) == []


def test_a_rule_may_say_where_a_years_book_begins(storage: Storage) -> None:
    rule = replace(RULE, mulai=50, tahun_mulai=2025)
    assert Register(storage).take(signed(storage, 1), rule, DAY, NOW).urut == 50
    assert Register(storage).take(signed(storage, 2), rule, day(1, 3, 2026), NOW).urut == 1


def test_back_dated_letters_by_the_offices_rule(storage: Storage) -> None:
    register = Register(storage)
    for process, date in ((1, day(3, 1)), (2, day(3, 5)), (3, day(3, 9))):
        register.take(signed(storage, process), RULE, date, NOW)
    inserting = replace(RULE, tanggal_mundur="sisipan")
    first = register.take(signed(storage, 4), inserting, day(3, 6), NOW)
    assert (first.urut, first.sisip, first.nomor) == (2, 1, "B-2.a/Kk.09.1/1/KP.07.6/03/2025")
    assert register.take(signed(storage, 5), inserting, day(3, 5), NOW).nomor.startswith("B-2.b/")
    assert register.take(LetterKey(4, "pengantar"), inserting, day(3, 6), NOW) == first
    with pytest.raises(BackDated):
        register.take(signed(storage, 6), inserting, day(2, 1), NOW)
    with pytest.raises(BackDated, match="tolak"):
        register.take(signed(storage, 6), replace(RULE, tanggal_mundur="tolak"), day(3, 8), NOW)
    assert register.take(signed(storage, 6), RULE, day(3, 8), NOW).urut == 4
    # The latest date, not the last number's, is what the next letter is measured by.
    assert register.take(signed(storage, 7), inserting, day(3, 8), NOW).sisip == 1
    assert register.take(signed(storage, 8), inserting, day(3, 9), NOW).urut == 5
    assert register.missing(RULE, 2025) == []


def test_a_person_inserts_after_a_number(storage: Storage) -> None:
    register = Register(storage)
    register.take(signed(storage, 1), RULE, DAY, NOW)
    assert register.enter(RULE, manual(sisip_setelah=1), NOW, oleh="tu").nomor.startswith("B-1.a/")
    with pytest.raises(NumberGap):
        register.enter(RULE, manual(sisip_setelah=2), NOW, oleh="tu")


def test_numbers_from_elsewhere_are_unique_and_counted_apart(storage: Storage) -> None:
    register = Register(storage)
    rule = RegisterRule(OFFICE, "surat-srikandi", sumber="luar")
    first, second = (signed(storage, n, jenis="surat-srikandi") for n in (1, 2))
    given = register.record_external(first, rule, " 800/12  /BKPSDM/2025 ", DAY, NOW, oleh="tu")
    assert given.nomor == "800/12 /BKPSDM/2025"
    assert register.record_external(first, rule, "800/12/bkpsdm/2025", DAY, NOW) == given
    with pytest.raises(NumberTaken, match=first.letter_id):
        register.record_external(second, rule, "800 / 12/BKPSDM/2025", DAY, NOW)
    with pytest.raises(NumberTaken):
        register.record_external(first, rule, "800/13/BKPSDM/2025", DAY, NOW)
    assert register.record_external(second, rule, "800/13/BKPSDM/2025", DAY, NOW).urut == 2
    with pytest.raises(NumberTaken):
        register.enter(rule, manual(lengkap="800/13/BKPSDM/2025"), NOW, oleh="tu")
    with pytest.raises(RegisterMisconfigured):
        register.take(first, rule, DAY, NOW)
    with pytest.raises(RegisterMisconfigured):
        register.record_external(first, replace(RULE, jenis="surat-srikandi"), "1", DAY, NOW)
    assert Letters(storage).get(second.letter_id).nomor == "800/13/BKPSDM/2025"


def test_two_books_that_print_alike_are_told_and_take_no_number(storage: Storage) -> None:
    register = Register(storage)
    register.take(signed(storage, 1), RULE, DAY, NOW)
    other = replace(RULE, jenis="keterangan")
    with pytest.raises(RegisterMisconfigured, match="same format"):
        register.take(signed(storage, 2, jenis="keterangan"), other, DAY, NOW)
    assert Letters(storage).get("2-pengantar-1").status == "ditandatangani"
    apart = replace(other, klasifikasi="KP.01")
    assert register.take(LetterKey(2, "pengantar"), apart, DAY, NOW).urut == 1


@pytest.mark.parametrize("text", ["xx", "441", "B/", "800/12/BKPSDM/2019", "000.1/10/2019", "..."])
def test_what_is_no_number_of_another_system_is_refused(storage: Storage, text: str) -> None:
    rule = RegisterRule(OFFICE, "surat-srikandi", sumber="luar")
    key = signed(storage, 1, jenis="surat-srikandi")
    with pytest.raises(NumberMisfit) as caught:
        Register(storage).record_external(key, rule, text, DAY, NOW)
    assert text not in str(caught.value), "it goes into logs and incidents"
    assert Letters(storage).get(key.letter_id).status == "ditandatangani"


def test_a_number_of_another_system_has_the_form_that_the_office_gives(storage: Storage) -> None:
    rule = RegisterRule(OFFICE, "surat-srikandi", "{klasifikasi}/{nomor}/BKPSDM/{tahun}", "luar", klasifikasi="800")
    key = signed(storage, 1, jenis="surat-srikandi")
    register = Register(storage)
    for text in ("800/12/BKPSDM/2026", "800/BKPSDM/2025", "800/dua/BKPSDM/2025", "800/12/LAIN/2025"):
        with pytest.raises(NumberMisfit, match=r"the form \{klasifikasi\}"):
            register.record_external(key, rule, text, DAY, NOW)
    assert register.record_external(key, rule, "421.2/12/bkpsdm/2025", DAY, NOW).urut == 1
    late = signed(storage, 2, jenis="surat-srikandi")
    given = register.record_external(late, rule, "800/990/BKPSDM/2025", day(1, 2, 2026), NOW)
    assert given.tahun == 2026, "given on the last days of the year, typed in on the first of the next"


SERIES = RegisterRule(OFFICE, KIND, "{klasifikasi}/{nomor}/DKPS-PS/{tahun}", klasifikasi="800")


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("800/132/DKPS-PS/2025", "carries the number 132"),
        ("800/130/DKPS-PS/2025", "carries the number 130"),
        ("421/132/DKPS-PS/2025", "carries the number 132"),
        ("800/132/dkps - ps/2025", "carries the number 132"),
        ("800/131/DKPS-PS/2024", "is no number of book"),
        ("800/131/DUKCAPIL/2025", "is no number of book"),
        ("xx", "is no number of book"),
    ],
)
def test_a_printed_number_that_would_stop_the_series_is_refused(storage: Storage, printed: str, said: str) -> None:
    register = Register(storage)
    register.takeover(SERIES, 2025, 130, NOW)
    for urut in (None, 131):
        with pytest.raises(NumberMisfit, match=said):
            register.enter(SERIES, manual(lengkap=printed, urut=urut), NOW, oleh="tu")
    own = register.enter(SERIES, manual(lengkap="421/0131/DKPS-PS/2025"), NOW, oleh="tu")
    assert (own.urut, own.nomor) == (131, "421/0131/DKPS-PS/2025")
    assert [register.take(signed(storage, n), SERIES, DAY, NOW).urut for n in (1, 2)] == [132, 133]


def test_an_inserted_letter_carries_its_own_number(storage: Storage) -> None:
    register = Register(storage)
    register.take(signed(storage, 1), SERIES, DAY, NOW)
    with pytest.raises(NumberMisfit):
        register.enter(SERIES, manual(sisip_setelah=1, lengkap="800/1/DKPS-PS/2025"), NOW, oleh="tu")
    given = register.enter(SERIES, manual(sisip_setelah=1, lengkap="421/1.A/DKPS-PS/2025"), NOW, oleh="tu")
    assert (given.urut, given.sisip) == (1, 1)


@pytest.mark.parametrize("way", ["take", "enter", "book"])
def test_nothing_that_was_typed_can_stop_a_series(storage: Storage, way: str) -> None:
    """A letter numbered elsewhere carries what this book gives next: that number is passed over and kept."""
    register = Register(storage)
    elsewhere = RegisterRule(OFFICE, "surat-srikandi", sumber="luar")
    for number in (1, 2):
        register.enter(elsewhere, manual(lengkap=f"800/{number}/DKPS-PS/2025"), NOW, oleh="tu")
    if way == "take":
        given = register.take(signed(storage, 1), SERIES, DAY, NOW)
        assert register.take(LetterKey(1, "pengantar"), SERIES, DAY, NOW) == given
    elif way == "enter":
        given = register.enter(SERIES, manual(), NOW, oleh="tu")
    else:
        [given] = register.book(SERIES, DAY, 1, "SK", NOW, oleh="tu")
    assert (given.urut, given.nomor) == (3, "800/3/DKPS-PS/2025")
    assert register.missing(SERIES, 2025) == []
    passed = [e for e in Agenda(storage).entries(buku=SERIES.book) if e.keadaan == "dibatalkan"]
    assert [(e.urut, e.nomor) for e in passed] == [(n, f"800/{n}/DKPS-PS/2025 (dilewati)") for n in (1, 2)]
    assert all("sudah tercetak pada surat manual-" in e.alasan for e in passed)


def test_booking_a_later_day_leaves_todays_letters_whole(storage: Storage) -> None:
    register = Register(storage)
    inserting = replace(RULE, tanggal_mundur="sisipan")
    register.take(signed(storage, 1), inserting, day(3, 3), NOW)
    [booked] = register.book(inserting, day(12, 31), 1, "SK", NOW, oleh="tu", hari_ini=DAY)
    assert (booked.urut, booked.tanggal) == (2, day(12, 31))
    numbers = [register.take(signed(storage, n), inserting, DAY, NOW) for n in (2, 3)]
    assert [(n.urut, n.sisip) for n in numbers] == [(3, 0), (4, 0)]
    assert register.take(signed(storage, 4), inserting, day(3, 3), NOW).sisip == 1, "back-dated is still back-dated"
    [next_year] = register.book(inserting, day(1, 9, 2026), 1, "SK", NOW, oleh="tu", hari_ini=DAY)
    assert register.take(signed(storage, 5), inserting, day(1, 2, 2026), NOW).urut == next_year.urut + 1


@pytest.mark.parametrize(
    "letter",
    [
        manual(perihal=""),
        manual(perihal="  "),
        manual(tujuan=""),
        manual(tujuan="Camat\n=1+1"),
        manual(tanggal=dt.date(206, 3, 4)),
        manual(tanggal=dt.date(3026, 3, 4)),
        manual(tanggal=dt.date(1999, 12, 31)),
    ],
)
def test_nonsense_is_not_entered(storage: Storage, letter: ManualLetter) -> None:
    register = Register(storage)
    with pytest.raises(ValueError, match=r"say what|say whom|a letter date lies in the years 2000 to 2100"):
        register.enter(RULE, letter, NOW, oleh="tu")
    assert register.enter(RULE, manual(), NOW, oleh="tu").urut == 1


@pytest.mark.parametrize(("year", "last"), [(206, 5), (3026, 5), (2025, -1), (2025, 1_000_000)])
def test_a_book_is_not_taken_over_at_nonsense(storage: Storage, year: int, last: int) -> None:
    with pytest.raises(ValueError, match=r"the last number of a book|a letter date lies"):
        Register(storage).takeover(RULE, year, last, NOW)
    with pytest.raises(ValueError, match="a letter date lies"):
        Register(storage).book(RULE, dt.date(206, 1, 1), 1, "SK", NOW, oleh="tu")


@pytest.mark.parametrize(
    ("grade", "code"),
    [("Biasa", "B"), ("Rahasia", "R"), ("sangat rahasia", "SR"), ("Terbatas", "T"), ("Segera", "B")],
)
def test_the_grade_of_a_letter_is_in_its_number(storage: Storage, grade: str, code: str) -> None:
    """KMA 9/2016: B-, T-, R-, SR-; one book counts them together."""
    rule = replace(RULE, format="{sifat}-{nomor}/Kk.09.1/{tahun}", sifat=grade)
    register = Register(storage)
    assert register.take(signed(storage, 1), rule, DAY, NOW).nomor == f"{code}-1/Kk.09.1/2025"
    assert register.take(signed(storage, 2), replace(rule, sifat="Biasa"), DAY, NOW).nomor == "B-2/Kk.09.1/2025"


def test_the_offices_letters_carry_the_grade_that_is_set_for_them() -> None:
    office = load_office(OFFICES / "kemenag-dki.yaml")
    style = office.surat.model_copy(
        update={"khusus": {"karpeg-kemenag/suratPengantar": LetterOverride(sifat="Rahasia")}}
    )
    secret = office.model_copy(update={"surat": style})
    kinds = list(office.registers)
    assert secret.register_rule(kinds[0], "karpeg-kemenag", "suratPengantar").render(9, DAY).startswith("R-9/Kk.09.1/")
    assert secret.register_rule(kinds[0], "lain", "suratPengantar").render(9, DAY).startswith("B-9/Kk.09.1/")
