"""Every page is walked through by the keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import LOOKS, Look
from tests.e2e.visitors import PC, Visitors

WIDTH, CONTRAST = 2, 3
"""Of the ring round what has the focus: CSS pixels, and against the ground behind it (WCAG 2.2, 1.4.11), at least."""

PARTS = 4
"""A field may have: a date has year, month, day and a calendar."""

FOCUSABLE = """() => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const all = [...document.querySelectorAll('*')];
  const group = each => `input[name="${each.name}"]`;
  return [...document.querySelectorAll(wanted)].filter(each => {
    if (each.disabled || !each.getClientRects().length || getComputedStyle(each).visibility !== 'visible') return false;
    if (each.tagName !== 'SUMMARY' && each.closest('details:not([open])')) return false;
    if (each.type !== 'radio') return true;
    return (document.querySelector(group(each) + ':checked') || document.querySelector(group(each))) === each;
  }).map(each => [all.indexOf(each), each.outerHTML.slice(0, 80)]);
}"""
"""Of a group of radio buttons the chosen one, or the first."""

FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  let behind = it.parentElement;
  while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  return {
    place: [...document.querySelectorAll('*')].indexOf(it),
    html: it.outerHTML.slice(0, 80),
    width: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    ring: style.outlineColor,
    ground: behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)',
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""

TO_THE_START = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
}"""
"""A page may have put the focus on what it has to say first."""


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_tab_reaches_everything_in_order_and_shows_where_it_is(look: Look, visitors: Visitors) -> None:
    page = visitors.window(look.actor, width=PC)
    visitors.show(page, look)
    page.evaluate(TO_THE_START)
    stops = tab_through(page)
    assert [[stop["place"], stop["html"]] for stop in stops] == page.evaluate(FOCUSABLE)
    assert "跳到正文" in stops[0]["html"]
    assert [stop["html"] for stop in stops if not can_be_seen(stop)] == []


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


def tab_through(page: Page) -> list[dict[str, Any]]:
    """Each element that Tab reaches, from the start of the page until it leaves it."""
    stops: list[dict[str, Any]] = []
    for _ in range(PARTS * len(page.evaluate(FOCUSABLE)) + 1):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["html"].startswith("<body") or (len(stops) > 1 and stop["place"] == stops[0]["place"]):
            break
        if not stops or stop["place"] != stops[-1]["place"]:
            stops.append(stop)
    return stops


def can_be_seen(stop: dict[str, Any]) -> bool:
    ring, ground = sorted((luminance(stop["ring"]), luminance(stop["ground"])))
    return bool(stop["inView"] and stop["width"] >= WIDTH and (ground + 0.05) / (ring + 0.05) >= CONTRAST)


def luminance(colour: str) -> float:
    """Relative luminance of `rgb(…)`, as WCAG defines it."""
    parts = [int(part) / 255 for part in re.findall(r"[0-9]+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
