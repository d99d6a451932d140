"""The clock stands still where a test says so, and only there."""

from datetime import UTC, date, datetime

import pytest

from songjieyou.core import clock


def test_the_date_is_that_of_shanghai() -> None:
    with clock.stopped(datetime(2024, 9, 3, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2024, 9, 4)


def test_it_goes_on_afterwards() -> None:
    moment = datetime(2024, 9, 4, tzinfo=UTC)
    with clock.stopped(moment):
        assert clock.now() == moment
    assert clock.now() > moment


def test_a_moment_needs_a_zone() -> None:
    naive = datetime(2024, 9, 4)  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"), clock.stopped(naive):
        pass
