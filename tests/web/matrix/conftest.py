"""One world for all who ask: every request is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from songjieyou.core import clock
from tests.web.matrix.asked import Asked, build
from tests.web.matrix.people import undone
from tests.web.matrix.world import NOW


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: object) -> Iterator[Asked]:
    """One world for the module; every request is undone."""
    with django_db_blocker.unblock(), clock.stopped(NOW), undone():  # type: ignore[attr-defined]
        yield build()
