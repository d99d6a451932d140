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
from songjieyou.enterprises.facts.checks import DAYS, PROJECT_CODE, out_of_order, read_code, refuse_survey
from songjieyou.enterprises.facts.counting import counts
from songjieyou.enterprises.facts.typed import read_typed
from songjieyou.enterprises.facts.values import restored, stored, word
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Standing, Statement, Subject
from songjieyou.rules.faults import FaultError, meant
from songjieyou.rules.library.vocabulary import Entry
from songjieyou.rules.values import UNKNOWN, Value

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
    `on` is the day of which it speaks; today where it is not said. `basis` names the paper it rests on.
    """

    name: str
    value: Any
    period: str = ""
    on: date | None = None
    basis: str = ""


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
    said, faults = list[Statement](), dict[str, str]()
    for subject, tellings in told.items():
        for telling in tellings:
            try:
                said.append(_statement(subject, telling, source, by))
            except FaultError as fault:
                faults["@".join(filter(None, (telling.name, telling.period)))] = fault.message
    if faults := faults or _disorder(said) | _taken(said):
        raise ValidationError(faults)
    return keep(park=park, said=said, by=by)


@transaction.atomic
def still_so(*, statement: Statement, source: Source, by: Person | None) -> list[Statement]:
    """Say today, by this source, what a statement that counts says. ValidationError where it does not count any more:
    nobody confirms what they have not seen. Event: enterprise.facts_told.
    """
    _hold([statement.subject])
    if not Standing.objects.filter(statement=statement).exists():
        raise ValidationError("这项数据刚刚有了新的说法，请看过后再确认。")
    again = Statement(
        park=statement.park,
        subject=statement.subject,
        name=statement.name,
        period=statement.period,
        value=statement.value,
        source=source,
        on=clock.today(),
        told_by=by,
        told_at=clock.now(),
    )
    return keep(park=statement.park, said=[again], by=by)


@transaction.atomic
def take_back(
    *, subject: Subject, names: Iterable[str], source: Source, by: Person | None, on: date | None = None
) -> None:
    """What a source says of facts without a period, it says no more from a day on; today where none is said. Nothing
    happens where it says nothing. Event: enterprise.facts_told, where anything is taken back.
    """
    rows = Statement.objects.filter(subject=subject, name__in=names, period="", source=source).order_by("pk")
    said: dict[str, Statement] = {}
    for one in sorted(rows, key=lambda each: (each.on, each.pk)):
        said[one.name] = one
    tellings = [Telling(name, None, on=on) for name, one in said.items() if one.value is not None]
    if tellings:
        tell(subject=subject, tellings=tellings, source=source, by=by)


@transaction.atomic
def keep(*, park: Park, said: Sequence[Statement], by: Person | None) -> list[Statement]:
    """Write down what is new of subjects of the park, and decide what counts. Event: enterprise.facts_told, one for
    each firm of which anything is new.
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
    refuse_survey(telling.basis)
    value = None if telling.value is None else read_typed(entry, telling.value, vocabulary())
    value = read_code(entry, value)
    return Statement(
        park=subject.park,
        subject=subject,
        name=entry.name,
        period=telling.period,
        value=None if value is UNKNOWN else stored(value),
        source=source,
        basis=telling.basis.strip(),
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


def _disorder(said: Sequence[Statement]) -> dict[str, str]:
    """What would come before what it must follow, as it is told now or else counts; by fact."""
    told = [one for one in said if one.name in DAYS and one.value is not None]
    if not told:
        return {}
    days: dict[int, dict[str, Value]] = {}
    for some, _ in _batches(_key(one) for one in told):
        others = Standing.objects.filter(some, name__in=DAYS, period="")
        for standing in others.select_related("statement"):
            days.setdefault(standing.subject_id, {})[standing.name] = _day(standing.statement)
    for one in said:
        days.setdefault(one.subject_id, {})[one.name] = _day(one) if one.name in DAYS else UNKNOWN
    faults = {}
    for subject in {one.subject_id for one in told}:
        names = {one.name for one in told if one.subject_id == subject}
        for first, last, words in out_of_order(days[subject]):
            if names & {first, last}:
                faults[last if last in names else first] = words
    return faults


def _taken(said: Sequence[Statement]) -> dict[str, str]:
    """Codes of projects that another project of the firm has."""
    codes = [one for one in said if one.name == PROJECT_CODE and one.value is not None]
    for one in codes:
        same = Standing.objects.filter(subject__enterprise=one.subject.enterprise_id, name=one.name, word=one.value)
        if other := same.exclude(subject=one.subject_id).select_related("subject").first():
            return {one.name: f"本企业的{other.subject}已经是这个代码。"}
    return {}


def _day(one: Statement) -> Value:
    return UNKNOWN if one.value is None else restored(vocabulary().entry(one.name), one.value)


def _hold(subjects: Iterable[Subject]) -> None:
    """Nobody else decides about these subjects until the transaction ends."""
    pks = sorted({subject.pk for subject in subjects})
    for start in range(0, len(pks), BATCH):
        some = Subject.objects.filter(pk__in=pks[start : start + BATCH]).order_by("pk")
        list(some.select_for_update(no_key=True).values_list("pk"))


def _key(one: Statement | Standing) -> Key:
    return one.subject_id, one.name, one.period


def _said_already(one: Statement, before: Iterable[Statement]) -> bool:
    """Whether this is the last that the source has said of the day; a new paper for it is something new."""
    of_the_day = [each for each in before if (each.source, each.on) == (one.source, one.on)]
    return bool(of_the_day) and of_the_day[-1].value == one.value and one.basis in ("", of_the_day[-1].basis)


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
