"""Facts are told: each telling is kept as a statement, and what counts is decided anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from songjieyou.core import clock
from songjieyou.core.events.catalogue import FactsTold
from songjieyou.core.events.log import record_all
from songjieyou.core.models import Park, Person
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.counting import counts
from songjieyou.enterprises.facts.values import restored, stored, word
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Standing, Statement, Subject
from songjieyou.rules.facts.read import read_value
from songjieyou.rules.faults import FaultError, meant
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import UNKNOWN

PERIODS: Final = {
    "无": (re.compile(r""), "“{name}”不分年度。"),
    "年": (re.compile(r"\d{4}", re.ASCII), "“{name}”按年填写，请写明是哪一年，如 2025。"),
    "月": (re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII), "“{name}”按月填写，请写明是哪个月，如 2025-04。"),
}
BATCH: Final = 400
"""Subjects whose statements are read at a time."""

type Key = tuple[int, str, str]
"""Of a fact: the id of its subject, its name and its period."""


@dataclass(frozen=True, slots=True)
class Telling:
    """`value` as people write it (8000万元, 是, {"自": 20, "至": 49}); None takes back what the source said before.
    `on` is the day of which it speaks; today where it is not said.
    """

    name: str
    value: Any
    period: str = ""
    on: date | None = None


def tell(*, subject: Subject, tellings: Sequence[Telling], source: Source, by: Person | None) -> list[Statement]:
    """Keep what was said of one subject. ValidationError by fact (`name` or `name@period`) where it cannot be meant,
    and then nothing is kept. What the source has said before of the same day is not kept again. Event:
    enterprise.facts_told, where anything is new.
    """
    return tell_all(park=subject.park, told={subject: tellings}, source=source, by=by)


def tell_all(
    *, park: Park, told: Mapping[Subject, Sequence[Telling]], source: Source, by: Person | None
) -> list[Statement]:
    """The same of many subjects of a park, in one transaction. Event: one for each firm."""
    return keep(park=park, said=stated(told=told.items(), source=source, by=by), by=by)


def stated(*, told: Iterable[tuple[Subject, Sequence[Telling]]], source: Source, by: Person | None) -> list[Statement]:
    """What was said, ready to be kept: no query, and the subjects need not be saved yet. ValidationError as `tell`."""
    said, faults = list[Statement](), dict[str, str]()
    for subject, tellings in told:
        for telling in tellings:
            try:
                said.append(_statement(subject, telling, source, by))
            except FaultError as fault:
                faults["@".join(filter(None, (telling.name, telling.period)))] = fault.message
    if faults:
        raise ValidationError(faults)
    return said


@transaction.atomic
def keep(*, park: Park, said: Sequence[Statement], by: Person | None) -> list[Statement]:
    """Keep what is `stated` of subjects of the park, and decide what counts. Event: enterprise.facts_told, one for each
    firm of which anything is new.
    """
    _hold(one.subject for one in said)
    before = _of_the_same_facts(said)
    new = [one for one in said if not _said_already(one, before.get(_key(one), ()))]
    for one in Statement.objects.bulk_create(new):
        before.setdefault(_key(one), []).append(one)
    _decide({_key(one): before[_key(one)] for one in new}, park)
    firms = dict.fromkeys(one.subject.enterprise_id for one in new)
    record_all([FactsTold(enterprise=enterprise) for enterprise in firms], park=park, by=by)
    return new


def _statement(subject: Subject, telling: Telling, source: Source, by: Person | None) -> Statement:
    entry, today = _entry(subject, telling), clock.today()
    on = telling.on or today
    if on > today:
        raise FaultError("数据日期不能晚于今天。")
    if telling.period and telling.period[:4] > str(today.year):
        raise FaultError(f"{telling.period} 年还没有到。")
    value = None if telling.value is None else read_value(entry, telling.value, vocabulary())
    return Statement(
        park=subject.park,
        subject=subject,
        name=entry.name,
        period=telling.period,
        value=None if value is UNKNOWN else stored(value),
        source=source,
        on=on,
        told_by=by,
        told_at=clock.now(),
    )


def _entry(subject: Subject, telling: Telling) -> Entry:
    """The fact that is meant; FaultError where there is none such, or not with this period."""
    entry = vocabulary().find(telling.name)
    if entry is None or entry.subject != subject.kind:
        known = [each.name for each in vocabulary().entries.values() if each.subject == subject.kind]
        raise FaultError(f"{subject.kind}没有“{telling.name}”这项数据{meant(telling.name, known) or '。'}")
    pattern, words = PERIODS[entry.period]
    if not pattern.fullmatch(telling.period):
        raise FaultError(words.format(name=entry.name))
    return entry


def _hold(subjects: Iterable[Subject]) -> None:
    """Nobody else decides about these subjects until the transaction ends."""
    pks = sorted({subject.pk for subject in subjects})
    for start in range(0, len(pks), BATCH):
        some = Subject.objects.filter(pk__in=pks[start : start + BATCH]).order_by("pk")
        list(some.select_for_update(no_key=True).values_list("pk"))


def _key(one: Statement | Standing) -> Key:
    return one.subject_id, one.name, one.period


def _said_already(one: Statement, before: Iterable[Statement]) -> bool:
    """Whether this is the last that the source has said of the day."""
    of_the_day = [each for each in before if (each.source, each.on) == (one.source, one.on)]
    return bool(of_the_day) and of_the_day[-1].value == one.value


def _of_the_same_facts(said: Sequence[Statement]) -> dict[Key, list[Statement]]:
    """All that was said before of the facts that somebody speaks of now."""
    wanted = {_key(one) for one in said}
    found: dict[Key, list[Statement]] = {}
    for some, names in _batches(wanted):
        for one in Statement.objects.filter(some, name__in=names).order_by("pk"):
            if _key(one) in wanted:
                found.setdefault(_key(one), []).append(one)
    return found


def _batches(keys: Iterable[Key]) -> Iterable[tuple[Q, set[str]]]:
    """Conditions that the rows of the keys meet, perhaps with some more."""
    ordered = sorted(keys)
    pks = list(dict.fromkeys(pk for pk, _, _ in ordered))
    for start in range(0, len(pks), BATCH):
        some = set(pks[start : start + BATCH])
        yield Q(subject__in=some), {name for pk, name, _ in ordered if pk in some}


def _decide(facts: Mapping[Key, Sequence[Statement]], park: Park) -> None:
    """Write down which statement counts for each fact; at most one query for each kind of change and batch."""
    standing: dict[Key, Standing] = {}
    for some, names in _batches(facts):
        standing |= {_key(one): one for one in Standing.objects.filter(some, name__in=names)}
    made, moved, gone = list[Standing](), list[Standing](), list[int]()
    for key, statements in facts.items():
        now, before = counts(statements), standing.get(key)
        if now is None:
            gone += [before.pk] if before else []
        elif before is None:
            made.append(Standing(park=park, subject_id=key[0], name=key[1], period=key[2], **_held(now)))
        elif before.statement_id != now.pk:
            for field, value in _held(now).items():
                setattr(before, field, value)
            moved.append(before)
    Standing.objects.filter(pk__in=gone).delete()
    Standing.objects.bulk_update(moved, ["statement", "word"], batch_size=BATCH)
    Standing.objects.bulk_create(made)


def _held(statement: Statement) -> dict[str, Any]:
    return {"statement": statement, "word": word(restored(vocabulary().entry(statement.name), statement.value))}
