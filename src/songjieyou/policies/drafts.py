"""The text of a policy, checked as it will be used: faults, examples, thresholds, hints. Nothing here is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from songjieyou.policies.library import pack
from songjieyou.rules.check.examples import check_examples
from songjieyou.rules.check.lints import doubt, want_examples
from songjieyou.rules.faults import Fault, Report
from songjieyou.rules.library.policy import Item, Policy

NAME: Final = "本政策.yaml"
"""Stands for the path of a text in its faults."""
LONGEST: Final = 200_000
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`faults` keep a text from being used, examples that come out otherwise among them. `wanting` are thresholds
    without an example on each side, `hints` what is probably wrong. All count lines and columns from 1.
    """

    policy: Policy | None
    faults: list[Fault]
    wanting: list[Fault]
    hints: list[Fault]
    examples: int
    items: list[Item] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Empty where the text says none."""
        return self.policy.title if self.policy and self.policy.title != NAME else ""


def checked(text: str, taken: frozenset[str] = frozenset()) -> Checked:
    """Check a text. `taken` are titles that other policies of the park have; the pack's are taken too."""
    report, wanting, doubts = Report(), Report(), Report()
    if len(text) > LONGEST:
        report.fault(NAME, 0, 0, f"正文超过 {LONGEST // 10_000} 万字")
        return Checked(None, report.faults, [], [], 0)
    library = pack().beside(report)
    library.add_texts({NAME: text})
    policy = next(iter(library.policies), None)
    if policy and policy.title in taken | {each.title for each in pack().catalogue.policies}:
        report.fault(NAME, 1, 1, f"已经有名为“{policy.title}”的政策，请换一个名称")
    if policy and not policy.items and not report.faults:
        report.fault(NAME, 1, 1, "至少要有一个事项")
    ran = check_examples(library.catalogue, report)
    want_examples(library.catalogue, ran, wanting)
    doubt(library.catalogue, doubts)
    hints = sorted({*report.hints, *doubts.hints})
    faults = sorted(set(report.faults))
    return Checked(policy, faults, sorted(set(wanting.hints)), hints, len(ran), library.items)
