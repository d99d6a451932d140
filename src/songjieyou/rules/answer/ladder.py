"""阶梯: the step reached, and whether it is the first time."""

from __future__ import annotations

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
    before = earlier_best(ladder, at)
    if before is UNKNOWN:
        return found, ["没有更早年度的数，假定以前没有上到过这一级"]
    earlier = awarded(ladder, before, at)
    if ladder.first == "补差":
        return largest((subtract(found, earlier), 0)), []
    if not (is_exact(found) and is_exact(earlier)):
        return hull((0, found)), []
    return (found if level(ladder, measure, at) > level(ladder, before, at) else 0), []


def earlier_best(ladder: Ladder, at: Context) -> Value:
    """The highest the measure is known to have been in earlier years; a measure without years tells nothing of them."""
    if not any(isinstance(n, Fact | Derived) and n.offset is not None for n in walk(ladder.measure)):
        return UNKNOWN
    years = (at.on.year - back for back in range(1, HISTORY_YEARS) if at.on.year - back > 1)
    known = [value(ladder.measure, at.on_date(at.on.replace(year=year, day=1))) for year in years]
    bands = [band for band in map(as_band, known) if band is not None]
    if not bands:
        return UNKNOWN
    return largest(as_value(band) for band in bands)


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


def _award(ladder: Ladder, measure: Value, at: Context) -> Value:
    reached = level(ladder, measure, at)
    if reached == 0:
        return 0
    if reached <= len(ladder.steps):
        return value(ladder.steps[reached - 1][1], at)
    extra = reached - len(ladder.steps)
    more = value(ladder.more, at) if ladder.more is not None else 0
    return value(ladder.steps[-1][1], at) + extra * more
