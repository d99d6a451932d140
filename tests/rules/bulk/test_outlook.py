"""Until when answers hold, how near those are that fail, and the kind of money: each as the interpreter has it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.verdict import NO_MONEY
from songjieyou.rules.bulk.batch import Batch, batch_of
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.outlook import Outlooks
from songjieyou.rules.facts.base import FactBase
from songjieyou.rules.library.policy import Catalogue
from tests.rules import sample
from tests.rules.asking import Facts, edition, item, paying, policy
from tests.rules.bulk.examples import bases, pack
from tests.rules.bulk.firms import Firms
from tests.rules.bulk.oracle import Oracle

ON = dt.date(2026, 3, 15)


def differences(catalogue: Catalogue, some: Sequence[FactBase], on: dt.date) -> tuple[list[str], Counter]:
    """Every row where the two differ, and how much there was to compare."""
    engine, batch = Engine(catalogue), batch_of(some, catalogue.vocabulary)
    oracle, wrong, counts = Oracle(engine, batch, on), list[str](), Counter[str]()
    bulk = BulkEngine(engine, on)
    outlooks = Outlooks(bulk.fallback)
    for found in bulk.answer(batch):
        outlook = outlooks.of(found)
        for row in range(len(found)):
            right = oracle.answer(found, row)
            kind = right.amount.kind if right.amount else ""
            said = (
                outlook.day(row),
                bool(outlook.near[row]),
                "" if right.verdict in NO_MONEY else outlook.kind_of(row),
            )
            counts.update(until=right.until is not None, near=right.near, money=bool(kind))
            if said != (right.until, right.near, kind):
                wrong.append(f"{found.item.id} {row}: {said}, not {(right.until, right.near, kind)}")
    return wrong, counts


@pytest.mark.parametrize("on", [dt.date(2024, 2, 29), ON, dt.date(2026, 12, 31)])
def test_the_firms_of_the_examples(on: dt.date) -> None:
    wrong, counts = differences(pack(), bases(on)[::8], on)
    assert wrong == []
    assert min(counts.values()) > 20


@settings(max_examples=5)
@given(seed=st.integers(0, 10**6), sets=st.sampled_from((0.0, 0.1)), missing=st.sampled_from((0.1, 0.5)))
def test_firms_on_and_beside_every_limit(seed: int, sets: float, missing: float) -> None:
    firms = Firms(pack(), ON, seed, sets=sets, missing=missing)
    assert differences(pack(), [firms.base() for _ in range(8)], ON)[0] == []


def agree(text: str, *facts: Facts, on: str = "2025-06-30") -> Batch:
    catalogue = sample.catalogue(text)
    some = [sample.base(one, on) for one in facts]
    assert differences(catalogue, some, sample.day(on))[0] == []
    return batch_of(some, catalogue.vocabulary)


def test_a_rule_that_looks_below_falls_due_by_what_stands_there() -> None:
    """A loan that is granted less than a year ago; where nobody told of loans, nothing falls due."""
    text = policy(
        item("甲", edition("条件: [{规则: 每个(贷款发放日 + 12个月 > 申报日)}]"), category="资质"),
    )
    agree(
        text, {"贷款": {"号": "L", "贷款发放日": "2025-02-01"}}, {"贷款": {"号": "L", "贷款发放日": "2024-12-01"}}, {}
    )


def test_of_several_versions_those_that_do_not_fail_say_the_kind_of_money() -> None:
    by = "版本按: 贷款发放日"
    later = paying("{规则: 贷款本金 >= 10万元}", "性质: 上限, 金额: 2万元", by)
    later = later.replace("一版", "二版").replace("2024", "2025")
    text = policy(
        item(
            "甲",
            paying("{规则: 贷款本金 >= 5万元}", "性质: 定额, 金额: 1万元", by),
            paying("{规则: 贷款本金 >= 10万元}", "性质: 上限, 金额: 2万元", by)
            .replace("一版", "二版")
            .replace("2024", "2025"),
            kind="贷款",
        )
    )
    day = {"自": "2024-12-01", "至": "2025-04-01"}
    agree(text, *({"贷款": {"号": "L", "贷款本金": f"{fen}万元", "贷款发放日": day}} for fen in (1, 7, 12)))
