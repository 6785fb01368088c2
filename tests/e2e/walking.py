"""A person at a browser: signs in, finds a task, fills in a form as a clerk would."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.e2e.stack import Office

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
_WEEK = dt.timedelta(days=7)


class Walker:
    """One person in one browser window. Notes what the browser complains about."""

    def __init__(self, browser: Browser, office: Office, size: dict[str, int] | None = None, **more: Any) -> None:
        self.office = office
        self.context: BrowserContext = browser.new_context(
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            viewport=size or DESK,  # type: ignore[arg-type]
            base_url=office.url,
            **more,
        )
        self.context.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser notes every answer that is an error; those are for the tests that expect them.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.office.url, "data:", "blob:")):
            self.foreign.append(url)

    def close(self) -> None:
        """The window is closed; nothing may have been complained about."""
        self.context.close()
        assert not self.complaints
        assert not self.foreign

    def sign_in(self, user: str, then: str = "/tugas") -> Walker:
        """By the form."""
        self.page.goto(f"/masuk?lanjut={then}")
        self.page.get_by_label("Nama pengguna").fill(user)
        self.page.get_by_label("Sandi").fill(self.office.password)
        self.page.get_by_role("button", name="Masuk").click()
        expect(self.page.get_by_role("button", name="Keluar")).to_be_visible()
        return self

    # --- tasks -------------------------------------------------------------------------------------------------------

    def take(self, task: str) -> None:
        """Opens a task and takes it."""
        self.page.goto(f"/tugas/{task}")
        self.page.get_by_role("button", name="Ambil tugas ini").click()
        self.form_is_there()

    def form_is_there(self) -> Locator:
        """Waits until the viewer has drawn the form."""
        form = self.page.locator("#formulir[data-siap]")
        expect(form).to_be_visible()
        return form

    def send(self) -> None:
        """Sends the form."""
        self.page.locator("#kirim button").click()
        expect(self.page).to_have_url(re.compile(r"/tugas$"))

    def fill(self, choices: dict[str, str] | None = None) -> None:
        """Whatever the form asks for: documents are there, decisions are the first choice unless `choices` has
        another one by the label of the question."""
        form = self.form_is_there()
        for box in form.locator("input[type=checkbox]").all():
            if box.is_enabled():
                box.check()
        for group in form.locator(".fjs-form-field-radio").all():
            if not group.locator("input:checked").count():
                wanted = (choices or {}).get(group.locator("label").first.inner_text().rstrip("*"), "")
                (group.get_by_label(wanted) if wanted else group.locator("input").first).check()
        for box in form.locator(".fjs-form-field-select").all():
            box.locator(".fjs-input-group").click()
            box.locator(".fjs-dropdownlist-item").first.click()
        for box in form.locator(".fjs-form-field-datetime input").all():
            if not box.input_value():
                box.fill(f"{dt.date.today() + _WEEK:%d/%m/%Y}")
                box.press("Enter")
                box.press("Tab")
        for box in form.locator("input.fjs-input[type=text], input.fjs-input[type=email], textarea").all():
            self._fill_text(box)

    @staticmethod
    def _fill_text(box: Locator) -> None:
        if not box.is_editable() or box.evaluate("box => box.closest('.fjs-form-field-datetime') !== null"):
            return
        value = box.input_value()
        if "[isi:" in value.lower():
            box.fill(re.sub(r"\[isi:[^\]\n]*\]", "Sebagaimana dimaksud.", value, flags=re.IGNORECASE))
        elif not value:
            label = box.evaluate("box => (box.labels && box.labels[0] || {}).textContent || ''")
            nip, mail = "NIP" in label, "mail" in label
            box.fill("199001012015031001" if nip else "pemohon@example.test" if mail else "Mohon ditindaklanjuti.")


AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).slice(0, 3).join(' | '))"  # noqa: E501


def violations(walker: Walker) -> list[str]:
    """What axe-core finds on the page that is shown."""
    # As a browser's own tools do: the policy of the page holds for the page, not for who inspects it.
    walker.page.evaluate(walker.office.axe + "; undefined")
    found: list[str] = walker.page.evaluate(AXE)
    return found


def too_wide(walker: Walker) -> bool:
    """Whether the page has to be pushed sideways."""
    return bool(walker.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))
