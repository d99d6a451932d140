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
from songjieyou.rules.check.tiers import doubtful_tiers, impossible, unanswerable
from songjieyou.rules.faults import Report
from songjieyou.rules.library.policy import Catalogue, Item


def lint(catalogue: Catalogue, ran: Iterable[Ran], report: Report) -> None:
    """All hints about the items of a catalogue; `ran` are the examples as they were answered."""
    by_version: dict[int, list[Ran]] = {}
    for one in ran:
        by_version.setdefault(id(one.version), []).append(one)
    policies = {item.id: policy for policy in catalogue.policies for item in policy.items}
    for item in catalogue.items.values():
        told = _Teller(item, report)
        told.all(disordered(item, policies[item.id]))
        told.all(unfair(item, catalogue.vocabulary))
        for version in item.versions:
            told.all(doubtful_tiers(version))
            told.all(impossible(version))
            told.all(unanswerable(version, catalogue.vocabulary))
            told.all(uncovered(version, by_version.get(id(version), [])))


@dataclass(frozen=True, slots=True)
class _Teller:
    item: Item
    report: Report

    def all(self, hints: Iterable[tuple[int, str]]) -> None:
        """Each hint is a line of the file (0: that of the item) and a message."""
        for line, message in hints:
            self.report.hint(self.item.path, line or self.item.line, 1, f"{self.item.id.split('/')[-1]}：{message}")
