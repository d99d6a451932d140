"""Browser windows of the people of the demo, and what a page did while it was open."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.e2e.looks import Look
from tests.e2e.newcomers import DORA, EVA, PASSWORD
from tests.operations.house import ROOT, House

PHONE, PC, NARROWEST = 390, 1280, 320
HEIGHT = 900
"""CSS pixels."""

ENLARGE = "large => document.documentElement.classList.toggle('large', large)"
"""All that the version for older people changes, besides the link that leaves it (tests/web/test_look.py)."""

UNASKED = "/favicon.ico"
"""Browsers ask for it of their own accord, whatever icon a page names."""


@dataclass
class Witness:
    """What a page said on its console, asked of the network, and broke."""

    page: Page
    origin: str
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    documents: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("requestfailed", lambda request: self.failed.append(request.url))
        self.page.on("response", self._answered)

    def faults(self) -> list[str]:
        """Everything that a quiet page has none of."""
        return [*self.console, *self.errors, *self.elsewhere, *self.failed]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        url = message.location["url"]
        if url == self.page.url and message.text.startswith("Failed to load resource"):
            return  # the page itself has an error status, as was expected
        if urlsplit(url).path != UNASKED:
            self.console.append(message.text)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.elsewhere.append(request.url)

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.documents.append(response)
        elif response.status >= 400 and urlsplit(response.url).path != UNASKED:
            self.failed.append(response.url)


@dataclass
class Visitors:
    """Opens windows in a house, which gets the newcomers. A person signs in once, by the one click of the demo or as a
    newcomer, and has one session in all windows.
    """

    browser: Browser
    house: House
    codes: list[str] = field(default_factory=list)
    sessions: dict[str, Any] = field(default_factory=dict)
    contexts: dict[tuple[str, bool], BrowserContext] = field(default_factory=dict)
    own: list[BrowserContext] = field(default_factory=list)
    kept: list[Page] = field(default_factory=list)
    """Windows that stay open when others are closed."""

    def __post_init__(self) -> None:
        command = [sys.executable, "-m", "tests.e2e.newcomers"]
        told = subprocess.run(command, cwd=ROOT, env=self.house.env, check=True, stdout=subprocess.PIPE, text=True)
        self.codes = json.loads(told.stdout)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.house.port}"

    def window(self, actor: str = "", *, scripts: bool = True, width: int = PHONE) -> Page:
        """A window of the person; without `scripts` none runs."""
        key = (actor, scripts)
        if key not in self.contexts:
            self.contexts[key] = self._context(actor, scripts)
        page = self.contexts[key].new_page()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        return page

    def stranger(self, *, scripts: bool = True, width: int = PHONE) -> Page:
        """A window of a browser that nobody has used, for a walk that begins and ends a session."""
        self.own.append(self._context("", scripts))
        page = self.own[-1].new_page()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        return page

    def close_windows(self) -> None:
        """Close the windows, and the browsers of strangers."""
        for page in [page for context in self.contexts.values() for page in context.pages]:
            if page not in self.kept:
                page.close()
        while self.own:
            self.own.pop().close()

    def _context(self, actor: str, scripts: bool) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.origin,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            storage_state=self._session(actor) if actor else None,
        )
        context.set_default_timeout(15_000)
        return context

    def show(self, page: Page, look: Look) -> Witness:
        """Go to a page type; AssertionError where its status is not the one expected."""
        witness = Witness(page, self.origin)
        page.goto(look.at or f"/{look.route}")
        for route in look.via:
            page.goto(self._first_link(page, route))
        if look.steps:
            look.steps(page)
        assert [response.status for response in witness.documents][-1] == look.status
        return witness

    def _session(self, actor: str) -> Any:
        if actor not in self.sessions:
            context = self._context("", scripts=True)
            self._sign_in(context.new_page(), actor)
            self.sessions[actor] = context.storage_state()
            context.close()
        return self.sessions[actor]

    def _sign_in(self, page: Page, actor: str) -> None:
        if actor not in (DORA[0], EVA[0]):
            enter(page, actor)
            return
        page.goto("/sign-in/")
        give_password(page, actor)
        if actor == EVA[0]:
            page.get_by_label("验证码").fill(self.codes.pop())
            page.get_by_role("main").get_by_role("button", name="继续").click()
        page.wait_for_url("**/home/")

    def _first_link(self, page: Page, route: str) -> str:
        links = page.get_by_role("link").evaluate_all("links => links.map(link => link.pathname)")
        return next(link for link in links if route_of(link) == route)


def give_password(page: Page, username: str) -> None:
    """Fill in and send the sign-in form of a newcomer."""
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def enter(page: Page, actor: str) -> None:
    """Enter the demo by its one click."""
    page.goto("/demo/")
    page.locator(f"button[value={actor}]").click()
    page.wait_for_url("**/home/")


def route_of(path: str) -> str:
    """The route of a path as the table of addresses has it; empty where there is none."""
    try:
        return resolve(path).route
    except Resolver404:
        return ""
