"""What ops see in Operate: the case on its diagram, and the deadline that was missed."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Page, expect

from tests.e2e.case import Case, wait_for
from tests.e2e.conftest import Stack
from tests.e2e.screenshots import Screenshots


def test_a_missed_deadline_shows_in_the_diagram(
    karpeg: Case, page: Page, stack: Stack, screenshots: Screenshots
) -> None:
    task = karpeg.task("1")
    assert task.due is not None
    due = dt.datetime.strptime(task.due, "%Y-%m-%dT%H:%M:%S.%f%z")
    # Operate learns of the deadline when it passes, by one jump of the engine's clock.
    jump = due + dt.timedelta(seconds=5) - stack.engine.clock_now()
    stack.engine.clock_add(max(0, int(jump.total_seconds() * 1000)))
    operate = stack.office.operate
    missed = "End_Tenggat_TerimaUsulanPermohonan"
    wait_for("missed deadline in Operate", lambda: operate.visits(karpeg.key).get(missed))

    page.goto(f"{stack.engine.web_url}/operate/processes/{karpeg.key}", wait_until="domcontentloaded")
    diagram = page.get_by_test_id("diagram")
    expect(diagram.locator(f'[data-element-id="{missed}"]').first).to_be_visible()
    expect(page.get_by_text("Terima usulan permohonan").first).to_be_visible()
    expect(page.get_by_text("Tenggat terlampaui").first).to_be_visible()
    # One open task, one finished way of the deadline.
    expect(page.get_by_test_id("state-overlay-active")).to_have_text("1")
    expect(page.get_by_test_id("state-overlay-completedEndEvents")).to_have_text("1")
    screenshots.take(page, "operate-tenggat")
