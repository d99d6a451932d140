"""补贴: from checked YAML to a Benefit."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Final

from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.language.tree import Dim, Extreme, Literal, ValueNode
from songjieyou.rules.language.yamltext import Map, Node, Seq, Text
from songjieyou.rules.library.compiler import Compiler, maps_in, text_of, texts_of
from songjieyou.rules.library.policy import Benefit, Cap, Ladder, MonthlyIncrease, Share, Uplift
from songjieyou.rules.units import read_ratio, split_quantity

ROUNDING: Final = {"分": 1, "角": 10, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000}
_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def read_benefit(node: Map, compiler: Compiler) -> Benefit:
    """The money of a version. Faults are reported by the compiler."""
    return _Reader(compiler).benefit(node)


class _Reader:
    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.vocabulary = compiler.scope.vocabulary

    def benefit(self, node: Map) -> Benefit:
        kind = text_of(node.get("性质"))
        orders, prefer, doubt = self.order(node.get("次序"))
        found = Benefit(
            kind,
            tax_credit=text_of(node.get("方式")) == "抵税",
            amount=self.amount(node.get("金额")),
            base=self.base(node.get("基数")),
            stand_in=self.stand_in(node.get("以事实代")),
            base_caps=tuple(replace(self.cap(cap), deduct=False) for cap in maps_in(node.get("基数上限"))),
            rate=self.optional(node.get("比例"), Dim.NUMBER, Dim.MONEY),
            years=self.years(node.get("年数")),
            years_at_most=self.years_at_most(node.get("年数")),
            uplift=self.uplift(node.get("上浮")),
            orders=orders,
            prefer=prefer,
            order_doubt=doubt,
            caps=tuple(self.cap(cap) for cap in maps_in(node.get("上限"))),
            rounding=ROUNDING[text_of(_inside(node, "取整", "到"), "分")],
            round_mode=text_of(_inside(node, "取整", "方式"), "四舍五入"),
            shares=tuple(self.share(share) for share in maps_in(node.get("分担"))),
            instalments=tuple(self.instalment(part) for part in maps_in(node.get("分期"))),
            this_year_at_most=self.optional(node.get("当年至多"), Dim.MONEY),
            carry_years=self.whole_years(node.get("结转")),
            doubt=text_of(node.get("存疑")),
            texts={key: _text(value) for key, value in node.entries.items()},
        )
        self.check(node, found)
        return found

    def check(self, node: Map, found: Benefit) -> None:
        """The parts must make one computation."""
        ways = [found.amount is not None, found.base is not None, found.stand_in is not None]
        if found.kind in ("未见", "人工裁量"):
            return
        if sum(ways) == 0:
            self.compiler.fault(
                node, f"“补贴”的性质是{found.kind}，要有 金额、基数 或 以事实代 之一（没看到就写 性质: 未见）"
            )
        if sum(ways) > 1:
            self.compiler.fault(node, "金额、基数、以事实代 只能有一个（基数: 未见 可以和 以事实代 同用）")
        if found.base is not None and found.rate is None:
            self.compiler.fault(node, "有“基数”就要有“比例”（全额写 100%）")
        if found.amount is not None and found.rate is not None:
            self.compiler.fault(node.keys["比例"], "“金额”不再乘“比例”；按比例算的写“基数”")
        parts = [ratio for _, ratio in found.instalments]
        if parts and sum(parts) != 1:
            self.compiler.fault(node.keys["分期"], "“分期”各期比例合计应是 100%")
        shares = [s.ratio.value for s in found.shares if isinstance(s.ratio, Literal)]
        if found.shares and len(shares) == len(found.shares) and sum(shares) != 1:
            self.compiler.fault(node.keys["分担"], "“分担”各层级比例合计应是 100%")

    def optional(self, node: Node | None, *dims: Dim) -> ValueNode | None:
        return None if node is None else self.compiler.value(node, *dims)

    def amount(self, node: Node | None) -> ValueNode | Ladder | None:
        if isinstance(node, Map) and "阶梯" in node.entries:
            return self.ladder(node)
        return self.optional(node, Dim.MONEY)

    def ladder(self, node: Map) -> Ladder:
        measure = self.compiler.value(node.entries["阶梯"])
        steps = tuple(
            (self.compiler.value(step.entries["满"], measure.dim), self.compiler.value(step.entries["得"], Dim.MONEY))
            for step in maps_in(node.get("档"))
        )
        bounds = [start.value for start, _ in steps if isinstance(start, Literal)]
        if bounds != sorted(set(bounds)):
            self.compiler.fault(node.entries["档"], "阶梯各级要从低到高，不能重复")
        return Ladder(
            measure,
            steps,
            text_of(node.get("首次"), "否"),
            self.optional(node.get("再每满"), measure.dim),
            self.optional(node.get("加"), Dim.MONEY),
        )

    def base(self, node: Node | None) -> ValueNode | MonthlyIncrease | None:
        if node is None or text_of(node) == "未见":
            return None
        if isinstance(node, Map) and "逐月增量" in node.entries:
            return self.monthly(node)
        return self.compiler.value(node, Dim.MONEY, Dim.NUMBER)

    def monthly(self, node: Map) -> MonthlyIncrease:
        name = node.entries["逐月增量"]
        entry = self.vocabulary.find(text_of(name))
        if entry is None or entry.period != "月" or entry.type != "金额":
            monthly = [e.name for e in self.vocabulary.entries.values() if e.period == "月"]
            self.compiler.fault(name, f"“逐月增量”要写一个按月的金额事实（{'、'.join(monthly) or '词汇表里还没有'}）")
        months, base = self.span(node.entries["期"]), self.span(node.entries["基期"])
        pairwise = text_of(node.get("对比")) == "对应月"
        if pairwise and len(months) != len(base):
            self.compiler.fault(node.entries["基期"], "按对应月比时，期和基期的月数要相同")
        return MonthlyIncrease(
            entry.name if entry else "",
            months,
            base,
            only_active=text_of(node.get("有效月")) == "大于0",
            pairwise=pairwise,
            negative_counts=text_of(node.get("负增量")) == "抵减",
        )

    def span(self, node: Node) -> tuple[tuple[int, int], ...]:
        """Every month from the first to the last."""
        ends = []
        for text in node.items if isinstance(node, Seq) else []:
            match = _MONTH.fullmatch(text_of(text))
            if match is None or not 1 <= int(match[2]) <= 12:
                self.compiler.fault(text, f"读到“{shown(text_of(text))}”，应是月份，如 2030-07")
                return ()
            ends.append(int(match[1]) * 12 + int(match[2]) - 1)
        if len(ends) != 2 or ends[0] > ends[1] or ends[1] - ends[0] > 120:
            self.compiler.fault(node, "应是起月和止月，如 [2030-07, 2030-12]")
            return ()
        return tuple((month // 12, month % 12 + 1) for month in range(ends[0], ends[1] + 1))

    def stand_in(self, node: Node | None) -> ValueNode | None:
        return None if node is None else self.compiler.value(node, Dim.MONEY)

    def years(self, node: Node | None) -> ValueNode | None:
        if isinstance(node, Map):
            return self.compiler.value(node.entries["按"], Dim.MONTHS)
        return self.optional(node, Dim.NUMBER, Dim.MONTHS)

    def years_at_most(self, node: Node | None) -> ValueNode | None:
        return self.optional(node.get("至多"), Dim.MONTHS) if isinstance(node, Map) else None

    def uplift(self, node: Node | None) -> Uplift | None:
        if not isinstance(node, Map):
            return None
        items = tuple(
            (
                self.compiler.truth_line(row.entries["当"]),
                self.compiler.value(row.entries["提高"], Dim.NUMBER),
                text_of(row.get("当")),
            )
            for row in maps_in(node.get("各项"))
        )
        return Uplift(text_of(node.get("方式")), items, self.optional(node.get("至多"), Dim.NUMBER))

    def order(self, node: Node | None) -> tuple[tuple[str, ...], str, str]:
        if isinstance(node, Map):
            return texts_of(node.get("读法")), text_of(node.get("采用")), text_of(node.get("存疑"))
        return (text_of(node, "先浮后限"),), "较低", ""

    def cap(self, node: Map) -> Cap:
        per = text_of(node.get("每"))
        kind = per.removesuffix("每年")
        if kind not in self.vocabulary.subjects:
            kinds = "、".join(self.vocabulary.subjects)
            self.compiler.fault(node.entries["每"], f"“每”应是 {kinds} 之一（可加“每年”），读到“{shown(per)}”")
        scope = self.compiler.scope
        if kind != scope.kind and kind not in self.vocabulary.above(scope.kind):
            self.compiler.fault(node.entries["每"], f"对象是{scope.kind}的事项不能按“{shown(kind)}”封顶")
        return Cap(
            kind,
            yearly=per.endswith("每年"),
            amount=self.cap_amount(node),
            times=self.times(node.get("次数")),
            counted=text_of(node.get("计"), scope.kind),
            merged=tuple(self.full_id(name) for name in texts_of(node.get("合并"))),
            recent_years=self.whole_years(node.get("近")) or None,
            deduct=text_of(node.get("扣")) != "否",
            clause=text_of(node.get("依据")),
            doubt=text_of(node.get("存疑")),
            text=_text(node),
        )

    def cap_amount(self, node: Map) -> ValueNode | None:
        if (amount := node.get("金额")) is not None:
            return self.compiler.value(amount, Dim.MONEY)
        listed = node.get("取小")
        if not isinstance(listed, Seq):
            return None
        items = tuple(self.compiler.value(item, Dim.MONEY) for item in listed.items)
        return self.compiler.scope.kept(Extreme("取小", items, Dim.MONEY))

    def times(self, node: Node | None) -> int | None:
        if node is None:
            return None
        found = split_quantity(text_of(node))
        if found is None or not isinstance(found[0], int) or found[0] < 1:
            self.compiler.fault(node, f"“次数”应是正整数，读到“{shown(text_of(node))}”")
            return None
        return found[0]

    def whole_years(self, node: Node | None) -> int:
        if node is None:
            return 0
        found = split_quantity(text_of(node))
        if found is None or found[1] != "年" or not isinstance(found[0], int) or not 1 <= found[0] <= 50:
            self.compiler.fault(node, f"应是年数，如 3年，读到“{shown(text_of(node))}”")
            return 0
        return found[0]

    def full_id(self, name: str) -> str:
        return name if "/" in name else f"{self.compiler.scope.policy}/{name}"

    def share(self, node: Map) -> Share:
        return Share(
            text_of(node.get("层级")),
            self.optional(node.get("比例"), Dim.NUMBER),
            self.optional(node.get("至多"), Dim.MONEY),
            text_of(node.get("存疑")),
        )

    def instalment(self, node: Map) -> tuple[str, Fraction]:
        ratio = node.entries["比例"]
        try:
            return text_of(node.get("节点")), Fraction(read_ratio(text_of(ratio)))
        except FaultError as error:
            self.compiler.fault(ratio, error.message)
            return text_of(node.get("节点")), Fraction(0)


def _inside(node: Map, key: str, inner: str) -> Node | None:
    found = node.get(key)
    return found.get(inner) if isinstance(found, Map) else None


def _text(node: Node | None) -> str:
    """The node as one line for people."""
    if isinstance(node, Text):
        return node.value.strip()
    if isinstance(node, Seq):
        return "、".join(_text(item) for item in node.items)
    return "；".join(f"{key} {_text(value)}" for key, value in node.entries.items()) if node else ""
