"""What a policy file says for people alone, which the engine does not keep: sources, where to apply, remarks."""

from __future__ import annotations

from dataclasses import dataclass, field

from songjieyou.rules.faults import Report
from songjieyou.rules.language.yamltext import Map, read_yaml
from songjieyou.rules.library.compiler import maps_in, text_of, texts_of
from songjieyou.rules.library.policy import Condition


@dataclass(frozen=True, slots=True)
class Remarks:
    """`contacts` by the 编号 of items, `versions` by 编号 and 文件, `conditions` by line and column."""

    sources: tuple[str, ...] = ()
    contacts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    versions: dict[tuple[str, str], str] = field(default_factory=dict)
    money: dict[tuple[str, str], str] = field(default_factory=dict)
    conditions: dict[tuple[int, int], str] = field(default_factory=dict)

    def of(self, condition: Condition) -> str:
        return self.conditions.get((condition.line, condition.column), "")


def read_remarks(data: bytes, path: str) -> Remarks:
    """The remarks of a policy file; none where it cannot be read, which the loader has told."""
    node = read_yaml(data, path, Report())
    if not isinstance(node, Map):
        return Remarks()
    found = Remarks(texts_of(node.get("来源")))
    for item in maps_in(node.get("事项")):
        code = text_of(item.get("编号"))
        found.contacts[code] = texts_of(item.get("受理"))
        for version in maps_in(item.get("版本")):
            name = (code, text_of(version.get("文件")))
            found.versions[name] = text_of(version.get("说明"))
            benefit = version.get("补贴")
            found.money[name] = text_of(benefit.get("说明")) if isinstance(benefit, Map) else ""
            for condition in maps_in(version.get("条件")):
                _note(condition, found)
    return found


def _note(condition: Map, found: Remarks) -> None:
    if text := text_of(condition.get("说明")):
        found.conditions[condition.line, condition.column] = text
    for key in ("任一", "全部"):
        for part in maps_in(condition.get(key)):
            _note(part, found)
