"""Invented firms enter the register through the same functions as any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

from songjieyou.core import clock
from songjieyou.demo.population.profiles import Profile, Thing, Told, profile
from songjieyou.enterprises.domain.facts import Telling, tell_all
from songjieyou.enterprises.domain.firms import add_subject, register_enterprise
from songjieyou.enterprises.enums import Source

if TYPE_CHECKING:
    from songjieyou.core.models import Park, Person, Zone
    from songjieyou.enterprises.models import Enterprise, Subject

BATCH: Final = 250
"""Firms whose facts are told at a time."""


def settle(park: Park, *, number: int, zones: Sequence[Zone], officer: Person) -> None:
    """So many firms, in the zones by turns, with what is known of them."""
    today = clock.today()
    for first in range(0, number, BATCH):
        profiles = [profile(each, today) for each in range(first, min(number, first + BATCH))]
        told = [pair for each, zone in zip(profiles, cycle(zones), strict=False) for pair in _entered(zone, each)]
        tell_of(park, told, speakers={Source.OFFICER: officer})


def tell_of(park: Park, told: Sequence[tuple[Subject, Told]], *, speakers: Mapping[Source, Person]) -> None:
    """Each source says what it knows."""
    by_source: dict[Source, dict[Subject, list[Telling]]] = defaultdict(dict)
    for subject, sources in told:
        for source, facts in sources.items():
            by_source[source][subject] = [telling(written, value) for written, value in facts.items()]
    for source, said in by_source.items():
        tell_all(park=park, told=said, source=source, by=speakers.get(source))


def telling(written: str, value: Any) -> Telling:
    """`written` is a fact with its year: 营业收入@2025."""
    name, _, period = written.partition("@")
    return Telling(name, value, period)


def _entered(zone: Zone, each: Profile) -> Iterator[tuple[Subject, Told]]:
    """What is told of the firm and of all that belongs to it."""
    enterprise = register_enterprise(park=zone.park, uscc=each.uscc, name=each.name, zone=zone, by=None)
    yield enterprise.subjects.get(), each.told
    yield from _added(enterprise, each.things, None)


def _added(enterprise: Enterprise, things: Sequence[Thing], above: Subject | None) -> Iterator[tuple[Subject, Told]]:
    for thing in things:
        subject = add_subject(enterprise=enterprise, kind=thing.kind, label=thing.label, above=above, by=None)
        yield subject, thing.told
        yield from _added(enterprise, thing.below, subject)
