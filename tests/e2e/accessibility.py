"""What axe finds on a page. It is handed to the page by the debugger, past the page's own security policy."""

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""Every rule that is on by itself, WCAG 2.2 A and AA and good practice, and the size of what is touched."""

UNWRAP = "() => document.querySelectorAll('noscript').forEach(each => each.replaceWith(...each.childNodes))"
"""axe takes the inside of a noscript for hidden, though it is shown."""


def awaken(page: Page) -> None:
    """Let scripts run on a page that was loaded where none may, so that axe can. The page's own were passed over when
    it was read, and stay so. The debugger passes over a word that repeats its last one; hence first the opposite.
    """
    debugger = page.context.new_cdp_session(page)
    for disabled in (True, False):
        debugger.send("Emulation.setScriptExecutionDisabled", {"value": disabled})
    debugger.detach()
    page.evaluate(UNWRAP)


def violations(page: Page) -> list[str]:
    """One line for each fault: the rule, and the element."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{each['id']}: {' '.join(map(str, node['target']))}" for each in found for node in each["nodes"]]
