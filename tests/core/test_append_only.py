"""What happened cannot be changed, whoever asks the database."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from songjieyou.core import clock
from songjieyou.core.append_only import TABLES
from songjieyou.core.domain.deadlines import KINDS, declare, set_deadline
from songjieyou.core.models import Event
from songjieyou.core.terms import Term
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.enums import Source
from songjieyou.policies.domain import own
from songjieyou.policies.enums import Conclusion, ReviewKind
from songjieyou.policies.models import Match, Turn
from tests.park import build
from tests.policies.texts import HINTED

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_row_in_every_table() -> Iterator[None]:
    """SQLite's triggers speak for rows."""
    world = build()
    declare("letter", label="来信", stages={"close": "办结"})
    set_deadline(park=world.park, about="letter", object_id=1, stage="close", start=date(2026, 3, 2), term=Term(1))
    telling = Telling("注册资本", "1亿元")
    subject = world.firm.subjects.get()
    tell(subject=subject, tellings=[telling], source=Source.FIRM, by=None)
    policy = own.start_policy(park=world.park, text=HINTED, by=world.alice)
    revision = policy.revisions.get()
    own.acknowledge(revision=revision, reason="指任何产品", by=world.alice)
    passed: dict[str, Any] = {"kind": ReviewKind.CONTENT, "conclusion": Conclusion.PASSED}
    own.review(revision=revision, grounds="逐条核对", by=world.bob, **passed)
    match = Match.objects.create(park=world.park, enterprise=world.firm, subject=subject, item="甲/乙", group="fits")
    Turn.objects.create(park=world.park, match=match, was="not", now="fits", cause="time", at=clock.now())
    yield
    del KINDS["letter"]


@pytest.mark.usefixtures("a_row_in_every_table")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_a_change_is_refused(table: str, change: str) -> None:
    before = Event.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table=table))
    assert Event.objects.count() == before > 0


def test_truncate_is_refused_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_event CASCADE")


@pytest.mark.usefixtures("a_row_in_every_table")
def test_a_new_row_is_taken() -> None:
    first = Event.objects.order_by("pk")[0]
    Event.objects.create(park=first.park, name=first.name, at=first.at, payload=first.payload)
