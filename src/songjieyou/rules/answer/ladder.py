"""阶梯: the step reached, and whether it is the first time."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import value
from songjieyou.rules.language.tree import Derived, Fact, walk
from songjieyou.rules.library.policy import Ladder
from songjieyou.rules.values import UNKNOWN, Band, Value, as_band, as_value, hull, is_exact, largest, subtract

HISTORY_YEARS = 30


def climbed(ladder: Ladder, at: Context) -> tuple[Value, list[str]]:
    """The award and what was assumed."""
    measure = value(ladder.measure, at)
    found = awarded(ladder, measure, at)
    if ladder.first == "否":
        return found, []
    history = earlier(ladder, at)
    left = _still_due(ladder, measure, largest(history.values()), at) if history else found
    if left == 0:
        return 0, []  # no other year could make it less
    return left, [_assumed(history)]


def _still_due(ladder: Ladder, measure: Value, before: Value, at: Context) -> Value:
    """What the award leaves where an earlier year had come as far as `before`."""
    found, earlier = awarded(ladder, measure, at), awarded(ladder, before, at)
    if ladder.first == "补差":
        return largest((subtract(found, earlier), 0))
    now, then = _levels(ladder, measure, at), _levels(ladder, before, at)
    if now[0] > then[1]:
        return found
    return 0 if now[1] <= then[0] else hull((0, found))


def _assumed(history: dict[int, Value]) -> str:
    if not history:
        return "没有更早年度的数，假定以前没有上到过这一级"
    years = "、".join(map(str, sorted(history)))
    return f"更早的年度只有 {years} 年的数，假定其他年度没有上到过这一级"


def earlier(ladder: Ladder, at: Context) -> dict[int, Value]:
    """What is known of the measure in earlier years; a measure without years tells nothing of them."""
    latest = max(_years(ladder, at), default=None)
    if latest is None:
        return {}
    known = ((latest - back, value(ladder.measure, at.earlier(back))) for back in range(1, HISTORY_YEARS))
    return {year: found for year, found in known if as_band(found) is not None}


def _years(ladder: Ladder, at: Context) -> Iterator[int]:
    """The years that the measure reads."""
    for node in walk(ladder.measure):
        if isinstance(node, Fact | Derived) and node.offset is not None:
            yield at.year + node.offset
        elif isinstance(node, Fact | Derived) and node.year is not None:
            yield node.year - at.back


def awarded(ladder: Ladder, measure: Value, at: Context) -> Value:
    """The award for a measure; it only rises, so a band is answered by its ends."""
    if is_exact(measure):
        return _award(ladder, measure, at)
    band = as_band(measure)
    if band is None:
        return UNKNOWN
    low = _award(ladder, band.low if band.low is not None else 0, at)
    if band.high is None:
        top = None if ladder.more is not None else value(ladder.steps[-1][1], at)
    else:
        top = _award(ladder, band.high, at)
    return as_value(Band(low, top))


def level(ladder: Ladder, measure: Value, at: Context) -> int:
    """How many steps were climbed, those beyond the last included."""
    reached = sum(1 for start, _ in ladder.steps if measure >= value(start, at))
    if reached < len(ladder.steps) or ladder.step is None:
        return reached
    return reached + int((measure - value(ladder.steps[-1][0], at)) // value(ladder.step, at))


def _levels(ladder: Ladder, measure: Value, at: Context) -> tuple[float, float]:
    """The lowest and the highest level that a measure may have come to."""
    band = as_band(measure) or Band(None, None)
    low = 0 if band.low is None else level(ladder, band.low, at)
    return low, inf if band.high is None else level(ladder, band.high, at)


def _award(ladder: Ladder, measure: Value, at: Context) -> Value:
    reached = level(ladder, measure, at)
    if reached == 0:
        return 0
    if reached <= len(ladder.steps):
        return value(ladder.steps[reached - 1][1], at)
    extra = reached - len(ladder.steps)
    more = value(ladder.more, at) if ladder.more is not None else 0
    return value(ladder.steps[-1][1], at) + extra * more
