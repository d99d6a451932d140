"""What is kept of answers: the same whether firms are answered one by one or all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

import pytest

from songjieyou.core import clock
from songjieyou.demo import seed
from songjieyou.demo.models import Mark
from songjieyou.enterprises.domain.facts import Telling, tell_all
from songjieyou.enterprises.domain.firms import add_subject, register_enterprise
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.checks import DAYS
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise
from songjieyou.policies import answers
from songjieyou.policies.answers import Answered, answers_of
from songjieyou.policies.checkup import checkup
from songjieyou.policies.enums import LISTED, Group
from songjieyou.policies.library import engine
from songjieyou.rules.library.vocabulary import FIRM
from tests.park import World, build, code

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 4, 2, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


def both_ways(monkeypatch: pytest.MonkeyPatch, items: list[str] | None = None) -> tuple[Answered, Answered]:
    firms = list(Enterprise.objects.order_by("pk"))
    found = []
    for few in (len(firms), 0):
        monkeypatch.setattr(answers, "FEW_FIRMS", few)
        found.append(answers_of(engine(), firms, TODAY, items))
    return found[0], found[1]


def test_the_firms_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.stopped(NOW):
        Mark.objects.create(pk=1, made_at=NOW)
        seed.seed()
        one, many = both_ways(monkeypatch)
        assert one == many
        assert {row.group for row in one.rows.values()} == {group.value for group in LISTED}
        assert any(row.low_fen for row in one.rows.values())
        shown = {
            (answer.item.id, name)
            for firm in Enterprise.objects.all()
            for name, some in checkup(firm).groups.items()
            for answer in some
            if Group(dict(zip(Group.labels, Group.values, strict=True))[name]) in LISTED
        }
    assert {(item, Group(row.group).label) for (_, item), row in one.rows.items()} == shown


@pytest.mark.parametrize("seed_", range(3))
def test_firms_of_whom_anything_may_be_told(seed_: int, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With projects, loans below them, and kinds of which nobody told."""
    random = Random(seed_)
    subjects = []
    for number in range(6):
        firm = register_enterprise(park=world.park, uscc=code(number), name=f"firm-{number}", by=None)
        subjects.append(firm.subjects.get())
        for label in range(random.randrange(3)):
            project = add_subject(enterprise=firm, kind="项目", label=f"P{label}", by=None)
            subjects.append(project)
            if random.random() < 0.5:
                subjects.append(add_subject(enterprise=firm, kind="贷款", label=f"L{label}", above=project, by=None))
    told = {subject: list(some_tellings(random, subject.kind)) for subject in subjects}
    tell_all(park=world.park, told=told, source=Source.FIRM, by=None)
    one, many = both_ways(monkeypatch)
    assert one == many
    assert {row.group for row in one.rows.values()} >= {"fits", "almost", "open", "near"} - {"fits"}
    some = sorted({item for _, item in one.rows})[seed_::4]
    one, many = both_ways(monkeypatch, some)
    assert one == many
    assert {item for _, item in one.rows} <= set(some)


WORDS = {
    "是否": ("是", "是", "否"),
    "金额": ("0元", "500万元", "2000万元", "3亿元"),
    "比率": ("0%", "3.2%", "60%"),
    "个数": ("0", "12", "300"),
    "数值": ("0", "1.5"),
    "分值": ("0", "80"),
    "月数": ("12个月", "60个月"),
    "日期": ("2014-05-06", "2024-03-07", "2025-06-01"),
    "地区": ("湖南省/长沙市", "浙江省/宁波市"),
    "代码": ("3421", "2669"),
}

SAME_DAY = ("2024-03-07",)
"""Of days that may not come in another order."""


def some_tellings(random: Random, kind: str) -> Iterator[Telling]:
    for entry in vocabulary().entries.values():
        values = SAME_DAY if entry.name in DAYS else WORDS.get(entry.type, tuple(entry.choices))
        if entry.subject == kind and not entry.derived and values and entry.period != "月" and random.random() < 0.6:
            for period in ("2023", "2024", "2025") if entry.period == "年" else ("",):
                yield Telling(entry.name, random.choice(values), period)


def test_a_firm_is_kept_apart_from_what_stands_below_it(world: World) -> None:
    """Nobody told of a project: what is asked after is kept under the firm."""
    found = answers_of(engine(), [world.firm], TODAY)
    firm = world.firm.subjects.get(kind=FIRM)
    assert {subject for subject, _ in found.rows} == {firm.pk}
    assert found.owner == {firm.pk: world.firm.pk}
