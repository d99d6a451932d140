"""Folders and texts into a catalogue: which files are read, every fault of all of them in one run, and references."""

from __future__ import annotations

from pathlib import Path

import pytest

from songjieyou.rules.faults import Report
from songjieyou.rules.library import load as loading
from songjieyou.rules.library.load import Library, load, load_files, policy_files
from songjieyou.rules.library.policy import Catalogue
from tests.rules import sample
from tests.rules.library.test_vocabularies import write

TITLED = "{{政策: {}, 级别: 市, 核对: 二手转述, 事项: [{}]}}"
ITEM = "{{编号: {}, 类别: {}, 对象: 企业, {} 版本: [{{文件: 一版, 施行: 2024-01-01, 失效: 无, {}}}]}}"


def policy(title: str, *items: str) -> str:
    return TITLED.format(title, ", ".join(items))


def item(code: str, version: str = "", more: str = "") -> str:
    """An item in flow style; with a 补贴 it is 奖补, otherwise 资质."""
    return ITEM.format(code, "奖补" if "补贴" in version else "资质", more, version)


def money(amount: str) -> str:
    return f"补贴: {{性质: 定额, {amount}}}"


@pytest.fixture(autouse=True)
def sample_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PACK", sample.VOCABULARY)


def told(report: Report, folder: Path) -> list[str]:
    return [str(fault).removeprefix(f"{folder}/") for fault in sorted(set(report.faults))]


def loaded(folder: Path, files: dict[str, str]) -> tuple[Catalogue, list[str]]:
    report = Report()
    found = load(write(folder, files), report)
    return found, told(report, folder)


# Files ---------------------------------------------------------------------------------------------------------------


def test_policies_are_all_yaml_files_but_the_vocabulary(tmp_path: Path) -> None:
    names = ["facts.yaml", "参数/a.yaml", "名单/b.yml", "派生/c.yaml", "代码/d.yaml", "市/名单/e.yaml", "市/facts.yaml"]
    names += [".git/f.yaml", "._g.yaml", "市/.h/i.yaml", "j.txt", "k.YAML.bak"]
    wanted = ["l.yaml", "m.yml", "市/n.yaml", "市/县/o.yaml"]
    write(tmp_path, dict.fromkeys([*names, *wanted], "x"))
    (tmp_path / "p.yaml").mkdir()
    assert [path.relative_to(tmp_path).as_posix() for path in policy_files(tmp_path)] == wanted


def test_a_folder_is_loaded_with_the_shipped_vocabulary(tmp_path: Path) -> None:
    found, said = loaded(
        tmp_path,
        {
            "facts.yaml": "事实: [{名: 园区房租, 对象: 企业, 类型: 金额}]",
            "市/一.yaml": policy("一", item("甲", "条件: [{规则: 园区房租 > 应纳税额}]")),
            "二.yml": policy("二", item("甲"), item("乙")),
        },
    )
    assert said == []
    assert list(found.items) == ["二/甲", "二/乙", "一/甲"]
    assert sorted(found.digests) == sorted(
        ["facts.yaml", "二.yml", "市/一.yaml", "代码/行业.tsv", "参数/LPR.yaml", "名单/扶持县.yaml", "名单/白名单.yaml"]
    )
    assert len({policy.digest for policy in found.policies}) == 2


def test_without_a_folder_the_pack_itself_is_loaded() -> None:
    report = Report()
    found = load(None, report)
    assert report.faults == []
    assert found.policies == []
    assert "营业收入" in found.vocabulary.entries


def test_single_files_bring_the_vocabulary_beside_them(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "facts.yaml": "事实: [{名: 园区房租, 对象: 企业, 类型: 金额}]",
            "一.yaml": policy("一", item("甲", "条件: [{规则: 园区房租 > 0}]")),
            "二.yaml": "坏",
        },
    )
    report = Report()
    found = load_files([tmp_path / "一.yaml", tmp_path / "facts.yaml"], report)
    assert report.faults == []
    assert list(found.items) == ["一/甲"]


def test_files_that_cannot_be_read_are_faults_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, {"代码/坏.tsv": "h\nA\t1\n", "一.yaml": policy("一", item("甲"))})
    (tmp_path / "代码/乱.tsv").write_bytes(b"h\n\xff\t1\tx\n")
    (tmp_path / "参数").mkdir()
    (tmp_path / "参数/夹.yaml").mkdir()
    (tmp_path / "二.yaml").write_bytes("政策: 二".encode("gb18030"))
    (tmp_path / "代码/夹.tsv").mkdir()
    found, said = loaded(tmp_path, {})
    assert said == [
        "二.yaml:1:1: 文件不是 UTF-8 编码（可在编辑器里另存为 UTF-8）",
        "代码/乱.tsv: 文件不是 UTF-8 编码",
        "代码/坏.tsv:2:1: 应是 代码、级次、名称，用制表符隔开，级次从 1 起，每次至多深一级",
        "代码/夹.tsv: 读不了这个文件：Is a directory",
        "参数/夹.yaml: 读不了这个文件：Is a directory",
    ]
    assert list(found.items) == ["一/甲"]
    report = Report()
    load_files([tmp_path / "无.yaml"], report)
    assert "无.yaml: 读不了这个文件：No such file or directory" in told(report, tmp_path)


def test_a_text_that_is_no_unicode_is_refused() -> None:
    assert sample.faults("政策: \ud800") == ["1.yaml:1:1: 文件不是 UTF-8 编码（可在编辑器里另存为 UTF-8）"]


def test_all_faults_of_all_files_are_told_in_one_run(tmp_path: Path) -> None:
    two = policy("二", item("甲", "条件: [{规则: 失芯}, {规则: 规上 且}]"), item("甲", money("金额: 3万")))
    _, said = loaded(
        tmp_path,
        {
            "facts.yaml": "事实: [{名: 上年, 对象: 企业, 类型: 金额}]",
            "一.yaml": "政策: 一\n级别: 村\n核对: 二手转述\n事项: []\n多余: 1\n",
            "二.yaml": two,
            "三.yaml": "政策: [",
            "参数/表.yaml": "{名: 表, 类型: 金额}",
        },
    )
    assert [fault.split(": ")[0] for fault in said] == [
        "facts.yaml:1:10",
        "一.yaml:2:5",
        "一.yaml:4:5",
        "一.yaml:5:1",
        "三.yaml:2:1",
        f"二.yaml:1:{two.index('失芯') + 1}",
        f"二.yaml:1:{two.index('规上 且') + len('规上 且') + 1}",
        f"二.yaml:1:{two.rindex('编号: 甲') + len('编号: ') + 1}",
        f"二.yaml:1:{two.index('3万') + 1}",
        "参数/表.yaml:1:1",
    ]


def test_a_policy_with_faults_stays_out(tmp_path: Path) -> None:
    found, said = loaded(
        tmp_path,
        {"一.yaml": policy("一", item("甲", "条件: [{规则: 失芯}]")), "二.yaml": policy("二", item("甲"))},
    )
    assert len(said) == 1
    assert list(found.items) == ["二/甲"]


# References ----------------------------------------------------------------------------------------------------------


def test_titles_and_codes_are_unique() -> None:
    assert sample.faults(policy("一", item("甲")), policy("一", item("乙"))) == [
        "2.yaml:1:1: 政策“一”在 1.yaml 里已经有了"
    ]
    assert sample.faults(policy("一", item("甲"), item("甲"))) == ["1.yaml:1:103: 编号“甲”重复"]
    assert sample.faults(policy("一/二", item("甲"))) == ["1.yaml:1:6: 政策名里不能有“/”"]
    assert sample.faults(policy("一", item("甲/乙"))) == ["1.yaml:1:36: 编号里不能有“/”"]


@pytest.mark.parametrize(
    ("more", "version"),
    [
        ("互斥: [{同一: 企业, 事项: [办法/技改贴惜]}],", ""),
        ("互斥: [{同一: 企业, 事项: [技改贴惜]}],", ""),
        ("", money("金额: 所得(技改贴惜)")),
        ("", money("基数: 所得(技改贴惜) + 应纳税额, 比例: 10%")),
        ("", money("金额: {阶梯: 所得(技改贴惜), 档: [{满: 1元, 得: 1元}]}")),
        ("", money("金额: 3万元, 上限: [{每: 企业, 金额: 1万元, 合并: [技改贴惜]}]")),
        ("", money("金额: 3万元, 上限: [{每: 企业, 金额: 所得(技改贴惜) * 50%}]")),
        ("", money("金额: 3万元, 上限: [{每: 企业, 取小: [所得(技改贴惜), 1元]}]")),
        ("", money("基数: 应纳税额, 基数上限: [{每: 企业, 金额: 所得(技改贴惜)}], 比例: 10%")),
        ("", money("金额: 3万元, 上浮: {方式: 按比例, 各项: [{当: 所得(技改贴惜) > 0, 提高: 20%}]}")),
        ("", money("金额: 3万元, 分担: [{层级: 市, 至多: 所得(技改贴惜)}, {层级: 县, 其余: 是}]")),
        ("", "条件: [{规则: 所得(技改贴惜) = 0}]"),
        ("", "条件: [{任一: [{规则: 失信}, {规则: 所得(技改贴惜) = 0}]}]"),
    ],
)
def test_items_that_are_named_exist(more: str, version: str) -> None:
    text = policy("办法", item("技改贴息", version, more), item("甲"))
    fault = "没有事项“办法/技改贴惜”，是不是“办法/技改贴息”？"
    assert [said.split(": ", 1)[1] for said in sample.faults(text)] == [fault]
    assert sample.faults(text.replace("技改贴惜", "甲")) == []


def test_an_item_of_another_policy_is_named_with_its_policy() -> None:
    one, other = (
        policy("一", item("甲", money("金额: 所得('二/甲')"))),
        policy("二", item("甲")),
    )
    assert sample.faults(one, other) == []
    assert [said.split(": ", 1)[1] for said in sample.faults(one)] == ["没有事项“二/甲”，是不是“一/甲”？"]


@pytest.mark.parametrize(
    "version",
    [
        money("金额: 所得({})"),
        money("金额: 3万元, 上限: [{{每: 企业, 金额: 所得({})}}]"),
        money("金额: {{阶梯: 所得({}), 档: [{{满: 1元, 得: 1元}}]}}"),
        "条件: [{{规则: 所得({}) > 0}}]",
    ],
)
def test_earnings_must_not_run_in_a_circle(version: str) -> None:
    def circle(*names: str) -> list[str]:
        pairs = zip(names, (*names[1:], names[0]), strict=True)
        made = [item(name, version.replace("{{", "{").replace("}}", "}").replace("{}", other)) for name, other in pairs]
        return sample.faults(policy("一", *made, item("旁")))

    assert [said.split(": ", 1)[1] for said in circle("甲")] == ["“所得”绕回了自己"]
    assert [said.split(": ", 1)[1] for said in circle("甲", "乙", "丙")] == ["“所得”绕回了自己"] * 3


def test_earnings_may_meet_in_one_item_without_a_circle() -> None:
    assert (
        sample.faults(
            policy(
                "一",
                item("甲", money("金额: 所得(乙) + 所得(丙)")),
                item("乙", money("金额: 所得(丁)")),
                item("丙", money("金额: 所得(丁)")),
                item("丁", money("金额: 1万元")),
            )
        )
        == []
    )


def test_items_of_the_pack_may_be_named_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = write(tmp_path / "包", {"国/国法.yaml": policy("国法", item("甲"))})
    monkeypatch.setattr(loading, "PACK", pack)
    report = Report()
    library = Library(report)
    library.add_vocabulary(sample.VOCABULARY)
    own = write(tmp_path / "园", {"一.yaml": policy("一", item("甲", "", "互斥: [{同一: 企业, 事项: [国法/甲]}],"))})
    library.add_policies(policy_files(own))
    assert report.faults == []
    assert list(library.catalogue.items) == ["一/甲"]
