"""The choice with the highest total under constraints: exact, by OR-Tools' CP-SAT over whole 分.

Independent parts are solved apart, and a part without a conflict needs no solver at all. The result is the same on
every run: one worker, a fixed seed, and among equal totals the earlier candidates are paid first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from songjieyou.rules.answer.constraints import (
    BaseCap,
    Choice,
    Constraint,
    CountCap,
    MoneyCap,
    OneOf,
    TopUp,
    all_kept,
    least_base,
)

_IN_ORDER: Final = 30
"""For so many candidates of a part ties are broken one after the other; the solver's own choice settles the rest."""

_LIMIT: Final = 2**62
"""Above this the solver's whole numbers would overflow: for sums far beyond public money a rate is rounded a little."""

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


def optimum(most: Sequence[int], constraints: Sequence[Constraint]) -> Choice:
    """What each candidate is paid; `most` is what it may get by itself."""
    paid = list(most)
    for part in _parts(len(most), constraints):
        own = [c for c in constraints if part.issuperset(c.members)]
        if not all_kept(own, paid):
            members = sorted(part)
            for number, amount in zip(
                members, _solved([most[m] for m in members], _renumbered(own, members)), strict=True
            ):
                paid[number] = amount
    return paid


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


def _solved(most: Sequence[int], constraints: Sequence[Constraint]) -> list[int]:
    from ortools.sat.python import cp_model

    program = _Program(cp_model, most, constraints)
    total = program.maximise(sum(program.paid))
    program.model.add(sum(program.paid) == total)
    for variable in program.paid[:_IN_ORDER]:
        program.maximise(variable)
        program.model.add(variable == program.solver.value(variable))
    return [program.solver.value(x) for x in program.paid]


class _Program:
    """The constraints as an integer program."""

    def __init__(self, cp: Any, most: Sequence[int], constraints: Sequence[Constraint]) -> None:
        self.cp, self.most = cp, most
        self.model: cp_model.CpModel = cp.CpModel()
        self.solver: cp_model.CpSolver = cp.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.random_seed = 1
        self.paid = [self.model.new_int_var(0, amount, f"x{n}") for n, amount in enumerate(most)]
        self.chosen = [self.model.new_bool_var(f"y{n}") for n in range(len(most))]
        for amount, x, y in zip(most, self.paid, self.chosen, strict=True):
            self.model.add(x <= amount * y)
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
            case TopUp(member, bases, factor):
                self.add_share(member, factor, sum(self.paid[b] for b in bases), sum(self.most[b] for b in bases))

    def any_of(self, group: tuple[int, ...]) -> Any:
        """A variable that is 1 where any of the group is chosen."""
        if len(group) == 1:
            return self.chosen[group[0]]
        found = self.model.new_bool_var("any")
        for member in group:
            self.model.add(self.chosen[member] <= found)
        return found

    def add_base(self, constraint: BaseCap) -> None:
        bases = []
        for member, factor in zip(constraint.members, constraint.factors, strict=True):
            most = least_base(self.most[member], factor)
            base = self.model.new_int_var(0, most, "base")
            self.add_share(member, factor, base, most)
            bases.append(base)
        self.model.add(sum(bases) <= constraint.left)

    def add_share(self, member: int, factor: Fraction, base: Any, most: int) -> None:
        """A chosen member is at most `factor` of its base, rounded half up."""
        near = factor.limit_denominator(max(1, _LIMIT // (4 * max(most, self.most[member], 1))))
        n, d = near.numerator, near.denominator
        self.model.add(2 * d * self.paid[member] <= 2 * n * base + d).only_enforce_if(self.chosen[member])

    def maximise(self, objective: Any) -> int:
        self.model.maximize(objective)
        status = self.solver.solve(self.model)
        if status != self.cp.OPTIMAL:
            raise RuntimeError(f"the combination was not solved: {self.solver.status_name(status)}")
        return sum(map(self.solver.value, self.paid))
