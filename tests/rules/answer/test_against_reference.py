"""The engine against a naive reading of the same random policies (tests/reference.py)."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from songjieyou.rules.answer.engine import Answers, Engine
from tests import reference
from tests.reference import Data, Money, Receipt
from tests.rules import random_policies as random
from tests.rules import sample
from tests.rules.random_policies import ON, Told

quick = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


class Asked:
    """One policy, to be asked about many sets of facts."""

    def __init__(self, conditions: list[Data], benefit: Data | None = None) -> None:
        self.conditions, self.benefit = conditions, benefit
        text = json.dumps(reference.plain(random.policy_of(conditions, benefit)), ensure_ascii=False)
        self.engine = Engine(sample.catalogue(text))

    def answers(self, told: Told, receipts: list[Receipt] | None = None) -> Answers:
        return self.engine.answer(sample.base(told.data(receipts), ON), ON)


@quick
@given(st.data())
def test_on_complete_facts_all_verdicts_and_truths_are_the_same(data: st.DataObject) -> None:
    asked = Asked(data.draw(random.condition_lists()))
    for _ in range(4):
        told = data.draw(random.facts(asked.conditions))
        (answer,) = asked.answers(told).items
        truths = [reference.met(condition, told.sure) for condition in asked.conditions]
        assert list(answer.truths) == truths
        assert answer.verdict == reference.verdict(asked.conditions, truths)


@quick
@given(st.data())
def test_on_open_facts_nothing_is_said_that_a_completion_denies(data: st.DataObject) -> None:
    asked = Asked(data.draw(random.condition_lists()))
    for _ in range(3):
        told = data.draw(random.facts(asked.conditions, most_open=3))
        (answer,) = asked.answers(told).items
        whole = list(reference.completions(told.sure, told.open))
        for condition, found in zip(asked.conditions, answer.truths, strict=True):
            assert found in (reference.MAYBE, reference.agreed(reference.met(condition, known) for known in whole))
        assert answer.verdict == reference.verdict(asked.conditions, list(answer.truths))
        if all("力度" not in c and "核验" not in c for c in asked.conditions) and answer.verdict != "待补充":
            for known in whole:
                truths = [reference.met(condition, known) for condition in asked.conditions]
                assert reference.verdict(asked.conditions, truths) == answer.verdict


@quick
@given(st.data())
def test_a_comparison_of_one_open_fact_is_exact(data: st.DataObject) -> None:
    asked = Asked([{"规则": data.draw(random.PLAIN)}])
    for _ in range(4):
        told = data.draw(random.facts(asked.conditions, most_open=1))
        (answer,) = asked.answers(told).items
        whole = reference.completions(told.sure, told.open)
        truths = [reference.met(asked.conditions[0], known) for known in whole]
        unbounded = any(isinstance(written, dict) and set(written) == {"自"} for written in told.written.values())
        if told.written and not unbounded:
            assert answer.truths[0] == reference.agreed(truths)


def amount_of(answer: Any) -> tuple[int | None, int | None, int | None]:
    """Exact, low and high."""
    if answer.amount is None:
        return None, None, None
    return answer.amount.fen, answer.amount.low, answer.amount.high


@quick
@given(st.data())
def test_on_complete_facts_all_amounts_are_the_same_to_the_fen(data: st.DataObject) -> None:
    asked = Asked([], data.draw(random.benefits()))
    for _ in range(4):
        told = data.draw(random.facts(asked.benefit))
        assert asked.benefit is not None
        receipts = data.draw(random.receipts_for(asked.benefit))
        (answer,) = asked.answers(told, receipts).items
        amount = Money(asked.benefit, told.sure, ON, receipts).amount()
        fen = amount_of(answer)[0]
        # Where no row applies the amount is unknown, but under a cap of nothing it is nothing.
        assert fen == amount or (amount is None and fen == 0)


@quick
@given(st.data())
def test_on_open_facts_the_bounds_enclose_the_amount_of_every_completion(data: st.DataObject) -> None:
    asked = Asked([], data.draw(random.benefits()))
    for _ in range(3):
        told = data.draw(random.facts(asked.benefit, most_open=3))
        assert asked.benefit is not None
        receipts = data.draw(random.receipts_for(asked.benefit))
        (answer,) = asked.answers(told, receipts).items
        fen, low, high = amount_of(answer)
        amounts = [
            Money(asked.benefit, known, ON, receipts).amount() for known in reference.completions(told.sure, told.open)
        ]
        for amount in amounts:
            if amount is not None:
                assert low is None or low <= amount
                assert high is None or amount <= high
        assert fen is None or set(amounts) <= {fen, None}


@quick
@given(st.data())
def test_where_one_fact_is_a_band_the_bounds_are_the_amounts_at_its_ends(data: st.DataObject) -> None:
    asked = Asked([], data.draw(random.steady_benefits()))
    assert asked.benefit is not None
    base = asked.benefit["基数"]
    told = data.draw(random.facts(asked.benefit))
    key = (base.name, base.year)
    ends = sorted({told.sure.pop(key), data.draw(st.integers(0, 10**12))})
    told.open[key] = ends
    told.written[key] = {"自": reference.yuan(ends[0]), "至": reference.yuan(ends[-1])}
    (answer,) = asked.answers(told, []).items
    amounts = [Money(asked.benefit, known, ON).amount() for known in reference.completions(told.sure, told.open)]
    assert amount_of(answer)[1:] == (amounts[0], amounts[-1])
