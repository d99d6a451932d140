"""政策体检 on paper: what it says, word for word, and that it is one page whatever there is to say."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.documents.checkup import Line, Sheet, Sum, checkup_pdf
from tests.documents.papers import pages

ON = date(2026, 11, 24)
FOOT = (
    "本页由系统按政策条文和现有数据计算，供说明和准备用，不是批准决定；能否享受、金额多少，以主管部门审核为准。"
    "依据2026年11月24日的数据和政策库（35项，版本0a1b2c3d）。"
)
UNSURE = "标*的政策，原文或有效期还没有核对，申报前请先向主管部门确认。"


def line(name: str, *, unsure: bool = False) -> Line:
    return Line(name, f"{name}办法", "10万元", f"{name}的话", unsure)


def sheet(**values: object) -> Sheet:
    return Sheet("清江经开区", "清江一号精密机械有限公司", ON, "35 项，版本 0a1b2c3d", **values)  # type: ignore[arg-type]


def test_the_whole_page() -> None:
    made = sheet(
        sums=[Sum("定额", "10万元"), Sum("上限", "不超过 250万元"), Sum("估算", "约 60万元")],
        fits=[
            Line("贷款贴息（贷款 L1）", "设备更新贷款财政贴息政策", "约 60万元", "银行代办", unsure=True),
            line("奖励"),
        ],
        near=[Line("平台补助", "若干政策", "不超过 200万元", "缺数据：试点示范")],
        questions=["项目进入省里的项目库了吗？", "第二问？", "第三问？", "第四问？"],
        open=8,
        out=5,
        assumed=1,
    )
    assert pages(checkup_pdf(made)) == [
        (
            "清江经开区2026年11月24日清江一号精密机械有限公司政策体检"
            "可以同时享受的资金几类金额的把握不同，不能相加"
            "定额按条款可以得到10万元上限最高不超过，以评审为准不超过250万元估算按现有数据估算约60万元"
            "测算含1条假定，如没有写明互斥的，按可以同时享受计算。详见网页。"
            "符合的政策2项事项金额怎样申报"
            "贷款贴息（贷款L1）*设备更新贷款财政贴息政策约60万元银行代办"
            "奖励奖励办法10万元奖励的话"
            "还差一步的政策1项事项如符合可得还差什么"
            "平台补助若干政策不超过200万元缺数据：试点示范"
            "请补充的数据告诉我们，就能看清更多政策"
            "1.项目进入省里的项目库了吗？2.第二问？3.第三问？"
            "另外，还缺较多数据的8项，现在不符合的5项，理由都在网页“政策体检”里。"
            f"{FOOT}{UNSURE}"
        )
    ]


def test_a_firm_of_which_nothing_is_known() -> None:
    assert pages(checkup_pdf(sheet())) == [
        (
            "清江经开区2026年11月24日清江一号精密机械有限公司政策体检"
            "可以同时享受的资金现有数据还算不出金额。"
            "符合的政策现有数据还不能确定符合哪一项。"
            "还差一步的政策没有只差一步的政策。"
            f"{FOOT}"
        )
    ]


def test_one_kind_of_money_is_not_told_from_others() -> None:
    (page,) = pages(checkup_pdf(sheet(sums=[Sum("定额", "10万元")])))
    assert "可以同时享受的资金定额按条款可以得到10万元符合的政策" in page


def test_the_most_valuable_come_first_and_the_rest_is_counted() -> None:
    fits, near = [line(f"甲{number:02}") for number in range(60)], [line(f"乙{number:02}") for number in range(60)]
    (page,) = pages(checkup_pdf(sheet(fits=fits, near=near, questions=["问？"], open=1)))
    shown = {word: [number for number in range(60) if f"{word}{number:02}办法" in page] for word in "甲乙"}
    assert shown["甲"] == list(range(len(shown["甲"])))
    assert shown["乙"] == list(range(6)), "what nearly fits is not crowded out"
    assert len(shown["甲"]) > 6
    assert "符合的政策60项" in page
    assert f"其余{60 - len(shown['甲'])}项见网页。" in page
    assert "其余54项见网页。" in page
    assert page.index("问？") < page.index("另外")


def test_long_texts_are_cut_and_stay_on_the_page() -> None:
    long = Line("名" * 200, "规" * 200, "9" * 200, "话" * 200)
    sums = [Sum("定额", "8" * 99)] * 3
    made = Sheet("园" * 200, "企" * 200, ON, "版" * 200, sums, [long] * 60, [long] * 60, ["问" * 300])
    (page,) = pages(checkup_pdf(made))
    assert [page.count(sign) for sign in "园企8问"] == [39, 59, 3 * 23, 59]
    shown = page.count("话") // 89
    assert shown >= 2
    assert [page.count(sign) for sign in "名规9"] == [59 * shown, 59 * shown, 23 * shown]
    assert f"其余{60 - shown}项见网页。" in page


texts = st.text(st.characters(codec="utf-8"), max_size=150)
some_lines = st.lists(st.builds(Line, texts, texts, texts, texts, st.booleans()), max_size=12)


@settings(max_examples=20, deadline=None)
@given(firm=texts, fits=some_lines, near=some_lines, asked=st.lists(texts, max_size=4))
def test_it_is_one_page_whatever_there_is_to_say(
    firm: str, fits: list[Line], near: list[Line], asked: list[str]
) -> None:
    made = Sheet("甲", firm, ON, "1 项", [Sum("上限", "不超过 1元")], fits, near, asked, 3, 4, 5)
    assert len(pages(checkup_pdf(made))) == 1
