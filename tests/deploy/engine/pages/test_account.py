"""One's own account, and the record of who did what."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from tests.deploy.engine.pages.running import PASSWORD, Pages

NEW = "tiga kata lain"


def change(old: str = PASSWORD, new: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"lama": old, "baru": new, "ulang": again}


def test_a_new_password_keeps_this_session_and_ends_the_others(pages: Pages) -> None:
    siti = pages.as_("siti", "ptsp")
    other = pages.browser()
    other.sign_in("siti")
    before = set(siti.client.cookies.values())
    assert siti.send("/akun/sandi", change()).status_code == 303
    assert not before & set(siti.client.cookies.values())
    assert siti.get("/akun").status_code == 200
    assert other.get("/akun").status_code == 303
    assert pages.browser().sign_in("siti").status_code == 401
    assert pages.browser().sign_in("siti", NEW).status_code == 303


def test_a_password_is_not_changed_without_the_old_one_or_to_a_bad_one(pages: Pages) -> None:
    siti = pages.as_("siti")
    for form in (change(old="salah salah salah"), change(again="lain"), change(new="pendek", again="pendek")):
        assert siti.send("/akun/sandi", form).status_code == 422
    assert pages.browser().sign_in("siti").status_code == 303


def test_guessing_the_old_password_is_limited(pages: Pages) -> None:
    siti = pages.as_("siti")
    answers = [siti.send("/akun/sandi", change(old="salah salah salah")).text for _ in range(7)]
    assert "Sandi lama salah" in answers[0]
    assert "Terlalu banyak" in answers[-1]


def test_operators_see_and_export_what_was_done_in_their_office(pages: Pages) -> None:
    pages.deploy_small()
    pages.deploy_small("lain", "kantor-lain", "SOP kantor lain")
    case, foreign = pages.begin(), pages.begin("lain", nomorPerkara="B-1")
    siti = pages.as_("siti", "ptsp", name="=cmd|' /C calc'!A0")
    siti.send(f"/tugas/{pages.task(case)}/ambil")
    rina = pages.as_("rina", "ptsp", office="kantor-lain")
    rina.send(f"/tugas/{pages.task(foreign)}/ambil")
    ani = pages.as_("ani", rights=["operator"])
    text = ani.get("/catatan").text
    assert "ambil tugas" in text
    assert "perkara A-1" in text
    assert "B-1" not in text
    assert "rina" not in text
    book = load_workbook(io.BytesIO(ani.get("/catatan.xlsx").content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[0][0] == "Waktu (UTC)"
    assert any(row[1] == "siti" and "tugas" in row[2] for row in rows[1:])
    assert any(row[1] == "ani" and row[2] == "masuk" for row in rows[1:])


def test_the_record_is_for_operators(pages: Pages) -> None:
    for user, rights in (("siti", ()), ("budi", ("pimpinan",))):
        browser = pages.as_(user, "ptsp", rights=rights)
        assert browser.get("/catatan").status_code == 403
        assert browser.get("/catatan.xlsx").status_code == 403
