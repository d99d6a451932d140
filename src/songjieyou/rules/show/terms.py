"""The money of a version in plain Chinese: how it is computed, what raises it and what bounds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from songjieyou.rules.answer.words import said
from songjieyou.rules.language import tree as t
from songjieyou.rules.language.tree import Dim
from songjieyou.rules.library.policy import Benefit, Cap, Item, Ladder, Share, Uplift, Version
from songjieyou.rules.show.plain import MEASURES, Plain, day
from songjieyou.rules.units import ratio

NATURES: Final = {
    "定额": "按条款能算出确定的金额",
    "上限": "不超过算出的数，给多少由主管部门核定，不是承诺",
    "估算": "按假定估算，以实际核定为准",
    "未见": "原文或转述里没有写明标准，不测算金额",
    "人工裁量": "由人评定，不测算金额",
}
ROUNDINGS: Final = {10: "角", 100: "元", 10_000: "百元", 100_000: "千元", 1_000_000: "万元"}
ORDERS: Final = {"先浮后限": "先上浮后封顶", "先限后浮": "先封顶后上浮"}
WAYS: Final = {"按比例": "几项相加后一次提高", "百分点": "几项都加到比例上", "连乘": "逐项相乘"}


class Term(NamedTuple):
    """One line about the money."""

    name: str
    text: str


def terms(benefit: Benefit, plain: Plain) -> list[Term]:
    """Everything a version says of its money, in the order in which it is computed."""
    return list(_terms(benefit, plain))


def _terms(b: Benefit, plain: Plain) -> Iterator[Term]:
    yield Term("金额性质", NATURES[b.kind])
    if formula := _formula(b, plain):
        yield Term("怎么算", formula)
    for cap in b.base_caps:
        yield Term("计算基数封顶", _cap(cap, plain))
    if b.uplift:
        yield Term("上浮", _uplift(b.uplift, plain))
    for cap in b.caps:
        yield Term("上限", _cap(cap, plain))
    if b.uplift and b.caps:
        unsure = "，原文没有写明" if len(b.orders) > 1 else ""
        yield Term("上浮与上限的先后", "还是".join(ORDERS[order] for order in b.orders) + unsure)
    if b.rounding in ROUNDINGS:
        yield Term("取整", f"到{ROUNDINGS[b.rounding]}，{b.round_mode}")
    if b.shares:
        yield Term("由谁出", "；".join(_share(share, plain) for share in b.shares))
    if b.instalments:
        yield Term("分期拨付", "；".join(f"{name}拨{ratio(part)}" for name, part in b.instalments))
    if b.this_year_at_most is not None:
        carried = f"，抵不完的可结转{b.carry_years}年" if b.carry_years else ""
        yield Term("抵税", f"当年至多抵{plain.value(b.this_year_at_most)}{carried}")


def doubts(benefit: Benefit) -> list[str]:
    """What is unclear about the money."""
    found = (benefit.doubt, benefit.order_doubt, *(cap.doubt for cap in (*benefit.base_caps, *benefit.caps)))
    return list(dict.fromkeys(filter(None, (*found, *(share.doubt for share in benefit.shares)))))


def in_short(benefit: Benefit, plain: Plain) -> str:
    """The money in one line: how it is computed and its caps."""
    formula = _formula(benefit, plain) or NATURES[benefit.kind]
    return "；".join([formula, *(_cap(cap, plain) for cap in benefit.caps if cap.amount is not None)])


# What it is made of --------------------------------------------------------------------------------------------------


def _formula(b: Benefit, plain: Plain) -> str:
    years = _years(b, plain)
    if isinstance(b.amount, Ladder):
        return _ladder(b.amount, plain) + years
    if b.amount is not None:
        return _many(b.amount, plain) + years
    if b.base is not None and b.rate is not None:
        link = " × " if b.rate.dim == Dim.MONEY else "的"
        return f"{plain.inside(b.base, sums=True)}{link}{_many(b.rate, plain)}{years}"
    return f"按“{plain.value(b.stand_in)}”（计算标准没有见到，以测算的数为准）" if b.stand_in is not None else ""


def _many(node: t.ValueNode, plain: Plain) -> str:
    """A value; several of them in brackets."""
    text = plain.value(node)
    return f"（{text}）" if isinstance(node, t.Choose | t.Extreme) else text


def _years(b: Benefit, plain: Plain) -> str:
    if b.years is None or (isinstance(b.years, t.Literal) and b.years.value == 1 and b.years.dim == Dim.NUMBER):
        return ""
    if isinstance(b.years, t.Literal):
        many = said(b.years.value, b.years.dim, b.years.unit)
        return f"，共{many}{'' if b.years.dim == Dim.MONTHS else '年'}"
    most = f"，至多{plain.value(b.years_at_most)}" if b.years_at_most is not None else ""
    return f"，每年一份，按{plain.value(b.years)}计{most}"


def _ladder(ladder: Ladder, plain: Plain) -> str:
    steps = "；".join(f"满{plain.value(start)}得{plain.value(award)}" for start, award in ladder.steps)
    first = {"是": "，只奖第一次达到", "补差": "，以前达到过的补差额"}.get(ladder.first, "")
    more = f"；再每满{plain.value(ladder.step)}加{plain.value(ladder.more)}" if ladder.step and ladder.more else ""
    return f"看{plain.value(ladder.measure)}：{steps}{more}{first}"


def _uplift(uplift: Uplift, plain: Plain) -> str:
    points = uplift.way == "百分点"
    parts = []
    for when, by, _ in uplift.items:
        much = f"{plain.value(by).removesuffix('%')}个百分点" if points else plain.value(by)
        parts.append(f"{plain.truth(when)}的，{'比例加' if points else '在基础标准上提高'}{much}")
    joined = f"（{WAYS[uplift.way]}）" if len(parts) > 1 else ""
    most = f"，合计至多提高{plain.value(uplift.at_most)}" if uplift.at_most is not None else ""
    return "；".join(parts) + joined + most


def _cap(cap: Cap, plain: Plain) -> str:
    """`每家企业每年不超过1000万元，与“融资租赁补贴”合并计算`."""
    place = f"每{measured(cap.per)}{'每年' if cap.yearly else ''}"
    recent = f"近{cap.recent_years}年累计" if cap.recent_years else ""
    if cap.amount is not None:
        most = f"不超过{_many(cap.amount, plain)}"
    else:
        most = f"至多{cap.times}{'次' if cap.counted == cap.per else measured(cap.counted)}"
    merged = "、".join(f"“{name.rpartition('/')[2]}”" for name in cap.merged)
    return f"{place}{recent}{most}" + (f"，与{merged}合并计算" if merged else "")


def measured(kind: str) -> str:
    """A kind of subject with its measure word: 家企业, 笔贷款."""
    return f"{MEASURES.get(kind, '个')}{kind}"


def _share(share: Share, plain: Plain) -> str:
    if share.ratio is not None:
        return f"{share.level}出{plain.value(share.ratio)}"
    return f"{share.level}出其余部分" if share.at_most is None else f"{share.level}至多出{plain.value(share.at_most)}"


# Dates ---------------------------------------------------------------------------------------------------------------


def dates(version: Version) -> list[Term]:
    """From when until when, and when applications are taken, honest about what nobody has seen."""
    found = [Term("施行", starts(version)), Term("失效", ends(version)), Term("申报窗口", window(version))]
    if version.by is not None:
        found.append(Term("用哪一版", f"看{version.by.name}，不看申报那天"))
    if version.mode:
        found.append(Term("办理方式", version.mode))
    if version.discretion:
        found.append(Term("由人决定", version.discretion))
    return found


def starts(version: Version) -> str:
    if version.start_latest is None:
        return f"不早于{day(version.start)}，哪一天没有见到"
    if version.start_latest != version.start:
        return f"{day(version.start)}至{day(version.start_latest)}之间，哪一天待核"
    return f"{day(version.start)}起"


def ends(version: Version) -> str:
    if version.end is not None:
        return f"{day(version.end)}止"
    return "没有规定期限" if version.end_known else "没有见到，是否仍有效待核"


def window(version: Version) -> str:
    if version.windows is None:
        return "没有见到，请看当年的申报通知"
    spans = []
    for one in version.windows:
        start, end = (day(one.start) if one.start else "", day(one.end) if one.end else "")
        spans.append(
            f"{start}至{end}" if start and end else f"{start}起" if start else f"{end}止" if end else "常年受理"
        )
    return "；".join(spans)


# Together with others ------------------------------------------------------------------------------------------------


def together(item: Item) -> list[str]:
    """What cannot be had beside it, in sentences."""
    found = []
    for each in item.exclusions:
        others = (
            f"带“{each.tag}”标签的事项"
            if each.tag
            else "、".join(f"“{name.replace('/', ' · ')}”" for name in each.items)
        )
        clause = f"（{each.clause}）" if each.clause else ""
        found.append(f"同一{MEASURES.get(each.per, '个')}{each.per}，不能与{others}同时享受{clause}。")
    if item.matter:
        found.append(f"与“{item.matter}”的其他事项属于同一件事，同一个{item.kind}只享受最高的一项，不重复。")
    if not item.exclusions:
        found.append(
            "原文允许与其他政策同时享受。"
            if item.exclusions_seen
            else "能不能与其他政策同时享受，没有见到规定，请向主管部门核实。"
        )
    return found
