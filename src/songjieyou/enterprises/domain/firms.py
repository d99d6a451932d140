"""Firms and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import EnterpriseRegistered, SubjectAdded, SubjectEnded
from songjieyou.core.events.log import record, record_all
from songjieyou.core.models import Park, Person
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Subject
from songjieyou.rules.faults import folded
from songjieyou.rules.library.vocabulary import FIRM


@transaction.atomic
def register_enterprise(*, park: Park, uscc: str, name: str, by: Person | None) -> Enterprise:
    """Enter a firm into the register. Event: enterprise.registered."""
    subject = Subject(park=park, enterprise=Enterprise(park=park, uscc=uscc, name=name), kind=FIRM)
    register_all(subjects=[subject], by=by)
    return subject.enterprise


@transaction.atomic
def register_all(*, subjects: Sequence[Subject], by: Person | None) -> None:
    """Enter firms of one park into the register, each given as the subject of its facts that is not saved yet. Event:
    enterprise.registered, one for each.
    """
    if not subjects:
        return
    Enterprise.objects.bulk_create([subject.enterprise for subject in subjects])
    Subject.objects.bulk_create(subjects)
    happenings = [EnterpriseRegistered(enterprise=subject.enterprise.pk) for subject in subjects]
    record_all(happenings, park=subjects[0].park, by=by)


@transaction.atomic
def add_subject(
    *, enterprise: Enterprise, kind: str, label: str, by: Person | None, above: Subject | None = None
) -> Subject:
    """Enter a project, a loan and so on, under a label of its own; `above`: what it stands below, where that is not the
    firm. ValidationError for what the vocabulary does not know or a label that is taken. Event:
    enterprise.subject_added.
    """
    label = folded(label)
    parents = vocabulary().subjects.get(kind, ())
    if not parents:
        raise ValidationError({"kind": f"没有“{kind}”这类对象。"})
    if above and (above.enterprise_id != enterprise.pk or above.kind not in parents):
        raise ValidationError({"above": f"{kind}应属于本企业的{'或'.join(parents)}。"})
    if not label:
        raise ValidationError({"label": "请填写号，用来和其他的区分。"})
    if Subject.objects.filter(enterprise=enterprise, kind=kind, label=label).exists():
        raise ValidationError({"label": f"已经有号为“{label}”的{kind}。"})
    standing_below = above if above and above.kind != FIRM else None
    subject = Subject.objects.create(
        park=enterprise.park, enterprise=enterprise, kind=kind, label=label, above=standing_below
    )
    record(SubjectAdded(enterprise=enterprise.pk, subject=subject.pk), park=enterprise.park, by=by)
    return subject


@transaction.atomic
def end_subject(*, subject: Subject, by: Person | None) -> None:
    """What is no more, with all that stands below it, is not asked about again; it stays as history. Event:
    enterprise.subject_ended for each, once.
    """
    for below in subject.below.filter(ended_at=None):
        end_subject(subject=below, by=by)
    if Subject.objects.filter(pk=subject.pk, ended_at=None).exclude(kind=FIRM).update(ended_at=clock.now()):
        record(SubjectEnded(enterprise=subject.enterprise_id, subject=subject.pk), park=subject.park, by=by)
