"""A page as it is walked through by the keyboard alone."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

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
