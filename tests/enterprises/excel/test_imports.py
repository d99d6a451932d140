"""A table is checked as a whole, and written in short batches, to the end whatever happens in between."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from songjieyou.core import clock
from songjieyou.core.models import Event, Schedule
from songjieyou.enterprises.domain import imports
from songjieyou.enterprises.domain.facts import Telling, tell
from songjieyou.enterprises.domain.firms import register_enterprise
from songjieyou.enterprises.domain.imports import check, confirm, copy_of, forget_imports, stage, write_some
from songjieyou.enterprises.enums import Origin, Source
from songjieyou.enterprises.excel.table import MARK_SHEET, read_table
from songjieyou.enterprises.facts.base import base_of
from songjieyou.enterprises.models import Enterprise, ImportBatch, Standing, Statement, Subject, TableImport
from tests.enterprises.excel.tables import book, firm
from tests.park import World, build, code

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
ON = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "PAUSE", 0)
    monkeypatch.setattr(imports, "BATCH", 2)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.stopped(NOW):
        yield build()


def staged(world: World, *rows: list[Any], by: Any = None, **more: Any) -> TableImport:
    checked = check(park=world.park, data=book(rows, **more), name="企业.xlsx")
    return stage(park=world.park, checked=checked, origin=Origin.PARK, on=ON, by=by)


def written(world: World, *rows: list[Any], **more: Any) -> TableImport:
    whole = staged(world, *rows, **more)
    confirm(whole=whole, by=more.get("by"))
    while write_some():
        pass
    whole.refresh_from_db()
    return whole


def numbers(whole: TableImport) -> dict[str, int]:
    names = ("new", "changed", "same", "told", "added", "replaced")
    return {name: whole.report[name] for name in names if whole.report[name]}


def firms() -> set[str]:
    return set(Enterprise.objects.filter(uscc__startswith="91430100MA4M").values_list("uscc", flat=True))


def test_firms_are_registered_with_their_facts(world: World) -> None:
    whole = written(world, *(firm(number) for number in range(5)), by=world.alice)
    assert numbers(whole) == {"new": 5, "told": 25}
    assert whole.done_at == NOW
    base = base_of(Enterprise.objects.get(uscc=code(3)))
    assert base.firm.values["营业收入", 2025] == 24_800_000_000
    assert base.firm.values["规上工业企业", None] is True
    assert base.firm.values["企业名称", None] == "清江3号机械有限公司"
    origin = base.firm.origin(("营业收入", 2025))
    assert (origin.source, origin.date) == ("部门登记", "2026-03-01")
    assert {one.told_by_id for one in Statement.objects.all()} == {world.alice.pk}
    happened = Event.objects.filter(actor=world.alice).values_list("name", flat=True)
    counts = {name: [*happened].count(name) for name in set(happened)}
    assert counts == {
        "enterprise.import_confirmed": 1,
        "enterprise.registered": 5,
        "enterprise.facts_told": 5,
        "enterprise.import_done": 1,
    }


def test_what_is_written_in_bulk_is_what_would_be_told_one_by_one(world: World) -> None:
    written(world, firm(1))
    one_by_one = register_enterprise(park=world.park, uscc=code(2), name="清江2号机械有限公司", by=None)
    words = {"行业代码": "3421", "注册日期": "2012-05-18", "注册资本": "5000万元", "规上工业企业": "是"}
    said = [Telling(name, text, on=ON) for name, text in words.items()]
    said.append(Telling("营业收入", "2.48亿元", "2025", on=ON))
    tell(subject=one_by_one.subjects.get(), tellings=said, source=Source.REGISTRY, by=None)
    rows = [
        {
            (one.name, one.period, one.word, one.statement.source, str(one.statement.value), one.statement.on)
            for one in Standing.objects.filter(subject__enterprise__uscc=uscc).select_related("statement")
        }
        for uscc in (code(1), code(2))
    ]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 5


def test_the_same_table_again_changes_nothing(world: World) -> None:
    written(world, firm(1), firm(2))
    again = staged(world, firm(1), firm(2))
    assert numbers(again) == {"same": 2}
    assert not again.batches.exists()
    confirm(whole=again, by=None)
    again.refresh_from_db()
    assert again.done_at == NOW
    assert Statement.objects.count() == 10


def test_a_firm_of_the_register_gets_what_differs_and_who_counts_more_stays(world: World) -> None:
    written(world, firm(1))
    subject = Subject.objects.get(enterprise__uscc=code(1))
    tell(subject=subject, tellings=[Telling("规上工业企业", "否")], source=Source.CERTIFICATE, by=None)
    tell(subject=subject, tellings=[Telling("营业收入", "3亿元", "2025", on=ON)], source=Source.FIRM, by=None)
    whole = written(world, firm(1, 资本=6000, 日期="", 规上="是", 收入="2.6亿元"))
    assert numbers(whole) == {"changed": 1, "told": 2, "replaced": 2}
    assert [(each["fact"], each["now"], each["then"]) for each in whole.report["changes"]] == [
        ("注册资本（万元）", "5000万元（部门登记）", "6000万元"),
        ("营业收入（万元）2025", "2.48亿元（部门登记）", "2.6亿元"),
    ]
    values = base_of(subject.enterprise).firm.values
    assert values["注册资本", None] == 6_000_000_000
    assert values["注册日期", None] == date(2012, 5, 18), "an empty cell says nothing"
    assert values["规上工业企业", None] is False, "the registry had said so before, and a certificate counts more"


def test_what_is_outranked_is_told_before(world: World) -> None:
    subject = register_enterprise(park=world.park, uscc=code(1), name="清江1号机械有限公司", by=None).subjects.get()
    tell(subject=subject, tellings=[Telling("规上工业企业", "否")], source=Source.CERTIFICATE, by=None)
    [change] = staged(world, firm(1)).report["changes"]
    assert (change["stays"], change["now"], change["then"]) == (True, "否（证书证照）", "是")


def test_not_known_takes_back_what_the_registry_said(world: World) -> None:
    written(world, firm(1))
    assert numbers(written(world, firm(1, 资本="不详"), firm(2, 资本="不详"))) == {
        "new": 1,
        "changed": 1,
        "told": 5,
        "replaced": 1,
    }
    assert not Standing.objects.filter(name="注册资本").exists()


def test_another_name_under_a_known_code_is_a_fault(world: World) -> None:
    written(world, firm(1))
    whole = staged(world, firm(1, 名称="清江二号机械有限公司"), firm(1 + 1, 名称="清江２号机械有限公司"))
    [fault] = whole.report["faults"]
    assert (fault["row"], fault["column"], fault["heading"]) == (2, "B", "企业名称")
    assert "在名录里的名称是“清江1号机械有限公司”" in fault["words"]


def test_one_wrong_cell_keeps_everything_out(world: World) -> None:
    whole = staged(world, firm(1), firm(2, 行业="9999"), firm(3))
    with pytest.raises(ValidationError, match="表里还有错"):
        confirm(whole=whole, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        TableImport.objects.filter(pk=whole.pk).update(confirmed_at=NOW)
    assert not write_some()
    assert firms() == set()


def test_the_copy_says_what_is_wrong_and_can_be_mended_and_brought_again(world: World) -> None:
    rows = [firm(1), firm(2, 行业="9999", 资本="五千"), firm(3, 名称="=cmd|' /C calc'!A0")]
    whole = staged(world, *rows)
    copy = copy_of(whole)
    made = load_workbook(io.BytesIO(copy)).get_sheet_by_index(0).to_python()
    assert made[0][-1] == "问题说明"
    assert [str(cell) for cell in made[2][:-1]] == [str(cell) for cell in rows[1]]
    assert "没有这个代码" in str(made[2][-1])
    assert "应是金额" in str(made[2][-1])
    assert [row[-1] for row in (made[1], made[3])] == ["", ""]
    assert made[3][1] == rows[2][1]
    again = read_table(copy, "企业.xlsx")
    assert again.notes == []
    assert [(line.number, sorted(line.faults)) for line in again.lines] == [(2, []), (3, [2, 4]), (4, [])]


def test_no_cell_of_the_copy_is_a_formula(world: World) -> None:
    whole = staged(world, firm(1, 名称="=1+1", 行业="@SUM(A1)"), firm(2, 资本="-2+3"))
    with zipfile.ZipFile(io.BytesIO(copy_of(whole))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"comments1" in b"".join(name.encode() for name in archive.namelist())
        assert MARK_SHEET.encode() in archive.read("xl/workbook.xml")


class Killed(BaseException):
    """As a process that is killed: nobody catches it."""


def test_an_import_that_was_cut_short_is_carried_to_its_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed within a batch: of that nothing is kept, and the next worker goes on where the last one was."""
    whole = staged(world, *(firm(number) for number in range(7)))
    confirm(whole=whole, by=None)
    real, calls = imports._end, []

    def killed(each: TableImport) -> None:
        calls.append(each)
        if len(calls) == 3:
            raise Killed
        real(each)

    monkeypatch.setattr(imports, "_end", killed)
    with pytest.raises(Killed), transaction.atomic():
        write_some()
    monkeypatch.setattr(imports, "_end", real)
    assert firms() == set(), "the test's own block has undone all; outside of it each batch stands for itself"
    while write_some(1):
        counts = {Standing.objects.filter(subject__enterprise__uscc=each).count() for each in firms()}
        assert counts == {5}, "every firm that is there has all its facts"
    assert firms() == {code(number) for number in range(7)}
    assert Statement.objects.count() == 35
    assert Event.objects.filter(name="enterprise.import_done").count() == 1


def test_a_batch_is_written_once(world: World) -> None:
    whole = staged(world, firm(1), firm(2))
    confirm(whole=whole, by=None)
    [batch] = ImportBatch.objects.filter(whole=whole).select_related("whole__park", "whole__confirmed_by")
    imports.write_batch(batch)
    imports.write_batch(batch)
    assert Event.objects.filter(name="enterprise.import_done").count() == 1
    assert Statement.objects.count() == 10


def test_a_firm_registered_in_the_meantime_is_not_registered_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = staged(world, firm(1), firm(2))
    confirm(whole=whole, by=None)
    real = imports._new

    def late(park: Any, row: dict[str, Any]) -> Subject:
        if row["uscc"] == code(1):
            register_enterprise(park=park, uscc=code(1), name="清江1号机械有限公司", by=None)
        return real(park, row)

    monkeypatch.setattr(imports, "_new", late)
    assert not write_some()
    assert firms() == {code(1), code(2)}
    assert Statement.objects.count() == 10


def test_no_transaction_writes_more_than_a_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds the one write lock of SQLite is bounded by rows, whatever the length of the table."""
    monkeypatch.setattr(imports, "BATCH", 3)
    whole = staged(world, *(firm(number) for number in range(8)))
    assert [len(batch.rows) for batch in whole.batches.order_by("number")] == [3, 3, 2]
    confirm(whole=whole, by=None)
    before = 0
    for size in (3, 3, 2):
        write_some(1)
        assert len(firms()) - before == size
        before = len(firms())


def test_few_queries_for_a_batch_whatever_its_length(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    for length, first in ((1, 10), (20, 100)):
        monkeypatch.setattr(imports, "BATCH", length)
        confirm(whole=staged(world, *(firm(first + number) for number in range(length))), by=None)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            write_some(1)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


def test_confirming_begins_at_once_and_twice_is_once(world: World) -> None:
    Schedule.objects.create(job=imports.WRITE, due_at=NOW + timedelta(minutes=1))
    whole = staged(world, firm(1))
    for _ in range(2):
        confirm(whole=whole, by=None)
    assert Schedule.objects.get().due_at == NOW
    assert Event.objects.filter(name="enterprise.import_confirmed").count() == 1


def test_what_is_old_is_not_confirmed_and_its_rows_are_forgotten(world: World) -> None:
    old, running = staged(world, firm(1)), staged(world, firm(2))
    confirm(whole=running, by=None)
    with clock.stopped(NOW + timedelta(days=8)):
        with pytest.raises(ValidationError, match="请重新上传"):
            confirm(whole=old, by=None)
        forget_imports()
    old.refresh_from_db()
    running.refresh_from_db()
    assert (old.report, old.batches.count()) == ({}, 0)
    assert (running.report["new"], running.batches.count()) == (1, 1), "what is being written stays"


def test_the_other_park_has_its_own_register(world: World) -> None:
    register_enterprise(park=world.far, uscc=code(1), name="乙园的企业", by=None)
    assert numbers(staged(world, firm(1))) == {"new": 1, "told": 5}


def test_no_list_of_origins_has_surveys_of_statistics() -> None:
    assert not [origin for origin in Origin if "统计" in origin.label]
