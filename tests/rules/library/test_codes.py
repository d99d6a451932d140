"""Codes and regions: how they are read, and what belongs to what where only the coarse one is known."""

from __future__ import annotations

import pytest

from songjieyou.rules.faults import FaultError
from songjieyou.rules.library.codes import PROVINCES, CodeTree, read_code_table, read_region, region_belongs
from songjieyou.rules.values import FALSE, MAYBE, TRUE
from tests.rules import sample

TREE = sample.vocabulary().codes["行业"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3611", "3611"),
        ("C3611", "3611"),
        ("c3611", "3611"),
        ("Ｃ３６１１", "3611"),
        ("C36", "36"),
        (" 36 ", "36"),
        ("C", "C"),
        ("汽车制造业", "36"),
        ("汽车零部件及配件制造", "3670"),
    ],
)
def test_a_code_is_read_as_the_table_has_it(text: str, code: str) -> None:
    assert TREE.read(text) == code


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "3613",
            (
                "读到“3613”，行业里没有这个代码，"
                "是不是 361（汽车整车制造）、3611（汽柴油车整车制造）、3612（新能源车整车制造）？"
            ),
        ),
        ("D3611", "读到“D3611”，行业里没有这个代码，是不是 3611（汽柴油车整车制造）？"),
        ("Z", "读到“Z”，行业里没有这个代码"),
        ("", "读到“”，行业里没有这个代码"),
        (
            "汽车",
            (
                "读到“汽车”，行业里没有这个代码，"
                "是不是 3670（汽车零部件及配件制造）、36（汽车制造业）、361（汽车整车制造）？"
            ),
        ),
        ("食品", "读到“食品”，行业里没有这个代码"),
    ],
)
def test_another_code_is_refused_with_the_nearest(text: str, message: str) -> None:
    with pytest.raises(FaultError) as refused:
        TREE.read(text)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("36", ["36", "361", "3611"]),
        ("3611", ["3611"]),
        ("3611x", ["3611"]),
        ("C3699", ["36", "361", "3611"]),
        ("改装汽车厂", ["3670", "36", "361"]),
        ("新能源 汽车", ["3612", "3670", "36"]),
        ("车", ["3611", "3612", "3670"]),
        ("3", []),
        ("食品", []),
        ("", []),
    ],
)
def test_codes_are_found_by_words_and_by_their_beginning(text: str, codes: list[str]) -> None:
    assert TREE.search(text, 3) == codes


def test_everything_above_a_code() -> None:
    assert TREE.above("3611") == ["3611", "361", "36", "C"]
    assert TREE.above("C") == ["C"]


@pytest.mark.parametrize(
    ("code", "option", "expected"),
    [
        ("3611", "3611", TRUE),
        ("3611", "C", TRUE),
        ("3611", "3612", FALSE),
        ("3611", "D", FALSE),
        ("36", "3611", MAYBE),
        ("C", "361", MAYBE),
        ("D", "3611", FALSE),
    ],
)
def test_a_coarse_code_may_belong_to_a_finer_one(code: str, option: str, expected: int) -> None:
    assert TREE.belongs(code, option) == expected


@pytest.mark.parametrize(
    ("value", "options", "expected"),
    [
        ("361", ("3611", "3612"), TRUE),
        ("361", ("3611",), MAYBE),
        ("36", ("361", "3670"), TRUE),
        ("C", ("361", "367"), TRUE),
        ("36", ("361", "D"), MAYBE),
        ("36", (), FALSE),
        ("4411", ("C", "D"), TRUE),
    ],
)
def test_a_coarse_code_belongs_where_all_below_it_do(value: str, options: tuple[str, ...], expected: int) -> None:
    assert sample.vocabulary().belongs("行业", value, options) == expected


def test_a_table_is_read_line_by_line() -> None:
    tree = read_code_table("表", "code\tlevel\tname\nA\t1\t甲\n01\t2\t乙\nB\t1\t丙\n")
    assert tree == CodeTree("表", {"A": "甲", "01": "乙", "B": "丙"}, {"01": "A"})
    assert read_code_table("表", "").names == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("h\nA\t1\n", 2),
        ("h\nA\t1\t甲\t多\n", 2),
        ("h\nA\t1\t甲\n\nB\t1\t乙\n", 3),
        ("h\nA\t1\t甲\nB\t3\t乙\n", 3),
        ("h\nA\t2\t甲\n", 2),
        ("h\nA\t0\t甲\n", 2),
        ("h\nA\tx\t甲\n", 2),
        ("h\nA\t12\t甲\n", 2),
        ("h\nA\t1\t\n", 2),
        ("h\nA, 1, 甲\n", 2),
    ],
)
def test_a_table_out_of_shape_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(FaultError) as refused:
        read_code_table("表", text)
    assert (refused.value.offset, refused.value.message) == (
        line,
        "应是 代码、级次、名称，用制表符隔开，级次从 1 起，每次至多深一级",
    )


def test_a_code_given_twice_is_refused() -> None:
    with pytest.raises(FaultError) as refused:
        read_code_table("表", "h\nA\t1\t甲\n01\t2\t乙\nA\t1\t丙\n")
    assert (refused.value.offset, refused.value.message) == (4, "代码“A”重复")


# Regions -------------------------------------------------------------------------------------------------------------


def test_there_are_thirty_four_provinces() -> None:
    assert len(set(PROVINCES)) == len(PROVINCES) == 34


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("湖南省/长沙市/望城区", "湖南省/长沙市/望城区"),
        ("湖南省长沙市望城区", "湖南省/长沙市/望城区"),
        ("湖南省　/ 长沙市", "湖南省/长沙市"),
        ("湖南省", "湖南省"),
        ("湖南省长沙市", "湖南省/长沙市"),
        ("湖南省湘西土家族苗族自治州花垣县", "湖南省/湘西土家族苗族自治州/花垣县"),
        ("贵州省黔西南布依族苗族自治州", "贵州省/黔西南布依族苗族自治州"),
        ("新疆维吾尔自治区巴音郭楞蒙古自治州库尔勒市", "新疆维吾尔自治区/巴音郭楞蒙古自治州/库尔勒市"),
        ("内蒙古自治区锡林郭勒盟", "内蒙古自治区/锡林郭勒盟"),
        ("西藏自治区阿里地区", "西藏自治区/阿里地区"),
        ("湖北省荆州市沙市区", "湖北省/荆州市/沙市区"),
        ("吉林省吉林市", "吉林省/吉林市"),
        ("北京市朝阳区", "北京市/朝阳区"),
        ("重庆市", "重庆市"),
    ],
)
def test_a_region_is_a_path_from_the_province(text: str, region: str) -> None:
    assert read_region(text) == region


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("长沙市", ""),
        ("湖南", "，是不是“湖南省”？"),
        ("湖南长沙", "，是不是“湖南省”？"),
        ("湖南省//望城区", "，是不是“湖南省”？"),
        ("长沙市/望城区", ""),
        ("", ""),
        ("/", ""),
    ],
)
def test_a_region_without_its_province_is_refused(text: str, hint: str) -> None:
    with pytest.raises(FaultError) as refused:
        read_region(text)
    assert refused.value.message == f"读到“{text}”，地区要从省写起，如 湖南省/长沙市/望城区{hint}"


@pytest.mark.parametrize(
    ("region", "option", "expected"),
    [
        ("湖南省/长沙市/望城区", "湖南省/长沙市", TRUE),
        ("湖南省/长沙市", "湖南省/长沙市", TRUE),
        ("湖南省/长沙市", "湖南省/长沙市/望城区", MAYBE),
        ("湖南省", "湖南省/长沙市/望城区", MAYBE),
        ("湖南省/长沙市", "湖南省/长沙", FALSE),
        ("湖南省/长沙", "湖南省/长沙市", FALSE),
        ("湖北省", "湖南省", FALSE),
    ],
)
def test_regions_nest(region: str, option: str, expected: int) -> None:
    assert region_belongs(region, option) == expected
