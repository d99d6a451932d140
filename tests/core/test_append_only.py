"""What happened cannot be changed, whoever asks the database."""

import pytest
from django.db import DatabaseError, connection, transaction

from songjieyou.core.append_only import TABLES
from songjieyou.core.models import Event
from tests.park import build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_a_change_is_refused(table: str, change: str) -> None:
    build()
    before = Event.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table=table))
    assert Event.objects.count() == before > 0


def test_truncate_is_refused_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_event CASCADE")


def test_a_new_row_is_taken() -> None:
    build()
    first = Event.objects.order_by("pk")[0]
    Event.objects.create(park=first.park, name=first.name, at=first.at, payload=first.payload)
