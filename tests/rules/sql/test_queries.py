"""What the written SQL is made of, in all four dialects, and what is refused rather than said wrongly."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache

import pytest
import sqlglot
from sqlglot import exp

from songjieyou.rules.bulk.batch import batch_of
from songjieyou.rules.cli import main
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.library.vocabulary import FIRM
from songjieyou.rules.sql.calendar import quotient
from songjieyou.rules.sql.queries import Said, say
from songjieyou.rules.sql.schema import Layout, Numbers, columns_of, created, fitting, layout_for, layout_of, rows_of
from songjieyou.rules.sql.terms import DIALECTS, written
from songjieyou.rules.sql.verdicts import keys_read
from tests.rules import sample
from tests.rules.asking import edition, item, policy
from tests.rules.bulk.examples import pack

ON = dt.date(2025, 6, 30)


def unmeasured(catalogue: Catalogue, name: str) -> tuple[Layout, Said]:
    items = list(catalogue.items.values())
    layout = layout_for(catalogue.vocabulary, keys_read(items, ON))
    return layout, say(items, layout, ON, DIALECTS[name])


@cache
def of_pack(name: str) -> tuple[Layout, Said]:
    return unmeasured(pack(), name)


def texts(layout: Layout, said: Said, name: str) -> Iterator[str]:
    """Everything that is written."""
    for create in created(layout):
        yield written(create, DIALECTS[name])
    for query in said.queries:
        yield query.text(DIALECTS[name])


@pytest.mark.parametrize("name", DIALECTS)
def test_what_is_written_reads_back_and_is_exact(name: str) -> None:
    """Whole numbers throughout: no decimals, no type with a point, and a division only of whole days."""
    seen = 0
    for text in texts(*of_pack(name), name):
        (parsed,) = sqlglot.parse(text, dialect=name, error_level=sqlglot.ErrorLevel.RAISE)
        assert parsed is not None
        for node in parsed.walk():
            seen += 1
            assert not (isinstance(node, exp.Literal) and not node.is_string and not node.this.isdigit())
            assert not (isinstance(node, exp.DataType) and node.this in exp.DataType.FLOAT_TYPES)
            if isinstance(node, exp.Div | exp.IntDiv):
                assert any(
                    column.name.startswith("日") or column.name.endswith(("低", "高"))
                    for column in node.find_all(exp.Column)
                )
    assert seen > 5000


def test_nearly_all_of_the_pack_can_be_said_of_facts_that_nobody_has_seen() -> None:
    unsaid = {name: set(of_pack(name)[1].unsayable) for name in DIALECTS}
    assert unsaid["duckdb"] == unsaid["postgres"] == unsaid["spark"] == set()
    assert len(unsaid["sqlite"]) == 2


def test_the_same_is_written_every_time() -> None:
    assert list(texts(*of_pack("spark"), "spark")) == list(texts(*unmeasured(pack(), "spark"), "spark"))


@pytest.mark.parametrize(
    ("name", "fenced"), [("postgres", True), ("sqlite", True), ("duckdb", False), ("spark", False)]
)
def test_each_step_is_computed_once(name: str, fenced: bool) -> None:
    """PostgreSQL writes unfenced steps into each other until planning does not end."""
    for query in of_pack(name)[1].queries:
        steps = query.select.ctes
        assert len(steps) > 1
        assert {step.args.get("materialized") for step in steps} == {fenced or None}


# Refusals ------------------------------------------------------------------------------------------------------------


def condition(rule: str, name: str = "甲", kind: str = FIRM) -> str:
    return item(name, edition(f"条件: [{{规则: '{rule}'}}]"), kind=kind, category="资质")


def test_a_number_that_could_be_too_large_is_refused_by_name() -> None:
    catalogue = sample.catalogue(policy(condition("用电量 * 用电量 >= 3", "大"), condition("规上", "小")))
    said = unmeasured(catalogue, "sqlite")[1]
    assert list(said.unsayable) == ["办法/大"]
    assert "装不下" in said.unsayable["办法/大"].why
    assert [list(query.columns) for query in said.queries] == [["办法/小"]]


def test_sqlite_would_not_have_told() -> None:
    """Why too large numbers are refused, and whole divisions written apart: SQLite goes on in floating point."""
    with closing(sqlite3.connect(":memory:")) as connection:
        kinds = connection.execute("SELECT typeof(9223372036854775807 + 0), typeof(9223372036854775807 + 1)").fetchone()
    assert kinds == ("integer", "real")
    halved = exp.IntDiv(this=exp.column("天"), expression=exp.Literal.number(5))
    assert "REAL" in halved.sql("sqlite")
    assert "REAL" not in quotient(exp.column("天"), 5, "sqlite").sql("sqlite")


def test_what_small_facts_allow_is_said_even_so() -> None:
    catalogue = sample.catalogue(policy(condition("用电量 * 用电量 >= 3", "甲")))
    items = list(catalogue.items.values())
    small = [sample.base({"企业": {"用电量": "1.5千瓦时"}}, ON)]
    assert list(unmeasured(catalogue, "sqlite")[1].unsayable) == ["办法/甲"]
    layout = layout_of(batch_of(small, catalogue.vocabulary), keys_read(items, ON))
    assert not say(items, layout, ON, DIALECTS["sqlite"]).unsayable


def test_what_another_item_brings_is_refused() -> None:
    earned = condition("所得(乙) >= 1万元")
    catalogue = sample.catalogue(policy(earned, item("乙", edition("补贴: {性质: 定额, 金额: 10万元}"))))
    said = unmeasured(catalogue, "duckdb")[1]
    assert {name: error.why for name, error in said.unsayable.items()} == {
        "办法/甲": "所得（别的事项的金额）不在 SQL 里算"
    }


# Tables --------------------------------------------------------------------------------------------------------------


def test_names_are_short_enough_and_differ_in_more_than_case() -> None:
    taken: set[str] = set()
    long = "很长的事实名称" * 4
    found = [fitting(name, taken) for name in ("A类", "a类", long, f"{long}二", "行", "号")]
    assert found[0] == "A类"
    assert len({name.casefold() for name in found}) == len(found)
    assert all(len(f"{name}.低开".encode()) <= 63 for name in found)
    assert not {"行", "号"} & set(found)


def test_rows_hold_what_the_firms_told() -> None:
    told = {
        "企业": {
            "从业人员": {"2024": {"自": 20, "至": 49}},
            "资质": ["高新", "小巨人"],
            "组织形式": {"可能": ["公司", "合伙"]},
            "用电量": {"超过": "1.5千瓦时"},
            "注册日期": "0001-01-02",
        },
        "项目": [{"号": "P1"}],
        "贷款": [],
    }
    batch = batch_of([sample.base(told, ON), sample.base({}, ON)], sample.vocabulary())
    names = ["从业人员", "资质", "组织形式", "用电量", "注册日期"]
    keys = [(name, 2024 if name == "从业人员" else None) for name in names]
    layout = layout_of(batch, keys)
    columns = [name for name, _ in columns_of(layout, FIRM)]
    first, second = (dict(zip(columns, row, strict=True)) for row in rows_of(batch, layout, FIRM))
    assert {name: value for name, value in first.items() if value is not None} == {
        "行": 0,
        "号": "",
        "有.项目": True,
        "有.贷款": False,
        "从业人员@2024.低": 20,
        "从业人员@2024.高": 49,
        "资质": "|高新|小巨人|",
        "组织形式": "|公司|合伙|",
        "用电量.低": 3,
        "用电量.低开": True,
        "注册日期.低": 2,
        "注册日期.高": 2,
    }
    assert {name for name, value in second.items() if value} == {"行"}
    numbers = layout.of(("用电量", None))
    assert isinstance(numbers, Numbers)
    assert numbers.scale == 2
    projects = list(rows_of(batch, layout, "项目"))
    assert projects == [(0, "P1", 0), (1, None, 1)]


def test_more_columns_than_an_engine_reads_are_asked_in_several_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = sample.catalogue(
        policy(*(condition(f"专利数 >= {number}项", f"第{number}") for number in range(1, 31)))
    )
    items = list(catalogue.items.values())
    layout = layout_for(catalogue.vocabulary, keys_read(items, ON))
    assert len(say(items, layout, ON, DIALECTS["sqlite"]).queries) == 1
    monkeypatch.setattr("songjieyou.rules.sql.pipeline.MOST_COLUMNS", 20)
    queries = say(items, layout, ON, DIALECTS["sqlite"]).queries
    assert len(queries) > 1
    assert [item for query in queries for item in query.columns] == [item.id for item in items]


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_prints_what_an_engine_runs(capsys: pytest.CaptureFixture[str]) -> None:
    name = "福州高新区促进企业技术改造扶持措施/市级技改补助"
    assert main(["sql", "--on", "2025-06-30", "--dialect", "sqlite", name]) == 0
    printed = capsys.readouterr().out
    assert f"-- 列 市级技改补助：{name}" in printed
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(printed)
        connection.execute('INSERT INTO "项目" ("行", "号") VALUES (7, \'P\')')
        *_, query = sqlglot.parse(printed, dialect="sqlite")
        assert query is not None
        assert connection.execute(query.sql("sqlite")).fetchall() == [(7, "已失效")]


def test_the_command_says_what_it_cannot_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", "--on", "2025-06-30", "--dialect", "sqlite"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("-- 写不成：") == 2
    assert "-- 主导产品全国市场占有率：存整数，是原数的 1000000 倍" in printed


def test_an_item_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", "没有"]) == 1
    assert "没有事项“没有”" in capsys.readouterr().err
