"""Faults: their order and text, and the name that was probably meant."""

from __future__ import annotations

import pytest

from songjieyou.rules.faults import Fault, FaultsError, Report, folded, meant, nearest, shown


def test_a_fault_names_its_place_where_it_has_one() -> None:
    assert str(Fault("a.yaml", 3, 7, "坏")) == "a.yaml:3:7: 坏"
    assert str(Fault("facts.json", 0, 0, "坏")) == "facts.json: 坏"
    assert str(Fault("", 0, 0, "坏")) == "坏"


def test_faults_are_told_once_and_in_order() -> None:
    report = Report()
    for line, message in ((9, "乙"), (10, "丙"), (2, "甲"), (9, "乙")):
        report.fault("a.yaml", line, 1, message)
    report.hint("a.yaml", 1, 1, "提示")
    assert str(FaultsError(report.faults)) == "a.yaml:2:1: 甲\na.yaml:9:1: 乙\na.yaml:10:1: 丙"
    assert report.hints == [Fault("a.yaml", 1, 1, "提示")]


@pytest.mark.parametrize(
    ("read", "near"),
    [
        ("营业收人", "营业收入"),
        ("收入", "营业收入"),
        ("上年营业收入", "营业收入"),
        ("研发经费", "研发费用"),
        ("x", ""),
        ("", ""),
        ("营" * 100_000, ""),
    ],
)
def test_the_nearest_name_is_offered_only_where_it_is_near(read: str, near: str) -> None:
    known = ["营业收入", "研发费用", "从业人员"]
    assert nearest(read, known) == near
    assert meant(read, known) == (f"，是不是“{near}”？" if near else "")


def test_of_several_names_within_the_longest_is_meant() -> None:
    assert nearest("企业上年营业收入合计金额", ["收入", "营业收入"]) == "营业收入"


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("ＬＰＲ", "LPR"),
        (" 营业收入　", "营业收入"),
        ("（甲）", "(甲)"),
        ("abc", "abc"),
        (" LPR ", "LPR"),
        ("Ⅰ类", "I类"),
    ],
)
def test_names_are_compared_without_their_width(name: str, same: str) -> None:
    assert folded(name) == same


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("一行", "一行"),
        ("两\n行\t\x00\u202e", "两·行···"),
        ("长" * 41, "长" * 40 + "…"),
        ("长" * 40, "长" * 40),
        (12, "12"),
        ("\ud800", "·"),
    ],
)
def test_what_was_read_is_shown_on_one_line(text: object, line: str) -> None:
    assert shown(text) == line
