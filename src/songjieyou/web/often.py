"""How often one person may do what makes work for others, and what they are told when it is too often."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.http import HttpResponse
from django.utils import timezone

from songjieyou.core import clock, rates
from songjieyou.core.models import Person

MINUTE = timedelta(minutes=1)


class Limit(NamedTuple):
    """`times` within any `window`, for each person; `name` is the key, `what` is told to those who are refused."""

    name: str
    what: str
    times: int
    window: timedelta

    def refused_until(self, person: Person) -> datetime | None:
        """Count one more, outside a transaction; None where it is allowed."""
        allowance = rates.allow(f"{self.name}/{person.pk}", limit=self.times, window=self.window)
        return None if allowance else allowance.until

    def words(self, until: datetime) -> str:
        return f"{self.what}，请在 {time_after(until)} 以后再试。"


def time_after(until: datetime) -> str:
    """The time of day from which it is open again, rounded up to the minute."""
    return timezone.localtime(until + MINUTE).strftime("%H:%M")


def later[R: HttpResponse](response: R, until: datetime | None) -> R:
    """The response, with the seconds to wait for machines that ask."""
    if until:
        response["Retry-After"] = str(ceil((until - clock.now()).total_seconds()))
    return response
