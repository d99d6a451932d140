"""axe finds nothing: every page type, with scripts and without, on a phone and a PC, in both sizes of type."""

from __future__ import annotations

import pytest

from tests.e2e.accessibility import awaken, violations
from tests.e2e.looks import LOOKS, Look
from tests.e2e.visitors import HEIGHT, PC, PHONE, SIZES, Visitors

FAULTY = """<!doctype html><html lang="zh-CN"><title>x</title><main><h1>x</h1><img src="x">
<noscript><p style="color: #ccc">pale</p></noscript></main><script>document.images[0].id = "scripted"</script>"""


@pytest.mark.parametrize("large", SIZES, ids=lambda large: "large" if large else "normal")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_it_finds_nothing(look: Look, scripts: bool, large: bool, visitors: Visitors) -> None:
    page = visitors.window(look.actor, scripts=scripts, large=large)
    visitors.show(page, look)
    if not scripts:
        awaken(page)
    found = {}
    for width in (PHONE, PC):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found[width] = violations(page)
    assert found == {PHONE: [], PC: []}


@pytest.mark.parametrize(("look", "actor"), [(look, actor) for look in LOOKS for actor in look.also], ids=str)
def test_nor_on_the_same_page_of_others(look: Look, actor: str, visitors: Visitors) -> None:
    page = visitors.window(actor)
    visitors.show(page, look)
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_it_finds_what_is_wrong(scripts: bool, visitors: Visitors) -> None:
    """The twin: a page with a fault, and another that is told only where scripts do not run."""
    page = visitors.window(scripts=scripts)
    page.route("**/faulty/", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    page.goto("/faulty/")
    if not scripts:
        awaken(page)
    assert violations(page) == (["image-alt: #scripted"] if scripts else ["color-contrast: p", "image-alt: img"])
