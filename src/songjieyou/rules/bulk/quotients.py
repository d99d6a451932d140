"""A quotient against a constant, without dividing: the part times the denominator, the whole times the numerator.

Over half of the work of a large library is this one test, so it has a way of its own; what does not fit it goes the way
of all others.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from songjieyou.rules.bulk.limits import TESTS
from songjieyou.rules.bulk.planes import Plane, Truth, compared, pack, words
from songjieyou.rules.bulk.rationals import WIDE
from songjieyou.rules.bulk.vectors import Ends, Vector
from songjieyou.rules.language import tree as t

if TYPE_CHECKING:
    from songjieyou.rules.bulk.block import Block


def quotient(op: str, node: t.Arith, limit: int | Fraction, block: Block) -> Truth | None:
    """None where a bound is open, a divisor may be below zero, the limit is not above zero or 64 bits may not do."""
    if op not in TESTS or limit <= 0:
        return None
    part, whole = block.numbers(node.left), block.numbers(node.right)
    if not (_is_plain(part) and _is_plain(whole)):
        return None
    above = block.kept(node.right, "above", lambda: _above_zero(whole, block.count))
    if above is None:
        return None
    left, right = _factors(part, whole, limit)
    if max(part.low.number.top, part.high.number.top) * left >= WIDE or whole.high.number.top * right >= WIDE:
        return None
    compare, sure, possible, _ = TESTS[op]
    ends = (sure, possible), (possible, sure)  # of the part and of the whole, which pulls the other way
    sides = [(_times(node.left, one, left, block), _times(node.right, other, right, block)) for one, other in ends]
    bits, size = compared(compare, sides[0], sides[1], block.buffer, block.count), words(block.count)
    known = [_known(node.left, one, block) & _known(node.right, other, block) & above for one, other in ends]
    bits[:size] &= known[0]
    bits[size:] |= ~known[1]
    return Truth(bits)


def _is_plain(vector: Vector) -> bool:
    ends = (vector.low, vector.high)
    plain = all(end.open is None and isinstance(end.number.den, int) and end.number.num.dtype != object for end in ends)
    return plain and vector.hard is None


def _above_zero(whole: Vector, count: int) -> Plane | None:
    """Where the divisor is surely above zero; None where one surely is below."""
    below = (whole.high.number.num < 0) if whole.high.has is None else (whole.high.number.num < 0) & whole.high.has
    if below.any():
        return None
    return pack(whole.low.number.num > 0, count)  # no bound is zero here


def _factors(part: Vector, whole: Vector, limit: int | Fraction) -> tuple[int, int]:
    """By what both sides are multiplied: part/d1 ÷ whole/d2 against p/q is part·d2·q against whole·d1·p."""
    den_part, den_whole = part.low.number.den, whole.low.number.den
    assert isinstance(den_part, int)
    assert isinstance(den_whole, int)
    ratio = Fraction(limit) * den_part / den_whole
    return ratio.denominator, ratio.numerator


def _times(node: t.ValueNode, end: str, factor: int, block: Block) -> Any:
    number = _end(block.numbers(node), end).number.num
    return number if factor == 1 else block.kept(node, (end, factor), lambda: number * factor)


def _known(node: t.ValueNode, end: str, block: Block) -> Plane:
    has = _end(block.numbers(node), end).has
    found: Plane = block.kept(node, end, lambda: pack(True if has is None else has, block.count))
    return found


def _end(vector: Vector, end: str) -> Ends:
    found: Ends = getattr(vector, end)
    return found
