"""The next best questions: which fact, of which year and subject, and what it would decide."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from songjieyou.rules.answer.ask import MONEY_ONLY, Question, questions
from tests.rules.asking import answers, edition, item, paying, policy

FITS: dict[str, Any] = {"企业": {"规上": True}}


def asked(text: str, facts: dict[str, Any]) -> list[Question]:
    return questions(answers(text, facts).items)


def test_the_fact_that_decides_most_comes_first() -> None:
    found = asked(policy(item("甲", paying("{规则: 失信}")), item("乙", paying("{规则: 失信}, {规则: 规上}"))), {})
    assert [(q.text, q.alone, q.weight, q.items) for q in found] == [
        ("失信吗？", 1, Fraction(3, 2), ["办法/甲", "办法/乙"]),
        ("规上吗？", 0, Fraction(1, 2), ["办法/乙"]),
    ]


def test_a_yearly_fact_is_asked_for_each_year() -> None:
    rule = "{规则: '近(营业收入, 2年, 合计) >= 5元'}, {规则: 注册日期 >= 2020-01-01}, {规则: '组织形式 属于 [公司]'}"
    found = asked(policy(item("甲", edition(f"条件: [{rule}]"), category="资质")), {})
    assert [(q.text, q.period, q.alone, q.weight) for q in found] == [
        ("注册日期是哪一天？", None, 0, Fraction(1, 4)),
        ("组织形式是什么？", None, 0, Fraction(1, 4)),
        ("营业收入是多少？（2023 年）", 2023, 0, Fraction(1, 4)),
        ("营业收入是多少？（2024 年）", 2024, 0, Fraction(1, 4)),
    ]


def test_a_month_is_asked_for_by_its_name() -> None:
    months = "基数: {逐月增量: 本地采购额, 期: [2024-10, 2024-10], 基期: [2024-01, 2024-01]}, 比例: 1%"
    found = asked(policy(item("甲", benefit=months)), {"企业": {"本地采购额": {"2024-01": "1元"}}})
    assert [(q.text, q.period) for q in found] == [("本地采购额是多少？（2024 年 10 月）", "2024-10")]


def test_what_only_decides_the_money_is_asked_too_and_weighs_less() -> None:
    text = policy(item("甲", paying("{规则: 规上}", "基数: 应纳税额, 比例: 1%")), item("乙", paying("{规则: 失信}")))
    found = asked(text, FITS)
    assert [(q.fact, q.alone, q.weight) for q in found] == [("失信", 1, Fraction(1)), ("应纳税额", 0, MONEY_ONLY)]


def test_a_subject_nobody_told_of_is_asked_after() -> None:
    text = policy(item("甲", paying("{规则: 规上}", "基数: 项目总投资, 比例: 1%"), kind="项目"))
    found = asked(text, FITS)
    assert [(q.text, q.fact, q.subject.kind, q.subject.id, q.alone) for q in found] == [
        ("有没有项目？", "项目", "项目", None, 1),
        ("（如有项目）项目总投资是多少？", "项目总投资", "项目", None, 0),
    ]
    loan = asked(policy(item("甲", paying("{规则: 固定资产贷款}"), kind="贷款")), {"项目": {"号": "P1"}})
    assert [q.text for q in loan] == ["（项目 P1 如有贷款）固定资产贷款吗？"]
    bare = asked(policy(item("甲", paying("{规则: 规上}"), kind="贷款")), {**FITS, "项目": {"号": "P1"}})
    assert [q.text for q in bare] == ["项目 P1 有没有贷款？"]


def test_what_is_decided_asks_nothing() -> None:
    assert asked(policy(item("甲", paying("{规则: 规上}"))), FITS) == []
    assert asked(policy(item("甲", paying("{规则: 规上}"), kind="项目")), {"项目": []}) == []
