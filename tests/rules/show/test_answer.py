"""Answers as data: every key is always there, and of one type."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from songjieyou.rules.show.answer import as_data
from tests.rules.asking import answers, edition, item, paying, policy

TWO = policy(
    item("甲", paying("{规则: 上年(营业收入) >= 5元}, {规则: 每个(贷款本金 >= 2元)}")),
    item("乙", paying("{规则: 数字化改造}"), kind="项目"),
    item("丙", edition("补贴: {性质: 定额, 金额: 1元}", end="2024-12-31")),
)


def data(facts: dict[str, Any]) -> dict[str, Any]:
    return as_data(answers(TWO, facts))


@pytest.mark.parametrize(
    "facts", [{}, {"项目": []}, {"企业": {"营业收入": "4元"}, "项目": {}, "贷款": {"贷款本金": "1元"}}]
)
def test_the_keys_are_always_the_same(facts: dict[str, Any]) -> None:
    found = data(facts)
    (keys,) = {tuple(one) for one in found["items"]}
    assert {"checked", "validity"} <= set(keys)
    reasons = {tuple(reason) for one in found["items"] for reason in one["reasons"]}
    assert reasons == {("rule", "clause", "truth", "facts", "name", "strength", "check")}
    assert found["best"]["fixed_only"] is None


def test_what_is_absent_fails_for_one_reason() -> None:
    absent = data({"项目": []})["items"][1]
    assert absent["reasons"] == [
        {"rule": "有项目", "clause": "", "truth": "假", "facts": [], "name": "", "strength": "硬性", "check": "事实"}
    ]


def test_validity_is_of_a_version() -> None:
    assert [one["validity"] for one in data({})["items"]] == ["有效", "有效", None]
    assert {one["checked"] for one in data({})["items"]} == {"二手转述"}


def test_changes_and_questions_carry_their_year_and_subject() -> None:
    found = data({"企业": {"营业收入": "4元"}, "贷款": {"号": "L", "贷款本金": "1元"}})
    assert found["items"][0]["distance"] == [
        {
            "rule": "上年(营业收入) >= 5元", "way": "", "fact": "营业收入", "period": "2024", "subject": None,
            "now": "4元", "need": "5元", "gap": "1元", "kind": "可达到",
        },
        {
            "rule": "每个(贷款本金 >= 2元)", "way": "", "fact": "贷款本金", "period": None, "subject": "L",
            "now": "1元", "need": "2元", "gap": "1元", "kind": "可达到",
        },
    ]  # fmt: skip
    assert found["ask"] == [
        {
            "fact": "数字化改造", "period": None, "subject": {"kind": "项目", "id": None},
            "question": "（如有项目）数字化改造吗？", "items": ["办法/乙"], "alone": 1,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("on", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar(on: dt.date) -> None:
    received = [{"事项": "办法/甲", "年度": 9999, "金额": "1元"}]
    found = as_data(answers(TWO, {"企业": {"营业收入": {"2024": "4元"}}, "已享受": received}, on))
    assert json.loads(json.dumps(found))["on"] == on.isoformat()
