"""Very many facts at once. Those of firms that are being registered in the same transaction go to the database without
an object for each row, which takes a fifth of the time; nobody can have spoken of them, so each of them counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import batched, chain
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import FactsTold
from songjieyou.core.events.log import record_all
from songjieyou.core.models import Park, Person
from songjieyou.enterprises.domain.facts import keep
from songjieyou.enterprises.domain.firms import register_all
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.values import line
from songjieyou.enterprises.models import Statement, Subject

STATEMENTS: Final = """
INSERT INTO enterprises_statement (park_id, subject_id, name, period, value, source, basis, "on", told_by_id, told_at)
VALUES """
ROW: Final = "(%s, %s, %s, %s, %s, %s, '', %s, %s, %s)"
RETURNING: Final = " RETURNING id, subject_id, name, period"
STANDING: Final = """
INSERT INTO enterprises_standing (park_id, subject_id, name, period, statement_id, word) VALUES (%s, %s, %s, %s, %s, %s)
"""
ROWS: Final = 100
"""Of one query: nine values each, and a database may take no more than 999."""


class Said(NamedTuple):
    """What is said of one fact, its value as `stored`. Whoever makes one has read the value by the vocabulary."""

    name: str
    period: str
    value: Any


type Told = Sequence[tuple[Subject, Sequence[Said]]]
"""What is said of each of some firms."""


class Speaker(NamedTuple):
    source: Source
    on: date
    by: Person | None


@transaction.atomic
def tell_of_firms(*, park: Park, new: Told, known: Told, speaker: Speaker) -> None:
    """Register the firms of `new`, whose subjects are not saved yet, and keep what is said of them and of those that
    are `known`; of each fact of a firm there is one. Events: enterprise.registered, enterprise.facts_told, one for each
    firm that is new or of which anything is new.
    """
    at = clock.now()
    register_all(subjects=[subject for subject, _ in new], by=speaker.by)
    said = [_statement(subject, one, speaker, at) for subject, all_said in known for one in all_said]
    keep(park=park, said=said, by=speaker.by)
    _keep_first(park, new, speaker, at)
    told = [FactsTold(enterprise=subject.enterprise_id) for subject, all_said in new if all_said]
    record_all(told, park=park, by=speaker.by)


def _statement(subject: Subject, said: Said, speaker: Speaker, at: datetime) -> Statement:
    return Statement(
        park=subject.park,
        subject=subject,
        name=said.name,
        period=said.period,
        value=said.value,
        source=speaker.source,
        on=speaker.on,
        told_by=speaker.by,
        told_at=at,
    )


def _keep_first(park: Park, new: Told, speaker: Speaker, at: datetime) -> None:
    """Keep the first that is said of each fact, as what counts."""
    words = {(subject.pk, one.name, one.period): line(one.value) for subject, all_said in new for one in all_said}
    standings = []
    with connection.cursor() as cursor:
        for rows in batched(_rows(park, new, speaker, at), ROWS):
            query = STATEMENTS + ", ".join([ROW] * len(rows)) + RETURNING
            cursor.execute(query, [*chain.from_iterable(rows)])
            standings += [(park.pk, *key, pk, words[tuple(key)]) for pk, *key in cursor.fetchall()]
        cursor.executemany(STANDING, standings)


def _rows(park: Park, new: Told, speaker: Speaker, at: datetime) -> Iterator[tuple[Any, ...]]:
    """The columns as the database takes them."""
    by = speaker.by.pk if speaker.by else None
    on, told_at = connection.ops.adapt_datefield_value(speaker.on), connection.ops.adapt_datetimefield_value(at)
    for subject, all_said in new:
        for name, period, value in all_said:
            written = connection.ops.adapt_json_value(value, None)
            yield (park.pk, subject.pk, name, period, written, speaker.source.value, on, by, told_at)
