"""Projects, loans, leases, machines and products are entered together with what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from songjieyou.core.events.catalogue import EquipmentBrought, Number
from songjieyou.core.events.log import record
from songjieyou.core.models import Person
from songjieyou.enterprises.domain.facts import Telling, tell, tell_all
from songjieyou.enterprises.domain.firms import add_subject
from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.facts.tables import short_forms
from songjieyou.enterprises.models import Enterprise, Subject
from songjieyou.rules.faults import folded
from songjieyou.rules.library.vocabulary import FIRM

EQUIPMENT: Final = "设备"
MOST_LINES: Final = 500
"""Lines of equipment that are brought at a time."""


@dataclass(frozen=True, slots=True)
class EquipmentLine:
    """One machine, or several alike; without a label it gets the next free one."""

    label: str
    tellings: Sequence[Telling]


@transaction.atomic
def enter_subject(
    *,
    enterprise: Enterprise,
    kind: str,
    tellings: Sequence[Telling],
    source: Source,
    by: Person | None,
    above: Subject | None = None,
) -> Subject:
    """Enter a subject under the next free label, and tell its facts. ValidationError by field or fact; then nothing is
    entered. Events: enterprise.subject_added, enterprise.facts_told.
    """
    _hold(enterprise, above)
    label = next(_free_labels(enterprise, kind)) if kind in short_forms() else ""
    subject = add_subject(enterprise=enterprise, kind=kind, label=label, by=by, above=above)
    tell(subject=subject, tellings=tellings, source=source, by=by)
    return subject


@transaction.atomic
def bring_equipment(
    *,
    enterprise: Enterprise,
    lines: Sequence[EquipmentLine],
    source: Source,
    by: Person | None,
    above: Subject | None = None,
) -> list[Subject]:
    """Enter the machines of a list, all or none. ValidationError for too many, a label that is taken, or a fact that
    cannot be meant. Events: enterprise.equipment_brought, enterprise.facts_told.
    """
    if not 0 < len(lines) <= MOST_LINES:
        raise ValidationError(f"一次登记 1 至 {MOST_LINES} 台设备。")
    _hold(enterprise, above)
    labels = [folded(line.label) for line in lines]
    if twice := {label for label in labels if label and labels.count(label) > 1} | _taken(enterprise, labels):
        raise ValidationError(f"编号重复：{'、'.join(sorted(twice))}。")
    free = (label for label in _free_labels(enterprise, EQUIPMENT) if label not in labels)
    subjects = Subject.objects.bulk_create(
        Subject(park=enterprise.park, enterprise=enterprise, kind=EQUIPMENT, label=label or next(free), above=above)
        for label in labels
    )
    told = {subject: line.tellings for subject, line in zip(subjects, lines, strict=True)}
    tell_all(park=enterprise.park, told=told, source=source, by=by)
    happening = EquipmentBrought(enterprise=enterprise.pk, lines=Number(len(subjects)))
    record(happening, park=enterprise.park, by=by)
    return subjects


def _hold(enterprise: Enterprise, above: Subject | None) -> None:
    """Nobody else gives labels in this firm until the transaction ends. ValidationError where `above` is not of the
    firm, or no more in use.
    """
    Subject.objects.select_for_update(no_key=True).get(enterprise=enterprise, kind=FIRM)
    if above and not Subject.objects.filter(pk=above.pk, enterprise=enterprise, ended_at=None).exists():
        raise ValidationError("所属的项目已经停用，或者不是本企业的。")


def _taken(enterprise: Enterprise, labels: Sequence[str]) -> set[str]:
    rows = Subject.objects.filter(enterprise=enterprise, kind=EQUIPMENT, label__in=[label for label in labels if label])
    return set(rows.values_list("label", flat=True))


def _free_labels(enterprise: Enterprise, kind: str) -> Iterator[str]:
    """P1, P2 …: those after the highest that is given, also to what is ended."""
    letter = short_forms()[kind].letter
    given = Subject.objects.filter(enterprise=enterprise, kind=kind, label__startswith=letter)
    numbers = [int(found[1]) for each in given.values_list("label", flat=True) if (found := _number(letter, each))]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"{letter}{number}"


def _number(letter: str, label: str) -> re.Match[str] | None:
    return re.fullmatch(rf"{letter}(\d{{1,9}})", label, re.ASCII)
