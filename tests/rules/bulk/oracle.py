"""What the interpreter says of every row and item of a batch, one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from songjieyou.rules.answer.engine import Answers, Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import VERDICTS
from songjieyou.rules.bulk.batch import Batch
from songjieyou.rules.bulk.columns import LARGEST, LEAST, MOST
from songjieyou.rules.bulk.details import Details
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.found import Found
from songjieyou.rules.facts.base import Subject

type Key = tuple[str, str | None, tuple | None]


class Oracle:
    """The interpreter, family by family."""

    def __init__(self, engine: Engine, batch: Batch, on: dt.date) -> None:
        self.engine, self.batch, self.on = engine, batch, on
        self._families: dict[int, dict[Key, ItemAnswer]] = {}

    def family(self, firm_row: int) -> dict[Key, ItemAnswer]:
        """The answers of a family by item, subject and host."""
        if firm_row not in self._families:
            base, _ = self.batch.subject(self.batch.firms, firm_row)
            answers = Answers(self.engine, base, self.on)
            self._families[firm_row] = {key(one): one for one in answers.items}
        return self._families[firm_row]

    def answer(self, found: Found, row: int) -> ItemAnswer:
        _, subject = self.batch.subject(found.table, row)
        return self.family(found.table.firm_of(row))[found.item.id, subject.id, host(subject)]


def host(subject: Subject) -> tuple | None:
    return None if subject.parent is None else (subject.parent.kind, subject.parent.id)


def key(answer: ItemAnswer) -> Key:
    return answer.item.id, answer.subject.id, host(answer.subject)


def disagreements(engine: Engine, batch: Batch, on: dt.date) -> tuple[list[str], Counter]:
    """Every cell where verdict, money or missing facts differ, and how many cells of each verdict were compared;
    `逐行` are those answered by the interpreter itself, `金额` those with an exact amount.
    """
    oracle = Oracle(engine, batch, on)
    wrong: list[str] = []
    counts: Counter = Counter()
    bulk = BulkEngine(engine, on)
    for found in bulk.answer(batch):
        codes = found.codes()
        for row in range(len(found)):
            right = oracle.answer(found, row)
            counts[right.verdict] += 1
            if VERDICTS[codes[row]] != right.verdict:
                wrong.append(f"{found.item.id} {found.table.kind} {row}: {VERDICTS[codes[row]]}, not {right.verdict}")
        for details in bulk.details(found):
            counts["逐行"] += len(details.by_hand)
            for place, row in enumerate(details.rows):
                right = oracle.answer(found, int(row))
                said, meant = told(details, place), wanted(right)
                counts["金额"] += said[0] == said[1] is not None
                if said != meant:
                    wrong.append(f"{found.item.id} {found.table.kind} {row}: {said}, not {meant}")
    return wrong, counts


def told(details: Details, place: int) -> tuple:
    low, high = int(details.amounts.low[place]), int(details.amounts.high[place])
    return None if low == LEAST else low, None if high == MOST else high, details.names(place)


def wanted(answer: ItemAnswer) -> tuple:
    """Money that fits no column is said as at least what does."""
    low, high = (None, None) if answer.amount is None else (answer.amount.low, answer.amount.high)
    least = None if low is None else min(low, LARGEST)
    return least, None if high is None or high > LARGEST else high, tuple(answer.missing)
