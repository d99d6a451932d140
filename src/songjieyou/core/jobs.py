"""Jobs by the clock. A job may run twice (a worker may die at any moment), so each must bear that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.core.management import call_command

from songjieyou.core import clock, rates
from songjieyou.core.domain.calendar import RECOMPUTE
from songjieyou.core.domain.deadlines import recompute_all
from songjieyou.core.domain.files import collect_files
from songjieyou.core.domain.submissions import forget_submissions
from songjieyou.core.models import Schedule
from songjieyou.core.notices.outside import send_digests

LEASE = timedelta(minutes=10)

log = logging.getLogger(__name__)


class Job(NamedTuple):
    """`run` may say that more is left: then it is due again at once. `lease`: after so long without an end it counts as
    died and is due again.
    """

    every: timedelta
    run: Callable[[], object]
    lease: timedelta = LEASE


def forget_sessions() -> None:
    """Delete sessions that have run out."""
    call_command("clearsessions")


JOBS: dict[str, Job] = {
    "collect_files": Job(timedelta(days=1), collect_files),
    "forget_sessions": Job(timedelta(days=1), forget_sessions),
    "forget_rates": Job(timedelta(hours=1), rates.forget_old),
    "forget_submissions": Job(timedelta(days=1), forget_submissions),
    "send_digests": Job(timedelta(minutes=1), send_digests),
    RECOMPUTE: Job(timedelta(hours=1), recompute_all),
}


def enter_jobs() -> None:
    """Give every job its row; a new one is due at once."""
    Schedule.objects.bulk_create([Schedule(job=name, due_at=clock.now()) for name in JOBS], ignore_conflicts=True)


def run_due() -> int:
    """Run the jobs that are due and that no other worker has taken; return how many."""
    due = Schedule.objects.filter(due_at__lte=clock.now(), job__in=JOBS).order_by("due_at")
    return sum(_run(schedule) for schedule in due)


def _run(schedule: Schedule) -> bool:
    """Take the job by moving it past a lease, run it, then say when it is due again. A failure waits for the lease."""
    mine, job = Schedule.objects.filter(pk=schedule.pk), JOBS[schedule.job]
    if not mine.filter(due_at=schedule.due_at).update(due_at=clock.now() + job.lease):
        return False
    try:
        more = job.run()
    except Exception:  # one bad job must not stop the others
        log.exception("job failed", extra={"job": schedule.job})
        return True
    mine.update(due_at=clock.now() + (timedelta() if more is True else job.every))
    return True
