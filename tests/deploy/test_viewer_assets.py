"""The viewers are those of the lock, or nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from deploy import viewer_assets
from deploy.engine.pages.viewers import FILES
from deploy.errors import AlurError

LOCK = json.loads((Path(viewer_assets.__file__).parent / "engine/pages/assets/package-lock.json").read_text())


class Registry:
    """A program called npm that gives archives of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = folder / "calls"
        self.lock = folder / "package-lock.json"
        packages = {}
        for package in {file.package for file in FILES}:
            archive = folder / f"{package.replace('/', '-')}.tgz"
            with tarfile.open(archive, "w:gz") as opened:
                for file in FILES:
                    if file.package == package:
                        entry = tarfile.TarInfo(f"package/{file.path}")
                        content = f"content of {file.name}".encode()
                        entry.size = len(content)
                        opened.addfile(entry, BytesIO(content))
            digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
            packages[f"node_modules/{package}"] = {"version": "1.0.0", "integrity": f"sha512-{digest}"}
        self.lock.write_text(json.dumps({"packages": packages}))
        npm = folder / "bin" / "npm"
        npm.parent.mkdir()
        name = "$(echo \"$2\" | sed 's|@1.0.0$||; s|/|-|').tgz"
        npm.write_text(f'#!/bin/sh\necho "$2" >> {self.calls}\ncp "{folder}/{name}" "$4/"\n')
        npm.chmod(0o755)
        monkeypatch.setenv("PATH", f"{npm.parent}:/usr/bin:/bin")
        monkeypatch.setattr(viewer_assets, "_LOCK", self.lock)

    def asked(self) -> list[str]:
        return sorted(self.calls.read_text().split()) if self.calls.exists() else []


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    return Registry(tmp_path, monkeypatch)


def quiet(_sentence: str) -> None:
    pass


def test_what_is_missing_is_fetched_once(registry: Registry, tmp_path: Path) -> None:
    target = tmp_path / "cache" / "pages"
    assert viewer_assets.fetch_viewers(target, quiet)
    assert registry.asked() == ["@bpmn-io/form-js@1.0.0", "bpmn-js@1.0.0"]
    for file in FILES:
        assert (target / file.name).read_text() == f"content of {file.name}"
    assert not viewer_assets.fetch_viewers(target, quiet)
    (target / "diagram-viewer.js").unlink()
    assert viewer_assets.fetch_viewers(target, quiet)
    assert registry.asked() == ["@bpmn-io/form-js@1.0.0", "bpmn-js@1.0.0", "bpmn-js@1.0.0"]


def test_what_is_not_as_in_the_lock_is_not_used(registry: Registry, tmp_path: Path) -> None:
    lock = json.loads(registry.lock.read_text())
    lock["packages"]["node_modules/bpmn-js"]["integrity"] = "sha512-AAAA"
    registry.lock.write_text(json.dumps(lock))
    with pytest.raises(AlurError, match="not what the lock says"):
        viewer_assets.fetch_viewers(tmp_path / "cache" / "pages", quiet)
    assert not (tmp_path / "cache" / "pages" / "diagram-viewer.js").exists()


@pytest.mark.usefixtures("registry")
def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "bpmn-js.tgz").unlink()
    with pytest.raises(AlurError, match=r"bpmn-js 1\.0\.0 cannot be fetched") as failed:
        viewer_assets.fetch_viewers(tmp_path / "cache" / "pages", quiet)
    assert "alur assets" in failed.value.remedy


def test_the_lock_names_no_host_and_exact_versions() -> None:
    text = json.dumps(LOCK)
    assert "resolved" not in text
    assert "http" not in text
    for file in (*FILES, *viewer_assets.TEST_FILES):
        assert LOCK["packages"][f"node_modules/{file.package}"]["integrity"].startswith("sha512-")
    wanted = json.loads((Path(viewer_assets.__file__).parent / "engine/pages/assets/package.json").read_text())
    assert all(version[0].isdigit() for version in {**wanted["dependencies"], **wanted["devDependencies"]}.values())
