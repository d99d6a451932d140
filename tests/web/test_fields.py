"""Fields of forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.core.money import money
from songjieyou.rules.units import MOST_MONEY
from songjieyou.web.fields import MoneyField
from songjieyou.web.forms import Change, Form, _changes


class AskForm(Form):
    asked = MoneyField(label="申请金额")
    paid = MoneyField(label="已付", required=False)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("450万", 450_000_000),
        ("１，０００．５ 万元", 1_000_500_000),
        ("3亿元", 30_000_000_000),
        (" 1,200.50元 ", 120_050),
        ("0元", 0),
        ("1000千元", 100_000_000),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, fen: int) -> None:
    form = AskForm({"asked": typed})
    assert form.is_valid()
    assert form.cleaned_data == {"asked": fen, "paid": None}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填写申请金额。"),
        ("450", "读到“450”，金额没有单位，应写成如 450万元 或 450元。"),
        ("四百万", "读到“四百万”，应是金额，如 8000万元。"),
        ("0.001元", "读到“0.001元”，金额精确到分，不能再小。"),
        ("-3万元", "金额不能小于零。"),
        ("3美元", "读到“3美元”，金额的单位应是 元、千元、万元、百万元、亿元 之一。"),
        ("20万亿元", "读到“20万亿元”，金额的单位应是 元、千元、万元、百万元、亿元 之一。"),
        ("200000亿元", "读到“200000亿元”，金额太大（至多 10万亿元）。"),
    ],
)
def test_what_is_no_amount_is_told(typed: str, said: str) -> None:
    form = AskForm({"asked": typed})
    assert form.errors == {"asked": [said]}
    assert form["asked"].value() == typed


@given(st.integers(0, MOST_MONEY))
def test_an_amount_goes_out_and_comes_back(fen: int) -> None:
    shown = AskForm(initial={"asked": fen})["asked"].value()
    assert shown == money(fen)
    form = AskForm({"asked": shown}, initial={"asked": fen})
    assert form.is_valid()
    assert form.cleaned_data["asked"] == fen
    assert not form.has_changed()


def test_a_change_is_a_change_of_the_amount() -> None:
    field = MoneyField()
    assert not field.has_changed(450_000_000, "４５０ 万")
    assert field.has_changed(450_000_000, "450元")
    assert field.has_changed(450_000_000, "?")


def test_a_stale_amount_is_shown_as_money() -> None:
    form = AskForm({"asked": "450万"})
    assert form.is_valid()
    assert _changes(form, {"asked": 100, "paid": None}) == (Change("申请金额", "1元", "450万元"),)
