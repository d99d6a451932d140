"""What only this installation can read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from songjieyou.core import clock
from songjieyou.core.sealing import SealError, seal, unseal

NOON = datetime(2024, 9, 4, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_can_be_read(text: str) -> None:
    assert unseal("a", seal("a", text)) == text


def test_the_text_does_not_show() -> None:
    assert "canary" not in seal("a", "canary")
    assert seal("a", "canary") != seal("a", "canary")


@pytest.mark.parametrize(
    "token", ["", "canary", "鸟", seal("another purpose", "canary"), seal("a", "canary")[:-4] + "AAAA"]
)
def test_anything_else_is_refused(token: str) -> None:
    with pytest.raises(SealError):
        unseal("a", token)


def test_it_holds_for_as_long_as_asked() -> None:
    with clock.stopped(NOON):
        token = seal("a", "text")
    with clock.stopped(NOON + HOUR):
        assert unseal("a", token, within=HOUR) == "text"
    with clock.stopped(NOON + HOUR + timedelta(seconds=1)):
        assert unseal("a", token) == "text"
        with pytest.raises(SealError):
            unseal("a", token, within=HOUR)


def test_an_earlier_key_still_opens_and_a_lost_one_does_not(settings: Settings) -> None:
    token, before = seal("a", "text"), settings.SECRET_KEY
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(SealError):
        unseal("a", token)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert unseal("a", token) == "text"
