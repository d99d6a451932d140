"""facts.yaml, 参数/ and 名单/: what a folder adds to the shipped vocabulary, and every clash with it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from songjieyou.rules.answer import interpret
from songjieyou.rules.answer.context import Context
from songjieyou.rules.answer.reasons import missing
from songjieyou.rules.facts.read import read_facts
from songjieyou.rules.faults import Report
from songjieyou.rules.language.syntax import parse
from songjieyou.rules.library.load import Library
from songjieyou.rules.library.resolve import Resolver
from songjieyou.rules.library.vocabularies import MOST_DERIVED, MOST_HEIGHT
from songjieyou.rules.library.vocabulary import Table, Vocabulary
from songjieyou.rules.values import MAYBE, TRUE, UNKNOWN
from tests.rules import sample


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def loaded(folder: Path, files: dict[str, str]) -> tuple[Vocabulary, list[str]]:
    """The sample vocabulary with what the files add, and the faults without the folder's path."""
    report = Report()
    library = Library(report)
    library.add_vocabulary(sample.VOCABULARY)
    library.add_vocabulary(write(folder, files))
    library.reader.finish()
    found = [str(fault).removeprefix(f"{folder}/") for fault in sorted(set(report.faults))]
    return library.catalogue.vocabulary, found


def faults(folder: Path, files: dict[str, str]) -> list[str]:
    return loaded(folder, files)[1]


def facts(*lines: str, kind: str = "事实") -> dict[str, str]:
    """A facts.yaml whose entries begin on line 2, at column 5."""
    return {"facts.yaml": f"{kind}:\n" + "".join(f"  - {{{line}}}\n" for line in lines)}


ONLY_MONEY = "“逐月增量”是金额，月份写死了：派生事实要写 类型: 金额，不写“期”"
NOT_A_NAME = "不能作名字（要以汉字或字母开头，不含空格和标点，不是规则里的词）"


def test_a_folder_adds_subjects_facts_tables_and_lists(tmp_path: Path) -> None:
    found, said = loaded(
        tmp_path,
        {
            "facts.yaml": """
对象: {产品: {属: [企业]}}
事实: [{名: 产品售价, 对象: 产品, 类型: 金额}, {名: 园区房租, 对象: 企业, 类型: 金额, 期: 年}]
派生: [{名: 人均收入, 类型: 金额, 期: 年, 式: 营业收入 / 从业人员}]
""",
            "派生/更多.yaml": "派生: [{名: 收入两倍, 类型: 金额, 期: 年, 式: 营业收入 * 2}]",
            "参数/基准.yml": "{名: 基准, 类型: 金额, 值: [{自: 2024-01-01, 得: 3万元}]}",
            "名单/园.yaml": "{名: 行业名单, 类型: 代码, 项: [C3611, D]}",
            "代码/新表.tsv": "code\tlevel\tname\nX\t1\t某\n",
            "说明.txt": "不读",
        },
    )
    assert said == []
    assert found.subjects["产品"] == ("企业",)
    assert found.below("企业") == {"项目", "贷款", "设备", "产品"}
    assert found.entry("产品售价").subject == "产品"
    assert found.entry("人均收入").derived
    assert set(found.derived) >= {"人均收入", "收入两倍", "研发占比"}
    assert found.tables["基准"].rows == ((dt.date(2024, 1, 1), 3_000_000),)
    assert found.lists["行业名单"].items == {"3611", "D"}
    assert found.codes["新表"].names == {"X": "某"}


# Facts ---------------------------------------------------------------------------------------------------------------


def test_the_same_fact_may_be_told_again(tmp_path: Path) -> None:
    found, said = loaded(tmp_path, facts("名: 营业收入, 对象: 企业, 类型: 金额, 期: 年, 问: 多少？"))
    assert said == []
    assert found.entry("营业收入").question == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "名: 营业收入, 对象: 企业, 类型: 数值, 期: 年",
            "“营业收入”已经有了（企业、金额、期 年），不能再定义成别的；一个东西一个名字",
        ),
        (
            "名: 营业收入, 对象: 企业, 类型: 金额",
            "“营业收入”已经有了（企业、金额、期 年），不能再定义成别的；一个东西一个名字",
        ),
        (
            "名: 营业收入, 对象: 项目, 类型: 金额, 期: 年",
            "“营业收入”已经有了（企业、金额、期 年），不能再定义成别的；一个东西一个名字",
        ),
        (
            "名: 组织形式, 对象: 企业, 类型: 选项, 值: [公司, 合伙]",
            "“组织形式”已经有了（企业、选项、期 无、值 公司/合伙/个体），不能再定义成别的；一个东西一个名字",
        ),
        (
            "名: 专利数, 对象: 企业, 类型: 个数, 单位: 件",
            "“专利数”已经有了（企业、个数、期 无、单位 项），不能再定义成别的；一个东西一个名字",
        ),
        (
            "名: 划型, 对象: 企业, 类型: 选项, 值: [微型, 小型, 中型, 大型]",
            "“划型”已经有了（企业、选项、期 无、值 微型/小型/中型/大型），不能再定义成别的；一个东西一个名字",
        ),
        ("名: 总分, 对象: 企业, 类型: 分值", f"“总分”{NOT_A_NAME}"),
        ("名: 上年, 对象: 企业, 类型: 金额", f"“上年”{NOT_A_NAME}"),
        ("名: 申报日, 对象: 企业, 类型: 日期", f"“申报日”{NOT_A_NAME}"),
        ("名: 属, 对象: 企业, 类型: 文本", f"“属”{NOT_A_NAME}"),
        ("名: 营业 收入, 对象: 企业, 类型: 金额", f"“营业 收入”{NOT_A_NAME}"),
        ("名: 3年收入, 对象: 企业, 类型: 金额", f"“3年收入”{NOT_A_NAME}"),
        ("名: 收入（万元）, 对象: 企业, 类型: 金额", f"“收入（万元）”{NOT_A_NAME}"),
        ("名: 项目, 对象: 企业, 类型: 金额", "“项目”已经是对象的名字"),
        ("名: 新事实, 对象: 产品, 类型: 金额", "没有对象“产品”"),
        ("名: 新事实, 对象: 项日, 类型: 金额", "没有对象“项日”，是不是“项目”？"),
        ("名: 新事实, 对象: 企业, 类型: 选项", "“新事实”是选项，要写“值”"),
        ("名: 新事实, 对象: 企业, 类型: 多选", "“新事实”是多选，要写“值”"),
        ("名: 新事实, 对象: 企业, 类型: 代码", "“新事实”要写“代码表”，可用：行业"),
        ("名: 新事实, 对象: 企业, 类型: 代码, 代码表: 行", "“新事实”要写“代码表”，可用：行业"),
    ],
)
def test_a_fact_that_clashes_or_is_not_whole(tmp_path: Path, line: str, message: str) -> None:
    assert faults(tmp_path, facts(line)) == [f"facts.yaml:2:9: {message}"]


def test_all_faults_of_a_vocabulary_are_told_in_one_run(tmp_path: Path) -> None:
    said = faults(
        tmp_path,
        facts("名: 上年, 对象: 企业, 类型: 金额", "名: 甲, 对象: 丙, 类型: 金额", "名: 乙, 对象: 企业, 类型: 选项")
        | {
            "参数/a.yaml": "{名: 表, 类型: 金额, 值: [{自: 2024-01-01, 得: 3}]}",
            "名单/b.yaml": "{名: 单, 类型: 地区, 项: [长沙]}",
        },
    )
    assert [fault.split(": ")[0] for fault in said] == [
        "facts.yaml:2:9",
        "facts.yaml:3:9",
        "facts.yaml:4:9",
        "参数/a.yaml:1:20",
        "名单/b.yaml:1:20",
    ]


@pytest.mark.parametrize(
    ("subjects", "message"),
    [
        ("贷款: {属: [企业]}", "3:7: 对象“贷款”已经有了，属 项目、企业"),
        ("产品: {}", "3:7: 对象“产品”要写“属”，如 属: [企业]"),
        ("产品: {属: [产线]}", "3:7: 没有对象“产线”"),
        ("产品: {属: [项日]}", "3:7: 没有对象“项日”，是不是“项目”？"),
        ("产品: {属: [产品]}", "3:7: 对象“产品”属于它自己"),
        ("产品: {属: [产线]}\n  产线: {属: [产品]}", "4:7: 对象“产线”属于它自己"),
        ("已享受: {属: [企业]}", f"3:3: “已享受”{NOT_A_NAME}"),
        ("产 品: {属: [企业]}", f"3:3: “产 品”{NOT_A_NAME}"),
    ],
)
def test_subjects_form_one_tree(tmp_path: Path, subjects: str, message: str) -> None:
    assert faults(tmp_path, {"facts.yaml": f"\n对象:\n  {subjects}\n"}) == [f"facts.yaml:{message}"]


# Derived facts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "名: 研发占比, 类型: 比率, 期: 年, 式: 营业收入 / 营业收入",
            "2:9: “研发占比”已经有了（企业、比率、期 年），不能再定义成别的；一个东西一个名字",
        ),
        ("名: 新, 类型: 金额, 式: 应纳说额 * 2", "2:23: 不认识的事实“应纳说额”，是不是“应纳税额”？"),
        (
            "名: 新, 类型: 金额, 式: 营业收入",
            "2:23: “营业收入”按年，要写明哪一年：上年(营业收入)、近(营业收入, 3年, 合计)",
        ),
        ("名: 新, 类型: 比率, 式: 应纳税额", "2:23: 这里应是数，读到的是金额"),
        ("名: 新, 类型: 是否, 式: 应纳税额", "2:5: 派生事实不能是“是否”，写成选项"),
        (
            "名: 新, 类型: 金额, 式: 项目总投资",
            "2:23: “项目总投资”是项目的事实，企业下面可能有好几个，要用 合计(项目总投资)、最大(…)、个数(…)、每个(…)",
        ),
        ("名: 新, 类型: 金额, 式: 新 * 2", "2:23: 派生事实互相引用：新 → 新"),
        ("名: 新, 值: [甲, 乙], 选择: [{当: 失信, 得: 丙}, {得: 乙}]", "2:39: 读到“丙”，“新”的值只有 甲、乙"),
        (
            "名: 新, 值: [甲, 乙], 选择: [{得: 甲}, {当: 失信, 得: 乙}]",
            "2:5: 没有界限（或“当”）的一行要放在最后，它后面的行用不到",
        ),
        (
            "名: 新, 值: [甲, 乙], 按: 专利数, 档: [{满: 3人, 得: 甲}, {得: 乙}]",
            "2:39: 单位不同：左边是“项”，右边是“人”",
        ),
        ("名: 新, 类型: 金额, 选择: [{当: 失信, 得: 1万元}, {得: 3项}]", "2:5: 各项不是同一类数：数、金额"),
    ],
)
def test_a_derived_fact_that_cannot_be_computed(tmp_path: Path, line: str, message: str) -> None:
    assert faults(tmp_path, facts(line, kind="派生")) == [f"facts.yaml:{message}"]


MONTHS = "期: [2030-07, 2030-08], 基期: [2030-01, 2030-02]"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"类型: 比率, 式: {{逐月增量: 本地采购额, {MONTHS}}}", f"2:23: {ONLY_MONEY}"),
        (f"类型: 金额, 期: 年, 式: {{逐月增量: 本地采购额, {MONTHS}}}", f"2:29: {ONLY_MONEY}"),
        (
            f"类型: 金额, 式: {{逐月增量: 营业收入, {MONTHS}}}",
            "2:30: “逐月增量”要写一个按月的金额事实（本地采购额）",
        ),
        (
            "类型: 金额, 式: {逐月增量: 本地采购额, 期: [2030-07, 2030-08], 基期: [六月, 七月]}",
            "2:65: 读到“六月”，应是月份，如 2030-07",
        ),
        (
            "类型: 金额, 式: {逐月增量: 本地采购额, 期: [2030-07, 2030-08]}",
            "2:23: “式”缺“基期”（对比期：起月、止月）",
        ),
    ],
)
def test_a_derived_monthly_increase_that_cannot_be_computed(tmp_path: Path, line: str, message: str) -> None:
    assert faults(tmp_path, facts(f"名: 新, {line}", kind="派生")) == [f"facts.yaml:{message}"]


def test_a_monthly_increase_of_a_subject_that_is_not_reached(tmp_path: Path) -> None:
    files = {
        "facts.yaml": "\n事实: [{名: 项目用电费, 对象: 项目, 类型: 金额, 期: 月}]\n派生:\n"
        f"  - {{名: 新, 类型: 金额, 式: {{逐月增量: 项目用电费, {MONTHS}}}}}\n"
        f"  - {{名: 新二, 对象: 项目, 类型: 金额, 式: {{逐月增量: 项目用电费, {MONTHS}}}}}\n"
    }
    assert faults(tmp_path, files) == ["facts.yaml:4:30: “项目用电费”是项目的事实，这里的对象是企业，读不到"]


def test_a_circle_of_derived_facts_is_told_once_where_it_closes(tmp_path: Path) -> None:
    said = faults(
        tmp_path,
        facts(
            "名: 甲, 类型: 金额, 式: 乙 + 1元",
            "名: 乙, 类型: 金额, 式: 丙 + 1元",
            "名: 丙, 类型: 金额, 式: 乙 * 2 + 应纳税额",
            kind="派生",
        ),
    )
    assert said == ["facts.yaml:4:23: 派生事实互相引用：乙 → 丙 → 乙"]


@pytest.mark.parametrize("turned", [False, True])
def test_derived_facts_stand_on_one_another_only_so_high(tmp_path: Path, turned: bool) -> None:
    lines = ["名: 层0, 类型: 金额, 式: 应纳税额 + 应纳税额"]
    lines += [f"名: 层{n}, 类型: 金额, 式: 层{n - 1} + 层{n - 1}" for n in range(1, MOST_DERIVED)]
    assert faults(tmp_path, facts(*(reversed(lines) if turned else lines), kind="派生")) == []
    lines.append(f"名: 层{MOST_DERIVED}, 类型: 金额, 式: 层{MOST_DERIVED - 1} * 2")
    said = faults(tmp_path, facts(*(reversed(lines) if turned else lines), kind="派生"))
    assert [fault.split(": ", 1)[1] for fault in said] == [f"派生事实一层套一层，超过 {MOST_DERIVED} 层"]


@pytest.mark.parametrize("turned", [False, True])
def test_derived_facts_of_long_lines_stand_only_so_high(tmp_path: Path, turned: bool) -> None:
    """Each is a sum of 140; the second one would be too high, whichever is written first."""
    lines = [f"名: 层{n}, 类型: 金额, 式: {' + '.join([f'层{n - 1}' if n else '应纳税额'] * 140)}" for n in range(12)]
    _, said = loaded(tmp_path, facts(*(reversed(lines) if turned else lines), kind="派生"))
    assert len(said) >= 1
    assert {fault.split(": ", 1)[1] for fault in said} <= {
        "派生事实的式子太长，请拆开",
        "这一行和它用到的派生事实套得太深，请拆开",
    }


def test_the_highest_tree_there_may_be_is_computed_and_asked_after(tmp_path: Path) -> None:
    long = " + ".join(["应纳税额"] * (MOST_HEIGHT - 20))
    lines = [f"名: 层0, 类型: 金额, 式: {long}", "名: 层1, 类型: 金额, 式: (层0 + 层0) * 2"]
    report = Report()
    library = Library(report)
    library.add_vocabulary(sample.VOCABULARY)
    library.add_vocabulary(write(tmp_path, facts(*lines, kind="派生")))
    library.reader.finish()
    assert report.faults == []
    node = Resolver(library.reader.scope("企业")).truth(parse(" + ".join(["层1"] * 140) + " > 0"))
    for told, expected in (("1元", TRUE), (None, MAYBE)):
        base = read_facts({"企业": {"应纳税额": told}}, library.catalogue.vocabulary, sample.TODAY)
        at = Context(library.catalogue.vocabulary, base, base.firm, sample.TODAY)
        assert interpret.truth(node, at) == expected
        assert [name for name, _ in missing(node, at)] == ([] if told else ["应纳税额"])


def test_a_derived_fact_reads_its_year_from_where_it_stands() -> None:
    yearly = {"2024": "3万元", "2023": "6万元"}
    facts = {"企业": {"研发费用": yearly, "营业收入": {"2024": "12万元", "2023": "12万元"}}}
    assert sample.value("上年(研发占比)", facts) == Fraction(1, 4)
    assert sample.value("前年(研发占比)", facts) == Fraction(1, 2)
    assert sample.value("年度(研发占比, 2023)", facts) == Fraction(1, 2)
    assert sample.value("近(研发占比, 2年, 均值)", facts) == Fraction(3, 8)


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{名: 表, 类型: 金额, 值: [{自: 2024-01-01, 得: 3}]}", ["1:20: 读到“3”，金额没有单位，应写成如 3万元 或 3元"]),
        ("{名: 表, 类型: 比率, 值: [{自: 2024-01-01, 得: 3}]}", ["1:20: 读到“3”，比率要带百分号，应写成如 3.2%"]),
        (
            "{名: 表, 类型: 个数, 单位: 人, 值: [{自: 2024-01-01, 得: 3项}]}",
            ["1:27: 读到“3项”，应是数，如 30人"],
        ),
        ("{名: 表, 类型: 月数, 值: [{自: 2024-02-30, 得: 3个月}]}", ["1:20: 读到“2024-02-30”，没有这一天"]),
        (
            "{名: 表, 类型: 月数, 值: [{自: 2024-02-01, 得: 3个月}, {自: 2024-01-01, 得: 3个月}]}",
            ["1:1: 参数表“表”的日期要从早到晚，不能重复"],
        ),
        (
            "{名: 表, 类型: 月数, 值: [{自: 2024-01-01, 得: 3个月}, {自: 2024-01-01, 得: 3个月}]}",
            ["1:1: 参数表“表”的日期要从早到晚，不能重复"],
        ),
        (
            "{名: 表, 类型: 月数, 知至: 2023-12-31, 值: [{自: 2024-01-01, 得: 3个月}]}",
            ["1:1: “知至” 2023-12-31 早于最后一行 2024-01-01"],
        ),
        (
            "{名: 表, 类型: 月数, 知至: 明年, 值: [{自: 2024-01-01, 得: 3个月}]}",
            ["1:1: 读到“明年”，应是日期，如 2024-03-07"],
        ),
        ("{名: LPR, 类型: 金额, 值: [{自: 2024-01-01, 得: 3元}]}", ["1:1: 参数表“LPR”已经有了，类型是比率"]),
    ],
)
def test_a_table_out_of_order(tmp_path: Path, text: str, said: list[str]) -> None:
    assert faults(tmp_path, {"参数/表.yaml": text}) == [f"参数/表.yaml:{fault}" for fault in said]


def test_a_table_of_the_same_kind_replaces_the_shipped_one(tmp_path: Path) -> None:
    found, said = loaded(tmp_path, {"参数/LPR.yaml": "{名: LPR, 类型: 比率, 值: [{自: 2025-01-01, 得: 3.1%}]}"})
    assert said == []
    assert found.tables["LPR"].rows == ((dt.date(2025, 1, 1), Fraction(31, 1000)),)


def test_a_table_is_known_from_its_first_row_to_the_date_it_is_known_until() -> None:
    table = Table("表", "比率", "", ((dt.date(2024, 1, 20), 1), (dt.date(2024, 7, 22), 2)), dt.date(2024, 12, 31))
    read = {
        "2024-01-19": UNKNOWN,
        "2024-01-20": 1,
        "2024-07-21": 1,
        "2024-07-22": 2,
        "2024-12-31": 2,
        "2025-01-01": UNKNOWN,
    }
    assert {date: table.read(dt.date.fromisoformat(date)) for date in read} == read
    assert table.why_unknown(dt.date(2024, 1, 19)) == "参数表“表”从 2024-01-20 开始，没有 2024-01-19 的数"
    assert table.why_unknown(dt.date(2025, 1, 1)) == "参数表“表”只到 2024-12-31，没有 2025-01-01 的数"


# Lists ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{名: 单, 类型: 地区, 项: [湖南省长沙市, 长沙市]}",
            ["1:28: 读到“长沙市”，地区要从省写起，如 湖南省/长沙市/望城区"],
        ),
        (
            "{名: 单, 类型: 代码, 项: [C, C3699]}",
            [
                (
                    "1:23: 读到“C3699”，行业里没有这个代码，"
                    "是不是 36（汽车制造业）、361（汽车整车制造）、3611（汽柴油车整车制造）？"
                ),
            ],
        ),
        ("{名: 扶持县, 项: [湖南省]}", ["1:1: 名单“扶持县”已经有了，类型是地区"]),
    ],
)
def test_a_list_of_what_is_none(tmp_path: Path, text: str, said: list[str]) -> None:
    assert faults(tmp_path, {"名单/单.yaml": text}) == [f"名单/单.yaml:{fault}" for fault in said]


def test_a_list_may_be_empty_or_not_complete(tmp_path: Path) -> None:
    found, said = loaded(tmp_path, {"名单/单.yaml": "{名: 单, 完整: 否, 项: []}"})
    assert said == []
    assert (found.lists["单"].items, found.lists["单"].complete) == (frozenset(), False)


# In place of shipped ones --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "hints"),
    [
        ("参数/甲.yaml", "{名: LPR, 类型: 比率, 值: [{自: 2024-01-01, 得: 3%}]}", ["参数表“LPR”"]),
        ("参数/甲.yaml", "{名: LPR二, 类型: 比率, 值: [{自: 2024-01-01, 得: 3%}]}", []),
        ("名单/甲.yaml", "{名: 扶持县, 类型: 地区, 项: [湖南省长沙市]}", ["名单“扶持县”"]),
        ("名单/甲.yaml", "{名: 扶助县, 类型: 地区, 项: [湖南省长沙市]}", []),
    ],
)
def test_a_table_or_list_in_place_of_a_shipped_one_is_hinted_at(
    tmp_path: Path, name: str, text: str, hints: list[str]
) -> None:
    report = Report()
    library = Library(report)
    library.add_vocabulary(sample.VOCABULARY)
    library.add_vocabulary(write(tmp_path, {name: text}))
    assert report.faults == []
    assert [hint.message for hint in report.hints] == [f"{what}代替了已有的同名的一张：自带的优先" for what in hints]
