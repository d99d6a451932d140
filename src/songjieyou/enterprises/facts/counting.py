"""Which of several statements of one fact counts: a written rule, the same everywhere.

A certificate counts more than a registry, a registry more than the firm, the firm more than an officer, and anybody
more than an estimate. Of one source the newer day counts, of one day what was told last; a source that has taken back
what it said says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from songjieyou.enterprises.enums import Source
from songjieyou.enterprises.models import Statement

RANKS = {source.value: rank for rank, source in enumerate(Source)}


def newest_of_each(statements: Iterable[Statement]) -> list[Statement]:
    """What each source says now, the source that counts most first. The statements are of one fact."""
    newest: dict[str, Statement] = {}
    for one in statements:
        before = newest.get(one.source)
        if before is None or (one.on, one.pk) > (before.on, before.pk):
            newest[one.source] = one
    return sorted((one for one in newest.values() if one.value is not None), key=lambda one: RANKS[one.source])


def counts(statements: Iterable[Statement]) -> Statement | None:
    """The one that counts, if any."""
    return next(iter(newest_of_each(statements)), None)
