"""`./sjy policy bulk`: what goes in and what comes out."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from songjieyou.rules import cli
from songjieyou.rules.bulk import command, listing
from songjieyou.rules.bulk.listing import Listing
from songjieyou.rules.bulk.reading import csvfile
from songjieyou.rules.library.load import load
from songjieyou.rules.library.policy import Catalogue
from tests.rules import sample
from tests.rules.asking import item, paying, policy

POLICY = policy(
    item("规上奖", paying("{规则: 规上}")),
    item("营收奖", paying("{规则: 上年(营业收入) >= 1亿元}", "基数: 上年(研发费用), 比例: 1%")),
    item("贴息", paying("{规则: 贷款期限 >= 12个月}", "基数: 贷款本金, 比例: 1%"), kind="贷款"),
)
HEAD = "号,事项,结论,元,缺\n"


class Place:
    """A folder with the sample vocabulary and policies; `run` writes a file of facts and answers it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.out = self.err = ""

    def run(self, facts: str | bytes | None, *options: str) -> int:
        if facts is not None:
            data = facts.encode() if isinstance(facts, str) else facts
            (self.folder / "f.csv").write_bytes(data)
        status = cli.main(["bulk", "--facts", "f.csv", "--policies", "政策", "--on", str(sample.TODAY), *options])
        self.out, self.err = self._capsys.readouterr()
        return status

    @property
    def faults(self) -> list[str]:
        return [line.removeprefix("f.csv: ") for line in self.err.splitlines() if line.startswith("f.csv: ")]

    @property
    def hints(self) -> list[str]:
        return [line.removeprefix("提示 ") for line in self.err.splitlines() if line.startswith("提示 ")]

    @property
    def rows(self) -> str:
        """What was read and answered."""
        return next(line for line in self.err.splitlines() if line.startswith("读 "))


@cache
def catalogue() -> Catalogue:
    """In place of what the folder would give: the sample vocabulary, without the pack's."""
    return sample.catalogue(POLICY)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Place:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "政策").mkdir()
    monkeypatch.setattr(cli, "load", lambda *_: catalogue())
    return Place(tmp_path, capsys)


FACTS = """\
对象,号,属,规上,营业收入@2024,研发费用@2024,贷款本金,贷款期限
企业,甲,,是,1亿元,123.45万元,,
企业,乙,,否,,,,
贷款,L1,甲,,,,500万元,2年
"""
ANSWERS = """\
甲,办法/规上奖,符合,100000.00,
甲,办法/营收奖,符合,12345.00,
L1,办法/贴息,符合,50000.00,
乙,办法/营收奖,待补充,,营业收入、研发费用
乙,办法/贴息,待补充,,贷款期限、贷款本金
"""


def test_answers(place: Place) -> None:
    assert place.run(FACTS) == 0
    assert place.out == HEAD + ANSWERS
    said = place.err.splitlines()
    assert said[:2] == ["读 3 行，答 3 行", "判断 6 次（符合 3、待补充 2、不符合 1），写 5 行"]
    assert re.fullmatch(r"用 CPU \d+\.\d\d 秒，每 CPU 秒 [\d,]+ 次", said[2])
    assert len(said) == 3


def test_items_answered_row_by_row_are_named(place: Place) -> None:
    rows = ("甲,,5000万元、6000万元", "乙,,2亿元、3亿元", "丙,1亿元,")
    assert place.run("\n".join(("号,营业收入@2024,营业收入@2024.可能", *rows, ""))) == 0
    assert place.err.splitlines()[2] == "其中 2 次逐行算：办法/营收奖 2"


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"甲": 0, "乙": 3, "丙": 1200}, "丙 1,200、乙 3"),
        ({str(number): 30 - number for number in range(20)}, "0 30、1 29、2 28 等 20 个事项"),
    ],
)
def test_only_the_items_answered_so_most_often_are_named(
    counts: dict[str, int], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_MOST_NAMED", 3)
    assert listing.said_by_hand(Counter(counts)) == text


def test_all_answers(place: Place) -> None:
    assert place.run(FACTS, "--all") == 0
    assert place.out == HEAD + ANSWERS.replace("乙,办法/营收奖", "乙,办法/规上奖,不符合,,\n乙,办法/营收奖")


def test_an_output_file(place: Place) -> None:
    assert place.run(FACTS, "--out", "结果.csv") == 0
    assert (place.folder / "结果.csv").read_text(encoding="utf-8") == HEAD + ANSWERS
    assert place.out == ""
    assert sorted(path.name for path in place.folder.iterdir()) == ["f.csv", "政策", "结果.csv"]


def test_standard_input(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FACTS.encode())))
    kept = place.folder / "结果.csv"
    kept.write_text("旧\n", encoding="utf-8")
    assert place.run(None, "--facts", "-", "--out", "结果.csv") == 0
    assert kept.read_text(encoding="utf-8") == HEAD + ANSWERS
    assert place.run(None, "--facts", "没有.csv", "--out", "结果.csv") == 2
    assert place.err == "没有.csv: 没有这个文件\n"


def test_lists_by_item(place: Place) -> None:
    more = "企业,丙,,是,2亿元,200万元,,\n企业,丁,,是,2亿元,,,\n"
    assert place.run(FACTS + more, "--by-item", "名单") == 0
    lists = {path.name: path.read_text(encoding="utf-8-sig") for path in (place.folder / "名单").iterdir()}
    assert lists == {
        "办法·规上奖.csv": "号,元\n甲,100000.00\n丙,100000.00\n丁,100000.00\n",
        "办法·营收奖.csv": "号,元\n丙,20000.00\n甲,12345.00\n丁,\n",
        "办法·贴息.csv": "号,元\nL1,50000.00\n",
        "汇总.csv": (
            "事项,符合,人工裁量,待补充,不符合,未施行,已失效,符合的元\n"
            "办法/规上奖,3,0,0,1,0,0,300000.00\n"
            "办法/营收奖,3,0,1,0,0,0,32345.00\n"
            "办法/贴息,1,0,3,0,0,0,50000.00\n"
        ),
    }
    assert (place.folder / "名单" / "办法·贴息.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_answers_do_not_depend_on_chunks(rows: int, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "ROWS", rows)
    assert place.run(FACTS) == 0
    assert place.out == HEAD + ANSWERS


# The form of the file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str, place: Place) -> None:
    assert place.run(FACTS.replace("\n", end).encode(encoding)) == 0
    assert place.out == HEAD + ANSWERS


def test_what_is_in_no_encoding_is_told(place: Place) -> None:
    assert place.run("号,规上\n甲,是\n".encode() + b"\xff\xff,\n") == 2
    assert (place.faults, place.out) == (["既不是 UTF-8 编码（第 3 行不对），也不是 GB18030 编码"], "")


def test_characters_across_blocks_are_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvfile, "_BLOCK", 1)
    assert place.run(FACTS) == 0
    assert place.out == HEAD + ANSWERS
    assert place.run(FACTS.encode("gb18030")) == 0
    assert place.out == HEAD + ANSWERS


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\x00", "这是 Excel 工作簿（xlsx），请在表格软件里另存为“CSV UTF-8”"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "这是 Excel 工作簿（xls），请在表格软件里另存为“CSV UTF-8”"),
        (FACTS.encode("utf-16"), "是 UTF-16 编码，请在表格软件里另存为“CSV UTF-8”"),
        ("a,b\n".encode("utf-16-le"), "表头里有 NUL 字符，这不是文本文件"),
        (b"", "文件是空的"),
        (b"\xef\xbb\xbf", "第 1 行应是表头（对象、号、属和事实的名字），这里没有"),
        (b"\n\n", "第 1 行应是表头（对象、号、属和事实的名字），这里没有"),
        (b" ,\n", "第 1 行应是表头（对象、号、属和事实的名字），这里没有"),
    ],
)
def test_what_is_no_table_is_told(data: bytes, message: str, place: Place) -> None:
    assert place.run(data) == 2
    assert (place.faults, place.out) == ([message], "")


def test_a_header_alone_is_answered_with_nothing(place: Place) -> None:
    assert place.run("号,规上\n") == 0
    assert place.out == HEAD
    assert place.rows == "读 0 行，答 0 行"


def test_a_file_that_is_not_there_and_a_folder(place: Place) -> None:
    assert place.run(None) == 2
    assert place.faults == ["没有这个文件"]
    assert place.run(None, "--facts", "政策") == 2
    assert place.err == "政策: 这是文件夹，不是文件\n"


def test_quoted_cells_and_line_breaks_within_them(place: Place) -> None:
    facts = '号,企业名称,规上,营业收入@2024\n"甲,""一""","某\n公司",是,"20,000万元"\n\n乙,"x\r\ny",是,错\n'
    assert place.run(facts, "--all") == 2
    lines = list(csv.reader(io.StringIO(place.out)))
    assert lines[1] == ['甲,"一"', "办法/规上奖", "符合", "100000.00", ""]
    assert place.faults == ["第 4 行（文件的第 5 行）“营业收入@2024”：读到“错”，应是金额，如 8000万元"]


def test_a_line_break_in_a_name_is_kept(place: Place) -> None:
    assert place.run('号,规上\n"甲\n乙",是\n') == 0
    assert place.out.startswith(HEAD + '"甲\n乙",办法/规上奖,符合,100000.00,\n')


def test_a_name_like_a_formula_stays_what_it_is(place: Place) -> None:
    assert place.run("号,规上\n=1+1,是\n") == 0
    assert place.out.startswith(HEAD + "=1+1,办法/规上奖,符合,100000.00,\n")


def test_quotes_that_do_not_pair(place: Place) -> None:
    assert place.run('号,规上\n甲,"是"x\n乙,是\n丙,"是\n丁,是\n') == 2
    assert place.faults == [
        "第 2 行：双引号没有配对（格里的双引号要写成两个），这一行没有读",
        "第 4 行：双引号没有配对（格里的双引号要写成两个），文件的第 4 至 5 行都没有读",
    ]
    assert place.out.startswith(HEAD + "乙,办法/规上奖,符合,100000.00,\n")
    assert place.rows == "读 3 行，答 1 行，2 行有错没有答"


def test_a_very_long_cell(place: Place) -> None:
    long = "长" * (csvfile.LONGEST_CELL + 1)
    assert place.run(f"号,企业名称,规上\n甲,{long},是\n乙,{long[:-1]},是\n") == 2
    assert place.faults == ["第 2 行：有一格超过 10 万字，多半是双引号没有配对（格里的双引号要写成两个），这一行没有读"]
    assert place.out.startswith(HEAD + "乙,办法/规上奖,符合,100000.00,\n")


def test_a_quote_that_swallows_the_rest_ends_the_reading(place: Place) -> None:
    filler = "".join(f"乙{number},{'长' * 50}\n" for number in range(3000))
    assert place.run(f'号,企业名称\n甲,某\n丙,"某\n{filler}') == 2
    (fault,) = place.faults
    assert fault.startswith("第 3 行：有一格超过 10 万字，多半是双引号没有配对（格里的双引号要写成两个），文件的第 3 ")
    assert fault.endswith(" 行都没有读，后面的也没有读")
    assert place.rows == "读 2 行，答 1 行，1 行有错没有答"


def test_a_line_without_end_is_not_held(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvfile, "_LONGEST_LINE", 100)
    assert place.run(f"号,规上\n甲,是\n{'长' * 200}\n乙,是\n") == 2
    assert place.faults == ["第 3 行：这一行超过 0 MB，从这里起没有读"]
    assert place.out.startswith(HEAD + "甲,办法/规上奖,符合,100000.00,\n")


def test_nul_characters(place: Place) -> None:
    assert place.run("号,规上\n甲,是\n乙\0,是\n丙,是\n") == 2
    assert place.faults == ["第 3 行：有 NUL 字符，这一行没有读"]
    assert place.rows == "读 3 行，答 2 行，1 行有错没有答"


def test_too_many_and_too_few_cells(place: Place) -> None:
    assert place.run("号,营业收入@2024,规上\n甲,1,234万元,是\n乙\n丙,,是,,\n,,\n丁\n") == 2
    assert place.faults == ["第 2 行：格数比表头多，这一行没有读（数里有逗号的要加双引号）"]
    assert place.hints == ["第 3 行：格数比表头少，缺的按没有填计（同样的问题共 2 处，又如第 6 行）"]
    assert place.rows == "读 4 行，答 3 行，1 行有错没有答"


# The header ----------------------------------------------------------------------------------------------------------


UNREAD = "这一列没有读"
SAME_YEAR = "与另一列相同（没有注明年度就是 2024 年），" + UNREAD


@pytest.mark.parametrize(
    ("titles", "message"),
    [
        ("营业收人", "表头第 2 列：词汇表里没有“营业收人”，是不是“营业收入”？，这一列没有读"),
        ("对像", "表头第 2 列：词汇表里没有“对像”，是不是“对象”？，这一列没有读"),
        ("从业人员.从", "表头第 2 列：“从业人员.从”：没有“从”这种写法，可用：自、满、超过、至、不足、可能，" + UNREAD),
        ("营业收入@24", "表头第 2 列：“营业收入@24”按年，应写成 营业收入@2024，这一列没有读"),
        ("本地采购额", "表头第 2 列：“本地采购额”按月，应写成 本地采购额@2025-04，这一列没有读"),
        ("本地采购额@2025-13", "表头第 2 列：“本地采购额@2025-13”按月，应写成 本地采购额@2025-04，这一列没有读"),
        ("规上@2024", "表头第 2 列：“规上”不分年月，不写 @2024，这一列没有读"),
        ("规上,规上", "表头里“规上”有两列（第 2 和第 3 列），只读第一列"),
        ("规上, 规上 ", "表头里“规上”有两列（第 2 和第 3 列），只读第一列"),
        ("营业收入@2024,营业收入", "表头第 3 列：“营业收入”" + SAME_YEAR),
        ("从业人员.自,从业人员@2024.自", "表头第 3 列：“从业人员@2024.自”" + SAME_YEAR),
    ],
)
def test_columns_that_mean_nothing(titles: str, message: str, place: Place) -> None:
    cells = ",x" * titles.count(",")
    assert place.run(f"号,{titles}\n甲,{cells}\n", "--all") == 2
    assert place.faults[0] == message
    assert place.out.startswith(HEAD + "甲,办法/") or len(place.faults) > 1


@pytest.mark.parametrize(("mark", "word"), [("\t", "制表符"), (";", "分号"), ("；", "分号")])
def test_a_file_with_other_separators(mark: str, word: str, place: Place) -> None:
    assert place.run(FACTS.replace(",", mark)) == 2
    (fault,) = place.faults
    assert fault.startswith("表头里一列也认不出，没有答；表头第 1 列：")
    assert fault.endswith(f"（各列要用逗号隔开，这里像是{word}）")
    assert place.out == ""


def test_what_is_taken_for_granted_is_said(place: Place) -> None:
    assert place.run("营业收入,研发费用＠2024,从业人员.自,规上\n2亿元,100万元,3,是\n") == 0
    assert place.hints == [
        "“营业收入”没有注明年度，按上年（2024 年）计；要写明就写 营业收入@2024",
        "“从业人员”没有注明年度，按上年（2024 年）计；要写明就写 从业人员@2024",
        "没有“号”这一列，结果里用行号称呼",
    ]
    assert "第2行,办法/营收奖,符合,10000.00,\n" in place.out


# Rows ----------------------------------------------------------------------------------------------------------------


def test_cells_that_cannot_be_read(place: Place) -> None:
    rows = "".join(f"坏{number},是,{number}5\n" for number in range(1, 1235))
    more = "（同样的问题共 1,234 处，又如第 4、5、6 行）"
    assert place.run(f"号,规上,营业收入@2024\n甲,是,1亿元\n{rows}乙,对,1亿元\n丙,是,2亿元\n") == 2
    assert place.faults == [
        "第 3 行“营业收入@2024”：读到“15”，金额没有单位，应写成如 15万元 或 15元" + more,
        "第 1237 行“规上”：读到“对”，应写 是 或 否",
    ]
    assert [line.split(",")[0] for line in place.out.splitlines()] == ["号", "甲", "甲", "甲", "丙", "丙", "丙"]
    assert place.rows == "读 1,237 行，答 2 行，1,235 行有错没有答"


def test_a_row_at_fault_stands_for_its_family_and_is_not_answered(place: Place) -> None:
    facts = FACTS + "贷款,L2,甲,,,,500万元,两年\n项目,P1,乙,,,,,\n"
    facts = facts.replace("企业,乙,,否", "企业,乙,,对")
    assert place.run(facts) == 2
    assert place.faults == [
        "第 3 行“规上”：读到“对”，应写 是 或 否",
        "第 5 行“贷款期限”：读到“两年”，期限要带单位，应写成如 24个月 或 2年",
    ]
    assert [line.split(",")[:2] for line in place.out.splitlines()[1:]] == [
        ["甲", "办法/规上奖"],
        ["甲", "办法/营收奖"],
        ["L1", "办法/贴息"],
        ["P1", "办法/贴息"],
    ]
    assert place.rows == "读 5 行，答 3 行，2 行有错没有答"


@pytest.mark.parametrize("above", ["", "属,"])
def test_duplicates(above: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "ROWS", 2)
    blank = above and ","
    keys = ["企业,甲", "企业,甲", ",乙", "贷款,甲", "贷款,甲", "企业, 甲 "]
    rows = "".join(f"{key},{blank}{'' if '贷款' in key else '是'}\n" for key in keys)
    assert place.run(f"对象,号,{above}规上\n{rows}") == 2
    assert place.faults == ["第 3 行：“甲”重复：同一个“号”前面已有一行，这一行没有答（同样的问题共 2 处，又如第 7 行）"]
    assert place.rows == "读 6 行，答 4 行，2 行有错没有答"
    assert place.out.count("甲,办法/规上奖,符合") == 1


def test_duplicates_below_a_firm(place: Place) -> None:
    rows = "企业,甲,\n企业,乙,\n贷款,L1,甲\n贷款,L1,乙\n贷款,L1,甲\n贷款,L1,\n贷款,L1,\n企业,甲,\n"
    assert place.run(f"对象,号,属\n{rows}") == 2
    assert place.faults == ["第 6 行：“L1”重复：同一个“号”前面已有一行，这一行没有答（同样的问题共 2 处，又如第 9 行）"]
    assert place.rows == "读 8 行，答 6 行，2 行有错没有答"
    assert place.out.count("L1,办法/贴息") == 4


def test_a_refused_row_takes_no_name(place: Place) -> None:
    rows = "企业,甲,\n企业,乙,\n项目,P1,甲\n项目,P1,乙\n贷款,L1,P1\n贷款,L1,甲\n"
    assert place.run(f"对象,号,属\n{rows}") == 2
    assert place.faults == ["第 6 行：“属”写的“P1”有几个，不知道是哪一个，这一行没有答"]
    assert place.out.count("L1,办法/贴息") == 1


def test_firms_without_a_name_are_no_duplicates(place: Place) -> None:
    assert place.run("号,规上\n,是\n,是\n") == 0
    assert place.rows == "读 2 行，答 2 行"
    assert [line.split(",")[0] for line in place.out.splitlines()[1::3]] == ["第2行", "第3行"]


def test_rows_that_belong_to_nobody_or_to_several(place: Place) -> None:
    rows = "企业,甲,\n项目,P1,甲\n项目,P1,\n贷款,L1,P1\n贷款,L2,丁\n贷款,L3,企业\n设备,D1,L1\n贷款,L4,戊\n"
    assert place.run(f"对象,号,属\n{rows}") == 2
    assert place.faults == ["第 5 行：“属”写的“P1”有几个，不知道是哪一个，这一行没有答"]
    assert place.hints == [
        "第 6 行：“属”写的“丁”不在这个文件里，只按这一行自己写的来答（同样的问题共 3 处，又如第 8、9 行）"
    ]
    assert place.rows == "读 8 行，答 7 行，1 行有错没有答"


def test_rows_below_a_refused_row(place: Place) -> None:
    rows = "企业,甲,\n企业,乙,\n项目,P1,甲\n项目,P1,乙\n项目,P2,\n贷款,L1,P1\n设备,D1,P2\n"
    assert place.run(f"对象,号,属\n{rows}") == 2
    assert place.faults == ["第 7 行：“属”写的“P1”有几个，不知道是哪一个，这一行没有答"]


def test_kinds_and_facts_that_do_not_fit(place: Place) -> None:
    facts = "对象,号,规上,项目总投资,贷款本金\n企业,甲,是,3万元,\n贷款,L1,是,3万元,4万元\n货款,L2,,,\n项目,P1,,,5万元\n"
    assert place.run(facts) == 2
    assert place.faults == [
        "第 2 行“项目总投资”：“项目总投资”是项目的事实，不能写在企业的行里",
        "第 4 行“对象”：没有“货款”这种对象，是不是“贷款”？，可用：企业、项目、贷款、设备；这一行没有答",
        "第 5 行“贷款本金”：“贷款本金”是贷款的事实，不能写在项目的行里",
    ]
    assert {line.split(",")[0] for line in place.out.splitlines()[1:]} == {"L1"}


def test_what_is_told_of_one_subject_must_agree(place: Place) -> None:
    facts = FACTS + "贷款,L2,甲,,2亿元,,500万元,2年\n贷款,L3,甲,,1亿元,,500万元,2年\n"
    assert place.run(facts) == 2
    assert place.faults == ["第 5 行“营业收入@2024”：与第 2 行写的不一样：同一个企业只有一个值"]
    assert "L3,办法/贴息,符合,50000.00,\n" in place.out
    assert "L2," not in place.out


def test_a_family_has_only_so_many_rows(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songjieyou.rules.bulk.reading.families.MAX_SUBJECTS", 2)
    rows = "企业,甲,\n" + "".join(f"项目,P{number},甲\n" for number in range(4))
    rows += "企业,乙,\n项目,P5,乙\n项目,P6,乙\n"
    assert place.run(f"对象,号,属\n{rows}贷款,L1,P1\n贷款,L2,P2\n") == 2
    assert place.faults == [
        "第 5 行：一家企业下面的这种对象至多 10000 个，这一行没有答（同样的问题共 2 处，又如第 6 行）",
        "第 11 行：“属”写的“P2”那一行有错，这一行没有答",
    ]
    assert place.rows == "读 10 行，答 7 行，3 行有错没有答"


# Where the answers go ------------------------------------------------------------------------------------------------


def test_a_run_that_fails_leaves_what_was_there(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = place.folder / "结果.csv"
    kept.write_text("旧\n", encoding="utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Listing, "of", fails)
    assert place.run(FACTS, "--out", "结果.csv") == 2
    assert place.err == "结果.csv: 写不了：No space left on device\n"
    assert kept.read_text(encoding="utf-8") == "旧\n"
    assert sorted(path.name for path in place.folder.iterdir()) == ["f.csv", "政策", "结果.csv"]


def test_where_nothing_can_be_written(place: Place) -> None:
    assert place.run(FACTS, "--out", "没有/结果.csv") == 2
    assert "写不了：No such file or directory" in place.err
    assert place.run(FACTS, "--out", "政策") == 2
    assert place.err == "政策: 写不了：Is a directory\n"


def test_the_facts_are_not_written_over(place: Place) -> None:
    assert place.run(FACTS, "--out", "f.csv") == 2
    assert place.faults == ["结果不能写到事实文件上"]
    assert (place.folder / "f.csv").read_text(encoding="utf-8") == FACTS


def test_devices_are_written_to(place: Place) -> None:
    assert place.run(FACTS, "--out", os.devnull) == 0
    assert not Path(os.devnull).is_file()


def test_faults_in_policies_come_first(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "load", load)
    (place.folder / "政策" / "错.yaml").write_text("政策: [", encoding="utf-8")
    assert place.run(None) == 1
    assert "f.csv" not in place.err


def test_progress_is_shown_only_to_those_who_watch(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    watched = Terminal()
    monkeypatch.setattr("sys.stderr", watched)
    assert place.run(FACTS) == 0
    assert watched.getvalue().startswith("\r已读 3 行 …\r\033[K读 3 行")
