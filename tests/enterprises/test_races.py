"""Several sources speak of one fact at the same moment, on PostgreSQL: SQLite has one write lock and hides races."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from songjieyou.core.models import Park
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.counting import counts
from songjieyou.enterprises.models import Standing, Statement, Subject
from tests.core.test_races import at_once, end_of_session, park

__all__ = ["end_of_session", "park"]

WORKERS = 3
ROUNDS = 20
SOURCES = (Source.ESTIMATE, Source.OFFICER, Source.FIRM)


@pytest.fixture
def firm(park: Park) -> Subject:
    return register_enterprise(park=park, uscc="91430100MA4L0A001T", name="甲公司", by=None).subjects.get()


@pytest.mark.django_db(transaction=True)
def test_what_counts_is_what_the_rule_says_whoever_comes_first(firm: Subject) -> None:
    order = itertools.count()

    def speak() -> None:
        source = SOURCES[next(order) % len(SOURCES)]
        for number in range(ROUNDS):
            said = [Telling("注册资本", f"{number + 1}万元", on=date(2026, 1, 1 + number))]
            tell(subject=firm, tellings=said, source=source, by=None)

    at_once(WORKERS, speak)
    statements = list(Statement.objects.filter(subject=firm, name="注册资本"))
    assert len(statements) == WORKERS * ROUNDS
    assert [one.statement for one in Standing.objects.all()] == [counts(statements)]
    assert Standing.objects.get().statement.source == Source.FIRM
