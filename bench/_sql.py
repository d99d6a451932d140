"""The made-up library as SQL for DuckDB: a table with a low and a high column for each number, one thread.

`case`: SQL's own third truth; a missing fact is NULL, and a condition is true, false or NULL by the ends of its band.
`planes`: what surely and what possibly holds as two plain conditions, a missing fact being a band wider than any;
columns are as narrow as they can be. It is the idea of our own engine written by hand, and the quickest form found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from _generate import WORDS, Among, AnyOf, Compare, Fact, Item, Share, Test, Yes
from _job import Block, Codes, Job, Run
from _rows import LEAST, MOST, Rows

FAR: Final = 9 * 10**14
"""Beyond all money; ten thousand times it still fits 64 bits, and times the least limit it exceeds every part."""
FAR_NARROW: Final = 2 * 10**9
CASES_AT_ONCE: Final = 50
PLANES_AT_ONCE: Final = 20
"""Items in one statement: more, and DuckDB slows down."""

type Table = dict[str, Any]


def case(job: Job) -> Run:
    connection = connected(case_table(job.rows()))
    return fetching(connection, [case_item(item) for item in job.sample.items], CASES_AT_ONCE)


def planes(job: Job) -> Run:
    connection = connected(planes_table(job.rows(), job.sample.facts))
    return fetching(connection, [planes_item(item) for item in job.sample.items], PLANES_AT_ONCE)


def counting(job: Job) -> Run:
    """As `planes`, but only how many rows meet each item and how many may: no answer for a row is kept."""
    connection = connected(planes_table(job.rows(), job.sample.facts))
    wanted = [[f"count_if({half})" for half in planes_of(item)] for item in job.sample.items]
    statements = prepared(connection, [", ".join(halves) for halves in wanted], PLANES_AT_ONCE)

    def run() -> Iterator[Block]:
        for statement in statements.values():
            connection.execute(statement).fetchall()
        yield from ()

    return run


def connected(table: Table) -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("told", table)
    connection.execute("CREATE TABLE firms AS SELECT * FROM told")
    connection.unregister("told")
    return connection


def fetching(connection: Any, columns: list[str], at_once: int) -> Run:
    statements = prepared(connection, columns, at_once)

    def run() -> Iterator[Block]:
        for numbers, statement in statements.items():
            found = connection.execute(statement).fetchnumpy()
            yield Block(numbers, slice(None), lambda found=found: _codes(found))

    return run


def prepared(connection: Any, columns: list[str], at_once: int) -> dict[range, str]:
    """What to execute, by the numbers of the items. Parsing and planning are done beforehand, as ours are."""
    found = {}
    for start in range(0, len(columns), at_once):
        numbers = range(start, min(start + at_once, len(columns)))
        asked = ", ".join(columns[number] for number in numbers)
        connection.execute(f"PREPARE items{start} AS SELECT {asked} FROM firms")
        found[numbers] = f"EXECUTE items{start}"
    return found


def _codes(found: dict[str, Any]) -> Codes:
    """A truth that is NULL comes as a masked element."""
    columns = list(found.values())
    if columns[0].dtype == np.uint8:
        return np.stack([np.ma.getdata(column) for column in columns])
    return np.stack([np.ma.filled(column.astype(np.uint8) * np.uint8(2), 1) for column in columns])


# Three truths --------------------------------------------------------------------------------------------------------


def case_table(rows: Rows) -> Table:
    found: Table = {}
    for key, (low, high) in rows.numbers.items():
        found[f"{key}_low"] = np.ma.masked_array(low, low == LEAST)
        found[f"{key}_high"] = np.ma.masked_array(high, high == MOST)
    return found | {key: np.ma.masked_array(codes, codes < 0) for key, codes in rows.codes.items()}


def case_item(item: Item) -> str:
    return " AND ".join(map(case_test, item.tests))


def case_test(test: Test) -> str:
    match test:
        case AnyOf(parts):
            return f"({' OR '.join(map(case_test, parts))})"
        case Compare() | Share():
            sure, possible = planes_test(test)
            return f"CASE WHEN {sure} THEN TRUE WHEN NOT ({possible}) THEN FALSE END"
        case _:
            return planes_test(test)[0]


# Two planes ----------------------------------------------------------------------------------------------------------


def planes_table(rows: Rows, facts: list[Fact]) -> Table:
    found: Table = {key: codes.astype(np.int8) for key, codes in rows.codes.items()}
    for fact in facts:
        if fact.high:
            kind, far = (np.int64, FAR) if fact.kind == "金额" else (np.int32, FAR_NARROW)
            low, high = rows.numbers[fact.key]
            found[f"{fact.key}_low"] = np.where(low == LEAST, -far, low).astype(kind)
            found[f"{fact.key}_high"] = np.where(high == MOST, far, high).astype(kind)
    return found


def planes_item(item: Item) -> str:
    sure, possible = planes_of(item)
    return f"({sure})::UTINYINT + ({possible})::UTINYINT"


def planes_of(item: Item) -> tuple[str, str]:
    both = [planes_test(test) for test in item.tests]
    return " AND ".join(sure for sure, _ in both), " AND ".join(possible for _, possible in both)


def planes_test(test: Test) -> tuple[str, str]:
    """When it surely holds, and when it may."""
    match test:
        case AnyOf(parts):
            both = [planes_test(part) for part in parts]
            return f"({' OR '.join(sure for sure, _ in both)})", f"({' OR '.join(may for _, may in both)})"
        case Compare(fact, op, limit):
            worst, best = _ends(fact, op)
            return f"{worst} {op} {limit}", f"{best} {op} {limit}"
        case Share(part, whole, op, limit):
            worst = f"{part.key}_low * 10000 {op} {limit} * {whole.key}_high"
            return worst, f"{part.key}_high * 10000 {op} {limit} * {whole.key}_low"
        case Yes(fact, wanted):
            return f"{fact.key} = {int(wanted)}", f"{fact.key} <> {int(not wanted)}"
        case Among(fact, words):
            others = [word for word in WORDS if word not in words]
            return f"{fact.key} IN ({_places(words)})", f"{fact.key} NOT IN ({_places(others)})"


def _ends(fact: Fact, op: str) -> tuple[str, str]:
    low, high = f"{fact.key}_low", f"{fact.key}_high"
    return (low, high) if op in (">", ">=") else (high, low)


def _places(words: Any) -> str:
    return ", ".join(str(WORDS.index(word)) for word in words)
