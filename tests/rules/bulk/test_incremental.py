"""One item, or one row, anew over what is known already."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from random import Random

import numpy as np

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.verdict import ELIGIBLE, INELIGIBLE
from songjieyou.rules.bulk.batch import Batch, batch_of
from songjieyou.rules.bulk.columns import column_of, value_at
from songjieyou.rules.bulk.engine import BulkEngine
from songjieyou.rules.bulk.found import CODES, Found
from songjieyou.rules.bulk.index import index_of
from songjieyou.rules.values import UNKNOWN, Band, Possible
from tests.rules.bulk.examples import pack
from tests.rules.bulk.firms import Firms
from tests.rules.bulk.oracle import told
from tests.rules.sample import TODAY, base, catalogue, policy_text

ON = dt.date(2025, 6, 30)
STARTED = "“技改专项贷”贴息扩面/技改专项贷贴息"


def made(count: int, sets: float = 0) -> tuple[Firms, Batch]:
    firms = Firms(pack(), ON, seed=3, sets=sets)
    return firms, batch_of([firms.base() for _ in range(count)], pack().vocabulary)


def codes(engine: BulkEngine, batch: Batch) -> list[list[int]]:
    return [found.codes().tolist() for found in engine.answer(batch)]


def details(engine: BulkEngine, found: list[Found]) -> list[list[tuple]]:
    """Money and missing facts of every row that has any."""
    return [[told(some, place) for some in engine.details(one) for place in range(len(some.rows))] for one in found]


def test_one_item_alone_is_what_it_is_among_all() -> None:
    _, batch = made(60)
    engine = BulkEngine(Engine(pack()), ON)
    among = {(found.item.id, id(found.table)): found.codes() for found in engine.answer(batch)}
    for item in pack().items.values():
        alone = engine.answer(batch, [item])
        assert alone
        for found in alone:
            np.testing.assert_array_equal(found.codes(), among[item.id, id(found.table)])


def test_a_changed_row_is_answered_as_if_all_were_new() -> None:
    firms, batch = made(40, sets=0.2)
    engine = BulkEngine(Engine(pack()), ON)
    opened = engine.opened(batch)
    found = opened.answer()
    before = [one.codes().tolist() for one in found]
    random = Random(1)
    for _ in range(30):
        table = batch.tables[random.choice(list(firms.keys))]
        row = random.randrange(len(table))
        for key in random.sample(firms.keys[table.kind], min(4, len(firms.keys[table.kind]))):
            batch.put(table, row, key, firms._value(pack().vocabulary.entry(key[0])))
        opened.update(found, table, row)
    after = [one.codes().tolist() for one in found]
    assert after == codes(BulkEngine(Engine(pack()), ON), batch)
    assert after != before
    assert details(engine, found) == details(engine, engine.answer(batch))


def test_a_value_put_into_a_column_is_read_back_whatever_it_is() -> None:
    entry = pack().vocabulary.entry("贷款利率")
    column, odd = column_of(entry, [1, UNKNOWN, Band(0, 2, False, True)])
    assert odd == {}
    _, batch = made(5)
    table = next(one for one in batch.tables.values() if one.kind == entry.subject)
    key = ("贷款利率", None)
    for value in (0, Band(0, None), Band(None, 2, False, True), UNKNOWN, Possible(frozenset({1, 2})), 10**30, 3):
        batch.put(table, 0, key, value)
        _, subject = batch.subject(table, 0)
        assert subject.values.get(key, UNKNOWN) == value
        assert value_at(entry, column, 2) == Band(0, 2, False, True)


def test_the_index_names_the_items_that_read_something() -> None:
    index = index_of(pack())
    assert STARTED in index.facts["贷款利率"]
    assert "企业划型" in index.facts  # a derived fact, and what it is derived from
    assert set(index.facts["企业划型"]) <= set(index.facts["从业人员"])
    assert index.parameters.keys() <= pack().vocabulary.tables.keys()
    assert index.lists.keys() <= pack().vocabulary.lists.keys()


def test_what_the_index_does_not_name_keeps_its_verdicts() -> None:
    """Whatever a fact becomes, only the items that read it may change."""
    firms, batch = made(40)
    index = index_of(pack())
    engine = BulkEngine(Engine(pack()), ON)
    before = {(one.item.id, id(one.table)): one.codes().tolist() for one in engine.answer(batch)}
    changed: set[str] = set()
    for kind, keys in firms.keys.items():
        for key in keys[:6]:
            table = batch.tables[kind]
            kept = table.columns.get(key), table.odd.pop(key, None)
            table.columns[key], _ = column_of(pack().vocabulary.entry(key[0]), [UNKNOWN] * len(table))
            for one in engine.answer(batch):
                if one.codes().tolist() != before[one.item.id, id(one.table)]:
                    assert one.item.id in index.facts[key[0]]
                    changed.add(one.item.id)
            if kept[0] is not None:
                table.columns[key] = kept[0]
            else:
                del table.columns[key]
    assert len(changed) > 5


def test_a_changed_row_leaves_no_other_table_stale() -> None:
    """Firms are judged by their loans, whose column becomes finer here; only items of firms were asked about."""
    rule = catalogue(policy_text("条件:\n- 规则: 最大(贷款利率) >= 3%\n"))
    told_of = {"企业": {}, "贷款": [{"号": "L1", "贷款利率": "3%"}]}
    batch = batch_of([base(told_of) for _ in range(3)], rule.vocabulary)
    engine = BulkEngine(Engine(rule), TODAY)
    opened = engine.opened(batch)
    found = opened.answer()
    assert [one.codes().tolist() for one in found] == [[CODES[ELIGIBLE]] * 3]
    loans = batch.tables["贷款"]
    batch.put(loans, 1, ("贷款利率", None), Fraction(29999, 1000000))
    opened.update(found, loans, 1)
    assert codes(engine, batch) == [[CODES[ELIGIBLE], CODES[INELIGIBLE], CODES[ELIGIBLE]]]
    assert [one.codes().tolist() for one in opened.answer()] == codes(engine, batch)
