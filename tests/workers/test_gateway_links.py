"""Letters by their links: to whom, which version, how long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.workers.gateway_office import NOW, SECRET, Office, later
from tests.workers.registers import Place
from workers.letter_links import BadLink, LetterLinks
from workers.storage import Archive, Cases, Letters


@pytest.fixture
def office(place: Place) -> Iterator[Office]:
    """On each database."""
    office = Office(place)
    yield office
    office.storage.close()


def test_a_letter_is_served_by_its_link(office: Office) -> None:
    url = office.links.url(office.letter_id, 1, later())
    assert url.startswith("http://127.0.0.1:8095/v1/surat/")
    response = office.get(url.removeprefix("http://127.0.0.1:8095"))
    assert (response.status_code, response.content) == (200, b"isi docx")
    assert response.headers["cache-control"] == "no-store"
    assert f"surat-{office.letter_id}.docx" in response.headers["content-disposition"]


def test_a_browser_gets_a_page_to_read_because_tasklist_forbids_downloads(office: Office) -> None:
    path = f"/v1/surat/{office.links.token(office.letter_id, 1, later())}"
    page = office.get(path, "text/html,*/*;q=0.8")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script" not in page.headers["content-security-policy"]
    assert SECRET in page.text  # the signed text of the letter
    asked = office.get(f"{path}?unduh=true", "text/html")
    assert asked.content == b"isi docx"


def test_links_are_bound_to_version_time_key_and_state(office: Office) -> None:
    def opened(token: str) -> int:
        return office.get(f"/v1/surat/{token}").status_code

    good = office.links.token(office.letter_id, 1, later())
    assert opened(good) == 200
    assert opened(office.links.token(office.letter_id, 2, later())) == 404
    assert opened(office.links.token(office.letter_id, 1, later(-1))) == 404
    assert opened(office.links.token("99-pengantar-1", 1, later())) == 404
    assert opened(LetterLinks("x" * 32, "").token(office.letter_id, 1, later())) == 404
    for place in range(len(good)):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        assert opened(changed) == 404, changed
    for token in ("", "a", ".", "a.b", "x" * 5000, "%00", "ø.ø"):
        assert opened(token) in (404, 422)
    archived = office.letter(4, "kanwil", "diarsipkan")
    link = office.links.token(archived, 1, later())
    assert opened(link) == 200
    Letters(office.storage).cancel(archived, "dicabut", NOW)
    assert opened(link) == 404


def test_with_its_case_a_letters_link_dies_and_answers_are_late(office: Office) -> None:
    token = office.links.token(office.letter_id, 1, later())
    assert office.get(f"/v1/surat/{token}").status_code == 200
    Cases(office.storage).close(1, perkara="P-1", at=NOW)
    assert office.get(f"/v1/surat/{token}").status_code == 404
    response = office.post(office.answer())
    assert (response.status_code, office.engine.published) == (409, [])
    assert "perkara sudah selesai" in response.json()["pesan"]


def test_the_same_link_is_made_each_time() -> None:
    links = LetterLinks("k" * 32, "http://a")
    assert links.token("1-a-1", 1, NOW) == links.token("1-a-1", 1, NOW)
    with pytest.raises(BadLink):
        links.open(links.token("1-a-1", 1, NOW), NOW)


def test_a_damaged_file_is_not_served(office: Office) -> None:
    Archive(office.storage).find(office.letter_id).path.write_bytes(b"lain")
    response = office.get(f"/v1/surat/{office.links.token(office.letter_id, 1, later())}")
    assert response.status_code == 503
