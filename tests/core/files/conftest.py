"""A store of its own for each test, and the people of the park."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.park import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """The root of the store."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"
