"""Money as it is shown: exact, in the unit of its size, and read back to the same 分."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.apps import apps
from django.db import models
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.money import in_unit, money
from songjieyou.rules.units import MONEY_UNITS, MOST_MONEY, read_money

FEN = st.integers(-MOST_MONEY, MOST_MONEY)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0元"),
        (1, "0.01元"),
        (50, "0.50元"),
        (100, "1元"),
        (99_999_999, "99.999999万元"),
        (999_999, "9,999.99元"),
        (123_450, "1,234.50元"),
        (1_000_000, "1万元"),
        (104_000_000, "104万元"),
        (1_234_567_890, "1,234.56789万元"),
        (10_000_000_000, "1亿元"),
        (9_999_999_999, "9,999.999999万元"),
        (44_000_000_000, "4.4亿元"),
        (12_345_678_901_234, "1,234.5678901234亿元"),
        (-104_000_000, "-104万元"),
        (-1, "-0.01元"),
    ],
)
def test_money_is_shown_exactly(fen: int, text: str) -> None:
    assert money(fen) == text
    assert read_money(text) == fen


@given(FEN)
def test_what_is_shown_is_read_back(fen: int) -> None:
    assert read_money(money(fen)) == fen


@given(FEN)
def test_the_unit_is_the_largest_that_the_amount_fills(fen: int) -> None:
    number = Decimal(money(fen).rstrip("元万亿").replace(",", ""))
    unit = money(fen).lstrip("-0123456789.,")
    assert number * MONEY_UNITS[unit] == fen
    assert abs(number) >= 1 or unit == "元"
    assert abs(number) < 10_000 or unit == "亿元"


@pytest.mark.parametrize(
    ("fen", "unit", "decimals", "text"),
    [
        (1_234_567_890, "万元", 2, "1,234.57"),
        (1_234_500_000, "万元", 0, "1,235"),
        (1_235_500_000, "万元", 0, "1,236"),
        (-1_234_500_000, "万元", 0, "-1,235"),
        (-1, "万元", 2, "0.00"),
        (0, "亿元", 1, "0.0"),
        (44_000_000_000, "亿元", 2, "4.40"),
        (123_450, "元", 2, "1,234.50"),
    ],
)
def test_a_column_is_rounded_as_asked(fen: int, unit: str, decimals: int, text: str) -> None:
    assert in_unit(fen, unit, decimals) == text


@given(FEN, st.sampled_from(sorted(MONEY_UNITS)), st.integers(0, 6))
def test_rounding_is_half_away_from_zero(fen: int, unit: str, decimals: int) -> None:
    exact = Decimal(fen) / Decimal(MONEY_UNITS[unit])
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(in_unit(fen, unit, decimals).replace(",", "")) == rounded


@given(FEN, st.sampled_from(sorted(MONEY_UNITS)))
def test_with_all_decimals_nothing_is_lost(fen: int, unit: str) -> None:
    assert read_money(in_unit(fen, unit, 10) + unit) == fen


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(KeyError):
        in_unit(1, "美元", 2)


def test_templates_show_money() -> None:
    template = Template(
        '{% load money %}{{ a|money }} {{ a|money_in:"万元,2" }} [{{ b|money }}{{ b|money_in:"元,0" }}]'
    )
    assert template.render(Context({"a": 1_234_567_890, "b": None})) == "1,234.56789万元 1,234.57 []"


def amounts_not_kept_as_fen(kinds: list[type[models.Model]]) -> list[str]:
    """Fields that hold fractions, and amounts that the database would let fall below zero."""
    inexact = (models.FloatField, models.DecimalField)
    return [
        f"{kind.__name__}.{field.name}"
        for kind in kinds
        for field in kind._meta.get_fields()
        if isinstance(field, inexact)
        or (field.name.endswith("_fen") and not isinstance(field, models.PositiveBigIntegerField))
    ]


def test_no_table_of_ours_keeps_money_inexactly() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("songjieyou.")]
    assert amounts_not_kept_as_fen(ours) == []


def test_an_amount_kept_inexactly_is_seen() -> None:
    class Wrong(models.Model):
        share = models.FloatField()
        paid_fen = models.IntegerField()
        asked_fen = models.PositiveBigIntegerField()

        class Meta:
            app_label = "tests"
            managed = False

        def __str__(self) -> str:
            return ""

    try:
        assert amounts_not_kept_as_fen([Wrong]) == ["Wrong.share", "Wrong.paid_fen"]
    finally:
        del apps.all_models["tests"]["wrong"]
        apps.clear_cache()
