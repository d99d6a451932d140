"""A file of facts says of each family what the same facts say as JSON."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from songjieyou.rules.answer.targets import subjects_of
from songjieyou.rules.bulk.batch import Batch, Table
from songjieyou.rules.facts.base import FactBase, Subject
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.library.vocabulary import Entry, Vocabulary
from tests.rules import sample
from tests.rules.bulk.families import ABOVE, as_json, rows_of, written
from tests.rules.bulk.tables import Read, read, text_of


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


KINDS = {
    "企业": (),
    "项目": ("企业",),
    "产品": ("企业",),
    "标段": ("项目", "企业"),
    "合同": ("标段", "产品", "企业"),
}


def tree() -> Vocabulary:
    """Kinds beside each other and three steps deep; of each kind one fact, called as the kind and 数."""
    entries = {f"{kind}数": Entry(f"{kind}数", kind, "个数") for kind in KINDS}
    return Vocabulary(subjects=dict(KINDS), entries=entries)


def above(found: Read, kind: str) -> list[tuple[str, dict[str, str]]]:
    """The labels of the subjects of a kind, with those of all above each."""
    (batch,) = found.batches
    table = batch.tables[kind]
    return [
        (label, {up: batch.tables[up].labels[at] for up, rows in sorted(table.above.items()) if (at := rows[row]) >= 0})
        for row, label in enumerate(table.labels)
    ]


def test_a_row_makes_each_of_the_kinds_above_it_of_which_it_tells(tmp_path: Path) -> None:
    text = "对象,号,标段数,项目数\n合同,甲,1,2\n合同,乙,1,\n合同,丙,,3\n合同,丁,,未知\n"
    found = read(tmp_path / "f.csv", text, vocabulary=tree())
    assert (found.faults, found.bad) == ([], 0)
    assert above(found, "合同") == [
        ("甲", {"企业": "甲", "标段": "甲", "项目": "甲"}),
        ("乙", {"企业": "乙", "标段": "乙"}),
        ("丙", {"企业": "丙", "项目": "丙"}),
        ("丁", {"企业": "丁"}),
    ]
    assert above(found, "标段") == [("甲", {"企业": "甲", "项目": "甲"}), ("乙", {"企业": "乙"})]


def test_a_row_can_put_a_kind_below_the_row_above_it_and_not_above_that(tmp_path: Path) -> None:
    text = "对象,号,属,标段数,项目数\n项目,P,,,\n标段,B,,,\n合同,甲,P,1,\n合同,乙,B,,2\n合同,丙,B,,\n"
    found = read(tmp_path / "f.csv", text, vocabulary=tree())
    assert found.faults == ["第 5 行“项目数”：“项目数”是项目的事实，不能写在合同的行里，“属”写的那一行上面没有项目"]
    assert above(found, "合同") == [
        ("甲", {"企业": "P", "标段": "甲", "项目": "P"}),
        ("", {"企业": "B", "标段": "B"}),
        ("丙", {"企业": "B", "标段": "B"}),
    ]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("", "第 3 行：同时写了项目和产品的事实，一行只能属于其中一个"),
        (",P", "第 3 行“产品数”：“产品数”是产品的事实，不能写在合同的行里，“属”写的那一行上面没有产品"),
    ],
)
def test_a_row_has_only_one_kind_above_it_of_those_beside_each_other(more: str, fault: str, tmp_path: Path) -> None:
    text = f"对象,号,产品数,项目数{',属' if more else ''}\n项目,P,,\n合同,甲,1,2{more}\n合同,乙,1,{more and ','}\n"
    found = read(tmp_path / "f.csv", text, vocabulary=tree())
    assert found.faults == [fault]
    labels = [label for label, _ in above(found, "合同")]
    assert labels == (["", "乙"] if more else ["乙"])
    assert above(found, "合同")[-1] == ("乙", {"产品": "乙", "企业": "乙"})


def test_of_two_kinds_beside_each_other_the_row_at_fault_keeps_one(tmp_path: Path) -> None:
    text = "对象,号,属,产品数,项目数\n企业,F,,,\n项目,P,F,,\n合同,甲,,1,2\n"
    found = read(tmp_path / "f.csv", text, vocabulary=tree())
    assert found.faults == ["第 4 行：同时写了项目和产品的事实，一行只能属于其中一个"]
    assert above(found, "合同") == [("", {"企业": "", "项目": ""})]


@pytest.mark.parametrize(("told", "same"), [("10人、20人", True), ("10人、30人", False), ("", True), ("10人", False)])
def test_possibilities_told_twice_must_agree(told: str, same: bool, tmp_path: Path) -> None:
    text = f"对象,号,属,从业人员@2024.可能\n企业,F,,10人、20人\n项目,P,F,{told}\n"
    found = read(tmp_path / "f.csv", text)
    fault = "第 3 行“从业人员@2024.可能”：与第 2 行写的不一样：同一个企业只有一个值"
    assert found.faults == ([] if same else [fault])
