"""Single rows for the interpreter: what no formula over columns was worth writing for."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from songjieyou.rules.answer.engine import Answers, Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.bulk.sheet import Sheet
from songjieyou.rules.language.tree import Earned, walk
from songjieyou.rules.library.policy import Item, nodes_of

_FAMILIES = 64


class Fallback:
    """Answers item by item; where one builds on the money of others (所得), the whole family is answered, once."""

    def __init__(self, engine: Engine, on: dt.date) -> None:
        self.engine, self.on = engine, on
        self._builds: dict[str, bool] = {}
        self._family = lru_cache(maxsize=_FAMILIES)(self._answered)

    def answer(self, item: Item, sheet: Sheet, row: int) -> ItemAnswer:
        if not self._builds_on_others(item):
            return self.engine.single(item, sheet.context(row))
        firm = sheet.table.firm_of(row)
        subject = sheet.context(row).subject
        found = [one for one in self._family(sheet.firms, firm).items if one.item is item]
        return next(one for one in found if one.subject.id == subject.id and one.subject.under(subject))

    def forget(self) -> None:
        """What was known of families may have changed."""
        self._family.cache_clear()

    def _answered(self, firms: Sheet, row: int) -> Answers:
        return self.engine.answer(firms.context(row).base, self.on)

    def _builds_on_others(self, item: Item) -> bool:
        if item.id not in self._builds:
            roots = [c.node for version in item.versions for c in version.conditions]
            roots += [node for version in item.versions for node in nodes_of(version.benefit)]  # type: ignore[misc]
            self._builds[item.id] = any(isinstance(node, Earned) for root in roots for node in walk(root))
        return self._builds[item.id]
