"""Random policies about one project, and facts on, just above and just below everything they mention."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st

from tests.reference import (
    Among,
    As,
    Both,
    Calc,
    Cmp,
    Data,
    Flag,
    Key,
    Lit,
    Receipt,
    Ref,
    Rule,
    Years,
    walk,
    yuan,
)

ON: Final = dt.date(2025, 6, 30)
YEARLY: Final = {"营业收入": "金额", "研发费用": "金额", "从业人员": "个数"}
FIRM: Final = {
    **YEARLY,
    "应纳税额": "金额",
    "专利数": "个数",
    "创新评分": "分值",
    "失信": "是否",
    "规上": "是否",
    "组织形式": "选项",
}
PROJECT: Final = {
    "项目总投资": "金额",
    "设备投资": "金额",
    "投资进度": "比率",
    "数字化改造": "是否",
    "符合指南": "是否",
    "项目状态": "选项",
    "立项日期": "日期",
}
TYPES: Final = {**FIRM, **PROJECT}
CHOICES: Final = {"组织形式": ("公司", "合伙", "个体"), "项目状态": ("未开工", "在建", "完工")}
OPS: Final = (">=", ">", "<=", "<")

FLAGS = st.sampled_from([Flag(name) for name, kind in TYPES.items() if kind == "是否"])
MONEY_FACTS = st.sampled_from(
    [
        Ref("项目总投资", "项目总投资"),
        Ref("设备投资", "设备投资"),
        Ref("应纳税额", "应纳税额"),
        Ref("上年(营业收入)", "营业收入", 2024),
        Ref("前年(营业收入)", "营业收入", 2023),
        Ref("上年(研发费用)", "研发费用", 2024),
        Ref("年度(研发费用, 2023)", "研发费用", 2023),
    ]
)
REVENUES: Final = Years("近(营业收入, 2年, 合计)", "营业收入", (2024, 2023), False)
RESEARCH: Final = Years("近(研发费用, 2年, 合计)", "研发费用", (2024, 2023), False)
SUMS = st.sampled_from([REVENUES, RESEARCH, Years("近(研发费用, 2年, 均值)", "研发费用", (2024, 2023), True)])


def _money_lit(wan: int) -> Lit:
    return Lit(f"{wan}万元", wan * 1_000_000)


def _ratio_lit(basis_points: int) -> Lit:
    return Lit(f"{basis_points / 100:g}%", Fraction(basis_points, 10_000))


MONEY = st.sampled_from([_money_lit(wan) for wan in (30, 100, 200, 500, 1000, 5000)])
RATIOS = st.sampled_from([_ratio_lit(points) for points in (50, 120, 300, 1000, 3333, 5000)])
RAISES = st.sampled_from([_ratio_lit(points) for points in (20, 1000, 2000, 5000)])
DAYS = st.sampled_from([Lit(day, dt.date.fromisoformat(day)) for day in ("2024-03-07", "2024-11-30")])


def _ratio(frame: str, year: int) -> As:
    over = Calc("/", Ref("", "研发费用", year), Ref("", "营业收入", year))
    return As(f"{frame}(研发费用 / 营业收入)", over)


SHARES: Final = st.one_of(
    st.sampled_from([_ratio("上年", 2024), _ratio("前年", 2023)]),
    st.builds(Calc, st.just("/"), MONEY_FACTS, MONEY_FACTS),
    st.just(Calc("/", RESEARCH, REVENUES)),
)
AMOUNTS: Final = st.one_of(
    MONEY_FACTS,
    MONEY_FACTS,
    SUMS,
    st.builds(Calc, st.sampled_from(["+", "-", "取小", "取大"]), MONEY_FACTS, MONEY_FACTS),
    st.builds(Calc, st.sampled_from(["+", "取小", "取大"]), MONEY_FACTS, MONEY),
    st.builds(Calc, st.just("*"), MONEY_FACTS, RATIOS),
)
ANY_OP = st.sampled_from(OPS)
PLAIN: Final = st.one_of(
    st.builds(Cmp, ANY_OP, MONEY_FACTS, MONEY),
    st.builds(Cmp, ANY_OP, st.just(Ref("投资进度", "投资进度")), RATIOS),
    st.builds(Cmp, ANY_OP, st.just(Ref("专利数", "专利数")), st.sampled_from([Lit("1项", 1), Lit("5项", 5)])),
    st.builds(
        Cmp,
        ANY_OP,
        st.just(Ref("上年(从业人员)", "从业人员", 2024)),
        st.sampled_from([Lit("30人", 30), Lit("300人", 300)]),
    ),
    st.builds(Cmp, ANY_OP, st.just(Ref("创新评分", "创新评分")), st.sampled_from([Lit("60分", 60), Lit("70分", 70)])),
    st.builds(Cmp, ANY_OP, st.just(Ref("立项日期", "立项日期")), DAYS),
)
"""Comparisons of one fact with a constant: exact whatever is known of the fact."""
COMPARISONS: Final = st.one_of(
    PLAIN,
    st.builds(Cmp, st.sampled_from((*OPS, "=", "!=")), AMOUNTS, MONEY),
    st.builds(Cmp, ANY_OP, SHARES, RATIOS),
    st.builds(Cmp, ANY_OP, AMOUNTS, MONEY_FACTS),
)
WORDS: Final = st.sampled_from(sorted(CHOICES)).flatmap(
    lambda name: st.one_of(
        st.builds(Among, st.just(name), st.sampled_from([(w,) for w in CHOICES[name]]), st.sampled_from(["=", "!="])),
        st.builds(Among, st.just(name), st.just(CHOICES[name][:2]), st.sampled_from(["属于", "不属于"])),
    )
)
LEAVES: Final = st.one_of(COMPARISONS, COMPARISONS, FLAGS, WORDS)
RULES: Final[st.SearchStrategy[Rule]] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda part: Both("非", (part,)), inner),
        st.builds(lambda op, a, b: Both(op, (a, b)), st.sampled_from(["且", "或"]), inner, inner),
    ),
    max_leaves=3,
)


@st.composite
def tiers(draw: st.DrawFn, rows: st.SearchStrategy[Data]) -> Data:
    """分档 by an amount: rising bounds, the last row often without one."""
    bounds = sorted(draw(st.lists(MONEY, min_size=1, max_size=2, unique=True)), key=lambda lit: lit.value)
    key = draw(st.sampled_from(["至", "不足"]))
    found = [{key: bound, **draw(rows)} for bound in bounds]
    if draw(st.booleans()) or draw(st.booleans()):
        found.append(draw(rows))
    return {"分档": draw(st.one_of(MONEY_FACTS, SUMS)), "档": found}


@st.composite
def picks(draw: st.DrawFn, rows: st.SearchStrategy[Data]) -> Data:
    """选择 with a last row for the rest."""
    whens = draw(st.lists(st.one_of(FLAGS, PLAIN), min_size=1, max_size=2))
    return {"选择": [*({"当": when, **draw(rows)} for when in whens), draw(rows)]}


LINES: Final = st.one_of(
    st.fixed_dictionaries({"规则": RULES}),
    st.fixed_dictionaries({"规则": RULES}),
    st.fixed_dictionaries({"不得": RULES}),
)
BRANCHES: Final = st.one_of(
    LINES,
    st.builds(lambda line, rule: {**line, "除非": rule}, LINES, LEAVES),
    tiers(LINES),
    picks(LINES),
)
REQUIREMENTS: Final = st.one_of(
    BRANCHES,
    st.builds(
        lambda join, parts: {join: parts}, st.sampled_from(["任一", "全部"]), st.lists(BRANCHES, min_size=1, max_size=3)
    ),
)


@st.composite
def condition_lists(draw: st.DrawFn) -> list[Data]:
    found = []
    for requirement in draw(st.lists(REQUIREMENTS, min_size=1, max_size=4)):
        extra = {}
        if draw(st.integers(0, 3)) == 0:
            extra["力度"] = draw(st.sampled_from(["硬性", "原则上", "优先"]))
        if draw(st.integers(0, 3)) == 0:
            extra["核验"] = draw(st.sampled_from(["事实", "承诺", "审核时"]))
        found.append({**requirement, **extra})
    return found


# Money ---------------------------------------------------------------------------------------------------------------

RATE: Final = st.one_of(
    RATIOS,
    RATIOS,
    tiers(st.fixed_dictionaries({"得": RATIOS})),
    picks(st.fixed_dictionaries({"得": RATIOS})),
)
DIRECT: Final = st.one_of(
    MONEY,
    AMOUNTS,
    tiers(st.fixed_dictionaries({"得": MONEY})),
    picks(st.fixed_dictionaries({"得": st.one_of(MONEY, MONEY_FACTS)})),
)


@st.composite
def caps(draw: st.DrawFn, *, yearly: bool) -> Data:
    """Without `yearly` only caps for good: what a cap a year leaves of several years has tests of its own."""
    found: Data = {
        "每": draw(st.sampled_from(["项目", "企业", "项目每年", "企业每年"] if yearly else ["项目", "企业"]))
    }
    if found["每"].startswith("企业") or draw(st.booleans()):  # a cap of the firm may not read facts of a project
        found["金额"] = draw(MONEY)
    else:
        found["取小"] = [draw(MONEY), Calc("*", draw(MONEY_FACTS), draw(RATIOS))]
    if draw(st.integers(0, 3)) == 0:
        found["近"] = "3年"
    if draw(st.integers(0, 3)) == 0:
        found["扣"] = "否"
    return found


@st.composite
def uplifts(draw: st.DrawFn, ways: tuple[str, ...]) -> Data:
    rows = draw(st.lists(st.builds(lambda w, by: {"当": w, "提高": by}, FLAGS, RAISES), min_size=1, max_size=3))
    found: Data = {"方式": draw(st.sampled_from(ways)), "各项": rows}
    if found["方式"] != "连乘" and draw(st.integers(0, 2)) == 0:
        found["至多"] = draw(RAISES)
    return found


@st.composite
def steady_benefits(draw: st.DrawFn) -> Data:
    """Money that rises with one fact and jumps nowhere, and that fact."""
    found: Data = {"性质": "定额", "基数": draw(MONEY_FACTS), "比例": draw(RATIOS)}
    if draw(st.booleans()):
        found["基数上限"] = [{"每": "企业", "金额": draw(MONEY)}]
    if draw(st.booleans()):
        found["上浮"] = draw(uplifts(("按比例", "连乘", "百分点")))
    if draw(st.booleans()):
        found["上限"] = [{"每": "项目", "金额": draw(MONEY)}]
    return found


@st.composite
def benefits(draw: st.DrawFn) -> Data:
    found: Data = {"性质": draw(st.sampled_from(["定额", "上限", "估算"]))}
    direct = draw(st.integers(0, 3)) == 0
    if direct:
        found["金额"] = draw(DIRECT)
    else:
        found["基数"], found["比例"] = draw(AMOUNTS), draw(RATE)
        if draw(st.integers(0, 2)) == 0:
            found["基数上限"] = [{"每": "企业", "金额": draw(MONEY)}]
    if draw(st.integers(0, 2)) == 0:
        found["年数"] = draw(st.sampled_from([Lit("2", 2), Lit("0.5", Fraction(1, 2))]))
    if draw(st.booleans()):
        found["上浮"] = draw(uplifts(("按比例", "连乘") if direct else ("按比例", "连乘", "百分点")))
        if found["上浮"]["方式"] != "百分点":
            both = {"读法": ["先浮后限", "先限后浮"], "存疑": "未说"}
            order = draw(st.sampled_from([None, "先限后浮", {**both, "采用": "较低"}, {**both, "采用": "较高"}]))
            if order:
                found["次序"] = order
    if draw(st.booleans()):
        found["上限"] = draw(st.lists(caps(yearly="年数" not in found), min_size=1, max_size=2))
    if draw(st.booleans()):
        found["取整"] = {
            "到": draw(st.sampled_from(["分", "元", "万元"])),
            "方式": draw(st.sampled_from(["四舍五入", "舍去", "进位"])),
        }
    return found


RECEIPTS: Final = st.lists(
    st.builds(
        Receipt,
        st.sampled_from([1, 50_000_000, 123_456_789]),
        st.sampled_from([None, 2022, 2023, 2024, 2025, 2026]),
        st.booleans(),
    ),
    max_size=2,
)


def receipts_for(benefit: Data) -> st.SearchStrategy[list[Receipt]]:
    """None where they would count against a base (that has tests of its own)."""
    return st.just([]) if "基数上限" in benefit else RECEIPTS


def policy_of(conditions: list[Data], benefit: Data | None = None) -> Data:
    """The file of a policy 办法 with one item 甲 about a project."""
    version: Data = {"文件": "一版", "施行": "2024-01-01", "失效": "无", "条件": conditions}
    if benefit is not None:
        version["补贴"] = benefit
    item = {"编号": "甲", "类别": "奖补" if benefit else "资质", "对象": "项目", "版本": [version]}
    return {"政策": "办法", "级别": "市", "核对": "二手转述", "事项": [item]}


# Facts ---------------------------------------------------------------------------------------------------------------


def keys_of(data: Any) -> list[Key]:
    """Every fact that a policy reads."""
    found: list[Key] = []
    for part in walk(data):
        match part:
            case Ref(_, name, year):
                found.append((name, year))
            case Years(_, name, years):
                found += ((name, year) for year in years)
            case Flag(name) | Among(name):
                found.append((name, None))
    return list(dict.fromkeys(found))


def pools_of(data: Any) -> dict[str, list[Any]]:
    """Per type of fact the values that matter: each threshold, one step to either side, and some far off."""
    lits = [part for part in walk(data) if isinstance(part, Lit)]
    money = [lit.value for lit in lits if lit.text.endswith("万元")] or [100_000_000]
    ratios = [lit.value for lit in lits if lit.text.endswith("%")] or [Fraction(1, 2)]
    shares = {int(ratio * amount) for ratio in ratios for amount in money}
    days = [lit.value for lit in lits if isinstance(lit.value, dt.date)] or [dt.date(2024, 3, 7)]
    counts = [lit.value for lit in lits if lit.text[-1] in "项人"] or [5]
    scores = [lit.value for lit in lits if lit.text.endswith("分")] or [60]
    return {
        "金额": _around([*money, *shares], 1, [0, 1_234_567_89]),
        "比率": _around(ratios, Fraction(1, 10_000), [Fraction(0), Fraction(1)]),
        "个数": _around(counts, 1, [0]),
        "分值": _around(scores, Fraction(1, 2), [0]),
        "日期": _around(days, dt.timedelta(days=1), []),
        "是否": [False, True],
    }


def _around(values: Any, step: Any, others: list[Any]) -> list[Any]:
    found = {value + k * step for value in values for k in (-1, 0, 1)} | set(others)
    return sorted(found)


@dataclass
class Told:
    """Facts as the engine is told them, and what they stand for: `sure` ones and the domains of the open ones."""

    sure: dict[Key, Any] = field(default_factory=dict)
    open: dict[Key, list[Any]] = field(default_factory=dict)
    written: dict[Key, Any] = field(default_factory=dict)

    def data(self, receipts: list[Receipt] | None = None) -> Data:
        firm: Data = {}
        project: Data = {"号": "P1"}
        for (name, year), value in self.written.items():
            place = firm if name in FIRM else project
            if name in YEARLY:
                place.setdefault(name, {})[str(year)] = value
            else:
                place[name] = value
        found: Data = {"企业": firm, "项目": project}
        if receipts is not None:
            found["已享受"] = [receipt.data("办法/甲", "P1") for receipt in receipts]
        return found


def written(name: str, value: Any) -> Any:
    """A value as people write it."""
    match TYPES[name]:
        case "金额":
            return yuan(value)
        case "比率":
            return f"{float(value * 100):.6g}%"
        case "分值":
            return f"{float(value):g}"
        case "日期":
            return value.isoformat()
    return value


@st.composite
def facts(draw: st.DrawFn, data: Any, most_open: int = 0) -> Told:
    """A value for every fact of a policy, but for up to `most_open` that are unknown, a band or a set."""
    pools, keys, told = pools_of(data), keys_of(data), Told()
    left_open = draw(st.permutations(keys))[: draw(st.integers(min(1, most_open), most_open))]
    for key in keys:
        name = key[0]
        pool = list(CHOICES.get(name) or pools[TYPES[name]])
        if key not in left_open:
            told.sure[key] = draw(st.sampled_from(pool))
            told.written[key] = written(name, told.sure[key])
        elif TYPES[name] in ("是否", "选项"):
            _some_words(draw, told, key, pool)
        else:
            _some_numbers(draw, told, key, pool)
    return told


def _some_words(draw: st.DrawFn, told: Told, key: Key, pool: list[Any]) -> None:
    told.open[key] = pool
    if len(pool) > 2 and draw(st.booleans()):
        told.open[key] = draw(st.lists(st.sampled_from(pool), min_size=2, max_size=2, unique=True))
        told.written[key] = {"可能": told.open[key]}


def _some_numbers(draw: st.DrawFn, told: Told, key: Key, pool: list[Any]) -> None:
    name = key[0]
    match draw(st.sampled_from(["unknown", "band", "band", "band", "from", "set"])):
        case "unknown":
            told.open[key] = _few(draw, pool)
        case "set":
            told.open[key] = draw(st.lists(st.sampled_from(pool), min_size=2, max_size=3, unique=True))
            told.written[key] = {"可能": [written(name, value) for value in told.open[key]]}
        case "from":
            low = draw(st.sampled_from(pool[:-1]))
            told.written[key] = {"自": written(name, low)}
            told.open[key] = _few(draw, [value for value in pool if value >= low])
        case _:
            low, high = sorted(draw(st.lists(st.sampled_from(pool), min_size=2, max_size=2, unique=True)))
            open_high = TYPES[name] in ("金额", "个数") and draw(st.booleans()) and high - low > 1
            told.written[key] = {"自": written(name, low), "不足" if open_high else "至": written(name, high)}
            last = high - 1 if open_high else high
            told.open[key] = _few(draw, [*(v for v in pool if low <= v < last), last])


def _few(draw: st.DrawFn, values: list[Any]) -> list[Any]:
    """At most five of the values, the first and the last among them."""
    inner = values[1:-1]
    some = draw(st.lists(st.sampled_from(inner), max_size=3, unique=True)) if inner else []
    return sorted({values[0], *some, values[-1]})
