import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.engine.distribution import unpack
from deploy.engine.maven import PinnedFile, fetch, is_whole, locked_files, parse_lock
from deploy.engine.progress import Advance
from deploy.errors import AlurError

CONTENT = b"isi berkas"
SHA = hashlib.sha256(CONTENT).hexdigest()
PINNED = PinnedFile("org.contoh", "berkas", "1.0", "jar", SHA, len(CONTENT))


class Source:
    """Hands out one content after the other and counts how often it was asked."""

    def __init__(self, *contents: bytes) -> None:
        self.contents = list(contents)
        self.asked = 0

    def __call__(self, _pinned: PinnedFile, folder: Path, advance: Advance) -> Path:
        content = self.contents[min(self.asked, len(self.contents) - 1)]
        self.asked += 1
        arrived = folder / "berkas.jar"
        arrived.write_bytes(content)
        advance(len(content))
        return arrived


def test_the_projects_lock_pins_the_whole_engine() -> None:
    pinned = locked_files()
    assert len(pinned) == 99
    assert "io.camunda:camunda-zeebe:8.6.0:tar.gz" in {entry.coordinate for entry in pinned}


def test_a_lock_line_gives_coordinate_hash_size_and_place() -> None:
    (entry,) = parse_lock(f"# komentar\n\norg.contoh:berkas:1.0:jar {SHA} 10\n")
    assert entry == PINNED
    assert str(entry.path) == "org/contoh/berkas/1.0/berkas-1.0.jar"


@pytest.mark.parametrize(
    "line",
    [
        "org.contoh:berkas:1.0 " + SHA + " 10",
        "org.contoh:berkas:1.0:jar abc 10",
        f"org.contoh:berkas:1.0:jar {SHA} 0",
        f"../../etc:berkas:1.0:jar {SHA} 10",
        f"org.contoh:berkas:../1.0:jar {SHA} 10",
    ],
)
def test_a_broken_lock_line_is_named_by_its_number(line: str) -> None:
    with pytest.raises(AlurError, match="line 2"):
        parse_lock("# komentar\n" + line)


def test_a_file_listed_twice_is_refused() -> None:
    line = f"org.contoh:berkas:1.0:jar {SHA} 10"
    with pytest.raises(AlurError, match=r"line 2: .* twice"):
        parse_lock(f"{line}\n{line}")


def test_a_missing_file_is_fetched_and_a_whole_one_is_not_fetched_again(tmp_path: Path) -> None:
    source = Source(CONTENT)
    path = fetch([PINNED], tmp_path, source)[PINNED]
    assert path.read_bytes() == CONTENT
    fetch([PINNED], tmp_path, source)
    assert source.asked == 1


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    path = tmp_path / PINNED.path
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT[:-1] + b"x")  # same size, other content
    assert not is_whole(path, PINNED)
    assert fetch([PINNED], tmp_path, Source(CONTENT))[PINNED].read_bytes() == CONTENT


def test_what_arrives_damaged_is_fetched_once_more(tmp_path: Path) -> None:
    source = Source(CONTENT[:4], CONTENT)
    assert fetch([PINNED], tmp_path, source)[PINNED].read_bytes() == CONTENT
    assert source.asked == 2


def test_what_arrives_damaged_twice_is_refused_with_the_remedy_and_not_kept(tmp_path: Path) -> None:
    source = Source(b"lain sama sekali")
    with pytest.raises(AlurError, match=r"org\.contoh:berkas:1\.0:jar came damaged twice.*SHA-256.*another network"):
        fetch([PINNED], tmp_path, source)
    assert source.asked == 2
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_interrupted_download_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    def breaks(_pinned: PinnedFile, folder: Path, _advance: Advance) -> Path:
        (folder / "berkas.jar").write_bytes(CONTENT[:3])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch([PINNED], tmp_path, breaks)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_network_failure_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    def fails(_pinned: PinnedFile, _folder: Path, _advance: Advance) -> Path:
        raise ConnectionError("no route\nto host")

    with pytest.raises(AlurError) as failure:
        fetch([PINNED], tmp_path, fails)
    assert failure.value.message == "Could not fetch org.contoh:berkas:1.0:jar: no route to host."
    assert "run the command again" in failure.value.remedy


def archive(path: Path, change: Callable[[tarfile.TarInfo], None] = lambda _member: None) -> Path:
    with tarfile.open(path, "w:gz") as content:
        member = tarfile.TarInfo("camunda-zeebe/lib/a.jar")
        member.size = len(CONTENT)
        change(member)
        content.addfile(member, io.BytesIO(CONTENT))
    return path


def test_an_archive_is_unpacked_without_its_top_folder(tmp_path: Path) -> None:
    unpack(archive(tmp_path / "a.tar.gz"), tmp_path / "camunda")
    assert (tmp_path / "camunda" / "lib" / "a.jar").read_bytes() == CONTENT


def test_an_interrupted_unpacking_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    whole = archive(tmp_path / "a.tar.gz").read_bytes()
    (tmp_path / "a.tar.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "camunda.unpacking-lama").mkdir()  # left over by a killed run
    with pytest.raises((EOFError, tarfile.TarError)):
        unpack(tmp_path / "a.tar.gz", tmp_path / "camunda")
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar.gz"]


@pytest.mark.skipif(not hasattr(tarfile, "data_filter"), reason="tar filters came with Python 3.11.4")
def test_an_archive_member_outside_its_folder_is_refused(tmp_path: Path) -> None:
    def outside(member: tarfile.TarInfo) -> None:
        member.name = "../../luar.jar"

    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    with pytest.raises(tarfile.TarError):
        unpack(archive(inner / "a.tar.gz", outside), inner / "camunda")
    assert not list(tmp_path.rglob("luar.jar"))
