"""`./sjy bench house`, short: what is acknowledged stays, and once, whatever is killed; without marks it does not."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from songjieyou.devtools import bench

pytestmark = pytest.mark.usefixtures("postgres")


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(bench.BENCH)
    return importlib.import_module("house")


def test_nothing_acknowledged_is_lost_or_doubled(house: Any) -> None:
    outcome = house.run(writes=200, kills=5)
    assert (outcome.acknowledged, outcome.lost, outcome.doubled) == (200, 0, 0)
    assert (outcome.events_amiss, outcome.deliveries_amiss, outcome.handled_amiss) == (0, 0, 0)
    assert set(outcome.kills) == {"网页服务", "网页服务的子进程", "后台任务", "sjy up", "PostgreSQL"}
    assert "丢失 0，重复 0" in house.report(outcome)


def test_without_marks_what_was_not_heard_is_done_again(house: Any) -> None:
    outcome = house.run(writes=40, kills=0, marks=False, unheard=0.5)
    assert (outcome.acknowledged, outcome.lost, outcome.sound) == (40, 0, False)
    assert outcome.doubled > 0
