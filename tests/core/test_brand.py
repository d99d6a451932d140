"""A park's colours: what can be read is taken, what cannot is refused with the figure."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.brand import HOUSE, WHITE, Brand, contrast, faults, mixed, tokens
from songjieyou.core.domain.parks import set_brand
from songjieyou.core.models import Event, Park
from tests.park import build

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}")
GREEN = Brand(band="0b4a3a", rule="d8b25c", action="0f5c47")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("000000", "ffffff", 21), ("ffffff", "ffffff", 1), ("767676", "ffffff", 4.54), ("777777", "ffffff", 4.48)],
)
def test_contrast_is_what_wcag_computes(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways_and_within_bounds(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


@given(COLOURS, COLOURS, st.floats(0, 1))
def test_a_mixture_is_a_colour(one: str, other: str, share: float) -> None:
    assert len(mixed(one, other, share)) == 6
    assert mixed(one, other, 1) == one
    assert mixed(one, other, 0) == other


@given(COLOURS, COLOURS, COLOURS)
def test_what_is_taken_can_be_read_in_every_place(band: str, rule: str, action: str) -> None:
    brand = Brand(band, rule, action)
    if faults(brand):
        return
    shades = tokens(brand)
    assert min(contrast(shades[name], WHITE) for name in ("band", "action", "action-dark")) >= 4.5
    assert contrast(shades["action-dark"], shades["action-pale"]) >= 4.5


def test_the_house_itself_can_be_read() -> None:
    assert faults(HOUSE) == []


@pytest.mark.parametrize(
    ("brand", "told"),
    [
        (HOUSE._replace(band="c8963e"), "页头底色与白字的对比度是 2.7"),
        (HOUSE._replace(action="6fa8dc"), "操作颜色与白底的对比度是 2.5"),
        (HOUSE._replace(rule="123456"), "页头细线与页头底色的对比度是 1.2"),
        (HOUSE._replace(band="#083b7"), "六位十六进制数"),
        (HOUSE._replace(band="red;}*{"), "六位十六进制数"),
        (HOUSE._replace(band="083B78"), "六位十六进制数"),
    ],
)
def test_what_cannot_be_read_is_told(brand: Brand, told: str) -> None:
    assert told in "".join(faults(brand))


@pytest.mark.django_db
def test_a_park_gets_its_colours_and_no_other_park_does() -> None:
    world = build()
    set_brand(park=world.park, brand=GREEN, by=world.alice)
    assert [park.brand for park in Park.objects.order_by("pk")] == [GREEN, HOUSE]
    assert Event.objects.get(name="park.branded").payload == {"park": world.park.pk}


@pytest.mark.django_db
def test_colours_that_cannot_be_read_change_nothing() -> None:
    world = build()
    with pytest.raises(ValidationError, match="看不清楚"):
        set_brand(park=world.park, brand=GREEN._replace(band="ffffff"), by=world.alice)
    assert Park.objects.get(pk=world.park.pk).brand == HOUSE
    assert not Event.objects.filter(name="park.branded").exists()
