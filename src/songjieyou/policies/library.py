"""The policies that come with the program."""

from __future__ import annotations

from functools import cache

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.faults import Report
from songjieyou.rules.library.load import PACK, load


@cache
def engine() -> Engine:
    """Read and planned once in a process. RuntimeError where the pack has faults."""
    report = Report()
    catalogue = load(PACK, report)
    if report.count:
        message = f"the shipped pack has {report.count} faults"
        raise RuntimeError(message)
    return Engine(catalogue)
