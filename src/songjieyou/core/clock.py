"""The only source of now and today. Tests stop it with `stopped`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """This moment, aware of its zone."""
    return _stopped.get() or timezone.now()


def today() -> date:
    """The date in the park's zone (Asia/Shanghai)."""
    return timezone.localdate(now())


@contextmanager
def stopped(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`, which must be aware of its zone."""
    if timezone.is_naive(moment):
        message = f"a moment needs a zone: {moment}"
        raise ValueError(message)
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
