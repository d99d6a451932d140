"""The made-up library in the forms of the peers: zen-engine expressions and an OpenFisca tax-benefit system.

They are asked for less than we are: one yes or no for each item, no reasons and no amount. They get the same whole
numbers; a band, which neither knows, is given as its middle. What they make of a missing fact is their own affair.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterator
from typing import Any, Final

from _generate import YEAR, Among, AnyOf, Compare, Fact, Firm, Item, Sample, Share, Test, Value, Yes
from _naive import FAILS, LACKS, MEETS

OPS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


type Formula = Callable[[Any, Any], Any]

FAR, FAR_MONEY = 2 * 10**9, 1e30
"""Beyond all whole numbers, and beyond all money, in the types that OpenFisca has for them."""


def middle(value: Value) -> Value:
    return sum(value) // 2 if isinstance(value, tuple) else value


def told(firm: Firm, facts: list[Fact]) -> dict[str, Value]:
    """What a firm told, by the peers' names for it."""
    return {fact.key: middle(firm[fact.name]) for fact in facts if firm[fact.name] is not None}


def verdict(found: bool | None) -> str:
    if found is None:
        return LACKS
    return MEETS if found else FAILS


# zen-engine ----------------------------------------------------------------------------------------------------------


def zen_text(test: Test, guarded: bool) -> str:
    """A condition as an expression. `guarded`: with a default for every fact, so that nothing missing is an error."""

    def read(fact: Fact) -> str:
        empty = {"是否": "false", "选项": "''"}.get(fact.kind, "0")
        return f"({fact.key} ?? {empty})" if guarded else fact.key

    match test:
        case AnyOf(parts):
            return f"({' or '.join(zen_text(part, guarded) for part in parts)})"
        case Compare(fact, op, limit):
            return f"{read(fact)} {op} {limit}"
        case Share(part, whole, op, limit):
            return f"{read(part)} * 10000 {op} {limit} * {read(whole)}"
        case Among(fact, words):
            return f"{read(fact)} in {list(words)}"
        case Yes(fact, wanted):
            return read(fact) if wanted else f"not {read(fact)}"


def zen_item(item: Item, guarded: bool) -> str:
    return " and ".join(zen_text(test, guarded) for test in item.tests)


def zen_each(sample: Sample) -> Callable[[dict[str, Value]], list[bool | None]]:
    """Item by item; an error in one, which a missing fact gives, is taken for unknown."""
    import zen

    compiled = [zen.compile_expression(zen_item(item, guarded=False)) for item in sample.items]

    def run(context: dict[str, Value]) -> list[bool | None]:
        found = []
        for expression in compiled:
            try:
                found.append(expression.evaluate(context))
            except RuntimeError:
                found.append(None)
        return found

    return run


def zen_whole(sample: Sample) -> Callable[[dict[str, Value]], list[bool | None]]:
    """All items in one decision: the quickest way, but one error would end it, so missing facts need defaults."""
    import zen

    rows = [{"id": str(n), "key": str(n), "value": zen_item(item, guarded=True)} for n, item in enumerate(sample.items)]
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": place},
        {"id": "all", "name": "all", "type": "expressionNode", "position": place, "content": {"expressions": rows}},
        {"id": "out", "name": "out", "type": "outputNode", "position": place},
    ]
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in (("in", "all"), ("all", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    keys = [str(n) for n in range(len(sample.items))]

    def run(context: dict[str, Value]) -> list[bool | None]:
        found = decision.evaluate(context)["result"]
        return [found[key] for key in keys]

    return run


# OpenFisca -----------------------------------------------------------------------------------------------------------


class OpenFiscaSystem:
    """Variables for facts, by type, and for answers, by formula."""

    def __init__(self, facts: dict[str, type], formulas: dict[str, Formula]) -> None:
        from openfisca_core import periods
        from openfisca_core.entities import build_entity
        from openfisca_core.simulations import SimulationBuilder
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        entity = build_entity("firm", "firms", "A firm", is_person=True)
        self.system = TaxBenefitSystem([entity])
        common = {"entity": entity, "definition_period": periods.DateUnit.YEAR, "label": "made up"}
        for name, kind in facts.items():
            self.system.add_variable(type(name, (Variable,), {**common, "value_type": kind}))
        for name, formula in formulas.items():
            self.system.add_variable(type(name, (Variable,), {**common, "value_type": bool, "formula": formula}))
        self.names = list(formulas)
        self.period = periods.period(str(YEAR))
        self.build = SimulationBuilder().build_default_simulation

    def answers(self, told: dict[str, Any], count: int) -> Iterator[Any]:
        """Of `count` firms in a new simulation, formula by formula; `told` has an array for each fact."""
        simulation = self.build(self.system, count)
        for key, values in told.items():
            simulation.set_input(key, self.period, values)
        for name in self.names:
            yield simulation.calculate(name, self.period)


class OpenFisca(OpenFiscaSystem):
    """One variable a fact and one an item."""

    def __init__(self, sample: Sample) -> None:
        types = {"金额": float, "是否": bool}
        formulas = {f"item{n}": _formula(item) for n, item in enumerate(sample.items)}
        super().__init__({fact.key: types.get(fact.kind, int) for fact in sample.facts}, formulas)


class OpenFiscaBoth(OpenFiscaSystem):
    """Two variables an item, for what surely and what possibly fits, and two a number, for the ends of its band.

    Money is single precision here, too: it knows no other.
    """

    def __init__(self, sample: Sample) -> None:
        facts = {
            name: float if fact.kind == "金额" else int
            for fact in sample.facts
            for name in ([fact.key + "_low", fact.key + "_high"] if fact.high else [fact.key])
        }
        formulas = {
            f"{name}{n}": _all([_half(test, name == "sure") for test in item.tests])
            for n, item in enumerate(sample.items)
            for name in ("sure", "possible")
        }
        super().__init__(facts, formulas)


def _half(test: Test, sure: bool) -> Callable[[Any, Any], Any]:
    """Whether a test surely, or else possibly, holds."""
    match test:
        case Compare(fact, op, limit):
            key, holds = fact.key + ("_low" if sure == (op[0] == ">") else "_high"), OPS[op]
            return lambda firm, period: holds(firm(key, period), limit)
        case Share(part, whole, op, limit):
            return _half_share(part.key, whole.key, OPS[op], limit, sure)
        case Yes(fact, wanted):
            key, against = fact.key, int(not wanted)
            if sure:
                return lambda firm, period: firm(key, period) == int(wanted)
            return lambda firm, period: firm(key, period) != against
        case Among(fact, words):
            codes = [code(word) for word in words] + ([] if sure else [0])
            return _any([_equals(fact.key, one) for one in codes])
        case AnyOf(parts):
            return _any([_half(part, sure) for part in parts])


def _half_share(part: str, whole: str, holds: Any, limit: int, sure: bool) -> Callable[[Any, Any], Any]:
    """`part / whole >= limit`; nothing is sure where one of them is not known."""
    ends = ("_low", "_high") if sure else ("_high", "_low")

    def found(firm: Any, period: Any) -> Any:
        held = holds(firm(part + ends[0], period) * 10_000, firm(whole + ends[1], period) * limit)
        known = (firm(part + "_low", period) > -FAR_MONEY) & (firm(whole + "_low", period) > -FAR_MONEY)
        return held & known if sure else held | ~known

    return found


def openfisca(sample: Sample) -> Callable[[dict[str, Value]], list[bool | None]]:
    """A new simulation for each firm."""
    import numpy as np

    peer = OpenFisca(sample)

    def run(context: dict[str, Value]) -> list[bool | None]:
        told = {key: np.array([value]) for key, value in context.items()}
        return [bool(found[0]) for found in peer.answers(told, 1)]

    return run


def openfisca_input(context: dict[str, Value]) -> dict[str, Value]:
    """Words as codes; 0 is left for a word that was not told."""
    return {key: code(value) if isinstance(value, str) else value for key, value in context.items()}


def code(word: str) -> int:
    return ord(word[0])


def _formula(item: Item) -> Callable[[Any, Any], Any]:
    return _all([_test(test) for test in item.tests])


def _all(tests: list[Callable[[Any, Any], Any]]) -> Callable[[Any, Any], Any]:
    def formula(firm: Any, period: Any) -> Any:
        found = tests[0](firm, period)
        for test in tests[1:]:
            found = found & test(firm, period)
        return found

    return formula


def _test(test: Test) -> Callable[[Any, Any], Any]:
    match test:
        case Compare(fact, op, limit):
            key, holds = fact.key, OPS[op]
            return lambda firm, period: holds(firm(key, period), limit)
        case Share(part, whole, op, limit):
            one, other, holds = part.key, whole.key, OPS[op]
            return lambda firm, period: holds(firm(one, period) * 10_000, firm(other, period) * limit)
        case Yes(fact, wanted):
            key = fact.key
            return lambda firm, period: firm(key, period) == wanted
        case Among(fact, words):
            return _any([_equals(fact.key, code(word)) for word in words])
        case AnyOf(parts):
            return _any([_test(part) for part in parts])


def _equals(key: str, code: int) -> Callable[[Any, Any], Any]:
    return lambda firm, period: firm(key, period) == code


def _any(tests: list[Callable[[Any, Any], Any]]) -> Callable[[Any, Any], Any]:
    def found(firm: Any, period: Any) -> Any:
        whole = tests[0](firm, period)
        for test in tests[1:]:
            whole = whole | test(firm, period)
        return whole

    return found
