"""docs/engine.md says what the tests hold."""

from __future__ import annotations

from tests.deploy.engine.core.behaviour_table import PAGE, SEEN, rules, table


def test_the_page_has_the_table_of_today() -> None:
    """The table in docs/engine.md is the one that the tests give. [seen]"""
    assert table() in PAGE.read_text(encoding="utf-8"), "python -m tests.deploy.engine.core.behaviour_table"


def test_most_rules_name_a_page() -> None:
    """Most rules are documented ones. [seen]"""
    pages = [page for _, page, _ in rules()]
    assert pages.count(SEEN) < len(pages) / 4
