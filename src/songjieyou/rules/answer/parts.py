"""Parts of an exact amount by level, by instalment and by year; those of each kind sum up to the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.interpret import value
from songjieyou.rules.library.policy import Benefit, Share
from songjieyou.rules.units import round_half_up
from songjieyou.rules.values import Value, is_exact, multiply


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the amount by 层级, 期 or 年, in 分."""

    by: str
    name: str
    fen: int


def shared(shares: Sequence[Share], total: int, at: Context) -> tuple[list[Part], list[str]]:
    """Level by level, the open one last; no parts where a share is not known, and what that leaves to say."""
    given: dict[str, int] = {}
    left = total
    for share in sorted(shares, key=lambda share: share.open):  # stable: the open one takes what the others leave
        portion = total if share.open else _portion(share, total, at)
        if not is_exact(portion):
            return [], [f"不知道“{share.level}”出多少，没有分到各层级"]
        last = len(given) + 1 == len(shares)
        given[share.level] = left if last else max(0, min(left, round_half_up(portion)))
        left -= given[share.level]
    return [Part("层级", share.level, given[share.level]) for share in shares], []


def _portion(share: Share, total: int, at: Context) -> Value:
    if share.ratio is not None:
        return multiply(total, value(share.ratio, at))
    return value(share.at_most, at) if share.at_most is not None else total


def instalments(benefit: Benefit, total: int) -> Iterator[Part]:
    left = total
    for name, portion in benefit.instalments:
        last = name == benefit.instalments[-1][0]
        fen = left if last else min(left, round_half_up(total * portion))
        left -= fen
        yield Part("期", name, fen)


def by_year(years: Sequence[Value], total: int) -> Iterator[Part]:
    """Year by year, rounded so that the years sum up to the whole."""
    if not all(map(is_exact, years)):
        return
    up_to, paid = Fraction(0), 0
    for number, year in enumerate(years, 1):
        up_to += year
        fen = (total if number == len(years) else min(total, round_half_up(up_to))) - paid
        paid += fen
        yield Part("年", f"第{number}年", fen)
