"""What is written down of a project: permits, pools, and where its money comes from. What the vocabulary has a fact for
is told with it: a paper with a number is a certificate or a registry, anything else is what the speaker says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import ClearanceNoted, FundingChanged, PoolEntered, PoolLeft
from songjieyou.core.events.log import record
from songjieyou.core.models import Person
from songjieyou.enterprises.domain.facts import Telling, take_back, tell
from songjieyou.enterprises.enums import ClearanceKind, ClearanceState, FundingOrigin, Source
from songjieyou.enterprises.facts.tables import filings, pools
from songjieyou.enterprises.models import Clearance, Funding, PoolEntry, Subject

PROJECT = "项目"


@transaction.atomic
def note_clearance(
    *,
    project: Subject,
    kind: ClearanceKind,
    state: ClearanceState,
    source: Source,
    by: Person | None,
    number: str = "",
    done_on: date | None = None,
) -> Clearance:
    """Write down how far a permit has come; what was written before is ended. `source`: as whom `by` speaks.
    ValidationError by field. Events: enterprise.clearance_noted, enterprise.facts_told.
    """
    _hold(project)
    number = number.strip()
    if wrong := _clearance_faults(state, number, done_on):
        raise ValidationError(wrong)
    Clearance.objects.filter(project=project, kind=kind).current().update(ended_at=clock.now())
    row = Clearance.objects.create(
        park=project.park,
        project=project,
        kind=kind,
        state=state,
        number=number,
        done_on=done_on,
        entered_at=clock.now(),
    )
    record(ClearanceNoted(enterprise=project.enterprise_id, subject=project.pk), park=project.park, by=by)
    if filing := filings().get(kind):
        facts: dict[str, str] = {}
        if done_on:
            facts = {filing.done: "是", filing.dated: done_on.isoformat()}
        elif state != ClearanceState.NOT_NEEDED:
            facts = {filing.done: "否"}
        _say(project, (filing.done, filing.dated), facts, (source, Source.CERTIFICATE), bool(number), by)
    return row


@transaction.atomic
def enter_pool(
    *, project: Subject, pool: str, entered_on: date, source: Source, by: Person | None, number: str = ""
) -> PoolEntry:
    """A project is taken into a pool of projects. ValidationError by field. Events: enterprise.pool_entered,
    enterprise.facts_told.
    """
    _hold(project)
    pool = pool.strip()
    if not pool:
        raise ValidationError({"pool": "请填写项目库的名称。"})
    if entered_on > clock.today():
        raise ValidationError({"entered_on": "入库日期不能晚于今天。"})
    if PoolEntry.objects.filter(project=project, pool=pool).current().exists():
        raise ValidationError({"pool": f"项目已经登记在“{pool}”里。"})
    entry = PoolEntry.objects.create(
        park=project.park,
        project=project,
        pool=pool,
        number=number.strip(),
        entered_on=entered_on,
        entered_at=clock.now(),
    )
    record(PoolEntered(enterprise=project.enterprise_id, subject=project.pk), park=project.park, by=by)
    if fact := pools().get(pool):
        _say(project, (fact,), {fact: "是"}, (source, Source.REGISTRY), bool(entry.number), by)
    return entry


@transaction.atomic
def leave_pool(*, entry: PoolEntry, source: Source, by: Person | None) -> None:
    """A project is no more in a pool, or never was. Events: enterprise.pool_left, once; enterprise.facts_told."""
    _hold(entry.project)
    if not PoolEntry.objects.filter(pk=entry.pk).current().update(ended_at=clock.now()):
        return
    record(PoolLeft(enterprise=entry.project.enterprise_id, subject=entry.project_id), park=entry.park, by=by)
    if fact := pools().get(entry.pool):
        _say(entry.project, (fact,), {}, (source, Source.REGISTRY), False, by)


@transaction.atomic
def set_funding(*, project: Subject, amounts: Mapping[FundingOrigin, int | None], by: Person | None) -> None:
    """Write down how much (in 分) comes from where; None for what there is none of. Event: enterprise.funding_changed,
    where anything is new.
    """
    _hold(project)
    before = funding_of(project)
    changed = {origin for origin, fen in amounts.items() if fen != before.get(origin)}
    if not changed:
        return
    Funding.objects.filter(project=project, origin__in=changed).current().update(ended_at=clock.now())
    Funding.objects.bulk_create(
        Funding(park=project.park, project=project, origin=origin, amount_fen=fen, entered_at=clock.now())
        for origin, fen in amounts.items()
        if origin in changed and fen is not None
    )
    record(FundingChanged(enterprise=project.enterprise_id, subject=project.pk), park=project.park, by=by)


def funding_of(project: Subject) -> dict[FundingOrigin, int]:
    """Amounts in 分 by origin."""
    rows = Funding.objects.filter(project=project).current()
    amounts = {FundingOrigin(row.origin): row.amount_fen for row in rows}
    return {origin: amounts[origin] for origin in FundingOrigin if origin in amounts}


def _hold(project: Subject) -> None:
    """Nobody else writes of this project until the transaction ends. ValidationError for what is no project."""
    held = Subject.objects.select_for_update(no_key=True).filter(pk=project.pk, kind=PROJECT, ended_at=None)
    if not held.exists():
        raise ValidationError("这不是在用的项目。")


def _clearance_faults(state: ClearanceState, number: str, done_on: date | None) -> dict[str, str]:
    if state != ClearanceState.DONE:
        words = "只有已办的手续有文号和日期；请选“已办”，或者不填。"
        return {"number": words} if number else {"done_on": words} if done_on else {}
    if done_on is None:
        return {"done_on": "请填写办结日期。"}
    return {"done_on": "办结日期不能晚于今天。"} if done_on > clock.today() else {}


def _say(
    project: Subject,
    names: Iterable[str],
    facts: Mapping[str, Any],
    sources: tuple[Source, Source],
    on_paper: bool,
    by: Person | None,
) -> None:
    """Tell facts by the paper, or else as the speaker (`sources`: speaker, paper); what either has said of `names` and
    no longer says is taken back.
    """
    speaker, paper = sources
    source = paper if on_paper else speaker
    tell(subject=project, tellings=[Telling(name, value) for name, value in facts.items()], source=source, by=by)
    take_back(subject=project, names=set(names) - facts.keys(), source=source, by=by)
    other = speaker if on_paper else paper
    take_back(subject=project, names=set(names) - facts.keys() if on_paper else names, source=other, by=by)
