"""Mutations of texts for the fuzzer: bytes, characters, tokens, lines, and the structure of YAML and JSON."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from songjieyou.rules.faults import Report
from songjieyou.rules.language.yamltext import read_yaml
from songjieyou.rules.library.functions import NAMES
from songjieyou.rules.library.items import plain
from songjieyou.rules.library.shapes import POLICIES, VOCABULARY
from tests.rules import sample

TOKEN: Final = re.compile(r"\w+|\s+|.", re.DOTALL)
CHARACTERS: Final = (
    "{}[]()<>=!:,;.'\"-+*/%&#@`~|?\\\n\t \x00\x07\u200b\u202e\ufeff\ud800😀²①٣"
    "　（）【】，：。、“”‘’≥≤≠×÷％５万元年且或非0123456789aE_"
)
SPOKEN: Final = """
且 或 非 属于 不属于 每年 任一年 合计 均值 增长率 平均增长率 复合增长率 定额 上限 未见 硬性 原则上 审核时 是 否 无
申报日 总分 先浮后限 先限后浮 按比例 百分点 连乘 抵税 常年 未知 企业每年 可能 自 至 不足 值 来源 号 属 LPR 扶持县
0 -1 1 3项 0万元 500万元 1亿元 0.001元 99999999999999999999999999亿元 3% 100% 12个月 99999年 0天 60分 1e400
2024-02-30 0001-01-01 9999-12-31 2024 2024-13 __import__ ../../x null true 1_000 0x1F --- &a *a !!int <<
"""
WORDS: Final = (
    *sorted({key for shapes in (POLICIES, VOCABULARY) for shape in shapes.values() for key in shape.keys}),
    *sorted(sample.vocabulary().entries),
    *sample.vocabulary().subjects,
    *NAMES,
    *SPOKEN.split(),
)


class Mutator:
    """Draws from one generator, so that a seed gives the same input again."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def maybe(self, text: str) -> bytes:
        """The text, or one that differs a little."""
        return text.encode(errors="surrogatepass") if self.chance.random() < 0.5 else self.some(text, ())

    def some(self, text: str, others: Sequence[str]) -> bytes:
        """The text after one to four mutations, now and then spliced with another or with broken bytes."""
        ways: list[Callable[[str], str]] = [
            self.characters,
            self.tokens,
            self.tokens,
            self.lines,
            self.structure,
            self.structure,
            self.repeated,
        ]
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            text = self.chance.choice(ways)(text)
        if others and self.chance.random() < 0.1:
            other = self.chance.choice(others)
            text = text[: self.place(text)] + other[self.place(other) :]
        data = text.encode(errors="surrogatepass")
        return self.bytes(data) if self.chance.random() < 0.05 else data

    def place(self, text: Sequence[Any]) -> int:
        return self.chance.randint(0, len(text))

    def bytes(self, data: bytes) -> bytes:
        found = bytearray(data)
        for _ in range(self.chance.randint(1, 3)):
            if found:
                found[self.chance.randrange(len(found))] = self.chance.randrange(256)
        return bytes(found)

    def characters(self, text: str) -> str:
        at = self.place(text)
        match self.chance.randrange(4):
            case 0:
                return text[:at] + text[at + self.chance.randint(1, 4) :]
            case 1:
                return text[:at] + self.chance.choice(CHARACTERS) + text[at:]
            case 2:
                return text[:at] + self.chance.choice(CHARACTERS) + text[at + 1 :]
        return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]

    def tokens(self, text: str) -> str:
        found = TOKEN.findall(text)
        for _ in range(self.chance.randint(1, 3)):
            if not found:
                break
            at = self.chance.randrange(len(found))
            match self.chance.randrange(4):
                case 0:
                    del found[at]
                case 1:
                    found.insert(at, found[self.chance.randrange(len(found))])
                case _:
                    found[at] = self.chance.choice(WORDS)
        return "".join(found)

    def lines(self, text: str) -> str:
        found = text.splitlines(keepends=True)
        if not found:
            return text
        at, other = self.chance.randrange(len(found)), self.chance.randrange(len(found))
        match self.chance.randrange(4):
            case 0:
                del found[at]
            case 1:
                found.insert(at, found[other])
            case 2:
                found[at], found[other] = found[other], found[at]
            case _:
                found[at] = " " * self.chance.randint(0, 6) + found[at].lstrip(" ")
        return "".join(found)

    def repeated(self, text: str) -> str:
        """A stretch of the text many times over: depth and length."""
        at = self.place(text)
        stretch = text[at : at + self.chance.randint(1, 12)]
        return text[:at] + stretch * self.chance.choice((2, 5, 50, 400)) + text[at:]

    # Structure -------------------------------------------------------------------------------------------------------

    def structure(self, text: str) -> str:
        """The tree of a YAML or JSON text with one part changed, written as JSON (which is YAML too)."""
        node = read_yaml(text.encode(errors="surrogatepass"), "", Report())
        if node is None:
            return self.tokens(text)
        root = plain(node)
        places = list(_places(root))
        if not places:
            return self.tokens(text)
        holder, key = self.chance.choice(places)
        self.change(holder, key, self.chance.choice(places))
        return json.dumps(root, ensure_ascii=False)

    def change(self, holder: Any, key: Any, other: tuple[Any, Any]) -> None:
        match self.chance.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]]
            case 2:
                holder[key] = {self.chance.choice(WORDS): holder[key]}
            case 3:
                holder[key] = json.loads(json.dumps(other[0][other[1]]))
            case 4 if isinstance(holder, dict):
                holder[self.chance.choice(WORDS)] = holder.pop(key)
            case _:
                holder[key] = self.chance.choice([self.chance.choice(WORDS), "", [], {}])


def _places(node: Any) -> Any:
    """Every (holder, key) of a tree."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield node, key
        yield from _places(value)
