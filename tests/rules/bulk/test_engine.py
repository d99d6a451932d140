import datetime as dt

import pytest

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.bulk.batch import batch_of
from tests.rules.bulk.examples import bases, pack
from tests.rules.bulk.firms import Firms
from tests.rules.bulk.oracle import disagreements

ON = dt.date(2025, 6, 30)


def test_the_pack_over_its_examples() -> None:
    wrong, counts = disagreements(Engine(pack()), batch_of(bases(ON), pack().vocabulary), ON)
    assert wrong == []
    assert counts["逐行"] == 0
    assert counts["金额"] > 1_000
    assert counts.total() > 20_000


@pytest.mark.parametrize("sets", [0, 0.05])
def test_the_pack_over_made_up_firms(sets: float) -> None:
    firms = Firms(pack(), ON, seed=1, sets=sets)
    batch = batch_of([firms.base() for _ in range(120)], pack().vocabulary)
    wrong, counts = disagreements(Engine(pack()), batch, ON)
    assert wrong == []
    assert min(counts[verdict] for verdict in ("符合", "人工裁量", "待补充", "不符合")) > 100
    assert (counts["逐行"] > 20) == (sets > 0)  # few rows but those with sets of numbers are left to the interpreter
    assert counts["金额"] > 500
