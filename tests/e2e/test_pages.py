"""What holds for every page type in a browser."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from tests.e2e.looks import LOOKS, Look
from tests.e2e.visitors import HEIGHT, NARROWEST, PC, PHONE, Visitors

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

DOUBLE_TEXT = """() => {
  const all = [...document.querySelectorAll('body, body *')];
  const sizes = all.map(each => parseFloat(getComputedStyle(each).fontSize));
  all.forEach((each, number) => each.style.setProperty('font-size', 2 * sizes[number] + 'px', 'important'));
}"""

CUT_OFF = """() => [...document.querySelectorAll('body *:not(input):not(textarea):not(select)')].filter(each => {
  const style = getComputedStyle(each);
  const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
  return hides && each.clientWidth > 1
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1);
}).map(each => each.outerHTML.slice(0, 80))"""

PASS_OVER = """() => {
  const differs = '[data-print], [data-testid=request-id], [data-testid=recovery-code], [data-testid=password]'
    + ', [data-testid=claim-code], [data-testid=until]';
  for (const each of document.querySelectorAll(differs)) each.remove();
}"""

NOBODY = "nobody-[0-9a-f]{8}"
"""Somebody else at each visit, so that nobody is shut out."""

TIME = r"\b\d\d:\d\d\b"
"""A minute may pass between two visits."""

RADICAL = "[\u2e80-\u2fdf]"
"""A letter that looks like 一 or 户: the font has one picture for both, and the paper tells of either."""

every_look = pytest.mark.parametrize("look", LOOKS, ids=str)


@every_look
def test_it_is_quiet(look: Look, visitors: Visitors) -> None:
    """No error on the console, no breach of the security policy, no request to another origin, nothing that fails."""
    page = visitors.window(look.actor)
    witness = visitors.show(page, look)
    page.wait_for_load_state("networkidle")
    assert witness.faults() == []


@every_look
def test_it_says_the_same_without_scripts(look: Look, visitors: Visitors) -> None:
    """The tree of roles, names and texts, which is what a screen reader is told. Only a button that prints needs a
    script, and it is in the browser's menu too.
    """
    told = []
    for scripts in (True, False):
        page = visitors.window(look.actor, scripts=scripts)
        visitors.show(page, look)
        page.evaluate(PASS_OVER)
        told.append(re.sub(f"{NOBODY}|{TIME}", "varies", page.locator("body").aria_snapshot()))
    assert told[0] == told[1]


@every_look
def test_it_fits_a_narrow_phone_and_text_of_double_size(look: Look, visitors: Visitors) -> None:
    page = visitors.window(look.actor)
    visitors.show(page, look)
    beyond = {}
    for width in (NARROWEST, PHONE, PC):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        beyond[width] = page.evaluate(OVERFLOW)
    page.evaluate(DOUBLE_TEXT)
    assert (beyond, page.evaluate(OVERFLOW), page.evaluate(CUT_OFF)) == ({NARROWEST: 0, PHONE: 0, PC: 0}, 0, [])


@every_look
def test_it_prints(look: Look, visitors: Visitors) -> None:
    """The printed page has its heading."""
    page = visitors.window(look.actor, width=PC)
    visitors.show(page, look)
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = "".join("".join(sheet.extract_text() for sheet in paper.pages).split())
    heading = "".join(page.get_by_role("heading", level=1).first.inner_text().split())
    assert re.search("".join(f"(?:{re.escape(letter)}|{RADICAL})" for letter in heading), text)
