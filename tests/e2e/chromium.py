"""Chromium as it is installed on this machine: found, never downloaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def program() -> str | None:
    """The path of the browser."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without a window, for the block. It needs `program()`."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program())
        try:
            yield chromium
        finally:
            chromium.close()
