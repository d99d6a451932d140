"""What the law allows together, as plain data over candidate numbers; amounts are whole 分.

Each constraint can tell whether a choice keeps it (`kept`), so that any optimum can be checked, and brute force needs
no other knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

type Choice = Sequence[int]
"""The 分 that each candidate is paid; 0: not chosen."""


@dataclass(frozen=True, slots=True)
class MoneyCap:
    """All members together at most `left`."""

    members: tuple[int, ...]
    left: int
    why: str

    def kept(self, paid: Choice) -> bool:
        return sum(paid[m] for m in self.members) <= self.left


@dataclass(frozen=True, slots=True)
class CountCap:
    """Members stand for subjects; at most `times` of the subjects are paid."""

    groups: tuple[tuple[int, ...], ...]
    times: int
    why: str

    @property
    def members(self) -> tuple[int, ...]:
        return tuple(m for group in self.groups for m in group)

    def kept(self, paid: Choice) -> bool:
        return sum(any(paid[m] for m in group) for group in self.groups) <= self.times


@dataclass(frozen=True, slots=True)
class OneOf:
    """Of the groups only one may be paid (互斥, 就高)."""

    groups: tuple[tuple[int, ...], ...]
    why: str

    @property
    def members(self) -> tuple[int, ...]:
        return tuple(m for group in self.groups for m in group)

    def kept(self, paid: Choice) -> bool:
        return sum(any(paid[m] for m in group) for group in self.groups) <= 1


@dataclass(frozen=True, slots=True)
class BaseCap:
    """The bases behind the amounts together at most `left`; `factors` turn a base into an amount.

    `slack` is the base that rounding the full amount made up: paying what was rounded up needs no more than the base
    there is, and no sum may gain by splitting a base into parts that round well.
    """

    members: tuple[int, ...]
    factors: tuple[Fraction, ...]
    slack: tuple[Fraction, ...]
    left: int
    why: str

    def kept(self, paid: Choice) -> bool:
        parts = zip(self.members, self.factors, self.slack, strict=True)
        return sum(paid[m] / factor - slack for m, factor, slack in parts if paid[m]) <= self.left


@dataclass(frozen=True, slots=True)
class TopUp:
    """`member` is at most `factor` times what its bases are paid (所得).

    Where all bases are paid in `full`, `slack` more: what rounding added, or all where the money is no plain part.
    """

    member: int
    bases: tuple[int, ...]
    full: tuple[int, ...]
    factor: Fraction
    slack: Fraction
    why: str

    @property
    def members(self) -> tuple[int, ...]:
        return (self.member, *self.bases)

    def kept(self, paid: Choice) -> bool:
        whole = all(paid[b] >= most for b, most in zip(self.bases, self.full, strict=True))
        ground = sum(paid[b] for b in self.bases)
        return paid[self.member] <= self.factor * ground + (self.slack if whole else 0)


type Constraint = MoneyCap | CountCap | OneOf | BaseCap | TopUp


def all_kept(constraints: Sequence[Constraint], paid: Choice) -> bool:
    return all(constraint.kept(paid) for constraint in constraints)


def broken_by(constraints: Sequence[Constraint], paid: Choice, changed: Mapping[int, int]) -> list[str]:
    """Why a choice cannot be changed like this; empty where it can."""
    tried = [changed.get(number, amount) for number, amount in enumerate(paid)]
    return list(dict.fromkeys(constraint.why for constraint in constraints if not constraint.kept(tried)))
