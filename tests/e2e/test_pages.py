"""What holds for every page type in a browser; each is opened once, with scripts and without, for all of it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.e2e.accessibility import violations
from tests.e2e.keyboard import FOCUSABLE, TO_THE_START, can_be_seen, tab_through
from tests.e2e.looks import LOOKS, Look
from tests.e2e.opened import Opened
from tests.e2e.visitors import ENLARGE, HEIGHT, NARROWEST, PC, PHONE, Visitors

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

DOUBLE_TEXT = """() => {
  const all = [...document.querySelectorAll('body, body *')];
  const sizes = all.map(each => parseFloat(getComputedStyle(each).fontSize));
  all.forEach((each, number) => each.style.setProperty('font-size', 2 * sizes[number] + 'px', 'important'));
}"""

USUAL_TEXT = """() => {
  for (const each of document.querySelectorAll('body, body *')) each.style.removeProperty('font-size');
}"""

CUT_OFF = """() => [...document.querySelectorAll('body *:not(input):not(textarea):not(select)')].filter(each => {
  const style = getComputedStyle(each);
  const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
  return hides && each.clientWidth > 1
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
}).map(each => each.outerHTML.slice(0, 80))"""

NOBODY = "nobody-[0-9a-f]{8}"
"""Somebody else at each visit, so that nobody is shut out."""

TIME = r"\b\d\d:\d\d\b"
"""A minute may pass between two visits."""

RADICAL = "[\u2e80-\u2fdf]"
"""A letter that looks like 一 or 户: the font has one picture for both, and the paper tells of either."""


@pytest.fixture(scope="module", params=LOOKS, ids=str)
def opened(request: pytest.FixtureRequest, visitors: Visitors) -> Iterator[Opened]:
    opened = Opened(request.param, visitors)
    yield opened
    opened.close()


@pytest.fixture
def page(opened: Opened) -> Iterator[Page]:
    """With scripts, on a phone."""
    page = opened.shown().page
    yield page
    to_width(page, PHONE)


def to_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})


def test_it_is_quiet(opened: Opened) -> None:
    """No error on the console, no breach of the security policy, no request to another origin, nothing that fails."""
    assert opened.shown().faults == []


def test_it_says_the_same_without_scripts(opened: Opened) -> None:
    one, other = (re.sub(f"{NOBODY}|{TIME}", "varies", opened.shown(scripts=scripts).told) for scripts in (True, False))
    assert one == other


def test_it_fits_a_narrow_phone_and_text_of_double_size(page: Page) -> None:
    beyond = {}
    for width in (NARROWEST, PHONE, PC):
        to_width(page, width)
        beyond[width] = page.evaluate(OVERFLOW)
    page.evaluate(DOUBLE_TEXT)
    found = (beyond, page.evaluate(OVERFLOW), page.evaluate(CUT_OFF))
    page.evaluate(USUAL_TEXT)
    assert found == ({NARROWEST: 0, PHONE: 0, PC: 0}, 0, [])


def test_it_prints(page: Page) -> None:
    """The printed page has its heading."""
    to_width(page, PC)
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = "".join("".join(sheet.extract_text() for sheet in paper.pages).split())
    heading = "".join(page.get_by_role("heading", level=1).first.inner_text().split())
    assert re.search("".join(f"(?:{re.escape(letter)}|{RADICAL})" for letter in heading), text)


def test_tab_reaches_everything_in_order_and_shows_where_it_is(page: Page) -> None:
    to_width(page, PC)
    page.evaluate(TO_THE_START)
    stops = tab_through(page)
    assert [[stop["place"], stop["html"]] for stop in stops] == page.evaluate(FOCUSABLE)
    assert "跳到正文" in stops[0]["html"]
    assert [stop["html"] for stop in stops if not can_be_seen(stop)] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_axe_finds_nothing(scripts: bool, opened: Opened) -> None:
    """On a phone and a PC, in both sizes of type."""
    page, found = opened.shown(scripts=scripts).page, {}
    for large in (True, False):
        page.evaluate(ENLARGE, large)
        for width in (PC, PHONE):
            to_width(page, width)
            found[width, large] = violations(page)
    assert found == {key: [] for key in found}


@pytest.mark.parametrize(("look", "actor"), [(look, actor) for look in LOOKS for actor in look.also], ids=str)
def test_nor_on_the_same_page_of_others(look: Look, actor: str, visitors: Visitors) -> None:
    page = visitors.window(actor)
    visitors.show(page, look)
    assert violations(page) == []
