"""A clerk at the screen: starts cases, claims tasks, fills in forms, with the mouse and the keyboard only."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import Locator, Page, expect

from deploy.camunda import Task
from tests.e2e.screenshots import Screenshots


class Form:
    """A form that is open: of a task, or of a start."""

    def __init__(self, page: Page, frame: Locator, submit: str, screenshots: Screenshots) -> None:
        self._page = page
        self._frame = frame
        self._submit = submit
        self._screenshots = screenshots
        self.root = frame.locator(".fjs-form")
        self.root.wait_for()

    def input(self, label: str) -> Locator:
        """The field with this label; the star of a required one is not given."""
        return self.root.get_by_label(_label(label))

    def fill(self, label: str, value: str) -> None:
        """Types and leaves the field: form-js takes what is typed a moment later, or at once when it is left."""
        field = self.input(label)
        field.fill(value)
        field.blur()

    def date(self, label: str, day: dt.date) -> None:
        """Types a date as the field shows it to an Indonesian."""
        field, typed = self.input(label), f"{day.day}/{day.month}/{day.year}"
        field.fill(typed)
        field.press("Enter")
        expect(field).to_have_value(typed)

    def choose(self, answer: str) -> None:
        self.root.get_by_text(answer, exact=True).click()
        expect(self.root.get_by_role("radio", name=answer, exact=True)).to_be_checked()

    def tick(self, label: str) -> None:
        self.root.get_by_role("checkbox", name=label).check()

    def shows(self, *texts: str) -> None:
        for text in texts:
            expect(self.root).to_contain_text(text)

    def hides(self, text: str) -> None:
        expect(self.root).not_to_contain_text(text)

    def try_to_submit(self) -> None:
        """Presses the button, although something is wrong."""
        self._button().click()
        expect(self.errors().first).to_be_visible()

    def submit(self) -> None:
        """Presses the button; the form is gone then."""
        expect(self.errors()).to_have_count(0)
        self._button().click()
        try:
            expect(self.root).to_have_count(0)
        except AssertionError as failure:
            failure.add_note(f"the form says: {self.errors().all_inner_texts()}")
            raise

    def errors(self) -> Locator:
        return self.root.locator(".fjs-form-field-error")

    def error_of(self, label: str) -> Locator:
        field = self._page.get_by_label(_label(label))
        return self.root.locator(".fjs-form-field", has=field).last.locator(".fjs-form-field-error")

    def picture(self, name: str) -> None:
        self._screenshots.take(self._page, name, self.root)

    def _button(self) -> Locator:
        return self._frame.get_by_role("button", name=self._submit)


def _label(text: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(text)}\\*?$")


class Clerk:
    """Works in Tasklist."""

    def __init__(self, page: Page, web_url: str, screenshots: Screenshots) -> None:
        self.page = page
        self._web_url = web_url
        self.screenshots = screenshots

    def open_start_form(self, title: str) -> Form:
        """Finds the process on the page Processes and opens its start form."""
        self.page.goto(f"{self._web_url}/tasklist/processes", wait_until="domcontentloaded")
        notice = self.page.get_by_role("button", name="Continue")
        search = self.page.get_by_role("searchbox", name="Search processes")
        expect(notice.or_(search).first).to_be_visible()
        if notice.is_visible():
            notice.click()
        # Tasklist 8.6 finds nothing for a search with brackets.
        search.fill(title.partition("(")[0].strip())
        start = self.page.get_by_role("button", name="Start process")
        expect(self.page.get_by_role("heading", name=title)).to_be_visible()
        expect(start).to_have_count(1)
        start.click()
        dialog = self.page.get_by_role("dialog").filter(has_text=title)
        return Form(self.page, dialog, "Start process", self.screenshots)

    def claim(self, task: Task) -> Form:
        """Opens a task and takes it."""
        self.page.goto(f"{self._web_url}/tasklist/{task.id}", wait_until="domcontentloaded")
        notice = self.page.get_by_role("button", name="close notification")
        claim = self.page.get_by_role("button", name="Assign to me")
        expect(claim).to_be_visible()
        if notice.is_visible():
            notice.click()
        claim.click()
        expect(self.page.get_by_role("button", name="Unassign")).to_be_visible()
        return Form(self.page, self.page.locator("main"), "Complete Task", self.screenshots)
