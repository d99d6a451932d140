"""The lines of `bulk` are the answers of `fit` for each family."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from songjieyou.rules.answer.engine import Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.answer.verdict import NO_MONEY
from songjieyou.rules.bulk.command import Request, bulk
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.library.policy import Catalogue
from songjieyou.rules.units import yuan
from tests.rules import sample
from tests.rules.asking import edition, item, paying, policy
from tests.rules.bulk.families import as_json, rows_of, written
from tests.rules.bulk.tables import text_of

ITEMS = (
    item("营收", paying("{规则: 上年(营业收入) >= 300万元}, {不得: 失信}", "基数: 上年(营业收入), 比例: 1%")),
    item("人数", paying("{规则: '年度(从业人员, 2023) >= 30人', 力度: 原则上}", "金额: 1万元")),
    item("资质", paying("{规则: '资质 属于 [高新]'}, {规则: 用电量 > 1, 核验: 承诺}", "金额: 3万元")),
    item("合计", paying("{规则: '合计(贷款本金) >= 20万元'}", "基数: '合计(项目总投资)', 比例: 0.1%")),
    item("项目", paying("{规则: 项目总投资 >= 700万元}, {规则: \"组织形式 = '公司'\"}", "金额: 5万元"), kind="项目"),
    item("贷款", paying("{规则: 贷款期限 >= 12个月}", "基数: 贷款本金, 比例: 贷款利率"), kind="贷款"),
    item("设备", paying("{规则: 国产}, {规则: 投资进度 < 50%}", "金额: 1元"), kind="设备"),
    item("将来", edition("补贴: {性质: 定额, 金额: 1元}", start="2026-01-01"), kind="贷款"),
)


@cache
def catalogue() -> Catalogue:
    return sample.catalogue(policy(*ITEMS))


@cache
def engine() -> Engine:
    return Engine(catalogue())


def line(answer: ItemAnswer) -> list[str]:
    """A line but for its label."""
    money = answer.verdict not in NO_MONEY
    fen = answer.amount.fen if answer.amount is not None else None
    missing = "、".join(answer.missing) if money else ""
    return [answer.item.id, answer.verdict, "" if fen is None else yuan(fen), missing]


def answered(random: Random) -> Iterator[tuple[list[list[str]], list[list[str]]]]:
    """Files, and the lines that they must bring."""
    rows = rows_of(random)
    labels = {id(row): row.name or f"第{number}行" for number, row in enumerate(rows, start=2)}
    lines = []
    for firm, data in as_json(rows, labels).items():
        base = read_facts(data, catalogue().vocabulary, sample.TODAY)
        for answer in engine().answer(base, sample.TODAY).items:
            subject = answer.subject
            while subject.id is None and subject.parent is not None:
                subject = subject.parent
            lines.append([subject.id or labels[firm], *line(answer)])
    yield written(rows, random), lines


@pytest.mark.parametrize("everything", [True, False])
def test_lines_are_the_answers_of_each_family(
    everything: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = set()
    for seed in range(60):
        for table, wanted in answered(Random(seed)):
            (tmp_path / "f.csv").write_text(text_of(table), encoding="utf-8")
            request = Request(str(tmp_path / "f.csv"), sample.TODAY, tmp_path / "a.csv", everything=everything)
            assert bulk(catalogue(), request)
            found = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8"))))
            assert found[0] == ["号", "事项", "结论", "元", "缺"]
            listed = [one for one in wanted if everything or one[2] not in NO_MONEY]
            assert sorted(found[1:]) == sorted(listed)
            order = {item_: place for place, item_ in enumerate(catalogue().items)}
            rows = [row[table[0].index("号")] or f"第{number}行" for number, row in enumerate(table[1:], start=2)]
            if table[0].count("属") == 0:
                keys = [(rows.index(one[0]), order[one[1]]) for one in found[1:]]
                assert keys == sorted(keys)
            seen |= {one[2] for one in found[1:]}
    assert seen == {"符合", "待补充", "人工裁量"} | ({"不符合", "未施行"} if everything else set())
    capsys.readouterr()
