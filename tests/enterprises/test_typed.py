"""Values and bands as people type them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songjieyou.enterprises.facts.typed import parts_of, read_typed
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.rules.answer.words import said_fact
from songjieyou.rules.faults import FaultError
from songjieyou.rules.values import Band, as_value
from songjieyou.web.enterprise.fact_fields import written

PEOPLE, MONEY, SHARE, PROFIT, DAY = (
    vocabulary().entry(name) for name in ("从业人员", "营业收入", "贷款利率", "利润总额", "开工日期")
)
M = 1_000_000


@pytest.mark.parametrize("dash", ["-", "—", "——", "~", "～", "至", " 到 ", "－"])
def test_a_band_is_written_with_any_dash(dash: str) -> None:
    assert read_typed(PEOPLE, f"20{dash}49", vocabulary()) == Band(20, 49)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("500-2000万元", Band(500 * M, 2000 * M)),
        ("500万元至1亿元", Band(500 * M, 10_000 * M)),
        ("不足500万元", Band(0, 500 * M - 1)),
        ("500万元以下", Band(0, 500 * M)),
        ("500万元及以上", Band(500 * M, None)),
        ("不少于 500万元", Band(500 * M, None)),
        ("超过 500万元 至 不足 800万元", Band(500 * M + 1, 800 * M - 1)),
        ("500万元至500万元", 500 * M),
    ],
)
def test_money_as_people_write_it(typed: str, meant: object) -> None:
    assert read_typed(MONEY, typed, vocabulary()) == meant


def test_a_loss_is_no_band() -> None:
    assert read_typed(PROFIT, "-5万元", vocabulary()) == -5 * M
    assert read_typed(PROFIT, "-5-10万元", vocabulary()) == Band(-5 * M, 10 * M)
    assert parts_of("2025-03-04") == "2025-03-04"
    assert str(read_typed(DAY, "2025-03-04", vocabulary())) == "2025-03-04"


@pytest.mark.parametrize(
    ("entry", "typed", "said"),
    [
        (PEOPLE, "50-20", "上下颠倒：“50”大于“20”。小的写在前面，如 20 至 50。"),
        (PEOPLE, {"自": "50", "至": "20"}, "上下颠倒：“50”大于“20”。"),
        (MONEY, "1亿元至500万元", "如 500万元 至 1亿元。"),
        (SHARE, "5%-3%", "上下颠倒"),
        (DAY, "2025-05-01至2025-04-01", "上下颠倒"),
        (MONEY, "500-2000", "没有单位"),
        (PEOPLE, "20-", "应是数"),
    ],
)
def test_what_cannot_be_meant_is_refused(entry: object, typed: object, said: str) -> None:
    with pytest.raises(FaultError) as refused:
        read_typed(entry, typed, vocabulary())  # type: ignore[arg-type]
    assert said in refused.value.message


NUMBERS = st.integers(0, 10**10)


@given(low=NUMBERS, high=NUMBERS)
def test_what_the_house_shows_it_reads_again(low: int, high: int) -> None:
    """Of money to the 分, where the page shows it exactly; of counts always."""
    band = as_value(Band(min(low, high), max(low, high)))
    assert read_typed(PEOPLE, said_fact(PEOPLE, band), vocabulary()) == band
    assert read_typed(PEOPLE, written(PEOPLE, low), vocabulary()) == low
    whole = as_value(Band(min(low, high) * 10_000, max(low, high) * 10_000))
    assert read_typed(MONEY, written(MONEY, whole), vocabulary()) == whole


@given(percent=st.integers(0, 10_000))
def test_a_ratio_is_read_again(percent: int) -> None:
    share = Fraction(percent, 10_000)
    assert read_typed(SHARE, written(SHARE, share), vocabulary()) == share
