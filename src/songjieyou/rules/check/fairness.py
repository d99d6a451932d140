"""Fair competition (公平竞争审查条例, in force since 2024-08-01; 实施办法 since 2025-04-20).

Flags paying for local goods, for registration or moving, named firms and closed lists, rewards tied to tax paid. What
a fact means for competition stands in the vocabulary (公平竞争); what only the words betray is found by the words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from songjieyou.rules.language import tree as t
from songjieyou.rules.library.policy import Condition, Item, Version, nodes_of
from songjieyou.rules.library.vocabulary import Vocabulary

LOCAL_GOODS: Final = "购买本地产品"
LOCAL_FIRM: Final = "本地注册或迁入迁出"
NAMED_FIRMS: Final = "指定企业或名录库"
TAX: Final = "与税收贡献挂钩"
GROUNDS: Final = {
    LOCAL_GOODS: "条例第九条：不得对外地商品实行歧视性补贴",
    LOCAL_FIRM: "实施办法：不得以在本地注册、迁入为前提，不得阻碍迁出",
    NAMED_FIRMS: "实施办法第十九条：不得直接确定受益经营者，不得用条件不明的名录库、企业库",
    TAX: "条例第十条：不得给予特定经营者选择性、差异化的财政奖励或补贴",
}
WORDS: Final = {
    LOCAL_GOODS: ("本地产品", "本地采购", "采购本地", "就近采购", "本地生产的", "本地配套"),
    LOCAL_FIRM: ("迁入", "迁出", "在本县注册", "在本市注册", "在本区注册", "本地注册", "总部迁"),
    NAMED_FIRMS: ("名录库", "企业库", "白名单", "指定企业", "重点企业名单"),
    TAX: ("地方贡献", "税收贡献", "地方财力", "财政贡献", "地方留成"),
}


def unfair(item: Item, vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """One hint per kind and place."""
    seen: set[str] = set()
    for line, kind, what in _found(item, vocabulary):
        if kind not in seen:
            seen.add(kind)
            ground = f"（{GROUNDS[kind]}）" if kind in GROUNDS else ""
            yield line, f"公平竞争：{what}，疑似{kind}{ground}；发布前须有公平竞争审查记录"


def _found(item: Item, vocabulary: Vocabulary) -> Iterator[tuple[int, str, str]]:
    for version in item.versions:
        for condition in version.conditions:
            for name, kind in _flagged(condition.node, vocabulary):
                yield condition.line, kind, f"条件用到“{name}”"
        for node in nodes_of(version.benefit):
            for name, kind in _flagged(node, vocabulary):
                yield version.line, kind, f"金额用到“{name}”"
        for line, text in _texts(version):
            yield from ((line, kind, f"“{word}”") for kind, words in WORDS.items() for word in words if word in text)
    for text in (item.id, item.note):
        yield from ((item.line, kind, f"“{word}”") for kind, words in WORDS.items() for word in words if word in text)


def _flagged(node: t.Node, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for inner in t.walk(node):
        if isinstance(inner, t.Fact | t.Derived) and (entry := vocabulary.find(inner.name)) and entry.fairness:
            yield entry.name, entry.fairness


def _texts(version: Version) -> Iterator[tuple[int, str]]:
    for condition in _all(version.conditions):
        yield condition.line, f"{condition.rule} {condition.clause} {condition.name}"
    if version.benefit:
        yield version.line, " ".join(version.benefit.texts.values())


def _all(conditions: tuple[Condition, ...]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        yield from _all(condition.parts)
