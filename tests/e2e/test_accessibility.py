"""The twin of what axe is asked of every page: it does find what is wrong."""

from __future__ import annotations

import pytest

from tests.e2e.accessibility import awaken, violations
from tests.e2e.visitors import Visitors

FAULTY = """<!doctype html><html lang="zh-CN"><title>x</title><main><h1>x</h1><img src="x">
<noscript><p style="color: #ccc">pale</p></noscript></main><script>document.images[0].id = "scripted"</script>"""


@pytest.mark.parametrize("scripts", [True, False])
def test_it_finds_what_is_wrong(scripts: bool, visitors: Visitors) -> None:
    """The twin: a page with a fault, and another that is told only where scripts do not run."""
    page = visitors.window(scripts=scripts)
    page.route("**/faulty/", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    page.goto("/faulty/")
    if not scripts:
        awaken(page)
    assert violations(page) == (["image-alt: #scripted"] if scripts else ["color-contrast: p", "image-alt: img"])
