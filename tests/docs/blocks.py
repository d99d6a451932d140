"""The fenced blocks of a Markdown document, in order, and the files that they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "policy-format.md"

_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LABEL = re.compile(r"# (文件|接着写|有错): (\S+)\n")
_SAVED = re.compile(r"存为 `([^`]+)`：\s*$")


@dataclass(frozen=True)
class Block:
    """`role` is 文件 (a whole file), 接着写 (more of one) or 有错 (a file with faults); empty for other blocks.

    `name` is the path that the first line of a YAML block gives, or that the words before a block give.
    """

    language: str
    text: str
    line: int
    role: str = ""
    name: str = ""

    @property
    def folder(self) -> str:
        return self.name.split("/")[0]


@cache
def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


@cache
def blocks() -> tuple[Block, ...]:
    """Every fenced block of the document."""
    text = document()
    return tuple(_block(match, text) for match in _BLOCK.finditer(text))


def _block(match: re.Match[str], text: str) -> Block:
    line = text.count("\n", 0, match.start()) + 1
    label, saved = _LABEL.match(match["text"]), _SAVED.search(text, 0, match.start())
    if label:
        return Block(match["language"], match["text"], line, label[1], label[2])
    if saved:
        return Block(match["language"], match["text"], line, "文件", saved[1])
    return Block(match["language"], match["text"], line)


def write(block: Block, folder: Path) -> None:
    """Put a block where its name says, behind what is there where it is a continuation."""
    path = folder / block.name
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if block.role == "接着写" else ""
    path.write_text(before + block.text, encoding="utf-8")


@cache
def prose() -> str:
    """The document without its fenced blocks."""
    return _BLOCK.sub("", document())
