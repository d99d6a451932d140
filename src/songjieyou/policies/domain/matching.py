"""Matches are kept true: after something was told, after a policy has changed, and when time has."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched, islice
from typing import Final

from django.db import transaction
from django.db.models import F

from songjieyou.core import clock
from songjieyou.core.events.catalogue import Happening, MatchesTurned, MatchGained, MatchLost, MatchUnclear
from songjieyou.core.events.log import record_all
from songjieyou.core.models import Event, Park
from songjieyou.enterprises.models import Enterprise, Statement
from songjieyou.policies.answers import Answer, Answered, Key, answers_of
from songjieyou.policies.enums import GRANTED, LACKING, Cause, Group
from songjieyou.policies.library import engine_of, facts_read, fingerprints, rules_of
from songjieyou.policies.models import FirmMatched, ItemMatched, Match, Turn
from songjieyou.rules.answer.engine import Engine

FIRMS: Final = 2_000
"""Firms whose facts are held at a time."""
PER_RUN: Final = 6_000
"""Firms in one run of the job, so that a worker is never long away from its deliveries."""
AT_ONCE: Final = 20_000
"""Up to so many firms a changed item is answered for in one run; with more, all their items are, run by run."""
BATCH: Final = 1_000
"""Rows written in one transaction: nobody waits long for the write lock of SQLite."""
PAUSE: Final = 0.03
"""Seconds after each: who waits for the write lock of SQLite looks for it every tenth of a second at the least."""
WEIGHT: Final = 4
"""A turn is kept, is an event and is delivered, and counts as so many rows."""
MOST_TOLD: Final = 3
"""So many turns of a firm are told one by one; with more at a time, that there are many."""
MOST_NAMED: Final = 3
NOTHING: Final = Answer(Group.NOT.value)
OVER: Final = Answer(Group.OUT.value)
COLUMNS: Final = ("group", "kind", "low_fen", "high_fen", "missing", "until")


# What calls for answers ----------------------------------------------------------------------------------------------


def ask_for(event: Event) -> None:
    """Something was told of a firm, or it is new: its matches are computed with the next run of the job."""
    row, made = FirmMatched.objects.get_or_create(enterprise_id=event.payload["enterprise"], park=event.park)
    if not made:
        FirmMatched.objects.filter(pk=row.pk).update(asked=F("asked") + 1)


def ask_for_all(*, park: Park) -> int:
    """Every firm of a park is due, those that were there before matches were kept, too. Return how many."""
    lacking = list(Enterprise.objects.filter(park=park, matched=None).values_list("pk", flat=True))
    for some in batched(lacking, BATCH):
        new = [FirmMatched(park=park, enterprise_id=pk, asked=0) for pk in some]
        FirmMatched.objects.bulk_create(new, ignore_conflicts=True)
    return FirmMatched.objects.filter(park=park).update(asked=F("asked") + 1)


# The job -------------------------------------------------------------------------------------------------------------


def match_due() -> None:
    """Compute what is behind in every park: a run makes up for all that were missed."""
    for park in Park.objects.all():
        match_park(park=park)


def match_park(*, park: Park, most: int = PER_RUN) -> int:
    """Items whose text has changed for all firms, then the firms that are behind, up to so many; return how many firms
    were answered. Events: policies.match_gained, policies.match_unclear, policies.match_lost, policies.matches_turned.
    """
    done = _match_changed(park)
    behind = FirmMatched.objects.filter(park=park).behind(clock.today()).order_by("pk")
    due = list(behind.values_list("enterprise", flat=True)[:most])
    for some in batched(due, FIRMS):
        _match(park, some)
    return done + len(due)


def catch_up(*, park: Park, done: Callable[[int], None] | None = None) -> None:
    """Compute all that is behind in a park, whatever there is; `done` is told of firms as they are answered."""
    while answered := match_park(park=park):
        if done:
            done(answered)


def changed_items(park: Park) -> dict[str, str]:
    """Item -> fingerprint of those that are new, have another text than the matches know, or (empty) are gone."""
    known = dict(ItemMatched.objects.filter(park=park).values_list("item", "fingerprint"))
    now = fingerprints(engine_of(park.pk))
    gone = {item: "" for item, fingerprint in known.items() if fingerprint and item not in now}
    return {item: fingerprint for item, fingerprint in now.items() if known.get(item) != fingerprint} | gone


def _match_changed(park: Park) -> int:
    changed = changed_items(park)
    if not changed:
        return 0
    firms = FirmMatched.objects.filter(park=park, answered__gt=0).order_by("pk")
    pks = list(firms.values_list("enterprise", flat=True)[: AT_ONCE + 1])
    if pks and len(pks) <= AT_ONCE:
        for some in batched(pks, FIRMS):
            _match(park, some, changed)
    else:
        ask_for_all(park=park)
    rows = [ItemMatched(park=park, item=item, fingerprint=mark, at=clock.now()) for item, mark in changed.items()]
    ItemMatched.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["park", "item"], update_fields=["fingerprint", "at"]
    )
    return len(pks)


# Some firms ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Change:
    """What is to be written of one firm: its new state, or only the matches where it stays."""

    state: FirmMatched
    rows: list[tuple[Key, Group | None, Answer]] = field(default_factory=list)
    turned: list[tuple[Key, Group, Answer]] = field(default_factory=list)
    moved: bool = False

    @property
    def weight(self) -> int:
        return self.moved + len(self.rows) + WEIGHT * len(self.turned)


def _match(park: Park, firms: Sequence[int], changed: Mapping[str, str] | None = None) -> None:
    """Compute the matches of some firms, all or those of the `changed` items, and write what is different."""
    today, moment = clock.today(), clock.now()
    states = {one.enterprise_id: one for one in FirmMatched.objects.filter(enterprise__in=firms)}
    wanted = None if changed is None else [item for item, mark in changed.items() if mark]
    engine, hidden = rules_of(park.pk)
    found = answers_of(engine, list(Enterprise.objects.filter(pk__in=firms)), today, wanted)
    changes = {firm: _Change(state) for firm, state in states.items()}
    for key, firm, before, now in _differences(engine, firms, found, changed):
        changes[firm].rows.append((key, before, now))
        is_turn = _is_turn(before or Group.NOT, Group(now.group), key in found.out, changed)
        if is_turn and states[firm].answered and key[1] not in hidden:
            changes[firm].turned.append((key, before or Group.NOT, now))
    why = _Why(engine, states, changed, today)
    for firm, change in changes.items():
        change.moved = _moved(change.state, found.until.get(firm), whole=changed is None)
    for some in _batches(change for change in changes.values() if change.moved or change.rows):
        _write(park, some, why, moment, today, whole=changed is None)
        time.sleep(PAUSE)


def _differences(
    engine: Engine, firms: Sequence[int], found: Answered, changed: Mapping[str, str] | None
) -> Iterator[tuple[Key, int, Group | None, Answer]]:
    """(subject and item, firm, group before, answer now) where the two differ; before is None where nothing is kept."""
    kept = Match.objects.filter(enterprise__in=firms)
    if changed is not None:
        kept = kept.filter(item__in=list(changed))
    known: set[Key] = set()
    for subject, item, firm, *columns in kept.values_list("subject", "item", "enterprise", *COLUMNS).iterator(BATCH):
        key = (subject, item)
        known.add(key)
        now = found.rows.get(key)
        if now is None:
            now = NOTHING if _is_asked(engine, key, found) else OVER
        if now != tuple(columns):
            yield key, firm, Group(columns[0]), now
    for key, now in found.rows.items():
        if key not in known:
            yield key, found.owner[key[0]], None, now


def _is_asked(engine: Engine, key: Key, found: Answered) -> bool:
    """Whether the item is in force and asks about the subject."""
    item = engine.catalogue.items.get(key[1])
    return item is not None and key not in found.out and key[0] in found.asked.get(item.kind, ())


def _is_turn(before: Group, now: Group, over: bool, changed: Mapping[str, str] | None) -> bool:
    """Whether people are told: it fits or does no more. That a firm has ended a project it knows itself."""
    if before == now or not {before, now} & GRANTED:
        return False
    return now is not Group.OUT or over or changed is not None


def _moved(state: FirmMatched, until: dt.date | None, *, whole: bool) -> bool:
    """Enter the day until which a firm's answers hold; whether its state is another than before."""
    if whole:
        state.until = until
        return True
    if until is None or (state.until is not None and state.until <= until):
        return False
    state.until = until
    return True


def _batches(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    some, weight = list[_Change](), 0
    for change in changes:
        if some and weight + change.weight > BATCH:
            yield some
            some, weight = [], 0
        some.append(change)
        weight += change.weight
    if some:
        yield some


@transaction.atomic
def _write(park: Park, changes: list[_Change], why: _Why, moment: dt.datetime, today: dt.date, *, whole: bool) -> None:
    """Write some firms, but for those that somebody else has answered in the meantime."""
    read = {change.state.pk: (change.state.answered, change.state.at) for change in changes}
    rows = FirmMatched.objects.filter(pk__in=read).select_for_update().order_by("pk")
    still = {pk for pk, *now in rows.values_list("pk", "answered", "at") if tuple(now) == read[pk]}
    mine = [change for change in changes if change.state.pk in still]
    kept = _write_matches(park, mine)
    _tell(park, mine, kept, why, moment)
    if whole:
        for state in (change.state for change in mine):
            state.answered, state.on, state.at = state.asked, today, moment
    FirmMatched.objects.bulk_create(
        [change.state for change in mine if change.moved],
        update_conflicts=True,
        unique_fields=["enterprise"],
        update_fields=["answered", "on", "at", "until"],
    )


def _write_matches(park: Park, changes: list[_Change]) -> dict[Key, int]:
    """Write the matches; return the ids of those that have turned."""
    Match.objects.keep(
        [
            (park.pk, change.state.enterprise_id, *key, *now[:-1], now.until.isoformat() if now.until else None)
            for change in changes
            for key, _, now in change.rows
        ]
    )
    turned = {key for change in changes for key, *_ in change.turned}
    rows = Match.objects.filter(subject__in={subject for subject, _ in turned}).values_list("subject", "item", "pk")
    return {(subject, item): pk for subject, item, pk in rows if (subject, item) in turned}


# What people are told ------------------------------------------------------------------------------------------------


class _Why:
    """What led to a turn: a policy that has changed, facts that were told, or the day."""

    def __init__(
        self, engine: Engine, states: Mapping[int, FirmMatched], changed: Collection[str] | None, today: dt.date
    ) -> None:
        self.fingerprints, self.facts_read = fingerprints(engine), facts_read(engine)
        self.changed, self.today = changed, today
        self.states = {firm: (state.asked > state.answered, state.at, state.until) for firm, state in states.items()}

    def of(self, firm: int, item: str) -> tuple[Cause, str]:
        if self.changed is not None:
            return Cause.POLICY, ""
        asked, at, until = self.states[firm]
        if asked and (names := self._told(firm, item, at)):
            more = f"等 {len(names)} 项数据" if len(names) > MOST_NAMED else ""
            return Cause.FACTS, "、".join(names[:MOST_NAMED]) + more + "更新"
        if until is not None and until <= self.today:
            return Cause.TIME, f"{until} 起情况变化"
        return Cause.POLICY, ""

    def _told(self, firm: int, item: str, since: dt.datetime | None) -> list[str]:
        """The facts that the item reads and that were told of the firm since it was last answered."""
        rows = Statement.objects.filter(subject__enterprise=firm, name__in=self.facts_read.get(item, ()))
        if since is not None:
            rows = rows.filter(told_at__gte=since)
        told = dict.fromkeys(rows.order_by("pk").values_list("name", "period"))
        return [f"{name}（{period}）" if period else name for name, period in told]


def _tell(park: Park, changes: list[_Change], kept: Mapping[Key, int], why: _Why, moment: dt.datetime) -> None:
    """A turn is kept for each match that has turned; of very many of a firm at a time only that is told. Events."""
    made = Turn.objects.bulk_create(
        _turn(park, change.state.enterprise_id, kept[key], key, before, now, why, moment)
        for change in changes
        for key, before, now in change.turned
    )
    turns, happenings = iter(made), list[Happening]()
    for change in changes:
        firm, own = change.state.enterprise_id, list(islice(turns, len(change.turned)))
        if len(own) > MOST_TOLD:
            happenings.append(MatchesTurned(enterprise=firm))
        else:
            happenings += (_happening(Group(turn.now))(enterprise=firm, turn=turn.pk) for turn in own)
    record_all(happenings, park=park, by=None)


def _turn(
    park: Park, firm: int, match: int, key: Key, before: Group, now: Answer, why: _Why, moment: dt.datetime
) -> Turn:
    cause, words = why.of(firm, key[1])
    return Turn(
        park=park,
        match_id=match,
        was=before.value,
        now=now.group,
        cause=cause.value,
        words=words,
        fingerprint=why.fingerprints.get(key[1], ""),
        at=moment,
    )


def _happening(now: Group) -> type[MatchGained] | type[MatchUnclear] | type[MatchLost]:
    if now in GRANTED:
        return MatchGained
    return MatchUnclear if now in LACKING else MatchLost
