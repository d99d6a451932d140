"""Firms and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from songjieyou.core import clock
from songjieyou.core.events.catalogue import EnterpriseChanged, EnterpriseRegistered, SubjectAdded, SubjectEnded
from songjieyou.core.events.log import record, record_all
from songjieyou.core.models import Park, Person, Zone
from songjieyou.enterprises.enums import EnterpriseKind
from songjieyou.enterprises.facts.vocabulary import vocabulary
from songjieyou.enterprises.models import Enterprise, Subject
from songjieyou.enterprises.uscc import read_uscc
from songjieyou.rules.faults import folded
from songjieyou.rules.library.vocabulary import FIRM


@transaction.atomic
def register_enterprise(
    *,
    park: Park,
    uscc: str,
    name: str,
    by: Person | None,
    kind: EnterpriseKind = EnterpriseKind.LEGAL_PERSON,
    zone: Zone | None = None,
    head: Enterprise | None = None,
    head_name: str = "",
) -> Enterprise:
    """Enter a firm into the register; `head` or `head_name`: the firm that a branch belongs to, in the park or outside.
    ValidationError by field: a code that is wrong or taken, and as `change_enterprise`. Event: enterprise.registered.
    """
    try:
        code = read_uscc(uscc)
    except ValidationError as error:
        raise ValidationError({"uscc": error.messages}) from None
    enterprise = Enterprise(park=park, uscc=code)
    try:
        with transaction.atomic():
            _fill(enterprise, name, kind, zone, head, head_name)
    except IntegrityError:
        taken = Enterprise.objects.filter(park=park, uscc=code).first()
        if taken is None:  # it was another rule of the database
            raise
        raise ValidationError({"uscc": f"这个代码已经登记，是{taken.name}。"}) from None
    _enter([Subject(park=park, enterprise=enterprise, kind=FIRM)], by)
    return enterprise


@transaction.atomic
def register_all(*, subjects: Sequence[Subject], by: Person | None) -> None:
    """Enter firms of one park, whose names and codes have been read, into the register; each is given as the subject
    of its facts, and neither is saved yet. Event: enterprise.registered, one for each.
    """
    if subjects:
        Enterprise.objects.bulk_create([subject.enterprise for subject in subjects])
        _enter(subjects, by)


def _enter(subjects: Sequence[Subject], by: Person | None) -> None:
    Subject.objects.bulk_create(subjects)
    told = [EnterpriseRegistered(enterprise=subject.enterprise.pk) for subject in subjects]
    record_all(told, park=subjects[0].park, by=by)


@transaction.atomic
def change_enterprise(
    *,
    enterprise: Enterprise,
    name: str,
    kind: EnterpriseKind,
    by: Person | None,
    zone: Zone | None = None,
    head: Enterprise | None = None,
    head_name: str = "",
) -> None:
    """Correct what the register says of a firm; its code stays. Event: enterprise.changed.

    ValidationError by field: no name, a head without being a branch, a head that is a branch itself, a branch with
    branches, a zone that is closed.
    """
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    _fill(enterprise, name, kind, zone, head, head_name)
    record(EnterpriseChanged(enterprise=enterprise.pk), park=enterprise.park, by=by)


def _fill(
    enterprise: Enterprise, name: str, kind: EnterpriseKind, zone: Zone | None, head: Enterprise | None, head_name: str
) -> None:
    faults = {}
    if not folded(name):
        faults["name"] = "请填写名称。"
    if zone and (zone.park_id != enterprise.park_id or (zone.closed_at and zone.pk != enterprise.zone_id)):
        faults["zone"] = "这个片区已停用，请另选一个。"
    if wrong := _wrong_head(enterprise, kind, head, head_name):
        faults["head"] = wrong
    if kind == EnterpriseKind.BRANCH and enterprise.pk and enterprise.branches.exists():
        faults["kind"] = "这家企业有分支机构，自己不能是分支机构。"
    if faults:
        raise ValidationError(faults)
    enterprise.name, enterprise.kind, enterprise.zone = folded(name), kind, zone
    enterprise.head, enterprise.head_name = head, folded(head_name)
    enterprise.save()


def _wrong_head(enterprise: Enterprise, kind: EnterpriseKind, head: Enterprise | None, head_name: str) -> str:
    """Why this cannot be the firm it belongs to; empty where it can."""
    if kind != EnterpriseKind.BRANCH:
        return "只有分支机构才填总机构。" if head or head_name else ""
    if head is None:
        return ""
    if head.park_id != enterprise.park_id:
        return "总机构不在本园区，请填写名称。"
    if head == enterprise:
        return "总机构不能是企业自己。"
    return (
        "" if head.kind == EnterpriseKind.LEGAL_PERSON else f"总机构应是法人，{head.name}是{head.get_kind_display()}。"
    )


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
