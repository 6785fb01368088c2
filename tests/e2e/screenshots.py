"""Pictures of the pages for the README: `python -m tests.e2e.screenshots [--to docs/images]`.

A real engine with the six SOPs, a worker and invented people; what is shown is walked to by clicking.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from deploy.case_book import CaseBook
from deploy.demo.script import CASES
from deploy.deployer import start_case
from tests.e2e.stack import CHROMIUM, Office, office
from tests.e2e.walking import PHONE, Walker

_STARTED = ("karpeg-kemenag", "karpeg-kemenag", "karpeg-kemenag")
_STEPS = 5


def _begin(running: Office, slug: str, number: str, which: int = 0) -> str:
    script = [case for case in CASES if case.slug == slug][which]
    variables = {**script.start, "nomorPerkara": number}
    return start_case(running.client, CaseBook(running.stack.home), running.folders[slug], variables)


def take(running: Office, browser: Browser, folder: Path) -> list[Path]:
    """Walks, and takes the pictures."""
    walkers: dict[str, Walker] = {}

    def of(group: str, kantor: str = "kemenag-dki") -> Walker:
        user = running.user_of(kantor, group)
        if user not in walkers:
            walkers[user] = Walker(browser, running).sign_in(user)
        return walkers[user]

    cases = [_begin(running, slug, f"{117 + place}/PTSP/2026", place) for place, slug in enumerate(_STARTED)]
    seen: set[str] = set()
    for case in cases:
        running.wait_for_tasks(case, seen)
    case = cases[0]
    for _ in range(_STEPS):
        for task in running.wait_for_tasks(case, seen):
            walker = of(task.candidate_groups[0])
            walker.take(task.key)
            walker.fill()
            walker.send()
            seen.add(task.key)
    (task,) = running.wait_for_tasks(case, seen)
    taken: list[Path] = []

    def picture(walker: Walker, name: str, whole: bool = False) -> None:
        path = folder / f"{name}.png"
        walker.page.mouse.move(0, 0)
        walker.page.screenshot(path=path, full_page=whole)
        taken.append(path)

    ptsp = of("ptsp")
    ptsp.page.goto("/tugas")
    picture(ptsp, "tugas-daftar")
    head = of(task.candidate_groups[0])
    head.take(task.key)
    picture(head, "tugas-formulir", whole=True)
    phone = Walker(browser, running, PHONE).sign_in(running.user_of("kemenag-dki", "ptsp"))
    phone.page.locator(".tugas-nama").first.click()
    phone.form_is_there()
    picture(phone, "tugas-ponsel")
    for walker in [*walkers.values(), phone]:
        walker.close()
    return taken


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).parents[2] / "docs" / "images")
    wanted = parser.parse_args()
    if not CHROMIUM:
        print("Chromium is not installed (Debian: apt-get install chromium).", file=sys.stderr)
        return 4
    wanted.to.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="alur-pictures-") as home,
        office(Path(home)) as running,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in take(running, browser, wanted.to):
            print(f"{path} ({path.stat().st_size // 1024} KiB)")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
