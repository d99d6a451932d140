"""补贴: from checked YAML to a Benefit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from songjieyou.rules.faults import FaultError, shown
from songjieyou.rules.language.tree import Choose, Dim, Extreme, Literal, ValueNode
from songjieyou.rules.language.yamltext import Map, Node, Seq, Text
from songjieyou.rules.library.compiler import Compiler, maps_in, text_of, texts_of
from songjieyou.rules.library.monthly import KEY as MONTHLY
from songjieyou.rules.library.monthly import read_increase
from songjieyou.rules.library.policy import Benefit, Cap, Ladder, Share, Uplift
from songjieyou.rules.units import MONEY_UNITS, RATIO_UNITS, TERM_UNITS, read_ratio, split_quantity
from songjieyou.rules.values import UNKNOWN, Value

ROUNDING: Final = {"分": 1, "角": 10, "元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000}


def read_benefit(node: Map, compiler: Compiler) -> Benefit:
    """The money of a version. Faults are reported by the compiler."""
    return _Reader(compiler).benefit(node)


class _Reader:
    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.vocabulary = compiler.scope.vocabulary

    def benefit(self, node: Map) -> Benefit:
        kind, before = text_of(node.get("性质")), len(self.compiler.report.faults)
        orders, prefer, doubt = self.order(node.get("次序"))
        found = Benefit(
            kind,
            tax_credit=text_of(node.get("方式")) == "抵税",
            amount=self.amount(node.get("金额")),
            base=self.base(node.get("基数")),
            stand_in=self.stand_in(node.get("以事实代")),
            base_caps=tuple(self.cap(cap) for cap in maps_in(node.get("基数上限"))),
            rate=self.ratio(node.get("比例"), Dim.NUMBER, Dim.MONEY),
            years=self.years(node.get("年数")),
            years_at_most=self.years_at_most(node.get("年数")),
            uplift=self.uplift(node.get("上浮")),
            orders=orders,
            prefer=prefer,
            order_doubt=doubt,
            caps=tuple(self.cap(cap) for cap in maps_in(node.get("上限"))),
            rounding=ROUNDING[text_of(_inside(node, "取整", "到"), "分")],
            round_mode=text_of(_inside(node, "取整", "方式"), "四舍五入"),
            shares=tuple(self.share(share) for share in self.named(node, "分担", "层级")),
            instalments=tuple(self.instalment(part) for part in self.named(node, "分期", "节点")),
            this_year_at_most=self.optional(node.get("当年至多"), Dim.MONEY),
            carry_years=self.whole_years(node.get("结转")),
            doubt=text_of(node.get("存疑")),
            texts={key: _text(value) for key, value in node.entries.items()},
        )
        if kind not in ("未见", "人工裁量"):
            self.check(node, found)
        if len(self.compiler.report.faults) == before:
            self.check_numbers(node, found)
        return found

    def check(self, node: Map, found: Benefit) -> None:
        """The parts must make one computation."""
        ways = [found.amount is not None, found.base is not None, found.stand_in is not None]
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
        for key in ("比例", "年数"):
            if found.stand_in is not None and found.base is None and key in node.entries:
                self.compiler.fault(node.keys[key], f"“以事实代”的事实就是金额，不再乘“{key}”")
        if found.uplift is not None and found.uplift.way == "百分点" and found.rate is None:
            self.compiler.fault(node.keys["上浮"], "按百分点上浮要有“比例”")
        if found.uplift is not None and found.uplift.way == "百分点" and "先限后浮" in found.orders:
            self.compiler.fault(node.keys["次序"], "百分点加到比例上，总在封顶之前，不能写“先限后浮”")
        if found.uplift is not None and found.uplift.way == "连乘" and found.uplift.at_most is not None:
            self.compiler.fault(node.keys["上浮"], "“连乘”不能写“至多”，封顶写“上限”")

    def check_numbers(self, node: Map, found: Benefit) -> None:
        """The numbers must make money, and the whole of it."""
        base = found.base.dim if found.base else None
        if base is not None and found.rate is not None and {base, found.rate.dim} != {Dim.MONEY, Dim.NUMBER}:
            said = "基数是金额时比例是百分比，基数是个数时比例是每个多少钱"
            self.compiler.fault(node.keys["比例"], f"基数是{base}，比例是{found.rate.dim}，乘不出金额：{said}")
        if found.uplift is not None and found.uplift.way == "百分点" and found.rate and found.rate.dim == Dim.MONEY:
            self.compiler.fault(node.keys["上浮"], "按百分点上浮的“比例”要是百分比")
        parts = [ratio for _, ratio in found.instalments]
        if parts and sum(parts) != 1:
            self.compiler.fault(node.keys["分期"], "“分期”各期比例合计应是 100%")
        if found.shares and (message := _not_whole(found.shares)):
            self.compiler.fault(node.keys["分担"], message)

    def optional(self, node: Node | None, *dims: Dim) -> ValueNode | None:
        return None if node is None else self.compiler.value(node, *dims)

    def ratio(self, node: Node | None, *dims: Dim) -> ValueNode | None:
        """A value that is a ratio where it is no money: a number written without % is a slip worth a hundredfold."""
        found = self.optional(node, *(dims or (Dim.NUMBER,)))
        if node is not None and found is not None and _lacks_percent(found):
            self.compiler.fault(node, "比率要写百分号，如 20%")
        return found

    def named(self, node: Map, key: str, name: str) -> list[Map]:
        """The rows of a list whose names must differ: the amounts of an answer go by them."""
        rows, seen = maps_in(node.get(key)), set[str]()
        for row in rows:
            if text_of(row.get(name)) in seen:
                self.compiler.fault(row.entries[name], f"{name}“{shown(text_of(row.get(name)))}”重复")
            seen.add(text_of(row.get(name)))
        return rows

    def amount(self, node: Node | None) -> ValueNode | Ladder | None:
        if isinstance(node, Map) and "阶梯" in node.entries:
            return self.ladder(node)
        return self.optional(node, Dim.MONEY)

    def ladder(self, node: Map) -> Ladder:
        measure = self.compiler.value(node.entries["阶梯"])
        rows = maps_in(node.get("档"))
        starts = [self.plain(step.entries["满"], measure.dim) for step in rows]
        awards = [self.plain(step.entries["得"], Dim.MONEY) for step in rows]
        self.rising(node, [start.value for start in starts], "阶梯各级要从低到高，不能重复", again=False)
        self.rising(node, [award.value for award in awards], "阶梯各级得的钱要从少到多", again=True)
        step = node.get("再每满")
        every = self.plain(step, measure.dim) if step is not None else None
        if step is not None and every is not None and every.value is not UNKNOWN and every.value <= 0:
            self.compiler.fault(step, "“再每满”要大于零")
        more = node.get("加")
        return Ladder(
            measure,
            tuple(zip(starts, awards, strict=True)),
            text_of(node.get("首次"), "否"),
            every,
            self.plain(more, Dim.MONEY) if more is not None else None,
        )

    def plain(self, node: Node, dim: Dim) -> Literal:
        """A number that stands in the text itself."""
        found = self.compiler.value(node, dim)
        if isinstance(found, Literal):
            return found
        self.compiler.fault(node, "阶梯里要直接写数")
        return Literal(UNKNOWN, dim)

    def rising(self, node: Map, numbers: list[Value], message: str, *, again: bool) -> None:
        if UNKNOWN in numbers:
            return
        if numbers != sorted(numbers if again else set(numbers)):
            self.compiler.fault(node.entries["档"], message)

    def base(self, node: Node | None) -> ValueNode | None:
        if node is None or text_of(node) == "未见":
            return None
        if isinstance(node, Map) and MONTHLY in node.entries:
            return read_increase(node, self.compiler)
        return self.compiler.value(node, Dim.MONEY, Dim.NUMBER)

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
                self.ratio(row.entries["提高"]) or Literal(UNKNOWN, Dim.NUMBER),
                text_of(row.get("当")),
            )
            for row in maps_in(node.get("各项"))
        )
        return Uplift(text_of(node.get("方式")), items, self.ratio(node.get("至多")))

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
            kind = self.compiler.scope.kind
        elif not self.reaches(kind):
            self.compiler.fault(node.entries["每"], f"对象是{self.compiler.scope.kind}的事项不能按“{kind}”封顶")
            kind = self.compiler.scope.kind
        return Cap(
            kind,
            yearly=per.endswith("每年"),
            amount=self.cap_amount(node, self.within(kind)),
            times=self.times(node.get("次数")),
            counted=self.counted(node.get("计")),
            merged=tuple(self.full_id(name) for name in texts_of(node.get("合并"))),
            recent_years=self.whole_years(node.get("近")) or None,
            deduct=text_of(node.get("扣")) != "否",
            clause=text_of(node.get("依据")),
            doubt=text_of(node.get("存疑")),
            text=_text(node),
        )

    def reaches(self, kind: str) -> bool:
        """Whether a kind of subject is the item's own or stands above it."""
        own = self.compiler.scope.kind
        return kind == own or kind in self.vocabulary.above(own)

    def counted(self, node: Node | None) -> str:
        own = self.compiler.scope.kind
        kind = text_of(node, own)
        if node is not None and not self.reaches(kind):
            kinds = "、".join(k for k in self.vocabulary.subjects if self.reaches(k))
            self.compiler.fault(node, f"“计”应是 {kinds} 之一，读到“{shown(kind)}”")
        return kind

    def within(self, kind: str) -> Compiler:
        """A compiler that sees what the subject of a cap sees: a cap is one number for all that is under it."""
        return replace(self.compiler, scope=self.compiler.scope.within(kind))

    def cap_amount(self, node: Map, compiler: Compiler) -> ValueNode | None:
        if (amount := node.get("金额")) is not None:
            return compiler.value(amount, Dim.MONEY)
        listed = node.get("取小")
        if not isinstance(listed, Seq):
            return None
        items = tuple(compiler.value(item, Dim.MONEY) for item in listed.items)
        return compiler.scope.kept(Extreme("取小", items, Dim.MONEY))

    def times(self, node: Node | None) -> int | None:
        if node is None:
            return None
        found = split_quantity(text_of(node))
        units = {**MONEY_UNITS, **RATIO_UNITS, **TERM_UNITS}
        if found is None or not isinstance(found[0], int) or found[0] < 1 or found[1] in units:
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
            self.ratio(node.get("比例")),
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


def _not_whole(shares: tuple[Share, ...]) -> str:
    """Why shares may not make up the whole; empty where they surely do."""
    written = [s.ratio.value for s in shares if isinstance(s.ratio, Literal)]
    if (rest := sum(share.open for share in shares)) > 1:
        return "“分担”里只有一个层级可以出“其余”"
    if rest:
        return "“分担”各层级比例合计超过 100%" if sum(written) > 1 else ""
    if len(written) < len(shares):
        return "“分担”里有“至多”或不是写死的比例，要有一个层级出“其余”，否则合不拢"
    return "" if sum(written) == 1 else "“分担”各层级比例合计应是 100%"


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


def _lacks_percent(node: ValueNode) -> bool:
    """Whether it is a number without a sign, or may come to one that stands in the text."""
    match node:
        case Literal(value, Dim.NUMBER, ""):
            return value is not UNKNOWN and value != 0
        case Choose(rows):
            return any(_lacks_percent(value) for _, value in rows)
        case Extreme(_, items):
            return any(map(_lacks_percent, items))
    return False
