"""When somebody is told outside the house: at once, with the next digest, or not at all. Pure rules."""

from __future__ import annotations

import datetime as dt

from songjieyou.core.enums import MailChoice
from songjieyou.core.workdays import WorkingDays

DIGEST_AT = dt.time(8, 30)
"""On working days, local time."""


def at_once(choice: str, *, urgent: bool, sent_today: int, cap: int) -> bool:
    """Whether a new notice goes out by itself. What is urgent does not wait for the digest, but it counts like any
    other, and who wants no mail gets none.
    """
    wanted = choice == MailChoice.EACH or (urgent and choice == MailChoice.DIGEST)
    return wanted and sent_today < cap


def digest_opened(now: dt.datetime, days: WorkingDays) -> dt.datetime | None:
    """The moment of today's digest, once it has come; None on a day of rest. `now` is local time.

    The digest holds all that waits, and is due for whoever has something that waits since before this moment.
    """
    moment = dt.datetime.combine(now.date(), DIGEST_AT, now.tzinfo)
    return moment if days.worked(now.date()) and now >= moment else None


def digest_wanted(choice: str, *, digests_today: int, sent_today: int, cap: int) -> bool:
    """Whether somebody for whom something waits gets the digest of today."""
    return choice != MailChoice.NONE and digests_today == 0 and sent_today < cap
