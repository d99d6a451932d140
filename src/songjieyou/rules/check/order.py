"""Dates out of order: windows outside the time in force, gaps between versions, papers dated after they took effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from songjieyou.rules.faults import FaultError
from songjieyou.rules.library.policy import Item, Policy, Version
from songjieyou.rules.units import read_date


def disordered(item: Item, policy: Policy) -> Iterator[tuple[int, str]]:
    for version in item.versions:
        yield from _windows(version)
    for before, after in pairwise(item.versions):
        if before.end is not None and (after.start - before.end).days > 1:
            yield after.line, f"“{before.name}”到 {before.end} 失效，“{after.name}”{after.start} 才施行，中间没有政策"
    issued = _issued(policy)
    first = item.versions[0]
    if issued and first.start_latest and issued > first.start_latest:
        yield first.line, f"发文日期 {issued} 晚于施行日期 {first.start_latest}，是否溯及既往请核对"


def _windows(version: Version) -> Iterator[tuple[int, str]]:
    for window in version.windows or ():
        if window.end and window.end < version.start:
            yield version.line, f"申报窗口到 {window.end} 就截止，早于施行日期 {version.start}"
        if version.end and window.start and window.start > version.end:
            yield version.line, f"申报窗口 {window.start} 才开始，晚于失效日期 {version.end}"


def _issued(policy: Policy) -> dt.date | None:
    try:
        return read_date(policy.issued)
    except FaultError:
        return None
