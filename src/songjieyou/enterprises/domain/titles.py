"""Titles of firms: entering one tells its facts, and when it is over they are told anew.

A title that holds makes its facts true, by the source 证书证照. One that expires says nothing of the time after it, and
no more does what anybody else said of the fact while it held: whether it was renewed is unknown, so the firm is asked.
One that is withdrawn makes them false. Another title that still holds keeps them true in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from songjieyou.core import clock
from songjieyou.core.events.catalogue import Happening, TitleEnded, TitleEndsSoon, TitleEntered, TitleExpired
from songjieyou.core.events.log import record
from songjieyou.core.models import Person
from songjieyou.enterprises.domain.facts import Telling, take_back, tell
from songjieyou.enterprises.enums import Ending, Level, Source
from songjieyou.enterprises.facts.counting import newest_of_each
from songjieyou.enterprises.facts.tables import TitleKind, title_kinds
from songjieyou.enterprises.models import Enterprise, Statement, Subject, Title
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.values import add_months

SOON: Final = timedelta(days=90)
"""So long before the end, or the re-check, the firm is told."""
YES, NO = "是", "否"


@transaction.atomic
def enter_title(
    *,
    enterprise: Enterprise,
    kind: str,
    level: Level,
    awarded_on: date,
    by: Person | None,
    number: str = "",
    valid_until: date | None = None,
    recheck_on: date | None = None,
) -> Title:
    """Write down a title and tell what it says of the firm. ValidationError by field where it cannot be so. Events:
    title.entered, enterprise.facts_told.
    """
    wrong = _faults(kind, level, awarded_on, valid_until, recheck_on)
    subject = _held(enterprise)
    same = Title.objects.filter(enterprise=enterprise, kind=kind, level=level, awarded_on=awarded_on, ended_at=None)
    if not wrong and same.exists():
        wrong["awarded_on"] = "同一天认定的这项称号已经登记过。"
    if wrong:
        raise ValidationError(wrong)
    title = Title.objects.create(
        park=enterprise.park,
        enterprise=enterprise,
        kind=kind,
        level=level,
        number=number.strip(),
        awarded_on=awarded_on,
        valid_until=valid_until,
        recheck_on=recheck_on,
        expired_at=clock.now() if valid_until and valid_until < clock.today() else None,
    )
    record(TitleEntered(enterprise=enterprise.pk, title=title.pk), park=title.park, by=by)
    _tell_true(subject, facts_of(title) if title.expired_at is None else (), by)
    _tell_award(subject, title_kinds()[kind], by)
    return title


@transaction.atomic
def end_title(*, title: Title, ending: Ending, by: Person | None) -> None:
    """A title is no more: it was withdrawn, or never was and was entered by mistake. Events: title.ended, once;
    enterprise.facts_told, where its facts change.
    """
    subject = _held(title.enterprise)
    if not Title.objects.filter(pk=title.pk, ended_at=None).update(ended_at=clock.now(), ending=ending):
        return
    record(TitleEnded(enterprise=title.enterprise_id, title=title.pk), park=title.park, by=by)
    if title.expired_at is None:
        over = _unsupported(title)
        if ending == Ending.WITHDRAWN:
            _tell(subject, over, NO, by)
        else:
            take_back(subject=subject, names=over, source=Source.CERTIFICATE, by=by)
    _tell_award(subject, title_kinds()[title.kind], by)


def watch_titles() -> None:
    """Tell of titles that have expired, and of those that end or are to be re-checked soon: each once, however often
    this runs, and after days on which it did not. Events: title.expired, title.ends_soon, enterprise.facts_told.
    """
    today = clock.today()
    for title in _waiting(Q(valid_until__lt=today, expired_at=None)):
        _expire(title)
    near = Q(valid_until__lte=today + SOON) | Q(recheck_on__lte=today + SOON)
    for title in _waiting(near & Q(warned_at=None, expired_at=None)):
        _warn(title)


def usual_end(kind: str, awarded_on: date) -> date | None:
    """The last day of a title of the usual time of validity; None where there is no such time."""
    years = title_kinds()[kind].years
    return add_months(awarded_on, 12 * years) - timedelta(days=1) if years else None


def facts_of(title: Title) -> tuple[str, ...]:
    """The facts that a title makes true while it holds."""
    return title_kinds()[title.kind].facts.get(Level(title.level), ())


def renewed(title: Title) -> bool:
    """Whether the firm has been awarded the same again since."""
    later = Title.objects.filter(enterprise=title.enterprise_id, kind=title.kind, level=title.level, ended_at=None)
    return later.filter(awarded_on__gt=title.awarded_on).exists()


def _faults(
    kind: str, level: Level, awarded_on: date, valid_until: date | None, recheck_on: date | None
) -> dict[str, str]:
    told = title_kinds().get(kind)
    if told is None:
        return {"kind": f"没有“{kind}”这种资质称号。"}
    found = {}
    if level not in told.facts:
        found["level"] = f"{kind}只有{'、'.join(each.label for each in told.facts)}。"
    if awarded_on > clock.today():
        found["awarded_on"] = "认定日期不能晚于今天。"
    if valid_until is None and (usual := usual_end(kind, awarded_on)):
        found["valid_until"] = f"请填写证书或公布文件写明的有效期；{kind}一般 {told.years} 年，如 {usual}。"
    if valid_until and valid_until < awarded_on:
        found["valid_until"] = "有效期不能早于认定日期。"
    if recheck_on and recheck_on < awarded_on:
        found["recheck_on"] = "复核截止不能早于认定日期。"
    return found


def _held(enterprise: Enterprise) -> Subject:
    """The firm as a subject; nobody else enters or ends its titles until the transaction ends."""
    return Subject.objects.select_for_update(no_key=True).get(enterprise=enterprise, kind=FIRM)


def _waiting(what: Q) -> QuerySet[Title]:
    return Title.objects.filter(what, ended_at=None).select_related("enterprise", "park").order_by("pk")


@transaction.atomic
def _expire(title: Title) -> None:
    subject = _held(title.enterprise)
    if not _mark(title, "expired_at", TitleExpired(enterprise=title.enterprise_id, title=title.pk)):
        return
    last = title.valid_until or clock.today()
    over = _unsupported(title)
    said = Statement.objects.filter(subject=subject, name__in=over, period="").order_by("pk")
    for name in over:
        for one in newest_of_each([each for each in said if each.name == name]):
            if one.value is True and one.on <= last:
                after = last + timedelta(days=1)
                take_back(subject=subject, names=[name], source=Source(one.source), by=None, on=after)


@transaction.atomic
def _warn(title: Title) -> None:
    _held(title.enterprise)
    _mark(title, "warned_at", TitleEndsSoon(enterprise=title.enterprise_id, title=title.pk))


def _mark(title: Title, field: str, happening: Happening) -> bool:
    """Whether it is this worker that says it."""
    mine = Title.objects.filter(pk=title.pk, ended_at=None, **{field: None})
    if not mine.update(**{field: clock.now()}):
        return False
    record(happening, park=title.park, by=None)
    return True


def _unsupported(title: Title) -> list[str]:
    """The facts of a title that is over which no other title makes true today."""
    others = Title.objects.filter(enterprise=title.enterprise).on(clock.today()).exclude(pk=title.pk)
    held = {name for other in others for name in facts_of(other)}
    return [name for name in facts_of(title) if name not in held]


def _tell_true(subject: Subject, names: Iterable[str], by: Person | None) -> None:
    _tell(subject, names, YES, by)


def _tell(subject: Subject, names: Iterable[str], value: str, by: Person | None) -> None:
    if tellings := [Telling(name, value) for name in names]:
        tell(subject=subject, tellings=tellings, source=Source.CERTIFICATE, by=by)


def _tell_award(subject: Subject, kind: TitleKind, by: Person | None) -> None:
    """The day of the newest award of a kind; it stays true after the title is over."""
    if not kind.dated:
        return
    titles = Title.objects.filter(enterprise=subject.enterprise_id, kind=kind.name).exclude(ending=Ending.MISTAKE)
    newest = titles.order_by("-awarded_on").first()
    if newest is None:
        take_back(subject=subject, names=[kind.dated], source=Source.CERTIFICATE, by=by)
    else:
        _tell(subject, [kind.dated], newest.awarded_on.isoformat(), by)
