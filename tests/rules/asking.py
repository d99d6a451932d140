"""Short ways to write policies and to ask the engine about them in tests, on the sample vocabulary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from songjieyou.rules.answer.engine import Answers, Engine
from songjieyou.rules.answer.item import ItemAnswer
from songjieyou.rules.library.vocabulary import FIRM
from tests.rules import sample
from tests.rules.sample import TODAY

type Facts = Mapping[str, Any]


def edition(inside: str = "", *, name: str = "一版", start: str = "2024-01-01", end: str = "无") -> str:
    """One element of 版本 in flow style; `inside` holds its other keys."""
    return f"{{文件: {name}, 施行: {start}, 失效: {end}, {inside}}}"


def item(
    code: str, *editions: str, kind: str = FIRM, category: str = "奖补", keys: str = "", benefit: str = "金额: 10万元"
) -> str:
    """One element of 事项; without editions it has one with only the benefit (定额 where it is not said)."""
    money = benefit if "性质" in benefit else f"性质: 定额, {benefit}"
    listed = ", ".join(editions or (edition(f"补贴: {{{money}}}"),))
    extra = f"{keys}, " if keys else ""
    return f"{{编号: {code}, 类别: {category}, 对象: {kind}, {extra}版本: [{listed}]}}"


def paying(conditions: str, benefit: str = "金额: 10万元", more: str = "") -> str:
    """An edition with conditions and money."""
    money = benefit if "性质" in benefit else f"性质: 定额, {benefit}"
    return edition(f"条件: [{conditions}], 补贴: {{{money}}}" + (f", {more}" if more else ""))


def policy(*items: str, title: str = "办法", keys: str = "") -> str:
    extra = f"{keys}, " if keys else ""
    return f"{{政策: {title}, 级别: 市, 核对: 二手转述, {extra}事项: [{', '.join(items)}]}}"


def answers(texts: str | tuple[str, ...], facts: Facts | None = None, on: str | dt.date = TODAY) -> Answers:
    """What the engine says of one firm. Raises FaultsError and FactsError."""
    catalogue = sample.catalogue(*((texts,) if isinstance(texts, str) else texts))
    return Engine(catalogue).answer(sample.base(facts, on), sample.day(on))


def answer(text: str, facts: Facts | None = None, on: str | dt.date = TODAY) -> ItemAnswer:
    """The only answer of a policy with one item."""
    (only,) = answers(text, facts, on).items
    return only


def ruled(conditions: str, facts: Facts | None = None, on: str | dt.date = TODAY, kind: str = FIRM) -> ItemAnswer:
    """The answer of an item without money that has these conditions (flow style, without the outer brackets)."""
    return answer(policy(item("甲", edition(f"条件: [{conditions}]"), kind=kind, category="资质")), facts, on)


def verdicts(found: Answers) -> dict[str, str]:
    """The verdict of each item, by its id without the policy (and its subject, where there are several)."""
    return {_label(answer): answer.verdict for answer in found.items}


def _label(answer: ItemAnswer) -> str:
    code = answer.item.id.rpartition("/")[2]
    return f"{code}·{answer.subject_id}" if answer.subject_id else code
