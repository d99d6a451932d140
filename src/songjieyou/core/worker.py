"""The one loop beside the web server: jobs by the clock and deliveries. Any number of workers may run."""

from __future__ import annotations

import logging
import os
from datetime import timedelta
from threading import Event as Flag

from django.db import InterfaceError, OperationalError, close_old_connections

from songjieyou.core import clock
from songjieyou.core.events.deliver import deliver_due
from songjieyou.core.jobs import enter_jobs, run_due
from songjieyou.core.models import Heartbeat

PROCESS = "worker"
PAUSE = 1.0
"""Seconds between two looks when nothing is due."""
ALIVE = timedelta(seconds=30)
"""A worker that has given no sign for so long counts as dead."""

log = logging.getLogger(__name__)


def work(stop: Flag) -> None:
    """Work until `stop` is set. While the database does not answer, wait for it."""
    entered = False
    while not stop.is_set():
        close_old_connections()
        try:
            if not entered:
                enter_jobs()
                entered = True
            beat()
            busy = run_due() + deliver_due()
        except (InterfaceError, OperationalError):
            log.exception("the database does not answer")
            busy = 0
        if not busy:
            stop.wait(PAUSE)


def beat() -> None:
    """Give a sign of life."""
    sign = {"pid": os.getpid(), "at": clock.now()}
    Heartbeat.objects.update_or_create(process=PROCESS, defaults=sign)


def alive() -> bool:
    """Whether some worker has given a sign of life lately."""
    return Heartbeat.objects.filter(process=PROCESS, at__gte=clock.now() - ALIVE).exists()
