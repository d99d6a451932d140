"""The way to the text, and the twin of what is asked of every page's keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.keyboard import TO_THE_START, can_be_seen, tab_through
from tests.e2e.visitors import PC, Visitors


def test_the_skip_link_leads_to_the_text(visitors: Visitors) -> None:
    page = visitors.window(width=PC)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_ring_that_cannot_be_seen_is_noticed(visitors: Visitors) -> None:
    """The twin: the ring taken away, too thin, or in the colour of the ground."""
    page = visitors.window(width=PC)
    page.goto("/sign-in/")
    for ring in ("none", "1px solid #000", "3px solid #eee"):
        page.evaluate("ring => document.querySelectorAll('*').forEach(each => each.style.outline = ring)", ring)
        page.evaluate(TO_THE_START)
        assert not any(can_be_seen(stop) for stop in tab_through(page)[-2:])
