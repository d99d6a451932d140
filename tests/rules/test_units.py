"""Quantities as people write them: understood where they are clear, refused with what was read where they are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules import units
from songjieyou.rules.faults import FaultError

YUAN = 100
WAN = 10_000 * YUAN


def refusal(read: Callable[[str], Any], text: str) -> str:
    with pytest.raises(FaultError) as refused:
        read(text)
    return refused.value.message


# Reading -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("8000万元", 8000 * WAN),
        ("８０００万元", 8000 * WAN),
        ("1，000万元", 1000 * WAN),
        ("１，２３４，５６７．８９元", 123_456_789),
        ("1,000,000元", 1_000_000 * YUAN),
        (" 500 万元 ", 500 * WAN),
        ("500　万元", 500 * WAN),
        ("1.5亿元", 15_000 * WAN),
        ("1.5亿", 15_000 * WAN),
        ("3万", 3 * WAN),
        ("2百万元", 200 * WAN),
        ("5千元", 5000 * YUAN),
        ("0.01元", 1),
        ("0.000001万元", 1),
        ("0元", 0),
        ("-3万元", -3 * WAN),
        ("－3万元", -3 * WAN),
        ("−3万元", -3 * WAN),
        ("+3万元", 3 * WAN),
        ("0012元", 12 * YUAN),
    ],
)
def test_money_is_read_to_the_fen(text: str, fen: int) -> None:
    found = units.read_money(text)
    assert found == fen
    assert type(found) is int


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc万元", "读到“abc万元”，应是金额，如 8000万元"),
        ("", "读到“”，应是金额，如 8000万元"),
        ("万元", "读到“万元”，应是金额，如 8000万元"),
        ("--3万元", "读到“--3万元”，应是金额，如 8000万元"),
        ("10²元", "读到“10²元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("①元", "读到“①元”，应是金额，如 8000万元"),
        ("٣元", "读到“٣元”，应是金额，如 8000万元"),
        ("8000", "读到“8000”，金额没有单位，应写成如 8000万元 或 8000元"),
        ("８０００", "读到“８０００”，金额没有单位，应写成如 ８０００万元 或 ８０００元"),
        ("1e400", "读到“1e400”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("1e400万元", "读到“1e400万元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("1,00万元", "读到“1,00万元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("1000,000元", "读到“1000,000元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("5.万元", "读到“5.万元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("5美元", "读到“5美元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("3千万元", "读到“3千万元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("500 万 元", "读到“500 万 元”，金额的单位应是 元、千元、万元、百万元、亿元 之一"),
        ("0.001元", "读到“0.001元”，金额精确到分，不能再小"),
        ("9" * 50 + "元", f"读到“{'9' * 40}…”，应是金额，如 8000万元"),
        ("100001亿元", "读到“100001亿元”，金额太大（至多 10万亿元）"),
        ("一\n万元", "读到“一·万元”，应是金额，如 8000万元"),
    ],
)
def test_money_that_is_not_clear_is_refused(text: str, message: str) -> None:
    assert refusal(units.read_money, text) == message


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("3.2%", Fraction(32, 1000)),
        ("3.2％", Fraction(32, 1000)),
        ("３．２％", Fraction(32, 1000)),
        ("100%", 1),
        ("0%", 0),
        ("-5%", Fraction(-5, 100)),
        ("2‰", Fraction(2, 1000)),
        ("0.3个百分点", Fraction(3, 1000)),
        ("0.00001%", Fraction(1, 10_000_000)),
    ],
)
def test_a_ratio_is_an_exact_fraction(text: str, ratio: Fraction) -> None:
    assert units.read_ratio(text) == ratio


@pytest.mark.parametrize("text", ["3.2", "0.032", "", "%", "百分之三", "3.2%%", "3.2%元", "1e-2%"])
def test_a_ratio_needs_its_sign(text: str) -> None:
    assert refusal(units.read_ratio, text) == f"读到“{text}”，比率要带百分号，应写成如 3.2%"


@pytest.mark.parametrize(
    ("text", "months"), [("24个月", 24), ("2年", 24), ("1.5年", 18), ("２４个月", 24), ("0个月", 0), ("24 个月", 24)]
)
def test_a_term_is_whole_months(text: str, months: int) -> None:
    assert units.read_months(text) == months


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("24", "读到“24”，期限要带单位，应写成如 24个月 或 2年"),
        ("24月", "读到“24月”，期限要带单位，应写成如 24个月 或 2年"),
        ("30天", "读到“30天”，期限要带单位，应写成如 24个月 或 2年"),
        ("0.3年", "读到“0.3年”，期限要是整月"),
        ("1.5个月", "读到“1.5个月”，期限要是整月"),
    ],
)
def test_a_term_that_is_not_whole_months_is_refused(text: str, message: str) -> None:
    assert refusal(units.read_months, text) == message


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [("30", "人", 30), ("30人", "人", 30), ("３０人", "人", 30), ("12.5", "", Fraction(25, 2)), ("-1", "", -1)],
)
def test_a_number_stands_with_or_without_its_unit(text: str, unit: str, number: int | Fraction) -> None:
    assert units.read_number(text, unit) == number


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("30项", "人", "读到“30项”，应是数，如 30人"),
        ("三十", "人", "读到“三十”，应是数，如 30人"),
        ("30人", "", "读到“30人”，应是数，如 12.5"),
        ("1e400", "", "读到“1e400”，应是数，如 12.5"),
        ("NaN", "", "读到“NaN”，应是数，如 12.5"),
        ("Infinity", "", "读到“Infinity”，应是数，如 12.5"),
        ("0x10", "", "读到“0x10”，应是数，如 12.5"),
        ("1_000", "", "读到“1_000”，应是数，如 12.5"),
    ],
)
def test_another_unit_or_no_number_is_refused(text: str, unit: str, message: str) -> None:
    assert refusal(lambda t: units.read_number(t, unit), text) == message


def test_a_count_is_whole() -> None:
    assert units.read_count("30.0人", "人") == 30
    assert type(units.read_count("30.0人", "人")) is int
    assert refusal(lambda t: units.read_count(t, "人"), "30.5人") == "读到“30.5人”，应是整数，如 30人"


@pytest.mark.parametrize(
    "text", ["2024-03-07", "2024-3-7", "2024/3/7", "2024年3月7日", "２０２４-０３-０７", " 2024-03-07 "]
)
def test_a_date_is_read(text: str) -> None:
    assert units.read_date(text) == dt.date(2024, 3, 7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2024-02-30", "读到“2024-02-30”，没有这一天"),
        ("2023-02-29", "读到“2023-02-29”，没有这一天"),
        ("2024-13-01", "读到“2024-13-01”，没有这一天"),
        ("2024-00-01", "读到“2024-00-01”，没有这一天"),
        ("0000-01-01", "读到“0000-01-01”，没有这一天"),
        ("2024-03", "读到“2024-03”，应是日期，如 2024-03-07"),
        ("20240307", "读到“20240307”，应是日期，如 2024-03-07"),
        ("2024-03/07", "读到“2024-03/07”，应是日期，如 2024-03-07"),
        ("24-03-07", "读到“24-03-07”，应是日期，如 2024-03-07"),
        ("12024-03-07", "读到“12024-03-07”，应是日期，如 2024-03-07"),
        ("2024-03-07T00:00", "读到“2024-03-07T00:00”，应是日期，如 2024-03-07"),
        ("", "读到“”，应是日期，如 2024-03-07"),
    ],
)
def test_a_date_that_is_none_is_refused(text: str, message: str) -> None:
    assert refusal(units.read_date, text) == message


def test_yes_and_no() -> None:
    assert units.read_yes_no("是") is True
    assert units.read_yes_no(" 否　") is False
    for text in ("true", "NO", "1", "", "不"):
        assert refusal(units.read_yes_no, text) == f"读到“{text}”，应写 是 或 否"


@settings(max_examples=200)
@given(st.text(alphabet="0123456789０５.,，％%元万亿年月个 -+eE·²①\n\x00abc", max_size=50))
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (units.read_money, units.read_ratio, units.read_months, units.read_count, units.read_date):
        with suppress(FaultError):
            assert read(text) is not None


# Rounding and writing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        (Fraction(1, 2), 1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),
        (Fraction(-1, 2), -1),
        (Fraction(-3, 2), -2),
        (Fraction(49, 100), 0),
        (Fraction(-49, 100), 0),
        (Fraction(10**30 * 2 + 1, 2), 10**30 + 1),
        (7, 7),
    ],
)
def test_halves_are_rounded_away_from_zero(number: int | Fraction, whole: int) -> None:
    assert units.round_half_up(number) == whole


@pytest.mark.parametrize(
    ("number", "most", "text"),
    [
        (12, 4, "12"),
        (-12, 4, "-12"),
        (Fraction(25, 2), 4, "12.5"),
        (Fraction(1, 3), 4, "约0.3333"),
        (Fraction(2, 3), 2, "约0.67"),
        (Fraction(-1, 3), 4, "约-0.3333"),
        (Fraction(1, 100_000), 4, "约0"),
        (Fraction(-1, 4), 1, "约-0.3"),
        (Fraction(1, 10_000), 4, "0.0001"),
    ],
)
def test_decimals_say_when_they_are_not_exact(number: int | Fraction, most: int, text: str) -> None:
    assert units.decimal(number, most) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (104 * WAN, "104万元"),
        (WAN, "1万元"),
        (WAN - 1, "9999.99元"),
        (WAN + 10_000, "1.01万元"),
        (WAN + 1, "10000.01元"),
        (-3 * WAN, "-3万元"),
        (0, "0元"),
        (1, "0.01元"),
        (-1, "-0.01元"),
        (15_000 * WAN, "1.5亿元"),
        (Fraction(1, 2), "0.01元"),
    ],
)
def test_money_is_written_in_ten_thousands_where_that_is_plain(fen: int, text: str) -> None:
    assert units.money(fen) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [(104_000_000, "1040000.00"), (1, "0.01"), (-1, "-0.01"), (-150, "-1.50"), (0, "0.00"), (Fraction(5, 2), "0.03")],
)
def test_yuan_has_two_decimals(fen: int | Fraction, text: str) -> None:
    assert units.yuan(fen) == text


def test_ratios_and_terms_are_written_back() -> None:
    assert units.ratio(Fraction(32, 1000)) == "3.2%"
    assert units.ratio(1) == "100%"
    assert units.ratio(Fraction(1, 3)) == "约33.3333%"
    assert units.months(24) == "24个月"
    assert units.months(Fraction(3, 2)) == "1.5个月"


@given(st.integers(-units.MOST_MONEY, units.MOST_MONEY))
def test_money_is_read_back_as_it_was_written(fen: int) -> None:
    assert units.read_money(units.money(fen)) == fen


@given(st.integers(-(10**12), 10**12))
def test_a_ratio_is_read_back_as_it_was_written(millionths: int) -> None:
    ratio = Fraction(millionths, 10**6)
    assert units.read_ratio(units.ratio(ratio)) == ratio
