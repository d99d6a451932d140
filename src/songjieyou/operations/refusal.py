"""What a command says when it does not do what it was asked, and how it ends then."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

STATUS = 1


class RefusedError(Exception):
    """Why not, in plain Chinese."""


def told(act: Callable[[], int]) -> int:
    """The exit status of `act`; a refusal is told on stderr and ends with 1."""
    try:
        return act()
    except (RefusedError, ImproperlyConfigured, CommandError) as refusal:
        print(refusal, file=sys.stderr)
        return STATUS
