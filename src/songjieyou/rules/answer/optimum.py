"""The choice with the highest total under constraints: exact, by OR-Tools' CP-SAT over whole 分.

Independent parts are solved apart, and a part without a conflict needs no solver at all. The result is the same on
every run: one worker, a fixed seed, and among equal totals the earlier candidates are paid first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, lcm
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from songjieyou.rules.answer.constraints import (
    BaseCap,
    Choice,
    Constraint,
    CountCap,
    MoneyCap,
    OneOf,
    TopUp,
    all_kept,
)

_IN_ORDER: Final = 12
"""For so many candidates of a part ties are broken one by one; beyond, the solver's own choice settles them."""

_WORK: Final = (0.02, 0.2, 1.0)
"""Limits of the search, one after the other, in the solver's own measure: alike everywhere, so that replays agree."""

_CLOSE: Final = 100
"""In 分. Rates that split a shared sum leave the solver a few 分 of doubt that long search would not remove."""

_LIMIT: Final = 2**62
"""Above this the solver's whole numbers would overflow: for sums far beyond public money a rate is rounded a little."""

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


class Solution(NamedTuple):
    """What each candidate is paid, and by how many 分 the best lawful total might be higher (0: it is the best)."""

    paid: list[int]
    gap: int


def optimum(most: Sequence[int], constraints: Sequence[Constraint]) -> Choice:
    """What each candidate is paid; `most` is what it may get by itself."""
    return solved(most, constraints).paid


def solved(most: Sequence[int], constraints: Sequence[Constraint]) -> Solution:
    """The optimum, with what is not proven about it."""
    paid, gap = list(most), 0
    for part in _parts(len(most), constraints):
        own = [c for c in constraints if part.issuperset(c.members)]
        if not all_kept(own, paid):
            members = sorted(part)
            found = _solved([most[m] for m in members], _renumbered(own, members))
            gap += found.gap
            for number, amount in zip(members, found.paid, strict=True):
                paid[number] = amount
    return Solution(paid, gap)


def _parts(count: int, constraints: Sequence[Constraint]) -> list[set[int]]:
    """The candidates, joined where a constraint holds them together."""
    parts: list[set[int]] = [{number} for number in range(count)]
    for constraint in constraints:
        joined = set(constraint.members)
        apart = [part for part in parts if joined.isdisjoint(part)]
        for part in parts:
            if not joined.isdisjoint(part):
                joined |= part
        parts = [*apart, joined]
    return parts


def _renumbered(constraints: Sequence[Constraint], members: Sequence[int]) -> list[Constraint]:
    new = {old: number for number, old in enumerate(members)}

    def moved(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(new[n] for n in numbers)

    found: list[Constraint] = []
    for c in constraints:
        match c:
            case MoneyCap() | BaseCap():
                found.append(replace(c, members=moved(c.members)))
            case CountCap() | OneOf():
                found.append(replace(c, groups=tuple(map(moved, c.groups))))
            case TopUp():
                found.append(replace(c, member=new[c.member], bases=moved(c.bases)))
    return found


def _solved(most: Sequence[int], constraints: Sequence[Constraint]) -> Solution:
    from ortools.sat.python import cp_model

    program = _Program(cp_model, most, constraints)
    gap = program.settle(range(len(most)))
    if gap == 0 and len(most) <= _IN_ORDER:
        for number in range(len(most)):
            program.settle([number])
    return Solution(program.found, gap)


class _Program:
    """The constraints as an integer program."""

    def __init__(self, cp: Any, most: Sequence[int], constraints: Sequence[Constraint]) -> None:
        self.cp, self.most = cp, most
        self.model: cp_model.CpModel = cp.CpModel()
        self.solver: cp_model.CpSolver = cp.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.random_seed = 1
        self.found = [0] * len(most)
        self.paid = [self.model.new_int_var(0, amount, f"x{n}") for n, amount in enumerate(most)]
        self.chosen = [self.model.new_bool_var(f"y{n}") for n in range(len(most))]
        for amount, x, y in zip(most, self.paid, self.chosen, strict=True):
            self.model.add(x <= amount * y)
            self.model.add(x >= y)
        for constraint in constraints:
            self.add(constraint)

    def add(self, constraint: Constraint) -> None:
        match constraint:
            case MoneyCap():
                self.model.add(sum(self.paid[m] for m in constraint.members) <= constraint.left)
            case CountCap():
                self.model.add(sum(map(self.any_of, constraint.groups)) <= constraint.times)
            case OneOf():
                self.model.add(sum(map(self.any_of, constraint.groups)) <= 1)
            case BaseCap():
                self.add_base(constraint)
            case TopUp():
                self.add_top_up(constraint)

    def any_of(self, group: tuple[int, ...]) -> Any:
        """A variable that is 1 where any of the group is chosen."""
        if len(group) == 1:
            return self.chosen[group[0]]
        found = self.model.new_bool_var("any")
        for member in group:
            self.model.add(self.chosen[member] <= found)
        return found

    def add_base(self, constraint: BaseCap) -> None:
        """The bases as one sum of whole numbers, rounded against the firm where exact ones would overflow."""
        per_fen = [1 / factor for factor in constraint.factors]
        exact = lcm(*(number.denominator for number in (*per_fen, *constraint.slack)))
        reach = sum(per * self.most[m] for per, m in zip(per_fen, constraint.members, strict=True)) + constraint.left
        scale = exact if exact * reach < _LIMIT else max(1, _LIMIT // ceil(reach))
        needed = []
        for m, per, slack in zip(constraint.members, per_fen, constraint.slack, strict=True):
            needed.append(ceil(per * scale) * self.paid[m] - floor(slack * scale) * self.chosen[m])
        self.model.add(sum(needed) <= constraint.left * scale)

    def add_top_up(self, constraint: TopUp) -> None:
        factor, slack = constraint.factor, constraint.slack
        exact = lcm(factor.denominator, slack.denominator)
        reach = self.most[constraint.member] + factor * sum(self.most[b] for b in constraint.bases) + slack
        scale = exact if exact * reach < _LIMIT else max(1, _LIMIT // ceil(reach))
        whole = self.model.new_bool_var("whole")
        for base, most in zip(constraint.bases, constraint.full, strict=True):
            self.model.add(self.paid[base] >= most * whole)
        ground = sum(floor(factor * scale) * self.paid[b] for b in constraint.bases)
        self.model.add(scale * self.paid[constraint.member] <= ground + floor(slack * scale) * whole)

    def settle(self, numbers: Sequence[int]) -> int:
        """Fix the sum of some candidates at the greatest that is found; returns how much more there might be, in 分."""
        total = sum(self.paid[n] for n in numbers)
        model = self.model.clone()
        model.maximize(total)
        gap = sum(self.most)
        for work in _WORK:
            self.solver.parameters.max_deterministic_time = work
            status = self.solver.solve(model)
            if status in (self.cp.OPTIMAL, self.cp.FEASIBLE):
                self.found = [self.solver.value(x) for x in self.paid]
                best = sum(self.found[n] for n in numbers)
                gap = 0 if status == self.cp.OPTIMAL else floor(self.solver.best_objective_bound) - best
            if gap <= _CLOSE:
                break
        self.model.add(total == sum(self.found[n] for n in numbers))
        return gap
