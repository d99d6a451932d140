"""A fact against a constant: one comparison of whole numbers for what is sure, one for what is possible."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from songjieyou.rules.bulk.columns import Bools, Column, Numbers
from songjieyou.rules.bulk.planes import Truth, compared, left_open, pack, unknown
from songjieyou.rules.bulk.rationals import WIDE
from songjieyou.rules.language import tree as t

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block

# How the end that is sure and the end that is possible are compared; a limit between two whole numbers is moved to the
# next one up or down, so that nothing changes.
TESTS: Final[dict[str, tuple[Any, str, str, bool]]] = {
    ">=": (np.greater_equal, "low", "high", True),
    ">": (np.greater, "low", "high", False),
    "<=": (np.less_equal, "high", "low", False),
    "<": (np.less, "high", "low", True),
}


def against(op: str, fact: t.Fact, limit: int | Fraction, block: Block) -> Truth | None:
    """None where a bound is open, or the numbers shall be the same. What is not known lies beyond all limits."""
    key = block.key(fact), op, limit
    if key not in block.sheet.limits:
        block.sheet.limits[key] = _against(op, limit, block.sheet.column(key[0]))
    found = block.sheet.limits[key]
    if found is None:
        return None
    if found is NOBODY_KNOWS:
        return unknown(block.count)
    rows, number = block.rows, found.number
    bits = compared(found.test, (found.sure[rows], number), (found.possible[rows], number), block.buffer, block.count)
    return Truth(bits) if found.odd is None else left_open(bits, pack(found.odd[rows], block.count))


@dataclass(frozen=True, slots=True)
class Limited:
    """The ends of a whole column that are compared with a number."""

    test: Any
    sure: Any
    possible: Any
    number: int
    odd: Bools | None


NOBODY_KNOWS: Final = Limited(None, None, None, 0, None)


def _against(op: str, limit: int | Fraction, told: tuple[Column, Bools | None] | None) -> Limited | None:
    if told is None:
        return NOBODY_KNOWS
    column, odd = told
    assert isinstance(column, Numbers)
    if op not in TESTS or column.open_low is not None or column.open_high is not None:
        return None
    test, sure, possible, up = TESTS[op]
    number = _near(-(-limit * column.scale // 1) if up else limit * column.scale // 1)
    return Limited(test, getattr(column, sure), getattr(column, possible), number, odd)


def _near(limit: Any) -> int:
    """Within 64 bits, beyond everything that a column holds."""
    return max(-WIDE, min(int(limit), WIDE))
