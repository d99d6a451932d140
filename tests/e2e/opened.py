"""A page type that is opened once for all that is asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from playwright.sync_api import Page

from tests.e2e.accessibility import awaken
from tests.e2e.looks import Look
from tests.e2e.visitors import Visitors

SHOW = "(shown) => document.querySelectorAll('{}').forEach(each => each.hidden = !shown)"
DIFFERS = SHOW.format(
    "[data-print], [data-testid=request-id], [data-testid=recovery-code], [data-testid=password], "
    "[data-testid=claim-code]"
)
"""A button that prints needs a script, and it is in the browser's menu too; the others are new at each visit."""


class Shown(NamedTuple):
    """`faults` are those until the network was quiet; `told` is the tree of roles, names and texts, which is what a
    screen reader is told.
    """

    page: Page
    faults: list[str]
    told: str


@dataclass
class Opened:
    """Whoever changes a page puts it back."""

    look: Look
    visitors: Visitors
    windows: dict[bool, Shown] = field(default_factory=dict)

    def shown(self, *, scripts: bool = True) -> Shown:
        """On a phone. Without `scripts` the page was read where none runs; they are let in afterwards, for axe."""
        if scripts not in self.windows:
            self.windows[scripts] = self._open(scripts)
        return self.windows[scripts]

    def close(self) -> None:
        for shown in self.windows.values():
            self.visitors.kept.remove(shown.page)
            shown.page.close()

    def _open(self, scripts: bool) -> Shown:
        page = self.visitors.window(self.look.actor, scripts=scripts)
        self.visitors.kept.append(page)
        witness = self.visitors.show(page, self.look)
        page.wait_for_load_state("networkidle")
        faults = witness.faults()
        page.evaluate(DIFFERS, False)
        told = page.locator("body").aria_snapshot()
        page.evaluate(DIFFERS, True)
        if not scripts:
            awaken(page)
        return Shown(page, faults, told)
