"""How often something may be done: one mechanism for signing in, the whistle, public pages and exports.

    if not rates.allow(f"whistle/{firm}", limit=10, window=timedelta(hours=1)): …

A taking is counted before the thing is done, under a lock on its key, so that a hundred at the same moment get no more
than the limit. It is counted for good at once: whoever calls must not be in a transaction, which could undo it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.crypto import salted_hmac

from songjieyou.core import clock
from songjieyou.core.models import Rate

MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Allowance(NamedTuple):
    """`until` is when the key opens again: given with a refusal, and with the last taking before it."""

    allowed: bool
    until: datetime | None

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Tally:
    """The takings under one key, oldest first."""

    times: tuple[datetime, ...] = ()
    closed_until: datetime | None = None

    def take(
        self, now: datetime, *, limit: int, window: timedelta, pause: timedelta | None = None
    ) -> tuple[Tally, Allowance]:
        """One more, if within any `window` there are no more than `limit`.

        The last one closes the key: until the oldest is out of the window or, where a `pause` is given, for as long as
        that, and then it starts anew.
        """
        if self.closed_until and now < self.closed_until:
            return self, Allowance(False, self.closed_until)
        kept = () if self.closed_until and pause else self.times
        times = (*(time for time in kept if now - time < window), now)
        full = len(times) >= limit
        closed_until = (now + pause if pause else times[0] + window) if full else None
        return Tally(times, closed_until), Allowance(True, closed_until)

    def give_back(self) -> Tally:
        """Without the latest."""
        return Tally(self.times[:-1])


def allow(key: str, *, limit: int, window: timedelta, pause: timedelta | None = None) -> Allowance:
    """Take one under `key`; a refusal is false and takes nothing. RuntimeError within a transaction."""
    now = clock.now()
    with transaction.atomic(durable=True):
        row = _locked(_hashed(key), forget_at=now + window + (pause or timedelta()))
        tally, allowance = _tally(row).take(now, limit=limit, window=window, pause=pause)
        if allowance:
            _keep(row, tally)
    return allowance


def give_back(key: str) -> None:
    """Undo the latest taking: what was counted did not have to be."""
    with transaction.atomic():
        row = Rate.objects.select_for_update().filter(key=_hashed(key)).first()
        if row:
            _keep(row, _tally(row).give_back())


def forget(key: str) -> None:
    """Start anew under `key`."""
    Rate.objects.filter(key=_hashed(key)).delete()


def forget_old() -> None:
    """Delete what no longer matters."""
    Rate.objects.filter(forget_at__lt=clock.now()).delete()


def _hashed(key: str) -> str:
    """Under the key of this installation: from a copy of the database nobody can try out names or addresses."""
    return salted_hmac("songjieyou.core.rates", key, algorithm="sha256").hexdigest()


def _locked(key: str, *, forget_at: datetime) -> Rate:
    """The row of a key, made where there is none, and locked by one statement: nobody can delete it in between."""
    Rate.objects.bulk_create(
        [Rate(key=key, forget_at=forget_at)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["forget_at"],
    )
    return Rate.objects.get(key=key)


def _tally(row: Rate) -> Tally:
    return Tally(tuple(EPOCH + time * MILLISECOND for time in row.times), row.closed_until)


def _keep(row: Rate, tally: Tally) -> None:
    row.times = [(time - EPOCH) // MILLISECOND for time in tally.times]
    row.closed_until = tally.closed_until
    row.save(update_fields=["times", "closed_until"])
