"""The list and the page of a case: what is late, why, who was told, what to do; data stays covered."""

from __future__ import annotations

import re

import pytest

from deploy.engine.core import commands as c
from tests.deploy.engine.pages.pantau.playing import DRAFT, Play


def rows(text: str) -> list[str]:
    """The lines of the list, without tags."""
    body = text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:-1]]


def tile(text: str, kind: str) -> int:
    found = re.search(rf'id="ubin-{kind}"[^>]*><strong>(\d+)<', text)
    assert found is not None
    return int(found.group(1))


def test_what_is_late_says_why_who_was_told_and_what_to_do(play: Play) -> None:
    play.case("A-1")
    held = play.case("A-2")
    play.pages.person("siti", "ptsp", name="Siti Aminah")
    play.pages.submit(c.AssignTask(play.pages.task(held), "siti"))
    play.later(minutes=80)
    ani = play.operator()
    before = rows(ani.get("/pantau").text)
    assert all("Terlambat 1 jam 5 menit" in row for row in before)
    assert all("Pemberitahuan kepada Kepala Subbagian Tata Usaha belum terkirim." in row for row in before)
    play.told()
    free, taken = rows(ani.get("/pantau").text)
    assert "Menunggu PTSP; belum diambil." in free
    assert "Minta PTSP mengambil tugas ini." in free
    assert "Dipegang Siti Aminah (PTSP)." in taken
    assert "Minta Siti Aminah menyelesaikannya" in taken
    assert all("Kepala Subbagian Tata Usaha sudah diberi tahu, hari ini pukul 10.20." in row for row in (free, taken))


def test_the_lights_and_their_counts(play: Play) -> None:
    play.stuck("KENDALA")
    play.case("TERLAMBAT", 5)
    play.case("HARI-INI", 120)
    play.case("BESOK", 24 * 60)
    play.begin("SISTEM")
    play.later(minutes=10)
    play.told()
    ani = play.operator()
    text = ani.get("/pantau").text
    numbers = [row.split()[0] for row in rows(text)]
    assert numbers == ["KENDALA", "TERLAMBAT", "HARI-INI", "BESOK", "SISTEM"]
    words = (
        "Kendala",
        "Terlambat 5 menit",
        "Jatuh tempo hari ini pukul 11.00",
        "Tenggat besok",
        "Menunggu sistem 10 menit",
    )
    assert all(word in row for word, row in zip(words, rows(text), strict=True))
    counts = {kind: tile(text, kind) for kind in ("terlambat", "kendala", "sistem", "hari-ini", "tanpa")}
    assert counts == {"terlambat": 1, "kendala": 1, "sistem": 1, "hari-ini": 1, "tanpa": 5}
    for query, number in (
        ("tenggat=terlambat", "TERLAMBAT"),
        ("tenggat=hari-ini", "HARI-INI"),
        ("tenggat=tepat", "BESOK"),
        ("keadaan=terkendala", "KENDALA"),
        ("keadaan=sistem", "SISTEM"),
    ):
        assert [row.split()[0] for row in rows(ani.get(f"/pantau?{query}").text)] == [number]


def test_a_worker_that_only_just_got_its_job_is_not_missing(play: Play) -> None:
    play.begin("A-1")
    play.later(seconds=30)
    ani = play.operator()
    assert tile(ani.get("/pantau").text, "sistem") == 0
    assert "Dikerjakan sistem" in ani.get("/pantau").text


def test_of_a_step_done_again_only_its_own_telling_counts(play: Play) -> None:
    case = play.case("A-1")
    play.later(minutes=20)
    play.told()
    ani = play.operator()
    data = {"dari": play.token_key(case), "ke": "Task_TerimaUsulanPermohonan", "alasan": "Ulang dari awal."}
    ani.send(f"/pantau/perkara/{case}/pindah", {**data, "yakin": "ya"})
    play.deadline(0.1)
    play.later(minutes=1)
    (row,) = rows(ani.get("/pantau").text)
    assert "belum terkirim" in row
    play.told()
    (row,) = rows(ani.get("/pantau").text)
    assert row.count("sudah diberi tahu") == 1


def test_cases_are_found_by_number_and_by_process(play: Play) -> None:
    play.case("B-17/Kk/2026")
    play.case("B-18/Kk/2026")
    play.pages.deploy_small()
    play.pages.begin(nomorPerkara="LAIN-1")
    ani = play.operator()
    answer = ani.send("/pantau/cari", {"cari": " 17/Kk "})
    assert answer.headers["location"] == "/pantau"
    assert [row.split()[0] for row in rows(ani.get("/pantau").text)] == ["B-17/Kk/2026"]
    ani.send("/pantau/cari", {"cari": "%"})
    assert rows(ani.get("/pantau").text) == []
    ani.send("/pantau/cari", {"hapus": "1"})
    assert len(rows(ani.get("/pantau").text)) == 3
    assert [row.split()[0] for row in rows(ani.get("/pantau?proses=surat").text)] == ["LAIN-1"]


def test_many_cases_have_pages(play: Play) -> None:
    for number in range(53):
        play.begin(f"N-{number}")
    ani = play.operator()
    assert len(rows(ani.get("/pantau").text)) == 50
    assert len(rows(ani.get("/pantau?hal=2").text)) == 3
    for beyond in ("99", "0", "-1", "x", "999999", "２"):
        assert len(rows(ani.get(f"/pantau?hal={beyond}").text)) in (3, 50)


def test_cases_that_are_over(play: Play) -> None:
    done, cancelled = play.case("SELESAI"), play.case("BATAL")
    play.later(minutes=20)
    play.told()
    play.done(done, berkas1=False)
    task = play.pages.task(done)
    play.pages.submit(c.CompleteTask(task))
    for job in play.jobs("tutup-perkara"):
        play.pages.submit(c.CompleteJob(job.key))
    play.pages.submit(c.CancelInstance(cancelled))
    assert play.state(done) == "COMPLETED"
    ani = play.operator()
    (row,) = rows(ani.get("/pantau?keadaan=selesai").text)
    assert row.startswith("SELESAI")
    assert "1 langkah terlambat" in row
    (row,) = rows(ani.get("/pantau?keadaan=dibatalkan").text)
    assert row.startswith("BATAL")
    page = ani.get(f"/pantau/perkara/{done}").text
    assert "Perkara ini sudah selesai." in page
    assert f"/pantau/perkara/{done}/pindah" not in page


def test_a_case_tells_its_course_and_what_it_waits_for(play: Play) -> None:
    play.pages.person("siti", "ptsp", name="Siti Aminah")
    case = play.stuck("B-1")
    ani = play.operator()
    text = " ".join(re.sub(r"<[^>]+>", " ", ani.get(f"/pantau/perkara/{case}").text).split())
    course = text.partition("Perjalanan perkara")[2]
    places = [
        course.index(part)
        for part in (
            "Permohonan diterima",
            "Terima usulan permohonan Selesai oleh Siti Aminah",
            "Disposisikan usulan permohonan ke Kasubbag TU",
            "Siapkan konsep surat pengantar Sistem terkendala membuat konsep surat.",
            "Kendala pada “Siapkan konsep surat pengantar” Belum selesai.",
        )
    ]
    assert places == sorted(places)
    assert "Pencabutan permohonan (dapat datang kapan saja)" in text
    assert "Naskah surat yang akan disetujui kosong." in text
    assert "Pindahkan perkara ke langkah penyusunan konsep." in text


def test_deadlines_are_told_as_something_awaited(play: Play) -> None:
    case = play.case("B-1")
    text = play.operator().get(f"/pantau/perkara/{case}").text
    assert "Tenggat “Terima usulan permohonan”: atasan diberi tahu bila belum selesai" in text


def test_the_diagram_knows_what_stands_where(play: Play) -> None:
    case = play.stuck("B-1")
    ani = play.operator()
    text = ani.get(f"/pantau/perkara/{case}").text
    state = text.partition('<script type="application/json">')[2].partition("</script>")[0]
    assert f'"{DRAFT}":[{{"jenis":"kendala","jumlah":1' in state
    assert '"Task_TerimaUsulanPermohonan":[{"jenis":"selesai","jumlah":1' in state
    ((definition,),) = play.rows("SELECT definition FROM instance WHERE key = ?", case)
    answer = ani.get(f"/pantau/proses/{definition}/berkas")
    assert answer.headers["content-disposition"] == 'attachment; filename="karpeg-kemenag.bpmn"'
    assert answer.content.startswith(b"<?xml")


LETTER = {
    "slot": "suratPengantar",
    "putaran": 2,
    "status": "dikirim",
    "nama": "Surat pengantar",
    "perihal": "Karpeg Siti Aminah",
    "nomor": "B-7/2026",
    "tanggal": "2026-11-30",
    "tautan": "http://127.0.0.1:1/v1/surat/rahasia",
}


def test_data_is_covered_until_somebody_opens_it_and_that_is_recorded(play: Play) -> None:
    case = play.case("B-1")
    more = {"catatan": {"dari": "Kasubbag", "isi": "Perbaiki."}, "jumlahKoreksi": 2, "hp": 81234567890, "surat": LETTER}
    play.pages.submit(c.SetVariables(case, more, local=True))
    ani = play.operator()
    covered = ani.get(f"/pantau/perkara/{case}").text
    for secret in ("Siti Aminah", "198503152010012001", "Perbaiki.", "81234567890", "rahasia", "Karpeg Siti"):
        assert secret not in covered
    assert "ditutup (kumpulan, 2 isian)" in covered
    assert re.search(r"<code>jumlahKoreksi</code>.*?isi-data\">2<", covered, re.DOTALL)
    assert "B-7/2026" in covered
    assert "dikirim, putaran 2" in covered
    answer = ani.send(f"/pantau/perkara/{case}/data")
    assert answer.status_code == 200
    for secret in ("Siti Aminah", "198503152010012001", "Perbaiki.", 'href="http://127.0.0.1:1/v1/surat/rahasia"'):
        assert secret in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "data-aliran" not in answer.text
    assert "Siti Aminah" not in ani.get(f"/pantau/perkara/{case}").text
    (entry,) = play.pages.site.audit.about(f"perkara {case}")
    assert (entry.user, entry.action) == ("ani", "lihat data")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//jahat.example", 7, None])
def test_only_addresses_of_the_web_become_links(play: Play, link: object) -> None:
    case = play.case("B-1")
    play.pages.submit(c.SetVariables(case, {"surat": {**LETTER, "tautan": link}}, local=True))
    text = play.operator().send(f"/pantau/perkara/{case}/data").text
    assert "Buka surat" not in text


def test_the_pages_are_live(play: Play) -> None:
    case = play.case("B-1")
    ani = play.operator()
    assert 'data-aliran="/aliran?untuk=semua&' in ani.get("/pantau").text
    assert f'data-aliran="/aliran?untuk=perkara%3A{case}&' in ani.get(f"/pantau/perkara/{case}").text
