"""提示: what a file may say and yet is probably wrong, or needs a review before it is published.

Hints never change the exit status of a check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from songjieyou.rules.check.coverage import uncovered
from songjieyou.rules.check.examples import Ran
from songjieyou.rules.check.fairness import unfair
from songjieyou.rules.check.order import disordered
from songjieyou.rules.check.percent import without_percent
from songjieyou.rules.check.tiers import doubtful_tiers, impossible, unanswerable
from songjieyou.rules.faults import Report
from songjieyou.rules.library.policy import Catalogue, Item, Version


def lint(catalogue: Catalogue, ran: Iterable[Ran], report: Report) -> None:
    """All hints about the items of a catalogue; `ran` are the examples as they were answered."""
    doubt(catalogue, report)
    want_examples(catalogue, ran, report)


def doubt(catalogue: Catalogue, report: Report) -> None:
    """Hints at what is probably wrong, or needs a review."""
    policies = {item.id: policy for policy in catalogue.policies for item in policy.items}
    for item in catalogue.items.values():
        told = _Teller(item, report)
        told.all(disordered(item, policies[item.id]))
        told.all(unfair(item, catalogue.vocabulary))
        for version in item.versions:
            told = _Teller.of(item, version, report)
            told.all(doubtful_tiers(version))
            told.all(impossible(version))
            told.all(without_percent(version))
            told.all(unanswerable(version, catalogue.vocabulary))


def want_examples(catalogue: Catalogue, ran: Iterable[Ran], report: Report) -> None:
    """Hints at thresholds without an example on each side, with one that could be written."""
    by_version: dict[int, list[Ran]] = {}
    for one in ran:
        by_version.setdefault(id(one.version), []).append(one)
    for item in catalogue.items.values():
        for version in item.versions:
            _Teller.of(item, version, report).all(uncovered(version, by_version.get(id(version), [])))


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the hints about an item, naming the version where it has several."""

    item: Item
    report: Report
    version: str = ""

    @classmethod
    def of(cls, item: Item, version: Version, report: Report) -> _Teller:
        return cls(item, report, version.name if len(item.versions) > 1 else "")

    def all(self, hints: Iterable[tuple[int, str]]) -> None:
        """Each hint is a line of the file (0: that of the item) and a message."""
        name = self.item.id.split("/")[-1] + (f"（{self.version}）" if self.version else "")
        for line, message in hints:
            self.report.hint(self.item.path, line or self.item.line, self.column(line), f"{name}：{message}")

    def column(self, line: int) -> int:
        """Where in its line the item, version or condition begins that a hint is about."""
        for version in self.item.versions:
            places = [(condition.line, condition.column) for condition in version.conditions]
            for at, column in (*places, (version.line, version.column)):
                if at == line:
                    return column
        return self.item.column
