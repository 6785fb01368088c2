"""Pictures of forms for people to judge, and what a program can judge of them itself."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page

DESKTOP = (1440, 900)
TABLET = (1180, 820)
"""A tablet held sideways. Upright (820 px wide) Tasklist 8.6 gives its own two side columns 660 px of it."""

_SIZES = {"desktop": DESKTOP, "tablet": TABLET}
_NOT_FOR_PEOPLE = {
    "template text": r"\{\{|\}\}",
    "missing value": r"\bnull\b|\bundefined\b|\[object",
    "date of a machine": r"\d{4}-\d{2}-\d{2}",
    "internal name": r"\b(?:karpeg|ktp|karis)-[a-z]+|\bkasubbag-|\bkepala-|\bpemroses-|\bjadwal_ulang\b|\bberkas\d",
}
_CUT_OFF = """form => {
    const room = form.getBoundingClientRect();
    return [...form.querySelectorAll('p, li, label, input, textarea')]
        .filter(part => part.getBoundingClientRect().width > 0)
        .filter(part => part.getBoundingClientRect().right > room.right + 1
            || (part.matches('p, li, label') && part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0))
        .map(part => part.innerText || part.id)
}"""


class Screenshots:
    """Takes each picture at desktop and at tablet width."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str, form: Locator | None = None) -> None:
        """Saves `<name>-<size>.png`; a form must be readable at both sizes."""
        for size, (width, height) in _SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            if form is not None:
                form.wait_for()
                self.check(form, f"{name} at {width} px")
            page.screenshot(path=self.folder / f"{name}-{size}.png")
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    @staticmethod
    def check(form: Locator, where: str) -> None:
        """Nothing is cut off, and nothing is shown that is not for people."""
        values = form.locator("input, textarea").evaluate_all("all => all.map(one => one.value).join(' ')")
        shown = f"{form.inner_text()} {values}"
        for what, pattern in _NOT_FOR_PEOPLE.items():
            found = re.search(pattern, shown)
            assert found is None, f"{where}: {what}: {found.group()!r}" if found else where
        cut = form.evaluate(_CUT_OFF)
        assert cut == [], f"{where}: cut off: {cut}"
