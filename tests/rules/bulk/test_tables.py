"""A file of facts says of each family what the same facts say as JSON."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from songjieyou.rules.answer.targets import subjects_of
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.facts.base import FactBase, Subject
from songjieyou.rules.facts.read import read_facts
from tests.rules import sample
from tests.rules.bulk.families import ABOVE, as_json, rows_of, written
from tests.rules.bulk.tables import read, text_of


def named(subject: Subject, labels: dict[tuple[str, str | None], str]) -> tuple[str, str | None]:
    return subject.kind, labels.get((subject.kind, subject.id), subject.id)


def shape(base: FactBase, labels: dict[tuple[str, str | None], str]) -> list[tuple]:
    subjects = [base.firm, *(one for kind in sorted(base.subjects) for one in base.subjects[kind])]
    found = [(named(one, labels), one.parent and named(one.parent, labels), one.values) for one in subjects]
    return sorted(found, key=lambda one: one[0])


def unnamed(batch: Batch) -> dict[tuple[str, str | None], str]:
    """The labels of what has no 号 of its own, by kind and id."""
    tables = batch.tables.values()
    pairs = ((table.kind, *pair) for table in tables for pair in zip(table.ids, table.labels, strict=True))
    return {(kind, name): label for kind, name, label in pairs if name and name.startswith(" ")}


def asked(batch: Batch, table: Table, row: int) -> tuple:
    _, subject = batch.subject(table, row)
    assert subject.parent is not None
    return subject.kind, named(subject.parent, unnamed(batch))


@pytest.mark.parametrize("seed", range(150))
def test_a_file_says_what_the_same_facts_say_as_json(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    rows = rows_of(random)
    table = written(rows, random)
    labels = {id(row): row.name or f"第{number}行" for number, row in enumerate(rows, start=2)}
    found = read(tmp_path / "事实.csv", text_of(table), size=random.choice([1, 3, 100]))
    assert found.faults == []
    assert (found.rows, found.refused, found.bad) == (len(rows), 0, 0)
    told = {}
    for batch in found.batches:
        for row, label in enumerate(batch.firms.labels):
            told[label] = shape(batch.subject(batch.firms, row)[0], unnamed(batch))
    families = as_json(rows, labels)
    wanted = {key: read_facts(data, sample.vocabulary(), sample.TODAY) for key, data in families.items()}
    assert told == {labels[key]: shape(base, {}) for key, base in wanted.items()}
    want_asked, got_asked = [], []
    for kind in ABOVE:
        for base in wanted.values():
            some = [one for one in subjects_of(kind, base, sample.vocabulary()) if one.id is None]
            want_asked += [(kind, named(one.parent, {})) for one in some if one.parent]
        for batch in found.batches:
            if kind in batch.untold:
                got_asked += [asked(batch, batch.untold[kind], row) for row in range(len(batch.untold[kind]))]
    assert sorted(got_asked) == sorted(want_asked)
